"""`show` reads a rule back so that a person who cannot read YAML can approve it; `calendar` says what is coming."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qpr_rules.definition import Band, Measure, Stock
from qpr_rules.period import month_of
from qpr_rules.quantity import Unit
from qpr_rules.showing.console import ASCII, UNICODE
from qpr_rules.showing.rule_in_words import measure, rating
from qpr_rules.showing.timeline import Stretch, drawn
from tests.commands import run
from tests.repositories import rewrite

VOIDS = "kpi_definitions/voids.yaml"
APRIL = month_of(2025, 4)


def shown(project: Path, *arguments: str, today: str = "2025-02-03") -> str:
    """What `show VOIDS` prints, as one line of words."""
    done = run(project, "show", "VOIDS", "--today", today, *arguments)
    assert done.code == 0, done.err
    without_places = re.sub(r"  +(lines? [\d, ]+|by default)$", "", done.out, flags=re.MULTILINE)
    return " ".join(without_places.split())


@pytest.mark.parametrize(
    ("target", "floor", "said"),
    [
        ((60, None), (45, None), "Green at 60% or more, Amber from 45%, Red below 45%"),
        ((None, 20), (None, 27), "Green at 20% or less, Amber up to 27%, Red above 27%"),
        ((60, None), (60, None), "Green at 60% or more, Red below that"),
        (("17.5", "22.5"), (15, 25), "Green from 17.5 to 22.5%, Amber from 15 to 25%, Red outside that"),
    ],
)
def test_what_is_green_amber_and_red_is_said_for_every_polarity(target: Any, floor: Any, said: str) -> None:
    def band(ends: Any) -> Band:
        return Band(*(None if end is None else Decimal(end) for end in ends))

    assert rating(band(target), band(floor), Unit.PERCENT) == said


@pytest.mark.parametrize(
    ("what", "unit", "said"),
    [
        (Measure("Admissions", "Population 65+", stock=Stock.MEAN), Unit.PER_100_000, "Admissions per 100,000 of population 65+ (the mean of the window)"),
        (Measure("Days empty", "Homes let"), Unit.DAYS, "Days empty divided by homes let, in days"),
        (Measure("Homes let", "EHCPs issued"), Unit.PERCENT, "Homes let, as a percentage of EHCPs issued"),
        (Measure("Visits"), Unit.COUNT, "Visits"),
        (Measure("Emissions"), Unit.TONNES, "Emissions, in tonnes"),
        (Measure(value="Satisfaction"), Unit.PERCENT, "Satisfaction, as it is reported, in percent"),
    ],
)  # fmt: skip
def test_what_is_counted_is_said_in_words(what: Measure, unit: Unit, said: str) -> None:
    assert measure(what, unit) == said


def test_every_value_is_said_with_the_line_that_it_came_from(project: Path) -> None:
    lines = (project / VOIDS).read_text(encoding="utf-8").split("\n")

    def line(beginning: str) -> int:
        return next(number for number, text in enumerate(lines, 1) if text.strip().startswith(beginning))

    done = run(project, "show", "VOIDS", "--today", "2025-02-03").out
    for words, beginnings in (
        ("Green at 20 days or less, Amber up to 27 days, Red above 27 days.", ["2024/25:"]),
        ("Days empty divided by homes let, in days, over the quarter.", ["window:", "measure:"]),
        ("Answered for by Head of Housing.", ["owner:"]),
    ):
        place = ", ".join(str(each) for each in sorted(map(line, beginnings)))
        assert re.search(rf"{re.escape(words)}.*\blines? {place}$", done, re.MULTILINE), words


def test_who_approved_each_standard_is_listed_and_a_gap_is_not_passed_over(project: Path) -> None:
    said = shown(project, today="2025-06-10")
    assert "Committee, 2 March 2023" in said and "Committee, 7 March 2024" in said
    assert "This held from April 2024 to March 2025; no standard is in force in June 2025." in said
    assert "Apr 2025 today none none no standard: not rated" in said
    rewrite(project / VOIDS, ', approved: "Committee, 2 March 2023"', "")
    assert "nobody is named" in shown(project)


def test_everything_that_may_stand_in_a_definition_is_said(project: Path) -> None:
    rewrite(
        project / VOIDS,
        "decimals: 1\n",
        "decimals: 1\nlag: 2 months\nrate_on: published\nminimum_denominator: 5\nintroduced: 2023-04-01\n"
        "suspended: {from: 2024-05, until: 2024-06, reason: Flood}\nbreaks: [{from: 2023-07, reason: New system}]\n"
        "retired: {on: 2026-03-31, reason: Let by others, replaced_by: REPAIRS}\n",
    )
    said = shown(project)
    for words in (
        "they are reported 2 months late.",
        "What is rated is the figure as printed, to 1 decimal place.",
        "With fewer than 5 homes let it is not rated.",
        "It is rated from 1 April 2023.",
        "It is suspended from May 2024 to June 2024: Flood.",
        "From July 2023 it is not compared with earlier results: New system.",
        "It is retired on 31 March 2026: Let by others. REPAIRS replaces it.",
    ):
        assert words in said


def test_a_name_with_markup_or_control_characters_is_printed_as_typed(project: Path) -> None:
    rewrite(project / VOIDS, "name: Days to let an empty home", 'name: "[red]Days[/red] \\e[31m to let"')
    assert "[red]Days[/red] \\x1b[31m to let" in shown(project)


@pytest.mark.parametrize(("kpi", "said"), [("VOID", "Did you mean `VOIDS`?"), ("QQQQQQ", "qpr-rules list")])
def test_a_kpi_that_there_is_not_is_answered_with_the_nearest(project: Path, kpi: str, said: str) -> None:
    done = run(project, "show", kpi)
    assert done.code == 2 and said in done.err


def test_a_definition_in_error_is_sent_to_check(project: Path) -> None:
    rewrite(project / VOIDS, "floor: 27", "floor: 7")
    assert "`qpr-rules check` says why" in run(project, "show", "VOIDS").err


def test_the_line_of_time_fills_its_width_and_cuts_no_word() -> None:
    found = [
        Stretch(0, 11, "2023/24", "60%"),
        Stretch(12, 12, "2024-04", "58%"),
        Stretch(13, 23, "Apr", "none", is_gap=True),
    ]
    above, line, below, mark = (text.plain for text in drawn(found, 18, "today", 48, UNICODE))
    assert len(line) == 48 and line.startswith("┣━") and line.endswith("·")
    assert above.split() == ["2023/24", "Apr"] and below.split() == [
        "60%",
        "none",
    ]  # what does not fit is left out whole
    assert mark.index("▲") == 18 * 48 // 24
    assert all(text.plain.isascii() for text in drawn(found, 18, "today", 48, ASCII))


def test_the_calendar_counts_the_set_and_shows_a_bar_a_kpi(project: Path) -> None:
    done = run(project, "calendar", "--today", "2025-02-03")
    assert done.code == 0, done.err
    assert re.search(r"^VOIDS +━━━━(··){10} +20 days / 27 days to Mar 2025, then none$", done.out, re.MULTILINE)
    assert "Of 2 KPIs: 1 whose standard ends with nothing after it, 1 with nothing to do." in done.out
    assert "REPAIRS" in run(project, "calendar", "--all", "--from", "2025-04").out


@pytest.mark.parametrize(
    ("given", "said"), [(["--from", "Q3"], "is not a month"), (["--section", "none"], "no section")]
)
def test_what_the_calendar_cannot_read_is_misuse(project: Path, given: list[str], said: str) -> None:
    done = run(project, "calendar", *given)
    assert done.code == 2 and said in done.err

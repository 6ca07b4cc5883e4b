"""`what-if` works out another rule over the same results, by hand here; it writes nothing and refuses what check refuses."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.app.what_if import Answer, RefusedError, what_if
from qpr_rules.definition import Polarity
from qpr_rules.files import Folder
from qpr_rules.period import month_of
from qpr_rules.reading.altered import Wish
from qpr_rules.reading.results import read_results
from tests.commands import run
from tests.repositories import rewrite

VOIDS = "kpi_definitions/voids.yaml"


def ask(project: Path, kpi: str, wish: Wish = Wish(), *supposed: tuple[str, str], repeat: int = 0) -> Answer:  # noqa: B008  # frozen
    tree = Folder(project)
    declarations = declare(tree)
    definition = next(each for each in declarations.definitions if each.id == kpi)
    return what_if(tree, declarations, read_results(tree, declarations), definition, wish, supposed, repeat=repeat)


def repairs(project: Path) -> list[tuple[str, int, int]]:
    """The rows of REPAIRS: period, numerator, denominator."""
    with (project / "results" / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kpi"] == "REPAIRS"]
    return sorted((row["period"], int(row["numerator"]), int(row["denominator"])) for row in rows)


def rated(rows: list[tuple[str, int, int]], target: str, floor: str) -> dict[str, str]:
    """The rating of each rolling year, from the rows themselves."""
    found = {}
    for last in range(11, len(rows)):
        year = rows[last - 11 : last + 1]
        figure = Fraction(100 * sum(each[1] for each in year), sum(each[2] for each in year))
        found[rows[last][0]] = (
            "green" if figure >= Fraction(target) else "amber" if figure >= Fraction(floor) else "red"
        )
    return found


def test_another_standard_rates_the_past_as_worked_out_by_hand(project: Path) -> None:
    answer = ask(project, "REPAIRS", Wish(target="94", floor="93"))
    now, then = rated(repairs(project), "94.5", "92"), rated(repairs(project), "94", "93")
    got = {after.period: (str(before.rating), str(after.rating)) for before, after in answer.rows.both if before.figure}
    assert {period: pair for period, pair in got.items() if period in now} == {
        period: (now[period], then[period]) for period in now
    }
    assert now != then


def test_from_a_month_on_only_later_periods_are_rated_by_it(project: Path) -> None:
    answer = ask(project, "REPAIRS", Wish(target="96", floor="95", start=month_of(2024, 10)))
    moved = {after.period for _, after in answer.rows.moved()}
    assert moved == {
        period
        for period, rating in rated(repairs(project), "94.5", "92").items()
        if period >= "2024-10" and rated(repairs(project), "96", "95")[period] != rating
    }
    assert moved


def test_a_standard_by_date_keeps_its_earlier_years(project: Path) -> None:
    answer = ask(project, "VOIDS", Wish(target="15", start=month_of(2024, 4)))
    keys = [(each.key, str(each.target.high), str(each.floor.high)) for each in answer.after.standards]
    assert keys[:2] == [("2023/24", "21", "28"), ("2024/25", "15", "27")]  # the floor stays as it was
    assert keys[2][0] == "2025/26"  # and the year to come is rated by it too


def test_supposed_results_are_pooled_with_the_known_ones(project: Path) -> None:
    answer = ask(project, "REPAIRS", Wish(), ("2025-01", "300/420"), ("Feb 2025", "310/420"))
    rows = [*repairs(project), ("2025-01", 300, 420), ("2025-02", 310, 420)]
    expected = rated(rows, "94.5", "92")
    got = {now.period: str(now.rating) for _, now in answer.rows.both}
    assert {period: got[period] for period in ("2025-01", "2025-02")} == {
        period: expected[period] for period in ("2025-01", "2025-02")
    }
    assert answer.changes == ()


def test_the_last_result_is_repeated_after_those_supposed(project: Path) -> None:
    answer = ask(project, "REPAIRS", Wish(), ("2025-01", "300/420"), repeat=2)
    rows = [*repairs(project), *((f"2025-0{month}", 300, 420) for month in (1, 2, 3))]
    assert str(answer.rows.both[-1][1].rating) == rated(rows, "94.5", "92")["2025-03"]
    assert answer.rows.both[-1][1].figure == Fraction(
        100 * sum(each[1] for each in rows[-12:]), sum(each[2] for each in rows[-12:])
    )


def test_a_supposed_result_takes_the_place_of_a_known_one_on_its_own_side_only(project: Path) -> None:
    answer = ask(project, "REPAIRS", Wish(), ("2024-12", "100/418"))
    before, after = answer.rows.both[-1]
    assert before.numerator is not None and after.numerator is not None
    assert before.numerator - after.numerator == 401 - 100
    assert len(answer.replaced) == 1


def test_another_window_and_polarity_are_read_as_if_written(project: Path) -> None:
    answer = ask(project, "VOIDS", Wish(window="12 months"))
    assert answer.after.window.months == 12 and len(answer.rows.entered) > 0
    turned = ask(project, "REPAIRS", Wish(polarity="lower", floor="99"))
    assert turned.after.polarity is Polarity.LOWER


def test_a_text_in_the_definition_survives_whatever_is_in_it(project: Path) -> None:
    rewrite(project / VOIDS, "numerator: Days empty", "numerator: 'Days: \"empty\" \\ # [no]'")
    assert ask(project, "VOIDS", Wish(target="15")).after.measure.numerator == 'Days: "empty" \\ # [no]'


@pytest.mark.parametrize(
    ("kpi", "wish", "said"),
    [
        ("VOIDS", Wish(target="30"), "wrong side"),
        ("VOIDS", Wish(target="thirty"), "number"),
        ("VOIDS", Wish(window="a while"), "a while"),
        ("VOIDS", Wish(polarity="upwards"), "upwards"),
        ("VOIDS", Wish(target="10 to 20"), "one number is needed"),
        ("REPAIRS", Wish(target="940"), "940"),
    ],
)
def test_what_a_check_refuses_is_refused_in_the_same_words(project: Path, kpi: str, wish: Wish, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        ask(project, kpi, wish)


@pytest.mark.parametrize(
    ("supposed", "said"),
    [
        (("2025-01", "430/420"), "above the denominator"),
        (("2025-01", "12"), "numerator and denominator"),
        (("2025-13", "1/2"), "2025-13"),
        (("2025-01", "abc/2"), "abc"),
    ],
)
def test_a_result_that_cannot_be_is_refused(project: Path, supposed: tuple[str, str], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        ask(project, "REPAIRS", Wish(), supposed)


def test_both_rules_stand_side_by_side_and_nothing_is_written(project: Path) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    done = run(project, "what-if", "REPAIRS", "--target", "93", "--floor", "90", "--add", "2025-01=300/420")
    assert done.code == 0
    assert "easier" in done.out and "supposed" in done.out and "differs" in done.out
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "Say what would be otherwise"),
        (["--from", "2025-01"], "give --target or --floor"),
        (["--add", "2025-01"], "is not PERIOD=RESULT"),
        (["--target", "93", "--from", "Q9"], "is not a month"),
        (["--target", "93", "--area", "Mars"], "no result of REPAIRS"),
        (["--target", "930"], "That cannot be"),
    ],
)
def test_a_question_that_makes_no_sense_is_misuse(project: Path, given: list[str], said: str) -> None:
    done = run(project, "what-if", "REPAIRS", *given)
    assert done.code == 2 and said in done.said


def test_a_standard_of_next_year_is_what_is_asked_about_and_nothing_else_is_said(repository: Path) -> None:
    done = run(repository, "what-if", "FOI-20", "--target", "92", "--floor", "88", "--from", "2025-04")
    assert "what if  Green at 92% or more, Amber from 88%, Red below 88%, over the quarter." in done.out
    assert done.text.count("standard") == done.text.count("new standard") + done.text.count("standards and results")
    assert "as before" not in done.out

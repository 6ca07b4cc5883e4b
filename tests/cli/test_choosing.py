"""The choices of `exceptions`: by whom, of what, how grave; and every row of a table says when it is illustrative."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from qpr_rules.evaluation import Rating
from tests.commands import run
from tests.shipped_set import REPOSITORY, kpis, shipped

NOW = "Q3 2024/25"


@cache
def listed(*arguments: str, width: int = 140) -> str:
    done = run(REPOSITORY, "exceptions", *arguments, width=width)
    assert done.code == 0, done.err
    return done.out


def ids(out: str) -> list[str]:
    known = {row.kpi for row in shipped().evaluate().rows}
    return [word for word in out.split() if word in known]


def test_the_first_lines_are_the_totals_and_they_add_up() -> None:
    for width in (60, 80, 140):
        lines = listed(width=width).splitlines()
        (totals,) = [line for line in lines[:8] if re.match(r"\d+ KPIs", line)]
        number, *parts = map(int, re.findall(r"\d+", totals))
        assert number == sum(parts) == len(kpis(NOW))  # exact: integers
        attention = lines[lines.index(totals) + 1]
        need, urgent, concern, note = map(int, re.findall(r"\d+", attention))
        assert need == urgent + concern
        assert need + note == len(ids(listed(width=width)))


def test_the_gravest_come_first() -> None:
    out = listed()
    assert out.index("\nUrgent") < out.index("\nConcern") < out.index("\nNotice")
    order = [shipped().evaluate().rows[flag.row].kpi for flag in shipped().exceptions()]
    assert ids(out) == list(dict.fromkeys(order))


@pytest.mark.parametrize("severity", ["urgent", "concern", "notice"])
def test_a_severity_lists_those_that_have_it(severity: str) -> None:
    rows = shipped().evaluate().rows
    wanted = {rows[flag.row].kpi for flag in shipped().exceptions() if flag.rule.severity == severity}
    assert set(ids(listed("--severity", severity))) == wanted


def test_severities_may_be_added() -> None:
    both = set(ids(listed("--severity", "urgent", "--severity", "concern")))
    assert both == set(ids(listed("--severity", "urgent"))) | set(ids(listed("--severity", "concern")))


def test_all_lists_every_kpi_once() -> None:
    assert sorted(ids(listed("--all"))) == sorted(row.kpi for row in shipped().evaluate().rows)
    assert "No exception" in listed("--all")


def test_sections_and_owners_narrow_the_rows_and_the_totals() -> None:
    rows = shipped().evaluate().rows
    out = listed("--all", "--section", "public-health")
    own = [row for row in rows if row.section == "public-health"]
    assert set(ids(out)) == {row.kpi for row in own}
    assert re.search(rf"^{sum(row.kind == 'kpi' for row in own)} KPIs", out, re.MULTILINE)
    out = listed("--all", "--owner", "head-of-highways")
    assert set(ids(out)) == {row.kpi for row in rows if row.owner == "head-of-highways"}


@pytest.mark.parametrize("by", ["owner", "section"])
def test_groups_hold_their_own_and_keep_the_gravest_first(by: str) -> None:
    report = shipped().evaluate()
    held = {row.kpi: getattr(row, by) for row in report.rows}
    titles = (
        report.settings.sections
        if by == "section"
        else {key: each.post for key, each in (report.declarations.owners or {}).items()}
    )
    out = listed("--by", by)
    assert sorted(ids(out)) == sorted(ids(listed()))
    order = list(dict.fromkeys(held[kpi] for kpi in ids(out)))
    wanted = list(titles) if by == "section" else sorted(titles, key=lambda key: titles[key].casefold())
    assert order == [key for key in wanted if key in order]
    for key in order:
        assert re.search(rf"^{re.escape(titles[key])}  \d", out, re.MULTILINE)


def test_an_area_is_listed_with_its_own_totals(project: Path) -> None:
    rows = "".join(f"VOIDS,North,2024-{month:02},40,1,,,\n" for month in range(1, 13))
    file = project / "results" / "results.csv"
    file.write_text(file.read_text("utf-8") + rows, "utf-8", newline="\n")
    out = run(project, "exceptions", "--all", "--area", "North").out
    assert "VOIDS" in out
    assert "REPAIRS" not in out
    assert re.search(r"^1 KPI\b", out, re.MULTILINE)
    assert "North" in out
    done = run(project, "exceptions", "--area", "Nroth")
    assert done.code == 2
    assert "Did you mean `North`?" in done.err


def test_every_row_of_every_table_says_that_it_is_illustrative() -> None:
    rows = shipped().evaluate().rows
    for width in (60, 80, 140):
        for command, number in (
            (("exceptions", "--all"), len(rows)),
            (("evaluate",), len(rows)),
            (("list",), len(shipped().declarations.definitions)),
            (("results",), len(shipped().declarations.definitions)),
        ):
            out = run(REPOSITORY, *command, width=width).out
            assert len(re.findall(r"\billustrative\b", out)) == number, (command, width)


def test_every_screen_says_what_it_was_made_from() -> None:
    report = shipped().evaluate()
    tool, method, quarter, definitions, results = report.provenance.parts
    for command, wanted in {
        ("exceptions",): (tool, method, quarter, definitions, results),
        ("summary",): (tool, method, quarter, definitions, results),
        ("explain", "FOI-20"): (tool, method, quarter, definitions, results),
        ("evaluate",): (tool, method, quarter, definitions, results),
        ("results",): (tool, method, quarter, definitions, results),
        ("list",): (tool, method, definitions),
        ("check",): (tool, method, definitions, results),
    }.items():
        last = run(REPOSITORY, *command).text[-200:]
        assert [part for part in wanted if part not in last] == [], command


def test_annual_figures_are_counted_in_years_and_barred_once() -> None:
    out = listed("--all", width=80)
    (row,) = [row for row in shipped().evaluate().rows if row.kpi == "ABSENCE"]
    assert row.quarters_in_state and row.quarters_in_state > 4
    block = out[: out.index("ABSENCE")].rsplit("\n\n", 1)[1] + out[out.index("ABSENCE") :].split("\n\n", 1)[0]
    assert re.search(rf"{row.rating.capitalize()} for \d years?", block)
    assert row.rating is not Rating.NOT_RATED

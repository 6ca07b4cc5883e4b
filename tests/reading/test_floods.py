"""YAML that is wrong forty thousand times over: the first mistakes of each kind, how many there are, and soon."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from qpr_rules.app.check import check
from qpr_rules.diagnostic import LISTED
from qpr_rules.files import Folder
from qpr_rules.reading.mistakes.flooded import MOST
from tests import commands
from tests.code_pages import BASE

FILE = "kpi_definitions/repairs.yaml"
GOOD = (BASE / FILE).read_text("utf-8")
DATED = GOOD[: GOOD.index("target:")] + "standards:\n"
COMMENTARY = "commentary/2024-25-Q3.yaml"

CASES = "kpi_definitions/repairs.cases.yaml"
CASE = 'series: {2025-01: "85/100"}, expect: {2025-03: amber}'

FLOODS: dict[str, tuple[str, str, Callable[[int], str], str]] = {
    "names": (FILE, GOOD, lambda at: f"unknown{at}: {at}\n", "QPR150"),
    "nearly known names": (FILE, GOOD, lambda at: f"tar{at}get: {at}\n", "QPR150"),
    "sentences": (FILE, GOOD, lambda at: f"Remark {at}: as it was\n", "QPR150"),
    "names with a sign": (FILE, GOOD, lambda at: f"name{at} = {at}:\n", "QPR150"),
    "names that end in quotes": (FILE, GOOD, lambda at: f'target{at} x":\n', "QPR150"),
    "shortcuts of YAML": (FILE, f"{GOOD}links:\n", lambda _: "- !t x\n", "QPR110"),
    "names that are written twice": (FILE, GOOD, lambda _: "target: 60\n", "QPR108"),
    "standards of no year": (FILE, DATED, lambda at: f"  x{at}: {{target: 95, floor: 90}}\n", "QPR156"),
    "standards in words": (FILE, DATED, lambda at: f"  {1000 + at}-04: {{target: a, floor: b}}\n", "QPR153"),
    "posts": ("owners.yaml", "", lambda at: f"p{at}: {{title: P}}\n", "QPR150"),
    "names of posts": ("owners.yaml", "", lambda at: f"P {at}: {{post: P}}\n", "QPR156"),
    "posts that own nothing": ("owners.yaml", "", lambda at: f"p{at}: {{post: P}}\n", "QPR309"),
    "KPIs that are commented on": (COMMENTARY, "", lambda at: f"K{at}: {{context: x}}\n", "QPR502"),
    "rules": ("rules/own.yaml", "", lambda at: f"r{at}: {{x: 1}}\n", "QPR150"),
    "rules without a severity": (
        "rules/own.yaml",
        "",
        lambda at: f"r{at}: {{when: {{rating: red}}, says: x}}\n",
        "QPR151",
    ),
    "cases of no KPI": (CASES, "cases:\n", lambda at: f"  c{at}: {{definition: K{at}, {CASE}}}\n", "QPR650"),
}
"""A file, what stands before, a line that is wrong, and its code."""


def laid_down(project: Path, kind: str, lines: int) -> str:
    file, before, line, code = FLOODS[kind]
    (project / file).parent.mkdir(exist_ok=True)
    (project / file).write_text(before + "".join(map(line, range(lines))), "utf-8")
    return code


@pytest.mark.parametrize("lines", [MOST // 4, 4 * MOST])
@pytest.mark.parametrize("kind", FLOODS)
def test_the_first_are_listed_and_the_others_are_one_finding_with_a_place_and_what_to_do(
    project: Path, kind: str, lines: int
) -> None:
    code = laid_down(project, kind, lines)
    done = commands.run(project, "check", "--format", "json")
    assert len(done.out) < 100_000
    said = [each for each in json.loads(done.out)["diagnostics"] if each["code"] == code]
    assert len(said) == LISTED + 1
    last = said[-1]
    if kind == "names that are written twice":
        return  # the reader of YAML counts them itself
    others = lines * (2 if kind == "standards in words" else 1) - LISTED
    assert last["headline"] == f"and {others:,} more like this in the file"
    assert last["hints"]
    assert last["at"]["line"] >= said[-2]["at"]["line"] > 0


def test_a_mistake_more_than_are_listed_is_listed_too(project: Path) -> None:
    laid_down(project, "names", LISTED + 1)
    done = commands.run(project, "check", "--format", "concise")
    assert done.out.count("is not known here") == LISTED + 1


@pytest.mark.parametrize("kind", ["names", "names that are written twice"])
def test_the_totals_count_each(project: Path, kind: str) -> None:
    code = laid_down(project, kind, 40_000)
    assert f"40,000  {code}" in commands.run(project, "check", "--statistics").out
    assert "read: 40,000 errors " in commands.run(project, "check").out


def test_the_totals_count_each_row_of_results_that_is_wrong(project: Path) -> None:
    (project / "results" / "more.csv").write_text(
        "kpi,period,numerator,denominator\n" + "REPAIRS,2024-04,many,1\n" * 400, "utf-8"
    )
    assert "read: 400 errors " in commands.run(project, "check").out


def test_a_line_of_a_hundred_thousand_characters_is_not_written_out_again(project: Path) -> None:
    words = ", ".join(f"w{each}" for each in range(10_000))
    (project / FILE).write_text(f"{DATED}  2024/25: {{target: 95, floor: 90, approved: Cabinet, {words}}}\n", "utf-8")
    done = commands.run(project, "check")
    assert "cut off from its text by the comma" in done.out
    assert len(done.out) < 5_000


def calls(run: Callable[[], object]) -> int:
    """How many functions are called: counted work, the same on every machine."""
    number = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return number


@pytest.mark.parametrize("kind", FLOODS)
def test_twice_as_many_mistakes_are_twice_the_work(project: Path, kind: str) -> None:
    work = []
    for lines in (1_200, 1_500, 3_000, 6_000):
        laid_down(project, kind, lines)
        work.append(calls(lambda: check(Folder(project))))
    _, once, twice, four_times = work  # what the first one imports is not counted
    assert four_times - twice < 2.5 * (twice - once)

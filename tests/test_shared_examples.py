"""Published tables as they are: each example run as its README says, and every figure against the file, by plain Python.

The figures are not part of this repository; the fixture ``published`` finds them, or skips with the reason.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

import qpr_rules
from qpr_rules.app.evaluate import every_period
from qpr_rules.evaluation import Rating
from tests.commands import run
from tests.source import REPOSITORY
from tests.tables import table

EXAMPLES = REPOSITORY / "examples"


class Example(NamedTuple):
    """An example, its file among the published ones, and what plain Python makes of a row.

    ``area`` and ``period`` give those of a row, None for one that is left out; ``figure`` its figure in the unit, None where a
    marker stands; ``rated`` what a figure is rated, None where nothing is.
    """

    folder: str
    file: str
    area: Callable[[dict[str, str]], str | None]
    period: Callable[[dict[str, str]], str]
    figure: Callable[[dict[str, str]], Fraction | None]
    rated: Callable[[Fraction], Rating] | None
    rows: int


def english(row: dict[str, str]) -> str | None:
    levels = {"National": "E92000001", "Local authority": row.get("new_la_code", ""), "Regional": None}
    return levels[row["geographic_level"]]


def year_ending(row: dict[str, str]) -> str:
    return f"{int(row['time_period']) - 1}/{row['time_period'][2:]}"


def quotient(numerator: str, denominator: str) -> Callable[[dict[str, str]], Fraction | None]:
    def found(row: dict[str, str]) -> Fraction | None:
        if not (row[numerator].isdigit() and row[denominator].isdigit()) or row[denominator] == "0":
            return None
        return Fraction(100 * int(row[numerator]), int(row[denominator]))

    return found


def bands(green: Callable[[Fraction], bool], amber: Callable[[Fraction], bool]) -> Callable[[Fraction], Rating]:
    return lambda figure: Rating.GREEN if green(figure) else Rating.AMBER if amber(figure) else Rating.RED


def published_code(period: str) -> str:
    return period[:7] + "-" + period[-2:]


SET = [
    Example(
        "dfe-ehc-plans", "dfe_sen2_ehcp_20_weeks_annual.csv",
        english, lambda row: row["time_period"], quotient("inc_exc_20week_ehc", "tot_inc_exc_ehc"),
        bands(lambda figure: figure >= 60, lambda figure: figure >= 50), 1_375,
    ),
    Example(
        "dfe-re-referrals", "dfe_rereferrals_annual.csv",
        english, year_ending, quotient("rereferral_count", "referral_count"),
        bands(lambda figure: figure <= 20, lambda figure: figure <= 25), 1_989,
    ),
    Example(
        "dfe-child-protection-plans", "dfe_cpp_subsequent_annual.csv",
        english, year_ending, quotient("CPP_subsequent", "CPP_start"),
        bands(lambda figure: 15 <= figure <= 25, lambda figure: 10 <= figure <= 30), 1_989,
    ),
    Example(
        "health-checks", "trafford_nhs_health_checks_cumulative_quarterly.csv",
        lambda row: row["area_code"], lambda row: published_code(row["period"].split(" - ")[-1]),
        lambda row: Fraction(row["value"]), None, 2_511,
    ),
    Example(
        "planning-major", "trafford_planning_major_quarterly.csv",
        lambda row: row["area_code"], lambda row: published_code(row["period"]),
        lambda row: Fraction(row["value"]), bands(lambda figure: figure >= 80, lambda figure: figure >= 60), 221,
    ),
]  # fmt: skip


def laid(example: Example, published: Path, folder: Path) -> Path:
    """The example in a folder of its own, with the file where its README says."""
    made = folder / example.folder
    shutil.copytree(EXAMPLES / example.folder, made, ignore=shutil.ignore_patterns("results"))
    (named,) = set(re.findall(r"results/([\w-]+\.csv)", (made / "README.md").read_text("utf-8")))
    (made / "results").mkdir()
    shutil.copy(published / "inputs" / example.file, made / "results" / named)
    return made


def named(example: Example) -> str:
    return example.folder


@pytest.mark.parametrize("example", SET, ids=named)
def test_every_figure_and_rating_is_what_the_file_says(example: Example, published: Path, tmp_path: Path) -> None:
    project = qpr_rules.open(laid(example, published, tmp_path))
    assert project.declarations.diagnostics == ()
    assert {each.code for each in project.results.diagnostics} <= {"QPR428"}  # columns that are not read
    expected = {
        (area, example.period(row)): example.figure(row)
        for row in table(published / "inputs" / example.file)
        if (area := example.area(row)) is not None
    }
    assert len(expected) == example.rows
    found = {(row.area, row.period): row for row in every_period(project.declarations, project.results)}
    assert expected.keys() <= found.keys()
    assert [key for key, figure in expected.items() if found[key].figure != figure] == []
    beyond = [row for key, row in found.items() if key not in expected]
    assert [row for row in beyond if row.figure is not None] == []
    if example.rated is not None:
        for key, figure in expected.items():
            assert found[key].rating is (Rating.NOT_RATED if figure is None else example.rated(figure)), key


@pytest.mark.parametrize("example", SET, ids=named)
def test_every_row_is_accounted_for(example: Example, published: Path, tmp_path: Path) -> None:
    project = qpr_rules.open(laid(example, published, tmp_path))
    rows = table(published / "inputs" / example.file)
    levels = [row.get("geographic_level", "") for row in rows]
    for tally, level in zip(project.results.tallies, ("Local authority", "National"), strict=False):
        wanted = levels.count(level) if any(levels) else len(rows)
        assert (tally.rows, tally.used, tally.left_out, tally.refused) == (len(rows), wanted, len(rows) - wanted, 0)


@pytest.mark.parametrize("example", SET, ids=named)
def test_the_commands_of_its_readme_run(example: Example, published: Path, tmp_path: Path) -> None:
    folder = laid(example, published, tmp_path)
    text = (folder / "README.md").read_text("utf-8")
    (block,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    for line in block.splitlines():
        program, command, *arguments = shlex.split(line)
        assert program == "qpr-rules"
        done = run(folder, command, *arguments)
        assert done.code == 0, (line, done.out[-500:], done.err)
        assert (
            "nvented" not in done.out
        )  # the figures are real; only the standards are illustrative, and are said to be so
        if command == "check":
            assert "QPR4" not in done.out.replace("QPR428", "")


def test_real_oddities_are_said_and_few(published: Path, tmp_path: Path) -> None:
    """152 authorities over 13 years: what is remarked on can be read in a minute, and is odd."""
    folder = laid(SET[1], published, tmp_path)
    said = run(folder, "results", "--kpi", "RE-REFERRALS").text
    assert 1 <= said.count("QPR470") <= 6
    assert "QPR471" not in said
    assert "535/2,662, 299/2,723, 169/2,631, 489/2,814" in said


def test_our_polarities_are_the_official_ones(published: Path) -> None:
    """Of the examples that the department's own data dictionary has: which way is better."""
    official = {
        row["title"]: row["polarity"] for row in table(published / "inputs" / "dfe_lait_indicator_polarity.csv")
    }
    for folder, words in (("dfe-ehc-plans", "20 weeks"), ("dfe-re-referrals", "e-referral")):
        (definition,) = qpr_rules.open(EXAMPLES / folder).declarations.definitions
        polarities = {polarity for title, polarity in official.items() if words in title}
        assert polarities == {"High" if definition.sign > 0 else "Low"}, folder

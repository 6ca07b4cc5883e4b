"""Areas that roll up, from results to what is printed: the example of a county, against sums of its own rows."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from tests.commands import run
from tests.repositories import rewrite

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "areas"
RESULTS = "results/reviews.csv"
DISTRICTS = ("EAST", "NORTH", "UPPER", "MIDDLE", "SOUTH", "WEST")
PROVIDERS = ("TRUST", "FEDERATION")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "county"))


def added(project: Path, areas: Iterable[str]) -> tuple[Fraction, Fraction]:
    """Numerators and denominators of some areas, added up from the file."""
    with (project / RESULTS).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["area"] in areas]
    return sum(Fraction(row["numerator"]) for row in rows), sum(Fraction(row["denominator"]) for row in rows)  # type: ignore[return-value]


def evaluated(project: Path, *words: str) -> dict[tuple[str, str], dict[str, object]]:
    done = run(project, "evaluate", *words, "--format", "json")
    assert done.code == 0, done.said
    return {(row["kpi"], row["area"]): row for row in json.loads(done.out)}


def without(project: Path, *areas: str) -> None:
    file = project / RESULTS
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if line.split(",")[1] not in areas), "utf-8", newline="\n")


def test_the_whole_is_the_sum_of_its_parts_and_says_so(county: Path) -> None:
    row = evaluated(county)["REVIEWS", "COUNTY"]
    assert (row["numerator"], row["denominator"]) == added(county, DISTRICTS)
    assert (row["parts"], row["provisional"], row["rating"]) == (4, True, "green")
    assert evaluated(county)["VISITS", "COUNTY"]["parts"] == 0
    for words in (
        ("evaluate",),
        ("exceptions",),
        ("report", "--format", "markdown"),
        ("compare", "REVIEWS"),
        ("chart", "REVIEWS"),
    ):
        assert "dded up from 4 parts" in run(county, *words).text, words


def test_what_differs_is_said_everywhere_and_alters_nothing(county: Path) -> None:
    before = evaluated(county)
    row = before["REVIEWS", "COUNTY"]
    assert (row["parts_numerator"], row["parts_denominator"]) == added(county, PROVIDERS)
    sentence = (
        "Its parts add up to other numbers: by provider 1,826 of 2,117, not 1,832 of 2,117: "
        "Nov 2024 601 of 700, not 607 of 700."
    )
    assert sentence in run(county, "exceptions").text
    assert sentence in run(county, "explain", "REVIEWS").text
    for form in ("markdown", "json", "csv", "html"):
        assert sentence in " ".join(run(county, "report", "--format", form).out.split()), form
    summary = run(county, "summary").text.partition("qpr-rules 0")[0]
    without(county, *PROVIDERS)
    after = evaluated(county)
    assert "other numbers" not in run(county, "exceptions").text
    assert run(county, "summary").text.partition("qpr-rules 0")[0] == summary
    told = {"parts_differ", "parts_numerator", "parts_denominator", "parts_differ_in", "made_from"}
    for place, now in after.items():
        assert {name: now[name] for name in now if name not in told} == {
            name: before[place][name] for name in now if name not in told
        }


def test_explain_shows_the_sum_over_the_parts(county: Path) -> None:
    text = run(county, "explain", "REVIEWS").text.replace(" illustrative", "")
    assert "Added up from 4 districts: there are no results of its own." in text
    assert "EAST 451 539 83.7% NORTH 394 466 84.5% SOUTH 657 723 90.9% WEST 330 389 84.8% together 1,832 2,117" in text
    assert "November 2024, providers 601 700 November 2024, as rated 607 700" in text
    assert "Parts" not in run(county, "explain", "VISITS").text


def test_a_part_that_is_missing_is_named(county: Path) -> None:
    file = county / RESULTS
    rewrite(file, "REVIEWS,SOUTH,2024-12,223,245,\n", "")
    row = evaluated(county, "--quarter", "Q3 2024/25")["REVIEWS", "COUNTY"]
    assert (row["rating"], row["reason"], row["figure"]) == ("not rated", "late", None)
    assert row["parts_missing"] == "SOUTH 2024-12"
    assert "added up from 4 parts; no result of SOUTH Dec 2024" in run(county, "exceptions").text
    text = run(county, "explain", "REVIEWS").text.replace(" illustrative", "")
    assert "NORTH 394 466 84.5% SOUTH late WEST 330 389 84.8% together no sum" in text
    found = run(county, "check", "--results", "--format", "json")
    said = {each["code"]: each["headline"] for each in json.loads(found.out)["diagnostics"]}
    assert said["QPR464"] == "`COUNTY` has no sum for December 2024: there is no result of `SOUTH`"
    rewrite(file, "REVIEWS,EAST,2024-10,150,180,\n", "")
    text = run(county, "check", "--results").text
    assert "has no sum for December 2024 and 1 other: there is no result of `SOUTH`" in text


def test_values_are_not_averaged(county: Path) -> None:
    definition = county / "kpi_definitions" / "reviews.yaml"
    text = definition.read_text("utf-8").replace("window: 3 months", "window: month")
    start, end = text.index("measure:"), text.index("target:")
    definition.write_text(f"{text[:start]}measure: {{value: Share}}\n{text[end:]}", "utf-8", newline="\n")
    rows = "kpi,area,period,value\nREVIEWS,EAST,2024-12,90\nREVIEWS,WEST,2024-12,80\n"
    (county / RESULTS).write_text(rows, "utf-8", newline="\n")
    row = evaluated(county)["REVIEWS", "COUNTY"]
    assert (row["reason"], row["figure"], row["parts"]) == ("cannot be added up", None, 0)
    assert "Not rated: cannot be added up." in run(county, "exceptions").text
    assert "Public Health 0 1 0 1 2" in run(county, "summary").text
    assert "added up" not in run(county, "what-if", "REVIEWS", "--target", "95").text


def test_what_if_has_what_an_area_inherited_and_what_rolls_up(county: Path) -> None:
    for area in ("NORTH", "COUNTY"):
        figure = f"{evaluated(county)['REVIEWS', area]['figure']:.1f}%"
        said = run(county, "what-if", "REVIEWS", "--target", "90", "--area", area).text
        assert f"Dec 2024 {figure}" in said
        assert ("Its results are added up from 4 parts." in said) == (area == "COUNTY")
    repeated = run(county, "what-if", "REVIEWS", "--repeat-last", "2").text
    assert f"{float(Fraction(615 * 100, 712)):.1f}%" in repeated[repeated.index("Feb 2025") :]
    assert run(county, "what-if", "REVIEWS", "--target", "90", "--area", "UPPER").code == 2


def test_kinds_are_compared_among_themselves(county: Path) -> None:
    def listed(*words: str) -> list[str]:
        return [row["area"] for row in json.loads(run(county, "compare", "REVIEWS", *words, "--format", "json").out)]

    assert listed() == listed("--area", "EAST") == ["COUNTY", "SOUTH", "WEST", "NORTH", "EAST"]
    assert listed("--area", "TRUST") == ["COUNTY", "TRUST", "FEDERATION"]
    said = run(county, "compare", "REVIEWS", "--area", "TRUST").text
    assert "Areas of the kind district are compared among themselves" in said
    assert "whole, added up from 4 parts" in said


def test_what_was_rolled_up_is_published_and_verified(county: Path) -> None:
    done = run(county, "publish", "Q3 2024/25", "--today", "2025-03-01")
    assert done.code == 0, done.said
    done = run(county, "verify")
    assert done.code == 0, done.said


def test_a_county_of_which_nothing_is_its_own_is_reported_all_the_same(county: Path) -> None:
    (county / "kpi_definitions" / "visits.yaml").unlink()
    (county / "results" / "visits.csv").unlink()
    assert "Q3 2024/25" in run(county, "summary").text
    assert "1 achieved target (Green)" in run(county, "summary").text


def test_no_word_of_a_user_is_markup(county: Path) -> None:
    for file in (county / "areas.yaml", county / RESULTS):
        file.write_text(
            file.read_text("utf-8").replace("WEST", "'[red]W'" if file.suffix == ".yaml" else "[red]W"), "utf-8"
        )
    assert "[red]W" in run(county, "explain", "REVIEWS").text


def test_what_the_how_to_declares_does_what_it_says(county: Path) -> None:
    page = (EXAMPLE.parents[1] / "docs" / "how-to" / "compare-areas.md").read_text("utf-8")
    declared = page.partition("```yaml areas.yaml with a roll-up\n")[2].partition("```")[0]
    (county / "areas.yaml").write_text(declared, "utf-8", newline="\n")
    without(county, "UPPER", "MIDDLE", "SOUTH", "WEST")
    assert run(county, "check").code == 0
    row = evaluated(county)["REVIEWS", "COUNTY"]
    assert (row["parts"], row["parts_missing"]) == (2, "NORTH 2024-10")
    assert evaluated(county)["REVIEWS", "NATION"]["parts_missing"] == "COUNTY 2024-10; CITY 2024-10 to 2024-12"
    assert evaluated(county)["VISITS", "COUNTY"]["parts"] == 0


@pytest.mark.parametrize(("tolerance", "differs"), [("5", True), ("6", False)])
def test_a_tolerance_is_counted_in_cases(county: Path, tolerance: str, *, differs: bool) -> None:
    rewrite(county / "areas.yaml", "roll-up: district", f"tolerance: {tolerance}\n  roll-up: district")
    assert evaluated(county)["REVIEWS", "COUNTY"]["parts_differ"] is differs
    assert ("QPR462" in run(county, "check", "--results").text) is differs


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("roll-up: districts", "there are no parts of the kind `districts`"),
        ("roll-up: [district]", "roll-up"),
        ("tolerance: -1\n  roll-up: yes", "tolerance"),
        ("rollup: yes", "rollup"),
    ],
)
def test_what_is_wrong_with_a_roll_up_is_said(county: Path, written: str, said: str) -> None:
    rewrite(county / "areas.yaml", "roll-up: district", written)
    done = run(county, "check")
    assert done.code == 1
    assert said in done.text
    assert "Traceback" not in done.said


def test_a_council_without_a_code_is_made_of_its_directorates(county: Path) -> None:
    rewrite(county / "qpr-rules.yaml", "area: COUNTY", "# no area")
    declared = """\
"": {parts: {directorate: [EAST, NORTH, SOUTH, WEST], provider: [TRUST, FEDERATION]}, roll-up: yes}
NORTH: {was: [UPPER, MIDDLE], from: 2024-11}
"""
    (county / "areas.yaml").write_text(declared, "utf-8", newline="\n")
    row = evaluated(county)["REVIEWS", ""]
    assert (row["numerator"], row["denominator"]) == added(county, DISTRICTS)
    assert "Public Health 1 1 0 0 2" in run(county, "summary").text
    said = run(county, "check", "--results").text
    assert "the numerators of the parts of the body's own area by provider add up to 601, and it has 607" in said

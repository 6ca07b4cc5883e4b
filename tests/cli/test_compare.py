"""`qpr-rules compare`: one KPI's areas side by side, for people and programs; and the how-to, walked from the first line."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from qpr_rules.app.schema import schema
from qpr_rules.evaluation import Rating
from tests.commands import call, run
from tests.repositories import rewrite

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "compare-areas.md"
DEFINITION = """\
id: VISITS
name: New birth visits within 14 days
section: housing
owner: head-of-housing
polarity: higher
unit: percent
decimals: 1
frequency: month
window: 3 months
measure:
  numerator: Visits within 14 days
  denominator: Births
target: 90
floor: 80
"""
MONTHS = ("2024-10", "2024-11", "2024-12")
RESULTS = {
    "": ((93, 100), (93, 100), (93, 100)),
    "EAST": ((40, 50), (41, 50), (42, 50)),
    "UPPER": ((20, 25),),
    "MIDDLE": ((24, 25),),
    "NORTH": (None, (47, 50), (48, 50)),
    "COUNTY": ((84, 100), (88, 100), (90, 100)),
    "=SUM(A1)": ((10, 50), (10, 50), (10, 50)),
    "LATE": ((10, 50), (10, 50)),
}


@pytest.fixture
def county(project: Path) -> Path:
    """A project with areas, one of them merged: as the how-to has it."""
    (project / "kpi_definitions" / "visits.yaml").write_text(DEFINITION, encoding="utf-8", newline="\n")
    lines = [
        f"VISITS,{area},{month},{cell[0]},{cell[1]}"
        for area, cells in RESULTS.items()
        for month, cell in zip(MONTHS, cells, strict=False)
        if cell
    ]
    text = "\n".join(["kpi,area,period,numerator,denominator", *lines, ""])
    (project / "results" / "visits.csv").write_text(text, encoding="utf-8", newline="\n")
    (areas,) = re.findall(r"```yaml areas.yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (project / "areas.yaml").write_text(areas, encoding="utf-8", newline="\n")
    return project


def records(project: Path, *words: str) -> dict[str, dict[str, str]]:
    done = run(project, "compare", "VISITS", *words, "--format", "csv")
    assert done.code == 0, done.said
    return {row["area"]: row for row in csv.DictReader(io.StringIO(done.out))}


def test_the_commands_of_the_how_to_work(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(county)
    for line in re.findall(r"^\$ qpr-rules (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE):
        done = call(*shlex.split(line))
        assert done.code == 0, f"{line}: {done.said}"
    assert (county / "visits.csv").exists()


def test_areas_are_ranked_on_what_they_inherited_too(county: Path) -> None:
    found = records(county)
    assert {area: row["rank"] for area, row in found.items()} == {
        "COUNTY": "",
        "": "1",
        "NORTH": "2",
        "EAST": "3",
        "'=SUM(A1)": "4",
        "LATE": "",
    }
    assert float(found["NORTH"]["figure"]) == pytest.approx(100 * (20 + 24 + 47 + 48) / 150)
    assert found["LATE"]["reason"] == "late"
    assert found["COUNTY"]["role"] == "whole"
    assert {row["of"] for row in found.values()} == {"4"}
    assert [found[area]["quarter_of_ranking"] for area in ("", "NORTH", "EAST", "'=SUM(A1)")] == ["1", "2", "3", "4"]


def test_its_sentences_place_the_area_in_question(county: Path) -> None:
    said = run(county, "compare", "VISITS", "--area", "EAST").text
    assert "New birth visits within 14 days, December 2024" in said
    assert "4 areas with a figure, 1 without. East is third of four, in the third quarter, at 82.0%." in said
    assert "All of them together are at 76.1% and the area in the middle is at 87.3%." in said
    assert "Among itself and its neighbours it is second of two. The neighbours together are at 92.7%" in said
    assert "North (NORTH)" in said
    assert "alters no rating" in said


def test_areas_that_the_file_of_areas_lacks_are_said_and_ranked(county: Path) -> None:
    said = run(county, "compare", "VISITS").text
    assert "The file of areas does not tell of `=SUM(A1)` and `LATE`, which are listed all the same" in said
    results = county / "results" / "visits.csv"
    lacking = "".join(f"VISITS,NORHT{each},2024-12,1,2\n" for each in range(3))
    results.write_text(results.read_text("utf-8") + lacking, "utf-8")
    assert "`=SUM(A1)`, `LATE`, `NORHT0` and 2 more" in run(county, "compare", "VISITS").text
    results.write_text(results.read_text("utf-8").replace("=SUM(A1)", "UPPER"), "utf-8")
    assert "`UPPER`" not in run(county, "compare", "VISITS").text  # a code that goes on in another


def test_nothing_is_lacking_where_every_area_is_told_of_or_there_is_no_file(county: Path) -> None:
    areas = county / "areas.yaml"
    told = areas.read_text("utf-8")
    areas.write_text(told + "'=SUM(A1)': {name: S}\nLATE: {name: L}\n", "utf-8")
    assert "does not tell of" not in run(county, "compare", "VISITS").text
    areas.unlink()
    assert "does not tell of" not in run(county, "compare", "VISITS").text
    assert {row["in_areas_file"] for row in records(county).values()} == {""}


def test_a_rank_alters_no_rating(county: Path) -> None:
    compared = {area.removeprefix("'"): row["rating"] for area, row in records(county).items()}
    evaluated = csv.DictReader(io.StringIO(run(county, "evaluate", "--format", "csv").out))
    rated = {row["area"].removeprefix("'"): row["rating"] for row in evaluated if row["kpi"] == "VISITS"}
    assert compared == rated
    assert compared["EAST"] == Rating.AMBER


def test_json_holds_the_same_and_no_apostrophe(county: Path) -> None:
    done = run(county, "compare", "VISITS", "--format", "json")
    rows = json.loads(done.out)
    Draft202012Validator(schema("comparison")).validate(rows)
    assert [row["area"] for row in rows] == ["COUNTY", "", "NORTH", "EAST", "=SUM(A1)", "LATE"]
    assert [row["rank"] for row in rows] == [None, 1, 2, 3, 4, None]
    assert rows[1]["figure"] == 93
    assert rows[1]["illustrative"] is False
    assert rows[5]["figure"] is None
    assert rows[2]["area_name"] == "North"
    assert [row["in_areas_file"] for row in rows] == [True, True, True, True, False, False]
    assert all(row["made_from"].startswith("qpr-rules ") for row in rows)


def test_a_hidden_figure_has_its_marker_and_no_rank(county: Path) -> None:
    file = county / "results" / "visits.csv"
    rows = [f"VISITS,FEW,{month},3,4" for month in MONTHS]
    file.write_text(file.read_text("utf-8") + "\n".join([*rows, ""]), "utf-8", newline="\n")
    rewrite(county / "kpi_definitions" / "visits.yaml", "unit: percent", "disclosure: 5\nunit: percent")
    few = records(county)["FEW"]
    assert (few["figure"], few["rank"]) == ("[c]", "")
    (shown,) = (
        row for row in json.loads(run(county, "compare", "VISITS", "--format", "json").out) if row["area"] == "FEW"
    )
    assert (shown["figure"], shown["rank"]) == ("[c]", None)
    assert "75.0%" not in run(county, "compare", "VISITS").text


def test_nothing_is_cut_on_a_narrow_screen(county: Path) -> None:
    said = run(county, "compare", "VISITS", width=40).out
    assert max(map(len, said.splitlines())) <= 40
    for text in ("=SUM(A1)", "82.0%", "late", "third"):
        assert text in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("VISIT",), "Did you mean `VISITS`?"),
        (("VISITS", "--area", "EATS"), "there is no area `EATS`. Did you mean `EAST`?"),
        (("VISITS", "-o", "x.txt"), "A table is for the screen"),
    ],
)
def test_what_cannot_be_compared_is_misuse_with_a_sentence(county: Path, words: tuple[str, ...], said: str) -> None:
    done = run(county, "compare", *words)
    assert done.code == 2
    assert said in done.said


def test_one_area_is_shown_and_said_to_be_the_only_one(county: Path) -> None:
    done = run(county, "compare", "REPAIRS")
    assert done.code == 0
    assert "There are results of one area: nothing to compare it with." in done.text
    assert "the body's own" in done.text


def test_a_kpi_that_is_not_in_the_set_has_no_areas_to_compare(county: Path) -> None:
    rewrite(county / "kpi_definitions" / "visits.yaml", "unit: percent", "introduced: 2025-01-01\nunit: percent")
    done = run(county, "compare", "VISITS", "--quarter", "Q3 2024/25")
    assert done.code == 2
    assert "it is not yet introduced, or retired" in done.said


def test_what_was_published_is_worked_out_again_with_its_areas(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(county)
    assert run(county, "publish", "Q3 2024/25", "--today", "2025-02-01").code == 0
    frozen = county / "published" / "2024-25-Q3"
    assert (frozen / "areas.yaml").read_bytes() == (county / "areas.yaml").read_bytes()
    assert run(county, "verify").code == 0
    (county / "areas.yaml").unlink()
    assert run(county, "verify").code == 0

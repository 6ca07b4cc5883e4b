"""The shipped set says where its names come from, and that everything else in it is invented."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from qpr_rules.diagnostic import Severity
from tests.commands import run
from tests.shipped_set import MINUTED, NOW, QUARTERS, REPOSITORY, printed, rows, shipped
from tools.illustrative import make, plan

# Names, owners, and that it is an illustration ------------------------------------------------------------------------

PUBLISHED = {  # DOMAIN: names that are public, with H (highest possible) or L (lowest possible)
    "CONTACT-CALLS": "H",
    "ADVISOR-GOOD": "H",
    "COMPLAINTS-85": "H",
    "FOI-20": "H",
    "DPA-SAR": "H",
    "NO-USE-EMPTY": "H",
    "DEV-CONTRIBUTIONS": "H",
    "POTHOLES-28": "H",
    "FAULTS-28": "H",
    "STREETLIGHTS-28": "H",
    "EMERGENCY-2H": "H",
    "WASTE-DIVERTED": "H",
    "HWRC-RECYCLED": "H",
    "ESTATE-GHG": "L",
    "EHCP-20W": "H",
    "INDEPENDENT-SCHOOLS": "L",
    "EHCP-REVIEWS": "L",
    "SCHOOLS-GOOD": "H",
    "EARLY-YEARS-GOOD": "H",
    "EARLY-HELP-RETURNS": "L",
    "CSW-PERMANENT": "H",
    "FOSTER-FAMILY": "H",
    "PLACEMENTS-3": "L",
    "CARE-NEEDS-28": "H",
    "CARE-HOMES-GOOD": "H",
    "ADMISSIONS-65": "L",
    "NHS-HEALTH-CHECKS": "H",
    "SEXUAL-HEALTH": "H",
    "NEW-BIRTH-VISITS": "H",
}


def definition_files() -> dict[str, tuple[str, dict[str, object]]]:
    files = sorted((REPOSITORY / "kpi_definitions").rglob("*.yaml"))
    texts = [file.read_text("utf-8") for file in files if not file.name.endswith(".cases.yaml")]
    return {(found := yaml.safe_load(text))["id"]: (text, found) for text in texts}


def test_published_names_are_marked_and_point_the_way_that_was_published() -> None:
    files = definition_files()
    assert {found["name_source"] for _, found in files.values()} == {"minuted", "invented"}
    assert {kpi for kpi, (_, found) in files.items() if found["name_source"] == "minuted"} == set(PUBLISHED)
    ways = {"H": "higher", "L": "lower"}
    assert {kpi: files[kpi][1]["polarity"] for kpi in PUBLISHED} == {kpi: ways[way] for kpi, way in PUBLISHED.items()}


def test_every_definition_and_every_standard_says_that_it_is_illustrative() -> None:
    for kpi, (text, found) in definition_files().items():
        assert found["illustrative"] in (True, "yes"), kpi
        assert "# Illustrative: " in text, kpi
        standards = found.get("standards", {})
        assert isinstance(standards, dict)
        for standard in standards.values():
            assert str(standard["approved"]).startswith("Illustrative: "), kpi


def test_owners_are_posts_and_every_definition_has_one() -> None:
    owners = yaml.safe_load((REPOSITORY / "owners.yaml").read_text("utf-8"))
    assert {each.owner for each in shipped().declarations.definitions} == set(owners)
    for owner in owners.values():
        assert re.match(r"(Head|Assistant Director|Consultant|Director) ", owner["post"])
        assert owner["email"].endswith("@council.example")


@pytest.mark.parametrize(
    "command",
    [["summary"], ["exceptions"], ["explain", "FOI-20"], ["evaluate"], ["list"], ["results"]],
    ids=lambda words: str(words[0]),
)
@pytest.mark.parametrize("width", [80, 140])
def test_every_screen_begins_by_saying_that_it_is_illustrative(command: list[str], width: int) -> None:
    first = printed(*command, width=width)[:300]
    assert "Illustrative: standards and results are invented; they are no council's." in first


@pytest.mark.parametrize("form", ["csv", "json", "ndjson"])
def test_every_row_for_a_program_says_that_it_is_illustrative(form: str) -> None:
    out = run(REPOSITORY, "evaluate", "--format", form).out
    rows_in_all = len(rows(NOW))
    said = [row["illustrative"] for row in csv.DictReader(out.splitlines())] if form == "csv" else []
    assert (said.count("yes") if form == "csv" else out.count('"illustrative": true')) == rows_in_all


def test_every_row_of_results_says_that_it_is_illustrative() -> None:
    for file in sorted((REPOSITORY / "results").glob("*.csv")):
        _, *lines = file.read_text("utf-8").splitlines()
        assert all(line.endswith(",illustrative") for line in lines), file.name


@pytest.mark.parametrize("name", ["README.md", "kpi_definitions/README.md", "qpr-rules.yaml", "owners.yaml"])
def test_the_files_that_introduce_it_say_so(name: str) -> None:
    top = (REPOSITORY / name).read_text("utf-8")[:600].lower()
    assert "illustrat" in top


def test_all_that_ships_is_without_mistakes() -> None:
    found = shipped().check(with_results=True)
    assert [each for each in found if each.severity is not Severity.NOTE] == []


# The program that made it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(5))
def test_the_columns_of_the_plan_add_up_to_what_was_minuted(place: int) -> None:
    active, ratings, directions = MINUTED[QUARTERS[place]]
    planned = [row for row in plan.ROWS if row.pattern and row.pattern[place] != "-"]
    assert len(planned) == active
    assert tuple(Counter(row.pattern[place] for row in planned)[each] for each in "USDX") == directions
    if ratings is not None:
        assert tuple(Counter(row.ratings[place] for row in planned)[each] for each in "GARN") == ratings


def test_making_the_results_again_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "RESULTS", tmp_path)
    make.main([])
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert made == {file.name: file.read_bytes() for file in (REPOSITORY / "results").iterdir()}

"""What those who follow the how-to pages for the first time get wrong, and what they are told: results of areas alone, and days."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.showing.diagnostics.text import PLAIN, full
from tests.commands import run
from tests.repositories import rewrite

HEADER = "kpi,area,period,numerator,denominator\n"
AREAS = ("EAST", "NORTH", "SOUTH", "WEST", "ISLES")


@pytest.fixture
def county(project: Path) -> Path:
    """The small project with results of areas alone, for one of its two KPIs."""
    results = project / "results" / "results.csv"
    results.write_text(results.read_text("utf-8").replace("REPAIRS,,", "REPAIRS,EAST,"), "utf-8")
    (project / "results" / "more.csv").write_text(
        HEADER + "".join(f"REPAIRS,{area},2024-12,381,402\n" for area in AREAS[1:]), "utf-8"
    )
    return project


def said(project: Path) -> str:
    return run(project, "check", "--results", "--today", "2025-01-10").text


def test_that_the_results_are_of_areas_is_said_and_what_to_do(county: Path) -> None:
    text = said(county)
    assert text.count("QPR450]") == 1
    assert "only of `EAST`, `ISLES`, `NORTH` and 2 more areas" in text
    assert "say in qpr-rules.yaml which area the report is on" in text
    rewrite(county / "qpr-rules.yaml", "sections:", "area: EAST\nsections:")
    assert "`ISLES`" not in said(county)


def test_a_body_that_is_made_of_its_areas_has_results(county: Path) -> None:
    (county / "areas.yaml").write_text(f"'':\n  parts: [{', '.join(AREAS)}]\n  roll-up: yes\n", "utf-8")
    assert "QPR450]" not in said(county)


@pytest.mark.parametrize(
    ("wrong", "headline", "hint"),
    [
        ("  parts: [EAST, NORTH, EAST]", "QPR158] `EAST` stands here twice", "take one of them out"),
        ("  parts: [EAST]\n  tolerance: 5%", "QPR165] `5%` is written with a % sign", "write the number alone"),
    ],
)
def test_mistakes_in_the_file_of_areas_are_said_in_its_own_words(
    county: Path, wrong: str, headline: str, hint: str
) -> None:
    (county / "areas.yaml").write_text(f"COUNTY:\n{wrong}\n", "utf-8")
    text = said(county)
    assert headline in text
    assert hint in text
    assert "unit" not in text


def test_a_day_of_all_rows_that_is_a_month_is_told_how_days_are_written(project: Path) -> None:
    with (project / "qpr-rules.yaml").open("a", encoding="utf-8") as settings:
        settings.write("results: [{source: csv, files: results/*.csv, fixed: {as_of: 2025-01}}]\n")
    text = said(project)
    assert "`2025-01` is not written as year-month-day" in text
    assert "write it like `2025-01-14`" in text


def test_one_period_is_no_span(project: Path) -> None:
    (project / "results" / "results.csv").write_text(HEADER + "REPAIRS,,2024-12,381,402\n", "utf-8")
    (project / "commentary" / "2023-24-Q4.yaml").write_text("REPAIRS:\n  context: Late.\n", "utf-8")
    text = " ".join(said(project).split())
    assert "there are results for 1: December 2024 (" in text
    assert "they are of Q3 2024/25 alone" in text


@pytest.mark.parametrize(
    ("entry", "headline", "hint"),
    [
        (
            "{source: csv, files: results/*.csv, as_of: 2025-01-10}",
            "`as_of` is not known here",
            "`as_of` belongs to `fixed`",
        ),
        ("{source: csv, files: results/*.csv, kpi: REPAIRS}", "`kpi` is not known here", "`kpi` belongs to `fixed`"),
        ("{source: xlsx, files: results/*.xlsx}", "there is no source `xlsx`", "did you mean `excel`?"),
        ("{source: spreadsheet, files: results/*.xlsx}", "there is no source `spreadsheet`", "did you mean `excel`?"),
        ("{source: postgres, query: select 1}", "`query` does not belong here", "only `source: postgresql` and"),
        (
            "{source: case-files, files: cases/*.csv, query: select 1}",
            "`files` does not belong here",
            "has its files under `tables`",
        ),
    ],
)
def test_what_belongs_elsewhere_in_an_entry_is_told_where(project: Path, entry: str, headline: str, hint: str) -> None:
    with (project / "qpr-rules.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"results: [{entry}]\n")
    text = said(project)
    assert headline in text
    assert hint in text


def test_a_long_sentence_is_broken_between_words_on_a_narrow_screen() -> None:
    headline = "the numerators of the parts of `COUNTY` by provider add up to 601, and it has 607"
    found = Diagnostic("QPR462", Severity.WARNING, headline, Label(Span("areas.yaml", 2, 1, 2, 7)), kpi="REVIEWS")
    narrow, wide = ([line for line, _ in full(found, {}, PLAIN, width)] for width in (80, 120))
    assert wide[0] == f"warning[QPR462] {headline}   (REVIEWS)"
    assert max(map(len, narrow)) <= 80
    assert narrow[1].startswith("  ")
    assert " ".join(" ".join(narrow[:2]).split()) == f"warning[QPR462] {headline} (REVIEWS)"

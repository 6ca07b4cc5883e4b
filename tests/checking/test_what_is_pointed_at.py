"""What a finding points at, to the character, and whom it names: in texts that are written in quotes or over lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.app.check import check
from qpr_rules.diagnostic import Diagnostic, Span
from qpr_rules.files import Folder

REPAIRS = "kpi_definitions/repairs.yaml"
NAME = "Repairs not completed after 28 days"
SAYS = "Below floor: {figrue}."


def change(project: Path, file: str, old: str, new: str) -> None:
    path = project / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", newline="\n")


def found(project: Path, code: str) -> Diagnostic:
    """The one finding of this code."""
    (finding,) = (each for each in check(Folder(project)).diagnostics if each.code == code)
    return finding


def pointed_at(project: Path, span: Span) -> str:
    """The characters of the file that are underlined."""
    line = (project / span.file).read_text("utf-8").splitlines()[span.line - 1]
    return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None]


@pytest.mark.parametrize("quote", ["", "'", '"'], ids=["plain", "single", "double"])
def test_the_words_of_a_name_are_pointed_at_wherever_they_begin(project: Path, quote: str) -> None:
    change(project, REPAIRS, "name: Repairs completed on time", f"name: {quote}{NAME}{quote}")
    name = found(project, "QPR237").also[0]
    assert name.text == "the name says"
    assert pointed_at(project, name.span) == "not completed"


def test_a_name_over_two_lines_is_pointed_at_as_a_whole(project: Path) -> None:
    change(project, REPAIRS, "name: Repairs completed on time", "name: >-\n  Repairs not\n  completed after 28 days")
    span = found(project, "QPR237").also[0].span
    assert (span.line, span.end_line) == (2, 4)


@pytest.mark.parametrize("quote", ["'", '"'], ids=["single", "double"])
def test_an_unknown_field_is_pointed_at_in_its_sentence_and_can_be_put_right_there(project: Path, quote: str) -> None:
    (project / "rules").mkdir()
    rule = f"below-floor:\n  when: {{rating: red}}\n  severity: concern\n  says: {quote}{SAYS}{quote}\n"
    (project / "rules" / "exceptions.yaml").write_text(rule, "utf-8", newline="\n")
    finding = found(project, "QPR506")
    assert pointed_at(project, finding.at.span) == "{figrue}"
    assert finding.edit is not None
    assert (finding.edit.span, finding.edit.text) == (finding.at.span, "{figure}")


@pytest.mark.parametrize(
    "says",
    [">-\n    Below floor:\n    {figrue}.", r'"Below the \"floor\": {figrue}."'],
    ids=["over two lines", "with escapes"],
)
def test_a_sentence_that_is_not_written_as_it_reads_is_pointed_at_as_a_whole(project: Path, says: str) -> None:
    (project / "rules").mkdir()
    rule = f"below-floor:\n  when: {{rating: red}}\n  severity: concern\n  says: {says}\n"
    (project / "rules" / "exceptions.yaml").write_text(rule, "utf-8", newline="\n")
    finding = found(project, "QPR506")
    first = (project / "rules" / "exceptions.yaml").read_text("utf-8").splitlines()[3]
    assert first[finding.at.span.column - 1 :] == says.split("\n", maxsplit=1)[0]
    assert finding.edit is None


def retired(by: str) -> str:
    return f"floor: 92\nretired: {{on: 2024-04-01, reason: The measure was changed., replaced_by: {by}}}"


def test_a_circle_of_replacements_names_every_kpi_on_the_way(project: Path) -> None:
    change(project, REPAIRS, "floor: 92", retired("REPAIRS-2"))
    text = (project / REPAIRS).read_text("utf-8").replace("id: REPAIRS", "id: REPAIRS-2").replace("on time", "slowly")
    text = text.replace("replaced_by: REPAIRS-2", "replaced_by: REPAIRS")
    (project / "kpi_definitions" / "second.yaml").write_text(text, "utf-8", newline="\n")
    finding = found(project, "QPR306")
    assert finding.headline == "replaced in a circle: REPAIRS by REPAIRS-2 by REPAIRS"
    assert [each.span.file for each in finding.also] == ["kpi_definitions/second.yaml"]


def test_a_kpi_that_replaces_itself_is_said_to(project: Path) -> None:
    change(project, REPAIRS, "floor: 92", retired("REPAIRS"))
    assert found(project, "QPR306").headline == "the KPI is replaced by itself"


@pytest.mark.parametrize(
    ("dates", "headline", "label"),
    [
        ("introduced: 2025-04-01", "REPAIRS is not yet in the set in Q3 2024/25, so this is not shown", "introduced then"),
        (
            "retired: {on: 2024-10-01, reason: The measure was changed.}",
            "REPAIRS is no longer in the set in Q3 2024/25, so this is not shown",
            "retired then",
        ),
    ],
    ids=["not yet", "no longer"],
)  # fmt: skip
def test_commentary_out_of_season_says_which_date_it_missed(
    project: Path, dates: str, headline: str, label: str
) -> None:
    change(project, REPAIRS, "floor: 92", f"floor: 92\n{dates}")
    finding = found(project, "QPR510")
    assert finding.headline == headline
    assert (finding.also[0].text, finding.also[0].span.file) == (label, REPAIRS)

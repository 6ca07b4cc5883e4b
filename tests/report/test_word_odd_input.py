"""Papers for Word of odd projects: text is text, runs the way it is written, and every paper has all its parts."""

from __future__ import annotations

import io
import json
from pathlib import Path

import click
import pytest
from docx.document import Document as Word
from docx.oxml.ns import qn

import qpr_rules
from benchmarks import definitions
from qpr_rules.app.report import compose
from qpr_rules.cli import report as cli
from qpr_rules.showing.report.paper import Named, Paper
from qpr_rules.showing.report.word import show
from tests.changes import COMMENTARY, REPAIRS, change, rename
from tests.report_documents import all_of, chapters, parts, plain, read, said, written
from tests.report_pages import REPOSITORY

ARABIC, HEBREW = "نسبة الإصلاحات المنجزة", "תיקונים בזמן (50%)"


def headed(document: Word, title: str) -> object:
    """The paragraph that is this heading: of the KPI; its workings, at the end, have another."""
    found, _ = [each for each in document.paragraphs if each.text == title and each.style is not None]
    assert found.style is not None and found.style.name == "Heading 2"
    return found._p


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "=1+1",
        "]]> & \"quotes\" 'n' more",
        "x" * 400,
        "Percentage of homes " * 20,
        "🏠🔧 👩🏽 on time",
    ],
    ids=["script", "formula", "closing", "400 letters", "400 in words", "emoji"],
)
def test_a_name_is_only_a_name(project: Path, name: str) -> None:
    rename(project, name)
    document = read(written(project))
    assert plain(name) in chapters(document)
    links = {plain(said(each)) for table in document.tables for each in all_of(table._tbl, "w:hyperlink")}
    assert plain(name) in links
    assert {plain(each.text) for each in all_of(document.element.body, "w:instrText")} == {
        'TOC \\o "1-2" \\h \\z \\u',
        "SEQ Table \\* ARABIC",
        "SEQ Figure \\* ARABIC",
    }
    for table in document.tables:
        across = [int(each.get(qn("w:w"))) for each in all_of(table._tbl, "w:gridCol")]
        assert sum(across) == 9_638 and min(across) > 350


@pytest.mark.parametrize("name", [ARABIC, HEBREW, f"{ARABIC} Homes (5) {ARABIC}"], ids=["Arabic", "Hebrew", "mixed"])
def test_a_name_from_right_to_left_runs_so(project: Path, name: str) -> None:
    rename(project, name)
    document = read(written(project))
    heading = headed(document, name)
    assert all_of(heading, "w:bidi")
    for each in all_of(heading, "w:r"):
        assert bool(all_of(each, "w:rtl")) == (said(each) != "Homes")
    assert "".join(said(each) for each in all_of(heading, "w:r")) == name
    caption = next(each._p for each in document.paragraphs if each.text.startswith("Figure") and name in each.text)
    assert not all_of(caption, "w:bidi"), "a caption is English, with a name in it"
    assert [said(each) for each in all_of(caption, "w:r") if all_of(each, "w:rtl")]


def test_only_what_is_written_from_right_to_left_is_marked_so(project: Path) -> None:
    document = read(written(project))
    assert not all_of(document.element, "w:bidi") and not all_of(document.element, "w:rtl")


def paper(project: Path) -> Paper:
    return compose(qpr_rules.open(project).evaluate("Q3 2024/25"))


def test_characters_that_xml_may_not_hold_are_shown_by_their_number(project: Path) -> None:
    odd = "Bell \x07, \ud800, \ufffe and \u202e turned"
    shown = "Bell \\x07, \\ud800, \\ufffe and \\u202e turned"
    found = paper(project)
    (chapter,) = found.chapters
    entry = chapter.entries[0]
    entry = entry._replace(row=entry.row._replace(name=odd), context=(odd,), notes=(odd,))
    chapter = chapter._replace(title=odd, entries=(entry, *chapter.entries[1:]))
    document = read(show(found._replace(body=odd, only=odd, quarter=odd, chapters=(chapter,))))
    assert document.core_properties.author == shown
    assert plain(document.sections[0].header.paragraphs[0].text) == shown
    texts = [part.text for part in parts(document)]
    assert texts.count(shown) >= 5


def test_commentary_is_text_in_paragraphs(project: Path) -> None:
    note = {"context": "<b>One</b> & more\n\nAnother.", "actions": [{"what": "=1+1", "owner": "head-of-housing"}]}
    (project / COMMENTARY).write_text(json.dumps({"REPAIRS": note}), "utf-8")
    below = chapters(read(written(project)))["Repairs completed on time"]
    texts = [part.text for part in below]
    assert texts.index("<b>One</b> & more") + 1 == texts.index("Another.")
    assert ("=1+1", "Head of Housing", "-", "Open") in [row for part in below for row in part.rows]


@pytest.mark.parametrize("kpis", [0, 1])
def test_a_paper_of_so_many_kpis_has_all_its_parts(project: Path, kpis: int) -> None:
    for file in sorted((project / "kpi_definitions").glob("*.yaml"))[kpis:]:
        file.unlink()
    results = project / "results" / "results.csv"
    lines = results.read_text("utf-8").splitlines(keepends=True)
    results.write_text(
        "".join([lines[0], *(line for line in lines[1:] if kpis and line.startswith("REPAIRS,"))]), "utf-8"
    )
    (project / COMMENTARY).unlink()
    document = read(written(project, code=0 if kpis else 1))  # no definition at all is an error
    heads = [part.text for part in parts(document) if part.style == "Heading 1"]
    assert heads == ["Summary", "Exceptions", *["Housing"] * kpis, "What is missing", "How this report is made"]
    assert len(all_of(document.element, "w:drawing")) == kpis
    assert kpis or any("No Key Performance Indicator was active" in part.text for part in parts(document))


def test_a_definition_in_error_has_its_page_without_a_chart(project: Path) -> None:
    change(project, REPAIRS, "^target: .*$", "target: ninety")
    document = read(written(project, code=1))
    below = [part.text for part in chapters(document)["Repairs completed on time"]]
    assert "Not rated: in error." in below
    assert len(all_of(document.element, "w:drawing")) == 1


def test_who_entered_left_and_is_not_rated_is_listed_with_what_was_restated(project: Path) -> None:
    found = paper(project)
    lists = {name: (Named(name, f"A KPI that {name}", "so"),) for name in ("entered", "left", "unrated")}
    summary = found.summary._replace(**lists, restated=("REPAIRS was 90%.",))  # type: ignore[arg-type]  # the fields are lists
    below = chapters(read(show(found._replace(summary=summary))))
    heads = {"entered": "Entered the set", "left": "Left the set", "unrated": "Not rated"}
    for name, head in heads.items():
        assert [part.text for part in below[head]] == [f"A KPI that {name} ({name}): so."]
    assert [part.text for part in below["Restated since publication"]] == ["REPAIRS was 90%."]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_to_a_terminal_no_document_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    with pytest.raises(click.UsageError, match=r"Name the file to write, such as `-o report\.docx`"):
        cli._format(None, "word")
    assert cli._format(None, "html") == "html"


@pytest.mark.long
def test_a_paper_of_300_kpis_has_every_one_of_them_once(tmp_path: Path) -> None:
    project = definitions.reported(tmp_path, REPOSITORY, 300)
    document = read(written(project))
    names = [each.row.name for each in paper(project).entries]
    heads = [part.text for part in parts(document) if part.style == "Heading 2"]
    assert len(names) > 280
    assert [head for head in heads if head in set(names)] == [plain(name) for name in names]
    assert len(all_of(document.element, "w:drawing")) == len(names)

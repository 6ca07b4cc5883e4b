"""Papers of odd projects, and odd requests: a clear sentence, or a paper that still looks right."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from benchmarks import definitions
from tests.changes import COMMENTARY, REPAIRS, change, rename
from tests.commands import Ran, run
from tests.report_pages import REPOSITORY, articles, having, named, page_of, parsed, tables, text

SCRIPT = "<script>alert(1)</script>"


def report(project: Path, *arguments: str) -> Ran:
    return run(project, "report", *arguments)


@pytest.mark.parametrize(
    "name",
    [
        SCRIPT,
        "</style></title><img src=x onerror=alert(1)>",
        "Homes & \"gardens\" 'n' more",
        "x" * 400,
        "Percentage of homes " * 20,
        "نسبة الإصلاحات المنجزة في الوقت المحدد",
        "תיקונים בזמן (50%)",
        "Repairs 🏠🔧 👩🏽 on time",
        "*Repairs* | `on` [time](http://example.org) # 1. -",
        '=HYPERLINK("http://example.org")',
    ],
    ids=[
        "script",
        "closing",
        "quotes",
        "400 letters",
        "400 in words",
        "Arabic",
        "Hebrew",
        "emoji",
        "Markdown",
        "formula",
    ],
)
def test_a_name_is_only_a_name(project: Path, name: str) -> None:
    rename(project, name)
    page = page_of(project)
    article = dict(articles(page))["REPAIRS"]
    (head,) = article.iter("h3")
    assert text(head) == " ".join(name.split())
    assert head.get("dir") == "auto"
    assert len(list(page.iter("script"))) == 1 and not list(page.iter("img"))
    done = report(project, "--format", "csv")
    (line,) = [each for each in csv.DictReader(io.StringIO(done.out)) if each["kpi"] == "REPAIRS"]
    assert line["name"].lstrip("'") == name.strip() or line["name"].lstrip("'") == name
    assert not line["name"].startswith("=")
    assert report(project, "--format", "markdown").code == 0


def test_commentary_is_text_wherever_it_is_printed(project: Path) -> None:
    context = f"{SCRIPT} & more\n\nA second paragraph."
    note = {"REPAIRS": {"context": context, "actions": [{"what": "@SUM(A1)", "owner": "head-of-housing"}]}}
    (project / COMMENTARY).write_text(json.dumps(note), "utf-8")
    article = dict(articles(page_of(project)))["REPAIRS"]
    paragraphs = [text(each) for each in article.iter("p")]
    assert f"{SCRIPT} & more" in paragraphs and "A second paragraph." in paragraphs
    assert named(article, "Actions").rows[0][0] == "@SUM(A1)"
    done = report(project, "--format", "csv")
    (line,) = [each for each in csv.DictReader(io.StringIO(done.out)) if each["kpi"] == "REPAIRS"]
    assert line["actions"].startswith("'@SUM(A1)")


def test_an_action_is_overdue_as_of_the_quarters_end_and_says_so(project: Path) -> None:
    actions = named(dict(articles(page_of(project, "Q3 2024/25")))["REPAIRS"], "Actions")
    assert [row[2:] for row in actions.rows] == [["30 November 2024", "Overdue at 31 December 2024"]]
    change(project, COMMENTARY, "2024-11-30", "2024-12-31")
    actions = named(dict(articles(page_of(project, "Q3 2024/25")))["REPAIRS"], "Actions")
    assert [row[2:] for row in actions.rows] == [["31 December 2024", "Open"]]


def test_without_commentary_the_paper_is_made_and_lists_what_is_missing(project: Path) -> None:
    (project / COMMENTARY).unlink()
    done = report(project, "-o", str(project / "paper.html"))
    assert done.code == 0
    assert "No commentary has been written for Q3 2024/25: see *What is missing*." in done.text
    page = parsed((project / "paper.html").read_text("utf-8"))
    assert "What is missing" in [text(each) for each in page.iter("h2")]
    assert "No commentary has been written for Q3 2024/25." in text(page)


@pytest.mark.parametrize("kpis", [0, 1, 2])
def test_a_paper_of_so_many_kpis_has_all_its_parts(project: Path, kpis: int) -> None:
    files = sorted((project / "kpi_definitions").glob("*.yaml"))
    for file in files[kpis:]:
        file.unlink()
    for file in (project / "results").glob("*.csv"):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        kept = {"repairs.yaml": "REPAIRS,", "voids.yaml": "VOIDS,"}
        wanted = tuple(kept[each.name] for each in files[:kpis])
        file.write_text("".join([lines[0], *(line for line in lines[1:] if line.startswith(wanted))]), "utf-8")
    if kpis < 2:
        (project / COMMENTARY).unlink()
    page = page_of(project, "Q3 2024/25", code=0 if kpis else 1)  # no definition at all is an error
    assert len(list(articles(page))) == kpis
    assert [text(each) for each in page.iter("h1")] == ["Quarterly performance report, Q3 2024/25"]
    if not kpis:
        assert "No Key Performance Indicator was active in Q3 2024/25." in text(page)
        assert not [table for table in tables(page) if table.caption.startswith("KPIs by section")]


def test_a_definition_in_error_is_named_and_counted_and_the_run_ends_with_1(project: Path) -> None:
    change(project, REPAIRS, "^target: .*$", "target: ninety")
    page = page_of(project, code=1)
    article = dict(articles(page))["REPAIRS"]
    assert "Not rated: in error." in text(article)
    counts = named(page, "KPIs by section").rows[-2]
    assert counts[4:6] == ["1", "2"]
    assert "Definitions in error" in text(page)


def test_a_figure_that_would_read_as_its_target_has_more_digits_and_says_why(project: Path) -> None:
    lines = [f"REPAIRS,2024-{month:02d},,9449,10000" for month in range(1, 13)]
    header = "kpi,period,area,numerator,denominator"
    (project / "results" / "results.csv").write_text("\n".join([header, *lines, ""]), "utf-8")
    change(project, REPAIRS, "^decimals: .*$", "decimals: 0")
    change(project, REPAIRS, "^target: .*$", "target: 94.5")
    change(project, REPAIRS, "^floor: .*$", "floor: 94")
    article = dict(articles(page_of(project, "Q3 2024/25")))["REPAIRS"]
    assert "94.49%" in text(having(article, "p", class_="verdict")[0])
    assert "▲ Amber" in text(having(article, "p", class_="verdict")[0])
    assert "Shown with more decimal places than usual: 94% would not agree with its rating" in text(article)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "paper.doc"], "The endings are .html, .md, .docx, .pdf, .xlsx, .csv, .json"),
        (["-o", "paper"], "it has no ending"),
        (["-o", "paper.xyz"], "the ending `.xyz` is of no format"),
        (["--format", "odt"], "'odt' is not one of"),
        ([], "Name the file to write"),
        (["-o", "no/such/folder/paper.html"], "There is no folder"),
        (["-o", "."], "is a folder"),
        (["Q3 2040/41", "-o", "paper.html"], "the latest quarter with any is Q3 2024/25"),
        (["Q3 1950/51", "-o", "paper.html"], "the first quarter with any is"),
        (["soon", "-o", "paper.html"], "`soon`"),
        (["-o", "paper.html", "--section", "roads"], "There are: housing"),
        (["-o", "paper.html", "--owner", "nobody"], "There are: head-of-housing"),
        (["-o", "paper.html", "--kpi", "REPAIR"], "Did you mean `REPAIRS`?"),
        (["-o", "owners.yaml", "--format", "html"], "`owners.yaml` is what this is made from"),
        (["-o", "results/paper.csv"], "would be read as results"),
    ],
)
def test_what_cannot_be_done_is_said_and_ends_with_2(
    project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(project)
    before = sorted(project.rglob("*"))
    done = report(project, *arguments)
    assert said in done.said
    assert done.code == 2
    assert "Traceback" not in done.said
    assert sorted(project.rglob("*")) == before


def test_a_file_that_cannot_be_written_is_said(project: Path) -> None:
    done = report(project, "-o", str(project / f"{'x' * 300}.html"))
    assert (done.code, "no report was written" in done.said) == (1, True)
    folder = report(project, "--by", "owner", "-o", str(project / ("x" * 300)))
    assert (folder.code, "cannot be written (File name too long)" in folder.said) == (1, True)


def test_a_report_over_an_earlier_one_replaces_it_whole(project: Path) -> None:
    paper = project / "paper.html"
    paper.write_text("earlier", "utf-8")
    assert report(project, "-o", str(paper)).code == 0
    assert paper.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert [each.name for each in project.iterdir() if each.name.startswith(".")] == []


def test_the_quarter_may_be_given_as_everywhere_else(project: Path) -> None:
    assert (
        report(project, "--quarter", "Q2 2024/25", "--format", "csv").out
        == report(project, "Q2 2024/25", "--format", "csv").out
    )
    done = report(project, "Q2 2024/25", "--quarter", "Q3 2024/25", "--format", "csv")
    assert (done.code, "once" in done.said) == (2, True)


@pytest.mark.long
def test_a_paper_of_300_kpis_has_every_one_of_them_once(tmp_path: Path) -> None:
    project = definitions.reported(tmp_path, REPOSITORY, 300)
    page = page_of(project, "Q3 2024/25")
    found = [kpi for kpi, _ in articles(page)]
    assert len(found) == len(set(found)) > 280
    row = named(page, "KPIs by section").rows[-2]
    counts = [int(cell) for cell in row[1:6]]
    assert (
        sum(counts[:4])
        == counts[4]
        == len([1 for each in page.iter("article") if each.get("data-rating") != "activity"])
    )

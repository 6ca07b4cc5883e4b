"""The paper as PDF: the structure that a screen reader needs, the figures of the page, links that lead, and text that is only text."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from fractions import Fraction
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import font_source_sans_pro
import pytest
from pypdf import PdfReader

from tests.changes import rename
from tests.commands import run
from tests.report_pages import REPOSITORY, articles, having, named, number, shipped, text
from tests.report_pdfs import (
    asked,
    bookmarks,
    cells_by_row,
    closed,
    links,
    pages,
    plain,
    shipped_file,
    shipped_pages,
    structure,
    whole,
    written,
)

SVG = "{http://www.w3.org/2000/svg}"
BANNER = "Illustrative: standards and results are invented; they are no council's."
TEMPLATE = REPOSITORY / "qpr_rules" / "showing" / "report" / "paper.typ"
KPIS = 38 + 3
"""With the activity indicators."""


def first_pages() -> dict[str, int]:
    """The page on which each KPI begins, by its name, as the outline has it."""
    return {each.title: each.page for each in bookmarks(shipped_file()) if each.level == 2}


def names() -> list[str]:
    return [text(next(article.iter("h3"))) for _, article in articles(shipped())]


def test_it_is_tagged_for_the_standard_of_accessible_pdf_with_a_title_and_a_language() -> None:
    said = dict(line.split(":", 1) for line in asked("pdfinfo", shipped_file()).splitlines())
    assert said["Tagged"].strip() == "yes"
    assert said["Title"].strip() == "Quarterly performance report, Q3 2024/25"
    assert said["Author"].strip() == "Illustrative county council (KPI names as published by Kent)"
    assert "(A4)" in said["Page size"]
    assert "CreationDate" not in said and "ModDate" not in said
    root: Any = PdfReader(io.BytesIO(shipped_file())).trailer["/Root"]
    assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("en-GB", True)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_the_headings_are_those_of_the_page_and_skip_no_level() -> None:
    heads = [(int(each.kind[1]), each.title) for each in structure(shipped_file()) if re.fullmatch(r"H\d", each.kind)]
    assert [title for level, title in heads if level == 1] == [text(head) for head in shipped().iter("h2")]
    assert [title for level, title in heads if level == 2 and title in names()] == names()
    assert all(later <= earlier + 1 for (earlier, _), (later, _) in pairwise(heads))


def test_every_chart_has_the_words_that_stand_for_it() -> None:
    page = [text(next(figure.iter(SVG + "desc"))) for figure in having(shipped(), "figure", class_="wide")]
    assert [each.alt for each in structure(shipped_file()) if each.kind == "Figure"] == page
    assert len(page) == KPIS


def test_every_table_has_a_head_of_head_cells() -> None:
    found = list(structure(shipped_file()))
    kinds = [each.kind for each in found]
    assert kinds.count("Table") == kinds.count("THead") == kinds.count("TBody") > 60
    assert all(each.kind == "TH" for each in found if "THead" in each.inside and each.kind in ("TH", "TD"))
    assert kinds.count("Caption") >= kinds.count("Table") - 1  # one stands under a heading of the same words


def test_the_first_cell_of_each_row_is_the_head_of_its_row_and_no_other() -> None:
    rows = list(cells_by_row(shipped_file()))
    heads, bodies = ([row for row in rows if row.in_head is is_head] for is_head in (True, False))
    assert len(heads) > 60 and len(bodies) > 300
    assert all(set(row.cells) == {("TH", "/Column")} for row in heads)
    assert all(
        row.cells == [("TH", "/Row"), *[("TD", "")] * (len(row.cells) - 1)] for row in bodies if len(row.cells) > 1
    )


def test_no_name_is_taken_for_a_tag(project: Path) -> None:
    """Tags are written into the file after it is set: nowhere but where the file says that an object is."""
    odd = "9 0 obj <</Type/StructElem/S/TR/P 9 0 R/K[5 0 R 6 0 R]>>"
    rename(project, odd)
    file = written(project)
    assert closed(odd) in whole(file)
    assert all(row.cells[0] == ("TH", "/Row") for row in cells_by_row(file) if not row.in_head and len(row.cells) > 1)


def test_the_flag_of_wales_is_one_on_the_page_and_stands_as_a_name_on_paper(project: Path) -> None:
    wales = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    rename(project, f"Homes let {wales}, \U000e0067")
    assert f"Homes let {wales}, \\U000e0067<" in run(project, "report", "Q3 2024/25", "--format", "html").out
    printed = whole(written(project))
    assert closed(f"Homes let [waving black flag]{wales[1:]}, \\U000e0067") in printed


def test_the_outline_has_every_part_and_every_kpi_on_the_page_where_it_begins() -> None:
    found = [each for each in bookmarks(shipped_file()) if each.level == 1 or each.title in names()]
    kpis = [each.title for each in found if each.level == 2]
    assert kpis == names()
    for each in found:
        assert plain(shipped_pages()[each.page - 1]).partition("Q3 2024/25 ")[2].startswith(each.title)


def test_the_contents_give_each_part_and_kpi_with_its_page_and_lead_there() -> None:
    printed = closed(asked("pdftotext", shipped_file(), "-raw", "-l", "1"))
    wanted = [each for each in bookmarks(shipped_file()) if each.level == 1 or each.title in names()]
    at = 0
    for each in wanted:
        at = printed.index(closed(f"{each.title}{each.page}"), at) + len(closed(each.title))
    assert {target for page, target in links(shipped_file()) if page == 1} == {each.page for each in wanted}


def test_each_name_in_the_exceptions_and_in_what_moved_leads_to_the_page_of_that_kpi() -> None:
    first = first_pages()
    for title in ("Summary", "Exceptions"):
        parts = [each for each in bookmarks(shipped_file()) if each.level == 1]
        ((begin, after),) = [(each.page, later.page) for each, later in pairwise(parts) if each.title == title]
        targets = [target for page, target in links(shipped_file()) if begin <= page < after]
        section = next(each for each in shipped().iter("section") if each.get("aria-labelledby") == title.lower())
        wanted = [first[text(link)] for link in section.iter("a")]
        assert [target for target, _ in groupby(targets)] == wanted  # a name on two lines is two links
        assert len(wanted) > 4


def test_numbers_end_and_words_begin_below_one_another() -> None:
    page = ET.fromstring(asked("pdftotext", shipped_file(), "-bbox", "-f", "8", "-l", "8"))  # noqa: S314  # poppler's
    words = [(str(each.text), each.attrib) for each in page.iter("{http://www.w3.org/1999/xhtml}word")]
    table = named(dict(articles(shipped()))["COMPLAINTS-85"], "Results, the last")
    ends = {round(float(at["xMax"]), 2) for word, at in words if word in {row[1] for row in table.rows}}
    begins = {round(float(at["xMin"]), 2) for word, at in words if word in ("September", "June")}
    assert len({len(row[1]) for row in table.rows}) == 2
    assert (len(ends), len(begins)) == (1, 1)


def test_every_kpi_has_its_figure_rating_and_results_as_they_were_evaluated() -> None:
    rows = {
        row["kpi"]: row
        for row in json.loads(run(REPOSITORY, "evaluate", "--quarter", "Q3 2024/25", "--format", "json").out)
    }
    first, seen = first_pages(), 0
    for kpi, article in articles(shipped()):
        name = text(next(article.iter("h3")))
        begin = first[name] - 1
        end = min((page - 1 for page in first.values() if page - 1 > begin), default=len(shipped_pages()))
        words = plain("\n".join(shipped_pages()[begin:end]))
        assert text(having(article, "p", class_="verdict")[0]) in words, kpi
        rating = rows[kpi]["rating"].capitalize() if rows[kpi]["kind"] == "kpi" else "Activity indicator"
        printed = re.search(rf"{re.escape(name)} (\S )?{rating} (\S+)", words)
        assert printed, kpi
        digits = len(printed[2].rstrip("%").partition(".")[2])
        figure = number(printed[2])
        assert figure is not None and abs(figure - Fraction(str(rows[kpi]["figure"]))) * 2 * 10**digits <= 1, kpi
        for row in named(article, "Results, the last").rows:
            if max(map(len, row)) <= 14:
                assert " ".join(filter(None, row)) in words, (kpi, row)
                seen += 1
    assert seen > 250


def test_every_page_says_whose_which_and_where_it_is() -> None:
    last = len(shipped_pages())
    assert last > KPIS
    for place, words in enumerate(shipped_pages(), 1):
        assert plain(words).endswith(f"{BANNER} Page {place} of {last}")
        if place > 1:
            assert plain(words).startswith(
                "Illustrative county council (KPI names as published by Kent) Quarterly performance report, Q3 2024/25"
            )


def test_a_draft_says_so_on_every_page_twice(project: Path) -> None:
    for arguments, is_draft in ((["--draft"], True), ([], False)):
        file = written(project, *arguments)
        for words in asked("pdftotext", file, "-raw").removesuffix("\f").split("\f"):
            assert ("Draft: not for publication." in plain(words)) == is_draft
            assert words.rstrip().endswith("\nDRAFT") == is_draft


def test_a_rating_is_a_word_with_a_shape_and_each_can_be_read_on_its_colour() -> None:
    tints = re.findall(r'([a-z-]+): \(rgb\("#(\w{6})"\), (white|black)\)', TEMPLATE.read_text("utf-8"))
    assert [each[0] for each in tints] == ["green", "amber", "red", "not-rated"]
    for _, ground, letters in tints:
        lighter, darker = sorted((_light(ground), _light("ffffff" if letters == "white" else "000000")), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5
    words = plain(" ".join(shipped_pages()))
    for shape, word in (("●", "Green"), ("▲", "Amber"), ("■", "Red"), ("○", "Not rated")):
        assert words.count(f"{shape} {word}") > 5


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_its_letters_are_inside_it_and_none_is_the_computers() -> None:
    lines = asked("pdffonts", shipped_file()).splitlines()[2:]
    families = {re.sub(r"-.*", "", line.split()[0].partition("+")[2]) for line in lines}
    assert families <= {"SourceSansPro", "LibertinusSerif", "NewCM10", "DejaVuSansMono"}
    assert "SourceSansPro" in families
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)  # embedded, subset, with Unicode
    assert "[" not in re.sub(r"\[[cprxz]\]", "", "".join(shipped_pages()))  # no character is only named


def test_the_same_files_give_the_same_bytes_at_another_time_and_with_other_fonts_on_the_computer(project: Path) -> None:
    before = written(project)
    time.sleep(1.1)
    file = project / "again.pdf"
    fonts = project / "home" / ".local" / "share" / "fonts"
    shutil.copytree(font_source_sans_pro.font_directory, fonts)
    ours = [sys.executable, "-m", "qpr_rules", "report", "Q3 2024/25", "-o", str(file), "--project", str(project)]
    home = {"HOME": str(project / "home"), "XDG_DATA_HOME": str(fonts.parent)}
    subprocess.run(ours, check=True, capture_output=True, env=os.environ | home, cwd=project)
    assert file.read_bytes() == before


@pytest.mark.parametrize("kpis", [0, 1])
def test_a_paper_of_so_many_kpis_has_all_its_parts(project: Path, kpis: int) -> None:
    for name in ("repairs", "voids")[kpis:]:
        (project / "kpi_definitions" / f"{name}.yaml").unlink()
    for path in (project / "results").glob("*.csv"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text(
            "".join([lines[0], *(line for line in lines[1:] if kpis and line.startswith("REPAIRS,"))]), "utf-8"
        )
    if not kpis:
        (project / "commentary" / "2024-25-Q3.yaml").unlink()
    file = written(project, code=0 if kpis else 1)
    assert [each.title for each in bookmarks(file) if each.level == 1][:2] == ["Summary", "Exceptions"]
    assert [each.kind for each in structure(file)].count("Figure") == kpis
    if not kpis:
        assert "No Key Performance Indicator was active in Q3 2024/25." in plain(" ".join(pages(file)))


@pytest.mark.parametrize(("module", "package"), [("typst", "typst"), ("font_source_sans_pro", "font-source-sans-pro")])
def test_where_a_package_is_not_installed_a_sentence_says_what_to_install(
    project: Path, monkeypatch: pytest.MonkeyPatch, module: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    done = run(project, "report", "-o", str(project / "paper.pdf"))
    assert done.code == 2
    said = f'PDF needs the package {package}, which is not installed; `pip install "qpr-rules[report]"` installs it.'
    assert said in done.said
    assert not (project / "paper.pdf").exists()


@pytest.mark.long
def test_three_hundred_kpis_have_a_page_each(tmp_path: Path) -> None:
    from benchmarks import definitions

    file = written(definitions.reported(tmp_path, REPOSITORY, 300))
    assert [each.kind for each in structure(file)].count("Figure") > 280

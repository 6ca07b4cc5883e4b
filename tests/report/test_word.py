"""The paper for Word: real headings, tables, captions and links, the figures of the page, and nothing but styles."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from docx.document import Document as Word
from docx.oxml.ns import qn

from tests.commands import run
from tests.report_documents import all_of, chapters, lines, parts, plain, read, said, shipped_file, written
from tests.report_pages import articles, having, named, shipped, tables, text

SVG = "{http://www.w3.org/2000/svg}"
KPIS = 38 + 3
"""With the activity indicators."""


@cache
def document() -> Word:
    return read(shipped_file())


def outline() -> list[tuple[int, str]]:
    return [(int(part.style[-1]), part.text) for part in parts(document()) if part.style.startswith("Heading ")]


def test_the_headings_are_built_in_and_are_those_of_the_page() -> None:
    assert [part.text for part in parts(document()) if part.style == "Title"] == [
        "Quarterly performance report, Q3 2024/25"
    ]
    page = [text(head) for head in shipped().iter("h2") if text(head) != "Contents"]
    assert [title for level, title in outline() if level == 1] == page
    kpis = [text(next(article.iter("h3"))) for _, article in articles(shipped())]
    second = [title for level, title in outline() if level == 2]
    assert [title for title in second if title in kpis] == kpis
    assert len(kpis) == KPIS
    levels = [level for level, _ in outline()]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_the_contents_are_a_field_whose_entries_are_there_already_and_lead_to_the_headings() -> None:
    (contents,) = all_of(document().element, "w:sdt")
    assert [plain(each.text) for each in all_of(contents, "w:instrText")] == ['TOC \\o "1-2" \\h \\z \\u']
    assert [each.get(qn("w:fldCharType")) for each in all_of(contents, "w:fldChar")] == ["begin", "separate", "end"]
    entries = [plain(said(link)) for link in all_of(contents, "w:hyperlink")]
    assert entries == [title for level, title in outline() if level <= 2]
    headed = {}
    for paragraph in all_of(document().element, "w:p"):
        for mark in all_of(paragraph, "w:bookmarkStart"):
            headed[mark.get(qn("w:name"))] = plain(said(paragraph))
    assert [headed[link.get(qn("w:anchor"))] for link in all_of(contents, "w:hyperlink")] == entries


def test_every_link_leads_to_a_bookmark_and_no_bookmark_is_there_twice() -> None:
    marks = all_of(document().element, "w:bookmarkStart")
    names = [mark.get(qn("w:name")) for mark in marks]
    assert len(set(names)) == len(names) == len({mark.get(qn("w:id")) for mark in marks})
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", name) for name in names)
    links = [link.get(qn("w:anchor")) for link in all_of(document().element, "w:hyperlink")]
    assert len(links) > 150 and set(links) <= set(names)
    ends = sorted(mark.get(qn("w:id")) for mark in all_of(document().element, "w:bookmarkEnd"))
    assert ends == sorted(mark.get(qn("w:id")) for mark in marks)


def test_every_table_has_a_numbered_caption_and_a_head_that_is_repeated_and_no_row_is_divided() -> None:
    blocks = [each for each in document().element.body if each.tag in (qn("w:p"), qn("w:tbl"))]
    seen = 0
    for before, table in pairwise(blocks):
        if table.tag != qn("w:tbl"):
            continue
        seen += 1
        assert next(before.iter(qn("w:pStyle"))).get(qn("w:val")) == "Caption"
        assert plain(said(before)).startswith(f"Table {seen}: ")
        assert [plain(each.text) for each in all_of(before, "w:instrText")] == ["SEQ Table \\* ARABIC"]
        rows = all_of(table, "w:tr")
        assert [bool(all_of(row, "w:tblHeader")) for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(all_of(row, "w:cantSplit") for row in rows)
        across = [int(each.get(qn("w:w"))) for each in all_of(table, "w:gridCol")]
        assert sum(across) == 9_638 and min(across) > 400
        assert {len(all_of(row, "w:tc")) for row in rows} == {len(across)}
        assert next(table.iter(qn("w:tblCaption"))).get(qn("w:val"))
    assert seen == len(document().tables) > 60


def closed(rows: list[list[str]]) -> tuple[str, ...]:
    """A table without white space: the page divides sentences of a cell by markup alone."""
    return tuple("|".join("".join(cell.split()) for cell in row) for row in rows)


def test_every_table_of_the_page_but_the_workings_is_in_the_document_cell_for_cell() -> None:
    hidden = {id(table) for details in shipped().iter("details") for table in details.iter("table")}
    page = [
        table for table, each in zip(tables(shipped()), shipped().iter("table"), strict=True) if id(each) not in hidden
    ]
    found = {closed(lines(table)) for table in document().tables}
    lost = [table.caption for table in page if closed([table.heads, *table.rows]) not in found]
    assert lost == []
    assert len(found) >= len(page) - 5  # tables with the same words are one


def test_every_kpi_has_its_rating_its_figure_and_its_facts_as_the_page_has_them() -> None:
    below = chapters(document())
    for kpi, article in articles(shipped()):
        found = below[text(next(article.iter("h3")))]
        assert [part.text for part in found if part.style == "Verdict"] == [
            text(having(article, "p", class_="verdict")[0])
        ], kpi
        facts = [f"{text(fact[0])} {text(fact[1])}" for fact in having(article, "dl", class_="facts")[0]]
        assert [part.text for part in found if part.style == "Fact"] == facts, kpi
        results = named(article, "Results, the last")
        assert (tuple(results.heads), *map(tuple, results.rows)) in [part.rows for part in found], kpi


def test_what_the_page_says_of_a_kpi_is_said_in_the_same_order() -> None:
    below = chapters(document())
    for kpi, article in articles(shipped()):
        wanted = [text(each) for each in article.iter() if each.tag in ("p", "li") and not each.get("class")]
        details = {text(each) for part in article.iter("details") for each in part.iter("p")}
        wanted = [each for each in wanted if each not in details]
        found = [part.text for part in below[text(next(article.iter("h3")))]]
        places = [found.index(each) for each in wanted]
        assert places == sorted(places), kpi


def test_every_picture_is_a_chart_with_the_words_that_stand_for_it() -> None:
    pictures = [next(each.iter(qn("wp:docPr"))) for each in all_of(document().element, "w:drawing")]
    page = [text(next(figure.iter(SVG + "desc"))) for figure in having(shipped(), "figure", class_="wide")]
    assert [plain(each.get("descr")) for each in pictures] == page
    assert len({each.get("id") for each in pictures}) == len(pictures) == KPIS
    captions = [part.text for part in parts(document()) if part.style == "Caption" and part.text.startswith("Figure ")]
    assert [int(caption.split(":")[0].split()[1]) for caption in captions] == list(range(1, KPIS + 1))
    with zipfile.ZipFile(io.BytesIO(shipped_file())) as file:
        images = [file.read(name) for name in file.namelist() if name.endswith(".png")]
    assert len(images) == KPIS and all(image.startswith(b"\x89PNG") and len(image) > 15_000 for image in images)


def test_ratings_are_a_shape_a_word_and_a_style() -> None:
    shapes = {"RatingGreen": "● Green", "RatingAmber": "▲ Amber", "RatingRed": "■ Red", "RatingNotrated": "○ Not rated"}
    seen = set()
    for run_ in all_of(document().element, "w:r"):
        for style in all_of(run_, "w:rStyle"):
            if style.get(qn("w:val")).startswith("Rating"):
                assert plain(said(run_)) == shapes[style.get(qn("w:val"))]
                seen.add(style.get(qn("w:val")))
    assert seen == set(shapes)


def _light(colour: str) -> float:
    parts_ = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts_)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_style_can_be_read_on_what_is_behind_it_and_on_the_watermark() -> None:
    seen = 0
    for style in document().styles.element.iter(qn("w:style")):
        properties = style.find(qn("w:rPr"))
        ink = properties.find(qn("w:color")) if properties is not None else None
        shade = next(style.iter(qn("w:shd")), None) if style.get(qn("w:type")) != "table" else None
        words = "000000" if ink is None else ink.get(qn("w:val"))
        grounds = ["FFFFFF", "EEEEEE", "F3F2F1"] if shade is None else [shade.get(qn("w:fill"))]
        for ground in grounds:
            lighter, darker = sorted((_light(words), _light(ground)), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (style.get(qn("w:styleId")), ground)
            seen += 1
    assert seen > 60


def test_headings_captions_and_heads_of_tables_stay_with_what_follows_and_chapters_begin_a_page() -> None:
    styles = {style.get(qn("w:styleId")): style for style in document().styles.element.iter(qn("w:style"))}
    for name in ("Title", "Heading1", "Heading2", "Heading3", "Caption", "TableHeading", "TOC1"):
        assert all_of(styles[name], "w:keepNext"), name
    assert all_of(styles["Heading1"], "w:pageBreakBefore")
    kpis = {text(next(article.iter("h3"))) for _, article in articles(shipped())}
    breaking = [
        plain(said(each)) for each in all_of(document().element.body, "w:p") if all_of(each, "w:pageBreakBefore")
    ]
    assert set(breaking) == {*kpis, "Workings"} and len(breaking) == KPIS + 1
    for table in document().tables:  # a short one is kept together
        *rows, last = all_of(table._tbl, "w:tr")[1:]
        kept = [bool(all_of(row, "w:keepNext")) for row in rows]
        assert not kept or set(kept) == {len(rows) < 10}
        assert not all_of(last, "w:keepNext")


def test_nothing_is_formatted_but_by_styles() -> None:
    direct = ("w:b", "w:i", "w:color", "w:sz", "w:jc", "w:ind", "w:spacing", "w:shd", "w:u", "w:rFonts", "w:tcBorders")
    assert {tag: len(all_of(document().element.body, tag)) for tag in direct} == dict.fromkeys(direct, 0)
    used = {
        each.get(qn("w:val"))
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for each in all_of(document().element, tag)
    }
    assert used <= {style.get(qn("w:styleId")) for style in document().styles.element.iter(qn("w:style"))}


def test_the_page_is_a4_upright_in_british_english_and_says_whose_and_which_on_each() -> None:
    (section,) = document().sections
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)  # type: ignore[union-attr]
    language = next(document().styles.element.iter(qn("w:lang")))
    assert language.get(qn("w:val")) == "en-GB"
    head = [plain(each.text) for each in section.header.paragraphs]
    assert head == [
        "Illustrative county council (KPI names as published by Kent)",
        "Illustrative: standards and results are invented; they are no council's.",
    ]
    foot = section.footer.part.element
    assert plain(said(foot)) == "Q3 2024/25Page 1 of 1"
    assert [plain(each.text) for each in all_of(foot, "w:instrText")] == ["PAGE", "NUMPAGES"]


def test_its_properties_name_it_and_no_time_of_day() -> None:
    properties = document().core_properties
    assert properties.title == "Quarterly performance report, Q3 2024/25"
    assert properties.author == "Illustrative county council (KPI names as published by Kent)"
    assert properties.language == "en-GB"
    assert (properties.created, properties.modified) == (None, None)
    with zipfile.ZipFile(io.BytesIO(shipped_file())) as file:
        assert {each.date_time for each in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in file.namelist() if "thumbnail" in name or "customXml" in name]


def test_a_draft_says_so_on_every_page(project: Path) -> None:
    for arguments, is_draft in ((["--draft"], True), ([], False)):
        draft = read(written(project, *arguments))
        header = draft.sections[0].header
        assert [plain(each.text) for each in header.paragraphs][1:] == ["Draft: not for publication."] * is_draft
        marks = [each.get("string") for each in header.part.element.iter("{urn:schemas-microsoft-com:vml}textpath")]
        assert [each for each in marks if each] == ["DRAFT"] * is_draft
        cautions = [part.text for part in parts(draft) if part.style == "Caution"]
        assert cautions == ["Draft: not for publication."] * is_draft


def test_the_same_files_give_the_same_bytes(project: Path) -> None:
    assert written(project) == written(project)


def test_the_links_of_tables_lead_to_the_page_of_their_kpi() -> None:
    headed = {
        mark.get(qn("w:name")): plain(said(paragraph))
        for paragraph in all_of(document().element, "w:p")
        for mark in all_of(paragraph, "w:bookmarkStart")
    }
    links = [link for table in document().tables for link in all_of(table._tbl, "w:hyperlink")]
    assert len(links) > 90
    assert all(headed[link.get(qn("w:anchor"))] == plain(said(link)) for link in links)


def test_every_part_is_xml_that_another_parser_reads() -> None:
    with zipfile.ZipFile(io.BytesIO(shipped_file())) as file:
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(file.read(name))  # noqa: S314  # of our own making


def test_where_python_docx_is_not_installed_a_sentence_says_what_to_install(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    done = run(project, "report", "-o", str(project / "paper.docx"))
    assert done.code == 2
    assert (
        'Word needs the package python-docx, which is not installed; `pip install "qpr-rules[report]"` installs it.'
        in done.said
    )
    assert not (project / "paper.docx").exists()

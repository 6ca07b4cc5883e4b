"""What the attacker gets from workbooks, and that papers to print say no more than the page that he has read."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from pypdf import PdfReader

import qpr_rules
from tests.disclosure.attacker import Attacker
from tests.disclosure.small_project import project
from tests.report_pdfs import pages, structure


def test_a_workbook_tells_the_attacker_what_it_shows_and_no_more(
    outputs: dict[str, bytes | str], tmp_path: Path
) -> None:
    definitions = {each.id: each for each in qpr_rules.open(project(tmp_path / "p")).declarations.definitions}
    attacker = Attacker(definitions["VISITS"], 2021 * 4, 2021 * 4 + 15, whole=True)
    for quarter in ("Q2 2024/25", "Q3 2024/25", "Q4 2024/25"):
        content = outputs[f"excel {quarter}"]
        assert isinstance(content, bytes)
        attacker.read({"a.xlsx": content})
    last = 2021 * 4 + 15
    solver = attacker.solver()
    assert solver.determined({("n", "East", last): 1}) == 15
    assert solver.determined({("n", "North", last - 1): 1}) == 9
    assert solver.determined({("n", "North", last): 1, ("n", "South", last): 1}) == 25  # and of neither alone
    assert solver.determined({("n", "North", last): 1}) is solver.determined({("n", "South", last): 1}) is None


@pytest.mark.parametrize("form", ["word", "pdf"])
def test_a_paper_to_print_says_no_number_that_the_web_page_does_not(outputs: dict[str, bytes | str], form: str) -> None:
    """So that what the attacker does to the page holds of them: texts, alternative texts, captions, properties of the file."""
    for quarter in ("Q2 2024/25", "Q4 2024/25"):
        page, file = outputs[f"html {quarter}"], outputs[f"{form} {quarter}"]
        assert isinstance(page, bytes) and isinstance(file, bytes)
        said = " ".join(in_word(file) if form == "word" else in_pdf(file))
        assert "Line chart of" in said and "Small Council" in said
        found = numbers(re.sub(r"Page\s+\d+\s+of\s+\d+|Table\s+\d+|Typst [\d.]+", "", said))
        assert len(found) > 60
        assert found - numbers(html.unescape(page.decode())) == set()


def numbers(text: str) -> set[str]:
    """Every number of a text, as it is written."""
    return set(re.findall(r"(?<!\d)\d+(?:[,.]\d+)*", text))


def in_word(file: bytes) -> Iterator[str]:
    """All text, alternative text and captions for those who cannot see, of every part of a document."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            if re.fullmatch(r"word/(?:document|header\d+|footer\d+)\.xml|docProps/.*", name):
                for element in parse_xml(parts.read(name)).iter():
                    yield element.get("descr", "")
                    if element.tag == qn("w:tblCaption"):
                        yield element.get(qn("w:val"), "")
                    if element.tag == qn("w:t") or name.startswith("docProps/"):
                        yield element.text or ""


def in_pdf(file: bytes) -> Iterator[str]:
    """All text but the page of contents, all alternative texts, and what the file says of itself."""
    yield from pages(file)[1:]
    yield from (each.alt for each in structure(file))
    yield from map(str, (PdfReader(io.BytesIO(file)).metadata or {}).values())

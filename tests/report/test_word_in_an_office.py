"""The paper for Word opened by LibreOffice: every page has its head and foot, and no page ends with a heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.changes import rename
from tests.parts import converted, pages
from tests.report_documents import plain, shipped_file, written
from tests.report_pages import articles, having, shipped, text


def printed(paper: bytes, folder: Path) -> list[str]:
    """The text of each page."""
    (folder / "paper.docx").write_bytes(paper)
    converted("pdf", folder, folder / "paper.docx")
    return pages(folder / "paper.pdf")


def test_a_small_paper_opens_with_head_and_foot_on_every_page(project: Path, tmp_path: Path) -> None:
    rename(project, "<script> & נסיעות =1+1")
    found = printed(written(project, "--draft"), tmp_path)
    assert len(found) >= 7  # contents, summary, exceptions, section, two KPIs, appendix: more where letters are wider
    for number, page in enumerate(found, 1):
        lines = [plain(line) for line in page.splitlines() if line.strip()]
        assert lines[:2] == ["Example District Council", "Draft: not for publication."]
        assert lines[-1] == f"Q3 2024/25 Page {number} of {len(found)}"
    (page,) = [each for each in found if "Figure for" in each and "<script> &" in each and "Floor standard" in each]
    assert "▲ Amber" in page and "94.48%" in page and "A second team started in January." in page
    contents = [plain(line) for line in found[0].splitlines()]
    assert contents.index("Summary") < contents.index("Exceptions") < contents.index("Days to let an empty home")


@pytest.mark.long
def test_the_shipped_paper_gives_each_kpi_a_page_that_begins_with_its_name(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    found = printed(shipped_file(), tmp_path_factory.mktemp("paper"))
    for kpi, article in articles(shipped()):
        name = text(next(article.iter("h3")))
        begins = "".join(name.split())  # a line may end at a hyphen
        (page,) = [
            each
            for each in found
            if "".join("".join(each.splitlines()[2:9]).split()).startswith(begins) and "Figure for" in each
        ]
        verdict = text(having(article, "p", class_="verdict")[0])
        assert verdict.replace(" ", "") in plain(page).replace(" ", ""), kpi
    heads = {text(head) for level in ("h2", "h3", "h4") for head in shipped().iter(level)}
    heads -= {text(head) for _, article in articles(shipped()) for head in article.iter("h3")}  # stand in tables too
    summary = next(place for place, page in enumerate(found) if "Table 1: KPIs by rating" in page)
    for page in found[summary:]:
        lines = [plain(line) for line in page.splitlines() if line.strip()]
        assert lines[1] == "Illustrative: standards and results are invented; they are no council's."
        assert re.fullmatch(r"Q3 2024/25 Page \d+ of \d+", lines[-1])
        assert lines[-2] not in heads and not re.match(r"(Table|Figure) \d+:", lines[-2])

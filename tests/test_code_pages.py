"""The page of each code is its test: the wrong files give the findings they announce and no other, the right ones none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qpr_rules.checking.pages import GROUPS, Page, pages, read_page
from tests.code_pages import PAGES, announced, blocks, code, lay, run


@pytest.mark.parametrize("page", PAGES, ids=code)
def test_the_wrong_files_give_the_findings_they_announce_and_no_other(page: Page, tmp_path: Path) -> None:
    wrong = blocks(page.text, "Wrong")
    if os.name == "nt" and any(block.kind == "link" for block in wrong):
        pytest.skip("only on Windows: links need a right that few have")
    lay(tmp_path / "project", wrong)
    found = run(tmp_path / "project", page)
    expected = announced(wrong)
    assert expected, "the page announces nothing"
    codes = {each.code for each in expected}
    # A comment that allows nothing stands beside the finding that it should have allowed.
    assert codes == {page.code} or (page.code.startswith("QPR6") and page.code in codes)
    assert sorted((each.at.span.file, each.at.span.line, each.code) for each in found) == sorted(
        (each.file, each.line, each.code) for each in expected
    ), [str(each.at.span) + " " + each.code + " " + each.headline for each in found]
    for each in expected:
        if each.within:
            assert each.within in {one.at.span.within for one in found}
        if each.column:
            assert (each.line, each.column) in {(one.at.span.line, one.at.span.column) for one in found}
    assert {each.severity for each in found if each.code == page.code} == {page.severity}


@pytest.mark.parametrize("page", PAGES, ids=code)
def test_the_right_files_give_none(page: Page, tmp_path: Path) -> None:
    wrong, right = blocks(page.text, "Wrong"), blocks(page.text, "Right")
    if os.name == "nt" and any(block.kind == "link" for block in wrong):
        pytest.skip("only on Windows: links need a right that few have")
    assert right, "the page has no right example"
    lay(tmp_path / "project", wrong)
    for block in (*wrong, *right):
        if block.kind == "link":
            (tmp_path / "project" / block.path).unlink(missing_ok=True)
    lay(tmp_path / "project", right)
    assert run(tmp_path / "project", page) == ()


def test_every_file_in_the_folder_is_a_page_of_its_code() -> None:
    assert {name: page.code for name, page in pages().items()} == {name: name for name in pages()}
    assert all(page.group in GROUPS.values() for page in pages().values())


def test_pages_say_something_between_their_summary_and_their_example() -> None:
    for page in PAGES:
        prose = page.text.partition("\n## Wrong\n")[0].split("\n\n")[2:]
        assert "".join(prose).strip(), f"{page.code} does not say what to do"
        assert page.summary.endswith("."), page.code


def test_every_page_has_examples() -> None:
    assert [code for code, page in pages().items() if page not in PAGES] == []


@pytest.mark.parametrize("text", ["", "QPR105 empty-file\n", "# QPR105 empty-file\n\nA file holds nothing.\n"])
def test_a_text_that_does_not_begin_as_a_page_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not the page of a code"):
        read_page(text)

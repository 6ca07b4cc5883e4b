"""The HTML of a paper: right by a strict parser, whole without network or script, and made for every reader."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from itertools import pairwise

from tests.report_pages import attribute, having, shipped, shipped_text, text


def test_the_page_is_html_by_a_strict_parser_and_in_british_english() -> None:
    page = shipped()
    assert page.get("lang") == "en-GB"
    assert shipped_text().startswith("<!DOCTYPE html>\n")
    assert [text(title) for title in page.iter("title")] == [
        "Quarterly performance report, Q3 2024/25 - Illustrative county council (KPI names as published by Kent)"
    ]


def test_headings_begin_with_one_and_skip_no_level() -> None:
    levels = [int(each.tag[1]) for each in shipped().iter() if re.fullmatch(r"h[1-6]", each.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(levels) <= 4
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_link_leads_to_a_part_of_the_page_and_no_id_is_there_twice() -> None:
    ids = Counter(each.get("id") for each in shipped().iter() if each.get("id"))
    assert max(ids.values()) == 1
    links = [attribute(link, "href") for link in shipped().iter("a")]
    assert len(links) > 100
    assert {link for link in links if link[0] != "#" or link[1:] not in ids} == set()
    described = {word for each in shipped().iter() for word in each.get("aria-labelledby", "").split()}
    assert described <= set(ids)


def test_the_first_link_skips_to_the_one_main_part() -> None:
    first = next(shipped().iter("a"))
    (main,) = shipped().iter("main")
    assert attribute(first, "href") == f"#{attribute(main, 'id')}"
    assert len(having(shipped(), "nav", aria_labelledby="contents")) == 1


def test_every_table_has_a_caption_and_every_head_a_scope() -> None:
    found = list(shipped().iter("table"))
    assert len(found) > 80
    for table in found:
        caption = table.find("caption")
        assert caption is not None and text(caption)
        assert {head.get("scope") for head in table.iter("th")} == {"col", "row"}
        widths = {sum(cell.tag in ("th", "td") for cell in row) for row in table.iter("tr")}
        assert len(widths) == 1, f"rows of {widths} cells in {text(caption)}"


def test_nothing_is_fetched_and_only_our_own_script_may_run() -> None:
    page = shipped()
    assert not [each for each in page.iter() if each.get("src") or each.tag in ("link", "img", "iframe", "object")]
    (style,), (script,) = page.iter("style"), page.iter("script")
    assert "@import" not in text(style) and "url(" not in text(style)
    (policy,) = having(page, "meta", http_equiv="Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256((script.text or "").encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in attribute(policy, "content")
    assert attribute(policy, "content").startswith("default-src 'none'")


def test_without_scripting_nothing_is_hidden_but_the_filter() -> None:
    hidden = [each for each in shipped().iter() if each.get("hidden") is not None]
    assert [attribute(each, "id") for each in hidden] == ["filter"]
    assert not [each for each in shipped().iter() if each.get("onclick") or each.get("onload")]


def test_every_rating_has_its_word_and_its_shape() -> None:
    shapes = {"green": "● Green", "amber": "▲ Amber", "red": "■ Red", "not-rated": "○ Not rated"}
    tags = [each for each in having(shipped(), "span", class_="tag") if "activity" not in attribute(each, "class")]
    assert {text(each) for each in tags} == set(shapes.values())
    for each in tags:
        (colour,) = set(attribute(each, "class").split()) - {"tag"}
        assert text(each) == shapes[colour]


def test_the_page_and_every_table_of_results_says_that_it_is_illustrative() -> None:
    (banner,) = having(shipped(), "p", class_="banner")
    assert text(banner) == "Illustrative: standards and results are invented; they are no council's."
    bare = [
        text(caption)
        for article in shipped().iter("article")
        for caption in article.iter("caption")
        if not text(caption).endswith("illustrative") and "illustrative" not in text(article)
    ]
    assert bare == []


def test_the_contents_name_every_part() -> None:
    (nav,) = shipped().iter("nav")
    heads = [text(head) for head in shipped().iter("h2") if text(head) != "Contents"]
    assert [text(link) for link in nav.iter("a")] == heads

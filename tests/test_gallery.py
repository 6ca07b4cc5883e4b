"""The README's gallery: each picture is there, small, described in words, and of the report as it is now."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree as ET

import qpr_rules
from tests.commands import run
from tests.source import REPOSITORY
from tools.gallery import CHART, FOLDER, PICTURES, QUARTER

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SHOWN = {file: words for words, file in re.findall(r"^!\[(.*)\]\(docs/gallery/(\S+)\)$", README, flags=re.MULTILINE)}


def test_the_readme_shows_every_picture_and_says_in_words_what_is_on_it() -> None:
    assert set(SHOWN) == {*PICTURES, CHART[0]} == {file.name for file in FOLDER.iterdir()}
    assert all(len(words) > 60 for words in SHOWN.values())
    assert "All figures are illustrative." in README


def test_the_pictures_are_small_and_of_the_size_that_the_tool_gives_them() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 300_000
    for name, picture in PICTURES.items():
        head = (FOLDER / name).read_bytes()[:24]
        assert head.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", head[16:24]) == (picture.across, picture.tall)


def test_the_chart_is_the_one_that_is_drawn_now() -> None:
    name, kpi = CHART
    kept = drawn((FOLDER / name).read_text(encoding="utf-8")), drawn(qpr_rules.open(REPOSITORY).chart(kpi, QUARTER))
    assert kept[0] == kept[1], "the shipped set or its charts have changed: python -m tools.gallery"


def drawn(svg: str) -> list[tuple[str, str, str]]:
    """What is drawn and written, without the style, and without the digests of everything it was made from."""
    found = ET.fromstring(svg).iter()  # noqa: S314  # of our own making
    parts = [(each.tag, each.get("d", ""), each.text or "") for each in found if not each.tag.endswith("style")]
    return [part for part in parts if "definitions " not in part[2]]


def test_the_numbers_in_words_are_those_of_the_report() -> None:
    said = run(REPOSITORY, "summary", "--quarter", QUARTER).text
    numbers = re.search(r"of (\d+) KPIs, (\d+) are Green, (\d+) Amber, (\d+) Red", SHOWN["summary.png"])
    assert numbers
    parts = ("of {} Key", " {} achieved target", " {} achieved or exceeded the floor", " and {} did not meet the floor")
    for part, number in zip(parts, numbers.groups(), strict=True):
        assert part.format(number) in said
    row = run(REPOSITORY, "explain", "EHCP-20W", "--quarter", QUARTER).text
    assert "41%" in SHOWN["kpi.png"] and "41%" in row

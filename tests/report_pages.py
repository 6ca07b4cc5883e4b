"""Papers as tests read them: written by the command, read back by html5lib, which knows nothing of us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import html5lib

from tests.commands import run

REPOSITORY = Path(__file__).resolve().parent.parent


def parsed(text: str) -> ET.Element:
    """The page, by a strict parser: an error of HTML raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: ET.Element = parser.parse(text)
    return root


@cache
def shipped_text() -> str:
    """The shipped paper, as it is written."""
    done = run(REPOSITORY, "report", "Q3 2024/25", "--format", "html")
    assert done.code == 0, done.err
    return done.out


@cache
def shipped() -> ET.Element:
    """The shipped paper."""
    return parsed(shipped_text())


def page_of(project: Path, *arguments: str, code: int = 0) -> ET.Element:
    """The paper of a project."""
    done = run(project, "report", *arguments, "--format", "html")
    assert done.code == code, done.err
    return parsed(done.out)


def text(element: ET.Element) -> str:
    """What is read there, on one line."""
    return " ".join("".join(element.itertext()).split())


def having(root: ET.Element, tag: str, **attributes: str) -> list[ET.Element]:
    """The elements of a tag with these attributes; ``class_`` is one of the classes."""

    def matches(element: ET.Element) -> bool:
        return all(
            value in element.get("class", "").split()
            if key == "class_"
            else element.get(key.replace("_", "-")) == value
            for key, value in attributes.items()
        )

    return [element for element in root.iter(tag) if matches(element)]


class Table(NamedTuple):
    """A table as text."""

    caption: str
    heads: list[str]
    rows: list[list[str]]


def tables(root: ET.Element) -> list[Table]:
    """Every table of a part of the page."""
    found = []
    for table in root.iter("table"):
        caption = table.find("caption")
        lines = [[text(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
        found.append(Table("" if caption is None else text(caption), lines[0], lines[1:]))
    return found


def named(root: ET.Element, beginning: str) -> Table:
    """The one table whose caption begins so."""
    (found,) = [table for table in tables(root) if table.caption.startswith(beginning)]
    return found


def number(printed: str) -> Fraction | None:
    """A printed number, whatever its unit and marker; None where there is none."""
    match = re.match(r"-?£?(\d[\d,]*(?:\.\d+|/\d+)?)", printed)
    return None if match is None else Fraction(match[1].replace(",", "")) * (-1 if printed.startswith("-") else 1)


def articles(root: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    """The part about each KPI, by its id."""
    for article in root.iter("article"):
        yield article.get("data-kpi", ""), article


def attribute(element: ET.Element, name: str) -> str:
    """An attribute that must be there."""
    found: Any = element.get(name)
    assert found is not None, f"no {name} on {element.tag}"
    return str(found)

"""Tables, ratings and directions as Word has them: a rating is a shape, a word and a shade, a head is repeated on each page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qpr_rules.english import capital
from qpr_rules.evaluation import Direction, Rating
from qpr_rules.showing import words
from qpr_rules.showing.chart.lettering import width
from qpr_rules.showing.console import UNICODE
from qpr_rules.showing.report.markup import legible
from qpr_rules.showing.report.paper import Cell, Grid, Link
from qpr_rules.showing.report.word_markup import Element, link, paragraph, text, w

_SIZE, _PADDING = 8, 150
"""For the width of letters of 9 points in Arial (the estimate allows for wider fonts), and twips beside them in a cell."""

_SHORT = 10
"""Rows of a table that is kept on one page."""

_WORD = 4
"""The part of the whole that one long word may ask for."""

_WHOLE, _NUMBER = 13, 10
"""Letters of a text, and of a number, that no line end should divide: ``31 March 2025``, ``95.9% [p]``."""

_STYLES = {word: f"Rating{word.capitalize().replace(' ', '')}" for word in Rating}


def rating(word: Rating) -> list[Element]:
    """A rating as shape, word and shade, which no line end divides."""
    return text(_tag(word), _STYLES[word])


def _tag(word: Rating) -> str:
    return f" {UNICODE.ratings[word]} {word.capitalize()} ".replace(" ", "\u00a0")


def direction(word: Direction) -> str:
    """A direction as arrow and word."""
    said = words.direction(word)
    return f"{UNICODE.directions[word]}\u00a0{capital(said)}"


def table(grid: Grid, places: Mapping[str, str], across: int, described: str) -> Element:
    """A table ``across`` so many twips, whose links lead to the bookmarks in ``places``, by KPI.

    ``described`` says what it is of, to those who cannot see what it stands below.
    """
    columns = _widths(grid, across)
    kept = len(grid.rows) <= _SHORT
    body = len(grid.rows) - grid.total
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblStyle", val="ReportTable"),
            w("tblW", w=str(across), type="dxa"),
            w("tblLayout", type="fixed"),
            w(
                "tblLook",
                val="06A0",
                firstRow="1",
                lastRow="0",
                firstColumn="1",
                lastColumn="0",
                noHBand="1",
                noVBand="1",
            ),
            w("tblCaption", val=legible(described)),
        ),
        w("tblGrid", *(w("gridCol", w=str(each)) for each in columns)),
        _row([[_said(head, grid, place, "TableHeading")] for place, head in enumerate(grid.heads)], columns, head=True),
        *(
            _row(
                [
                    _paragraphs(
                        value,
                        "TableNumber" if place in grid.numbers else "TableText",
                        places,
                        kept=kept and number < len(grid.rows) - 1,
                        strong=number >= body,
                    )
                    for place, value in enumerate(row)
                ],
                columns,
            )
            for number, row in enumerate(grid.rows)
        ),
    )


def _row(cells: Sequence[Sequence[Element]], columns: Sequence[int], *, head: bool = False) -> Element:
    """A row that no page end divides."""
    made = (
        w("tc", w("tcPr", w("tcW", w=str(own), type="dxa")), *paragraphs)
        for paragraphs, own in zip(cells, columns, strict=True)
    )
    return w("tr", w("trPr", w("cantSplit"), *([w("tblHeader")] if head else [])), *made)


def _said(head: str, grid: Grid, place: int, style: str) -> Element:
    return paragraph(style + ("Number" if place in grid.numbers else ""), *text(head))


def _paragraphs(value: Cell, style: str, places: Mapping[str, str], *, kept: bool, strong: bool) -> list[Element]:
    """What stands in a cell: one paragraph, or one for each of several sentences."""
    match value:
        case Rating():
            runs = [rating(value)]
        case Direction():
            runs = [text(direction(value))]
        case Link():
            runs = [[link(places[value.kpi], value.text, "TableLink")] if value.kpi in places else text(value.text)]
        case str():
            runs = [text(value, "Strong" if strong else "")]
        case _:
            runs = [text(each) for each in value] or [[]]
    return [paragraph(style, *each, kept=kept) for each in runs]


def _widths(grid: Grid, across: int) -> list[int]:
    """The columns in twips, together ``across``: each has room for its longest word, what is left goes to where text is."""
    least, wanted = [], []
    for place, head in enumerate(grid.heads):
        cells = [_parts(row[place]) for row in grid.rows]
        whole = _NUMBER if place in grid.numbers else _WHOLE
        pieces = [piece for parts in cells for part in parts for piece in _pieces(part, whole)]
        heads = width(head, _SIZE, bold=True)
        widest = max(heads / 3, *(width(each, _SIZE, bold=True) for each in head.split(" ")))
        widest = max([widest, *(width(each, _SIZE) for each in pieces)])
        longest = max([heads / 2, *(width(" ".join(parts), _SIZE) for parts in cells)])
        least.append(min(across // _WORD, round(widest * 20) + _PADDING))
        wanted.append(max(least[-1], round(longest * 20) + _PADDING))
    if sum(wanted) <= across:  # exact: integers
        found = _shared(across, wanted)
    elif sum(least) >= across:  # exact: integers
        found = _shared(across, least)
    else:
        lacking = [want - low for want, low in zip(wanted, least, strict=True)]
        more = _shared(across - sum(least), lacking)  # exact: integers
        found = [low + extra for low, extra in zip(least, more, strict=True)]
    return [*found[:-1], across - sum(found[:-1])]  # exact: integers


def _pieces(part: str, whole: int) -> Sequence[str]:
    """What no line end should divide: a word, or a short text."""
    return (part,) if len(part) <= whole else part.split(" ")


def _shared(room: int, weights: Sequence[int]) -> list[int]:
    return [room * each // sum(weights) for each in weights]  # exact: integers


def _parts(value: Cell) -> Sequence[str]:
    """The texts of a cell as they are printed; what is divided by no-break spaces stays one word."""
    match value:
        case Rating():
            return (_tag(value),)
        case Direction():
            return (direction(value),)
        case Link():
            return (legible(value.text),)
        case str():
            return (legible(value),)
        case _:
            return tuple(map(legible, value))

"""The first sheet of a workbook: what it is, how to read it, what is on the others, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from qpr_rules.english import plural
from qpr_rules.showing.report.excel_book import Book
from qpr_rules.showing.report.excel_cells import Sheet, Value
from qpr_rules.showing.report.paper import RESTATED, Cell, Grid, Link, Named, Paper, Passage

_NAME, _WIDTHS = "About", (32, 104)
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18},
    "heading": {"bold": True, "font_size": 13, "font_color": "#12436D", "top": 2, "top_color": "#12436D"},
    "caution": {"bold": True, "bg_color": "#FFF4D6", "border": 1, "border_color": "#6B4A00"},
    "name": {"bold": True, "text_wrap": True},
    "sheet": {"font_color": "#1A65A6", "underline": 1},
    "text": {"text_wrap": True},
}
_NUMBERS = (
    "Columns named as those of `qpr-rules evaluate` hold what those hold. A figure is in its unit: 41 with the unit percent is 41%.",
    "A number is the exact one to 16 digits, shown with the decimal places that it takes to agree with its rating.",
    "Ratings were found from the exact numbers, never from these.",
    "Where a spreadsheet could not show a number as it is, beyond 15 digits, the cell holds text.",
    "Numerator and denominator are what a figure was made of; figure_exact is the figure itself as text, a decimal or p/q.",
    "An empty cell is no zero. figure_printed is the figure as the paper prints it, or the marker that says why there is none.",
)
_EXACT = 'The same in exact numbers, for programs: qpr-rules report "{}" -o report.csv (or report.json).'


class _Line(NamedTuple):
    """What stands in the two columns, and how."""

    name: Value
    text: Value = None
    look: str = "text"


def about(book: Book, paper: Paper, tables: Sequence[Sheet]) -> None:
    """Write it."""
    made = book.page(_NAME, *_WIDTHS)
    for at, (name, text, look) in enumerate(_lines(paper, tables)):
        book.fit(made, at, zip((name, text), _WIDTHS, strict=True))
        if look == "title":
            made.set_row(at, 28)
            book.write(made, at, 0, name, **_LOOKS[look])  # and nothing beside it, over which it flows
            continue
        if look == "sheet":
            made.write_url(at, 0, f"internal:{name}!A1", book.look(**_LOOKS[look]), str(name))
        else:
            book.write(made, at, 0, name, **_LOOKS["name" if look == "text" else look])
        book.write(made, at, 1, text, **_LOOKS["text" if look == "sheet" else look])


def _lines(paper: Paper, tables: Sequence[Sheet]) -> Iterator[_Line]:
    found = paper.summary
    yield _Line(paper.title, look="title")
    yield _Line("Body", paper.body)
    yield _Line("Quarter", f"{paper.quarter}, which ended on {paper.ends}")
    yield from (_Line("Caution", each, "caution") for each in paper.cautions)
    if paper.only:
        yield _Line("Part", paper.only)
    yield _Line("Summary", look="heading")
    yield _Line("Headline", " ".join(found.headline))
    yield from (_Line(each.rating, f"{each.number} ({each.percent})") for each in found.shares)
    if found.shares_note:
        yield _Line("", found.shares_note)
    if found.like_for_like:
        yield _Line(f"Like for like with {found.like_for_like_with}", " ".join(found.like_for_like))
    yield _Line("Attention", paper.attention.sentence)
    yield from (_Line(RESTATED, each) for each in found.restated)
    yield from _named("Entered the set", found.entered)
    yield from _named("Left the set", found.left)
    yield _Line("Sheets", look="heading")
    yield from (_Line(each.name, f"{each.says} {plural(len(each.rows), 'row')}.", "sheet") for each in tables)
    yield _Line("Numbers", look="heading")
    yield from (_Line("", each) for each in (*_NUMBERS, _EXACT.format(paper.quarter)))
    for part in paper.key:
        yield _Line(part.title, look="heading")
        yield from _parts(part)
    if paper.gaps:
        yield _Line("What is missing", look="heading")
        yield from (_Line(gap.title, part) for gap in paper.gaps for part in gap.parts if isinstance(part, str))
    yield _Line("How this report is made", look="heading")
    for part in paper.methods:
        yield from _parts(part, part.title)
    yield _Line("Made from", look="heading")
    yield from (_Line("", each) for each in paper.made_from.parts)
    yield _Line("", "The same files give the same workbook, byte for byte.")


def _named(title: str, found: Sequence[Named]) -> Iterator[_Line]:
    yield from (_Line(title, f"{each.name} ({each.kpi}): {each.said}.") for each in found)


def _parts(found: Passage, name: str = "") -> Iterator[_Line]:
    for part in found.parts:
        if isinstance(part, Grid):
            yield from (_Line(_value(row[0]), ". ".join(str(_value(each)) for each in row[1:])) for row in part.rows)
        else:
            yield _Line(name, part)


def _value(cell: Cell) -> Value:
    match cell:
        case Link():
            return cell.text
        case tuple():
            return " ".join(cell)
        case _:
            return cell

"""Tables, ratings and directions as HTML: a rating is a shape, a word and a colour, a row has a head."""

from __future__ import annotations

from qpr_rules.english import capital
from qpr_rules.evaluation import Direction, Rating
from qpr_rules.showing import words
from qpr_rules.showing.console import UNICODE
from qpr_rules.showing.report.markup import Markup, anchor, joined, tag
from qpr_rules.showing.report.paper import Cell, Grid, Link

_WIDE = 3
"""Columns beyond which a table may be wider than a phone."""

_ILLUSTRATIVE = "illustrative"


def rating(word: Rating) -> Markup:
    """A rating as shape, word and colour."""
    shape = tag("span", UNICODE.ratings[word], aria_hidden="true", class_="shape")
    return tag("span", shape, " ", word.capitalize(), class_=f"tag {word.replace(' ', '-')}")


def direction(word: Direction) -> Markup:
    """A direction as arrow and word."""
    arrow = tag("span", UNICODE.directions[word], aria_hidden="true", class_="arrow")
    said = words.direction(word)
    return tag("span", arrow, "\u00a0", capital(said), class_="direction")


def cell(value: Cell) -> Markup:
    """What stands in a cell."""
    match value:
        case Rating():
            return rating(value)
        case Direction():
            return direction(value)
        case Link():
            return tag("a", tag("bdi", value.text), href=f"#{anchor('kpi', value.kpi)}")
        case str():
            return joined(value)
        case _:
            return tag("ul", *(tag("li", each) for each in value)) if len(value) > 1 else joined(*value)


def _is_said(value: Cell) -> bool:
    """Whether a cell holds sentences, which need room."""
    return isinstance(value, tuple) and not isinstance(value, Link)


def _order(value: Cell) -> str | None:
    """By what a cell is sorted, where that is not its text: ratings from Red to Green."""
    if isinstance(value, Rating):
        return str((Rating.RED, Rating.AMBER, Rating.GREEN, Rating.NOT_RATED).index(value))
    if isinstance(value, Direction):
        return str(list(Direction).index(value))
    return None


def table(grid: Grid, *, illustrative: bool, sortable: bool = False, titled: bool = False, name: str = "") -> Markup:
    """A table with its caption, which is not shown where the table is ``titled`` so already.

    ``name`` says what a table is of, where its caption alone would not.
    """
    caution = tag("span", _ILLUSTRATIVE, class_="caution") if illustrative else Markup()
    caption = tag(
        "caption", tag("span", grid.caption, " " if illustrative else "", caution), class_="unseen" if titled else None
    )
    number = [place in grid.numbers for place in range(len(grid.heads))]
    heads = [
        tag("th", head, scope="col", class_="number" if number[place] else None)
        for place, head in enumerate(grid.heads)
    ]
    body, foot = grid.rows[: len(grid.rows) - grid.total], grid.rows[len(grid.rows) - grid.total :]
    made = tag(
        "table",
        caption,
        tag("thead", tag("tr", *heads)),
        tag("tbody", *(_row(row, number) for row in body)),
        tag("tfoot", *(_row(row, number) for row in foot)) if foot else Markup(),
        class_="sortable" if sortable else None,
    )
    if len(grid.heads) <= _WIDE:
        return made
    said = f"{grid.caption}: {name}" if name else grid.caption
    return tag("div", made, class_="scroll", role="group", aria_label=said, tabindex="0")


def _row(row: tuple[Cell, ...], number: list[bool]) -> Markup:
    key = next((each.kpi for each in row if isinstance(each, Link)), None)
    cells = [
        tag(
            "td" if place else "th",
            cell(value),
            scope=None if place else "row",
            class_="number" if number[place] else "said" if _is_said(value) else None,
            data_order=_order(value),
        )
        for place, value in enumerate(row)
    ]
    return tag("tr", *cells, data_kpi=key)

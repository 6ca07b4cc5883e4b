"""The workings that ``explain`` prints, as passages of a paper: the same sentences and tables, laid out by nobody yet."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from qpr_rules.core.workings import Workings
from qpr_rules.english import capital
from qpr_rules.showing.console import UNICODE
from qpr_rules.showing.explanation.screen import reckoning_lines, workings_lines
from qpr_rules.showing.report.paper import Grid, Passage

WORKINGS = (
    "The sum over the window, the division and the comparisons behind each figure and rating. Every number is exact, but "
    "for one after ≈. The report as a web page has every step: each result, the trend, and the way back to the standard."
)
"""What stands above the workings of a paper that is printed."""

_NOTES = "Notes"
"""The head of a column that a screen leaves without one."""


def passages(shown: Workings, *, hides: bool = False) -> tuple[Passage, ...]:
    """Each part of the workings that has anything to say; where they would reach what ``hides``, that they do."""
    if hides:
        return (Passage("Workings", (_untold(shown),)),)
    found = [(title, tuple(_parts(title, list(lines)))) for title, lines in workings_lines(UNICODE, shown)]
    return tuple(Passage(title, parts) for title, parts in found if parts)


def reckoning(shown: Workings, *, hides: bool = False) -> tuple[str, ...]:
    """The same in a few lines for a paper that is printed: sum, division, comparisons; nothing where there is no figure."""
    if hides:
        return (_untold(shown),)
    lines = list(reckoning_lines(UNICODE, shown)) if shown.evaluation.figure is not None else []
    return tuple(f"{capital(line)}" for line in lines)


def _untold(shown: Workings) -> str:
    few = f"some counts in them are below {shown.definition.disclosure}, or would reveal one that is"
    return f"The steps to this figure are not printed: {few}."


def _parts(title: str, lines: list[RenderableType]) -> Iterator[str | Grid]:
    for line in lines:
        if isinstance(line, Table):
            yield grid_of(line, title)
        else:
            yield line.plain if isinstance(line, Text) else str(line)


def grid_of(table: Table, caption: str) -> Grid:
    """A table of a screen as a table of the paper; columns without any text are left out.

    >>> table = Table("Period", "Homes", "")
    >>> table.add_row("May 2024", "12", "")
    >>> grid_of(table, "Results")
    Grid(caption='Results', heads=('Period', 'Homes'), rows=(('May 2024', '12'),), numbers=frozenset(), total=0)
    """
    columns = [[_plain(cell) for cell in column.cells] for column in table.columns]
    kept = [place for place, cells in enumerate(columns) if place == 0 or any(cells)]
    right = {place for place in kept if _is_right(table, place)}
    return Grid(
        caption,
        tuple(_plain(table.columns[place].header) or _NOTES for place in kept),
        tuple(zip(*(columns[place] for place in kept), strict=True)),
        frozenset(at for at, place in enumerate(kept) if place in right),
    )


def _is_right(table: Table, place: int) -> bool:
    column = table.columns[place]
    return column.justify == "right" or any(isinstance(cell, Text) and cell.justify == "right" for cell in column.cells)


def _plain(cell: RenderableType) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)

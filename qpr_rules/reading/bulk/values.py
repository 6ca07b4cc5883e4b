"""A column of a large sheet: values as the library gives them, each of which becomes the text that it is in a small one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Self

from qpr_rules.reading.bulk.column import Column
from qpr_rules.reading.sources.values import text_of

_ALIKE = frozenset([str, float, dt.date, dt.datetime])
"""Types of which equal values have one text, whatever else stands in the column: a truth value would equal a number."""

_NONE: Mapping[int, str] = {}


class Values(Column):
    """Cells as values. ``others`` holds, by row, what stands in cells that have none: an error, or a formula."""

    def __init__(self, cells: Sequence[Any], others: Mapping[int, str] = _NONE) -> None:
        self.cells, self.others = cells, others
        self.kinds = set(map(type, cells))

    def __len__(self) -> int:
        return len(self.cells)

    def text(self, row: int) -> str:
        """See Column."""
        found, cell = self.others.get(row), self.cells[row]
        return found if found is not None else cell if cell.__class__ is str else text_of(cell)

    def at(self, kept: Any) -> Self:
        """See Column."""
        rows = kept.tolist()
        others = {place: self.others[row] for place, row in enumerate(rows) if row in self.others}
        return type(self)([self.cells[row] for row in rows], others)

    def perhaps_blank(self, rows: Any) -> Any:
        """See Column."""
        return rows[[self.cells[row].__class__ is str and not self.cells[row].strip() for row in rows.tolist()]]

    @property
    def keys(self) -> Sequence[Any]:
        """For each cell what is equal in two cells only where their texts are."""
        return self.cells if self.kinds <= _ALIKE else [self.text(row) for row in range(len(self))]

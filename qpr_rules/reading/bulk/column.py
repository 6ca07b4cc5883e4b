"""Columns of large sources, whose cells become text when they are asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Self, overload

import numpy as np

from qpr_rules.reading.sources.placing import Table


class Column(Sequence[str]):
    """A column of cells."""

    @abstractmethod
    def text(self, row: int) -> str:
        """One cell."""

    def texts(self, rows: Any) -> list[str]:
        """The cells of some rows."""
        return [self.text(row) for row in rows.tolist()]

    @abstractmethod
    def at(self, kept: Any) -> Self:
        """The cells of some rows; their numbers, which go up, are an array."""

    @abstractmethod
    def perhaps_blank(self, rows: Any) -> Any:
        """Of these rows those whose cell may be blank, and all whose cell is."""

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self.text(each) for each in range(*row.indices(len(self)))]
        return self.text(range(len(self))[row])


def filled(table: Table) -> Table:
    """Without the rows of empty cells."""
    columns = [column for column in table.columns if isinstance(column, Column)]
    rows = np.arange(len(table.numbers))
    for column in columns:
        rows = column.perhaps_blank(rows)
    empty = [row for row in rows.tolist() if not any(column.text(row).strip() for column in columns)]
    if not empty:
        return table
    kept = np.delete(np.arange(len(table.numbers)), empty)
    return Table(np.asarray(table.numbers)[kept], [column.at(kept) for column in columns])

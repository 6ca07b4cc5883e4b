"""Rows as columns that pandas, Polars, DuckDB and pyarrow take over without a copy: the Arrow C stream interface.

The interface is a protocol of one method (Apache Arrow, *The Arrow PyCapsule Interface*): whoever takes it needs nothing of
ours, and we need none of them. The memory is laid out by nanoarrow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qpr_rules.evaluation import Evaluation
from qpr_rules.fields import FIELDS, Field, FieldKind
from qpr_rules.provenance import Provenance
from qpr_rules.showing.rows import COLUMNS, as_plain


class MissingArrowError(ImportError):
    """nanoarrow, which lays the columns out in memory, is not installed."""

    def __init__(self) -> None:
        super().__init__('columns for pandas, Polars or Arrow need one more package: pip install "qpr-rules[arrow]"')


class Columns:
    """Rows with every field, as a table that others read.

    ``polars.DataFrame(columns)``, ``pyarrow.table(columns)``, ``pandas.DataFrame.from_arrow(columns)``, or a DuckDB query
    that names the variable.

    Whole numbers are int64, other numbers float64: the nearest to the exact one, which ``rows`` holds, so never rate
    them again. Words and text are strings, yes and no are booleans; what there is not is null. ``len()`` is the number
    of rows.

    >>> import qpr_rules
    >>> columns = qpr_rules.open(".").columns("Q3 2024/25")
    >>> len(columns), columns.rows[1].kpi, str(columns.rows[1].rating)
    (41, 'ADVISOR-GOOD', 'green')
    """

    def __init__(self, rows: Iterable[Evaluation], made_from: Provenance) -> None:
        self.rows = tuple(rows)
        self.made_from = made_from

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {len(COLUMNS)} columns: {self.made_from}>"

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A PyCapsule with the table as one batch. Raises MissingArrowError, an ImportError, without nanoarrow."""
        try:
            import nanoarrow as arrow
        except ImportError:
            raise MissingArrowError from None
        types = {
            FieldKind.INTEGER: arrow.int64(),
            FieldKind.DECIMAL: arrow.float64(),
            FieldKind.FLOAT: arrow.float64(),
            FieldKind.YES_NO: arrow.bool_(),
        }
        schema = {field.name: types.get(field.kind, arrow.string()) for field in COLUMNS}
        children = [arrow.c_array(self._column(place), kind) for place, kind in enumerate(schema.values())]
        whole = arrow.c_array_from_buffers(arrow.struct(schema), len(self), [None], children=children)
        stream: object = arrow.c_array_stream(whole).__arrow_c_stream__(requested_schema)
        return stream

    def _column(self, place: int) -> list[Any]:
        if place == len(FIELDS):
            return [str(self.made_from)] * len(self)
        field = COLUMNS[place]
        return [_value(field, row[place]) for row in self.rows]


def _value(field: Field, value: Any) -> Any:
    if field.kind is FieldKind.DECIMAL:
        return None if value is None else float(value)
    plain = as_plain(field.name, value)
    return None if plain == "" and field.kind is not FieldKind.TEXT else plain

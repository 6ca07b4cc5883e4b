"""Rows of results through each reader: as a CSV file, and as Arrow columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from qpr_rules.definition import Definition, Measure
from qpr_rules.files import Held
from qpr_rules.panel import Panel
from qpr_rules.quantity import Unit
from qpr_rules.reading.arrow.columns import columns_of
from qpr_rules.reading.arrow.panels import Read, read_panel
from qpr_rules.reading.arrow.tally import Tally
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results, read_results
from qpr_rules.settings import Settings
from tests.series import ONE_MONTH, declared

HEADER = ("kpi", "area", "period", "numerator", "denominator", "value", "status")
Row = tuple[str, ...]


def by_file(definition: Definition, rows: Sequence[Row]) -> Results:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    tree = Held({"results/r.csv": text.getvalue().encode()})
    return read_results(tree, Declarations(Settings(body="b"), definitions=(definition,)))


def by_columns(definition: Definition, columns: dict[str, Any]) -> tuple[Read, Tally]:
    tally = Tally("results")
    read = columns_of(pa.table(columns))
    ((kpi, at),) = read.series()
    assert kpi == definition.id
    return read_panel(definition, read, at, tally), tally


def as_text(rows: Sequence[Row]) -> dict[str, Any]:
    return {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(HEADER)}


def same(one: Panel, other: Panel) -> bool:
    arrays = ("numerator", "denominator", "state", "provisional")
    simple = ("areas", "first", "numerator_places", "denominator_places")
    kinds = all(
        (getattr(one, name) is None) == (getattr(other, name) is None)
        and (getattr(one, name) is None or getattr(one, name).dtype == getattr(other, name).dtype)
        for name in arrays
    )
    return (
        kinds
        and all(getattr(one, name) == getattr(other, name) for name in simple)
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays)
    )


def days() -> Definition:
    """A value in days, by month."""
    return declared(unit=Unit.DAYS, measure=Measure(value="days"), window=ONE_MONTH)


def values(column: Any) -> tuple[list[list[int]], int, Tally]:
    periods = [f"2024-{month + 1:02d}" for month in range(len(column))]
    read, tally = by_columns(days(), {"kpi": ["K"] * len(column), "period": periods, "value": column})
    return read.panel.numerator.tolist(), read.panel.numerator_places, tally

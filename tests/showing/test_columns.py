"""Rows as columns: taken by Polars, pandas, pyarrow and DuckDB, each with the values that the rows hold."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import Any, cast

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import qpr_rules
from qpr_rules.app.opening import Project
from qpr_rules.fields import FIELDS, FieldKind
from qpr_rules.provenance import Provenance
from qpr_rules.showing.columns import Columns
from qpr_rules.showing.figures import band_code
from tests.shipped_set import REPOSITORY


@pytest.fixture(scope="module")
def project() -> Project:
    return qpr_rules.open(REPOSITORY)


def test_polars_takes_every_field_of_every_row(project: Project) -> None:
    columns = project.columns("Q3 2024/25")
    frame = pl.DataFrame(columns)
    assert frame.columns == [*(field.name for field in FIELDS), "made_from"]
    assert frame.height == len(columns) == len(project.evaluate("Q3 2024/25").rows)
    for held, row in zip(frame.iter_rows(named=True), columns.rows, strict=True):
        for field, value in zip(FIELDS, cast("tuple[Any, ...]", row), strict=True):
            found = held[field.name]
            match field.kind:
                case FieldKind.DECIMAL | FieldKind.FLOAT:
                    assert found == (None if value is None else float(value)), field.name
                case FieldKind.INTEGER | FieldKind.YES_NO:
                    assert found == value and type(found) is type(value), field.name
                case FieldKind.WORD:
                    assert found == (None if value is None else str(value)), field.name
                case _:
                    assert found == (band_code(value) if field.name in ("target", "floor") else str(value)), field.name


def test_every_period_is_the_whole_history(project: Project) -> None:
    frame = pl.DataFrame(project.columns(every_period=True))
    report = project.evaluate()
    months = frame.filter((pl.col("kpi") == "EHCP-20W") & (pl.col("rating") != "not rated"))
    found, area = report.located("EHCP-20W", None)
    place = found.evaluations.areas.index(area)
    rated = sum(found.evaluations.rating[place] != 3)
    assert months.height == rated > 24
    assert frame["quarter"].unique().to_list() == [""]


def test_the_others_take_the_same(project: Project) -> None:
    columns = project.columns("Q3 2024/25")
    polars = pl.DataFrame(columns)
    assert pa.table(columns).to_pylist() == polars.to_dicts()
    assert pd.DataFrame.from_arrow(columns)["kpi"].tolist() == polars["kpi"].to_list()
    counted = duckdb.sql("select rating, count(*) from columns group by all")
    assert counted
    assert dict(counted.fetchall()) == dict(polars.group_by("rating").len().iter_rows())


def test_a_number_is_the_nearest_float_and_the_rows_stay_exact(project: Project) -> None:
    columns = project.columns("Q3 2024/25")
    figures = pl.DataFrame(columns)["figure"].to_list()
    third = [row.figure for row in columns.rows if row.figure is not None and row.figure.denominator % 3 == 0]
    assert third
    for row, figure in zip(columns.rows, figures, strict=True):
        if row.figure is not None:
            assert abs(Fraction(figure) - row.figure) <= abs(row.figure) / 2**53


def test_no_row_is_a_table_without_rows() -> None:
    frame = pl.DataFrame(Columns([], Provenance("", "", "")))
    assert frame.height == 0
    assert frame.schema["figure"] == pl.Float64


def test_a_quarter_and_every_period_do_not_go_together(project: Project) -> None:
    with pytest.raises(ValueError, match="do not go together"):
        project.columns("Q3 2024/25", every_period=True)


def test_without_nanoarrow_it_says_what_to_install(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = project.columns("Q3 2024/25")
    assert repr(columns).startswith("<41 rows of 59 columns: qpr-rules ")
    monkeypatch.setitem(sys.modules, "nanoarrow", None)
    with pytest.raises(ImportError, match=r"pip install \"qpr-rules\[arrow\]\""):
        columns.__arrow_c_stream__()

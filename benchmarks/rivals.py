"""The same evaluation by pandas, Polars and DuckDB, each in the fastest form we know for it.

All start from a table of their own in memory, sorted by series and month, every series complete. That allows the dense
form: roll over the whole column and blank the months before a series' window is full. (With gaps it would be wrong;
ours makes no such assumption.) Thresholds are compared in whole numbers, so that ratings can agree exactly. The p-value
is the finite form of Student's t for 10 degrees of freedom, so nobody pays for SciPy. 90 is taken off every point
before squares are summed, or running sums of floats lose the digits that matter.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.national import AMBER, FLOOR, GREEN, NOT_RATED, RED, TARGET, WINDOW, Columns, Verdicts

CENTRE = 90.0
SPREAD = WINDOW * (WINDOW**2 - 1) / 12
"""Sum of squares of 12 equally spaced x about their mean."""

FLAT = 1e-9
"""Variation below this is a constant series: slope 0, p 1."""


def small_p(c: Any, r: Any) -> Any:
    """Two-sided p for 10 degrees of freedom, of ``c = 1 - r * r``."""
    return 1 - r * (1 + c * (1 / 2 + c * (3 / 8 + c * (5 / 16 + c * (35 / 128)))))


class Pandas:
    """``Series.rolling`` over the whole column."""

    name = "pandas"

    def __init__(self, columns: Columns) -> None:
        """Load the columns."""
        pd = import_module("pandas")

        self.frame = pd.DataFrame({"month": columns.month, "n": columns.numerator, "d": columns.denominator})

    def run(self) -> Any:
        """A DataFrame of verdicts."""
        return self.rolled(self.frame["month"], self.frame["n"], self.frame["d"])

    @staticmethod
    def rolled(month: Any, n: Any, d: Any) -> Any:
        """The verdicts of columns on a full grid of months; a month that is missing leaves its windows without."""
        pd = import_module("pandas")

        y = n / d * 100 - CENTRE

        def total(column: Any) -> Any:
            return column.rolling(WINDOW).sum()

        n12, d12, sy, syy, sxy = total(n), total(d), total(y), total(y * y), total(y * month)
        full = (month >= WINDOW - 1) & n12.notna()
        covariation = sxy - sy * (month - (WINDOW - 1) / 2)
        variation = syy - sy * sy / WINDOW
        flat = variation < FLAT
        c = (1 - covariation * covariation / (SPREAD * variation)).clip(0, 1)
        rating = np.select(
            [~full, n12 * 100 >= TARGET * d12, n12 * 100 >= FLOOR * d12], [NOT_RATED, GREEN, AMBER], RED
        ).astype(np.int8)
        return pd.DataFrame(
            {
                "figure": (n12 * 100 / d12).where(full),
                "rating": rating,
                "slope": (covariation / SPREAD).mask(flat, 0.0).where(full),
                "p_value": small_p(c, np.sqrt(1 - c)).mask(flat, 1.0).where(full),
            }
        )

    def verdicts(self, found: Any) -> Verdicts:
        """In the order of the columns."""
        return Verdicts(*(found[name].to_numpy() for name in Verdicts._fields))


class Polars:
    """A lazy query of ``rolling_sum`` over the whole column."""

    name = "Polars"

    def __init__(self, columns: Columns) -> None:
        """Load the columns."""
        pl = import_module("polars")

        self.frame = pl.DataFrame({"month": columns.month, "n": columns.numerator, "d": columns.denominator})

    def run(self) -> Any:
        """A DataFrame of verdicts."""
        return self.rolled(self.frame.lazy()).collect()

    @staticmethod
    def rolled(frame: Any, *, gaps: bool = False) -> Any:
        """The verdicts of a full grid of months; with ``gaps``, ``held`` says in which rows there is a result."""
        pl = import_module("polars")

        col = pl.col

        def total(column: Any) -> Any:
            return column.rolling_sum(WINDOW)

        def code(value: int) -> Any:
            return pl.lit(value, pl.Int8)

        full, flat = col("month") >= WINDOW - 1, col("variation") < FLAT
        if gaps:
            full &= col("n12").is_not_null()
        y, sy = col("y"), col("sy")
        return (
            frame.with_columns(y=col("n") / col("d") * 100 - CENTRE)
            .with_columns(
                n12=total(col("n")), d12=total(col("d")), sy=total(y), syy=total(y * y), sxy=total(y * col("month"))
            )
            .with_columns(
                covariation=col("sxy") - sy * (col("month") - (WINDOW - 1) / 2),
                variation=col("syy") - sy * sy / WINDOW,
            )
            .with_columns(c=(1 - col("covariation") * col("covariation") / (SPREAD * col("variation"))).clip(0, 1))
            .select(
                *([col("n").is_not_null().alias("held")] if gaps else []),
                figure=pl.when(full).then(col("n12") * 100 / col("d12")),
                rating=pl.when(~full)
                .then(code(NOT_RATED))
                .when(col("n12") * 100 >= TARGET * col("d12"))
                .then(code(GREEN))
                .when(col("n12") * 100 >= FLOOR * col("d12"))
                .then(code(AMBER))
                .otherwise(code(RED)),
                slope=pl.when(full & flat).then(0.0).when(full).then(col("covariation") / SPREAD),
                p_value=pl.when(full & flat).then(1.0).when(full).then(small_p(col("c"), (1 - col("c")).sqrt())),
            )
        )

    def verdicts(self, found: Any) -> Verdicts:
        """In the order of the columns."""
        return Verdicts(*(found[name].to_numpy() for name in Verdicts._fields))


def sql(source: str, window: str, full: str, keys: str = "series, month") -> str:
    """The verdicts as a query, for DuckDB and Spark: sums over a window, without which no slope is asked for.

    ``keys`` are the columns that say which row it is; series and month are among them or come with them.
    """
    held = ", ".join(dict.fromkeys([*keys.split(", "), "series", "month"]))
    return f"""
    with points as (select {held}, n, d, cast(100.0 as double) * n / d - cast({CENTRE} as double) as y from {source}),
    sums as (
      select {held}, count(*) over twelve as k, sum(n) over twelve as n12, sum(d) over twelve as d12,
        sum(y) over twelve as sy, sum(y * y) over twelve as syy, sum(y * month) over twelve as sxy
      from points window twelve as (partition by series order by month {window})),
    sides as (
      select {held}, k, n12, d12, sxy - sy * (month - cast({(WINDOW - 1) / 2} as double)) as covariation,
        syy - sy * sy / {WINDOW} as variation from sums),
    shares as (select *, {_SHARE} as c from sides)
    select {keys}, case when {full} then 100 * n12 / cast(d12 as double) end as figure,
      cast(case when not ({full}) then {NOT_RATED} else {_RATING} end as tinyint) as rating,
      case when {full} then {_SLOPE} end as slope, case when {full} then {_P} end as p_value
    from shares
    """


def latest_sql(source: str, months: int) -> str:
    """The same of the latest month alone: one sum over the last 12 months of each series that has them all."""
    return f"""
    with points as (
      select series, n, d, cast(100.0 as double) * n / d - cast({CENTRE} as double) as y,
        cast(month - {months - 1 - (WINDOW - 1) / 2} as double) as x from {source} where month >= {months - WINDOW}),
    sums as (
      select series, sum(n) as n12, sum(d) as d12, sum(x * y) as covariation,
        sum(y * y) - sum(y) * sum(y) / {WINDOW} as variation from points group by series having count(*) = {WINDOW}),
    shares as (select *, {_SHARE} as c from sums)
    select series, {months - 1} as month, 100 * n12 / cast(d12 as double) as figure,
      cast({_RATING} as tinyint) as rating, {_SLOPE} as slope, {_P} as p_value
    from shares
    """


_SHARE = f"""case when variation < {FLAT} then cast(1.0 as double) else
        greatest(cast(0 as double), least(cast(1 as double), 1 - covariation * covariation / (cast({SPREAD} as double) * variation))) end"""
_RATING = (
    f"case when 100 * n12 >= {TARGET} * d12 then {GREEN} when 100 * n12 >= {FLOOR} * d12 then {AMBER} else {RED} end"
)
_SLOPE = f"case when variation < {FLAT} then cast(0.0 as double) else covariation / cast({SPREAD} as double) end"
_P = """1 - sqrt(1 - c) * (1 + c * (cast(0.5 as double) + c * (cast(0.375 as double)
        + c * (cast(0.3125 as double) + c * cast(0.2734375 as double)))))"""


class DuckDB:
    """Sums over a window; faster here than its own ``regr_slope`` and ``regr_r2``."""

    name = "DuckDB"
    query = sql("observations", f"rows {WINDOW - 1} preceding", f"month >= {WINDOW - 1}")

    def __init__(self, columns: Columns) -> None:
        """Load the columns."""
        duckdb, pa = import_module("duckdb"), import_module("pyarrow")

        self.connection = duckdb.connect()
        self.connection.execute("set enable_progress_bar = false")
        table = pa.table(
            {"series": columns.series, "month": columns.month, "n": columns.numerator, "d": columns.denominator}
        )
        self.connection.register("arrived", table)
        self.connection.execute(
            "create table observations as select series::int as series, month::int as month, n, d from arrived"
        )
        self.connection.unregister("arrived")

    def run(self) -> Any:
        """An Arrow table of verdicts, in any order."""
        return self.connection.sql(self.query).to_arrow_table()

    def verdicts(self, found: Any) -> Verdicts:
        """In the order of the columns."""
        ordered = found.sort_by([("series", "ascending"), ("month", "ascending")])
        return Verdicts(*(ordered.column(name).to_numpy() for name in Verdicts._fields))


RIVALS: tuple[Callable[[Columns], Any], ...] = (Pandas, Polars, DuckDB)


@functools.cache
def present() -> tuple[Callable[[Columns], Any], ...]:
    """The rivals that are installed."""
    return tuple(rival for rival in RIVALS if find_spec(rival.__name__.lower()) and find_spec("pyarrow"))

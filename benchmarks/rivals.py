"""The same evaluation by pandas, Polars and DuckDB, each in the fastest form we know for it.

All start from a table of their own in memory, sorted by series and month, every series complete. That allows the dense
form: roll over the whole column and blank the months before a series' window is full. (With gaps it would be wrong;
ours makes no such assumption.) Thresholds are compared in whole numbers, so that ratings can agree exactly. The p-value
is the finite form of Student's t for 10 degrees of freedom, so nobody pays for SciPy. 90 is taken off every point
before squares are summed, or running sums of floats lose the digits that matter.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.national import (
    AMBER,
    CENTRE,
    FLAT,
    FLOOR,
    GREEN,
    MONTHS,
    NEEDED,
    NONE,
    NOT_RATED,
    QUARTER,
    RED,
    SPREAD,
    TARGET,
    UNMOVED,
    WINDOW,
    Columns,
    Verdicts,
    moved,
)
from benchmarks.queries import EACH_ROW, sql


def small_p(c: Any, r: Any) -> Any:
    """Two-sided p for 10 degrees of freedom, of ``c = 1 - r * r``."""
    return 1 - r * (1 + c * (1 / 2 + c * (3 / 8 + c * (5 / 16 + c * (35 / 128)))))


def from_sums(sums: Mapping[str, Any], full_before: Any) -> Verdicts:
    """The latest month's verdicts of sums over its window, and over that of one quarter before, which may not be full."""
    n, d, y, xy = (sums[name] for name in ("n", "d", "y", "xy"))
    variation = sums["yy"] - y * y / WINDOW
    flat = variation < FLAT
    c = np.clip(1 - xy * xy / (SPREAD * np.where(flat, 1, variation)), 0, 1)
    slope, p_value = np.where(flat, 0.0, xy / SPREAD), np.where(flat, 1.0, small_p(c, np.sqrt(1 - c)))
    rating, previous = _rated(n, d, True), _rated(sums["n0"], sums["d0"], full_before)
    return Verdicts(n * 100 / d, rating, slope, p_value, previous, moved(rating, previous, np.empty_like(rating)))


def _rated(n: Any, d: Any, full: Any) -> Any:
    rating = RED - np.add(n * 100 >= TARGET * d, n * 100 >= FLOOR * d, dtype=np.int8)
    np.copyto(rating, NOT_RATED, where=np.logical_not(full))
    return rating


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
        rating = _rated(n12.to_numpy(), d12.to_numpy(), full.to_numpy())
        previous = np.full_like(rating, NONE)
        np.copyto(previous[QUARTER:], rating[:-QUARTER], where=month.to_numpy()[QUARTER:] >= QUARTER)
        return pd.DataFrame(
            {
                "figure": (n12 * 100 / d12).where(full),
                "rating": rating,
                "slope": (covariation / SPREAD).mask(flat, 0.0).where(full),
                "p_value": small_p(c, np.sqrt(1 - c)).mask(flat, 1.0).where(full),
                "previous": previous,
                "movement": moved(rating, previous, np.empty_like(rating)),
            }
        )

    def verdicts(self, found: Any) -> Verdicts:
        """In the order of the columns."""
        return Verdicts(*(found[name].to_numpy() for name in Verdicts._fields))


def rated(frame: Any, full: Any, keep: list[Any]) -> Any:
    """A Polars query of figure, rating, slope and p beside what is kept; ``full`` is where the last 12 rows are a window."""
    pl = import_module("polars")

    col = pl.col

    def total(column: Any) -> Any:
        return column.rolling_sum(WINDOW)

    flat, y, sy = col("variation") < FLAT, col("y"), col("sy")
    return (
        frame.with_columns(y=col("n") / col("d") * 100 - CENTRE)
        .with_columns(
            n12=total(col("n")), d12=total(col("d")), sy=total(y), syy=total(y * y), sxy=total(y * col("month"))
        )
        .with_columns(
            full=full,
            covariation=col("sxy") - sy * (col("month") - (WINDOW - 1) / 2),
            variation=col("syy") - sy * sy / WINDOW,
        )
        .with_columns(c=(1 - col("covariation") * col("covariation") / (SPREAD * col("variation"))).clip(0, 1))
        .select(
            *keep,
            figure=pl.when("full").then(col("n12") * 100 / col("d12")),
            rating=pl.when(~col("full"))
            .then(_code(NOT_RATED))
            .when(col("n12") * 100 >= TARGET * col("d12"))
            .then(_code(GREEN))
            .when(col("n12") * 100 >= FLOOR * col("d12"))
            .then(_code(AMBER))
            .otherwise(_code(RED)),
            slope=pl.when(col("full") & flat).then(0.0).when("full").then(col("covariation") / SPREAD),
            p_value=pl.when(col("full") & flat).then(1.0).when("full").then(small_p(col("c"), (1 - col("c")).sqrt())),
        )
    )


def _code(value: int) -> Any:
    pl = import_module("polars")

    return pl.lit(value, pl.Int8)


class Polars:
    """A lazy query of ``rolling_sum`` over the whole column; for the latest month, of arrays as long as what is summed."""

    name = "Polars"

    def __init__(self, columns: Columns) -> None:
        """Load the columns."""
        pl = import_module("polars")

        self.frame = pl.DataFrame({"month": columns.month, "n": columns.numerator, "d": columns.denominator})

    def run(self) -> Any:
        """A DataFrame of verdicts."""
        return self.rolled(self.frame.lazy()).collect()

    def latest(self) -> Verdicts:
        """The last month of each series: its months are next to one another, so each array is a window."""
        pl = import_module("polars")

        col, month, last = pl.col, pl.col("month"), MONTHS - 1

        def total(column: Any) -> Any:
            return column.reshape((-1, WINDOW)).arr.sum()

        now = self.frame.lazy().filter(month > last - WINDOW).with_columns(y=col("n") / col("d") * 100 - CENTRE)
        x = month - (last - (WINDOW - 1) / 2)
        sums = now.select(
            total(col("n")), total(col("d")), total(col("y")), yy=total(col("y") ** 2), xy=total(col("y") * x)
        )
        earlier = self.frame.lazy().filter(month > last - NEEDED, month <= last - QUARTER)
        found = pl.collect_all([sums, earlier.select(n0=total(col("n")), d0=total(col("d")))])
        return from_sums({name: column.to_numpy() for each in found for name, column in each.to_dict().items()}, True)

    def of_latest(self, found: Verdicts) -> Verdicts:
        """By series already."""
        return found

    @staticmethod
    def rolled(frame: Any, *, gaps: bool = False) -> Any:
        """The verdicts of a full grid of months; with ``gaps``, ``held`` says in which rows there is a result."""
        pl = import_module("polars")

        col, full = pl.col, pl.col("month") >= WINDOW - 1
        if gaps:
            full &= col("n12").is_not_null()
        found = rated(frame, full, ["month", *([col("n").is_not_null().alias("held")] if gaps else [])])
        return (
            found.with_columns(
                previous=pl.when(col("month") < QUARTER).then(_code(NONE)).otherwise(col("rating").shift(QUARTER))
            )
            .with_columns(
                movement=pl.when((col("previous") < NOT_RATED) & (col("rating") < NOT_RATED))
                .then(col("previous") - col("rating"))
                .otherwise(_code(UNMOVED))
            )
            .drop("month")
        )

    def verdicts(self, found: Any) -> Verdicts:
        """In the order of the columns."""
        return Verdicts(*(found[name].to_numpy() for name in Verdicts._fields))


class DuckDB:
    """Sums over a window; faster here than its own ``regr_slope`` and ``regr_r2``."""

    name = "DuckDB"
    query = sql("observations", f"rows {WINDOW - 1} preceding", f"month >= {WINDOW - 1}", EACH_ROW)

    def __init__(self, columns: Columns) -> None:
        """Load the columns."""
        duckdb, pa = import_module("duckdb"), import_module("pyarrow")

        self.connection = duckdb.connect()
        self.connection.execute("set enable_progress_bar = false")
        table = pa.table(
            {"series": columns.series, "month": columns.month, "n": columns.numerator, "d": columns.denominator}
        )
        self.connection.register("arrived", table)
        self.connection.execute("create table observations as select series, month, n, d from arrived")
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

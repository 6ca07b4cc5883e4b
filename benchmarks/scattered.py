"""The same evaluation of rows in no order and with months missing, and of the latest month alone, by us and by rivals.

Three in a hundred months are missing, and rows are shuffled: what a database or a folder of files gives. Every engine
starts from the four columns as they are, in its own form. The whole history must put rows in their place first: pandas and
Polars onto a full grid of months, on which rolling over the column is right again; DuckDB by windows of 12 calendar months.
The latest month needs no window: one sum over the last 15 months of each series, of which the first 12 make the rating
one quarter earlier, and the last 12 the latest verdict.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.national import (
    CENTRE,
    DEFINITION,
    MONTHS,
    NEEDED,
    QUARTER,
    STRETCH,
    WINDOW,
    Columns,
    Verdicts,
    latest_told,
    scrambled,
    stretches,
    told,
)
from benchmarks.queries import BY_MONTH, latest_sql, sql
from benchmarks.rivals import DuckDB, Pandas, Polars, from_sums
from qpr_rules.engines.local import run
from qpr_rules.engines.verdicts import verdicts
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from qpr_rules.period import month_of

LAST = MONTHS - 1
MEAN_MONTH = LAST - (WINDOW - 1) / 2


def with_gaps(columns: Columns) -> Columns:
    """The rows without three in a hundred of them, and in no order."""
    place = np.arange(len(columns))
    order = np.argsort(scrambled(place + 7_777), kind="stable")
    order = order[scrambled(order + 99) % np.uint64(33) > 0]
    return Columns(columns.series[order], columns.month[order], columns.numerator[order], columns.denominator[order])


class Ours:
    """Rows are put into a panel, which the core evaluates; for the latest month, only the months that it needs."""

    name = "qpr-rules core"

    def __init__(self, columns: Columns) -> None:
        """Keep the columns."""
        self.rows = (columns.series, columns.month, columns.numerator, columns.denominator)
        self.columns, self.count = columns, int(columns.series.max()) + 1
        self.areas = tuple(map(str, range(self.count)))

    def _panel(self, first: int) -> Panel:
        shape = (self.count, MONTHS - first)
        numerator, denominator = (np.empty(shape, dtype=np.int64, order="F") for _ in range(2))
        state = np.zeros(shape, dtype=np.int8, order="F")

        def place(rows: slice) -> None:
            series, month, n, d = (column[rows] for column in self.rows)
            if first:
                recent = np.flatnonzero(month >= first)
                series, month, n, d = (column[recent] for column in (series, month, n, d))
            at = (month - first) * np.int64(self.count) + series
            for cells, values in ((numerator, n), (denominator, d), (state, int(State.PRESENT))):
                cells.reshape(-1, order="F")[at] = values

        list(run(place, stretches(len(self.columns), STRETCH)))
        missing = state == 0
        if missing.any():
            numerator[missing] = denominator[missing] = 0
        return Panel(
            areas=self.areas,
            first=month_of(2020, 4) + first,
            numerator=numerator,
            denominator=denominator,
            state=state,
            provisional=np.zeros(shape, dtype=bool, order="F"),
        )

    def whole(self) -> tuple[Verdicts, Panel]:
        """The whole history, with figures as floats and movements: the rivals make them too."""
        panel = self._panel(0)
        return told(verdicts(DEFINITION, panel)), panel

    def latest(self) -> Verdicts:
        """The last month of each series."""
        return latest_told(self._panel(MONTHS - NEEDED))

    def in_order(self, found: tuple[Verdicts, Panel]) -> Verdicts:
        """Of the rows there are, by series and month; without the trends of fewer points, which the rivals do not make."""
        columns, panel = found
        held = np.ascontiguousarray(panel.state == int(State.PRESENT)).reshape(-1)
        return _only_full(Verdicts(*(np.ascontiguousarray(column).reshape(-1)[held] for column in columns)))

    def of_latest(self, found: Verdicts) -> Verdicts:
        """The same of the latest month, for series that have all of its 12."""
        return _full_rows(_only_full(found))


def _only_full(found: Verdicts) -> Verdicts:
    partial = np.isnan(found.figure)
    slope, p_value = (np.where(partial, np.nan, each) for each in (found.slope, found.p_value))
    return found._replace(slope=slope, p_value=p_value)


def _full_rows(found: Verdicts) -> Verdicts:
    full = ~np.isnan(found.figure)
    return Verdicts(*(np.asarray(column)[full] for column in found))


class ScatteredPandas(Pandas):
    """Onto a full grid by ``reindex``; the latest month by ``groupby``."""

    def __init__(self, columns: Columns) -> None:
        """Load the columns."""
        super().__init__(columns)
        self.frame["series"] = columns.series
        self.count = int(columns.series.max()) + 1

    def whole(self) -> Any:
        """A DataFrame of verdicts on the grid."""
        place = self.frame["series"] * MONTHS + self.frame["month"]
        grid = self.frame[["n", "d"]].set_axis(place).reindex(np.arange(self.count * MONTHS))
        month = np.tile(np.arange(MONTHS), self.count)
        pd = import_module("pandas")
        found = self.rolled(pd.Series(month), grid["n"].reset_index(drop=True), grid["d"].reset_index(drop=True))
        return found[grid["n"].notna().to_numpy()]

    def latest(self) -> Any:
        """Sums of the last 12 months."""
        recent = self.frame[self.frame["month"] >= MONTHS - NEEDED]
        n, d, month = recent["n"], recent["d"], recent["month"]
        late, early = (month >= MONTHS - WINDOW).astype(np.int64), (month < MONTHS - QUARTER).astype(np.int64)
        y = (n / d * 100 - CENTRE) * late
        held = {"n": n * late, "d": d * late, "k": late, "n0": n * early, "d0": d * early, "k0": early}
        parts = recent[["series"]].assign(**held, y=y, yy=y * y, xy=y * (month - MEAN_MONTH))
        sums = parts.groupby("series").sum()
        return _from_all({name: sums[name].to_numpy() for name in SUMS})

    def in_order(self, found: Any) -> Verdicts:
        """In the order of series and month."""
        return Verdicts(*(found[name].to_numpy() for name in Verdicts._fields))

    def of_latest(self, found: Verdicts) -> Verdicts:
        """By series already."""
        return found


SUMS = ("n", "d", "y", "yy", "xy", "n0", "d0", "k", "k0")
"""What is summed over the last 12 months of a series and, of numerator, denominator and count, over the 12 that end a quarter before."""


def _from_all(sums: dict[str, Any]) -> Verdicts:
    """The verdicts of the series that have all of the last 12 months."""
    full = sums["k"] == WINDOW
    return from_sums({name: column[full] for name, column in sums.items()}, sums["k0"][full] == WINDOW)


class ScatteredPolars(Polars):
    """Onto a full grid by a join; the latest month by ``group_by``."""

    def __init__(self, columns: Columns) -> None:
        """Load the columns."""
        pl = import_module("polars")

        super().__init__(columns)
        self.count = int(columns.series.max()) + 1
        self.frame = self.frame.with_columns(series=pl.Series(columns.series))

    def whole(self) -> Any:
        """A DataFrame of verdicts."""
        pl = import_module("polars")

        grid = pl.LazyFrame({"place": pl.arange(self.count * MONTHS, dtype=pl.Int32, eager=True)})
        placed = self.frame.lazy().select((pl.col("series") * MONTHS + pl.col("month")).alias("place"), "n", "d")
        full = grid.join(placed, on="place", how="left", maintain_order="left")
        full = full.with_columns(month=pl.col("place") % MONTHS)
        return self.rolled(full, gaps=True).filter(pl.col("held")).drop("held").collect()

    def latest(self) -> Any:
        """Sums of the last months; to multiply by whether a month counts is faster than to filter in each group."""
        pl = import_module("polars")

        n, d, month, y = (pl.col(name) for name in ("n", "d", "month", "y"))
        late, early = month >= MONTHS - WINDOW, month < MONTHS - QUARTER
        sums = (
            self.frame.lazy()
            .filter(month >= MONTHS - NEEDED)
            .select(
                "series",
                n=n * late,
                d=d * late,
                k=late,
                n0=n * early,
                d0=d * early,
                k0=early,
                y=pl.when(late).then(n / d * 100 - CENTRE).otherwise(0.0),
                x=month - MEAN_MONTH,
            )
            .group_by("series")
            .agg(pl.col("n", "d", "k", "n0", "d0", "k0", "y").sum(), yy=(y * y).sum(), xy=(y * pl.col("x")).sum())
            .collect()
        )
        full = (sums["k"] == WINDOW).to_numpy()
        return sums["series"].to_numpy()[full], _from_all({name: sums[name].to_numpy() for name in SUMS})

    def in_order(self, found: Any) -> Verdicts:
        """In the order of series and month."""
        return Verdicts(*(found[name].fill_null(np.nan).to_numpy() for name in Verdicts._fields))

    def of_latest(self, found: Any) -> Verdicts:
        """By series."""
        order = np.argsort(found[0])
        return Verdicts(*(column[order] for column in found[1]))


class ScatteredDuckDB(DuckDB):
    """Windows of 12 calendar months; the latest month by ``group by``."""

    gappy_query = sql(
        "observations", f"range between {WINDOW - 1} preceding and current row", f"k = {WINDOW}", BY_MONTH
    )
    latest_query = latest_sql("observations", MONTHS)

    def whole(self) -> Any:
        """An Arrow table of verdicts, in any order."""
        return self.connection.sql(self.gappy_query).to_arrow_table()

    def latest(self) -> Any:
        """Sums of the last 12 months."""
        return self.connection.sql(self.latest_query).to_arrow_table()

    def in_order(self, found: Any) -> Verdicts:
        """In the order of series and month."""
        return self.verdicts(found)

    def of_latest(self, found: Any) -> Verdicts:
        """By series."""
        return self.verdicts(found)


RIVALS = (ScatteredPandas, ScatteredPolars, ScatteredDuckDB)
DENSE_LATEST = (ScatteredPandas, Polars, ScatteredDuckDB)
"""Who has the latest month of rows in order, none missing; pandas and DuckDB know no faster way than for those in none."""

"""``python -m benchmarks.stored_rivals RIVAL LAYOUT PROJECT OUTPUT``: a nation from Parquet to Parquet by a rival, as a whole process.

Each is written in the fastest form we know that keeps to the answers. In order and none missing, the dense form of
``benchmarks.rivals`` will do: roll over whole columns, and take the month from the row's place. Otherwise rows must be
put in order first; then a window is full where the 12th row back is of the same series and 11 months earlier. A rating
is written as its code, which is less than the words that ours writes. Compression is that of ours: Zstandard, level 1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.alike import FIELDS
from benchmarks.nation import FIRST_MONTH, FIRST_YEAR
from benchmarks.national import MONTHS, NONE, NOT_RATED, QUARTER, WINDOW
from benchmarks.queries import BY_MONTH, EACH_ROW, sql
from benchmarks.rivals import Pandas, rated

SERIES = "kpi, area"
ORIGIN = FIRST_YEAR * 12 + FIRST_MONTH
_MONTH = f"cast(substr(period, 1, 4) as int) * 12 + cast(substr(period, 6, 2) as int) - {ORIGIN}"


def polars(source: Path, output: Path, *, in_order: bool) -> None:
    """Lazily, in one query: rolling sums over the rows, which are sorted first where they are in no order."""
    pl = import_module("polars")

    col = pl.col
    found = pl.scan_parquet(source / "*.parquet").select("kpi", "area", "period", n="numerator", d="denominator")
    if in_order:
        found = found.with_columns(month=pl.int_range(pl.len(), dtype=pl.Int32) % MONTHS)
        found = rated(found, col("month") >= WINDOW - 1, [*FIELDS[:3], "month"])
        before = col("rating").shift(QUARTER)
    else:
        year, month = (col("period").cast(pl.String).str.slice(*part).cast(pl.Int32) for part in ((0, 4), (5, 2)))
        found = found.with_columns(month=year * 12 + month - ORIGIN).sort("kpi", "area", "month")

        def back(rows: int, months: int) -> Any:
            """Whether the row so far back is of the same series, and so many months earlier."""
            same = (col(name) == col(name).shift(rows) for name in ("kpi", "area"))
            return pl.all_horizontal(*same, col("month") - col("month").shift(rows) == months).fill_null(False)

        found = rated(found, back(WINDOW - 1, WINDOW - 1), [*FIELDS[:3], "month"])
        before = pl.lit(NOT_RATED, pl.Int8)
        for rows in range(1, QUARTER + 1):  # a quarter earlier is three rows back, or fewer where months are missing
            before = pl.when(back(rows, QUARTER)).then(col("rating").shift(rows)).otherwise(before)
    found = found.with_columns(previous=pl.when(col("month") < QUARTER).then(pl.lit(NONE, pl.Int8)).otherwise(before))
    output.mkdir()
    engine = "in-memory" if in_order else "streaming"  # the faster of the two
    found.drop("month").sink_parquet(output / "all.parquet", compression="zstd", compression_level=1, engine=engine)


def duckdb(source: Path, output: Path, *, in_order: bool, memory: str = "") -> None:
    """Windows over each series, in one query; by default within four fifths of the memory, and on disk what is more."""
    connection = import_module("duckdb").connect()
    connection.execute("set enable_progress_bar = false; set preserve_insertion_order = false")
    connection.execute(f"set temp_directory = '{output}.beside'")
    if memory:
        connection.execute(f"set memory_limit = '{memory}'")
    read = f"(select *, {_MONTH} as month, numerator as n, denominator as d from '{source}/*.parquet')"
    keys = ", ".join(FIELDS[:3])
    if in_order:
        query = sql(read, f"rows {WINDOW - 1} preceding", f"month >= {WINDOW - 1}", EACH_ROW, keys, SERIES)
    else:
        window = f"range between {WINDOW - 1} preceding and current row"
        query = sql(read, window, f"k = {WINDOW}", BY_MONTH, keys, SERIES)
    form = "format parquet, compression zstd, compression_level 1, per_thread_output true"
    connection.execute(f"copy (select {', '.join(FIELDS[:-1])}, previous from ({query})) to '{output}' ({form})")


def pandas(source: Path, output: Path, *, in_order: bool) -> None:
    """``Series.rolling``: file by file where they hold whole series in order; otherwise all rows, put onto a full grid."""
    pd = import_module("pandas")

    output.mkdir()
    for number, part in enumerate(sorted(source.glob("*.parquet")) if in_order else [source]):
        frame = pd.read_parquet(part)
        if in_order:
            month = pd.Series(np.tile(np.arange(MONTHS), len(frame) // MONTHS))
            found = Pandas.rolled(month, frame["numerator"], frame["denominator"])
        else:
            found = _on_a_grid(pd, frame)
        made = pd.concat([frame[list(FIELDS[:3])], found.drop(columns="movement")], axis=1)
        made.to_parquet(output / f"{number}.parquet", compression="zstd", index=False)


def _on_a_grid(pd: Any, frame: Any) -> Any:
    """The verdicts of rows in no order, in their order. Words come as categories: each is looked at once."""
    kpi, area, period = (frame[name].cat for name in FIELDS[:3])
    month_of = np.array([int(word[:4]) * 12 + int(word[5:]) - ORIGIN for word in period.categories])
    place = (kpi.codes.astype(np.int64) * len(area.categories) + area.codes) * MONTHS + month_of[period.codes]
    whole = np.arange(len(kpi.categories) * len(area.categories) * MONTHS)
    grid = frame[["numerator", "denominator"]].set_axis(place).reindex(whole).reset_index(drop=True)
    found = Pandas.rolled(pd.Series(whole % MONTHS), grid["numerator"], grid["denominator"])
    return found.iloc[place.to_numpy()].set_axis(frame.index)


RIVALS: dict[str, Callable[..., None]] = {
    "Polars": polars,
    "DuckDB": duckdb,
    "DuckDB within 1 GB": partial(duckdb, memory="1GB"),
    "pandas": pandas,
}


def main() -> int:
    """Do it once, and say nothing."""
    name, layout, project, output = sys.argv[1:]
    RIVALS[name](Path(project) / "observations", Path(output), in_order=layout == "sorted")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

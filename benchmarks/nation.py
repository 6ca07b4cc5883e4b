"""``python -m benchmarks.nation FOLDER``: a project of a nation, definitions and results, of any size and made without chance.

333 areas x 3,000 KPIs x 60 months by default, 56 million rows: in six kinds of KPI, with months missing, areas that start
late, suppressed and provisional results, and series that lie on their target exactly. What a row says depends on its
KPI, area and month alone, so a part of a nation is the same as in the whole, in whatever order it is written; and
memory holds one file's rows at a time.

Layouts: ``sorted`` by KPI, area and month; ``shuffled``, a file for some areas with its rows in no order, as a national
body receives them; ``by-kpi``, a folder ``kpi=N0001`` for each KPI.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.national import scrambled

FIRST_YEAR, FIRST_MONTH = 2020, 4
ROWS_OF_A_FILE = 2_000_000
ROWS_OF_A_GROUP = 250_000
LAYOUTS = ("sorted", "shuffled", "by-kpi")


class Family(NamedTuple):
    """One kind of KPI: what its definition says, and where its figures lie, in ten-thousandths of the denominator."""

    name: str
    declared: str
    ratio: bool
    level: int
    target: int
    """The share of the denominator, in ten-thousandths, that is the target exactly."""


_SHARE = "unit: percent\nwindow: 12 months\nmeasure: {numerator: Done in time, denominator: Due}\n"
FAMILIES = (
    Family("Done in time", f"polarity: higher\n{_SHARE}target: 90\nfloor: 85\n", ratio=True, level=8_900, target=9_000),
    Family("Done again", f"polarity: lower\n{_SHARE}target: 12.5\nfloor: 15\n", ratio=True, level=1_300, target=1_250),
    Family(
        "Days taken",
        "polarity: lower\nunit: days\ndecimals: 1\nwindow: month\nmeasure: {value: Mean days}\ntarget: 30\nfloor: 35.5\n",
        ratio=False,
        level=3_100,
        target=3_000,
    ),
    Family(
        "Cases",
        "polarity: lower\nunit: count\nwindow: 3 months\nmeasure: {numerator: Cases}\ntarget: 900\nfloor: 1000\n",
        ratio=False,
        level=3_100,
        target=3_000,
    ),
    Family(
        "Admissions",
        'polarity: lower\nunit: "per 1,000"\nwindow: 12 months\n'
        "measure: {numerator: Admissions, denominator: {name: Population, kind: stock}}\ntarget: 600\nfloor: 660\n",
        ratio=True,
        level=510,
        target=500,
    ),
    Family(
        "Share kept level",
        "polarity: stay-close\nunit: percent\nwindow: month\nmeasure: {numerator: Kept, denominator: All}\n"
        "target: {from: 45, to: 55}\nfloor: {from: 40, to: 60}\n",
        ratio=True,
        level=5_200,
        target=5_500,
    ),
)
DAYS, CASES = 2, 3
"""The families without a denominator: a value with one decimal, and a count."""


class Size(NamedTuple):
    """How large a nation is."""

    areas: int = 333
    kpis: int = 3_000
    months: int = 60

    @property
    def rows(self) -> int:
        """Rows, if none were missing."""
        return self.areas * self.kpis * self.months


def names_of(prefix: str, numbers: range) -> list[str]:
    """The ids of KPIs (N) or areas (A): ``N0001``."""
    return [f"{prefix}{number + 1:04d}" for number in numbers]


def months_of(months: int) -> list[str]:
    """The months' codes from April 2020 on."""
    places = (FIRST_YEAR * 12 + FIRST_MONTH - 1 + month for month in range(months))
    return [f"{place // 12}-{place % 12 + 1:02d}" for place in places]


def _below(seed: int, numbers: Any, bound: int) -> Any:
    return (scrambled(numbers * np.int64(64) + seed) % np.uint64(bound)).astype(np.int64)


def rows(kpis: range, areas: range, size: Size, *, shuffled: bool = False) -> Any:
    """An Arrow table of the rows of these KPIs and areas.

    >>> made = rows(range(2), range(3), Size(months=24))
    >>> made.column_names, made.num_rows < 2 * 3 * 24
    (['kpi', 'area', 'period', 'numerator', 'denominator', 'value', 'status'], True)
    """
    pa = import_module("pyarrow")

    kpi, area, month = (
        part.reshape(-1)
        for part in np.meshgrid(np.arange(kpis.start, kpis.stop), areas, np.arange(size.months), indexing="ij")
    )
    series = kpi * 100_000 + area
    cell = series * 1_000 + month
    late = np.where(_below(1, series, 20) == 0, _below(2, series, max(1, size.months * 4 // 5)), 0)
    kept = (month >= late) & (_below(3, cell, 33) > 0)
    if shuffled:
        kept = np.flatnonzero(kept)
        kept = kept[np.argsort(scrambled(cell[kept]), kind="stable")]
    kpi, area, month, series, cell = (part[kept] for part in (kpi, area, month, series, cell))
    family = kpi % len(FAMILIES)
    level = np.array([each.level for each in FAMILIES])[family]
    # The level of a series, its drift in hundredths of a ten-thousandth a month, its season and its noise.
    share = level + _below(4, series, 801) - 400 + (_below(5, series, 801) - 400) * month // 100
    share += np.array([-60, -40, 0, 30, 50, 60, 60, 40, 20, 0, -30, -70])[month % 12] + _below(6, cell, 161) - 80
    share = np.clip(share, 0, 10_000)
    ties = _below(7, series, 50) == 0
    share = np.where(ties, np.array([each.target for each in FAMILIES])[family], share)
    whole = (10 + _below(8, series, 400) + _below(9, cell, 12)) * 400  # a multiple of 400, so that a tie is exact
    numerator = np.where(family == CASES, share // 10, whole * share // 10_000)
    suppressed = (_below(10, cell, 250) == 0) & ~ties
    provisional = month >= size.months - 3
    ratio = np.array([each.ratio for each in FAMILIES])[family]
    status = np.where(suppressed, 1, np.where(provisional, 2, 0)).astype(np.int8)
    return pa.table(
        {
            "kpi": words(kpi - kpis.start, names_of("N", kpis)),
            "area": words(area - areas.start, names_of("A", areas)),
            "period": words(month, months_of(size.months)),
            "numerator": pa.array(numerator, mask=suppressed | (family == DAYS)),
            "denominator": pa.array(whole, mask=suppressed | ~ratio),
            "value": pa.array(share / 100, mask=suppressed | (family != DAYS)),
            "status": words(status, ["final", "c", "provisional"]),
        }
    )


def words(codes: Any, names: list[str]) -> Any:
    """A column of words by their places among ``names``."""
    pa = import_module("pyarrow")

    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), names)


def parts(size: Size, layout: str) -> Iterator[tuple[str, Any]]:
    """The files of a layout, by their path in the folder of observations, with their rows."""
    if layout == "by-kpi":
        for number, name in enumerate(names_of("N", range(size.kpis))):
            made = rows(range(number, number + 1), range(size.areas), size)
            yield f"kpi={name}/part-0.parquet", made.drop_columns(["kpi"])
        return
    shuffled = layout == "shuffled"
    whole = size.areas if shuffled else size.kpis
    step = max(1, ROWS_OF_A_FILE * whole // size.rows)
    for number, first in enumerate(range(0, whole, step)):
        chosen = range(first, min(first + step, whole))
        kpis, areas = (range(size.kpis), chosen) if shuffled else (chosen, range(size.areas))
        yield f"part-{number:05d}.parquet", rows(kpis, areas, size, shuffled=shuffled)


def write_definitions(folder: Path, kpis: int) -> None:
    """A project's settings, owners, and a definition for each KPI."""
    (folder / "kpi_definitions").mkdir(parents=True, exist_ok=True)
    settings = "body: A nation\nsections: {all: All}\nillustrative: yes\n"
    (folder / "qpr-rules.yaml").write_text(settings, "utf-8", newline="\n")
    (folder / "owners.yaml").write_text("someone: {post: Someone}\n", "utf-8", newline="\n")
    for number, name in enumerate(names_of("N", range(kpis))):
        family = FAMILIES[number % len(FAMILIES)]
        text = f"id: {name}\nname: {family.name} {number + 1}\nsection: all\nowner: someone\nfrequency: month\n{family.declared}"
        (folder / "kpi_definitions" / f"{name}.yaml").write_text(text, "utf-8", newline="\n")


def write(folder: Path, size: Size, layout: str = "sorted", *, as_csv: bool = False) -> int:
    """Write the whole project; returns how many rows of results it has."""
    write_definitions(folder, size.kpis)
    count = 0
    if as_csv:
        (folder / "results").mkdir(exist_ok=True)
        for path, made in parts(size, "sorted" if layout == "by-kpi" else layout):
            target = folder / "results" / Path(path).with_suffix(".csv")
            with target.open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out, lineterminator="\n")
                writer.writerow(made.column_names)
                writer.writerows(zip(*(column.to_pylist() for column in made.columns), strict=True))
            count += made.num_rows
        return count
    parquet = import_module("pyarrow.parquet")
    for path, made in parts(size, layout):
        target = folder / "observations" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(made, target, row_group_size=ROWS_OF_A_GROUP, compression="zstd")
        count += made.num_rows
    return count


def main() -> int:
    """Write a nation as the options say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nation", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    for name, default in Size()._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--rows", type=int, help="so many rows, with fewer KPIs (gaps not taken off)")
    parser.add_argument("--layout", choices=LAYOUTS, default="sorted")
    parser.add_argument("--csv", action="store_true", help="write results/*.csv: for small sizes")
    asked = parser.parse_args()
    size = Size(asked.areas, asked.kpis, asked.months)
    if asked.rows:
        size = size._replace(kpis=math.ceil(asked.rows / (size.areas * size.months)))
    count = write(asked.folder, size, asked.layout, as_csv=asked.csv)
    print(f"{asked.folder}: {size.kpis:,} definitions, {count:,} results", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

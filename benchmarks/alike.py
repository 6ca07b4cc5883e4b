"""A nation of one kind of KPI as Parquet files, which every rival can evaluate, and what anybody has written of it.

Layouts: ``sorted`` by KPI, area and month, none missing, in files of whole series; ``shuffled``, a file for each month
as it arrives, with three in a hundred results missing and the others in no order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.nation import ROWS_OF_A_FILE, ROWS_OF_A_GROUP, months_of, names_of, words
from benchmarks.national import MONTHS, NONE, Verdicts, measured, moved, scrambled
from qpr_rules.evaluation import RATINGS

AREAS = 333
FIELDS = ("kpi", "area", "period", "figure", "rating", "slope", "p_value", "previous_rating")
"""What is written of each result, by us and by everybody."""

_DEFINITION = (
    "id: {id}\nname: Seen within four hours\nsection: all\nowner: someone\npolarity: higher\nunit: percent\nfrequency: month\n"
    "window: 12 months\nmeasure: {{numerator: Seen, denominator: Attended}}\ntarget: 92\nfloor: 88\n"
    "direction: {{method: regression, over: periods, points: 12, significance: 0.05}}\n"
)


def declare(folder: Path, kpis: Sequence[str]) -> None:
    """A project's settings, owners, and the one definition under each of these ids."""
    (folder / "kpi_definitions").mkdir(parents=True)
    (folder / "qpr-rules.yaml").write_text("body: A nation\nsections: {all: All}\n", "utf-8")
    (folder / "owners.yaml").write_text("someone: {post: Someone}\n", "utf-8")
    for name in kpis:
        (folder / "kpi_definitions" / f"{name}.yaml").write_text(_DEFINITION.format(id=name), "utf-8")


def write(folder: Path, kpis: int, layout: str) -> int:
    """Write a project of so many KPIs in 333 areas and 60 months; returns how many results it has."""
    pq = import_module("pyarrow.parquet")

    names, count = names_of("N", range(kpis)), 0
    declare(folder, names)
    (folder / "observations").mkdir()
    for number, (series, month) in enumerate(_parts(kpis, layout)):
        made = rows(series, month, names)
        file = folder / "observations" / f"part-{number:05d}.parquet"
        pq.write_table(made, file, row_group_size=ROWS_OF_A_GROUP, compression="zstd")
        count += made.num_rows
    return count


def _parts(kpis: int, layout: str) -> Iterator[tuple[Any, Any]]:
    """Series and month of the rows of each file."""
    if layout == "sorted":
        step = max(1, ROWS_OF_A_FILE // (AREAS * MONTHS)) * AREAS
        for first in range(0, kpis * AREAS, step):
            series = np.arange(first, min(first + step, kpis * AREAS))
            yield np.repeat(series, MONTHS), np.tile(np.arange(MONTHS), len(series))
        return
    for month in range(MONTHS):
        cells = np.arange(kpis * AREAS) * MONTHS + month
        cells = cells[scrambled(cells + 99) % np.uint64(33) > 0]
        cells = cells[np.argsort(scrambled(cells + 7_777), kind="stable")]
        yield cells // MONTHS, np.full(len(cells), month)


def rows(series: Any, month: Any, kpis: Sequence[str], areas: int = AREAS) -> Any:
    """An Arrow table of these months of these series, of which each KPI has one for each area."""
    pa = import_module("pyarrow")

    numerator, denominator = measured(series, month)
    return pa.table(
        {
            "kpi": words(series // areas, list(kpis)),
            "area": words(series % areas, names_of("A", range(areas))),
            "period": words(month, months_of(MONTHS)),
            "numerator": numerator,
            "denominator": denominator,
        }
    )


def written(place: Path, kpis: range | None = None) -> tuple[Any, Verdicts]:
    """Which results' verdicts were written (by us or a rival) of these KPIs or of all, as numbers in their order; and the verdicts.

    Trends are left out where there is no figure: ours has those of fewer points, which nobody else makes.
    """
    pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")

    chosen = None if kpis is None else [("kpi", "in", names_of("N", kpis))]
    held = pq.read_table(place, filters=chosen)
    kpi, area = (_words(pa, held[name], lambda word: int(word[1:])) for name in FIELDS[:2])
    period = _words(pa, held["period"], {code: month for month, code in enumerate(months_of(MONTHS))}.__getitem__)
    key = (kpi * 100_000 + area) * MONTHS + period
    order = np.argsort(key, kind="stable")
    figure, slope, p_value = (held[name].to_numpy()[order] for name in ("figure", "slope", "p_value"))
    rating, previous = (
        _codes(pa, held[name])[order]
        for name in ("rating", "previous_rating" if "previous_rating" in held.column_names else "previous")
    )
    few, movement = np.isnan(figure), moved(rating, previous, np.empty_like(rating))
    slope, p_value = (np.where(few, np.nan, each) for each in (slope, p_value))
    return key[order], Verdicts(figure, rating, slope, p_value, previous, movement)


def _codes(pa: Any, column: Any) -> Any:
    """Ratings as codes, whether they were written as words or as such."""
    if pa.types.is_integer(column.type):
        return column.to_numpy().astype(np.int8)
    places: dict[str | None, int] = {str(rating): place for place, rating in enumerate(RATINGS)}
    places[None] = NONE
    return _words(pa, column, places.__getitem__).astype(np.int8)


def _words(pa: Any, column: Any, number: Any) -> Any:
    """What each row's word stands for; every word is looked at once."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    coded = column.unify_dictionaries().combine_chunks()
    of_each = [*map(number, coded.dictionary.to_pylist())]
    absent = number(None) if coded.indices.null_count else 0
    return np.array([*of_each, absent])[coded.indices.fill_null(len(of_each)).to_numpy(zero_copy_only=False)]

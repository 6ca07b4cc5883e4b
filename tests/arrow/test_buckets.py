"""Rows put away by KPI come back as they were, each KPI's together, in whatever forms their columns came."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from qpr_rules.reading.arrow import buckets
from qpr_rules.reading.arrow.columns import Columns, columns_of
from qpr_rules.reading.arrow.numbers import NUMBER, OTHER, numbers_of

KPIS = [f"K{number}" for number in range(40)]


def rows(seed: int, count: int = 900) -> dict[str, list[Any]]:
    chance = random.Random(seed)
    return {
        "kpi": [chance.choice([*KPIS, " K1 ", None]) for _ in range(count)],
        "period": [f"2024-{chance.randint(1, 12):02d}" for _ in range(count)],
        "area": [chance.choice(["E1", "E2", "", None, "Zürich"]) for _ in range(count)],
        "numerator": [chance.choice([None, chance.randint(0, 10**12)]) for _ in range(count)],
        "status": [chance.choice(["final", "[c]", None]) for _ in range(count)],
    }


def tables() -> list[pa.Table]:
    """The same kind of rows in three forms: plain, words as dictionaries, and numbers as text, with other names and order."""
    plain, coded, text = (pa.table(rows(seed)) for seed in range(3))
    for place, name in enumerate(coded.column_names):
        if pa.types.is_string(coded.schema.field(name).type):
            coded = coded.set_column(place, name, coded[name].dictionary_encode())
    text = text.set_column(3, "numerator", text["numerator"].cast(pa.string()).dictionary_encode())
    return [plain, coded, text.rename_columns([name.upper() for name in text.column_names]).select([4, 2, 0, 1, 3])]


def said(columns: Columns) -> list[tuple[str, ...]]:
    """What each row says."""
    words = (columns.kpi, columns.area, columns.period, columns.status, columns.as_of)
    return [
        (*(coded.words[coded.codes[row]] for coded in words), columns.numerator.text(row), columns.value.text(row))
        for row in range(columns.rows)
    ]


@pytest.mark.parametrize("most", [2**14, 20], ids=["one vocabulary", "words spelt out, as there are too many"])
def test_rows_come_back_with_their_kpi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(buckets, "VOCABULARY", most)
    put = buckets.Buckets(tmp_path, 7)
    for table in tables():
        put.put(table)
    filled = put.filled()
    found = [[row for file in files for row in said(buckets.of_bucket(file))] for _, files in filled]
    assert [len(own) for own in found] == [count for count, _ in filled]
    assert sorted(row for own in found for row in own) == sorted(
        row for table in tables() for row in said(columns_of(table))
    )
    kpis = [{row[0] for row in own} for own in found]
    assert len(kpis) == 7
    assert sum(map(len, kpis)) == len(set.union(*kpis)) == len(KPIS) + 1
    spelt_out = {pa.ipc.open_stream(file).schema.field("kpi").type for _, files in filled for file in files}
    assert spelt_out == ({pa.int32()} if most == 2**14 else {pa.string()})


def test_whole_numbers_are_short_enough_one_by_one() -> None:
    found = numbers_of(pa.array([1, 10**18, -(10**18), 10**18 - 1]), 4)
    assert found.kind.tolist() == [NUMBER, OTHER, OTHER, NUMBER]
    assert found.whole.tolist() == [1, 0, 0, 10**18 - 1]


def test_there_may_be_more_kpis_than_sixteen_bits_count() -> None:
    kpis = [f"K{number:05d}" for number in range(70_000)]
    columns = columns_of(pa.table({"kpi": kpis[::-1], "period": ["2024-01"] * len(kpis), "value": range(len(kpis))}))
    assert [(kpi, at.tolist()) for kpi, at in columns.series()] == [
        (kpi, [len(kpis) - 1 - place]) for place, kpi in enumerate(kpis)
    ]

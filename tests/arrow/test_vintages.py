"""Vintages among Arrow columns: the panel is that of the same rows in a file, as known now and on any day."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest

from qpr_rules.files import Held
from qpr_rules.observation import State
from qpr_rules.reading.arrow.columns import columns_of
from qpr_rules.reading.arrow.panels import Read, read_panel
from qpr_rules.reading.arrow.single import Days
from qpr_rules.reading.arrow.tally import Tally
from qpr_rules.reading.panels import panel_of
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results, as_known_on, read_results
from qpr_rules.reading.vintages import ahead
from qpr_rules.settings import Settings
from tests.arrow.reading import HEADER, Row, days, same

DATED = (*HEADER, "as_of")
DAYS = ["", "", "2024-02-10", "2024-03-05", "2024-07-01", "2025-01-31"]


TODAY = dt.date(2024, 6, 30)


def by_file(rows: Sequence[Row]) -> Results:
    text = io.StringIO()
    csv.writer(text).writerows([DATED, *rows])
    tree = Held({"results/r.csv": text.getvalue().encode()})
    return read_results(tree, Declarations(Settings(body="b"), definitions=(days(),)))


def _more(headline: str) -> int:
    """How many more there are than the one that is named."""
    found = re.search(r"and ([\d,]+) more", headline)
    return int(found[1]) if found else 0


def by_columns(rows: Sequence[Row], on: dt.date | None = None, *, dates: bool = False) -> tuple[Read, Tally]:
    table: dict[str, Any] = {
        name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(DATED)
    }
    if dates:
        known = [dt.date.fromisoformat(row[7]) if row[7] else None for row in rows]
        table["as_of"] = pa.array(known, pa.date32())
    read, tally = columns_of(pa.table(table)), Tally("results")
    ((_, at),) = read.series()
    return read_panel(days(), read, at, tally, Days(on, TODAY)), tally


def some_rows(dice: random.Random) -> list[Row]:
    """Rows of which no two are of one area, month and day; some are refused, some of them say nothing."""
    rows: dict[tuple[str, ...], Row] = {}
    for _ in range(dice.randrange(1, 60)):
        area, month, day = dice.choice(["a", "b", ""]), f"2024-{dice.randrange(1, 8):02d}", dice.choice(DAYS)
        value = dice.choice(["1", "2.5", "30", "", "[c]", "x", "wrong", "2.5 [r]", "30 [f]", "30 [p]"])
        rows[area, month, day] = ("K", area, month, "", "", value, dice.choice(["", "p", "final", "r"]), day)
    return list(rows.values())


@pytest.mark.parametrize("seed", range(80))
def test_the_panel_is_that_of_a_file_as_known_on_any_day(seed: int) -> None:
    dice = random.Random(seed)
    rows = some_rows(dice)
    results = by_file(rows)
    for on in (None, dt.date(2024, 2, 29), dt.date(2024, 4, 1), dt.date(2025, 1, 31)):
        known = results if on is None else as_known_on(results, [days()], on)
        read, tally = by_columns(rows, on, dates=dice.random() < 0.5)
        assert same(read.panel, panel_of(days(), known.observations.get("K", ())))
        assert read.refused == results.refused
        assert tally.counts["QPR437"] == sum(each.code == "QPR437" for each in results.diagnostics)
        every = results.every.get("K", ())
        found = [_more(each.headline) for each in ahead(every, TODAY)]
        assert [_more(each.headline) for each in tally.listed if each.code == "QPR438"] == found
        went_back = sum(
            one.state is two.state is State.PRESENT
            and one.status in ("final", "revised")
            and two.status == "provisional"
            for one, two in pairwise(every)
            if (one.area, one.period) == (two.area, two.period)
        )
        (back,) = [_more(each.headline) for each in tally.listed if each.code == "QPR439"] or [-1]
        assert back == went_back - 1
        assert (back >= 0) == any(each.code == "QPR439" for each in results.diagnostics)
        assert tally.counts["QPR444"] == sum(each.code == "QPR444" for each in results.diagnostics)


def test_rows_of_one_day_that_conflict_are_none_and_a_later_one_is_used() -> None:
    rows = [("K", "a", "2024-01", "", "", value, "", day) for value, day in (("1", "2024-02-10"), ("2", "2024-02-10"))]
    read, tally = by_columns(rows)
    assert (read.panel.state.tolist(), read.refused, tally.counts["QPR421"]) == ([[0]], 2, 2 - 1)
    read, tally = by_columns([*rows, ("K", "a", "2024-01", "", "", "3", "", "2024-03-05")])
    assert (read.panel.numerator.tolist(), tally.counts["QPR421"]) == ([[3]], 1)
    read, _ = by_columns([*rows, ("K", "a", "2024-01", "", "", "3", "", "2024-03-05")], dt.date(2024, 2, 28))
    assert read.panel.state.tolist() == [[0]]


def test_what_is_no_day_is_refused() -> None:
    rows = [("K", "a", "2024-01", "", "", "1", "", day) for day in ("2024-02-30", "2024-02-10")]
    read, tally = by_columns(rows)
    assert (read.panel.numerator.tolist(), read.refused, dict(tally.counts)) == ([[1]], 1, {"QPR436": 1})
    assert tally.listed[0].headline == "there is no such day as `2024-02-30` (K, a, 2024-01)"

"""What was known on a day is what a table holds from which all that came later, or was replaced by then, is taken by hand."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from qpr_rules.app.as_known_on import results_known
from qpr_rules.app.declare import declare
from qpr_rules.app.evaluate import evaluate as evaluate_project
from qpr_rules.app.evaluate import every_period
from qpr_rules.files import Held
from qpr_rules.provenance import Provenance
from qpr_rules.reading.extent import NoResultsError
from qpr_rules.reading.results import read_results
from qpr_rules.showing.rows import as_text
from tests.source import REPOSITORY

Row = tuple[str, str, str, str, str, str, str]
"""KPI, area, period, numerator, denominator, status, and the day since which it is known, which may be empty."""

SMALL = {
    str(file.relative_to(REPOSITORY / "tests" / "small").as_posix()): file.read_bytes()
    for file in sorted((REPOSITORY / "tests" / "small").rglob("*.*"))
}
NOTHING = Provenance("", "")


def _months() -> list[str]:
    return [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]


_DAYS = [""] + [
    f"{year}-{month:02d}-{day}" for year in (2023, 2024, 2025) for month in (2, 5, 8, 11) for day in (10, 28)
]
ROW = st.tuples(
    st.sampled_from(["REPAIRS", "VOIDS"]),
    st.sampled_from(["", "", "", "North"]),
    st.sampled_from(_months()),
    st.sampled_from(["310", "380", "399", "400", "[c]", "[x]"]),
    st.just("400"),
    st.sampled_from(["", "provisional", "final", "revised"]),
    st.sampled_from(_DAYS),
)


def _full() -> list[Row]:
    """A result for each KPI and month, known on the tenth of the month after the next."""
    found = []
    for month in _months():
        year, number = map(int, month.split("-"))
        known = dt.date(year + (number + 1) // 12, (number + 1) % 12 + 1, 10).isoformat()
        found += [(kpi, "", month, str(370 + number * 2), "400", "final", known) for kpi in ("REPAIRS", "VOIDS")]
    return found


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    """A whole table and some rows more, in any order; no two of one place and day."""
    added = draw(st.lists(ROW, max_size=30))
    rows = {(row[0], row[1], row[2], row[6]): row for row in (*_full(), *added)}
    return draw(st.permutations(sorted(rows.values())))


def end(period: str) -> str:
    """The last day of a month."""
    year, month = map(int, period.split("-"))
    return f"{period}-{calendar.monthrange(year, month)[1]}"


def by_hand(rows: Sequence[Row], day: str) -> list[Row]:
    """The rows that were known at the end of a day, and not replaced by then."""
    held: dict[tuple[str, str, str], Row] = {}
    for row in sorted(rows, key=lambda row: row[6]):
        if (row[6] or end(row[2])) <= day:
            held[row[:3]] = row
    return list(held.values())


def evaluated(rows: Sequence[Row], *, dated: bool, on: dt.date | None = None) -> list[list[str]] | None:
    """Every field of every row, as of the latest quarter and by period; None where nothing was known."""
    head = "kpi,area,period,numerator,denominator,status" + (",as_of" if dated else "")
    lines = [",".join(row if dated else row[:6]) for row in rows]
    tree = Held({**SMALL, "results/results.csv": "\n".join([head, *lines, ""]).encode()})
    declarations = declare(tree)
    results = read_results(tree, declarations)
    assert not results.refused
    try:
        if on is not None:
            results = results_known(declarations, results, on)
        report = evaluate_project(declarations, results)
    except NoResultsError:
        return None
    return [list(as_text(row, NOTHING)) for row in (*report.rows, *every_period(declarations, results))]


days = st.sampled_from([dt.date(2023, 1, 1) + dt.timedelta(days=17 * step) for step in range(60)])


@given(tables(), days)
def test_as_known_on_a_day_is_the_ordinary_evaluation_of_what_was_known_then(rows: list[Row], day: dt.date) -> None:
    kept = by_hand(rows, day.isoformat())
    assert evaluated(rows, dated=True, on=day) == evaluated(kept, dated=False)


@given(tables())
def test_by_default_everything_that_is_known_counts(rows: list[Row]) -> None:
    last = max(row[6] or end(row[2]) for row in rows)
    assert evaluated(rows, dated=True) == evaluated(rows, dated=True, on=dt.date.fromisoformat(last))


@given(tables(), st.lists(ROW, min_size=1, max_size=12), days)
def test_what_becomes_known_later_changes_nothing_that_was_known_before(
    rows: list[Row], later: list[Row], day: dt.date
) -> None:
    added = {row[:3]: row for row in later}
    news = [(*row[:6], max(row[6], (day + dt.timedelta(days=1)).isoformat())) for row in added.values()]
    taken = {(*row[:3], row[6]) for row in rows}
    assume(not any((*row[:3], row[6]) in taken for row in news))
    assert evaluated(rows, dated=True, on=day) == evaluated([*rows, *news], dated=True, on=day)


def test_the_small_project_is_what_this_rests_on() -> None:
    assert Path("results/results.csv").as_posix() in SMALL
    found = evaluated(_full(), dated=True)
    assert found is not None
    assert len(found) > 30

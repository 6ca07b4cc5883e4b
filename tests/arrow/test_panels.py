"""The same rows as text in a file and as Arrow columns of any type give the same panel, and the same refusals."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.definition import Definition, Measure, Reported, Retirement, Window, WindowKind
from qpr_rules.diagnostic import Severity
from qpr_rules.observation import Observation, State
from qpr_rules.quantity import Unit, plain
from qpr_rules.reading.arrow.columns import ColumnsError, columns_of
from qpr_rules.reading.arrow.tally import Tally
from qpr_rules.reading.panels import panel_of
from tests.arrow.reading import Row, as_text, by_columns, by_file, days, same
from tests.series import rows_of
from tests.worlds import some_cells, some_definition

WORLDS = st.randoms(use_true_random=False)
NUMBERS = ("12", "12.50", "0", "40", "0.5", "1,214", "", "[c]", "z", "x", "5 [p]", "5 [r]", "7[f]", "85%", "soon", "-3", "1e3", "0012",
           " 7 ", "123456789012345678", "1234567890123456789", "999999999999.999999", "nan", "£3", "٣")  # fmt: skip
STATUSES = ("", "", "", "final", "F", "p", "[c]", "revised", "perhaps")


@given(WORLDS)
def test_text_in_columns_is_read_as_in_a_file(dice: random.Random) -> None:
    definition = some_definition(dice)
    seldom = 0.1 if definition.measure.is_ratio else 0.8
    periods = [
        definition.calendar.code(definition.frequency, 24_300 // definition.frequency.months + n) for n in range(9)
    ]
    places = dice.sample([(area, period) for area in ("", "b", "a ") for period in [*periods, "Total", "soon"]], 24)
    rows = [
        (
            *("K", area, period, dice.choice(NUMBERS), dice.choice(NUMBERS)),
            dice.choice(NUMBERS) if dice.random() < seldom else "",
            dice.choice(STATUSES),
        )
        for area, period in places
    ]
    expected = by_file(definition, rows)
    read, tally = by_columns(definition, as_text(rows))
    assert read.rows == len(rows)
    assert read.refused == expected.refused
    assert same(read.panel, panel_of(definition, expected.observations.get("K", ())))
    assert +tally.counts == Counter(each.code for each in expected.diagnostics)


@given(WORLDS)
def test_numbers_of_any_type_make_the_panel_of_the_same_observations(dice: random.Random) -> None:
    definition = some_definition(dice)
    rows = [row for area in ("a", "b", "c") for row in rows_of(some_cells(dice, definition), area)]
    rows = [row for row in rows if row.state in (State.PRESENT, State.MISSING)]
    dice.shuffle(rows)
    if not rows:
        return
    exact = {"decimal": pa.decimal128(38, 9), "dense decimal": pa.decimal128(20, 6), "text": pa.string()}
    kind = dice.choice([*exact, "float"])
    named = "numerator" if definition.measure.numerator else "value"

    def column(numbers: list[Decimal | None]) -> Any:
        if kind == "float":
            return pa.array([None if number is None else float(number) for number in numbers], pa.float64())
        if kind == "text":
            return pa.array([None if number is None else plain(number) for number in numbers], pa.string())
        return pa.array(numbers, exact[kind])

    columns = {
        "Period": pa.array([definition.calendar.code(definition.frequency, row.period) for row in rows]),
        "KPI": pa.array(["K"] * len(rows)).dictionary_encode(),
        "area": pa.array([row.area for row in rows]),
        named: column([row.numerator for row in rows]),
        "status": pa.array(["p" if row.provisional else None for row in rows], pa.string()),
    }
    if definition.measure.is_ratio:
        columns["denominator"] = column([row.denominator for row in rows])
    expected = by_file(definition, [_as_row(definition, row) for row in rows])
    read, tally = by_columns(definition, columns)
    assert same(read.panel, panel_of(definition, expected.observations["K"]))
    assert +tally.counts == Counter(each.code for each in expected.diagnostics if not each.headline.startswith("and "))


def _as_row(definition: Definition, row: Observation) -> Row:
    numbers = ["" if number is None else plain(number) for number in (row.numerator, row.denominator)]
    period = definition.calendar.code(definition.frequency, row.period)
    cells = (*numbers, "") if definition.measure.numerator else ("", "", numbers[0])
    return ("K", row.area, period, *cells, "p" if row.provisional else "")


def share(**declared: Any) -> Definition:
    """A percentage by month, of numerator and denominator."""
    return replace(days(), unit=Unit.PERCENT, measure=Measure("n", "d"), **declared)


@pytest.mark.parametrize(
    ("definition", "numerator", "denominator", "code"),
    [
        (share(), "12.50", "12", "QPR416"),
        (share(), "12", "12.0", ""),
        (share(bounded=False), "12.50", "12", ""),
        (share(), "0", "0", ""),
        (share(), "1", "0", "QPR415"),
        (share(), "-1", "12", "QPR418"),
        (share(), "-2", "-1", "QPR414"),
        (replace(share(), measure=Measure(value="v")), "100", "", ""),
        (replace(share(), measure=Measure(value="v")), "100.000000001", "", "QPR417"),
        (replace(share(), measure=Measure(value="v")), "-1", "", "QPR417"),
        (replace(days(), measure=Measure("n")), "-1", "", "QPR418"),
        (replace(days(), unit=Unit.COUNT), "-1", "", "QPR418"),
        (replace(days(), measure=Measure("n"), unit=Unit.POUNDS), "-1", "", ""),
        (days(), "-1", "", ""),
    ],
)
def test_a_contradiction_is_refused_as_in_a_file(
    definition: Definition, numerator: str, denominator: str, code: str
) -> None:
    named = (numerator, denominator, "") if definition.measure.numerator else ("", "", numerator)
    row = ("K", "", "2024-01", *named, "")
    assert [each.code for each in by_file(definition, [row]).diagnostics] == ([code] if code else [])
    for kind in (pa.string(), pa.decimal128(20, 9), pa.float64()):
        given_as: dict[str, Any] = as_text([row])
        for name in ("numerator", "denominator", "value"):
            cell = given_as[name][0].as_py()
            given_as[name] = pa.array([cell or None]).cast(kind)
        read, tally = by_columns(definition, given_as)
        assert list(tally.counts) == ([code] if code else [])
        assert read.refused == bool(code)


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_a_running_total_that_falls_within_its_year_is_named_with_its_area(part: str) -> None:
    totals = {"numerator": [3, 5, 7, 1], "denominator": [10, 20, 30, 5]}
    totals[part][1] -= 4 if part == "numerator" else 15
    periods = ["2024-01", "2024-02", "2024-03", "2024-04"]
    definition = share(reported=Reported.CUMULATIVE, window=Window(WindowKind.YEAR_TO_DATE, 12, "year to date"))
    _, tally = by_columns(definition, {"kpi": ["K"] * 4, "area": ["a"] * 4, "period": periods, **totals})
    ((said,),) = ([each.headline for each in tally.diagnostics()],)
    assert said.startswith("the running total falls from ")
    assert said.endswith(f"within the year ({part}) (K, a)")


def test_a_result_given_twice_is_used_once_and_of_two_different_ones_neither_is() -> None:
    rows = [
        ("2024-01", "1.0"),
        ("2024-01", "1"),
        ("2024-02", "2"),
        ("2024-02", "3"),
        ("2024-03", "4"),
        ("2024-02", "2"),
    ]
    read, tally = by_columns(
        days(),
        {"kpi": ["K"] * 6, "period": [row[0] for row in rows], "value": pa.array([row[1] for row in rows])},
    )
    assert read.panel.numerator.tolist() == [[1, 0, 4]]
    assert read.panel.state.tolist() == [[State.PRESENT, State.MISSING, State.PRESENT]]
    assert read.refused == 3
    assert [(each.severity, each.headline) for each in tally.diagnostics()] == [
        (Severity.NOTE, "the same result is given 2 times (K, 2024-01)"),
        (Severity.ERROR, "3 different results for one period (K, 2024-02)"),
    ]


def test_a_retired_kpi_with_results_afterwards_is_named() -> None:
    retired = replace(days(), retired=Retirement(dt.date(2024, 2, 1), "x"))
    _, tally = by_columns(retired, {"kpi": ["K", "K"], "period": ["2024-01", "2024-02"], "value": [1, 2]})
    assert [(each.code, each.headline) for each in tally.diagnostics()] == [
        ("QPR423", "K was retired on 1 February 2024, and results go on")
    ]
    _, tally = by_columns(retired, {"kpi": ["K"], "period": ["2024-01"], "value": [1]})
    assert not tally.counts


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["kpi", "value"], "there is no column `period`; there are kpi, value"),
        (["kpi", "period"], "there is no column `numerator` or `value`; there are kpi, period"),
        (["kpi", "KPI ", "period", "value"], "two columns are called `kpi`"),
    ],
)
def test_a_table_without_the_columns_that_results_need_is_refused(names: list[str], said: str) -> None:
    with pytest.raises(ColumnsError, match=said.replace("(", "\\(")):
        columns_of(pa.table([pa.array(["1"])] * len(names), names=names))


def test_of_a_thousand_mistakes_twenty_are_listed_and_the_others_counted() -> None:
    one, other = Tally("results"), Tally("results")
    for number in range(500):
        for tally in (one, other):
            tally.say(Severity.ERROR, "QPR413", f"`{number}` is not a number")
    one.take(other)
    said = [each.headline for each in one.diagnostics()]
    assert (len(said), said[-1]) == (21, "and 980 more like this")

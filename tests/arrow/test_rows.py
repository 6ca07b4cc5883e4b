"""Every period's rows as columns say what the rows say one by one, and Arrow columns say it exactly."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.commentary import Action, Note, Status
from qpr_rules.core.columns import ByArea, Same
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.quarters import due_period
from qpr_rules.core.rows import Evaluated, rows_as_of, rows_by_period
from qpr_rules.core.rows_in_columns import BY_QUARTER, columns_as_of, columns_by_period
from qpr_rules.definition import Band, Break, Definition, Measure, Polarity, RateOn, Standard, Stock, Window, WindowKind
from qpr_rules.evaluation import DIRECTIONS, RATINGS, Evaluation, Implausible, Movement
from qpr_rules.fields import FIELDS, FieldKind
from qpr_rules.observation import Observation, State
from qpr_rules.period import Frequency, month_of
from qpr_rules.provenance import Provenance
from qpr_rules.quantity import Unit
from qpr_rules.reading.panels import panel_of
from qpr_rules.showing.arrow import EXACT, batch_of, batch_of_rows, schema
from qpr_rules.showing.rows import as_json
from tests.series import ONE_MONTH, kpi, rows_of
from tests.worlds import as_objects, some_cells, some_definition

WORLDS = st.randoms(use_true_random=False)
MADE_FROM = Provenance("every period", "abc", "def")


def found_in(definition: Definition, observations: list[Observation], *, objects: bool = False) -> Evaluated:
    panel = panel_of(definition, observations)
    panel = as_objects(panel) if objects else panel
    return Evaluated(definition, panel, evaluate(definition, panel))


def listed(batch: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch.to_pylist()
    return rows


@given(WORLDS)
def test_columns_by_period_are_the_rows_by_period(dice: random.Random) -> None:
    definition = some_definition(dice)
    rows = [row for area in ("a", "b", "=c") for row in rows_of(some_cells(dice, definition, 30), area)]
    found = found_in(definition, rows, objects=dice.random() < 0.3)
    batch = batch_of(columns_by_period(found), MADE_FROM)
    assert batch.schema.equals(schema())
    expected = list(rows_by_period(found))
    assert listed(batch) == listed(batch_of_rows(expected, MADE_FROM))


def test_columns_as_of_a_quarter_are_the_rows_as_of_it() -> None:
    seen: dict[str, set[Any]] = {name: set() for name in Evaluation._fields}
    for seed in range(250):
        for row in columns_and_rows_as_of_a_quarter(random.Random(seed)):
            for name, value in row._asdict().items():
                seen[name].add(value)
    assert {name for name in BY_QUARTER if len(seen[name]) < 2} == set(), "what never differs was not compared"
    assert seen["movement"] == {None, *Movement}
    assert seen["implausible"] >= {None, *Implausible} - {Implausible.FRACTION}


def columns_and_rows_as_of_a_quarter(dice: random.Random) -> list[Evaluation]:
    """The rows of a random KPI as of a quarter near its beginning, a break, its results' end; the columns say the same."""
    definition = some_definition(dice)
    calendar = definition.calendar
    quarter = calendar.holding(Frequency.QUARTER, month_of(2021, 6) + dice.randint(0, 33))
    end = calendar.last_day(Frequency.QUARTER, quarter)
    since = calendar.last_month(Frequency.QUARTER, quarter)
    definition = replace(
        definition,
        introduced=dice.choice([None, None, end, end - timedelta(days=200)]),
        breaks=dice.choice([(), (Break(since - dice.randint(0, 20), "x"),)]),
    )
    counts = [dice.choice([8, 20, 40]), 40, 40]
    cells = zip(("a", "b", "=c"), counts, strict=True)
    panel = panel_of(definition, [row for area, n in cells for row in rows_of(some_cells(dice, definition, n), area)])
    if not panel.areas:
        return []
    due = due_period(definition, quarter)
    panel = panel.covering(min(panel.first, due), max(panel.last, due))
    if dice.random() < 0.3:  # the same counts for a while, and one that is far from all before
        numerator = panel.numerator.copy()
        last = due - panel.first
        numerator[0, max(0, last - dice.choice([3, 5, 8])) : last + 1] = numerator[0, last]
        numerator[1, last] *= dice.choice([1, 1000])
        panel = replace(panel, numerator=numerator)
    panel = as_objects(panel) if dice.random() < 0.3 else panel
    found = Evaluated(definition, panel, evaluate(definition, panel))
    if dice.random() < 0.5:
        found = replace(found, earlier=some_earlier(dice, found, quarter))
    actions = tuple(
        Action("x", due=dice.choice([None, end, end - timedelta(1)]), status=dice.choice(list(Status))) for _ in "abc"
    )
    notes = dice.choice([{}, {"K": Note(actions=actions)}])
    expected = list(rows_as_of(found, quarter, notes))
    told = listed(batch_of_rows(expected, MADE_FROM))
    assert listed(batch_of(columns_as_of(found, quarter, notes), MADE_FROM)) == told
    only = tuple(sorted(dice.sample(list(Evaluation._fields), 12)))
    chosen = batch_of(columns_as_of(found, quarter, notes, only), MADE_FROM, only)
    assert listed(chosen) == [{name: value for name, value in row.items() if name in only} for row in told]
    if "implausible" not in only:
        assert columns_as_of(found, quarter, notes, only).fields["implausible"] == Same(None), "nobody asked"
    return expected


@pytest.mark.parametrize(("observed", "said"), [("150", None), ("1000", Implausible.MANY_TIMES_TARGET)])
def test_what_is_hard_to_believe_is_held_against_the_target_and_not_the_floor(
    observed: str, said: Implausible | None
) -> None:
    definition = kpi("100", "10", unit=Unit.COUNT, measure=Measure("n"), window=ONE_MONTH)
    month = month_of(2024, 3)
    found = found_in(definition, [Observation("K", "", month, Decimal(observed), None, State.PRESENT, False, "", 0)])
    quarter = definition.calendar.holding(Frequency.QUARTER, month)
    assert columns_as_of(found, quarter, {}).fields["implausible"] == ByArea([said])


def some_earlier(dice: random.Random, found: Evaluated, quarter: int) -> dict[int, dict[str, Evaluation]]:
    """What might have been published of earlier quarters: with other ratings, another standard, without some areas."""
    told: dict[int, dict[str, Evaluation]] = {}
    for back in dice.sample([1, 4, 2], dice.randint(1, 3)):
        now = [row for row in rows_as_of(found, quarter, {}) if dice.random() < 0.8]
        told[quarter - back] = {
            row.area: row._replace(
                rating=dice.choice(RATINGS),
                direction=dice.choice(DIRECTIONS),
                target=dice.choice([row.target, Band(Decimal(1), None)]),
            )
            for row in now
        }
    return told


@given(WORLDS)
def test_arrow_rows_are_the_rows_that_json_has(dice: random.Random) -> None:
    definition = some_definition(dice)
    rows = [row for area in ("", "b") for row in rows_of(some_cells(dice, definition, 30), area)]
    found = found_in(definition, rows)
    if not found.panel.areas:
        return
    quarter = definition.calendar.holding(Frequency.QUARTER, month_of(2022, 3))
    found = found_in(definition, rows)
    panel = found.panel.covering(found.panel.first, found.panel.last + 60)
    found = Evaluated(definition, panel, evaluate(definition, panel))
    expected = list(rows_as_of(found, quarter, {}))
    for row, written in zip(expected, listed(batch_of_rows(expected, MADE_FROM)), strict=True):
        as_read = as_json(row, MADE_FROM)
        assert list(written) == list(as_read)
        for field, value in zip(FIELDS, row, strict=True):
            if field.name in EXACT and isinstance(value, Fraction):
                assert abs(Fraction(written[field.name]) - value) <= Fraction(1, 2 * 10**18), field.name
            elif field.kind is FieldKind.DECIMAL and isinstance(value, Fraction):
                assert written[field.name] == float(value), field.name
            else:
                assert written[field.name] == as_read[field.name], field.name


def one(observed: list[tuple[str, str]], **declared: Any) -> list[dict[str, Any]]:
    """The rows of one area, by month from January 2024 on."""
    definition = kpi("60", "45.5", **{"window": ONE_MONTH, **declared})
    observations = [
        Observation("K", "", month_of(2024, 1) + place, Decimal(n), Decimal(d), State.PRESENT, False, "", 0)
        for place, (n, d) in enumerate(observed)
    ]
    return listed(batch_of(columns_by_period(found_in(definition, observations)), MADE_FROM))


def test_a_row_by_hand() -> None:
    (row,) = one([("2", "3")])
    assert (row["numerator"], row["denominator"], row["figure"]) == (2, 3, 200 / 3)
    assert (row["to_target"], row["to_floor"]) == (20 / 3, float(Fraction(200, 3) - Fraction("45.5")))
    assert row["to_target_percent"] == float(Fraction(20, 3) / 60 * 100)
    assert (row["rating"], row["reason"], row["target"], row["floor"], row["period"]) == (
        "green",
        None,
        "60",
        "45.5",
        "2024-01",
    )


def test_long_numbers_keep_every_digit() -> None:
    (row,) = one([("999999999999999999", "0.000000000000000001")], bounded=False)
    assert row["numerator"] == Decimal(999999999999999999)
    assert row["denominator"] == Decimal("0.000000000000000001")
    assert row["figure"] == float(Fraction(999999999999999999) * 10**18 * 100)


@pytest.mark.parametrize("populations", [("10", "11", "11"), ("10.5", "11", "11"), ("7", "7", "7")])
def test_a_mean_that_no_decimal_is_is_rounded_to_18_places(populations: tuple[str, ...]) -> None:
    rows = one(
        [("1", each) for each in populations],
        measure=Measure("n", "d", stock=Stock.MEAN),
        unit=Unit.PER_1_000,
        window=Window(WindowKind.ROLLING, 3, "3 months"),
    )
    mean = sum(map(Fraction, populations), Fraction()) / 3
    written = rows[-1]["denominator"]
    assert abs(Fraction(written) - mean) <= Fraction(1, 2 * 10**18)
    assert rows[-1]["figure"] == float(3 / mean * 1000)


def test_the_figure_that_is_rated_is_the_one_that_is_printed_where_that_is_declared() -> None:
    (row,) = one([("1", "8")], rate_on=RateOn.PUBLISHED, decimals=0)
    assert (row["figure"], row["to_floor"]) == (13.0, -32.5)


@pytest.mark.parametrize(("figure", "room"), [("23", -0.5), ("22", 0.5), ("18", 0.5), ("17", -0.5), ("20", 2.5)])
def test_inside_a_band_the_nearer_edge_counts(figure: str, room: float) -> None:
    band = Standard(Band(Decimal("17.5"), Decimal("22.5")), Band(Decimal(15), Decimal(25)))
    (row,) = one([(figure, "100")], standards=(band,), polarity=Polarity.STAY_CLOSE)
    assert (row["to_target"], row["to_target_percent"], row["target"]) == (room, None, "17.5 to 22.5")


@pytest.mark.parametrize("target", ["33.33", "33.33333333", "0.333333333333333333"])
@pytest.mark.parametrize("power", [42, 53])
def test_products_that_no_64_bits_hold_and_quotients_that_no_float_does_are_exact(target: str, power: int) -> None:
    standard = (Standard(Band(Decimal(target), None), Band(Decimal(0), None)),)
    for odd in range(1, 40, 2):
        numerator, denominator = 2 ** (power - 2) + odd, 3 * 2 ** (power - 2) - odd
        (row,) = one([(str(numerator), str(denominator))], standards=standard)
        figure = Fraction(numerator * 100, denominator)
        assert row["figure"] == float(figure)
        assert row["to_target"] == float(figure - Fraction(target))


def test_what_lives_on_quarters_is_the_same_in_every_row_by_period() -> None:
    definition = some_definition(random.Random(5))
    fields = columns_by_period(found_in(definition, rows_of(some_cells(random.Random(5), definition), "a"))).fields
    empty = Evaluation()._asdict()
    assert [name for name in BY_QUARTER if fields[name] != Same(empty[name])] == []


COSTLY = [
    *("numerator", "figure", "target", "floor", "to_target", "to_floor", "to_target_percent", "slope", "p_value"),
    *("provisional", "approved"),
    *(f"{when}_{what}" for when in ("previous", "year_ago") for what in ("rating", "standard_differs")),
]


def test_fields_that_nobody_asks_for_are_not_worked_out() -> None:
    definition = some_definition(random.Random(5))
    found = found_in(definition, rows_of(some_cells(random.Random(5), definition), "a"))
    whole = columns_by_period(found).fields
    for asked in COSTLY:
        fields = columns_by_period(found, ("kpi", asked)).fields
        assert list(fields) == list(whole)
        assert [name for name in COSTLY if not isinstance(fields[name], Same)] == [asked]

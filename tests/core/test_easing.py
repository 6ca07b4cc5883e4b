"""What made a rule easier: every difference is named, and a rule said to be easier rates nothing worse."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest

from qpr_rules.core.easing import Aspect, Change, changes, made
from qpr_rules.core.standards_changed import Effect
from qpr_rules.definition import (
    Band,
    Break,
    Decision,
    Definition,
    Kind,
    Measure,
    Polarity,
    RateOn,
    Reported,
    Retirement,
    Standard,
    Stock,
    Suspension,
    Window,
    WindowKind,
)
from qpr_rules.direction import DirectionMethod, Method
from qpr_rules.evaluation import RATINGS, Rating
from qpr_rules.period import Calendar, Frequency, Year, month_of
from qpr_rules.quantity import Unit
from tests.series import declared, rows_of
from tests.worlds import evaluated, some_cells, some_definition

APRIL = month_of(2024, 4)
EASIER, HARDER, EITHER, NEITHER = Effect


def standard(target: Any, floor: Any, first: int | None = None, last: int | None = None, **more: str) -> Standard:
    return Standard(Band(Decimal(target), None), Band(Decimal(floor), None), first, last, **more)


def year(start: int, target: Any, floor: Any, **more: str) -> Standard:
    first = month_of(start, 4)
    return standard(target, floor, first, first + 11, key=f"{start}/{(start + 1) % 100}", **more)


KPI = declared(name="Name", standards=(year(2023, 60, 45, approved="A"), year(2024, 60, 45, approved="B")))


def only(before: Definition, after: Definition, **more: Any) -> Change:
    (found,) = changes(before, after, **more)
    return found


DIFFERENT: dict[str, Any] = {
    "name": "Another",
    "section": "t",
    "owner": "p",
    "calendar": Calendar(Year.FINANCIAL, Year.ACADEMIC),
    "kind": Kind.ACTIVITY,
    "description": "Words",
    "polarity": Polarity.LOWER,
    "unit": Unit.DAYS,
    "decimals": 1,
    "frequency": Frequency.QUARTER,
    "window": Window(WindowKind.QUARTER, 3, "quarter"),
    "measure": Measure("numerator", "denominator", stock=Stock.MEAN),
    "standards": (year(2023, 60, 45, approved="A"), year(2024, 61, 45, approved="B")),
    "expected": Band(Decimal(1), Decimal(2)),
    "direction": DirectionMethod(Method.LAST_QUARTER),
    "lag": 3,
    "reported": Reported.CUMULATIVE,
    "profile": ((6, Decimal(25)),),
    "rate_on": RateOn.PUBLISHED,
    "introduced": dt.date(2024, 4, 1),
    "suspended": Suspension(APRIL, None, "x"),
    "retired": Retirement(dt.date(2025, 3, 31), "x"),
    "breaks": (Break(APRIL, "x"),),
    "changes": (Decision(APRIL, "x", "y"),),
    "minimum_denominator": Decimal(10),
    "disclosure": 5,
    "bounded": False,
    "tolerance": "5 percent",
    "name_source": "minuted",
    "illustrative": True,
    "links": ("https://example.org",),
}
WORDS = {"name", "section", "owner", "description", "decimals", "name_source", "illustrative", "links", "changes"}


def test_the_differences_below_are_of_every_field() -> None:
    assert set(DIFFERENT) == {each.name for each in fields(Definition)} - {"id", "file", "spans"}


@pytest.mark.parametrize("field", DIFFERENT)
def test_a_difference_in_any_field_is_named_once_and_told_from_wording(field: str) -> None:
    found = only(KPI, replace(KPI, **{field: DIFFERENT[field]}))
    assert found.wording is (field in WORDS)
    back = only(replace(KPI, **{field: DIFFERENT[field]}), KPI)
    assert {found.effect, back.effect} in ({EASIER, HARDER}, {EITHER}, {NEITHER})


def test_the_place_of_the_file_is_no_difference() -> None:
    assert changes(KPI, replace(KPI, file="elsewhere/k.yaml")) == ()


@pytest.mark.parametrize(
    ("field", "before", "after", "effect"),
    [
        ("window", Window(WindowKind.ROLLING, 3, "3 months"), Window(WindowKind.ROLLING, 12, "12 months"), EASIER),
        ("window", Window(WindowKind.YEAR, 12, "year"), Window(WindowKind.YEAR_TO_DATE, 12, "year to date"), EITHER),
        (
            "window",
            Window(WindowKind.ROLLING, 3, "3 months"),
            Window(WindowKind.YEAR_TO_DATE, 12, "year to date"),
            EITHER,
        ),
        ("window", Window(WindowKind.QUARTER, 3, "quarter"), Window(WindowKind.ROLLING, 3, "3 months"), EITHER),
        ("lag", 3, 1, HARDER),
        ("minimum_denominator", None, Decimal(1), EASIER),
        ("minimum_denominator", Decimal(1), None, HARDER),
        ("minimum_denominator", Decimal(10), Decimal(20), EASIER),
        ("minimum_denominator", Decimal(10), None, HARDER),
        ("tolerance", "5 percent", "10 percent", EASIER),
        ("tolerance", "5 percent", "3 points", EITHER),
        ("profile", ((6, Decimal(25)), (9, Decimal(50))), ((6, Decimal(20)), (9, Decimal(50))), EASIER),
        ("profile", ((6, Decimal(25)), (9, Decimal(50))), ((6, Decimal(20)), (9, Decimal(55))), EITHER),
        ("profile", ((6, Decimal(25)), (9, Decimal(50))), ((9, Decimal(50)),), EASIER),
        ("profile", ((6, Decimal("25.5")),), ((6, Decimal("25.2")),), EASIER),
        ("profile", ((6, Decimal("25.5")),), ((6, Decimal("25.8")),), HARDER),
        ("rate_on", RateOn.EXACT, RateOn.PUBLISHED, EASIER),
        ("suspended", Suspension(APRIL, APRIL + 2, "x"), Suspension(APRIL, APRIL + 5, "x"), EASIER),
        ("suspended", Suspension(APRIL, None, "x"), Suspension(APRIL, APRIL + 5, "x"), HARDER),
        ("suspended", Suspension(APRIL, APRIL + 5, "x"), Suspension(APRIL, None, "x"), EASIER),
        ("suspended", Suspension(APRIL, None, "x"), Suspension(APRIL - 1, None, "x"), EASIER),
        ("suspended", Suspension(APRIL, APRIL + 5, "x"), Suspension(APRIL - 1, APRIL + 5, "y"), EASIER),
        ("suspended", Suspension(APRIL, APRIL + 5, "x"), Suspension(APRIL - 1, APRIL + 4, "x"), EITHER),
        ("suspended", None, Suspension(APRIL, APRIL + 5, "x"), EASIER),
        ("suspended", Suspension(APRIL, APRIL + 5, "x"), None, HARDER),
        ("breaks", (), (Break(APRIL, "x"),), EASIER),
        ("breaks", (Break(APRIL, "x"),), (Break(APRIL, "y"),), NEITHER),
        ("introduced", None, dt.date(2024, 4, 1), EASIER),
        ("introduced", dt.date(2024, 4, 1), dt.date(2023, 4, 1), HARDER),
        ("kind", Kind.KPI, Kind.ACTIVITY, EASIER),
        ("polarity", Polarity.HIGHER, Polarity.LOWER, EITHER),
    ],
)
def test_each_aspect_is_eased_in_its_own_way(field: str, before: Any, after: Any, effect: Effect) -> None:
    assert only(replace(KPI, **{field: before}), replace(KPI, **{field: after})).effect is effect


def test_a_profile_that_asks_less_is_harder_where_lower_is_better() -> None:
    lower = replace(KPI, polarity=Polarity.LOWER, profile=((6, Decimal(25)),))
    assert only(lower, replace(lower, profile=((6, Decimal(20)),))).effect is HARDER
    close = replace(lower, polarity=Polarity.STAY_CLOSE)
    assert only(close, replace(close, profile=((6, Decimal(20)),))).effect is EITHER


@pytest.mark.parametrize(
    ("bound", "profile", "before", "after", "effects"),
    [
        (60, (), None, 0, {EASIER}),
        (60, (), 0, None, {HARDER}),
        (60, (), 1, 0, {EASIER}),  # 59.5% is printed as 60% only without its decimal
        (60, (), 0, 1, {HARDER}),
        ("60.5", (), 1, 0, {EITHER}),
        ("60.5", (), 0, 1, {EITHER}),
        ("60.5", (), 1, None, {HARDER}),
        ("60.55", (), 1, None, {EITHER}),
        (60, ((6, Decimal(25)),), None, 0, {EITHER}),  # what is due of 60 in June may have more decimals
    ],
)
def test_rounding_is_easier_the_fewer_digits_are_printed(
    bound: Any, profile: Any, before: int | None, after: int | None, effects: set[Effect]
) -> None:
    """None stands for a rule that rates the exact figure, here printed to no decimals."""

    def rule(decimals: int | None) -> Definition:
        rate_on = RateOn.EXACT if decimals is None else RateOn.PUBLISHED
        return replace(KPI, standards=(standard(bound, 45),), profile=profile, rate_on=rate_on, decimals=decimals or 0)

    assert {each.effect for each in changes(rule(before), rule(after))} == effects


def test_a_profile_on_one_side_only_leaves_open_what_rounding_does() -> None:
    whole = replace(KPI, standards=(standard(60, 45),))
    after = replace(whole, profile=((6, Decimal(25)),), rate_on=RateOn.PUBLISHED)
    found = {each.aspect: each.effect for each in changes(whole, after)}
    assert found == {Aspect.PROFILE: HARDER, Aspect.RATE_ON: EITHER}


def test_an_approval_or_a_reason_that_is_said_differently_is_wording() -> None:
    for texts in ({"approved": "C"}, {"approved": "B", "reason": "why"}):
        after = replace(KPI, standards=(KPI.standards[0], year(2024, 60, 45, **texts)))
        found = only(KPI, after)
        assert (found.aspect, found.effect, found.wording) == (Aspect.APPROVAL, NEITHER, True)
        assert (found.before, found.after) == (KPI.standards[1], after.standards[1])
    eased = replace(KPI, standards=(KPI.standards[0], year(2024, 60, 40, approved="C")))
    assert only(KPI, eased).aspect is Aspect.STANDARDS  # said once, with the figures it belongs to


def test_rounding_is_only_called_easier_where_no_bound_lies_between_two_prints() -> None:
    between = replace(KPI, standards=(standard("60.5", 45),))
    assert only(between, replace(between, rate_on=RateOn.PUBLISHED)).effect is EITHER


def test_to_retire_a_red_kpi_makes_the_report_look_better_and_to_retire_a_green_one_does_not() -> None:
    after = replace(KPI, retired=Retirement(dt.date(2025, 3, 31), "x"))
    assert only(KPI, after, rating=Rating.RED).effect is EASIER
    assert only(KPI, after, rating=Rating.GREEN).effect is NEITHER


def test_a_wider_tolerance_is_said_once_and_not_again_as_a_floor() -> None:
    before = replace(KPI, tolerance="5 percent", standards=(standard(60, 57),))
    after = replace(KPI, tolerance="10 percent", standards=(standard(60, 54),))
    assert [(each.aspect, each.effect) for each in changes(before, after)] == [(Aspect.TOLERANCE, EASIER)]


def _eased(dice: random.Random, before: Definition) -> Definition:
    """The same rule with standards that are moved at random, and sometimes rounded before it is rated."""

    def moved(band: Band) -> Band:
        step = Decimal(dice.choice(["0", "0", "2.5", "-2.5", "5"]))
        return Band(None if band.low is None else band.low - step, None if band.high is None else band.high + abs(step))

    standards = tuple(each._replace(target=moved(each.target), floor=moved(each.floor)) for each in before.standards)
    rate_on = dice.choice([before.rate_on, before.rate_on, RateOn.PUBLISHED])
    return replace(before, standards=standards, rate_on=rate_on)


def _ranks(definition: Definition, rows: list[Any]) -> list[int | None]:
    found = evaluated(definition, rows)
    codes = [int(code) for code, stands in zip(found.rating[0], found.stands, strict=True) if stands]
    return [None if RATINGS[code] is Rating.NOT_RATED else code for code in codes]


def test_a_rule_said_to_be_easier_rates_nothing_worse_and_a_harder_one_nothing_better() -> None:
    seen = {EASIER: 0, HARDER: 0}
    for seed in range(1500):
        dice = random.Random(seed)
        before = replace(some_definition(dice), breaks=(), suspended=None)
        cells = some_cells(dice, before)
        after = _eased(dice, before)
        before, after = dice.choice([(before, after), (after, before)])
        effect = made(changes(before, after))
        if not cells or effect not in seen:
            continue
        pairs = list(zip(_ranks(before, rows_of(cells)), _ranks(after, rows_of(cells)), strict=True))
        both = [(was, now) for was, now in pairs if was is not None and now is not None]
        seen[effect] += any(was != now for was, now in both)
        worse = [pair for pair in both if (pair[1] > pair[0] if effect is EASIER else pair[1] < pair[0])]
        assert worse == [], f"seed {seed}: {effect}\n{before}\n{after}"
    assert min(seen.values()) > 20  # it really moved ratings

"""Reconcile: whatever set of KPIs reports, every total adds up, and the set is exactly those that were active."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.app.evaluate import Report, evaluate
from qpr_rules.core.comparison import ReconciliationError, compare, directions, ratings, require_same_total
from qpr_rules.definition import Broken, Kind, Retirement
from qpr_rules.evaluation import Rating
from qpr_rules.period import Calendar, Frequency, last_day, month_of
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results
from qpr_rules.settings import Settings
from qpr_rules.showing.headline import Quarters, headline, kpis, like_for_like
from qpr_rules.showing.words import count
from tests.quarterly import active
from tests.series import rows_of
from tests.worlds import START, some_cells, some_definition

SECTIONS = ("a", "b", "c")


def some_report(dice: random.Random) -> Report:
    """A body's report on a random set: some KPIs enter or leave, some never report, one may be in error."""
    definitions, observations = [], {}
    for place in range(dice.randint(1, 9)):
        one = some_definition(dice)
        calendar = Calendar(years=one.calendar.quarters)
        one = replace(one, id=f"K{place}", name=f"KPI {place}", section=dice.choice(SECTIONS), calendar=calendar)
        if one.frequency is Frequency.QUARTER:
            one = replace(one, calendar=Calendar())
        if dice.random() < 0.3:
            one = replace(one, retired=Retirement(last_day(START + dice.randint(0, 40)) + dt.timedelta(1), "x"))
        definitions.append(one)
        if dice.random() < 0.9:
            rows = rows_of(some_cells(dice, one))
            observations[one.id] = tuple(each._replace(kpi=one.id) for each in rows)
    broken = (Broken(id="E", name="In error", section="a", owner="o", file="e.yaml"),) if dice.random() < 0.3 else ()
    settings = Settings(body="A body", sections={each: each.upper() for each in SECTIONS})
    declarations = Declarations(settings, definitions=tuple(definitions), broken=broken)
    results = Results(observations, (), {}, (), (), {}, {})
    quarter = Calendar().holding(Frequency.QUARTER, month_of(2020, 4)) + dice.randint(0, 14)
    return evaluate(declarations, results, quarter)


@given(st.integers(0, 2**40).map(random.Random))
def test_reconcile_every_total_of_any_set_adds_up(dice: random.Random) -> None:
    report = some_report(dice)
    report.reconcile()
    declared = [each for each in report.declarations.definitions if each.kind is Kind.KPI]
    for quarter in (report.quarter, report.quarter - 1, report.quarter - 4):
        own = report.own_at(quarter)
        counted = [row for row in own if row.kind is Kind.KPI]
        there = {each.id for each in declared if active(each, quarter)} | {
            each.id for each in report.declarations.broken
        }
        assert Counter(row.kpi for row in counted) == Counter(there)
        assert sum(ratings(own).values()) == sum(directions(own).values()) == len(there)
        parts = [[row for row in own if row.section == section] for section in SECTIONS]
        require_same_total(ratings(own), map(ratings, parts))
        require_same_total(directions(own), map(directions, parts))
        for row in own:
            assert (row.rating is Rating.NOT_RATED) is (row.reason is not None)
    now, before = report.own, report.own_at(report.quarter - 1)
    found = compare(before, now)
    assert len(found.both) + len(found.entered) == len(now)
    assert len(found.both) + len(found.left) == len(before)
    names = (
        {each.id for each in report.entered(report.quarter - 1)},
        {each.id for each in report.left(report.quarter - 1)},
    )
    assert names == tuple({row.kpi for row in rows if row.kind is Kind.KPI} for rows in (found.entered, found.left))


@given(st.integers(0, 2**40).map(random.Random))
def test_reconcile_what_the_headline_says_adds_up(dice: random.Random) -> None:
    report = some_report(dice)
    calendar, quarter = report.calendar, report.quarter
    three = (quarter, quarter - 1, quarter - 4)
    now, before, year_ago = (kpis(report.own_at(each)) for each in three)
    titles = [calendar.show(Frequency.QUARTER, each) for each in three]
    quarters = Quarters(now, before, year_ago, *titles)
    said = " ".join(headline(quarters))
    if not now:
        assert "No Key Performance Indicator" in said
        return
    found = re.search(r"of (\d+) Key Performance Indicators?, (.*?)\. (?:.* not rated|Direction)", said)
    assert found is not None, said
    total, rated = int(found[1]), sum(map(int, re.findall(r"\b\d+\b", found[2])))
    unrated = ratings(now)[Rating.NOT_RATED]
    assert total == len(now) == rated + unrated
    named = all(f"{row.name} ({row.reason})" in said for row in now if row.reason)
    assert named or f"{count(unrated).capitalize()} were not rated; they are named below." in said
    both = compare(before, now)
    rated_in_both = len(both.rated_in_both())
    assert (f"the {rated_in_both} KPI" if rated_in_both else "No KPI was") in " ".join(like_for_like(quarters))


def test_reconcile_the_run_stops_where_sections_do_not_add_up() -> None:
    report = some_report(random.Random(1))
    whole = ratings(report.own)
    with pytest.raises(ReconciliationError):
        require_same_total(whole, [{**whole, Rating.GREEN: whole[Rating.GREEN] + 1}])

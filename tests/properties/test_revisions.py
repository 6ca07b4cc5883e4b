"""What revisions changed, worked out of the areas that they reach alone, is what the evaluation of every area says."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from qpr_rules.app.revisions import revisions
from qpr_rules.app.series import evaluated_over
from qpr_rules.core.disclosure import released
from qpr_rules.core.quarters import due_period, first_quarter, is_active
from qpr_rules.core.restated import differing
from qpr_rules.core.revised import Effect
from qpr_rules.core.rows import Evaluated, verdicts_as_of
from qpr_rules.definition import Definition
from qpr_rules.observation import ALWAYS, Observation
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results
from qpr_rules.reading.vintages import in_order, known, period_end, revised
from qpr_rules.settings import Area, Settings
from tests.series import rows_of
from tests.wholes import area
from tests.wholes import known as areas_known
from tests.worlds import some_cells, some_definition

CODES = ("", "A", "B", "C", "NEW", "OLD", "W")
RELATED = areas_known(area("W", "A B"), Area("NEW", was=("OLD", "C"), since=24_260))


def some_vintages(dice: random.Random, definition: Definition) -> list[Observation]:
    """Results of seven areas, some of which are known again, and otherwise, some time later."""
    found: dict[dt.date, dict[tuple[str, int], Observation]] = {}
    for code in dice.sample(CODES, dice.randint(1, len(CODES))):
        own = rows_of(some_cells(dice, definition, 30), code)
        other = {each.period: each for each in rows_of(some_cells(dice, definition, 30), code)}
        for each in own:
            if dice.random() < 0.1:
                continue
            day = ALWAYS
            if dice.random() < 0.8:
                day = period_end(definition, each.period) + dt.timedelta(days=dice.choice([-3, 10, 10, 40]))
            found.setdefault(day, {})[code, each.period] = each._replace(as_of=day)
            if each.period in other and dice.random() < 0.1:
                later = period_end(definition, each.period) + dt.timedelta(days=dice.choice([-1, 70, 100, 400]))
                found.setdefault(later, {})[code, each.period] = other[each.period]._replace(as_of=later)
    return list(in_order(found.values()))


def effects(
    definition: Definition, every: Sequence[Observation], areas: dict[str, Area], day: dt.date
) -> tuple[Effect, ...]:
    """The effects of one day's revisions, out of the evaluation of every area before it and after it."""
    pairs = [(one, other) for one, other in revised(every) if other.as_of == day]
    before = known(definition, every, day - dt.timedelta(days=1))
    news = {(other.area, other.period): other for _, other in pairs}
    after = tuple(news.get((each.area, each.period), each) for each in before)
    last = max((each.period for each in before), default=-1)
    first = first_quarter(definition, min(other.period for _, other in pairs))
    quarters = range(first, first_quarter(definition, last) + 1)
    if not quarters:
        return ()

    def told(own: Sequence[Observation]) -> Evaluated:
        found = evaluated_over(definition, own, (), (due_period(definition, quarters[-1]),), areas)
        return released(found, "", areas)

    was, now = told(before), told(after)
    return tuple(
        Effect(quarter, one, other)
        for quarter in quarters
        if is_active(definition, quarter)
        for one, other in differing(*(tuple(verdicts_as_of(each, quarter)) for each in (was, now)))
        if one is not None and other is not None
    )


@pytest.mark.parametrize("seed", range(60))
def test_what_revisions_changed_is_what_all_areas_evaluated_before_and_after_say(seed: int) -> None:
    dice = random.Random(seed)
    definition = some_definition(dice)
    if seed % 3 == 0 and definition.measure.pools:
        definition = replace(definition, disclosure=dice.choice([3, 10]))
    areas = RELATED if seed % 2 else {}
    every = some_vintages(dice, definition)
    declarations = Declarations(Settings(body="b"), definitions=(definition,), areas=areas)
    results = Results({"K": known(definition, every)}, (), {}, (), (), {}, {}, every={"K": every})
    found = list(revisions(declarations, results, definition))
    assert [each.day for each in found] == sorted({other.as_of for _, other in revised(every)})
    for each in found:
        expected = effects(definition, every, areas, each.day)
        if each.hidden:
            assert [(one.quarter, one.before.area, one.before.rating, one.after.rating) for one in each.effects] == [
                (one.quarter, one.before.area, one.before.rating, one.after.rating) for one in expected
            ]
        else:
            assert each.effects == expected

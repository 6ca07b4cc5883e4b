"""What a change of the rules does, as values: KPI by KPI, in the totals, and in the exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qpr_rules.core.comparison import Comparison, RaisedComparison
from qpr_rules.core.easing import Change, made
from qpr_rules.core.standards_changed import Effect
from qpr_rules.definition import Broken, Definition
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.rule import Rule

MONTHS = 24
"""How far back ratings are counted one by one."""

Pair = tuple[Evaluation, Evaluation]


@dataclass(frozen=True, slots=True)
class Altered:
    """One KPI whose rule, or the words of it, differ; ``before`` or ``after`` None where that version lacks it.

    ``then`` and ``now`` are the own area's row as of the quarter, before and after. ``periods`` counts the KPI's own
    periods of the last ``MONTHS`` months (of every area, where none is the body's own) that one version at least has rated;
    ``moved`` are the pairs among them whose rating differs, ``moved_earlier`` those of earlier periods. ``areas`` counts the other
    areas, ``areas_moved`` those of them whose rating as of the quarter differs.
    """

    before: Definition | None
    after: Definition | None
    changes: tuple[Change, ...] = ()
    then: Evaluation | None = None
    now: Evaluation | None = None
    periods: int = 0
    moved: tuple[Pair, ...] = ()
    moved_earlier: tuple[Pair, ...] = ()
    areas: int = 0
    areas_moved: int = 0

    @property
    def kpi(self) -> Definition:
        """The later definition; the earlier one where the KPI is gone."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def effect(self) -> Effect:
        """Whether the rule as a whole was made easier."""
        return made(self.changes)

    @property
    def is_wording(self) -> bool:
        """Whether only words differ."""
        return bool(self.changes) and all(each.wording for each in self.changes)

    @property
    def moves_now(self) -> bool:
        """Whether the rating as of the quarter differs."""
        return (self.then and self.then.rating) is not (self.now and self.now.rating)


@dataclass(frozen=True, slots=True)
class Impact:
    """The change as a whole, as of a quarter (its title).

    ``totals`` are the body's own KPIs by rating, before and after; ``definitions`` are those of either version by id, the later
    one of two; ``rules`` holds exception rules as (before, after),
    None on the side that lacks it; ``results_differ`` names the KPIs whose results differ too, and took no part.
    """

    quarter: str
    totals: tuple[Mapping[Rating, int], Mapping[Rating, int]]
    definitions: Mapping[str, Definition]
    altered: tuple[Altered, ...]
    rows: Comparison
    raised: RaisedComparison
    rules: tuple[tuple[Rule | None, Rule | None], ...]
    newly_in_error: tuple[Broken, ...]
    no_longer_in_error: tuple[Broken, ...]
    results_differ: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the two versions have the same rules."""
        return not (self.altered or self.rules or self.newly_in_error or self.no_longer_in_error)

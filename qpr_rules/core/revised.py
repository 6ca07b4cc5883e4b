"""What a revision of results did, as values: the numbers before and after it, and the verdicts that it changed."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from qpr_rules.definition import Definition
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import Observation


class Effect(NamedTuple):
    """One area's verdict as of a quarter (an ordinal) before a revision and after it; the two differ."""

    quarter: int
    before: Evaluation
    after: Evaluation

    @property
    def moves(self) -> bool:
        """Whether the rating is another one."""
        return self.before.rating is not self.after.rating


class Revised(NamedTuple):
    """What became known of one KPI on one day and differs from what was known before: each pair a result before and after.

    ``effects`` are of these revisions alone, under the definition as it is now. Where any number of the KPI is not released,
    it is ``hidden``: none of its numbers is shown.
    """

    day: dt.date
    definition: Definition
    pairs: tuple[tuple[Observation, Observation], ...]
    effects: tuple[Effect, ...]
    hidden: bool

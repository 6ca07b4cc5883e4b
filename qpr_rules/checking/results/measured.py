"""What a check against results is given: one definition with what was measured and how it was rated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Label
from qpr_rules.evaluation import Evaluation, Implausible
from qpr_rules.observation import Observation, State


class Measured(NamedTuple):
    """One KPI in the body's own area.

    ``observations`` and ``history`` (rows by period) are in order of time, ``latest`` is the row as of the quarter, None
    where the KPI is not in the set then. ``doubts`` holds, for the last twelve periods, what makes a figure hard to
    believe, by period (an ordinal). ``due`` is the period that is due as of the quarter.
    """

    definition: Definition
    observations: Sequence[Observation]
    history: Sequence[Evaluation]
    latest: Evaluation | None
    due: int
    doubts: Sequence[tuple[int, Implausible]] = ()

    @property
    def present(self) -> list[Observation]:
        """The observations that are numbers."""
        return [each for each in self.observations if each.state is State.PRESENT]


def row_of(observation: Observation, text: str = "") -> Label:
    """The place of a result's row."""
    return Label(observation.at, text)

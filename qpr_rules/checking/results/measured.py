"""What a check against results is given: one definition with what was measured and how it was rated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Label
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import Observation, State
from qpr_rules.panel import Panel


class Measured(NamedTuple):
    """One KPI in the body's own area.

    ``observations`` and ``history`` (rows by period) are in order of time, ``latest`` is the row as of the quarter, None
    where the KPI is not in the set then. ``due`` is the period that is due as of the quarter. ``panel`` and
    ``everywhere`` are the results of every area.
    """

    definition: Definition
    observations: Sequence[Observation]
    history: Sequence[Evaluation]
    latest: Evaluation | None
    due: int
    panel: Panel
    everywhere: Sequence[Observation]

    @property
    def present(self) -> list[Observation]:
        """The observations that are numbers."""
        return [each for each in self.observations if each.state is State.PRESENT]


def row_of(observation: Observation, text: str = "") -> Label:
    """The place of a result's row."""
    return Label(observation.at, text)

"""What follows from equations and inequalities between counts that are whole and not negative."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Expression = dict[tuple[str, str, int], int]
"""A sum of counts: by numerator ``n``, complement ``c`` or denominator ``d``, area and period (an ordinal)."""

_MOST = 10**6
"""More than any count in a test has."""


class Solver:
    """Linear facts about counts that are whole and not negative."""

    def __init__(self, facts: list[tuple[Expression, int | None, int | None]]) -> None:
        self.facts = facts
        self.names = sorted({name for what, _, _ in facts for name in what})
        self.place = {name: at for at, name in enumerate(self.names)}
        self.matrix = np.zeros((len(facts), len(self.names)))
        for row, (what, _, _) in enumerate(facts):
            for name, times in what.items():
                self.matrix[row, self.place[name]] = times
        self.low = np.array([-np.inf if low is None else low for _, low, _ in facts], dtype=float)
        self.high = np.array([np.inf if high is None else high for _, _, high in facts], dtype=float)

    def follows(self, what: Expression) -> Fraction | None:
        """What the equations alone say that a sum of counts is, by exact elimination; None where they leave it open."""
        rows = [
            ({name: Fraction(times) for name, times in each.items()}, Fraction(low))
            for each, low, high in self.facts
            if low is not None and low == high
        ]
        wanted, value = {name: Fraction(times) for name, times in what.items()}, Fraction(0)
        reduced: list[tuple[tuple[str, str, int], dict[tuple[str, str, int], Fraction], Fraction]] = []
        for row, total in rows:
            for pivot, other, of in reduced:
                row, total = _less(row, total, pivot, other, of)
            if row:
                pivot = min(row)
                lead = row[pivot]
                reduced.append((pivot, {name: times / lead for name, times in row.items()}, total / lead))
        for pivot, other, of in reduced:
            times = wanted.get(pivot, Fraction(0))
            wanted, _ = _less(wanted, Fraction(0), pivot, other, of)
            value += times * of
        return None if wanted else value

    def determined(self, what: Expression) -> int | None:
        """The one value that a sum of counts can have; None where there are several, or nothing is known of it."""
        if any(name not in self.place for name in what):
            return None
        if (found := self.follows(what)) is not None:
            return int(found)
        least = self._extreme(what, 1)
        if least is None:
            raise AssertionError("what the outputs say cannot be")
        most = self._extreme(what, -1)
        return least if most == least else None

    def _extreme(self, what: Expression, sign: int) -> int | None:
        goal = np.zeros(len(self.names))
        for name, times in what.items():
            goal[self.place[name]] = sign * times
        found = milp(
            goal,
            constraints=LinearConstraint(self.matrix, self.low, self.high),
            integrality=np.ones(len(self.names)),
            bounds=Bounds(0, _MOST),
            options={"time_limit": 20},
        )
        return None if found.x is None else sign * round(found.fun)


def _less(
    row: dict[tuple[str, str, int], Fraction],
    total: Fraction,
    pivot: tuple[str, str, int],
    other: dict[tuple[str, str, int], Fraction],
    of: Fraction,
) -> tuple[dict[tuple[str, str, int], Fraction], Fraction]:
    """A row without its pivot: less the other as often as that needs."""
    times = row.get(pivot)
    if not times:
        return row, total
    found = dict(row)
    for name, each in other.items():
        left = found.get(name, Fraction(0)) - times * each
        if left:
            found[name] = left
        else:
            found.pop(name, None)
    return found, total - times * of

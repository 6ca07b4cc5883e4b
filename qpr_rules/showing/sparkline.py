"""A line of bars: the last quarters' figures at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from qpr_rules.showing.console import Marks


def sparkline(values: Sequence[Fraction | None], marks: Marks) -> str:
    """One bar for each value, from the lowest to the highest of them; a gap where there is none."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    top = len(marks.bars) - 1
    middle = marks.bars[top // 2]
    return "".join(
        marks.gap if value is None else middle if high == low else marks.bars[int((value - low) * top / (high - low))]
        for value in values
    )

"""What natural process limits say of the latest point and of the target, in words: for the workings and for charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qpr_rules.direction import Assurance, Signal
from qpr_rules.evaluation import Evaluation
from qpr_rules.showing.figures import band

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.control import Control


def cause_words(control: Control) -> str:
    """Why the latest point is more than the measure's own swings, or that it is not."""
    if not control.latest:
        return "The latest point is no special cause: it is within what the measure does by itself"
    first, *others = [_SAYS[found.signal].format(*_WAYS[found.upward]) for found in control.latest]
    also = f"; also: {', '.join(others)}" if others else ""
    if any(found.upward is not control.latest[0].upward for found in control.latest):
        also += "; the first of them decides"
    return f"Special cause: {first}{also}"


_WAYS = {True: ("upper", "above", "rose"), False: ("lower", "below", "fell")}
_SAYS = {
    Signal.OUTSIDE: "the latest point is outside the {0} limit",
    Signal.TREND: "seven points in a row {2}",
    Signal.NEAR: "two of the last three points are more than two thirds of the way to the {0} limit, and all three {1} the mean",
    Signal.SHIFT: "seven points in a row are {1} the mean",
}


def assurance_words(row: Evaluation, control: Control) -> str:
    """Whether the target will be met if the measure goes on as it does; empty where that cannot be said."""
    match control.assurance:
        case Assurance.PASSES:
            said = "between the limits every value meets it: it is met consistently"
        case Assurance.HIT_OR_MISS:
            said = "it lies between the limits: it will be met at times and missed at times, by chance"
        case Assurance.FAILS:
            said = "between the limits no value meets it: it is missed consistently"
        case _:
            return ""
    return f"Target {band(row.target, row.unit)}, if nothing changes: {said}."

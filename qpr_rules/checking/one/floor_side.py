"""The floor must lie on the worse side of the target.

With ``polarity: higher``, target 95 and floor 92 pass; target 92 and floor 95 do not: no figure could be Amber, and a
figure of 93 would meet the target and miss the floor. Equal ones are allowed, with a warning: there is no Amber.
"""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.finding import finding, place, standard_path
from qpr_rules.definition import Definition, Polarity
from qpr_rules.diagnostic import Diagnostic, Label, Severity
from qpr_rules.quantity import plain

_BETTER = {Polarity.HIGHER: "higher is better", Polarity.LOWER: "lower is better"}


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR220 for a floor on the wrong side, QPR221 for one equal to the target, QPR222 for ranges that are not nested."""
    for standard in definition.standards:
        target, floor = standard.target, standard.floor
        at = standard_path(standard.key, "floor")
        also = (Label(place(definition, *standard_path(standard.key, "target")), "the target"),)
        if target.edge is None or floor.edge is None:
            low = floor.low is not None and target.low is not None and floor.low > target.low
            high = floor.high is not None and target.high is not None and floor.high < target.high
            if low or high:
                yield finding(
                    "QPR222",
                    Severity.ERROR,
                    definition,
                    "the floor's range does not hold the target's",
                    *at,
                    also=also,
                    hint="the floor is the wider range: every figure that meets the target meets it",
                )
            continue
        if target.edge == floor.edge:
            yield finding(
                "QPR221",
                Severity.WARNING,
                definition,
                "floor and target are the same, so nothing can be Amber",
                *at,
                also=also,
                hint="if that is meant, nothing need be done",
            )
        elif definition.sign * (floor.edge - target.edge) > 0 and definition.polarity:
            better = _BETTER[definition.polarity]
            other = Polarity.LOWER if definition.polarity is Polarity.HIGHER else Polarity.HIGHER
            yield finding(
                "QPR220",
                Severity.ERROR,
                definition,
                "the floor is on the wrong side of the target",
                *at,
                label=f"{plain(floor.edge)} is stricter than the target",
                also=also,
                hint=f"{better}, as declared: did you mean `polarity: {other}`, or to swap the two?",
            )

"""The floor must lie on the worse side of the target.

With ``polarity: higher``, target 95 and floor 92 pass; target 92 and floor 95 do not: no figure could be Amber, and a
figure of 93 would meet the target and miss the floor. Equal ones are allowed, with a warning: there is no Amber.
Where every standard has it the wrong way round, the cause is one, and so is the finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from qpr_rules.checking.finding import finding, further, place, standard_path
from qpr_rules.definition import Definition, Polarity, Standard
from qpr_rules.diagnostic import Diagnostic, Label, Severity
from qpr_rules.quantity import plain

_BETTER = {Polarity.HIGHER: "higher is better", Polarity.LOWER: "lower is better"}


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR220 for a floor on the wrong side, QPR221 for one equal to the target, QPR222 for ranges that are not nested."""
    if definition.tolerance:
        return
    for test, say in ((_is_stricter, _stricter), (_is_equal, _equal), (_is_loose, _loose)):
        guilty = [standard for standard in definition.standards if test(definition, standard)]
        yield from _together(definition, guilty, say)


def _together(
    definition: Definition,
    guilty: Sequence[Standard],
    say: Callable[[Definition, Standard, Sequence[Standard]], Diagnostic],
) -> Iterator[Diagnostic]:
    """One finding where every standard is guilty, or one for each that is."""
    if guilty and len(guilty) == len(definition.standards):
        yield say(definition, guilty[0], guilty[1:])
    else:
        for standard in guilty:
            yield say(definition, standard, ())


def _is_stricter(definition: Definition, standard: Standard) -> bool:
    target, floor = standard.target.edge, standard.floor.edge
    return target is not None and floor is not None and definition.sign * (floor - target) > 0


def _is_equal(definition: Definition, standard: Standard) -> bool:
    del definition
    return standard.target == standard.floor


def _is_loose(definition: Definition, standard: Standard) -> bool:
    del definition
    target, floor = standard.target, standard.floor
    if None in (target.low, target.high, floor.low, floor.high):
        return False
    return floor.low > target.low or floor.high < target.high  # type: ignore[operator]  # no None is left


def _stricter(definition: Definition, standard: Standard, others: Sequence[Standard]) -> Diagnostic:
    assert definition.polarity and standard.floor.edge is not None
    turned = Polarity.LOWER if definition.polarity is Polarity.HIGHER else Polarity.HIGHER
    also = _target(definition, standard, others)
    return finding(
        "QPR220",
        Severity.ERROR,
        definition,
        "the floor is on the wrong side of the target" + (", in every standard" if others else ""),
        *standard_path(standard.key, "floor"),
        label=f"{plain(standard.floor.edge)} is stricter than the target",
        also=(*also, Label(place(definition, "polarity"), _BETTER[definition.polarity])),
        hint=f"did you mean `polarity: {turned}`, or to swap target and floor?",
    )


def _equal(definition: Definition, standard: Standard, others: Sequence[Standard]) -> Diagnostic:
    return finding(
        "QPR221",
        Severity.WARNING,
        definition,
        "floor and target are the same, so nothing can be Amber",
        *standard_path(standard.key, "floor"),
        also=_target(definition, standard, others),
        hint="write the least that is acceptable as the floor",
    )


def _loose(definition: Definition, standard: Standard, others: Sequence[Standard]) -> Diagnostic:
    return finding(
        "QPR222",
        Severity.ERROR,
        definition,
        "the floor's range does not hold the target's",
        *standard_path(standard.key, "floor"),
        also=_target(definition, standard, others),
        hint="the floor is the wider range: every figure that meets the target meets it",
    )


def _target(definition: Definition, standard: Standard, others: Sequence[Standard]) -> tuple[Label, ...]:
    target = Label(place(definition, *standard_path(standard.key, "target")), "the target")
    return (target, *further(definition, [standard_path(each.key, "floor") for each in others]))

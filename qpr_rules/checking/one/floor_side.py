"""The floor must lie on the worse side of the target.

With ``polarity: higher``, target 95 and floor 92 pass; target 92 and floor 95 do not: no figure could be Amber, and a
figure of 93 would meet the target and miss the floor. Equal ones are allowed, with a warning: there is no Amber.
Where every standard has it the wrong way round, the cause is one, and so is the finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from qpr_rules.checking.finding import finding, further, place, standard_path
from qpr_rules.definition import Definition, Polarity, Standard
from qpr_rules.diagnostic import Diagnostic, Label, Severity
from qpr_rules.quantity import plain

_Say: TypeAlias = Callable[[Definition, Standard, Sequence[Standard]], Diagnostic]
_BETTER = {Polarity.HIGHER: "higher is better", Polarity.LOWER: "lower is better"}


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR220 for a floor on the wrong side, QPR221 for one equal to the target, QPR222 for ranges that are not nested."""
    if definition.tolerance:
        return
    guilty: dict[_Say, list[Standard]] = {}
    for standard in definition.standards:
        if fault := _fault(definition, standard):
            guilty.setdefault(fault, []).append(standard)
    for say, standards in guilty.items():
        yield from _together(definition, standards, say)


def is_turned(definition: Definition) -> bool:
    """Whether every floor is stricter than its target, so that it is the polarity that is wrong, or both numbers."""
    return all(_fault(definition, standard) is _stricter for standard in definition.standards)


def _fault(definition: Definition, standard: Standard) -> _Say | None:
    """What is wrong with the floor of a standard: the function that says it."""
    target, floor = standard.target, standard.floor
    if target == floor:
        return _equal
    edge, other = target.edge, floor.edge
    if edge is not None and other is not None:
        return _stricter if definition.sign * (other - edge) > 0 else None
    if target.low is None or target.high is None or floor.low is None or floor.high is None:
        return None
    return _loose if floor.low > target.low or floor.high < target.high else None


def _together(
    definition: Definition,
    guilty: Sequence[Standard],
    say: _Say,
) -> Iterator[Diagnostic]:
    """One finding where every standard is guilty, or one for each that is."""
    if guilty and len(guilty) == len(definition.standards):
        yield say(definition, guilty[0], guilty[1:])
    else:
        for standard in guilty:
            yield say(definition, standard, ())


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

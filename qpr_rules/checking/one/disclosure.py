"""A rating that would say which hidden count it is of.

A hidden figure keeps its rating, which every total counts. So each rating must leave open at least two of the counts that
are hidden: with a target of 1 and a floor of 2, Amber is a 2 that nobody was to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from qpr_rules.checking.finding import finding, standard_path
from qpr_rules.definition import Band, Definition, Standard
from qpr_rules.diagnostic import Diagnostic, Severity


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR239 for standards by which a rating tells a hidden count."""
    if definition.disclosure < 2 or not definition.measure.pools:
        return
    tells = _told_by_count if not definition.measure.is_ratio else _told_by_share
    for standard in definition.standards:
        for due in {Fraction(percent) / 100 for _, percent in definition.profile} or {Fraction(1)}:
            if told := tells(definition, standard, due):
                yield finding(
                    "QPR239",
                    Severity.ERROR,
                    definition,
                    f"the rating would tell what `disclosure: {definition.disclosure}` hides: {told}",
                    *standard_path(standard.key, "floor"),
                    hint="choose standards by which each rating leaves two hidden counts open, a longer window, or `disclosure: 0`",
                )
                return


def _told_by_count(definition: Definition, standard: Standard, due: Fraction) -> str:
    """Which count a rating tells; empty where none does."""
    found: dict[str, list[int]] = {}
    for count in range(1, definition.disclosure):
        met = [_holds(band, Fraction(count), due) for band in (standard.target, standard.floor)]
        found.setdefault("Green" if met[0] else "Amber" if met[1] else "Red", []).append(count)
    return next((f"{rating} is {counts[0]}" for rating, counts in found.items() if len(counts) == 1), "")


def _holds(band: Band, count: Fraction, due: Fraction) -> bool:
    low = band.low is None or count >= Fraction(band.low) * due
    return low and (band.high is None or count <= Fraction(band.high) * due)


def _told_by_share(definition: Definition, standard: Standard, due: Fraction) -> str:
    """The same of Amber between two percentages: Green and Red reach as far as none or all, and leave many open."""
    edges = [standard.target.edge, standard.floor.edge]
    if None in edges or due != 1:
        return ""
    low, high = sorted(Fraction(each) / definition.unit.per for each in edges if each is not None)
    higher = standard.target.low is not None
    target = high if higher else low
    pairs = set[tuple[int, int]]()
    parts = [set[int](), set[int](), set[int]()]
    for n, d in _shares_of_small_counts(low, high, definition.disclosure):
        if low <= Fraction(n, d) <= high and Fraction(n, d) != target:
            pairs.add((n, d))
            for part, count in zip(parts, (n, d, d - n), strict=True):
                part.add(count)
            if min(map(len, parts)) > 1:  # more of them close nothing again
                return ""
    return f"Amber is {' or '.join(f'{n} of {d}' for n, d in sorted(pairs))}" if pairs else ""


def _shares_of_small_counts(low: Fraction, high: Fraction, hidden: int) -> Iterator[tuple[int, int]]:
    """What lies between two shares and has a hidden count with, or without: (with, all)."""
    for count in range(1, hidden):
        if low > 0:  # of so few cases with: how many there may be in all
            yield from ((count, cases) for cases in range(max(count, ceil(count / high)), floor(count / low) + 1))
        if high < 1:  # of so few cases without: how many there may be with
            least, most = ceil(count * low / (1 - low)), floor(count * high / (1 - high))
            yield from ((others, others + count) for others in range(least, most + 1))

"""Areas that make up another: what is hidden of one must not be what is left when the others are taken from the whole.

docs/explanation/small-counts.md says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from qpr_rules.panel import Integers
from qpr_rules.settings import Area


class Family(NamedTuple):
    """An area and those that make it up, by their rows; ``rest`` is the row of what no area that is there accounts for."""

    whole: int
    parts: tuple[int, ...]
    rest: int

    @property
    def members(self) -> tuple[int, ...]:
        """Every row, the whole first."""
        return (self.whole, *self.parts, self.rest)


def families(there: Sequence[str], own: str, areas: Mapping[str, Area]) -> tuple[Family, ...]:
    """The families among the areas ``there``; rows of what is left begin after theirs.

    An area that is declared is made of the parts declared, by each breakdown; where its parts hold all that another is made of, also of
    that one and the others. The body's own, if it is not declared, is made of all that are part of no other.

    >>> families(["", "North", "South"], "", {})
    (Family(whole=0, parts=(1, 2), rest=3),)
    """
    rows = {area: row for row, area in enumerate(there)}
    declared = [
        (code, [part for part in each.parts if part in rows])
        for code in areas
        if code in rows
        for each in areas[code].breakdowns
    ]
    found = [(code, parts) for code, parts in declared if parts]
    found += list(_instead(found))
    if own in rows and own not in areas:
        below = {part for _, parts in found for part in parts}
        others = [area for area in there if area != own and area not in below]
        found += [(own, others)] if others else []
    return tuple(
        Family(rows[code], tuple(rows[part] for part in parts), len(rows) + place)
        for place, (code, parts) in enumerate(found)
    )


def _instead(found: Sequence[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    """Wholes made of a whole and the others, where their parts hold all of its: what is left of both is told by subtraction."""
    for code, parts in found:
        for inner, within in found:
            if inner != code and inner not in parts and set(within) < set(parts):
                yield code, [inner, *(part for part in parts if part not in within)]


def with_rests(cells: Integers, known: Sequence[Family]) -> Integers:
    """The cells, and below them a row for what each family's whole has more than its parts, never less than nothing.

    >>> cells = np.array([[10, 7], [4, 4], [5, 5]])
    >>> with_rests(cells, families(["", "North", "South"], "", {})).tolist()
    [[10, 7], [4, 4], [5, 5], [1, 0]]
    """
    rests = []
    for each in known:
        added = cells[list(each.parts)].sum(axis=0)  # exact: integers
        rests.append(np.maximum(cells[each.whole] - added, 0))
    return np.vstack([cells, *rests])


def also_hidden(unsafe: Integers, present: Integers, size: Integers, known: Sequence[Family]) -> Integers:
    """What is hidden, and beside it so much of each family that nothing hidden is what is left of the rest.

    In each column of a family of which something is hidden, two are, and one of them is not small: the largest part that
    was not hidden joins, or else the whole. What joins in one family may stand alone in another, so it is looked again.
    """
    small, hidden = unsafe, unsafe.copy()
    waiting = [(family, place) for family in known for place in np.flatnonzero(unsafe.any(axis=0)).tolist()]
    while waiting:
        joined = {
            (row, place) for family, place in waiting for row in _joining(family, place, small, hidden, present, size)
        }
        waiting = [(family, place) for family in known for row, place in joined if row in family.members]
    return hidden


def _joining(
    family: Family, place: int, small: Integers, hidden: Integers, present: Integers, size: Integers
) -> Iterator[int]:
    """The rows of a family that are hidden too in a column, which they are from now on."""
    there = [row for row in family.members if present[row, place]]
    if family.whole not in there:
        return
    while True:
        gone = [row for row in there if hidden[row, place]]
        if not gone or (len(gone) > 1 and not all(small[row, place] for row in gone)):
            return
        free = [row for row in family.parts if row in there and not hidden[row, place] and size[row, place] > 0]
        if not free and hidden[family.whole, place]:
            return
        row = max(free, key=lambda each: size[each, place], default=family.whole)
        hidden[row, place] = True
        yield row

"""A document with so much wrong in it that it is another file, or another mistake: the first of each kind, and a count.

To find out what each of forty thousand names was meant for would take minutes, and nobody reads the answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from qpr_rules.diagnostic import LISTED, Diagnostic, Path, the_others
from qpr_rules.reading.mistakes.unmet import Unmet
from qpr_rules.reading.nodes import Document

MOST = 1_000
"""Demands, or names that are not known, of which each is looked at: a body has hundreds of areas, each misspelt alike."""


class Flood(NamedTuple):
    """The demands whose findings are listed, and of each keyword the path of the first other one and how many there are."""

    first: list[Unmet]
    others: dict[str, tuple[Path, int]]

    def counted(self, document: Document, last: Mapping[str, Diagnostic]) -> Iterator[Diagnostic]:
        """A finding for the other demands of each keyword, like the last one that is listed."""
        for keyword, (path, number) in self.others.items():
            if keyword in last:
                yield the_others([last[keyword]._replace(times=number)], document.key(*path))


def flooded(unmet: Sequence[Unmet]) -> Flood | None:
    """What is listed of a document with too much wrong in it; None of any other."""
    if len(unmet) <= MOST and all(len(_strangers(each)) <= MOST for each in unmet):
        return None
    first: list[Unmet] = []
    others: dict[str, tuple[Path, int]] = {}
    seen = Counter[str]()
    for each in unmet:
        names = _strangers(each)
        room = max(LISTED - seen[each.keyword], 0)
        weight = len(names) or 1
        seen[each.keyword] += weight
        if room:
            left_out = {*names[room:]}
            value = {key: held for key, held in each.value.items() if key not in left_out} if left_out else each.value
            first.append(each._replace(value=value))
        if weight > room:
            name = (each.value,) if each.of_name else names[room : room + 1]
            path, number = others.get(each.keyword, ((*each.path, *name), 0))
            others[each.keyword] = path, number + weight - room
    return Flood(first, others)


def _strangers(unmet: Unmet) -> list[str]:
    """The names that are not known in a group in which only some are."""
    if unmet.keyword != "additionalProperties" or not isinstance(unmet.value, dict):
        return []
    return [each for each in unmet.value if each not in unmet.schema.get("properties", {})]

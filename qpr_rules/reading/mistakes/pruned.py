"""A document without what cannot be read in it, so that the sense of the rest can be looked at in the same run.

Only what stands for itself is cut out: a name that is not known, a standard, a group on which no other one depends. A
document in which more is wrong is not looked at further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from qpr_rules.diagnostic import Path
from qpr_rules.reading.mistakes.mending import copied
from qpr_rules.reading.mistakes.unmet import Unmet
from qpr_rules.reading.nodes import Document

_ROUNDS = 4

_BOUNDS = frozenset(["target", "floor", "standards"])

_CALLED = frozenset(["name", "section", "owner"])
"""Names that may be missing: they say whose the rule is, and not what it is."""

_APART = frozenset(
    ["breaks", "changes", "decimals", "description", "direction", "disclosure", "format", "illustrative", "introduced"]
) | frozenset(["kind", "lag", "links", "minimum_denominator", "name_source", "rate_on", "retired", "suspended"])
"""Names that no other one depends on."""


def pruned(
    document: Document, asks: Callable[[Document], Sequence[Unmet]], doubtful: Iterable[Path]
) -> Document | None:
    """The document without the doubtful values, and what does not meet what is asked of it; None where the rest does not stand without."""
    left = copied(document)
    paths = [_standing_alone(path) for path in doubtful]
    for _ in range(_ROUNDS):
        if not all(paths):
            return None
        for path in set(paths):
            _cut(left.tree, path)
            if path[0] in _BOUNDS and len(path) == 1:
                _without_standards(left.tree)
        found = [each for each in asks(left) if not _is_blank(each)]
        if not found:
            return left
        paths = [path for each in found for path in _to_cut(each)]
        for each in found:
            _leave_blank(left.tree, each)
    return None


def _to_cut(wrong: Unmet) -> list[Path]:
    """What is to be cut out for a demand, if anything; an empty path where that cannot be."""
    path = wrong.path
    if wrong.keyword == "false":
        return [path]
    if wrong.keyword == "required" and not path:
        return [] if set(wrong.asked) - {*wrong.value} <= _CALLED else [()]
    if wrong.keyword == "additionalProperties":
        return [(*path, each) for each in wrong.value if each not in wrong.schema.get("properties", {})]
    return [_standing_alone((*path, wrong.value) if wrong.of_name else path)]


def _standing_alone(path: Path) -> Path:
    """The smallest part with the value at a path that can be cut out; an empty path where there is none."""
    if path[:1] == ("standards",):
        return path[:2]
    return path[:1] if path and path[0] in _APART | _BOUNDS else ()


def _without_standards(tree: Any) -> None:
    """Take out what belongs to a target or floor that cannot be read: there is no standard, and nothing is said of one."""
    for name in _BOUNDS:
        tree.pop(name, None)
    tree["standards"] = {}


def _leave_blank(tree: Any, wrong: Unmet) -> None:
    """Put nothing in the place of a missing name."""
    if wrong.keyword == "required" and not wrong.path:
        tree.update((each, "") for each in wrong.asked if each in _CALLED and each not in tree)


def _is_blank(wrong: Unmet) -> bool:
    """Whether it is about what has been left blank here."""
    called = len(wrong.path) == 1 and wrong.path[0] in _CALLED
    return (called and wrong.value == "") or (wrong.path == ("standards",) and wrong.value == {})


def _cut(tree: Any, path: Path) -> None:
    for step in path[:-1]:
        if isinstance(tree, dict) and step not in tree:
            return  # cut out with what it was in
        tree = tree[step]
    tree.pop(path[-1], None)

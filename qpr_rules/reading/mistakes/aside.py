"""A document without the values that are not as they must be, so that the rest can be looked at in the same run.

It is for files whose parts stand for themselves: a rule, a post, an area, the commentary on a KPI, a case, a setting. What
is set aside is None in its place, so that what stands beside it keeps its own; a name that may not be there is taken out.
What is missing, and a name that is not written as it must be, stay as they are: whoever reads the rest is ready for both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from qpr_rules.diagnostic import Path
from qpr_rules.reading.mistakes.mending import copied
from qpr_rules.reading.mistakes.unmet import Unmet
from qpr_rules.reading.nodes import Document

_ROUNDS = 8
"""How often the rest is asked again: a group without one of its names may be wrong in another way."""


def set_aside(
    document: Document, asks: Callable[[Document], Sequence[Unmet]], doubtful: Iterable[Path]
) -> Document | None:
    """The document without the values at the doubtful paths, and without what does not meet what is asked of it.

    None where it is no group of names at all.
    """
    left = copied(document)
    gone = {path for path in doubtful if _blank(left.tree, path)}
    for _ in range(_ROUNDS):
        wrong = [each for each in asks(left) if _is_of_a_value(each) and not _is_in(each.path, gone)]
        if not wrong:
            return left
        for each in wrong:
            if each.keyword == "additionalProperties":
                for name in each.value.keys() - each.schema.get("properties", {}).keys():
                    _take_out(left.tree, (*each.path, name))
            elif each.keyword == "false":
                _take_out(left.tree, each.path)
            elif each.path:
                gone.add(each.path)
                _blank(left.tree, each.path)
            else:
                return None
    return None


def _is_of_a_value(wrong: Unmet) -> bool:
    return wrong.keyword != "required" and not wrong.of_name


def _is_in(path: Path, gone: set[Path]) -> bool:
    return any(path[:depth] in gone for depth in range(1, len(path) + 1))


def _blank(tree: Any, path: Path) -> bool:
    """Put nothing in the place of a value; whether there is one."""
    group = _group(tree, path)
    if group is None or (isinstance(group, dict) and path[-1] not in group):
        return False
    group[path[-1]] = None
    return True


def _take_out(tree: Any, path: Path) -> None:
    if isinstance(group := _group(tree, path), dict):
        group.pop(path[-1], None)


def _group(tree: Any, path: Path) -> Any:
    """What holds the value at a path; None where it has been set aside."""
    for step in path[:-1]:
        tree = None if tree is None or (isinstance(tree, dict) and step not in tree) else tree[step]
    return tree

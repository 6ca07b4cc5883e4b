"""What an author plainly meant, put in the place of what was written; in memory, so that the rest can be looked at."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any, NamedTuple

from qpr_rules.diagnostic import Path
from qpr_rules.reading.nodes import Document


class Mend(NamedTuple):
    """A correction: a key renamed, or a value replaced; both, where what was written is a key and holds the value too."""

    path: Path
    key: str | None
    value: Any

    @property
    def now(self) -> Path:
        """Where the value is when the correction is made."""
        return self.path if self.key is None else (*self.path[:-1], self.key)


def copied(document: Document) -> Document:
    """A document to be corrected, with places of its own."""
    return Document(document.file, deepcopy(document.tree), dict(document.spans))


def apply(document: Document, mend: Mend) -> None:
    """Make a correction, if what it corrects is still there and nothing stands in its way."""
    parent: Any = document.tree
    for step in mend.path[:-1]:
        if isinstance(parent, dict) and step not in parent:
            return  # a name above was mended in the same round: the next one comes back to this
        parent = parent[step]
    old = mend.path[-1]
    if mend.key is None:
        parent[old] = _exact(mend.value)
        return
    if mend.key in parent or old not in parent:
        return
    renamed = {mend.key if key == old else key: value for key, value in parent.items()}
    parent.clear()
    parent.update(renamed)
    if mend.value is not None:
        parent[mend.key] = _exact(mend.value)
    respan(document, mend.path, mend.now)


def _exact(value: Any) -> Any:
    """A value as a document holds it: numbers are decimals."""
    match value:
        case dict():
            return {key: _exact(each) for key, each in value.items()}
        case list():
            return [_exact(each) for each in value]
        case bool():
            return value
        case int() | float():
            return Decimal(str(value))
        case _:
            return value


def respan(document: Document, old: Path, new: Path) -> None:
    """Give what stood under one path its places under another one as well."""
    depth = len(old)
    spans = document.spans
    assert isinstance(spans, dict)  # a copy of our own
    for path in [each for each in spans if each[:depth] == old]:
        spans[(*new, *path[depth:])] = spans[path]

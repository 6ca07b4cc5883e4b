"""What databases of every kind have in common: which table is meant, and what is said of a damaged file."""

from __future__ import annotations

from collections.abc import Mapping

from qpr_rules.diagnostic import nearest, shortened
from qpr_rules.reading.sources.unreadable import UnreadableError

ROWS = 100_000
"""Rows in one batch."""


def chosen(kinds: Mapping[str, str], wanted: str) -> str:
    """The table of this name, or the only one; ``kinds`` says of each name whether it is a table. Raises UnreadableError."""
    tables = sorted(name for name, kind in kinds.items() if kind == "table")
    listed = ", ".join(f"`{name}`" for name in tables) or "none"
    if kinds.get(wanted) == "view":
        headline = f"`{wanted}` is a view, and the query of a view is not run"
        raise UnreadableError("QPR433", headline, f"name a table: {listed}")
    if wanted in tables:
        return wanted
    if wanted:
        close = nearest(wanted, tables, 1)
        hint = f"did you mean `{close[0]}`?" if close else f"its tables are: {listed}"
        raise UnreadableError("QPR433", f"the database has no table `{wanted}`", hint)
    if len(tables) != 1:
        headline = f"the database has {len(tables) or 'no'} tables" + (
            ", and it is not said which is meant" * bool(tables)
        )
        raise UnreadableError("QPR433", headline, f"say `table` in qpr-rules.yaml: {listed}")
    return tables[0]


def damaged(kind: str, error: object = "") -> UnreadableError:
    """That a file is none of this kind, or is not whole."""
    said = f" ({shortened(str(error), 160)})" if str(error) else ""
    hint = "is it the right file, and copied whole?"
    return UnreadableError("QPR432", f"this cannot be read as {kind}{said}", hint)

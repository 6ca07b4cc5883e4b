"""What DuckDB says of a query that fails, in words for whoever wrote it, with the place in the query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qpr_rules.core.bank_holidays import Nation
from qpr_rules.diagnostic import nearest, shortened
from qpr_rules.reading.casework.calendars import FUNCTIONS

_TEXT = (
    "the columns of a CSV file are text: list dates under `dates`, and turn a number into one with `cast(x as integer)`"
)
_LOOK = "correct the query, and run `qpr-rules check --results` again"


class QueryError(Exception):
    """A query may not be run, fails, or gives no results: the code, the sentence, what to do, and the byte of it, -1 for none.

    ``key`` is the key of the entry that is wrong where it is not the query.
    """

    def __init__(self, code: str, headline: str, hint: str, at: int = -1, key: str = "") -> None:
        super().__init__(headline)
        self.code, self.hint, self.at, self.key = code, hint, at, key


def failed(said: Mapping[str, str], columns: Mapping[str, Iterable[str]]) -> QueryError:
    """The error of a query; ``columns`` are those of its tables, by the names of these."""
    message = said.get("exception_message", "")
    name, first = said.get("name", ""), message.splitlines()[0] if message else ""
    kind, subtype = said.get("type", ""), said.get("error_subtype", "")
    at = int(said["position"]) if said.get("position", "").isdigit() else -1
    headline, hint = f"the query fails: {shortened(first, 200)}", _LOOK
    if subtype == "SYNTAX_ERROR" or said.get("exception_type") == "Parser":
        headline = f"this cannot be read as SQL: {shortened(first, 120)}"
        hint = "is a comma, a bracket or a quotation mark missing before it?"
    elif subtype == "COLUMN_NOT_FOUND" and name:
        headline, hint = _no_column(name, sorted({each for own in columns.values() for each in own}))
    elif kind == "Table" and name:
        headline, hint = f"there is no table `{name}`", _meant(name, columns)
    elif kind.endswith("Function") and name:
        headline, hint = f"there is no function `{name}`", f"{_meant(name, FUNCTIONS)}, and those of DuckDB"
    elif first.startswith(("No function matches", "Cannot compare values of type")) and "VARCHAR" in first:
        hint = _TEXT
    elif called := next((form for own, form in FUNCTIONS.items() if first.startswith(f"Macro {own}()")), ""):
        headline, hint = "the function is given too many or too few values", f"write it like `{called}`"
    return QueryError("QPR448", headline, hint, at=at)


def _no_column(name: str, names: Sequence[str]) -> tuple[str, str]:
    if name.casefold() in (each.casefold() for each in names):  # of a table, and not of what is selected from
        return f"there is no column `{name}` in this part of the query", "add it to the inner `select` that this reads"
    if name in set(Nation):
        return f"there is no column `{name}`", f"a text stands in single quotes: '{name}'; double ones are for columns"
    return f"there is no column `{name}`", _meant(name, names)


def _meant(name: str, known: Iterable[str]) -> str:
    names = sorted(set(known))
    close = nearest(name, names, 1)
    listed = f"there are {', '.join(f'`{each}`' for each in names[:20])}"
    return f"did you mean `{close[0]}`? {listed}" if close else listed

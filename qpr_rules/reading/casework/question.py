"""Whether a query is one that may be run: a single SELECT over the tables of its entry, with the same answer every time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from qpr_rules.reading.casework.sealed import told
from qpr_rules.reading.casework.wording import QueryError, failed

_ONE = "write one `select`, which may begin with `with`"
_TABLES = "a query reads the tables that its entry names under `tables`, and nothing else"
_SAME = (
    "the same cases must give the same answer: write the day into the query, or take it from the cases, `max(received)`"
)

_MAIN = ("", "main")
"""Where the tables of an entry are."""

_GENERATORS = {"range", "generate_series", "unnest"}
"""Functions that may stand where a table does."""

_CLOCKS = {
    "age", "current_date", "current_localtime", "current_localtimestamp", "current_time", "current_timestamp",
    "get_current_time", "get_current_timestamp", "localtime", "localtimestamp", "now", "today", "transaction_timestamp",
}  # fmt: skip
_CHANCES = {"gen_random_uuid", "random", "setseed", "uuid", "uuidv4", "uuidv7"}
_INWARD = {
    "currval", "current_connection_id", "current_query", "current_query_id", "current_setting", "current_transaction_id",
    "getvariable", "in_search_path", "nextval", "setval", "sleep_ms", "stats", "txid_current", "vector_type", "write_log",
}  # fmt: skip
"""Functions that ask about, or do something to, the program rather than the cases."""


class _Doubt(NamedTuple):
    """Why a query may not be run, and the byte of it at which that stands; -1 where it is not known."""

    headline: str
    hint: str
    at: int = -1


def require_select(connection: Any, query: str, tables: Collection[str]) -> None:
    """Raises QueryError for whatever is not one SELECT that reads only the tables of its entry, which are named."""
    import duckdb

    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise failed(told(error), {}) from None
    inside = _views(connection) - {each.casefold() for each in tables}
    doubt = _of_statements(statements) or next(_of_tree(_tree(connection, query), inside), None)
    if doubt is not None:
        raise QueryError("QPR447", doubt.headline, doubt.hint, doubt.at)


def _of_statements(statements: Sequence[Any]) -> _Doubt | None:
    if not statements:
        return _Doubt("there is no query", _ONE)
    if len(statements) > 1:
        return _Doubt(f"the query is {len(statements)} statements, and one is run", _ONE)
    kind = str(statements[0].type).rpartition(".")[2]
    return None if kind == "SELECT" else _Doubt(f"the query only reads: it may not be {_article(kind)}", _ONE)


def _article(kind: str) -> str:
    word = "PRAGMA or PIVOT" if kind == "MULTI" else kind.replace("_", " ")
    return f"{'an' if word[0] in 'AEIOU' else 'a'} {word}"


def _views(connection: Any) -> set[str]:
    """The names under which DuckDB tells of itself, and of the computer that it runs on, where no schema is named."""
    asked = "select view_name from duckdb_views() where internal and schema_name in ('main', 'pg_catalog')"
    return {str(name).casefold() for (name,) in connection.execute(asked).fetchall()}


def _tree(connection: Any, query: str) -> Any:
    (written,) = connection.execute("select json_serialize_sql(?)", [query]).fetchone()
    try:
        return json.loads(written)
    except RecursionError:
        hint = "write it in steps, each a name after `with`"
        raise QueryError("QPR447", "the query is nested too deeply to be looked through", hint) from None


def _of_tree(tree: Any, inside: Collection[str]) -> Iterator[_Doubt]:
    """What may not stand in a query, as it is met; ``inside`` are names of tables that are DuckDB's own."""
    if tree.get("error"):
        yield _Doubt("the query only reads: it may be nothing but a SELECT", _ONE)
    for node in _nodes(tree):
        kind, at = node.get("type"), _place(node)
        if kind == "SHOW_REF":
            yield _Doubt("the query only counts: it may not be a DESCRIBE, a SHOW or a SUMMARIZE", _ONE, at)
        elif isinstance(kind, str) and kind.endswith("_QUERY_NODE"):
            word = kind.removesuffix("_QUERY_NODE")
            yield _Doubt(f"the query only reads: it may not {word}", _ONE, at)
        elif kind == "TABLE_FUNCTION" and (name := _name(node["function"])) not in _GENERATORS:
            yield _Doubt(f"`{name}` may not be asked", _TABLES, at)
        elif kind == "BASE_TABLE" and set(node["table_name"]) & set("./\\"):
            yield _Doubt(f"`{node['table_name']}` is a file, and no file is read", _TABLES, at)
        elif kind == "BASE_TABLE" and (node["schema_name"].casefold() not in _MAIN or _is_inside(node, inside)):
            named = ".".join(filter(None, (node["schema_name"], node["table_name"])))
            yield _Doubt(f"`{named}` may not be asked", _TABLES, at)
        elif kind == "FUNCTION" or (kind == "COLUMN_REF" and len(node["column_names"]) == 1):
            yield from _of_function(_name(node), at)
        if node.get("sample"):
            yield _Doubt("the query takes a sample of the cases, another one each time", "count all of them", at)


def _is_inside(node: Any, inside: Collection[str]) -> bool:
    return node["table_name"].casefold() in inside or bool(node["catalog_name"])


def _of_function(name: str, at: int) -> Iterator[_Doubt]:
    if name in _CLOCKS:
        yield _Doubt(f"`{name}` depends on the day on which it is asked", _SAME, at)
    elif name in _CHANCES:
        yield _Doubt(f"`{name}` gives something else each time", _SAME, at)
    elif name in _INWARD:
        yield _Doubt(f"`{name}` may not be asked", _TABLES, at)


def _name(node: Any) -> str:
    """The name of a function; of a reference to a column, the name that may be one of a clock."""
    name = str(node["function_name"] if "function_name" in node else node["column_names"][0]).casefold()
    return name if "function_name" in node or name.startswith(("current_", "local")) else ""


def _place(node: Any) -> int:
    at = int(node.get("query_location", -1))
    return at if at < 2**31 else -1  # what has no place has the greatest number there is


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every mapping of a tree, from the outside in: without recursion, for a query may be nested deeply."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(reversed(each.values()))
        elif isinstance(each, list):
            waiting.extend(reversed(each))

"""No query is run as somebody who may do everything on the server, and what makes another user is said, and is right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.asking import ALL, OWN, asked, read, said
from tests.commands import run
from tests.result_tables import settings
from tests.servers import Server
from tests.source import REPOSITORY

SPYING = "select set_config('role', 'owner', true) as kpi, query_to_xml('select pg_read_file(''PG_VERSION'')', true, false, '') as period"
"""What a member of a mighty role could read, though the transaction can only read."""

PAGES = ("docs/how-to/query-a-database.md", "qpr_rules/checking/codes/QPR442.md")


@pytest.fixture
def made(server: Server) -> Iterator[Server]:
    """The server, without the role that is made in a test once that is over."""
    yield server
    for role in ("qpr_reader", "analyst"):
        with server.connect() as connection:
            if connection.execute("select from pg_roles where rolname = %s", [role]).fetchone():
                connection.execute(f"drop owned by {role}")
                connection.execute(f"drop role {role}")


def hint(project: Path, entry: str, headline: str = "the user `owner` may do everything on the server") -> str:
    settings(project, OWN, entry)
    (line,) = said(project)
    assert f"error QPR442 {headline}, so no query is run as this user" in line
    shown = run(project, "check", "--results", "--today", "2024-12-31", "--format", "json")
    (found,) = json.loads(shown.out)["diagnostics"]
    (hint,) = found["hints"]
    return str(hint)


def statements(server: Server, project: Path) -> list[str]:
    found = re.findall(r"(?:create role|grant|alter default)[^;]*;", hint(project, server.entry(ALL, user="owner")))
    assert len(found) == 5
    return found


def test_the_sql_that_is_said_makes_a_user_who_reads_and_does_nothing_else(made: Server, project: Path) -> None:
    made.run(*(each.replace("'...'", "'s3cret of ours'") for each in statements(made, project)))
    settings(project, OWN, made.entry(ALL, user="qpr_reader"))
    assert len(asked(read(project))) == 1
    made.run("create table later as select * from monthly")  # which may be read too
    settings(project, OWN, made.entry(ALL.replace("monthly", "later"), user="qpr_reader"))
    assert len(asked(read(project))) == 1
    made.run("create schema other", "create table other.t (n int)")
    settings(project, OWN, made.entry("query: select * from other.t", user="qpr_reader"))
    assert "permission denied for schema other" in said(project)[0]
    made.run("drop schema other cascade")
    asks = "select has_table_privilege('qpr_reader', 'monthly', 'insert, update, delete, truncate')"
    of = "select rolsuper or rolcreaterole or rolcreatedb, left(rolpassword, 13) from pg_authid where rolname = 'qpr_reader'"
    with made.connect() as connection:
        assert connection.execute(asks).fetchone() == (False,)
        assert connection.execute(of).fetchone() == (False, "SCRAM-SHA-256")


def test_names_in_it_are_written_as_sql_has_them(made: Server, project: Path) -> None:
    made.run('create schema "Key figures; drop"', "alter role owner set search_path = 'Key figures; drop'")
    try:
        shown = hint(project, made.entry("query: select 1", user="owner"))
    finally:
        made.run("alter role owner reset search_path", 'drop schema "Key figures; drop"')
    assert 'grant usage on schema "Key figures; drop" to qpr_reader' in shown


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_say_the_same(made: Server, project: Path, page: str) -> None:
    (block,) = re.findall(r"```sql\n(create role.*?)```", (REPOSITORY / page).read_text("utf-8"), re.DOTALL)
    assert block.split() == " ".join(statements(made, project)).split()


def test_nor_as_one_who_may_become_somebody_mighty(made: Server, project: Path) -> None:
    made.run("create role analyst login", "grant owner to analyst")
    entry = made.entry(f"query: {json.dumps(SPYING)}", user="analyst")
    assert "create role qpr_reader" in hint(
        project, entry, "the user `analyst` may become `owner`, and so do everything on the server"
    )

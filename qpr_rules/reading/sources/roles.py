"""As whom a query is run on a PostgreSQL server: never as somebody who may do everything there.

A transaction that can only read stops what would change the database, and nothing else: functions give a superuser the
server's files and other people's work. A query may become any role that its user is a member of, in its own words.
"""

from __future__ import annotations

from typing import Any

from qpr_rules.reading.sources.registry import AskedError

_MIGHTY = """
select rolname, session_user, quote_ident(current_database()), quote_ident(coalesce(current_schema(), 'public'))
from pg_catalog.pg_roles where rolsuper and pg_has_role(session_user, oid, 'member')
order by rolname = session_user desc, rolname limit 1
"""

_MADE = (
    "create role qpr_reader login password '...'; grant connect on database {database} to qpr_reader; "
    "grant usage on schema {schema} to qpr_reader; grant select on all tables in schema {schema} to qpr_reader; "
    "alter default privileges in schema {schema} grant select on tables to qpr_reader;"
)
"""What makes a role that may read the tables of a schema, those of tomorrow too, and nothing else."""


def require_harmless(connection: Any) -> None:
    """Raises AskedError for a user whose queries can do harm though they only read, with the SQL that makes another."""
    found = connection.execute(_MIGHTY).fetchone()
    if found is None:
        return
    role, user, database, schema = found
    mighty = f"may {'do' if role == user else f'become `{role}`, and so do'} everything on the server"
    hint = (
        "have a user made who may only read, and name it as `user`. Whoever may make users runs this once in that "
        f"database, with a password in place of the dots: {_MADE.format(database=database, schema=schema)}"
    )
    headline = f"the user `{user}` {mighty}, so no query is run as this user"
    raise AskedError("QPR442", headline, hint, "connection", "user")

"""A PostgreSQL server for the tests of reading that ask for one; it is started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qpr_rules.reading.sources import postgresql
from tests.servers import Server, running


@pytest.fixture(scope="session")
def _server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def postgres(_server: Server) -> Server:
    """A PostgreSQL server with an empty database, in which everyone may read what a test makes."""
    _server.run(
        "drop schema public cascade",
        "create schema public",
        "grant usage on schema public to public",
        "alter default privileges in schema public grant select on tables to public",
    )
    return _server


@pytest.fixture
def server(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server with a table of one result; pauses between tries are short, and whoever runs the tests has no password."""
    monkeypatch.setattr(postgresql, "PAUSES", (0.05, 0.05))
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", "none")
    postgres.run(
        "create table monthly (kpi text, area text, period date, numerator bigint, denominator numeric)",
        "insert into monthly values ('REPAIRS', null, '2025-01-31', 381, 402)",
    )
    return postgres

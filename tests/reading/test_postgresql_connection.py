"""A PostgreSQL server that is not there, asks for a password, is slow, or goes away: a sentence, and never half an answer."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from qpr_rules.reading.sources import postgresql
from tests.asking import ALL, OWN, asked, read, said
from tests.commands import run
from tests.result_tables import settings
from tests.servers import HOST, SECRET, Server, proxy, stranger


def test_a_slow_query_is_given_up(server: Server, project: Path) -> None:
    settings(project, OWN, server.entry('query: "select pg_sleep(30)"', "timeout: 1"))
    begun = time.monotonic()
    assert said(project)[0].endswith("QPR442 the query took longer than 1 second, and was given up")
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("connection", "words"),
    [
        ("port: 1", "there is no connection to the database: Connection refused"),
        ("host: nowhere.invalid", "there is no connection to the database: failed to resolve host 'nowhere.invalid'"),
        (f"host: {'a' * 70}..b", "`host` cannot be the name of a server"),
        ("database: perfomance", 'there is no connection to the database: database "perfomance" does not exist'),
        ("user: stranger", 'there is no connection to the database: role "stranger" does not exist'),
        ("user: locked", "the server asks for a password, and none is given"),
        (
            "encryption: required",
            "there is no connection to the database: server does not support SSL, but SSL was required",
        ),
        ("service: council", 'there is no connection to the database: definition of service "council" not found'),
        ("url_from: QPR_NOT_SET", "the environment variable `QPR_NOT_SET` is not set"),
    ],
)
def test_a_server_that_does_not_answer_is_a_sentence(
    server: Server, project: Path, connection: str, words: str
) -> None:
    given = {"host": HOST, "port": str(server.port), "database": "performance", "user": "reader"}
    name, _, value = connection.partition(": ")
    if name == "service":
        del given["host"], given["port"]
    of = ", ".join(f"{each}: {it}" for each, it in {**given, name: value}.items())
    settings(project, OWN, f"{{source: postgresql, connection: {{{of}}}, query: select 1}}")
    (line,) = said(project)
    assert line.startswith("qpr-rules.yaml:6:")
    assert f"error QPR441 {words}" in line


def test_a_password_comes_from_the_environment_and_is_never_shown(
    server: Server, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"postgresql://locked:{SECRET}@{HOST}:{server.port}/performance"
    entries = {
        "PGPASSWORD": (SECRET, server.entry(ALL, user="locked")),
        "QPR_KEY": (SECRET, server.entry(ALL, user="locked, password_from: QPR_KEY")),
        "QPR_URL": (url, f"{{source: postgresql, connection: {{url_from: QPR_URL}}, {ALL}}}"),
    }
    for name, (value, entry) in entries.items():
        settings(project, OWN, entry)
        monkeypatch.setenv(name, value)
        assert len(asked(read(project))) == 1
        for wrong in (value.replace(SECRET, f"not-{SECRET}"), f"//x:{SECRET}@y", f"{SECRET}@"):
            monkeypatch.setenv(name, wrong)
            for option in ("--verbose", "--debug"):
                done = run(project, "exceptions", option, "--today", "2025-03-31")
                assert SECRET not in done.out + done.err
            done = run(project, "check", "--results", "--verbose", "--today", "2024-12-31")
            assert "QPR441" in done.out
            assert SECRET not in done.out + done.err
        monkeypatch.delenv(name)


def test_a_server_that_settings_name_is_not_told_a_password_of_the_environment(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QPR_TOKEN", SECRET)
    with stranger() as (port, told):
        for name, more in (("PGPASSWORD", ""), ("QPR_TOKEN", ", password_from: QPR_TOKEN")):
            monkeypatch.setenv(name, SECRET)
            of = f"{{host: {HOST}, port: {port}, database: a, user: b{more}}}"
            settings(project, OWN, f"{{source: postgresql, connection: {of}, query: select 1}}")
            (line,) = said(project)
            assert "error QPR441 there is no connection to the database: " in line
            assert "server requested a cleartext password" in line
        assert not any(told)
        monkeypatch.setenv("PGREQUIREAUTH", "password")  # which settings cannot say
        said(project)
        assert SECRET.encode() in told[-1]


@pytest.mark.parametrize(
    ("connection", "words"),
    [
        ("{url_from: QPR_URL, host: localhost}", "`url_from` says which server, and so does `host`"),
        ("{url_from: QPR_URL, port: 5433}", "`url_from` says which server, and so does `port`"),
        ("{url_from: QPR_URL, service: a}", "`url_from` says which server, and so does `service`"),
        ("{service: a, host: localhost}", "`service` says which server, and so does `host`"),
    ],
)
def test_a_password_is_for_the_server_that_it_stands_beside(
    project: Path, monkeypatch: pytest.MonkeyPatch, connection: str, words: str
) -> None:
    monkeypatch.setenv("QPR_URL", f"postgresql://reader:{SECRET}@{HOST}:1/performance")
    settings(project, OWN, f"{{source: postgresql, connection: {connection}, query: select 1}}")
    (line,) = said(project)
    assert line.endswith(f"error QPR441 {words}")


@pytest.mark.parametrize("password", ["a@f1sh", "a/f1sh", "1/f1sh", "a@1?sslmode=f1sh"])
def test_a_password_that_a_url_cuts_in_two_is_not_shown(
    project: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("QPR_URL", f"postgresql://{HOST}:{password}@{HOST}:1/performance")
    settings(project, OWN, "{source: postgresql, connection: {url_from: QPR_URL}, query: select 1}")
    done = run(project, "check", "--results", "--verbose", "--today", "2024-12-31")
    assert "QPR441" in done.out
    assert "f1sh" not in done.said
    assert "holds a URL that can be read in two ways" in done.out


MANY = 'query: "select kpi, period, numerator, denominator from monthly, generate_series(1, 3000) order by 1"'
CUT = 20_000


@pytest.mark.parametrize("breaks", [1, 2])
def test_a_connection_that_breaks_midway_is_made_again_and_no_row_is_read_twice(
    server: Server, project: Path, monkeypatch: pytest.MonkeyPatch, breaks: int
) -> None:
    monkeypatch.setattr(postgresql, "ROWS", 100)
    made = []

    def forward(number: int, passed: int) -> int | None:
        made.append(number)
        return CUT - passed if number < breaks else None

    server.run("delete from monthly", "insert into monthly select 'VOIDS', null, date '2025-01-31', 9, 1")
    with proxy(server, forward) as port:
        settings(project, OWN, server.entry(MANY.replace("3000", "1500"), port=port))
        found = read(project)
    assert max(made) == breaks
    assert found.rows == 48 + 1500
    assert len(asked(found)) == 1


def test_a_connection_that_breaks_each_time_gives_nothing(server: Server, project: Path) -> None:
    with proxy(server, lambda _, passed: CUT - passed) as port:
        settings(project, OWN, server.entry(MANY, port=port))
        found = read(project)
        assert found.rows == 48
        assert asked(found) == []
        (line,) = said(project)
    assert "error QPR441 the connection broke off during the query, 3 times: " in line


def test_a_server_that_is_stopped_midway_is_asked_again(server: Server, project: Path) -> None:
    server.run("create table tries (n int)")
    settings(project, OWN, server.entry('query: "select *, pg_sleep(1) from monthly"'))

    def stop() -> None:
        with server.connect() as connection:
            for _ in range(100):
                stopped = connection.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'DECLARE%' or query like 'FETCH%'"
                ).fetchall()
                if stopped:
                    return
                time.sleep(0.02)

    stopper = threading.Thread(target=stop)
    stopper.start()
    found = read(project)
    stopper.join()
    assert len(asked(found)) == 1


def test_a_server_that_falls_silent_is_given_up(server: Server, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "GRACE", 0.2)
    with proxy(server, lambda _, passed: -1 if passed > CUT else None) as port:
        settings(project, OWN, server.entry(MANY, "timeout: 1", port=port))
        begun = time.monotonic()
        assert said(project)[0].endswith("QPR442 the query took longer than 1 second, and was given up")
        assert time.monotonic() - begun < 5

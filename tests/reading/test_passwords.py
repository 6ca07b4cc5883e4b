"""A password in the settings is an error, at its place, and nothing that is printed holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.result_tables import TOP

SECRET = "sword-f1sh"  # noqa: S105 (of nothing)
WRITTEN = {
    "a key": (f"{{host: a, password: {SECRET}}}", "6:15"),
    "in quotes": (f'{{host: a, "password": "{SECRET}", port: 5432}}', "6:15"),
    "another name": (f"{{host: a, PGPASSWORD: '{SECRET}'}}", "6:15"),
    "a URL": (f"{{url_from: 'postgresql://reader:{SECRET}@a/b'}}", "6:16"),
    "a host": (f"{{host: 'postgresql://reader:{SECRET}@a/b'}}", "6:12"),
    "words of libpq": (f"{{host: 'a password={SECRET} port=1'}}", "6:12"),
}
COMMANDS = (
    *(
        ["check", "--format", form]
        for form in ("text", "concise", "json", "sarif", "github", "gitlab", "markdown", "junit")
    ),
    ["check", "--diff"],
    ["check", "--results", "--verbose"],
    ["evaluate", "--verbose"],
    ["exceptions", "--debug"],
    ["impact", "--queries"],
    ["results"],
)


def lay(project: Path, connection: str, query: str = "select 1") -> None:
    text = f"{TOP}results:\n  - source: postgresql\n    connection: {connection}\n    query: {query}\n"
    (project / "qpr-rules.yaml").write_text(text.replace("    connection: {", "    connection: {"), "utf-8")


@pytest.mark.parametrize("written", WRITTEN)
def test_a_password_is_said_at_its_place_and_never_shown(project: Path, written: str) -> None:
    connection, _ = WRITTEN[written]
    lay(project, connection)
    (line,) = run(project, "check", "--format", "concise", "--select", "QPR440").out.splitlines()[:-1]
    at = connection.index(
        "password" if "key" in written or "quotes" in written else "PGPASSWORD" if "name" in written else "'"
    )
    at -= written == "in quotes"
    column = len("    connection: ") + at + 1
    assert line.startswith(f"qpr-rules.yaml:6:{column}: error QPR440 a password is written here")
    for command, *options in COMMANDS:
        done = run(project, command, *options)
        assert done.code in (1, 2), (command, options)
        assert SECRET not in done.out + done.err, (command, options)
        assert "Traceback" not in done.said


@pytest.mark.parametrize("broken", [f"{{host: [a, password: {SECRET}", f"{{password: {SECRET}}}\n  x: *y\n\tz: 1"])
def test_nor_is_one_in_settings_that_cannot_be_read(project: Path, broken: str) -> None:
    lay(project, broken)
    done = run(project, "check")
    assert done.code == 1
    assert SECRET not in done.out + done.err


def test_a_number_that_is_a_password_is_not_shown_either(project: Path) -> None:
    lay(project, "{host: a, password: 012345678}")
    done = run(project, "check")
    assert "QPR440" in done.out
    assert "12345678" not in done.out + done.err


def test_words_about_passwords_are_none(project: Path) -> None:
    lay(project, "{host: a, password_from: QPR_KEY}  # the password: ask IT", "select password from users")
    assert "QPR440" not in run(project, "check").out


@pytest.mark.parametrize("written", ["year", "year of the report, as the council has it", "direction"])
def test_of_one_in_a_quotation_that_is_cut_short_nothing_is_shown(project: Path, written: str) -> None:
    secret = "".join(f"{number:03}x" for number in range(300))
    lay(project, "{host: a}")
    file = project / "qpr-rules.yaml"
    text = file.read_text("utf-8")
    file.write_text(f"{text}{written}: '{'w' * 20} postgresql://reader:{secret}@a/b'\n", "utf-8")
    for command, *options in COMMANDS[:9]:
        said = run(project, command, *options).said
        assert "000x" not in said, (command, options)

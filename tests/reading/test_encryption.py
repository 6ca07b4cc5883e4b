"""A PostgreSQL server elsewhere is told nothing before it is encrypted and proved, as far as the settings ask for it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from types import SimpleNamespace
from typing import Any

import pytest

from qpr_rules.files import Folder
from qpr_rules.reading.git import repository_of
from qpr_rules.reading.project import read_declarations
from qpr_rules.reading.results import read_results
from tests.asking import OWN, asked, read, said
from tests.certificates import NAME, Certificate, between, encrypting, made
from tests.commands import run
from tests.repositories import commit
from tests.result_tables import settings
from tests.servers import HOST, SECRET, Server

QUERY = (
    "query: \"select 'VOIDS' as kpi, '2025-01' as period, 1 as denominator, ssl::int as numerator "
    'from pg_stat_ssl where pid = pg_backend_pid()"'
)
OTHER = "other.council.example"
UNENCRYPTED = "server does not support SSL, but SSL was required"


@pytest.fixture(autouse=True)
def _elsewhere(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (which clears the environment)
    """The server has names, as one elsewhere has; and a password is in the environment."""
    resolved = socket.getaddrinfo

    def known(host: Any, *more: Any, **named: Any) -> Any:
        return resolved(HOST if host in (NAME, OTHER) else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", known)
    monkeypatch.setenv("PGPASSWORD", SECRET)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return made(tmp_path_factory.mktemp("ours") / "made")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return made(tmp_path_factory.mktemp("theirs") / "made")


@pytest.fixture
def encrypted(server: Server, ours: Certificate) -> Iterator[Server]:
    with encrypting(server, ours):
        yield server


def entry(server: Server, user: str = "locked", more: str = "", host: str = NAME, port: int = 0) -> str:
    return server.entry(QUERY, user=f"{user}{', ' * bool(more)}{more}", port=port).replace(HOST, host, 1)


def is_encrypted(project: Path, entry: str) -> bool:
    settings(project, OWN, entry)
    (one,) = asked(read(project))
    return bool(one.numerator)


def refused(project: Path, entry: str) -> str:
    """What is said, with what to do."""
    settings(project, OWN, entry)
    assert len(said(project)) == 1
    shown = run(project, "check", "--results", "--today", "2024-12-31").out
    assert SECRET not in shown
    assert "QPR441" in shown
    return " ".join(shown.replace("│", " ").split())


def test_a_server_elsewhere_that_does_not_encrypt_is_told_nothing(server: Server, project: Path) -> None:
    shown = refused(project, entry(server))
    assert UNENCRYPTED in shown
    assert "write `encryption: none` under `connection`" in shown
    assert not is_encrypted(project, entry(server, more="encryption: none"))
    assert not is_encrypted(project, entry(server, host=HOST))  # on this computer nobody is between


@pytest.mark.parametrize(
    "more", ["", "encryption: required", "encryption: verified, root_certificate: {}", "root_certificate: {}"]
)
def test_a_server_that_encrypts_is_read(encrypted: Server, ours: Certificate, project: Path, more: str) -> None:
    assert is_encrypted(project, entry(encrypted, more=more.format(ours.authority)))


def test_a_server_that_is_not_the_one_in_its_certificate_is_told_nothing(
    encrypted: Server, ours: Certificate, theirs: Certificate, project: Path
) -> None:
    for host in (OTHER, HOST):
        shown = refused(project, entry(encrypted, more=f"root_certificate: {ours.authority}", host=host))
        assert f'server certificate for "{NAME}" ' in shown
        assert f'does not match host name "{host}"' in shown
        assert "write as `host` the name that is in the certificate" in shown
    for untrue in (str(theirs.authority), "system"):
        shown = refused(project, entry(encrypted, more=f"encryption: verified, root_certificate: {untrue}"))
        assert "certificate verify failed" in shown
        assert "ask whoever runs the server for the file of its authority's certificate" in shown


def test_a_certificate_in_the_project_is_found_from_any_folder(
    encrypted: Server, ours: Certificate, theirs: Certificate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts from the folder of the settings, as every path there; what lies in the working folder is another file."""
    for folder, authority in ((project, ours.authority), (project.parent / "elsewhere", theirs.authority)):
        (folder / "certificates").mkdir(parents=True)
        copy(authority, folder / "certificates" / "ca.crt")
    own = entry(encrypted, more="root_certificate: certificates/ca.crt")
    for folder in (project, project.parent / "elsewhere", project / "results"):
        monkeypatch.chdir(folder)
        assert is_encrypted(project, own)


def test_a_certificate_outside_the_project_is_read_only_if_that_is_allowed(
    encrypted: Server, ours: Certificate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(ours.authority, project.parent / "ca.crt")
    (project / "linked.crt").symlink_to(project.parent / "ca.crt")
    monkeypatch.chdir(project)
    for name in ("../ca.crt", "linked.crt"):
        shown = refused(project, entry(encrypted, more=f"root_certificate: {name}"))
        assert (
            f"the certificate `{name}` cannot be read: the path leads outside the project (allow it with --allow-outside)"
            in shown
        )
        tree = Folder(project, allow_outside=True)
        (one,) = asked(read_results(tree, read_declarations(tree)))
        assert one.numerator


def test_a_certificate_of_an_earlier_version_is_the_one_of_that_version(
    encrypted: Server, ours: Certificate, theirs: Certificate, project: Path
) -> None:
    copy(ours.authority, project / "ca.crt")
    settings(project, OWN, entry(encrypted, more="root_certificate: ca.crt"))
    commit(project)
    copy(theirs.authority, project / "ca.crt")
    repository = repository_of(project)
    with repository.at(repository.commit("HEAD")) as tree:
        (one,) = asked(read_results(tree, read_declarations(tree)))
    assert one.numerator
    assert not asked(read(project))


def test_the_authorities_that_the_computer_trusts_are_found(
    encrypted: Server, ours: Certificate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver's own OpenSSL looks where this computer has nothing; Python knows where it has them."""
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: SimpleNamespace(cafile=str(ours.authority)))
    assert is_encrypted(project, entry(encrypted, more="root_certificate: system"))


def test_a_certificate_that_is_no_file_is_said(
    encrypted: Server, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("/nothing.crt", "/dev/zero", "/" + "a" * 5000):
        assert f"there is no file `{name[:50]}" in refused(project, entry(encrypted, more=f"root_certificate: {name}"))
    for name, why in (
        ("nothing.crt", "there is no such file"), ("a" * 5000, "this cannot be the name of a file"),
        ("results", "this is a folder, not a file"),
    ):  # fmt: skip
        shown = refused(project, entry(encrypted, more=f"root_certificate: {name}"))
        assert f"the certificate `{name[:50]}" in shown
        assert f"cannot be read: {why}" in shown
    monkeypatch.setenv("PGSSLROOTCERT", "nothing.crt")
    shown = refused(project, entry(encrypted, more="encryption: verified"))
    assert 'root certificate file "nothing.crt" does not exist' in shown
    assert "name it: root_certificate:" in shown


@pytest.mark.parametrize(("user", "kind", "way"), [("hashed", "hashed", "md5"), ("plain", "cleartext", "password")])
def test_a_server_that_asks_so_that_the_password_is_learnt_is_refused(
    encrypted: Server, ours: Certificate, project: Path, monkeypatch: pytest.MonkeyPatch, user: str, kind: str, way: str
) -> None:
    ways = ("", "encryption: none", f"root_certificate: {ours.authority}")
    for more in ways:
        shown = refused(project, entry(encrypted, user, more))
        assert f"server requested a {kind} password" in shown
        assert f"PGREQUIREAUTH={way} where this runs" in shown
    monkeypatch.setenv("PGREQUIREAUTH", way)
    for more in ways:
        assert is_encrypted(project, entry(encrypted, user, more)) == (more != "encryption: none")


def test_on_this_computer_a_sum_of_the_password_is_proof_enough(server: Server, project: Path) -> None:
    assert not is_encrypted(project, entry(server, "hashed", host=HOST))


def test_a_server_that_does_not_know_the_password_is_no_server(
    encrypted: Server, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "server did not complete authentication" in refused(project, entry(encrypted, "reader"))
    monkeypatch.delenv("PGPASSWORD")
    assert is_encrypted(project, entry(encrypted, "reader"))


def test_whoever_is_between_and_hands_everything_on_is_noticed(
    server: Server, theirs: Certificate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with between(server, theirs) as port:
        for more in ("", "encryption: required"):
            shown = refused(project, entry(server, more=more, port=port))
            assert "channel binding is required" in shown
            assert "write `encryption: verified` under `connection`" in shown
        monkeypatch.setenv("PGCHANNELBINDING", "disable")  # then nothing tells him from the server
        assert not is_encrypted(project, entry(server, port=port))


@pytest.mark.parametrize("way", ["url", "service", "environment"])
def test_settings_ask_for_no_less_than_whoever_runs_this(
    encrypted: Server, ours: Certificate, project: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The host is not that of the certificate: what is verified is refused."""
    of = {"host": HOST, "port": str(encrypted.port), "dbname": "performance", "user": "locked"}
    proved = {"sslmode": "verify-full", "sslrootcert": str(ours.authority)}
    if way == "url":
        parts = "&".join(f"{name}={value}" for name, value in (of | proved).items())
        monkeypatch.setenv("QPR_URL", f"postgresql://?{parts}")
        connection = "url_from: QPR_URL"
    elif way == "service":
        lines = (f"{name}={value}\n" for name, value in (of | proved).items())
        (project / "services").write_text("[council]\n" + "".join(lines), "utf-8")
        monkeypatch.setenv("PGSERVICEFILE", str(project / "services"))
        connection = "service: council"
    else:
        monkeypatch.setenv("PGSSLMODE", "verify-full")
        monkeypatch.setenv("PGSSLROOTCERT", str(ours.authority))
        connection = ", ".join(f"{name}: {value}" for name, value in of.items()).replace("dbname", "database")
    for more in ("", ", encryption: none", ", encryption: required"):
        made = f"{{source: postgresql, connection: {{{connection}{more}}}, {QUERY}}}"
        assert "does not match host name" in refused(project, made)


@pytest.mark.parametrize("way", ["service", "url", "address", "addresses"])
def test_what_is_elsewhere_by_the_environment_is_encrypted_like_any_server(
    server: Server, project: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The address is one that leads to this computer and does not look so."""
    made = f"[council]\nhost=127.1\nport={server.port}\ndbname=performance\nuser=locked\n"
    (project / "services").write_text(made, "utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(project / "services"))
    monkeypatch.setenv("QPR_URL", f"postgresql://locked@127.1:{server.port}/performance")
    if way == "address":  # which is where libpq goes, whatever the host is called
        monkeypatch.setenv("QPR_URL", f"postgresql://locked@localhost:{server.port}/performance?hostaddr=0.0.0.0")
    if way == "addresses":  # the second has none, and is where its name leads
        both = f"host=localhost,127.1&hostaddr=127.0.0.1,&port={server.port},{server.port}"
        monkeypatch.setenv("QPR_URL", f"postgresql:///performance?user=locked&{both}")
    connection = "service: council" if way == "service" else "url_from: QPR_URL"
    made = f"{{source: postgresql, connection: {{{connection}}}, {QUERY}}}"
    assert UNENCRYPTED in refused(project, made)
    monkeypatch.setenv("PGSSLMODE", "disable")  # which whoever runs this may say
    assert not is_encrypted(project, made)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("encryption: none, root_certificate: a.crt", "`encryption: none` takes any server's word, and `root_certificate` does not"),
        ("encryption: required, root_certificate: a.crt", "`encryption: required` takes any server's word"),
        ("sslmode: verify-full", "did you mean `encryption`?"),
        ("sslrootcert: a.crt", "did you mean `root_certificate`?"),
        ("encryption: verify-full", "did you mean `verified`?"),
        ("encryption: off", "`off` is no answer here"),
    ],
)  # fmt: skip
def test_what_settings_say_amiss_is_said_before_anything_is_asked(
    server: Server, project: Path, written: str, words: str
) -> None:
    settings(project, OWN, entry(server, more=written))
    done = run(project, "check", "--today", "2024-12-31")
    assert words in " ".join(done.out.split())
    assert done.code == 1

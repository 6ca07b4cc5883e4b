"""A PostgreSQL server of the tests' own, on loopback, which knows nothing of any other and leaves nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HOST = "127.0.0.1"
SECRET = "sword-f1sh"  # noqa: S105 (of a server that lives as long as a test)
"""The password of the roles that the server asks for one: `locked`, `hashed` by md5, and `plain` for the password itself."""

_DEBIAN = Path("/usr/lib/postgresql")
_SETTINGS = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB", "max_connections=20"]
_ASKED = "".join(
    f"host all {who} {HOST}/32 {how}\n"
    for who, how in (("locked", "scram-sha-256"), ("hashed", "md5"), ("plain", "password"), ("all", "trust"))
)
"""How each role is asked who it is."""

_MADE = f"""
create database performance;
create role reader login;
create role writer login;
create role locked login password '{SECRET}';
create role plain login password '{SECRET}';
set password_encryption = 'md5';
create role hashed login password '{SECRET}';
"""


@dataclass(frozen=True)
class Server:
    """A server that runs: its port on ``HOST``, and the database `performance` with the roles `reader`, `writer` and those of ``SECRET``."""

    port: int

    def entry(self, *more: str, user: str = "reader", port: int = 0) -> str:
        """An entry of ``results``, as YAML, for a query that ``more`` says: ``query: ...``, ``columns: {...}``."""
        of = f"host: {HOST}, port: {port or self.port}, database: performance, user: {user}"
        return f"{{source: postgresql, connection: {{{of}}}, {', '.join(more)}}}"

    def connect(self, database: str = "performance") -> Any:
        """A connection of the server's owner, in which every statement holds at once."""
        import psycopg

        return psycopg.connect(host=HOST, port=self.port, dbname=database, user="owner", autocommit=True)

    def run(self, *statements: str) -> None:
        """Run statements as the owner, in the database `performance`, of which the others may read everything."""
        with self.connect() as connection:
            for each in statements:
                connection.execute(each)


def binaries() -> Path:
    """The folder of initdb and postgres; skips the test where there is none."""
    places = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    if config := shutil.which("pg_config"):
        asked = subprocess.run([config, "--bindir"], capture_output=True, encoding="utf-8", check=False)
        places.append(Path(asked.stdout.strip()))
    places += sorted(_DEBIAN.glob("*/bin"), reverse=True)
    for place in places:
        if shutil.which("initdb", path=place) and shutil.which("postgres", path=place):
            return place
    pytest.skip("needs a PostgreSQL server's programs: initdb and postgres (Debian: postgresql)")


_WATCH = """
import json, shutil, subprocess, sys
folder, stop, who = json.loads(sys.argv[1])
sys.stdin.buffer.read()
subprocess.run(stop, cwd=folder, **who, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
shutil.rmtree(folder, ignore_errors=True)
"""
"""What stops a server and takes its files away as soon as the process that holds the other end of its input is gone."""


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """A server, started for as long as this is open; root starts it as somebody else, which PostgreSQL insists on.

    It is stopped by a process of its own, which outlives a test run that is killed and does the same then.
    """
    programs, folder = binaries(), Path(tempfile.mkdtemp(prefix="qpr-postgres-"))
    who = _somebody_else(folder)
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}

    def command(program: str, *arguments: str) -> list[str]:
        return [str(programs / program), "-D", str(folder / "cluster"), *arguments]

    def call(program: str, *arguments: str) -> None:
        with (folder / f"{program}.log").open("w", encoding="utf-8") as log:
            done = subprocess.run(
                command(program, *arguments), stdout=log, stderr=log, env=environment, cwd=folder, check=False, **who
            )
        assert done.returncode == 0, "".join(each.read_text("utf-8") for each in folder.glob("*.log"))

    told = json.dumps([str(folder), command("pg_ctl", "-m", "immediate", "stop"), who])
    watch = subprocess.Popen(
        [sys.executable, "-I", "-c", _WATCH, told], stdin=subprocess.PIPE, env=environment, start_new_session=True
    )
    try:
        call("initdb", "--username=owner", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        (folder / "cluster" / "pg_hba.conf").write_text(_ASKED, "utf-8")
        with socket.socket() as free:
            free.bind((HOST, 0))
            port = free.getsockname()[1]
        options = " ".join(f"-c {each}" for each in (*_SETTINGS, f"port={port}", f"listen_addresses={HOST}"))
        call("pg_ctl", "-w", "-l", str(folder / "server.log"), "-o", f"{options} -c unix_socket_directories=", "start")
        server = Server(port)
        with server.connect("postgres") as connection:
            for each in filter(str.strip, _MADE.split(";")):
                connection.execute(each)
        yield server
    finally:
        watch.communicate()


@contextlib.contextmanager
def proxy(server: Server, forward: Callable[[int, int], int | None]) -> Iterator[int]:
    """A port before the server's, and how many bytes of each connection's answers (by number, from 0) are passed on.

    ``forward`` says of a connection's number, and what it has had, how much more it may have: None for as much as
    comes, 0 for an end, and less than 0 for silence.
    """
    with contextlib.ExitStack() as stack:
        door = stack.enter_context(socket.create_server((HOST, 0)))
        held: list[socket.socket] = []

        def serve(number: int, client: socket.socket) -> None:
            far = socket.create_connection((HOST, server.port))
            held.extend((client, far))
            threading.Thread(target=copy, args=(client, far), daemon=True).start()
            passed = 0
            with contextlib.suppress(OSError):
                while block := far.recv(4096):
                    left = forward(number, passed)
                    if left is not None and left < len(block):
                        if left < 0:
                            return  # and nothing is closed
                        break
                    client.sendall(block)
                    passed += len(block)
            for each in (client, far):
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

        def copy(near: socket.socket, far: socket.socket) -> None:
            with contextlib.suppress(OSError):
                while block := near.recv(4096):
                    far.sendall(block)
            with contextlib.suppress(OSError):
                far.shutdown(socket.SHUT_RDWR)  # who is gone is gone for the server too, which else keeps its locks

        def listen() -> None:
            with contextlib.suppress(OSError):
                for number in range(100):
                    threading.Thread(target=serve, args=(number, door.accept()[0]), daemon=True).start()

        threading.Thread(target=listen, daemon=True).start()
        try:
            yield door.getsockname()[1]
        finally:
            for each in held:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)  # a thread that listens to it would keep it open
                each.close()


@contextlib.contextmanager
def stranger() -> Iterator[tuple[int, list[bytes]]]:
    """The port of a server that asks whoever comes for the password as it is, and what it was then told."""
    told: list[bytes] = []

    def listen() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = door.accept()
                with client, client.makefile("rwb") as way:
                    while (
                        way.read(int.from_bytes(way.read(4), "big") - 4)[:2] != b"\0\3"
                    ):  # protocol 3: no other question
                        way.write(b"N")  # nothing is encrypted here
                        way.flush()
                    way.write(b"R" + (8).to_bytes(4, "big") + (3).to_bytes(4, "big"))
                    way.flush()
                    told.append(client.recv(1000))

    with socket.create_server((HOST, 0)) as door:
        threading.Thread(target=listen, daemon=True).start()
        yield door.getsockname()[1], told


@contextlib.contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port at which each who comes is served, in a thread of his own."""

    def listen() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(door.accept()[0],), daemon=True).start()

    with socket.create_server((HOST, 0)) as door:
        threading.Thread(target=listen, daemon=True).start()
        yield door.getsockname()[1]


def message(kind: bytes, content: bytes = b"") -> bytes:
    """A message of PostgreSQL's protocol."""
    return kind + (len(content) + 4).to_bytes(4, "big") + content


def row_of(*cells: bytes) -> bytes:
    """A row of an answer."""
    return message(
        b"D", len(cells).to_bytes(2, "big") + b"".join(len(each).to_bytes(4, "big") + each for each in cells)
    )


@contextlib.contextmanager
def pretender(columns: Sequence[str], answer: Iterable[bytes], greeting: Iterable[bytes] = ()) -> Iterator[int]:
    """The port of a server that lets everyone in and answers every query with these messages; it stops when nobody listens.

    ``greeting`` comes before it asks what they want. Both may be without an end.
    """
    described = b"".join(
        each.encode() + b"\0" + bytes(6) + (25).to_bytes(4, "big") + b"\xff\xff" + b"\xff" * 4 + bytes(2)
        for each in columns
    )
    answers = {
        b"P": message(b"1"),
        b"B": message(b"2"),
        b"D": message(b"T", len(columns).to_bytes(2, "big") + described),
        b"E": message(b"C", b"DONE\0"),
        b"Q": message(b"C", b"BEGIN\0") + message(b"Z", b"T"),
        b"S": message(b"Z", b"T"),
    }

    def serve(client: socket.socket) -> None:
        with contextlib.suppress(OSError, ConnectionError), client, client.makefile("rb") as way:
            while way.read(int.from_bytes(way.read(4), "big") - 4)[:2] != b"\0\3":
                client.sendall(b"N")
            client.sendall(message(b"R", bytes(4)))
            for each in greeting:
                client.sendall(each)
            client.sendall(message(b"Z", b"I"))
            asked = b""
            while kind := way.read(1):
                content = way.read(int.from_bytes(way.read(4), "big") - 4)
                asked = content if kind == b"P" else b"" if kind == b"S" else asked
                if kind == b"E" and b"fetch" in asked:
                    for each in answer:
                        client.sendall(each)
                if kind == b"Q" and b"rolsuper" in content:  # nobody here may do everything
                    client.sendall(answers[b"D"])
                nothing = kind == b"D" and asked and b"fetch" not in asked
                client.sendall(message(b"n") if nothing else answers.get(kind, b""))

    with listening(serve) as port:
        yield port


def _somebody_else(folder: Path) -> dict[str, Any]:
    """Who runs the server, as ``subprocess`` is told; the folder becomes theirs. Nothing where we are not root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd

    known = {each.pw_name: each for each in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

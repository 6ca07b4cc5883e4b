"""DuckDB in memory, with a limit of memory and time, that reads nothing but what it has been given."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qpr_rules.reading.sources.registry import UnavailableError

MEMORY = "2GiB"
"""What the cases and the query may take together. Nothing of them is written to disk in its place."""

ROOM = 4 * 2**30
"""Bytes by which this process may grow while a query runs: those for DuckDB, and as many for the answer."""

_SETTINGS: Mapping[str, Any] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": MEMORY,
    "temp_directory": "",
    "threads": 1,  # the same sums in the same order, whatever the machine
}


def opened() -> Any:
    """A connection to an empty database in memory, still with access to files. Raises UnavailableError without DuckDB."""
    try:
        import duckdb
    except ImportError:
        raise UnavailableError("SQL over case files", "duckdb", "duckdb") from None
    connection = duckdb.connect(":memory:", config=dict(_SETTINGS))
    connection.execute("set errors_as_json = true")
    return connection


def seal(connection: Any) -> None:
    """Close every file to it, and every setting: from here on it runs what an author wrote."""
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


@contextmanager
def bounded() -> Iterator[None]:
    """Lets this process grow by no more than ``ROOM`` while this is open, where the system can: more is a MemoryError.

    DuckDB's own limit leaves out what a function makes within a row, and a text repeated a thousand million times is one.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + ROOM
    if soft == resource.RLIM_INFINITY or soft > most:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def limited(connection: Any, seconds: float) -> Iterator[None]:
    """Interrupts what the connection runs after so many seconds; DuckDB then raises its InterruptException."""
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def told(error: Exception) -> Mapping[str, str]:
    """What DuckDB says of a mistake, by the names that it uses: ``exception_message``, ``position``, ``error_subtype``.

    >>> told(ValueError('Binder Error: {"exception_message": "no such column", "position": "7"}'))["position"]
    '7'
    """
    kind, _, said = str(error).partition(": ")
    begin = str(error).find("{")  # what is wrong with a file has no kind before it
    try:
        found = json.loads(str(error)[begin:] if begin >= 0 else "")
    except ValueError:
        return {"exception_message": said or kind}
    return {str(name): str(value) for name, value in found.items()}


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'

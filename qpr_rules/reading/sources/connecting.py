"""A connection to a PostgreSQL server as an entry of ``results`` says, and in words why there is none.

A password comes from the environment or from PostgreSQL's password file; no sentence here holds one. Settings may be a
stranger's, and name a server of the stranger's: it is never sent as it is, unless the environment itself allows that.
"""

from __future__ import annotations

import os
import re
from types import ModuleType
from typing import Any

from qpr_rules.diagnostic import shortened
from qpr_rules.reading.sources.encrypting import OURS, secured
from qpr_rules.reading.sources.registry import AskedError, UnavailableError
from qpr_rules.settings import Origin

WAIT = 10
"""Seconds in which a server must take a connection."""

_NAMES = {"database": "dbname"}
"""What libpq calls the keys of ``connection`` that we call otherwise."""

_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
"""A network that swallows everything is noticed within a minute, where the system can."""

_WHERE = ("host", "port", "service")
"""Keys that say which server: beside a URL they would send its password to another one."""

_FAILED = re.compile(
    r"(?:connection (?:failed|is bad): )?(?:connection to server .*? failed: )?(?:error: )?", re.IGNORECASE
)
"""What stands before the reason."""

_HINTS = (
    (
        ("cleartext password",),
        "whoever runs a server that asks so learns the password; if this one may, set PGREQUIREAUTH=password where this runs",
    ),
    (
        ("hashed password",),
        ("the password can be guessed from `md5`; whoever runs the server sets `password_encryption = 'scram-sha-256'`, and the "
        "password once more; until then, PGREQUIREAUTH=md5 where this runs"),
    ),
    (
        ("channel binding",),
        ("it does not prove that nobody is between, as a pooler cannot: write `encryption: verified` under `connection`, with "
        "its `root_certificate`; or, where you trust all between, set PGCHANNELBINDING=disable where this runs"),
    ),
    (
        ("authentication method requirement",),
        "one that is to be trusted with a password knows it; if this one asks nobody, take the password out of the environment",
    ),
    (
        ("does not support ssl",),
        "whoever runs it sets `ssl = on`; where you trust everyone on the way to it, write `encryption: none` under `connection`",
    ),
    (
        ("does not match host name",),
        "write as `host` the name that is in the certificate, not an address; if it is right, somebody else answers",
    ),
    (
        ("certificate verify failed", "root certificate file", "system_ca"),
        ("ask whoever runs the server for the file of its authority's certificate, and name it: root_certificate: C:\\certs\\ca.crt; "
        "or `system` for those that the computer trusts"),
    ),
    (("password authentication failed",), "the password in the environment is not that of this user"),
    (("does not exist", "no pg_hba.conf entry"), "check `database`, `user` and `encryption`; whoever runs the server knows them"),
    (("refused", "no such file", "starting up"), "is the server running, and are `host` and `port` right?"),
    (("timeout", "timed out", "unreachable"), "is a VPN off, or a firewall between? a server must answer within 10 seconds"),
    (("could not translate", "resolve", "name or service", "getaddrinfo"), "check `host`: no server of this name is known here"),
    (("ssl", "certificate"), "check `encryption` and `root_certificate`: `required` encrypts, `verified` also proves who answers"),
    (("service",), "check `service`, and the connection service file of PostgreSQL"),
)  # fmt: skip
"""What to do, by words of the reason; libpq writes those of its own in English."""


def library() -> ModuleType:
    """The package psycopg. Raises UnavailableError where it is not installed."""
    try:
        import psycopg
    except ImportError:
        raise UnavailableError("PostgreSQL", "psycopg", "postgresql") from None
    return psycopg


def connect(psycopg: Any, origin: Origin) -> Any:
    """A connection. Raises AskedError, QPR441, where there can be none, and psycopg.OperationalError where it fails."""
    given = dict(origin.connection)
    url, password = _of_environment(given, "url_from"), _of_environment(given, "password_from")
    options = {_NAMES.get(name, name): value for name, value in given.items() if name not in OURS}
    if password:
        options["password"] = password
    _require_one_meaning(psycopg, url, origin)
    for first, others in (("url_from", _WHERE), ("service", _WHERE[:2])):
        if first in origin.connection and (other := next((each for each in others if each in given), None)):
            hint = f"take one of the two out: a password that `{first}` leads to is for no other server"
            raise AskedError("QPR441", f"`{first}` says which server, and so does `{other}`", hint, "connection", other)
    wanted = psycopg.conninfo.make_conninfo(url, **options)
    try:
        return psycopg.connect(
            wanted,
            connect_timeout=WAIT,
            client_encoding="utf8",
            fallback_application_name="qpr-rules",
            **_ALIVE,
            **secured(psycopg, wanted, origin),
        )
    except UnicodeError:  # of what turns names of other alphabets into those of the network
        hint = "write it as whoever runs the server gives it, without anything else"
        raise AskedError("QPR441", "`host` cannot be the name of a server", hint, "connection", "host") from None


def _require_one_meaning(psycopg: Any, url: str, origin: Origin) -> None:
    """Raises AskedError where a URL is none, or its password is not written as in a URL."""
    name, hint = origin.connection.get("url_from"), "write it as postgresql://user@host:5432/database"
    try:
        parts: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error:  # which quotes what it was given, with its password
        said = f"the environment variable `{name}` holds no URL of a database"
        raise AskedError("QPR441", said, hint, "connection", "url_from") from None
    # A password with `@`, `/` or `?` ends early, and its rest would be shown as a server's or a database's name.
    rest = [str(value) for key, value in parts.items() if key not in ("user", "password")]
    if any("@" in each for each in rest) or not re.fullmatch(r"[\d,]*", str(parts.get("port", ""))):
        said = f"the environment variable `{name}` holds a URL that can be read in two ways"
        hint = "write what is special in a password as a URL has it: %40 for @, %2F for /, %3F for ?"
        raise AskedError("QPR441", said, hint, "connection", "url_from")


def _of_environment(given: dict[str, Any], key: str) -> str:
    """The value of the environment variable that a key names; the key is taken out. Empty where none is named."""
    name = given.pop(key, "")
    if not name:
        return ""
    if value := os.environ.get(name, ""):
        return value
    hint = "set it where this runs; a build server keeps such variables as secrets"
    raise AskedError("QPR441", f"the environment variable `{name}` is not set", hint, "connection", key)


def unconnected(error: Any) -> AskedError:
    """Why there is no connection, in a sentence."""
    if error.pgconn is not None and error.pgconn.needs_password:
        hint = (
            "put it into the environment variable PGPASSWORD, or into another and name that as `password_from`; or into "
            "PostgreSQL's password file"
        )
        return AskedError("QPR441", "the server asks for a password, and none is given", hint, "connection")
    said = reason(error)
    known = next((hint for words, hint in _HINTS if any(word in said.casefold() for word in words)), "")
    return AskedError("QPR441", f"there is no connection to the database: {said}", known or _HINTS[2][1], "connection")


def reason(error: Any) -> str:
    """What the server or the system says, in a line."""
    said = _FAILED.sub("", str(error).strip().rpartition("\n- ")[2], count=1).partition("\n")[0]
    return shortened(said.removeprefix("FATAL:").strip().removesuffix("."), 200)

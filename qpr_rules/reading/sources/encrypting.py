"""How a connection to a PostgreSQL server is encrypted, and what the server proves before it is told anything.

Whoever sits between can pose as a server, and then has whatever is said to it. libpq only prefers encryption, and takes any
server's word. To a server elsewhere that is not done: what is only preferred is required, and a password is used in a way
that proves the server too. What the URL, the service file or the environment asks for is asked for; settings, which may be
a stranger's, can ask for more than that, and for no less.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from ipaddress import ip_address
from itertools import zip_longest
from typing import Any

from qpr_rules.diagnostic import shortened
from qpr_rules.reading.sources.certificates import SYSTEM
from qpr_rules.reading.sources.registry import AskedError
from qpr_rules.settings import Origin

OURS = ("encryption", "root_certificate")
"""The keys of ``connection`` that are read here, and that libpq does not know."""

_MODES = {"none": "disable", "required": "require", "verified": "verify-full"}
"""What libpq calls the words of ``encryption``."""

_STRICTER = ("disable", "", "require", "verify-ca", "verify-full")
"""libpq's ways of encryption, each stricter than those before; the empty one is what it only prefers."""

_REQUIRES = 160_000
"""The version of libpq that is the first to be able to require how a server asks who is there."""

_NO_PASSWORD, _NO_GUESS, _PROVES = "!password", "!password,!md5", "scram-sha-256"
"""A server may not ask for the password itself; nor for a sum of it, from which it is soon guessed; or has to know it."""

_NOWHERE = {"target_session_attrs": "nowhere"}
"""What libpq cannot do: it works out where it would go, from files and the environment too, and goes there not."""


def secured(psycopg: Any, wanted: str, origin: Origin) -> Mapping[str, str]:
    """What libpq is told besides ``wanted``, so that a server elsewhere is encrypted and proved.

    Raises AskedError, QPR441, where there is no file of the certificate.
    """
    said = _worked_out(psycopg, wanted)
    names, addresses = (said.get(key, "").split(",") for key in ("host", "hostaddr"))
    is_near = all(is_local(address or name) for name, address in zip_longest(names, addresses, fillvalue=""))
    mode = _mode(said.get("sslmode", ""), origin.connection, is_near)
    options = {"sslmode": mode} if mode else {}
    if certificate := origin.connection.get("root_certificate"):
        options["sslrootcert"] = _file(certificate)
    if "require_auth" in said:
        return options  # whoever runs this says what is taken for a proof
    is_proved = mode.startswith("verify")
    asked = _NO_PASSWORD if is_near else _NO_GUESS if is_proved or "password" not in said else _PROVES
    if asked == _PROVES and mode != "disable" and said.get("channel_binding") == "prefer":
        options["channel_binding"] = "require"  # or somebody between hands the proof on
    if psycopg.pq.version() >= _REQUIRES:
        options["require_auth"] = asked
    return options


def is_local(host: str) -> bool:
    """Whether a host is this computer: nobody is between.

    >>> [is_local(each) for each in ("", "/run/postgresql", "localhost", "127.0.0.1", "::1", "db.council.example", "10.0.0.1")]
    [True, True, True, True, True, False, False]
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return not host or host.startswith(("/", "@")) or host.casefold() == "localhost"


def _worked_out(psycopg: Any, wanted: str) -> Mapping[str, str]:
    """What libpq would do, by its names: with the service file, the environment, and what it does of itself."""
    connection = psycopg.pq.PGconn.connect_start(psycopg.conninfo.make_conninfo(wanted, **_NOWHERE).encode())
    try:
        return {each.keyword.decode(): each.val.decode("utf-8", "replace") for each in connection.info if each.val}
    finally:
        connection.finish()


def _mode(said: str, connection: Mapping[str, Any], is_near: bool) -> str:
    """How libpq encrypts; empty where it may do as it likes."""
    said = said if said in _STRICTER else ""
    if word := connection.get("encryption") or ("verified" if "root_certificate" in connection else ""):
        asked = _MODES[word]
        return asked if not said else max(said, asked, key=_STRICTER.index)
    return said or ("" if is_near else "require")


def _file(certificate: str) -> str:
    """The file of an authority's certificate. The driver as it is installed does not know where the system has its own."""
    if certificate == SYSTEM:
        return ssl.get_default_verify_paths().cafile or certificate
    if not os.path.isfile(certificate):  # noqa: PTH113  # libpq would read a device without an end; Path raises for a long name
        hint = "give the whole path of the file that whoever runs the server gave you, or `system`"
        raise AskedError(
            "QPR441", f"there is no file `{shortened(certificate)}`", hint, "connection", "root_certificate"
        )
    return certificate

"""Certificates of the tests' own authorities, by openssl, and a server that uses one."""

from __future__ import annotations

import base64
import contextlib
import select
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.servers import HOST, Server, listening

NAME = "db.council.example"
"""The name that certificates are made out to."""

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class Certificate(NamedTuple):
    """The files of a certificate for ``NAME``, of its key, and of the authority that vouches for it."""

    certificate: Path
    key: Path
    authority: Path


def made(folder: Path) -> Certificate:
    """A certificate by an authority that nobody else has; skips the test without openssl."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl, which makes certificates")
    folder.mkdir()
    own, key, asked = (str(folder / name) for name in ("ca.crt", "ca.key", "asked.pem"))
    made = Certificate(folder / "server.crt", folder / "server.key", folder / "ca.crt")
    (folder / "names").write_text(f"subjectAltName=DNS:{NAME}\n", "ascii")
    for arguments in (
        ("req", "-x509", *_KEY, "-days", "2", "-subj", "/CN=A council's authority", "-keyout", key, "-out", own),
        ("req", *_KEY, "-subj", f"/CN={NAME}", "-keyout", str(made.key), "-out", asked),
        ("x509", "-req", "-in", asked, "-CA", own, "-CAkey", key, "-CAcreateserial", "-days", "2",
         "-extfile", str(folder / "names"), "-out", str(made.certificate)),
    ):  # fmt: skip
        subprocess.run([openssl, *arguments], check=True, capture_output=True)
    return made


@contextlib.contextmanager
def encrypting(server: Server, certificate: Certificate) -> Iterator[None]:
    """The server offers encryption with this certificate for as long as this is open."""
    with server.connect() as connection:
        for name, file in (("server.crt", certificate.certificate), ("server.key", certificate.key)):
            whole = base64.b64encode(file.read_bytes()).decode("ascii")
            connection.execute(f"copy (select '{whole}') to program 'base64 -d > {name}; chmod 600 {name}'")
        try:
            _switch(connection, "on")
            yield
        finally:
            _switch(connection, "off")


def _switch(connection: Any, state: str) -> None:
    connection.execute(f"alter system set ssl = {state}")
    connection.execute("select pg_reload_conf()")
    while connection.execute("show ssl").fetchone() != (state,):
        time.sleep(0.02)


@contextlib.contextmanager
def between(server: Server, certificate: Certificate) -> Iterator[int]:
    """The port of somebody who poses as the server with a certificate of his own, and hands on all that is said."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)

    def serve(client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            client.recv(8)  # whether encryption is offered
            client.sendall(b"S")
            near = context.wrap_socket(client, server_side=True)
            with socket.create_connection((HOST, server.port)) as far, near:
                while True:  # in one thread: a TLS connection is not read and written at once
                    ready = [near] if near.pending() else select.select([near, far], [], [])[0]
                    for this in ready:
                        if not (block := this.recv(4096)):
                            return
                        (far if this is near else near).sendall(block)

    with listening(serve) as port:
        yield port

"""Serve a page that is made anew when a file of the project changes: to this computer only, and nothing but the page."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeAlias

Make: TypeAlias = Callable[[int], bytes]
"""Makes the page with this number, from the files as they are."""

LOOPBACK = "127.0.0.1"
_PAUSE = 0.4
"""Seconds between two looks at the files; a change is used once two looks agree, so that no half-written file is."""

_SKIPPED = {"node_modules", "__pycache__"}


class Preview:
    """A page, its number, and the files it was made from; numbers count upward from 1."""

    def __init__(self, root: Path, make: Make, made: Callable[[int], None]) -> None:
        self.root, self._make, self._made = root, make, made
        self.number, self.page = 0, b""
        self._stopped = threading.Event()
        self._seen = signature(root)
        self._renew()

    def _renew(self) -> None:
        page = self._make(self.number + 1)
        self.page, self.number = page, self.number + 1
        self._made(self.number)

    def watch(self) -> None:
        """Make the page anew at each change, until ``stop``."""
        while not self._stopped.wait(_PAUSE):
            now = signature(self.root)
            if now == self._seen:
                continue
            while not self._stopped.wait(_PAUSE) and (then := signature(self.root)) != now:
                now = then
            self._seen = now
            self._renew()

    def stop(self) -> None:
        """End ``watch``."""
        self._stopped.set()


def signature(root: Path) -> dict[str, tuple[int, int]]:
    """The files of a project with the time and size of each; hidden folders are not looked into."""
    return dict(_files(root))


def _files(root: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    for folder, folders, files in os.walk(root):
        folders[:] = [each for each in folders if not each.startswith(".") and each not in _SKIPPED]
        for file in files:
            path = os.path.join(folder, file)
            try:
                held = os.stat(path)
            except OSError:
                continue  # it has just gone
            yield path, (held.st_mtime_ns, held.st_size)


def serving(preview: Preview, port: int) -> ThreadingHTTPServer:
    """A server of the page at this port, or at a free one for 0, not yet running. Raises OSError where it cannot be had."""

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "qpr-rules", ""

        def do_GET(self) -> None:
            self._answer(body=True)

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def _answer(self, *, body: bool) -> None:
            # A page of the web could otherwise reach this one by a name of its own that leads to this computer.
            host, _, at = self.headers.get("Host", "").rpartition(":")
            if host not in (LOOPBACK, "localhost") or at != str(self.connection.getsockname()[1]):
                self.send_error(421)
                return
            match self.path:
                case "/":
                    kind, content = "text/html; charset=utf-8", preview.page
                case "/number":
                    kind, content = "text/plain; charset=utf-8", str(preview.number).encode()
                case _:
                    self.send_error(404)
                    return
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("Content-Security-Policy", "frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
            self.end_headers()
            if body:
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
            """Nothing: the command says what is worth saying."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        allow_reuse_address = os.name != "nt"  # on Windows it would share the port of another program

        def handle_error(self, request: object, client_address: object) -> None:
            """Nothing: a browser that has left is no mistake."""

    return Server((LOOPBACK, port), Handler)

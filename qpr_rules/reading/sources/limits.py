"""The limits of an answer that a server gives: of its time, of its length and of each row. A server may be a stranger's."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Self

MOST_ROW = 1_000_000
"""Characters of a row beyond which it is none of results."""

MOST_TEXT = 2_000_000_000
"""Characters of an answer, each cell counted as one more, beyond which it is not read: they are held on disk."""


class TooLongError(Exception):
    """What the server gives has no end that is worth waiting for; ``str(error)`` is a sentence."""


def bounded(rows: Iterable[Sequence[str | None]], left: int) -> Iterator[Sequence[str | None]]:
    """The same rows. Raises TooLongError at one that is too long, or too much with those before it."""
    for row in rows:
        held = length(row)
        left -= held
        if held > MOST_ROW:
            raise TooLongError(f"the query gives a row of more than {MOST_ROW:,} characters")
        if left < 0:
            raise TooLongError(f"the query gives more than {MOST_TEXT:,} characters")
        yield row


def length(row: Sequence[str | None]) -> int:
    """Characters of a row, each cell counted as one more.

    >>> length(["VOIDS", None])
    7
    """
    return sum(1 if cell is None else len(cell) + 1 for cell in row)  # exact: integers


class Limit:
    """Cuts a connection on which no answer comes in time, whatever the server takes itself to be doing."""

    def __init__(self, connection: Any, seconds: float) -> None:
        self.is_passed = False
        self._connection = connection
        self._timer = threading.Timer(seconds, self.run_out)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def run_out(self) -> None:
        """The time is over."""
        self.is_passed = True
        self.cut()

    def cut(self) -> None:
        """Nothing more is said or heard on the connection."""
        with suppress(OSError):
            held = socket.socket(fileno=self._connection.fileno())
            try:
                held.shutdown(socket.SHUT_RDWR)
            finally:
                held.detach()

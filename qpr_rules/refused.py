"""Rows that were refused, however many: packed, so that they take less memory than the files that they are from."""

import json
import zlib
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import islice
from operator import itemgetter
from typing import TypeAlias

from qpr_rules.diagnostic import Span
from qpr_rules.observation import Refusal

_TOGETHER = 2_000
"""Rows that are packed together, and unpacked at a time."""

_Row: TypeAlias = "tuple[tuple[int, int], Refusal]"
"""A row with what it is sorted by: the number of its source, and its line there."""

_KEY = itemgetter(0)


class Refused:
    """Refused rows, by source in the order in which these were begun, and in each by line; of one line, as they came.

    >>> rows = Refused()
    >>> for line in (7, 3):
    ...     rows.add(Refusal(Span("a.csv", line), "K", "", "2024-13", "QPR411", "no month"))
    >>> len(rows), [each.at.line for each in rows]
    (2, [3, 7])
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._last: list[_Row] = []
        self._packed: list[tuple[tuple[int, int], bytes]] = []
        """Each part, with what its first row is sorted by."""

    def begin(self, source: str) -> None:
        """Say that a source is read from here on."""
        self._places.setdefault(source, len(self._places))

    def add(self, row: Refusal) -> None:
        """Add one row."""
        self.begin(row.at.file)
        self._last.append(((self._places[row.at.file], row.at.line or row.at.end_line), row))
        if len(self._last) == _TOGETHER:
            own = sorted(self._last, key=_KEY)
            self._packed.append((own[0][0], zlib.compress(json.dumps(own).encode(), 1)))
            self._last = []

    def of(self, kpi: str) -> "Refused":
        """Those of one KPI."""
        found = Refused()
        found._places = dict(self._places)
        for row in self:
            if row.kpi == kpi:
                found.add(row)
        return found

    def first(self, rows: int) -> Sequence[Refusal]:
        """So many of them."""
        return tuple(islice(self, rows))

    def __len__(self) -> int:
        return _TOGETHER * len(self._packed) + len(self._last)

    def __iter__(self) -> Iterator[Refusal]:
        # A part is unpacked when its first row is the next: of a file that is in order, one is at a time.
        parts = sorted(((key, number) for number, (key, _) in enumerate(self._packed)), reverse=True)
        last = sorted(self._last, key=_KEY)
        held = [(last[0][0], len(self._packed), 0, last)] if last else []
        while held or parts:
            while parts and (not held or parts[-1] < held[0][:2]):
                key, number = parts.pop()
                heappush(held, (key, number, 0, _unpacked(self._packed[number][1])))
            _, number, place, rows = heappop(held)
            yield rows[place][1]
            if place + 1 < len(rows):
                heappush(held, (rows[place + 1][0], number, place + 1, rows))


def _unpacked(part: bytes) -> list[_Row]:
    return [
        ((source, line), Refusal(Span(*at), *more)) for (source, line), (at, *more) in json.loads(zlib.decompress(part))
    ]

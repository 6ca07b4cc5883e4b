"""The cells of a column by what they say: words that are each looked at once, and numbers read exactly, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from qpr_rules.quantity import MAX_DIGITS
from qpr_rules.reading.arrow.columns import Coded
from qpr_rules.reading.arrow.numbers import EMPTY, NUMBER, OTHER, Numbers, from_floats
from qpr_rules.reading.bulk.slices import Slices
from qpr_rules.reading.bulk.values import Values
from qpr_rules.reading.sources.placing import Repeated
from qpr_rules.reading.sources.values import text_of

LONGEST = 64
"""Bytes of a word beyond which a cell is looked at by itself."""

_TOGETHER = 2**16
"""Cells whose numbers are read together: what is held of them stays in the processor's cache."""

_MINUS, _POINT, _ZERO = 45, 46, 48
_KEPT = np.array([2 ** (8 * size) - 1 for size in range(9)], np.uint64)
"""What keeps the first so many bytes of eight."""


def words_of(column: Sequence[str]) -> Coded:
    """A column of words, as they are written: of each row the place of its word among those that occur.

    >>> words_of(["b", "a", "b"])
    Coded(codes=array([0, 1, 0]), words=['b', 'a'])
    """
    if isinstance(column, Repeated):
        return Coded(np.zeros(len(column), np.int64), [column.text])
    if isinstance(column, Slices):
        return _of_slices(column)
    keys = column.keys if isinstance(column, Values) else column
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    codes = np.fromiter(map(places.__getitem__, keys), np.int64, len(column))
    words = [key if isinstance(key, str) else text_of(key) for key in places]
    if isinstance(column, Values):
        for row, word in column.others.items():
            codes[row] = len(words)
            words.append(word)
    return Coded(codes, words)


def numbers_of(column: Sequence[str]) -> Numbers:
    """A column of numbers; what is neither empty nor digits, with one point between them and a minus before, is OTHER.

    >>> found = numbers_of(["12", "-0.50", "", "[c]"])
    >>> found.whole.tolist(), found.places.tolist(), found.kind.tolist()
    ([12, -50, 0, 0], [0, 2, 0, 0], [1, 1, 0, 2])
    """
    if isinstance(column, Values) and float in column.kinds:
        return _of_values(column)
    if not isinstance(column, Slices):
        codes, words = words_of(column)
        known = numbers_of(_laid_out(words))
        return Numbers(known.whole[codes], known.places[codes], known.kind[codes], ())
    rows = len(column)
    whole, places, kind = np.empty(rows, np.int64), np.empty(rows, np.int8), np.empty(rows, np.int8)
    for first in range(0, rows, _TOGETHER):
        part = slice(first, first + _TOGETHER)
        whole[part], places[part], kind[part] = _numbers(column.bytes, column.begin[part], column.end[part])
    kind[list(column.others)] = OTHER
    return Numbers(whole, places, kind, ())


def _of_values(column: Values) -> Numbers:
    rows = len(column)
    whole, places, kind = np.zeros(rows, np.int64), np.zeros(rows, np.int8), np.full(rows, OTHER, np.int8)
    if column.kinds == {float}:
        numbers = np.array(column.cells, np.float64)
    else:
        numbers = np.array([cell if cell.__class__ is float else np.nan for cell in column.cells])
        left = [row for row, cell in enumerate(column.cells) if cell.__class__ is str]
        whole[left], places[left], kind[left], _ = numbers_of([column.cells[row] for row in left])
    from_floats(numbers, whole, places, kind)
    kind[list(column.others)] = OTHER
    return Numbers(whole, places, kind, ())


def _laid_out(words: Sequence[str]) -> Slices:
    """Words one behind the other, as a file holds them."""
    cells = [word.encode("utf-8", "surrogatepass") for word in words]
    end = np.cumsum([len(cell) for cell in cells], dtype=np.int64)
    return Slices(b"".join(cells) or b" ", np.append(0, end[:-1])[: len(cells)], end, "utf-8")


def _of_slices(column: Slices) -> Coded:
    size = column.end - column.begin
    apart = {**column.others, **{row: column[row] for row in np.flatnonzero(size > LONGEST).tolist()}}
    size = np.where(size > LONGEST, 0, size)
    eights = [_eight(column, size, first) for first in range(0, int(size.max(initial=1)), 8)]
    change = np.ones(len(size), bool)  # a file is often in order: a word that goes on is looked up once
    change[1:] = np.logical_or.reduce([each[1:] != each[:-1] for each in eights])
    heads = np.flatnonzero(change)
    code = np.unique(eights[0][heads], return_inverse=True)[1]
    for each in eights[1:]:
        own = np.unique(each[heads], return_inverse=True)[1]
        code = np.unique(code * (int(own.max(initial=0)) + 1) + own, return_inverse=True)[1]
    row_of = np.zeros(int(code.max(initial=-1)) + 1, np.int64)
    row_of[code[::-1]] = heads[::-1]
    pieces = zip(column.begin[row_of].tolist(), size[row_of].tolist(), strict=True)
    words = [column.content[begin : begin + long].decode(column.encoding) for begin, long in pieces]
    codes = code[np.cumsum(change) - 1]
    places = {word: place for place, word in enumerate(words)}
    for row, word in apart.items():
        codes[row] = places.setdefault(word, len(places))
    return Coded(codes, list(places))


def _eight(column: Slices, size: Any, first: int) -> Any:
    """Eight bytes of each cell from ``first`` on, as one number; what is beyond its end counts as zeros, which no text holds."""
    content = column.content if len(column.content) >= 8 else column.content.ljust(8)
    every = np.ndarray((len(content) - 7,), "<u8", content, strides=(1,))  # at each byte the eight that begin there
    begin = np.where(size > first, column.begin + first, 0)
    at = np.minimum(begin, len(every) - 1)
    found = every[at].astype(np.uint64)
    late = np.flatnonzero(begin > at)
    found[late] >>= (8 * (begin[late] - at[late])).astype(np.uint64)
    return found & _KEPT[np.clip(size - first, 0, 8)]


def _numbers(content: Any, begin: Any, end: Any) -> tuple[Any, Any, Any]:
    """The cells between these places: whole numbers, their decimal places, and what they are."""
    size = end - begin
    size[size > MAX_DIGITS] = 0
    last = len(content) - 1
    minus = (content[np.minimum(begin, last)] == _MINUS) & (size > 0)
    begin, size = begin + minus, size - minus
    whole: Any = np.zeros(len(size), np.int64)
    places, digits = np.zeros(len(size), np.int64), np.zeros(len(size), np.int64)
    pointed = np.zeros(len(size), bool)
    for step in range(int(size.max(initial=0))):
        byte = content[np.minimum(begin + step, last)]
        digit = (byte - _ZERO).astype(np.uint8)
        read = (digit <= 9) & (size > step)
        whole = np.where(read, whole * 10 + digit, whole)
        digits += read
        places += read & pointed
        pointed |= (byte == _POINT) & (size > step)
    exact = (size > 0) & (size == digits + pointed) & (pointed == (places > 0))
    exact &= ~(minus & (whole == 0))  # the one zero with a sign is read by itself
    kind = np.where(exact, NUMBER, np.where(end == begin - minus, EMPTY, OTHER)).astype(np.int8)
    whole[~exact], places[~exact] = 0, 0
    return np.where(minus, -whole, whole), places, kind

"""A column of numbers, exactly: whole numbers and their decimal places, whatever type the column has.

Integers and decimals are what they are. A binary float is its shortest decimal, the one that Python and every other
tool print: 0.1 is a tenth. Text that is a plain number is read in bulk. Everything else is left for the one reader of
cells that all sources share (``reading.cells``), as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from qpr_rules.arrays import nulls_in, numbers_in
from qpr_rules.quantity import MAX_DIGITS, plain

EMPTY, NUMBER, OTHER = range(3)
"""What a cell holds: nothing, a number that has been read, or what is to be read as text."""

LIMIT = 10**MAX_DIGITS
_CERTAIN = 10**15
"""A decimal of so few digits is the shortest of its float, for no two of them share one."""


class Numbers(NamedTuple):
    """A column: each cell's number is ``whole / 10**places`` where ``kind`` is NUMBER.

    ``cells`` are the cells as they came: by the row at which each part of the column begins, its array.
    """

    whole: Any
    places: Any
    kind: Any
    cells: tuple[tuple[int, Any], ...]

    def text(self, row: int) -> str:
        """A cell as the reader of cells takes it."""
        if self.kind[row] == EMPTY:
            return ""
        begin, cells = next((begin, cells) for begin, cells in reversed(self.cells) if begin <= row)
        return text_of(cells[row - begin].as_py(), single=str(cells.type) == "float")


def joined(parts: Sequence[Numbers]) -> Numbers:
    """Columns one below the other, of whatever types they came."""
    begins = accumulate((len(part.kind) for part in parts), initial=0)
    cells = tuple((begin + own, held) for begin, part in zip(begins, parts, strict=False) for own, held in part.cells)
    whole, places, kind = (np.concatenate([part[which] for part in parts]) for which in range(3))
    return Numbers(whole, places, kind, cells)


def text_of(value: Any, *, single: bool = False) -> str:
    """A value of a column as text: numbers in plain digits, dates as ISO writes them; ``single`` for 32-bit floats.

    >>> text_of(1e3), text_of(0.1), text_of(None), text_of(float("nan"))
    ('1000', '0.1', '', 'nan')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case float() if value != value or value in (float("inf"), float("-inf")):
            return str(value)
        case float():
            return plain(Decimal(str(np.float32(value)) if single else repr(value)))
        case Decimal():
            return plain(value)
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return value.isoformat() if hasattr(value, "isoformat") else str(value)


def numbers_of(column: Any, rows: int) -> Numbers:
    """A column of any type as numbers; of ``rows`` empty cells where there is no such column.

    >>> import pyarrow as pa
    >>> found = numbers_of(pa.array(["12", "0.50", None, "[c]"]), 4)
    >>> found.whole.tolist(), found.places.tolist(), found.kind.tolist()
    ([12, 50, 0, 0], [0, 2, 0, 0], [1, 1, 0, 2])
    """
    import pyarrow as pa

    whole, places, kind = np.zeros(rows, np.int64), np.zeros(rows, np.int8), np.zeros(rows, np.int8)
    if column is None or pa.types.is_null(column.type):
        return Numbers(whole, places, kind, ())
    cells = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    kind[~nulls_in(cells) if cells.null_count else slice(None)] = OTHER
    if pa.types.is_integer(cells.type) and cells.type != pa.uint64():
        found = numbers_in(cells)
        if _short(found, kind):  # as they are: most columns are so, and are not copied
            kind[:] = NUMBER
            return Numbers(found.astype(np.int64, copy=False), places, kind, ((0, cells),))
        _place(found, 0, whole, places, kind)
    elif pa.types.is_decimal128(cells.type) and 0 <= cells.type.scale <= MAX_DIGITS:
        low_high = np.frombuffer(cells.buffers()[1], np.int64).reshape(-1, 2)[cells.offset : cells.offset + rows]
        kind[(kind == OTHER) & (low_high[:, 0] >> 63 == low_high[:, 1])] = NUMBER
        _place(np.where(kind == NUMBER, low_high[:, 0], LIMIT), cells.type.scale, whole, places, kind)
    elif pa.types.is_float64(cells.type):
        from_floats(numbers_in(cells), whole, places, kind)
    elif pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        _from_text(cells, whole, places, kind)
    return Numbers(whole, places, kind, ((0, cells),))


def _short(numbers: Any, kind: Any) -> bool:
    """Whether there is a number in every row, and none is too long."""
    return bool(len(numbers) and kind.all() and numbers.min() > -LIMIT and numbers.max() < LIMIT)


def _place(numbers: Any, scale: int, whole: Any, places: Any, kind: Any) -> None:
    """Take the whole numbers that are short enough, all with so many decimal places."""
    if _short(numbers, kind):
        whole[:], places[:], kind[:] = numbers, scale, NUMBER
        return
    good = (kind != EMPTY) & (numbers < LIMIT) & (numbers > -LIMIT)
    whole[good] = numbers[good]
    places[good] = scale
    kind[kind != EMPTY] = OTHER
    kind[good] = NUMBER


def from_floats(numbers: Any, whole: Any, places: Any, kind: Any) -> None:
    """Read the floats that are OTHER so far, each by its shortest decimal, into the three arrays."""
    left = np.flatnonzero((kind == OTHER) & np.isfinite(numbers) & (np.abs(numbers) < _CERTAIN))
    for digits in range(16):
        if not len(left):
            return
        power = 10.0**digits
        scaled = np.rint(numbers[left] * power)
        # Dividing two floats that are whole numbers gives the float nearest to the decimal: what its text is read as.
        same = (np.abs(scaled) < _CERTAIN) & (scaled / power == numbers[left])
        found = left[same]
        whole[found], places[found], kind[found] = scaled[same].astype(np.int64), digits, NUMBER
        left = left[~same]


def _from_text(cells: Any, whole: Any, places: Any, kind: Any) -> None:
    """Plain numbers of text, of which each that occurs is read once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = cells.dictionary_encode()
    words = coded.dictionary
    size = len(words)
    own_whole, own_places, own_kind = np.zeros(size, np.int64), np.zeros(size, np.int8), np.full(size, OTHER, np.int8)
    for pattern, digits in ((r"^-?[0-9]{1,18}$", False), (r"^-?[0-9]{1,9}\.[0-9]{1,9}$", True)):
        rows = np.flatnonzero(pc.match_substring_regex(words, pattern).to_numpy(zero_copy_only=False))
        chosen = words.take(pa.array(rows))
        if digits:
            behind = pc.subtract(pc.binary_length(chosen), pc.add(pc.find_substring(chosen, "."), 1))
            own_places[rows] = behind.to_numpy(zero_copy_only=False)
            chosen = pc.replace_substring(chosen, ".", "")
        own_whole[rows], own_kind[rows] = chosen.cast(pa.int64()).to_numpy(zero_copy_only=False), NUMBER
    blank = pc.equal(pc.utf8_trim_whitespace(words), "").to_numpy(zero_copy_only=False)
    own_kind[blank] = EMPTY
    codes = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    filled = kind == OTHER
    for own, column in ((own_whole, whole), (own_places, places), (own_kind, kind)):
        column[filled] = own[codes[filled]] if size else 0

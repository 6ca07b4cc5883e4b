"""Evaluations as Arrow columns, for Parquet, tables and data frames: the fields of ``showing.rows.COLUMNS``, typed.

``numerator`` and ``denominator`` are decimals of 18 places, which hold every number that is read and every sum of them;
the mean of a stock that no decimal is, is rounded to them. Figures and distances are the floats nearest to the exact
numbers. Text that is absent is empty; other fields that are absent are null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from qpr_rules.arrays import array_of_codes, array_of_numbers, array_of_words, masked
from qpr_rules.core.columns import ByArea, ByPeriod, Cells, Codes, Column, Columns, Exact, Same
from qpr_rules.evaluation import Evaluation
from qpr_rules.fields import Field, FieldKind
from qpr_rules.provenance import Provenance
from qpr_rules.quantity import in_last_places
from qpr_rules.showing.figures import band_code
from qpr_rules.showing.rows import COLUMNS

PLACES = 18
"""Decimal places of exact numbers, as many as a number that is read may have."""

_BANDS = ("target", "floor")
EXACT = ("numerator", "denominator")
"""The fields that are exact decimals; other decimals are divisions."""

Only: TypeAlias = "tuple[str, ...]"
"""Names of the fields that are wanted; none means all. They come in the order of ``COLUMNS``."""

_KINDS = {
    FieldKind.INTEGER: "int64",
    FieldKind.FLOAT: "float64",
    FieldKind.DECIMAL: "float64",
    FieldKind.YES_NO: "bool",
}


@cache
def schema(only: Only = (), *, coded: bool = True) -> Any:
    """The Arrow schema of these fields alone, or of all. Words are ``coded`` as dictionaries, which files write best, or plain strings.

    >>> print(schema(coded=False).field("numerator").type, schema(coded=False).field("rating").type)
    decimal128(38, 18) string
    """
    import pyarrow as pa

    return pa.schema(
        [pa.field(field.name, _type(field, coded=coded)) for field in COLUMNS if not only or field.name in only]
    )


def _type(field: Field, *, coded: bool) -> Any:
    import pyarrow as pa

    if field.name in EXACT:
        return pa.decimal128(38, PLACES)
    if field.kind in _KINDS:
        return pa.type_for_alias(_KINDS[field.kind])
    return pa.dictionary(pa.int32(), pa.string()) if coded else pa.string()


def batch_of_rows(rows: Iterable[Evaluation], made_from: Provenance, only: Only = ()) -> Any:
    """An Arrow batch of rows, with these fields alone or with all."""
    import pyarrow as pa

    held = list(rows)
    columns = []
    for place, field in enumerate(COLUMNS):
        if only and field.name not in only:
            continue
        values = [row[place] for row in held] if place < len(Evaluation._fields) else [str(made_from)] * len(held)
        if field.name in EXACT:
            columns.append(pa.array([_decimal(value) for value in values], pa.decimal128(38, PLACES)))
        elif field.kind in _KINDS:
            columns.append(pa.array([_plain(field, value) for value in values], _type(field, coded=True)))
        else:
            columns.append(pa.array([_plain(field, value) for value in values], pa.string()).dictionary_encode())
    return pa.record_batch(columns, schema=schema(only))


def batch_of(columns: Columns, made_from: Provenance, only: Only = ()) -> Any:
    """An Arrow batch of every period's rows, with these fields alone or with all."""
    import pyarrow as pa

    fields = {**columns.fields, "made_from": Same(str(made_from))}
    made = [
        _array(field, fields[field.name], columns.areas, columns.periods)
        for field in COLUMNS
        if not only or field.name in only
    ]
    return pa.record_batch(made, schema=schema(only))


@lru_cache(maxsize=8)
def _grid(areas: int, periods: int) -> tuple[Any, Any]:
    """Each row's area and period, by their places; most KPIs have as many."""
    area, period = np.arange(areas, dtype=np.int32), np.arange(periods, dtype=np.int32)
    return np.repeat(area, periods), np.tile(period, areas)


def _array(field: Field, column: Column, areas: int, periods: int) -> Any:
    rows = areas * periods
    match column:
        case Same(value):
            return _constant(field, value, rows)
        case ByArea(values):
            return _words(field, _grid(areas, periods)[0], values)
        case ByPeriod(values):
            return _words(field, _grid(areas, periods)[1], values)
        case Codes(codes, words):
            return _words(field, codes.reshape(-1), words)
        case Cells(values, known):
            there = None if known is None else np.broadcast_to(known, values.shape).reshape(-1)
            return array_of_numbers(values.reshape(-1), _type(field, coded=True), there)
        case Exact(whole, places, times, known):
            return _exact(whole, places, times, np.broadcast_to(known, whole.shape).reshape(-1))


def _constant(field: Field, value: Any, rows: int) -> Any:
    import pyarrow as pa

    kind, word = _type(field, coded=True), _decimal(value) if field.name in EXACT else _plain(field, value)
    if word is None or not pa.types.is_dictionary(kind):
        return pa.nulls(rows, kind) if word is None else pa.repeat(pa.scalar(word, kind), rows)
    return array_of_codes(np.zeros(rows, np.int32), [word])


class _Vocabulary(NamedTuple):
    """The words of a column: of each value its place among ``texts``, -1 where it is none; and the values that are none.

    ``moved`` says whether any value that is a word has another place than its own.
    """

    places: Any
    texts: Any
    absent: tuple[int, ...]
    moved: bool


def _vocabulary(field: Field, values: Sequence[Any]) -> _Vocabulary:
    words = [_plain(field, value) for value in values]
    # Null is a missing code, not a word, and no word stands twice: what reads the file may rely on both.
    texts = {word: place for place, word in enumerate(dict.fromkeys(word for word in words if word is not None))}
    own = [texts.get(word, -1) for word in words] or [-1]
    absent = tuple(place for place, code in enumerate(own) if code < 0)
    moved = any(code not in (place, -1) for place, code in enumerate(own))
    return _Vocabulary(np.array(own, np.int32), array_of_words(list(texts)), absent, moved)


_kept = lru_cache(maxsize=64)(_vocabulary)
"""Areas, periods and ratings are the same from KPI to KPI."""


def _words(field: Field, codes: Any, values: Sequence[Any]) -> Any:
    """A column that holds few different values."""
    import pyarrow as pa

    kind = _type(field, coded=True)
    if not pa.types.is_dictionary(kind):
        words = [_plain(field, value) for value in values]
        held = pa.array([_decimal(word) for word in words] if field.name in EXACT else words, kind)
        return held.take(array_of_numbers(codes, pa.int32()))
    # Bands that are equal may be written otherwise: 90 and 90.0.
    own = _vocabulary(field, values) if field.name in _BANDS else _kept(field, tuple(values))
    if own.moved:
        codes = own.places.take(codes)
        return array_of_codes(codes, own.texts, codes >= 0 if own.absent else None)
    known = np.logical_and.reduce([codes != place for place in own.absent]) if own.absent else None
    return array_of_codes(codes, own.texts, known)


def _plain(field: Field, value: Any) -> Any:
    """A value as its column has it."""
    if field.name in _BANDS:
        return band_code(value)
    if type(value) is str:  # asked first, for areas by the thousand
        return value
    if isinstance(value, Fraction):
        return float(value)
    if field.kind in _KINDS or value is None:
        return value
    text = str(value)
    return None if field.kind is FieldKind.WORD and not text else text


def _decimal(value: Any) -> Any:
    from decimal import Decimal

    # Read from text: ``scaleb`` would round to 28 digits.
    return None if value is None else Decimal(f"{in_last_places(value, PLACES)}E-{PLACES}")


def _exact(whole: Any, places: int, times: Any, known: Any) -> Any:
    import pyarrow as pa

    kind = pa.decimal128(38, PLACES)
    divisors = np.broadcast_to(times, whole.shape).reshape(-1)
    numbers = whole.reshape(-1)
    even = numbers.dtype != object and not (numbers % divisors).any()
    if numbers.dtype == object or not (even or places == 0):
        exact = (
            _decimal(Fraction(int(number), 10**places * int(divisor))) if is_known else None
            for number, divisor, is_known in zip(numbers, divisors, known, strict=True)
        )
        return pa.array(list(exact), kind)
    found = _from_whole(numbers // divisors, places).cast(kind)
    if not even:  # the mean of a stock: whole numbers, over at most a few periods
        import pyarrow.compute as pc

        rest = (numbers % divisors).astype(np.uint64) * np.uint64(10**PLACES)
        rounded = (rest + (divisors // 2).astype(np.uint64)) // divisors.astype(np.uint64)
        narrow = pa.decimal128(37, PLACES)  # Arrow adds two decimals into a wider one, and 38 digits are the widest
        found = pc.add(found.cast(narrow), _from_whole(rounded.astype(np.int64), PLACES).cast(narrow))
    return masked(found, known)


def _from_whole(numbers: Any, places: int) -> Any:
    """Decimals of so many places from whole numbers of the last one: Arrow keeps them as 128 bits, the low half first."""
    import pyarrow as pa

    numbers = numbers.astype("<i8")
    halves = np.empty((len(numbers), 2), "<i8")
    halves[:, 0], halves[:, 1] = numbers, numbers >> 63
    return pa.Array.from_buffers(pa.decimal128(38, places), len(numbers), [None, pa.py_buffer(halves)])

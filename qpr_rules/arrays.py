"""Arrow arrays from NumPy's and back, by the memory that both of them describe.

pyarrow's own ways, ``pa.array`` and ``to_numpy``, import pandas wherever it is installed, which takes longer than to
evaluate a million results; and they look at each value.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np

_KINDS = {"bool": np.bool_, "int32": np.int32, "int64": np.int64, "double": np.float64}


def array_of_numbers(values: Any, kind: Any, known: Any = None) -> Any:
    """An Arrow array of a type out of numbers or truth values; null where ``known`` is false, nowhere where it is None.

    >>> import pyarrow as pa
    >>> array_of_numbers(np.array([1, 2, 3]), pa.float64(), np.array([True, False, True])).to_pylist()
    [1.0, None, 3.0]
    """
    import pyarrow as pa

    held: Any = np.ascontiguousarray(values, _KINDS[str(kind)])
    return pa.Array.from_buffers(kind, len(held), [_bits(known), _buffer(held)])


def array_of_words(texts: Sequence[str]) -> Any:
    """An Arrow array of strings.

    >>> array_of_words(["é", "", "ab"]).to_pylist()
    ['é', '', 'ab']
    """
    import pyarrow as pa

    held = [text.encode() for text in texts]
    ends = np.fromiter(accumulate(map(len, held), initial=0), np.int32, len(held) + 1)
    return pa.Array.from_buffers(pa.string(), len(held), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(held))])


def array_of_codes(codes: Any, texts: Any, known: Any = None) -> Any:
    """An Arrow array of words by their places among ``texts``, or an Arrow array of them; each is there once.

    Where ``known`` is false there is none, whatever the code.

    >>> array_of_codes(np.array([1, 0, -1]), ["a", "b"], np.array([True, True, False])).to_pylist()
    ['b', 'a', None]
    """
    import pyarrow as pa

    if known is not None:
        codes = codes * known  # 0 where there is none: who puts vocabularies together looks up the code of a null too
    places = array_of_numbers(codes, pa.int32(), known)
    own = texts if isinstance(texts, pa.Array) else array_of_words(texts)
    return pa.DictionaryArray.from_arrays(places, own, safe=False)  # every code is a place: nobody need look


def masked(cells: Any, known: Any) -> Any:
    """The same decimals, null where ``known`` is false. None of them may be null yet."""
    import pyarrow as pa

    if known.all():
        return cells
    held = memoryview(cells.buffers()[1])[cells.offset * 16 : (cells.offset + len(cells)) * 16]
    return pa.Array.from_buffers(cells.type, len(cells), [_bits(known), pa.py_buffer(held)])


def numbers_in(cells: Any) -> Any:
    """The numbers of an Arrow array, not copied and not to be changed; what stands in the place of a null may be any.

    >>> import pyarrow as pa
    >>> numbers_in(pa.array([3, 5, 7], pa.int16())[1:]).tolist()
    [5, 7]
    """
    kind, buffer = np.dtype(cells.type.to_pandas_dtype()), cells.buffers()[1]
    if buffer is None:
        return np.zeros(len(cells), kind)
    return np.frombuffer(buffer, kind, len(cells), cells.offset * kind.itemsize)


def nulls_in(cells: Any) -> Any:
    """Which values of an Arrow array are null.

    >>> import pyarrow as pa
    >>> nulls_in(pa.array([1, None, 3, None])[1:]).tolist()
    [True, False, True]
    """
    if not cells.null_count:
        return np.zeros(len(cells), np.bool_)
    if cells.null_count == len(cells):  # some of them hold no bits
        return np.ones(len(cells), np.bool_)
    bits = np.frombuffer(cells.buffers()[0], np.uint8)
    there = np.unpackbits(bits, count=cells.offset + len(cells), bitorder="little")
    return there[cells.offset :] == 0


def _bits(known: Any) -> Any:
    import pyarrow as pa

    return None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))


def _buffer(held: Any) -> Any:
    import pyarrow as pa

    return _bits(held) if held.dtype == np.bool_ else pa.py_buffer(held)

"""Mean, variation and covariation of equally spaced points, put together from halves that neighbouring windows share.

Twelve points are eight and four; the eight are two fours, and each four serves every window that holds it. A window's
moments are so made of its own points alone, always in the same order: the same bits whatever stands beside, before or
after it (docs/decisions/0002-one-core-on-panels.md). Joining two parts adds nothing but squares, so no digits cancel, and a constant stays one.

Source: T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing sample
variances", 1979, equations 2.1; the same for products with x.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np


class Moments(NamedTuple):
    """Of ``n`` points one step apart: their mean, the sum of squares about it, and of products with x about its mean.

    The two sums of a single point are 0 and are left out. ``n`` may be an array: of each column, or of each cell.
    """

    n: Any
    mean: Any
    variation: Any = None
    covariation: Any = None

    def at(self, rows: Any, columns: Any) -> Moments:
        """Those of some cells."""
        return Moments(self.n, *(cells[rows, columns] for cells in self[1:] if cells is not None))


def joined(earlier: Moments, later: Moments) -> Moments:
    """The moments of two stretches of points, the second directly after the first.

    >>> import numpy as np
    >>> two = joined(Moments(1, np.array([3.0])), Moments(1, np.array([5.0])))
    >>> [float(each[0]) for each in two[1:]]
    [4.0, 2.0, 1.0]
    """
    n = earlier.n + later.n
    apart = later.mean - earlier.mean
    # The means of x lie half of n apart.
    covariation = apart * (earlier.n * later.n / 2)
    variation = apart * apart
    variation *= earlier.n * later.n / n
    apart *= later.n / n
    apart += earlier.mean
    for part in (earlier, later):
        if part.n > 1:
            variation += part.variation
            covariation += part.covariation
    return Moments(n, apart, variation, covariation)


def side_by_side(parts: Sequence[Moments]) -> Moments:
    """The moments of columns that stand side by side, in runs of which each has its own number of points."""
    if len(parts) == 1:
        return parts[0]
    n = np.repeat([part.n for part in parts], [part.mean.shape[1] for part in parts])
    return Moments(n, *(np.concatenate([part[which] for part in parts], axis=1) for which in (1, 2, 3)))


def of_points(y: Any) -> Moments:
    """The moments of stretches side by side, areas x points one step apart; the same bits as those of ``Stretches``.

    >>> import numpy as np
    >>> [float(each[0, 0]) for each in of_points(np.array([[3.0, 5.0, 7.0]]))[1:]]
    [5.0, 8.0, 4.0]
    """
    halves = [Moments(1, y)]
    while halves[-1].n * 2 <= y.shape[1]:
        pairs = halves[-1].mean.shape[1] // 2 * 2
        earlier, later = (halves[-1].at(slice(None), slice(begin, pairs, 2)) for begin in range(2))
        halves.append(joined(earlier, later))
    found, before = halves[-1], halves[-1].n
    for half in halves[-2::-1]:
        if half.n <= y.shape[1] - before:
            place = before // half.n  # the last of them
            found, before = joined(found, half.at(slice(None), slice(place, None))), before + half.n
    return found


class Stretches:
    """The moments of every stretch of points that ends at a column: areas x columns, points ``step`` columns apart.

    Where all end at one column (``width`` is 1), no two share a half: each is put together by itself.
    """

    def __init__(self, y: Any, step: int, width: int) -> None:
        self._step, self._alone = step, width == 1
        self._halves = {1: Moments(1, y)}

    def ending(self, n: int, rows: Any, columns: Any) -> Moments:
        """The moments of ``n`` points that end at each of the cells, which all must have so many columns before them.

        ``rows`` and ``columns`` are slices, or two arrays of equal length that name the cells one by one.
        """
        if self._alone:
            last = columns.stop - 1 if isinstance(columns, slice) else columns[0]
            own = self._halves[1].mean[:, last - (n - 1) * self._step : last + 1 : self._step]
            alone = of_points(own[rows])
            return alone if isinstance(rows, slice) else alone.at(slice(None), 0)
        found: Moments | None = None
        left = n
        while left:
            size = 1 << (left.bit_length() - 1)
            left -= size
            part = self._part(size, rows, columns, left * self._step)
            found = part if found is None else joined(found, part)
        assert found is not None
        return found

    def _part(self, size: int, rows: Any, columns: Any, back: int) -> Moments:
        """A stretch of so many points, a power of two, that ends so many columns before each cell."""
        # The columns before the first that has so many points are not kept.
        back += (size - 1) * self._step
        at = slice(columns.start - back, columns.stop - back) if isinstance(columns, slice) else columns - back
        return self._doubled(size).at(rows, at)

    def _doubled(self, size: int) -> Moments:
        if size not in self._halves:
            half = self._doubled(size // 2)
            width = half.mean.shape[1] - size // 2 * self._step
            earlier, later = (half.at(slice(None), each) for each in (slice(0, width), slice(-width, None)))
            self._halves[size] = joined(earlier, later)
        return self._halves[size]

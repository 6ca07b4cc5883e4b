"""Results read in bulk, however few they are; or row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qpr_rules.reading import normaliser
from qpr_rules.reading.bulk import slices
from qpr_rules.reading.sources import delimited, excel


@contextmanager
def reading(*, bulk: bool, block: int) -> Iterator[None]:
    """As if even a short file were long enough to be read in bulk, so many bytes at a time; or none were."""
    least = 1 if bulk else 10**9
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "LARGE", least)
        patch.setattr(normaliser, "BULK", least)
        patch.setattr(normaliser, "LEAST", 1)
        patch.setattr(excel, "LARGE", 0 if bulk else 10**9)
        patch.setattr(slices, "BLOCK", block)
        yield

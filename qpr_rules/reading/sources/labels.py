"""Periods as publishers label them, where a label says something else than the same words in a council's own files."""

from __future__ import annotations

import re
from collections.abc import Sequence

YEAR_ENDING, YEAR_BEGINNING, LAST_OF_RANGE = "year-ending", "year-beginning", "last-of-range"

_YEAR = re.compile(r"[0-9]{4}")
_BETWEEN = re.compile(r"\s+(?:-|–|to)\s+")


def in_words(labels: Sequence[str], form: str) -> Sequence[str]:
    """Labels by a declared form as a calendar reads them; what is no such label stays as it is.

    >>> in_words(["2024", "2023/24"], "year-ending"), in_words(["2023"], "year-beginning")
    (['2023/24', '2023/24'], ['2023/24'])
    >>> in_words(["2021/22 Q1 - 2022/23 Q3", "2021/22 Q1"], "last-of-range")
    ['2022/23 Q3', '2021/22 Q1']
    """
    if not form:
        return labels
    known = {label: _one(label.strip(), form) for label in set(labels)}
    return [known[label] for label in labels]


def _one(label: str, form: str) -> str:
    if form == LAST_OF_RANGE:
        return _BETWEEN.split(label)[-1]
    if not _YEAR.fullmatch(label):
        return label
    begin = int(label) - (form == YEAR_ENDING)
    return f"{begin:04d}/{(begin + 1) % 100:02d}"

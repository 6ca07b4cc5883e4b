"""Periods as publishers label them, where a label says something else than the same words in a council's own files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qpr_rules.period import MONTH_NAMES

YEAR_ENDING, YEAR_BEGINNING, LAST_OF_RANGE = "year-ending", "year-beginning", "last-of-range"
SPREADSHEET = "spreadsheet"

_DATES = (
    (re.compile(r"([A-Za-z]{3})-(\d\d)", re.ASCII), r"\1 20\2"),
    (re.compile(r"(\d\d)/(\d\d)/(\d{4})", re.ASCII), r"\3-\2-\1"),
)
"""What a British spreadsheet makes of ``2024-04``, and what that is called where a calendar reads it."""

_A_MONTH = re.compile(rf"({'|'.join(name[:3] for name in MONTH_NAMES)})-\d\d", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")
_BETWEEN = re.compile(r"(?<!\s)\s++(?:-|–|to)\s+")


def in_words(labels: Sequence[str], form: str) -> Sequence[str]:
    """Labels by a declared form as a calendar reads them; what is no such label stays as it is.

    >>> in_words(["2024", "2023/24"], "year-ending"), in_words(["2023"], "year-beginning")
    (['2023/24', '2023/24'], ['2023/24'])
    >>> in_words(["Apr-24", "01/04/2024"], "spreadsheet")
    ['Apr 2024', '2024-04-01']
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
    if form == SPREADSHEET:
        return before_it_was_a_date(label) or label
    if not _YEAR.fullmatch(label):
        return label
    begin = int(label) - (form == YEAR_ENDING)
    return f"{begin:04d}/{(begin + 1) % 100:02d}"


def as_published(label: str) -> Mapping[str, str]:
    """What a label is by the forms of publishers, for those by which it is another one.

    >>> as_published("2024"), as_published("2021/22 Q1 - 2022/23 Q3"), as_published("2023/24")
    ({'year-ending': '2023/24', 'year-beginning': '2024/25'}, {'last-of-range': '2022/23 Q3'}, {})
    """
    read = {form: _one(label, form) for form in (YEAR_ENDING, YEAR_BEGINNING, LAST_OF_RANGE)}
    return {form: text for form, text in read.items() if text != label}


def before_it_was_a_date(text: str) -> str | None:
    """What a calendar reads where a spreadsheet has written a period in its own way; None where it has not.

    >>> before_it_was_a_date("Apr-24"), before_it_was_a_date("2024-04")
    ('Apr 2024', None)
    """
    for written, read in _DATES:
        if match := written.fullmatch(text):
            return match.expand(read)
    return None


def heading(label: str, form: str) -> str:
    """A label above a column, as a calendar reads it. ``Apr-24`` is a month there without saying: no column is of a day.

    >>> heading("Apr-24", ""), heading("Apt-24", ""), heading("2024", "year-ending")
    ('Apr 2024', 'Apt-24', '2023/24')
    """
    return _one(label, SPREADSHEET if _A_MONTH.fullmatch(label) else form)

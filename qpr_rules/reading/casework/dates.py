"""Text of a case file as dates, by the form that is declared: what has another form is no date, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ISO = r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?"
_DAY_FIRST = r"\d{1,2}([/.-])\d{1,2}[/.-]\d{4}( \d{1,2}:\d{2}(:\d{2})?)?"

_SQL: Mapping[str, str] = {
    "iso": "case when regexp_full_match(COLUMN, '" + _ISO + "') then try_cast(left(COLUMN, 10) as date) end",
    "day-first": "case when regexp_full_match(COLUMN, '" + _DAY_FIRST + "') then cast(try_strptime("
    "regexp_replace(split_part(COLUMN, ' ', 1), '[.-]', '/', 'g'), '%d/%m/%Y') as date) end",
}


def date_of(column: str, form: str) -> str:
    """The SQL that gives the date in a column of text; null where it holds none. A time of day behind it is passed over."""
    return _SQL[form].replace("COLUMN", column)


def hint(cell: str, form: str) -> str:
    """What to do about a cell that holds no date of the declared form.

    >>> hint("03/04/2024", "iso")
    'if the day comes first, say `date_format: day-first` in qpr-rules.yaml'
    """
    if form == "iso" and re.fullmatch(_DAY_FIRST, cell):
        return "if the day comes first, say `date_format: day-first` in qpr-rules.yaml"
    if form == "day-first" and re.fullmatch(_ISO, cell):
        return "the year comes first here: take `date_format` out of qpr-rules.yaml, or correct the file"
    shown = "2024-04-03" if form == "iso" else "03/04/2024"
    return f"a date is written {shown}; a case that has none yet leaves the cell empty"

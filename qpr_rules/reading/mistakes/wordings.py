"""Text that is not in the form its place needs: dates in another order, windows and ids written another way."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from qpr_rules.diagnostic import shortened
from qpr_rules.period import MONTH_NAMES, month_number


class Wording(NamedTuple):
    """What is wrong with a text: a code, a sentence, a label, and what to write if it is plain."""

    code: str
    headline: str
    label: str = ""
    meant: str = ""


_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "six": "6", "nine": "9", "twelve": "12"}

_MONTH = re.compile(r"(?:\d{1,2} )?[A-Za-z]+\.?,? \d{4}|\d{4}[-.]\d{1,2}(?:-\d{1,2})?")
"""A key of standards that is a month, or a day; of other figures nobody knows whether they are to be a year."""

_CALLED = {
    "window": "how a window is written",
    "lag": "how a lag is written",
    "within": "how a tolerance is written",
    "id": "how an id is written",
    "standards": "how a year or a month is written here",
}

LONGEST = 60
"""Characters beyond which a text is no date, length or tolerance that anybody meant."""


def wording(name: str, written: str, pattern: str) -> Wording:
    """Why a text has not the form that its place needs.

    >>> wording("introduced", "01/04/2025", "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$").meant
    '2025-04-01'
    """
    headline = f"`{shortened(written, LONGEST)}` is not {_CALLED.get(name, 'written as it must be here')}"
    if len(written) > LONGEST:
        return Wording("QPR156", headline)
    if pattern.startswith("^[0-9]{4}-[0-9]{2}"):
        return _date(written, day="-[0-9]{2}" in pattern[len("^[0-9]{4}-[0-9]{2}") :])
    if name == "standards" and _MONTH.fullmatch(written.strip()) and (found := _date(written, day=False)).meant:
        return found
    return Wording("QPR156", headline, meant=_proposed(name, written))


def _proposed(name: str, written: str) -> str:
    for word, digits in _NUMBERS.items():
        written = re.sub(rf"\b{word}\b", digits, written, flags=re.IGNORECASE)
    number = re.search(r"\d+(?:\.\d+)?", written)
    length = re.search(r"(?<!\d)(\d++)\s*+-?(m|q|y)", written.casefold())
    units = {"m": "month", "q": "quarter", "y": "year"}
    match name:
        case "window" if length:
            return f"{int(length[1])} {units[length[2]]}{'s' * (int(length[1]) != 1)}" if int(length[1]) else ""
        case "window" if written.isdigit() and int(written):
            return f"{int(written)} month{'s' * (int(written) != 1)}"
        case "window":
            words = {
                "ytd": "year to date",
                "monthly": "month",
                "quarterly": "quarter",
                "annual": "year",
                "rolling": "12 months",
                "rolling year": "12 months",
                "last year": "12 months",
                "rolled": "12 months",
                "monthly snapshot": "snapshot",
                "ms": "snapshot",
                "year so far": "year to date",
                "cumulative": "year to date",
            }
            plain = re.sub(r"[\s_-]+", " ", written.casefold())
            return plain if plain in ("year to date", "snapshot", "month", "quarter", "year") else words.get(plain, "")
        case "lag" if length and length[2] == "q" and int(length[1]) < 30:
            return f"{3 * int(length[1])} months"
        case "lag" if number and "." not in number[0] and 0 < int(number[0]) < 100 and (not length or length[2] == "m"):
            return f"{int(number[0])} month{'s' * (int(number[0]) != 1)}"
        case "within" if number:
            return f"{number[0]} {'points' if 'p' in written.casefold().replace('percent', '').replace('per cent', '') else 'percent'}"
        case "id":
            return re.sub(r"[^A-Za-z0-9._-]+", "-", written.replace("&", "and")).strip("-._")[:40]
        case "standards" if years := re.fullmatch(r"(?:FY ?)?(\d{4})\D(\d{2}|\d{4})", written.strip(), re.IGNORECASE):
            return f"{years[1]}/{years[2][-2:]}"
        case "standards" if (years := re.fullmatch(r"(\d{2})[/-](\d{2})", written.strip())) and _follow(years):
            return f"20{years[1]}/{years[2]}"
        case "":  # the id of an owner or a rule
            return re.sub(r"[^a-z0-9]+", "-", written.casefold()).strip("-")
    return ""


def _follow(years: re.Match[str]) -> bool:
    return (int(years[1]) + 1) % 100 == int(years[2])


def _date(written: str, *, day: bool) -> Wording:
    """A day or month written another way than year-month-day."""
    wanted = "year-month-day" if day else "year-month"
    if match := re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})", written.strip()):
        first, second, year = int(match[1]), int(match[2]), int(match[3]) + 2000 * (len(match[3]) == 2)
        numbers = (year, first, second) if second > 12 else (year, second, first)
        return _read("QPR171", *numbers, day=day, written=written)
    if match := re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})", written.strip()):
        if month := month_number(match[2]):
            return _read(
                "QPR171", int(match[3]), month, int(match[1] or 1), day=day, written=written, monthly=not match[1]
            )
    if match := re.fullmatch(r"(\d{4})[/. -](\d{1,2})(?:[/. -](\d{1,2}))?(?:[T ]\d.*)?", written.strip()) or (
        re.fullmatch(r"(\d{4})(\d{2})(\d{2})?", written.strip())
    ):
        return _read(
            "QPR156", int(match[1]), int(match[2]), int(match[3] or 1), day=day, written=written, monthly=not match[3]
        )
    sample = "2025-04-01" if day else "2025-04"
    return Wording("QPR156", f"`{shortened(written, LONGEST)}` is not a date written as {wanted}", f"like {sample}")


def _read(code: str, year: int, month: int, number: int, *, day: bool, written: str, monthly: bool = False) -> Wording:
    wanted = "year-month-day" if day else "year-month"
    try:
        found = dt.date(year, month, number)
    except ValueError:
        return Wording("QPR206", f"there is no such day as `{written}`", f"write the day as {wanted}")
    name = f"{MONTH_NAMES[found.month - 1]} {found.year}"
    read = name if monthly else f"{found.day} {name}"
    return Wording(
        code,
        f"`{written}` is not written as {wanted}",
        f"read as {read}",
        f"{found:%Y-%m-%d}" if day and not monthly else f"{found:%Y-%m}",
    )

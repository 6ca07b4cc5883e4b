"""A number that is not written as one: which of the usual ways it is, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from qpr_rules.diagnostic import shortened
from qpr_rules.quantity import plain

_PLAIN = r"[+-]?\d+(\.\d+)?"
_DIGITS = r"[+-]?(?:\d{1,3}(?:[, _]\d{3})+|\d+)(?:\.\d+)?"
_SMALL = ["nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_YES_NO = {"yes", "no", "on", "off", "true", "false", "y", "n"}


LONGEST = 60
"""Characters beyond which a text is no number that anybody meant."""


class Numeral(NamedTuple):
    """What is wrong with a number as it is written: a code, a sentence, a label, and the number meant, if it is plain."""

    code: str
    headline: str
    label: str
    meant: str = ""


def is_yes_or_no(text: str) -> bool:
    """Whether a word is one that YAML tools take for true or false."""
    return text.casefold() in _YES_NO


def numeral(text: str, *, quoted: bool) -> Numeral:
    """Why a text is no number.

    >>> numeral("1,000", quoted=False).meant
    '1000'
    """
    written = text.strip()
    if len(written) > LONGEST:
        return Numeral("QPR153", f"`{shortened(written, LONGEST)}` is not a number", "plain digits are needed here")
    if quoted and re.fullmatch(_PLAIN, written):
        return Numeral(
            "QPR168", "this number is in quotes, which make it text", "text, because of the quotes", _bare(written)
        )
    for form in _FORMS:
        if found := re.fullmatch(form.pattern, written, re.IGNORECASE):
            label = form.label if isinstance(form.label, str) else form.label(written)
            return Numeral(form.code, f"`{written}` {form.says}", label, form.meant(found))
    if is_yes_or_no(written):
        return Numeral(
            "QPR160", f"a number is needed here, not `{written}`", "a word; some programs read it as true or false"
        )
    return Numeral("QPR153", f"`{written}` is not a number", "plain digits are needed here", _guessed(written))


class _Form(NamedTuple):
    """A way of writing numbers that is no plain one: what it says of itself, and the number meant by what matches."""

    code: str
    pattern: str
    says: str
    label: str | Callable[[str], str]
    meant: Callable[[re.Match[str]], str] = lambda _: ""


def _bare(digits: str) -> str:
    return plain(Decimal(re.sub(r"[, _]", "", digits)))


def _read_as_time(written: str) -> str:
    return f"other programs read {_base_60(written)} here"


def _read_as_octal(written: str) -> str:
    octal = re.fullmatch(r"[+-]?0[0-7]+", written)
    return f"other programs read {int(written, 8)} here" if octal else "not a plain number"


def _from_powers(found: re.Match[str]) -> str:
    return plain(Decimal(found[0])) if -12 <= int(found["power"]) <= 15 else ""


_FORMS = (
    _Form(
        "QPR165", rf"({_DIGITS})\s*(?:%|per ?cent|pc)", "is written with a % sign",
        "`unit: percent` says it already", lambda found: _bare(found[1]),
    ),
    _Form(
        "QPR167", rf"([+-]?)\s*(?:£|\$|€|GBP\s?)\s*({_DIGITS})", "is written with a currency sign",
        "`unit: pounds` says it", lambda found: _bare(found[1] + found[2]),
    ),
    _Form(
        "QPR166", r"[+-]?\d{1,3}([, _]\d{3})+(\.\d+)?", "has something between its digits",
        "plain digits only", lambda found: _bare(found[0]),
    ),
    _Form("QPR161", r"\d+:\d+(:\d+)?", "is a time, not a number", _read_as_time),
    _Form("QPR162", r"[+-]?0\d+(\.\d+)?", "begins with a zero", _read_as_octal, lambda found: _bare(found[0])),
    _Form(
        "QPR163", r"[+-]?\.?(nan|inf|infinity)", "is no number that a figure can be compared with",
        "every comparison with it fails",
    ),
    _Form("QPR164", r"[+-]?\d+(?:\.\d+)?e(?P<power>[+-]?\d{1,2})", "is written in powers of ten", "", _from_powers),
)  # fmt: skip
"""In the order in which they are tried: ``085%`` is a percentage before it begins with a zero."""


def _guessed(written: str) -> str:
    """The number that was probably meant by what is of no known form: ``.5``, ``<= 95``, ``95 days``, ``12,5``; empty where none was."""
    if found := re.fullmatch(r"([+-]?)(\d*+)\.?(\d*+)", written):
        sign, whole, rest = found[1].replace("+", ""), found[2] or "0", found[3]
        return f"{sign}{whole}{'.' * bool(rest)}{rest}" if written.strip("+-.") else ""
    for pattern in (
        rf"[<>=≤≥~]+\s*({_DIGITS})\s*%?",
        rf"({_DIGITS})\s*(?:[A-Za-z][\w ]*|[+;,.]|(?:#|//|\().*)",
    ):
        if found := re.fullmatch(pattern, written):
            return _bare(found[1])
    if found := re.fullmatch(r"([+-]?\d+),(\d{1,2})", written):
        return _bare(f"{found[1]}.{found[2]}")
    return _in_words(written.casefold())


def _base_60(text: str) -> int:
    value = 0
    for part in text.split(":"):
        value = value * 60 + int(part)
    return value


def _in_words(text: str) -> str:
    """``ninety-five`` as 95, up to a hundred; empty if it is none."""
    if text in ("a hundred", "one hundred", "hundred"):
        return "100"
    if text in _SMALL or text == "zero":
        return str(_SMALL.index(text) if text in _SMALL else 0)
    tens, _, ones = re.sub(r"[\s-]+", " ", text).partition(" ")
    if tens in _TENS and ones in ("", *_SMALL[1:10]):
        return str((_TENS.index(tens) + 2) * 10 + (_SMALL.index(ones) if ones else 0))
    return ""

"""A number that is not written as one: which of the usual ways it is, and what to write."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from qpr_rules.diagnostic import shortened
from qpr_rules.quantity import plain

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
    if quoted and re.fullmatch(r"[+-]?\d+(\.\d+)?", written):
        return Numeral(
            "QPR168", "this number is in quotes, which make it text", "text, because of the quotes", _bare(written)
        )
    if match := re.fullmatch(rf"({_DIGITS})\s*(?:%|per ?cent|pc)", written, re.IGNORECASE):
        return Numeral(
            "QPR165",
            f"`{shortened(written, LONGEST)}` is written with a % sign",
            "`unit: percent` says it already",
            _bare(match[1]),
        )
    if match := re.fullmatch(rf"([+-]?)\s*(?:£|\$|€|GBP\s?)\s*({_DIGITS})", written, re.IGNORECASE):
        return Numeral(
            "QPR167",
            f"`{shortened(written, LONGEST)}` is written with a currency sign",
            "`unit: pounds` says it",
            _bare(match[1] + match[2]),
        )
    if re.fullmatch(r"[+-]?\d{1,3}([, _]\d{3})+(\.\d+)?", written):
        return Numeral(
            "QPR166",
            f"`{shortened(written, LONGEST)}` has something between its digits",
            "plain digits only",
            _bare(written),
        )
    if re.fullmatch(r"\d+:\d+(:\d+)?", written):
        return Numeral(
            "QPR161", f"`{written}` is a time, not a number", f"other programs read {_base_60(written)} here"
        )
    if re.fullmatch(r"[+-]?0\d+(\.\d+)?", written):
        octal = (
            f"other programs read {int(written, 8)} here"
            if re.fullmatch(r"[+-]?0[0-7]+", written)
            else "not a plain number"
        )
        return Numeral("QPR162", f"`{written}` begins with a zero", octal, _bare(written))
    if re.fullmatch(r"[+-]?\.?(nan|inf|infinity)", written, re.IGNORECASE):
        return Numeral(
            "QPR163", f"`{written}` is no number that a figure can be compared with", "every comparison with it fails"
        )
    if match := re.fullmatch(r"([+-]?\d+(?:\.\d+)?)e([+-]?\d{1,2})", written, re.IGNORECASE):
        near = -12 <= int(match[2]) <= 15
        return Numeral(
            "QPR164", f"`{written}` is written in powers of ten", "", plain(Decimal(written)) if near else ""
        )
    if is_yes_or_no(written):
        return Numeral(
            "QPR160", f"a number is needed here, not `{written}`", "a word; some programs read it as true or false"
        )
    meant = _in_words(written.casefold())
    if match := re.fullmatch(r"([+-]?)(\d*)\.?(\d*)", written):
        meant = (
            f"{match[1].replace('+', '')}{match[2] or '0'}{'.' * bool(match[3])}{match[3]}"
            if written.strip("+-.")
            else ""
        )
    elif (match := re.fullmatch(rf"[<>=≤≥~]+\s*({_DIGITS})\s*%?", written)) or (
        match := re.fullmatch(rf"({_DIGITS})\s*(?:[A-Za-z][\w ]*|[+;,.]|(?:#|//|\().*)", written)
    ):
        meant = _bare(match[1])
    elif match := re.fullmatch(r"([+-]?\d+),(\d{1,2})", written):
        meant = _bare(f"{match[1]}.{match[2]}")
    return Numeral("QPR153", f"`{shortened(written, LONGEST)}` is not a number", "plain digits are needed here", meant)


def _bare(digits: str) -> str:
    return plain(Decimal(re.sub(r"[, _]", "", digits)))


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

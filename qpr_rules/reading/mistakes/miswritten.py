"""A value that is not what its place needs: a number, text, a list or a group; too small, too large, empty."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple

from qpr_rules.diagnostic import shortened
from qpr_rules.quantity import plain
from qpr_rules.reading.mistakes.numerals import is_yes_or_no, numeral
from qpr_rules.reading.mistakes.unmet import Unmet
from qpr_rules.reading.mistakes.wordings import wording
from qpr_rules.reading.synonyms import known_word

_KINDS = {"string": "text", "object": "a group of names and values", "array": "a list", "boolean": "yes or no"}
_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}
_GROUPS = {
    "measure": "write `numerator:` and `denominator:` below it, two spaces further in",
    "standards": "write a line for each year below it, like `2024/25: {target: 60, floor: 45}`",
    "retired": "write `{on: 2025-03-31, reason: ...}`",
    "suspended": "write `{from: 2025-04, until: 2025-06, reason: ...}`",
    "amber": "write `{within: 10 percent}`",
    "expected": "write `{from: 100, to: 200}`",
    "direction": "write `{method: regression}`",
    "profile": "write `{June: 25, September: 50, December: 75, March: 100}`",
    "sections": "write a line for each below it, like `housing: Housing`",
    "when": "write `{rating: red}`",
}
"""What to write where a group of names is needed, by the name it stands under."""


_NOT_SET = {"tbc", "tba", "tbd", "n/a", "na", "none", "not set", "to be confirmed", "to be agreed", "-", "?", "unknown"}


class Found(NamedTuple):
    """What is wrong with a value, and what to write; ``value`` is what was plainly meant."""

    code: str
    headline: str
    label: str = ""
    hint: str = ""
    write: str = ""
    value: Any = None


def miswritten(error: Unmet, name: str, *, quoted: bool) -> Found:
    """Why a value does not do in the place of this name."""
    written = error.value
    if written is None or (error.keyword in ("minLength", "minProperties", "minItems") and not written):
        return Found("QPR159", "there is nothing here" if not name else f"`{name}` is empty", "", _filling(error, name))
    match error.keyword:
        case "type":
            return _wrong_kind(error, name, quoted=quoted)
        case "enum":
            return _no_word(error)
        case "pattern":
            return _wrong_form(error, name)
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            limit = f"{_BOUNDS[error.keyword]} {error.asked}"
            return Found("QPR157", f"{_shown(written)} is out of range", "", f"write {limit}")
        case "maxLength":
            return Found("QPR158", "this text is too long", "", f"shorten it to {error.asked} characters")
        case "uniqueItems":
            twice = next((each for at, each in enumerate(written) if each in written[:at]), "")
            return Found("QPR158", f"`{_shown(twice)}` stands here twice", "", "take one of them out")
        case "const":
            only = error.asked
            return Found("QPR158", f"only {only} is known here", "", f"write {only}", str(only), only)
    return Found("QPR158", "this is not written as it must be here", "", "compare it with another file that passes")


def _filling(error: Unmet, name: str) -> str:
    words = [str(word) for word in error.schema.get("enum", ()) if isinstance(word, str) and word]
    if words:
        return f"write one of: {', '.join(words)}"
    if name in _GROUPS:
        return _GROUPS[name]
    if {"number", "integer"} & {*_kinds(error)}:
        return "write the number after the colon"
    return "write the value after the colon, or delete the line"


def _kinds(error: Unmet) -> list[str]:
    kinds = error.schema.get("type", [])
    return kinds if isinstance(kinds, list) else [kinds]


def _wrong_kind(error: Unmet, name: str, *, quoted: bool) -> Found:
    wanted = _kinds(error)
    written = error.value
    if isinstance(written, list) and {"string", "number", "integer"} & set(wanted):
        return _list_for_one(written, wanted)
    if "number" in wanted or "integer" in wanted:
        return _no_number(written, wanted, quoted=quoted)
    if "string" in wanted and isinstance(written, bool | int | float | Decimal):
        return _no_text(written, name)
    what = " or ".join(_KINDS.get(str(each), str(each)) for each in wanted if each != "null")
    hint = _GROUPS.get(name, "") if "object" in wanted else ""
    if "array" in wanted and isinstance(written, str) and re.match(r"[-•*]", written):
        return Found(
            "QPR154", f"{what} is needed here", "one text", "begin each line of the list with a dash and a space"
        )
    if "array" in wanted and isinstance(written, dict):
        hint = "put a dash and a space before the first name, and two spaces before the others"
        return Found("QPR154", f"{what} is needed here", "one group", hint)
    if wanted == ["object"] and isinstance(written, list) and _as_group(written):
        hint = "take the dashes out; in one line write {target: 60, floor: 45}, with curly brackets"
        return Found("QPR154", f"{what} is needed here", "a list", hint)
    if "array" in wanted and isinstance(written, str):
        return Found("QPR154", f"{what} is needed here", "one text", "", f"[{written}]", [written])
    if not hint:
        hint = "write one line of text" if "string" in wanted else "write `name: value` lines"
    return Found("QPR154", f"{what} is needed here", "", hint)


def _as_group(written: list[Any]) -> bool:
    """Whether a list holds nothing but names with values."""
    return bool(written) and all(isinstance(each, dict) for each in written)


def _list_for_one(written: list[Any], wanted: list[str]) -> Found:
    single = written[0] if len(written) == 1 and not isinstance(written[0], dict | list) else None
    fits = (
        isinstance(single, str)
        if "string" in wanted
        else isinstance(single, int | float) and not isinstance(single, bool)
    )
    count = f"a list of {len(written)}" if written else "an empty list"
    hint = "write it without the brackets or the dash" if fits else "choose the one that counts"
    value = single if fits else None
    return Found("QPR170", "one value is needed here, not a list", count, hint, _shown(single) if fits else "", value)


def _no_number(written: Any, wanted: list[str], *, quoted: bool) -> Found:
    whole = " whole" if "number" not in wanted else ""
    hint = f"write the{whole} number in plain digits"
    if isinstance(written, bool):
        written = "true" if written else "false"
    if isinstance(written, dict):
        return Found("QPR154", "one number is needed here, not a group", "", hint)
    if not isinstance(written, str):
        return Found("QPR153", f"{_shown(written)} is not a whole number", "", hint)
    wrong = numeral(written, quoted=quoted)
    fits = wrong.meant and not (whole and "." in wrong.meant)
    if ends := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)\s*", written):
        write = f"{{from: {ends[1]}, to: {ends[2]}}}"
        ranged = {"from": Decimal(ends[1]), "to": Decimal(ends[2])}
        return Found(wrong.code, f"`{written.strip()}` is not a number", "two numbers", "", write, ranged)
    if written.strip().casefold() in _NOT_SET:
        hint = "if it is not set yet, leave this standard out: the KPI is not rated until it is there"
    value = Decimal(wrong.meant) if fits else None
    hint = "" if fits else hint
    return Found(wrong.code, wrong.headline, wrong.label, hint, wrong.meant if fits else "", value)


def _no_text(written: Any, name: str) -> Found:
    shown = _shown(written)
    if isinstance(written, bool):
        return Found(
            "QPR160", f"text is needed here, not `{shown}`", "", "put it in quotes if it is text", f'"{shown}"', shown
        )
    proposed = wording(name, shown, "").meant
    if name in ("window", "lag", "within") and proposed:
        return Found("QPR156", f"`{shown}` is not written as it must be here", "", "", proposed, proposed)
    return Found("QPR154", "text is needed here, not a number", "", "put it in quotes", f'"{shown}"', shown)


def _no_word(error: Unmet) -> Found:
    """What is not even a word where one of a few words is needed, or is one of YAML's words for true and false."""
    written = error.value
    words = [word for word in error.asked if isinstance(word, str) and word]
    listed = f"write one of: {', '.join(words)}"
    if isinstance(written, list):
        return _list_for_one(written, ["string"])
    if isinstance(written, dict):
        return Found("QPR154", "one word is needed here, not a group", "", listed)
    shown = _shown(written)
    if isinstance(written, bool) or is_yes_or_no(shown):
        near = "count" if shown.casefold() == "no" and "count" in words else ""
        listed = "did you mean `count`?" if near else listed
        label = "short for number?" if near else "a word; some programs read it as true or false"
        return Found("QPR160", f"`{shown}` is no answer here", label, listed, near, near or None)
    near = known_word(shown, words) if shown in words else ""
    return Found("QPR152", f"`{shown}` is not one of the words allowed here", "", listed, near, near or None)


def _wrong_form(error: Unmet, name: str) -> Found:
    written = str(error.value)
    wrong = wording(name, written, error.asked)
    examples = error.schema.get("examples", [])
    hint = (
        f"write it like {' or '.join(f'`{each}`' for each in examples[:3])}"
        if examples
        else "use letters, digits and hyphens"
    )
    fits = wrong.meant and re.search(error.asked, wrong.meant)
    if name == "standards":
        hint = "write a year like 2024/25, or the month from which it holds, like 2024-10"
    hint = "" if fits else hint
    return Found(
        wrong.code, wrong.headline, wrong.label, hint, wrong.meant if fits else "", wrong.meant if fits else None
    )


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return plain(Decimal(str(value)))
    return shortened(str(value))

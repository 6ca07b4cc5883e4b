"""Errors of the schema, in the author's words: one cause, one finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Severity, nearest
from qpr_rules.reading.nodes import Document

SYNONYMS = {
    "goal": "target",
    "aim": "target",
    "threshold": "floor",
    "minimum": "floor",
    "floor_standard": "floor",
    "team": "owner",
    "responsible": "owner",
    "title": "name",
    "code": "id",
    "ref": "id",
    "category": "section",
    "directorate": "section",
    "period": "window",
    "rolling": "window",
    "better": "polarity",
    "good": "polarity",
    "units": "unit",
    "tolerance": "amber",
    "higher-is-better": "higher",
    "high": "higher",
    "up": "higher",
    "lower-is-better": "lower",
    "low": "lower",
    "down": "lower",
    "%": "percent",
    "percentage": "percent",
    "number": "count",
    "£": "pounds",
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
    "annually": "year",
    "yearly": "year",
    "red": "urgent",
    "high-priority": "urgent",
    "complete": "done",
}
_NOT_WITH = {
    "target": "`target` has no place here: standards are given by date, or this is an activity indicator",
    "floor": "`floor` has no place here: the standards by date or the `amber` tolerance say it, or this is an activity indicator",
    "numerator": "`numerator` does not go with `value`: a value is a number reported ready made",
    "denominator": "`denominator` does not go with `value`: a value is a number reported ready made",
    "expected": "`expected` is for activity indicators; a KPI has a target and a floor",
}


def explain(document: Document, schema: dict[str, Any]) -> tuple[Diagnostic, ...]:
    """Every error of the schema as a diagnostic at its place."""
    kpi = document.tree.get("id") if isinstance(document.tree, dict) else None
    errors = sorted(
        Draft202012Validator(schema).iter_errors(_plain(document.tree)),
        key=lambda each: list(map(str, each.absolute_path)),
    )
    misspelt = {(path, near) for each in errors for path, _, near in _unknown_keys(each)}
    found = (
        Diagnostic(
            code, Severity.ERROR, headline, label, hints=hints, edit=edit, kpi=kpi if isinstance(kpi, str) else ""
        )
        for each in errors
        for code, headline, label, hints, edit in _findings(document, each, misspelt)
    )
    return tuple(dict.fromkeys(found))


def _unknown_keys(error: Any) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Of an error about unknown keys: where, the key, and the known one that was meant (empty if none)."""
    if error.validator != "additionalProperties" or not isinstance(error.validator_value, bool):
        return
    path, known = tuple(error.absolute_path), list(error.schema.get("properties", {}))
    for key in error.instance:
        if key not in known:
            free = [each for each in known if each not in error.instance]
            meant = SYNONYMS.get(key.casefold(), "")
            close = nearest(key, free, 1)
            yield path, key, meant if meant in free else close[0] if close else ""


def _findings(
    document: Document, error: Any, misspelt: set[tuple[tuple[Any, ...], str]]
) -> Iterator[tuple[str, str, Label, tuple[str, ...], Edit | None]]:
    path = tuple(error.absolute_path)
    place = Label(document.span(*path))
    match error.validator:
        case "additionalProperties":
            for _, key, near in _unknown_keys(error):
                span = document.key(*path, key)
                known = ", ".join(sorted(error.schema.get("properties", {})))
                hint = f"did you mean `{near}`?" if near else f"the names known here are: {known}"
                yield "QPR150", f"`{key}` is not known here", Label(span), (hint,), Edit(span, near) if near else None
        case "required":
            for key in error.validator_value:
                if key not in error.instance and (path, key) not in misspelt:
                    known = error.schema.get("properties", {}).get(key, {}).get("description", "")
                    where = Label(document.key(*path)) if path else Label(document.span())
                    yield (
                        "QPR151",
                        f"`{key}` is missing",
                        where,
                        (f"add `{key}:`" + (f" - {known[0].lower()}{known[1:]}" if known else ""),),
                        None,
                    )
        case "enum":
            words = [str(word) for word in error.validator_value if isinstance(word, str) and word]
            written = _written(error.instance)
            near = SYNONYMS.get(written.casefold(), "")
            close = (near,) if near in words else nearest(written, words, 1)
            hint = f"did you mean `{close[0]}`?" if close else f"write one of: {', '.join(words)}"
            yield (
                "QPR152",
                f"`{written}` is not one of the words allowed here",
                place,
                (hint,),
                Edit(place.span, close[0]) if close else None,
            )
        case "type":
            yield _wrong_kind(error, place)
        case "false schema" | None:
            key = str(path[-1]) if path else ""
            yield (
                "QPR155",
                _NOT_WITH.get(key, f"`{key}` does not belong here"),
                Label(document.key(*path)),
                ("take it out, or change what it contradicts",),
                None,
            )
        case "pattern":
            named = error.parent and error.parent.validator == "propertyNames"
            examples = error.schema.get("examples", [])
            hint = f"write it like `{examples[0]}`" if examples else "use letters, digits and hyphens"
            spot = Label(document.key(*path, error.instance)) if named else place
            yield "QPR156", f"`{_written(error.instance)}` is not written as it must be here", spot, (hint,), None
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            how = {
                "minimum": "at least",
                "maximum": "at most",
                "exclusiveMinimum": "more than",
                "exclusiveMaximum": "less than",
            }[error.validator]
            yield (
                "QPR157",
                f"{_written(error.instance)} is out of range",
                place,
                (f"write {how} {error.validator_value}",),
                None,
            )
        case _:
            headline = {
                "minLength": "there is nothing here",
                "minProperties": "there is nothing here",
                "minItems": "there is nothing here",
                "maxLength": "this text is too long",
                "const": f"only {error.validator_value} is known here",
            }
            yield (
                "QPR158",
                headline.get(error.validator, "this is not written as it must be here"),
                place,
                ("see the example in the documentation",),
                None,
            )


def _wrong_kind(error: Any, place: Label) -> tuple[str, str, Label, tuple[str, ...], Edit | None]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    written = _written(error.instance)
    if "number" in wanted or "integer" in wanted:
        if error.instance is None:
            return "QPR153", "a number is missing here", place, ("write the number after the colon",), None
        bare = re.sub(r"[%£,\s\"']", "", written)
        number = re.fullmatch(r"[+-]?\d+(\.\d+)?", bare)
        whole = " whole" if "integer" in wanted and "number" not in wanted else ""
        hint = (
            f"write {bare}"
            if number and not whole
            else f"write a{whole} number in plain digits, without a sign for the unit"
        )
        return (
            "QPR153",
            f"`{written}` is not a{whole} number",
            place,
            (hint,),
            Edit(place.span, bare) if number and not whole else None,
        )
    if error.instance is None:
        return "QPR154", "there is nothing here", place, ("write the value after the colon, or delete the line",), None
    kinds = {"string": "text", "object": "a group of names and values", "array": "a list", "boolean": "yes or no"}
    what = " or ".join(kinds.get(str(each), str(each)) for each in wanted if each != "null")
    hint = (
        "put it in quotes"
        if "string" in wanted and not isinstance(error.instance, dict | list)
        else "see the example in the documentation"
    )
    return "QPR154", f"{what} was expected here", place, (hint,), None


def _written(value: Any) -> str:
    match value:
        case dict() | list():
            return "this group" if isinstance(value, dict) else "this list"
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _plain(tree: Any) -> Any:
    """The tree with its exact decimals as the whole numbers or floats that jsonschema knows."""
    match tree:
        case dict():
            return {key: _plain(value) for key, value in tree.items()}
        case list():
            return [_plain(value) for value in tree]
        case Decimal():
            return int(tree) if tree == tree.to_integral_value() else float(tree)
        case _:
            return tree

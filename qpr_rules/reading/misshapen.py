"""A document that its schema does not pass, in the author's words: one cause, one finding.

What the author plainly meant is put in the place of what was written, and the document asked again: so a misspelt name
is not also a missing one, and what follows from a wrong word is not said twice. Only findings come out of it; the file
is never read as corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Path, Severity, Span
from qpr_rules.reading.misplaced import contradictions, cut_off, missing
from qpr_rules.reading.miswritten import Found, miswritten
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.synonyms import folded, known_name, known_word

_ROUNDS = 8
"""How often a document is corrected and asked again; each round goes at least one level deeper."""


class _Mend(NamedTuple):
    """A correction: a key renamed, or a value replaced."""

    path: Path
    key: str | None
    value: Any


def explain(document: Document, schema: dict[str, Any]) -> tuple[Diagnostic, ...]:
    """Every error of the schema as a diagnostic at its place."""
    kpi = document.tree.get("id") if isinstance(document.tree, dict) else None
    kpi = kpi if isinstance(kpi, str) else ""
    validator = Draft202012Validator(_with_places(schema))
    found: list[Diagnostic] = []
    asked = Document(document.file, deepcopy(document.tree), dict(document.spans))
    for last in (*[False] * _ROUNDS, True):
        errors = sorted(validator.iter_errors(_plain(asked.tree)), key=lambda each: list(map(str, each.absolute_path)))
        plain: list[Diagnostic] = []
        mends: list[_Mend] = []
        for each in errors:
            for diagnostic, mend in _findings(asked, each, kpi):
                if mend is None or last:
                    plain.append(diagnostic)
                else:
                    found.append(diagnostic)
                    mends.append(mend)
        if not mends:
            found += [*plain, *missing(asked, schema, errors, kpi), *contradictions(asked, errors, kpi)]
            break
        for mend in mends:
            _apply(asked, mend)
    return tuple(dict.fromkeys(found))


def _with_places(schema: Any) -> Any:
    """The schema with ``false`` spelt out, so that what may not be there is reported at its own place."""
    match schema:
        case dict():
            spelt = {key: _with_places(value) for key, value in schema.items()}
            if isinstance(spelt.get("properties"), dict):
                spelt["properties"] = {
                    key: {"not": {}} if value is False else value for key, value in spelt["properties"].items()
                }
            return spelt
        case list():
            return [_with_places(each) for each in schema]
        case _:
            return schema


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


def _apply(document: Document, mend: _Mend) -> None:
    parent: Any = document.tree
    for step in mend.path[:-1]:
        if isinstance(parent, dict) and step not in parent:
            return  # a name above was mended in the same round: the next one comes back to this
        parent = parent[step]
    old = mend.path[-1]
    if mend.key is None:
        parent[old] = mend.value
        return
    if mend.key in parent or old not in parent:
        return
    renamed = {mend.key if key == old else key: value for key, value in parent.items()}
    parent.clear()
    parent.update(renamed)
    depth = len(mend.path)
    spans: dict[Path, Span] = document.spans  # type: ignore[assignment]  # a copy of our own
    for path in [each for each in spans if each[:depth] == mend.path]:
        spans[(*mend.path[:-1], mend.key, *path[depth:])] = spans[path]


def _findings(document: Document, error: Any, kpi: str) -> Iterator[tuple[Diagnostic, _Mend | None]]:
    path = tuple(error.absolute_path)
    match error.validator:
        case "additionalProperties":
            yield from _unknown_keys(document, error, path, kpi)
        case "type" if path == ("direction",) and isinstance(error.instance, str):
            yield from _direction(document, kpi)
        case "enum":
            yield _unknown_word(document, error, path, kpi)
        case "required" | "not":
            return  # see misplaced.py
        case _:
            named = error.parent is not None and error.parent.validator == "propertyNames"
            named = named or "propertyNames" in error.absolute_schema_path
            place = document.key(*path, error.instance) if named else document.span(*path)
            name = str(path[-1]) if path else ""
            wrong = _of_unit(document, miswritten(error, name, quoted=_is_quoted(place, error.instance)))
            diagnostic = _diagnostic(wrong, place, kpi)
            if wrong.value is None:
                yield diagnostic, None
            elif named:
                yield diagnostic, _Mend((*path, error.instance), str(wrong.value), None)
            else:
                yield diagnostic, _Mend(path, None, wrong.value) if path else None


def _diagnostic(wrong: Found, place: Span, kpi: str) -> Diagnostic:
    edit = Edit(place, wrong.write) if wrong.write and place.line == place.end_line else None
    return Diagnostic(
        wrong.code,
        Severity.ERROR,
        wrong.headline,
        Label(place, wrong.label),
        hints=(wrong.hint,) if wrong.hint else (),
        edit=edit,
        kpi=kpi,
    )


def _of_unit(document: Document, wrong: Found) -> Found:
    """A number's sign says what the unit says, or something else: then one of the two is wrong."""
    said = {"QPR165": "percent", "QPR167": "pounds"}.get(wrong.code)
    unit = document.tree.get("unit") if isinstance(document.tree, dict) else None
    if said is None or unit == said:
        return wrong
    return wrong._replace(
        label=f"the unit is `{unit}`", hint="is the unit right? then write the number alone", write=""
    )


def _is_quoted(place: Span, written: Any) -> bool:
    return (
        isinstance(written, str)
        and place.line == place.end_line
        and place.end_column - place.column >= len(written) + 2
    )


def _unknown_keys(document: Document, error: Any, path: Path, kpi: str) -> Iterator[tuple[Diagnostic, _Mend | None]]:
    if not isinstance(error.validator_value, bool):
        return
    known = list(error.schema.get("properties", {}))
    free = [each for each in known if each not in error.instance]
    cut: set[str] = set()
    for parts, whole in cut_off(document, error.instance, path, known):
        cut.update(parts)
        yield (
            Diagnostic(
                "QPR150",
                Severity.ERROR,
                f"`{parts[0]}` is cut off from its text by the comma",
                Label(document.key(*path, parts[0]), "taken for a name"),
                hints=("put quotes around a text that holds a comma",),
                edit=whole,
                kpi=kpi,
            ),
            None,
        )
    for key in error.instance:
        if key in known or key in cut:
            continue
        near = known_name(key, free)
        place = document.key(*path, key)
        known_here = ", ".join(sorted(free))
        hint = f"these names are known here and not used yet: {known_here}" if free else "every name known here is used"
        if near:
            hint = f"did you mean `{near}`?"
        other = known_name(key, known)
        again = f"`{other}` is here already" if not near and other in error.instance else ""
        yield (
            Diagnostic(
                "QPR150",
                Severity.ERROR,
                f"`{key}` is not known here",
                Label(place, again),
                hints=(hint,),
                edit=Edit(place, near) if near else None,
                kpi=kpi,
            ),
            _Mend((*path, key), near, None) if near else None,
        )
        if near:
            free.remove(near)


def _direction(document: Document, kpi: str) -> Iterator[tuple[Diagnostic, _Mend | None]]:
    """``direction: higher`` says which way is better, which is the polarity; direction is how a trend is found."""
    tree: Any = document.tree
    written = str(tree["direction"])
    meant = known_word(written, ["higher", "lower", "stay-close"])
    method = known_word(written, ["regression", "last-quarter", "same-quarter-last-year"])
    place = document.key("direction")
    value = document.span("direction")
    if "polarity" in tree or not meant:
        write = f"{{method: {method}}}" if method else ""
        yield (
            Diagnostic(
                "QPR154",
                Severity.ERROR,
                "`direction` says how a trend is found; it is a group of names and values",
                Label(value),
                hints=("write `direction: {method: regression}`, or leave it out",),
                edit=Edit(value, write) if write else None,
                kpi=kpi,
            ),
            _Mend(("direction",), None, {"method": method}) if method else None,
        )
        return
    whole = Span(place.file, place.line, place.column, value.end_line, value.end_column)
    diagnostic = Diagnostic(
        "QPR150",
        Severity.ERROR,
        "`direction` is not the name for which way is better",
        Label(place, "this is how a trend is found"),
        hints=("did you mean `polarity`?",),
        edit=Edit(whole, f"polarity: {meant}"),
        kpi=kpi,
    )
    yield diagnostic, _Mend(("direction",), "polarity", None)
    if folded(written) != meant and written != meant:
        tree["direction"] = meant  # said with it


def _unknown_word(document: Document, error: Any, path: Path, kpi: str) -> tuple[Diagnostic, _Mend | None]:
    words = [word for word in error.validator_value if isinstance(word, str) and word]
    place = document.span(*path)
    written = error.instance
    if not isinstance(written, str) or written.casefold() in ("yes", "no", "on", "off"):
        flag = "yes" in words
        if not flag or not isinstance(written, str):
            wrong = miswritten(error, str(path[-1]) if path else "", quoted=False)
            return _diagnostic(wrong, place, kpi), _Mend(path, None, wrong.value) if wrong.value else None
    near = known_word(written, words)
    shown = written if len(written) <= 60 else f"{written[:57]}..."
    listed = f"the words allowed here are: {', '.join(words)}"
    if near and len(words) <= 8:
        hint = f"did you mean `{near}`? {listed}"
    else:
        hint = f"did you mean `{near}`?" if near else listed
    diagnostic = Diagnostic(
        "QPR152",
        Severity.ERROR,
        f"`{shown}` is not one of the words allowed here",
        Label(place),
        hints=(hint,),
        edit=Edit(place, near) if near and place.line == place.end_line else None,
        kpi=kpi,
    )
    return diagnostic, _Mend(path, None, near) if near and path else None

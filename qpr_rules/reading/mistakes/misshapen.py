"""A document that its schema does not pass, in the author's words: one cause, one finding.

What the author plainly meant is put in the place of what was written, and the document asked again: so a misspelt name
is not also a missing one, and what follows from a wrong word is not said twice. The document as corrected is looked at
for what its sense lacks, without what is in doubt; no report is ever made from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Path, Severity, Span, shortened
from qpr_rules.reading.mistakes.aside import set_aside
from qpr_rules.reading.mistakes.flooded import Flood, flooded
from qpr_rules.reading.mistakes.mending import Mend, apply, copied
from qpr_rules.reading.mistakes.misplaced import contradictions, missing
from qpr_rules.reading.mistakes.miswritten import Found, miswritten
from qpr_rules.reading.mistakes.outdented import indented, outdented
from qpr_rules.reading.mistakes.pruned import pruned
from qpr_rules.reading.mistakes.unknown import direction, unknown_keys
from qpr_rules.reading.mistakes.unmet import Unmet, unmet
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.synonyms import is_sure, known_word

_ROUNDS = 8
"""How often a document is corrected and asked again; each round goes at least one level deeper."""

_KINDS = (("kind",), ("source",))
"""Names that decide what else a group holds."""

_GUESSED = frozenset(["QPR160", "QPR162"])
"""Findings whose proposal is a guess: `no` for a unit, and a number that begins with a zero."""


class Explained(NamedTuple):
    """What is wrong with a document's shape; and the document as its author meant it, without what is in doubt."""

    found: tuple[Diagnostic, ...]
    meant: Document | None


def explain(document: Document, name: str, schema: dict[str, Any], validator: Any) -> Explained:
    """Every error of the schema of this name, which the validator was made of, as a diagnostic at its place."""
    kpi = document.mapping.get("id")
    kpi = kpi if isinstance(kpi, str) else ""

    def asks(each: Document) -> list[Unmet]:
        errors = unmet(validator, schema, _plain(each.tree))
        return _outermost(errors) if name == "kpi" else errors

    if flood := flooded(asks(document)):
        return Explained(_first(document, schema, flood, kpi), None)
    asked = copied(document)
    found = [*outdented(asked, schema, kpi), *indented(asked, schema, kpi)]
    whole = False
    mended, doubtful = set[Path](), set[Path]()
    for last in (*[False] * _ROUNDS, True):
        left = asks(asked)
        errors = [each for each in left if each.keyword == "false" or not _is_below(each.path, mended)]
        plain: list[Diagnostic] = []
        mends: list[Mend] = []
        answered = set[Path]()
        for each in sorted(errors, key=_is_not_of_the_unit):
            for diagnostic, mend in _findings(asked, each, kpi):
                if mend is None or last:
                    if _is_of_a_value(each) and each.path in answered:
                        continue  # neither a group nor a text: one mistake, though two are asked for
                    answered.update([each.path] if _is_of_a_value(each) else [])
                    plain.append(diagnostic)
                else:
                    found.append(diagnostic)
                    mends.append(mend)
                    doubtful.update([mend.now] if not _is_sure(diagnostic) else [])
            if mends and not _is_not_of_the_unit(each):
                break  # what is right in the other lines depends on it, so they are asked again
        if not mends:
            whole = not left
            # What a KPI must have depends on its kind, so a wrong word there says nothing about the rest.
            open_groups = {each.path[:-1] for each in errors if each.keyword == "enum" and each.path[-1:] in _KINDS}
            open_groups |= {each.path for each in errors if _is_all_strange(each)}
            errors = [each for each in errors if _group(each) not in open_groups]
            found += [*plain, *missing(asked, schema, errors, kpi), *contradictions(asked, errors, kpi)]
            break
        for mend in mends:
            apply(asked, mend)
            mended.update([mend.path] if mend.key is None else [])
    meant: Document | None = asked
    if not whole or doubtful:
        without = pruned if name == "kpi" else set_aside
        meant = without(asked, asks, doubtful)
    return Explained(tuple(dict.fromkeys(found)), meant)


def _first(document: Document, schema: dict[str, Any], flood: Flood, kpi: str) -> tuple[Diagnostic, ...]:
    """The first findings of each kind, and how many others there are."""
    found: list[Diagnostic] = []
    last: dict[str, Diagnostic] = {}
    for each in flood.first:
        for diagnostic, _ in _findings(document, each, kpi):
            found.append(diagnostic)
            last[each.keyword] = diagnostic
    strange = {each.path for each in flood.first if _is_all_strange(each)}
    lacking = [each for each in flood.first if each.path not in strange]
    for keyword, more in (
        ("required", missing(document, schema, lacking, kpi)),
        ("false", contradictions(document, flood.first, kpi)),
    ):
        for diagnostic in more:
            found.append(diagnostic)
            last[keyword] = diagnostic
    return (*dict.fromkeys(found), *flood.counted(document, last))


def _is_sure(found: Diagnostic) -> bool:
    """Whether what is put in the place of what was written is what its author meant."""
    return found.edit is not None and found.code not in _GUESSED


def _group(error: Unmet) -> Path:
    """The group in which something is missing, or too much."""
    return error.path[:-1] if error.keyword == "false" else error.path


def _is_of_a_value(error: Unmet) -> bool:
    return not error.of_name and error.keyword not in ("additionalProperties", "required", "false")


def _is_all_strange(error: Unmet) -> bool:
    """Whether it is of a group of which not one name is known: what it lacks is what these were meant for."""
    known = error.schema.get("properties", {})
    return error.keyword == "additionalProperties" and bool(error.path) and not known.keys() & error.value.keys()


def _is_not_of_the_unit(error: Unmet) -> bool:
    return error.path != ("unit",)


def _is_below(path: Path, mended: set[Path]) -> bool:
    """Whether a value has been replaced, or is part of one: what is wrong with what was read into it is not said."""
    return any(path[:depth] in mended for depth in range(1, len(path) + 1))


def _outermost(errors: list[Unmet]) -> list[Unmet]:
    """The errors without those of what stands under a name that may not be there: it may belong to another group."""
    wrong = {(*each.path, each.value) for each in errors if each.of_name}
    return [each for each in errors if not _is_below(each.path, wrong)]


def _plain(tree: Any) -> Any:
    """The tree with its exact decimals as the whole numbers or floats that JSON knows."""
    match tree:
        case dict():
            return {key: _plain(value) for key, value in tree.items()}
        case list():
            return [_plain(value) for value in tree]
        case Decimal():
            return int(tree) if tree == tree.to_integral_value() else float(tree)
        case _:
            return tree


def _findings(document: Document, error: Unmet, kpi: str) -> Iterator[tuple[Diagnostic, Mend | None]]:
    path = error.path
    match error.keyword:
        case "additionalProperties":
            yield from unknown_keys(document, error, path, kpi)
        case "type" if path == ("direction",) and isinstance(error.value, str):
            yield from direction(document, kpi)
        case "enum":
            yield _unknown_word(document, error, path, kpi)
        case "required" | "false":
            return  # see misplaced.py
        case _:
            place = document.key(*path, error.value) if error.of_name else document.span(*path)
            name = str(path[-1]) if path else ""
            wrong = miswritten(error, name, quoted=_is_quoted(place, error.value))
            wrong = _of_polarity(document, _of_unit(document, wrong))
            diagnostic = _diagnostic(wrong, place, kpi)
            if wrong.value is None:
                yield diagnostic, None
            elif error.of_name:
                yield diagnostic, Mend((*path, error.value), str(wrong.value), None)
            else:
                yield diagnostic, Mend(path, None, wrong.value) if path else None


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
    unit = document.mapping.get("unit")
    if said is None or unit == said:
        return wrong
    if unit is None:
        return wrong._replace(label="", hint="write the number alone", write="")
    return wrong._replace(
        label=f"the unit is `{unit}`", hint="is the unit right? then write the number alone", write=""
    )


def _of_polarity(document: Document, wrong: Found) -> Found:
    """Two numbers are a range only where the figure should stay inside one."""
    if not isinstance(wrong.value, dict) or "to" not in wrong.value:
        return wrong
    polarity = document.mapping.get("polarity")
    if polarity == "stay-close":
        return wrong
    return wrong._replace(hint="write one number; a range is for `polarity: stay-close`", write="", value=None)


def _is_quoted(place: Span, written: Any) -> bool:
    return (
        isinstance(written, str)
        and place.line == place.end_line
        and place.end_column - place.column >= len(written) + 2
    )


def _unknown_word(document: Document, error: Unmet, path: Path, kpi: str) -> tuple[Diagnostic, Mend | None]:
    words = [word for word in error.asked if isinstance(word, str) and word]
    place = document.span(*path)
    written = error.value
    if not isinstance(written, str) or written.casefold() in ("yes", "no", "on", "off"):
        flag = "yes" in words
        if not flag or not isinstance(written, str):
            wrong = miswritten(error, str(path[-1]) if path else "", quoted=False)
            return _diagnostic(wrong, place, kpi), Mend(path, None, wrong.value) if wrong.value else None
    near = known_word(written, words)
    write, hint, sure = near, "", is_sure(written, near)
    if remark := re.fullmatch(r"(?P<word>(?:[^#(/]|/(?!/))*+)(?://|#|\()(?P<rest>.*)", written):
        word = remark["word"].rstrip()
        before = known_word(word, words)
        if before and (before == word or not near):
            near, write, sure = before, f"{before}  # {remark['rest'].strip(' )')}", is_sure(word, before)
            hint = f"did you mean `{near}`? a remark begins with a space and `#`"
    shown = shortened(written)
    listed = f"the words allowed here are: {', '.join(words)}"
    if near and len(words) <= 8:
        hint = hint or f"did you mean `{near}`? {listed}"
    else:
        hint = hint or (f"did you mean `{near}`?" if near else listed)
    diagnostic = Diagnostic(
        "QPR152",
        Severity.ERROR,
        f"`{shown}` is not one of the words allowed here",
        Label(place),
        hints=(hint,),
        edit=Edit(place, write) if near and sure and place.line == place.end_line else None,
        kpi=kpi,
    )
    return diagnostic, Mend(path, None, near) if near and sure and path else None

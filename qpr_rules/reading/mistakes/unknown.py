"""Names and words that the format does not know, and what their author meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Path, Severity, Span
from qpr_rules.direction import Method
from qpr_rules.quantity import NumberError, read_number
from qpr_rules.reading.mistakes.mending import Mend
from qpr_rules.reading.mistakes.misplaced import cut_off, stands_alone
from qpr_rules.reading.mistakes.unmet import Unmet
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.synonyms import folded, known_name, known_word

HOMES = {
    "numerator": "measure",
    "denominator": "measure",
    "value": "measure",
    "within": "amber",
    "method": "direction",
    "points": "direction",
    "significance": "direction",
    "replaced_by": "retired",
    "approved": "standards",
    "reason": "standards",
}
"""Names that are known in a group of a definition, and not beside it."""

_RUN_TOGETHER = re.compile(r"(?P<name>[A-Za-z_]+)(?P<sign>:|\s*=\s*|\s+)(?P<value>\S.*)")
"""A name and its value without the space, or with another sign, between them."""


def unknown_keys(document: Document, error: Unmet, path: Path, kpi: str) -> Iterator[tuple[Diagnostic, Mend | None]]:
    """QPR150 for each name that is not known in its group, and what it was meant for, where that is plain."""
    if not isinstance(error.asked, bool):
        return
    known = list(error.schema.get("properties", {}))
    free = [each for each in known if each not in error.value]
    cut: set[str] = set()
    for key in error.value:
        opened = re.match(r"([a-z_]+)(\s+)\"", key)
        if opened is None or opened[1] not in free:
            continue
        cut.add(key)
        cut.update(each for each in error.value if each.endswith('"') and error.value[each] is None)
        place = document.key(*path, key)
        gap = place._replace(column=place.column + opened.start(2), end_column=place.column + opened.end(2))
        yield (
            Diagnostic(
                "QPR116",
                Severity.ERROR,
                f"a colon is missing after `{opened[1]}`",
                Label(place._replace(end_column=place.column + opened.end(1))),
                edit=Edit(gap, ": "),
                kpi=kpi,
            ),
            None,
        )
    for parts, whole in cut_off(document, error.value, path, known):
        if cut & {*parts}:
            continue
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
    lacking = [each for each in error.schema.get("required", ()) if each not in error.value]
    strangers = [each for each in error.value if each not in known and each not in cut]
    odd = [each for each in strangers if each not in HOMES and not _is_remark(each, error.value[each])]
    for key in strangers:
        place = document.key(*path, key)
        if (match := _RUN_TOGETHER.fullmatch(key)) and stands_alone(document, error.value[key], (*path, key)):
            if match["name"] in free:
                free.remove(match["name"])
                yield _run_together(match, place, (*path, key), kpi)
                continue
        home = HOMES.get(key, "") if "measure" in known else ""
        if "fixed" in known and key in error.schema["properties"]["fixed"]["properties"]:
            home = "fixed"  # what holds for every row of a source
        near = "" if home else known_name(key, free)
        if not near and len(lacking) == 1 and odd == [key]:
            near = lacking[0]  # the only name that is missing, and the only one that is unknown
        if near and not _may_hold(error.schema["properties"][near], error.value[key]):
            near = ""
        known_here = ", ".join(sorted(free))
        hint = f"these names are known here and not used yet: {known_here}" if free else "every name known here is used"
        if near:
            hint = f"did you mean `{near}`?"
        elif home:
            hint = f"`{key}` belongs to `{home}`: write it below that, further in"
        elif _is_remark(key, error.value[key]):
            hint = "if this is a remark, write `# ` in front of it; a description goes under `description`"
        other = known_name(key, known)
        again = f"`{other}` is here already" if not near and not home and other in error.value else ""
        if folded(other) != folded(key) and hint.startswith("if this is a remark"):
            again = ""
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
            Mend((*path, key), near, None) if near else None,
        )
        if near:
            free.remove(near)


def _is_remark(key: str, value: Any) -> bool:
    """Whether a name and its value read like a sentence with a colon in it."""
    return key[:1].isupper() and isinstance(value, str) and " " in value


def _may_hold(known: Any, value: Any) -> bool:
    """Whether a value is of a kind that a name holds, or could be meant so; a text is no number and no group."""
    kinds = known.get("type", ()) if isinstance(known, dict) else ()
    kinds = {kinds} if isinstance(kinds, str) else {*kinds}
    if not kinds or value is None or "string" in kinds:
        return True
    match value:
        case dict():
            return "object" in kinds
        case list():
            return "array" in kinds
        case str():
            return bool(kinds & {"number", "integer"}) and any(each.isdigit() for each in value)
        case _:
            return bool(kinds & {"number", "integer"})


def _run_together(match: re.Match[str], place: Span, path: Path, kpi: str) -> tuple[Diagnostic, Mend]:
    name, written = match["name"], match["value"]
    value: Any = written
    with suppress(NumberError):
        value = read_number(written)
    colon = match["sign"] == ":"
    at = place.column + match.start("sign")
    sign = place._replace(column=at, end_line=place.line, end_column=at + len(match["sign"]))
    return (
        Diagnostic(
            "QPR127" if colon else "QPR116",
            Severity.ERROR,
            f"a space is missing after `{name}:`" if colon else f"a colon is missing after `{name}`",
            Label(sign, "put a space behind this colon" if colon else "a colon"),
            edit=Edit(sign, ": "),
            kpi=kpi,
        ),
        Mend(path, name, value),
    )


def direction(document: Document, kpi: str) -> Iterator[tuple[Diagnostic, Mend | None]]:
    """``direction: higher`` says which way is better, which is the polarity; direction is how a trend is found."""
    tree: Any = document.tree
    written = str(tree["direction"])
    meant = known_word(written, ["higher", "lower", "stay-close"])
    method = known_word(written, [str(each) for each in Method])
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
            Mend(("direction",), None, {"method": method}) if method else None,
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
    yield diagnostic, Mend(("direction",), "polarity", None)
    if folded(written) != meant and written != meant:
        tree["direction"] = meant  # said with it

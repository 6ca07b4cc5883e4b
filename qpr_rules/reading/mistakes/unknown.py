"""Names and words that the format does not know, and what their author meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Path, Severity, Span
from qpr_rules.direction import Method
from qpr_rules.quantity import NumberError, read_number
from qpr_rules.reading.mistakes.mending import Mend
from qpr_rules.reading.mistakes.misplaced import cut_off, stands_alone
from qpr_rules.reading.mistakes.unmet import Unmet
from qpr_rules.reading.nodes import Document, read_yaml
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


Finding: TypeAlias = "tuple[Diagnostic, Mend | None]"


def unknown_keys(document: Document, error: Unmet, path: Path, kpi: str) -> Iterator[Finding]:
    """QPR150 for each name that is not known in its group, and what it was meant for, where that is plain."""
    if not isinstance(error.asked, bool):
        return
    known = [*error.schema.get("properties", {})]
    group = _Group(document, error, path, kpi, known, [each for each in known if each not in error.value])
    unopened = group.without_colon()
    cut: set[str] = {*unopened}
    if unopened:
        cut.update(each for each in error.value if each.endswith('"') and error.value[each] is None)
    yield from unopened.values()
    for parts, whole in cut_off(document, error.value, path, known):
        if not cut & {*parts}:
            cut.update(parts)
            yield group.cut_off(parts, whole), None
    for key in error.value:
        if found := group.before_brackets(key):
            cut.add(key)
            yield found
    strangers = [each for each in error.value if each not in known and each not in cut]
    lacking = [each for each in error.schema.get("required", ()) if each in group.free]
    odd = [each for each in strangers if each not in HOMES and not _is_remark(each, error.value[each])]
    only = {odd[0]: lacking[0]} if len(odd) == len(lacking) == 1 else {}
    for key in strangers:
        yield group.run_together(key) or group.stranger(key, only.get(key, ""))


class _Group(NamedTuple):
    """A group in which a name is not known; ``known`` are those that are, ``free`` those of them that nothing was meant for yet."""

    document: Document
    error: Unmet
    path: Path
    kpi: str
    known: list[str]
    free: list[str]

    def _error(self, code: str, headline: str, at: Label, hint: str = "", edit: Edit | None = None) -> Diagnostic:
        hints = (hint,) if hint else ()
        return Diagnostic(code, Severity.ERROR, headline, at, hints=hints, edit=edit, kpi=self.kpi)

    def without_colon(self) -> dict[str, Finding]:
        """QPR116 for each known name with quotes behind it and no colon, by what is taken for the name."""
        found: dict[str, Finding] = {}
        for key in self.error.value:
            opened = re.match(r"([a-z_]+)(\s+)\"", key)
            if opened is None or opened[1] not in self.free:
                continue
            place = self.document.key(*self.path, key)
            gap = place._replace(column=place.column + opened.start(2), end_column=place.column + opened.end(2))
            name = Label(place._replace(end_column=place.column + opened.end(1)))
            said = f"a colon is missing after `{opened[1]}`"
            found[key] = self._error("QPR116", said, name, edit=Edit(gap, ": ")), None
        return found

    def cut_off(self, parts: Sequence[str], whole: Edit | None) -> Diagnostic:
        """Of a text without quotes that its own commas cut up."""
        at = Label(self.document.key(*self.path, parts[0]), "taken for a name")
        hint = "put quotes around a text that holds a comma"
        return self._error("QPR150", f"`{parts[0]}` is cut off from its text by the comma", at, hint, whole)

    def before_brackets(self, key: str) -> Finding | None:
        """Of ``expect {2025-03: green}``, where what stands before the colon in the brackets is taken for a name."""
        opened = re.match(r"(?P<name>[a-z_]+)(?P<gap>\s*)(?=[{\[])", key)
        if opened is None or opened["name"] not in self.free:
            return None
        self.free.remove(opened["name"])
        place, path = self.document.key(*self.path, key), (*self.path, key)
        begin, end = place.column + len(opened["name"]), place.column + opened.end()
        name, gap = Label(place._replace(end_column=begin)), place._replace(column=begin, end_column=end)
        said = f"a colon is missing after `{opened['name']}`"
        group, _ = read_yaml(f"{key[opened.end() :]}: {self.error.value[key]}".encode(), place.file)
        meant = Mend(path, opened["name"], group.tree if group else {})
        return self._error("QPR116", said, name, "write `name: value`", Edit(gap, ": ")), meant

    def run_together(self, key: str) -> Finding | None:
        """Of a known name that stands with its value where only a name may; None of any other."""
        path = (*self.path, key)
        match = _RUN_TOGETHER.fullmatch(key)
        if match is None or match["name"] not in self.free:
            return None
        if not stands_alone(self.document, self.error.value[key], path):
            return None
        self.free.remove(match["name"])
        return _run_together(match, self.document.key(*path), path, self.kpi)

    def stranger(self, key: str, only: str) -> Finding:
        """Of a name, and what it was meant for; ``only`` is the one that is missing, where there is no other to take for it."""
        place = self.document.key(*self.path, key)
        home = self._home(key)
        near = ("" if home else known_name(key, self.free)) or only
        if near and not _may_hold(self.error.schema["properties"][near], self.error.value[key]):
            near = ""
        remark = not near and not home and _is_remark(key, self.error.value[key])
        other = known_name(key, self.known)
        again = f"`{other}` is here already" if not near and not home and other in self.error.value else ""
        if remark and folded(other) != folded(key):
            again = ""
        hint = self._hint(key, near, home, remark=remark)
        edit = Edit(place, near) if near else None
        if near:
            self.free.remove(near)
        found = self._error("QPR150", f"`{key}` is not known here", Label(place, again), hint, edit)
        return found, Mend((*self.path, key), near, None) if near else None

    def _home(self, key: str) -> str:
        """The group below this one that the name belongs to, if it is known there."""
        if "fixed" in self.known and key in self.error.schema["properties"]["fixed"]["properties"]:
            return "fixed"  # what holds for every row of a source
        return HOMES.get(key, "") if "measure" in self.known else ""

    def _hint(self, key: str, near: str, home: str, *, remark: bool) -> str:
        if near:
            return f"did you mean `{near}`?"
        if home:
            return f"`{key}` belongs to `{home}`: write it below that, further in"
        if remark:
            return "if this is a remark, write `# ` in front of it; a description goes under `description`"
        if not self.free:
            return "every name known here is used"
        return f"these names are known here and not used yet: {', '.join(sorted(self.free))}"


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


def direction(document: Document, kpi: str) -> Iterator[Finding]:
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

"""The rule that a case is about: a KPI's definition, with other keys in the place of its own, or one that the case defines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Edit, Label, Path, Severity, Span, nearest
from qpr_rules.reading.definitions import build_definition
from qpr_rules.reading.findings import Findings
from qpr_rules.reading.nodes import Document, read_yaml
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.shape import schema, shaped
from qpr_rules.settings import Settings

PLAIN: dict[str, Any] = {
    "id": "CASE",
    "section": "cases",
    "owner": "cases",
    "polarity": "higher",
    "unit": "percent",
    "frequency": "month",
    "measure": {"numerator": "numerator", "denominator": "denominator"},
}
"""What a definition written in a case has where it does not say otherwise."""

_IN_PLACE_OF = {"target": ("standards",), "floor": ("standards",), "standards": ("target", "floor")}
"""Keys that an override takes out of the definition, because they say the same in another way."""


class Rule(NamedTuple):
    """The rule that a case is about; or, where that is not known, one that stands in for it."""

    definition: Definition
    is_plain: bool = True
    is_right: bool = True


class RulesOfCases:
    """The rules of one file of cases; ``whole`` says whether no line of it had to be set aside."""

    def __init__(self, document: Document, declarations: Declarations, *, whole: bool) -> None:
        assert declarations.settings is not None  # who asks for cases has them
        self.document, self.declarations, self.whole = document, declarations, whole
        self.settings: Settings = declarations.settings
        self.known = {each.id: each for each in declarations.definitions}
        self.broken = dict.fromkeys(each.id for each in declarations.broken)
        self.meant = {each.id: each for each in declarations.meant}
        self.shared: dict[Path, Rule] = {}

    def rule(self, findings: Findings, case: dict[str, Any], path: Path) -> tuple[str, Rule]:
        """The KPI's id (empty for one written here) and the rule that a case is about, with its overrides."""
        where, holder = (path, case) if {"define", "definition"} & case.keys() else ((), self.document.mapping)
        override = self.known_overrides(findings, case.get("override") or {}, (*path, "override"))
        if isinstance(define := holder.get("define"), dict):
            tree = {**PLAIN, "name": "case", **define}
            if override:
                at = (*path, "override")
                return "", self.build(findings, _merged(tree, override), at, (*where, "define"))
            if where not in self.shared:
                self.shared[where] = self.build(findings, tree, (*where, "define"), ())
            return "", self.shared[where]
        if not holder.get("definition"):
            if self.whole and not {"define", "definition"} & holder.keys():
                hint = "add `definition: ID`"
                findings.error("QPR650", "this case says of no definition what it expects", *path, key=True, hint=hint)
            return "", self.unknown
        kpi = str(holder["definition"])
        known = self.known.get(kpi)
        if known is None:
            in_error = self.meant.get(kpi)
            if in_error is not None:
                rule = self.overridden(findings, in_error, override, path) if override else Rule(in_error)
                return kpi, rule._replace(is_right=False)
            self.require_defined(findings, kpi, where)
            return kpi, self.unknown
        if not override:
            return kpi, Rule(known)
        return kpi, self.overridden(findings, known, override, path)

    def overridden(self, findings: Findings, definition: Definition, override: Mapping[str, Any], path: Path) -> Rule:
        """A definition with other keys in the place of its own; of one in error, what is wrong with these keys is said."""
        source, _ = read_yaml(self.declarations.texts[definition.file].encode(), definition.file)
        if source is None:
            return self.unknown
        at, before = (*path, "override"), len(findings.found)
        rule = self.build(findings, _merged(source.mapping, override), at, ())
        whole = self.document.span(*at)  # where what is wrong with the definition itself is said
        if definition.id not in self.known:
            findings.found[before:] = (each for each in findings.found[before:] if each.at.span != whole)
        return rule

    def require_defined(self, findings: Findings, kpi: str, where: Path) -> None:
        """Say that a KPI is not there, unless it may be that of a definition in error."""
        nameless = any(not each.named for each in self.declarations.broken)  # it may be the one of that file
        if kpi not in self.broken and not nameless and where not in self.shared:
            self.shared[where] = self.unknown  # said once for the whole file
            close = nearest(kpi, [*self.known, *self.broken], 1)
            hint = f"did you mean `{close[0]}`?" if close else "`qpr-rules list` shows those there are"
            findings.error("QPR650", f"there is no KPI `{kpi}`", *where, "definition", hint=hint)

    @cached_property
    def unknown(self) -> Rule:
        """What stands in for a rule that is not known: of the case it is seen what does not depend on it."""
        built, _ = build_definition(
            Document(self.document.file, {**PLAIN, "name": "case", "standards": {}}, {}), self.settings
        )
        return Rule(built, is_plain=False)

    def known_overrides(self, findings: Findings, override: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
        """The keys that a definition has; the others are told."""
        if not override:
            return override
        known = schema("kpi")["properties"]
        for key in override.keys() - known.keys():
            at = self.document.key(*path, key)
            close = nearest(key, [each for each in known if each not in override], 1)
            hints = (f"did you mean `{close[0]}`?",) if close else ("an override has the keys of a definition",)
            edit = Edit(at, close[0]) if close else None
            findings.found.append(
                Diagnostic("QPR150", Severity.ERROR, f"`{key}` is not known here", Label(at), hints=hints, edit=edit)
            )
        return {key: value for key, value in override.items() if key in known}

    def build(self, findings: Findings, tree: dict[str, Any], at: Path, also: Path) -> Rule:
        """The rule of a definition whose keys are written in this file, at one path or another."""
        spans: dict[Path, Span] = {(): self.document.span(*at)}
        places = self.document.spans
        for base in filter(None, (also, at)):
            length = len(base)
            spans |= {path[length:]: places[path] for path in places if path[:length] == base != path}
        found, meant = shaped(Document(self.document.file, tree, spans), "kpi")
        findings.found += found
        if meant is None:
            return self.unknown
        built, wrong = build_definition(meant, self.settings)
        findings.found += wrong
        return Rule(built)


def _merged(tree: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """The definition's keys with others in their place; a key without a value is taken out."""
    out = {each for key in override for each in _IN_PLACE_OF.get(key, ()) if each not in override}
    whole = {key: value for key, value in tree.items() if key not in out} | dict(override)
    return {key: value for key, value in whole.items() if value is not None or key not in override}

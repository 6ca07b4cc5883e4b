"""Cases: files beside the definitions become cases that can be run, or diagnostics at the place of the mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from qpr_rules.case import ENDINGS, Case, Expectation, Unread
from qpr_rules.commentary import Note
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Edit, Label, Path, Severity, Span, nearest
from qpr_rules.files import FileError, Overlay, Tree
from qpr_rules.observation import Observation
from qpr_rules.reading.case_series import read_series
from qpr_rules.reading.commentary import read_action
from qpr_rules.reading.definitions import build_definition
from qpr_rules.reading.expectations import read_expectations
from qpr_rules.reading.findings import Findings
from qpr_rules.reading.nodes import Document, read_yaml
from qpr_rules.reading.opened import Opened
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.shape import schema, shaped
from qpr_rules.settings import Area, Breakdown, Settings

if TYPE_CHECKING:
    from qpr_rules.reading.copies import Copies

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


_OF_THE_RULE = frozenset(["QPR652", "QPR653", "QPR654", "QPR655"])
"""What may seem wrong with a case because it is not known what rule it is about."""


class Rule(NamedTuple):
    """The rule that a case is about; or, where that is not known, one that stands in for it."""

    definition: Definition
    is_plain: bool = True
    is_right: bool = True


class Cases(NamedTuple):
    """The cases that were read, in the order of files and of writing; those that cannot be run, and why."""

    cases: tuple[Case, ...]
    unread: tuple[Unread, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    files: tuple[str, ...]
    copies: Mapping[str, Copies]


def files_of_cases(tree: Tree, folders: Iterable[str]) -> tuple[str, ...]:
    """The files of cases in these folders of a project (or at these paths), each once."""
    found: dict[str, None] = {}
    for folder in folders:
        try:
            found |= dict.fromkeys(file for file in tree.list(folder) if file.endswith(ENDINGS))
        except FileError:
            continue  # said already, where the folder was read for definitions
    return tuple(found)


def read_cases(tree: Tree, declarations: Declarations, files: Iterable[str]) -> Cases:
    """Read files of cases. A case with a mistake never hides the others, nor what is wrong with them."""
    read = _read(tree, declarations, files)
    if not read.copies:
        return read
    from qpr_rules.reading.copies import further  # only a name that is written twice pays for it

    more = further(read, lambda texts: _read(Overlay(tree, texts), declarations, texts))
    return read._replace(diagnostics=(*read.diagnostics, *more))


def _read(tree: Tree, declarations: Declarations, files: Iterable[str]) -> Cases:
    """Read them once."""
    cases: list[Case] = []
    unread: list[Unread] = []
    opened = Opened(tree)
    for file in files:
        read = opened.shape(file, "cases")
        right = read.right and file not in opened.in_error
        if not right and file in opened.texts:
            unread.append(Unread("", "", Span(file)))
        if read.meant is None:
            continue
        reader = _Reader(read.meant, opened.texts[file], declarations, whole=opened.is_whole(file))
        for each in reader.cases():
            if right:
                cases.append(each) if isinstance(each, Case) else unread.append(each)
        opened.found += opened.as_written(file, reader.found)
    return Cases(
        cases=tuple(cases),
        unread=tuple(unread),
        diagnostics=tuple(opened.causes()),
        texts=opened.texts,
        files=tuple(opened.texts),
        copies=opened.copies,
    )


class _Reader:
    """Reads one file; of one in error, what is plain of it, to see what else is wrong."""

    def __init__(self, document: Document, source: str, declarations: Declarations, *, whole: bool) -> None:
        self.document, self.source, self.declarations = document, source, declarations
        self.tree = document.mapping
        self.whole = whole
        self.known = {each.id: each for each in declarations.definitions}
        self.rules = frozenset(rule.id for rule in declarations.meant_rules)
        self.found: list[Diagnostic] = []
        self.shared: dict[Path, Rule] = {}

    def cases(self) -> Iterator[Case | Unread]:
        """Each case, or the name of one that cannot be run."""
        for name, written in (self.tree.get("cases") or {}).items():
            path: Path = ("cases", name)
            case = _given(written)
            findings = Findings(self.document)
            kpi, rule = self.rule(findings, written or {}, path)
            findings.kpi = kpi
            of_rule = len(findings.found)
            built = self.case(findings, name, case, rule.definition, path)
            if rule.is_plain and rule.is_right and not findings.found:
                yield built
                continue
            if not rule.is_plain:
                findings.found[of_rule:] = (each for each in findings.found[of_rule:] if each.code not in _OF_THE_RULE)
            self.found += findings.found
            yield Unread(name, kpi, self.document.key(*path))

    def case(self, findings: Findings, name: str, case: dict[str, Any], definition: Definition, path: Path) -> Case:
        """The case; what is wrong with it goes to ``findings``."""
        observations: list[Observation] = []
        expectations: list[Expectation] = []
        areas: dict[str, Any] = case.get("areas") or {self.own_area: case}
        wholes: dict[str, Area] = {}
        given: set[str] = set()
        for area, written in areas.items():
            own = _given(written)
            under = (*path, "areas", area) if "areas" in case else path
            parts: dict[str, Any] = _given(own.get("parts"))
            series = [(area, own["series"], (*under, "series"))] if "series" in own else []
            series += [(part, tree, (*under, "parts", part)) for part, tree in parts.items()]
            for code, tree, at in series:
                if code in given:
                    hint = "give it once: as an area of its own, or as a part of one"
                    findings.error("QPR654", f"the results of `{code}` are given twice", *at, key=True, hint=hint)
                given.add(code)
                observations += read_series(findings, self.source, definition, code, tree, at)
            if parts:
                made_of = (Breakdown("part", tuple(parts)),)
                wholes[area] = Area(area, breakdowns=made_of, rolls_up=made_of)
            expected = _given(own.get("expect"))
            expectations += read_expectations(findings, definition, area, expected, (*under, "expect"), self.rules)
        actions = tuple(
            read_action(findings, _given(action), (*path, "actions", place))
            for place, action in enumerate(case.get("actions", ()))
        )
        return Case(
            name=name,
            why=case.get("why", ""),
            definition=definition,
            overrides=tuple(case.get("override", ())),
            inline=not findings.kpi,
            areas=tuple(areas),
            wholes=wholes,
            observations=tuple(observations),
            note=Note("", actions),
            expectations=tuple(expectations),
            file=self.document.file,
            spans=self.document.spans,
        )

    @property
    def own_area(self) -> str:
        """The body's own area."""
        return self.settings.area

    @property
    def settings(self) -> Settings:
        """The project's settings; who asks for cases has them."""
        assert self.declarations.settings is not None
        return self.declarations.settings

    def rule(self, findings: Findings, case: dict[str, Any], path: Path) -> tuple[str, Rule]:
        """The KPI's id (empty for one written here) and the rule that a case is about, with its overrides."""
        where, holder = (path, case) if {"define", "definition"} & case.keys() else ((), self.tree)
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
            in_error = {each.id: each for each in self.declarations.meant}.get(kpi)
            if in_error is not None and not override:
                return kpi, Rule(in_error, is_right=False)
            self.require_defined(findings, kpi, where)
            return kpi, self.unknown
        if not override:
            return kpi, Rule(known)
        source, _ = read_yaml(self.declarations.texts[known.file].encode(), known.file)
        assert source is not None and isinstance(source.tree, dict)  # it has been read before
        return kpi, self.build(findings, _merged(source.tree, override), (*path, "override"), ())

    def require_defined(self, findings: Findings, kpi: str, where: Path) -> None:
        """Say that a KPI is not there, unless it may be that of a definition in error."""
        broken = {each.id for each in self.declarations.broken}
        nameless = any(not each.named for each in self.declarations.broken)  # it may be the one of that file
        if kpi not in broken and not nameless and where not in self.shared:
            self.shared[where] = self.unknown  # said once for the whole file
            close = nearest(kpi, [*self.known, *broken], 1)
            hint = f"did you mean `{close[0]}`?" if close else "`qpr-rules list` shows those there are"
            findings.error("QPR650", f"there is no KPI `{kpi}`", *where, "definition", hint=hint)

    @property
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


def _given(tree: Any) -> dict[str, Any]:
    """The names of a group that hold something: what is not known of it has been set aside."""
    return {key: value for key, value in (tree or {}).items() if value is not None}


def _merged(tree: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """The definition's keys with others in their place; a key without a value is taken out."""
    out = {each for key in override for each in _IN_PLACE_OF.get(key, ()) if each not in override}
    whole = {key: value for key, value in tree.items() if key not in out} | dict(override)
    return {key: value for key, value in whole.items() if value is not None or key not in override}

"""Cases: files beside the definitions become cases that can be run, or diagnostics at the place of the mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from qpr_rules.case import ENDINGS, Case, Expectation, Unread
from qpr_rules.commentary import Note
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Edit, Label, Path, Severity, Span, errors, nearest
from qpr_rules.files import FileError, Tree
from qpr_rules.observation import Observation
from qpr_rules.reading.case_series import read_series
from qpr_rules.reading.commentary import read_action
from qpr_rules.reading.definitions import build_definition
from qpr_rules.reading.expectations import read_expectations
from qpr_rules.reading.findings import Findings
from qpr_rules.reading.nodes import MAX_BYTES, Document, read_yaml
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.shape import check_shape, schema
from qpr_rules.reading.text import legible
from qpr_rules.settings import Area, Breakdown, Settings

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


class Cases(NamedTuple):
    """The cases that were read, in the order of files and of writing; those that cannot be run, and why."""

    cases: tuple[Case, ...]
    unread: tuple[Unread, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    files: tuple[str, ...]


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
    """Read files of cases. A case with a mistake never hides the others."""
    cases: list[Case] = []
    unread: list[Unread] = []
    found: list[Diagnostic] = []
    texts: dict[str, str] = {}
    for file in files:
        try:
            content = tree.read_bytes(file, MAX_BYTES)
        except FileError as error:
            found.append(Diagnostic("QPR002", Severity.ERROR, str(error), Label(Span(file))))
            continue
        texts[file] = legible(content)
        document, noticed = read_yaml(content, file)
        if document is None:
            from qpr_rules.reading.resumed import further  # only a broken file pays for it

            noticed = further(content, file, noticed, "cases")
        noticed = (*noticed, *(check_shape(document, "cases") if document else ()))
        found += noticed
        if document is None or errors(noticed):
            unread.append(Unread("", "", Span(file)))
            continue
        reader = _Reader(document, texts[file], declarations)
        for each in reader.cases():
            cases.append(each) if isinstance(each, Case) else unread.append(each)
        found += reader.found
    return Cases(tuple(cases), tuple(unread), tuple(found), texts, tuple(texts))


class _Reader:
    """Reads one file whose shape the schema has passed."""

    def __init__(self, document: Document, source: str, declarations: Declarations) -> None:
        self.document, self.source, self.declarations = document, source, declarations
        self.tree = document.mapping
        self.known = {each.id: each for each in declarations.definitions}
        self.rules = frozenset(rule.id for rule in declarations.rules)
        self.found: list[Diagnostic] = []
        self.shared: dict[Path, Definition | None] = {}

    def cases(self) -> Iterator[Case | Unread]:
        """Each case, or the name of one that cannot be run."""
        for name, case in self.tree["cases"].items():
            path: Path = ("cases", name)
            findings = Findings(self.document)
            kpi, definition = self.definition(findings, case, path)
            if definition is not None:
                findings.kpi = kpi
                built = self.case(findings, name, case, definition, path)
                if not findings.found:
                    yield built
                    continue
            self.found += findings.found
            yield Unread(name, kpi, self.document.key(*path))

    def case(self, findings: Findings, name: str, case: dict[str, Any], definition: Definition, path: Path) -> Case:
        """The case; what is wrong with it goes to ``findings``."""
        observations: list[Observation] = []
        expectations: list[Expectation] = []
        areas: dict[str, Any] = case.get("areas") or {self.own_area: case}
        wholes: dict[str, Area] = {}
        given: set[str] = set()
        for area, own in areas.items():
            under = (*path, "areas", area) if "areas" in case else path
            parts: dict[str, Any] = own.get("parts", {})
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
            expectations += read_expectations(findings, definition, area, own["expect"], (*under, "expect"), self.rules)
        actions = tuple(
            read_action(findings, action, (*path, "actions", place))
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

    def definition(self, findings: Findings, case: dict[str, Any], path: Path) -> tuple[str, Definition | None]:
        """The KPI's id (empty for one written here) and the definition that a case is about, with its overrides."""
        where, holder = (path, case) if {"define", "definition"} & case.keys() else ((), self.tree)
        override = case.get("override", {})
        if not self.overrides_are_known(findings, override, (*path, "override")):
            return "" if "define" in holder else str(holder.get("definition", "")), None
        if "define" in holder:
            tree = {**PLAIN, "name": "case", **holder["define"]}
            if override:
                at = (*path, "override")
                return "", self.build(findings, _merged(tree, override), at, (*where, "define"))
            if where not in self.shared:
                self.shared[where] = self.build(findings, tree, (*where, "define"), ())
            return "", self.shared[where]
        if "definition" not in holder:
            findings.error(
                "QPR650",
                "this case says of no definition what it expects",
                *path,
                key=True,
                hint="add `definition: ID`",
            )
            return "", None
        kpi = str(holder["definition"])
        known = self.known.get(kpi)
        if known is None:
            broken = {each.id for each in self.declarations.broken}
            nameless = any(not each.named for each in self.declarations.broken)  # it may be the one of that file
            if kpi not in broken and not nameless and where not in self.shared:
                self.shared[where] = None  # said once for the whole file
                close = nearest(kpi, [*self.known, *broken], 1)
                hint = f"did you mean `{close[0]}`?" if close else "`qpr-rules list` shows those there are"
                findings.error("QPR650", f"there is no KPI `{kpi}`", *where, "definition", hint=hint)
            return kpi, None
        if not override:
            return kpi, known
        source, _ = read_yaml(self.declarations.texts[known.file].encode(), known.file)
        assert source is not None and isinstance(source.tree, dict)  # it has been read before
        return kpi, self.build(findings, _merged(source.tree, override), (*path, "override"), ())

    def overrides_are_known(self, findings: Findings, override: Mapping[str, Any], path: Path) -> bool:
        """Whether a definition has these keys; the others are told here, where the right ones are not taken yet."""
        if not override:
            return True
        known = schema("kpi")["properties"]
        for key in override.keys() - known.keys():
            at = self.document.key(*path, key)
            close = nearest(key, [each for each in known if each not in override], 1)
            hints = (f"did you mean `{close[0]}`?",) if close else ("an override has the keys of a definition",)
            edit = Edit(at, close[0]) if close else None
            findings.found.append(
                Diagnostic("QPR150", Severity.ERROR, f"`{key}` is not known here", Label(at), hints=hints, edit=edit)
            )
        return set(override) <= set(known)

    def build(self, findings: Findings, tree: dict[str, Any], at: Path, also: Path) -> Definition | None:
        """A definition whose keys are written in this file, at one path or another."""
        spans: dict[Path, Span] = {(): self.document.span(*at)}
        places = self.document.spans
        for base in filter(None, (also, at)):
            length = len(base)
            spans |= {path[length:]: places[path] for path in places if path[:length] == base != path}
        document = Document(self.document.file, tree, spans)
        if found := check_shape(document, "kpi"):
            findings.found += found
            return None
        built, found = build_definition(document, self.settings)
        findings.found += found
        return None if found else built


def _merged(tree: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """The definition's keys with others in their place; a key without a value is taken out."""
    out = {each for key in override for each in _IN_PLACE_OF.get(key, ()) if each not in override}
    whole = {key: value for key, value in tree.items() if key not in out} | dict(override)
    return {key: value for key, value in whole.items() if value is not None or key not in override}

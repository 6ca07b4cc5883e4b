"""Cases: files beside the definitions become cases that can be run, or diagnostics at the place of the mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from qpr_rules.case import ENDINGS, Case, Expectation, Unread
from qpr_rules.commentary import Note
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Path, Span
from qpr_rules.files import FileError, Overlay, Tree
from qpr_rules.observation import Observation
from qpr_rules.reading.case_rules import RulesOfCases
from qpr_rules.reading.case_series import read_series
from qpr_rules.reading.commentary import read_action
from qpr_rules.reading.expectations import read_expectations
from qpr_rules.reading.findings import Findings
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.opened import Opened
from qpr_rules.reading.project import Declarations
from qpr_rules.settings import Area, Breakdown

if TYPE_CHECKING:
    from qpr_rules.reading.copies import Copies

_OF_THE_RULE = frozenset(["QPR652", "QPR653", "QPR654", "QPR655"])
"""What may seem wrong with a case because it is not known what rule it is about."""


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
        self.document, self.source = document, source
        self.of_rules = RulesOfCases(document, declarations, whole=whole)
        self.rules = frozenset(rule.id for rule in declarations.meant_rules)
        self.found: list[Diagnostic] = []

    def cases(self) -> Iterator[Case | Unread]:
        """Each case, or the name of one that cannot be run."""
        for name, written in (self.document.mapping.get("cases") or {}).items():
            path: Path = ("cases", name)
            case = _given(written)
            findings = Findings(self.document)
            kpi, rule = self.of_rules.rule(findings, written or {}, path)
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
        areas: dict[str, Any] = case.get("areas") or {self.of_rules.settings.area: case}
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


def _given(tree: Any) -> dict[str, Any]:
    """The names of a group that hold something: what is not known of it has been set aside."""
    return {key: value for key, value in (tree or {}).items() if value is not None}

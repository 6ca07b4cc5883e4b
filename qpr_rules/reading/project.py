"""A whole project's declarations: everything but the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qpr_rules import shipped
from qpr_rules.commentary import Commentary
from qpr_rules.definition import Broken, Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.files import FileError, Folder, Tree
from qpr_rules.provenance import digest
from qpr_rules.reading.commentary import quarter_of, read_commentary
from qpr_rules.reading.definitions import broken, build_definition
from qpr_rules.reading.nodes import MAX_BYTES, Document, read_yaml
from qpr_rules.reading.rules import read_rules
from qpr_rules.reading.settings import read_owners, read_settings
from qpr_rules.reading.shape import check_shape
from qpr_rules.rule import Rule
from qpr_rules.settings import FILE, Owner, Settings


@dataclass(frozen=True, slots=True)
class Declarations:
    """What a project declares. Definitions are in report order: by section, then name, then id.

    ``owners`` is None where there is no owners' file; ``texts`` holds the source of every file read, for showing.
    """

    settings: Settings | None
    owners: Mapping[str, Owner] | None = None
    definitions: tuple[Definition, ...] = ()
    broken: tuple[Broken, ...] = ()
    rules: tuple[Rule, ...] = ()
    commentaries: Mapping[int, Commentary] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def files(self) -> tuple[str, ...]:
        """The project's own files that were read."""
        return tuple(self.contents)

    @property
    def digest(self) -> str:
        """What the declarations are known by."""
        return digest(self.contents.items())


def find_project(start: Path) -> Path | None:
    """The nearest folder, from ``start`` upward, that holds ``qpr-rules.yaml``."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), None)


def read_declarations(tree: Tree) -> Declarations:
    """Read settings, owners, definitions, rules and commentary. A file in error never hides the others."""
    reader = _Reader(tree)
    document = reader.read(FILE)
    settings, found = read_settings(document) if document else (None, ())
    reader.found += found
    if settings is None:
        return Declarations(None, diagnostics=tuple(reader.found), texts=reader.texts)
    owners = reader.owners(settings)
    definitions, failed = reader.definitions(settings)
    order = {section: place for place, section in enumerate(settings.sections)}
    return Declarations(
        settings,
        owners,
        tuple(
            sorted(definitions, key=lambda each: (order.get(each.section, len(order)), each.name.casefold(), each.id))
        ),
        tuple(sorted(failed, key=lambda each: (order.get(each.section, len(order)), each.name.casefold(), each.id))),
        reader.rules(settings),
        reader.commentary(settings),
        tuple(reader.found),
        reader.texts,
        reader.contents,
    )


class _Reader:
    """Reads files once, keeping their text and what is wrong with them."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.found: list[Diagnostic] = []
        self.texts: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}

    def read(self, file: str) -> Document | None:
        try:
            content = self.tree.read_bytes(file, MAX_BYTES)
        except FileError as error:
            missing = file == FILE
            hint = "make one with the body's name and its sections, or name the project's folder with --project"
            self.found.append(
                Diagnostic(
                    "QPR001" if missing else "QPR002",
                    Severity.ERROR,
                    f"{file}: {error}" if missing else str(error),
                    Label(Span(file)),
                    hints=(hint,) if missing else (),
                )
            )
            return None
        self.contents[file] = content
        document, found = read_yaml(content, file)
        self.texts[file] = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        self.found += found
        return document

    def yaml_files(self, folder: str) -> list[str]:
        try:
            listed = self.tree.list(folder)
        except FileError as error:
            self.found.append(Diagnostic("QPR002", Severity.ERROR, str(error), Label(Span(folder))))
            return []
        return [
            file
            for file in listed
            if file.endswith((".yaml", ".yml")) and not file.endswith((".cases.yaml", ".cases.yml"))
        ]

    def owners(self, settings: Settings) -> Mapping[str, Owner] | None:
        if not self.tree.list(settings.owners):
            hint = "make it, with a line for each post:  head-of-performance: {post: Head of Performance}"
            self.found.append(
                Diagnostic(
                    "QPR003",
                    Severity.ERROR,
                    f"there is no owners file `{settings.owners}`",
                    Label(settings.spans.get(("owners",), Span(FILE))),
                    hints=(hint,),
                )
            )
            return None
        document = self.read(settings.owners)
        if document is None:
            return None
        owners, found = read_owners(document)
        self.found += found
        return owners

    def definitions(self, settings: Settings) -> tuple[list[Definition], list[Broken]]:
        whole: list[Definition] = []
        failed: list[Broken] = []
        files = self.yaml_files(settings.definitions)
        if not files:
            self.found.append(
                Diagnostic(
                    "QPR004",
                    Severity.ERROR,
                    f"there is no definition in `{settings.definitions}`",
                    Label(settings.spans.get(("definitions",), Span(FILE))),
                    hints=("put one YAML file for each KPI into this folder",),
                )
            )
        for file in files:
            document = self.read(file)
            found = check_shape(document, "kpi") if document else ()
            if document is None or found:
                failed.append(broken(document, file))
            else:
                built, found = build_definition(document, settings)
                if isinstance(built, Definition):
                    whole.append(built)
                else:
                    failed.append(built)
            self.found += found
        return self.with_ids_of_their_own(whole, failed), failed

    def with_ids_of_their_own(self, whole: list[Definition], failed: list[Broken]) -> list[Definition]:
        """The definitions whose id no other has; of two with one id the later file is in error. Retired ids count."""
        first: dict[str, Definition] = {}
        for each in whole:
            other = first.setdefault(each.id.casefold(), each)
            if other is not each:
                hint = "give this KPI an id of its own; the ids of retired KPIs are not used again"
                also = (Label(other.spans.get(("id",), Span(other.file)), "first used here"),)
                place = Label(each.spans.get(("id",), Span(each.file)), "again here")
                headline = f"`{each.id}` is the id of another KPI already"
                self.found.append(Diagnostic("QPR300", Severity.ERROR, headline, place, also, (hint,), kpi=each.id))
                failed.append(
                    Broken(id=each.id, name=each.name, section=each.section, owner=each.owner, file=each.file)
                )
        return list(first.values())

    def rules(self, settings: Settings) -> tuple[Rule, ...]:
        files = self.yaml_files(settings.rules)
        source = self
        if not files:
            source = _Reader(Folder(shipped.folder("rules")))
            files = source.yaml_files(".")
        rules: list[Rule] = []
        for file in files:
            document = source.read(file)
            read, found = read_rules(document) if document else ((), ())
            rules += read
            self.found += found
        return tuple(rules)

    def commentary(self, settings: Settings) -> dict[int, Commentary]:
        quarters: dict[int, Commentary] = {}
        for file in self.yaml_files(settings.commentary):
            quarter, found = quarter_of(file, settings.calendar)
            self.found += found
            document = self.read(file)
            if document and quarter is not None:
                commentary, found = read_commentary(document, quarter)
                self.found += found
                if commentary:
                    quarters[quarter] = commentary
        return quarters

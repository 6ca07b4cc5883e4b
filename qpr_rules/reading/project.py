"""A whole project's declarations: everything but the results."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from qpr_rules import shipped
from qpr_rules.commentary import Commentary
from qpr_rules.definition import Broken, Definition, Named
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.files import Folder, Tree
from qpr_rules.period import Frequency
from qpr_rules.provenance import digest
from qpr_rules.reading.commentary import cut_short, quarter_of, read_commentary
from qpr_rules.reading.definitions import build_definition
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.opened import Opened
from qpr_rules.reading.published import Published, read_published
from qpr_rules.reading.rules import read_rules, rules_of
from qpr_rules.reading.secrets import masked, passwords, unsaid
from qpr_rules.reading.settings import read_areas, read_owners, salvaged, settings_of
from qpr_rules.reading.shape import shaped
from qpr_rules.reading.tidiness import SCHEMA, no_schema_line, standards_out_of_order
from qpr_rules.rule import Rule
from qpr_rules.settings import FILE, Area, Owner, Settings

_NONE: Mapping[Any, Any] = {}


class Declarations(NamedTuple):
    """What a project declares. Definitions are in report order: by section, then name, then id.

    ``owners`` is None where there is no owners' file; ``texts`` holds the source of every file read, for showing;
    ``meant_rules`` holds the rules of files in error, as they were plainly meant; None where that is not known.
    ``published`` the quarters (ordinals) that have been, which are no part of the digest.
    ``meant`` holds definitions in error as they were plainly meant, as far as they could be read: to be checked further,
    and never rated. ``named`` says what can be read of those of which that is not known.
    """

    settings: Settings | None
    owners: Mapping[str, Owner] | None = None
    definitions: tuple[Definition, ...] = ()
    broken: tuple[Broken, ...] = ()
    meant: tuple[Definition, ...] = ()
    named: tuple[Named, ...] = ()
    rules: tuple[Rule, ...] = ()
    meant_rules: tuple[Rule, ...] | None = ()
    commentaries: Mapping[int, Commentary] = _NONE
    diagnostics: tuple[Diagnostic, ...] = ()
    texts: Mapping[str, str] = _NONE
    contents: Mapping[str, bytes] = _NONE
    published: Mapping[int, Published] = _NONE
    areas: Mapping[str, Area] = _NONE

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
    found, meant = shaped(document, "settings") if document else ((), reader.rest(FILE, "settings"))
    settings, wrong = settings_of(meant) if meant else (None, ())
    reader.found += (*found, *wrong)
    whole = settings if document and not found else None
    if reader.hide_passwords(document):
        whole = settings = None  # so that nothing is asked with one, and nothing reported
    if settings is None:
        if FILE not in reader.texts:
            return Declarations(None, diagnostics=tuple(reader.found), texts=reader.texts)
        settings = salvaged(reader.texts[FILE])
    owners, areas = reader.owners(settings), reader.areas(settings)
    definitions, failed = reader.definitions(settings)
    published, found = read_published(tree, settings)
    reader.found += found
    order = {section: place for place, section in enumerate(settings.sections)}

    def in_report(each: Definition | Broken) -> tuple[int, str, str]:
        return order.get(each.section, len(order)), each.name.casefold(), each.id

    return Declarations(
        settings=whole,
        owners=owners,
        definitions=tuple(sorted(definitions, key=in_report)),
        broken=tuple(sorted(failed, key=in_report)),
        meant=tuple(reader.meant),
        named=tuple(reader.named),
        rules=reader.rules(settings),
        meant_rules=reader.meant_rules,
        commentaries=reader.commentary(settings),
        diagnostics=tuple(reader.causes()),
        texts=reader.texts,
        contents=reader.contents,
        published=published,
        areas=areas,
    )


class _Reader(Opened):
    """Reads what the settings name, in turn."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.meant: list[Definition] = []
        self.named: list[Named] = []
        self.meant_rules: tuple[Rule, ...] | None = ()

    def hide_passwords(self, document: Document | None) -> bool:
        """Say which passwords the settings hold, if any, and show them no more."""
        text = self.texts.get(FILE, "")
        if (shown := masked(text)) == text:
            return False
        self.texts[FILE] = shown
        held = tuple(passwords(document)) if document else ()
        self.found = list(unsaid((*held, *self.found), text))
        return bool(held)

    def owners(self, settings: Settings) -> Mapping[str, Owner] | None:
        place = settings.spans.get(("owners",), Span(FILE))
        listed = self.listed(settings.owners, place)
        if listed is None:
            return None
        if not listed:
            make = "make it, with a line for each post:  head-of-performance: {post: Head of Performance}"
            hint = self.instead(settings.owners, make)
            said = f"there is no owners file `{settings.owners}`"
            self.found.append(Diagnostic("QPR003", Severity.ERROR, said, Label(place), hints=(hint,)))
            return None
        document = self.read(settings.owners)
        if document is None:
            self.rest(settings.owners, "owners")
            return None
        owners, found = read_owners(document)
        self.found += found
        return owners

    def areas(self, settings: Settings) -> Mapping[str, Area]:
        """The areas, if the project has a file of them; one that is named must be there."""
        place = settings.spans.get(("areas",))
        listed = self.listed(settings.areas, place or Span(FILE))
        if listed == () and place is not None:
            hint = self.instead(settings.areas, "make it, or take the line out")
            said = f"there is no areas file `{settings.areas}`"
            self.found.append(Diagnostic("QPR006", Severity.ERROR, said, Label(place), hints=(hint,)))
        if not listed:
            return _NONE
        document = self.read(settings.areas)
        if document is None:
            self.rest(settings.areas, "areas")
            return _NONE
        areas, found = read_areas(document)
        self.found += found
        return areas

    def definitions(self, settings: Settings) -> tuple[list[Definition], list[Broken]]:
        whole: list[Definition] = []
        failed: list[Broken] = []
        place = settings.spans.get(("definitions",), Span(FILE))
        files = self.yaml_files(settings.definitions, place)
        has_schema = bool(self.tree.list(SCHEMA))
        if files == []:
            said = f"there is no definition in `{settings.definitions}`"
            hint = self.instead(settings.definitions, "put one YAML file for each KPI into this folder")
            self.found.append(Diagnostic("QPR004", Severity.ERROR, said, Label(place), hints=(hint,)))
        claims: list[tuple[str, Document]] = []
        for file in files or ():
            document = self.read(file)
            found, meant = shaped(document, "kpi") if document else ((), self.rest(file, "kpi"))
            if document is None or found:
                from qpr_rules.reading.broken import broken  # only a broken file pays for it

                failed.append(broken(document, file, self.texts.get(file, "")))
                legible, called = self.called(file, document)
                claims += [(called.id, legible)] if legible and called and called.id else []
                self.named += [called] if called and meant is None else []
                found = (*found, *self.sense(meant, settings))
            else:
                built, found = build_definition(document, settings)
                claims.append((built.id, document))
                if found:
                    from qpr_rules.reading.broken import broken

                    failed.append(broken(document, file))
                    self.meant.append(built)
                else:
                    whole.append(built)
                    found = tuple(standards_out_of_order(document, self.texts[file], built))
            self.found += found
            if document and has_schema:
                self.found += no_schema_line(document, self.texts[file])
        return self.with_ids_of_their_own(whole, failed, claims), failed

    def called(self, file: str, document: Document | None) -> tuple[Document | None, Named | None]:
        """What can be read of a definition in error, and the names in it."""
        from qpr_rules.reading.broken import named

        past = self.past.get(file)
        legible = document or (past.document if past else None)
        return legible, named(legible, past.touched if past else ()) if legible else None

    def sense(self, meant: Document | None, settings: Settings) -> tuple[Diagnostic, ...]:
        """What is wrong with the sense of a definition that is in error, and was plainly meant so."""
        if meant is None:
            return ()
        built, found = build_definition(meant, settings)
        self.meant.append(built)
        past = self.past.get(meant.file)
        return past.without_consequences(found) if past else found

    def with_ids_of_their_own(
        self, whole: list[Definition], failed: list[Broken], claims: list[tuple[str, Document]]
    ) -> list[Definition]:
        """The definitions whose id no other has; of two with one id the later file is in error.

        Retired ids count, and those of definitions in error: ``claims`` holds every id with the document it is in.
        """
        first: dict[str, Document] = {}
        later = set()
        for kpi, document in claims:
            other = first.setdefault(kpi.casefold(), document)
            if other is not document:
                later.add(document.file)
                hint = "give this KPI an id of its own; the ids of retired KPIs are not used again"
                also = (Label(other.span("id"), "first used here"),)
                headline = f"`{kpi}` is the id of another KPI already"
                place = Label(document.span("id"), "again here")
                self.found.append(Diagnostic("QPR300", Severity.ERROR, headline, place, also, (hint,), kpi=kpi))
        failed += [Broken.of(each) for each in whole if each.file in later]
        return [each for each in whole if each.file not in later]

    def rules(self, settings: Settings) -> tuple[Rule, ...]:
        place = settings.spans.get(("rules",))
        files = self.yaml_files(settings.rules, place or Span(FILE))
        source = self
        if not files:
            if files is not None and place is not None:
                headline = f"there is no rule in `{settings.rules}`, so the rules that come with qpr-rules apply"
                hint = self.instead(settings.rules, "correct the folder, or take the line out")
                self.found.append(Diagnostic("QPR513", Severity.WARNING, headline, Label(place), (), (hint,)))
            source = _Reader(Folder(shipped.folder("rules")))
            files = source.yaml_files(".", Span(FILE))
        rules: list[Rule] = []
        for file in files or ():
            document = source.read(file)
            meant = source.rest(file, "rules")
            read, found = read_rules(document) if document else (rules_of(meant) if meant else None, ())
            if document and not found and file not in source.in_error:
                rules += read or ()
            elif read is None or self.meant_rules is None:
                self.meant_rules = None
            else:
                self.meant_rules += read
            self.found += found
        return tuple(rules)

    def commentary(self, settings: Settings) -> dict[int, Commentary]:
        quarters: dict[int, Commentary] = {}
        place = settings.spans.get(("commentary",))
        files = self.yaml_files(settings.commentary, place or Span(FILE))
        if files == [] and place is not None:
            headline = f"there is no commentary in `{settings.commentary}`"
            hint = self.instead(settings.commentary, "correct the folder, or take the line out until there is some")
            self.found.append(Diagnostic("QPR514", Severity.WARNING, headline, Label(place), (), (hint,)))
        for file in files or ():
            quarter, found = quarter_of(file, settings.calendar)
            self.found += found
            document = self.read(file)
            self.rest(file, "commentary")
            if document and quarter is not None:
                commentary, found = read_commentary(document, quarter)
                self.found += (*found, *cut_short(document, self.texts[file]))
                if commentary and quarter in quarters:
                    headline = f"there is commentary on {settings.calendar.show(Frequency.QUARTER, quarter)} already"
                    also = (Label(Span(quarters[quarter].file, 1, 1, 1, 2), "this file is used"),)
                    hint = "put all of a quarter's commentary into one file"
                    self.found.append(Diagnostic("QPR512", Severity.ERROR, headline, Label(Span(file)), also, (hint,)))
                elif commentary:
                    quarters[quarter] = commentary
        return quarters

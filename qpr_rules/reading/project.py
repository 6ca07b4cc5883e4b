"""A whole project's declarations: everything but the results."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qpr_rules.commentary import Commentary
from qpr_rules.definition import Broken, Definition, Named
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span, errors
from qpr_rules.files import Tree
from qpr_rules.provenance import digest
from qpr_rules.reading.beside import Beside
from qpr_rules.reading.definitions import build_definition
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.published import Published, read_published
from qpr_rules.reading.secrets import masked, passwords, unsaid
from qpr_rules.reading.settings import is_given, names_of, salvaged, settings_of
from qpr_rules.reading.shape import shaped
from qpr_rules.reading.tidiness import SCHEMA, no_schema_line, standards_out_of_order
from qpr_rules.rule import Rule
from qpr_rules.settings import FILE, Area, Owner, Settings

if TYPE_CHECKING:
    from qpr_rules.reading.copies import Copies

_NONE: Mapping[Any, Any] = {}

OF_SECTIONS = frozenset(["QPR303", "QPR308"])
OF_YEAR = frozenset(["QPR209", "QPR501", "QPR653"])


class Declarations(NamedTuple):
    """What a project declares. Definitions are in report order: by section, then name, then id.

    ``owners`` is None where there is no owners' file; ``texts`` holds the source of every file read, for showing;
    ``published`` the quarters (ordinals) that have been, which are no part of the digest.
    ``meant`` holds definitions in error as they were plainly meant, as far as they could be read: to be checked further,
    and never rated. ``named`` says what can be read of those of which that is not known. The other ``meant_...`` hold what
    is plain of each file, right or in error, likewise; ``moot`` are the codes of what may seem so for want of the rest.
    ``copies`` holds the files in which a name is written twice.
    """

    settings: Settings | None
    owners: Mapping[str, Owner] | None = None
    definitions: tuple[Definition, ...] = ()
    broken: tuple[Broken, ...] = ()
    meant: tuple[Definition, ...] = ()
    named: tuple[Named, ...] = ()
    rules: tuple[Rule, ...] = ()
    commentaries: Mapping[int, Commentary] = _NONE
    meant_settings: Settings | None = None
    meant_owners: Mapping[str, Owner] | None = None
    meant_areas: Mapping[str, Area] = _NONE
    meant_rules: tuple[Rule, ...] = ()
    meant_commentaries: Mapping[int, Commentary] = _NONE
    moot: frozenset[str] = frozenset()
    copies: "Mapping[str, Copies]" = _NONE
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
    whole, settings = reader.settings()
    if settings is None:
        return Declarations(None, diagnostics=tuple(reader.found), texts=reader.texts, copies=reader.copies)
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
        commentaries=reader.commentary(settings),
        meant_settings=settings,
        meant_owners=reader.meant_owners,
        meant_areas=reader.meant_areas,
        meant_rules=reader.meant_rules,
        meant_commentaries=reader.meant_commentaries,
        moot=frozenset(reader.moot),
        copies=reader.copies,
        diagnostics=tuple(reader.causes()),
        texts=reader.texts,
        contents=reader.contents,
        published=published,
        areas=areas,
    )


class _Reader(Beside):
    """Reads what the settings name, in turn."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.meant: list[Definition] = []
        self.named: list[Named] = []

    def settings(self) -> tuple[Settings | None, Settings | None]:
        """The settings, if they are right; and what is plain of them, if there are any."""
        read = self.shape(FILE, "settings")
        if FILE not in self.texts:
            return None, None
        settings, wrong = settings_of(read.meant) if read.meant else (salvaged(self.texts[FILE]), ())
        self.found += wrong
        if not settings.sections or not self.is_whole(FILE):
            self.moot |= OF_SECTIONS
        if not is_given(read.meant, "year"):
            self.moot |= OF_YEAR
        if read.meant and (strays := names_of(read.document) - names_of(read.meant)):
            # One of them may be a section that is not indented.
            settings = settings._replace(sections={**settings.sections, **dict.fromkeys(strays, "")})
            self.moot.add("QPR308")
        if not self.hide_passwords(read.document) and read.right:
            return settings, settings
        wrong_lines = [each.at.span.line for each in errors(self.found) if each.at.span.file == FILE]

        def is_right(number: int) -> bool:
            span = settings.spans.get(("results", number))
            return (
                self.is_whole(FILE) if span is None else not any(span.line <= n <= span.end_line for n in wrong_lines)
            )

        plain = tuple(each for each in settings.results if is_right(each.number))
        return None, settings._replace(results=plain)  # with a password in them nothing is asked, and nothing reported

    def hide_passwords(self, document: Document | None) -> bool:
        """Say which passwords the settings hold, if any, and show them no more."""
        text = self.texts[FILE]
        if (shown := masked(text)) == text:
            return False
        self.texts[FILE] = shown
        held = tuple(passwords(document)) if document else ()
        self.found = list(unsaid((*held, *self.found), text))
        return bool(held)

    def definitions(self, settings: Settings) -> tuple[list[Definition], list[Broken]]:
        whole: list[Definition] = []
        failed: list[Broken] = []
        place = settings.spans.get(("definitions",), Span(FILE))
        files = self.yaml_files(settings.definitions, place) if settings.definitions else None
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

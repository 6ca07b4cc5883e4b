"""The result files that the settings name: found, and read as bytes; what is wrong with the names, or asked for in vain."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

from qpr_rules.diagnostic import LISTED, Diagnostic, Label, Path, Severity, Span, nearest, shortened
from qpr_rules.files import ChangedError, FileError, OutsideError, Tree
from qpr_rules.reading.matching import OWNER, matching
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.sources.registry import AskedError, UnavailableError, require_known
from qpr_rules.settings import FILE, Origin

_LOGS = {"sqlite": "-wal", "duckdb": ".wal"}
"""The endings of what a database that is in use writes beside its file."""


class ResultFiles:
    """Finds the files that the settings name; what is wrong with the names goes into ``found``."""

    def __init__(self, tree: Tree, declarations: Declarations, found: list[Diagnostic]) -> None:
        self.tree, self.found = tree, found
        self.origins = declarations.settings.results if declarations.settings else ()
        self.spans = declarations.settings.spans if declarations.settings else {}
        self.texts = declarations.texts
        self.folders: dict[str, tuple[str, ...]] = {}
        """What has been listed, by folder: a project may name thousands of patterns."""
        self.named: set[str] = set()
        self.looked_into: dict[str, tuple[str, ...]] = {}
        self.nowhere = 0

    def all(self) -> tuple[tuple[str, Origin], ...]:
        """Each file with the origin that names it.

        A mapping may name a file that another names too (for another sheet); a pattern alone names those that are left.
        """
        found = [(file, origin) for origin in self.origins for file in self._files(origin)]
        mapped = {file for file, origin in found if not origin.is_plain}
        self.named = {file for file, _ in found}
        pairs = {
            (file, None if origin.is_plain else origin.number): (file, origin)
            for file, origin in reversed(found)
            if not (origin.is_plain and file in mapped)
        }
        return tuple(reversed(pairs.values()))

    def where(self, origin: Origin) -> Label:
        """The place in the settings that names these files."""
        whole = self.spans.get(("results", origin.number), self.spans.get(("results",), Span(FILE)))
        return Label(self.spans.get(("results", origin.number, "files"), whole))

    def _files(self, origin: Origin) -> tuple[str, ...]:
        try:
            require_known(origin.source)
        except AskedError as error:
            self.unanswered(origin, error)
            return ()
        if not origin.files:
            return (origin.label,)
        pattern = origin.files
        try:
            files = matching(self.tree, pattern, self.folders)
        except FileError as error:
            self._unreadable(error, self.where(origin), f"`{pattern}`: {error}")
            return ()
        folder = pattern.replace("\\", "/").rpartition("/")[0]
        if "*" in pattern and folder and not set(folder) & set("*?["):
            self.looked_into.setdefault(folder, self.folders[folder])
        if not files:
            from qpr_rules.reading.nowhere import no_results  # only a wrong name pays for it

            self.nowhere += 1
            if self.nowhere <= LISTED:
                self.found.append(no_results(self.tree, pattern, self.where(origin)))
            elif self.nowhere == LISTED + 1:
                headline = "further patterns, from here on, match no result file either"
                self.found.append(Diagnostic("QPR407", Severity.WARNING, headline, self.where(origin)))
        return files

    def workbooks(self) -> None:
        """Say which spreadsheets lie among the results: whoever saved one there takes its figures for read."""
        for folder, files in self.looked_into.items():
            for file in files:
                beside = file.rpartition("/")[0] == folder and not file.rpartition("/")[2].startswith(OWNER)
                if beside and file not in self.named and file.casefold().endswith((".xlsx", ".xlsm", ".xls", ".ods")):
                    headline = "this spreadsheet is not read: `results` in qpr-rules.yaml names no sheet of it"
                    hint = "name it with `source: excel`, save the sheet as CSV UTF-8, or keep the file elsewhere"
                    at = Label(Span(file))
                    self.found.append(Diagnostic("QPR005", Severity.WARNING, headline, at, hints=(hint,)))

    def content(self, file: str, origin: Origin) -> bytes | None:
        """The bytes of a file, or of a query; None, with a finding, where it cannot be read, or is not whole by itself."""
        if not origin.files and not file:
            return origin.query.encode()
        try:
            log = f"{file}{_LOGS[origin.source]}" if origin.source in _LOGS else ""
            if log and self.tree.list(log) and self.tree.read_bytes(log):
                headline = f"the database is in use, or was not closed: what was written last is in `{log}`"
                hint = "close the program that has it open, or save a copy by that program"
                at = Label(Span(file))
                self.found.append(Diagnostic("QPR435", Severity.ERROR, headline, at, hints=(hint,)))
                return None
            if origin.source == "excel":
                self._open(file)
            return self.tree.read_bytes(file)
        except FileError as error:
            if origin.files:
                self._unreadable(error, Label(Span(file)), str(error))
            else:
                hint = "correct `query_file`; the file lies in the project"
                self.unanswered(origin, AskedError("QPR442", f"the query cannot be read: {error}", hint, "query_file"))
            return None

    def ready(self, origin: Origin) -> AbstractContextManager[Origin]:
        """The origin as its source is given it: what it names beside files and queries is where the source finds it."""
        if "root_certificate" not in origin.connection:
            return nullcontext(origin)
        from qpr_rules.reading.sources.certificates import at_hand

        return at_hand(self.tree, origin)

    def _open(self, file: str) -> None:
        """Say that a workbook is open: what is in it and not yet saved cannot be read."""
        folder, slash, name = file.rpartition("/")
        if self.tree.list(f"{folder}{slash}{OWNER}{name}"):
            headline = "this workbook is open in Excel: what is not saved yet is not read"
            hint = f"save it and close it; if nobody has it open, delete `{OWNER}{name}` beside it"
            self.found.append(Diagnostic("QPR476", Severity.NOTE, headline, Label(Span(file)), hints=(hint,)))

    def unmatched(self, seen: Mapping[tuple[int, str], set[str]]) -> None:
        """Say which texts of `where` no row has, in any of the files of its entry."""
        for origin in self.origins:
            for column, texts in origin.where.items():
                there = seen.get((origin.number, column))
                for text in texts if there is not None else ():
                    if there and text.strip() not in there:
                        self.found.append(self._unmatched(origin, column, text, there))

    def _unmatched(self, origin: Origin, column: str, text: str, there: set[str]) -> Diagnostic:
        at = Label(self.spans.get(("results", origin.number, "where", column), self.where(origin).span))
        close = nearest(text, sorted(there), 1)
        some = ", ".join(f"`{shortened(each)}`" for each in sorted(there)[:5])
        hint = f"did you mean `{close[0]}`?" if close else f"there are: {some}"
        return Diagnostic("QPR475", Severity.WARNING, f"no row has `{text}` in `{column}`", at, hints=(hint,))

    def unavailable(self, origin: Origin, error: UnavailableError) -> None:
        """Say, once for an entry of the settings, that what reads its files is not installed."""
        at = self.where(origin)
        if all(each.at != at for each in self.found if each.code == "QPR400"):
            self.found.append(Diagnostic("QPR400", Severity.ERROR, str(error), at, hints=(error.hint,)))

    def unanswered(self, origin: Origin, error: AskedError) -> None:
        """Say, at the entry of the settings or a key of it, that a source gave nothing."""
        path: Path = ("results", origin.number, *error.key)
        while len(path) > 2 and path not in self.spans:
            path = path[:-1]
        at = Label(error.at or self._in_query(origin, error) or self.spans.get(path, self.where(origin).span))
        found = Diagnostic(error.code, Severity.ERROR, str(error), at, error.also, (error.hint,))
        self.found.append(found)

    def _in_query(self, origin: Origin, error: AskedError) -> Span | None:
        """The place of a mistake in a query that stands in the settings; None where it is not known."""
        whole = self.spans.get(("results", origin.number, "query"))
        if error.in_query is None or whole is None:
            return None
        from qpr_rules.reading.queries import place_in_settings  # only a query with a mistake pays for it

        return place_in_settings(self.texts[FILE].split("\n"), whole, origin.query, error.in_query)

    def _unreadable(self, error: FileError, where: Label, headline: str) -> None:
        code, hint = "QPR400", "check the name and the folder, then run this again"
        if isinstance(error, OutsideError):
            code, hint = "QPR429", "keep the results inside the project"
        elif isinstance(error, ChangedError):
            hint = "wait until whatever writes it is done, then run this again"
        self.found.append(Diagnostic(code, Severity.ERROR, headline, where, hints=(hint,)))

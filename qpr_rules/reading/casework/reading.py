"""From an entry of the settings to its results: the files that its tables name, each read once, and the query over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from qpr_rules.files import FileError, OutsideError, Tree
from qpr_rules.observation import Batch, Casework
from qpr_rules.reading.matching import matching
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.placing import Places
from qpr_rules.reading.sources.registry import AskedError
from qpr_rules.settings import Origin


class CaseFiles:
    """Reads the files of cases of a project; ``contents`` are the bytes that were counted, ``read`` what they held."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.contents: dict[str, bytes] = {}
        self.read: list[Casework] = []
        self._listed: dict[str, tuple[str, ...]] = {}

    def rows(self, query: bytes, label: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
        """The results that an entry's query gives. Raises AskedError, or UnavailableError, where it gives none."""
        from qpr_rules.reading.casework.counting import count, given  # only a project with cases pays for them
        from qpr_rules.reading.casework.wording import QueryError
        from qpr_rules.reading.queries import place_in_file

        try:
            text = query.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise AskedError(
                "QPR448", f"`{origin.query_file}` is not UTF-8", "save it as UTF-8", "query_file"
            ) from None
        tables = {
            name: [(file, self._content(file, name)) for file in self._files(pattern, name)]
            for name, pattern in origin.tables.items()
        }
        try:
            counted = count(text, tables, origin, refusals)
            self.read += counted.read
            yield from given(counted, label, origin, refusals)
        except QueryError as error:
            key = error.key or ("query_file" if origin.query_file else "query")
            known, in_file = error.at >= 0, bool(origin.query_file)
            at = place_in_file(origin.query_file, text, error.at) if known and in_file else None
            in_query = error.at if known and not in_file else None
            raise AskedError(error.code, str(error), error.hint, key, at=at, in_query=in_query) from None

    def _files(self, pattern: str, name: str) -> tuple[str, ...]:
        try:
            found = matching(self.tree, pattern, self._listed)
        except FileError as error:
            raise _unreadable(error, f"`{pattern}`: {error}", name) from None
        if found:
            return found
        from qpr_rules.reading.nowhere import is_address, is_of_one_computer, meant  # only a wrong name pays for it

        near = ""
        if not (is_address(pattern) or is_of_one_computer(pattern)):
            with suppress(FileError):
                near = meant(self.tree, pattern, ".parquet" if pattern.endswith(".parquet") else ".csv")
        hint = f"did you mean `{near}`?" if near else "correct the name, or put the file there; it lies in the project"
        raise AskedError("QPR400", f"no file of cases matches `{pattern}`", hint, "tables", name)

    def _content(self, file: str, name: str) -> bytes:
        if file not in self.contents:
            try:
                self.contents[file] = self.tree.read_bytes(file)
            except FileError as error:
                raise _unreadable(error, f"`{file}`: {error}", name) from None
        return self.contents[file]


def _unreadable(error: FileError, headline: str, name: str) -> AskedError:
    if isinstance(error, OutsideError):
        return AskedError("QPR429", headline, "keep the files of cases inside the project", "tables", name)
    return AskedError("QPR400", headline, "check the name and the folder, then run this again", "tables", name)

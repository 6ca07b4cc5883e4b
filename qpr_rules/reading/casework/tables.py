"""The cases of an entry as tables: of CSV, text as it is written and dates as declared; of Parquet, the types of the file.

Cells are taken without the spaces around them, and an empty one is null. What cannot be read is a finding with file and
line. Nothing of a case is shown but the cell that is wrong: its row may be about a person.
"""

# ruff: noqa: S608 (the names of tables and columns are quoted)
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qpr_rules.diagnostic import Severity, nearest, shortened
from qpr_rules.observation import Casework, Tally
from qpr_rules.reading.casework.dates import date_of, hint
from qpr_rules.reading.casework.sealed import quoted, told
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.delimited import opened
from qpr_rules.reading.sources.header import other_delimiter
from qpr_rules.reading.sources.placing import Chunk, Places, Rows
from qpr_rules.reading.sources.table import damaged
from qpr_rules.reading.sources.unreadable import refuse
from qpr_rules.settings import Origin

_FIRST_LINE = "the first line names the columns: reference,received,closed"


class Loaded:
    """Loads the files of one table after another; ``read`` says what was read of each, ``refusals`` what could not be."""

    def __init__(self, connection: Any, origin: Origin) -> None:
        self.connection, self.origin = connection, origin
        self.refusals = Refusals()
        self.columns: dict[str, dict[str, str]] = {}
        """Of each table, its columns and their types."""
        self.first: dict[str, str] = {}
        """The file that a table's columns are from."""
        self.read: list[Casework] = []

    def table(self, name: str, files: Sequence[tuple[str, bytes]]) -> None:
        """Load the files of one table, in order."""
        rows = refused = 0
        for file, content in files:
            self.refusals.tally = tally = Tally(file)
            parquet = file.casefold().endswith(".parquet")
            more, bad = (self._parquet if parquet else self._csv)(name, file, content)
            rows, refused = rows + more + tally.rows, refused + bad + tally.refused
            self.refusals.close(file)
        self.read.append(Casework(self.origin.label, name, tuple(file for file, _ in files), rows, refused))

    def _csv(self, name: str, file: str, content: bytes) -> tuple[int, int]:
        found = opened(content, file, self.origin, self.refusals, by_columns=False)
        if found is None:
            return 0, 0
        places = found.places
        if not self._header(found.names, places):
            return 0, 0
        kept = [(place, each.strip()) for place, each in enumerate(found.names) if each.strip()]
        dated = {each.strip().casefold() for each in self.origin.dates}
        types = {each: "DATE" if each.casefold() in dated else "VARCHAR" for _, each in kept}
        if not self._matches(name, types, places, 1):
            return 0, 0
        rows = bad = 0
        for block in found.blocks:
            assert isinstance(block, Chunk)
            more, wrong = self._insert(name, block, kept, places)
            rows, bad = rows + more, bad + wrong
        return rows, bad

    def _header(self, names: Sequence[str], places: Places) -> bool:
        def say(code: str, headline: str, advice: str) -> None:
            self.refusals.say(Severity.ERROR, code, headline, places, 1, "", hint=advice)

        folded = [each.strip().casefold() for each in names]
        twice = next((each for each, count in Counter(filter(None, folded)).items() if count > 1), None)
        if not any(folded):
            say("QPR402", "the file is empty", _FIRST_LINE)
        elif wrong := other_delimiter(folded, self.origin):
            say("QPR409", *wrong)
        elif twice:
            say("QPR404", f"the column `{twice}` is there twice", "give each column a name of its own")
        else:
            return True
        return False

    def _matches(self, name: str, types: Mapping[str, str], places: Places, line: int) -> bool:
        """Whether a file has the columns of the table that it is of; the first file of a table gives it them."""
        folded = {each.casefold(): kind for each, kind in types.items()}
        if name not in self.columns:
            self.columns[name], self.first[name] = folded, places.file
            columns = ", ".join(f"{quoted(each)} {kind}" for each, kind in types.items())
            self.connection.execute(f"create table {quoted(name)} ({columns})")
            return True
        if folded == self.columns[name]:
            return True
        own = self.columns[name]
        parts = (
            ("without", own.keys() - folded.keys()),
            ("with", folded.keys() - own.keys()),
            ("another type:", {each for each in own.keys() & folded.keys() if own[each] != folded[each]}),
        )
        said = "; ".join(f"{word} {', '.join(f'`{each}`' for each in sorted(them))}" for word, them in parts if them)
        headline = f"its columns are not those of `{self.first[name]}`, which is of the same table: {said}"
        advice = "export both in the same way, or make a table of each under `tables`"
        self.refusals.say(Severity.ERROR, "QPR446", headline, places, line, "", hint=advice)
        return False

    def _insert(self, name: str, block: Chunk, kept: Sequence[tuple[int, str]], places: Places) -> tuple[int, int]:
        """Add rows of text to a table, but for those without any: how many, and in how many a cell is no date."""
        if not block.rows:
            return 0, 0
        import numpy as np  # arrays of text are by far the fastest way into DuckDB

        columns = list(zip(*block.rows, strict=True))
        cells = {f"c{place}": np.array(columns[place], dtype=object) for place, _ in kept}
        self.connection.register("qpr_chunk", {"line": np.array(block.numbers), **cells})
        types, form = self.columns[name], self.origin.date_format
        texts = {place: f"nullif(trim(c{place}), '')" for place, _ in kept}
        dates = [(place, each, date_of(texts[place], form)) for place, each in kept if types[each.casefold()] == "DATE"]
        values = {**texts, **{place: value for place, _, value in dates}}
        named = ", ".join(quoted(each) for _, each in kept)
        given = ", ".join(values[place] for place, _ in kept)
        full = f"coalesce({', '.join(texts.values())}) is not null"
        (rows,) = self.connection.execute(
            f"insert into {quoted(name)} ({named}) select {given} from qpr_chunk where {full}"
        ).fetchone()
        lines = set()
        for place, each, value in dates:
            query = f"select line, {texts[place]} from qpr_chunk where {texts[place]} is not null and {value} is null"
            for line, cell in self.connection.execute(query).fetchall():
                self._no_date(places, line, place, each, cell)
                lines.add(line)
        self.connection.unregister("qpr_chunk")
        return rows, len(lines)

    def _no_date(self, places: Places, line: int, place: int, column: str, cell: str) -> None:
        places.call({column: place})
        headline, advice = "", ""
        if self.refusals.is_listed("QPR445"):
            headline = f"`{shortened(cell, 40)}` is no date"
            advice = hint(cell, self.origin.date_format)
        self.refusals.say(Severity.ERROR, "QPR445", headline, places, line, column, hint=advice)

    def _parquet(self, name: str, file: str, content: bytes) -> tuple[int, int]:
        import duckdb

        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / "copy.parquet"
            copy.write_bytes(content)
            try:
                return self._columns_and_rows(name, file, str(copy))
            except duckdb.OutOfMemoryException:
                raise
            except duckdb.Error as error:
                said = told(error)["exception_message"].replace(str(copy), file).splitlines()[0]
                refuse(damaged("Parquet", said), file, self.refusals)
                return 0, 0

    def _columns_and_rows(self, name: str, file: str, copy: str) -> tuple[int, int]:
        described = self.connection.execute("describe select * from read_parquet(?)", [copy]).fetchall()
        dated = {each.strip().casefold() for each in self.origin.dates}
        stored = {column: kind for column, kind, *_ in described}
        if "TIMESTAMP WITH TIME ZONE" in stored.values():  # the day that it was here
            self.connection.execute("set TimeZone = 'Europe/London'")
        types = {each: "DATE" if each.casefold() in dated else kind for each, kind in stored.items()}
        places = Rows(file, "", list(stored), "row")
        if not self._matches(name, types, places, -1):
            return 0, 0
        text = {each: f"nullif(trim({quoted(each)}), '')" for each in stored if stored[each] == "VARCHAR"}
        form = self.origin.date_format
        parsed = {each: date_of(text[each], form) for each in text if types[each] == "DATE"}
        cells = [parsed.get(each) or text.get(each) or f"cast({quoted(each)} as {types[each]})" for each in stored]
        named = ", ".join(map(quoted, stored))
        self.connection.execute(
            f"insert into {quoted(name)} ({named}) select {', '.join(cells)} from read_parquet(?)", [copy]
        )
        lines = set()
        for each, value in parsed.items():
            query = (
                f"select file_row_number + 1, {text[each]} from read_parquet(?, file_row_number = true)"
                f" where {text[each]} is not null and {value} is null"
            )
            for line, cell in self.connection.execute(query, [copy]).fetchall():
                self._no_date(places, line, list(stored).index(each), each, cell)
                lines.add(line)
        (rows,) = self.connection.execute("select count(*) from read_parquet(?)", [copy]).fetchone()
        return rows, len(lines)

    def absent_date(self) -> tuple[str, str] | None:
        """The first of the declared dates that no table has, and what to do; None where each is there."""
        known = sorted({each for columns in self.columns.values() for each in columns})
        for each in self.origin.dates:
            if each.strip().casefold() not in known:
                close = nearest(each, known, 1)
                listed = f"there are {', '.join(f'`{one}`' for one in known)}"
                return each, f"did you mean `{close[0]}`? {listed}" if close else listed
        return None

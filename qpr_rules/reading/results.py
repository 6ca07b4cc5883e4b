"""Every result file of a project: rows become observations, or diagnostics. Nothing is dropped in silence."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qpr_rules.definition import Definition, Reported
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span, nearest
from qpr_rules.files import FileError, Tree
from qpr_rules.observation import Batch, Observation
from qpr_rules.period import PeriodError, last_day
from qpr_rules.provenance import digest
from qpr_rules.quantity import plain
from qpr_rules.reading.observations import RefusedError, observation_of
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.tables import matching, read_batches
from qpr_rules.settings import FILE

LISTED = 20
"""Mistakes of one kind in one file that are listed one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class Results:
    """Observations by KPI, in the order of area and period; what was read, and what is wrong with it."""

    observations: Mapping[str, tuple[Observation, ...]]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    files: tuple[str, ...]
    rows: int
    refused: int
    digest: str


def read_results(tree: Tree, declarations: Declarations, progress: Callable[[int], None] | None = None) -> Results:
    """Read every result file that the settings name. ``progress`` is given the number of rows read so far."""
    reader = _Reader(declarations)
    patterns = declarations.settings.results if declarations.settings else ()
    files = dict.fromkeys(file for pattern in patterns for file in reader.files(tree, pattern))
    contents = []
    for file in files:
        for batch, lines in read_batches(tree, file, reader.found):
            reader.read(batch, lines)
            if progress is not None:
                progress(reader.rows)
        reader.close(file)
        try:
            contents.append((file, tree.read_bytes(file)))
        except FileError:
            continue  # said already, when it was read
    observations = {
        kpi: tuple(sorted(found.values(), key=lambda each: (each.area, each.period)))
        for kpi, found in reader.kept.items()
    }
    falls = (each for kpi, own in observations.items() for each in _falls(reader.definitions[kpi], own))
    return Results(
        observations,
        (*reader.found, *falls),
        reader.texts,
        tuple(files),
        reader.rows,
        reader.refused,
        digest(contents),
    )


def _falls(definition: Definition, own: Sequence[Observation]) -> Iterator[Diagnostic]:
    """Running totals that fall within the KPI's year: what such a period added would be negative."""
    if definition.reported is not Reported.CUMULATIVE:
        return
    for earlier, later in pairwise(own):
        years = {definition.year_of(each.period) for each in (earlier, later)}
        if earlier.area != later.area or len(years) > 1:
            continue
        parts = (
            ("numerator", earlier.numerator, later.numerator),
            ("denominator", earlier.denominator, later.denominator),
        )
        for name, before, now in parts:
            if name == "denominator" and definition.measure.stock is not None:
                continue
            if before is not None and now is not None and now < before:
                yield Diagnostic(
                    "QPR419",
                    Severity.ERROR,
                    f"the running total falls from {plain(before)} to {plain(now)} within the year ({name})",
                    Label(Span(later.source, later.line, 1, later.line, 2)),
                    (Label(Span(earlier.source, earlier.line, 1, earlier.line, 2), "the total before"),),
                    ("one of the two is wrong, or `reported: per period` is meant",),
                    kpi=definition.id,
                )


class _Reader:
    """Goes through rows; remembers what it has seen of each KPI, area and period."""

    def __init__(self, declarations: Declarations) -> None:
        self.definitions = {each.id: each for each in declarations.definitions}
        self.in_error = {each.id for each in declarations.broken}
        self.kept: dict[str, dict[tuple[str, int], Observation]] = {}
        self.found: list[Diagnostic] = []
        self.texts: dict[str, str] = {}
        self.rows = self.refused = 0
        self.counts: Counter[str] = Counter()
        self.late: set[str] = set()
        self.spans = declarations.settings.spans if declarations.settings else {}

    def files(self, tree: Tree, pattern: str) -> tuple[str, ...]:
        try:
            files = matching(tree, pattern)
        except FileError as error:
            self.found.append(Diagnostic("QPR400", Severity.ERROR, str(error), Label(Span(pattern))))
            return ()
        if not files:
            where = Label(self.spans.get(("results",), Span(FILE)))
            self.found.append(Diagnostic("QPR407", Severity.WARNING, f"no result file matches `{pattern}`", where))
        return files

    def read(self, batch: Batch, lines: list[str]) -> None:
        self.rows += len(batch.lines)
        for line, row in zip(
            batch.lines,
            zip(
                batch.kpi,
                batch.area,
                batch.period,
                batch.numerator,
                batch.denominator,
                batch.value,
                batch.status,
                strict=True,
            ),
            strict=True,
        ):
            try:
                self._keep(row, batch.source, line, lines)
            except RefusedError as refused:
                self.refused += 1
                self._say(
                    Severity.ERROR,
                    refused.code,
                    refused.headline,
                    batch.source,
                    line,
                    lines,
                    refused.column,
                    row[0].strip(),
                    refused.hint,
                )

    def close(self, file: str) -> None:
        """End a file: of each kind of mistake, say how many more there were."""
        for code, count in sorted(self.counts.items()):
            if count > LISTED:
                severity = next(each.severity for each in reversed(self.found) if each.code == code)
                self.found.append(
                    Diagnostic(code, severity, f"and {count - LISTED:,} more like this in the file", Label(Span(file)))
                )
        self.counts.clear()

    def _keep(self, row: tuple[str, ...], source: str, line: int, lines: list[str]) -> None:
        kpi = row[0].strip()
        definition = self.definitions.get(kpi)
        if definition is None:
            if kpi in self.in_error:
                return
            close = nearest(kpi, self.definitions, 1)
            raise RefusedError(
                "kpi",
                "QPR410",
                f"there is no KPI `{kpi}`" if kpi else "the row names no KPI",
                f"did you mean `{close[0]}`?" if close else "give its definition, or correct the id",
            )
        area = row[1].strip()
        try:
            period = definition.calendar.parse(row[2].strip(), definition.frequency)
        except PeriodError as error:
            raise RefusedError(
                "period", "QPR411", str(error), f"{kpi} is reported every {definition.frequency}"
            ) from None
        observation = observation_of(definition, area, period, row, source, line)
        if definition.measure.is_ratio and row[5].strip() and row[3].strip():
            self._say(
                Severity.NOTE,
                "QPR424",
                "the value is not used: the figure is made of numerator and denominator",
                source,
                line,
                lines,
                "value",
                kpi,
            )
        own = self.kept.setdefault(kpi, {})
        earlier = own.get((area, period))
        if earlier is None:
            own[area, period] = observation
            self._retired(definition, period, source, line, lines)
        elif earlier[3:7] == observation[3:7]:
            self._say(
                Severity.NOTE,
                "QPR422",
                "the same result is given twice",
                source,
                line,
                lines,
                "period",
                kpi,
                "delete one of the two rows",
                earlier,
            )
        else:
            self.refused += 1
            self._say(
                Severity.ERROR,
                "QPR421",
                f"{kpi} has two different results for {row[2].strip()}" + (f", {area}" if area else ""),
                source,
                line,
                lines,
                "period",
                kpi,
                "keep the right one; until then the first is used",
                earlier,
            )

    def _retired(self, definition: Definition, period: int, source: str, line: int, lines: list[str]) -> None:
        end = last_day(definition.calendar.last_month(definition.frequency, period))
        if definition.retired and end >= definition.retired.on and definition.id not in self.late:
            first = definition.calendar.first_month(definition.frequency, period)
            if last_day(first - 1) >= definition.retired.on:
                self.late.add(definition.id)
                self._say(
                    Severity.WARNING,
                    "QPR423",
                    f"{definition.id} was retired on {definition.retired.on}, and results go on",
                    source,
                    line,
                    lines,
                    "period",
                    definition.id,
                    "later results are read and not reported",
                )

    def _say(
        self,
        severity: Severity,
        code: str,
        headline: str,
        source: str,
        line: int,
        lines: list[str],
        column: str,
        kpi: str,
        hint: str = "",
        earlier: Observation | None = None,
    ) -> None:
        self.counts[code] += 1
        if self.counts[code] > LISTED:
            return
        self.texts.setdefault(source, "\n".join(lines))
        also = (Label(Span(earlier.source, earlier.line, 1, earlier.line, 2), "first given here"),) if earlier else ()
        self.found.append(
            Diagnostic(
                code,
                severity,
                headline,
                Label(_place(source, line, lines, column)),
                also,
                (hint,) if hint else (),
                kpi=kpi,
            )
        )


def _place(source: str, line: int, lines: list[str], column: str) -> Span:
    """The cell's place: its columns counted in the text of the line, quotation marks and all."""
    text = lines[line - 1].rstrip("\r")
    header = [name.strip().casefold().lstrip("\ufeff") for name in next(csv.reader([lines[0]]))]
    index = header.index(column) if column in header else 0
    begin = 0
    for _ in range(index):
        if begin < len(text) and text[begin] == '"':
            begin = text.find('"', begin + 1)
        begin = text.find(",", begin) + 1
    end = text.find(",", begin)
    return Span(source, line, begin + 1, line, (end if end > begin else len(text)) + 1)

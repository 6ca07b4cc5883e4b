"""Every result file of a project: rows become observations, or diagnostics. Nothing is dropped in silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from qpr_rules.definition import Definition, Reported
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span, nearest
from qpr_rules.files import FileError, Tree
from qpr_rules.observation import Batch, Observation
from qpr_rules.period import PeriodError, last_day
from qpr_rules.provenance import digest
from qpr_rules.quantity import plain
from qpr_rules.reading.observations import RefusedError, observation_of
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.refusals import Refusals, Source
from qpr_rules.reading.tables import matching, read_batches
from qpr_rules.settings import FILE

_IN_ORDER = itemgetter(Observation._fields.index("area"), Observation._fields.index("period"))


@dataclass(frozen=True, slots=True)
class Results:
    """Observations by KPI, in the order of area and period; what was read, and what is wrong with it."""

    observations: Mapping[str, tuple[Observation, ...]]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    files: tuple[str, ...]
    rows: int
    refused: int
    contents: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """What the results are known by."""
        return digest(self.contents.items())


def read_results(tree: Tree, declarations: Declarations, progress: Callable[[int], None] | None = None) -> Results:
    """Read every result file that the settings name. ``progress`` is given the number of rows read so far."""
    reader = _Reader(declarations)
    patterns = declarations.settings.results if declarations.settings else ()
    files = dict.fromkeys(file for pattern in patterns for file in reader.files(tree, pattern))
    contents = {}
    for file in files:
        if (content := reader.content(tree, file)) is None:
            continue
        contents[file] = content
        for batch, source in read_batches(content, file, reader.found):
            reader.read(batch, source)
            if progress is not None:
                progress(reader.rows)
        reader.close(file)
    observations = {
        kpi: tuple(sorted(reader.series[kpi].kept.values(), key=_IN_ORDER))
        for kpi in reader.definitions
        if kpi in reader.series
    }
    falls = (each for kpi, own in observations.items() for each in _falls(reader.definitions[kpi], own))
    return Results(
        observations,
        (*reader.found, *falls),
        reader.texts,
        tuple(files),
        reader.rows,
        reader.refused,
        contents,
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


class _Series:
    """One KPI's results as they arrive: by area and period, with the periods' texts that have been read."""

    __slots__ = ("definition", "kept", "periods")

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.kept: dict[tuple[str, int], Observation] = {}
        self.periods: dict[str, int] = {}

    def period(self, text: str) -> int:
        """The ordinal of a period as it is written. Raises RefusedError where it is none of the KPI's."""
        definition = self.definition
        try:
            found = self.periods[text] = definition.calendar.parse(text.strip(), definition.frequency)
        except PeriodError as error:
            hint = f"{definition.id} is reported every {definition.frequency}"
            raise RefusedError("period", "QPR411", str(error), hint) from None
        return found


class _Reader(Refusals):
    """Goes through rows; remembers what it has seen of each KPI, area and period."""

    def __init__(self, declarations: Declarations) -> None:
        super().__init__()
        self.definitions = {each.id: each for each in declarations.definitions}
        self.in_error = {each.id for each in declarations.broken}
        self.series: dict[str, _Series] = {}
        self.rows = self.refused = 0
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

    def content(self, tree: Tree, file: str) -> bytes | None:
        try:
            return tree.read_bytes(file)
        except FileError as error:
            hints = ("check the name and the folder, then run this again",)
            self.found.append(Diagnostic("QPR400", Severity.ERROR, str(error), Label(Span(file)), hints=hints))
            return None

    def read(self, batch: Batch, source: Source) -> None:
        self.rows += len(batch.lines)
        rows = zip(
            batch.kpi,
            batch.area,
            batch.period,
            batch.numerator,
            batch.denominator,
            batch.value,
            batch.status,
            strict=True,
        )
        for line, row in zip(batch.lines, rows, strict=True):
            try:
                series = self.series.get(row[0]) or self._series(row[0])
                if series is not None:
                    self._keep(series, row, source, line)
            except RefusedError as refused:
                self.refused += 1
                self.say(
                    Severity.ERROR,
                    refused.code,
                    refused.headline,
                    source,
                    line,
                    refused.column,
                    row[0].strip(),
                    refused.hint,
                )

    def _series(self, text: str) -> _Series | None:
        """The KPI's series by its id as written; None for one whose definition is in error. Raises RefusedError."""
        kpi = text.strip()
        if kpi in self.in_error and kpi not in self.definitions:
            return None
        if (definition := self.definitions.get(kpi)) is None:
            close = nearest(kpi, self.definitions, 1)
            raise RefusedError(
                "kpi",
                "QPR410",
                f"there is no KPI `{kpi}`" if kpi else "the row names no KPI",
                f"did you mean `{close[0]}`?" if close else "give its definition, or correct the id",
            )
        found = self.series.get(kpi) or _Series(definition)
        self.series[kpi] = self.series[text] = found
        return found

    def _keep(self, series: _Series, row: tuple[str, ...], source: Source, line: int) -> None:
        definition, area = series.definition, row[1].strip()
        period = series.periods.get(row[2])
        if period is None:
            period = series.period(row[2])
        observation = observation_of(definition, area, period, row, source.file, line)
        if row[5] and row[3].strip() and row[5].strip() and definition.measure.is_ratio:
            self.say(
                Severity.NOTE,
                "QPR424",
                "the value is not used: the figure is made of numerator and denominator",
                source,
                line,
                "value",
                definition.id,
            )
        earlier = series.kept.setdefault((area, period), observation)
        if earlier is observation:
            if definition.retired:
                self._retired(definition, definition.retired.on, period, source, line)
        elif earlier[3:7] == observation[3:7]:
            self.say(
                Severity.NOTE,
                "QPR422",
                "the same result is given twice",
                source,
                line,
                "period",
                definition.id,
                "delete one of the two rows",
                earlier,
            )
        else:
            self.refused += 1
            self.say(
                Severity.ERROR,
                "QPR421",
                f"{definition.id} has two different results for {row[2].strip()}" + (f", {area}" if area else ""),
                source,
                line,
                "period",
                definition.id,
                "keep the right one; until then the first is used",
                earlier,
            )

    def _retired(self, definition: Definition, on: dt.date, period: int, source: Source, line: int) -> None:
        """Say, once for a KPI, that there are results for periods that began after it was retired."""
        begins = definition.calendar.first_month(definition.frequency, period)
        if definition.id not in self.late and last_day(begins - 1) >= on:
            self.late.add(definition.id)
            self.say(
                Severity.WARNING,
                "QPR423",
                f"{definition.id} was retired on {on}, and results go on",
                source,
                line,
                "period",
                definition.id,
                "later results are read and not reported",
            )

"""Results: rows become observations, or diagnostics. Nothing is dropped in silence, and nothing is coerced."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span, nearest
from qpr_rules.files import FileError, Tree
from qpr_rules.observation import Batch, Observation, State
from qpr_rules.period import PeriodError, last_day
from qpr_rules.provenance import digest
from qpr_rules.quantity import NumberError, Unit, plain
from qpr_rules.reading.cells import PROVISIONAL, STATES, STATUSES, Cell, bare, read_cell
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


class _RefusedError(Exception):
    """A row cannot be used: the column, the code, the sentence, and what to do."""

    def __init__(self, column: str, code: str, headline: str, hint: str = "") -> None:
        super().__init__(headline)
        self.column, self.code, self.headline, self.hint = column, code, headline, hint


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
    return Results(
        {
            kpi: tuple(sorted(found.values(), key=lambda each: (each.area, each.period)))
            for kpi, found in reader.kept.items()
        },
        tuple(reader.found),
        reader.texts,
        tuple(files),
        reader.rows,
        reader.refused,
        digest(contents),
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
            except _RefusedError as refused:
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
            raise _RefusedError(
                "kpi",
                "QPR410",
                f"there is no KPI `{kpi}`" if kpi else "the row names no KPI",
                f"did you mean `{close[0]}`?" if close else "give its definition, or correct the id",
            )
        area = row[1].strip()
        try:
            period = definition.calendar.parse(row[2].strip(), definition.frequency)
        except PeriodError as error:
            raise _RefusedError(
                "period", "QPR411", str(error), f"{kpi} is reported every {definition.frequency}"
            ) from None
        observation = _observation(definition, area, period, row, source, line)
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


def _observation(
    definition: Definition, area: str, period: int, row: tuple[str, ...], source: str, line: int
) -> Observation:
    unit = definition.unit
    status = bare(row[6])
    if status not in STATUSES and status not in STATES:
        raise _RefusedError(
            "status",
            "QPR420",
            f"`{row[6].strip()}` is not a status",
            "write final, provisional or revised, or leave it empty",
        )
    if definition.measure.is_ratio:
        numerator, denominator = _cell(row[3], "numerator", Unit.COUNT), _cell(row[4], "denominator", Unit.COUNT)
        if numerator.number is None and denominator.number is None and row[5].strip() and bare(row[5]) not in STATES:
            raise _RefusedError(
                "value",
                "QPR412",
                "this KPI is made of numerator and denominator, and the row gives only a value",
                "give both, or declare `measure: {value: ...}`",
            )
        cells = (numerator, denominator)
    else:
        column = "numerator" if definition.measure.numerator and (row[3].strip() or not row[5].strip()) else "value"
        cells = (_cell(row[3] if column == "numerator" else row[5], column, unit),)
    state = max(
        (cell.state for cell in cells),
        key=lambda each: (each not in (State.PRESENT, State.MISSING), each is State.MISSING),
    )
    if state is State.PRESENT and status in STATES and status:
        state = STATES[status]
    provisional = status in PROVISIONAL or any(cell.provisional for cell in cells)
    if state is not State.PRESENT:
        return Observation(definition.id, area, period, None, None, state, False, source, line)
    _check_numbers(definition, *(cell.number for cell in cells))
    numbers = [cell.number for cell in cells]
    return Observation(
        definition.id,
        area,
        period,
        numbers[0],
        numbers[1] if len(numbers) > 1 else None,
        state,
        provisional,
        source,
        line,
    )


def _cell(text: str, column: str, unit: Unit) -> Cell:
    try:
        return read_cell(text, unit)
    except NumberError as error:
        raise _RefusedError(
            column, "QPR413", str(error), "write the number in plain digits, or a marker such as [c] or [x]"
        ) from None


def _check_numbers(definition: Definition, numerator: Decimal | None, denominator: Decimal | None = None) -> None:
    assert numerator is not None
    bounded = definition.bounded and definition.unit is Unit.PERCENT
    if denominator is not None:
        if denominator < 0:
            raise _RefusedError("denominator", "QPR414", f"the denominator {plain(denominator)} is negative")
        if denominator == 0 and numerator != 0:
            raise _RefusedError(
                "numerator",
                "QPR415",
                f"the numerator is {plain(numerator)} and the denominator 0",
                "one of the two is wrong",
            )
        if bounded and numerator > denominator:
            raise _RefusedError(
                "numerator",
                "QPR416",
                f"the numerator {plain(numerator)} is above the denominator {plain(denominator)}",
                "one of the two is wrong; `bounded: no` allows a percentage above 100",
            )
    elif bounded and not 0 <= numerator <= 100:
        raise _RefusedError(
            "value",
            "QPR417",
            f"{plain(numerator)} is not a percentage between 0 and 100",
            "`bounded: no` allows others",
        )
    counted = definition.measure.numerator and definition.unit is not Unit.POUNDS
    if numerator < 0 and (counted or definition.unit is Unit.COUNT):
        raise _RefusedError("numerator", "QPR418", f"the count {plain(numerator)} is negative")

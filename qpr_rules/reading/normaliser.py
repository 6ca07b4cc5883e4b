"""Rows of any source become observations, or diagnostics. Nothing is dropped in silence."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Severity, nearest, shortened
from qpr_rules.english import plural
from qpr_rules.formulas import freed
from qpr_rules.observation import ALWAYS, Batch, Observation, State, Tally
from qpr_rules.period import day_in_words
from qpr_rules.reading.observations import RefusedError, contradicted, observation_of
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.series import TOTALS, Series, begins_late, total
from qpr_rules.reading.sources.placing import Places
from qpr_rules.reading.vintages import day_known, in_order, known, period_end

if TYPE_CHECKING:
    from qpr_rules.reading.bulk.regular import Regular

BULK = 20_000
"""Rows from which on they are taken in bulk where they can be: as many as are read in the time that NumPy takes to load."""

LEAST = 250
"""Rows of a batch for which it is worth it."""

_DATES = ("QPR411", "QPR436")
"""A period or a day that a spreadsheet has written in its own way, as it then does in every row."""


_REMEMBERED = 10_000
"""Ids of no KPI that are remembered, so that each is one mistake: a file of other things may have a million."""


class Normaliser(Refusals):
    """Goes through rows; remembers what it has seen of each KPI, area and period."""

    def __init__(self, declarations: Declarations) -> None:
        super().__init__()
        self.definitions = {each.id: each for each in declarations.definitions}
        self.in_error = {each.id for each in declarations.broken}
        self.series: dict[str, Series] = {}
        known = declarations.definitions or declarations.broken
        self.nameless = not known or any(not each.named for each in declarations.broken)
        self.tallies: list[Tally] = []
        self.refused = Counter[tuple[str, str]]()
        """Rows that are no observation, by KPI and area; not those of no KPI, or of none that can be told."""
        self.taken = 0
        """Rows of all files so far."""
        self.regular: Regular | None = None
        """What takes rows in bulk, once there are many."""
        self.late: set[str] = set()
        self.once: dict[str, tuple[int, int]] = {}
        """Of the file that is read: ids of no KPI, and dates as a spreadsheet writes them (under their code), which are one
        mistake in however many rows; each with the place in ``found`` and its further rows."""

    def begin(self, file: str) -> None:
        """Count the rows of a file from here on."""
        self.tally = Tally(file)
        self.tallies.append(self.tally)
        if self.every is not None:
            self.every.begin(file)

    def read(self, batch: Batch, places: Places) -> None:
        """Take one batch of rows, which are in this source."""
        self.tally.rows += len(batch.lines)
        self.taken += len(batch.lines)
        if self.taken >= BULK and len(batch.lines) >= LEAST:
            batch = self._in_bulk(batch, places)
        rows = zip(
            batch.kpi,
            batch.area,
            batch.period,
            batch.numerator,
            batch.denominator,
            batch.value,
            batch.status,
            batch.as_of,
            strict=True,
        )
        for line, row in zip(map(int, batch.lines), rows, strict=True):
            try:
                series = self.series.get(row[0]) or self._series(row, places, line)
                if series is not None:
                    self._keep(series, row, places, line)
            except RefusedError as refused:
                rewritten = refused.code in _DATES and refused.edit is not None
                self._refuse(row, places, line, refused)
                if rewritten and self._again(refused.code):
                    continue
                listed = self.is_listed(refused.code)
                self.say(
                    refused.severity,
                    refused.code,
                    refused.headline,
                    places,
                    line,
                    refused.column,
                    "" if refused.column == "kpi" else row[0].strip(),
                    refused.hint,
                    edit=refused.edit,
                )
                if rewritten or (refused.code == "QPR410" and (listed or len(self.once) < _REMEMBERED)):
                    self.once[refused.code if rewritten else row[0]] = (len(self.found) - 1 if listed else -1, 0)

    def _in_bulk(self, batch: Batch, places: Places) -> Batch:
        """What is left of a batch when its regular rows have been taken."""
        from qpr_rules.reading.bulk.regular import Regular  # it imports NumPy, which takes longer than a few rows

        if self.regular is None:
            self.regular = Regular(self.definitions)
        return self.regular.take(batch, places, self.series)

    def observations(self) -> Iterator[tuple[Definition, Sequence[Observation], Sequence[Observation]]]:
        """Each KPI with what has been read of it, in the order of area and period: all vintages, and those that are used."""
        bulk = dict(self.regular.observations()) if self.regular else {}
        for kpi, definition in self.definitions.items():
            if kpi in self.series:
                kept = self.series[kpi].kept
                every = in_order(kept.values())
                used = known(definition, every) if len(kept) > 1 else every
                if kpi in bulk:
                    from qpr_rules.reading.bulk.regular import beside

                    merged = beside(bulk[kpi], used)
                    yield definition, merged if every is used else beside(bulk[kpi], every), merged
                else:
                    yield definition, every, used

    def close(self, file: str) -> None:
        """End a file: say in how many rows a mistake is that is said once."""
        for place, more in self.once.values():
            if more and place >= 0:
                found = self.found[place]
                self.found[place] = found._replace(headline=f"{found.headline}, here and in {plural(more, 'more row')}")
        self.once.clear()
        super().close(file)

    def _series(self, row: tuple[str, ...], places: Places, line: int) -> Series | None:
        """The KPI's series by its id as written; None for one whose definition is in error. Raises RefusedError.

        A row of empty cells, as spreadsheets leave them below a table, is none's.
        """
        text, kpi = row[0], row[0].strip()
        if not kpi and not any(cell.strip() for cell in row):
            self.tally.rows -= 1
            self.tally.empty += 1
            return None
        if kpi in self.in_error and kpi not in self.definitions:
            self._refuse(
                row, places, line, RefusedError("kpi", "", f"the definition of `{shortened(kpi)}` is in error")
            )
            return None
        if (definition := self.definitions.get(kpi)) is None:
            if self.nameless and kpi and kpi.casefold() not in TOTALS:
                # It may be the one whose file cannot be read; that is said there.
                headline = f"there is no KPI `{shortened(kpi)}` among the definitions that can be read"
                self._refuse(row, places, line, RefusedError("kpi", "", headline))
                return None
            if self._again(text):
                self._refuse(row, places, line, self._unknown(kpi))
                return None
            raise self._unknown(kpi)
        found = self.series.get(kpi) or Series(definition)
        self.series[kpi] = self.series[text] = found
        return found

    def _again(self, what: str) -> bool:
        """Whether this mistake has been said of the file; then its row is counted."""
        if what not in self.once:
            return False
        place, more = self.once[what]
        self.once[what] = place, more + 1
        return True

    def _refuse(self, row: tuple[str, ...], places: Places, line: int, why: RefusedError) -> None:
        self.refuse(places, line, why.column, row[:3], why.code, why.headline)
        if (kpi := row[0].strip()) in self.definitions:
            self.refused[kpi, freed(row[1].strip())] += 1

    def _unknown(self, kpi: str) -> RefusedError:
        """Why a row is of no KPI. The nearest id is looked for only where it will be printed."""
        if kpi.casefold() in TOTALS:
            return total("kpi")
        if not kpi:
            return RefusedError("kpi", "QPR410", "the row names no KPI", "write the id of its KPI")
        close = nearest(kpi, self.definitions, 1) if self.is_listed("QPR410") else ()
        return RefusedError(
            "kpi",
            "QPR410",
            f"there is no KPI `{shortened(kpi)}`",
            f"did you mean `{close[0]}`?" if close else "give its definition, or correct the id",
            close[0] if close else None,
        )

    def _keep(self, series: Series, row: tuple[str, ...], places: Places, line: int) -> None:
        definition, area = series.definition, freed(row[1].strip())
        period = series.periods.get(row[2])
        if period is None:
            period = series.period(row[2])
        as_of = day_known(row[7]) if row[7] else ALWAYS
        within = places.within(line)
        observation = observation_of(definition, area, period, row, places.file, line, within, as_of)
        if row[5] and row[3].strip() and row[5].strip() and definition.measure.is_ratio:
            headline = "the value is not used: the figure is made of numerator and denominator"
            hint = "leave the cell empty, or check that it agrees"
            self.say(Severity.NOTE, "QPR424", headline, places, line, "value", definition.id, hint)
        if row[6] and observation.state is State.PRESENT and (wrong := contradicted(definition, row)):
            column, headline, hint = wrong
            self.say(Severity.WARNING, "QPR444", headline, places, line, column, definition.id, hint)
        held = series.kept.get(as_of)
        if held is None:
            held = series.kept[as_of] = {}
        earlier = held.setdefault((area, period), observation)
        if earlier is not observation:
            self._given_again(earlier, observation, row, places, line)
            return
        if definition.retired:
            self._retired(definition, definition.retired.on, period, places, line)
        if as_of is not ALWAYS and as_of < (end := period_end(definition, period)):
            headline = f"known as of {as_of}, and the period goes on to {end}"
            hint = "correct the period or `as_of`; or is it a result of a part of the period?"
            self.say(Severity.WARNING, "QPR437", headline, places, line, "as_of", definition.id, hint)

    def _given_again(
        self, earlier: Observation, observation: Observation, row: tuple[str, ...], places: Places, line: int
    ) -> None:
        """Say that there is a result of this KPI, area and period already: the same one, or another, which is not used."""
        kpi, area, as_of = observation.kpi, observation.area, observation.as_of
        if earlier[3:7] == observation[3:7]:
            self.tally.repeated += 1
            headline, hint = "the same result is given twice", "delete one of the two rows"
            self.say(Severity.NOTE, "QPR422", headline, places, line, "period", kpi, hint, earlier)
            return
        headline = f"{kpi} has two different results for {row[2].strip()}"
        headline += (f", {area}" if area else "") + (f", known as of {as_of}" if as_of is not ALWAYS else "")
        hint = (
            "keep the right one; or say in a column `as_of` since when each is known, or, of a table with many levels, "
            "by `where` which rows are meant; until then the first is used"
        )
        self._refuse(row, places, line, RefusedError("period", "QPR421", headline))
        self.say(Severity.ERROR, "QPR421", headline, places, line, "period", kpi, hint, earlier)

    def _retired(self, definition: Definition, on: dt.date, period: int, places: Places, line: int) -> None:
        """Say, once for a KPI, that there are results for periods that began when it was retired or later."""
        if definition.id not in self.late and begins_late(definition, on, period):
            self.late.add(definition.id)
            headline = f"{definition.id} was retired on {day_in_words(on)}, and results go on"
            hint = "later results are read and not reported"
            self.say(Severity.WARNING, "QPR423", headline, places, line, "period", definition.id, hint)

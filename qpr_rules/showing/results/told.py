"""What every form of what was read is given: KPI by KPI, source by source, and what is wrong or hard to believe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.english import plural
from qpr_rules.observation import Casework, Extent, Tally
from qpr_rules.provenance import Provenance
from qpr_rules.refused import Refused
from qpr_rules.showing.diagnostics.forms import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The results that were read, with all that became of their rows.

    ``definitions`` are those of the KPIs asked for, by id; ``extents`` and ``doubts`` are of these alone. Everything else
    is of all that was read: ``of_no_kpi`` rows are refused and of no KPI that is defined, ``replaced`` results had a later one of
    their period, and so many are ``not_known_yet`` on the day asked for. ``findings`` holds what is wrong with the results;
    ``doubts`` is None where they were not looked for; ``refusals`` are the refused rows, where every one was asked for;
    ``unlisted`` findings are counted and not among them.
    """

    definitions: Mapping[str, Definition]
    extents: tuple[Extent, ...]
    tallies: tuple[Tally, ...]
    casework: tuple[Casework, ...]
    of_no_kpi: int
    replaced: int
    not_known_yet: int
    findings: Listing
    doubts: tuple[Diagnostic, ...] | None
    made_from: Provenance
    illustrative: bool
    refusals: Refused
    unlisted: int = 0

    @property
    def whole(self) -> Tally:
        """The rows of all sources together."""
        whole = Tally("")
        for each in self.tallies:
            whole.rows += each.rows
            whole.refused += each.refused
            whole.left_out += each.left_out
            whole.repeated += each.repeated
            whole.empty += each.empty
        return whole

    def ends(self, each: Extent) -> tuple[str | None, str | None]:
        """The codes of the first and the last period with a number: ``2024-04``; None where there is none."""
        definition = self.definitions[each.kpi]
        first, last = (
            None if end is None else definition.calendar.code(definition.frequency, end)
            for end in (each.first, each.last)
        )
        return first, last


def cases_in_words(told: Told) -> Iterator[str]:
    """A sentence for each table of cases.

    ``1,204 cases of `requests` read from 2 files: no case refused.``
    """
    for each in told.casework:
        files = each.files[0] if len(each.files) == 1 else plural(len(each.files), "file")
        refused = (
            f"{plural(each.refused, 'case')} refused, so nothing was counted" if each.refused else "no case refused"
        )
        yield f"{plural(each.rows, 'case')} of `{each.table}` read from {files}: {refused}."


def rows_in_words(told: Told, source: str, day: str) -> str:
    """A sentence on what became of all rows of what is called ``source``; ``day`` is that on which they were known.

    ``57 rows read from 2 files: 5 rows refused (2 of them of no known KPI).``
    """
    whole = told.whole
    said = f"{plural(whole.refused, 'row')} refused" if whole.refused else "no row refused"
    if told.of_no_kpi:
        said += (
            f" ({told.of_no_kpi:,} of them of no known KPI)" if told.of_no_kpi < whole.refused else " (of no known KPI)"
        )
    others = (
        (whole.left_out, f"{whole.left_out:,} left out by `where`"),
        (whole.repeated, f"{whole.repeated:,} given twice"),
        (told.replaced, f"{told.replaced:,} replaced by later ones"),
        (whole.empty, f"{plural(whole.empty, 'empty row')} beside them"),
        (told.not_known_yet if day else 0, f"{told.not_known_yet:,} not known yet on {day}"),
    )
    said = ", ".join([said, *(text for number, text in others if number)])
    return f"{plural(whole.rows, 'row')} read from {source}: {said}."

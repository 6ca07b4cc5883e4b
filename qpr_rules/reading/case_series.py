"""The series of one area in a case: notation becomes observations, or diagnostics at the guilty part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Path, Severity, Span
from qpr_rules.notation import NotationError, Part, Term, read_notation
from qpr_rules.observation import Observation
from qpr_rules.period import PeriodError
from qpr_rules.quantity import plain
from qpr_rules.reading.findings import Findings
from qpr_rules.reading.observations import RefusedError, observation_of


def read_series(
    findings: Findings, source: str, definition: Definition, area: str, tree: Mapping[str, Any], path: Path
) -> tuple[Observation, ...]:
    """The observations that a mapping from first periods to notation says; what is wrong goes to ``findings``.

    ``source`` is the text of the whole file, in which the guilty part of a series is found.
    """
    taken: dict[int, str] = {}
    found: list[Observation] = []
    for key, written in tree.items():
        first = _first(findings, definition, key, written, path)
        if first is None:
            continue
        text = plain(written) if isinstance(written, Decimal) else written or ""
        series = _Series(findings, source, (*path, key), text)
        try:
            parts = read_notation(text)
        except NotationError as error:
            series.refuse("QPR651", str(error), error.hint, error.place)
            continue
        period = first
        for place, part in enumerate(parts):
            for observation in _observations(series, definition, area, part, period, place):
                if observation.period in taken:
                    findings.error(
                        "QPR654",
                        f"`{taken[observation.period]}` and `{key}` both give "
                        f"{definition.calendar.show(definition.frequency, observation.period)}",
                        *path,
                        key,
                        key=True,
                        hint="begin the later series after the end of the earlier one",
                    )
                    break
                taken[observation.period] = key
                found.append(observation)
            period += part.times
    return tuple(sorted(found, key=lambda each: each.period))


class _Series(NamedTuple):
    """One series as it is written: where, in which text, and what it says."""

    findings: Findings
    source: str
    path: Path
    text: str

    def refuse(self, code: str, headline: str, hint: str, place: int) -> None:
        """An error at the part between two commas."""
        hints = (hint,) if hint else ()
        at = Label(self.part(place))
        self.findings.found.append(Diagnostic(code, Severity.ERROR, headline, at, hints=hints, kpi=self.findings.kpi))

    def part(self, place: int) -> Span:
        """The place of the part between two commas; of the whole series where it cannot be told."""
        whole = self.findings.document.span(*self.path)
        lines = self.source.split("\n")[whole.line - 1 : whole.end_line]
        if not whole.line or not lines:
            return whole
        lines[-1] = lines[-1][: whole.end_column - 1]
        lines[0] = " " * (whole.column - 1) + lines[0][whole.column - 1 :]
        raw = "\n".join(lines)
        pieces = raw.split(",")
        if len(pieces) != self.text.count(",") + 1:
            return whole
        piece = pieces[place]
        begin = (
            sum(len(each) + 1 for each in pieces[:place]) + len(piece) - len(piece.lstrip(_AROUND))
        )  # exact: integers
        end = begin + max(1, len(piece.strip(_AROUND)))
        line = raw.count("\n", 0, begin)
        column = begin - (raw.rfind("\n", 0, begin) + 1)
        return Span(whole.file, whole.line + line, column + 1, whole.line + line, column + 1 + end - begin)


_AROUND = " \n\"'"
"""What may stand around a part, and is not of it."""


def _first(
    findings: Findings, definition: Definition, key: str, written: str | Decimal | None, path: Path
) -> int | None:
    try:
        return definition.calendar.parse(key, definition.frequency)
    except PeriodError as error:
        if written is None:
            sentence, hint = f"`{key}` is cut off from its series", 'put quotes round the whole series: "96/100 x10, _"'
        else:
            sentence, hint = str(error), f"results of {definition.id} arrive by {definition.frequency}"
        findings.error("QPR653", sentence, *path, key, key=True, hint=hint)
        return None


def _observations(
    series: _Series, definition: Definition, area: str, part: Part, first: int, place: int
) -> Iterator[Observation]:
    """The observations of one part, up to the first that this definition cannot have."""
    try:
        yield from observed(definition, area, first, part.terms(), series.findings.document.file)
    except RefusedError as refused:
        series.refuse("QPR652", refused.headline, refused.hint, place)


def observed(
    definition: Definition, area: str, first: int, terms: Iterable[Term], source: str = ""
) -> Iterator[Observation]:
    """The observations of one area from the period ``first`` on; what is missing gives none.

    Raises RefusedError at the first term that this definition cannot have.
    """
    read: Term | None = None
    said: tuple[Any, ...] = ()
    for period, term in enumerate(terms, first):
        if term.mark != "_":
            if term is not read and term != read:  # most terms repeat the one before
                read, said = term, observation_of(definition, area, period, _row(definition, term), source, 0)[3:]
            yield Observation(definition.id, area, period, *said)


def _row(definition: Definition, term: Term) -> tuple[str, ...]:
    """The term as a row of results has it. Raises RefusedError where a slash is missing, or one too many."""
    if term.numerator is None:
        row = ("", "", "", f"[{term.mark}]", "", f"[{term.mark}]", "")
        return row if definition.measure.pools else ("", "", "", "", "", f"[{term.mark}]", "")
    number, mark = plain(term.numerator), term.mark
    if definition.measure.is_ratio:
        if term.denominator is None:
            hint = f"write it as {definition.measure.numerator} / {definition.measure.denominator}, like `23/40`"
            raise RefusedError("", "QPR652", f"`{number}` is one number, and this KPI needs two", hint)
        return ("", "", "", number, plain(term.denominator), "", mark)
    if term.denominator is not None:
        written = f"{number}/{plain(term.denominator)}"
        raise RefusedError(
            "", "QPR652", f"`{written}` is two numbers, and this KPI needs one", "write the number by itself"
        )
    return ("", "", "", number, "", "", mark) if definition.measure.pools else ("", "", "", "", "", number, mark)

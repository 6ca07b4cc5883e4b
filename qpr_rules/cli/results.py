"""``qpr-rules results``: what was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.options import as_known_on_option, format_option, kpi_option, project_options
from qpr_rules.cli.session import Session, ended
from qpr_rules.cli.writing import emitted, output_option
from qpr_rules.english import plural

FORMS = ("table", "csv", "json")

_DOUBTS = 40
"""Results that are hard to believe that are listed: a screen and a half."""
_BESIDE = ("left_out", "repeated", "empty")


@click.command()
@kpi_option
@format_option(FORMS, "A table for people; the others are for programs.")
@output_option()
@as_known_on_option
@project_options
def results(kpi: str | None, form: str, output: Path | None, **common: Any) -> int:
    """List the results that were read: file, KPI, area, first and last period, gaps, markers, rows refused.

    Below stands what became of every row, and which results are hard to believe, with those beside them.

    \b
    Examples:
      qpr-rules results --kpi EHCP-20W
      qpr-rules results --format csv -o read.csv
    """
    from rich.text import Text

    from qpr_rules.app.doubted import doubted
    from qpr_rules.cli.framing import begin, show_provenance
    from qpr_rules.cli.refusals import definition_of, require_for_programs, settings_of
    from qpr_rules.diagnostic import errors
    from qpr_rules.harmless import safe
    from qpr_rules.period import Frequency
    from qpr_rules.provenance import Provenance
    from qpr_rules.reading.extent import NoResultsError, extents, latest_quarter
    from qpr_rules.reading.vintages import passed_over
    from qpr_rules.showing import words
    from qpr_rules.showing.prose import Prose
    from qpr_rules.showing.results import cases_in_words, doubt_table, result_table, source_table, written

    require_for_programs(form, output, FORMS)
    session = Session(**common)
    declarations = session.declarations()
    settings = settings_of(declarations)
    wanted = declarations.definitions if kpi is None else (definition_of(declarations, kpi),)
    read = session.results(declarations)
    try:
        quarter = settings.calendar.show(Frequency.QUARTER, latest_quarter(declarations, read))
    except NoResultsError:
        quarter = ""
    day = read.known_on
    made_from = Provenance(quarter, declarations.digest, read.digest, known=day.isoformat() if day else "")
    definitions = {each.id: each for each in wanted}
    found = [each for definition in wanted for each in extents(definition.id, read)]
    wrong = len(errors(read.diagnostics))
    if form != "table":
        emitted(written(found, definitions, form, made_from, illustrative=settings.illustrative), output)
        return ended(wrong)
    title = f"results to {quarter}" if quarter else "results"
    console, marks = begin(settings, f"{title}, as known on {words.day(day)}" if day else title)
    console.print()
    console.print(result_table(found, definitions, marks, illustrative=settings.illustrative))
    refused = f"{plural(read.refused, 'row')} refused" if read.refused else "no row refused"
    if of_none := read.refused - sum(read.refused_by.values()):  # exact: integers
        refused += f" ({of_none:,} of them of no known KPI)" if of_none < read.refused else " (of no known KPI)"
    left_out, repeated, empty = (
        sum(getattr(each, name) for each in read.tallies) for name in _BESIDE
    )  # exact: integers
    others = [passed_over(own, read.observations.get(kpi, ())) for kpi, own in read.every.items()]
    replaced, later = (
        (sum(map(len, some)) for some in zip(*others, strict=True)) if others else (0, 0)
    )  # exact: integers
    refused += f", {left_out:,} left out by `where`" if left_out else ""
    refused += f", {repeated:,} given twice" if repeated else ""
    refused += f", {replaced:,} replaced by later ones" if replaced else ""
    refused += f", {plural(empty, 'empty row')} beside them" if empty else ""
    refused += f", {later:,} not known yet on {words.day(day)}" if day and later else ""
    files = safe(read.files[0]) if len(read.files) == 1 else plural(len(read.files), "source" if read.asked else "file")
    console.print()
    console.print(Prose(Text(f"{plural(read.rows, 'row')} read from {files}: {refused}.", style="name")))
    for each in cases_in_words(read.casework):
        console.print(Prose(Text(safe(each))))
    if len(read.tallies) > 1:
        console.print()
        console.print(source_table(read.tallies, marks))
    if doubts := doubted(declarations, read, session.today, definitions):
        console.print()
        console.print(Text("Hard to believe", style="heading"))
        console.print(doubt_table(doubts[:_DOUBTS], marks))
        if len(doubts) > _DOUBTS:
            console.print(Prose(f"And {len(doubts) - _DOUBTS:,} more: `qpr-rules check --results` lists them."))
    if wrong:
        console.print()
        console.print(Text(f"{plural(wrong, 'error')}: `{read.listed_by}` lists them.", style="error"))
    console.print()
    show_provenance(console, made_from)
    return DIAGNOSTICS if wrong else 0

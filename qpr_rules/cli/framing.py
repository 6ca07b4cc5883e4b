"""How every report on the screen begins and ends: the banner, what could not be used, and what it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.session import lister, trouble
from qpr_rules.english import listed, plural
from qpr_rules.harmless import safe
from qpr_rules.provenance import ILLUSTRATIVE
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, console_for, marks_for
from qpr_rules.showing.prose import Parts, Prose

if TYPE_CHECKING:
    from rich.console import Console

    from qpr_rules.app.evaluate import Report
    from qpr_rules.provenance import Provenance
    from qpr_rules.reading.project import Declarations
    from qpr_rules.settings import Settings


def opening(report: Report) -> tuple[Console, Marks]:
    """The console, with the body, the quarter and, where it is so, the word that all of it is illustrative."""
    day = report.results.known_on
    return begin(report.settings, f"{report.title}, as known on {words.day(day)}" if day else report.title)


def begin(settings: Settings, title: str) -> tuple[Console, Marks]:
    """The same for what has no report: the body, what this is, and the word."""
    console = console_for()
    body = Text(safe(settings.body), style="name")
    apart = "   " if body.cell_len + 3 + len(title) <= console.width else "\n"
    console.print(Text.assemble(body, apart, (title, "name")))
    banner(console, settings)
    return console, marks_for(console)


def banner(console: Console, settings: Settings | None) -> None:
    """Where standards and results are invented, say so before anything that a reader could take for a council's."""
    if settings is not None and settings.illustrative:
        console.print(Text(ILLUSTRATIVE, style="warning"))


def restated(report: Report, kpi: str | None = None) -> list[str]:
    """What was published and comes out otherwise now, of one KPI or all: a sentence a quarter."""
    from functools import partial

    from qpr_rules.period import Frequency
    from qpr_rules.showing.restated import restated_sentences

    found = [each for each in report.restated(report.quarter) if kpi in (None, each.row.kpi)]
    decimals = {each.id: each.decimals for each in report.declarations.definitions}
    return restated_sentences(found, partial(report.calendar.show, Frequency.QUARTER), decimals)


def show_restated(console: Console, report: Report, kpi: str | None = None) -> None:
    """The same on the screen, if there is any."""
    if sentences := restated(report, kpi):
        console.print(Text("Restated since publication", style="heading"))
        for sentence in sentences:
            console.print(Prose(safe(sentence)))
        console.print()


def closing(console: Console, report: Report) -> int:
    """The last lines, and the exit code: of a report on files with errors not 0."""
    definitions, results = trouble(report)
    if definitions or results:
        parts = [plural(definitions, "error") + " in the declarations"] if definitions else []
        parts += [plural(results, "error") + " in the results"] if results else []
        broken = [each.id for each in report.declarations.broken]
        named = f" Not rated because of them: {', '.join(map(safe, broken))}." if broken else ""
        console.print(Text(f"{listed(parts)}: `{lister(report)}` lists them.{named}", style="error"))
    show_provenance(console, report.provenance)
    return DIAGNOSTICS if definitions or results else 0


def show_broken(console: Console, declarations: Declarations) -> None:
    """A line for each definition in error, which is not among what was shown."""
    for broken in declarations.broken:
        console.print(
            Text(f"in error: {safe(broken.id)} ({safe(broken.file)}); `qpr-rules check` says why", style="error")
        )


def show_provenance(console: Console, made_from: Provenance) -> None:
    """The last line: what this was made from, and by what."""
    console.print(Parts(made_from.parts, marks_for(console).dot))

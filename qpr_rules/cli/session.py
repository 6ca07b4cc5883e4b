"""One run of a command: the project it is in, and what it reads of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.progress import progress
from qpr_rules.cli.refusals import settings_of, without_results
from qpr_rules.english import plural

if TYPE_CHECKING:
    from qpr_rules.app.evaluate import Report
    from qpr_rules.files import Folder
    from qpr_rules.reading.project import Declarations
    from qpr_rules.reading.results import Results


class Session:
    """One run of a command: where the project is, and what has been read of it.

    Refuses a folder that is no project, unless it is ``looking`` for what is wrong: then that is one of the findings.
    """

    def __init__(
        self,
        *,
        project: Path | None,
        allow_outside: bool,
        today: dt.datetime | None,
        verbose: bool,
        debug: bool,
        looking: bool = False,
        as_known_on: dt.datetime | None = None,
    ) -> None:
        from qpr_rules.files import Folder
        from qpr_rules.reading.project import find_project
        from qpr_rules.settings import FILE

        del debug  # read where a bug is reported
        self.today = today.date() if today else dt.date.today()
        self.known_on = as_known_on.date() if as_known_on else None
        if self.known_on and self.known_on > self.today:
            raise click.BadParameter(f"{self.known_on} is to come: today is {self.today}.", param_hint="--as-known-on")
        folder = project if project is not None else find_project(Path.cwd())
        self.is_project = folder is not None and (folder / FILE).is_file()
        if not self.is_project and not looking:
            where = f"in {folder}" if folder else f"here or in a folder above ({Path.cwd()})"
            raise click.ClickException(
                f"There is no {FILE} {where}.\nSay with --project where there is one, or make one that names the body "
                "and the sections of its report: `qpr-rules init` makes a small project to start from."
            )
        folder = folder or Path.cwd()
        self.tree: Folder = Folder(folder, allow_outside=allow_outside)
        if verbose:
            import logging

            logging.basicConfig(level=logging.INFO, format="%(message)s")
            logging.getLogger(__name__).info("project: %s", folder)

    def declarations(self) -> Declarations:
        """Everything but results."""
        from qpr_rules.app.declare import declare

        return declare(self.tree)

    def results(self, declarations: Declarations, *, every_refusal: bool = False) -> Results:
        """The results, as known on the day asked for, with a progress bar where reading them takes long.

        Refuses a day on which none was known.
        """
        from qpr_rules.reading.results import read_results

        with progress("Reading results", "rows") as step:
            found = read_results(self.tree, declarations, lambda rows: step(rows, None), every_refusal=every_refusal)
        if self.known_on is None:
            return found
        from qpr_rules.app.as_known_on import results_known
        from qpr_rules.reading.extent import NoResultsError

        try:
            return results_known(declarations, found, self.known_on)
        except NoResultsError as error:
            raise without_results(declarations, error) from None

    def quarter(self, text: str | None, declarations: Declarations, given: str = "--quarter") -> int | None:
        """The quarter asked for, as an ordinal. Refuses, as misuse, one that cannot be read."""
        from qpr_rules.period import Frequency, PeriodError

        settings = settings_of(declarations)
        if text is None:
            return None
        try:
            return settings.calendar.parse(text, Frequency.QUARTER)
        except PeriodError as error:
            raise click.BadParameter(str(error), param_hint=given) from None

    def report(self, quarter: str | None, given: str = "--quarter", *, exact: bool = False) -> Report:
        """The project as of a quarter, which was given as so, as everyone may see it unless it is to be ``exact``.

        Refuses, as misuse, a quarter that cannot be read.
        """
        from qpr_rules.app.evaluate import evaluate
        from qpr_rules.reading.extent import NoResultsError

        declarations = self.declarations()
        chosen = self.quarter(quarter, declarations, given)
        results = self.results(declarations)
        if self.known_on is not None:
            from qpr_rules.app.as_known_on import published_by

            declarations = published_by(declarations, self.known_on)
        if chosen is not None:
            _require_near(declarations, results, chosen, given)
        try:
            with progress("Evaluating", "KPIs") as step:
                found = evaluate(declarations, results, chosen, progress=step)
        except NoResultsError as error:
            raise without_results(declarations, error) from None
        return found if exact else found.released


_QUARTERS_AHEAD = 4
"""How far beyond the latest result a report may still hold one, of a KPI with a lag; beyond that the year is mistyped."""


def _require_near(declarations: Declarations, results: Results, chosen: int, given: str) -> None:
    """Refuse, as misuse, a quarter that can have no figure, with the nearest that can."""
    from qpr_rules.period import Frequency
    from qpr_rules.reading.extent import NoResultsError, quarters_with_results

    try:
        first, last = quarters_with_results(declarations, results)
    except NoResultsError:
        return  # every KPI is without results, and is shown so
    if declarations.settings is not None and not first <= chosen <= last + _QUARTERS_AHEAD:
        show = declarations.settings.calendar.show
        near, word = (first, "first") if chosen < first else (last, "latest")
        when = (
            f"no results for {show(Frequency.QUARTER, chosen)} were known on {results.known_on}"
            if results.known_on
            else ""
        )
        raise click.BadParameter(
            f"{when or f'there are no results for {show(Frequency.QUARTER, chosen)}'}; the {word} quarter with any is "
            f"{show(Frequency.QUARTER, near)}.",
            param_hint=given,
        )


def trouble(report: Report) -> tuple[int, int]:
    """Errors in declarations and in results: what makes a report exit 1."""
    from qpr_rules.diagnostic import errors

    return len(errors(report.declarations.diagnostics)), len(errors(report.results.diagnostics))


def lister(report: Report) -> str:
    """The command that lists the errors of a report: where a query gave some of the results, it must be asked again."""
    return report.results.listed_by if trouble(report)[1] else "qpr-rules check"


def ended(errors: int, listed_by: str) -> int:
    """The exit code of a run that wrote for programs; where there are errors, it says so on the error output."""
    if errors:
        click.echo(f"{plural(errors, 'error')}: `{listed_by}` lists them.", err=True)
    return DIAGNOSTICS if errors else 0

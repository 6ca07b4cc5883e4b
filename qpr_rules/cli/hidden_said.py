"""The warning that commentary says a hidden count, on the error output, where it would be printed in a paper."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Collection

    from qpr_rules.app.evaluate import Report
    from qpr_rules.diagnostic import Diagnostic


def warn_of_hidden(report: Report, today: dt.date, kpis: Collection[str] | None = None) -> bool:
    """A line for each text of the quarter's commentary that says a hidden count; whether there was any.

    ``kpis`` are those that the paper covers, by id; None is all. It is the number's place that is printed, for whoever
    writes the paper: the count itself stands there.
    """
    found = [each for each in hidden_said(report, today) if kpis is None or each.kpi in kpis]
    for each in found:
        click.echo(f"Warning: {in_short(each)}", err=True)
    return bool(found)


def hidden_said(report: Report, today: dt.date) -> tuple[Diagnostic, ...]:
    """The findings; none, and nothing imported, where nothing is hidden."""
    if report.released is report and report.exact is None:
        return ()
    from qpr_rules.app.hidden_said import hidden_said as find

    return find(report, today)


def in_short(each: Diagnostic) -> str:
    """A finding on one line, with its place."""
    from qpr_rules.cli.refusals import safely
    from qpr_rules.showing.diagnostics.forms import sentences

    span = each.at.span
    place = f"{span.file}:{span.line}" if span.line else span.file
    return safely(f"{place}: {sentences(each)} ({each.code})")

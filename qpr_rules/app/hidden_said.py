"""What a quarter's commentary tells of counts that are hidden, found before the paper leaves the house."""

from __future__ import annotations

import datetime as dt

from qpr_rules.app.evaluate import Report
from qpr_rules.checking.allow import allow
from qpr_rules.checking.results.hidden_said import check
from qpr_rules.diagnostic import Diagnostic


def hidden_said(report: Report, today: dt.date) -> tuple[Diagnostic, ...]:
    """QPR604 for each text of the report's own quarter that says a hidden count of its KPI, and that no comment allows.

    ``today`` says which comments still hold.
    """
    exact, commentary = report.exact or report, report.declarations.commentaries.get(report.quarter)
    if commentary is None:
        return ()
    text = report.declarations.texts[commentary.file]
    found = tuple(check(commentary, exact.found, report.released.found, text))
    kept, _ = allow(found, {commentary.file: text} if found else {}, today, with_results=False)
    return tuple(each for each in kept if each in found)

"""An impact as workflow commands: a notice at each changed rule that says which ratings move, and the findings."""

from __future__ import annotations

from qpr_rules.core.impact import Altered
from qpr_rules.core.standards_changed import Effect
from qpr_rules.diagnostic import Span
from qpr_rules.showing.changes.effects import effect_on_ratings, heading, in_error
from qpr_rules.showing.changes.forms import Told
from qpr_rules.showing.changes.sentences import sentence
from qpr_rules.showing.diagnostics import github
from qpr_rules.showing.diagnostics.github import message_text, property_text


def show(told: Told) -> str:
    """One command for each KPI that differs and is still there, one for those in error, then one for each finding."""
    notices = [_notice(told, each) for each in told.impact.altered if each.after is not None]
    missing = f"::notice title=Results::{message_text(told.without)}\n" if told.unasked else ""
    lost = "".join(f"::warning title=Not compared::{message_text(said)}\n" for said in in_error(told.impact, str))
    return "".join(notices) + missing + lost + github.show(told.findings)


def _notice(told: Told, altered: Altered) -> str:
    kpi = altered.kpi
    place = kpi.spans.get(("id",), Span(kpi.file))
    for change in altered.changes:
        key = change.standard and change.standard.after and change.standard.after.key
        path = ("standards", key) if key else (str(change.aspect),)
        if path in kpi.spans:
            place = kpi.spans[path]
            break
    kind = "warning" if altered.effect is Effect.EASIER else "notice"
    said = [effect_on_ratings(altered, told.impact.quarter, "->"), *(sentence(each, kpi) for each in altered.changes)]
    title = property_text(f"{kpi.id}: {heading(altered)}")
    properties = f"file={property_text(told.findings.path(place))}" + (f",line={place.line}" if place.line else "")
    return f"::{kind} {properties},title={title}::{message_text(chr(10).join(f'{each}.' for each in said))}\n"

"""An impact as JSON for scripts; its shape is ``schemas/impact.schema.json``."""

from __future__ import annotations

from typing import Any

from qpr_rules import __version__
from qpr_rules.core.comparison import Raised
from qpr_rules.core.easing import Change
from qpr_rules.core.impact import Altered, Pair
from qpr_rules.definition import Definition
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.harmless import json_text
from qpr_rules.period import Frequency
from qpr_rules.provenance import METHOD
from qpr_rules.showing import words
from qpr_rules.showing.changes.effects import effect_on_ratings, heading
from qpr_rules.showing.changes.forms import Told
from qpr_rules.showing.changes.sentences import rules_in_words, sentence
from qpr_rules.showing.diagnostics.structured import finding

FORMAT = 1


def show(told: Told) -> str:
    """One JSON object: totals, every KPI that differs with every rating that moves, exceptions, and findings."""
    found = told.impact
    whole = {
        "format": FORMAT,
        "tool": {"name": "qpr-rules", "version": __version__, "method": METHOD},
        "quarter": found.quarter,
        "against": told.against,
        **({"as_known_on": told.after.known} if told.after.known else {}),
        "definitions": {"before": told.before.definitions, "after": told.after.definitions},
        "results": told.after.results,
        "illustrative": told.illustrative,
        "unasked": list(told.unasked),
        "results_differ": list(found.results_differ),
        "totals": {
            name: {
                **{str(word): number for word, number in counts.items()},
                "kpis": sum(counts.values()),
            }  # exact: integers
            for name, counts in zip(("before", "after"), found.totals, strict=True)
        },
        "entered": [row.kpi for row in found.rows.entered],
        "left": [row.kpi for row in found.rows.left],
        "in_error": {
            "newly": [each.id for each in found.newly_in_error],
            "no_longer": [each.id for each in found.no_longer_in_error],
        },
        "kpis": [_kpi(altered, found.quarter) for altered in found.altered],
        "exceptions": {
            "appeared": [_raised(told, each) for each in found.raised.appeared],
            "vanished": [_raised(told, each) for each in found.raised.vanished],
            "regraded": [{**_raised(told, now), "was": str(was[1].severity)} for was, now in found.raised.regraded],
        },
        "rules": [
            {"id": rule.id, "change": "new" if was is None else "deleted" if now is None else "changed"}
            for was, now in found.rules
            if (rule := now or was)  # one of the two is there
        ],
        "findings": [finding(told.findings, each) for each in told.findings.diagnostics],
    }
    return json_text(whole, indent=1) + "\n"


def _kpi(altered: Altered, quarter: str) -> dict[str, Any]:
    kpi = altered.kpi
    before, after = rules_in_words(altered)
    return {
        "id": kpi.id,
        "name": kpi.name,
        "heading": heading(altered),
        "effect": str(altered.effect),
        "wording": altered.is_wording,
        "rule": {"before": before, "after": after},
        "changes": [_change(change, kpi) for change in altered.changes],
        "summary": effect_on_ratings(altered, quarter, "->"),
        "rating": {"before": _rating(altered.then), "after": _rating(altered.now)},
        "periods": altered.periods,
        "moved": [_moved(pair) for pair in altered.moved],
        "moved_earlier": [_moved(pair) for pair in altered.moved_earlier],
        "areas": altered.areas,
        "areas_moved": altered.areas_moved,
    }


def _change(change: Change, kpi: Definition) -> dict[str, Any]:
    months = (change.standard.first, change.standard.last) if change.standard else (None, None)
    codes = [None if month is None else kpi.calendar.code(Frequency.MONTH, month) for month in months]
    return {
        "aspect": str(change.aspect),
        "effect": str(change.effect),
        "wording": change.wording,
        "sentence": sentence(change, kpi),
        "first": codes[0],
        "last": codes[1],
    }


def _rating(row: Evaluation | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"kind": str(row.kind), "rating": str(row.rating), "reason": str(row.reason) if row.reason else None}


def _moved(pair: Pair) -> dict[str, Any]:
    then, now = pair
    better = _rank(now.rating) < _rank(then.rating)
    return {
        "period": now.period,
        "area": now.area,
        "before": str(then.rating),
        "after": str(now.rating),
        "better": None if Rating.NOT_RATED in (then.rating, now.rating) else better,
    }


def _rank(rating: Rating) -> int:
    return tuple(Rating).index(rating)


def _raised(told: Told, raised: Raised) -> dict[str, Any]:
    row, rule = raised
    definition = told.impact.definitions.get(row.kpi)
    return {
        "kpi": row.kpi,
        "area": row.area,
        "rule": rule.id,
        "severity": str(rule.severity),
        "says": words.sentence(rule.says, row, definition.decimals if definition else 0),
    }

"""The paper as JSON, for programs; its schema is schemas/report.schema.json."""

from __future__ import annotations

from typing import Any

from qpr_rules.harmless import json_text
from qpr_rules.provenance import Provenance
from qpr_rules.showing.chart.words import description
from qpr_rules.showing.report.paper import Entry, Named, Paper
from qpr_rules.showing.rows import as_json

FORMAT = 1
"""Raised when the form changes so that a reader of the earlier one would err."""


def show(paper: Paper) -> bytes:
    """One object, in UTF-8."""
    return (json_text(_paper(paper), indent=1) + "\n").encode("utf-8", "backslashreplace")


def _paper(paper: Paper) -> dict[str, Any]:
    found, made_from = paper.summary, paper.made_from
    return {
        "format": FORMAT,
        "tool": {"name": "qpr-rules", "version": made_from.version, "method": made_from.method},
        "body": paper.body,
        "quarter": paper.quarter,
        "ends": paper.ends,
        "illustrative": bool(paper.banner),
        "draft": paper.draft,
        "only": paper.only,
        **({"as_known_on": made_from.known} if made_from.known else {}),
        "definitions": made_from.definitions,
        "results": made_from.results,
        "summary": {
            "headline": list(found.headline),
            "like_for_like": list(found.like_for_like),
            "chance": found.chance,
            "ratings": [
                {"rating": each.rating, "number": each.number, "percent": each.percent} for each in found.shares
            ],
            "ratings_note": found.shares_note,
            "entered": [_named(each) for each in found.entered],
            "left": [_named(each) for each in found.left],
            "restated": list(found.restated),
        },
        "exceptions": {
            "sentence": paper.attention.sentence,
            "raised": [
                {
                    "kpi": each.row.kpi,
                    "area": each.row.area,
                    "severity": each.severity,
                    "sentences": list(each.sentences),
                }
                for each in paper.attention.raised
            ],
        },
        "sections": [
            {
                "id": chapter.id,
                "title": chapter.title,
                "sentence": chapter.sentence,
                "kpis": [_entry(entry, made_from) for entry in chapter.entries],
            }
            for chapter in paper.chapters
        ],
        "missing": [
            {"title": gap.title, "sentences": [each for each in gap.parts if isinstance(each, str)]}
            for gap in paper.gaps
        ],
    }


def _named(each: Named) -> dict[str, str]:
    return {"kpi": each.kpi, "name": each.name, "said": each.said}


def _entry(entry: Entry, made_from: Provenance) -> dict[str, Any]:
    return {
        "evaluation": as_json(entry.row, made_from),
        "owner_post": entry.owner,
        "cabinet_member": entry.member,
        "verdict": [{"name": name, "value": value} for name, value in entry.verdict],
        "notes": list(entry.notes),
        "chart": description(entry.charted) if entry.charted else "",
        "standard": list(entry.standard),
        "exceptions": [{"severity": severity, "sentence": sentence} for severity, sentence in entry.exceptions],
        "context": list(entry.context),
        "actions": [
            {
                "what": step.what,
                "owner": step.owner,
                "due": step.due.isoformat() if step.due else None,
                "standing": step.standing,
                "overdue": step.overdue,
            }
            for step in entry.steps
        ],
        "rule": list(entry.rule),
        "past": [as_json(row, made_from) for row in entry.past],
        "areas": [as_json(row, made_from) for row in entry.others],
    }

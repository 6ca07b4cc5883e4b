"""The paper as one table, for open-data portals: the columns of ``evaluate``, and what the paper says beside them."""

from __future__ import annotations

from qpr_rules.fields import Field, FieldKind
from qpr_rules.formulas import csv_lines, guarded
from qpr_rules.showing import words
from qpr_rules.showing.report.entries import marked
from qpr_rules.showing.report.markup import legible
from qpr_rules.showing.report.paper import Paper, Step
from qpr_rules.showing.rows import as_text, header

_T, _Y = FieldKind.TEXT, FieldKind.YES_NO
ADDED = (
    Field("section_title", _T, "The section's title."),
    Field("owner_post", _T, "The post that answers for the KPI."),
    Field("figure_printed", _T, "The figure as the paper prints it, with its marker."),
    Field("exceptions", _T, "Why it is listed: a sentence for each exception."),
    Field("context", _T, "What is said about the figure."),
    Field("actions", _T, "What is being done: each action with its owner, date and standing."),
    Field("draft", _Y, "Whether the paper is a draft."),
)
"""What the paper has beside the fields of an evaluation."""


def show(paper: Paper) -> bytes:
    """A row for each KPI and area, in report order, in UTF-8."""
    titles = {chapter.id: chapter.title for chapter in paper.chapters}
    raised = {(each.row.kpi, each.row.area): each.sentences for each in paper.attention.raised}
    found = [[*header(), *(field.name for field in ADDED)]]
    for row, entry in paper.rows:
        cells = [
            *as_text(row, paper.made_from),
            _cell(titles.get(row.section, row.section)),
            _cell(entry.owner),
            marked(row, entry.definition.decimals if entry.definition else 0),  # no user's text: -5% stays -5%
            _cell(" ".join(raised.get((row.kpi, row.area), ()))),
            _cell(" ".join(entry.context)),
            _cell(" ".join(in_words(each) for each in entry.steps)),
            "yes" if paper.draft else "no",
        ]
        found.append(cells)
    return "".join(csv_lines(found)).encode()


def _cell(text: str) -> str:
    return guarded(legible(text))


def in_words(step: Step) -> str:
    """An action with its owner, date and standing, as a sentence."""
    due = f"due {words.day(step.due)}" if step.due else ""
    return f"{', '.join(filter(None, (step.what, step.owner, due)))} ({step.standing.lower()})."

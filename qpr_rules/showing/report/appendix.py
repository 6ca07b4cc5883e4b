"""The key and the appendix of a paper: what words and marks mean, how figures are made, and where that is our own way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from qpr_rules.definition import Definition, Kind, RateOn
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import Direction, Rating, Reason
from qpr_rules.showing import rule_in_words
from qpr_rules.showing.report.paper import Cell, Entry, Grid, Passage

MARKERS = {
    "[c]": "confidential: suppressed, so that nobody can be recognised",
    "[p]": "provisional: may still be revised",
    "[r]": "revised: other than it was published",
    "[x]": "not available",
    "[z]": "not applicable",
}
"""The markers of official statistics that a paper uses."""

_RATINGS: tuple[tuple[Cell, ...], ...] = (
    (Rating.GREEN, "Target achieved or exceeded."),
    (Rating.AMBER, "Floor standard achieved or exceeded, target not met."),
    (Rating.RED, "Floor standard not achieved: management action must follow."),
    (Rating.NOT_RATED, "No rating, for a reason that is given. It counts in every total."),
)
_DIRECTIONS: tuple[tuple[Cell, ...], ...] = (
    (Direction.IMPROVING, "The trend is towards the target, by more than chance would explain."),
    (Direction.NO_CLEAR_TREND, "No trend that chance would not explain."),
    (Direction.WORSENING, "The trend is away from the target, by more than chance would explain."),
    (Direction.INSUFFICIENT_DATA, "Too few results for a trend."),
    (Direction.RISING, "An activity indicator's figures rise; that is neither good nor bad."),
    (Direction.FALLING, "An activity indicator's figures fall; that is neither good nor bad."),
)
REASONS = {
    Reason.IN_ERROR: "Its definition has a mistake, so that no figure can be made.",
    Reason.SUSPENDED: "It is not measured for the time being.",
    Reason.NOT_YET_INTRODUCED: "It counts from a later day.",
    Reason.SUPPRESSED: "A result is withheld, so that nobody can be recognised.",
    Reason.NOT_APPLICABLE: "It did not apply at the time.",
    Reason.CANNOT_BE_ADDED_UP: "Ready-made figures of several areas do not add up to one.",
    Reason.NO_RESULTS: "No result has arrived so far.",
    Reason.LATE: "The result for the latest period had not arrived.",
    Reason.WINDOW_INCOMPLETE: "The figure is made of several periods, and the result for at least one of them is not there.",
    Reason.BREAK_IN_WINDOW: "What is counted was changed during the time that the figure covers.",
    Reason.NOTHING_TO_MEASURE: "There was no case during the time that the figure covers.",
    Reason.TOO_FEW_CASES: "There were fewer cases than its definition asks for.",
    Reason.NO_STANDARD_IN_FORCE: "No target and floor standard were set for the time.",
}
"""Why a KPI has no rating, for readers of the paper. Activity indicators, which have none either, are explained by themselves."""

DEVIATIONS: tuple[tuple[str, str, str], ...] = (
    (
        "“regression analysis across the whole timeframe shown in the graphs”",
        "over the last 8 separate quarters",
        "Figures over rolling windows share their months, so that a regression on them reports trends in pure noise.",
    ),
    (
        "no significance level, no least number of points",
        "two-sided, 5%; five points",
        "A regression always has a slope; somebody must say how sure is sure.",
    ),
    (
        "not said which digits are rated",
        "the exact figure",
        "A figure close to a threshold is printed with the digits it needs, so that no print contradicts its rating.",
    ),
    (
        "a KPI without a rating is left out of the counts",
        "not rated, with a reason, in every total",
        "Nothing disappears.",
    ),
    ("changes in counts only", "the same, and a like-for-like sentence", "The set of KPIs changes."),
    (
        "direction before 2020/21: movement from the last quarter",
        "regression",
        "One quarter against another is mostly chance.",
    ),
)
"""What is published, what happens here unless declared otherwise, and why: docs/explanation/deviations.md says it at length."""

_MODEL = (
    "The model is Kent County Council's Quarterly Performance Report. Its published rules are followed, except as listed "
    "here, unless a rule declares otherwise."
)


def key(entries: Sequence[Entry], directions: Iterable[Direction], texts: Iterable[str]) -> tuple[Passage, ...]:
    """What ratings, reasons, directions and markers mean, as far as they are used. ``texts`` are the texts that hold markers."""
    used = {row.direction for row in (entry.row for entry in entries)} | set(directions)
    plain = used | {Direction.IMPROVING, Direction.NO_CLEAR_TREND, Direction.WORSENING}
    arrows = tuple(row for row in _DIRECTIONS if row[0] in plain)
    given = {entry.row.reason for entry in entries}
    why: tuple[tuple[Cell, ...], ...] = tuple((str(each), said) for each, said in REASONS.items() if each in given)
    parts: list[str | Grid] = [
        "A rating compares a figure with its target and its floor standard. Both are met when the figure is equal to them.",
        Grid("Ratings", ("Rating", "Meaning"), _RATINGS),
        *((Grid("Why a KPI is not rated", ("Reason", "Meaning"), why),) if why else ()),
        Grid("Directions of travel", ("Direction", "Meaning"), arrows),
    ]
    whole = "\n".join(texts)
    marks: tuple[tuple[Cell, ...], ...] = tuple(each for each in MARKERS.items() if each[0] in whole)
    if marks:
        parts.append(Grid("Markers", ("Marker", "Meaning"), marks))
    if any(entry.row.kind is Kind.ACTIVITY for entry in entries):
        parts.append(
            "Activity indicators measure demand. They have an expected range in place of a target, no rating, and are in no total."
        )
    return (Passage("How to read this report", tuple(parts)),)


def methods(definitions: Sequence[Definition]) -> Iterator[Passage]:
    """How figures, ratings and directions are made, and where that differs from the published method."""
    published = [each.name for each in definitions if each.rate_on is RateOn.PUBLISHED]
    rating = [
        "Numbers stay exact from the results to the rating; no rounded number is rated.",
        "A figure over several periods is pooled: numerators and denominators are added up before they are divided.",
        "Printed figures are rounded, halves away from zero, with as many digits as it takes to agree with their rating.",
        "A figure is rated by the standard in force on the last day of its own period.",
    ]
    if published:
        rating[0] = "Numbers stay exact from the results to the rating."
        rating.append(f"Rated as printed, because their rule says so: {listed(published)}.")
    yield Passage("Ratings", tuple(rating))
    if said := list(_hidden(definitions)):
        yield Passage("Small counts", tuple(said))
    kinds = Counter(each.direction for each in definitions)
    found = [f"{rule_in_words.direction(method)} ({plural(number, 'KPI')})." for method, number in kinds.items()]
    if found:
        yield Passage("Directions of travel", tuple(found))
    yield Passage(
        "Differences from the published method",
        (
            _MODEL,
            Grid("Differences from the published method", ("Published", "Here", "Why"), DEVIATIONS),
        ),
    )


def _hidden(definitions: Sequence[Definition]) -> Iterator[str]:
    """What is hidden so that nobody can be recognised, if anything may be."""
    thresholds = Counter(each.disclosure for each in definitions if each.disclosure > 1)
    for threshold, number in sorted(thresholds.items()):
        of = "" if number == len(definitions) else f" ({plural(number, 'KPI')})"
        yield f"{rule_in_words.disclosure(threshold)}{of}."
    if thresholds:
        yield (
            "Numerators, denominators and what is between them are counts. A hidden figure is rated and counted all the same. "
            "What an author wrote, such as context and actions, is printed as it is written."
        )

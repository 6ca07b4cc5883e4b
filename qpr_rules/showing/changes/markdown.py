"""An impact as one comment on a change request. Its first line, which no reader sees, lets a bot find and update it."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.core.comparison import Raised, RaisedComparison
from qpr_rules.core.impact import Altered, Impact
from qpr_rules.core.standards_changed import Effect
from qpr_rules.evaluation import Rating
from qpr_rules.provenance import ILLUSTRATIVE
from qpr_rules.showing import words
from qpr_rules.showing.changes.effects import effect_on_ratings, heading, headline, in_error, moves
from qpr_rules.showing.changes.forms import Told
from qpr_rules.showing.changes.sentences import rules_in_words, sentence
from qpr_rules.showing.diagnostics.markdown import code, escaped, tables
from qpr_rules.showing.diagnostics.markdown import words as in_line

MARKER = "<!-- qpr-rules impact -->"
"""The first line of the comment: a bot replaces the comment that begins so, instead of adding one at each push."""

MOST = 60_000
"""Characters after which the comment is cut; GitHub takes 65,536."""

_SHAPES = {Rating.GREEN: "🟢", Rating.AMBER: "🔶", Rating.RED: "🟥", Rating.NOT_RATED: "⚪"}
_MARKS = {Effect.EASIER: "⚠️ ", Effect.HARDER: "", Effect.EITHER: "", Effect.NEITHER: ""}


def show(told: Told) -> str:
    """The headline, the totals, each KPI that differs, exceptions, findings; what is too long for a comment is cut, and said."""
    found = told.impact
    lines = [
        MARKER,
        f"### What this change does to the ratings of {found.quarter}",
        "",
        f"**{escaped(headline(found))}**",
        "",
    ]
    if told.illustrative:
        lines += [f"*{ILLUSTRATIVE}*", ""]
    if told.unasked:
        lines += [f"*{escaped(told.without)}*", ""]
    if told.findings.diagnostics:
        lines += [f"**{escaped(told.findings.verdict)}**", ""]
    if not found.is_nothing:
        lines += _totals(found)
        for altered in sorted(found.altered, key=lambda each: (each.is_wording, each.effect is not Effect.EASIER)):
            lines += _altered(altered, found.quarter)
        lines += _exceptions(found)
        lines += (part for said in in_error(found, code) for part in (said, ""))
    lines += tables(told.findings)
    if found.results_differ:
        named = ", ".join(code(each) for each in found.results_differ)
        lines += [f"Results differ too, of {named}; the later ones are used on both sides.", ""]
    lines += [f"<sub>Compared with {escaped(told.against)}. {told.same_results} {escaped(str(told.after))}.</sub>", ""]
    return _cut(lines)


def _totals(found: Impact) -> Iterator[str]:
    before, after = found.totals
    yield f"| | {' | '.join(f'{_SHAPES[each]} {each.capitalize()}' for each in Rating)} | KPIs |"
    yield f"| --- |{' ---: |' * (len(Rating) + 1)}"
    for name, counts in (("before", before), ("after", after)):
        yield f"| {name} | {' | '.join(map(str, counts.values()))} | {sum(counts.values())} |"  # exact: integers
    yield ""
    for what, rows in (("Entered the totals", found.rows.entered), ("Left the totals", found.rows.left)):
        if rows:
            yield f"{what}: {', '.join(f'{code(row.kpi)} ({_rated(row.rating)})' for row in rows)}."
            yield ""


def _rated(rating: Rating) -> str:
    return f"{_SHAPES[rating]} {rating.capitalize()}"


def _altered(altered: Altered, quarter: str) -> Iterator[str]:
    kpi = altered.kpi
    yield f"#### {_MARKS[altered.effect]}{code(kpi.id)} {escaped(kpi.name)}: {heading(altered)}"
    yield ""
    yield f"**{escaped(effect_on_ratings(altered, quarter, '→'))}.**"
    yield ""
    before, after = rules_in_words(altered)
    if before == after:
        yield f"- rule: {escaped(before or '')}."
    else:
        yield from (f"- {name}: {escaped(said)}." for name, said in (("before", before), ("after", after)) if said)
    for change in altered.changes:
        effect = f"**{change.effect}**: " if change.effect in (Effect.EASIER, Effect.HARDER) else ""
        yield f"- {effect}{in_line(sentence(change, kpi))}."
    yield from (
        f"- {_rated(was)} → {_rated(now)}: {escaped(periods)}." for was, now, periods in moves(altered.moved, kpi)
    )
    yield ""


def _exceptions(found: Impact) -> Iterator[str]:
    raised = found.raised
    lines = [
        *(f"- appears: {_raised(found, each)}" for each in raised.appeared),
        *(f"- goes: {_raised(found, each)}" for each in raised.vanished),
        *(
            f"- changes from {was[1].severity} to {now[1].severity}: {_raised(found, now)}"
            for was, now in raised.regraded
        ),
    ]
    if lines:
        yield from (
            f"<details><summary>Exceptions: {_counted(raised)}</summary>",
            "",
        )
        yield from lines
        yield from ("", "</details>", "")
    for was, now in found.rules:
        rule = now or was
        assert rule is not None
        yield f"Rule of exceptions {'added' if was is None else 'taken out' if now is None else 'changed'}: {code(rule.id)}."
        yield ""


def _counted(raised: RaisedComparison) -> str:
    """``1 appears, 2 go``, and how many only change, where some do."""
    ways = {
        ("appears", "appear"): len(raised.appeared),
        ("goes", "go"): len(raised.vanished),
        ("changes", "change"): len(raised.regraded),
    }
    return ", ".join(f"{number} {one if number == 1 else more}" for (one, more), number in ways.items() if number)


def _raised(found: Impact, raised: Raised) -> str:
    row, rule = raised
    decimals = found.definitions[row.kpi].decimals if row.kpi in found.definitions else 0
    area = f", {escaped(row.area)}" if row.area else ""
    return f"{code(row.kpi)}{area} {rule.severity}: {escaped(words.sentence(rule.says, row, decimals))}"


def _cut(lines: list[str]) -> str:
    kept: list[str] = []
    length = 0
    for number, line in enumerate(lines):
        length += len(line) + 1
        if length > MOST:
            kept.append(f"\n*Cut here: {len(lines) - number} lines more. `qpr-rules impact` prints all of it.*\n")
            break
        kept.append(line)
    return "\n".join(kept)

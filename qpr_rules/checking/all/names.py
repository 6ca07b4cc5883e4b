"""Two KPIs are not called the same: "cases closed" twice, or once with higher better and once with lower.

Names are compared by a key: their words without case, order, plurals and little words. So every name is looked at
once, however many there are. The same title with the opposite polarity occurs in real sets, and a reader
cannot tell the two apart. What differs by its window only is a family, whose windows ought to be one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from qpr_rules.checking.declared import Declared
from qpr_rules.checking.finding import finding, place
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity

_WORDS = re.compile(r"[^\W_]+")
_LITTLE = frozenset(
    [
        "the",
        "of",
        "a",
        "an",
        "and",
        "to",
        "in",
        "by",
        "for",
        "at",
        "on",
        "that",
        "which",
        "who",
        "were",
        "was",
        "are",
        "is",
        "be",
        "been",
        "percentage",
        "percent",
        "number",
        "proportion",
    ]
)
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "six": "6", "twelve": "12"}
_WINDOW = re.compile(
    r"\brolling\b.*$|\b(?:in|over) the last \d+ months\b|\b(?:this|in the|during the) (?:month|quarter|year)\b"
    r"|\byear to date\b|\(?\bYTD\b\)?|\b\d+[ -]months? rolling\b",
    re.IGNORECASE,
)


def check(declared: Declared) -> Iterator[Diagnostic]:
    """QPR301 for names that are nearly the same, QPR302 for opposite polarities of one title, QPR307 for windows."""
    active = sorted((each for each in declared.definitions if not each.retired), key=lambda each: each.file)
    words = {each.id: _words(each.name) for each in active}
    keys = {kpi: _key(own) for kpi, own in words.items()}
    named = _grouped((each, (keys[each.id], each.unit)) for each in active)
    for first, *others in named:
        for each in others:
            yield _alike(each, first)
    same = {each.id: number for number, group in enumerate(named) for each in group}
    by_name = _grouped(
        (each, (each.section, _without_window(each.name, words[each.id], keys[each.id]), each.unit)) for each in active
    )
    by_measure = _grouped(
        (each, (each.section, each.measure.numerator.casefold(), each.measure.denominator.casefold(), each.unit))
        for each in active
        if each.measure.denominator
    )
    said: set[str] = set()
    for families, what in ((by_name, "the same name but for the window"), (by_measure, "the same measure")):
        for first, *others in families:
            for each in others:
                if each.window.text != first.window.text and same[each.id] != same[first.id] and each.id not in said:
                    said.add(each.id)
                    yield _windows(each, first, what)


_OF_A_WINDOW = frozenset(["rolling", "last", "month", "months", "quarter", "year", "ytd"])
"""Without one of these words a name says nothing of its window; to look costs a tenth of what the pattern does."""


def _key(words: Iterable[str]) -> str:
    words = {_NUMBERS.get(word, word) for word in words} - _LITTLE
    return " ".join(sorted(word.removesuffix("s") if len(word) > 3 else word for word in words))


def _words(name: str) -> Sequence[str]:
    found: Sequence[str] = _WORDS.findall(name.casefold())
    return found


def _without_window(name: str, words: Iterable[str], key: str) -> str:
    if _OF_A_WINDOW.isdisjoint(words):
        return key
    bare = _WINDOW.sub("", name)
    return key if bare == name else _key(_words(bare))


def _grouped(keyed: Iterator[tuple[Definition, Hashable]]) -> Sequence[Sequence[Definition]]:
    groups: defaultdict[Hashable, list[Definition]] = defaultdict(list)
    for each, key in keyed:
        groups[key].append(each)
    return list(groups.values())


def _alike(each: Definition, first: Definition) -> Diagnostic:
    also = (Label(place(first, "name"), "the other one"),)
    if each.polarity and first.polarity and each.polarity is not first.polarity:
        polarities = (
            Label(place(first, "polarity"), f"there `{first.polarity}` is better"),
            Label(place(each, "polarity"), f"here `{each.polarity}` is better"),
        )
        return finding(
            "QPR302",
            Severity.WARNING,
            each,
            "another KPI has nearly this name and the opposite polarity",
            "name",
            also=(*also, *polarities),
            hint="correct the polarity that is wrong, or let the names say how they differ",
        )
    return finding(
        "QPR301",
        Severity.WARNING,
        each,
        "another KPI has nearly the same name",
        "name",
        also=also,
        hint="let the names say how the two differ",
    )


def _windows(each: Definition, first: Definition, what: str) -> Diagnostic:
    return finding(
        "QPR307",
        Severity.NOTE,
        each,
        f"`{each.window.text}` here and `{first.window.text}` in {first.id}, which has {what}",
        "window",
        also=(Label(place(first, "window"), f"{first.id}"),),
        hint="if they are to be read side by side, give them one window",
    )

"""A shape-checked document becomes a definition: whole, or with diagnostics, which put it in error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from qpr_rules.definition import (
    Band,
    Break,
    Decision,
    Definition,
    Kind,
    Measure,
    Polarity,
    RateOn,
    Reported,
    Retirement,
    Stock,
    Suspension,
    Window,
    WindowKind,
)
from qpr_rules.diagnostic import KEY, Diagnostic, Path, Span
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.period import Calendar, Frequency, Year, calendar_of, month_number
from qpr_rules.quantity import Unit
from qpr_rules.reading.findings import Findings
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.standards import read_standards
from qpr_rules.settings import Settings


def build_definition(document: Document, settings: Settings) -> tuple[Definition, tuple[Diagnostic, ...]]:
    """The definition of a document whose shape the schema has passed; with findings, it lacks what they are about."""
    tree = document.mapping
    findings = Findings(document, str(tree["id"]))
    calendar = calendar_of(settings.year, Year(tree.get("year", settings.year)))
    frequency, unit = Frequency(tree["frequency"]), Unit(tree["unit"])
    kind, reported = Kind(tree.get("kind", "kpi")), Reported(tree.get("reported", "per period"))
    polarity = Polarity(tree["polarity"]) if "polarity" in tree else None
    measure = _measure(tree["measure"])
    window = _window(tree.get("window", str(frequency)), frequency)
    _check_window(findings, window, frequency, reported, measure, written="window" in tree)
    _check_years(findings, calendar, frequency, window, reported)
    _check_unit(findings, unit, measure)
    _check_profile(findings, tree, window, measure, kind)
    breaks = _breaks(findings, tree.get("breaks", []))
    standards = () if kind is Kind.ACTIVITY or polarity is None else read_standards(findings, tree, calendar, polarity)
    definition = Definition(
        id=tree["id"],
        name=tree["name"],
        section=tree["section"],
        owner=tree["owner"],
        file=document.file,
        calendar=calendar,
        kind=kind,
        description=tree.get("description", ""),
        polarity=polarity,
        unit=unit,
        decimals=int(tree.get("decimals", 0)),
        frequency=frequency,
        window=window,
        measure=measure,
        standards=standards,
        expected=_expected(findings, tree.get("expected")),
        direction=read_direction(tree.get("direction", {}), settings.direction),
        lag=int(tree.get("lag", "0").split()[0]),
        reported=reported,
        profile=_profile(findings, tree.get("profile", {})),
        rate_on=RateOn(tree.get("rate_on", "exact")),
        introduced=findings.day(tree["introduced"], "introduced") if "introduced" in tree else None,
        suspended=_suspended(findings, tree.get("suspended")),
        retired=_retired(findings, tree.get("retired")),
        breaks=tuple(each for each, _ in breaks),
        changes=_changes(findings, tree.get("changes", [])),
        minimum_denominator=tree.get("minimum_denominator"),
        disclosure=int(tree.get("disclosure", settings.disclosure)),
        bounded=is_yes(tree.get("bounded", True)),
        tolerance=tree.get("amber", {}).get("within", ""),
        name_source=tree.get("name_source", ""),
        illustrative=settings.illustrative or is_yes(tree.get("illustrative", False)),
        links=tuple(tree.get("links", ())),
        spans=_with_breaks(document.spans, [place for _, place in breaks]),
    )
    return definition, tuple(findings.found)


def is_yes(value: Any) -> bool:
    """Whether a flag says yes."""
    return value is True or value == "yes"


def read_direction(tree: dict[str, Any], default: DirectionMethod) -> DirectionMethod:
    """How directions are found: what the author wrote, the rest from the project's default."""
    if not tree:
        return default
    default = default.by(Method(tree.get("method", default.method)))
    return DirectionMethod(
        default.method,
        Over(tree.get("over", default.over)),
        int(tree.get("points", default.points)),
        Decimal(tree.get("significance", default.significance)),
    )


def _measure(tree: dict[str, Any]) -> Measure:
    denominator, stock = tree.get("denominator", ""), None
    if isinstance(denominator, dict):
        stock = Stock(denominator.get("stock", "mean")) if denominator.get("kind") == "stock" else None
        denominator = denominator["name"]
    return Measure(tree.get("numerator", ""), denominator, tree.get("value", ""), stock)


_LENGTH = {"month": 1, "quarter": 3, "year": 12}


def _window(text: str, frequency: Frequency) -> Window:
    number, _, word = text.partition(" ")
    if number.isdigit():
        return Window(WindowKind.ROLLING, int(number) * _LENGTH[word.removesuffix("s")], text)
    kind = WindowKind(text)
    months = 12 if kind is WindowKind.YEAR_TO_DATE else _LENGTH.get(text, frequency.months)
    return Window(kind, months, text)


def _check_window(
    findings: Findings, window: Window, frequency: Frequency, reported: Reported, measure: Measure, *, written: bool
) -> None:
    """``written`` says whether the author wrote a window; it is a period of the KPI otherwise."""
    path = ("window",) if written else ("frequency",)
    if window.months % frequency.months:
        findings.error(
            "QPR201",
            f"a window of `{window.text}` cannot be made of results that arrive every {frequency}",
            *path,
            hint=f"make the window a multiple of a {frequency}",
            also=findings.at("how often results arrive", "frequency") if path == ("window",) else (),
        )
    elif window.months > frequency.months and not measure.pools and reported is Reported.PER_PERIOD:
        findings.error(
            "QPR202",
            f"a plain value cannot be pooled over `{window.text}`",
            *path,
            hint="give numerator and denominator, or say `reported: rolled` if each result covers the window already",
            also=findings.at("a plain value", "measure", "value"),
        )
    elif reported is Reported.CUMULATIVE and not measure.pools:
        findings.error(
            "QPR203",
            "a plain value cannot be split into what each period added",
            "reported",
            hint="give numerator and denominator, or say `reported: rolled`",
        )


def _check_years(
    findings: Findings, calendar: Calendar, frequency: Frequency, window: Window, reported: Reported
) -> None:
    """A year that begins inside one of the body's quarters cannot be made of results by quarter."""
    of_years = window.kind in (WindowKind.YEAR, WindowKind.YEAR_TO_DATE) or reported is Reported.CUMULATIVE
    if of_years and frequency is Frequency.QUARTER and (calendar.years.offset - calendar.quarters.offset) % 3:
        findings.error(
            "QPR216",
            f"the {calendar.years} year begins inside a quarter, so results by quarter cannot make it up",
            "year",
            hint="report it by month, or take the body's own year",
        )


def _check_unit(findings: Findings, unit: Unit, measure: Measure) -> None:
    if unit.needs_denominator and measure.numerator and not measure.denominator:
        findings.error(
            "QPR204",
            f"the unit `{unit}` needs a denominator",
            "measure",
            "numerator",
            hint="add `denominator:`, or write `value:` if the number is reported ready made",
        )


def _check_profile(findings: Findings, tree: dict[str, Any], window: Window, measure: Measure, kind: Kind) -> None:
    to_date = window.kind is WindowKind.YEAR_TO_DATE
    if "profile" in tree and not (to_date and measure.pools and not measure.is_ratio):
        findings.error(
            "QPR205",
            "a profile is for a count over the year to date",
            "profile",
            key=True,
            hint="take the profile out: a percentage is due in full all year round",
        )
    elif to_date and measure.pools and not measure.is_ratio and kind is Kind.KPI and "profile" not in tree:
        findings.error(
            "QPR207",
            "a count over the year to date needs a profile: how much of the target is due by when",
            "window",
            hint="add `profile: {June: 25, September: 50, December: 75, March: 100}`",
        )


def _profile(findings: Findings, tree: dict[str, Any]) -> tuple[tuple[int, Decimal], ...]:
    named: dict[int, str] = {}
    months = []
    for word, percent in tree.items():
        number = month_number(word)
        if number is None:
            findings.error(
                "QPR208", f"`{word}` is not a month", "profile", word, key=True, hint="write June, September, ..."
            )
        elif number in named:
            findings.error(
                "QPR108",
                f"`{word}` is the month that `{named[number]}` names already",
                "profile",
                word,
                key=True,
                hint="keep one of the two; only one can count",
                also=findings.at("first named here", "profile", named[number], KEY),
            )
        else:
            named[number] = word
            months.append((number, percent))
    return tuple(months)


def _expected(findings: Findings, tree: dict[str, Any] | None) -> Band | None:
    if tree is None:
        return None
    if "from" in tree and "to" in tree and tree["from"] > tree["to"]:
        findings.error("QPR214", "the range ends before it begins", "expected", hint="write the smaller number first")
    return Band(tree.get("from"), tree.get("to"))


def _suspended(findings: Findings, tree: dict[str, Any] | None) -> Suspension | None:
    if tree is None:
        return None
    since = findings.month(tree["from"], "suspended", "from")
    until = findings.month(tree["until"], "suspended", "until") if "until" in tree else None
    return None if since is None else Suspension(since, until, tree["reason"])


def _retired(findings: Findings, tree: dict[str, Any] | None) -> Retirement | None:
    on = findings.day(tree["on"], "retired", "on") if tree else None
    return Retirement(on, tree["reason"], tree.get("replaced_by", "")) if tree and on else None


def _breaks(findings: Findings, tree: list[dict[str, Any]]) -> tuple[tuple[Break, int], ...]:
    """The breaks in the order of time, each with its place in the list."""
    found = [(findings.month(each["from"], "breaks", place, "from"), each["reason"]) for place, each in enumerate(tree)]
    known = [(Break(month, reason), place) for place, (month, reason) in enumerate(found) if month is not None]
    return tuple(sorted(known, key=lambda each: each[0].month))


def _with_breaks(spans: Mapping[Path, Span], written: Sequence[int]) -> Mapping[Path, Span]:
    """The places of a document, with those of the breaks in the order in which the definition holds them."""
    if [*written] == [*range(len(written))]:
        return spans
    now = {old: new for new, old in enumerate(written)}
    moved = {path: span for path, span in spans.items() if path[:1] != ("breaks",) or len(path) == 1}
    for path, span in spans.items():
        if path[:1] == ("breaks",) and path[1:2] and path[1] in now:
            moved["breaks", now[path[1]], *path[2:]] = span
    return moved


def _changes(findings: Findings, tree: list[dict[str, Any]]) -> tuple[Decision, ...]:
    months = (findings.month(each["from"], "changes", place, "from") for place, each in enumerate(tree))
    found = zip(months, tree, strict=True)
    return tuple(Decision(month, each["reason"], each["approved"]) for month, each in found if month is not None)

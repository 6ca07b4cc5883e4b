"""A definition: one KPI's YAML as a noun. Whole and exact, or absent with diagnostics; never half built."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, Self

from qpr_rules.diagnostic import Path, Span
from qpr_rules.direction import DirectionMethod
from qpr_rules.period import Calendar, Frequency
from qpr_rules.quantity import Unit, rounded


class Kind(StrEnum):
    """A KPI is rated; an activity indicator has an expected range and is in no total."""

    KPI = "kpi"
    ACTIVITY = "activity"


class Polarity(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    STAY_CLOSE = "stay-close"


class Reported(StrEnum):
    """What one result covers: its own period, the year so far, or the whole window."""

    PER_PERIOD = "per period"
    CUMULATIVE = "cumulative"
    ROLLED = "rolled"


class RateOn(StrEnum):
    """Which figure is rated: the exact one, or the one printed (half up, away from zero)."""

    EXACT = "exact"
    PUBLISHED = "published"


class WindowKind(StrEnum):
    """The shapes a window has; ``rolling`` is written as a length (``12 months``)."""

    ROLLING = "rolling"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    YEAR_TO_DATE = "year to date"
    SNAPSHOT = "snapshot"


class Window(NamedTuple):
    """The periods a figure is made of. ``months`` is the length; for a snapshot, one period of the KPI."""

    kind: WindowKind
    months: int
    text: str


class Stock(StrEnum):
    """How a denominator that is a stock (a population) stands for a window."""

    MEAN = "mean"
    LAST = "last"


class Measure(NamedTuple):
    """What is counted. Either ``value`` (one number that cannot be pooled) or a numerator, with or without denominator."""

    numerator: str = ""
    denominator: str = ""
    value: str = ""
    stock: Stock | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether the figure is a numerator over a denominator."""
        return bool(self.denominator)

    @property
    def pools(self) -> bool:
        """Whether several periods can be made into one figure."""
        return bool(self.numerator)


class Band(NamedTuple):
    """The figures that meet a standard: at least ``low`` and at most ``high``, both inclusive, None where open.

    Polarity lives here and nowhere else: higher is better leaves ``high`` open, lower is better ``low``, stay-close
    closes both.

    >>> Band(Decimal(60), None).edge, Band(Decimal("17.5"), Decimal("22.5")).edge
    (Decimal('60'), None)
    """

    low: Decimal | None
    high: Decimal | None

    @property
    def edge(self) -> Decimal | None:
        """The one threshold of an open band; None for a closed one."""
        return self.low if self.high is None else self.high if self.low is None else None

    @property
    def levels(self) -> tuple[Decimal, ...]:
        """The thresholds there are, the lower first."""
        return tuple(each for each in self if each is not None)


class Standard(NamedTuple):
    """Target and floor from a month (ordinal) to a month, both inclusive, None where unbounded."""

    target: Band
    floor: Band
    first: int | None = None
    last: int | None = None
    key: str = ""
    approved: str = ""
    reason: str = ""

    def covers(self, month: int) -> bool:
        """Whether the standard is in force in the month."""
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


class Suspension(NamedTuple):
    """Months (ordinals, inclusive) in which the KPI is not rated; ``until`` None while it lasts."""

    since: int
    until: int | None
    reason: str


class Retirement(NamedTuple):
    """The KPI leaves the set on this day."""

    on: dt.date
    reason: str
    replaced_by: str = ""


class Break(NamedTuple):
    """From this month (ordinal) results are not comparable with earlier ones."""

    month: int
    reason: str


class Decision(NamedTuple):
    """A change of the rule other than its standards, from this month (ordinal): why, and by whom. It rates nothing."""

    month: int
    reason: str
    approved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One KPI's declared rule, whole: a reader fills in what an author may leave out.

    ``decimals`` are places of the printed figure; ``lag`` is in months; ``profile`` holds a month (1 to 12) and the percent
    of the year's target due by its end; ``minimum_denominator`` is in cases of the window; counts below ``disclosure`` are not
    released; the floors that ``tolerance`` makes are in ``standards``; ``spans`` says where each was written, and is not compared.

    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="x.yaml", calendar=Calendar())
    >>> kpi.window.text, kpi.unit.per, kpi.standard_in(24_000)
    ('12 months', 100, None)
    """

    id: str
    name: str
    section: str
    owner: str
    file: str
    calendar: Calendar
    kind: Kind = Kind.KPI
    description: str = ""
    polarity: Polarity | None = Polarity.HIGHER
    unit: Unit = Unit.PERCENT
    decimals: int = 0
    frequency: Frequency = Frequency.MONTH
    window: Window = Window(WindowKind.ROLLING, 12, "12 months")
    measure: Measure = Measure(numerator="numerator", denominator="denominator")
    standards: tuple[Standard, ...] = ()
    expected: Band | None = None
    direction: DirectionMethod = DirectionMethod()
    lag: int = 0
    reported: Reported = Reported.PER_PERIOD
    profile: tuple[tuple[int, Decimal], ...] = ()
    rate_on: RateOn = RateOn.EXACT
    introduced: dt.date | None = None
    suspended: Suspension | None = None
    retired: Retirement | None = None
    breaks: tuple[Break, ...] = ()
    changes: tuple[Decision, ...] = ()
    minimum_denominator: Decimal | None = None
    disclosure: int = 0
    bounded: bool = True
    tolerance: str = ""
    name_source: str = ""
    illustrative: bool = False
    links: tuple[str, ...] = ()
    spans: Mapping[Path, Span] = field(default_factory=dict, compare=False, repr=False)

    @property
    def sign(self) -> int:
        """+1 where higher is better, -1 where lower is, 0 where neither is."""
        return 1 if self.polarity is Polarity.HIGHER else -1 if self.polarity is Polarity.LOWER else 0

    def standard_in(self, month: int) -> Standard | None:
        """The standard in force in a month (by ordinal), or None."""
        return next((standard for standard in reversed(self.standards) if standard.covers(month)), None)

    def as_rated(self, figure: Fraction) -> Fraction:
        """The figure that is rated: the exact one, or with ``rate_on: published`` the one printed (half up, away from zero)."""
        return rounded(figure, self.decimals) if self.rate_on is RateOn.PUBLISHED else figure

    def year_of(self, period: int) -> int:
        """The KPI's year (ordinal) in which a period of its own ends."""
        return self.calendar.holding(Frequency.YEAR, self.calendar.last_month(self.frequency, period))

    def is_active(self, last_day: dt.date) -> bool:
        """Whether the KPI belongs to the set of a quarter: introduced by its last day and not retired by it."""
        return _is_active(self.introduced, self.retired, last_day)


def _is_active(introduced: dt.date | None, retired: Retirement | None, last_day: dt.date) -> bool:
    begun = introduced is None or introduced <= last_day
    return begun and (retired is None or retired.on > last_day)


class Broken(NamedTuple):
    """A definition in error: what could be read of it, so that totals still name it."""

    id: str
    name: str
    section: str
    owner: str
    file: str
    named: bool = True
    """Whether the id is the author's; otherwise it is the file's name, and a result's unknown KPI may be this one."""
    kind: Kind = Kind.KPI
    introduced: dt.date | None = None
    retired: Retirement | None = None

    @classmethod
    def of(cls, definition: Definition) -> Self:
        """A definition that was read whole, and in which a check found an error."""
        return cls(
            id=definition.id,
            name=definition.name,
            section=definition.section,
            owner=definition.owner,
            file=definition.file,
            kind=definition.kind,
            introduced=definition.introduced,
            retired=definition.retired,
        )

    def is_active(self, last_day: dt.date) -> bool:
        """Whether it would belong to the set of a quarter, as far as its dates could be read."""
        return _is_active(self.introduced, self.retired, last_day)


class Named(NamedTuple):
    """The names in a definition of which more cannot be made out, "" where there is none, and where they are written."""

    id: str
    section: str
    owner: str
    file: str
    spans: Mapping[Path, Span]

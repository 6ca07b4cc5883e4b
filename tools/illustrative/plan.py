"""The plan: for each KPI the directions wanted, as of five quarters, and the shape of its invented series.

Minuted for Kent (sources in kpi_definitions/README.md): how many KPIs were improving, without a clear trend and
worsening at each of these quarters, and how many were Green, Amber and Red. Which KPI was which is our invention, but
for what the minutes name.

A pattern has a letter for each of Q3 2023/24, Q4 2023/24, Q1, Q2 and Q3 2024/25: U improving, S no clear trend, D
worsening, X insufficient data, - not in the set. Their columns add up to the minuted counts (tests/test_shipped_set.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One KPI. Levels are in the unit (percent, count); ``better`` +1 where higher is, -1 where lower is.

    ``level`` is where the series stands at first, ``rise`` how far it moves towards better (or worse, in a D pattern)
    over the months in which it moves, ``noise`` the size of its wobble, ``season`` of its yearly swing, ``volume`` the
    mean denominator. ``wants`` names conditions of ``make.py`` that the series must fulfil besides.
    """

    kpi: str
    pattern: str
    level: float
    rise: float
    noise: float
    volume: int
    better: int = 1
    season: float = 0
    wants: tuple[str, ...] = field(default=())


ROWS = (
    Row("CONTACT-CALLS", "SSSSS", 91.0, 0, 1.2, 38000, wants=("highest",)),
    Row("ADVISOR-GOOD", "UUUUU", 95.2, 2.4, 0.15, 4200),
    Row("COMPLAINTS-85", "SSSSS", 81.0, 0, 1.6, 420),
    Row("WEB-SATISFIED", "XSSSS", 64.0, 0, 1.2, 5200),
    Row("FOI-20", "UUUUU", 66.0, 17, 1.0, 190, wants=("record",)),
    Row("DPA-SAR", "UUUUU", 58.0, 21, 1.2, 95, wants=("steps_up",)),
    Row("INVOICES-30", "SSSSS", 91.5, 0, 1.3, 9100, wants=("lowest",)),
    Row("NO-USE-EMPTY", "SSSSS", 34, 0, 4, 0),
    Row("DEV-CONTRIBUTIONS", "DDDDD", 98.6, 6.5, 0.5, 610),
    Row("BUSINESSES", "--SXS", 118, 0, 8, 0),
    Row("POTHOLES-28", "SSSSS", 89.0, 0, 0.8, 2600, season=0.3, wants=("narrow",)),
    Row("FAULTS-28", "DSSSS", 93.5, 2.2, 0.4, 5100),
    Row("STREETLIGHTS-28", "SUUUU", 90.5, 3.6, 0.5, 1450),
    Row("EMERGENCY-2H", "UUUUU", 95.6, 2.8, 0.25, 310),
    Row("WASTE-DIVERTED", "SSSSS", 98.9, 0, 0.25, 58000),
    Row("HWRC-RECYCLED", "SSSSS", 47.5, 0, 0.7, 11800, season=4.0),
    Row("ESTATE-GHG", "SSSSS", 5150, 0, 210, 0, -1, season=900),
    Row("BUS-PUNCTUAL", "SSSSS", 84.2, 0, 1.1, 46000),
    Row("EHCP-20W", "DDDSS", 61.0, 30, 2.4, 290, wants=("recovers",)),
    Row("INDEPENDENT-SCHOOLS", "DDDDD", 8.1, 3.1, 0.08, 17200, -1),
    Row("EHCP-REVIEWS", "DDDDD", 820, 640, 14, 0, -1),
    Row("NEET", "SSSSS", 2.9, 0, 0.16, 33500, -1),
    Row("ABSENCE", "SSSSS", 21.5, 0, 0.9, 203000, -1),
    Row("SCHOOLS-GOOD", "SSUU-", 91.4, 1.5, 0.25, 598),
    Row("EARLY-YEARS-GOOD", "SSSS-", 96.8, 0, 0.3, 645),
    Row("EARLY-HELP-RETURNS", "SUUUU", 15.4, 3.4, 0.4, 410, -1),
    Row("CSW-PERMANENT", "UUUUU", 72.0, 13.5, 0.6, 560, wants=("steps_up",)),
    Row("FOSTER-FAMILY", "DDDDD", 76.5, 9.5, 0.4, 1340),
    Row("PLACEMENTS-3", "DDDDD", 9.4, 3.2, 0.14, 1880, -1),
    Row("REREFERRALS", "SSSSS", 22.4, 0, 0.9, 1650, -1),
    Row("CP-PLANS-SECOND", "SSSSS", 20.4, 0, 1.3, 118, 0),
    Row("CARE-LEAVERS-EET", "--UUU", 52.0, 9.5, 0.8, 1050),
    Row("CARE-NEEDS-28", "UUUUU", 72.5, 15.5, 0.9, 940, wants=("steps_up",)),
    Row("CARE-HOMES-GOOD", "DSSSS", 82.0, 5.5, 0.45, 515),
    Row("ADMISSIONS-65", "DDSSS", 41.5, 13.0, 1.3, 0, -1),
    Row("DIRECT-PAYMENTS", "UUUUU", 21.2, 4.6, 0.18, 8300),
    Row("NHS-HEALTH-CHECKS", "DDDDD", 42.0, 12.0, 0.8, 3900),
    Row("SEXUAL-HEALTH", "SSXSS", 94.6, 0, 0.7, 2100),
    Row("NEW-BIRTH-VISITS", "DDSSS", 95.0, 2.6, 0.35, 1280),
    Row("QUIT-SMOKING", "SSSSS", 47.0, 0, 1.4, 880),
    Row("CONTACT-VOLUME", "", 41200, 0, 1500, 0, wants=("surge",)),
    Row("SAFEGUARDING-CONTACTS", "", 2350, 0, 130, 0),
    Row("LIBRARY-VISITS", "", 239000, 0, 9000, 0, season=14000),
)

MISSING = {"SEXUAL-HEALTH": ("2024/25-Q1",), "BUSINESSES": ("2024/25-Q2",)}
"""Results that were never supplied: the reason why a KPI of Q1 and one of Q2 2024/25 has neither rating nor direction."""

STARTS = {"WEB-SATISFIED": "2023-01", "BUSINESSES": "2021/22-Q1"}
"""Where a series begins later than April 2019."""

PROVISIONAL = {"WASTE-DIVERTED": ("2024-12",), "HWRC-RECYCLED": ("2024-11", "2024-12")}
"""Results that are marked provisional."""

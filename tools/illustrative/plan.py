"""The plan: for each KPI the directions and ratings wanted, as of five quarters, and the shape of its invented series.

Minuted for Kent (sources in kpi_definitions/README.md): how many KPIs were improving, without a clear trend and
worsening at each of these quarters, and how many were Green, Amber and Red. Which KPI was which is our invention, but
for what the minutes name.

Both have a letter for each of Q3 2023/24, Q4 2023/24, Q1, Q2 and Q3 2024/25. Directions, the ``pattern``: U improving,
S no clear trend, D worsening, X insufficient data. Ratings: G, A, R, N not rated. In both - is not in the set. Their
columns add up to the minuted counts (tests/shipped/).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One KPI. Levels are in the unit (percent, count); ``better`` +1 where higher is, -1 where lower is.

    ``level`` is where the series stands at first, ``rise`` how far it moves towards better (or worse, in a D pattern)
    over the months in which it moves, ``noise`` the size of its wobble, ``season`` of its yearly swing, ``late`` how far
    the last three months are better (or, below 0, worse) than the shape would have them, ``volume`` the mean
    denominator. ``wants`` names conditions of ``make.py`` that the series must fulfil besides. Without "best" or "worst"
    among them the latest figure may be neither in three years: a report in which every second KPI is at its best ever
    is not believed.
    """

    kpi: str
    pattern: str
    ratings: str
    level: float
    rise: float
    noise: float
    volume: int
    better: int = 1
    season: float = 0
    late: float = 0
    wants: tuple[str, ...] = field(default=())


ROWS = (
    Row("CONTACT-CALLS", "SSSSS", "AAAAG", 90.5, 0, 0.9, 38000, late=0.9, wants=("highest",)),
    Row("ADVISOR-GOOD", "UUUUU", "GGGGG", 95.2, 2.4, 0.3, 4200, late=-0.4),
    Row("COMPLAINTS-85", "SSSSS", "AAAAA", 81.6, 0, 2.4, 420),
    Row("WEB-SATISFIED", "XSSSS", "AAAGG", 62.6, 0, 1.6, 5200),
    Row("FOI-20", "UUUUU", "RRRRR", 66.0, 17, 1.0, 190, wants=("record", "best")),
    Row("DPA-SAR", "UUUUU", "RRAAA", 58.0, 21, 1.4, 95, late=-6.0, wants=("steps_up",)),
    Row("INVOICES-30", "SSSSS", "AGAAR", 92.8, 0, 1.5, 9100, late=-2.0, wants=("lowest", "worst")),
    Row("NO-USE-EMPTY", "SSSSS", "GGGGG", 35, 0, 8, 0),
    Row("DEV-CONTRIBUTIONS", "DDDDD", "AAAAA", 98.6, 6.5, 0.7, 610, late=2.2),
    Row("BUSINESSES", "--SXS", "--ANA", 118, 0, 8, 0),
    Row("POTHOLES-28", "SSSSS", "GAAGA", 89.4, 0, 1.3, 2600, season=0.3, wants=("narrow",)),
    Row("FAULTS-28", "DSSSS", "GGGGG", 93.5, 2.2, 0.4, 5100),
    Row("STREETLIGHTS-28", "SUUUU", "GGGGG", 90.5, 3.6, 0.6, 1450, late=-2.4),
    Row("EMERGENCY-2H", "UUUUU", "GGGGG", 95.6, 2.8, 0.5, 310, late=-0.7),
    Row("WASTE-DIVERTED", "SSSSS", "GGGGG", 98.9, 0, 0.25, 58000),
    Row("HWRC-RECYCLED", "SSSSS", "GGGGG", 47.5, 0, 0.7, 11800, season=4.0),
    Row("ESTATE-GHG", "SSSSS", "GGGGG", 5150, 0, 420, 0, -1, season=900),
    Row("BUS-PUNCTUAL", "SSSSS", "AGGAA", 85.7, 0, 1.8, 46000),
    Row("EHCP-20W", "DDDSS", "RRRRR", 61.0, 30, 2.4, 290, wants=("recovers",)),
    Row("INDEPENDENT-SCHOOLS", "DDDDD", "AAAAA", 8.1, 3.1, 0.08, 17200, -1, wants=("worst",)),
    Row("EHCP-REVIEWS", "DDDDD", "RRRRR", 820, 640, 14, 0, -1, wants=("worst",)),
    Row("NEET", "SSSSS", "GGGAG", 2.94, 0, 0.16, 33500, -1),
    Row("ABSENCE", "SSSSS", "RRRRR", 21.5, 0, 0.9, 203000, -1),
    Row("SCHOOLS-GOOD", "SSUU-", "GGGG-", 91.4, 1.5, 0.25, 598),
    Row("EARLY-YEARS-GOOD", "SSSS-", "GGGG-", 96.8, 0, 0.3, 645),
    Row("EARLY-HELP-RETURNS", "SUUUU", "GGGGG", 15.4, 3.4, 0.4, 410, -1, wants=("best",)),
    Row("CSW-PERMANENT", "UUUUU", "RRAAA", 72.0, 13.5, 0.6, 560, wants=("steps_up", "best")),
    Row("FOSTER-FAMILY", "DDDDD", "RRRRR", 76.5, 9.5, 0.5, 1340, late=1.2),
    Row("PLACEMENTS-3", "DDDDD", "AAAAA", 9.4, 3.2, 0.16, 1880, -1, late=0.5),
    Row("REREFERRALS", "SSSSS", "GAGGG", 22.4, 0, 1.6, 1650, -1),
    Row("CP-PLANS-SECOND", "SSSSS", "GGGGG", 20.4, 0, 1.3, 118, 0),
    Row("CARE-LEAVERS-EET", "--UUU", "--AAA", 52.0, 9.5, 0.9, 1050, late=-1.6),
    Row("CARE-NEEDS-28", "UUUUU", "AAGGG", 72.5, 15.5, 1.0, 940, late=-1.6, wants=("steps_up",)),
    Row("CARE-HOMES-GOOD", "DSSSS", "AARAA", 82.0, 5.5, 0.8, 515),
    Row("ADMISSIONS-65", "DDSSS", "RRRRR", 41.5, 13.0, 1.3, 0, -1),
    Row("DIRECT-PAYMENTS", "UUUUU", "AAAAA", 21.2, 4.6, 0.18, 8300, wants=("best",)),
    Row("NHS-HEALTH-CHECKS", "DDDDD", "RRRRR", 42.0, 12.0, 0.8, 3900, wants=("worst",)),
    Row("SEXUAL-HEALTH", "SSXSS", "GGNGG", 94.6, 0, 0.7, 2100),
    Row("NEW-BIRTH-VISITS", "DDSSS", "GGGGG", 95.0, 2.6, 0.35, 1280),
    Row("QUIT-SMOKING", "SSSSS", "RRARR", 47.2, 0, 2.2, 880),
    Row("CONTACT-VOLUME", "", "", 41200, 0, 1500, 0, wants=("surge",)),
    Row("SAFEGUARDING-CONTACTS", "", "", 2350, 0, 130, 0),
    Row("LIBRARY-VISITS", "", "", 239000, 0, 9000, 0, season=14000),
)

MISSING = {"SEXUAL-HEALTH": ("2024/25-Q1",), "BUSINESSES": ("2024/25-Q2",)}
"""Results that were never supplied: the reason why a KPI of Q1 and one of Q2 2024/25 has neither rating nor direction."""

STARTS = {"WEB-SATISFIED": "2023-01", "BUSINESSES": "2021/22-Q1"}
"""Where a series begins later than April 2019."""

PROVISIONAL = {"WASTE-DIVERTED": ("2024-12",), "HWRC-RECYCLED": ("2024-11", "2024-12")}
"""Results that are marked provisional."""

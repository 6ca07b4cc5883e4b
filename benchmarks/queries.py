"""The evaluation of a nation as a query in SQL, for DuckDB and Spark."""

from __future__ import annotations

from benchmarks.national import (
    AMBER,
    CENTRE,
    FLAT,
    FLOOR,
    GREEN,
    NEEDED,
    NONE,
    NOT_RATED,
    QUARTER,
    RED,
    SPREAD,
    TARGET,
    UNMOVED,
    WINDOW,
)

EACH_ROW = f"coalesce(lag(rating, {QUARTER}) over (partition by {{series}} order by month), {NONE})"
"""The rating one quarter earlier where every month has its row; ``{series}`` are the columns that say of which series."""

BY_MONTH = f"""case when month < {QUARTER} then {NONE} else coalesce(max(rating) over
      (partition by {{series}} order by month range between {QUARTER} preceding and {QUARTER} preceding), {NOT_RATED}) end"""
"""The same where months are missing; of a month that is, nothing is rated."""


def sql(source: str, window: str, full: str, previous: str, keys: str = "series, month", series: str = "series") -> str:
    """The verdicts as a query, for DuckDB and Spark: sums over a window, without which no slope is asked for.

    ``previous`` is the rating one quarter earlier; ``keys`` are the columns that say which row it is, and ``series`` those
    that say of which series; these and the month are among them or come with them.
    """
    held = ", ".join(dict.fromkeys([*keys.split(", "), *series.split(", "), "month"]))
    return f"""
    with points as (select {held}, n, d, cast(100.0 as double) * n / d - cast({CENTRE} as double) as y from {source}),
    sums as (
      select {held}, count(*) over twelve as k, sum(n) over twelve as n12, sum(d) over twelve as d12,
        sum(y) over twelve as sy, sum(y * y) over twelve as syy, sum(y * month) over twelve as sxy
      from points window twelve as (partition by {series} order by month {window})),
    sides as (
      select {held}, k, n12, d12, sxy - sy * (month - cast({(WINDOW - 1) / 2} as double)) as covariation,
        syy - sy * sy / {WINDOW} as variation from sums),
    shares as (select *, {_SHARE} as c from sides),
    rated as (
      select {held}, case when {full} then 100 * n12 / cast(d12 as double) end as figure,
        cast(case when not ({full}) then {NOT_RATED} else {_rating("n12", "d12")} end as tinyint) as rating,
        case when {full} then {_SLOPE} end as slope, case when {full} then {_P} end as p_value
      from shares),
    followed as (select *, cast({previous.format(series=series)} as tinyint) as previous from rated)
    select {keys}, figure, rating, slope, p_value, previous, {_MOVEMENT} as movement from followed
    """


def latest_sql(source: str, months: int) -> str:
    """The same of the latest month alone: one sum over the last months of each series that has its last 12."""
    return f"""
    with points as (
      select series, n, d, month >= {months - WINDOW} as late, month < {months - QUARTER} as early,
        case when late then cast(100.0 as double) * n / d - cast({CENTRE} as double) else 0 end as y,
        cast(month - {months - 1 - (WINDOW - 1) / 2} as double) as x from {source} where month >= {months - NEEDED}),
    sums as (
      select series, sum(n * late::int) as n12, sum(d * late::int) as d12, sum(n * early::int) as n_before,
        sum(d * early::int) as d_before, sum(early::int) as k_before, sum(x * y) as covariation,
        sum(y * y) - sum(y) * sum(y) / {WINDOW} as variation
      from points group by series having sum(late::int) = {WINDOW}),
    shares as (select *, {_SHARE} as c from sums),
    rated as (
      select series, 100 * n12 / cast(d12 as double) as figure, cast({_rating("n12", "d12")} as tinyint) as rating,
        {_SLOPE} as slope, {_P} as p_value,
        cast(case when k_before < {WINDOW} then {NOT_RATED} else {_rating("n_before", "d_before")} end as tinyint) as previous
      from shares)
    select *, {months - 1} as month, {_MOVEMENT} as movement from rated
    """


_SHARE = f"""case when variation < {FLAT} then cast(1.0 as double) else
        greatest(cast(0 as double), least(cast(1 as double), 1 - covariation * covariation / (cast({SPREAD} as double) * variation))) end"""
_MOVEMENT = f"""cast(case when previous < {NOT_RATED} and rating < {NOT_RATED} then previous - rating
        else {UNMOVED} end as tinyint)"""
_SLOPE = f"case when variation < {FLAT} then cast(0.0 as double) else covariation / cast({SPREAD} as double) end"
_P = """1 - sqrt(1 - c) * (1 + c * (cast(0.5 as double) + c * (cast(0.375 as double)
        + c * (cast(0.3125 as double) + c * cast(0.2734375 as double)))))"""


def _rating(n: str, d: str) -> str:
    return f"case when 100 * {n} >= {TARGET} * {d} then {GREEN} when 100 * {n} >= {FLOOR} * {d} then {AMBER} else {RED} end"

-- Complaints by the month in which they fell due: stage 1 after 10 working days, stage 2 after 20.
with due as (
  select
    "Stage" as stage,
    "Date closed" as closed,
    add_working_days("Date received", case "Stage" when '1' then 10 else 20 end, 'england-and-wales') as due
  from complaints
),
known as (
  select max(greatest("Date received", coalesce("Date closed", "Date received"))) as until from complaints
)
select
  'COMPLAINTS-S' || stage as kpi,
  strftime(due, '%Y-%m') as period,
  count(*) filter (where closed <= due) as numerator,
  count(*) as denominator
from due, known
where last_day(due) <= until
group by kpi, period
order by kpi, period

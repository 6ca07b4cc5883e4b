-- Requests for information by the month in which their answer fell due, the 20th working day after receipt
-- (Freedom of Information Act 2000, s. 10). A request that is still open when it is due is in the denominator: it is late.
with due as (
  select received, closed, add_working_days(received, 20, 'uk') as due
  from requests
),
known as (
  -- The last day of which the export knows anything: months that were not over by then are not counted yet.
  select max(greatest(received, coalesce(closed, received))) as until from requests
)
select
  'FOI-20WD' as kpi,
  strftime(due, '%Y-%m') as period,
  count(*) filter (where closed <= due) as numerator,
  count(*) as denominator
from due, known
where last_day(due) <= until
group by period
order by period

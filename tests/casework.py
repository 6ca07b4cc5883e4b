"""Files of cases in the small project, and what a check says of them; counting by hand, which SQL must agree with."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from qpr_rules.files import Folder
from qpr_rules.reading.project import read_declarations
from qpr_rules.reading.results import Results, read_results
from tests.commands import run
from tests.result_tables import TOP

CLOSED_BY_MONTH = """\
select 'REPAIRS' as kpi, strftime(closed, '%Y-%m') as period,
  count(*) filter (where working_days(received, closed, 'uk') <= 20) as numerator, count(*) as denominator
from cases where closed is not null group by period order by period"""
"""The KPI that the small project has, from cases with two dates."""


def ask(project: Path, query: str = CLOSED_BY_MONTH, more: str = "", tables: str = "{cases: cases/*.csv}") -> None:
    """Write settings whose results are counted from cases: ``more`` is YAML of the entry, a line each."""
    lines = "".join(f"    {line}\n" for line in (more or "dates: [received, closed]").splitlines())
    block = "".join(f"      {line}\n" for line in query.splitlines())
    entry = f"  - source: case-files\n    tables: {tables}\n{lines}    query: |\n{block}"
    (project / "qpr-rules.yaml").write_text(f"{TOP}results:\n{entry}", "utf-8")


def lay(project: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files of cases."""
    for name, content in files.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def said(project: Path, *options: str) -> list[str]:
    """The findings about results as the query is run: place, gravity, code and headline, a line each."""
    out = run(project, "check", "--results", "--format", "concise", "--today", "2024-12-31", *options).out
    return [line for line in out.splitlines()[:-1] if re.search(r" QPR4[0-4]", line)]


def hints(project: Path) -> list[str]:
    """What to do about each."""
    found = json.loads(run(project, "check", "--results", "--format", "json", "--today", "2024-12-31").out)
    return [hint for each in found["diagnostics"] if re.match("QPR4[0-4]", each["code"]) for hint in each["hints"]]


def results(project: Path) -> Results:
    """What is read of a project."""
    tree = Folder(project)
    return read_results(tree, read_declarations(tree))


def counted(project: Path, kpi: str = "REPAIRS") -> dict[int, tuple[int, int]]:
    """Numerator and denominator by month, as an ordinal."""
    found = results(project)
    assert not found.diagnostics, found.diagnostics
    own = found.observations.get(kpi, ())
    return {each.period: (int(each.numerator or 0), int(each.denominator or 0)) for each in own}


def working_days(begin: dt.date, end: dt.date, off: Iterable[dt.date]) -> int:
    """The working days after one day up to another, by looking at each."""
    free = set(off)
    days = (begin + dt.timedelta(days=each) for each in range(1, (end - begin).days + 1))
    return sum(day.weekday() < 5 and day not in free for day in days)

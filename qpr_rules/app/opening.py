"""The library's front door: ``qpr_rules.open(path)`` gives a project that checks, evaluates and lists exceptions."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qpr_rules.files import Folder

if TYPE_CHECKING:
    from qpr_rules.app.evaluate import Report
    from qpr_rules.diagnostic import Diagnostic
    from qpr_rules.reading.project import Declarations
    from qpr_rules.reading.results import Results
    from qpr_rules.rule import Flag
    from qpr_rules.showing.columns import Columns


class Drawing(str):
    """An SVG file as text, which a notebook shows as the picture it is."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


class Project:
    """A project on disk, ``folder``. Declarations and results are read when first asked for, and once.

    What a council wrote wrongly raises nothing: it is in ``check``, and what can be evaluated all the same is. ``open``
    makes one; by itself it does not ask whether there is a project.

    >>> import qpr_rules
    >>> qpr_rules.open(".").folder.joinpath("qpr-rules.yaml").is_file()
    True
    """

    def __init__(self, folder: Path, *, allow_outside: bool = False) -> None:
        self.folder = folder
        self.tree = Folder(folder, allow_outside=allow_outside)

    @cached_property
    def declarations(self) -> Declarations:
        """Definitions, settings, owners, rules and commentary, with what is wrong with them.

        >>> import qpr_rules
        >>> declared = qpr_rules.open(".").declarations
        >>> [each.name for each in declared.definitions if each.id == "EHCP-20W"]
        ['Percentage of EHCPs issued within 20 weeks - rolling 12 months']
        """
        from qpr_rules.app.declare import declare

        return declare(self.tree)

    @cached_property
    def results(self) -> Results:
        """The observations, by KPI and in the order of area and period, with what is wrong with them.

        A period is an ordinal of the KPI's own frequency, which its calendar writes as people do.

        >>> import qpr_rules
        >>> project = qpr_rules.open(".")
        >>> latest = project.results.observations["EHCP-20W"][-1]
        >>> (kpi,) = (each for each in project.declarations.definitions if each.id == "EHCP-20W")
        >>> kpi.calendar.show(kpi.frequency, latest.period), str(latest.numerator), str(latest.denominator)
        ('December 2024', '170', '281')
        """
        from qpr_rules.reading.results import read_results

        return read_results(self.tree, self.declarations)

    def check(self, *, with_results: bool = False) -> tuple[Diagnostic, ...]:
        """Every diagnostic, in the order of file and place; ``with_results`` adds those that need evaluation.

        The files are read anew each time. A diagnostic is a value, with a code, a severity, a place and what to do.

        >>> import qpr_rules
        >>> first, *_ = qpr_rules.open("tests/mistaken").check()
        >>> str(first.at.span), first.code, str(first.severity), first.headline
        ('kpi_definitions/repairs.yaml:13:1', 'QPR150', 'error', '`goal` is not known here')
        """
        from qpr_rules.app.check import check

        return check(self.tree, with_results=with_results).diagnostics

    def evaluate(self, quarter: str | None = None, *, as_known_on: dt.date | None = None) -> Report:
        """The report as of a quarter (``Q3 2024/25``), by default the latest with any result.

        ``as_known_on`` is a day: the results that were known at its end (by their ``as_of``) are used, and no later one,
        under definitions and standards as they are now. The report is exact; its ``released`` is without what
        ``disclosure`` hides, as are columns, charts and exceptions below.

        Raises PeriodError, a ValueError, for a quarter that cannot be read, and NoResultsError, a LookupError, when there are
        no results, none was known on that day, or the settings could not be read.

        >>> import qpr_rules
        >>> row = next(row for row in qpr_rules.open(".").evaluate("Q3 2024/25").rows if row.kpi == "EHCP-20W")
        >>> str(row.rating), row.figure, str(row.target.low)
        ('red', Fraction(35075, 862), '60')

        >>> import datetime as dt
        >>> import qpr_rules
        >>> qpr_rules.open(".").evaluate(as_known_on=dt.date(2024, 10, 15)).provenance.known
        '2024-10-15'
        >>> try:
        ...     qpr_rules.open(".").evaluate(as_known_on=dt.date(2010, 10, 15))
        ... except LookupError as error:
        ...     print(error)
        no result was known on 2010-10-15; the first is known as of 2019-04-30
        """
        from qpr_rules.app.as_known_on import published_by, results_known
        from qpr_rules.app.evaluate import evaluate
        from qpr_rules.period import Frequency

        settings = self.declarations.settings
        chosen = settings.calendar.parse(quarter, Frequency.QUARTER) if quarter and settings else None
        if as_known_on is None:
            return evaluate(self.declarations, self.results, chosen)
        known = results_known(self.declarations, self.results, as_known_on)
        return evaluate(published_by(self.declarations, as_known_on), known, chosen)

    def columns(
        self, quarter: str | None = None, *, every_period: bool = False, as_known_on: dt.date | None = None
    ) -> Columns:
        """A row for each KPI and area as of a quarter, or ``every_period``, for pandas, Polars, DuckDB or Arrow.

        The rows are those that are released, with every field of docs/reference/fields.md. Raises as ``evaluate`` does,
        and ValueError for a quarter together with ``every_period``.

        >>> import qpr_rules
        >>> len(qpr_rules.open(".").columns("Q3 2024/25"))
        41
        """
        from qpr_rules.app.evaluate import every_period as by_period
        from qpr_rules.showing.columns import Columns

        if quarter and every_period:
            raise ValueError("a quarter and every period do not go together")
        report = self.evaluate(quarter, as_known_on=as_known_on).released
        if not every_period:
            return Columns(report.rows, report.provenance)
        rows = by_period(report.declarations, (report.exact or report).results)
        return Columns(rows, report.provenance._replace(quarter="every period"))

    def chart(
        self, kpi: str, quarter: str | None = None, *, area: str | None = None, as_known_on: dt.date | None = None
    ) -> Drawing:
        """The chart of a KPI as of a quarter: an SVG, which says by itself what it shows.

        Raises as ``evaluate`` does, and UnknownError, a LookupError, for a KPI or area that is not there.

        >>> import qpr_rules
        >>> qpr_rules.open(".").chart("EHCP-20W", "Q3 2024/25")[:4]
        '<svg'
        """
        from qpr_rules.app.chart import chart, footing
        from qpr_rules.showing.chart.draw import Form
        from qpr_rules.showing.chart.draw import chart as draw

        report = self.evaluate(quarter, as_known_on=as_known_on).released
        found = chart(report, kpi, area)
        return Drawing(draw(found, Form.FILE, notes=footing(report, found)))

    def exceptions(self, quarter: str | None = None, *, as_known_on: dt.date | None = None) -> tuple[Flag, ...]:
        """What needs attention as of a quarter, the gravest first: each the rule, and the place in ``rows`` of its row.

        A row is listed for each rule that holds and that no other covers. Raises as ``evaluate`` does.

        >>> import qpr_rules
        >>> project = qpr_rules.open(".")
        >>> rows, first = project.evaluate("Q3 2024/25").rows, project.exceptions("Q3 2024/25")[0]
        >>> rows[first.row].kpi, first.rule.id, str(first.rule.severity)
        ('EHCP-REVIEWS', 'action-overdue', 'urgent')
        """
        from qpr_rules.app.exceptions import exceptions

        return exceptions(self.evaluate(quarter, as_known_on=as_known_on).released)


def open(path: str | Path = ".", *, allow_outside: bool = False) -> Project:  # read as qpr_rules.open
    """The project in a folder that holds ``qpr-rules.yaml``. Raises FileNotFoundError if it holds none.

    ``allow_outside`` lets the settings name files outside the folder.

    >>> import qpr_rules
    >>> qpr_rules.open(".").evaluate("Q3 2024/25").title
    'Q3 2024/25'
    """
    folder = Path(path)
    if not (folder / "qpr-rules.yaml").is_file():
        raise FileNotFoundError(f"there is no qpr-rules.yaml in {folder}")
    return Project(folder, allow_outside=allow_outside)

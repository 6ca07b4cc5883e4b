"""``qpr-rules chart``: one KPI's chart as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qpr_rules.cli.completion import kpi_ids
from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.options import area_option, as_known_on_option, project_options, quarter_option
from qpr_rules.cli.session import Session, lister, trouble
from qpr_rules.cli.writing import emitted, output_option, write_file


@click.command()
@click.argument("kpi", shell_complete=kpi_ids)
@output_option("Write the chart to a file ending in .svg or .png; without it, SVG is printed.")
@quarter_option
@area_option()
@as_known_on_option
@project_options
def chart(kpi: str, output: Path | None, quarter: str | None, area: str | None, **common: Any) -> int:
    """Draw one KPI's figures over time, with target, floor and ratings.

    PNG needs `pip install "qpr-rules[report]"`. What the chart shows is printed in words too: text to set
    beside the picture, for those who cannot see it.

    \b
    Example:
      qpr-rules chart EHCP-20W -o ehcp.svg --quarter "Q3 2024/25"
    """
    from qpr_rules.app.chart import chart as find
    from qpr_rules.app.chart import footing
    from qpr_rules.cli.refusals import definition_of, of_area, require_not_ours
    from qpr_rules.showing.chart.draw import Form
    from qpr_rules.showing.chart.draw import chart as draw
    from qpr_rules.showing.chart.words import description

    form = _form(output)
    session = Session(**common)
    report = session.report(quarter)
    require_not_ours(output, session.tree.root, report.declarations, report.results)
    definition = definition_of(report.declarations, kpi)
    found = of_area(find, report, definition.id, area)
    notes = footing(report, found)
    if output is None:
        emitted(draw(found, Form.FILE, notes=notes) + "\n", None)
    else:
        drawing = draw(found, Form.PAPER if form == ".png" else Form.FILE, notes=notes)
        write_file(output, _png(drawing) if form == ".png" else drawing.encode(), str(output))
        click.echo(description(found))
        if form == ".png":
            _say_what_no_font_has(drawing)
    errors = any(trouble(report))
    if errors:
        click.echo(f"There are errors in the declarations or results: `{lister(report)}` lists them.", err=True)
    return DIAGNOSTICS if errors else 0


def _form(output: Path | None) -> str:
    """The ending of the file. Refuses, as misuse, one that no chart has."""
    ending = output.suffix.lower() if output else ".svg"
    if ending not in (".svg", ".png"):
        raise click.BadParameter(f"a chart is written as .svg or .png, and `{output}` is neither.", param_hint="-o")
    return ending


def _png(drawing: str) -> bytes:
    from qpr_rules.showing.chart.picture import NoPictureError, png

    try:
        return png(drawing)
    except NoPictureError as error:
        raise click.UsageError(f"{error}. A chart as .svg needs nothing more.") from None


def _say_what_no_font_has(drawing: str) -> None:
    from qpr_rules.showing.chart.picture import without_font

    if missing := without_font(drawing):
        shown = missing[:20] + ("..." if len(missing) > 20 else "")
        click.echo(
            f"No font of this computer has {shown}: the picture has a box in the place of each. Install one that does, such "
            "as Noto Sans for that script, or write the chart as .svg, whose text is drawn where it is read.",
            err=True,
        )

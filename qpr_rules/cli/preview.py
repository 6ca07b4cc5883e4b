"""``qpr-rules preview``: the report in a browser, made anew with every change of a file."""

from __future__ import annotations

import gc
import threading
from typing import Any

import click

from qpr_rules.cli.completion import quarters
from qpr_rules.cli.options import as_known_on_option, project_options
from qpr_rules.cli.session import Session, lister
from qpr_rules.english import plural

_MOST = 50
"""Mistakes that a page lists; of more it gives the number."""


@click.command()
@click.argument("quarter", required=False, shell_complete=quarters)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; by default one that is free.")
@click.option("--open", "opened", is_flag=True, help="Open the page in the browser.")
@as_known_on_option
@project_options
def preview(quarter: str | None, port: int, opened: bool, **common: Any) -> int:
    """Serve the report to this computer while it is written, and make it anew when a file changes.

    The page loads itself again where scripting is on. What is wrong with the files stands above the report. Ctrl-C ends
    it. Nothing is written, and nobody else on the network can reach it.

    \b
    Example:
      qpr-rules preview "Q3 2024/25" --open
    """
    from qpr_rules.app.preview import LOOPBACK, Preview, serving

    gc.enable()  # this run is long
    session = Session(**common)
    session.report(quarter, "QUARTER")  # what is misuse ends here, and is not served
    wrong: list[int] = [0]

    def make(number: int) -> bytes:
        content, wrong[0] = _page(Session(**common), quarter, number)
        return content

    def made(number: int) -> None:
        if number > 1:
            said = plural(wrong[0], "mistake") if wrong[0] else "no mistakes"
            click.echo(f"Made again: {said}.")

    running = Preview(session.tree.root, make, made)
    try:
        server = serving(running, port)
    except OSError as error:
        raise click.ClickException(f"The port {port} cannot be used ({error.strerror}). Leave --port out.") from None
    address = f"http://{LOOPBACK}:{server.server_address[1]}/"
    click.echo(f"The report is at {address} (Ctrl-C ends this).")
    watching = threading.Thread(target=running.watch, daemon=True)
    watching.start()
    if opened:
        click.launch(address)
    try:
        server.serve_forever(poll_interval=0.2)
    finally:
        running.stop()
        server.server_close()
    return 0


def _page(session: Session, quarter: str | None, number: int) -> tuple[bytes, int]:
    """The page as the files are now, and how many mistakes it names."""
    from qpr_rules.app.check import check
    from qpr_rules.app.report import compose
    from qpr_rules.cli.hidden_said import hidden_said, in_short
    from qpr_rules.diagnostic import errors
    from qpr_rules.files import FileError
    from qpr_rules.showing.report.html import Live, preview, unmade

    wrong: tuple[str, ...] = ()
    try:
        found = errors(check(session.tree, today=session.today).diagnostics)
        wrong = tuple(map(in_short, found[:_MOST]))
        report = session.report(quarter, "QUARTER")
        if report.results.asked:  # a check asks nobody, and the report has
            found = (*found, *(each for each in errors(report.results.diagnostics) if each not in found))
            wrong = tuple(map(in_short, found[:_MOST]))
        if len(found) > _MOST:
            wrong = (*wrong, f"and {len(found) - _MOST:,} more: `{lister(report)}` lists them")
        said_of_hidden = hidden_said(report, session.today)
        wrong = (*wrong, *map(in_short, said_of_hidden))
        return preview(compose(report), Live(number, wrong)), len(found) + len(said_of_hidden)
    except (click.ClickException, FileError) as error:
        said = error.message if isinstance(error, click.ClickException) else str(error)
        return unmade(Live(number, (said, *wrong))), 1 + len(wrong)
    except Exception as error:  # the next change may be without it
        said = f"qpr-rules made a mistake ({type(error).__name__}: {error}). Please report it."
        return unmade(Live(number, (said, *wrong))), 1 + len(wrong)

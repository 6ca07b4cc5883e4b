"""The README's gallery: ``python -m tools.gallery`` writes docs/gallery/, pictures of what the shipped project gives.

The report is opened in a Chromium that is installed (in ``PATH`` as ``chromium``, ``google-chrome`` or ``msedge``), whose version
and fonts the pictures depend on. To show another part, add a line to ``PICTURES``.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import click

import qpr_rules
from qpr_rules.app.report import compose
from qpr_rules.showing.report.forms import show

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "docs" / "gallery"
QUARTER = "Q3 2024/25"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


class Picture(NamedTuple):
    """A part of the report's page as a window of this size shows it: one KPI, or the beginning where none is named."""

    across: int
    tall: int
    kpi: str = ""
    dark: bool = False


PICTURES = {
    "summary.png": Picture(1100, 760),
    "kpi.png": Picture(900, 752, "EHCP-20W"),
    "kpi-phone-dark.png": Picture(500, 640, "EHCP-20W", dark=True),
}
CHART = "chart.svg", "INVOICES-30"

_OVER = """\
<style>article[data-kpi="{kpi}"] {{ position: absolute; inset: 0 0 auto; z-index: 9; margin: 0; padding: 1.5rem; border: 0;
background: var(--paper); }} article[data-kpi="{kpi}"] h3 {{ margin-top: 0; }} html {{ overflow: hidden; }}</style></head>"""
"""Shows one KPI over the rest of the page."""


def browser() -> str:
    """The browser. Raises click.ClickException where there is none."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise click.ClickException(f"No Chromium was found; one of {', '.join(BROWSERS)} must be in PATH.")


def taken(picture: Picture, page: str, program: str) -> bytes:
    """The picture of a page, as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        shown, made = Path(folder) / "page.html", Path(folder) / "page.png"
        style = _OVER.format(kpi=picture.kpi) if picture.kpi else "</head>"
        shown.write_text(page.replace("</head>", style, 1), encoding="utf-8", newline="\n")
        scheme = ["--blink-settings=preferredColorScheme=0"] if picture.dark else []
        subprocess.run(
            [
                *(program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *scheme),
                *(f"--user-data-dir={folder}/profile", f"--window-size={picture.across},{picture.tall}"),
                *("--force-device-scale-factor=1", f"--screenshot={made}", shown.as_uri()),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return made.read_bytes()


@click.command()
def main() -> None:
    """Write every picture; the one that needs no browser first."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    project = qpr_rules.open(REPOSITORY)
    drawing, kpi = CHART
    (FOLDER / drawing).write_text(project.chart(kpi, QUARTER), encoding="utf-8", newline="\n")
    program, page = browser(), show("html", compose(project.evaluate(QUARTER))).decode()
    for name, picture in PICTURES.items():
        (FOLDER / name).write_bytes(taken(picture, page, program))
    kept = {*PICTURES, drawing}
    for old in FOLDER.iterdir():
        if old.name not in kept:
            old.unlink()
    size = sum(file.stat().st_size for file in FOLDER.iterdir())
    click.echo(f"{len(kept)} pictures in {FOLDER.as_posix()}, {size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()

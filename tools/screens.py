"""Every screen as a picture: ``python -m tools.screens`` writes docs/screens/*.svg and the README's excerpt.

Each command runs in this process as on a terminal of 80 and of 140 columns; what it prints is drawn on a light and on a
dark ground. The same files give the same bytes: fixed ids, no fonts from elsewhere, a fixed day. To show another command,
add a line to ``SCREENS``.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
from collections.abc import Iterator
from html import escape
from pathlib import Path
from unittest import mock

import click
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from qpr_rules.cli.main import main as run
from qpr_rules.cli.main import qpr_rules

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "docs" / "screens"
TODAY = "2025-02-03"
"""The day on which the screens are made, whatever day it is."""

SCREENS = {
    "help": "--help",
    "check": "check",
    "check-mistakes": "check --project tests/mistaken",
    "exceptions": "exceptions",
    "exceptions-by-owner": "exceptions --by owner --section governance-and-law",
    "summary": "summary",
    "explain": "explain EHCP-20W",
    "chart": "chart --help",
    "commentary": 'commentary new "Q3 2024/25"',
    "report": "report --help",
    "preview": "preview --help",
    "impact": "impact --project examples/review/after --against examples/review/before",
    "what-if": "what-if EHCP-20W --target 58 --floor 40 --from 2024-10 --add 2025-01=130/260 --repeat-last 2 --periods 9",
    "show": "show EHCP-20W",
    "calendar": "calendar --section education-and-skills --from 2024-10",
    "compare": "compare VISITS --area EAST --project examples/areas",
    "explain-parts": "explain REVIEWS --project examples/areas",
    "evaluate": "evaluate",
    "publish": "publish --help",
    "verify": "verify",
    "init": "init --help",
    "new": "new --help",
    "schema": "schema",
    "codes": "codes QPR204",
    "test-coverage": "test --coverage",
    "test-failing": "test tests/failing",
    "test-suggest": "test --suggest EHCP-20W",
    "list": "list",
    "results": "results",
    "revisions": "revisions --project examples/revised",
}
"""Each picture's name and the command it shows."""

WIDTHS = (80, 140)
_MARKS = "<!-- screen: exceptions -->", "<!-- end of screen -->"
_EXCERPT_ENDS = "Concern"

_ANSI = [
    (0, 0, 0),
    (198, 40, 40),
    (0, 136, 0),
    (172, 101, 0),
    (34, 119, 204),
    (130, 80, 160),
    (0, 130, 130),
    (118, 118, 118),
]
THEMES = {
    "light": TerminalTheme((255, 255, 255), (31, 35, 40), _ANSI),
    "dark": TerminalTheme((22, 27, 34), (230, 237, 243), _ANSI),
}

_SVG = """\
<svg class="rich-terminal" xml:space="preserve" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="@title@">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 18px; font-weight: bold; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def printed(command: str, width: int, *, colour: bool) -> str:
    """What a command prints in the repository on a terminal of so many columns, as text with escape codes or without."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    wanted = {"COLUMNS": str(width), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    wanted["FORCE_COLOR" if colour else "NO_COLOR"] = "1"
    arguments = shlex.split(command)
    told = qpr_rules.get_command(click.Context(qpr_rules), arguments[0])
    if told and any("--today" in each.opts for each in told.params):
        arguments += ["--today", TODAY]
    with (
        mock.patch.dict(os.environ, wanted),
        contextlib.chdir(REPOSITORY),
        contextlib.redirect_stdout(stream),
        contextlib.suppress(SystemExit),
    ):
        if not colour:
            os.environ.pop("FORCE_COLOR", None)
        run(arguments)
    stream.flush()
    return stream.buffer.getvalue().decode()


def pictures() -> Iterator[tuple[str, str]]:
    """Each picture's file name and its SVG."""
    for name, command in SCREENS.items():
        for width in WIDTHS:
            text = _as_a_terminal_breaks(Text.from_ansi(printed(command, width, colour=True).rstrip("\n")), width)
            for ground, theme in THEMES.items():
                yield f"{name}-{width}-{ground}.svg", _drawn(text, width, theme, name, f"qpr-rules {command}")


def _as_a_terminal_breaks(text: Text, width: int) -> Text:
    """Lines longer than the terminal go on in the next row."""
    rows = [row for line in text.split("\n") for row in line.divide(range(width, line.cell_len, width))]
    return Text("\n").join(rows)


def _drawn(text: Text, width: int, theme: TerminalTheme, name: str, title: str) -> str:
    console = Console(file=io.StringIO(), record=True, width=width, color_system="truecolor", force_terminal=True)
    console.print(text, soft_wrap=False, overflow="ignore", no_wrap=True, crop=False)
    return console.export_svg(
        title=title, theme=theme, code_format=_SVG.replace("@title@", escape(title)), unique_id=name
    )


def excerpt() -> str:
    """The README's excerpt: the exceptions at 80 columns, without colour, as far as the urgent ones go."""
    lines = printed("exceptions", 80, colour=False).splitlines()
    end = next(number for number, line in enumerate(lines) if line.startswith(_EXCERPT_ENDS))
    return "\n".join(["$ qpr-rules exceptions", *lines[: end + 1], "..."])


def readme(text: str) -> str:
    """The README with the excerpt between its marks."""
    before, rest = text.split(_MARKS[0])
    _, after = rest.split(_MARKS[1])
    return f"{before}{_MARKS[0]}\n```text\n{excerpt()}\n```\n{_MARKS[1]}{after}"


@click.command()
@click.option(
    "--to", type=click.Path(path_type=Path), help="Write the pictures to this folder, and leave README.md be."
)
def main(to: Path | None) -> None:
    """Write every picture and the excerpt, and remove pictures that no longer have a line."""
    folder = to or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    made = dict(pictures())
    for name, svg in made.items():
        (folder / name).write_text(svg, encoding="utf-8", newline="\n")
    for old in folder.glob("*.svg"):
        if old.name not in made:
            old.unlink()
    if to is None:
        page = REPOSITORY / "README.md"
        page.write_text(readme(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    click.echo(f"{len(made)} pictures in {folder.as_posix()}" + ("" if to else ", and the README's excerpt"))


if __name__ == "__main__":
    main()

"""The group of commands, loaded by name: ``--help`` imports click and little else."""

from __future__ import annotations

import atexit
import errno
import gc
import io
import os
import sys
from importlib import import_module
from typing import Any

import click

from qpr_rules import __version__
from qpr_rules.cli.exits import DIAGNOSTICS, INTERRUPTED, OUR_BUG

COMMANDS = {
    "check": ("qpr_rules.cli.check:check", "Check definitions, settings, rules, commentary and the form of results."),
    "test": ("qpr_rules.cli.test:test", "Run the cases that test the rules, or suggest some."),
    "exceptions": ("qpr_rules.cli.exceptions:exceptions", "Print what needs attention this quarter, and why."),
    "summary": ("qpr_rules.cli.summary:summary", "Print the headline, the counts by section, and what moved."),
    "commentary": ("qpr_rules.cli.commentary:commentary", "Start a quarter's commentary: what needs a word, and why."),
    "report": (
        "qpr_rules.cli.report:report",
        "Write the quarter's report: a paper to publish, or a file for programs.",
    ),
    "preview": ("qpr_rules.cli.preview:preview", "Serve the report while it is written: made anew with every change."),
    "impact": (
        "qpr_rules.cli.impact:impact",
        "Say which ratings a change of the rules moves, and whether it made one easier.",
    ),
    "what-if": ("qpr_rules.cli.what_if:what_if", "Show the ratings that another rule, or results to come, would give."),
    "show": ("qpr_rules.cli.show:show", "Read a rule back in sentences, with its standards over the years."),
    "calendar": (
        "qpr_rules.cli.calendar:calendar",
        "Show which standards start, end or are missing over the coming year.",
    ),
    "explain": ("qpr_rules.cli.explain:explain", "Print one figure and how it came about."),
    "chart": ("qpr_rules.cli.chart:chart", "Draw one KPI's figures over time, with target, floor and ratings."),
    "compare": ("qpr_rules.cli.compare:compare", "Rank the areas of one KPI, and place one among its neighbours."),
    "evaluate": ("qpr_rules.cli.evaluate:evaluate", "Print one row for each KPI and area, for people or programs."),
    "publish": (
        "qpr_rules.cli.publish:publish",
        "Freeze a quarter's ratings with everything that they were made from.",
    ),
    "verify": ("qpr_rules.cli.verify:verify", "Prove what has been published, or show each difference."),
    "init": ("qpr_rules.cli.init:init", "Make a small project that works, to start from."),
    "new": ("qpr_rules.cli.new:new", "Ask for a new KPI, a question at a time, and write its file."),
    "schema": (
        "qpr_rules.cli.schema:schema",
        "Print a schema, for editors that complete and check files as they are written.",
    ),
    "codes": ("qpr_rules.cli.codes:codes", "Print the manual of what check can find: every code, or the page of one."),
    "list": ("qpr_rules.cli.listing:listing", "List the definitions."),
    "results": (
        "qpr_rules.cli.results:results",
        "List the results that were read: periods, gaps, markers, rows refused.",
    ),
    "revisions": (
        "qpr_rules.cli.revisions:revisions",
        "List the results that were revised, and the verdicts that each revision changed.",
    ),
}
"""Each command: where it lives, and its line in the help."""


class ReaderLeftError(Exception):
    """Whoever read our output has gone (`| head`)."""


class LazyGroup(click.Group):
    """Commands are names and places: listing them imports nothing."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. A broken pipe is ours to end, in silence and with 0: click would end it with 1."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except OSError as error:
            # Windows says that the argument, the closed pipe, is invalid.
            if isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL):
                raise ReaderLeftError from error
            raise
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; a misspelt one is answered with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from qpr_rules.cli.refusals import did_you_mean

            hint = did_you_mean(args[0], COMMANDS, f"The commands are {', '.join(COMMANDS)}.")
            ctx.fail(f"There is no command `{args[0]}`. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, from their lines."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="qpr-rules")
def qpr_rules() -> None:
    """KPI rules as code: check the declarations, rate the results, and print what needs attention.

    \b
    Example:
      qpr-rules check
      qpr-rules exceptions --quarter "Q3 2024/25"
    """


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit with a code of ``exits``; a traceback is never a user's answer."""
    # A run is short, and its nouns make no circles: looking for some among a million rows would double the time.
    gc.disable()
    atexit.register(gc.freeze)  # nor at its end, where Python looks once more
    _lose_no_character()
    try:
        # click reports misuse itself; what a command returns is its exit code.
        result: Any = qpr_rules.main(args=args, prog_name="qpr-rules", standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(INTERRUPTED)
    except ReaderLeftError:
        _say_no_more()
        sys.exit(0)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            _say_no_more()
            click.echo(f"Error: The output cannot be written ({error.strerror}).", err=True)
            sys.exit(DIAGNOSTICS)
        _report_bug(error, debug="--debug" in (sys.argv if args is None else args))


def _lose_no_character() -> None:
    """A console or a file of a legacy code page gets the nearest that it can carry: no command fails for a name's sake."""
    from qpr_rules.showing.legacy import SPELT

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=SPELT)


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What the system says where a disk is full or fails; a command that writes a file says so itself, with its name."""


def _say_no_more() -> None:
    """Nothing is left to say, not even at shutdown, when Python would try to write what it still holds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_bug(error: Exception, *, debug: bool) -> None:
    """One line that names a saved traceback (``--debug`` prints it)."""
    import tempfile
    import traceback

    if debug:
        traceback.print_exc()
        sys.exit(OUR_BUG)
    try:
        with tempfile.NamedTemporaryFile(
            "w", suffix=".txt", prefix="qpr-rules-", delete=False, encoding="utf-8"
        ) as file:
            traceback.print_exception(error, file=file)
        where = f"with {file.name}"
    except OSError:
        where = "with what --debug prints"
    click.echo(f"qpr-rules made a mistake ({type(error).__name__}). Please report it, {where}", err=True)
    sys.exit(OUR_BUG)

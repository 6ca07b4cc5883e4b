"""``qpr-rules new``: a new definition, a question at a time; every answer has a flag as well."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.findings import show_findings
from qpr_rules.cli.options import project_options
from qpr_rules.cli.refusals import did_you_mean, settings_of
from qpr_rules.cli.session import Session
from qpr_rules.cli.writing import write_file
from qpr_rules.english import capital

if TYPE_CHECKING:
    from qpr_rules.app.starting import Question
    from qpr_rules.files import Folder

KEYS = {
    "name": "What it is called, as the report prints it.",
    "id": "The short id that results and commentary use.",
    "section": "The section of the report it stands in.",
    "owner": "The post that answers for it.",
    "kind": "What is reported: ratio (two numbers), count, or value.",
    "numerator": "What is counted or measured, in words.",
    "denominator": "Out of what, in words; only for a ratio.",
    "unit": "The unit of the figure, such as percent.",
    "polarity": "Which way is better: higher, lower or stay-close.",
    "frequency": "How often results arrive: month, quarter or year.",
    "window": 'What one figure is made of, such as "12 months".',
    "target": 'The target; for stay-close a range: "17.5 to 22.5".',
    "floor": "The floor standard.",
    "decimals": "How many decimal places are printed.",
    "description": "What else a reader should know.",
}
"""The questions, in order; each is an option too."""

Command = TypeVar("Command", bound=Callable[..., Any])


def answers_as_options(command: Command) -> Command:
    """An option for each question."""
    for key, answers in reversed(KEYS.items()):
        command = click.option(f"--{key}", metavar="TEXT", help=answers)(command)
    return command


@click.command()
@answers_as_options
@click.option("--yes", is_flag=True, help="Take the defaults of what is not given, and write without asking.")
@project_options
def new(yes: bool, **given: Any) -> int:
    """Ask for a new KPI, a question at a time, show its YAML, and write it.

    Type ? at any question for more about it. Ctrl-C stops, and nothing is written.

    \b
    Example:
      qpr-rules new
      qpr-rules new --name "Bins collected on the day" --target 98 --floor 95
    """
    from qpr_rules.app.check import check
    from qpr_rules.app.starting import definition_file, definition_text, questions
    from qpr_rules.diagnostic import errors
    from qpr_rules.files import Overlay

    options = {key: given.pop(key) for key in KEYS}
    session = Session(**given)
    declarations = session.declarations()
    settings = settings_of(declarations)
    answers: dict[str, str] = {}
    for question in questions(declarations):
        if question.asked(answers):
            answers[question.key] = _answer(question, answers, options[question.key], yes)
    file = definition_file(answers, settings.definitions)
    if session.tree.list(file):
        raise click.ClickException(f"{file} is there already; nothing was written.")
    text = definition_text(answers, _schema(session.tree, file))
    click.echo(f"\n{file}\n")
    click.echo("".join(f"  {line}\n" for line in text.splitlines()))
    found = check(Overlay(session.tree, {file: text.encode()}), [file], today=session.today).diagnostics
    show_findings(found, {file: text})
    if errors(found):
        raise click.ClickException("Nothing was written.")
    if not yes and not click.confirm("Write it?", default=True):
        click.echo("Nothing was written.")
        return DIAGNOSTICS
    write_file(session.tree.root / file, text.encode(), file, folders=True)
    click.echo(
        f"{file} written. Put its results into a file under `results`, with `{answers['id']}` in the column kpi."
    )
    return 0


def _answer(question: Question, answers: Mapping[str, str], given: str | None, yes: bool) -> str:
    """The answer that was given, the default, or what the person types; whatever it is, it passes the question's check."""
    choices, default = dict(question.choices(answers)), question.default(answers)
    if given is None and yes and (default or question.optional):
        given = default
    if given is not None:
        answer, wrong = _accepted(question, answers, given, choices)
        if wrong:
            if choices:
                wrong += f"{'' if wrong.endswith('?') else '.'} They are {', '.join(choices)}. {question.more}"
            raise click.BadParameter(wrong, param_hint=f"--{question.key}")
        return answer
    if yes:
        raise click.UsageError(f"With --yes, --{question.key} must be given: {question.ask}")
    click.echo()
    click.echo(click.style(question.ask, bold=True))
    for number, (word, meaning) in enumerate(choices.items(), 1):
        click.echo(f"  {number:>2}  {word}" + (f"  ({meaning})" if meaning else ""))
    while True:
        typed = click.prompt(
            "", default=default or ("" if question.optional else None), prompt_suffix="> ", show_default=bool(default)
        )
        if typed.strip() == "?":
            click.echo(question.more or "Choose one of the words above, by its number or by itself.")
            continue
        answer, wrong = _accepted(question, answers, typed, choices)
        if not wrong:
            return answer
        click.echo(f"{capital(wrong)}.")


def _accepted(
    question: Question, answers: Mapping[str, str], typed: str, choices: Mapping[str, str]
) -> tuple[str, str | None]:
    """The answer meant by what was typed, and what is wrong with it."""
    answer = " ".join(typed.split())
    if not answer:
        return "", None if question.optional else "an answer is needed here"
    if choices:
        words = list(choices)
        if answer.isdigit() and 1 <= int(answer) <= len(words) and answer not in words:
            return words[int(answer) - 1], None
        meant = [word for word in words if answer.casefold() in (word.casefold(), choices[word].casefold())]
        if not meant:
            hint = did_you_mean(answer, words, "")
            return "", f"`{answer}` is none of them" + (f"; {hint[0].lower()}{hint[1:]}" if hint else "")
        return meant[0], None
    return answer, question.check(answer, answers)


def _schema(tree: Folder, file: str) -> str:
    """The way from the file to the schema, if the project has it beside it."""
    if not tree.list("schemas/kpi.schema.json"):
        return ""
    return os.path.relpath("schemas/kpi.schema.json", PurePosixPath(file).parent).replace(os.sep, "/")

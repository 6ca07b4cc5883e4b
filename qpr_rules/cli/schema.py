"""``qpr-rules schema``: what an editor needs to complete and check the files as they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from qpr_rules.cli.findings import wrapped
from qpr_rules.cli.options import project_options
from qpr_rules.cli.refusals import did_you_mean
from qpr_rules.cli.session import Session
from qpr_rules.cli.writing import emitted, output_option


@click.command()
@click.argument("name", required=False)
@click.option(
    "--with-owners",
    is_flag=True,
    help="Make this project's owners, sections, KPIs and rules the words that may be written.",
)
@output_option()
@project_options
def schema(name: str | None, with_owners: bool, output: Path | None, **common: Any) -> None:
    """Print the JSON Schema of one kind of file, or the names of all kinds.

    An editor that is told of it (in VS Code, the first line of a file can name it) completes keys and words, explains
    them, and marks mistakes as they are typed.

    \b
    Example:
      qpr-rules schema kpi
      qpr-rules schema kpi --with-owners -o .vscode/kpi.schema.json
    """
    from qpr_rules.app.schema import names, with_choices
    from qpr_rules.app.schema import schema as shipped_schema

    if name is None:
        if with_owners or output:
            raise click.UsageError(f"Name a kind of file: {', '.join(names())}.")
        for each in names():
            for number, line in enumerate(wrapped(str(shipped_schema(each)["description"]), indent=13)):
                click.echo(f"{'' if number else each:<12} {line}")
        return
    if name not in names():
        hint = did_you_mean(name, names(), f"There are: {', '.join(names())}.")
        raise click.UsageError(f"There is no schema `{name}`. {hint}")
    session = Session(**common, looking=not with_owners)
    declarations = session.declarations() if session.is_project and (with_owners or output) else None
    if output is not None and declarations is not None:
        from qpr_rules.cli.refusals import require_not_ours

        require_not_ours(output, session.tree.root, declarations)
    found = with_choices(name, declarations) if with_owners and declarations else shipped_schema(name)
    emitted(json.dumps(found, ensure_ascii=False, indent=2) + "\n", output)
    if output is not None:
        click.echo(f"{output} written. Begin each file with:  # yaml-language-server: $schema={output.as_posix()}")

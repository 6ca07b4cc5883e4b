"""The reference, made from what it describes: ``python -m tools.reference`` writes pages of docs/reference/.

``keys.md`` comes from the schemas, ``commands.md`` from the commands' own help, ``codes.md`` from the pages of the codes,
which it links to. A test compares the pages with what would be written now.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from qpr_rules.app.schema import schema
from qpr_rules.checking.pages import pages
from qpr_rules.cli.main import COMMANDS, qpr_rules

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "docs" / "reference"
WIDTH = 88
"""Columns of the help as it is printed here."""

FILES = {
    "settings": "`qpr-rules.yaml`",
    "owners": "`owners.yaml`",
    "areas": "`areas.yaml`",
    "kpi": "A definition: `kpi_definitions/*.yaml`",
    "cases": "Cases that test a rule: `*.cases.yaml`",
    "rules": "Exception rules: `rules/*.yaml`",
    "commentary": "Commentary on a quarter: `commentary/2024-25-Q3.yaml`",
}
"""The files that people write, by the name of their schema, in the order in which they are met."""

_MADE = "<!-- Made by `python -m tools.reference`; change what it is made from instead. -->"


def keys() -> str:
    """Every key of every file: what it means, what may stand there, what holds where it is left out."""
    lines = [
        "# Keys of every file",
        "",
        _MADE,
        "",
        "An editor that knows the schemas shows the same as you type: `qpr-rules schema`.",
        "",
    ]
    for name, title in FILES.items():
        whole = schema(name)
        lines += [
            f"## {title}",
            "",
            whole["description"],
            "",
            "| key | what it is | what may be written |",
            "| --- | --- | --- |",
        ]
        lines += _rows(whole, whole, "", name)
        lines.append("")
    return "\n".join(lines)


def _rows(tree: dict[str, Any], whole: dict[str, Any], path: str, name: str) -> Iterator[str]:
    """The rows of an object's keys, each followed by those of what stands under it."""
    required = set(tree.get("required", []))
    for key, given in tree.get("properties", {}).items():
        if not isinstance(given, dict):
            continue
        each = _resolved(given, whole)
        if path == "when." or (name == "rules" and path.endswith("when.")):
            continue
        must = " (required)" if key in required else ""
        default = f" Otherwise {_value(each['default'])}." if each.get("default", "") != "" else ""
        yield f"| `{path}{key}`{must} | {_cell(each.get('description', ''))}{default} | {_cell(_may(each))} |"
        yield from _below(each, whole, f"{path}{key}", name)
    extra = tree.get("additionalProperties")
    if isinstance(extra, dict):
        each = _resolved(extra, whole)
        word = "*id*" if not path else "*name*"
        if each.get("properties"):
            yield from _rows(each, whole, f"{path}{word}.".replace("*", ""), name)


def _below(each: dict[str, Any], whole: dict[str, Any], path: str, name: str) -> Iterator[str]:
    if name == "rules" and path.endswith("when"):
        yield f"| `{path}.`field | Any field of an evaluation: [fields](fields.md). | a word, a list of words, or limits |"
        return
    for part in (each, each.get("then", {})):
        if isinstance(part, dict) and part.get("properties"):
            yield from _rows(part, whole, f"{path}.", name)
    extra = each.get("additionalProperties")
    if isinstance(extra, dict):
        yield from _rows(_resolved(extra, whole), whole, f"{path}.name.", name)
    items = each.get("items")
    if isinstance(items, dict):
        items = items.get("else", items)  # an entry that is a text, or else a group
    if isinstance(items, dict) and items.get("properties"):
        yield from _rows(_resolved(items, whole), whole, f"{path}[].", name)


def _resolved(given: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    reference = given.get("$ref")
    if reference is None:
        return given
    target: dict[str, Any] = whole["$defs"][reference.removeprefix("#/$defs/")]
    return {**target, **{key: value for key, value in given.items() if key != "$ref"}}


def _may(each: dict[str, Any]) -> str:
    """What may be written, in words."""
    if "const" in each:
        return _value(each["const"])
    if "enum" in each:
        return ", ".join(_value(word) for word in each["enum"] if word not in (True, False, ""))
    kinds = {
        "string": "text",
        "object": "a group",
        "array": "a list",
        "number": "a number",
        "integer": "a whole number",
        "boolean": "yes or no",
    }
    given = each.get("type", [])
    words = [kinds[kind] for kind in ([given] if isinstance(given, str) else given) if kind != "null"]
    said = " or ".join(words)
    if "examples" in each and "string" in given:
        said += f", such as {_value(each['examples'][0])}"
    return said


def _value(value: Any) -> str:
    return f"`{value}`" if isinstance(value, str) else f"`{json.dumps(value, ensure_ascii=False)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def commands() -> str:
    """The help of every command, as it is printed."""
    ends = (
        "Exit codes: 0 fine; 1 mistakes in the files; 2 the command was misused, or nothing matched; 3 exceptions, where "
        "`--fail-on` asks; 70 a mistake of the tool itself; 130 stopped."
    )
    lines = ["# Commands", "", _MADE, "", ends, ""]
    wide: dict[str, Any] = {**qpr_rules.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    group = click.Context(qpr_rules, info_name="qpr-rules", **wide)
    for name in COMMANDS:
        command = qpr_rules.get_command(group, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=group, **wide)
        lines += [f"## {name}", "", "```text", command.get_help(context).rstrip(), "```", ""]
        for within, each in command.commands.items() if isinstance(command, click.Group) else ():
            inner = click.Context(each, info_name=within, parent=context, **wide)
            lines += [f"### {name} {within}", "", "```text", each.get_help(inner).rstrip(), "```", ""]
    return "\n".join(lines)


def codes() -> str:
    """Every code with its sentence, each linked to its page."""
    about = (
        "`qpr-rules codes CODE` prints a page in the terminal. Each page has a wrong example and the right one, and both "
        "are tested."
    )
    lines = ["# What check can find", "", _MADE, "", about, ""]
    for group, members in groupby(pages().values(), key=lambda page: page.group):
        lines += [f"## {group}", "", "| code | | what it is about |", "| --- | --- | --- |"]
        lines += [
            f"| [{page.code}](../../qpr_rules/checking/codes/{page.code}.md) {page.slug} | {page.severity} | {_cell(page.summary)} |"
            for page in members
        ]
        lines.append("")
    return "\n".join(lines)


PAGES = {"keys.md": keys, "commands.md": commands, "codes.md": codes}


def main() -> None:
    """Write the pages."""
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), encoding="utf-8", newline="\n")
    print(f"{len(PAGES)} pages in docs/reference", file=sys.stderr)


if __name__ == "__main__":
    main()

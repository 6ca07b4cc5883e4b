"""Whole commands as a user waits for them: starting, ``check`` and ``exceptions`` on the shipped set."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.timing import command, interleaved, table

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 21


def _script(name: str) -> str | None:
    """The command of this name beside the running Python, if it is installed."""
    beside = Path(sys.executable).parent
    return next((str(found) for found in (beside / name, beside / f"{name}.exe") if found.is_file()), None)


def _ours(*arguments: str) -> Callable[[], None]:
    script = _script("qpr-rules")
    start = [script] if script else [sys.executable, "-m", "qpr_rules"]
    return command([*start, *arguments], folder=ROOT)


_IMPORT_CLICK = command([sys.executable, "-c", "import click"])
"""What any command of ours must pay: the yardstick of a machine."""


def _shown(contenders: dict[str, Callable[[], None]], against: str, limit: str) -> str:
    taken = interleaved(contenders, ROUNDS)
    rows = [[name, f"{took * 1000:,.0f} ms", f"{took / taken[against]:.2f}"] for name, took in taken.items()]
    return f"{table(['command', 'median', f'against {against}'], rows)}\n\n{limit}"


def start() -> str:
    """``--help`` beside a process that only imports click."""
    contenders = {
        "qpr-rules --help": _ours("--help"),
        "python, import click": _IMPORT_CLICK,
        "python, nothing": command([sys.executable, "-c", "pass"]),
    }
    return _shown(contenders, "python, import click", "Aim: `--help` within 2 times `import click`.")


def check() -> str:
    """``check`` on the shipped files, and two well-known checkers of YAML on the same definitions."""
    definitions = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "kpi_definitions").rglob("*.yaml"))
    contenders = {"qpr-rules check": _ours("check"), **_checkers(definitions), "python, import click": _IMPORT_CLICK}
    more = "ours also reads settings, owners, rules, commentary and every result"
    limit = f"{len(definitions)} definitions; {more}. Aim: 110 ms where `import click` takes 42, so 2.6 times that."
    return _shown(contenders, "python, import click", limit)


def _checkers(files: Sequence[str]) -> dict[str, Callable[[], None]]:
    options = {
        "check-jsonschema": ["--schemafile", "schemas/kpi.schema.json"],
        "yamllint": ["-d", "relaxed"],
    }
    # They may find fault with a file; what is timed is the looking.
    return {
        name: command([script, *options[name], *files], folder=ROOT, expected=(0, 1))
        for name in options
        if (script := _script(name))
    }


def exceptions() -> str:
    """``exceptions`` on the shipped set: everything from reading YAML and CSV to the table."""
    contenders = {
        "qpr-rules exceptions": _ours("exceptions"),
        "python, import numpy": command([sys.executable, "-c", "import numpy"]),
        "python, import click": _IMPORT_CLICK,
    }
    aim = "Aim: 400 ms where `import click` takes 42, so 9.5 times that."
    return _shown(contenders, "python, import click", aim)

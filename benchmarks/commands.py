"""Whole commands as a user waits for them: starting, ``check`` and ``exceptions``, on the shipped set and on large ones."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import definitions
from benchmarks.timing import command, interleaved, table

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 21

IMPORT_CLICK = "python, import click"
"""What any command of ours must pay: the yardstick of a machine."""

YARDSTICK = 0.042
"""Seconds that took where the aims were set; an aim in seconds is scaled by what it takes here."""

SIZES = {40: (15, 0.1, 3), 1_000: (7, 0.3, 5), 10_000: (3, 2.0, 6)}
"""Definitions: rounds, the most seconds ``check`` may take, and how many times faster than check-jsonschema it should be."""


def _script(name: str) -> str | None:
    """The command of this name beside the running Python, if it is installed."""
    beside = Path(sys.executable).parent
    return next((str(found) for found in (beside / name, beside / f"{name}.exe") if found.is_file()), None)


def _ours(*arguments: str, folder: Path = ROOT, expected: Sequence[int] = (0,)) -> Callable[[], None]:
    script = _script("qpr-rules")
    start = [script] if script else [sys.executable, "-m", "qpr_rules"]
    return command([*start, *arguments], folder=folder, expected=expected)


def _python(code: str) -> Callable[[], None]:
    return command([sys.executable, "-c", code])


def _shown(taken: dict[str, float], aims: dict[str, float]) -> str:
    """A table against the yardstick, and for each aim (in times the yardstick) whether it is met."""
    yardstick = taken[IMPORT_CLICK]
    rows = [[name, f"{took * 1000:,.0f} ms", f"{took / yardstick:.2f}"] for name, took in taken.items()]
    said = [
        f"`{name}`: {taken[name] / yardstick:.1f} times; aim at most {most:.1f}: {_met(taken[name] <= most * yardstick)}."
        for name, most in aims.items()
    ]
    return "\n".join([table(["command", "median", f"against {IMPORT_CLICK}"], rows), "", *said])


def _met(met: bool) -> str:
    return "met" if met else "**not met**"


def start() -> str:
    """``--help`` beside a process that only imports click."""
    contenders = {
        "qpr-rules --help": _ours("--help"),
        IMPORT_CLICK: _python("import click"),
        "python, nothing": _python("pass"),
    }
    return _shown(interleaved(contenders, ROUNDS), {"qpr-rules --help": 2.0})


def check() -> str:
    """``check`` on the shipped files, and well-known checkers of YAML on the same definitions."""
    files = definitions.files(ROOT)
    contenders = {
        "qpr-rules check": _ours("check", expected=(0, 1)),
        **_checkers(ROOT, files),
        IMPORT_CLICK: _python("import click"),
    }
    more = "ours also reads settings, owners, rules, commentary, cases and every result"
    said = _shown(interleaved(contenders, ROUNDS), {"qpr-rules check": 0.11 / YARDSTICK})
    return f"{len(files)} definitions; {more}.\n\n{said}"


def scale() -> str:
    """``check`` on projects of 40, 1,000 and 10,000 definitions, without and with mistakes in them."""
    headings, said = ["command"], list[str]()
    cells: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as root:
        for number, (rounds, most, faster) in SIZES.items():
            right = definitions.project(Path(root), ROOT, number, mistakes=False)
            wrong = definitions.project(Path(root), ROOT, number, mistakes=True)
            ours, spoilt = "qpr-rules check", "qpr-rules check, mistakes in 2%"
            contenders = {
                ours: _ours("check", folder=right),
                spoilt: _ours("check", folder=wrong, expected=(1,)),
                **_checkers(right, definitions.files(right)),
                IMPORT_CLICK: _python("import click"),
            }
            taken = interleaved(contenders, rounds)
            headings += [f"{number:,}", "it / ours"]
            for name, took in taken.items():
                cells.setdefault(name, [name]).extend([f"{took * 1000:,.0f} ms", f"{took / taken[ours]:.1f}"])
            here = most * taken[IMPORT_CLICK] / YARDSTICK
            said += [
                f"- {number:,} definitions, `{name}`: {taken[name]:.2f} s; aim {most} s where `import click` takes "
                f"{YARDSTICK * 1000:.0f} ms, so {here:.2f} s in this run: {_met(taken[name] <= here)}."
                for name in (ours, spoilt)
            ]
            if (peer := taken.get("check-jsonschema")) is not None:
                times = peer / taken[ours]
                said.append(f"- {times:.1f} times as fast as check-jsonschema; aim {faster}: {_met(times >= faster)}.")
    return "\n".join([table(headings, list(cells.values())), "", *said])


def _checkers(folder: Path, files: Sequence[str]) -> dict[str, Callable[[], None]]:
    """The checkers that are installed. They may find fault with a file; what is timed is the looking."""
    schema = str(ROOT / "schemas" / "kpi.schema.json")
    found = {
        "check-jsonschema": [_script("check-jsonschema"), "--schemafile", schema, *files],
        "yamllint": [_script("yamllint"), "-d", "relaxed", *files],
        "ajv-cli": [
            _ajv(),
            "validate",
            "--spec=draft2020",
            "--strict=false",
            "-s",
            schema,
            "-d",
            f"{definitions.FOLDER}/**/!(*.cases).yaml",
        ],
    }
    return {
        name: command([str(word) for word in words], folder=folder, expected=(0, 1))
        for name, words in found.items()
        if words[0] is not None
    }


def _ajv() -> str | None:
    name = "ajv.cmd" if os.name == "nt" else "ajv"
    found = ROOT / "benchmarks" / "node" / "node_modules" / ".bin" / name
    return str(found) if found.exists() else None


def exceptions() -> str:
    """``exceptions`` on the shipped set: everything from reading YAML and CSV to the table."""
    contenders = {
        "qpr-rules exceptions": _ours("exceptions"),
        "python, import numpy": _python("import numpy"),
        IMPORT_CLICK: _python("import click"),
    }
    return _shown(interleaved(contenders, ROUNDS), {"qpr-rules exceptions": 0.4 / YARDSTICK})


def report() -> str:
    """The report of the shipped set, and of 300 KPIs: everything from reading YAML and CSV to a file with its charts."""
    with tempfile.TemporaryDirectory() as root:
        many = definitions.reported(Path(root), ROOT, 300)
        page, document, pages = (str(Path(root) / f"report{ending}") for ending in (".html", ".docx", ".pdf"))
        contenders = {
            "qpr-rules report, the shipped set": _ours("report", "-o", page),
            "qpr-rules report, 300 KPIs": _ours("report", "-o", page, folder=many),
            "qpr-rules report for Word, the shipped set": _ours("report", "-o", document),
            "qpr-rules report as PDF, the shipped set": _ours("report", "-o", pages),
            "qpr-rules exceptions, the shipped set": _ours("exceptions"),
            IMPORT_CLICK: _python("import click"),
        }
        shipped, all_300, word, pdf, *_ = contenders
        aims = dict.fromkeys((all_300, word, pdf), 3.0 / YARDSTICK) | {shipped: 1.0 / YARDSTICK}
        return _shown(interleaved(contenders, 7), aims)


def impact() -> str:
    """``impact`` on the shipped set: two versions of its rules, evaluated over every quarter and compared."""
    with tempfile.TemporaryDirectory() as folder:
        earlier = Path(folder) / "earlier"
        for name in ("kpi_definitions", "rules", "results", "commentary"):
            shutil.copytree(ROOT / name, earlier / name)
        for name in ("qpr-rules.yaml", "owners.yaml"):
            shutil.copy(ROOT / name, earlier / name)
        foi = earlier / definitions.FOLDER / "governance-and-law" / "foi-20.yaml"
        foi.write_text(foi.read_text("utf-8").replace("floor: 85", "floor: 80"), "utf-8", newline="\n")
        contenders = {
            "qpr-rules impact": _ours("impact", "--against", str(earlier), expected=(0, 1)),
            "qpr-rules exceptions": _ours("exceptions"),
            IMPORT_CLICK: _python("import click"),
        }
        return _shown(interleaved(contenders, ROUNDS), {"qpr-rules impact": 1.0 / YARDSTICK})

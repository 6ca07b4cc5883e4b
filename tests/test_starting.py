"""Fast to start: what a command imports is looked up, not timed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"yaml", "jsonschema", "jsonschema_rs", "rich", "numpy"}

_RUN = """
import sys
before = set(sys.modules)
from qpr_rules.cli.main import main
code = 0
try:
    main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print("LOADED", code, *sorted({name.partition(".")[0] for name in set(sys.modules) - before}), file=sys.stderr)
"""


def loaded(*arguments: str, cwd: Path) -> tuple[int, set[str], str]:
    """Exit code, top-level packages in memory at the end, and output of one run of the command line."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=True
    )
    last = done.stderr.strip().splitlines()[-1].split()
    assert last[0] == "LOADED", done.stderr
    return int(last[1]), set(last[2:]), done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"], ["exceptions", "--help"]])
def test_help_imports_click_and_little_else(arguments: list[str], tmp_path: Path) -> None:
    code, packages, output = loaded(*arguments, cwd=tmp_path)
    assert code == 0, output
    assert "click" in packages
    assert not packages & HEAVY


def test_check_never_imports_numpy(shipped_project: Path) -> None:
    code, packages, output = loaded("check", cwd=shipped_project)
    assert code == 0, output
    assert "yaml" in packages
    assert not packages & {"numpy", "rich", "tempfile"}  # the last is for files of cases


def test_python_looks_for_no_circles_at_the_end_of_a_run(shipped_project: Path) -> None:
    """It would go through every object of the run once more, which takes a tenth of the time of a short one."""
    program = (
        "import atexit, gc; atexit.register(lambda: print('FROZEN', gc.get_freeze_count()));"
        "from qpr_rules.cli.main import main; main(['codes'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=shipped_project, capture_output=True, encoding="utf-8", check=True
    )
    assert int(done.stdout.split("FROZEN")[-1]) > 1_000


def test_check_of_broken_files_imports_nothing_heavy_either(starter: Path) -> None:
    for file in (starter / "kpi_definitions").iterdir():
        file.write_text(file.read_text(encoding="utf-8").replace("owner:", "onwer:"), encoding="utf-8", newline="\n")
    code, packages, output = loaded("check", cwd=starter)
    assert code == 1, output
    assert not packages & {"numpy", "jsonschema", "attr", "rich"}


def test_import_of_the_library_costs_nothing(tmp_path: Path) -> None:
    program = "import sys, __future__, typing; before = set(sys.modules); import qpr_rules; print(*(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split() == ["qpr_rules"]

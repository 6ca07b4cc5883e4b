"""`--no-skips` finds every kind of skip; a run that skipped something must not look like one that passed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SKIPPING = {
    "marker": "import pytest\n@pytest.mark.skip(reason='no tea')\ndef test_it(): pass\n",
    "condition": "import pytest\n@pytest.mark.skipif(True, reason='no tea')\ndef test_it(): pass\n",
    "call": "import pytest\ndef test_it(): pytest.skip('no tea')\n",
    "fixture": "import pytest\n@pytest.fixture\ndef tea(): pytest.skip('no tea')\ndef test_it(tea): pass\n",
    "module": "import pytest\npytest.skip('no tea', allow_module_level=True)\n",
    "import": "import pytest\npytest.importorskip('no_such_tea', reason='no tea')\ndef test_it(): pass\n",
    "unittest": "import unittest\nclass T(unittest.TestCase):\n  @unittest.skip('no tea')\n  def test_it(self): pass\n",
}
PASSING = {
    "a pass": "def test_it(): pass\n",
    "an expected failure": "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_it(): assert False\n",
    "another system's": "import pytest\ndef test_it(): pytest.skip('only on Windows: drives')\n",
}


def run(folder: Path, repository: Path, files: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Pytest on these files beside a copy of our conftest."""
    (folder / "conftest.py").write_bytes((repository / "tests" / "conftest.py").read_bytes())
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    for kind, text in {**files, "other": "def test_other(): pass\n"}.items():
        (folder / f"test_{kind.replace(' ', '_')}.py").write_text(text, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_skips_fail_the_run_and_their_reasons_are_printed(tmp_path: Path, repository: Path) -> None:
    assert run(tmp_path, repository, SKIPPING)[0] == 0
    code, output = run(tmp_path, repository, SKIPPING, "--no-skips")
    assert code == 1
    named = {line.partition(":")[0] for line in output.splitlines() if line.endswith(": no tea")}
    assert named == {f"test_{kind}.py" for kind in SKIPPING}


def test_what_is_no_skip_passes(tmp_path: Path, repository: Path) -> None:
    code, output = run(tmp_path, repository, PASSING, "--no-skips")
    assert code == 0, output

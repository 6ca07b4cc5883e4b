"""The wheel, the source archive and the editable install work in a clean environment, from another folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

from qpr_rules import __version__

pytestmark = pytest.mark.long

KINDS = ("wheel", "sdist", "editable")
_FIND = """
from qpr_rules import shipped
assert shipped.read("schemas", "kpi.schema.json")
assert list(shipped.folder("rules").glob("*.yaml"))
assert (shipped.folder("starter") / "qpr-rules.yaml").is_file()
print(shipped.folder("schemas"))
"""


def run(command: Sequence[str | Path], cwd: Path) -> str:
    """Run a program of the new environment, without anything of this one; its output, or the test fails with it."""
    ours = {
        "PYTHONPATH",
        "PYTHONHOME",
        "VIRTUAL_ENV",
        "PYTEST_ADDOPTS",
        "PYTHONIOENCODING",
        "PYTHONWARNDEFAULTENCODING",
    }
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def packages(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What pip is given for each kind; the wheel is built from the source archive, as for a release."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, repository], folder)
    return {
        "wheel": next(folder.glob("*.whl")),
        "sdist": next(folder.glob("*.tar.gz")),
        "editable": repository,
    }


@pytest.fixture(scope="module", params=KINDS)
def installed(
    request: pytest.FixtureRequest, packages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """The kind, and the folder of programs of a clean environment it was installed in, without test extras."""
    folder = tmp_path_factory.mktemp(f"env-{request.param}")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    given = packages[request.param]
    arguments = ["-e", str(given)] if request.param == "editable" else [str(given)]
    run([programs / "python", "-m", "pip", "install", "--disable-pip-version-check", "-q", *arguments], folder)
    return request.param, programs


def test_it_says_its_version(installed: tuple[str, Path], tmp_path: Path) -> None:
    assert __version__ in run([installed[1] / "qpr-rules", "--version"], tmp_path)


def test_it_holds_the_manual_of_codes(installed: tuple[str, Path], tmp_path: Path) -> None:
    assert "## Right" in run([installed[1] / "qpr-rules", "codes", "QPR220"], tmp_path)


def test_it_helps(installed: tuple[str, Path], tmp_path: Path) -> None:
    assert "exceptions" in run([installed[1] / "qpr-rules", "--help"], tmp_path)


def test_it_finds_what_travels_with_it(installed: tuple[str, Path], tmp_path: Path, repository: Path) -> None:
    kind, programs = installed
    where = Path(run([programs / "python", "-c", _FIND], tmp_path).strip())
    assert where.is_relative_to(repository) == (kind == "editable")


@pytest.mark.parametrize("command", ["check", "summary", "exceptions", "evaluate"])
def test_the_starter_works(installed: tuple[str, Path], command: str, tmp_path: Path) -> None:
    _, programs = installed
    finding = "from qpr_rules import shipped; print(shipped.folder('starter'))"
    starter = Path(run([programs / "python", "-c", finding], tmp_path).strip())
    project = Path(shutil.copytree(starter, tmp_path / "project"))
    assert run([programs / "qpr-rules", command, "--project", project], tmp_path)


def test_test_extras_are_not_needed(installed: tuple[str, Path], tmp_path: Path) -> None:
    names = run([installed[1] / "python", "-m", "pip", "list", "--format=freeze"], tmp_path).lower()
    assert not {"pytest", "hypothesis", "scipy", "pandas", "polars"} & {
        line.partition("==")[0] for line in names.split()
    }


def test_the_source_archive_holds_what_a_maintainer_needs(packages: dict[str, Path], tmp_path: Path) -> None:
    shutil.unpack_archive(packages["sdist"], tmp_path, filter="data")
    top = next(tmp_path.iterdir())
    for name in ("schemas", "rules", "starter", "tests", "docs", "examples", "kpi_definitions", "README.md", "LICENSE"):
        assert (top / name).exists(), name

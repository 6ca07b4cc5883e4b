"""What every test may use: `--no-skips`, the shared data, copies of projects, and how hard Hypothesis tries."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent
SHIPPED = ("qpr-rules.yaml", "owners.yaml", "kpi_definitions", "rules", "commentary", "results")
"""The files and folders that make the shipped project."""

ALLOWED = ("only on Windows",)
"""How the reason of a skip must begin for `--no-skips` to let it pass: nothing can be installed to run it here."""

# A shell has what it runs in the background ignore Ctrl-C, and so all that is started from there: here it counts again.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadlines: machines differ. The ordinary run tries the same examples everywhere; the long one many more of them.
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "ordinary", deadline=None, derandomize=True, max_examples=60, database=None, suppress_health_check=_CHECKS
)
settings.register_profile("long", settings.get_profile("ordinary"), max_examples=1500)


class Skips:
    """Every skip of a run with its reason, also of whole modules; with `--no-skips` they fail the run."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            reason = reason.removeprefix("Skipped: ")
            if not reason.startswith(ALLOWED):
                self.found[report.nodeid] = reason

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test, or its fixtures, skipped."""
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A whole module skipped."""
        self._note(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A run that would have passed does not, if anything was skipped."""
        if self.found and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name them: a skip that nobody reads is a test that nobody has."""
        if self.found:
            terminalreporter.section("skipped, and --no-skips was given", red=True, bold=True)
            for test, reason in sorted(self.found.items()):
                terminalreporter.line(f"{test}: {reason}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option of `.ci/run`."""
    parser.addoption("--no-skips", action="store_true", help="fail the run if any test is skipped, and say why it was")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how hard Hypothesis tries, and watch for skips if asked."""
    wanted = os.environ.get("QPR_LONG") or config.getoption("markexpr") == "long"
    settings.load_profile("long" if wanted else "ordinary")
    if config.getoption("no_skips"):
        config.pluginmanager.register(Skips(), "qpr-rules-skips")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder that holds `data/`: published inputs and answers, which are no part of this repository."""
    named = os.environ.get("QPR_SHARED")
    folder = Path(named) if named else REPOSITORY.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip(f"needs the published data: no folder `data` in {named or '../shared'} (say where with QPR_SHARED)")
    return folder


@pytest.fixture(scope="session")
def published(shared: Path) -> Path:
    """The folder of published figures (``inputs``) and of what others worked out from them (``expected``)."""
    return shared / "data"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout."""
    return REPOSITORY


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project of two definitions that may be changed: see tests/small/."""
    return Path(shutil.copytree(REPOSITORY / "tests" / "small", tmp_path / "project"))


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """A copy of the project that `qpr-rules init` starts from."""
    return Path(shutil.copytree(REPOSITORY / "starter", tmp_path / "starter"))


@pytest.fixture
def shipped_project(tmp_path: Path) -> Path:
    """A copy of the shipped project that a test may change."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name in SHIPPED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colour, and a known width, whatever terminal runs the tests."""
    for name in ("FORCE_COLOR", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

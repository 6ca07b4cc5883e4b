"""Sources that packages add: the example is read as its page says, and what goes wrong in one is a sentence at its entry."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.asking import OWN, read, said
from tests.commands import run
from tests.result_tables import TOP, settings
from tests.source import REPOSITORY

EXAMPLE = REPOSITORY / "examples" / "source-fixed-width"
PAGE = (REPOSITORY / "docs" / "how-to" / "add-a-source.md").read_text("utf-8")
ENTRY = "{{source: {}, files: results/*.txt{}}}"


def install(folder: Path, **sources: str) -> None:
    """What an installer leaves of a package of one module for each source: the module, and its entry point."""
    metadata = folder / "own_sources-2.1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: own-sources\nVersion: 2.1\n", "utf-8")
    lines = []
    for name, text in sources.items():
        (folder / f"of_{folder.name}_{name}.py").write_text(text, "utf-8")
        lines.append(f"{name} = of_{folder.name}_{name}\n")
    (metadata / "entry_points.txt").write_text(f"[qpr_rules.sources]\n{''.join(lines)}", "utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages, on Python's path, whose modules no other test has."""
    folder = tmp_path / f"site{abs(hash(tmp_path))}"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def lay_example(project: Path) -> None:
    for path, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        (project / path).write_text(TOP + text if path == "qpr-rules.yaml" else text, "utf-8")
    (project / OWN).unlink()


def test_the_example_is_read_as_its_page_says(project: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    (name, module), *_ = made["entry-points"]["qpr_rules.sources"].items()
    install(site)
    metadata = site / "own_sources-2.1.dist-info" / "entry_points.txt"
    metadata.write_text(f"[qpr_rules.sources]\n{name} = {module}\n", "utf-8")
    monkeypatch.syspath_prepend(EXAMPLE)
    lay_example(project)
    assert said(project) == []
    found = read(project)
    assert {kpi: str(own[0].numerator) for kpi, own in found.observations.items()} == {"REPAIRS": "411", "VOIDS": "610"}
    text = (project / "results" / "depot.txt").read_text("utf-8")
    (project / "results" / "depot.txt").write_text(text.replace("411", "4l1"), "utf-8")
    assert said(project) == ["results/depot.txt:3:1: error QPR413 `4l1` is not a number"]
    assert read(project).digest != found.digest
    (project / "results" / "depot.txt").write_bytes(text.replace("DEPOT", "DÉPÔT").encode("cp1252"))
    assert said(project)[0].endswith(
        "the source `fixed-width` failed: results/depot.txt is not UTF-8: have it exported so"
    )
    made = json.loads(run(project, "schema", "settings", "--with-owners").out)
    entry = made["properties"]["results"]["items"]["else"]
    assert "fixed-width" in entry["properties"]["source"]["examples"]
    (options,) = (
        each["then"]["properties"]["options"]
        for each in entry["allOf"]
        if each["if"]["properties"].get("source") == {"const": name}
    )
    assert "skip" in options["properties"]


GOOD = "def read(entry, file, content):\n    return ['kpi', 'period', 'numerator', 'denominator'], {}\n"
ROWS = "[(1, ['REPAIRS', '2025-01', 381, 402.0]), (2, ['VOIDS', __import__('datetime').date(2025, 1, 31), None, None])]"


def test_a_source_without_files_is_asked_once_and_known_by_its_rows(project: Path, site: Path) -> None:
    install(site, depot=GOOD.format(ROWS))
    settings(project, OWN, "{source: depot}")
    found = read(project)
    (own,) = (each for each in found.observations["REPAIRS"] if each.source != OWN)
    assert (own.source, own.within, str(own.numerator)) == ("depot, entry 2 of results", "row 1", "381")
    assert found.given == {"depot, entry 2 of results": found.given["depot, entry 2 of results"]}
    assert found.given["depot, entry 2 of results"].startswith(b"rows 2, sum ")
    done = run(project, "check", "--today", "2024-12-31")
    assert "1 source of results not asked" in done.text


def test_check_loads_no_plugin(project: Path, site: Path) -> None:
    install(site, depot="raise SystemExit('loaded')\n")
    settings(project, OWN, "{source: depot}")
    assert run(project, "check", "--today", "2024-12-31").code == 0


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("import no_such_module\n", "the source `depot` failed: ModuleNotFoundError: No module named 'no_such_module'"),
        ("syntax error\n", "the source `depot` failed: SyntaxError"),
        ("", "the source `depot` failed: AttributeError"),
        (
            "def read(entry, file, content):\n    raise ValueError('the depot is\\nclosed')\n",
            "failed: the depot is closed",
        ),
        ("def read(entry, file, content):\n    return 1\n", "the source `depot` failed: TypeError"),
        (GOOD.format("[(1, ['REPAIRS'])]"), "failed: row 1 has 1 cells, and there are 4 columns"),
        (GOOD.format("[(1, [1 / 0])]"), "the source `depot` failed: ZeroDivisionError: division by zero"),
        (GOOD.format("(1 / 0 for _ in 'a')"), "the source `depot` failed: ZeroDivisionError: division by zero"),
        ("OPTIONS = {'type': 5}\n" + GOOD.format("[]"), "the source `depot` failed: "),
    ],
)
def test_a_plugin_that_fails_is_one_sentence_that_names_it(project: Path, site: Path, module: str, words: str) -> None:
    install(site, depot=module)
    settings(project, OWN, "{source: depot}")
    (line,) = said(project)
    assert line.startswith("qpr-rules.yaml:6:14: error QPR443 ")
    assert words in line
    shown = run(project, "check", "--results", "--today", "2024-12-31")
    assert "`own-sources` 2.1" in shown.text
    assert "48 results read" in shown.text
    assert "Traceback" not in shown.said


def test_options_are_held_to_the_schema_of_the_plugin(project: Path, site: Path) -> None:
    schema = "OPTIONS = {'properties': {'depth': {'type': 'integer'}}}\n"
    install(site, depot=schema + GOOD.format(ROWS), other=GOOD.format("[]"))
    settings(project, OWN, "{source: depot, options: {depth: 3}}")
    assert said(project) == []
    settings(project, OWN, "{source: depot, options: {depth: three}}")
    (line,) = said(project)
    assert line.startswith("qpr-rules.yaml:6:38: error QPR443 the source `depot` does not take these options: 'three'")
    settings(project, OWN, "{source: other, options: {depth: 3}}")
    assert "does not take these options: Additional properties are not allowed" in said(project)[0]


def test_a_source_that_is_not_installed_says_what_is_known(project: Path, site: Path) -> None:
    install(site, depot=GOOD.format("[]"))
    settings(project, OWN, "{source: depo, files: a.txt}")
    shown = run(project, "check", "--today", "2024-12-31").text
    assert "error[QPR443] there is no source `depo`" in shown
    assert "did you mean `depot`? known are case-files, csv, depot, duckdb, excel, parquet, postgresql, sqlite" in shown
    settings(project, OWN, "{source: depot, sheet: a}")
    assert "`sheet` does not belong here" in run(project, "check", "--today", "2024-12-31").text


def test_a_source_without_rows_is_said(project: Path, site: Path) -> None:
    install(site, depot=GOOD.format("[]"))
    settings(project, OWN, "{source: depot}")
    assert said(project) == ["depot, entry 2 of results, columns: warning QPR426 the source gives no rows"]


@pytest.mark.long
def test_the_example_is_a_package_that_can_be_installed(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(target), str(EXAMPLE)], check=True, capture_output=True)
    lay_example(project)
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from qpr_rules.cli.main import main; sys.exit(main())"
    asked = [sys.executable, "-c", code, str(target), "results", "--format", "json", "--project", str(project)]
    done = subprocess.run(asked, check=False, capture_output=True, encoding="utf-8", cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    assert {each["kpi"]: each["results"] for each in json.loads(done.stdout)["kpis"]} == {"REPAIRS": 1, "VOIDS": 1}

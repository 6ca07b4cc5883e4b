"""The notebook of the examples, run as an analyst runs it: in a kernel of its own, cell after cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.commands import PATIENCE, run

REPOSITORY = Path(__file__).resolve().parent.parent
NOTEBOOK = REPOSITORY / "examples" / "notebook" / "quarter.ipynb"

# Jupyter opens a file of its own without an encoding; ours are opened with one.
pytestmark = pytest.mark.filterwarnings("ignore::EncodingWarning:jupyter_client")


@pytest.fixture(scope="module")
def cells() -> list[Any]:
    notebook = nbformat.reads(NOTEBOOK.read_text("utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells), "the notebook is kept without its outputs"
    client = NotebookClient(notebook, timeout=PATIENCE, kernel_name="python3")
    client.execute(cwd=str(NOTEBOOK.parent))
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: Any, kind: str) -> str:
    """The last thing that a cell shows, as this kind of text."""
    return str(cell.outputs[-1]["data"][kind])


def test_it_finds_no_mistake_and_counts_as_the_summary_does(cells: list[Any]) -> None:
    assert shown(cells[0], "text/plain") == "()"
    counts = eval(shown(cells[2], "text/plain"), {})  # noqa: S307 (what our own notebook printed)
    assert counts == {"green": 17, "amber": 12, "red": 9}
    assert "17 achieved target" in run(REPOSITORY, "summary", "--quarter", "Q3 2024/25").out


def test_it_shows_the_chart_as_a_picture(cells: list[Any]) -> None:
    assert shown(cells[-1], "image/svg+xml").startswith("<svg")


def test_it_lists_what_is_urgent(cells: list[Any]) -> None:
    urgent = eval(shown(cells[3], "text/plain"), {})  # noqa: S307 (what our own notebook printed)
    said = " ".join(run(REPOSITORY, "exceptions", "--quarter", "Q3 2024/25", "--severity", "urgent").out.split())
    assert urgent
    assert all(name.split(" - ")[0][:20] in said for name, _ in urgent)

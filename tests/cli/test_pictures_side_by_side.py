"""Many pictures are drawn by several processes: the same ones, in their order, also where the system ends a process."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from qpr_rules.cli.report import _MANY, _side_by_side
from qpr_rules.engines import processes
from qpr_rules.showing.chart.picture import NoPictureError, png

DRAWINGS = [
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{40 + number}" height="20"><rect width="9" height="9"/></svg>'
    for number in range(_MANY + 4)
]


def named(drawing: str) -> bytes:
    """Who draws it: a process that was started for it, or this one."""
    return b"other" if drawing and multiprocessing.parent_process() else b"this"


def ended(drawing: str) -> bytes:
    """Ends any process that was started for it, as the system does where memory runs out."""
    if multiprocessing.parent_process():
        os._exit(1)
    return drawing.encode()


def refused(drawing: str) -> bytes:
    raise NoPictureError(f"no font was found for {len(drawing)} letters")


def test_they_are_the_same_in_their_order() -> None:
    assert list(_side_by_side(png, DRAWINGS)) == list(map(png, DRAWINGS))


@pytest.mark.parametrize(("cores", "many", "wanted"), [(2, True, b"other"), (1, True, b"this"), (2, False, b"this")])
def test_other_processes_are_started_where_there_are_cores_and_it_is_worth_it(
    monkeypatch: pytest.MonkeyPatch, cores: int, many: bool, wanted: bytes
) -> None:
    monkeypatch.setattr(processes, "cores", lambda: cores)
    drawings = DRAWINGS if many else DRAWINGS[: _MANY - 1]
    assert list(_side_by_side(named, drawings)) == [wanted] * len(drawings)


def test_where_a_process_is_ended_the_rest_is_drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 2)
    assert list(_side_by_side(ended, DRAWINGS)) == [each.encode() for each in DRAWINGS]


def test_what_is_wrong_is_said_as_it_is_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 2)
    with pytest.raises(NoPictureError, match="no font was found"):
        list(_side_by_side(refused, DRAWINGS))

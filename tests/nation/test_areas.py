"""Areas that changed, and areas that roll up, in a nation: as by the ordinary road, with each engine of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nation.nations import QUARTER, evaluated, expected, nation, written


def test_an_area_goes_on_from_its_earlier_code(tmp_path: Path) -> None:
    areas = "B0001: {name: North, was: [A0001, A0002], from: 2030-01}\n"
    projects = nation(tmp_path / "a"), nation(tmp_path / "b")
    before = expected(tmp_path / "b")
    for project in projects:
        (project / "areas.yaml").write_text(areas, encoding="utf-8")
    evaluated(projects[0])
    assert written(projects[0] / "ratings") == expected(tmp_path / "b") != before


@pytest.mark.parametrize("options", [(), ("--quarter", QUARTER), ("--engine", "processes", "--workers", "2")])
def test_areas_roll_up_as_by_the_ordinary_road(tmp_path: Path, options: tuple[str, ...]) -> None:
    areas = """\
ENGLAND: {parts: {region: [EAST, WEST], half: [A0001, REST]}, roll-up: region}
EAST: {parts: [A0001, A0002, A0003], roll-up: yes}
WEST: {parts: [A0004, A0005, A0006, A0007], roll-up: yes}
REST: {parts: [A0002, A0003, A0004, A0005, A0006], roll-up: yes}  # one is left out
"""
    projects = nation(tmp_path / "a"), nation(tmp_path / "b")
    for project in projects:
        (project / "areas.yaml").write_text(areas, encoding="utf-8")
    evaluated(projects[0], *options)
    rows = expected(tmp_path / "b", quarter=QUARTER if "--quarter" in options else None)
    assert written(projects[0] / "ratings") == [row for row in rows if row["area"]]
    whole = [row for row in rows if row["area"] == "ENGLAND"]
    assert {row["parts"] for row in whole} == {0, 2}  # of plain values, none
    assert {row["parts_differ"] for row in whole} == {True, False}
    assert any(row["parts_numerator"] for row in whole) and any(row["parts_missing"] for row in whole)

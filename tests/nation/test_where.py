"""``evaluate --from`` with ``--where``: other rows take no part, wherever they lie, and are counted."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from benchmarks.nation import write_definitions
from qpr_rules.reading.arrow import stored
from tests.commands import Ran, run
from tests.nation.nations import DISTRICTS, QUARTER, SMALL, expected, rewritten, table, with_levels, written


def evaluated(project: Path, *options: str) -> Ran:
    source = str(project / "observations")
    when = () if "--quarter" in options else ("--every-period",)
    return run(project, "evaluate", "--from", source, *when, *options, "-o", str(project / "ratings"))


@pytest.mark.parametrize("engine", ["threads", "processes"])
@pytest.mark.parametrize("when", [(), ("--quarter", QUARTER)])
def test_only_the_rows_asked_for_take_part(tmp_path: Path, engine: str, when: tuple[str, ...]) -> None:
    made = with_levels(table())
    project = rewritten(tmp_path / "a", made)
    ran = evaluated(project, *DISTRICTS, "--engine", engine, *when)
    assert ran.code == 0, ran.said
    wanted = expected(tmp_path / "b", quarter=QUARTER if when else None)
    assert written(project / "ratings") == [row for row in wanted if row["area"]]
    left_out = made.num_rows - table().num_rows
    assert f"{made.num_rows:,} rows read, none refused, {left_out:,} left out by --where; of 13 KPIs" in ran.said


def test_rows_in_any_order_are_put_together_and_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "ROWS", 600)
    monkeypatch.setattr(stored, "MOST", 1200)
    made = with_levels(table())
    places = list(range(made.num_rows))
    random.Random(2).shuffle(places)
    project = rewritten(tmp_path / "a", made.take(places), group=110)
    files = stored.files_in(project / "observations")
    assert stored.chunks_of(list(stored.pieces_of(project / "observations", files))) is None
    ran = evaluated(project, *DISTRICTS)
    assert ran.code == 0, ran.said
    assert written(project / "ratings") == expected(tmp_path / "b")
    assert f"{made.num_rows:,} rows read" in ran.said


def test_a_folder_may_say_the_level(tmp_path: Path) -> None:
    write_definitions(tmp_path, SMALL.kpis)
    made = with_levels(table())
    for level in ("County", "ward", " district"):
        folder = tmp_path / "observations" / f"Level={level.strip()}"
        folder.mkdir(parents=True)
        own = made.filter(pc.equal(made["Level"], level)).drop_columns(["Level"])
        pq.write_table(own, folder / "all.parquet")
    ran = evaluated(tmp_path, *DISTRICTS)
    assert ran.code == 0, ran.said
    assert written(tmp_path / "ratings") == expected(tmp_path / "b")


def test_a_column_that_is_read_may_choose_too(tmp_path: Path) -> None:
    made = table()
    project = rewritten(tmp_path, made)
    area = made["area"][0].as_py()
    assert evaluated(project, "--where", f"AREA={area}").code == 0
    assert {row["area"] for row in written(project / "ratings")} == {area}


def test_other_rows_are_other_results(tmp_path: Path) -> None:
    project = rewritten(tmp_path, with_levels(table()))
    known = set()
    for options in (DISTRICTS, DISTRICTS[:2], DISTRICTS[2:] + DISTRICTS[:2]):
        assert evaluated(project, *options).code == 0
        (part, *_) = sorted((project / "ratings").glob("*.parquet"))
        known.add(pq.read_table(part)["made_from"][0].as_py())
    assert len(known) == 2  # in which order they are asked for does not count


def test_a_text_that_no_row_has_is_said_and_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    project = rewritten(tmp_path, with_levels(table()))
    ran = evaluated(project, *DISTRICTS, "--where", "level=District")
    assert ran.code == 0
    assert "QPR475" in ran.said and "no row has `District` in `level`" in ran.said
    ran = evaluated(project, "--where", "tier=district")
    assert ran.code == 1
    assert "there is no column `tier`, by which --where chooses rows; there are kpi, area, period" in ran.said
    assert "Nothing was written." in ran.said


@pytest.mark.parametrize("written_so", ["district", "=district"])
def test_what_is_no_column_and_text_is_misuse(tmp_path: Path, written_so: str) -> None:
    ran = evaluated(rewritten(tmp_path, table()), "--where", written_so)
    assert (ran.code, "is not COLUMN=TEXT, such as level=District" in ran.said) == (2, True)


def test_where_goes_with_from(project: Path) -> None:
    assert run(project, "evaluate", "--where", "level=district").code == 2


def test_numbers_and_days_are_chosen_by_their_text(tmp_path: Path) -> None:
    made = table()
    project = rewritten(tmp_path, made.append_column("run", pa.array([place % 2 for place in range(made.num_rows)])))
    ran = evaluated(project, "--where", "run=1")
    assert ran.code == 0, ran.said
    assert f"{made.num_rows:,} rows read, none refused, {(made.num_rows + 1) // 2:,} left out" in ran.said

"""A nation's results in Parquet, streamed: the same rows as by the ordinary road, and nothing lost or hidden."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.nation import Size
from qpr_rules.reading.arrow import stored
from tests.commands import PATIENCE, run
from tests.nation.nations import QUARTER, SMALL, evaluated, expected, nation, rewritten, setting, table, written


@pytest.mark.parametrize("layout", ["sorted", "shuffled", "by-kpi"])
def test_every_period_is_as_by_the_ordinary_road(tmp_path: Path, layout: str) -> None:
    said = evaluated(nation(tmp_path / "a", layout=layout))
    rows = written(tmp_path / "a" / "ratings")
    assert rows == expected(tmp_path / "b")
    assert f"{len(rows):,} evaluations written" in said
    assert {row["rating"] for row in rows} == {"green", "amber", "red", "not rated"}


def test_a_quarter_is_as_by_the_ordinary_road(tmp_path: Path) -> None:
    evaluated(nation(tmp_path / "a"), "--quarter", QUARTER)
    rows = [row for row in expected(tmp_path / "b", quarter=QUARTER) if row["area"]]
    assert written(tmp_path / "a" / "ratings") == rows
    assert any(row["movement"] == "worse" for row in rows)


@pytest.mark.parametrize("when", [("--every-period",), ("--quarter", QUARTER)])
def test_of_the_fields_only_those_asked_for_are_written(tmp_path: Path, when: tuple[str, ...]) -> None:
    project = nation(tmp_path)
    source = str(project / "observations")
    run(project, "evaluate", "--from", source, *when, "-o", str(project / "whole"))
    whole = pq.read_table(project / "whole")
    for names in (["kpi", "area", "period", "rating"], ["kpi", "to_floor"], ["kpi", "to_target", "to_target_percent"]):
        fields = ", ".join(reversed(names))
        run(project, "evaluate", "--from", source, *when, "--fields", fields, "-o", str(project / "some"))
        asked = pq.read_table(project / "some")
        assert asked.column_names == names
        assert asked.to_pylist() == whole.select(names).to_pylist()


def test_processes_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "ROWS", 700)
    project = rewritten(tmp_path / "a", table(), group=250)
    evaluated(project, "--engine", "processes", "--workers", "2")
    assert len(list((project / "ratings").glob("*.parquet"))) > 3
    assert written(project / "ratings") == expected(tmp_path / "b")


@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_kpis_cut_by_groups_of_rows_are_put_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(stored, "ROWS", 600)
    monkeypatch.setattr(stored, "MOST", 1200)
    made = table()
    places = list(range(made.num_rows))
    if order == "shuffled":
        random.Random(1).shuffle(places)
    project = rewritten(tmp_path / "a", made.take(places), group=110)
    files = stored.files_in(project / "observations")
    assert (stored.chunks_of(list(stored.pieces_of(project / "observations", files))) is None) == (order == "shuffled")
    evaluated(project)
    assert written(project / "ratings") == expected(tmp_path / "b")
    assert not list((project / "ratings").glob("buckets*"))


def test_files_of_different_types_are_one_nation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr(stored, "ROWS", 600)
    monkeypatch.setattr(stored, "MOST", 1200)
    made = table()
    whole = pa.decimal128(30, 4)
    parts = [
        made.slice(0, 1300),
        made.slice(1300, 1000).set_column(3, "numerator", made.slice(1300, 1000)["numerator"].cast(whole)),
        made.slice(2300).set_column(4, "denominator", made.slice(2300)["denominator"].cast(pa.string())),
    ]
    project = rewritten(tmp_path / "a", parts[0])
    for place, part in enumerate(parts[1:]):
        shuffled = part.take(random.Random(place).sample(range(part.num_rows), part.num_rows))
        pq.write_table(
            shuffled.rename_columns([name.upper() for name in part.column_names]),
            project / "observations" / f"{place}.parquet",
        )
    evaluated(project)
    assert written(project / "ratings") == expected(tmp_path / "b")


def test_folders_may_say_what_all_their_rows_are_of(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    project = nation(tmp_path / "a")
    shutil.rmtree(project / "observations")
    pq.write_to_dataset(table(), project / "observations", partition_cols=["kpi"])
    evaluated(project)
    assert written(project / "ratings") == expected(tmp_path / "b")


def test_small_counts_are_hidden_as_by_the_ordinary_road(tmp_path: Path) -> None:
    project = nation(tmp_path / "a")
    setting(project, "disclosure: 300")
    for quarter in (None, QUARTER):
        evaluated(project, *(("--quarter", quarter) if quarter else ()))
        rows = expected(tmp_path / "b", quarter=quarter, line="disclosure: 300")
        assert written(project / "ratings") == [row for row in rows if row["area"]]
        assert quarter or any(row["numerator"] is None and row["periods_present"] for row in rows)


def test_what_is_wrong_is_said_and_counted_and_the_rest_is_evaluated(tmp_path: Path) -> None:
    made = table().to_pylist()
    first = {**made[0], "status": "final"}
    wrong = [
        {**first, "kpi": "N9999"},
        {**first, "kpi": "N9999"},
        {**first, "kpi": None},
        {**first, "period": "2021"},
        {**first, "area": "A0099", "numerator": -1},
        {**first, "area": "A0098"},
        {**first, "area": "A0098", "numerator": first["numerator"] - 1},
        {**first, "area": "A0097"},
        {**first, "area": "A0097"},
        {**first, "area": "A0096", "status": "whatever"},
    ]
    project = rewritten(tmp_path / "a", pa.Table.from_pylist([*made, *wrong], table().schema))
    said = evaluated(project, code=1)
    for sentence in (
        "there is no KPI `N9999`, in 2 rows",
        "the row names no KPI",
        f"`2021` is not a month; write it like `2024-12` (N0001, {first['area']}, 2021)",
        f"the count -1 is negative (N0001, A0099, {first['period']})",
        f"2 different results for one period (N0001, A0098, {first['period']})",
        f"the same result is given 2 times (N0001, A0097, {first['period']})",
        f"`whatever` is not a status (N0001, A0096, {first['period']})",
        f"{len(made) + 10:,} rows read, 8 refused",
    ):
        assert sentence in said
    rows = {(row["area"], row["period"]): row for row in written(project / "ratings") if row["kpi"] == "N0001"}
    assert rows["A0097", first["period"]]["periods_present"] == 1
    assert rows["A0098", first["period"]]["periods_present"] == 0
    assert ("A0099", first["period"]) not in rows
    kept = [row for row in written(project / "ratings") if row["area"] <= "A0007"]
    assert [row for row in kept if row["period"] != first["period"] or row["kpi"] != "N0001"] == [
        row for row in expected(tmp_path / "b") if row["period"] != first["period"] or row["kpi"] != "N0001"
    ]


def spoilt(file: Path, at: float) -> None:
    """Overwrite some bytes of a file, so far into it."""
    content = bytearray(file.read_bytes())
    place = int(len(content) * at)
    content[place : place + 400] = b"\xff" * 400
    file.write_bytes(content)


@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_a_part_that_cannot_be_read_is_named_and_no_kpi_of_it_is_rated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr(stored, "ROWS", 600)
    monkeypatch.setattr(stored, "MOST", 1200)
    project = nation(tmp_path / "a")
    shutil.rmtree(project / "observations")
    (project / "observations").mkdir()
    made = table()
    for place, edges in enumerate(((0, 1600), (1600, made.num_rows))):
        part = made.slice(edges[0], edges[1] - edges[0])
        if order == "shuffled":
            part = part.take(random.Random(place).sample(range(part.num_rows), part.num_rows))
        pq.write_table(part, project / "observations" / f"part-{place}.parquet", row_group_size=200, compression="none")
    lost = [str(made["kpi"][0]), str(made["kpi"][1599])]
    spoilt(project / "observations" / "part-0.parquet", 0.5 if order == "sorted" else 0.3)
    said = evaluated(project, code=1)
    assert "Not evaluated: the KPI" in said
    assert "rows of `part-0.parquet` cannot be read" in said
    rows, whole = written(project / "ratings"), expected(tmp_path / "b")
    have = {row["kpi"] for row in rows}
    assert {row["kpi"] for row in whole} - have
    assert {row["kpi"] for row in whole} - have <= {
        kpi for kpi in {row["kpi"] for row in whole} if lost[0] <= kpi <= lost[1]
    }
    assert rows == [row for row in whole if row["kpi"] in have]


def test_what_is_no_file_of_results_is_refused_and_nothing_written(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    project = nation(tmp_path / "a")
    (project / "observations" / "zz.parquet").write_bytes(b"PAR1 but no more")
    assert "`zz.parquet` cannot be read as Parquet" in evaluated(project, code=1)
    pq.write_table(pa.table({"kpi": ["x"], "month": ["2024-01"]}), project / "observations" / "zz.parquet")
    assert "`zz.parquet`: there is no column `period`; there are kpi, month" in evaluated(project, code=1)
    (project / "observations" / "zz.parquet").unlink()
    shutil.rmtree(project / "observations")
    assert "There is no such file or folder" in evaluated(project, code=1)
    assert sorted(each.name for each in project.iterdir()) == ["kpi_definitions", "owners.yaml", "qpr-rules.yaml"]


def test_running_again_takes_the_place_of_its_own_output_and_of_nothing_else(tmp_path: Path) -> None:
    project = nation(tmp_path / "a")
    evaluated(project)
    evaluated(project, "--quarter", QUARTER)
    rows = written(project / "ratings")
    assert {row["quarter"] for row in rows} == {"2023/24-Q1"}
    (project / "ratings" / "notes.txt").write_text("mine", encoding="utf-8")
    assert "holds something else than evaluations" in evaluated(project, code=2)
    assert written(project / "ratings") == rows
    assert [each.name for each in project.iterdir() if each.name.startswith(".")] == []


def test_a_definition_in_error_and_a_kpi_without_results_are_named(tmp_path: Path) -> None:
    project = nation(tmp_path / "a")
    file = project / "kpi_definitions" / "N0002.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("lower", "sideways"), encoding="utf-8")
    new = (project / "kpi_definitions" / "N0001.yaml").read_text(encoding="utf-8")
    (project / "kpi_definitions" / "N0099.yaml").write_text(new.replace("N0001", "N0099"), encoding="utf-8")
    said = evaluated(project, code=1)
    assert "1 KPI without a result: N0099." in said
    assert "1 KPI with a definition in error, which `qpr-rules check` explains: N0002." in said
    assert "there is no KPI" not in said
    assert written(project / "ratings") == [row for row in expected(tmp_path / "b") if row["kpi"] != "N0002"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "x", "-o", "y"], "say --every-period, or which --quarter"),
        (["--from", "x", "--every-period"], "say with -o where to write the rows"),
        (["--engine", "processes"], "--engine, --workers, --master, --fields and --where go with --from"),
        (["--fields", "kpi"], "--engine, --workers, --master, --fields and --where go with --from"),
        (["--from", "x", "--every-period", "-o", "y", "--fields", "kpi,ratting"], "Did you mean `rating`?"),
        (["--from", "x", "--every-period", "-o", "y", "--fields", ""], "there is no field ``. Name fields with commas"),
        (["--from", "x", "--every-period", "-o", "y", "--master", "local"], "--master goes with --engine spark"),
    ],
)
def test_options_that_do_not_go_together_are_misuse(tmp_path: Path, options: list[str], said: str) -> None:
    ran = run(nation(tmp_path, SMALL._replace(kpis=1)), "evaluate", *options)
    assert ran.code == 2
    assert said in ran.said


@pytest.mark.skipif(sys.platform == "win32", reason="only on Windows: it has no such signal")
@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_ctrl_c_leaves_no_half_output(tmp_path: Path, engine: str) -> None:
    project = nation(tmp_path / "a", Size(areas=40, kpis=200, months=60), "shuffled")
    command = [sys.executable, "-m", "qpr_rules", "evaluate", "--project", str(project), "--every-period", "--engine", engine,
               "--from", str(project / "observations"), "-o", str(project / "out" / "ratings")]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        until = time.monotonic() + 30
        while not list((project / "out").glob(".ratings.*/*")) and time.monotonic() < until:
            time.sleep(0.01)
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=PATIENCE)
    assert (started.returncode, err.decode().strip()) == (130, "Stopped.")
    assert list((project / "out").iterdir()) == []


def test_without_pyarrow_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    program = (
        "import importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'pyarrow' else found(name, *more)\n"
        "from qpr_rules.cli.main import main; main()"
    )
    nation(tmp_path, SMALL._replace(kpis=1))
    done = subprocess.run(
        [sys.executable, "-c", program, "evaluate", "--project", str(tmp_path), "--from", "x", "--every-period", "-o", "y"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, 'Error: Parquet needs pyarrow: pip install "qpr-rules[parquet]".\n')

"""A nation on Spark: the rows of this machine's engines, on one machine or on a cluster that loses a worker."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.nation import Size
from qpr_rules.engines.spark import chosen
from tests.commands import PATIENCE, call, run
from tests.nation.clusters import Cluster
from tests.nation.nations import (
    DISTRICTS,
    KNOWN,
    QUARTER,
    SMALL,
    nation,
    rewritten,
    table,
    with_blanks,
    with_levels,
    with_vintages,
    written,
)
from tests.parts import spark

pytestmark = pytest.mark.long

NATION = Size(areas=333, kpis=56, months=60)
"""More than a million rows."""


@pytest.fixture(scope="module", autouse=True)
def _parts() -> None:
    spark()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session that the commands in this process find running, with a place for tables."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    place = tmp_path_factory.mktemp("tables")
    made = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    made = made.config("spark.sql.warehouse.dir", str(place)).config("spark.log.level", "ERROR")
    made = made.config("spark.sql.shuffle.partitions", "3").config(
        "spark.driver.extraJavaOptions", f"-Dderby.system.home={place}"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        running = made.getOrCreate()
    yield running
    running.stop()


def on_spark(project: Path, source: str, output: str, *options: str, code: int = 0) -> str:
    when = () if "--quarter" in options else ("--every-period",)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ran = run(project, "evaluate", "--engine", "spark", "--from", source, *when, *options, "-o", output)
    assert ran.code == code, ran.said
    return ran.said


def on_this_machine(project: Path, *options: str, code: int = 0) -> str:
    when = () if "--quarter" in options else ("--every-period",)
    ran = run(
        project, "evaluate", "--from", str(project / "observations"), *when, *options, "-o", str(project / "ratings")
    )
    assert ran.code == code, ran.said
    return ran.said


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("options", [(), ("--quarter", QUARTER)], ids=["every period", "a quarter"])
def test_files_give_the_rows_of_this_machine(tmp_path: Path, options: tuple[str, ...]) -> None:
    project = nation(tmp_path, layout="shuffled")
    (project / "areas.yaml").write_text("ENGLAND: {parts: [A0001, A0002, A0003], roll-up: yes}\n", encoding="utf-8")
    said = on_this_machine(project, *options).replace(str(project / "ratings"), "OUTPUT")
    assert (
        on_spark(project, str(project / "observations"), str(tmp_path / "out"), *options).replace(
            str(tmp_path / "out"), "OUTPUT"
        )
        == said
    )
    assert written(tmp_path / "out") == written(project / "ratings")
    assert {row["parts"] for row in written(tmp_path / "out") if row["area"] == "ENGLAND"} == {0, 3}


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(("others", "options"), [(with_vintages, KNOWN), (with_levels, DISTRICTS), (with_blanks, ())])
def test_the_rows_that_count_are_as_on_this_machine(tmp_path: Path, others: Any, options: tuple[str, ...]) -> None:
    project = rewritten(tmp_path / "a", others(table()))
    here = on_this_machine(project, *options)
    there = on_spark(project, str(project / "observations"), str(tmp_path / "out"), *options)
    assert written(tmp_path / "out") == written(project / "ratings")
    (counts,) = re.findall(r"[\d,]+ rows read.*? evaluations", here)
    assert counts in there


@pytest.mark.parametrize(
    ("kind", "cells", "wanted", "chosen_there"),
    [
        (pa.string(), [" x", "x\t", "\u2003x\x1f", None, "X", "y y", "", "x x"], ["x", "y y", "none has this"], True),
        (pa.string(), [" x", "\x0b", None, "\u2003"], [""], True),
        (pa.int32(), [1, 2, None, -3], ["-3", "", "1.0"], True),
        (pa.float64(), [1.0, 2.5, None, 1e20], ["1", "100000000000000000000"], False),
    ],
)
def test_rows_are_chosen_on_the_cluster_by_the_texts_of_this_machine(
    tmp_path: Path, session: Any, kind: Any, cells: list[Any], wanted: list[str], chosen_there: bool
) -> None:
    made = table()
    column = pa.array([cells[row % len(cells)] for row in range(made.num_rows)], kind)
    project = rewritten(tmp_path / "a", made.append_column("Batch", column))
    source, out = str(project / "observations"), str(tmp_path / "out")
    options = [part for text in wanted for part in ("--where", f"batch={text}")]
    here = on_this_machine(project, *options).replace(str(project / "ratings"), "X")
    assert on_spark(project, source, out, *options).replace(source, "observations").replace(out, "X") == here
    assert written(tmp_path / "out") == written(project / "ratings")
    found = chosen(session.read.parquet(source), {"batch": "Batch"}, {"batch": frozenset(wanted)})
    assert (found is not None) == chosen_there
    if found is not None:
        assert f" {found.left_out:,} left out by --where" in here
        assert found.rows.count() == made.num_rows - found.left_out


def test_the_settings_of_a_session_are_left_as_they_were(tmp_path: Path, session: Any) -> None:
    project = nation(tmp_path, SMALL._replace(kpis=1))
    names = [f"spark.sql.execution.arrow.{name}" for name in ("maxRecordsPerBatch", "maxBytesPerBatch")]
    session.conf.set(names[0], "77")
    before = [session.conf.get(name) for name in names]
    on_spark(project, str(project / "observations"), str(tmp_path / "out"))
    assert [session.conf.get(name) for name in names] == before
    session.conf.unset(names[0])


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("fields", ["kpi,area,period,figure,rating", "rating,name,period,area", "name"])
def test_of_the_fields_only_those_asked_for_are_written(tmp_path: Path, fields: str) -> None:
    project = nation(tmp_path)
    on_this_machine(project)
    on_spark(project, str(project / "observations"), str(tmp_path / "out"), "--fields", fields)
    found, whole = pq.read_table(tmp_path / "out"), pq.read_table(project / "ratings")
    assert found.column_names == [name for name in whole.column_names if name in fields.split(",")]
    rows, expected = (sorted(map(repr, held.select(found.column_names).to_pylist())) for held in (found, whole))
    assert rows == expected


def test_a_table_is_read_and_a_table_is_written(tmp_path: Path, session: Any) -> None:
    project = nation(tmp_path)
    on_this_machine(project)
    session.read.parquet(str(project / "observations")).withColumnRenamed("kpi", "KPI").write.saveAsTable("observed")
    on_spark(project, "observed", "rated")
    session.table("rated").write.parquet(str(tmp_path / "out"))
    assert written(tmp_path / "out") == written(project / "ratings")
    assert "already exists" in on_spark(project, "observed", "rated", code=1)
    assert "cannot be found" in on_spark(project, "observd", "other", code=1)


@pytest.mark.usefixtures("session")
def test_what_is_wrong_is_the_same(tmp_path: Path) -> None:
    made = table().to_pylist()
    first = {**made[0], "status": "final"}
    wrong = [
        {**first, "kpi": "N9999"},
        {**first, "kpi": " N0001 ", "area": "A0097"},
        {**first, "kpi": None},
        {**first, "area": "A0098"},
        {**first, "area": "A0098", "numerator": first["numerator"] - 1},
        {**first, "area": "A0099", "numerator": -1},
    ]
    project = rewritten(tmp_path / "a", pa.Table.from_pylist([*made, *wrong], table().schema))
    said = on_this_machine(project, code=1)
    elsewhere = on_spark(project, str(project / "observations"), str(tmp_path / "out"), code=1)
    assert elsewhere.replace(str(project / "observations"), "observations").replace(
        str(tmp_path / "out"), "X"
    ) == said.replace(str(project / "ratings"), "X")
    assert "5 refused" in said
    assert written(tmp_path / "out") == written(project / "ratings")


@pytest.mark.usefixtures("session")
def test_what_is_there_already_stays_and_what_fails_leaves_nothing(tmp_path: Path) -> None:
    project = nation(tmp_path / "a")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    assert "is there already; name another place" in on_spark(
        project, str(project / "observations"), str(tmp_path / "out"), code=1
    )
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["mine.txt"]
    file = next((project / "observations").glob("*.parquet"))
    content = bytearray(file.read_bytes())
    content[100:3000] = b"\xff" * 2900
    file.write_bytes(content)
    assert "Spark could not do it (" in on_spark(project, str(project / "observations"), str(tmp_path / "new"), code=1)
    assert not (tmp_path / "new").exists()
    pq.write_table(pa.table({"kpi": ["x"], "month": ["2024-01"]}), tmp_path / "other.parquet")
    assert "there is no column `period`; there are kpi, month. Nothing was written." in on_spark(
        project, str(tmp_path / "other.parquet"), str(tmp_path / "new"), code=1
    )


def test_without_java_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    project = nation(tmp_path, SMALL._replace(kpis=1))
    hidden = {name: value for name, value in os.environ.items() if name not in ("JAVA_HOME", "SPARK_HOME")}
    done = subprocess.run(
        [sys.executable, "-m", "qpr_rules", "evaluate", "--project", str(project), "--engine", "spark", "--every-period",
         "--from", "./observations", "-o", "./ratings"],
        env={**hidden, "PATH": str(tmp_path)}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    said = (
        "Error: Spark needs Java 17 or newer, which is not found: install it, or set JAVA_HOME. Nothing was written.\n"
    )
    assert (done.returncode, done.stderr) == (1, said)


@pytest.mark.usefixtures("session")
def test_the_command_of_the_how_to_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "evaluate-a-nation.md"
    (command,) = re.findall(r"^\$ (qpr-rules .*--engine spark.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    nation(tmp_path / "national")
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert call(*shlex.split(command)[1:]).code == 0
    assert written(tmp_path / "spark-ratings")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    for process in made.running:
        made.kill(process)


@pytest.mark.skipif(sys.platform == "win32", reason="only on Windows: it has no such signal")
def test_a_cluster_that_loses_a_worker_gives_a_million_rows_as_this_machine_does(
    tmp_path: Path, cluster: Cluster
) -> None:
    project = nation(tmp_path / "a", NATION, "shuffled")
    said = on_this_machine(project)
    read = re.search(r"([\d,]+) rows read", said)
    assert read is not None
    assert int(read[1].replace(",", "")) > 10**6
    out = tmp_path / "out"
    command = [sys.executable, "-m", "qpr_rules", "evaluate", "--project", str(project), "--engine", "spark", "--every-period",
               "--master", cluster.master, "--from", str(project / "observations"), "-o", str(out)]  # fmt: skip
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        # Rows are being written: the shuffle is done, and half of what it made is on the worker that is lost.
        until = time.monotonic() + PATIENCE
        while not list(out.rglob("_temporary/**/*.parquet")) and time.monotonic() < until and started.poll() is None:
            time.sleep(0.05)
        assert started.poll() is None
        cluster.kill(cluster.running[-1])
        text, err = started.communicate(timeout=PATIENCE)
    assert started.returncode == 0, err.decode()[-3000:]
    assert "Removing worker" in cluster.said("Master")
    assert text.decode().replace(str(out), "X") == _lines(said.replace(str(project / "ratings"), "X"))
    assert _sorted(out).equals(_sorted(project / "ratings"))


def _lines(said: str) -> str:
    return said.strip().replace("KPIs ", "KPIs\n") + "\n"


def _sorted(folder: Path) -> Any:
    parts = [pq.read_table(file).drop_columns(["made_from"]) for file in sorted(folder.rglob("*.parquet"))]
    plain = [
        pa.table(
            {
                name: part[name].cast(pa.string()) if pa.types.is_dictionary(part[name].type) else part[name]
                for name in part.column_names
            }
        )
        for part in parts
    ]
    whole = pa.concat_tables([part.cast(plain[0].schema) for part in plain])
    return whole.sort_by([(name, "ascending") for name in ("kpi", "area", "period")]).combine_chunks()

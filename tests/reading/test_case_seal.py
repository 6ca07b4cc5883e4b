"""The connection on which an author's query runs: sealed by DuckDB itself, whatever we made of the query before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from qpr_rules.reading.casework import question
from qpr_rules.reading.casework.sealed import opened, seal


@pytest.fixture
def sealed() -> Iterator[Any]:
    with closing(opened()) as connection:
        connection.execute("create table cases as select 1 as a")
        seal(connection)
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "set threads = 4",
        "set memory_limit = '100GB'",
        "set python_enable_replacements = true",
        "set lock_configuration = false",
        "set temp_directory = 'x'",
        "pragma memory_limit = '100GB'",
        "reset memory_limit",
        "set allowed_directories = ['/']",
    ],
)
def test_no_setting_can_be_changed(sealed: Any, statement: str) -> None:
    with pytest.raises(duckdb.Error, match=r"locked|Cannot change"):
        sealed.execute(statement)
    assert sealed.execute("select a from cases").fetchall() == [(1,)]


def test_no_file_is_read_or_written(sealed: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("x\n1\n", "utf-8")
    place = (tmp_path / "secret.csv").as_posix()
    for statement in (
        f"from '{place}'",
        f"from read_csv('{place}')",
        f"from read_text('{place}')",
        f"from read_parquet('{place}')",
        f"from glob('{tmp_path.as_posix()}/*')",
        f"copy cases to '{tmp_path.as_posix()}/out.csv'",
        f"export database '{tmp_path.as_posix()}/out'",
        f"attach '{tmp_path.as_posix()}/out.duckdb'",
        "install httpfs",
        "load httpfs",
        "from 'https://council.example/cases.csv'",
    ):
        with pytest.raises(duckdb.Error, match=r"disabled|not allowed|Cannot"):
            sealed.execute(statement)
    assert [file.name for file in tmp_path.iterdir()] == ["secret.csv"]


def test_no_variable_of_ours_is_a_table(sealed: Any) -> None:
    ours = {"a": np.array([1, 2])}  # noqa: F841 (DuckDB looks for it by its name)
    assert duckdb.execute("from ours").fetchall() == [(1,), (2,)]  # as DuckDB is, unless it is told otherwise
    with pytest.raises(duckdb.CatalogException):
        sealed.execute("from ours")


def test_every_function_that_is_not_the_same_each_time_is_known_to_us() -> None:
    """By DuckDB's own word: of those that it calls volatile, all are refused, but one that only raises an error."""
    rows = duckdb.execute(
        "select distinct function_name from duckdb_functions() where stability = 'VOLATILE'"
    ).fetchall()
    refused = question._CLOCKS | question._CHANCES | question._INWARD | {"error"}
    assert {name for (name,) in rows} <= refused

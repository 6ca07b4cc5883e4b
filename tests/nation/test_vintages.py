"""A nation as known on a day: the rows are those of what was known then, by the ordinary road."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from qpr_rules.showing.parquet import ABOUT
from tests.commands import run
from tests.nation.nations import KNOWN, expected, rewritten, table, with_vintages, written


def evaluated(project: Path, *options: str) -> None:
    source = str(project / "observations")
    ran = run(project, "evaluate", "--from", source, "--every-period", *options, "-o", str(project / "ratings"))
    assert ran.code == 0, ran.said


def test_what_was_known_on_a_day_is_evaluated_and_stated(tmp_path: Path) -> None:
    project = rewritten(tmp_path / "a", with_vintages(table()))
    evaluated(project, *KNOWN)
    then = written(project / "ratings")
    assert then == expected(tmp_path / "b")
    assert "as known on 2030-02-15" in (project / "ratings" / ABOUT).read_text(encoding="utf-8")
    evaluated(project, "--today", "2030-12-31")
    assert written(project / "ratings") != then


def test_a_folder_may_say_since_when_its_files_are_known(tmp_path: Path) -> None:
    project = rewritten(tmp_path / "a", table())
    (project / "observations" / "all.parquet").unlink()
    pq.write_to_dataset(with_vintages(table()), project / "observations", partition_cols=["as_of"])
    evaluated(project, *KNOWN)
    assert written(project / "ratings") == expected(tmp_path / "b")


def test_a_day_on_which_nothing_was_known_is_said(tmp_path: Path) -> None:
    project = rewritten(tmp_path, with_vintages(table()))
    source = str(project / "observations")
    options = ("--every-period", "--as-known-on", "2010-01-01", "--today", "2030-12-31", "-o", str(project / "ratings"))
    ran = run(project, "evaluate", "--from", source, *options)
    assert ran.code == 0, ran.said
    assert "No result was known on 2010-01-01." in ran.said
    assert "0 evaluations written" in ran.said


def test_a_day_to_come_and_a_status_that_goes_back_are_said(tmp_path: Path) -> None:
    whole = with_vintages(table())
    statuses = ["final" if day.as_py() != "2030-03-01" else "provisional" for day in whole["as_of"]]
    project = rewritten(
        tmp_path, whole.set_column(whole.schema.get_field_index("status"), "status", pa.array(statuses))
    )
    ran = {}
    for today in ("2029-12-31", "2031-01-31"):
        ran[today] = run(
            project,
            "evaluate",
            "--from",
            str(project / "observations"),
            "--every-period",
            "--today",
            today,
            "-o",
            str(project / "ratings"),
        )
    rows = written(project / "ratings")
    assert rows
    assert (ran["2029-12-31"].code, ran["2031-01-31"].code) == (1, 0)
    assert "QPR438" in ran["2029-12-31"].said
    assert "QPR438" not in ran["2031-01-31"].said
    for each in ran.values():
        assert "a result that was final or revised has become provisional (" in each.said

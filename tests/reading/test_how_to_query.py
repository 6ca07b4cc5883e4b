"""The page on a PostgreSQL server: its example is laid down as it says, and asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.asking import OWN, read, said
from tests.result_tables import TOP
from tests.servers import HOST, Server
from tests.source import REPOSITORY

PAGE = (REPOSITORY / "docs" / "how-to" / "query-a-database.md").read_text("utf-8")


def test_the_example_gives_its_results(project: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / OWN).unlink()
    (project / "queries").mkdir()
    for path, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        (project / path).write_text(TOP + text if path == "qpr-rules.yaml" else text, "utf-8")
    postgres.run(
        "create table housing_monthly (code text, month date, on_time int, completed int)",
        """insert into housing_monthly values
           ('REPAIRS', '2024-03-01', 1, 2), ('REPAIRS', '2024-04-01', 400, 420), ('REPAIRS', '2024-04-01', 11, 13),
           ('VOIDS', '2024-04-01', 610, 31)""",
    )
    monkeypatch.setenv("QPR_DATABASE", f"postgresql://reader@{HOST}:{postgres.port}/performance")
    found = read(project).observations
    assert {
        kpi: (len(own), int(own[0].numerator or 0), int(own[0].denominator or 0)) for kpi, own in found.items()
    } == {
        "REPAIRS": (1, 411, 433),
        "VOIDS": (1, 610, 31),
    }
    assert said(project) == []
    postgres.run("update housing_monthly set on_time = -1 where code = 'VOIDS'")
    (line,) = said(project)
    place, _, mistake = line.partition(": ")
    assert mistake == "error QPR418 the count -1 is negative"
    assert f"`{place}`" in PAGE

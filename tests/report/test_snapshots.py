"""Every format of the report, word for word as it was when somebody last looked."""

from __future__ import annotations

import pytest

from tests.report_snapshots import FOLDER, FORMATS, taken


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_what_it_said_when_it_was_looked_at(name: str) -> None:
    assert taken(name) == (FOLDER / name).read_text("utf-8"), (
        "if it is meant: `python -m tests.report_snapshots`, look at what changed, and commit it"
    )


def test_there_is_no_other_snapshot() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(FORMATS)

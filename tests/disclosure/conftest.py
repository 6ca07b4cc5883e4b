"""What is released of the project of small counts, made once for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.disclosure.small_project import everything, project


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes | str]:
    """Those of the project."""
    return everything(project(tmp_path_factory.mktemp("three") / "p"))

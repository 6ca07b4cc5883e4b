"""What the benchmark holds against ours from Parquet to Parquet gives our answers, and would be found out if it did not."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from benchmarks import alike, stored, stored_rivals
from benchmarks.national import MONTHS, NONE, NOT_RATED, observations
from tests.commands import run

KPIS = 2
SERIES = KPIS * alike.AREAS


@pytest.fixture(scope="module", params=["sorted", "shuffled"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small nation of one kind of KPI, evaluated by us."""
    folder = tmp_path_factory.mktemp("rivals") / str(request.param)
    count = alike.write(folder, KPIS, folder.name)
    assert (count == SERIES * MONTHS) == (folder.name == "sorted")
    options = ("--every-period", "--fields", ",".join(alike.FIELDS))
    found = run(folder, "evaluate", "--from", str(folder / "observations"), *options, "-o", str(folder / "ratings"))
    assert found.code == 0, found.said
    return folder


@pytest.mark.parametrize("name", stored_rivals.RIVALS)
def test_each_rival_has_our_answers(project: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec(name.partition(" ")[0].lower()) is None:
        pytest.skip(f"{name} is not installed")
    monkeypatch.setattr("sys.argv", ["", name, project.name, str(project), str(tmp_path / "rated")])
    assert stored_rivals.main() == 0
    stored._agree(name, tmp_path / "rated", project / "ratings", KPIS)
    key, found = alike.written(tmp_path / "rated")
    # Not merely the same nothing: most are rated, and the first quarter has none before it.
    assert len(key) == sum(pq.read_metadata(file).num_rows for file in (project / "observations").iterdir())
    assert 0.5 < np.mean(found.rating < NOT_RATED) < 0.9
    assert ((found.previous == NONE) == (key % MONTHS < 3)).all()


def test_another_answer_or_a_missing_row_is_found(project: Path, tmp_path: Path) -> None:
    ours = pq.read_table(project / "ratings")
    for number, (said, wrong) in enumerate(
        (
            ("disagree: slope", ours.set_column(5, "slope", [ours["slope"].to_numpy() + 1e-6])),
            ("disagree: rating", ours.set_column(4, "rating", [ours["rating"].to_pylist()[:1] * len(ours)])),
            ("not have the same rows", ours.set_column(1, "area", [["A0999"] * len(ours)])),
        )
    ):
        (tmp_path / str(number)).mkdir()
        pq.write_table(wrong, tmp_path / str(number) / "all.parquet")
        with pytest.raises(RuntimeError, match=said):
            stored._agree("X", tmp_path / str(number), project / "ratings", KPIS)


def test_files_hold_the_results_of_the_nation_in_memory(project: Path) -> None:
    held = pq.read_table(project / "observations").to_pandas()
    series = (held["kpi"].str[1:].astype(int) - 1) * alike.AREAS + held["area"].str[1:].astype(int) - 1
    month = held["period"].str[:4].astype(int) * 12 + held["period"].str[5:].astype(int) - (2020 * 12 + 4)
    whole, place = observations(SERIES * MONTHS), (series * MONTHS + month).to_numpy()
    assert len(set(place.tolist())) == len(held)
    assert (whole.numerator[place] == held["numerator"]).all()
    assert (whole.denominator[place] == held["denominator"]).all()
    assert (np.diff(place) == 1).all() == (project.name == "sorted")


def test_codes_of_32_bits_have_the_same_results() -> None:
    whole = observations(SERIES * MONTHS)
    assert whole.series.dtype == whole.month.dtype == np.int32
    made = alike.rows(whole.series, whole.month, ["N0001", "N0002"])
    assert (made["numerator"].to_numpy() == whole.numerator).all()
    assert (made["denominator"].to_numpy() == whole.denominator).all()


def test_words_may_be_plain_text_in_several_files_as_spark_writes_them(project: Path, tmp_path: Path) -> None:
    ours = pq.read_table(project / "ratings")
    for place, name in enumerate(ours.column_names):
        if name in {"kpi", "area", "period", "rating", "previous_rating"}:
            ours = ours.set_column(place, name, ours[name].cast("string"))
    for part in range(2):
        pq.write_table(ours.slice(part * 20_000, 20_000), tmp_path / f"{part}.parquet")
    stored._agree("Spark", tmp_path, project / "ratings", KPIS)

"""Total: whatever bytes a file holds, the tool says what is wrong with it, soon, and never falls over."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.commands import run

assert settings.default is not None
FEWER = settings(max_examples=settings.default.max_examples // 10)  # each example reads a project twice
_SMALL = Path(__file__).parent.parent / "small"
_FILES = (
    "kpi_definitions/repairs.yaml",
    "qpr-rules.yaml",
    "owners.yaml",
    "commentary/2024-25-Q3.yaml",
    "rules/own.yaml",
    "results/results.csv",
)
_YAML_WORDS = (
    b": ", b"\n", b"\n  ", b"- ", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!str ", b"<<: ", b"|\n", b">\n", b"'", b'"', b"#",
    b"\t", b"\r\n", b"---\n", b"%YAML 1.1\n", b"target: ", b"standards:", b"2023/24", b"window: 12 months", b"1e400", b".nan",
    b"0.0000000000000000000001", b"-0", b"99999999999999999999", b"\xef\xbb\xbf", b"\xff", b"\x00", "é½".encode(), b"null", b"yes",
)  # fmt: skip
_CSV_WORDS = (
    b",", b"\n", b'"', b"REPAIRS,,2024-12,1,2,,,", b"VOIDS", b"2024 Q3", b"[c]", b"[p]", b"1,214", b"85%", b"NaN", b"inf", b"1e400",
    b"-1", b"0.0000000000000000000001", b"999999999999999999", b"9999999999999999999", b"\xef\xbb\xbf", b"\xff", b"\x00", b"\r",
    b"kpi,period,value\n", b"9999-12", b"0000-01", "…".encode(),
)  # fmt: skip


def _torn(whole: bytes, words: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """A good file with pieces cut out and others put in."""
    tear = st.tuples(st.integers(0, len(whole)), st.integers(0, 30), st.sampled_from(words) | st.binary(max_size=5))

    def apply(tears: list[tuple[int, int, bytes]]) -> bytes:
        text = whole
        for at, cut, put in tears:
            text = text[:at] + put + text[at + cut :]
        return text

    return st.lists(tear, min_size=1, max_size=6).map(apply)


def _survives(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(shutil.copytree(_SMALL, Path(folder) / "project"))
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_bytes(content)
        for command in (("check", "--results"), ("evaluate", "--every-period", "--format", "csv")):
            begun = time.process_time()
            ran = run(project, *command)
            assert ran.code in (0, 1, 2), (command, ran.code, ran.err)
            assert "Traceback" not in ran.out + ran.err
            assert time.process_time() - begun < 10  # of the processor: a busy machine is no fault


@pytest.mark.parametrize("name", _FILES)
@FEWER
@given(content=st.binary(max_size=300))
@example(content=b"")
@example(content=b"[" * 100_000)
@example(content=b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n")
@example(content=b"? {a: b}\n: c\n")
@example(content=b'"' * 50_000)
@example(content=b"kpi,period,numerator,denominator\nREPAIRS,2024-12,0.0000000000000000000001,1\n")
@example(content=b"kpi,period,numerator,denominator\nREPAIRS,9999-12,1,1\nREPAIRS,0001-01,1,1\n")
def test_total_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    _survives(name, content)


@pytest.mark.parametrize("name", _FILES)
@FEWER
@given(data=st.data())
def test_total_a_torn_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    file = _SMALL / name
    whole = (
        file.read_bytes()
        if file.is_file()
        else b'late:\n  when: {reason: late}\n  severity: concern\n  says: "{period}"\n'
    )
    _survives(name, data.draw(_torn(whole, _CSV_WORDS if name.endswith(".csv") else _YAML_WORDS)))

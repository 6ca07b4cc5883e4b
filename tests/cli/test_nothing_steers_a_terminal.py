"""No command prints a character that moves the cursor, colours, rings, or turns the direction of writing, whoever wrote it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.commands import call
from tests.parts import file_name
from tests.repositories import rewrite

ODD = "\x1b[31mA\u202eevil\x07\x9b31m \u2066x\x1b]0;title\x07"
QUOTED = json.dumps(f"{ODD}\rb")  # every character of it as an escape, which YAML reads too
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u202a-\u202e\u2066-\u2069]")

SCREENS = (
    "exceptions --all", "exceptions --by owner", "summary", "explain REPAIRS", "explain VOIDS", "evaluate", "list", "results",
    "show REPAIRS", "commentary new 2024/25-Q1", "calendar --from 2025-01 --all", "compare REPAIRS", "impact",
    "publish 2024/25-Q3 --today 2025-06-01", "summary", "verify", "report --format markdown", "check", "check --results",
    "check --diff", "check --format concise", "check --format markdown", "check --format github", "check --format gitlab",
    "check --format sarif", "check --format json", "check --format junit", "evaluate --format json", "evaluate --format ndjson",
    "results --format json", "compare REPAIRS --format json", "report --format json", "report --owner nobody -o x.md",
    "explain REPAIR", "explain REPAIRS --area nowhere", "report --section nowhere -o x.md",
)  # fmt: skip


@pytest.fixture
def odd(project: Path) -> Path:
    """A project in which everything that an author may write holds such characters."""
    for file, name in (("repairs", "Repairs completed on time"), ("voids", "Days to let an empty home")):
        path = project / "kpi_definitions" / f"{file}.yaml"
        rewrite(path, f"name: {name}", f'description: {QUOTED}\nname: {QUOTED[:-1]} {name}"')
        text = re.sub(r"numerator: .*", lambda _: f"numerator: {QUOTED}", path.read_text("utf-8"))
        text = re.sub(r'approved: "[^"]*"', lambda _: f"approved: {QUOTED}", text)
        path.write_text(text, "utf-8", newline="\n")
    rewrite(project / "qpr-rules.yaml", "body: ", f"body: {QUOTED} # ")
    post = f"head-of-housing: {{post: {QUOTED}, cabinet_member: {QUOTED}}}\n"
    (project / "owners.yaml").write_text(post, "utf-8", newline="\n")
    note = f"REPAIRS: {{context: {QUOTED}, actions: [{{what: {QUOTED}, owner: head-of-housing, due: 2024-11-30}}]}}\n"
    (project / "commentary" / "2024-25-Q3.yaml").write_text(note, "utf-8", newline="\n")
    results = project / "results" / "results.csv"
    rows = results.read_text("utf-8").splitlines()
    rows += [row.replace("REPAIRS,,", f"REPAIRS,{ODD},") for row in rows if row.startswith("REPAIRS,,")]
    results.write_text("\n".join(rows) + "\n", "utf-8", newline="\n")
    return project


CELLS = (
    "evaluate --format csv", "evaluate --every-period --format csv", "results --format csv", "results --by source --format csv",
    "compare REPAIRS --format csv", "report --format csv", "report --format markdown", "revisions --format csv",
)  # fmt: skip


@pytest.mark.parametrize("words", CELLS)
def test_nor_does_csv_that_is_looked_at_and_programs_have_it_whole(odd: Path, words: str) -> None:
    seen = call(*words.split(), "--project", str(odd), is_terminal=True).out
    assert STEERING.search(seen) is None
    given = call(*words.split(), "--project", str(odd)).out
    assert len(seen.splitlines()) > 0
    if words.startswith(("evaluate", "compare", "report --format csv")):
        assert ODD in given
        assert "evil" in seen


def test_no_command_prints_what_steers_a_terminal(odd: Path) -> None:
    said = ""
    for words in SCREENS:
        done = call(*words.split(), "--project", str(odd), width=100)
        assert done.code in (0, 1, 2), (words, done.err)
        assert STEERING.search(done.out + done.err) is None, (words, STEERING.search(done.out + done.err))
        said += done.out
    assert said.count("evil") > 100


_COMMANDS = re.compile(r"(?m)^\s*::(?!error |warning |notice )|##(?:vso)?\[")
FORMS = ("text", "concise", "markdown", "github", "gitlab", "sarif", "json", "junit")


def test_no_finding_that_quotes_a_stranger_steers_a_terminal_or_a_build(project: Path) -> None:
    told = json.dumps(f"{ODD}\n::set-output name=a::b\r\n##[command]` | <b>&")
    for name, change in (("repairs", f"polarity: {told}\n{told}: 1\n"), ("voids", f"section: {told}\n")):
        path = project / "kpi_definitions" / f"{name}.yaml"
        text = re.sub(rf"(?m)^{change.partition(':')[0]}:.*\n", "", path.read_text("utf-8"))
        path.write_text(text + change, "utf-8", newline="\n")
    with (project / "results" / "results.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([json.loads(told), "", "2025-01", "1", "2"])
        csv.writer(file).writerow(["REPAIRS", "", json.loads(told), "1", "2"])
    for form in FORMS:
        done = call("check", "--format", form, "--today", "2024-12-31", "--project", str(project))
        assert done.code == 1
        assert STEERING.search(done.out + done.err) is None, (form, STEERING.search(done.out + done.err))
        assert _COMMANDS.search(done.out + done.err) is None, (form, _COMMANDS.search(done.out + done.err))
        assert done.out.count("QPR1") >= 2
    checked, explained = call("check", file_name(ODD), "--project", str(project)), call("codes", ODD)
    assert checked.code == explained.code == 2
    assert STEERING.search(checked.err + explained.err) is None


def test_readers_of_csv_get_as_many_rows_as_there_are(odd: Path) -> None:
    assert call("publish", "2024/25-Q3", "--today", "2025-06-01", "--project", str(odd)).code == 0
    written = [(odd / "published" / "2024-25-Q3" / "evaluations.csv").read_text("utf-8")]
    written += [call(*words, "--format", "csv", "--project", str(odd)).out for words in (["evaluate"], ["report"])]
    for text in written:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(rows) == 3 and all(row["owner"] == "head-of-housing" for row in rows)
        assert all("evil" in row["name"] for row in rows)


def test_readers_of_json_get_the_text_as_it_was(odd: Path) -> None:
    rows = json.loads(call("evaluate", "--format", "json", "--project", str(odd)).out)
    assert {row["area"] for row in rows} == {"", ODD}
    assert all(row["name"].startswith(ODD) for row in rows)

"""In the editor: the real yaml-language-server completes, explains and marks by our schemas."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qpr_rules.app.schema import names
from tests.commands import call, run
from tests.editor.language_server import LanguageServer
from tests.parts import NODE, node, node_package

DEFINITION = """\
# yaml-language-server: $schema=../schemas/kpi.schema.json
id: EXAMPLE
name: Example
section: housing
owner: head-of-housing
polarity: higher
unit: percent
frequency: month
window: 12 months
measure: {numerator: Repairs on time, denominator: Repairs}
target: 60
floor: 45
introduced: 2024-04-01
lag: 3 months
"""


@pytest.fixture
def editor(project: Path, repository: Path) -> Iterator[LanguageServer]:
    """The server, in a project that has the schemas beside it."""
    script = node_package("yaml-language-server", "out", "server", "src", "server.js")
    (project / "schemas").mkdir()
    for name in names():
        file = f"{name}.schema.json"
        (project / "schemas" / file).write_bytes((repository / "schemas" / file).read_bytes())
    with LanguageServer(node(), script, project) as server:
        yield server


def test_a_right_definition_has_no_mark(editor: LanguageServer, project: Path) -> None:
    assert editor.open(project / "kpi_definitions" / "new.yaml", DEFINITION) == []


@pytest.mark.long
def test_every_shipped_definition_has_no_mark(editor: LanguageServer, project: Path, repository: Path) -> None:
    marked = {}
    for file in sorted((repository / "kpi_definitions").rglob("*.yaml")):
        if not file.name.endswith(".cases.yaml"):
            text = file.read_text("utf-8").replace("../../schemas/", "../schemas/")
            marked[file.stem] = editor.open(project / "kpi_definitions" / file.name, text)
    assert len(marked) >= 40
    assert {name: marks for name, marks in marked.items() if marks} == {}


def test_keys_are_completed_and_explained(editor: LanguageServer, project: Path) -> None:
    file = project / "kpi_definitions" / "new.yaml"
    editor.open(file, DEFINITION + "\n")
    offered = editor.completions(file, DEFINITION.count("\n"), 0)
    assert {"description", "decimals", "links", "rate_on", "suspended", "retired", "breaks", "direction"} <= set(
        offered
    )
    assert "polarity" not in offered  # it is there already
    assert "never how it is rated" in str(offered["decimals"]["documentation"])


def test_words_are_completed(editor: LanguageServer, project: Path) -> None:
    file = project / "kpi_definitions" / "new.yaml"
    editor.open(file, DEFINITION.replace("polarity: higher", "polarity: "))
    line = DEFINITION.split("\n").index("polarity: higher")
    assert {"higher", "lower", "stay-close"} <= set(editor.completions(file, line, len("polarity: ")))


RESULTS = """\
# yaml-language-server: $schema=schemas/settings.schema.json
body: Example
sections: {housing: Housing}
results:
  - source: postgresql
    query: select 1
    connection:
      host: db.council.example
"""


def test_sources_and_the_keys_of_a_connection_are_completed(editor: LanguageServer, project: Path) -> None:
    file = project / "qpr-rules.yaml"
    assert editor.open(file, RESULTS) == []
    lines = RESULTS.split("\n")
    connection = project / "second.yaml"
    editor.open(connection, RESULTS.replace("host: db.council.example\n", "\n"))
    offered = editor.completions(connection, lines.index("      host: db.council.example"), 6)
    assert {"host", "database", "user", "password_from", "encryption", "root_certificate"} <= set(offered)
    assert "password" not in offered
    source = project / "third.yaml"
    editor.open(source, RESULTS.replace("source: postgresql", "source: "))
    offered = editor.completions(source, lines.index("  - source: postgresql"), len("  - source: "))
    assert {"csv", "excel", "postgresql"} <= set(offered)
    marked = editor.open(project / "fourth.yaml", RESULTS.replace("host:", "password:"))
    assert [each["range"]["start"]["line"] for each in marked] == [lines.index("      host: db.council.example")]


@pytest.mark.parametrize("key", ["polarity", "window", "measure", "target", "floor", "unit", "introduced", "lag"])
def test_a_key_is_explained_where_the_pointer_rests(editor: LanguageServer, project: Path, key: str) -> None:
    file = project / "kpi_definitions" / "new.yaml"
    editor.open(file, DEFINITION)
    line = next(place for place, text in enumerate(DEFINITION.split("\n")) if text.startswith(f"{key}:"))
    about = json.loads((project / "schemas" / "kpi.schema.json").read_text("utf-8"))["properties"][key]
    shown = re.sub(r"[^a-z0-9]+", " ", editor.hover(file, line, 1).casefold())
    for part in (about["title"], about["description"]):
        assert re.sub(r"[^a-z0-9]+", " ", part.casefold()).strip() in shown


def test_a_wrong_word_and_an_unknown_key_are_marked_where_they_stand(editor: LanguageServer, project: Path) -> None:
    text = DEFINITION.replace("polarity: higher", "polarity: up").replace("owner:", "onwer:")
    marks = editor.open(project / "kpi_definitions" / "new.yaml", text)
    lines = {each["range"]["start"]["line"] for each in marks}
    assert text.split("\n").index("polarity: up") in lines
    assert text.split("\n").index("onwer: head-of-housing") in lines


def test_the_project_s_own_owners_are_completed_and_others_marked(editor: LanguageServer, project: Path) -> None:
    own = project / "schemas" / "own.schema.json"
    done = run(project, "schema", "kpi", "--with-owners", "-o", str(own))
    assert done.code == 0, done.said
    text = DEFINITION.replace("kpi.schema.json", "own.schema.json")
    file = project / "kpi_definitions" / "new.yaml"
    line = DEFINITION.split("\n").index("owner: head-of-housing")
    assert editor.open(file, text) == []
    other = project / "kpi_definitions" / "other.yaml"
    marks = editor.open(other, text.replace("owner: head-of-housing", "owner: nobody"))
    assert [each["range"]["start"]["line"] for each in marks] == [line]
    third = project / "kpi_definitions" / "third.yaml"
    editor.open(third, text.replace("owner: head-of-housing", "owner: "))
    assert "head-of-housing" in editor.completions(third, line, len("owner: "))


def test_every_schema_passes_ajv_in_strict_mode(repository: Path, project: Path) -> None:
    node_package("ajv", "package.json")
    files = [str(repository / "schemas" / f"{name}.schema.json") for name in names()]
    for name in ("kpi", "commentary", "rules"):
        made = project / f"{name}.json"
        assert run(project, "schema", name, "--with-owners", "-o", str(made)).code == 0
        files.append(str(made))
    done = subprocess.run(
        [node(), str(NODE / "ajv.mjs"), *files], capture_output=True, encoding="utf-8", check=False, cwd=NODE
    )
    assert done.returncode == 0, done.stdout + done.stderr


COMMENTARY = """\
# yaml-language-server: $schema=../schemas/commentary.schema.json
REPAIRS:
  context: >-
    A second team started in January.
  actions:
  - what: Recruit two joiners
    owner: head-of-housing
    due: 2025-03-31
    status: open
VOIDS:
  context:
"""


def test_commentary_as_it_is_begun_and_as_it_is_shipped_has_no_mark(
    editor: LanguageServer, project: Path, repository: Path
) -> None:
    folder = project / "commentary"
    assert editor.open(folder / "made-by-hand.yaml", COMMENTARY) == []
    assert run(project, "commentary", "new").code == 2
    done = call("commentary", "new", "Q1 2024/25", "--project", str(project))
    assert done.code == 0, done.said
    begun = (folder / "2024-25-Q1.yaml").read_text("utf-8")
    assert begun.startswith("# yaml-language-server: $schema=../schemas/commentary.schema.json\n")
    assert editor.open(folder / "2024-25-Q1.yaml", begun) == []
    for file in (repository / "commentary").glob("*.yaml"):
        assert editor.open(folder / f"shipped-{file.name}", file.read_text("utf-8")) == []


@pytest.mark.parametrize("key", ["context", "actions", "what", "owner", "due", "status"])
def test_a_key_of_commentary_is_explained_where_the_pointer_rests(
    editor: LanguageServer, project: Path, key: str
) -> None:
    file = project / "commentary" / "2024-25-Q2.yaml"
    editor.open(file, COMMENTARY)
    line, column = next(
        (place, text.index(f"{key}:")) for place, text in enumerate(COMMENTARY.split("\n")) if f"{key}:" in text
    )
    note = json.loads((project / "schemas" / "commentary.schema.json").read_text("utf-8"))["additionalProperties"]
    known = note["properties"] | note["properties"]["actions"]["items"]["properties"]
    shown = re.sub(r"[^a-z0-9]+", " ", editor.hover(file, line, column + 1).casefold())
    for part in (known[key]["title"], known[key]["description"]):
        assert re.sub(r"[^a-z0-9]+", " ", part.casefold()).strip() in shown


def test_keys_and_words_of_commentary_are_completed(editor: LanguageServer, project: Path) -> None:
    file = project / "commentary" / "2024-25-Q2.yaml"
    text = COMMENTARY.replace("    status: open\n", "    \n")
    editor.open(file, text)
    place = text.split("\n").index("    ")
    offered = editor.completions(file, place, 4)
    assert "status" in offered
    assert "what" not in offered  # it is there already
    assert "Only open ones are carried forward" in str(offered["status"]["documentation"])
    other = project / "commentary" / "2024-25-Q1.yaml"
    editor.open(other, COMMENTARY.replace("status: open", "status: "))
    line = COMMENTARY.split("\n").index("    status: open")
    assert {"open", "done", "dropped"} <= set(editor.completions(other, line, len("    status: ")))
    third = project / "commentary" / "2024-25-Q4.yaml"
    editor.open(third, COMMENTARY + "  ")
    assert "actions" in editor.completions(third, COMMENTARY.count("\n"), 2)


def test_the_project_s_own_kpis_are_completed_in_commentary_and_others_marked(
    editor: LanguageServer, project: Path
) -> None:
    own = project / "schemas" / "own.schema.json"
    assert run(project, "schema", "commentary", "--with-owners", "-o", str(own)).code == 0
    text = COMMENTARY.replace("commentary.schema.json", "own.schema.json")
    assert editor.open(project / "commentary" / "2024-25-Q2.yaml", text) == []
    other = project / "commentary" / "2024-25-Q1.yaml"
    wrong = text.replace("VOIDS", "VOID").replace("head-of-housing", "nobody")
    marks = editor.open(other, wrong)
    assert sorted(each["range"]["start"]["line"] for each in marks) == [
        text.split("\n").index("    owner: head-of-housing"),
        text.split("\n").index("VOIDS:"),
    ]
    third = project / "commentary" / "2024-25-Q4.yaml"
    begun = text.partition("VOIDS")[0]
    editor.open(third, begun)
    assert "VOIDS" in editor.completions(third, begun.count("\n"), 0)

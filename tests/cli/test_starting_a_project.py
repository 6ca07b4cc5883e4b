"""`init` makes a project that works; `new` asks for a definition that passes `check`. Nothing is ever overwritten."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from qpr_rules.app.starting import Answers, definition_text, project_files, questions, suggested_id
from qpr_rules.reading.nodes import read_yaml
from qpr_rules.reading.quoting import quoted
from tests.commands import call, run


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A project just made."""
    assert call("init", str(tmp_path / "our rules"), "--body", "Žďár: Council").code == 0
    return tmp_path / "our rules"


@pytest.mark.parametrize("command", ["check", "exceptions", "summary", "evaluate", "list", "results", "test"])
def test_a_new_project_works_at_once(made: Path, command: str) -> None:
    done = run(made, command)
    assert done.code == 0, done.out + done.err


def test_a_new_project_has_not_one_finding(made: Path) -> None:
    done = run(made, "check", "--results", "--fail-on", "note", "--today", "2031-07-01")
    assert "no mistakes" in done.text
    assert done.code == 0


def test_a_new_project_says_whose_it_is_and_that_its_numbers_are_invented(made: Path) -> None:
    out = run(made, "exceptions").text
    assert out.startswith("Žďár: Council")
    assert "invented" in out


def test_every_file_of_a_new_project_reads_as_what_it_is(made: Path) -> None:
    files = [file for file in made.rglob("*") if file.is_file()]
    assert {file.relative_to(made).as_posix() for file in files} == set(project_files("x"))
    for file in files:
        text = file.read_text("utf-8")
        if file.suffix == ".json":
            assert json.loads(text)
        elif file.suffix in (".yaml", ".yml"):
            assert yaml.safe_load(text)
        if first := [line for line in text.splitlines()[:1] if "$schema=" in line]:
            assert (file.parent / first[0].partition("$schema=")[2]).resolve().is_file()


def test_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    (tmp_path / "owners.yaml").write_text("mine: {post: Mine}\n", "utf-8")
    done = call("init", str(tmp_path))
    assert done.code == 1
    assert "owners.yaml" in done.said
    assert [file.name for file in tmp_path.iterdir()] == ["owners.yaml"]
    assert (tmp_path / "owners.yaml").read_text("utf-8") == "mine: {post: Mine}\n"


def test_a_second_init_is_refused(made: Path) -> None:
    done = call("init", str(made))
    assert done.code == 1
    assert "Nothing was written" in done.said


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter(range(100))
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if next(calls) == 7:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    done = call("init", str(tmp_path / "new"))
    assert done.code == 1
    assert "No space left on device" in done.said
    assert [file for file in (tmp_path / "new").rglob("*") if file.is_file()] == []


FLAGS = {
    "name": "Percentage of bins collected on the day",
    "section": "customer-services",
    "owner": "head-of-housing",
    "numerator": "bins collected",
    "denominator": "bins due",
    "target": "98",
    "floor": "95",
}


def flags(**changed: str) -> list[str]:
    return [part for key, value in {**FLAGS, **changed}.items() for part in (f"--{key}", value)]


def test_every_answer_has_a_flag(made: Path) -> None:
    done = run(made, "new", *flags(), "--yes")
    assert done.code == 0, done.said
    file = made / "kpi_definitions" / "customer-services" / "bins-collected-day.yaml"
    written = yaml.safe_load(file.read_text("utf-8"))
    assert (written["target"], written["floor"], written["window"]) == (98, 95, "12 months")
    done_check = run(made, "check")
    assert done_check.code == 0, done_check.out


def test_typed_answers_make_the_same_file_and_each_is_checked_at_once(made: Path) -> None:
    typed = [
        FLAGS["name"], "has a space", "", "?", "nine", "1", "Head of Housing", "", "bins collected", "bins due", "", "", "", "",
        "ninety", "0.98", "98%", "99", "95", "seven", "7", "", "", "y",
    ]  # fmt: skip
    done = run(made, "new", typed="\n".join(typed) + "\n")
    assert done.code == 0, done.said
    for said in (
        "no spaces",
        "`nine` is none of them",
        "`ninety` is not a number",
        "write 98",
        "below the target of 98",
        "from 0 to 6",
    ):
        assert said in done.said
    by_typing = (made / "kpi_definitions" / "customer-services" / "bins-collected-day.yaml").read_bytes()
    (made / "kpi_definitions" / "customer-services" / "bins-collected-day.yaml").unlink()
    run(made, "new", *flags(), "--yes")
    assert (made / "kpi_definitions" / "customer-services" / "bins-collected-day.yaml").read_bytes() == by_typing


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"floor": "99"}, "below the target"),
        ({"polarity": "lower"}, "above the target"),
        ({"polarity": "stay-close"}, "17.5 to 22.5"),
        ({"id": "complaints"}, "another KPI"),
        ({"owner": "nobody"}, "none of them"),
        ({"section": "housin"}, "did you mean `housing`?"),
        ({"target": "1e3"}, "scientific notation"),
        ({"decimals": "7"}, "from 0 to 6"),
        ({"decimals": "-1"}, "from 0 to 6"),
        ({"name": " "}, "an answer is needed"),
    ],
)
def test_a_wrong_flag_is_refused_and_nothing_written(made: Path, changed: dict[str, str], said: str) -> None:
    before = sorted(made.rglob("*"))
    done = run(made, "new", *flags(**changed), "--yes")
    assert done.code == 2
    assert said in done.said
    assert sorted(made.rglob("*")) == before


def test_no_at_the_end_writes_nothing(made: Path) -> None:
    before = sorted(made.rglob("*"))
    done = run(made, "new", *flags(), typed="\n" * 8 + "n\n")
    assert "Nothing was written." in done.said
    assert sorted(made.rglob("*")) == before


def test_the_end_of_the_input_stops_quietly(made: Path) -> None:
    program = [sys.executable, "-m", "qpr_rules", "new", "--project", str(made)]
    done = subprocess.run(program, input="A name\n", capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["ratio", "count", "value"])
@pytest.mark.parametrize(
    ("polarity", "target", "floor"), [("higher", "9", "5"), ("lower", "5", "9"), ("stay-close", "4 to 5", "3 to 9")]
)
@pytest.mark.parametrize("frequency", ["month", "quarter", "year"])
def test_any_answers_make_a_definition_that_passes(
    made: Path, kind: str, polarity: str, target: str, floor: str, frequency: str
) -> None:
    given = flags(
        kind=kind, polarity=polarity, target=target, floor=floor, frequency=frequency, name="Bins", description="no"
    )
    given += ["--unit", "percent" if kind == "ratio" else "days"]
    if kind != "ratio":
        at = given.index("--denominator")
        del given[at : at + 2]
    done = run(made, "new", *given, "--yes")
    assert done.code == 0, done.said
    assert "error" not in run(made, "check").text


@pytest.mark.parametrize(
    "text",
    ["plain", "no", "a: b", "# x", "'", '"', "12", "012", "- x", "x #y", "é", "[a", "@x", "true", "1:30", " x", "%"],
)
def test_text_is_written_so_that_it_is_read_back(text: str) -> None:
    written = f"key: {quoted(text)}\n"
    document, found = read_yaml(written.encode(), "x.yaml")
    assert document is not None
    assert not found
    assert document.tree == {"key": text}
    assert yaml.safe_load(written) == {"key": text}


def test_ids_are_suggested_from_the_words_that_matter_and_never_taken() -> None:
    assert suggested_id("Percentage of calls to Contact Point which were answered", set()) == "CALLS-CONTACT-POINT"
    assert suggested_id("Percentage of calls", {"calls"}) == "CALLS-2"
    assert suggested_id("%", set()) == "KPI"


def test_questions_are_plain_and_answered_by_options(made: Path) -> None:
    from qpr_rules.app.declare import declare
    from qpr_rules.cli.new import KEYS
    from qpr_rules.files import Folder

    asked = questions(declare(Folder(made)))
    assert tuple(each.key for each in asked) == tuple(KEYS)
    assert all(each.ask.endswith("?") for each in asked)


def test_a_definition_text_keeps_exact_numbers() -> None:
    answers: Answers = {
        "id": "X", "name": "X", "section": "s", "owner": "o", "kind": "count", "numerator": "n", "unit": "count",
        "polarity": "higher", "frequency": "month", "window": "month", "target": "1,234.50", "floor": "0.10",
        "decimals": "2",
    }  # fmt: skip
    text = definition_text(answers)
    assert "target: 1234.5\n" in text
    assert "floor: 0.1\n" in text
    assert "decimals: 2\n" in text


@pytest.mark.parametrize(
    ("changed", "decimals"),
    [
        ({}, 0),
        ({"target": "98.5"}, 1),
        ({"floor": "95.125"}, 3),
        ({"target": "98.50"}, 1),
        ({"polarity": "stay-close", "target": "17.5 to 22.25", "floor": "15 to 25"}, 2),
        ({"target": "98.5", "decimals": "0"}, 0),
        ({"decimals": "2"}, 2),
    ],
)
def test_as_many_decimals_are_printed_as_target_and_floor_have_unless_others_are_given(
    made: Path, changed: dict[str, str], decimals: int
) -> None:
    assert run(made, "new", *flags(**changed), "--yes").code == 0
    file = made / "kpi_definitions" / "customer-services" / "bins-collected-day.yaml"
    assert yaml.safe_load(file.read_text("utf-8"))["decimals"] == decimals
    assert run(made, "check").code == 0


def test_commands_to_try_can_be_typed_as_they_stand(tmp_path: Path) -> None:
    folder = tmp_path / "our rules"
    lines = [line.partition("qpr-rules ")[2] for line in call("init", str(folder)).out.splitlines()[-3:]]
    assert [shlex.split(line) for line in lines] == [
        [command, "--project", str(folder)] for command in ("check", "exceptions", "new")
    ]


@pytest.mark.parametrize(
    ("section", "words"), [("Environment", "`Environment` is none of them."), ("housin", "did you mean `housing`?")]
)
def test_a_flag_that_is_no_choice_is_answered_with_the_choices(made: Path, section: str, words: str) -> None:
    done = run(made, "new", *flags(section=section), "--yes")
    assert done.code == 2
    assert f"{words} They are customer-services, housing. The sections are those of qpr-rules.yaml." in done.said


def test_a_value_is_called_by_its_name_unless_it_is_said_otherwise(made: Path) -> None:
    given = {**FLAGS, "id": "DAYS", "kind": "value", "unit": "days", "polarity": "lower", "target": "5", "floor": "9"}
    names = [part for key in given if key not in ("numerator", "denominator") for part in (f"--{key}", given[key])]
    assert run(made, "new", *names, "--yes").code == 0
    written = yaml.safe_load((made / "kpi_definitions" / "customer-services" / "days.yaml").read_text("utf-8"))
    assert written["measure"] == {"value": FLAGS["name"]}


@pytest.mark.parametrize("name", ["aux", "COM1", "nul.2", "auxiliary"])
def test_no_file_has_a_name_that_windows_keeps_for_a_device(made: Path, name: str) -> None:
    assert run(made, "new", *flags(id=name), "--yes").code == 0
    (file,) = [file for file in made.rglob("*.yaml") if name.lower() in file.name]
    assert file.name == ("auxiliary.yaml" if name == "auxiliary" else f"kpi-{name.lower()}.yaml")


def test_a_legacy_console_does_not_keep_a_kpi_from_being_made(made: Path) -> None:
    done = run(made, "new", *flags(name="Łódź ≥ 5"), "--id", "LODZ", "--yes", encoding="cp1252")
    assert done.code == 0 and done.err == ""
    file = made / "kpi_definitions" / "customer-services" / "lodz.yaml"
    assert yaml.safe_load(file.read_text("utf-8"))["name"] == "Łódź ≥ 5"

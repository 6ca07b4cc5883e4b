"""`report --by owner`: each owner's digest holds what is theirs and nothing else, and no folder of a user's is lost."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from markdown_it import MarkdownIt

import qpr_rules
from qpr_rules.app.digests import digests
from qpr_rules.app.evaluate import Report
from qpr_rules.app.report import compose
from qpr_rules.core.matching import flags
from qpr_rules.evaluation import Rating
from qpr_rules.provenance import ILLUSTRATIVE
from qpr_rules.rule import Gravity
from qpr_rules.showing.digest.digest import Digest
from qpr_rules.showing.digest.markdown import show
from qpr_rules.showing.words import sentence
from tests.commands import Ran, run
from tests.report_pages import REPOSITORY, parsed, text

QUARTER = "Q3 2024/25"
SEND = "assistant-director-send"


@cache
def shipped_report() -> Report:
    return qpr_rules.open(REPOSITORY).evaluate(QUARTER)


@cache
def shipped_digests() -> tuple[Digest, ...]:
    return digests(shipped_report(), compose(shipped_report()))


@cache
def written() -> Path:
    folder = Path(mkdtemp()) / "digests"
    done = run(REPOSITORY, "report", QUARTER, "--by", "owner", "-o", str(folder))
    assert done.code == 0, done.said
    return folder


def by_owner(project: Path, folder: Path, *words: str) -> Ran:
    return run(project, "report", "--by", "owner", "-o", str(folder), *words)


def test_every_kpi_is_in_the_digest_of_who_answers_for_it_and_in_no_other() -> None:
    rows = {row.kpi: row for row in shipped_report().own}
    told = [(entry.row.kpi, each.id) for each in shipped_digests() for entry in (*each.needs, *each.calm)]
    assert sorted(told) == sorted((row.kpi, row.owner) for row in rows.values())


def test_what_needs_attention_is_what_is_red_or_has_a_grave_exception_with_every_sentence() -> None:
    report = shipped_report()
    decimals = {each.id: each.decimals for each in report.declarations.definitions}
    grave: dict[str, list[str]] = {}
    for flag in flags(report.declarations.rules, report.rows):
        row = report.rows[flag.row]
        if flag.rule.severity is not Gravity.NOTICE:
            grave.setdefault(row.kpi, []).append(sentence(flag.rule.says, row, decimals[row.kpi]))
    red = {row.kpi for row in report.own if row.rating is Rating.RED}
    told = {entry.row.kpi: entry for each in shipped_digests() for entry in each.needs}
    assert set(told) == red | set(grave)
    for kpi, said in grave.items():
        assert [each for severity, each in told[kpi].exceptions if severity is not Gravity.NOTICE] == said


def test_an_action_goes_to_its_own_owner_whoever_answers_for_the_kpi(project: Path, tmp_path: Path) -> None:
    (project / "owners.yaml").write_text(
        "head-of-housing: {post: Head of Housing}\nhead-of-people: {post: Head of People, email: people@council.example}\n"
        "head-of-parks: {post: Head of Parks}\n",
        "utf-8",
    )
    (project / "commentary" / "2024-25-Q3.yaml").write_text(
        "REPAIRS:\n  actions:\n"
        "  - {what: Recruit two joiners, owner: head-of-people, due: 2024-12-31}\n"
        "  - {what: Order parts, due: 2024-12-30}\n"
        "  - {what: Call the tenants, owner: head-of-housing}\n"
        "  - {what: Paint the doors, owner: head-of-people, due: 2024-11-01, status: done}\n",
        "utf-8",
    )
    done = by_owner(project, tmp_path / "made")
    assert done.code == 0, done.said
    people = (tmp_path / "made" / "head-of-people.md").read_text("utf-8")
    assert "- Recruit two joiners: due 31 December 2024 (Repairs completed on time)" in people
    assert "Paint the doors" not in people
    assert "Order parts" not in people
    assert "1 open action (one due by the end of Q4 2024/25)." in people
    housing = (tmp_path / "made" / "head-of-housing.md").read_text("utf-8")
    order, call = (
        housing.index("Order parts: **due 30 December 2024**"),
        housing.index("Call the tenants: without a date"),
    )
    assert order < call
    assert "2 open actions (one overdue)" in housing
    assert not (tmp_path / "made" / "head-of-parks.md").exists(), "who has nothing gets no letter"


def test_a_kpi_that_is_well_needs_attention_where_one_of_its_areas_does(project: Path, tmp_path: Path) -> None:
    codes = [f"W{number:02}" for number in range(12)]
    calendar = [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
    names = {"W00": "North Ward"}
    (project / "areas.yaml").write_text("W00: {name: North Ward}\n", "utf-8")
    of_areas = [f"REPAIRS,{code},{month},1,40,,,\n" for code in codes for month in calendar]
    of_body = [f"REPAIRS,,{month},39,40,,,\n" for month in calendar]
    head = "kpi,area,period,numerator,denominator,value,status,note\n"
    (project / "results" / "results.csv").write_text(head + "".join(of_body + of_areas), "utf-8")
    by_owner(project, tmp_path / "made")
    told = (tmp_path / "made" / "head-of-housing.md").read_text("utf-8")
    needs, _, calm = told.partition("## Nothing to say about")
    assert "### Repairs completed on time\n\n**● Green**" in needs
    assert "Repairs completed on time" not in calm
    listed = re.findall(r"^- \*\*\w+\*\*: (.*\b(W\d\d)\)?): ", needs, re.MULTILINE)
    assert [text for text, _ in listed] == [f"{names[c]} ({c})" if c in names else c for c in codes[:10]]
    assert "2 more areas with exceptions; the report lists them." in needs


def test_actions_are_set_apart_by_when_they_are_due(project: Path, tmp_path: Path) -> None:
    (project / "owners.yaml").write_text("head-of-housing: {post: Head of Housing}\n", "utf-8")
    days = {"A": "2025-04-01", "B": "2025-03-31", "C": "2024-12-30", "D": "", "E": "2024-12-31", "F": "2023-01-01"}
    actions = [f"  - {{what: {name}{f', due: {day}' if day else ''}}}\n" for name, day in days.items()]
    (project / "commentary" / "2024-25-Q3.yaml").write_text(f"REPAIRS:\n  actions:\n{''.join(actions)}", "utf-8")
    assert by_owner(project, tmp_path / "made").code == 0
    told: dict[str, str] = {}
    for line in (tmp_path / "made" / "head-of-housing.md").read_text("utf-8").splitlines():
        if line.startswith("#"):
            title = line.lstrip("# ")
        elif found := re.match(r"- ([A-F]): ", line):
            told[title] = told.get(title, "") + found[1]
    assert told == {
        "Overdue at the quarter's end, 31 December 2024": "FC",
        "Due by the end of Q4 2024/25, 31 March 2025": "EB",
        "Due later": "A",
        "Without a date": "D",
    }
    page = text(parsed((tmp_path / "made" / "head-of-housing.html").read_text("utf-8")))
    assert [page.index(each) for each in told] == sorted(page.index(each) for each in told)
    assert "6 open actions (two overdue, two due by the end of Q4 2024/25)" in page


def test_commentary_that_is_missing_is_what_the_report_misses() -> None:
    (gap,) = (each for each in compose(shipped_report()).gaps if each.title == "Commentary")
    missed = [part for part in gap.parts[1:] if isinstance(part, str)]
    assert missed
    assert sorted(name for each in shipped_digests() for name in each.missing) == sorted(missed)


def test_it_says_for_how_long() -> None:
    said = (written() / f"{SEND}.md").read_text("utf-8")
    assert (
        "**■ Red**, 41% for December 2024, target 60% (missed by 19 points), floor 45% (missed by 4 points), Red for 6 quarters"
        in said
    )


def test_an_address_can_be_copied_and_what_is_none_is_text() -> None:
    assert " · <send@council.example>" in (written() / f"{SEND}.md").read_text("utf-8")
    (found,) = (each for each in shipped_digests() if each.id == SEND)
    assert b"\\<script\\>@" in show(found._replace(email="<script>@x"))


def test_every_file_states_what_it_is_and_what_it_was_made_from() -> None:
    files = sorted(written().iterdir())
    assert len(files) == 2 * len(shipped_digests()) + 1
    for file in files:
        content = file.read_bytes().decode()
        said = text(parsed(content)) if file.suffix == ".html" else re.sub(r"[\\\u200b]", "", content)
        assert ILLUSTRATIVE in said, file.name
        assert " · ".join(shipped_report().provenance.parts) in said, file.name
        assert "\r" not in content


def test_both_forms_say_the_same() -> None:
    for each in shipped_digests():
        markdown = (written() / f"{each.id}.md").read_text("utf-8")
        page = text(parsed((written() / f"{each.id}.html").read_text("utf-8")))
        flat = " ".join(re.sub(r"[#*\\]|^- |\u200b", "", markdown, flags=re.MULTILINE).split())
        for entry in (*each.needs, *each.calm):
            assert entry.row.name in page
            assert entry.row.name in flat
            for _, said in entry.exceptions if entry in each.needs else ():
                assert said in page
                assert said in flat
        for due in each.due:
            assert due.step.what in page
            assert due.step.what in flat


def test_a_page_can_be_pasted_into_an_email() -> None:
    for file in written().glob("*.html"):
        content = file.read_text("utf-8")
        root = parsed(content)
        assert not re.search(r"<(script|style|link|img|svg|iframe)\b|https?:|url\(", content), file.name
        for element in root.iter():
            if element.tag in ("p", "h1", "h2", "h3", "ul", "td"):
                assert element.get("style"), f"{file.name}: a mail program would draw <{element.tag}> as it likes"


def test_the_list_names_each_owner_and_leads_to_their_files() -> None:
    index = (written() / "index.md").read_text("utf-8")
    for each in shipped_digests():
        assert f"| {each.post} |" in index
    for name in re.findall(r"\]\(([^)]+)\)", index):
        assert (written() / name).is_file()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "*x* | `y` [z](http://example.org)", "=1+1", "نسبة الإصلاحات", "x" * 400]
)
def test_an_odd_name_is_only_an_odd_name(project: Path, tmp_path: Path, name: str) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    said = json.dumps(name, ensure_ascii=False)
    file.write_text(re.sub("(?m)^name: .*$", lambda _: f"name: {said}", file.read_text("utf-8")), "utf-8")
    assert by_owner(project, tmp_path / "made").code == 0
    page = parsed((tmp_path / "made" / "head-of-housing.html").read_text("utf-8"))
    assert name in text(page)
    assert not list(page.iter("script"))
    markdown = (tmp_path / "made" / "head-of-housing.md").read_text("utf-8")
    kinds = {each.type for token in MarkdownIt().parse(markdown) for each in (token, *(token.children or ()))}
    assert not kinds & {"link_open", "html_inline", "html_block", "code_inline", "em_open"}


def test_an_owner_nobody_knows_and_names_that_windows_refuses_have_files(project: Path, tmp_path: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    file.write_text(file.read_text("utf-8").replace("owner: head-of-housing", "owner: con"), "utf-8")
    done = by_owner(project, tmp_path / "made")
    assert done.code in (0, 1), done.said
    assert (tmp_path / "made" / "con-owner.md").is_file()


def test_a_scope_narrows_it(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    assert by_owner(REPOSITORY, folder, "--owner", SEND, "--quarter", QUARTER).code == 0
    assert sorted(each.name for each in folder.iterdir()) == [f"{SEND}.html", f"{SEND}.md", "index.md"]
    assert by_owner(REPOSITORY, folder, "--section", "public-health", "--quarter", QUARTER).code == 0
    assert not (folder / f"{SEND}.md").exists()


def test_a_draft_says_so_in_every_file(project: Path, tmp_path: Path) -> None:
    assert by_owner(project, tmp_path / "made", "--draft").code == 0
    for file in (tmp_path / "made").iterdir():
        assert "Draft: not for publication." in file.read_text("utf-8")

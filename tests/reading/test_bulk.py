"""Rows taken in bulk are what the reader of rows makes of them: the same observations, panels, findings and places."""

from __future__ import annotations

import datetime as dt
import random
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qpr_rules.app.declare import declare
from qpr_rules.bulk import Bulk, areas_of, known_since, number_of, of_area
from qpr_rules.diagnostic import ordered
from qpr_rules.files import Folder, Held, Tree
from qpr_rules.quantity import read_number
from qpr_rules.reading.arrow.numbers import EMPTY, NUMBER
from qpr_rules.reading.bulk.column import filled
from qpr_rules.reading.bulk.slices import Lines
from qpr_rules.reading.bulk.values import Values
from qpr_rules.reading.bulk.words import numbers_of, words_of
from qpr_rules.reading.extent import extents
from qpr_rules.reading.panels import panel_of
from qpr_rules.reading.results import Results, read_results
from qpr_rules.reading.sources.placing import Table
from qpr_rules.reading.vintages import ahead, known, passed_over, revised
from tests.arrow.reading import same
from tests.conftest import REPOSITORY
from tests.reading.in_bulk import reading
from tests.sheets import sheets

WORLDS = st.randoms(use_true_random=False)
KPI = "section: all\nowner: someone\npolarity: higher\n"
RATIO = f"{KPI}frequency: month\nmeasure: {{numerator: N, denominator: D}}\ntarget: 50\nfloor: 40\n"
PROJECT = {
    "qpr-rules.yaml": "body: A nation\nsections: {all: All}\n",
    "owners.yaml": "someone: {post: Someone}\n",
    "kpi_definitions/seen.yaml": f"id: SEEN\nname: Seen\nunit: percent\nwindow: 1 month\n{RATIO}",
    "kpi_definitions/free.yaml": f"id: FREE\nname: Free\nunit: percent\nbounded: no\nwindow: 1 month\n{RATIO}",
    "kpi_definitions/grown.yaml": f"id: GROWN\nname: Grown\nunit: percent\nwindow: year to date\nreported: cumulative\n"
    f"{RATIO}",
    "kpi_definitions/ended.yaml": f"id: ENDED\nname: Ended\nunit: percent\nwindow: 1 month\n"
    f"retired: {{on: 2024-03-15, reason: no more}}\n{RATIO}",
    "kpi_definitions/counted.yaml": f"id: COUNTED\nname: Counted\nunit: count\nfrequency: quarter\nwindow: 3 months\n"
    f"measure: {{numerator: N}}\ntarget: 50\nfloor: 40\n{KPI}",
    "kpi_definitions/shared.yaml": f"id: SHARED\nname: Shared\nunit: percent\nfrequency: month\nwindow: 1 month\n"
    f"measure: {{value: V}}\ntarget: 50\nfloor: 40\n{KPI}",
    "kpi_definitions/spent.yaml": f"id: SPENT\nname: Spent\nunit: pounds\nfrequency: year\nwindow: 12 months\n"
    f"measure: {{numerator: N}}\ntarget: 50\nfloor: 40\n{KPI}",
    "kpi_definitions/broken.yaml": "id: BROKEN\nname: Broken\nsection: nowhere\n",
}
KPIS = (
    "SEEN",
    "SEEN",
    "SEEN",
    "FREE",
    "GROWN",
    "ENDED",
    "COUNTED",
    "SHARED",
    "SPENT",
    " SEEN",
    "BROKEN",
    "SEAN",
    "Total",
    "",
)
AREAS = ("", "E01", "E02", "E03", "E04", "E05", " E01", "E09000012 and more", "Tŷ Gwyn", "'=1", "a" + "ŷ" * 40)
PERIODS = ("2024-01", "2024-02", "2024-03", "2024-04", "2023-12", "Jan 2024", "2024-01-31", "Q3 2023/24", "2023/24-Q4",
           "2023/24", "2022/23", "Jan-24", "2024-13", "Total", "")  # fmt: skip
NUMBERS = ("0", "1", "7", "12", "12", "40", "57", "12.5", "12.50", "0012", "-3", "-0", "-0.5", "+4", ".5", "5.", "-", ".", "1.2.3",
           "1,214", "99.9999999", "123456789", "12345678", "123456789012345678", "1234567890123456789", "0.0000000000000000001",
           "12345678.123456789", "", " ", " 8", "8 ", "[c]", "x", "5 [p]", "7 [r]", "85%", "£3", "1e3", "nan", "٣", "#N/A", "soon")  # fmt: skip
STATUSES = ("", "", "", "final", "P", "[c]", "revised", "perhaps", " ")
KNOWN = ("2024-06-01", "2024-07-01", "2024-02-15")
HEADER = ("kpi", "area", "period", "numerator", "denominator", "value", "status", "as_of", "note")


def both(tree: Tree, block: int = 2**26) -> tuple[Results, Results]:
    """What is read in bulk, and row by row."""
    declarations = declare(tree)
    found = []
    for bulk in (True, False):
        with reading(bulk=bulk, block=block):
            found.append(read_results(tree, declarations))
    return found[0], found[1]


def assert_same(tree: Tree, block: int = 2**26) -> Results:
    """Both say the same of everything; what was read in bulk."""
    bulk, rows = both(tree, block)
    assert ordered(bulk.diagnostics) == ordered(rows.diagnostics)
    for held, expected in ((bulk.observations, rows.observations), (bulk.every, rows.every)):
        assert {kpi: list(map(repr, own)) for kpi, own in held.items()} == {
            kpi: list(map(repr, own)) for kpi, own in expected.items()
        }
    assert (bulk.tallies, bulk.refused_by, bulk.texts, bulk.files) == (
        rows.tallies,
        rows.refused_by,
        rows.texts,
        rows.files,
    )
    for definition in declare(tree).definitions:
        ours, theirs = (each.observations.get(definition.id, ()) for each in (bulk, rows))
        assert same(panel_of(definition, ours), panel_of(definition, theirs))
        assert set(areas_of(ours)) == set(areas_of(theirs))
        for area in areas_of(theirs):
            assert list(of_area(ours, area)) == list(of_area(theirs, area))
        assert list(extents(definition.id, bulk)) == list(extents(definition.id, rows))
        used = ours, theirs
        ours, theirs = (each.every.get(definition.id, ()) for each in (bulk, rows))
        assert set(known_since(ours)) == set(known_since(theirs))
        assert list(map(repr, revised(ours))) == list(map(repr, revised(theirs)))
        passed = [passed_over(every, own) for every, own in zip((ours, theirs), used, strict=True)]
        assert repr(passed[0]) == repr(passed[1])
        for day in map(dt.date.fromisoformat, KNOWN):
            assert list(map(repr, ahead(ours, day))) == list(map(repr, ahead(theirs, day)))
            assert repr(known(definition, ours, day)) == repr(known(definition, theirs, day))
    return bulk


def cell(dice: random.Random, text: str) -> str:
    """A cell as somebody may write it: in quotation marks where it must be, or where they like, or in none that match."""
    dirt = dice.random()
    if dirt < 0.02:
        return f'{text}"'
    if dirt < 0.03:
        return f'"{text}'
    if dirt < 0.04:
        return f'"{text}\n"'
    if dirt < 0.06:
        return f'"{text}""{text}"'
    return f'"{text}"' if "," in text or dirt < 0.15 else text


def table(dice: random.Random) -> bytes:
    """A file of results, of which most rows are good and some are not."""
    end = dice.choice(["\n", "\n", "\r\n"])
    clean = dice.random() < 0.4
    header = list(HEADER[: dice.choice([5, 6, 9])])
    dice.shuffle(header)
    lines = [",".join(header)]
    choices = {
        "kpi": KPIS[:8] if clean else KPIS,
        "area": AREAS,
        "period": PERIODS[:4] if clean else PERIODS,
        "numerator": NUMBERS[:6] if clean else NUMBERS,
        "denominator": ("57", "60.0", "80") if clean else NUMBERS,
        "value": ("",) if clean else ("", "", "", *NUMBERS),
        "status": STATUSES[:4] if clean else STATUSES,
        "as_of": ("", "", "", *KNOWN, "01/06/2024", "soon") if not clean else ("", *KNOWN),
        "note": ("", "as supplied", "a, b"),
    }
    for _ in range(dice.randint(1, 60)):
        row = [dice.choice(choices[name]) for name in header]
        lines.append(",".join(row if clean else [cell(dice, text) for text in row]))
        if not clean and dice.random() < 0.1:
            lines.append(dice.choice(["", ",", ",,,,", " , ,", "a,b,c", '"', lines[-1], ",".join(row) + ","]))
    return (end.join(lines) + dice.choice([end, ""])).encode("utf-8-sig" if dice.random() < 0.1 else "utf-8")


@given(WORLDS)
@settings(max_examples=100)
def test_bulk_and_rows_are_one(dice: random.Random) -> None:
    files = {f"results/{name}.csv": table(dice) for name in "ab"[: dice.randint(1, 2)]}
    contents = {name: text.encode() for name, text in PROJECT.items()} | files
    assert_same(Held(contents), dice.choice([2**26, 300, 40]))


VALUES = (1.0, 7.0, 12.0, 40.0, 57.0, 0.1, 99.99, 12.5, -3.0, 1e-7, 123456789.125, 1e16, True, dt.date(2024, 4, 1), "",
          dt.date(2024, 4, 2), ("=1/0", "#DIV/0!"), "=A1", "[c]", "7", " 8", "1,214", "12 [p]", "0.50")  # fmt: skip


@given(WORLDS)
@settings(max_examples=40)
def test_sheets_are_read_alike(dice: random.Random) -> None:
    fixed = dice.random() < 0.3
    choices: dict[str, tuple[Any, ...]] = {
        "kpi": KPIS,
        "area": (*AREAS, 1.0, True),
        "period": (*PERIODS, *(dt.date(2024, month, 1) for month in range(1, 5)), 2024.0),
        "numerator": VALUES,
        "denominator": dice.choice([(57.0, 60.0), VALUES]),
        "value": ("", "", *VALUES),
        "status": STATUSES,
    }
    names = [name for name in choices if not (fixed and name == "kpi")]
    rows = [[dice.choice(choices[name]) for name in names] for _ in range(dice.randint(1, 25))]
    rows = [[""] * len(names) if dice.random() < 0.1 else row for row in rows]
    held = {"Data": {f"B{number}": row for number, row in enumerate([names, *rows], 2)}}
    said = "source: excel, files: results/a.xlsx" + ", fixed: {kpi: SEEN}" * fixed
    contents = {name: text.encode() for name, text in PROJECT.items()} | {"results/a.xlsx": sheets(held)}
    contents["qpr-rules.yaml"] += f"results: [{{{said}}}]\n".encode()
    assert_same(Held(contents))


@pytest.mark.parametrize(
    "folder", [REPOSITORY, *sorted(REPOSITORY.glob("tests/*/qpr-rules.yaml")), REPOSITORY / "starter"], ids=str
)
def test_projects_are_read_alike(folder: Path) -> None:
    assert_same(Folder(folder if folder.is_dir() else folder.parent))


PLAIN = st.from_regex(r"-?[0-9]{0,19}\.?[0-9]{0,12}", fullmatch=True)


@given(st.lists(st.one_of(st.sampled_from(NUMBERS), PLAIN, st.text(max_size=20)), max_size=30))
def test_numbers_are_what_cells_say(texts: list[str]) -> None:
    found = numbers_of(texts)
    for place, text in enumerate(texts):
        if found.kind[place] == NUMBER:
            assert repr(number_of(int(found.whole[place]), int(found.places[place]))) == repr(read_number(text))
        elif found.kind[place] == EMPTY:
            assert not text
        else:  # what is written plainly is not left for others
            assert len(text) > 18 or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) or not Decimal(text)


@given(st.lists(st.one_of(st.sampled_from(AREAS), st.text(max_size=90)), max_size=30))
def test_words_are_what_stands_there(texts: list[str]) -> None:
    texts = [text for text in texts if not {*text} & {"\0", ",", "\n", "\r", '"'} and text.isprintable()]
    content = "\n".join([*(f"{text},1" for text in texts), ""]).encode()
    tables = list(Lines(content, 0, 0, ",", "utf-8", 2).blocks())
    column = [word for table in tables for word in table.columns[0]]
    assert column == texts
    codes, words = words_of(tables[0].columns[0]) if tables else ((), [])
    assert [words[code] for code in codes] == texts


def test_values_are_words_by_their_text() -> None:
    texts = ["", "1", "TRUE", "1", "2.5", "2024-04-01", "#N/A"]
    mixed = Values(["", 1.0, True, "1", 2.5, dt.date(2024, 4, 1), ""], {6: "#N/A"})
    plain = Values(["", 1.0, "a", "b", 1.0, "", ""], {2: "=A1", 5: "#REF!"})
    for column, expected in ((mixed, texts), (plain, ["", "1", "=A1", "b", "1", "#REF!", ""])):
        codes, words = words_of(column)
        assert [words[code] for code in codes] == expected == list(column)
    kept = filled(Table(range(7), [mixed, plain]))
    assert list(kept.numbers) == [1, 2, 3, 4, 5, 6]
    assert [list(column) for column in kept.columns] == [texts[1:], ["1", "=A1", "b", "1", "#REF!", ""]]


def test_results_that_say_since_when_they_are_known_are_taken_in_bulk_but_those_known_twice() -> None:
    lines = ["kpi,area,period,numerator,denominator,as_of"]
    lines += [f"SEEN,E{area:03},2024-{month:02},57,80,2024-06-01" for area in range(50) for month in (1, 2, 3)]
    lines += ["SEEN,E007,2024-02,58,80,2024-07-01", "SEEN,E009,2024-02,57,80,2024-02-15"]
    contents = {name: text.encode() for name, text in PROJECT.items()}
    found = assert_same(Held(contents | {"results/a.csv": "\n".join(lines).encode()}), 700)
    every = found.every["SEEN"]
    assert isinstance(every, Bulk)
    assert sorted((each.area, each.period - 2024 * 12, str(each.as_of)) for each in every.given) == [
        ("E007", 1, "2024-06-01"),
        ("E007", 1, "2024-07-01"),
        ("E009", 1, "2024-02-15"),
        ("E009", 1, "2024-06-01"),
    ]

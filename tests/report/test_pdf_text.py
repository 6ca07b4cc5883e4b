"""Whatever a user writes is text in the PDF: never markup or code of the program that sets it, whole, and in every script."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.changes import rename
from tests.report_pdfs import bookmarks, closed, pages, plain, structure, whole, written

HOSTILE = {
    "code": '#import "@preview/cetz:0.1.0": * #panic("x") #sys.inputs #{',
    "markup": "*bold* _it_ `raw` $x^2$ = Head <kpi-0> @kpi-0 // gone /* gone */ ~ -- ---",
    "script": "<script>alert(1)</script> & &amp; </svg>",
    "backslashes": r"C:\new\u{41}\table \#set \* %s {0} \\",
    "quotes": "\"double\" 'single' “curly” ''",
    "formula": '=HYPERLINK("http://example.org") @SUM(A1)',
    "letters": "x" * 400,
    "words": " ".join(["Percentage of homes"] * 19),
    "Arabic": "نسبة الإصلاحات المنجزة",
    "Hebrew": "תיקונים בזמן",
    "Welsh and Polish": "Tŷ ŵyn, Łódź, Ελλάς, Россия",
    "symbols": "≥ ≤ ± × ÷ – — … • ½ ² € £ ✓ ♥ →",
}


def comment(project: Path, context: str, *actions: str) -> None:
    note = {"context": context, "actions": [{"what": each, "owner": "head-of-housing"} for each in actions]}
    (project / "commentary" / "2024-25-Q3.yaml").write_text(json.dumps({"REPAIRS": note}), "utf-8")


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_name_is_only_a_name(project: Path, name: str) -> None:
    rename(project, name)
    file = written(project)
    assert name in [each.title for each in bookmarks(file)]
    assert name in [each.title for each in structure(file) if each.kind == "H2"]
    if name not in (HOSTILE["Arabic"], HOSTILE["Hebrew"]):  # whose letters poppler reorders in lines of both directions
        assert whole(file).count(closed(name)) >= 4


def test_whatever_else_is_written_is_text_too(project: Path) -> None:
    texts = [each for key, each in HOSTILE.items() if key not in ("Arabic", "Hebrew")]
    comment(project, "\n\n".join(HOSTILE.values()), *HOSTILE.values())
    settings = project / "qpr-rules.yaml"
    body = HOSTILE["code"] + HOSTILE["markup"]
    settings.write_text(
        re.sub("(?m)^body: .*$", lambda _: f"body: {json.dumps(body)}", settings.read_text("utf-8")), "utf-8"
    )
    file = written(project)
    words = whole(file)
    assert all(words.count(closed(each)) >= 2 for each in texts)
    assert words.count(closed(body)) >= len(pages(file))
    metadata = PdfReader(io.BytesIO(file)).metadata
    assert metadata is not None and metadata.author == body


def test_a_character_that_no_letter_is_there_for_is_named_and_the_paper_says_so(project: Path) -> None:
    rename(project, "Repairs \N{HOUSE BUILDING} 日 on time!")
    words = pages(written(project))
    assert "Repairs [house building] [cjk unified ideograph-65e5] on time!" in plain(" ".join(words))
    assert "stands as its name, in square brackets" in plain(words[-1])


def test_a_text_of_many_pages_is_whole_also_in_a_row(project: Path) -> None:
    long = [f"word{place}" for place in range(3_000)]
    comment(project, " ".join(long), " ".join(long).replace("word", "deed"))
    file = written(project)
    words = " ".join(pages(file))
    assert set(re.findall(r"word\d+", words)) == set(long)
    assert len(set(re.findall(r"deed\d+", words))) == len(long)

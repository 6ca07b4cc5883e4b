"""The counts of a paper reconcile, and are those of ``summary``; its percentages say where they do not add up."""

from __future__ import annotations

import re

from qpr_rules.definition import Kind
from qpr_rules.evaluation import Rating
from qpr_rules.showing.report.shares import shares
from tests.report_pages import REPOSITORY, having, named, page_of, shipped, text
from tests.shipped_set import MINUTED, kpis, printed, rows


def test_the_headline_is_that_of_the_summary() -> None:
    lead = text(having(shipped(), "p", class_="lead")[0])
    assert "of 38 Key Performance Indicators, 17 achieved target (Green)" in lead
    assert lead in printed("summary", "--quarter", "Q3 2024/25")


def test_the_paragraph_like_for_like_is_that_of_the_summary() -> None:
    paragraphs = [text(each) for each in shipped().iter("p")]
    (found,) = [each for each in paragraphs if "rated in both quarters" in each]
    assert found in printed("summary", "--quarter", "Q3 2024/25")


def test_sections_add_up_to_the_totals_of_both_quarters() -> None:
    table = named(shipped(), "KPIs by section")
    *sections, now, before = table.rows
    assert [now[0], before[0]] == ["All, Q3 2024/25", "All, Q2 2024/25"]
    for place in range(1, len(table.heads)):
        cells = [re.fullmatch(r"(\d+)(?: \((\d+)\))?", row[place]) for row in sections]
        assert sum(int(cell[1]) for cell in cells if cell) == int(now[place]), table.heads[place]
        assert sum(int(cell[2] or cell[1]) for cell in cells if cell) == int(before[place]), table.heads[place]
        assert all(cell is None or cell[1] != cell[2] for cell in cells)


def test_ratings_and_directions_add_up_in_every_row_and_are_those_that_were_minuted() -> None:
    table = named(shipped(), "KPIs by section")
    assert table.heads[1:6] == ["Green", "Amber", "Red", "Not rated", "KPIs"]
    for row in table.rows:
        counts = [int(cell.split()[0]) for cell in row[1:]]
        assert sum(counts[:4]) == counts[4] == sum(counts[5:])
    total, rated, headed = MINUTED["Q3 2024/25"]
    assert [int(cell) for cell in table.rows[-2][1:]] == [*(rated or ()), total, *headed]


def test_the_sections_hold_each_kpi_once_and_the_tiles_count_them() -> None:
    found = [article.get("data-rating") for article in shipped().iter("article")]
    assert {each: found.count(each) for each in set(found)} == {"green": 17, "amber": 12, "red": 9, "activity": 3}
    tiles = [text(item) for item in having(shipped(), "ul", class_="tiles")[0]]
    assert tiles == ["17 ● Green 45%", "12 ▲ Amber 32%", "9 ■ Red 24%", "0 ○ Not rated 0%"]
    assert "Each percentage is rounded by itself; together they come to 101%." in text(shipped())
    assert {article.get("data-kpi") for article in shipped().iter("article")} == set(rows("Q3 2024/25"))


def test_what_moved_is_what_moved() -> None:
    before = {row.kpi: row.rating for row in kpis("Q2 2024/25")}
    expected = [
        (row.name, before[row.kpi].capitalize(), row.rating.capitalize())
        for row in kpis("Q3 2024/25")
        if row.kpi in before and before[row.kpi] is not row.rating
    ]
    table = named(shipped(), "Ratings that moved")
    assert [(row[0], row[1][2:], row[2][2:]) for row in table.rows] == expected


def test_a_paper_of_one_section_counts_that_section() -> None:
    page = page_of(REPOSITORY, "Q3 2024/25", "--section", "public-health")
    assert "of 4 Key Performance Indicators, 2 achieved target (Green)" in text(page)
    assert "This paper covers only the section Public Health." in [text(each) for each in page.iter("p")]
    own = {row.kpi for row in rows("Q3 2024/25").values() if row.section == "public-health"}
    assert {article.get("data-kpi") for article in page.iter("article")} == own
    assert sum(row.kind is Kind.KPI for row in rows("Q3 2024/25").values() if row.kpi in own) == 4


def test_percentages_that_add_up_say_nothing_and_a_small_part_is_never_nothing() -> None:
    even = {Rating.GREEN: 1, Rating.AMBER: 1, Rating.RED: 2, Rating.NOT_RATED: 0}
    assert shares(even)[1] == ""
    found, note = shares({Rating.GREEN: 299, Rating.AMBER: 1, Rating.RED: 0, Rating.NOT_RATED: 0})
    assert [each.percent for each in found] == ["100%", "under 1%", "0%", "0%"]
    assert note == ""
    assert shares(dict.fromkeys(Rating, 0)) == ((), "")

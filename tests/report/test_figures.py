"""Every printed figure agrees with its rating, and every rating with the exact numbers beside it."""

from __future__ import annotations

from fractions import Fraction

import pytest
import yaml

from tests.report_pages import REPOSITORY, Table, articles, named, number, shipped, text

PER = {"percent": 100, "per 1,000": 1_000, "per 10,000": 10_000, "per 100,000": 100_000}
"""What numerator over denominator is multiplied by."""


def declared() -> dict[str, dict[str, object]]:
    """The definitions as any YAML reader has them."""
    files = [file for file in (REPOSITORY / "kpi_definitions").rglob("*.yaml") if not file.name.endswith(".cases.yaml")]
    return {str((found := yaml.safe_load(file.read_text("utf-8")))["id"]): found for file in files}


def edges(printed: str) -> tuple[Fraction, ...]:
    """The ends of a printed standard: one, or two of a range."""
    found = [number(part) for part in printed.split(" to ")]
    assert None not in found, printed
    return tuple(each for each in found if each is not None)


def rated(value: Fraction, target: tuple[Fraction, ...], floor: tuple[Fraction, ...], polarity: object) -> str:
    """The rating, by the three lines of the published rule."""

    def meets(standard: tuple[Fraction, ...]) -> bool:
        if polarity == "stay-close":
            return standard[0] <= value <= standard[1]
        return value >= standard[0] if polarity == "higher" else value <= standard[0]

    return "Green" if meets(target) else "Amber" if meets(floor) else "Red"


def results() -> dict[str, Table]:
    return {kpi: named(article, "Results, the last") for kpi, article in articles(shipped())}


@pytest.mark.parametrize("exactly", [True, False], ids=["from numerator and denominator", "from the printed figure"])
def test_every_rating_in_every_table_of_results_is_that_of_its_numbers(exactly: bool) -> None:
    definitions, seen = declared(), 0
    for kpi, table in results().items():
        definition = definitions[kpi]
        if definition.get("kind") == "activity":
            continue
        heads = {head: place for place, head in enumerate(table.heads)}
        has_denominator = heads["Figure"] == 3
        for row in table.rows:
            figure = number(row[heads["Figure"]])
            word = row[heads["Rating"]][2:]
            if word == "Not rated":
                assert row[heads["Notes"]], f"{kpi} {row[0]} is not rated, and no reason is given"
                continue
            assert figure is not None
            target, floor = edges(row[heads["Target"]]), edges(row[heads["Floor"]])
            if exactly:
                top, bottom = number(row[1]), number(row[2]) if has_denominator else Fraction(1)
                assert top is not None and bottom is not None
                per = PER.get(str(definition.get("unit", "percent")), 1) if has_denominator else 1
                figure = top / bottom * per
            assert word == rated(figure, target, floor, definition["polarity"]), (kpi, row)
            seen += 1
    assert seen > 250


def test_every_printed_figure_is_its_numbers_rounded() -> None:
    definitions = declared()
    for kpi, table in results().items():
        heads = {head: place for place, head in enumerate(table.heads)}
        per = PER.get(str(definitions[kpi].get("unit", "percent")), 1)
        for row in table.rows:
            printed = row[heads["Figure"]]
            figure, top = number(printed), number(row[1])
            if figure is None or top is None or heads["Figure"] != 3:
                continue
            bottom = number(row[2])
            assert bottom
            digits = len(printed.split("%")[0].partition(".")[2].split(" ")[0])
            exact = top / bottom * per
            assert abs(exact - figure) * 2 * 10**digits <= 1, (kpi, row)


def test_the_verdict_of_each_kpi_is_its_first_result() -> None:
    for kpi, article in articles(shipped()):
        verdict = next(text(each) for each in article.iter("p") if each.get("class") == "verdict")
        table = named(article, "Results, the last")
        heads = {head: place for place, head in enumerate(table.heads)}
        assert table.rows[0][heads["Figure"]] in verdict, kpi
        assert table.rows[0][heads["Rating"]] in verdict if "Rating" in heads else "Activity" in verdict

"""Cases of areas that are made of parts: rolled up, compared, and held against the rules of exceptions."""

from __future__ import annotations

import re
from pathlib import Path

from tests.commands import run
from tests.source import REPOSITORY


def write(project: Path, text: str) -> None:
    """The file of cases."""
    (project / "kpi_definitions" / "repairs.cases.yaml").write_text(text, encoding="utf-8", newline="\n")


PARTS = """\
definition: REPAIRS
cases:
  made of two:
    parts:
      East: {2024-04: "945/1000 x12"}
      West: {2024-04: "944/1000 x12"}
    expect: {2025-03: {rating: amber, figure: about 94.45, parts: 2}}
  one of two is late:
    areas:
      County:
        parts:
          East: {2024-04: "945/1000 x12"}
          West: {2024-04: "945/1000 x11, _"}
        expect: {2025-02: window incomplete, 2025-03: {reason: late}}
  one of two is suppressed:
    parts:
      East: {2024-04: "945/1000 x12"}
      West: {2024-04: "945/1000 x11, [c]"}
    expect: {2025-03: suppressed}
  as it reports itself, and its parts otherwise:
    series: {2024-04: "1880/2000 x12"}
    parts:
      East: {2024-04: "945/1000 x12"}
      West: {2024-04: "945/1000 x12"}
    expect:
      Q4 2024/25: {rating: amber, figure: 94, parts: 0, parts_differ: yes, parts_numerator: 22680}
"""


def test_an_area_may_be_made_of_parts(project: Path) -> None:
    """Worked out by hand: 945 and 944 of 1,000 are 1,889 of 2,000, or 94.45; 12 x 1,890 is 22,680."""
    write(project, PARTS)
    done = run(project, "test")
    assert (done.code, "4 cases of 1 definition: all pass." in done.text) == (0, True), done.out
    for right, wrong in (("parts: 2}", "parts: 1}"), ("parts_differ: yes", "parts_differ: no"), ("22680", "22681")):
        assert right in PARTS
        write(project, PARTS.replace(right, wrong))
        assert run(project, "test").code == 1
    write(project, PARTS.replace("944/1000", "945/1000"))
    assert "rating ▲ Amber ● Green" in run(project, "test").text


def test_the_rules_see_what_the_parts_say(project: Path) -> None:
    rule = 'apart:\n  when: {parts_differ: yes}\n  severity: concern\n  says: "Its parts add up to other numbers."\n'
    file = project / "rules" / "apart.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(rule, "utf-8")
    write(project, PARTS.replace("parts_numerator: 22680", "exceptions: [apart]"))
    assert run(project, "test").code == 0
    write(project, PARTS.replace("parts_numerator: 22680", "exceptions: []"))
    assert "exceptions" in run(project, "test").out


def test_the_example_of_the_page_passes(project: Path) -> None:
    page = (REPOSITORY / "docs" / "how-to" / "test-a-rule.md").read_text("utf-8")
    (example,) = (
        each for each in re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL) if "parts:" in each
    )
    write(project, f"definition: REPAIRS\n{example}")
    done = run(project, "test")
    assert (done.code, done.text.startswith("1 case of 1 definition:")) == (0, True), done.out


def test_results_of_a_part_are_given_once(project: Path) -> None:
    areas = '      East: {series: {2024-04: "1/2"}, expect: {2024-04: window incomplete}}\n'
    areas += '      County: {parts: {East: {2024-04: "1/2"}}, expect: {2024-04: window incomplete}}\n'
    write(project, f"definition: REPAIRS\ncases:\n  twice:\n    areas:\n{areas}")
    out = run(project, "test", "--format", "concise").out
    assert "repairs.cases.yaml:6:24: error QPR654 the results of `East` are given twice" in out


def test_a_case_with_neither_series_nor_parts_has_nothing_to_test(project: Path) -> None:
    write(project, "definition: REPAIRS\ncases:\n  nothing:\n    expect: {2024-04: late}\n")
    assert "QPR151 `series` is missing" in run(project, "test", "--format", "concise").out

"""Slips of a policy officer's hand, each with the one finding that it is, where, and the line as it should be."""

from __future__ import annotations

from typing import NamedTuple

from tests.source import REPOSITORY

FILE = "kpi_definitions/education-and-skills/ehcp-20w.yaml"
GOOD = (REPOSITORY / FILE).read_text("utf-8")
APPROVED = '"Illustrative: Cabinet, March 2024"'
LATEST = f"  2024/25: {{target: 60, floor: 45, approved: {APPROVED}}}\n"
STANDARDS = GOOD[GOOD.index("standards:") : GOOD.index("name_source")]
SHORT = "target: 60\nfloor: 45\n"


class Slip(NamedTuple):
    """A piece of the file and what stands in its place; the one finding, its line, and that line as it should be."""

    old: str
    new: str
    code: str
    line: int
    write: str | None = None
    says: str = ""


LATEST_LINE = LATEST.rstrip("\n")

SLIPS = {
    "curly quotes round a number": Slip(STANDARDS, "target: “60”\nfloor: 45\n", "QPR168", 16, "target: 60"),
    "curly quotes round a percentage": Slip(STANDARDS, "target: “60%”\nfloor: 45\n", "QPR165", 16, "target: 60"),
    "curly quotes round a word that is misspelt": Slip("unit: percent", "unit: “percentage”", "QPR152", 9, "unit: percent"),
    "curly quotes round a text": Slip(APPROVED, f"“{APPROVED[1:-1]}”", "QPR123", 20, LATEST_LINE),
    "a long dash in a window": Slip("12 months\nm", "12–months\nm", "QPR156", 12, "window: 12 months"),
    "a hard space in a number": Slip(STANDARDS, "target: 1\u00a0000\nfloor: 45\n", "QPR166", 16, "target: 1000"),
    "standards not indented": Slip(STANDARDS, STANDARDS.replace("\n  ", "\n"), "QPR172", 17, None, "lines 17 to 20"),
    "the last standard not indented": Slip(LATEST, LATEST[2:], "QPR172", 20, LATEST_LINE),
    "a standard in between not indented": Slip("  2022/23", "2022/23", "QPR121", 18, None),
    "a standard with a space too many": Slip(LATEST, f" {LATEST}", "QPR121", 20, LATEST_LINE),
    "a standard with a space too few": Slip(LATEST, LATEST[1:], "QPR121", 20, LATEST_LINE),
    "the first standard too far in": Slip("  2021/22", "    2021/22", "QPR121", 17, None, "below it"),
    "a target beside its year": Slip(STANDARDS, "standards:\n  2024/25:\n  target: 60\n  floor: 45\n", "QPR172", 18, None, "2024/25"),
    "a floor beside its year": Slip(STANDARDS, "standards:\n  2024/25:\n    target: 60\n  floor: 45\n", "QPR172", 19, "    floor: 45"),
    "a floor outside the standards": Slip(STANDARDS, "standards:\n  2024/25:\n    target: 60\nfloor: 45\n", "QPR155", 19, None, "under `2024/25`"),
    "a measure not indented": Slip("  numerator: EHCPs issued within 20 weeks\n  den", "numerator: EHCPs issued within 20 weeks\nden", "QPR172", 14, None, "lines 14 and 15"),
    "a numerator not indented": Slip("  numerator", "numerator", "QPR121", 14, "  numerator: EHCPs issued within 20 weeks"),
    "a denominator not indented": Slip("  denominator", "denominator", "QPR172", 15, "  denominator: EHCPs issued"),
    "a dash before the first of a group": Slip("  numerator", "  - numerator", "QPR121", 14, "  numerator: EHCPs issued within 20 weeks", "dash"),
    "a dash before the first standard": Slip("  2021/22", "  - 2021/22", "QPR121", 17, None, "dash"),
    "a shortcut before a name": Slip("unit: percent", "&u unit: percent", "QPR111", 9, "unit: percent", "`&u`"),
    "a shortcut for a name": Slip("unit: percent", "*u : percent", "QPR111", 9, None, "`*u`"),
    "standards one step too far in": Slip("standards:", "  standards:", "QPR172", 16, "standards:"),
    "standards with one space in front": Slip("standards:", " standards:", "QPR121", 16, "standards:"),
    "standards after a tab": Slip("standards:", "\tstandards:", "QPR106", 16, "standards:"),
    "standards with a value of their own": Slip("standards:", "standards: see below", "QPR121", 16, "standards:"),
    "a name indented": Slip("unit: percent", "  unit: percent", "QPR121", 9, "unit: percent"),
    "the first name indented": Slip("id: EHCP", " id: EHCP", "QPR121", 3, "id: EHCP-20W"),
    "a dash before the first name": Slip("id: EHCP", "- id: EHCP", "QPR121", 3, "id: EHCP-20W"),
    "standards as a list": Slip(STANDARDS, STANDARDS.replace("\n  ", "\n  - "), "QPR154", 17, None, "take the dashes out"),
    "no colon after a name": Slip("unit: percent", "unit percent", "QPR116", 9, "unit: percent"),
    "an equals sign for a colon": Slip("unit: percent", "unit = percent", "QPR116", 9, "unit: percent"),
    "no colon after a group's name": Slip("measure:", "measure", "QPR116", 13, "measure:"),
    "no colon after a year": Slip("2024/25: {", "2024/25 {", "QPR116", 20, LATEST_LINE),
    "a percentage without a colon": Slip(STANDARDS, "target 90\nfloor: 80\n", "QPR116", 16, "target: 90"),
    "no space after a colon": Slip("unit: percent", "unit:percent", "QPR127", 9, "unit: percent"),
    "no space after a colon in brackets": Slip("{target: 60", "{target:60", "QPR127", 20, LATEST_LINE),
    "an equals sign in brackets": Slip("{target: 60", "{target = 60", "QPR116", 20, LATEST_LINE),
    "no colon in brackets": Slip("floor: 45, app", "floor 45, app", "QPR116", 20, LATEST_LINE),
    "no colon before a text in brackets": Slip(f"approved: {APPROVED}", f"approved {APPROVED}", "QPR116", 20, LATEST_LINE),
    "no comma in brackets": Slip("60, floor", "60 floor", "QPR119", 20, LATEST_LINE),
    "a semicolon in brackets": Slip("60, floor", "60; floor", "QPR119", 20, LATEST_LINE),
    "no opening bracket": Slip("2024/25: {", "2024/25: ", "QPR119", 20, LATEST_LINE),
    "no closing bracket": Slip(', March 2024"}', ', March 2024"', "QPR119", 20),
    "round brackets": Slip(LATEST, "  2024/25: (target: 60, floor: 45)\n", "QPR119", 20, "  2024/25: {target: 60, floor: 45}"),
    "square brackets": Slip(LATEST, "  2024/25: [target: 60, floor: 45]\n", "QPR154", 20, None, "curly brackets"),
    "no opening quotation mark": Slip(APPROVED, APPROVED[1:], "QPR117", 20, LATEST_LINE),
    "no closing quotation mark": Slip(APPROVED, APPROVED[:-1], "QPR117", 20, LATEST_LINE),
    "no closing quotation mark in an earlier line": Slip('March 2021"}', "March 2021}", "QPR117", 17),
    "a colon in a text without quotes": Slip(APPROVED, APPROVED[1:-1], "QPR114", 20, LATEST_LINE),
    "a remark without its sign": Slip("unit: percent", "unit: percent\nThis is the published name", "QPR116", 10, None, "`#`"),
    "a remark with a colon": Slip("unit: percent", "unit: percent\nNote: this is the published name", "QPR150", 10, None, "remark"),
    "a remark without a space": Slip("unit: percent", "unit: percent# as agreed", "QPR152", 9, "unit: percent  # as agreed"),
    "a remark as programmers write it": Slip("unit: percent", "unit: percent // as agreed", "QPR152", 9, "unit: percent  # as agreed"),
    "a sign for the unit": Slip("unit: percent", "unit: %", "QPR120", 9, "unit: percent"),
    "the window of a scorecard": Slip("window: 12 months", "window: R12M", "QPR156", 12, "window: 12 months"),
    "a rolling year": Slip("window: 12 months", "window: rolling year", "QPR156", 12, "window: 12 months"),
    "a window in words": Slip("window: 12 months", "window: twelve months", "QPR156", 12, "window: 12 months"),
    "the year to date in short": Slip("window: 12 months", "window: YTD", "QPR156", 12, "window: year to date"),
    "a polarity in words": Slip("polarity: higher", "polarity: higher is better", "QPR152", 8, "polarity: higher"),
    "an owner by title": Slip("owner: assistant-director-send", "owner: Assistant Director SEND", "QPR304", 6, "owner: assistant-director-send"),
    "an owner by address": Slip("owner: assistant-director-send", "owner: send@council.example", "QPR304", 6, "owner: assistant-director-send"),
    "a section by title": Slip("section: education-and-skills", "section: Education and Skills", "QPR303", 5, "section: education-and-skills"),
    "a break on an English date": Slip("name_source", "breaks: [{from: April 2025, reason: New system}]\nname_source", "QPR171", 21, "breaks: [{from: 2025-04, reason: New system}]"),
    "one break without its dash": Slip("name_source", "breaks:\n  from: 2025-04\n  reason: New system\nname_source", "QPR154", 22, None, "a dash"),
    "a list without spaces": Slip("name_source", "links:\n  -https://a.example\nname_source", "QPR154", 22, None, "a dash and a space"),
    "a year of two digits": Slip("  2024/25:", "  24/25:", "QPR156", 20, LATEST_LINE),
    "a quarter for a year": Slip("  2024/25:", "  2024/25 Q3:", "QPR156", 20, None, "2024-10"),
    "a year that is none": Slip("  2022/23:", "  2022/32:", "QPR209", 18),
    "a target not yet set": Slip(STANDARDS, "target: TBC\nfloor: 45\n", "QPR153", 16, None, "leave this standard out"),
    "a comma for a point": Slip(STANDARDS, "target: 59,5\nfloor: 45\n", "QPR153", 16, "target: 59.5"),
    "a plus behind a number": Slip(STANDARDS, "target: 60+\nfloor: 45\n", "QPR153", 16, "target: 60"),
    "an approval beside a plain target": Slip(STANDARDS, f"{SHORT}approved: Cabinet\n", "QPR150", 18, None, "`standards`"),
    "a lag in quarters": Slip("name_source", "lag: 1 quarter\nname_source", "QPR156", 21, "lag: 3 months"),
    "a kind that is no word": Slip("unit: percent", "unit: percent\nkind: yes", "QPR160", 10),
    "a floor of 450 percent": Slip("floor: 45, app", "floor: 450, app", "QPR224", 20),
    "an id called otherwise": Slip("id: EHCP", "nr: EHCP", "QPR150", 3, "id: EHCP-20W"),
    "lines of another file's kind": Slip("id: EHCP-20W", '"id": "EHCP-20W",', "QPR122", 3, '"id": "EHCP-20W"'),
    "code marks of a chat": Slip("# yaml-language-server", "```yaml\n# yaml-language-server", "QPR120", 1),
    "a range for a number": Slip(STANDARDS, "target: 55-60\nfloor: 45\n", "QPR153", 16, None, "stay-close"),
}  # fmt: skip

"""The first line of a result file: which column is which, and what is wrong with their names."""

from __future__ import annotations

from qpr_rules.diagnostic import Severity, nearest
from qpr_rules.reading.refusals import Refusals, Source

COLUMNS = ("kpi", "area", "period", "numerator", "denominator", "value", "status", "note")
_FIRST_LINE = "the first line names the columns: kpi,area,period,numerator,denominator"
_SYNONYMS = {
    "id": "kpi", "code": "kpi", "kpi_id": "kpi", "indicator": "kpi", "measure": "kpi", "ref": "kpi",
    "month": "period", "quarter": "period", "year": "period", "date": "period", "time": "period",
    "num": "numerator", "den": "denominator", "denom": "denominator", "result": "value", "figure": "value",
    "actual": "value", "district": "area", "geography": "area", "notes": "note", "comment": "note",
}  # fmt: skip
_SURE = 0.8
"""How much alike two names are when one is the other misspelt."""


def read_header(names: list[str], source: Source, refusals: Refusals) -> list[int] | None:
    """For each of ``COLUMNS`` its place in the row, -1 where it is absent; None, with a finding, for no usable header."""

    def refuse(code: str, headline: str, hint: str, column: str = "", edit: str | None = None) -> None:
        refusals.say(Severity.ERROR, code, headline, source, 1, column, hint=hint, edit=edit)

    if not any(names):
        refuse("QPR402", "the file is empty", _FIRST_LINE)
        return None
    if len(names) == 1 and (mark := next((each for each in (";", "\t", "|") if each in names[0]), "")):
        shown = "a Tab" if mark == "\t" else f"`{mark}`"
        hint = "save it as CSV with commas (in Excel: Save as, CSV UTF-8, with the list separator of an English region)"
        refuse("QPR409", f"the columns are separated by {shown}, not by commas", hint)
        return None
    twice = next((name for name in names if name in COLUMNS and names.count(name) > 1), None)
    if twice:
        refuse("QPR404", f"the column `{twice}` is there twice", "keep one of the two")
        return None
    unknown = [name for name in names if name not in COLUMNS]
    absent = [name for name in COLUMNS if name not in names]
    for name in unknown:
        near = _misspelt(name, absent)
        if near:
            refuse("QPR427", f"`{name}` is no column that is read", f"did you mean `{near}`?", name, near)
            return None
    for needed in ("kpi", "period"):
        if needed in absent:
            refuse("QPR403", f"there is no column `{needed}`", _FIRST_LINE)
            return None
    if "numerator" in absent and "value" in absent:
        refuse("QPR403", "there is no column `numerator` or `value`, so nothing to measure", _FIRST_LINE)
        return None
    others = [name for name in unknown if name]
    if others:
        shown = ", ".join(f"`{name}`" for name in others)
        meant = [f"`{_SYNONYMS[name]}`" for name in others if _SYNONYMS.get(name) in absent]
        hint = f"did you mean {', '.join(meant)}?" if meant else "nothing is lost if they are there for people only"
        refusals.say(Severity.NOTE, "QPR428", f"not read: {shown}", source, 1, others[0], hint=hint)
    return [names.index(name) if name in names else -1 for name in COLUMNS]


def _misspelt(name: str, absent: list[str]) -> str:
    """The absent column that an unknown one must be: misspelt, or called otherwise where it is needed."""
    from difflib import SequenceMatcher  # only an unknown column pays for it

    if not name:
        return ""
    meant = _SYNONYMS.get(name, "")
    if meant in absent and meant in ("kpi", "period"):
        return meant
    close = nearest(name, absent, 1)
    return close[0] if close and close[0] != "note" and SequenceMatcher(None, name, close[0]).ratio() >= _SURE else ""

"""The first line of a result file: which column is which, and what is wrong with their names."""

from __future__ import annotations

from collections.abc import Callable

from qpr_rules.diagnostic import Severity, nearest, shortened
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.placing import Places
from qpr_rules.settings import Origin

COLUMNS = ("kpi", "area", "period", "numerator", "denominator", "value", "status", "as_of", "note")
NEEDED = ("kpi", "period")
"""Columns without which a tidy table says nothing."""

_MARKS = {"\t": "a Tab", ",": "commas"}
_FIRST_LINE = "the first line names the columns: kpi,area,period,numerator,denominator"
_OF_A_SHEET = "say in qpr-rules.yaml where the table begins (`range`), or what its columns are called (`columns`)"
_SYNONYMS = {
    "id": "kpi", "code": "kpi", "kpi_id": "kpi", "indicator": "kpi", "measure": "kpi", "ref": "kpi",
    "month": "period", "quarter": "period", "year": "period", "date": "period", "time": "period",
    "num": "numerator", "den": "denominator", "denom": "denominator", "result": "value", "figure": "value",
    "actual": "value", "district": "area", "geography": "area", "notes": "note", "comment": "note",
    "extracted": "as_of", "extract_date": "as_of", "extracted_on": "as_of", "known_on": "as_of", "vintage": "as_of",
}  # fmt: skip
_SHOWN = 12
"""Columns of a table that a sentence lists."""

_SURE = 0.8
"""How much alike two names are when one is the other misspelt."""


def read_header(
    names: list[str], line: int, places: Places, refusals: Refusals, origin: Origin, needed: tuple[str, ...] = NEEDED
) -> list[int] | None:
    """For each of ``COLUMNS`` its place in the row, -1 where it is absent; None, with a finding, for no usable header.

    ``names`` are folded, ``line`` is the row that they stand in; ``needed`` are the columns without which nothing can
    be read.
    """

    def refuse(code: str, headline: str, hint: str, column: str = "", edit: str | None = None) -> None:
        refusals.say(Severity.ERROR, code, headline, places, line, column, hint=hint, edit=edit)

    if not any(names):
        refuse("QPR402", "the file is empty", _FIRST_LINE)
        return None
    if wrong := other_delimiter(names, origin):
        refuse("QPR409", *wrong)
        return None
    own = _own_names(names, origin, refuse)
    if own is None:
        return None
    twice = next((name for name in own if name in COLUMNS and own.count(name) > 1), None)
    if twice:
        refuse("QPR404", f"the column `{twice}` is there twice", "keep one of the two")
        return None
    chooses = {each.strip().casefold() for each in origin.where}
    unknown = [name for name in own if name not in COLUMNS and name not in chooses]
    absent = [name for name in COLUMNS if name not in own and name not in origin.fixed]
    places.call({name: own.index(name) for name in own})
    nameable = absent if "period" in needed else [name for name in absent if name in ("kpi", "area")]
    for name in unknown:
        near = _misspelt(name, nameable)
        if near:
            refuse("QPR427", f"`{name}` is no column that is read", f"did you mean `{near}`?", name, near)
            return None
    for name in needed:
        if name in absent:
            refuse("QPR403", f"there is no column `{name}`", _how_to_name(names, places, origin))
            return None
    if "period" in needed and "numerator" in absent and "value" in absent:
        refuse(
            "QPR403",
            "there is no column `numerator` or `value`, so nothing to measure",
            _how_to_name(names, places, origin),
        )
        return None
    if "period" in needed:
        say_unread([name for name in unknown if name], absent, line, places, refusals)
    return [own.index(name) if name in own and name not in origin.fixed else -1 for name in COLUMNS]


def say_unread(others: list[str], absent: list[str], line: int, places: Places, refusals: Refusals) -> None:
    """Say which columns are not read: whoever wrote them may have meant one that is."""
    if others:
        shown = ", ".join(f"`{name}`" for name in others)
        meant = [f"`{_SYNONYMS[name]}`" for name in others if _SYNONYMS.get(name) in absent]
        hint = f"did you mean {', '.join(meant)}?" if meant else "nothing is lost if they are there for people only"
        refusals.say(Severity.NOTE, "QPR428", f"not read: {shown}", places, line, others[0], hint=hint)


def other_delimiter(names: list[str], origin: Origin) -> tuple[str, str] | None:
    """The headline and the hint about columns that another mark separates than is declared; None where none does."""
    others = (each for each in (";", "\t", "|", ",") if each != origin.delimiter)
    mark = next((each for each in others if len(names) == 1 and each in names[0]), "")
    if not mark:
        return None
    shown, expected = (_MARKS.get(each, f"`{each}`") for each in (mark, origin.delimiter))
    if origin.delimiter == ",":
        hint = "save it as CSV with commas (in Excel: Save as, CSV UTF-8, with the list separator of an English region)"
        return f"the columns are separated by {shown}, not by commas", f"{hint}, or say `delimiter` in qpr-rules.yaml"
    return f"the columns are separated by {shown}, not by {expected}", "correct `delimiter` in qpr-rules.yaml"


def _own_names(names: list[str], origin: Origin, refuse: Callable[[str, str, str], None]) -> list[str] | None:
    """The columns by our names, where the settings say which is which; None, with a finding, where one is not there."""
    wanted = {written.strip().casefold(): name for name, written in origin.columns.items()}
    for folded, name in wanted.items():
        if folded not in names:
            close = nearest(folded, filter(None, names), 1)
            listed = f"there are {_listed(names)}"
            hint = f"did you mean `{close[0]}`? {listed}" if close else f"correct the name in qpr-rules.yaml; {listed}"
            refuse("QPR403", f"there is no column `{origin.columns[name]}`, which `{name}` is read from", hint)
            return None
    # A column that has one of our names, and is not the one that is read for it, keeps it in brackets: it is not read.
    given = {*wanted.values(), *origin.fixed}
    return [wanted.get(name) or (f"({name})" if name in given else name) for name in names]


def _how_to_name(names: list[str], places: Places, origin: Origin) -> str:
    """What to do where a column is not there."""
    if places.text:
        return _FIRST_LINE
    if origin.source == "excel":
        return _OF_A_SHEET
    return f"there are {_listed(names)}; say under `columns` in qpr-rules.yaml which is which"


def _listed(names: list[str]) -> str:
    """The first of the names that a table has, as a sentence lists them."""
    shown = [f"`{shortened(name, 40)}`" for name in names if name]
    return ", ".join(shown[:_SHOWN]) + (f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else "")


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

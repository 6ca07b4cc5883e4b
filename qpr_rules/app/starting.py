"""A new project, and a new definition: what is asked, and the text that the answers make."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from qpr_rules import shipped
from qpr_rules.files import write_atomically
from qpr_rules.quantity import NumberError, Unit, plain, read_number
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.quoting import quoted

Answers = Mapping[str, str]

MOST_DECIMALS = 6
"""Decimal places of a printed figure, as the schema has them."""


class TakenError(Exception):
    """Files of a new project are there already; ``files`` names them. Nothing has been written."""

    def __init__(self, files: Sequence[str]) -> None:
        super().__init__(", ".join(files))
        self.files = tuple(files)


def project_files(body: str) -> dict[str, bytes]:
    """Every file of a new project by its path: settings, owners, definitions, results, cases, rules, schemas, and CI."""
    starter = shipped.folder("starter")
    found = {file.relative_to(starter).as_posix(): file.read_bytes() for file in _files(starter)}
    for name in ("rules", "schemas"):
        for file in _files(shipped.folder(name)):
            found[f"{name}/{file.name}"] = file.read_bytes()
    settings = found["qpr-rules.yaml"].decode("utf-8")
    found["qpr-rules.yaml"] = settings.replace("body: Your Council", f"body: {quoted(body)}").encode()
    return dict(sorted(found.items()))


def _files(folder: Path) -> list[Path]:
    return sorted(Path(place) / name for place, _, names in os.walk(folder) for name in names)


def start_project(folder: Path, body: str) -> tuple[str, ...]:
    """Write a new project into a folder; the files written.

    Raises TakenError if any of them is there already, and OSError if one cannot be written. Then, or when somebody stops
    it, the files and folders made before are taken away again.
    """
    files = project_files(body)
    taken = [name for name in files if (folder / name).exists()]
    if taken:
        raise TakenError(taken)
    made: list[Path] = []
    try:
        for name, content in files.items():
            file = folder / name
            for each in (*reversed(file.parents), file):
                if not each.exists():
                    made.append(each)
                    if each is not file:
                        each.mkdir()
            write_atomically(file, content)
    except BaseException:
        for each in reversed(made):
            with suppress(OSError):  # not made yet, or somebody else has put something into it
                each.rmdir() if each.is_dir() else each.unlink()
        raise
    return tuple(files)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked of a new definition: what to ask, in plain English, and more for whoever types ``?``.

    ``choices`` are the words that may be answered, each with what it stands for; ``check`` gives what is wrong with an
    answer, in the light of those before it, or None.
    """

    key: str
    ask: str
    more: str
    default: Callable[[Answers], str] = lambda _: ""
    choices: Callable[[Answers], Mapping[str, str]] = lambda _: {}
    check: Callable[[str, Answers], str | None] = lambda *_: None
    asked: Callable[[Answers], bool] = lambda _: True
    optional: bool = False


def questions(declarations: Declarations) -> tuple[Question, ...]:
    """What is asked, in order, for a new definition of this project."""
    settings = declarations.settings
    sections = dict(settings.sections) if settings else {}
    owners = {each.id: each.post for each in (declarations.owners or {}).values()}
    taken = {each.id.casefold() for each in declarations.definitions}
    taken |= {each.id.casefold() for each in declarations.broken}

    def free(answer: str, _: Answers) -> str | None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", answer):
            return "an id has letters, digits, hyphens and dots, no spaces, and at most 40 of them"
        return f"`{answer}` is the id of another KPI" if answer.casefold() in taken else None

    return (
        Question("name", "What is the KPI called, as the report prints it?", "Say what is counted, out of what, and over which window if it rolls."),
        Question("id", "Which short id should results and commentary use?", "It is never used again for another KPI.",
                 default=lambda so_far: suggested_id(so_far["name"], taken), check=free),
        Question("section", "In which section of the report does it stand?", "The sections are those of qpr-rules.yaml. Add one there if it is missing.",
                 choices=lambda _: sections),
        Question("owner", "Which post answers for it?", "The posts are those of the owners' file. Add one there if it is missing.",
                 choices=lambda _: owners),
        Question("kind", "What is reported?", "A percentage or a rate is made of two numbers, so that several months can be pooled rightly.",
                 default=lambda _: "ratio", choices=lambda _: {
                     "ratio": "two numbers: so many, out of so many",
                     "count": "one number that adds up over time",
                     "value": "one number that cannot be added up, such as an average that arrives ready made",
                 }),
        Question("numerator", "What is counted or measured, in words?", "For a percentage: the ones that count as done, such as `repairs completed on time`.",
                 default=lambda so_far: so_far["name"] if so_far["kind"] == "value" else ""),
        Question("denominator", "Out of what?", "All of them, such as `repairs completed`.", asked=lambda so_far: so_far["kind"] == "ratio"),
        Question("unit", "In which unit is the figure?", "Percent and rates per head are worked out from the two numbers.",
                 default=lambda so_far: "percent" if so_far["kind"] == "ratio" else "count", choices=_units),
        Question("polarity", "Which way is better?", "It decides which side of the target is Green.", default=lambda _: "higher",
                 choices=lambda _: {"higher": "the more the better", "lower": "the less the better",
                "stay-close": "neither: it should stay in a range"}),
        Question("frequency", "How often do results arrive?", "", default=lambda _: "month",
                 choices=lambda _: {"month": "every month", "quarter": "every quarter", "year": "once a year"}),
        Question("window", "Over which window is the figure made?", "A rolling window moves on with each result; a plain value has a window of one result.",
                 default=_window, choices=_windows),
        Question("target", "What is the target?", "At the target, or better, the KPI is Green. Write the number alone; for a range, both ends: `17.5 to 22.5`.", check=_number),
        Question("floor", "What is the floor standard?", "The least that is acceptable: worse than this is Red.", check=_floor),
        Question("decimals", "With how many decimal places is the figure printed?", "It is rated exactly, however it is printed. Whole numbers have 0.",
                 default=_decimals, check=_places),
        Question("description", "What else should a reader know of it?", "What is counted and what is not. Leave it empty if the name says it all.",
                 optional=True),
    )  # fmt: skip


def suggested_id(name: str, taken: set[str]) -> str:
    """An id made of the words of a name that matter, free in the set.

    >>> suggested_id("Percentage of repairs completed on time", set())
    'REPAIRS-COMPLETED-TIME'
    """
    dull = {"percentage", "number", "of", "the", "a", "an", "and", "in", "on", "to", "for", "per", "average", "rate", "who", "which", "that", "were", "was", "are", "is", "rolling", "months"}  # fmt: skip
    words = [word for word in re.findall(r"[a-z0-9]+", name.casefold()) if word not in dull][:3]
    made = "-".join(words).upper()[:36].strip("-") or "KPI"
    number = 2
    found = made
    while found.casefold() in taken:
        found, number = f"{made}-{number}", number + 1
    return found


def _units(so_far: Answers) -> Mapping[str, str]:
    needing = {unit for unit in Unit if unit.needs_denominator}
    if so_far["kind"] == "count":
        return {str(unit): "" for unit in Unit if unit not in needing}
    return {str(unit): "" for unit in Unit}


def _window(so_far: Answers) -> str:
    return so_far["frequency"] if so_far["kind"] == "value" else next(iter(_windows(so_far)))


def _windows(so_far: Answers) -> Mapping[str, str]:
    frequency = so_far["frequency"]
    own = {frequency: f"the {frequency} alone"}
    if so_far["kind"] == "value" or frequency == "year":
        return own
    rolling = {"12 months": "the last 12 months, rolling"}
    quarter = {"quarter": "the quarter"} if frequency == "month" else {}
    return {**rolling, **own, **quarter, "year": "the whole year, once it is over"}


def _number(answer: str, so_far: Answers) -> str | None:
    """What is wrong with a target or floor by itself: a number, or for stay-close two of them."""
    unit = Unit(so_far["unit"])
    try:
        bounds = _bounds(answer, so_far)
    except NumberError as error:
        return f"{error}; write it in plain digits, such as 92.5"
    if so_far["polarity"] == "stay-close" and (len(bounds) != 2 or bounds[0] > bounds[1]):
        return "write the lower and the upper end, such as `17.5 to 22.5`"
    small = next((bound for bound in bounds if unit is Unit.PERCENT and 0 < bound < 1), None)
    if small is not None:
        return (
            f"{plain(small)} means {plain(small)}% here; write {plain(small * 100)} if you mean {plain(small * 100)}%"
        )
    return None


def _bounds(answer: str, so_far: Answers) -> list[Decimal]:
    parts = answer.split(" to ") if so_far["polarity"] == "stay-close" else [answer]
    return [read_number(part, Unit(so_far["unit"])) for part in parts]


def _floor(answer: str, so_far: Answers) -> str | None:
    """What is wrong with a floor in the light of its target."""
    if wrong := _number(answer, so_far):
        return wrong
    floor, target = _bounds(answer, so_far), _bounds(so_far["target"], so_far)
    match so_far["polarity"]:
        case "higher" if floor > target:
            return f"higher is better, so the floor lies below the target of {plain(target[0])}"
        case "lower" if floor < target:
            return f"lower is better, so the floor lies above the target of {plain(target[0])}"
        case "stay-close" if floor[0] > target[0] or floor[1] < target[1]:
            return f"the floor is the wider range: it holds {so_far['target']}"
        case _:
            return None


def _decimals(so_far: Answers) -> str:
    """As many as the target and the floor standard have, so that neither is printed as another number."""
    bounds = [*_bounds(so_far["target"], so_far), *_bounds(so_far["floor"], so_far)]
    return str(min(max(len(plain(bound).partition(".")[2]) for bound in bounds), MOST_DECIMALS))


def _places(answer: str, _: Answers) -> str | None:
    if answer.isascii() and answer.isdigit() and int(answer) <= MOST_DECIMALS:
        return None
    return f"write a whole number from 0 to {MOST_DECIMALS}"


def _bound(answer: str, so_far: Answers) -> str:
    bounds = [plain(bound) for bound in _bounds(answer, so_far)]
    return bounds[0] if len(bounds) == 1 else f"{{from: {bounds[0]}, to: {bounds[1]}}}"


def definition_text(answers: Answers, schema: str = "") -> str:
    """The YAML of a new definition. ``schema`` is the path to its schema, for editors."""
    parts = {"ratio": ("numerator", "denominator"), "count": ("numerator",), "value": ("value",)}[answers["kind"]]
    said = {"value": answers["numerator"], **answers}
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    lines += [f"{key}: {quoted(answers[key])}" for key in ("id", "name", "section", "owner")]
    if answers.get("description"):
        lines.append(f"description: {quoted(answers['description'])}")
    lines += [f"{key}: {answers[key]}" for key in ("polarity", "unit")]
    lines += [f"decimals: {int(answers['decimals'])}"]
    lines += [f"{key}: {answers[key]}" for key in ("frequency", "window")]
    lines += ["measure:", *(f"  {part}: {quoted(said[part])}" for part in parts)]
    lines += [f"{key}: {_bound(answers[key], answers)}" for key in ("target", "floor")]
    return "\n".join(lines) + "\n"


def definition_file(answers: Answers, folder: str) -> str:
    """Where the file of a new definition belongs: in the folder of its section, under its id.

    >>> definition_file({"section": "housing", "id": "AUX"}, "kpi_definitions")
    'kpi_definitions/housing/kpi-aux.yaml'
    """
    names = (re.sub(r"[^A-Za-z0-9._-]", "-", answers["section"]), f"{answers['id'].lower()}.yaml")
    return "/".join([folder, *map(_for_every_system, names)])


_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[1-9])(\..*)?", re.IGNORECASE)
"""What Windows takes for a device and not for a file, whatever its ending: a project with one cannot be checked out there."""


def _for_every_system(name: str) -> str:
    return f"kpi-{name}" if _DEVICES.fullmatch(name) else name

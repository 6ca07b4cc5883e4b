"""The words of refusal that several commands share: no settings, no such KPI, no such word but one that is near."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeVar

import click

from qpr_rules.english import capital

if TYPE_CHECKING:
    from qpr_rules.app.evaluate import Report
    from qpr_rules.definition import Broken, Definition
    from qpr_rules.reading.extent import NoResultsError
    from qpr_rules.reading.project import Declarations
    from qpr_rules.reading.results import Results
    from qpr_rules.settings import Settings

Found = TypeVar("Found")


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """The question that names the nearest word there is; where none is near, what else to do."""
    from qpr_rules.diagnostic import nearest

    close = nearest(word, known, 1)
    return f"Did you mean `{close[0]}`?" if close else otherwise


def settings_of(declarations: Declarations) -> Settings:
    """The project's settings. Refuses a project whose settings are in error."""
    if declarations.settings is None:
        raise click.ClickException("The settings cannot be read; `qpr-rules check` says why.")
    return declarations.settings


def without_results(declarations: Declarations, error: NoResultsError) -> click.ClickException:
    """The refusal of a report on nothing, with what to look at: the results, or the definitions that cannot be used."""
    said = f"{capital(str(error))}. `qpr-rules results` lists what was read."
    if declarations.broken:
        ids = ", ".join(safely(each.id) for each in declarations.broken)
        said += (
            f"\nResults of definitions in error do not count ({ids}); `qpr-rules check` says what is wrong with them."
        )
    return click.ClickException(said)


def definition_of(declarations: Declarations, kpi: str) -> Definition:
    """The definition of this id. Refuses one that is in error, and, as misuse, one that there is not."""
    for each in declarations.definitions:
        if each.id == kpi:
            return each
    settings_of(declarations)
    if any(each.id == kpi for each in declarations.broken):
        raise click.ClickException(f"The definition of `{safely(kpi)}` is in error; `qpr-rules check` says why.")
    known: list[Definition | Broken] = [*declarations.definitions, *declarations.broken]
    hint = meant(kpi, {each.id: each.name for each in known})
    raise click.UsageError(f"There is no KPI `{safely(kpi)}`. {hint}")


def require_known(what: str, word: str | None, words: Mapping[str, str]) -> None:
    """Refuse, as misuse, a word that the project does not have. ``words`` holds ids and what they are called."""
    if word is not None and word not in words:
        from qpr_rules.diagnostic import nearest

        by_title = next((key for key, title in words.items() if title.casefold() == word.casefold()), None)
        close = [by_title] if by_title else nearest(word, [each for each in words if each], 1)
        there = ", ".join(sorted(each for each in words if each))
        hint = f"Did you mean `{close[0]}`?" if close else f"There are: {there}." if there else "There is none."
        raise click.BadParameter(f"there is no {what} `{safely(word)}`. {hint}", param_hint=f"--{what}")


def require_in_report(report: Report, kpi: str) -> None:
    """Refuse, as misuse, a KPI of the project that has no row as of the report's quarter."""
    if all(row.kpi != kpi for row in report.rows):
        raise click.UsageError(
            f"`{safely(kpi)}` is not in the report for {report.title}: it is not yet introduced, or retired."
        )


def require_for_programs(form: str, output: object, forms: Sequence[str]) -> None:
    """Refuse, as misuse, to write the first of the forms, which is for people, to a file."""
    if output and form == forms[0]:
        what, others = ("A table" if form == "table" else "Text"), f"{', '.join(forms[1:-1])} or {forms[-1]}"
        raise click.UsageError(f"{what} is for the screen; write --format {others} to a file.")


def of_area(find: Callable[[Report, str, str | None], Found], report: Report, kpi: str, area: str | None) -> Found:
    """What a use case finds of a KPI in an area. Refuses, as misuse, an area that has no results of it."""
    from qpr_rules.reading.extent import UnknownError

    try:
        return find(report, kpi, area)
    except UnknownError as error:
        hint = did_you_mean(error.word, error.known, "`qpr-rules results` shows those there are.")
        raise click.BadParameter(f"{error}. {hint}", param_hint="--area") from None


_LISTED = 8
"""KPIs that a refusal lists; of more it gives the number."""


def meant(word: str, kpis: Mapping[str, str]) -> str:
    """The question which KPI was meant: those whose id or name holds what was given, else the nearest id.

    ``kpis`` holds names by id.

    >>> meant("pothole", {"POTHOLES-28": "Pothole repairs", "STREETLIGHTS-28": "Streetlights repaired"})
    'Did you mean `POTHOLES-28`?'
    >>> print(meant("repair", {"POTHOLES-28": "Pothole repairs", "STREETLIGHTS-28": "Streetlights repaired"}))
    Did you mean one of these?
      POTHOLES-28      Pothole repairs
      STREETLIGHTS-28  Streetlights repaired
    """
    parts = re.findall(r"\w+", word.casefold())
    found = [key for key, name in kpis.items() if parts and _holds(f"{key} {name}", parts)]
    if not found:
        return did_you_mean(word, kpis, "`qpr-rules list` shows those there are.")
    if len(found) == 1:
        return f"Did you mean `{found[0]}`?"
    found.sort(key=lambda key: not _holds(key, parts))
    width = max(len(key) for key in found[:_LISTED])
    lines = [f"  {safely(key):<{width}}  {safely(kpis[key])}" for key in found[:_LISTED]]
    more = [f"  and {len(found) - _LISTED} more: `qpr-rules list` shows them"] if len(found) > _LISTED else []
    return "\n".join(["Did you mean one of these?", *lines, *more])


def _holds(text: str, parts: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(part in folded for part in parts)


def safely(text: str) -> str:
    """A user's text in a message: nothing in it draws on the screen or steers a build."""
    from qpr_rules.harmless import disarmed, visible

    return disarmed(visible(text))


def require_not_ours(
    output: Path | None,
    root: Path,
    declarations: Declarations,
    results: Results | None = None,
    *,
    files: Iterable[str] = (),
) -> None:
    """Refuse, as misuse, to write over what is read, to where it would be read as results, or into a published quarter.

    ``results`` are None where none were read; ``files`` were read beside.
    """
    if output is None:
        return
    from qpr_rules.files import Folder
    from qpr_rules.reading.cases import files_of_cases
    from qpr_rules.reading.matching import names
    from qpr_rules.settings import FILE

    settings = declarations.settings
    cases = files_of_cases(Folder(root), (settings.definitions,)) if settings else ()
    name = require_not_read(
        output, root, [FILE, *declarations.contents, *(results.contents if results else ()), *cases, *files]
    )
    if name is None or settings is None:
        return
    if any(names(pattern, name.as_posix()) for origin in settings.results for pattern in origin.patterns):
        raise click.BadParameter(
            f"`{name.as_posix()}` would be read as results from then on; choose another folder.", param_hint="--output"
        )
    if _is_published(root, settings.published, name):
        raise click.BadParameter(
            f"`{name.as_posix()}` lies in a quarter as it was published; choose another folder.", param_hint="--output"
        )


def _is_published(root: Path, published: str, name: PurePath) -> bool:
    """Whether a file of this name would lie in the folder of a quarter that has been published."""
    from qpr_rules.publication import FILE

    folder = PurePath(published)
    if not name.is_relative_to(folder) or len(name.parts) < len(folder.parts) + 2:
        return False
    return (root / folder / name.parts[len(folder.parts)] / FILE).is_file()


def require_not_read(output: Path | None, root: Path, files: Iterable[str]) -> PurePath | None:
    """Refuse, as misuse, to write over a file of the project that is read; what the output is called in the project, if there.

    A file that is read may lie outside the project, or be a link.
    """
    if output is None:
        return None
    there = _known_as(output)
    for file in files if there else ():
        if _known_as(root / file) == there:
            raise click.BadParameter(
                f"`{safely(file)}` is what this is made from; choose another file.", param_hint="--output"
            )
    place, whole = output.resolve(), root.resolve()
    return place.relative_to(whole) if place.is_relative_to(whole) else None


def _known_as(path: Path) -> tuple[int, int] | None:
    """What the system knows a file by, whatever way leads to it; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino

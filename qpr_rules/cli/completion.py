"""What the shell may complete: the project's own ids, quarters and areas. A project that cannot be read offers nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.session import Session

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def kpi_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The KPIs' ids, with their names."""
    return _offered(
        ctx, incomplete, lambda session: ((each.id, each.name) for each in session.declarations().definitions)
    )


def section_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The sections' ids, with their titles."""
    return _offered(ctx, incomplete, _sections)


def owner_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The owners' ids, with their posts."""
    return _offered(
        ctx,
        incomplete,
        lambda session: ((each.id, each.post) for each in (session.declarations().owners or {}).values()),
    )


def areas(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The areas of the results, and those that roll up, with what they are called."""
    return _offered(ctx, incomplete, _areas)


def quarters(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The quarters that have results, the latest first, as one word each: ``2024/25-Q3``."""
    return _offered(ctx, incomplete, _quarters)


def _offered(
    ctx: click.Context, incomplete: str, words: Callable[[Session], Iterable[tuple[str, str]]]
) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from qpr_rules.files import FileError

    begun = incomplete.casefold()
    try:
        common: dict[str, Any] = {key: ctx.params.get(key) for key in ("project", "today")}
        session = Session(allow_outside=bool(ctx.params.get("allow_outside")), verbose=False, debug=False, **common)
        return [CompletionItem(word, help=said) for word, said in words(session) if word.casefold().startswith(begun)]
    except (click.ClickException, FileError):
        return []


def _sections(session: Session) -> Iterator[tuple[str, str]]:
    settings = session.declarations().settings
    yield from settings.sections.items() if settings else ()


def _areas(session: Session) -> Iterator[tuple[str, str]]:
    from qpr_rules.bulk import areas_of

    declarations = session.declarations()
    held = session.results(declarations).observations
    told = declarations.areas
    codes = {area for own in held.values() for area in areas_of(own)} | {code for code in told if told[code].rolls_up}
    yield from ((code, told[code].name if code in told else "") for code in sorted(codes - {""}))


def _quarters(session: Session) -> Iterator[tuple[str, str]]:
    from qpr_rules.period import Frequency
    from qpr_rules.reading.extent import NoResultsError, quarters_with_results

    declarations = session.declarations()
    if declarations.settings is None:
        return
    try:
        first, last = quarters_with_results(declarations, session.results(declarations))
    except NoResultsError:
        return
    calendar = declarations.settings.calendar
    for quarter in range(last, first - 1, -1):
        yield calendar.code(Frequency.QUARTER, quarter), calendar.show(Frequency.QUARTER, quarter)

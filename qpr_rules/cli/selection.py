"""Which findings ``check`` reports, by their codes, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import click

from qpr_rules.cli.refusals import did_you_mean
from qpr_rules.diagnostic import Diagnostic


def selected(found: Sequence[Diagnostic], select: Sequence[str], ignore: Sequence[str]) -> tuple[Diagnostic, ...]:
    """The findings of the codes to select (all, if none is named) but those to ignore. Refuses a code that is none."""
    wanted, unwanted = _codes(select, "--select"), _codes(ignore, "--ignore")
    return tuple(each for each in found if (not select or each.code in wanted) and each.code not in unwanted)


def _codes(words: Iterable[str], option: str) -> set[str]:
    from qpr_rules.checking.pages import named, names

    codes: set[str] = set()
    for word in (part.strip() for given in words for part in given.split(",") if part.strip()):
        meant = {page.code for page in named(word)}
        if not meant:
            hint = did_you_mean(word, names(), "`qpr-rules codes` lists them.")
            raise click.BadParameter(f"there is no code `{word}`. {hint}", param_hint=option)
        codes |= meant
    return codes


def statistics(found: Sequence[Diagnostic]) -> Iterator[tuple[str, str]]:
    """A line for each code found, the most frequent first, with the name of its style."""
    from qpr_rules.checking.pages import pages

    counts = Counter[str]()
    for each in found:
        counts[each.code] += each.times
    width = len(f"{max(counts.values(), default=0):,}")
    slugs = max((len(pages()[code].slug) for code in counts), default=0)
    severities = {each.code: each.severity for each in reversed(found)}
    for code, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        page = pages()[code]
        severity = str(severities[code])
        yield f"{count:>{width},}  {code}  {severity:<7}  {page.slug:<{slugs}}  {page.summary}", severity

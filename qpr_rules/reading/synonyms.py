"""What authors write for what the format knows: other names, other words, other spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qpr_rules.diagnostic import nearest

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("code", "ref", "reference", "kpi", "indicator", "kpi id"),
    "name": ("title", "label", "kpi name", "indicator name"),
    "section": ("category", "directorate", "theme", "portfolio", "service"),
    "owner": ("team", "responsible", "lead", "contact", "accountable", "responsible officer"),
    "description": ("definition", "details", "notes", "note"),
    "polarity": ("better", "good", "direction", "good is", "good to be", "higher is better", "desired direction"),
    "unit": ("units", "measured in", "format"),
    "frequency": ("how often", "reporting frequency", "interval", "periodicity"),
    "window": ("period", "rolling", "rolling window", "range"),
    "measure": ("calculation", "formula", "data"),
    "numerator": ("num", "top", "count"),
    "denominator": ("denom", "den", "bottom", "out of"),
    "target": ("goal", "aim", "target standard", "threshold", "green"),
    "floor": ("threshold", "minimum", "floor standard", "lower limit", "red", "min", "tolerance"),
    "standards": ("targets", "thresholds", "goals"),
    "amber": ("tolerance",),
    "retired": ("closed", "withdrawn", "discontinued"),
    "introduced": ("start", "started", "start date", "new from"),
    "from": ("since", "start", "min", "low", "lower"),
    "to": ("until", "end", "max", "high", "upper"),
    "until": ("to", "end"),
    "approved": ("approved by", "approval", "agreed"),
    "reason": ("why", "because", "comment"),
    "on": ("date", "from"),
    "context": ("comment", "commentary", "note", "notes"),
    "actions": ("action", "plan"),
    "what": ("action", "text", "description"),
    "due": ("by", "date", "due date", "deadline", "when"),
    "post": ("name", "title", "role", "job title"),
    "body": ("council", "organisation", "organization", "authority", "name"),
    "when": ("if", "condition", "conditions"),
    "encryption": ("sslmode", "ssl mode", "ssl", "tls", "encrypt", "encrypted"),
    "root_certificate": ("sslrootcert", "certificate", "ca", "root cert", "ca certificate", "authority"),
    "says": ("say", "message", "text", "sentence"),
}
"""Known names, and what authors write for them."""

KNOWN = frozenset(NAMES) | frozenset(
    [
        "year",
        "kind",
        "decimals",
        "lag",
        "reported",
        "profile",
        "breaks",
        "changes",
        "suspended",
        "links",
        "expected",
        "direction",
        "illustrative",
        "format",
        "sections",
        "results",
        "commentary",
        "rules",
        "definitions",
        "owners",
        "published",
        "area",
        "within",
        "severity",
        "covers",
        "status",
        "email",
    ]
)
"""Names that a line may begin with; the others have no other name that is often written for them."""

WORDS: dict[str, tuple[str, ...]] = {
    "higher": ("h", "higher is better", "high", "up", "increase", "increasing", "bigger is better", "more", "max"),
    "lower": ("l", "lower is better", "low", "down", "decrease", "decreasing", "smaller is better", "less", "min"),
    "stay-close": ("t", "close", "closer is better", "in range", "range", "band", "steady", "neutral"),
    "percent": ("%", "percentage", "pc", "per cent", "pct", "proportion"),
    "count": ("number", "no", "no.", "#", "num", "numbers", "integer", "total"),
    "pounds": ("£", "gbp", "money", "pound", "currency"),
    "days": ("day", "working days"),
    "per 1,000": ("per 1000", "per thousand", "rate per 1000"),
    "per 10,000": ("per 10000", "per ten thousand"),
    "per 100,000": ("per 100000", "per hundred thousand"),
    "per 1,000,000": ("per 1000000", "per million"),
    "month": ("monthly", "months", "every month", "m"),
    "quarter": ("quarterly", "quarters", "every quarter", "q"),
    "year": ("annual", "annually", "yearly", "years", "every year"),
    "activity": ("activity indicator", "context", "volume"),
    "cumulative": ("ytd", "year to date", "running total"),
    "rolled": ("rolling",),
    "per period": ("period", "monthly"),
    "financial": ("april", "fiscal"),
    "academic": ("september", "school"),
    "calendar": ("january",),
    "yes": ("y", "on", "true"),
    "no": ("n", "off", "false"),
    "green": ("g",),
    "amber": ("a", "yellow", "orange"),
    "red": ("r",),
    "urgent": ("red", "high", "critical", "error"),
    "concern": ("amber", "medium", "warning"),
    "notice": ("green", "low", "info", "note"),
    "verified": ("verify full", "verify ca", "verify"),
    "required": ("require", "on", "yes", "true"),
    "none": ("disable", "disabled", "off", "no", "false"),
    "done": ("complete", "completed", "closed", "finished"),
    "open": ("in progress", "ongoing", "not started"),
    "dropped": ("cancelled", "abandoned"),
}
"""Known words, and what authors write for them."""


def folded(word: str) -> str:
    """A word without what makes no difference: capitals, hyphens and underscores.

    >>> folded("Higher-is_better")
    'higher is better'
    """
    return re.sub(r"[\s_-]+", " ", word.strip().casefold())


def known_name(written: str, free: Iterable[str]) -> str:
    """The name that was meant, of those that are known here and not yet used; empty if none is near."""
    return _meant(written, tuple(free), NAMES)


def known_word(written: str, words: Iterable[str]) -> str:
    """The word that was meant, of those that are allowed here; empty if none is near."""
    return _meant(written, tuple(words), WORDS)


_ALIKE = 0.8
"""How like another word one is that is taken for it; what is less like it is only asked about."""


def is_sure(written: str, word: str) -> bool:
    """Whether a word is plainly another one, misspelt or cut short, and not only somewhat like it.

    >>> is_sure("rde", "red"), is_sure("snap", "snapshot"), is_sure("lunar", "calendar")
    (True, True, False)
    """
    import difflib  # only a mistake pays for the import

    plain, known = folded(written), folded(word)
    return (
        plain in WORDS.get(word, ())
        or known.startswith(plain)
        or sorted(plain) == sorted(known)
        or difflib.SequenceMatcher(None, plain, known).ratio() >= _ALIKE
    )


def _meant(written: str, known: tuple[str, ...], synonyms: dict[str, tuple[str, ...]]) -> str:
    plain = folded(written)
    for each in known:
        if folded(each) == plain:
            return each
    for each in known:
        if plain in synonyms.get(each, ()):
            return each
    close = nearest(written, known, 1) or nearest(plain, known, 1)
    return close[0] if close else ""

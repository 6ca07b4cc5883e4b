"""The name and the polarity say the same: nobody wants more late, missed or repeated work, or less work in time.

Only names that leave little doubt are judged. On 448 official names with a published polarity the two agree but for
a few percent (``tests/checking/test_wording.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qpr_rules.checking.finding import finding, words_in
from qpr_rules.checking.one import floor_side
from qpr_rules.checking.wording import Wording
from qpr_rules.definition import Definition, Polarity
from qpr_rules.diagnostic import Diagnostic, Label, Severity

_LOWER = Wording(
    r"\bnot (?:yet )?(?:completed|met|answered|achieved|attended|paid|issued|reviewed|sustained|known|in touch|returned"
    r"|in education|in employment)\b"
    r"|\bNEET\b|\bwaiting (?:over|more|longer|beyond)\b|\blate\b|\boverdue\b|\brepeat(?:s|ed)?\b|\bre-?referrals?\b"
    r"|\bre-?offend\w*\b|\bsecond or subsequent\b|\b(?:come|came|comes|coming) back to\b|\bthat come back\b"
    r"|\bunanswered\b|\bunauthorised\b|\babsen(?:ce|t|tees?)\b|\bexclusions?\b|\bturnover\b|\bdelayed\b|\bmissed\b",
    "not neet wait late over repe refe rere offe reof subs back unan unau abse excl turn dela miss",
)
_HIGHER = Wording(
    r"\bwithin \d+ (?:working |calendar |school )?(?:minutes?|hours?|days?|weeks?)\b(?! of (?:a|an|the) (?:previous|earlier|last|first))"
    r"|\bin (?:\d+ (?:working |calendar )?days|time)\b|\bon time\b"
    r"|\bwithin (?:the )?(?:(?:statutory|agreed|target|required) )?(?:timescales?|target|deadlines?)\b",
    "with days time",
)
_HELPED = Wording(
    r"\b(?:avoided|prevented|reduc\w+|resolved|respond\w*|recover\w*|collect\w*|cleared|supported|offered|investigated"
    r"|fewer|without|no late|covered|brought|returned to (?:education|work|use))\b",
    "avoi prev redu reso resp reco coll clea supp offe inve fewe with no cove brou retu",
)


def said(name: str) -> tuple[str, Polarity] | None:
    """What a name says of which way is better: its words, and the polarity; None where it leaves doubt.

    >>> said("EHCP annual reviews waiting over 12 months")
    ('waiting over', <Polarity.LOWER: 'lower'>)
    """
    worse, better = _LOWER.search(name), _HIGHER.search(name)
    if worse:
        return None if _HELPED.search(name) or _is_timely(name, better) else (worse[0], Polarity.LOWER)
    return (better[0], Polarity.HIGHER) if better else None


def _is_timely(name: str, better: re.Match[str] | None) -> bool:
    """Whether something bad is dealt with in time: "missed collections put right within 2 days"."""
    return better is not None and not re.search(r"\b(?:not|late|waiting|repeat|re-|come|came)", name, re.IGNORECASE)


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR237 for the opposite polarity of what the name says."""
    if definition.polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return
    found = said(definition.name)
    if found is None or found[1] is definition.polarity or floor_side.is_turned(definition):
        return
    words, polarity = found
    yield finding(
        "QPR237",
        Severity.WARNING,
        definition,
        f"the name says `{words}`, and yet `{definition.polarity}` is better",
        "polarity",
        also=(Label(words_in(definition, "name", definition.name, words), "the name says"),),
        hint=f"write `polarity: {polarity}`, or let the name say why not",
    )

"""Every code a diagnostic can have, and every check, written out by hand so that both can be grepped."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.all import identity, references
from qpr_rules.checking.declared import Declared
from qpr_rules.checking.one import floor_side, life, percent, profile, stock, wording
from qpr_rules.diagnostic import Diagnostic

ONE = (floor_side.check, percent.check, stock.check, life.check, profile.check, wording.check)
"""Checks of one definition by itself."""

ALL = (identity.check, references.check)
"""Checks of the whole set."""

CODES: dict[str, tuple[str, str]] = {
    "QPR001": ("no-project", "qpr-rules.yaml is missing"),
    "QPR002": ("unreadable-file", "a file cannot be read, or lies outside the project"),
    "QPR003": ("no-owners-file", "the owners' file is missing"),
    "QPR004": ("no-definitions", "the folder of definitions holds none"),
    "QPR100": ("file-too-large", "a YAML file is larger than any definition"),
    "QPR101": ("utf-16", "a file is saved as UTF-16"),
    "QPR102": ("not-utf-8", "a file is not UTF-8"),
    "QPR103": ("control-character", "a character that YAML does not allow"),
    "QPR104": ("pasted-text", "invisible characters or curly quotes from Word or Excel"),
    "QPR105": ("empty-file", "a file holds nothing"),
    "QPR106": ("tab", "a line is indented with a tab"),
    "QPR107": ("merge-conflict", "a merge conflict is not settled"),
    "QPR108": ("duplicate-key", "a name is written twice in one group"),
    "QPR109": ("too-deep", "a file is nested too deep"),
    "QPR110": ("tag", "a YAML tag"),
    "QPR111": ("shortcut", "a YAML anchor, alias or merge"),
    "QPR112": ("second-document", "a second document in one file"),
    "QPR113": ("name-expected", "something other than a name before a colon"),
    "QPR114": ("second-colon", "a colon inside a value without quotes"),
    "QPR115": ("too-many-digits", "a number with more than 18 significant digits"),
    "QPR116": ("no-colon", "a name without a colon"),
    "QPR117": ("open-quote", "a quotation mark that is never closed"),
    "QPR118": ("open-bracket", "a list in brackets that is never closed"),
    "QPR119": ("open-brace", "curly brackets that are never closed"),
    "QPR120": ("special-character", "a value that begins with a character YAML keeps for itself"),
    "QPR121": ("alignment", "a line that does not line up"),
    "QPR122": ("syntax", "YAML that cannot be read"),
    "QPR150": ("unknown-key", "a name that is not known"),
    "QPR151": ("missing-key", "a name that must be there is not"),
    "QPR152": ("unknown-word", "a word that is not one of those allowed"),
    "QPR153": ("not-a-number", "a number was expected"),
    "QPR154": ("wrong-kind", "text, a list or a group was expected"),
    "QPR155": ("contradiction", "two names that do not go together"),
    "QPR156": ("wrong-form", "text that is not written as it must be"),
    "QPR157": ("out-of-range", "a number that is too small or too large"),
    "QPR158": ("shape", "something else the format does not allow"),
    "QPR201": ("window-not-multiple", "a window that results of this frequency cannot fill"),
    "QPR202": ("value-not-pooled", "a plain value with a window of several periods"),
    "QPR203": ("cumulative-value", "a plain value reported cumulatively"),
    "QPR204": ("no-denominator", "a unit that needs a denominator"),
    "QPR205": ("profile-refused", "a profile where none belongs"),
    "QPR206": ("impossible-date", "a day or month that does not exist"),
    "QPR207": ("profile-missing", "a year to date count without a profile"),
    "QPR208": ("profile-month", "a profile with something that is no month"),
    "QPR209": ("standard-key", "a standard under something that is neither year nor month"),
    "QPR210": ("standards-overlap", "two standards that begin in the same month"),
    "QPR211": ("standards-gap", "months in which no standard is in force"),
    "QPR212": ("no-floor", "a target without a floor"),
    "QPR213": ("range-needed", "one number where stay-close needs a range"),
    "QPR214": ("range-backwards", "a range that ends before it begins"),
    "QPR215": ("number-needed", "a range where one number is needed"),
    "QPR216": ("year-inside-quarter", "results by quarter for a year that begins inside a quarter"),
    "QPR220": ("floor-on-wrong-side", "a floor stricter than its target"),
    "QPR221": ("floor-is-target", "a floor equal to its target"),
    "QPR222": ("bands-not-nested", "a floor range that does not hold the target range"),
    "QPR223": ("fraction-for-percent", "0.9 where 90 is meant"),
    "QPR224": ("percent-out-of-range", "a percentage outside 0 to 100"),
    "QPR225": ("flow-per-head", "a rate per head whose population is summed"),
    "QPR226": ("dates-out-of-order", "dates of a KPI's life in the wrong order"),
    "QPR227": ("nothing-to-be-few", "a fewest number of cases without a denominator"),
    "QPR228": ("profile-falls", "a profile that falls"),
    "QPR229": ("profile-end", "a profile that does not end at 100"),
    "QPR230": ("name-and-window", "a name that says another window"),
    "QPR231": ("name-and-unit", "a name that says another unit"),
    "QPR300": ("duplicate-id", "an id used twice"),
    "QPR301": ("near-identical-names", "names that are nearly the same"),
    "QPR302": ("opposite-polarity", "one title with both polarities"),
    "QPR303": ("unknown-section", "a section that the settings do not list"),
    "QPR304": ("unknown-owner", "an owner that the owners' file does not list"),
    "QPR305": ("replaced-by-nobody", "a replacement that is no KPI"),
    "QPR400": ("results-unreadable", "a result file cannot be read"),
    "QPR401": ("results-encoding", "a result file is not UTF-8"),
    "QPR402": ("results-empty", "a result file holds nothing"),
    "QPR403": ("results-column", "a column that must be there is not"),
    "QPR404": ("results-column-twice", "a column is there twice"),
    "QPR405": ("results-broken", "a table that cannot be read"),
    "QPR406": ("row-width", "a row with too few or too many cells"),
    "QPR407": ("no-result-files", "a pattern that matches no file"),
    "QPR410": ("unknown-kpi", "a result of a KPI that is not defined"),
    "QPR411": ("wrong-period", "a period that cannot be read, or is not of the KPI's frequency"),
    "QPR412": ("value-for-ratio", "a value where numerator and denominator are needed"),
    "QPR413": ("result-not-a-number", "a cell that is neither number nor marker"),
    "QPR414": ("negative-denominator", "a negative denominator"),
    "QPR415": ("over-zero", "something over nothing"),
    "QPR416": ("above-denominator", "a numerator above its denominator"),
    "QPR417": ("result-not-a-percentage", "a percentage outside 0 to 100"),
    "QPR418": ("negative-count", "a negative count"),
    "QPR419": ("total-falls", "a running total that falls within its year"),
    "QPR420": ("unknown-status", "a status that is not known"),
    "QPR421": ("conflicting-results", "two different results for one KPI, area and period"),
    "QPR422": ("repeated-result", "the same result twice"),
    "QPR423": ("results-after-retirement", "results of a KPI that is retired"),
    "QPR424": ("unused-value", "a value beside numerator and denominator"),
    "QPR450": ("no-results", "a KPI without a result"),
    "QPR451": ("no-standard-now", "a quarter with no standard in force"),
    "QPR452": ("never-rated", "a KPI that has never been rated"),
    "QPR453": ("always-or-never", "a standard always met, or never, for three years"),
    "QPR501": ("commentary-name", "a commentary file whose name is no quarter"),
    "QPR502": ("commentary-kpi", "commentary on a KPI that does not exist"),
    "QPR503": ("action-incomplete", "an action without owner or date"),
    "QPR504": ("action-owner", "an action whose owner is not listed"),
    "QPR505": ("covers-nothing", "a rule that covers one that does not exist"),
    "QPR506": ("unknown-field", "a sentence with a field that does not exist"),
    "QPR507": ("rule-twice", "a rule written twice"),
}
"""Each code: its name, and what it is about."""


def check_declared(declared: Declared) -> Iterator[Diagnostic]:
    """Every finding of the checks that need no results."""
    for definition in declared.definitions:
        for check in ONE:
            yield from check(definition)
    for check_all in ALL:
        yield from check_all(declared)

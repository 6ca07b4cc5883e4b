"""What stands beside the definitions: owners, areas, rules and commentary; each as it is, and as it is plainly meant.

What is in error is looked at as far as it is plain, so that one run finds every mistake in every file. It is not used.
"""

from collections.abc import Mapping
from typing import Any

from qpr_rules import shipped
from qpr_rules.commentary import Commentary
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.files import Folder, Tree
from qpr_rules.period import Frequency
from qpr_rules.reading.commentary import commentary_of, cut_short, quarter_of
from qpr_rules.reading.opened import Opened
from qpr_rules.reading.rules import rules_of
from qpr_rules.reading.settings import areas_of, owners_of
from qpr_rules.rule import Rule
from qpr_rules.settings import FILE, Area, Owner, Settings

_NONE: Mapping[Any, Any] = {}

OF_OWNERS = frozenset(["QPR304", "QPR309", "QPR504"])
OF_RULES = frozenset(["QPR505", "QPR657"])


class Beside(Opened):
    """Reads what the settings name, but for the definitions. ``moot`` are codes of what may only seem so."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.moot: set[str] = set()
        self.meant_owners: Mapping[str, Owner] | None = None
        self.meant_areas: Mapping[str, Area] = _NONE
        self.meant_rules: tuple[Rule, ...] = ()
        self.meant_commentaries: dict[int, Commentary] = {}

    def owners(self, settings: Settings) -> Mapping[str, Owner] | None:
        """The owners; None where there is no file of them that can be used."""
        place = settings.spans.get(("owners",), Span(FILE))
        listed = self.listed(settings.owners, place) if settings.owners else None
        if not listed:
            self.moot |= OF_OWNERS
            if listed is not None:
                make = "make it, with a line for each post:  head-of-performance: {post: Head of Performance}"
                hint = self.instead(settings.owners, make)
                said = f"there is no owners file `{settings.owners}`"
                self.found.append(Diagnostic("QPR003", Severity.ERROR, said, Label(place), hints=(hint,)))
            return None
        read = self.shape(settings.owners, "owners")
        if not self.is_known_whole(settings.owners, read):
            self.moot |= OF_OWNERS
        self.meant_owners = owners_of(read.meant) if read.meant else {}
        return None if settings.owners in self.past or not read.meant else self.meant_owners

    def areas(self, settings: Settings) -> Mapping[str, Area]:
        """The areas, if the project has a file of them; one that is named must be there."""
        place = settings.spans.get(("areas",))
        listed = self.listed(settings.areas, place or Span(FILE)) if settings.areas else None
        if listed == () and place is not None:
            hint = self.instead(settings.areas, "make it, or take the line out")
            said = f"there is no areas file `{settings.areas}`"
            self.found.append(Diagnostic("QPR006", Severity.ERROR, said, Label(place), hints=(hint,)))
        if not listed:
            return _NONE
        read = self.shape(settings.areas, "areas")
        if read.meant is None:
            return _NONE
        self.meant_areas, found = areas_of(read.meant)
        self.found += self.as_written(settings.areas, found)
        return self.meant_areas if read.right else _NONE

    def rules(self, settings: Settings) -> tuple[Rule, ...]:
        """The exception rules, in the order in which they are written; those that come with qpr-rules where there is none."""
        place = settings.spans.get(("rules",))
        files = self.yaml_files(settings.rules, place or Span(FILE)) if settings.rules else None
        source: Beside = self
        if not files:
            if files is not None and place is not None:
                headline = f"there is no rule in `{settings.rules}`, so the rules that come with qpr-rules apply"
                hint = self.instead(settings.rules, "correct the folder, or take the line out")
                self.found.append(Diagnostic("QPR513", Severity.WARNING, headline, Label(place), (), (hint,)))
                self.moot |= OF_RULES
            self.moot |= OF_RULES if files is None else set()
            source = Beside(Folder(shipped.folder("rules")))
            files = source.yaml_files(".", Span(FILE))
        rules: list[Rule] = []
        meant: list[Rule] = []
        for file in files or ():
            read = source.shape(file, "rules")
            own = rules_of(read.meant) if read.meant else ()
            rules += own if read.right and file not in source.in_error else ()
            meant += own
            if not source.is_known_whole(file, read):
                self.moot |= OF_RULES
        self.meant_rules = tuple(meant)
        return tuple(rules)

    def commentary(self, settings: Settings) -> dict[int, Commentary]:
        """The commentary, by quarter."""
        quarters: dict[int, Commentary] = {}
        place = settings.spans.get(("commentary",))
        files = self.yaml_files(settings.commentary, place or Span(FILE)) if settings.commentary else None
        if files == [] and place is not None:
            headline = f"there is no commentary in `{settings.commentary}`"
            hint = self.instead(settings.commentary, "correct the folder, or take the line out until there is some")
            self.found.append(Diagnostic("QPR514", Severity.WARNING, headline, Label(place), (), (hint,)))
        for file in files or ():
            quarter, found = quarter_of(file, settings.calendar)
            self.found += found
            read = self.shape(file, "commentary")
            if read.meant is None or quarter is None:
                continue
            commentary, found = commentary_of(read.meant, quarter)
            self.found += self.as_written(file, (*found, *cut_short(read.meant, self.texts[file])))
            if quarter in self.meant_commentaries:
                headline = f"there is commentary on {settings.calendar.show(Frequency.QUARTER, quarter)} already"
                also = (Label(Span(self.meant_commentaries[quarter].file, 1, 1, 1, 2), "this file is used"),)
                hint = "put all of a quarter's commentary into one file"
                self.found.append(Diagnostic("QPR512", Severity.ERROR, headline, Label(Span(file)), also, (hint,)))
                continue
            self.meant_commentaries[quarter] = commentary
            if read.right:
                quarters[quarter] = commentary
        return quarters

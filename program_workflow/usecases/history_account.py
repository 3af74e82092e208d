"""The account of a history: what became of each recorded amendment, and whether each year's text is the real one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a recorded amendment; every one is exactly one of these."""

    AS_RECORDED = "applied as recorded"
    ELSEWHERE = "applied as recorded, at other lines"  # the same words stand elsewhere than the diff says
    REFILED = "filed anew with its real wording"  # its lines no longer stand in the text word for word
    NO_EFFECT = "without effect on a clause"  # front matter, table of contents, spacing, or there already
    IN_BASE = "in the base text already"


@dataclass(frozen=True, slots=True)
class YearEnd:
    """editorial: clauses changed that no amendment explains, by change. is_equal: the text is the snapshot."""

    code: str
    year: int
    version: int
    clauses: int
    amendments: int
    editorial: Mapping[str, int]
    is_equal: bool


@dataclass
class Account:
    """recorded: how many amendments there are; the outcomes must add up to it."""

    title: str
    recorded: int
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    operations: Counter[Outcome] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    rounds: Counter[str] = field(default_factory=Counter)
    years: list[YearEnd] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    named: dict[Outcome, list[str]] = field(default_factory=dict)
    _filed: Counter[str] = field(default_factory=Counter)

    def note(self, code: str, outcome: Outcome, operations: int, name: str) -> None:
        self.outcomes[outcome] += 1
        self.operations[outcome] += operations
        self.taken[code] += 1
        self.named.setdefault(outcome, []).append(name)
        self._filed[code] += operations > 0

    def filed_since_last_year(self, code: str) -> int:
        return self._filed.pop(code, 0)

    def spans(self) -> list[tuple[str, int, int]]:
        """(program, version at the end of the first year with amendments, last version) of each program."""
        found = []
        for code in self.taken:
            numbers = [year.version for year in self.years if year.code == code]
            found.append((code, numbers[1], numbers[-1]))
        return found

    def failures(self) -> Iterator[str]:
        """Everything that is not as it must be; nothing when the history holds."""
        yield from self.refusals
        yield from self.problems
        for year in self.years:
            if not year.is_equal:
                yield f"{year.code}: the text at the end of {year.year} is not the snapshot"
        if self.outcomes.total() != self.recorded:
            yield f"{self.outcomes.total()} of {self.recorded} amendments are accounted for"

    def lines(self) -> Iterator[str]:
        """The account as a person reads it."""
        yield f"{self.title}."
        yield f"Amendments {self.recorded}, accounted for {self.outcomes.total()}:"
        for outcome in Outcome:
            count, operations = self.outcomes[outcome], self.operations[outcome]
            if count:
                yield f"  {count:>3} {outcome}" + (f", in {operations} operations" if operations else "")
        yield f"Rounds: {', '.join(f'{code} {count}' for code, count in self.rounds.items())}."
        for year in self.years:
            said = ", ".join(f"{count} {change}" for change, count in year.editorial.items()) or "none"
            equal = "equals the snapshot" if year.is_equal else "IS NOT THE SNAPSHOT"
            yield (
                f"  {year.code} {year.year}: version {year.version}, {year.amendments} amendments filed, "
                f"editorial changes {said}; {year.clauses} clauses, {equal}."
            )
        yield f"Refusals {len(self.refusals)}."

"""What came of the amendments of a list, counted and told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bench.alike import Alike
from program_workflow.domain.terms import AmendmentState


@dataclass(slots=True)
class Counts:
    """What came of one source. unlanded, refused: why → how many. identical: those that say the same as another.

    as_notes: those that stand as notes under their place, wordless: those of them whose text the source does not have.
    told: outcomes as the source has them, each with the state it leads to; tabled: as the consolidated table has them
    afterwards. states: as the report of the program has them once the next version is made.
    """

    read: int = 0
    placed: int = 0
    as_notes: int = 0
    wordless: int = 0
    unlanded: Counter[str] = field(default_factory=Counter)
    drafted: int = 0
    submitted: int = 0
    decided: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    identical: int = 0
    alike: Alike = field(default_factory=Alike)
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    tabled: Counter[tuple[str, str]] = field(default_factory=Counter)
    states: Mapping[AmendmentState, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def reported(self) -> bool:
        """Whether the report counts, of each state, as many as the outcomes of the source lead to."""
        led: Counter[str] = Counter()
        for (_, state), count in self.told.items():
            led[AmendmentState.INCORPORATED if state == AmendmentState.AGREED else state] += count
        return led == Counter({str(state): count for state, count in self.states.items()})

    def lines(self, title: str, alike_by: str = "the list") -> Iterator[str]:
        notes = f" ({self.as_notes} of them as notes in their own words)" if self.as_notes else ""
        yield f"{title}: {self.read} amendments read, {self.placed} placed{notes}, {self.unlanded.total()} not found."
        if self.wordless:
            yield f"  Of the notes {self.wordless} name an amendment whose text the source does not have."
        yield f"  Drafts {self.drafted}, submitted {self.submitted}, decided {self.decided}."
        yield f"  {self.identical} say the same as another."
        yield from self.alike.lines(alike_by)
        if self.told:
            same = "as the source has them" if self.told == self.tabled else "NOT as the source has them"
            said = ", ".join(f"{outcome} ({state}) {count}" for (outcome, state), count in self.tabled.most_common())
            yield f"  Outcomes in the table, {self.tabled.total()}, {same}: {said}."
        same = ("" if self.reported else "NOT ") + "as the outcomes lead to: " if self.told else ""
        yield (
            f"  States in the report, {same}" + ", ".join(f"{one} {count}" for one, count in self.states.items()) + "."
        )
        for what, why in (("Not found", self.unlanded), ("Refused", self.refused)):
            yield from (f"  {what}, {count}: {reason}" for reason, count in why.most_common())
        yield "  Seconds: " + ", ".join(f"{step} {spent:.1f}" for step, spent in self.seconds.items()) + "."

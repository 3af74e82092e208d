"""Groups of identical amendments: those that a list tells, held against those that the consolidated table makes."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Alike:
    """Amendments by the numbers of their list. groups, pairs: told by the list, made by the table, in both.

    parted: each group of the list that the table does not have as one, in its parts. joined: each group of the table
    of which the list does not say that they are identical, with the group of the list of each (None: in none).
    """

    groups: tuple[int, int, int] = (0, 0, 0)
    pairs: tuple[int, int, int] = (0, 0, 0)
    parted: tuple[tuple[tuple[str, ...], ...], ...] = ()
    joined: tuple[tuple[str, ...], ...] = ()

    def lines(self, by: str) -> Iterator[str]:
        """by: who tells which are identical."""
        if self.groups[0]:
            theirs, ours, both = self.groups
            yield f"  Groups of identical ones: {theirs} by {by}, {ours} in the table, {both} of them the same in both."
            yield f"  Pairs of them: {self.pairs[0]} by {by}, {self.pairs[1]} in the table, {self.pairs[2]} in both."
        for parts in self.parted:
            yield "  Parted in the table: " + " | ".join(", ".join(part) for part in parts) + "."
        for group in self.joined:
            yield f"  Joined in the table alone: {', '.join(group)}."


def alike(told: Mapping[str, str | None], made: Mapping[str, Collection[str]]) -> Alike:
    """told: number → the group in the list, None for in none. made: number → the others of its group in the table.

    What the list does not tell of is left out.
    """
    theirs = _groups(told)
    ours = {frozenset({one, *made[one]} & told.keys()) for one in told if made.get(one)}
    ours = {group for group in ours if len(group) > 1}
    their_pairs, our_pairs = _pairs(theirs), _pairs(ours)
    return Alike(
        groups=(len(theirs), len(ours), len(theirs & ours)),
        pairs=(len(their_pairs), len(our_pairs), len(their_pairs & our_pairs)),
        parted=tuple(sorted(_parts(group, made) for group in theirs if not any(group <= one for one in ours))),
        joined=tuple(sorted(tuple(sorted(one)) for one in ours if not any(one <= group for group in theirs))),
    )


def _groups(told: Mapping[str, str | None]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for number, group in told.items():
        if group is not None:
            found[group].add(number)
    return {frozenset(one) for one in found.values() if len(one) > 1}


def _pairs(groups: Collection[frozenset[str]]) -> set[Sequence[str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def _parts(group: frozenset[str], made: Mapping[str, Collection[str]]) -> tuple[tuple[str, ...], ...]:
    parts = {tuple(sorted({one, *made.get(one, ())} & group)) for one in group}
    return tuple(sorted(parts, key=lambda part: (-len(part), part)))

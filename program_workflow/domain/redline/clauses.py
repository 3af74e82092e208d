"""The redline of two versions: clauses paired by identity or likeness, moves shown as moves, numbers apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self

from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.redline.alignment import pair_by_likeness
from program_workflow.domain.redline.fields import FieldChange, compare_fields
from program_workflow.domain.redline.order import Pair, heaviest, increasing
from program_workflow.domain.redline.typography import Folded, compare_folded, fold
from program_workflow.domain.redline.wording import Run, compare
from program_workflow.domain.terms import Change, ClauseKind

#: How many comparisons of versions one process keeps.
REMEMBERED: Final = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause as it stands in a version, in one language.

    text: without the number. hash: of the clause revision, "" if not known. depth: 0 at the top.
    parent: the id of the clause it belongs to.
    """

    id: str
    number: str
    kind: ClauseKind
    text: str
    fields: Fields
    hash: str
    depth: int = 0
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ClauseRedline:
    """What happened to a clause.

    change: EQUAL also where the number alone changed; MOVED also where the clause was edited, its
    runs then show what. from_place: of a moved clause its old number, or the number of the clause
    it belonged to; None where neither has one. folded: differences of typography in its text that
    are not shown; those in its fields stand there.
    """

    id_old: str | None
    id_new: str | None
    change: Change
    number_old: str | None
    number_new: str | None
    kind: ClauseKind
    runs: tuple[Run, ...]
    fields: tuple[FieldChange, ...]
    depth: int
    from_place: str | None
    folded: tuple[Folded, ...] = ()

    @property
    def all_folded(self) -> tuple[Folded, ...]:
        """Those in its text and in its fields."""
        return (*self.folded, *(one for change in self.fields for one in change.folded))


def compare_clauses(
    old: Sequence[Entry], new: Sequence[Entry], *, identities: bool = True, ignore_typography: bool = False
) -> tuple[ClauseRedline, ...]:
    """The redline of two versions in reading order of the new; deleted clauses where they stood.

    identities: the ids of both sides name the same clauses (two versions of one program).
    Otherwise clauses are paired by their words: unchanged ones first, then what lies between them
    in order, then moves. There a clause has moved if it is read before or after others than it was;
    what it was understood to belong to says nothing. ignore_typography: a clause that differs in
    nothing else is equal, and says what was folded.

    Where the hash of every clause revision is known, the answers given last are kept.
    """
    sides = _Side.of(old), _Side.of(new)
    compared = _remembered if sides[0].key and sides[1].key else _compared
    return compared(*sides, identities, ignore_typography)


@dataclass(frozen=True, slots=True)
class _Side:
    """One version, known again by the hashes of its clauses; without a key if one is missing."""

    key: tuple[tuple[object, ...], ...]
    entries: Sequence[Entry] = field(compare=False)

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Self:
        key = tuple([(e.hash, e.id, e.number, e.parent, e.depth, e.kind.value) for e in entries if e.hash])
        return cls(key if len(key) == len(entries) else (), entries)


def _compared(old: _Side, new: _Side, identities: bool, ignore_typography: bool) -> tuple[ClauseRedline, ...]:
    pairs, moved = _paired(old.entries, new.entries, identities, ignore_typography)
    by_new, by_id = {j: old.entries[i] for i, j in pairs}, {entry.id: entry for entry in old.entries}
    found: list[ClauseRedline] = []
    gone = _deleted_after(old.entries, pairs, moved)
    found += map(_deleted, gone.get(-1, ()))
    for j, entry in enumerate(new.entries):
        if j in by_new:
            found.append(_kept(by_new[j], entry, by_id if j in moved else None, ignore_typography))
        else:
            found.append(_inserted(entry))
        if j in gone:
            found += map(_deleted, gone[j])
    return tuple(found)


_remembered = lru_cache(maxsize=REMEMBERED)(_compared)


def _paired(
    old: Sequence[Entry], new: Sequence[Entry], identities: bool, ignore_typography: bool
) -> tuple[list[Pair], set[int]]:
    """The clauses that both sides have, by place, and the places in the new of those that moved."""
    if not identities:
        contents = [[_content(entry) for entry in side] for side in (old, new)]
        if ignore_typography:
            contents = [[(kind, fold(text)) for kind, text in side] for side in contents]
        pairs = pair_by_likeness(*contents)
        return pairs, _out_of_order(new, pairs)
    places = {entry.id: j for j, entry in enumerate(new)}
    pairs = [(i, places[entry.id]) for i, entry in enumerate(old) if entry.id in places]
    return pairs, _moved(old, new, pairs)


def _content(entry: Entry) -> tuple[str, str]:
    """What two clauses are paired by: kind of place, and the text with that of its fields."""
    fields, kind = entry.fields, entry.kind.value  # the hash of an enum is slow
    if fields is NO_FIELDS or fields == NO_FIELDS:
        return kind, entry.text
    timeframe = fields.timeframe.text if fields.timeframe else ""
    others = (text for _, text in fields.other)
    parts = (fields.label, entry.text, *fields.executing_bodies, timeframe, fields.funding, *others)
    return kind, "\n".join(part for part in parts if part)


def _moved(old: Sequence[Entry], new: Sequence[Entry], pairs: Sequence[Pair]) -> set[int]:
    """Places in the new of the clauses that have another parent or changed order with their siblings.

    Of siblings as few as can be are called moved; where there is a choice, those with the least text, each
    with all that stands under it.
    """
    counterpart = {old[i].id: new[j].id for i, j in pairs}
    families: dict[str | None, list[Pair]] = {}
    moved: set[int] = set()
    for i, j in pairs:
        mother = old[i].parent
        if (counterpart.get(mother, mother) if mother is not None else None) == new[j].parent:
            families.setdefault(new[j].parent, []).append((i, j))
        else:
            moved.add(j)
    stirred = [family for family in map(sorted, families.values()) if len(increasing(family)) < len(family)]
    weights = _weights(new) if stirred else []
    most = sum(len(entry.text) + 1 for entry in new) + 1  # one clause more that stays outweighs all text
    for family in stirred:
        in_order = {j for _, j in heaviest([(i, j, most + weights[j]) for i, j in family])}
        moved.update(j for _, j in family if j not in in_order)
    return moved


def _weights(entries: Sequence[Entry]) -> list[int]:
    """The length of each clause with everything under it, by place."""
    under: dict[str | None, int] = {}
    weights = [0] * len(entries)
    for place in range(len(entries) - 1, -1, -1):
        entry = entries[place]
        weights[place] = len(entry.text) + 1 + under.get(entry.id, 0)
        under[entry.parent] = under.get(entry.parent, 0) + weights[place]
    return weights


def _out_of_order(new: Sequence[Entry], pairs: Sequence[Pair]) -> set[int]:
    """Places in the new of the clauses that have to move so that the most text stays in order."""
    staying = {j for _, j in heaviest([(i, j, len(new[j].text) + 1) for i, j in pairs])}
    return {j for _, j in pairs if j not in staying}


def _deleted_after(old: Sequence[Entry], pairs: Sequence[Pair], moved: set[int]) -> dict[int, list[Entry]]:
    """Deleted clauses by the place in the new after which they stood; -1 before all."""
    staying = {i: j for i, j in pairs if j not in moved}
    paired = {i for i, _ in pairs}
    gone: dict[int, list[Entry]] = {}
    after = -1
    for i, entry in enumerate(old):
        if i in staying:
            after = staying[i]
        elif i not in paired:
            gone.setdefault(after, []).append(entry)
    return gone


def _kept(old: Entry, new: Entry, moved_among: Mapping[str, Entry] | None, ignore_typography: bool) -> ClauseRedline:
    """moved_among: the old clauses by id if the clause moved, else None."""
    place = _place(moved_among, old) if moved_among is not None else None
    same = old.hash == new.hash if old.hash and new.hash else old.text == new.text and old.fields == new.fields
    runs, folded = compare_folded(old.text, new.text) if ignore_typography else (compare(old.text, new.text), ())
    fields = compare_fields(old.fields, new.fields, ignore_typography=ignore_typography)
    if folded or any(one.folded for one in fields):
        same = all(op == "=" for op, _ in runs) and all(one.kind is Change.EQUAL for one in fields)
    change = Change.MOVED if moved_among is not None else Change.EQUAL if same else Change.CHANGED
    return ClauseRedline(
        old.id, new.id, change, old.number, new.number, new.kind, tuple(runs), fields, new.depth, place, folded
    )


def _place(by_id: Mapping[str, Entry], entry: Entry) -> str | None:
    parent = by_id.get(entry.parent) if entry.parent else None
    return entry.number or (parent.number if parent else None) or None


def _inserted(entry: Entry) -> ClauseRedline:
    runs, fields = tuple(compare("", entry.text)), compare_fields(NO_FIELDS, entry.fields)
    return ClauseRedline(
        None, entry.id, Change.INSERTED, None, entry.number, entry.kind, runs, fields, entry.depth, None
    )


def _deleted(entry: Entry) -> ClauseRedline:
    runs, fields = tuple(compare(entry.text, "")), compare_fields(entry.fields, NO_FIELDS)
    return ClauseRedline(
        entry.id, None, Change.DELETED, entry.number, None, entry.kind, runs, fields, entry.depth, None
    )


def summarise(redlines: Iterable[ClauseRedline]) -> dict[str, int]:
    """How many clauses are equal, changed, inserted, deleted, moved; and renumbered, moved ones aside."""
    counts = {change.value: 0 for change in Change} | {"renumbered": 0}
    for redline in redlines:
        counts[redline.change.value] += 1
        both = redline.change in (Change.EQUAL, Change.CHANGED)
        counts["renumbered"] += both and redline.number_old != redline.number_new
    return counts

"""What becomes of the clauses of one text in another: changed, new, taken out, read elsewhere."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.redline.alignment import pair_by_likeness
from program_workflow.domain.redline.order import Pair, heaviest
from program_workflow.domain.revised import ClauseEdit

_NOBODY: Final[tuple[int, ...]] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause without its children, and the place of its parent in reading order."""

    clause: ClauseDraft
    parent: int | None


def in_order(clauses: Sequence[ClauseDraft]) -> list[Placed]:
    """All clauses of a tree in reading order."""
    flat: list[Placed] = []
    stack: list[tuple[ClauseDraft, int | None]] = [(clause, None) for clause in reversed(clauses)]
    while stack:
        clause, parent = stack.pop()
        place = len(flat)
        flat.append(Placed(replace(clause, children=()), parent))
        stack += [(child, place) for child in reversed(clause.children)]
    return flat


def words_of_clause(clause: ClauseDraft) -> str:
    """The text with that of its fields, by which clauses of two files are paired."""
    fields = clause.fields
    timeframe = fields.timeframe.text if fields.timeframe else ""
    others = (text for _, text in fields.other)
    parts = (fields.label, clause.text, *fields.executing_bodies, timeframe, fields.funding, *others)
    return "\n".join(part for part in parts if part)


def pair_words(old: Sequence[ClauseDraft], new: Sequence[ClauseDraft]) -> list[Pair]:
    """Pairs by place: the same words first, whatever number and kind they were given, then by likeness."""
    sides = ([("", words_of_clause(clause)) for clause in side] for side in (old, new))
    return pair_by_likeness(*sides)


def pair_with_rest(old: Sequence[Placed], new: Sequence[Placed], known: Mapping[int, int]) -> dict[int, int]:
    """Pairs place in the old → place in the new: those known, and by their words what is left on both sides."""
    pairs = dict(known)
    taken = set(pairs.values())
    left = [i for i in range(len(old)) if i not in pairs]
    came = [j for j in range(len(new)) if j not in taken]
    found = pair_words([old[i].clause for i in left], [new[j].clause for j in came])
    return pairs | {left[i]: came[j] for i, j in found}


def edits_between(
    old: Sequence[Placed],
    new: Sequence[Placed],
    pairs: Mapping[int, int],
    changes: Mapping[int, tuple[int, ...]] | None = None,
    gone: Mapping[int, tuple[int, ...]] | None = None,
    carried: Set[int] = frozenset(),
) -> tuple[ClauseEdit, ...]:
    """What makes the old text the new one, in the order of the new, what is taken out at the end.

    pairs: place in the old → place in the new. carried: places in the new of clauses known to have been
    moved; of the others so few as possible are said to be. changes, gone: the tracked changes behind a clause, by
    its place in the new and in the old.
    """
    back = {j: i for i, j in pairs.items()}
    keys = _keys(new, back)
    moved = _moved(new, pairs, carried)
    found: list[ClauseEdit] = []
    last_of: dict[int | None, str] = {}
    for j, placed in enumerate(new):
        i = back.get(j)
        parent = keys[placed.parent] if placed.parent is not None else None
        after, last_of[placed.parent] = last_of.get(placed.parent), keys[j]
        same = i is not None and _same(old[i].clause, placed.clause)
        if i is None or j in moved or not same:
            because = (changes or {}).get(j, _NOBODY)
            if i is not None:
                because = tuple(sorted({*because, *(gone or {}).get(i, _NOBODY)}))
            found.append(ClauseEdit(keys[j], i, placed.clause, parent, after, j in moved, because))
    for i in range(len(old)):
        if i not in pairs:
            found.append(ClauseEdit(str(i), i, None, changes=(gone or {}).get(i, _NOBODY)))
    return tuple(found)


def _keys(new: Sequence[Placed], back: Mapping[int, int]) -> list[str]:
    """The place in the old as a key; new clauses are counted."""
    keys: list[str] = []
    came = 0
    for j in range(len(new)):
        came += j not in back
        keys.append(str(back[j]) if j in back else f"+{came}")
    return keys


def _same(old: ClauseDraft, new: ClauseDraft) -> bool:
    return old.text == new.text and old.fields == new.fields


def _moved(new: Sequence[Placed], pairs: Mapping[int, int], carried: Set[int]) -> set[int]:
    """Places in the new that have to move so that the most text stays in order."""
    order = sorted((i, j) for i, j in pairs.items() if j not in carried)
    staying = {j for _, j in heaviest([(i, j, len(new[j].clause.text) + 1.0) for i, j in order])}
    return {j for j in pairs.values() if j not in staying}

"""What a wording changes in its base, as ranges of the base: applied, combined and held against each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations

from program_workflow.domain.errors import N_, Conflict
from program_workflow.domain.redline.difference import difference
from program_workflow.domain.redline.reading import for_merging
from program_workflow.domain.redline.tokens import tokens
from program_workflow.domain.terms import Rebase


@dataclass(frozen=True, slots=True, order=True)
class TextChange:
    """The code points [start, end) of the base are replaced by text; an insertion has start == end."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Overlap:
    """The code points [start, end) of the base that two wordings change differently."""

    start: int
    end: int
    base_text: str


@dataclass(frozen=True, slots=True)
class Rebased:
    """flag: NONE (the base is the same), CLEAN or CONFLICT. text: the wording on the new base; None in conflict."""

    flag: Rebase
    text: str | None


class Collides(Conflict, ValueError):
    """Two wordings change the same words of their base differently."""

    code = "collides"


def changes(base: str, new: str) -> tuple[TextChange, ...]:
    """What makes the base the new text, in order; ranges begin and end on token borders and do not touch."""
    if base == new:
        return ()
    base_tokens, new_tokens = tokens(base), tokens(new)
    edits = for_merging(base_tokens, new_tokens, difference(base_tokens, new_tokens))
    at = [0, *accumulate(map(len, base_tokens))]
    return tuple(TextChange(at[i1], at[i2], "".join(new_tokens[j1:j2])) for i1, i2, j1, j2 in edits)


def apply(base: str, changed: Iterable[TextChange]) -> str:
    """The base with the changes made; raises Collides where two of them meet."""
    pieces: list[str] = []
    position = 0
    for change in sorted(changed):
        if change.start < position:
            raise Collides(N_("Two changes concern the same words."))
        pieces += base[position : change.start], change.text
        position = change.end
    return "".join((*pieces, base[position:]))


def collide(base: str, first: str, second: str) -> tuple[Overlap, ...]:
    """Where two wordings of one base change the same words differently; empty if they combine.

    Ranges collide if they intersect, if an insertion lies inside the other's range, or if two
    different insertions stand at one point. The same change made by both is no collision.
    """
    spans = [
        (min(mine.start, theirs.start), max(mine.end, theirs.end))
        for mine, theirs in _meeting(changes(base, first), changes(base, second))
    ]
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(Overlap(start, end, base[start:end]) for start, end in joined)


def _meeting(mine: Sequence[TextChange], theirs: Sequence[TextChange]) -> list[tuple[TextChange, TextChange]]:
    met: list[tuple[TextChange, TextChange]] = []
    i = j = 0
    while i < len(mine) and j < len(theirs):
        if mine[i] != theirs[j] and _meet(mine[i], theirs[j]):
            met.append((mine[i], theirs[j]))
        ends = mine[i].end, theirs[j].end
        i += ends[0] <= ends[1]
        j += ends[1] <= ends[0]
    return met


def _meet(a: TextChange, b: TextChange) -> bool:
    if a.start == a.end and b.start == b.end:
        return a.start == b.start
    return (
        max(a.start, b.start) < min(a.end, b.end)
        or a.start < b.start == b.end < a.end
        or b.start < a.start == a.end < b.end
    )


def combine(base: str, wordings: Sequence[str]) -> str:
    """The base with the changes of all wordings made; a change that several make is made once.

    Raises Collides if any two change the same words differently.
    """
    each = [changes(base, wording) for wording in wordings]
    if any(_meeting(mine, theirs) for mine, theirs in combinations(each, 2)):
        raise Collides(N_("The wordings change the same words differently."))
    return apply(base, {change for changed in each for change in changed})


def rebase(base: str, new_base: str, proposal: str) -> Rebased:
    """Carries what a proposal changed in its base over to a new base."""
    if base == new_base:
        return Rebased(Rebase.NONE, proposal)
    try:
        return Rebased(Rebase.CLEAN, combine(base, (new_base, proposal)))
    except Collides:
        return Rebased(Rebase.CONFLICT, None)

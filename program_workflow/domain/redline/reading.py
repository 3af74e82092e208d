"""From the smallest difference to one that is read: few spans, whole phrases, pairs kept together."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import Final

from program_workflow.domain.redline.difference import Edit, trim
from program_workflow.domain.redline.tokens import BRACKETS, OPENING, SENTENCE_END, is_word, mates

#: A word of at most so many letters carries no sense of its own: of, the, и, на, для.
SHORT: Final = 3
#: Its weight; any other word weighs twice that and its letters.
LIGHT: Final = 10
#: What stays between two edits is taken into them if it weighs at most this part of the lighter one.
ISLAND: Final = 10  # tenths
ISLAND_ALIKE: Final = 1  # between two insertions or two deletions
#: Runs are slid at most so many tokens; longer runs are not searched for brackets.
SLIDE: Final = 200
#: How many tokens further a bracket's mate is looked for.
REACH: Final = 12


def for_reading(old: Sequence[str], new: Sequence[str], edits: Sequence[Edit]) -> list[Edit]:
    """The same change in fewer and more sensible spans."""
    found = settle(old, new, edits)
    found = _absorb(old, new, found, _is_island)
    found = [part for edit in found for part in trim(old, new, edit)]
    return _pair(old, new, settle(old, new, found))


def for_merging(old: Sequence[str], new: Sequence[str], edits: Sequence[Edit]) -> list[Edit]:
    """The same change at its finest, a phrase replaced by a phrase taken as one."""
    found = _absorb(old, new, settle(old, new, edits), _is_gap)
    return settle(old, new, [part for edit in found for part in trim(old, new, edit)])


def settle(old: Sequence[str], new: Sequence[str], edits: Sequence[Edit]) -> list[Edit]:
    """Pure insertions and deletions moved to where a word or sentence starts; touching edits made one."""
    settled: list[Edit] = []
    for place, edit in enumerate(edits):
        floor_old, floor_new = settled[-1][1::2] if settled else (0, 0)
        ahead = edits[place + 1] if place + 1 < len(edits) else (len(old), len(old), len(new), len(new))
        i1, i2, j1, j2 = edit
        if j1 == j2:
            shift = _best_shift(old, i1, i2, i1 - floor_old, ahead[0] - i2, bool(settled), place + 1 < len(edits))
        elif i1 == i2:
            shift = _best_shift(new, j1, j2, j1 - floor_new, ahead[2] - j2, bool(settled), place + 1 < len(edits))
        else:
            shift = 0
        moved = (i1 + shift, i2 + shift, j1 + shift, j2 + shift)
        if settled and settled[-1][1] == moved[0] and settled[-1][3] == moved[2]:
            moved = (settled[-1][0], moved[1], settled[-1][2], moved[3])
            settled.pop()
        settled.append(moved)
    return settled


def _best_shift(
    side: Sequence[str], start: int, end: int, room_left: int, room_right: int, edit_left: bool, edit_right: bool
) -> int:
    """How far to move the run [start, end) of one side, equal tokens passing from one end to the other."""
    left = 0
    while left < room_left and side[start - left - 1] == side[end - left - 1]:
        left += 1
    right = 0
    while right < room_right and side[start + right] == side[end + right]:
        right += 1
    if left and left == room_left and edit_left:
        return -left  # what stood between two edits is gone: they are one
    if right and right == room_right and edit_right:
        return right
    if not left and not right:
        return 0
    left, right = min(left, SLIDE), min(right, SLIDE)
    return max(range(-left, right + 1), key=lambda shift: (_fitness(side, start + shift, end + shift), -shift))


def _fitness(side: Sequence[str], start: int, end: int) -> int:
    """How well a run reads on its own: brackets in pairs, a whole sentence, from the start of a word."""
    paired = end - start > SLIDE or None not in mates(side[start:end]).values()
    return 16 * paired + 2 * _start(side, start) + (end == len(side) or side[end] == "\n")


def _start(side: Sequence[str], place: int) -> int:
    if place == 0 or side[place - 1] == "\n":
        return 6
    if side[place - 1].isspace():
        return 5 if place > 1 and side[place - 2] in SENTENCE_END else 3
    if side[place].isspace():
        return 4 if side[place - 1] in SENTENCE_END else 2
    return 1 if is_word(side[place]) or side[place] in OPENING else 0


#: Whether what stays between two edits is taken into them.
Island = Callable[["_Weights", Edit, Edit], bool]


@lru_cache(maxsize=65536)
def _weight(token: str) -> int:
    """What a token says: nothing for spaces and signs, little for a short word, more for a long one."""
    if not is_word(token):
        return 0
    return LIGHT if len(token) <= SHORT and not any(map(str.isdigit, token)) else 2 * LIGHT + len(token)


class _Weights:
    """Weights of ranges of both token sequences, each from two sums; kept from the first edit to the last."""

    def __init__(self, old: Sequence[str], new: Sequence[str], edits: Sequence[Edit]) -> None:
        i1, _, j1, _ = edits[0]
        _, i2, _, j2 = edits[-1]
        self.start_old, self.start_new = i1, j1
        self.old = [0, *accumulate(map(_weight, old[i1:i2]))]
        self.new = [0, *accumulate(map(_weight, new[j1:j2]))]

    def heavier(self, edit: Edit) -> int:
        """Of what is deleted and what is inserted."""
        i1, i2, j1, j2 = edit
        deleted = self.old[i2 - self.start_old] - self.old[i1 - self.start_old]
        return max(deleted, self.new[j2 - self.start_new] - self.new[j1 - self.start_new])

    def between(self, before: Edit, after: Edit) -> int:
        return self.old[after[0] - self.start_old] - self.old[before[1] - self.start_old]


def _absorb(old: Sequence[str], new: Sequence[str], edits: Sequence[Edit], is_island: Island) -> list[Edit]:
    if len(edits) < 2:
        return list(edits)
    weights = _Weights(old, new, edits)
    joined: list[Edit] = []
    for edit in edits:
        while joined and is_island(weights, joined[-1], edit) and not _ends_sentence(old, joined[-1][1], edit[0]):
            before = joined.pop()
            edit = (before[0], edit[1], before[2], edit[3])
        joined.append(edit)
    return joined


def _is_gap(weights: _Weights, before: Edit, after: Edit) -> bool:
    """Whether nothing but spaces and signs stays between two edits that are not both insertions, or deletions."""
    return weights.between(before, after) == 0 and not _alike(before, after)


def _is_island(weights: _Weights, before: Edit, after: Edit) -> bool:
    """Whether what stays between two edits is so little that they read better as one."""
    weight = weights.between(before, after)
    if weight <= LIGHT and _replaces(before) and _replaces(after):
        return True
    if weight == 0:
        return not _alike(before, after) and max(weights.heavier(before), weights.heavier(after)) > 0
    part = ISLAND_ALIKE if _alike(before, after) else ISLAND
    return weight * 10 <= part * min(weights.heavier(before), weights.heavier(after))


def _replaces(edit: Edit) -> bool:
    return edit[0] < edit[1] and edit[2] < edit[3]


def _alike(before: Edit, after: Edit) -> bool:
    """Whether both only insert or both only delete."""
    return (before[0] == before[1] and after[0] == after[1]) or (before[2] == before[3] and after[2] == after[3])


def _ends_sentence(tokens: Sequence[str], start: int, end: int) -> bool:
    return any(
        tokens[place] == "\n" or (tokens[place] in SENTENCE_END and place + 1 < end and tokens[place + 1].isspace())
        for place in range(start, end)
    )


def _pair(old: Sequence[str], new: Sequence[str], edits: list[Edit]) -> list[Edit]:
    """Takes a bracket or quote into the edit that its mate is in, where it stands near."""
    if not any(token in BRACKETS for i1, i2, j1, j2 in edits for token in (*old[i1:i2], *new[j1:j2])):
        return edits
    mates_old, mates_new = mates(old), mates(new)
    done: list[Edit] = []
    ahead = edits[::-1]
    while ahead:
        edit = ahead.pop()
        near = (*done[-REACH:], *ahead[-REACH:])
        for side, partners in ((0, mates_old), (2, mates_new)):
            mate = _left_out(edit, side, partners, near)
            if mate is not None:
                ahead.append(_up_to(edit, side, mate, done, ahead))
                break
        else:
            done.append(edit)
    return done


def _left_out(edit: Edit, side: int, partners: Mapping[int, int | None], near: Sequence[Edit]) -> int | None:
    """A place near an edit on one side (0 old, 2 new) that stays unmarked though its mate is in the edit."""
    start, end = edit[side : side + 2]
    for place in chain(range(start - REACH, start), range(end, end + REACH)):
        mate = partners.get(place)
        inside = mate is not None and start <= mate < end
        if inside and not any(other[side] <= place < other[side + 1] for other in near):
            return place
    return None


def _up_to(edit: Edit, side: int, mate: int, done: list[Edit], ahead: list[Edit]) -> Edit:
    """The edit widened over all tokens up to a mate; edits that it meets are taken in from before and after it."""
    i1, i2, j1, j2 = edit
    if mate >= edit[side + 1]:
        while ahead and ahead[-1][side] <= mate:
            _, i2, _, j2 = edit = ahead.pop()
        more = mate + 1 - edit[side + 1]
        i2, j2 = i2 + more, j2 + more
        if ahead and ahead[-1][0] == i2:
            _, i2, _, j2 = ahead.pop()
    else:
        while done and done[-1][side + 1] > mate:
            i1, _, j1, _ = edit = done.pop()
        more = edit[side] - mate
        i1, j1 = i1 - more, j1 - more
        if done and done[-1][1] == i1:
            i1, _, j1, _ = done.pop()
    return i1, i2, j1, j2

"""Which tokens of two sequences differ: exact where the problem is small, anchored where it is not.

The work is bounded by the number of token pairs looked at, never by the clock: the same two texts
give the same answer on any machine under any load. Two engines give the same answer, one in C++
and one in Python.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from diff_match_patch import diff_match_patch

from program_workflow.domain.redline.tokens import SENTENCE_END

try:
    from fast_diff_match_patch import diff as _compiled
except ImportError:  # the wheel is optional: not every platform has one
    _compiled = None

#: (first, end) in the old tokens and (first, end) in the new: what is replaced by what.
Edit = tuple[int, int, int, int]
#: (place in the old tokens, place in the new, how many): what stays.
Match = tuple[int, int, int]

#: Pairs of tokens one exact comparison may look at, and all those of one text together.
WORK_AT_ONCE: Final = 1_000_000
WORK: Final = 16_000_000

#: Tokens are encoded as code points from here on, the surrogates left out.
_FIRST_CODE: Final = 0x100
_SURROGATES: Final = range(0xD800, 0xE000)

_pure: ContextVar[bool] = ContextVar("pure", default=_compiled is None)


@contextmanager
def without_compiled() -> Iterator[None]:
    """Within the block comparisons use the engine in Python, as where the compiled one is missing."""
    token = _pure.set(True)
    try:
        yield
    finally:
        _pure.reset(token)


def difference(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """The edits that make the old tokens the new ones, in order, at least one equal token apart.

    Minimal within the bounds of work; beyond them what lies between two anchors is one edit.
    """
    return _Search(old, new).edits()


class _Search:
    """One comparison: what was found to stay, and the work that is left."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = old, new
        self.left = WORK
        self.matches: list[Match] = []

    def edits(self) -> list[Edit]:
        self._gap(0, len(self.old), 0, len(self.new), 0)
        return edits_between(self.matches, len(self.old), len(self.new))

    def _gap(self, i1: int, i2: int, j1: int, j2: int, level: int) -> None:
        """Finds what stays between two anchors; level: how many kinds of anchors were tried."""
        old, new = self.old, self.new
        head = 0
        while i1 + head < i2 and j1 + head < j2 and old[i1 + head] == new[j1 + head]:
            head += 1
        self._keep(i1, j1, head)
        i1, j1 = i1 + head, j1 + head
        tail = 0
        while i1 < i2 - tail and j1 < j2 - tail and old[i2 - tail - 1] == new[j2 - tail - 1]:
            tail += 1
        i2, j2 = i2 - tail, j2 - tail
        if i1 < i2 and j1 < j2:
            self._differing(i1, i2, j1, j2, level)
        self._keep(i2, j2, tail)

    def _differing(self, i1: int, i2: int, j1: int, j2: int, level: int) -> None:
        work = (i2 - i1) * (j2 - j1)
        if work <= min(WORK_AT_ONCE, self.left):
            self.left -= work
            for i, j, length in _exact(self.old[i1:i2], self.new[j1:j2]):
                self._keep(i1 + i, j1 + j, length)
            return
        while level < len(_ANCHORS):
            level += 1
            anchors = _ANCHORS[level - 1](self.old[i1:i2], self.new[j1:j2])
            if anchors:
                self._between(anchors, i1, i2, j1, j2, level)
                return

    def _between(self, anchors: list[Match], i1: int, i2: int, j1: int, j2: int, level: int) -> None:
        i, j = i1, j1
        for at_old, at_new, length in anchors:
            self._gap(i, i1 + at_old, j, j1 + at_new, level)
            i, j = i1 + at_old + length, j1 + at_new + length
            self._keep(i - length, j - length, length)
        self._gap(i, i2, j, j2, level)

    def _keep(self, i: int, j: int, length: int) -> None:
        if length:
            self.matches.append((i, j, length))


def edits_between(matches: Sequence[Match], old_length: int, new_length: int) -> list[Edit]:
    """What is not matched, as edits; matches in order, those that touch taken as one."""
    edits: list[Edit] = []
    i = j = 0
    for at_old, at_new, length in (*matches, (old_length, new_length, 0)):
        if i < at_old or j < at_new:
            edits.append((i, at_old, j, at_new))
        i, j = at_old + length, at_new + length
    return edits


def _exact(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """The matches of a minimal difference, each token encoded as one code point."""
    codes: dict[str, str] = {}
    encoded_old, encoded_new = _encode(old, codes), _encode(new, codes)
    matches: list[Match] = []
    i = j = 0
    for op, length in _compiled_runs(encoded_old, encoded_new) if not _pure.get() else _runs(encoded_old, encoded_new):
        if op == "=":
            matches.append((i, j, length))
        if op != "+":
            i += length
        if op != "-":
            j += length
    return matches


def _encode(tokens: Sequence[str], codes: dict[str, str]) -> str:
    return "".join([codes.get(token) or codes.setdefault(token, _code(len(codes))) for token in tokens])


def _code(index: int) -> str:
    number = _FIRST_CODE + index
    return chr(number if number < _SURROGATES.start else number + len(_SURROGATES))


def _compiled_runs(old: str, new: str) -> list[tuple[str, int]]:
    runs: list[tuple[str, int]] = _compiled(old, new, timelimit=0, checklines=False, cleanup="No")
    return runs


def _runs(old: str, new: str) -> list[tuple[str, int]]:
    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # no clock: the bound is the work
    return [("-=+"[op + 1], len(text)) for op, text in engine.diff_main(old, new, False)]


def increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, sorted by the first, whose second also grows."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(j)
            ends.append(index)
        else:
            tails[place] = j
            ends[place] = index
    chain: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _sentences(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Whole sentences and lines that stand once in each text."""
    cut_old, cut_new = _cut(old), _cut(new)
    pairs = increasing(_unique([s for _, s in cut_old], [s for _, s in cut_new]))
    return [(cut_old[i][0], cut_new[j][0], len(cut_old[i][1])) for i, j in pairs]


def _cut(tokens: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    sentences: list[tuple[int, tuple[str, ...]]] = []
    start = 0
    for place, piece in enumerate(tokens):
        if piece == "\n" or (piece.isspace() and place and tokens[place - 1] in SENTENCE_END):
            sentences.append((start, tuple(tokens[start : place + 1])))
            start = place + 1
    if start < len(tokens):
        sentences.append((start, tuple(tokens[start:])))
    return sentences


def _unique(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int]]:
    """Places of what stands exactly once on each side, in the order of the old."""
    once_old, once_new = Counter(old), Counter(new)
    places = {item: j for j, item in enumerate(new) if once_new[item] == 1}
    return [(i, places[item]) for i, item in enumerate(old) if once_old[item] == 1 and item in places]


def _phrases(size: int) -> Callable[[Sequence[str], Sequence[str]], list[Match]]:
    """Runs of so many tokens that stand once in each text."""

    def anchors(old: Sequence[str], new: Sequence[str]) -> list[Match]:
        grams_old = list(zip(*(old[k:] for k in range(size)), strict=False))
        grams_new = list(zip(*(new[k:] for k in range(size)), strict=False))
        found: list[Match] = []
        i = j = 0
        for at_old, at_new in increasing(_unique(grams_old, grams_new)):
            skip = max(i - at_old, j - at_new, 0)
            if skip < size:
                found.append((at_old + skip, at_new + skip, size - skip))
                i, j = at_old + size, at_new + size
        return found

    return anchors


_ANCHORS: Final = (_sentences, _phrases(5), _phrases(1))

"""Which tokens of two sequences differ: exact where the problem is small, anchored where it is not.

The work is bounded by the number of token pairs looked at, never by the clock: the same two texts
give the same answer on any machine under any load. Two engines give the same answer, one in C++
and one in Python.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import Final

from diff_match_patch import diff_match_patch

from program_workflow.domain.redline.order import increasing, unique
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

    Minimal in words and signs within the bounds of work; beyond them what lies between two anchors
    is one edit. Spaces stay where the words beside them do, so that no two words are held together
    by a space alone.
    """
    seen_old, seen_new = _seen(old), _seen(new)
    matches = _Search([old[i] for i in seen_old], [new[j] for j in seen_new]).found()
    edits: list[Edit] = []
    i = j = 0
    for at_old, at_new, length in matches:
        first_old, first_new = seen_old[at_old], seen_new[at_new]
        end_old, end_new = seen_old[at_old + length - 1] + 1, seen_new[at_new + length - 1] + 1
        edits += trim(old, new, (i, first_old, j, first_new))
        if old[first_old:end_old] != new[first_new:end_new]:
            edits += _other_spaces(old, new, seen_old[at_old : at_old + length], seen_new[at_new : at_new + length])
        i, j = end_old, end_new
    return [*edits, *trim(old, new, (i, len(old), j, len(new)))]


def trim(old: Sequence[str], new: Sequence[str], edit: Edit) -> tuple[Edit, ...]:
    """The edit without what is equal at its ends; none if nothing is left."""
    i1, i2, j1, j2 = edit
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    return ((i1, i2, j1, j2),) if i1 < i2 or j1 < j2 else ()


def _seen(tokens: Sequence[str]) -> list[int]:
    """Places of all tokens but spaces; a new line counts."""
    return [place for place, piece in enumerate(tokens) if piece == "\n" or not piece.isspace()]


def _other_spaces(
    old: Sequence[str], new: Sequence[str], places_old: Sequence[int], places_new: Sequence[int]
) -> Iterator[Edit]:
    """Edits between words that stay where the space between them does not."""
    for (i1, i2), (j1, j2) in zip(pairwise(places_old), pairwise(places_new), strict=True):
        yield from trim(old, new, (i1 + 1, i2, j1 + 1, j2))


class _Search:
    """One comparison: what was found to stay, and the work that is left."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = old, new
        self.left = WORK
        self.matches: list[Match] = []

    def found(self) -> list[Match]:
        """What stays, in order."""
        self._gap(0, len(self.old), 0, len(self.new), 0)
        return self.matches

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


def _sentences(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Whole sentences and lines that stand once in each text."""
    cut_old, cut_new = _cut(old), _cut(new)
    pairs = increasing(unique([s for _, s in cut_old], [s for _, s in cut_new]))
    return [(cut_old[i][0], cut_new[j][0], len(cut_old[i][1])) for i, j in pairs]


def _cut(tokens: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    sentences: list[tuple[int, tuple[str, ...]]] = []
    start = 0
    for place, piece in enumerate(tokens):
        if piece == "\n" or piece in SENTENCE_END:
            sentences.append((start, tuple(tokens[start : place + 1])))
            start = place + 1
    if start < len(tokens):
        sentences.append((start, tuple(tokens[start:])))
    return sentences


def _phrases(size: int) -> Callable[[Sequence[str], Sequence[str]], list[Match]]:
    """Runs of so many tokens that stand once in each text."""

    def anchors(old: Sequence[str], new: Sequence[str]) -> list[Match]:
        grams_old = list(zip(*(old[k:] for k in range(size)), strict=False))
        grams_new = list(zip(*(new[k:] for k in range(size)), strict=False))
        found: list[Match] = []
        i = j = 0
        for at_old, at_new in increasing(unique(grams_old, grams_new)):
            skip = max(i - at_old, j - at_new, 0)
            if skip < size:
                found.append((at_old + skip, at_new + skip, size - skip))
                i, j = at_old + size, at_new + size
        return found

    return anchors


_ANCHORS: Final = (_sentences, _phrases(5), _phrases(1))

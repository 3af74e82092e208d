"""Which paragraph of one file is which of another: unchanged ones, then by likeness, then moves."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from program_workflow.domain.redline.order import Pair, heaviest, increasing, shared_head, unique

#: (kind, text) of a paragraph.
Paragraph = tuple[str, str]

#: Coarser than the tokens of a redline and quicker; likeness needs no more.
_WORD: Final = re.compile(r"\w+")
#: Least likeness (shared words, 0 to 1) of a pair between two that stay, and of a move.
LIKE: Final = 0.45
MOVED: Final = 0.55
#: Least likeness of a move that shares much, where a word counts the less, the more paragraphs it stands in.
SAYING: Final = 0.25
#: So many letters shared are much; so many, each divided by how often its word is said, are seldom said.
MUCH: Final = 60
SELDOM: Final = 1.5
#: What likeness is worth between two kinds of clause.
OTHER_KIND: Final = 0.8
#: The part of the longer text at its ends that makes a pair likely beyond doubt.
PLAINLY: Final = 0.55
#: Fewest words of a paragraph that may be taken for moved.
WORDS_TO_MOVE: Final = 3
#: A word in more paragraphs than this does not find a pair.
RARE: Final = 12
#: Pairs of paragraphs looked at all against all; above it only those that share a rare word.
ALL_PAIRS: Final = 2_500
#: Above it, of each paragraph so many that share most rare words with it.
LIKELIEST: Final = 24


def pair_by_likeness(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Pair]:
    """Pairs (place in the old, place in the new), sorted; each place at most once."""
    return _Alignment(old, new).pairs()


class _Alignment:
    def __init__(self, old: Sequence[Paragraph], new: Sequence[Paragraph]) -> None:
        self.old, self.new = old, new
        self.to_new: dict[int, int] = {}
        self.to_old: dict[int, int] = {}
        self._bags: dict[Paragraph, Counter[str]] = {}

    def pairs(self) -> list[Pair]:
        self._unchanged()
        for gap in self._gaps():
            self._in_order(*gap)
        self._moves()
        return sorted(self.to_new.items())

    def _take(self, i: int, j: int) -> None:
        self.to_new[i], self.to_old[j] = j, i

    def _unchanged(self) -> None:
        """Equal paragraphs: those that stand once on each side, then their equal neighbours, then moved ones."""
        once = unique(self.old, self.new)
        for i, j in increasing(once):
            self._take(i, j)
        for i1, i2, j1, j2 in self._gaps():
            self._equal_ends(i1, i2, j1, j2)
        for i, j in once:
            if i not in self.to_new and self._can_move(self.old[i]):  # the words of paired ones need no counting
                self._take(i, j)

    def _equal_ends(self, i1: int, i2: int, j1: int, j2: int) -> None:
        while i1 < i2 and j1 < j2 and self.old[i1] == self.new[j1]:
            self._take(i1, j1)
            i1, j1 = i1 + 1, j1 + 1
        while i1 < i2 and j1 < j2 and self.old[i2 - 1] == self.new[j2 - 1]:
            i2, j2 = i2 - 1, j2 - 1
            self._take(i2, j2)

    def _gaps(self) -> list[tuple[int, int, int, int]]:
        """Ranges without a pair between the pairs that keep their order."""
        gaps: list[tuple[int, int, int, int]] = []
        i = j = 0
        for at_old, at_new in (*increasing(sorted(self.to_new.items())), (len(self.old), len(self.new))):
            if i < at_old and j < at_new:
                gaps.append((i, at_old, j, at_new))
            i, j = at_old + 1, at_new + 1
        return gaps

    def _in_order(self, i1: int, i2: int, j1: int, j2: int) -> None:
        """Pairs the paragraphs of a gap by their words so that order is kept and likeness is greatest."""
        left = [i for i in range(i1, i2) if i not in self.to_new]
        right = [j for j in range(j1, j2) if j not in self.to_old]
        if len(left) == len(right) == 1 and _plainly_alike(self.old[left[0]], self.new[right[0]]):
            self._take(left[0], right[0])
            return
        if len(left) * len(right) <= ALL_PAIRS:
            candidates: Iterable[Pair] = ((i, j) for i in left for j in right)
        else:
            candidates = self._sharing_rare_words(left, right)
        scored = [(i, j, score) for i, j in candidates if (score := self._likeness(i, j)) >= LIKE]
        for i, j in heaviest(scored):
            self._take(i, j)

    def _moves(self) -> None:
        """Pairs what is left wherever it stands, the likest first."""
        left = [i for i in range(len(self.old)) if i not in self.to_new and self._can_move(self.old[i])]
        right = [j for j in range(len(self.new)) if j not in self.to_old and self._can_move(self.new[j])]
        candidates = [pair for pair in self._sharing_rare_words(left, right) if self._likeness(*pair) >= MOVED]
        if not candidates:
            return
        common = Counter(word for paragraph in (*self.old, *self.new) for word in self._bag(paragraph))
        scored = [(-self._likeness(i, j, common), i, j) for i, j in candidates if self._is_told(i, j, common)]
        for _, i, j in sorted(scored):
            if i not in self.to_new and j not in self.to_old:
                self._take(i, j)

    def _is_told(self, i: int, j: int, common: Mapping[str, int]) -> bool:
        """Whether what two paragraphs share is more than a phrase of the whole text: much, or seldom said."""
        shared = self._bag(self.old[i]) & self._bag(self.new[j])
        likeness = self._likeness(i, j, common)
        if _weight(shared, None) >= MUCH:
            return likeness >= SAYING
        return likeness >= MOVED and _weight(shared, common) >= SELDOM

    def _sharing_rare_words(self, left: Sequence[int], right: Sequence[int]) -> list[Pair]:
        """Pairs that have a word, or two neighbouring words, in common that stand in few paragraphs."""
        index: dict[str, list[int]] = {}
        for j in right:
            for sign in _signs(self.new[j]):
                index.setdefault(sign, []).append(j)
        signs = {i: [sign for sign in _signs(self.old[i]) if sign in index] for i in left}
        common = Counter(sign for some in signs.values() for sign in some)
        found: list[Pair] = []
        for i, some in signs.items():
            rare = [sign for sign in some if len(index[sign]) <= RARE and common[sign] <= RARE]
            shared = Counter(j for sign in rare for j in index[sign])
            found += [(i, j) for j in sorted(shared, key=lambda j: (-shared[j], j))[:LIKELIEST]]
        return found

    def _likeness(self, i: int, j: int, common: Mapping[str, int] | None = None) -> float:
        """The part of the words that two paragraphs share, by letters so that long words say more.

        common: in how many paragraphs of both sides a word stands; the more, the less it says.
        """
        mine, theirs = self._bag(self.old[i]), self._bag(self.new[j])
        shared, whole = _weight(mine & theirs, common), _weight(mine, common) + _weight(theirs, common)
        alike = 2 * shared / whole if whole else 1.0
        return alike if self.old[i][0] == self.new[j][0] else alike * OTHER_KIND

    def _bag(self, paragraph: Paragraph) -> Counter[str]:
        bag = self._bags.get(paragraph)
        if bag is None:
            bag = self._bags[paragraph] = Counter(_WORD.findall(paragraph[1].casefold()))
        return bag

    def _can_move(self, paragraph: Paragraph) -> bool:
        return self._bag(paragraph).total() >= WORDS_TO_MOVE


def _signs(paragraph: Paragraph) -> set[str]:
    """The words of a paragraph, and each two that stand together."""
    words = _WORD.findall(paragraph[1].casefold())
    return {*words, *map(" ".join, pairwise(words))}


def _plainly_alike(old: Paragraph, new: Paragraph) -> bool:
    """Whether two paragraphs of a kind begin and end with so much of the same that their words need not be counted."""
    (kind, mine), (other, theirs) = old, new
    if kind != other:
        return False
    head = shared_head(mine, theirs)
    tail = shared_head(mine[:head:-1], theirs[:head:-1])
    return head + tail >= PLAINLY * max(len(mine), len(theirs))


def _weight(bag: Counter[str], common: Mapping[str, int] | None) -> float:
    if common is None:
        return sum(count * len(word) for word, count in bag.items())
    return sum(count * len(word) / common[word] for word, count in bag.items())

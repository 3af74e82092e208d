"""How many words two texts share, and which of many texts shares most with another."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"\w+")


def words_of(said: str) -> Counter[str]:
    """The words of a text, however they are written, with how often each is said."""
    return Counter(_WORD.findall(said.casefold()))


def likeness(mine: Counter[str], theirs: Counter[str]) -> float:
    """The share of the words of both that they have in common, 0 to 1."""
    whole = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / whole if whole else 0.0


#: Texts looked at for one search, word by word from the one said in fewest; and those compared in the end.
_MOST_LOOKED_AT: Final = 1_500
_MOST_COMPARED: Final = 24


class WordIndex:
    """Texts by name, found by their words. What a search costs has a bound, however many texts there are."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._bags = {name: words_of(said) for name, said in texts}
        self._order = {name: place for place, name in enumerate(self._bags)}
        self._asked, self._answer = "", list[tuple[str, float]]()
        self._said_in: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for name, bag in self._bags.items():
            for word, count in bag.items():
                self._said_in[word].append((name, count))

    def nearest(self, said: str) -> tuple[str | None, float]:
        """The first of the texts most like this one, and how much; None where none shares a word."""
        ranked = self.ranked(said)
        return ranked[0] if ranked else (None, 0.0)

    def ranked(self, said: str) -> list[tuple[str, float]]:
        """The texts most like this one, best first, of those that share its rarest words."""
        if said != self._asked:
            self._asked, self._answer = said, self._search(said)
        return self._answer

    def _search(self, said: str) -> list[tuple[str, float]]:
        bag = words_of(said)
        shared: Counter[str] = Counter()
        left = _MOST_LOOKED_AT
        for word in sorted(bag.keys() & self._said_in.keys(), key=lambda word: (len(self._said_in[word]), word)):
            found = self._said_in[word][:left]
            for name, there in found:
                shared[name] += min(bag[word], there)
            left -= len(found)
        likely = sorted(shared, key=lambda name: (-shared[name] / self._bags[name].total(), self._order[name]))
        most = sorted(shared, key=lambda name: (-shared[name], self._order[name]))[:_MOST_COMPARED]
        scored = [(likeness(bag, self._bags[name]), name) for name in {*likely[:_MOST_COMPARED], *most}]
        scored.sort(key=lambda pair: (-pair[0], self._order[pair[1]]))
        return [(name, score) for score, name in scored]

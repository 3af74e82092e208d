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


class WordIndex:
    """Texts by name, found by their words. What a search costs follows the texts that share a word."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._bags = {name: words_of(said) for name, said in texts}
        self._said_in: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for name, bag in self._bags.items():
            for word, count in bag.items():
                self._said_in[word].append((name, count))

    def nearest(self, said: str) -> tuple[str | None, float]:
        """The first of the texts most like this one, and how much; None where none shares a word."""
        ranked = self.ranked(said)
        return ranked[0] if ranked else (None, 0.0)

    def ranked(self, said: str, most: int = 2) -> list[tuple[str, float]]:
        """The texts most like this one, best first."""
        bag = words_of(said)
        shared: Counter[str] = Counter()
        for word, count in bag.items():
            for name, there in self._said_in.get(word, ()):
                shared[name] += min(count, there)
        whole = bag.total()
        scored = [(2 * common / (whole + self._bags[name].total()), name) for name, common in shared.items()]
        order = {name: place for place, name in enumerate(self._bags)}
        scored.sort(key=lambda pair: (-pair[0], order[pair[1]]))
        return [(name, score) for score, name in scored[:most]]

"""Anchors between two sequences: what stands once in each, and the longest part that keeps its order."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence


def unique(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of what stands exactly once on each side, in the order of the old."""
    once_old, once_new = Counter(old), Counter(new)
    places = {item: j for j, item in enumerate(new) if once_new[item] == 1}
    return [(i, places[item]) for i, item in enumerate(old) if once_old[item] == 1 and item in places]


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

"""Anchors between two sequences: what stands once in each, and the longest part that keeps its order."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise

Pair = tuple[int, int]


def unique(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Places of what stands exactly once on each side, in the order of the old."""
    once_old, once_new = _once(old), _once(new)
    return [(i, j) for item, i in once_old.items() if i >= 0 and (j := once_new.get(item, -1)) >= 0]


def _once(items: Iterable[Hashable]) -> dict[Hashable, int]:
    """The place of each item in order of the first, -1 where it stands again."""
    places: dict[Hashable, int] = {}
    for place, item in enumerate(items):
        places[item] = -1 if item in places else place
    return places


def increasing(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest run of pairs, sorted by the first, whose second also grows."""
    if all(mine < theirs for (_, mine), (_, theirs) in pairwise(pairs)):
        return list(pairs)
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
    chain: list[Pair] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def heaviest(scored: Sequence[tuple[int, int, float]]) -> list[Pair]:
    """Of pairs (place, place, weight) sorted by the first, the chain rising in both with the greatest weight.

    weights: above 0. Kept as a staircase: for each end in the second the best sum so far, both growing.
    """
    if all(i < k and j < m for (i, j, _), (k, m, _) in pairwise(scored)):
        return [(i, j) for i, j, _ in scored]
    ends: list[int] = []
    stairs: list[tuple[float, int]] = []  # (sum, index of the last pair) for each end
    before: list[int] = []
    waiting: list[tuple[int, float, int]] = []
    row = -1
    for index, (i, j, score) in enumerate(scored):
        if i != row:
            _climb(ends, stairs, waiting)
            waiting, row = [], i
        step = bisect_left(ends, j)
        total, last = stairs[step - 1] if step else (0.0, -1)
        before.append(last)
        waiting.append((j, total + score, index))
    _climb(ends, stairs, waiting)
    chain: list[Pair] = []
    index = stairs[-1][1] if stairs else -1
    while index >= 0:
        chain.append(scored[index][:2])
        index = before[index]
    return chain[::-1]


def _climb(ends: list[int], stairs: list[tuple[float, int]], waiting: Sequence[tuple[int, float, int]]) -> None:
    """Enters the chains that end in one row into the staircase."""
    for j, total, index in waiting:
        step = bisect_left(ends, j)
        if (step and stairs[step - 1][0] >= total) or (
            step < len(ends) and ends[step] == j and stairs[step][0] >= total
        ):
            continue
        last = step
        while last < len(ends) and stairs[last][0] <= total:
            last += 1
        ends[step:last] = [j]
        stairs[step:last] = [(total, index)]


def shared_head(old: str, new: str) -> int:
    """How many code points two texts have in common at their beginning."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low

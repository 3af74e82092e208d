"""Finds the clauses of a text again in the same text in another language.

Words do not help: what a clause and its twin share is number, kind, place, length, and the figures they name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from program_workflow.domain.clause import Fields
from program_workflow.domain.figures import figures_in, label_value
from program_workflow.domain.terms import ClauseKind

#: How far from the diagonal clauses are looked for, beside the difference of the lengths.
_BAND: Final = 40
_STEP: Final = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_ROMAN: Final = re.compile(r"[IVXІХ]+")
_GAP: Final = 1.5
_MATCHES: Final = 3.0  # a pair of less is none


class Doubt(StrEnum):
    """What a pair does not have in common."""

    NUMBER = "number"
    KIND = "kind"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause as pairing sees it. number: as printed. level: its depth in the tree."""

    kind: ClauseKind
    number: str
    level: int
    text: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Pair:
    """Places of a clause in the one text and in the other; None where it has no twin."""

    one: int | None
    other: int | None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Traits:
    kind: ClauseKind
    number: str
    level: int
    length: int
    figures: frozenset[str]
    shape: tuple[int, bool, bool, bool]  # executing bodies, timeframe, funding, label


def pair_twins(one: Sequence[Candidate], other: Sequence[Candidate], languages: tuple[str, str]) -> tuple[Pair, ...]:
    """The clauses of both texts in reading order, each beside its twin.

    Neither text changes its order for it. Work grows with the length times the band, not with its square.
    """
    mine = [_traits(each, languages[0]) for each in one]
    theirs = [_traits(each, languages[1]) for each in other]
    pairs: list[Pair] = []
    for i, j in _path(mine, theirs):
        if i is not None and j is not None:
            pairs.append(Pair(i, j, _doubts(mine[i], theirs[j])))
        else:
            pairs.append(Pair(i, j))
    return tuple(pairs)


def _traits(one: Candidate, language: str) -> _Traits:
    fields = one.fields
    said = fields.timeframe.text if fields.timeframe else ""
    figures = figures_in(f"{one.text}\n{said}", language)
    return _Traits(
        one.kind,
        _number(one.number),
        one.level,
        len(one.text),
        frozenset(each.value for each in figures if not each.is_word),
        (len(fields.executing_bodies), fields.timeframe is not None, bool(fields.funding), fields.label is not None),
    )


def _number(printed: str) -> str:
    """A number without the words that a language writes before it: "Article 5", «Статья 5»."""
    steps = [step for step in _STEP.findall(printed) if len(step) == 1 or step[0].isdigit() or _ROMAN.fullmatch(step)]
    return label_value(" ".join(steps))


def _doubts(one: _Traits, other: _Traits) -> tuple[Doubt, ...]:
    found = []
    if one.number != other.number:
        found.append(Doubt.NUMBER)
    if one.kind is not other.kind:
        found.append(Doubt.KIND)
    if one.level != other.level:
        found.append(Doubt.LEVEL)
    return tuple(found)


def _likeness(one: _Traits, other: _Traits) -> float:
    """How likely two clauses are twins; below ``_MATCHES`` they are not taken for such."""
    if one.kind is not other.kind and one.number != other.number:
        return float("-inf")
    found = 0.0
    if one.number and other.number:
        found += 3.0 if one.number == other.number else -2.0
    elif one.number or other.number:
        found -= 1.5
    else:
        found += 1.0
    found += 2.0 if one.kind is other.kind else -1.0
    found += 1.0 if one.level == other.level else 0.0
    found += 1.0 if one.shape == other.shape else -0.5
    if one.figures or other.figures:
        shared, every = len(one.figures & other.figures), len(one.figures | other.figures)
        found += 3.0 * shared / every - 1.0
    short, long = sorted((one.length + 10, other.length + 10))
    found += 2.0 * (short / long) - 1.0
    return found


def _path(mine: Sequence[_Traits], theirs: Sequence[_Traits]) -> list[tuple[int | None, int | None]]:
    """The best way through both texts in order, within a band around the diagonal."""
    n, m = len(mine), len(theirs)
    width = _BAND + abs(n - m)
    steps: list[dict[int, int]] = []  # of each row: column → 0 both, 1 mine alone, 2 theirs alone
    above: dict[int, float] = {}
    for i in range(n + 1):
        middle = i * m // n if n else 0
        low, high = max(0, middle - width), min(m, middle + width)
        row: dict[int, float] = {}
        step: dict[int, int] = {}
        for j in range(low, high + 1):
            best, way = (0.0, 0) if i == j == 0 else (float("-inf"), 0)
            if i and j and j - 1 in above:
                likeness = _likeness(mine[i - 1], theirs[j - 1])
                if likeness >= _MATCHES and above[j - 1] + likeness > best:
                    best, way = above[j - 1] + likeness, 0
            if i and j in above and above[j] - _GAP > best:
                best, way = above[j] - _GAP, 1
            if j and j - 1 in row and row[j - 1] - _GAP > best:
                best, way = row[j - 1] - _GAP, 2
            row[j], step[j] = best, way
        steps.append(step)
        above = row
    found: list[tuple[int | None, int | None]] = []
    i, j = n, m
    while i or j:
        way = steps[i].get(j, 1)
        if way == 0:
            i, j = i - 1, j - 1
            found.append((i, j))
        elif way == 1:
            i -= 1
            found.append((i, None))
        else:
            j -= 1
            found.append((None, j))
    return found[::-1]

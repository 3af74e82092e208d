"""All amendments of one clause as one redline, each run with those who propose it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from program_workflow.domain.redline.changes import TextChange, changes


@dataclass(frozen=True, slots=True)
class Tagged:
    """A run of a redline: op "=", "-" or "+", its text, and the tags of the wordings it comes from ("=": none)."""

    op: str
    text: str
    tags: tuple[str, ...]


def redline_of_many(base: str, wordings: Sequence[tuple[str, str]]) -> tuple[Tagged, ...]:
    """One redline of a base against several (tag, wording), tags in the order given.

    A deletion that several propose carries all their tags; different insertions at one place stand
    one after another. The runs "=", "-" without a tag's own and "+" with it are that tag's wording.
    """
    return merge_changes(base, [(tag, changes(base, wording)) for tag, wording in wordings])


def merge_changes(base: str, each: Sequence[tuple[str, Sequence[TextChange]]]) -> tuple[Tagged, ...]:
    """The same of changes that are known already, by tag."""
    deleting = _starts_and_ends(each)
    inserting = _insertions(each)
    borders = sorted({0, len(base), *deleting, *(place for place, _ in inserting)})
    by_place: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
    for (place, text), proposers in inserting.items():
        by_place.setdefault(place, []).append((text, tuple(dict.fromkeys(proposers))))
    runs: list[Tagged] = []
    active: list[int] = []
    for start, end in pairwise((*borders, len(base))):
        for text, tags in by_place.get(start, ()):
            runs.append(Tagged("+", text, tags))
        for index, begins in deleting.get(start, ()):
            active = sorted([*active, index]) if begins else [other for other in active if other != index]
        if start < end:
            by = tuple(dict.fromkeys(each[index][0] for index in active))
            runs.append(Tagged("-" if by else "=", base[start:end], by))
    return tuple(_joined(runs))


def _starts_and_ends(each: Sequence[tuple[str, Sequence[TextChange]]]) -> dict[int, list[tuple[int, bool]]]:
    """Where which wording begins (True) and ends (False) to delete."""
    found: dict[int, list[tuple[int, bool]]] = {}
    for index, (_, changed) in enumerate(each):
        for change in changed:
            if change.start < change.end:
                found.setdefault(change.start, []).append((index, True))
                found.setdefault(change.end, []).append((index, False))
    return found


def _insertions(each: Sequence[tuple[str, Sequence[TextChange]]]) -> dict[tuple[int, str], list[str]]:
    """Tags by (place, text); what replaces words stands after them."""
    found: dict[tuple[int, str], list[str]] = {}
    for tag, changed in each:
        for change in changed:
            if change.text:
                found.setdefault((change.end, change.text), []).append(tag)
    return found


def _joined(runs: Sequence[Tagged]) -> list[Tagged]:
    joined: list[Tagged] = []
    for run in runs:
        if joined and run.op != "+" and (joined[-1].op, joined[-1].tags) == (run.op, run.tags):
            joined[-1] = Tagged(run.op, joined[-1].text + run.text, run.tags)
        else:
            joined.append(run)
    return joined

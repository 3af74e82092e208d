"""Which step of its history brought each word of a text, and which one took a word out."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Generic, TypeVar

from program_workflow.domain.redline.changes import Collides, TextChange, apply, changes, combine, rebase
from program_workflow.domain.redline.tokens import tokens

Value = TypeVar("Value")
#: Indexes of what brought some words, or took them out; several where they changed the text alike.
Origins = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """Words of one provenance. origins: what brought them. struck: what took them out; empty while they stand."""

    text: str
    origins: Origins
    struck: Origins = ()


@dataclass(frozen=True, slots=True)
class Proposed(Generic[Value]):
    """What one amendment made of its base; base None: there was nothing to write against."""

    origin: int
    base: Value | None
    value: Value


@dataclass(frozen=True, slots=True)
class Step(Generic[Value]):
    """What followed, and the amendments carried out for it. remainder: the origin of what none of them explains."""

    value: Value
    proposed: tuple[Proposed[Value], ...]
    remainder: int


def trace(first: str, steps: Iterable[Step[str]], origins: Origins = (0,)) -> tuple[Traced, ...]:
    """The last text with what brought each word, struck words where they stood. origins: of the first text.

    The runs that are not struck are the last text, code point for code point. No run begins or ends
    inside a word; a word whose parts have several origins is of the latest. Origins grow with time.
    """
    text, runs = first, [Traced(first, origins)] if first else []
    for step in steps:
        for changed in _stages(text, step):
            runs = _changed(runs, changed)
            text = apply(text, [change for change, _ in changed])
    return tuple(join_runs(_whole_words(text, runs)))


def _stages(old: str, step: Step[str]) -> Iterator[list[tuple[TextChange, Origins]]]:
    """The changes from the old text to the next, each list on the text that the lists before it made."""
    text = old
    together = _together(old, step.proposed)
    if together is not None:
        text = apply(old, [change for change, _ in together])
        yield together
    else:
        for one in step.proposed:
            made = one.value if one.base is None else rebase(one.base, text, one.value).text
            if made is not None:
                yield [(change, (one.origin,)) for change in changes(text, made)]
                text = made
    yield [(change, (step.remainder,)) for change in changes(text, step.value)]


def _together(old: str, proposed: Sequence[Proposed[str]]) -> list[tuple[TextChange, Origins]] | None:
    """The changes of wordings that all were written against the old text; None where they do not combine on it."""
    if any(one.base != old for one in proposed):
        return None
    try:
        combine(old, [one.value for one in proposed])
    except Collides:
        return None
    made: dict[TextChange, Origins] = {}
    for one in proposed:
        for change in changes(old, one.value):
            made[change] = (*made.get(change, ()), one.origin)
    return sorted(made.items())


def _changed(runs: Sequence[Traced], changed: Sequence[tuple[TextChange, Origins]]) -> list[Traced]:
    left, made = deque(runs), list[Traced]()
    position = 0
    for change, origins in changed:
        for end, struck in ((change.start, ()), (change.end, origins)):
            while left and (left[0].struck or position < end):
                run = left.popleft()
                if not run.struck:
                    run, rest = _cut(run, end - position)
                    left.extendleft(rest)
                    position += len(run.text)
                    run = replace(run, struck=struck)
                made.append(run)
        if change.text:
            made.append(Traced(change.text, origins))
    return [*made, *left]


def _cut(run: Traced, length: int) -> tuple[Traced, list[Traced]]:
    if len(run.text) <= length:
        return run, []
    return replace(run, text=run.text[:length]), [replace(run, text=run.text[length:])]


def _whole_words(text: str, runs: Sequence[Traced]) -> list[Traced]:
    """The runs with no border inside a word of the text; such words come of changes that meet without a space."""
    if sum(not run.struck for run in runs) < 2:
        return list(runs)
    pieces = tokens(text)
    borders = {0, *accumulate(map(len, pieces))}
    if borders.issuperset(accumulate(len(run.text) for run in runs if not run.struck)):
        return list(runs)
    left, made = deque(runs), list[Traced]()
    for piece in pieces:
        parts: list[Traced] = []
        length = 0
        while length < len(piece):
            run = left.popleft()
            if run.struck:
                made.append(run)
                continue
            run, rest = _cut(run, len(piece) - length)
            left.extendleft(rest)
            parts.append(run)
            length += len(run.text)
        made.append(Traced(piece, max((part.origins for part in parts), key=max)))
    return [*made, *left]


def join_runs(runs: Iterable[Traced]) -> list[Traced]:
    """The runs with neighbours of the same provenance made one."""
    joined: list[Traced] = []
    for run in runs:
        if joined and (joined[-1].origins, joined[-1].struck) == (run.origins, run.struck):
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def trace_items(
    first: Sequence[str], steps: Iterable[Step[tuple[str, ...]]], origins: Origins = (0,)
) -> tuple[Traced, ...]:
    """The same of a list taken as a set, as executing bodies are: one run for each item."""
    runs = [Traced(item, origins) for item in first]
    for step in steps:
        standing = {run.text: run for run in runs if not run.struck}
        made = [standing.get(item) or Traced(item, _bringing(step, item)) for item in step.value]
        place = 0
        for run in runs:
            if not run.struck and run.text in step.value:
                place = made.index(run) + 1
                continue
            made.insert(place, run if run.struck else replace(run, struck=_striking(step, run.text)))
            place += 1
        runs = made
    return tuple(runs)


def _bringing(step: Step[tuple[str, ...]], item: str) -> Origins:
    found = [one.origin for one in step.proposed if item in one.value and item not in (one.base or ())]
    return tuple(found) or (step.remainder,)


def _striking(step: Step[tuple[str, ...]], item: str) -> Origins:
    found = [one.origin for one in step.proposed if item in (one.base or ()) and item not in one.value]
    return tuple(found) or (step.remainder,)

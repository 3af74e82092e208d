"""Recorded changes of a text in lines, made on the text as it stands now.

A recorded diff says which lines went and which came, and where, in the text it was made on. When
that text has moved on, its lines are looked for: first word for word, then by likeness; a line that
has changed meanwhile takes the recorded change of its words (``redline.rebase``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from program_workflow.domain import redline

_HEAD: Final = re.compile(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@ ?(.*)")
#: Least likeness of a line that has changed meanwhile, 0 to 1.
LIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Hunk:
    """One place of a diff without context. at: index of its first line in the old text.

    old, new: the lines that went and came. under: how the last line before it that begins with a
    letter began, as diffs show it; "" if not known.
    """

    at: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    under: str = ""


@dataclass(frozen=True, slots=True)
class Patched:
    """lines: of the new text. is_as_recorded: every line that went stood there word for word.

    is_in_place: at the very lines that the diff names.
    """

    lines: tuple[str, ...]
    is_as_recorded: bool
    is_in_place: bool


def read_hunks(diff: str) -> tuple[Hunk, ...]:
    """The places of a unified diff without context lines."""
    found: list[Hunk] = []
    for line in diff.split("\n"):
        head = _HEAD.match(line)
        if head:
            count = int(head[2]) if head[2] else 1
            found.append(Hunk(int(head[1]) - (count > 0), (), (), head[3].strip()))
        elif found and line.startswith("-"):
            found[-1] = Hunk(found[-1].at, (*found[-1].old, line[1:]), found[-1].new, found[-1].under)
        elif found and line.startswith("+"):
            found[-1] = Hunk(found[-1].at, found[-1].old, (*found[-1].new, line[1:]), found[-1].under)
    return tuple(found)


def patch(lines: Sequence[str], diff: str) -> Patched:
    """The lines with a recorded diff made on them. A diff of a new file is the whole new text."""
    hunks = read_hunks(diff)
    if diff.startswith("new file"):
        return Patched(hunks[0].new, True, True)
    now, drift, grown = list(lines), 0, 0
    as_recorded = in_place = True
    for hunk in hunks:
        near = hunk.at + grown + drift
        at = _standing(now, hunk.old, near) if hunk.old else _insertion_point(now, hunk, near)
        if at is None:
            as_recorded = False
            now = _refiled(now, hunk, near)
        else:
            in_place = in_place and at == hunk.at + grown
            drift += at - near
            now[at : at + len(hunk.old)] = hunk.new
        grown += len(hunk.new) - len(hunk.old)
    return Patched(tuple(now), as_recorded, as_recorded and in_place)


def _standing(now: Sequence[str], old: Sequence[str], near: int) -> int | None:
    """Where the lines stand one after the other, the nearest place; spaces at their ends do not count."""
    wanted = [line.rstrip() for line in old]
    bare = [line.rstrip() for line in now]
    places = [at for at in range(len(bare) - len(wanted) + 1) if bare[at : at + len(wanted)] == wanted]
    return min(places, key=lambda at: abs(at - near), default=None)


def _insertion_point(now: Sequence[str], hunk: Hunk, near: int) -> int:
    """Between paragraphs, under the line the diff names where that still stands, else by the number of the line."""
    near = max(0, min(near, len(now)))
    first, last = 0, len(now)
    if hunk.under:
        named = [at for at, line in enumerate(now) if line.startswith(hunk.under)]
        if named:
            first = min(named, key=lambda at: abs(at - near)) + 1
            after = (at for at in range(first, len(now)) if now[at][:1].isalpha())
            last = next(after, len(now))
    between = [at for at in range(first, last + 1) if _is_between(now, at, hunk.new)]
    return min(between or range(first, last + 1), key=lambda at: (_swallows(now, at, hunk.new), abs(at - near)))


def _swallows(now: Sequence[str], at: int, new: Sequence[str]) -> bool:
    """Whether a new section would take in paragraphs of the one before it."""
    following = next((line for line in now[at:] if line.strip()), "#")
    return any(line.startswith("#") for line in new) and following[:1].isalnum()


def _is_between(now: Sequence[str], at: int, new: Sequence[str]) -> bool:
    """Whether the new lines fall apart from their neighbours there as they do in the recorded text."""
    before_is_apart = at == 0 or not now[at - 1].strip() or not new[0].strip() or _same_list(now[at - 1], new[0])
    after_is_apart = at == len(now) or not now[at].strip() or not new[-1].strip() or _same_list(now[at], new[-1])
    return before_is_apart and after_is_apart


def _same_list(one: str, other: str) -> bool:
    """Two items of a list, or two notes, stand together without a gap."""
    return bool(one) and bool(other) and not one[0].isalpha() and one[:2] == other[:2]


def _refiled(now: list[str], hunk: Hunk, near: int) -> list[str]:
    """The same change made where its lines, changed meanwhile, are found; what is there already is left."""
    cursor = max(0, min(near, len(now)))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, hunk.old, hunk.new, autojunk=False).get_opcodes():
        pairs = i2 - i1 if kind != "replace" else min(i2 - i1, j2 - j1)
        for offset, line in enumerate(hunk.old[i1:i2]):
            at = _likest(now, line, cursor) if line.strip() else None
            if at is None:
                continue
            if kind == "equal":
                cursor = at + 1
            elif kind == "replace" and offset < pairs:
                carried = redline.rebase(line, now[at], hunk.new[j1 + offset]).text
                now[at] = carried if carried is not None else hunk.new[j1 + offset]
                cursor = at + 1
            else:
                del now[at]
                cursor = at
        coming = hunk.new[j1 + (pairs if kind == "replace" else 0) : j2] if kind in ("replace", "insert") else ()
        now, cursor = _brought(now, coming, cursor)
    return now


def _brought(now: list[str], coming: Sequence[str], cursor: int) -> tuple[list[str], int]:
    """Puts lines in, but for those that stand in the text already."""
    there = set(now)
    wanted = [line for line in coming if not line.strip() or line not in there]
    if not any(line.strip() for line in wanted):
        return now, cursor
    if cursor and now[cursor - 1].strip() and wanted[0].strip() and not _same_list(now[cursor - 1], wanted[0]):
        wanted = ["", *wanted]
    return [*now[:cursor], *wanted, *now[cursor:]], cursor + len(wanted)


def _likest(now: Sequence[str], line: str, near: int) -> int | None:
    """The line most like one that stood there, the nearest of equals."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(line)
    best: tuple[float, int, int] | None = None
    for at, other in enumerate(now):
        matcher.set_seq1(other)
        if not other.strip() or matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
            continue
        found = (matcher.ratio(), -abs(at - near), at)
        if found[0] >= LIKE and (best is None or found > best):
            best = found
    return best[2] if best else None

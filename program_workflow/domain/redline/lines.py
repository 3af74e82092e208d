"""Lines that two long texts have in common, so that only what lies between them is compared by words."""

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby
from typing import Final

from program_workflow.domain.redline.order import increasing, unique

#: A line as its label (a number or letter at its head, often none) and the rest. After a label comes
#: a word, and the label ends with a space: no token crosses the border.
_LINE: Final = re.compile(r"(\(?[^\W_]{1,4}(?:[.)][^\W_]{1,4}){0,5}[.)]{0,2}[ \t]+(?=[^\W\d_]{2}))?([^\n]*\n|[^\n]+)")

#: A piece of the old text, the piece of the new that stands for it, and whether they are known to be equal.
Stretch = tuple[str, str, bool]


def stretches(old: str, new: str) -> Iterator[Stretch]:
    """Two texts in order, cut at the lines that both have; equal stretches and others take turns.

    A line that stands once in each text holds, as do its equal neighbours; its label may have changed.
    """
    for equal, pieces in groupby(_pieces(_LINE.findall(old), _LINE.findall(new)), lambda piece: piece[2]):
        some = list(pieces)
        yield "".join(mine for mine, _, _ in some), "".join(theirs for _, theirs, _ in some), equal


def _pieces(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[Stretch]:
    i = j = 0
    for at_old, at_new in _kept([rest for _, rest in old], [rest for _, rest in new]):
        if i < at_old or j < at_new:
            yield _text(old[i:at_old]), _text(new[j:at_new]), False
        (label_old, rest), (label_new, _) = old[at_old], new[at_new]
        if label_old or label_new:
            yield label_old, label_new, label_old == label_new
        yield rest, rest, True
        i, j = at_old + 1, at_new + 1
    if i < len(old) or j < len(new):
        yield _text(old[i:]), _text(new[j:]), False


def _text(lines: Sequence[tuple[str, str]]) -> str:
    return "".join(label + rest for label, rest in lines)


def _kept(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Places of the lines that stand once on each side, in order, and of their equal neighbours."""
    i = j = 0
    for at_old, at_new in (*increasing(unique(old, new)), (len(old), len(new))):
        while i < at_old and j < at_new and old[i] == new[j]:
            yield i, j
            i, j = i + 1, j + 1
        tail = 0
        while i < at_old - tail and j < at_new - tail and old[at_old - tail - 1] == new[at_new - tail - 1]:
            tail += 1
        yield from ((at_old - back, at_new - back) for back in range(tail, 0, -1))
        if at_old < len(old):
            yield at_old, at_new
        i, j = at_old + 1, at_new + 1

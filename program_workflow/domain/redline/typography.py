"""Two texts read as if dashes, quotes, spaces and the letter ё were always set the same way.

Characters that cannot be seen or that look like another one are never taken as equal: other hyphens,
letters of another script, composed and decomposed letters, everything without a shape.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from program_workflow.domain.redline.difference import Edit, difference
from program_workflow.domain.redline.reading import for_reading
from program_workflow.domain.redline.tokens import tokens
from program_workflow.domain.redline.wording import Run

#: Each a code point for a code point, so that places in the text stay what they are.
_FOLDS: Final = str.maketrans(
    dict.fromkeys("\u2012–—―", "-")
    | dict.fromkeys("«»“”„‟", '"')
    | dict.fromkeys("‘’‚‛‹›", "'")
    | dict.fromkeys("\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
    | {"ё": "е", "Ё": "Е"}
)
#: Between digits a hyphen is a dash: 2011-2013 are two numbers, vice-chair is one word.
_RANGE: Final = regex.compile(r"(?<=\p{Nd})-(?=\p{Nd})")
_SPACES: Final = regex.compile(" +")
_UNIT: Final = regex.compile(" +|[^ ]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A difference of typography that is not shown. position: of what stands there now, in code points of the new."""

    position: int
    was: str
    now: str


def fold(text: str) -> str:
    """The text with its typography made the same; equal results differ in nothing else."""
    return _SPACES.sub(" ", _RANGE.sub("–", text.translate(_FOLDS)))


def compare_folded(old: str, new: str) -> tuple[list[Run], tuple[Folded, ...]]:
    """The redline of two texts without differences of typography, and what was folded, in order.

    The runs "=" and "+" joined are the new text. The runs "=" and "-" joined are the old one once
    what was folded is put back.
    """
    if old == new:
        return ([("=", old)] if old else []), ()
    old_tokens, new_tokens = tokens(fold(old)), tokens(fold(new))
    edits = for_reading(old_tokens, new_tokens, difference(old_tokens, new_tokens))
    return runs_folded(_standing(old, old_tokens), _standing(new, new_tokens), edits)


def runs_folded(old: Sequence[str], new: Sequence[str], edits: Sequence[Edit]) -> tuple[list[Run], tuple[Folded, ...]]:
    """The runs of pieces whose folded forms were compared; what stays is shown as the new side has it."""
    runs: list[Run] = []
    folded: list[Folded] = []
    i = j = position = 0
    for i1, i2, j1, j2 in (*edits, (len(old), len(old), len(new), len(new))):
        for was, now in zip(old[i:i1], new[j:j1], strict=True):
            folded += _differences(was, now, position)
            position += len(now)
        for op, text in (("=", "".join(new[j:j1])), ("-", "".join(old[i1:i2])), ("+", "".join(new[j1:j2]))):
            runs += [(op, text)] if text else []
        position += sum(map(len, new[j1:j2]))
        i, j = i2, j2
    return runs, tuple(folded)


def _standing(text: str, folded_tokens: Sequence[str]) -> list[str]:
    """The pieces of a text for the tokens of its folded form, in which a run of spaces is one."""
    units = _units(text)
    pieces: list[str] = []
    at = 0
    for token in folded_tokens:
        pieces.append("".join(units[at : at + len(token)]))
        at += len(token)
    return pieces


def _units(text: str) -> list[str]:
    """What each code point of the folded form stands for."""
    folded = text.translate(_FOLDS)
    return [text[unit.start() : unit.end()] for unit in _UNIT.finditer(folded)] if "  " in folded else list(text)


def _differences(was: str, now: str, position: int) -> Iterator[Folded]:
    if was == now:
        return
    for before, after in zip(_units(was), _units(now), strict=True):
        if before != after:
            yield Folded(position, before, after)
        position += len(after)

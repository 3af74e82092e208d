"""The redline of one text against another, and questions about it."""

import unicodedata
from collections.abc import Sequence
from typing import Final

import regex

from program_workflow.domain.redline.difference import Edit, difference
from program_workflow.domain.redline.lines import stretches
from program_workflow.domain.redline.reading import for_reading
from program_workflow.domain.redline.tokens import is_word, tokens

#: An operation ("=" stays, "-" deleted, "+" inserted) and its text, whole tokens.
Run = tuple[str, str]

#: Two texts that have so many code points together are first cut at the lines they share.
LONG: Final = 20_000
#: What is left of a text for the question whether another says the same.
_SAYING: Final = regex.compile(
    r"[\p{L}\p{N}\p{Mn}\p{Mc}\p{Sc}\p{Sm}%‰]|(?<=\p{Nd})[\s\p{P}]+(?=\p{Nd})|(?<![\p{L}\p{N}])-(?=\p{Nd})"
)
_NOT_RAISED: Final = regex.compile(r"\P{No}+")
_THOUSANDS: Final = regex.compile(r"(?<=\p{Nd})\s(?=\p{Nd}{3}(?!\p{Nd}))")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
#: Stored beside a cached redline; changes whenever the same texts may give other runs.
engine_version: Final = "2"


def compare(old: str, new: str) -> list[Run]:
    """The redline of two texts as runs in reading order, a deletion before its insertion.

    The runs "=" and "-" joined are the old text, "=" and "+" the new one, code point for code
    point. No run begins or ends inside a word or a grapheme, none is empty, no two neighbours
    have the same operation.
    """
    if old == new:
        return [("=", old)] if old else []
    if not old or not new:
        return [("-", old)] if old else [("+", new)]
    if len(old) + len(new) < LONG:
        return _by_words(old, new)
    runs: list[Run] = []
    for mine, theirs, equal in stretches(old, new):
        for op, text in [("=", mine)] if equal else _by_words(mine, theirs):
            if runs and runs[-1][0] == op:
                op, text = op, runs.pop()[1] + text
            runs.append((op, text))
    return runs


def _by_words(old: str, new: str) -> list[Run]:
    old_tokens, new_tokens = tokens(old), tokens(new)
    return runs_of(old_tokens, new_tokens, for_reading(old_tokens, new_tokens, difference(old_tokens, new_tokens)))


def runs_of(old: Sequence[str], new: Sequence[str], edits: Sequence[Edit]) -> list[Run]:
    runs: list[Run] = []
    i = 0
    for i1, i2, j1, j2 in (*edits, (len(old), len(old), len(new), len(new))):
        for op, text in (("=", "".join(old[i:i1])), ("-", "".join(old[i1:i2])), ("+", "".join(new[j1:j2]))):
            if text:
                runs.append((op, text))
        i = i2
    return runs


def replaced_as_whole(runs: Sequence[Run]) -> bool:
    """Whether the redline says no more than that one text stands for another."""
    ops = {op for op, text in runs if op != "=" or is_word(text)}
    return ops == {"-", "+"}


def same_wording(a: str, b: str) -> bool:
    """Whether two texts differ in nothing but case, spaces and punctuation.

    What stands between two figures says something (1.5, 3.1), and so do a minus, a per cent sign and a figure
    set high or low (2¹).
    """
    return a == b or saying(a) == saying(b)


def saying(text: str) -> tuple[str, ...]:
    """What of a text counts for `same_wording`: the same for all texts, and only for those, that are one wording."""
    normal = _NOT_RAISED.sub(lambda piece: unicodedata.normalize("NFKC", piece.group()), text)
    said = _THOUSANDS.sub("", normal.translate(_DASHES)).casefold()
    return tuple(piece if piece.isalnum() else "".join(piece.split()) or " " for piece in _SAYING.findall(said))

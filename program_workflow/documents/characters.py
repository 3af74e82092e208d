"""Looks at every character of a text: what is refused, and what deserves a second look."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from program_workflow.domain.errors import N_, FileRefused
from program_workflow.domain.understood import Doubt

_REFUSED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f\ud800-\udfff\ufffe\uffff]"
)
#: What no XML may hold; a file with one of them does not open.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028\u2029\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]"
)
_WORD: Final = re.compile(r"[^\W\d_][^\W_]*(?:[\u0300-\u036f]+[^\W_]*)*|\d+[^\W\d_]+\d+")
_LATIN_LOOKALIKE: Final = frozenset("aceopxyABCEHKMOPTX")
_CYRILLIC_LOOKALIKE: Final = frozenset("асеорхуАВСЕНКМОРТХіјѕІЈЅ")
_ROMAN: Final = re.compile(r"[IVXLCDM]+|[ХI]+")
_SHORTEST_CAPITALS: Final = 4
_FORBIDDEN: Final = N_(
    "The text contains a character that cannot be shown or that hides others ({code}, {place}). "
    "Remove it and try again."
)


def writable(text: str) -> str:
    """The text as a file may hold it: a character that XML forbids is replaced by U+FFFD, so that its place is seen."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def check_characters(text: str, *, place: str) -> None:
    """Raises FileRefused for control characters and marks that turn the direction of writing."""
    found = _REFUSED.search(text)
    if found:
        sign = found[0]
        raise FileRefused(
            _FORBIDDEN,
            code=f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip(),
            place=place,
        )


def doubts_of(text: str) -> Iterator[tuple[Doubt, str]]:
    """What looks otherwise than it is: invisible characters, letters of two scripts in a word."""
    for found in _INVISIBLE.finditer(text):
        code = f"U+{ord(found[0]):04X}"
        yield Doubt.INVISIBLE_CHARACTER, f"{code}: {_around(text, found.start(), found.end())}"
    if not text.isascii():
        yield from _mixed_words(text)


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 20) : end + 20]


def _mixed_words(text: str) -> Iterator[tuple[Doubt, str]]:
    words = list(_WORD.finditer(text))
    scripts = [_script(word[0]) for word in words]
    for at, word in enumerate(words):
        said = word[0]
        if scripts[at] == "both" or _is_false_figure(said):
            yield Doubt.MIXED_SCRIPT, said
        elif scripts[at] in ("latin", "cyrillic") and _looks_like_other(said, scripts[at]):
            other = "cyrillic" if scripts[at] == "latin" else "latin"
            near = [scripts[beside] for beside in (at - 1, at + 1) if 0 <= beside < len(words)]
            following = text[word.end() : word.end() + 1]
            if near and all(script == other for script in near) and not _is_sign(said, following):
                yield Doubt.MIXED_SCRIPT, _around(text, word.start(), word.end())


def _script(word: str) -> str:
    latin = cyrillic = False
    for sign in word:
        latin = latin or "A" <= sign <= "Z" or "a" <= sign <= "z" or "\u00c0" <= sign <= "\u024f"
        cyrillic = cyrillic or "\u0400" <= sign <= "\u052f"
    return "both" if latin and cyrillic else "latin" if latin else "cyrillic" if cyrillic else ""


def _looks_like_other(word: str, script: str) -> bool:
    signs = _LATIN_LOOKALIKE if script == "latin" else _CYRILLIC_LOOKALIKE
    return all(sign in signs for sign in word)


def _is_sign(word: str, following: str) -> bool:
    """Roman figures, short designations (CO₂, EAC), a letter that names something: "(c)", "A-1"."""
    if _ROMAN.fullmatch(word) or (following and (following in ")-–" or unicodedata.category(following) == "No")):
        return True
    return word.isupper() and len(word) < _SHORTEST_CAPITALS


def _is_false_figure(word: str) -> bool:
    """A letter O among figures: 2O11."""
    return re.fullmatch(r"\d+[OОоo]+\d+", word) is not None

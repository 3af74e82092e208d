"""A word or phrase throughout a text: every place it stands at, inflected forms too, and another in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from program_workflow.domain.errors import N_, Invalid

LONGEST_PHRASE: Final = 200
#: A word that is shorter is taken as it stands: it has no stem that tells it from others.
_SHORTEST_STEM: Final = 4
_WORD: Final = regex.compile(r"[\p{L}\p{M}]+|[^\p{L}\p{M}\s]+")
#: Endings by which a word is inflected, longest first; what is left must still be a stem.
_RUSSIAN_ENDINGS: Final = regex.compile(
    r"(?:иями|ями|ами|ией|иям|иях|ого|его|ому|ему|ыми|ими|ая|яя|ое|ее|ые|ие|ый|ий|ой|ей|ую|юю|ых|их|ым|им|ом|ем"
    r"|ах|ях|ам|ям|ов|ев|ию|ия|ии|а|я|о|е|ы|и|у|ю|ь|й)$"
)
_ENGLISH_ENDINGS: Final = regex.compile(r"(?:ies|ied|ing|ed|es|s|e|y)$")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where the phrase stands: code points start … end of the text, and the form found there."""

    start: int
    end: int
    form: str


def find_phrase(text: str, phrase: str) -> tuple[Occurrence, ...]:
    """Every place of the phrase in the text, whole words, whatever the case and the ending of each word.

    Raises Invalid for a phrase without a word or one that is too long.
    """
    pattern = _pattern(" ".join(phrase.split()))
    return tuple(Occurrence(found.start(), found.end(), found.group()) for found in pattern.finditer(text))


def put_instead(text: str, occurrences: Sequence[Occurrence], replacement: str) -> str:
    """The text with each occurrence replaced; without a replacement it is taken out with the space before it.

    A form with a capital gets a replacement with a capital.
    """
    made, at = [], 0
    for one in occurrences:
        before = text[at : one.start]
        if replacement:
            made += [before, _like(one.form, replacement)]
        elif before.endswith(" "):
            made.append(before[:-1])
        else:
            made.append(before)
        at = one.end
    rest = text[at:]
    if not replacement and not "".join(made).strip():
        rest = rest.lstrip()
    return "".join([*made, rest])


def _like(form: str, replacement: str) -> str:
    if form[:1].isupper() and replacement[:1].islower():
        return replacement[:1].upper() + replacement[1:]
    return replacement


@lru_cache(maxsize=32)
def _pattern(phrase: str) -> regex.Pattern[str]:
    words = _WORD.findall(phrase)
    if not any(word[0].isalpha() for word in words):
        raise Invalid(N_("Write the word or phrase that is to be found."), pointer="/phrase")
    if len(phrase) > LONGEST_PHRASE:
        raise Invalid(N_("A phrase has at most {count} characters."), pointer="/phrase", count=LONGEST_PHRASE)
    said = "".join(
        ("" if at == 0 else r"\s+" if gap else "") + _one(word)
        for at, (word, gap) in enumerate(zip(words, _gaps(phrase), strict=True))
    )
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}]){said}(?![\p{{L}}\p{{M}}])", regex.IGNORECASE)


def _gaps(phrase: str) -> list[bool]:
    """Whether a space stands before each word."""
    return [found.start() > 0 and phrase[found.start() - 1].isspace() for found in _WORD.finditer(phrase)]


def _one(word: str) -> str:
    if not word[0].isalpha():
        return str(regex.escape(word, special_only=True))
    stem = stem_of(word)
    # An inflected form adds little to the stem: "миграц" finds «миграцией», not «миграционный».
    ending = r"\p{L}{0,3}" if stem != word or len(word) >= _SHORTEST_STEM else ""
    return str(regex.escape(stem, special_only=True)) + ending


def stem_of(word: str) -> str:
    """The word without its ending; short words as they are."""
    endings = _RUSSIAN_ENDINGS if regex.search(r"\p{Cyrillic}", word) else _ENGLISH_ENDINGS
    found = endings.search(word.casefold())
    if found is None or found.start() < _SHORTEST_STEM:
        return word
    return word[: found.start()]

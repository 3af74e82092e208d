"""Makes a draft and its next version with what was done to it on record: the truth a redline is held against.

The sentences are put together from pairs of words that follow each other in real programs and laws
(``examples/en-programme-versions``, ``tests/data/ru-versions``), so that common and rare words are
as common and as rare as there.
"""

import random
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from program_workflow.domain.clause import NO_FIELDS
from program_workflow.domain.redline import Entry
from program_workflow.domain.terms import ClauseKind

ROOT: Final = Path(__file__).resolve().parent.parent
_SOURCES: Final = {"en": "examples/en-programme-versions/*.md", "ru": "tests/data/ru-versions/*.md"}
_WORDS: Final = re.compile(r"[^\W\d_]+[,;]?")
#: A moved clause stands at least so many clauses from where it stood, so that no other explanation is shorter.
FAR: Final = 25


@dataclass(frozen=True, slots=True)
class Draft:
    """old, new: the clauses in reading order; an identity is the same on both sides.

    edited, moved, inserted, deleted: identities. Moved ones may be edited too.
    """

    old: list[Entry]
    new: list[Entry]
    edited: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    inserted: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)


def make_draft(
    language: str,
    clauses: int,
    *,
    seed: int = 1,
    words: int = 67,
    edited: float = 0.05,
    moved: int = 0,
    moved_words: float = 0.0,
    inserted: int = 0,
    deleted: int = 0,
) -> Draft:
    """A draft of so many clauses of about so many words, and its next version, renumbered throughout.

    edited: share of clauses in which one to four words are replaced, put in or taken out.
    moved_words: share of the words of each moved clause that are replaced. The same arguments give
    the same draft.
    """
    choose = random.Random(f"{language} {clauses} {seed}")
    vocabulary, following = _language(language)

    def text(length: int) -> list[str]:
        found = [choose.choice(vocabulary)]
        while len(found) < length:
            found.append(choose.choice(following.get(found[-1]) or vocabulary))
        return found

    def length() -> int:
        return choose.randrange(words // 2, words * 3 // 2)

    texts = {str(place): text(length()) for place in range(clauses)}
    draft = Draft(_entries(texts, 1), [])
    order, now = list(texts), dict(texts)
    for name in order:
        if choose.random() < edited:
            now[name] = _edited(now[name], choose, vocabulary)
            if now[name] != texts[name]:  # a word may have been replaced by itself
                draft.edited.add(name)
    for name in choose.sample(order, deleted):
        order.remove(name)
        draft.deleted.add(name)
    for name in _apart(order, moved, choose):
        now[name] = _reworded(now[name], moved_words, choose, vocabulary)
        place = order.index(name)
        order.remove(name)
        order.insert((place + choose.randrange(FAR, len(order) - FAR)) % len(order), name)
        draft.moved.add(name)
    for number in range(inserted):
        name = f"new {number}"
        now[name] = text(length())
        order.insert(choose.randrange(len(order) + 1), name)
        draft.inserted.add(name)
    draft.new.extend(_entries({name: now[name] for name in order}, 2))
    return draft


@cache
def _language(language: str) -> tuple[list[str], dict[str, list[str]]]:
    """All words as often as they stand, and those that follow each."""
    found: list[str] = []
    for file in sorted(ROOT.glob(_SOURCES[language])):
        found += _WORDS.findall(file.read_text())
    following: dict[str, list[str]] = {}
    for word, other in pairwise(found):
        following.setdefault(word, []).append(other)
    return found, following


def _entries(texts: dict[str, list[str]], first_section: int) -> list[Entry]:
    return [
        Entry(
            name,
            f"{place // 50 + first_section}.{place % 50 + 1}",
            ClauseKind.POINT,
            " ".join(words) + ".",
            NO_FIELDS,
            "",
        )
        for place, (name, words) in enumerate(texts.items())
    ]


def _edited(words: list[str], choose: random.Random, vocabulary: list[str]) -> list[str]:
    changed = list(words)
    for _ in range(choose.randint(1, 4)):
        place = choose.randrange(len(changed))
        match choose.randrange(4):
            case 0 | 1:
                changed[place] = choose.choice(vocabulary)
            case 2:
                changed.insert(place, choose.choice(vocabulary))
            case _:
                del changed[place]
    return changed


def _reworded(words: list[str], share: float, choose: random.Random, vocabulary: list[str]) -> list[str]:
    changed = list(words)
    for place in choose.sample(range(len(words)), int(len(words) * share)):
        changed[place] = choose.choice(vocabulary)
    return changed


def _apart(order: list[str], count: int, choose: random.Random) -> list[str]:
    """So many clauses with others between them: two neighbours that move together are one move."""
    places = sorted(choose.sample(range(len(order) // 2), count))
    return [order[2 * place] for place in places]

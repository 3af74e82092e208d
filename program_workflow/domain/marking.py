"""The marking of pages («Проект», «Для служебного пользования»): which of its words a text still carries."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from program_workflow.domain.terms import VersionState

#: A text in one of these states is no draft any more.
NO_DRAFT: Final = frozenset({VersionState.ADOPTED, VersionState.CORRECTED, VersionState.SUPERSEDED})
_DRAFT: Final = frozenset({"проект", "draft"})
_PARTS: Final = re.compile(r"\s*[.;,/·|\n]+\s*")


def marking_of(rules: Mapping[str, Any], language: str, state: VersionState | None) -> str:
    """The marking in a language as the rules of the program have it; what says that it is a draft ends with adoption.

    state: of the version that is marked; None where no version is.
    """
    words = str((rules.get("marking") or {}).get(language, ""))
    if state not in NO_DRAFT:
        return words
    parts = [one for one in _PARTS.split(words) if one]
    kept = [one for one in parts if one.strip("«»“”\"'() ").casefold() not in _DRAFT]
    return words if len(kept) == len(parts) else ". ".join(kept)


def marked_together(programs: Sequence[Mapping[str, Any]], language: str, state: VersionState | None) -> str:
    """The marking of a document about several programs: the words of each once, so that none is less guarded in it."""
    found: dict[str, str] = {}
    for rules in programs:
        for one in _PARTS.split(marking_of(rules, language, state)):
            if one:
                found.setdefault(one.casefold(), one)
    return ". ".join(found.values())

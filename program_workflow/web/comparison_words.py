"""What the page of a comparison says: how its versions are called, and what was taken as equal."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from program_workflow.domain.errors import N_
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language
from program_workflow.phrases import day
from program_workflow.usecases.bases import Base, Offer
from program_workflow.usecases.comparing import VersionComparison
from program_workflow.usecases.views import ProgramView
from program_workflow.web import context
from program_workflow.web.clause_words import excerpt

#: How a version called by what it is stands among the choices, and in the head of the page.
_CHOICES: Final[Mapping[Base, str]] = {
    Base.CIRCULATED: N_("last circulated (version {version})"),
    Base.ADOPTED: N_("last adopted (version {version})"),
    Base.OPENED: N_("last opened by me (version {version}, {day})"),
}
_CALLED: Final[Mapping[Base, str]] = {
    Base.CIRCULATED: N_("from version {version}, the last one circulated before version {to}"),
    Base.ADOPTED: N_("from version {version}, the last one adopted before version {to}"),
    Base.OPENED: N_("from version {version}, which you last opened on {day}"),
}


@dataclass(frozen=True, slots=True)
class Alike:
    """What was taken as equal in one clause. pairs: (was, now, how often), with the names of the characters."""

    id: str
    called: str
    pairs: Sequence[tuple[str, str, int]]


def choices_from(program: ProgramView, offers: Mapping[Base, Offer | None]) -> list[tuple[str, str]]:
    """What the older version can be called: by number, and by what it is where there is one."""
    numbers = [(str(one.number), f"{one.number} · {label(one.state, language())}") for one in program.versions]
    return [*numbers, *((base.value, _say(_CHOICES, offer)) for base, offer in offers.items() if offer)]


def call_base(offer: Offer, to: int) -> str:
    return _say(_CALLED, offer, to=to)


def _say(templates: Mapping[Base, str], offer: Offer, **params: int) -> str:
    at = day(offer.at, context.timezone()) if offer.at else ""
    return gettext(templates[offer.base], version=offer.number, day=at, **params)


def alike_in(found: VersionComparison) -> list[Alike]:
    """What was folded, clause by clause."""
    told = []
    for one in found.clauses:
        pairs = Counter((_named(each.was), _named(each.now)) for each in one.all_folded)
        if pairs:
            text = "".join(piece for op, piece in one.runs if op != "-")
            name = one.number_new or excerpt(text, 40)
            told.append(Alike(one.id_new or "", name, [(was, now, n) for (was, now), n in pairs.items()]))
    return told


def _named(text: str) -> str:
    """A sign with its name; of spaces the names alone."""
    names = " + ".join(unicodedata.name(sign, f"U+{ord(sign):04X}") for sign in text)
    return names if text.isspace() else f"{text} {names}"

"""Whose the changes in a file are: its authors, and the delegations they are taken for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from program_workflow.domain.errors import N_, Invalid, NotPermitted
from program_workflow.domain.revised import Tracked
from program_workflow.domain.terms import Role
from program_workflow.storage import DelegationRow, ProgramRow
from program_workflow.usecases.finding import participants_of, view_of_delegation
from program_workflow.usecases.views import SECRETARIAT, DelegationView
from program_workflow.usecases.work import Work

#: What is chosen for an author whose changes are not taken.
NOT_TAKEN: Final = ""
_CODE: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody whose changes stand in the file.

    delegation: the code they are taken for, NOT_TAKEN, or None while nobody has said it. changes: by kind.
    """

    name: str
    delegation: str | None
    changes: Mapping[Tracked, int] = field(default_factory=dict)


def takers(w: Work, program: ProgramRow) -> list[DelegationView]:
    """For whom this person may take changes: the own delegation; a coordinator for each that takes part.

    Raises NotPermitted for whoever has none.
    """
    if w.actor.delegation_id is None and w.actor.role not in (Role.COORDINATOR, None):
        raise NotPermitted(N_("You belong to no delegation, so there is none whose amendments these could be."))
    if w.actor.delegation_id is not None:
        return [view_of_delegation(w.get(DelegationRow, w.actor.delegation_id))]
    return [*(view_of_delegation(one) for one in participants_of(w, program.id)), SECRETARIAT]


def taken_for(
    w: Work,
    program: ProgramRow,
    names: Iterable[str],
    said: Mapping[str, str],
    delegation: str | None,
    known: Sequence[DelegationView],
) -> dict[str, str | None]:
    """The delegation each author is taken for.

    said: what a person chose. delegation: whose file it is, where it is one delegation's: all in it is
    its own but what bears the name of another. known: all delegations. Raises Invalid.
    """
    allowed = {one.code for one in takers(w, program)}
    own = delegation or w.actor.delegation_code
    if own is not None and own not in allowed:
        raise Invalid(N_("{code} does not take part, or is not yours to act for."), pointer="/delegation", code=own)
    found: dict[str, str | None] = {}
    for name in names:
        if name in said:
            if said[name] not in allowed and said[name] != NOT_TAKEN:
                raise Invalid(
                    N_("{code} does not take part, or is not yours to act for."), pointer="/authors", code=said[name]
                )
            found[name] = said[name]
            continue
        named = recognised(name, known)
        if own is not None:
            found[name] = own if named in (None, own) else NOT_TAKEN
        else:
            found[name] = named if named in allowed else None
    return found


def recognised(author: str, known: Sequence[DelegationView]) -> str | None:
    """The delegation that an author is called by: its code, alone or among other words, or its name."""
    said = author.strip().casefold()
    for one in known:
        if said in (one.code.casefold(), one.name_en.casefold(), one.name_ru.casefold()):
            return one.code
    codes = set(_CODE.findall(author)) & {one.code for one in known}
    return codes.pop() if len(codes) == 1 else None


def read_as_one(taken: Mapping[str, str | None]) -> dict[str, str]:
    """Authors taken for one delegation, and the name under which their changes are read together."""
    people: dict[str, list[str]] = defaultdict(list)
    for author, code in taken.items():
        if code:
            people[code].append(author)
    return {author: f"= {code}" for code, authors in people.items() if len(authors) > 1 for author in authors}

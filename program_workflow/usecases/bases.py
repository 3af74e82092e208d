"""Versions to compare from by what they are to the reader: last circulated, last adopted, last opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from program_workflow.domain.errors import N_, NotFound
from program_workflow.domain.terms import VersionState
from program_workflow.storage import ProgramRow, VersionRow
from program_workflow.usecases.finding import find_program, find_version, visible_versions
from program_workflow.usecases.opening import last_opened
from program_workflow.usecases.work import Work

#: What was adopted once, also where it was corrected or replaced since.
_ADOPTED: Final = frozenset({VersionState.ADOPTED, VersionState.CORRECTED, VersionState.SUPERSEDED})


class Base(StrEnum):
    """A version called by what it is; always one before the version it is compared with."""

    CIRCULATED = "circulated"
    ADOPTED = "adopted"
    OPENED = "opened"


#: What is said where there is no such version.
MISSING: Final[Mapping[Base, str]] = {
    Base.CIRCULATED: N_("No version before version {version} was circulated."),
    Base.ADOPTED: N_("No version before version {version} was adopted."),
    Base.OPENED: N_("You have not opened a version before version {version} yet."),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """at: when it was circulated, or when the reader last opened it; None where the name says enough."""

    base: Base
    number: int
    at: datetime | None


def offered_bases(w: Work, code: str, to: int | str) -> Mapping[Base, Offer | None]:
    """Every name with the version it stands for beside version ``to``; None where there is none."""
    program = find_program(w, code)
    return _offers(w, program, find_version(w, program, to))


def opened_before(w: Work, code: str, *, unread: bool = False) -> Offer | None:
    """The newest version the reader has opened of those before the present newest.

    unread: only while they have not opened the newest itself.
    """
    program = find_program(w, code)
    *before, newest = visible_versions(w, program)
    opened = last_opened(w, program.id)
    return None if unread and newest.id in opened else _offer(Base.OPENED, before, opened)


def find_base(w: Work, program: ProgramRow, from_: int | str, to: VersionRow) -> tuple[VersionRow, Offer | None]:
    """The version a number or a name stands for, with the offer where it was a name.

    Raises NotFound, which says what is missing where a name stands for nothing.
    """
    if from_ not in set(Base):
        return find_version(w, program, from_), None
    base = Base(from_)
    offer = _offers(w, program, to)[base]
    if offer is None:
        raise NotFound(MISSING[base], version=to.number)
    return find_version(w, program, offer.number), offer


def _offers(w: Work, program: ProgramRow, to: VersionRow) -> dict[Base, Offer | None]:
    before = [one for one in visible_versions(w, program) if one.number < to.number]
    opened = last_opened(w, program.id)
    return {base: _offer(base, before, opened) for base in Base}


def _offer(base: Base, among: list[VersionRow], opened: Mapping[str, datetime]) -> Offer | None:
    """The newest that the name fits: whoever looks again at an old text has still read the newer one."""
    for one in reversed(among):
        match base:
            case Base.CIRCULATED if one.opened_at is not None:
                return Offer(base, one.number, one.opened_at)
            case Base.ADOPTED if one.state in _ADOPTED:
                return Offer(base, one.number, None)
            case Base.OPENED if one.id in opened:
                return Offer(base, one.number, opened[one.id])
    return None

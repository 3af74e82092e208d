"""Finding programs, versions and delegations that the actor may know of; everything else is not found."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, select, true

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, NotFound, NotPermitted
from program_workflow.domain.permissions import Part, Permit
from program_workflow.domain.terms import AmendmentState, Role
from program_workflow.storage import (
    AdviceRequestRow,
    AmendmentRow,
    DelegationRow,
    ParticipantRow,
    ProgramRow,
    RemarkRow,
    VersionRow,
)
from program_workflow.usecases.sponsor_rows import shown_as_sponsor
from program_workflow.usecases.views import SECRETARIAT, DelegationView
from program_workflow.usecases.work import Work


def sees_version(w: Work, version: VersionRow) -> bool:
    """Whether the person may know of it; a reviewer also of a working one on which advice is asked of them."""
    if permissions.sees_version(w.actor, version.state, version.opened_at is not None):
        return True
    return version.id in asked_about(w)


def asked_about(w: Work) -> frozenset[str]:
    """The versions on which this reviewer is asked for advice, or was; not where the request was withdrawn."""
    if w.actor.role is not Role.REVIEWER:
        return frozenset()
    of_me = or_(AdviceRequestRow.reviewer_id.is_(None), AdviceRequestRow.reviewer_id == w.actor.user_id)
    asked = select(AdviceRequestRow.version_id).where(
        AdviceRequestRow.version_id.is_not(None), AdviceRequestRow.withdrawn_at.is_(None), of_me
    )
    return w.once(("versions asked about", ""), lambda: frozenset(one for one in w.session.scalars(asked) if one))


def visible_to(w: Work) -> ColumnElement[bool]:
    """The rows of amendments this reader may know of; the same rule as ``permissions.sees_amendment``."""
    actor = w.actor
    if not permissions.may(actor, Permit.READ_AMENDMENTS):
        return false()
    rules: list[ColumnElement[bool]] = [AmendmentRow.number.is_not(None)]
    if actor.is_coordinator:
        rules.append(AmendmentRow.delegation_id.is_(None))
        rules.append(AmendmentRow.state != AmendmentState.DRAFT)
        rules.append(AmendmentRow.late_requested_at.is_not(None))
    elif actor.delegation_id is not None and actor.drafts:
        rules.append(AmendmentRow.delegation_id == actor.delegation_id)
        rules.append(shown_as_sponsor(actor.delegation_id))
    return or_(*rules)


def visible_remarks(w: Work) -> ColumnElement[bool]:
    """The rows of remarks this reader may know of; the same rule as ``permissions.sees_remark``."""
    if not permissions.may(w.actor, Permit.READ_REMARKS):
        return false()
    if w.actor.role is Role.OBSERVER:
        return RemarkRow.delegation_id == w.actor.delegation_id
    return true()


def find_program(w: Work, code: str) -> ProgramRow:
    """The program by its code, if the actor may see any version of it."""
    asked = select(ProgramRow).where(ProgramRow.code == code)
    program = w.once(("program", code), lambda: w.session.scalars(asked).one_or_none())
    if program is None or not any(sees_version(w, version) for version in versions_of(w, program)):
        raise NotFound(N_("There is no program {code}, or it is not open to you."), code=code)
    return program


def versions_of(w: Work, program: ProgramRow) -> list[VersionRow]:
    """All versions, the first first, whoever may see them."""
    asked = select(VersionRow).where(VersionRow.program_id == program.id).order_by(VersionRow.number)
    return list(w.once(("versions", program.id), lambda: w.session.scalars(asked).all()))


def visible_versions(w: Work, program: ProgramRow) -> list[VersionRow]:
    return [version for version in versions_of(w, program) if sees_version(w, version)]


def find_version(w: Work, program: ProgramRow, number: int | str) -> VersionRow:
    """A version by number, or "latest": the newest the actor may see."""
    found = w.once(("visible versions", program.id), lambda: visible_versions(w, program))
    if number == "latest":
        return found[-1]
    for version in found:
        if str(version.number) == str(number):
            return version
    raise NotFound


def language_in(languages: Iterable[str], wanted: str | None) -> str:
    """The wanted language where there is a text in it, else the first."""
    there = list(languages)
    return wanted if wanted is not None and wanted in there else there[0]


def filing_version(w: Work, program_id: str) -> VersionRow | None:
    """The newest circulated version: the one whose window counts."""
    return w.session.scalars(
        select(VersionRow)
        .where(VersionRow.program_id == program_id, VersionRow.opened_at.is_not(None))
        .order_by(VersionRow.number.desc())
        .limit(1)
    ).first()


def latest_version(w: Work, program_id: str) -> VersionRow:
    asked = select(VersionRow).where(VersionRow.program_id == program_id).order_by(VersionRow.number.desc()).limit(1)
    return w.once(("latest version", program_id), lambda: w.session.scalars(asked).one())


def delegation_views(w: Work) -> Mapping[str | None, DelegationView]:
    """All delegations by identity; None is the secretariat."""
    found: dict[str | None, DelegationView] = {None: SECRETARIAT}
    for row in _delegations(w):
        found[row.id] = view_of_delegation(row)
    return found


def _delegations(w: Work) -> Sequence[DelegationRow]:
    asked = select(DelegationRow).order_by(DelegationRow.position)
    return w.once(("delegations", ""), lambda: w.session.scalars(asked).all())


def view_of_delegation(row: DelegationRow) -> DelegationView:
    return DelegationView(row.code, row.name_en, row.name_ru, row.position, row.is_observer)


def parts_in(w: Work, program_id: str) -> list[Part]:
    """Who was named as taking part, from when until when; empty where nobody was."""
    asked = select(ParticipantRow.delegation_id, ParticipantRow.since, ParticipantRow.until).where(
        ParticipantRow.program_id == program_id
    )
    return w.once(("parts", program_id), lambda: [Part(*row) for row in w.session.execute(asked)])


def participants_of(w: Work, program_id: str, at: datetime | None = None) -> list[DelegationRow]:
    """Delegations that take part at an instant, by default now; all members where nobody was named."""
    parts, at = parts_in(w, program_id), at or w.now
    return [
        one
        for one in _delegations(w)
        if permissions.takes_part(parts, one.id, at) and not (one.is_observer and not parts)
    ]


def outside_of(w: Work, program: ProgramRow, delegation_id: str | None) -> NotPermitted | None:
    """Why this delegation may put nothing forward in the program; None where it may.

    delegation_id None: the secretariat, which always may.
    """
    if delegation_id is None:
        return None
    code = w.get(DelegationRow, delegation_id).code
    return permissions.outside(parts_in(w, program.id), delegation_id, w.now, delegation=code, program=program.code)


def left_out(w: Work) -> list[tuple[str, str]]:
    """(program, delegation) of each delegation that takes no part in a program now, by identity."""
    return w.once(("left out", ""), lambda: _left_out(w))


def _left_out(w: Work) -> list[tuple[str, str]]:
    named: dict[str, list[Part]] = {}
    for row in w.session.scalars(select(ParticipantRow)):
        named.setdefault(row.program_id, []).append(Part(row.delegation_id, row.since, row.until))
    everyone = list(w.session.scalars(select(DelegationRow.id)))
    return [
        (program_id, one)
        for program_id, parts in named.items()
        for one in everyone
        if not permissions.takes_part(parts, one, w.now)
    ]

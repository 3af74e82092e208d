"""Finding programs, versions and delegations that the actor may know of; everything else is not found."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, false, func, or_, select

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AmendmentState
from program_workflow.storage import AmendmentRow, DelegationRow, ParticipantRow, ProgramRow, VersionRow
from program_workflow.usecases.views import SECRETARIAT, DelegationView
from program_workflow.usecases.work import Work


def sees_version(w: Work, version: VersionRow) -> bool:
    return permissions.sees_version(w.actor, version.state, version.opened_at is not None)


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
    return or_(*rules)


def find_program(w: Work, code: str) -> ProgramRow:
    """The program by its code, if the actor may see any version of it."""
    program = w.session.scalars(select(ProgramRow).where(ProgramRow.code == code)).one_or_none()
    if program is None or not any(sees_version(w, version) for version in versions_of(w, program)):
        raise NotFound
    return program


def versions_of(w: Work, program: ProgramRow) -> list[VersionRow]:
    """All versions, the first first, whoever may see them."""
    return list(
        w.session.scalars(select(VersionRow).where(VersionRow.program_id == program.id).order_by(VersionRow.number))
    )


def visible_versions(w: Work, program: ProgramRow) -> list[VersionRow]:
    return [version for version in versions_of(w, program) if sees_version(w, version)]


def find_version(w: Work, program: ProgramRow, number: int | str) -> VersionRow:
    """A version by number, or "latest": the newest the actor may see."""
    found = visible_versions(w, program)
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
    return w.session.scalars(
        select(VersionRow).where(VersionRow.program_id == program_id).order_by(VersionRow.number.desc()).limit(1)
    ).one()


def delegation_views(w: Work) -> Mapping[str | None, DelegationView]:
    """All delegations by identity; None is the secretariat."""
    rows = w.session.scalars(select(DelegationRow).order_by(DelegationRow.position))
    found: dict[str | None, DelegationView] = {None: SECRETARIAT}
    for row in rows:
        found[row.id] = view_of_delegation(row)
    return found


def view_of_delegation(row: DelegationRow) -> DelegationView:
    return DelegationView(row.code, row.name_en, row.name_ru, row.position, row.is_observer)


def participants_of(w: Work, program_id: str) -> list[DelegationRow]:
    """Delegations that take part now; all members where nobody was named."""
    named = w.session.scalar(
        select(func.count()).select_from(ParticipantRow).where(ParticipantRow.program_id == program_id)
    )
    statement = select(DelegationRow).order_by(DelegationRow.position)
    if not named:
        return list(w.session.scalars(statement.where(DelegationRow.is_observer.is_(False))))
    takes_part = (
        select(ParticipantRow.delegation_id)
        .where(ParticipantRow.program_id == program_id, ParticipantRow.since <= w.now)
        .where((ParticipantRow.until.is_(None)) | (ParticipantRow.until > w.now))
    )
    return list(w.session.scalars(statement.where(DelegationRow.id.in_(takes_part))))

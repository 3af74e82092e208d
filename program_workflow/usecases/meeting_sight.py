"""Who may know of which meeting, and what a meeting is called."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, select, true

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.meeting import called
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import MeetingState, PaperKind, PaperState, Role
from program_workflow.storage import MeetingParticipantRow, MeetingRow, PaperRow
from program_workflow.usecases.work import Work

#: Who knows of every meeting that is announced, whoever takes part.
_KNOWS: frozenset[Role] = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})


def meetings_visible(w: Work) -> ColumnElement[bool]:
    """The rows of meetings this reader may know of: those that are announced, of which they are part."""
    actor = w.actor
    if actor.role is None or permissions.may(actor, Permit.HOLD_MEETING):
        return true()
    announced = MeetingRow.announced_at.is_not(None)
    if actor.role in _KNOWS:
        return announced
    mine = select(MeetingParticipantRow.meeting_id).where(MeetingParticipantRow.delegation_id == actor.delegation_id)
    return announced & MeetingRow.id.in_(mine)


def find_meeting(w: Work, meeting_id: str) -> MeetingRow:
    """The meeting, if the actor may know of it. Raises NotFound."""
    row = w.session.scalars(select(MeetingRow).where(MeetingRow.id == meeting_id, meetings_visible(w))).one_or_none()
    if row is None:
        raise NotFound
    return row


def sees_meeting(w: Work, row: MeetingRow) -> bool:
    asked = select(MeetingRow.id).where(MeetingRow.id == row.id, meetings_visible(w))
    return w.session.scalars(asked).first() is not None


def waiting_meetings(w: Work) -> list[MeetingRow]:
    """Closed meetings whose outcome document is not adopted, for coordinators; the one closed first first."""
    if not w.actor.is_coordinator:
        return []
    adopted = select(PaperRow.meeting_id).where(
        PaperRow.kind == PaperKind.OUTCOME, PaperRow.state == PaperState.ADOPTED
    )
    asked = select(MeetingRow).where(MeetingRow.state == MeetingState.CLOSED, MeetingRow.id.not_in(adopted))
    return list(w.session.scalars(asked.order_by(MeetingRow.closed_at, MeetingRow.id)))


def reads_all(w: Work) -> bool:
    """Whether the person reads decisions, minutes and drafts, and not the agenda and what was adopted alone."""
    return w.actor.role is None or permissions.may(w.actor, Permit.READ_AMENDMENTS)


def said_in(words: Mapping[str, str], language: str) -> str:
    """The words in a language, else in the other one."""
    return words.get(language) or next((one for one in words.values() if one), "")


def name_of(row: MeetingRow, language: str) -> str:
    return called(row.number, said_in(row.title, language))

"""The notices of one person in the product: what they may still see, newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, tuple_, update

from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit, may
from program_workflow.domain.terms import Event, SilenceScope, VersionState
from program_workflow.storage import AmendmentRow, MeetingRow, NotificationRow, RemarkRow, SilenceRow, VersionRow
from program_workflow.usecases.finding import asked_about, visible_remarks, visible_to
from program_workflow.usecases.meeting_sight import meetings_visible
from program_workflow.usecases.notices import notice_of
from program_workflow.usecases.views import Page
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class NotificationView:
    """A notice in the language of the moment.

    because: why this person is told. awaited: what they may or must do, or "". reason: as the one who
    acted gave it, or "". link: path of the page. number: of the amendment, where it has one.
    """

    id: str
    event: Event
    sentence: str
    because: str
    awaited: str
    reason: str
    deadline: datetime | None
    link: str
    program: str
    subject_type: str
    subject_id: str
    number: str | None
    created_at: datetime
    read_at: datetime | None


def notifications(w: Work, cursor: str | None = None, limit: int = 50, *, unread_only: bool = False) -> Page:
    """A page of `NotificationView`, newest first. cursor: as the page before gave it."""
    statement = (
        select(NotificationRow)
        .where(*_own(w))
        .order_by(NotificationRow.created_at.desc(), NotificationRow.id.desc())
        .limit(limit + 1)
    )
    if unread_only:
        statement = statement.where(NotificationRow.read_at.is_(None))
    after = w.session.get(NotificationRow, cursor) if cursor else None
    if after is not None and after.user_id == w.actor.user_id:
        place = tuple_(NotificationRow.created_at, NotificationRow.id)
        statement = statement.where(place < (after.created_at, after.id))
    rows = list(w.session.scalars(statement))
    views = tuple(_view(row) for row in rows[:limit])
    return Page(views, rows[limit - 1].id if len(rows) > limit else None)


def unread_count(w: Work) -> int:
    """How many notices the person has not read."""
    return w.session.scalar(select(func.count()).where(*_own(w), NotificationRow.read_at.is_(None))) or 0


def mark_read(w: Work, notification_id: str) -> NotificationView:
    """Notes when the person read it, the first time. Raises NotFound."""
    row = w.session.scalars(
        select(NotificationRow).where(*_own(w), NotificationRow.id == notification_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    row.read_at = row.read_at or w.now
    return _view(row)


def mark_all_read(w: Work) -> int:
    """Everything the person sees now is read. Returns how many were not."""
    ids = w.session.scalars(select(NotificationRow.id).where(*_own(w), NotificationRow.read_at.is_(None))).all()
    w.session.execute(
        update(NotificationRow)
        .where(NotificationRow.user_id == w.actor.user_id, NotificationRow.id.in_(ids))
        .values(read_at=w.now)
        .execution_options(synchronize_session=False)
    )
    return len(ids)


def _own(w: Work) -> tuple[ColumnElement[bool], ...]:
    """The person's notices of things they may see today; rights are read anew each time."""
    amendments = select(AmendmentRow.id).where(visible_to(w))
    versions = select(VersionRow.id)
    if not may(w.actor, Permit.READ_WORKING_VERSIONS):
        circulated = VersionRow.opened_at.is_not(None) & (VersionRow.state != VersionState.WORKING)
        versions = versions.where(circulated | VersionRow.id.in_(asked_about(w)))
    silences = select(SilenceRow.id).where(SilenceRow.announced_at.is_not(None))
    if not may(w.actor, Permit.READ_AMENDMENTS):
        silences = silences.where(SilenceRow.scope != SilenceScope.AMENDMENTS)
    meetings = select(MeetingRow.id).where(meetings_visible(w))
    remarks = select(RemarkRow.id).where(visible_remarks(w))
    return (
        NotificationRow.user_id == w.actor.user_id,
        or_(*(NotificationRow.subject_id.in_(one) for one in (amendments, versions, silences, meetings, remarks))),
    )


def _view(row: NotificationRow) -> NotificationView:
    notice = notice_of(Event(row.event), row.payload, row.subject_type, row.subject_id)
    number = row.payload.get("number")
    return NotificationView(
        id=row.id,
        event=Event(row.event),
        sentence=notice.sentence,
        because=notice.because,
        awaited=notice.awaited,
        reason=notice.reason,
        deadline=notice.deadline,
        link=notice.link,
        program=str(row.payload.get("program", "")),
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        number=str(number) if number else None,
        created_at=row.created_at,
        read_at=row.read_at,
    )

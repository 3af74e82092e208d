"""What is recorded under an item of the agenda: decisions, statements of delegations, next steps."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from program_workflow.domain.errors import N_, Invalid, NotFound, StepNotAllowed
from program_workflow.domain.terms import EntryKind, MeetingAction
from program_workflow.storage import AgendaItemRow, MeetingEntryRow, MeetingParticipantRow, MeetingRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.meeting_rows import Both, begin_step, find_item, note_meeting
from program_workflow.usecases.meetings import checked_words
from program_workflow.usecases.people_views import find_delegation
from program_workflow.usecases.work import Work


def record_decision(
    w: Work, meeting_id: str, item_id: str, text: Both, *, seen_revision: int | None = None
) -> MeetingEntryRow:
    """A decision in free words. Raises NotFound, NotPermitted, Invalid, StepNotAllowed."""
    return _record(w, meeting_id, item_id, EntryKind.DECISION, text, seen_revision)


def record_statement(
    w: Work, meeting_id: str, item_id: str | None, delegation: str, text: Both, *, seen_revision: int | None = None
) -> MeetingEntryRow:
    """A statement of a delegation that takes part, or of an observer organisation."""
    return _record(w, meeting_id, item_id, EntryKind.STATEMENT, text, seen_revision, delegation)


def record_next_step(
    w: Work, meeting_id: str, item_id: str | None, text: Both, *, seen_revision: int | None = None
) -> MeetingEntryRow:
    return _record(w, meeting_id, item_id, EntryKind.NEXT_STEP, text, seen_revision)


def _record(
    w: Work,
    meeting_id: str,
    item_id: str | None,
    kind: EntryKind,
    text: Both,
    seen_revision: int | None,
    delegation: str | None = None,
) -> MeetingEntryRow:
    meeting = begin_step(w, meeting_id, MeetingAction.RECORD, seen_revision)
    item = find_item(w, meeting, item_id) if item_id is not None else None
    words = checked_words(text, "/text")
    if not words:
        raise Invalid(N_("Write what is to be recorded."), pointer="/text")
    speaker = _speaker(w, meeting, delegation) if kind is EntryKind.STATEMENT else None
    row = add_entry(w, meeting, item, kind, words, delegation_id=speaker)
    note_meeting(w, meeting, MeetingAction.RECORD, [row])
    return row


def _speaker(w: Work, meeting: MeetingRow, code: str | None) -> str:
    if not code:
        raise Invalid(N_("Choose whose statement it is."), pointer="/delegation")
    found = find_delegation(w, code)
    if found is None or w.session.get(MeetingParticipantRow, (meeting.id, found.id)) is None:
        raise Invalid(N_("{code} does not take part in this meeting."), pointer="/delegation", code=code)
    return found.id


def add_entry(
    w: Work,
    meeting: MeetingRow,
    item: AgendaItemRow | None,
    kind: EntryKind,
    words: Mapping[str, str],
    **more: Any,
) -> MeetingEntryRow:
    """Writes the row; the event is the caller's."""
    last = w.session.scalar(select(func.max(MeetingEntryRow.ordinal)).where(MeetingEntryRow.meeting_id == meeting.id))
    row = MeetingEntryRow(
        id=new_id(),
        meeting_id=meeting.id,
        item_id=item.id if item is not None else None,
        ordinal=(last or 0) + 1,
        kind=kind,
        text=dict(words),
        at=w.now,
        entered_by=w.actor.user_id,
        **{"action": "", "reference": "", "struck_reason": "", **more},
    )
    w.session.add(row)
    w.session.flush()
    return row


def strike(
    w: Work, meeting_id: str, entry_id: str, reason: str, *, seen_revision: int | None = None
) -> MeetingEntryRow:
    """Strikes out what was recorded by mistake; it stays readable in the record.

    A decision on an amendment or a version is not undone by that: it is annulled or reopened where it was taken.
    """
    meeting = begin_step(w, meeting_id, MeetingAction.STRIKE, seen_revision)
    row = w.session.get(MeetingEntryRow, entry_id)
    if row is None or row.meeting_id != meeting.id:
        raise NotFound
    if not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    if row.struck_at is not None:
        raise StepNotAllowed(N_("It is struck out already."))
    if row.subject is not None:
        raise StepNotAllowed(N_("Annul or reopen the decision itself; it then no longer stands here."))
    row.struck_at, row.struck_reason = w.now, reason.strip()
    note_meeting(w, meeting, MeetingAction.STRIKE, [row], reason=reason.strip())
    return row

"""Planning a meeting, its participants and agenda, announcing, opening and closing it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, NotFound, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AgendaSubject, Event, MeetingAction, MeetingState
from program_workflow.phrases import name_clause
from program_workflow.storage import (
    AgendaItemRow,
    AmendmentRow,
    DelegationRow,
    MeetingEntryRow,
    MeetingParticipantRow,
    MeetingRow,
    ReadingRow,
)
from program_workflow.storage.base import new_id
from program_workflow.usecases import guards
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.meeting_rows import (
    Both,
    begin_step,
    find_item,
    items_in,
    note_meeting,
    participants_in,
    tell_of_meeting,
)
from program_workflow.usecases.people_views import find_delegation
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

MAX_TITLE: Final = 500
MAX_WORDS: Final = 20_000
MAX_REASON: Final = 5_000
MAX_ITEMS: Final = 100
MAX_ATTENDEES: Final = 200


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a meeting is called, where and when it is. starts_on, ends_on: "2011-03-20"; "" is the first day."""

    title: Both
    starts_on: str
    ends_on: str = ""
    place: Both = field(default_factory=Both)
    number: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What an item is bound to: an amendment, or a version or clause of a program by its code."""

    amendment: str | None = None
    program: str | None = None
    version: int | None = None
    clause: str | None = None


# --- The meeting --------------------------------------------------------------------------------------


def plan(w: Work, said: Particulars) -> MeetingRow:
    """A meeting that only the coordinators know of until it is announced. Raises NotPermitted, Invalid."""
    permissions.need(w.actor, Permit.HOLD_MEETING)
    row = MeetingRow(id=new_id(), state=MeetingState.PLANNED, created_at=w.now, **_columns(said))
    w.session.add(row)
    w.session.flush()
    note_meeting(w, row, MeetingAction.PLAN)
    return row


def change(w: Work, meeting_id: str, said: Particulars, *, seen_revision: int | None) -> MeetingRow:
    """Those who know of it already are told."""
    row = begin_step(w, meeting_id, MeetingAction.CHANGE, seen_revision)
    for name, value in _columns(said).items():
        setattr(row, name, value)
    _note_change(w, row, MeetingAction.CHANGE)
    return row


def _columns(said: Particulars) -> dict[str, Any]:
    starts = _day(said.starts_on, "/starts_on")
    ends = _day(said.ends_on, "/ends_on") if said.ends_on else starts
    if ends < starts:
        raise Invalid(N_("A meeting does not end before it begins."), pointer="/ends_on")
    if said.number is not None and not 0 < said.number < 1000:
        raise Invalid(N_("The number of a meeting is between 1 and 999."), pointer="/number")
    return {
        "number": said.number,
        "title": checked_both(said.title, "/title"),
        "place": checked_words(said.place, "/place", MAX_TITLE),
        "starts_on": starts.isoformat(),
        "ends_on": ends.isoformat(),
    }


def _day(said: str, pointer: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Invalid(N_("Write the day as in 2011-03-20."), pointer=pointer) from None


def checked_words(said: Both, pointer: str, limit: int = MAX_WORDS) -> dict[str, str]:
    """The words that were sent, by language. Raises Invalid where they are too long or cannot be kept."""
    words = {language: " ".join(one.split()) if limit == MAX_TITLE else one for language, one in said.words().items()}
    for language, one in words.items():
        redline.refuse_control(one.replace("\r", ""))
        if len(one) > limit:
            raise Invalid(N_("At most {count} characters."), pointer=f"{pointer}/{language}", count=limit)
    return words


def checked_both(said: Both, pointer: str) -> dict[str, str]:
    """A title in both languages."""
    words = checked_words(said, pointer, MAX_TITLE)
    for language in ("en", "ru"):
        if language not in words:
            raise Invalid(N_("Write it in English and in Russian."), pointer=f"{pointer}/{language}")
    return words


def announce(w: Work, meeting_id: str, *, seen_revision: int | None) -> MeetingRow:
    """From now on those who take part know of the meeting; they are told by mail too. Again: they are reminded."""
    row = begin_step(w, meeting_id, MeetingAction.ANNOUNCE, seen_revision)
    for refusal in blocks_announcing(w, row):
        raise refusal
    row.announced_at = row.announced_at or w.now
    event = note_meeting(w, row, MeetingAction.ANNOUNCE)
    tell_of_meeting(w, row, Event.MEETING_ANNOUNCED, key=str(event.seq))
    return row


def blocks_announcing(w: Work, row: MeetingRow) -> list[StepNotAllowed]:
    found = []
    if not participants_in(w, row.id):
        found.append(StepNotAllowed(N_("Nobody takes part yet.")))
    if not items_in(w, row.id):
        found.append(StepNotAllowed(N_("The agenda is empty.")))
    return found


def open_meeting(w: Work, meeting_id: str, *, seen_revision: int | None) -> MeetingRow:
    """The floor is open: wordings are recorded, decisions taken."""
    row = begin_step(w, meeting_id, MeetingAction.OPEN, seen_revision)
    if row.announced_at is None:
        raise StepNotAllowed(N_("Announce the meeting first; its participants do not know of it yet."))
    row.state, row.opened_at = MeetingState.OPEN, w.now
    note_meeting(w, row, MeetingAction.OPEN)
    return row


def close_meeting(w: Work, meeting_id: str, *, seen_revision: int | None) -> MeetingRow:
    """Nothing more is decided at it; minutes and outcome document can still be finished."""
    row = begin_step(w, meeting_id, MeetingAction.CLOSE, seen_revision)
    row.state, row.closed_at = MeetingState.CLOSED, w.now
    note_meeting(w, row, MeetingAction.CLOSE)
    tell_of_meeting(w, row, Event.MEETING_CLOSED)
    return row


def cancel(w: Work, meeting_id: str, reason: str, *, seen_revision: int | None) -> MeetingRow:
    """It is not held. Its agenda stays readable; nothing is recorded at it, nor can it be opened again.

    Those who know of it are told, with the reason. Raises Invalid without one.
    """
    row = begin_step(w, meeting_id, MeetingAction.CANCEL, seen_revision)
    why = reason.strip()
    if not why:
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    redline.refuse_control(why.replace("\r", ""))
    if len(why) > MAX_REASON:
        raise Invalid(N_("At most {count} characters."), pointer="/reason", count=MAX_REASON)
    row.state, row.cancelled_at, row.cancel_reason = MeetingState.CANCELLED, w.now, why
    note_meeting(w, row, MeetingAction.CANCEL, reason=why)
    if row.announced_at is not None:
        tell_of_meeting(w, row, Event.MEETING_CANCELLED, reason=why)
    return row


def _note_change(
    w: Work, row: MeetingRow, action: MeetingAction, changed: Sequence[Any] = (), removed: Sequence[Any] = ()
) -> None:
    event = note_meeting(w, row, action, changed, removed=removed)
    if row.announced_at is not None and action not in (MeetingAction.INVITE, MeetingAction.UNINVITE):
        tell_of_meeting(w, row, Event.MEETING_CHANGED, key=str(event.seq))


# --- Participants -------------------------------------------------------------------------------------


def invite(
    w: Work,
    meeting_id: str,
    delegation: str,
    *,
    head: Both | None = None,
    attendees: Sequence[str] | None = None,
    is_present: bool | None = None,
    seen_revision: int | None,
) -> MeetingParticipantRow:
    """A delegation or observer organisation takes part; sent again, what is given of it is changed."""
    meeting = begin_step(w, meeting_id, MeetingAction.INVITE, seen_revision)
    found = _delegation(w, delegation)
    row = w.session.get(MeetingParticipantRow, (meeting.id, found.id))
    is_new = row is None
    if row is None:
        row = MeetingParticipantRow(
            meeting_id=meeting.id, delegation_id=found.id, head={}, attendees=[], is_present=True
        )
        w.session.add(row)
    if head is not None:
        row.head = checked_words(head, "/head", MAX_TITLE)
    if attendees is not None:
        row.attendees = _checked_attendees(attendees)
    if is_present is not None:
        row.is_present = is_present
    w.session.flush()
    event = note_meeting(w, meeting, MeetingAction.INVITE, [row])
    if is_new and meeting.announced_at is not None:
        tell_of_meeting(w, meeting, Event.MEETING_ANNOUNCED, key=str(event.seq))
    return row


def _delegation(w: Work, code: str) -> DelegationRow:
    found = find_delegation(w, code)
    if found is None:
        raise Invalid(N_("There is no delegation {code}."), pointer="/delegation", code=code)
    row: DelegationRow = w.get(DelegationRow, found.id)
    return row


def _checked_attendees(attendees: Sequence[str]) -> list[str]:
    found = [" ".join(one.split()) for one in attendees if one.strip()]
    for one in found:
        redline.refuse_control(one)
    if len(found) > MAX_ATTENDEES or any(len(one) > MAX_TITLE for one in found):
        raise Invalid(
            N_("At most {count} people, each in at most {length} characters."),
            pointer="/attendees",
            count=MAX_ATTENDEES,
            length=MAX_TITLE,
        )
    return found


def uninvite(w: Work, meeting_id: str, delegation: str, *, seen_revision: int | None) -> MeetingRow:
    """Takes a delegation off the list before the meeting is opened."""
    meeting = begin_step(w, meeting_id, MeetingAction.UNINVITE, seen_revision)
    row = w.session.get(MeetingParticipantRow, (meeting.id, _delegation(w, delegation).id))
    if row is None:
        raise NotFound
    w.session.delete(row)
    note_meeting(w, meeting, MeetingAction.UNINVITE, removed=[row])
    return meeting


# --- Agenda -------------------------------------------------------------------------------------------


def add_item(
    w: Work, meeting_id: str, title: Both, about: Sequence[About] = (), *, seen_revision: int | None
) -> AgendaItemRow:
    """An item at the end of the agenda."""
    meeting = begin_step(w, meeting_id, MeetingAction.ADD_ITEM, seen_revision)
    there = items_in(w, meeting.id)
    if len(there) >= MAX_ITEMS:
        raise Invalid(N_("An agenda has at most {count} items."), pointer="/title", count=MAX_ITEMS)
    row = AgendaItemRow(
        id=new_id(),
        meeting_id=meeting.id,
        ordinal=len(there) + 1,
        title=checked_both(title, "/title"),
        about=bound_to(w, about),
    )
    w.session.add(row)
    w.session.flush()
    _note_change(w, meeting, MeetingAction.ADD_ITEM, [row])
    return row


def change_item(
    w: Work,
    meeting_id: str,
    item_id: str,
    *,
    title: Both | None = None,
    about: Sequence[About] | None = None,
    ordinal: int | None = None,
    seen_revision: int | None,
) -> AgendaItemRow:
    """What is given of the item. ordinal: its place; the others move up or down."""
    meeting = begin_step(w, meeting_id, MeetingAction.CHANGE_ITEM, seen_revision)
    row = find_item(w, meeting, item_id)
    if title is not None:
        row.title = checked_both(title, "/title")
    if about is not None:
        row.about = bound_to(w, about)
    changed = [row]
    if ordinal is not None:
        changed += _placed(items_in(w, meeting.id), row, ordinal)
    w.session.flush()
    _note_change(w, meeting, MeetingAction.CHANGE_ITEM, changed)
    return row


def _placed(items: list[AgendaItemRow], row: AgendaItemRow, ordinal: int) -> list[AgendaItemRow]:
    """Puts the item at its place; gives the others that have moved."""
    if not 1 <= ordinal <= len(items):
        raise Invalid(N_("The agenda has {count} items."), pointer="/ordinal", count=len(items))
    items.remove(row)
    items.insert(ordinal - 1, row)
    moved = [one for place, one in enumerate(items, 1) if one.ordinal != place]
    for place, one in enumerate(items, 1):
        one.ordinal = place
    return [one for one in moved if one is not row]


def remove_item(w: Work, meeting_id: str, item_id: str, *, seen_revision: int | None) -> MeetingRow:
    """Takes an item off the agenda before the meeting is opened."""
    meeting = begin_step(w, meeting_id, MeetingAction.REMOVE_ITEM, seen_revision)
    row = find_item(w, meeting, item_id)
    for kind in (MeetingEntryRow, ReadingRow):
        if w.session.scalar(select(func.count()).select_from(kind).where(kind.item_id == row.id)):
            raise StepNotAllowed(N_("Something is recorded under this item."))
    others = [one for one in items_in(w, meeting.id) if one is not row]
    moved = [one for place, one in enumerate(others, 1) if one.ordinal != place]
    for place, one in enumerate(others, 1):
        one.ordinal = place
    w.session.delete(row)
    w.session.flush()
    _note_change(w, meeting, MeetingAction.REMOVE_ITEM, moved, [row])
    return meeting


def bound_to(w: Work, about: Sequence[About]) -> list[dict[str, Any]]:
    """What the item is bound to, each thing once. Raises Invalid for what there is not."""
    found: dict[str, dict[str, Any]] = {}
    for place, one in enumerate(about):
        try:
            bound = _bound(w, one)
        except NotFound:
            raise Invalid(N_("There is no such clause, amendment or version."), pointer=f"/about/{place}") from None
        found[bound["id"]] = bound
    return list(found.values())


def _bound(w: Work, one: About) -> dict[str, Any]:
    if one.amendment is not None:
        amendment: AmendmentRow = guards.find_amendment(w, one.amendment)
        if amendment.number is None:
            raise Invalid(N_("Only an amendment that has its number is put on an agenda."), pointer="/about")
        return _link(AgendaSubject.AMENDMENT, amendment.id, amendment.program_id)
    program = find_program(w, one.program or "")
    if one.clause is not None:
        if one.clause not in load_text(w, find_version(w, program, "latest").id):
            raise NotFound
        return _link(AgendaSubject.CLAUSE, one.clause, program.id)
    version = find_version(w, program, one.version if one.version is not None else "latest")
    return _link(AgendaSubject.VERSION, version.id, program.id)


_VERSION: Final = re.compile(r"(?P<code>\S+?),?\s+(?:version|редакция|v)\s*(?P<version>\d+)", re.IGNORECASE)


def named(w: Work, line: str) -> About:
    """What a typed line names: an amendment by its number, "CODE", "CODE, version 2", or "CODE, 2.3" a clause.

    Raises Invalid with the line.
    """
    line = " ".join(line.split())
    try:
        found = _read(w, line)
        _bound(w, found)
    except NotFound:
        raise Invalid(N_("“{line}” names no amendment, clause or version."), pointer="/about", line=line) from None
    return found


def _read(w: Work, line: str) -> About:
    amendment = w.session.scalars(select(AmendmentRow).where(AmendmentRow.number == line)).first()
    if amendment is not None and guards.sees_amendment(w.actor, amendment):
        return About(amendment=amendment.id)
    version = _VERSION.fullmatch(line)
    if version is not None:
        return About(program=version["code"], version=int(version["version"]))
    code, comma, clause = line.partition(",")
    if not comma:
        return About(program=code)
    references = load_text(w, find_version(w, find_program(w, code.strip()), "latest").id).references
    for identity, reference in references.items():
        if clause.strip() in (reference, name_clause(reference)):
            return About(program=code.strip(), clause=identity)
    raise NotFound


def _link(subject: AgendaSubject, identity: str, program_id: str) -> dict[str, Any]:
    return {"subject": subject.value, "id": identity, "program": program_id}


def about_in(said: Sequence[Mapping[str, Any]]) -> list[About]:
    """As the API and a recorded negotiation write it."""
    return [About(one.get("amendment"), one.get("program"), one.get("version"), one.get("clause")) for one in said]

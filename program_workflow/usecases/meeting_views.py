"""A meeting as one person may read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound, Saying
from program_workflow.domain.meeting import MEETING_STEPS
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AgendaSubject, EntryKind, MeetingAction, MeetingState
from program_workflow.storage import (
    AgendaItemRow,
    AmendmentRow,
    DelegationRow,
    MeetingEntryRow,
    MeetingParticipantRow,
    MeetingRow,
    ProgramRow,
    VersionRow,
)
from program_workflow.usecases import guards
from program_workflow.usecases.finding import delegation_views, filing_version, sees_version, view_of_delegation
from program_workflow.usecases.meeting_rows import entries_in, items_in, participants_in
from program_workflow.usecases.meeting_sight import find_meeting, meetings_visible, name_of, reads_all
from program_workflow.usecases.meeting_telling import stands
from program_workflow.usecases.meetings import blocks_announcing
from program_workflow.usecases.papers import PaperView, papers_of
from program_workflow.usecases.recording import events_of
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import DelegationView, EventView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class ParticipantView:
    delegation: DelegationView
    head: Mapping[str, str]
    attendees: Sequence[str]
    is_present: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """What an item is bound to. reference: of a clause as in `Text.references`, of an amendment its number."""

    subject: AgendaSubject
    id: str
    program: str
    version: int | None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """What was recorded. stands: a decision on an amendment no longer does where that was reopened or annulled."""

    id: str
    kind: EntryKind
    item: int | None
    delegation: DelegationView | None
    text: Mapping[str, str]
    subject: AgendaSubject | None
    subject_id: str | None
    action: str
    reference: str
    text_hash: str | None
    at: datetime
    stands: bool
    struck_at: datetime | None
    struck_reason: str


@dataclass(frozen=True, slots=True)
class ItemView:
    id: str
    ordinal: int
    title: Mapping[str, str]
    about: tuple[LinkView, ...]
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class MeetingView:
    """name: "III Meeting …" in the language of the reader. general: recorded under no item.

    is_full: the reader sees what was recorded, not the agenda and what was adopted alone.
    """

    id: str
    number: int | None
    title: Mapping[str, str]
    name: str
    place: Mapping[str, str]
    starts_on: str
    ends_on: str
    state: MeetingState
    announced_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    participants: tuple[ParticipantView, ...]
    items: tuple[ItemView, ...]
    general: tuple[EntryView, ...]
    papers: tuple[PaperView, ...]
    actions: tuple[MeetingAction, ...]
    blocks: tuple[Saying, ...]
    is_full: bool
    revision: int

    @property
    def members(self) -> tuple[ParticipantView, ...]:
        return tuple(one for one in self.participants if not one.delegation.is_observer)

    @property
    def observers(self) -> tuple[ParticipantView, ...]:
        return tuple(one for one in self.participants if one.delegation.is_observer)

    def item(self, item_id: str) -> ItemView:
        """Raises NotFound."""
        for one in self.items:
            if one.id == item_id:
                return one
        raise NotFound


def meetings_of(w: Work) -> list[MeetingView]:
    """Those the reader may know of, the last first."""
    permissions.need(w.actor, Permit.READ_MEETINGS)
    asked = select(MeetingRow).where(meetings_visible(w)).order_by(MeetingRow.starts_on.desc(), MeetingRow.id)
    return [view_of(w, row) for row in w.session.scalars(asked)]


def view_meeting(w: Work, meeting_id: str) -> MeetingView:
    """Raises NotFound."""
    return view_of(w, find_meeting(w, meeting_id))


def events_of_meeting(w: Work, meeting_id: str) -> tuple[EventView, ...]:
    """The record of a meeting, for those that read what was recorded at it."""
    row = find_meeting(w, meeting_id)
    if not reads_all(w):
        raise NotFound
    return tuple(events_of(w, "meeting", row.id))


def view_of(w: Work, row: MeetingRow) -> MeetingView:
    full, holds = reads_all(w), permissions.may(w.actor, Permit.HOLD_MEETING)
    items = items_in(w, row.id)
    entries = _entries(w, row, items) if full else ()
    return MeetingView(
        id=row.id,
        number=row.number,
        title=row.title,
        name=name_of(row, w.actor.language),
        place=row.place,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=row.state,
        announced_at=row.announced_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        participants=_participants(w, participants_in(w, row.id)),
        items=tuple(_item(w, one, entries) for one in items),
        general=tuple(one for one in entries if one.item is None),
        papers=papers_of(w, row),
        actions=tuple(action for (state, action) in MEETING_STEPS if state is row.state) if holds else (),
        blocks=tuple(Saying(one.template, one.params) for one in blocks_announcing(w, row)) if holds else (),
        is_full=full,
        revision=row.revision,
    )


def _participants(w: Work, rows: Sequence[MeetingParticipantRow]) -> tuple[ParticipantView, ...]:
    delegations = {row.id: row for row in w.session.scalars(select(DelegationRow))}
    rows = sorted(rows, key=lambda one: delegations[one.delegation_id].position)
    return tuple(
        ParticipantView(view_of_delegation(delegations[one.delegation_id]), one.head, one.attendees, one.is_present)
        for one in rows
    )


def _item(w: Work, row: AgendaItemRow, entries: Sequence[EntryView]) -> ItemView:
    links = tuple(link for one in row.about if (link := _link(w, one)) is not None)
    return ItemView(row.id, row.ordinal, row.title, links, tuple(one for one in entries if one.item == row.ordinal))


def _link(w: Work, said: Mapping[str, str]) -> LinkView | None:
    """What the item is bound to, where the reader may know of it."""
    subject, identity = AgendaSubject(said["subject"]), said["id"]
    program = w.session.get(ProgramRow, said["program"])
    if program is None:
        return None
    if subject is AgendaSubject.AMENDMENT:
        amendment = w.session.get(AmendmentRow, identity)
        if amendment is None or not guards.sees_amendment(w.actor, amendment):
            return None
        return LinkView(subject, identity, program.code, None, amendment.number or "")
    if subject is AgendaSubject.VERSION:
        version = w.session.get(VersionRow, identity)
        if version is None or not sees_version(w, version):
            return None
        return LinkView(subject, identity, program.code, version.number)
    filing = filing_version(w, program.id)
    if filing is None:
        return None
    reference = load_text(w, filing.id).references.get(identity)
    return LinkView(subject, identity, program.code, filing.number, reference) if reference is not None else None


def _entries(w: Work, row: MeetingRow, items: Sequence[AgendaItemRow]) -> tuple[EntryView, ...]:
    places = {one.id: one.ordinal for one in items}
    names = delegation_views(w)
    return tuple(_entry(w, one, places, names) for one in entries_in(w, row.id))


def _entry(
    w: Work, one: MeetingEntryRow, places: Mapping[str, int], names: Mapping[str | None, DelegationView]
) -> EntryView:
    return EntryView(
        id=one.id,
        kind=one.kind,
        item=places.get(one.item_id) if one.item_id else None,
        delegation=names[one.delegation_id] if one.delegation_id else None,
        text=one.text,
        subject=one.subject,
        subject_id=one.subject_id,
        action=one.action,
        reference=one.reference,
        text_hash=one.text_hash,
        at=one.at,
        stands=stands(w, one),
        struck_at=one.struck_at,
        struck_reason=one.struck_reason,
    )

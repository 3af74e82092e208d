"""Meetings: who takes part, the agenda, what is recorded under its items, and the documents of the meeting."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import AgendaSubject, EntryKind, MeetingState, PaperKind, PaperState
from program_workflow.storage.base import Base, new_id, word


class MeetingRow(Base):
    """number: of the meeting among those of its kind, printed in Roman figures. title, place: language → words.

    starts_on, ends_on: days of the calendar, "2011-03-20". announced_at: since when participants know of it.
    cancelled_at, cancel_reason: of one that is not held; its agenda stays.
    """

    __tablename__ = "meetings"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[int | None]
    title: Mapped[dict[str, Any]]
    place: Mapped[dict[str, Any]]
    starts_on: Mapped[str] = mapped_column(String(10))
    ends_on: Mapped[str] = mapped_column(String(10))
    state: Mapped[MeetingState] = mapped_column(word(MeetingState))
    created_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="", server_default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once


class MeetingParticipantRow(Base):
    """A delegation or observer organisation that takes part. head: language → the post of its head.

    attendees: others by name or post, a line each. is_present: in the room when the meeting decides.
    """

    __tablename__ = "meeting_participants"
    __table_args__ = (Index("ix_meeting_participants_delegation_id", "delegation_id"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"), primary_key=True)
    head: Mapped[dict[str, Any]]
    attendees: Mapped[list[Any]]
    is_present: Mapped[bool] = mapped_column(default=True)


class AgendaItemRow(Base):
    """An item of the agenda. ordinal: from 1. about: what it is bound to, [{subject, id, program}], see terms."""

    __tablename__ = "agenda_items"
    __table_args__ = (Index("ix_agenda_items_meeting_id", "meeting_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    ordinal: Mapped[int]
    title: Mapped[dict[str, Any]]
    about: Mapped[list[Any]]


class MeetingEntryRow(Base):
    """A decision, a statement of a delegation or a next step; only ever added, or struck out as a mistake.

    ordinal: of the meeting, from 1. text: language → words. Of a decision on an amendment, a clause or a
    version: subject, subject_id, program_id, what was done, its reference in words and the hash of the
    text decided on.
    """

    __tablename__ = "meeting_entries"
    __table_args__ = (
        Index("ix_meeting_entries_meeting_id", "meeting_id"),
        Index("ix_meeting_entries_subject_id", "subject_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_items.id"))
    ordinal: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(word(EntryKind))
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"))
    text: Mapped[dict[str, Any]]
    subject: Mapped[AgendaSubject | None] = mapped_column(word(AgendaSubject))
    subject_id: Mapped[str | None] = mapped_column(String(32))
    program_id: Mapped[str | None] = mapped_column(ForeignKey("programs.id"))
    action: Mapped[str] = mapped_column(String(32), default="")
    reference: Mapped[str] = mapped_column(default="")
    text_hash: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    struck_at: Mapped[datetime | None]
    struck_reason: Mapped[str] = mapped_column(default="")


class ReadingRow(Base):
    """A text read out to those present.

    answers: delegation code → position, or "absent"; who is not in it was silent.
    """

    __tablename__ = "meeting_readings"
    __table_args__ = (Index("ix_meeting_readings_meeting_id", "meeting_id", "subject_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    item_id: Mapped[str] = mapped_column(ForeignKey("agenda_items.id"))
    subject: Mapped[AgendaSubject] = mapped_column(word(AgendaSubject))
    subject_id: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))
    answers: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))


class PaperRow(Base):
    """Minutes, outcome document, or a corrigendum to it. number: of a corrigendum, from 1; 0 of the others."""

    __tablename__ = "meeting_papers"
    __table_args__ = (Index("ix_meeting_papers_meeting_id", "meeting_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    kind: Mapped[PaperKind] = mapped_column(word(PaperKind))
    number: Mapped[int] = mapped_column(default=0)
    state: Mapped[PaperState] = mapped_column(word(PaperState))
    adopted_at: Mapped[datetime | None]
    adopted_revision: Mapped[int | None]


class PaperRevisionRow(Base):
    """A revision of such a document; never changed. number: from 1. texts: language → lines, see ``domain.paper``."""

    __tablename__ = "meeting_paper_revisions"

    paper_id: Mapped[str] = mapped_column(ForeignKey("meeting_papers.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    texts: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))

"""Silence procedures, the texts they are on, and what was said in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import MessageKind, OutsideChannel, PositionSubject, SilenceScope, SilenceState
from program_workflow.storage.base import Base, new_id, word


class SilenceRow(Base):
    """A silence procedure. text_hash: of all that is frozen in it, see ``domain.silence``.

    state may say running after expires_at; what counts is the instant. extended_at: of the last
    extension. ended_at: the instant at which it was broken, withdrawn or adopted. holds: whether the
    decision rule held on every text of it once it was adopted. annul_asked_by: the first of the two
    coordinators who annul an adoption.
    """

    __tablename__ = "silences"
    __table_args__ = (
        Index("ix_silences_program_id", "program_id"),
        Index("ix_silences_due", "state", "expires_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    scope: Mapped[SilenceScope] = mapped_column(word(SilenceScope))
    state: Mapped[SilenceState] = mapped_column(word(SilenceState))
    text_hash: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    holds: Mapped[bool | None]
    annul_asked_at: Mapped[datetime | None]
    annul_asked_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    annulled_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once


class SilenceItemRow(Base):
    """A text in the scope, frozen: its hash as it was when the procedure was prepared. ordinal: from 0."""

    __tablename__ = "silence_items"
    __table_args__ = (Index("ix_silence_items_subject_id", "subject_id"),)

    silence_id: Mapped[str] = mapped_column(ForeignKey("silences.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[PositionSubject] = mapped_column(word(PositionSubject))
    subject_id: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))


class SilenceMessageRow(Base):
    """What was said in a procedure; rows are only ever added. ordinal: in the order they were entered.

    delegation_id None: the secretariat. at: when it was received; entered_at: when it was written down.
    is_late: it came after the instant and changes nothing. act_id: of the position it is, if one was taken.
    """

    __tablename__ = "silence_messages"
    __table_args__ = (Index("ix_silence_messages_silence_id", "silence_id"),)

    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    silence_id: Mapped[str] = mapped_column(ForeignKey("silences.id"))
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"))
    kind: Mapped[MessageKind] = mapped_column(word(MessageKind))
    reason: Mapped[str] = mapped_column(default="")
    channel: Mapped[OutsideChannel | None] = mapped_column(word(OutsideChannel))
    reference: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    is_late: Mapped[bool] = mapped_column(default=False)
    act_id: Mapped[str | None] = mapped_column(String(32))
    amendment_id: Mapped[str | None] = mapped_column(String(32))

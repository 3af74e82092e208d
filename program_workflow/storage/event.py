"""The record: append-only events, each linked to the one before by its hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.storage.base import Base


class EventRow(Base):
    """An event of the record. seq: from 1 without a gap.

    subject_type: see `usecases.record_nouns`. actor_digest: a salted hash of the
    person, so that the name can be erased and the chain still holds. body: what the event is about
    in data: states before and after, hashes of wording and text.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_subject", "subject_type", "subject_id", "seq"),
        Index("ix_events_program_id", "program_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(String(32))
    actor_name: Mapped[str] = mapped_column(default="")
    actor_salt: Mapped[str] = mapped_column(String(32))
    actor_digest: Mapped[str] = mapped_column(String(64))
    capacity: Mapped[str]
    program_id: Mapped[str | None] = mapped_column(String(32))
    subject_type: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(default="")
    body: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class ChainHead(Base):
    """The end of the chain; its row lock puts writers in a line."""

    __tablename__ = "chain_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))

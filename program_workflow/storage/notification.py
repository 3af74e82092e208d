"""The outbox (the queue of record), its log of deliveries, and what people see in the application."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import Channel, DeliveryState
from program_workflow.storage.base import Base, new_id, word


class OutboxRow(Base):
    """One event for one person over one channel; unique, so nobody gets it twice.

    event_key: "<event>:<seq of the record>" or "<reminder>:<version>:<stage>". payload: identities
    and words of the record only, never text of a draft. message_id: the same for every try of a mail.
    in_digest: an entry of the person's mail of a day, which is a row of its own (event "digest", named by
    digest_id once the entry is in it); its state is that mail's. webhook_id: which of a person's webhooks is called.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("event_key", "user_id", "channel"),
        Index("ix_outbox_due", "state", "due_at"),
        Index("ix_outbox_webhook", "webhook_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    event_key: Mapped[str]
    event: Mapped[str] = mapped_column(String(48))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    program_id: Mapped[str | None] = mapped_column(String(32))
    subject_type: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    state: Mapped[DeliveryState] = mapped_column(word(DeliveryState), default=DeliveryState.QUEUED)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str]
    sent_at: Mapped[datetime | None]
    in_digest: Mapped[bool] = mapped_column(default=False, server_default=false())
    digest_id: Mapped[str | None] = mapped_column(String(32), index=True)
    webhook_id: Mapped[str | None] = mapped_column(String(32))


class AttemptRow(Base):
    """The log of deliveries: each try and how it ended; error "" when it was sent."""

    __tablename__ = "delivery_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_id: Mapped[str] = mapped_column(ForeignKey("outbox.id"), index=True)
    at: Mapped[datetime]
    error: Mapped[str] = mapped_column(default="")


class NotificationRow(Base):
    """What a person sees in the application; one for each event that concerns them."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("event_key", "user_id"),
        Index("ix_notifications_user", "user_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    event_key: Mapped[str]
    event: Mapped[str] = mapped_column(String(48))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    program_id: Mapped[str | None] = mapped_column(String(32))
    subject_type: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class HeartbeatRow(Base):
    """When a worker or scheduler last did a piece of work it was sent, end to end."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]

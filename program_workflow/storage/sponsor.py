"""Who is named with an amendment beside its author, what is proposed to its wording, and into what it is merged."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import CounterState, MergerState, SponsorState
from program_workflow.storage.base import Base, new_id, word


class SponsorRow(Base):
    """A delegation invited to co-sponsor an amendment. wording: number of the one it consented to last.

    at: when it came to stand where it stands.
    """

    __tablename__ = "sponsors"
    __table_args__ = (Index("ix_sponsors_delegation_id", "delegation_id", "state"),)

    amendment_id: Mapped[str] = mapped_column(ForeignKey("amendments.id", ondelete="CASCADE"), primary_key=True)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"), primary_key=True)
    state: Mapped[SponsorState] = mapped_column(word(SponsorState))
    wording: Mapped[int | None]
    invited_at: Mapped[datetime]
    at: Mapped[datetime]


class CounterTextRow(Base):
    """A change proposed to a wording of an amendment. number: within the amendment, from 1.

    delegation_id None: the secretariat's. wording: number of the one it is written against. texts: what
    each operation of that wording would say instead, in their order: {"text", "fields"}. hash: of the
    wording that it would make.
    """

    __tablename__ = "counter_texts"
    __table_args__ = (Index("ix_counter_texts_state", "state", "amendment_id"),)

    amendment_id: Mapped[str] = mapped_column(ForeignKey("amendments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"))
    wording: Mapped[int]
    texts: Mapped[list[Any]]
    hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[CounterState] = mapped_column(word(CounterState))
    offered_at: Mapped[datetime]
    offered_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")


class MergerRow(Base):
    """A coordinator proposes to merge an amendment into another one; both authors have to accept.

    source_wording, target_wording: numbers of the wordings they accept it for. joins: whether the author
    of the source wishes to be a co-sponsor of the target.
    """

    __tablename__ = "mergers"
    __table_args__ = (
        UniqueConstraint("source_id", "ordinal"),
        Index("ix_mergers_target_id", "target_id", "state"),
        Index("ix_mergers_state", "state", "source_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    source_id: Mapped[str] = mapped_column(ForeignKey("amendments.id"))
    target_id: Mapped[str] = mapped_column(ForeignKey("amendments.id"))
    ordinal: Mapped[int]
    source_wording: Mapped[int]
    target_wording: Mapped[int]
    state: Mapped[MergerState] = mapped_column(word(MergerState))
    reason: Mapped[str] = mapped_column(default="")
    joins: Mapped[bool] = mapped_column(default=False)
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    source_accepted_at: Mapped[datetime | None]
    target_accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

"""Amendments, their wordings and operations. Wordings are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from program_workflow.domain.terms import (
    AmendmentState,
    ClauseKind,
    OperationKind,
    OutsideChannel,
    Rebase,
    WordingOrigin,
)
from program_workflow.storage.base import Base, new_id, word
from program_workflow.storage.sponsor import SponsorRow


class AmendmentRow(Base):
    """An amendment.

    delegation_id None: the secretariat's own. number, sequence: given at review, None before.
    wording: number of the current one; draft_wording: the newest one its delegation saved since the
    amendment was returned, which nobody else sees before it is filed again.
    version_id: the version its current wording was written against. sort_key: place of its first
    clause in that version, for lists. state_before, decided_*: the last decision, so that another
    coordinator may annul a clerical error. text_version_id: the version whose text holds its change
    while it is not (or no longer) *incorporated*. rebase_version_id: the version the flag is about.
    takeover_until: until when its co-sponsors may take it over, while its author has withdrawn it.
    first_delegation_id: the delegation that filed it, where another one took it over. merged_into: the
    amendment it was merged into. touched: how often something beside its state and wording changed.
    agenda_item_id: the item of a meeting's agenda under which it was tabled, whatever the window.
    channel, reference, received_at: of one that was received outside and entered by a coordinator.
    """

    __tablename__ = "amendments"
    __table_args__ = (
        UniqueConstraint("program_id", "number"),
        Index("ix_amendments_program_state", "program_id", "state", "filed_at", "id"),
        Index("ix_amendments_program_sort", "program_id", "sort_key", "id"),
        Index("ix_amendments_program_delegation", "program_id", "delegation_id", "state"),
        Index("ix_amendments_takeover_until", "takeover_until"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"))
    number: Mapped[str | None]
    sequence: Mapped[int | None]
    state: Mapped[AmendmentState] = mapped_column(word(AmendmentState))
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    wording: Mapped[int] = mapped_column(default=1)
    draft_wording: Mapped[int | None]
    sort_key: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    filed_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    refile_until: Mapped[datetime | None]
    late_requested_at: Mapped[datetime | None]
    late_reason: Mapped[str | None]
    is_admitted_late: Mapped[bool] = mapped_column(default=False)
    deferred_until: Mapped[str | None]
    state_before: Mapped[AmendmentState | None] = mapped_column(word(AmendmentState))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    decision_reason: Mapped[str | None]
    moot_by: Mapped[str | None] = mapped_column(ForeignKey("amendments.id"))
    incorporated_in: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    text_version_id: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    rebase: Mapped[Rebase] = mapped_column(word(Rebase), default=Rebase.NONE)
    rebase_version_id: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    import_key: Mapped[str | None] = mapped_column(String(64))
    takeover_until: Mapped[datetime | None]
    first_delegation_id: Mapped[str | None] = mapped_column(String(32))
    merged_into: Mapped[str | None] = mapped_column(String(32))
    touched: Mapped[int | None]
    agenda_item_id: Mapped[str | None] = mapped_column(String(32))
    channel: Mapped[OutsideChannel | None] = mapped_column(word(OutsideChannel))
    reference: Mapped[str | None]
    received_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    sponsors: Mapped[list[SponsorRow]] = relationship(
        lazy="selectin",
        order_by=lambda: (SponsorRow.invited_at, SponsorRow.delegation_id),
        cascade="all, delete-orphan",
    )

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once


class WordingRow(Base):
    """A saved text of an amendment; never changed. number: from 1."""

    __tablename__ = "wordings"

    amendment_id: Mapped[str] = mapped_column(ForeignKey("amendments.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    rationale: Mapped[str] = mapped_column(default="")
    origin: Mapped[WordingOrigin] = mapped_column(word(WordingOrigin))
    made_at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    hash: Mapped[str] = mapped_column(String(64))


class OperationRow(Base):
    """One operation of a wording. anchor_id: the existing clause on whose page it is shown."""

    __tablename__ = "operations"
    __table_args__ = (Index("ix_operations_anchor_id", "anchor_id"), Index("ix_operations_clause_id", "clause_id"))

    amendment_id: Mapped[str] = mapped_column(ForeignKey("amendments.id", ondelete="CASCADE"), primary_key=True)
    wording: Mapped[int] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OperationKind] = mapped_column(word(OperationKind))
    clause_id: Mapped[str] = mapped_column(String(32))
    anchor_id: Mapped[str | None] = mapped_column(String(32))
    parent_id: Mapped[str | None] = mapped_column(String(32))
    after_id: Mapped[str | None] = mapped_column(String(32))
    clause_kind: Mapped[ClauseKind | None] = mapped_column(word(ClauseKind))
    base_hash: Mapped[str | None] = mapped_column(ForeignKey("clause_revisions.hash"))
    text: Mapped[str] = mapped_column(default="")
    fields: Mapped[dict[str, Any]]

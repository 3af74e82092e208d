"""Acts of delegations received outside: their scans, and those that are contested."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import ContestOutcome, ReceivedKind
from program_workflow.storage.base import Base, new_id, word


class ScanRow(Base):
    """The letter or note an act stands in. act_id: of the position, or the identity of the amendment. hash: SHA-256."""

    __tablename__ = "scans"
    __table_args__ = (Index("ix_scans_act_id", "act_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    kind: Mapped[ReceivedKind] = mapped_column(word(ReceivedKind))
    act_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes]
    added_at: Mapped[datetime]
    added_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))


class ContestRow(Base):
    """An act that the delegation it was entered for says is not its own, or not so. outcome None: still contested."""

    __tablename__ = "contests"
    __table_args__ = (Index("ix_contests_act_id", "act_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    kind: Mapped[ReceivedKind] = mapped_column(word(ReceivedKind))
    act_id: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str]
    at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[ContestOutcome | None] = mapped_column(word(ContestOutcome))
    answer: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once

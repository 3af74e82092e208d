"""Remarks with their answers; no row is ever taken away."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import OutsideChannel, RemarkKind, RemarkState
from program_workflow.storage.base import Base, new_id, word


class RemarkRow(Base):
    """A remark of a delegation or observer organisation on a clause of a version, or on the version as a whole.

    sequence: its number in the program, from 1. clause_id None: the whole; that of a heading is its
    section. text: may be empty of "no comments" alone. at: the instant that counts, of one received
    outside that of its receipt; entered_at: when it was written down. is_late: received after the window.
    """

    __tablename__ = "remarks"
    __table_args__ = (
        Index("ix_remarks_program_id", "program_id", "sequence", unique=True),
        Index("ix_remarks_state", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    sequence: Mapped[int]
    kind: Mapped[RemarkKind] = mapped_column(word(RemarkKind))
    state: Mapped[RemarkState] = mapped_column(word(RemarkState))
    clause_id: Mapped[str | None] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(default="")
    channel: Mapped[OutsideChannel | None] = mapped_column(word(OutsideChannel))
    reference: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    is_late: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once

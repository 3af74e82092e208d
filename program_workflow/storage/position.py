"""Positions of delegations; rows are only ever added."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import OutsideChannel, PositionKind, PositionOrigin, PositionSubject
from program_workflow.storage.base import Base, new_id, word


class PositionRow(Base):
    """What a delegation said of an exact text. ordinal: in the order they were entered, from 1.

    subject_id: of a clause or an amendment. text_hash: of the text it is about, see
    ``domain.positions``. act_id: one for all that were taken at once. at: the instant that counts;
    entered_at: when it was written down. channel, reference: of one that was received outside.
    """

    __tablename__ = "positions"
    __table_args__ = (
        Index("ix_positions_program_id", "program_id", "subject", "subject_id"),
        Index("ix_positions_act_id", "act_id"),
    )

    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    act_id: Mapped[str] = mapped_column(String(32), default=new_id)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    subject: Mapped[PositionSubject] = mapped_column(word(PositionSubject))
    subject_id: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    kind: Mapped[PositionKind] = mapped_column(word(PositionKind))
    origin: Mapped[PositionOrigin] = mapped_column(word(PositionOrigin))
    reason: Mapped[str] = mapped_column(default="")
    due: Mapped[str | None] = mapped_column(String(10))
    lifts_when: Mapped[str] = mapped_column(default="")
    except_words: Mapped[str] = mapped_column(default="")
    channel: Mapped[OutsideChannel | None] = mapped_column(word(OutsideChannel))
    reference: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))

"""What a delegation that joined a program later is asked about: the text that was agreed before."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import PositionSubject
from program_workflow.storage.base import Base, word


class JoiningRow(Base):
    """A delegation joined a program after its text was circulated, and was asked once.

    since: from when it takes part. version_id: of the text it was asked about.
    """

    __tablename__ = "joinings"

    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"), primary_key=True)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))


class JoiningItemRow(Base):
    """An agreed text it is asked about: a clause or an agreed amendment, known by the hash of its words.

    A row is added where an agreed amendment it has not answered on comes to stand in a clause.
    """

    __tablename__ = "joining_items"
    __table_args__ = (Index("ix_joining_items_program_id", "program_id", "delegation_id"),)

    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    since: Mapped[datetime]
    subject: Mapped[PositionSubject] = mapped_column(word(PositionSubject))
    subject_id: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))

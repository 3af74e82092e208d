"""What a delegation that joined a program later is asked about: the text that was agreed before."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import PositionSubject
from program_workflow.storage.base import Base, new_id, word


class JoiningRow(Base):
    """A delegation joins a program when others have begun, and is asked once about what they agreed.

    since: from when it takes part. asked_at None: that is still to come. version_id: of the text it was
    asked about, None where there was none.
    """

    __tablename__ = "joinings"
    __table_args__ = (Index("ix_joinings_program_id", "program_id", "delegation_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    version_id: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    since: Mapped[datetime]
    asked_at: Mapped[datetime | None]


class JoiningItemRow(Base):
    """An agreed text it is asked about: a clause or an agreed amendment, known by the hash of its words.

    ordinal: from 0. A row is added where an agreed amendment it has not answered on comes to stand in a clause.
    """

    __tablename__ = "joining_items"

    joining_id: Mapped[str] = mapped_column(ForeignKey("joinings.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[PositionSubject] = mapped_column(word(PositionSubject))
    subject_id: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))

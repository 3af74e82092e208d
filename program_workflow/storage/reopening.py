"""Agreed clauses that a coordinator reopened; rows are only ever added."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.storage.base import Base, new_id


class ReopeningRow(Base):
    """A clause reopened as it reads in a version. text_hash: of that text, see ``domain.positions``.

    From this instant on positions on this very text count anew.
    """

    __tablename__ = "reopenings"
    __table_args__ = (Index("ix_reopenings_program_id", "program_id", "clause_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    clause_id: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str]
    at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))

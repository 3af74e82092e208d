"""Texts of clauses in several languages that stand together; rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.storage.base import Base, new_id


class AlignmentRow(Base):
    """Texts of a clause that were confirmed together for a version. ordinal: in the order they were, from 1.

    act_id: one for all that were confirmed at once. revisions: language → hash. language: whose text was
    given with it, "" where it was there. is_informational: that text is a translation which is not authentic;
    it stands beside the version and is no part of it.
    """

    __tablename__ = "alignments"
    __table_args__ = (
        Index("ix_alignments_program_id", "program_id"),
        Index("ix_alignments_act_id", "act_id"),
    )

    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    act_id: Mapped[str] = mapped_column(String(32), default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    clause_id: Mapped[str] = mapped_column(ForeignKey("clauses.id"))
    revisions: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(2), default="")
    is_informational: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))

"""Programs, their rules and who takes part."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.storage.base import Base, new_id


class ProgramRow(Base):
    """title: language → title. languages: authentic languages, the first is the one of the draft.

    rules: decision_rule, with majority_share ("2/3"), majority_base and abstention where votes are counted;
    unamended_not_objected: a clause without proposals at closing counts as not objected to; numbering,
    min_window_hours, min_silence_hours, marking (language → words).
    """

    __tablename__ = "programs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[dict[str, Any]]
    period: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[Any]]
    rules: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once


class ParticipantRow(Base):
    """A delegation takes part in a program from one instant to another."""

    __tablename__ = "participants"

    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"), primary_key=True)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime | None]

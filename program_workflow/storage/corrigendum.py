"""Corrigenda: what is corrected in an adopted text, and who objected in time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import CorrigendumState, OutsideChannel
from program_workflow.storage.base import Base, new_id, word


class CorrigendumRow(Base):
    """A corrigendum to a version. number: in the program, from 1. text_hash: of all it corrects.

    state may say proposed after takes_effect_at; what counts is the instant. made_version_id: the
    version with the corrected text, once it is in effect.
    """

    __tablename__ = "corrigenda"
    __table_args__ = (
        Index("ix_corrigenda_program_id", "program_id"),
        Index("ix_corrigenda_due", "state", "takes_effect_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    number: Mapped[int]
    state: Mapped[CorrigendumState] = mapped_column(word(CorrigendumState))
    reason: Mapped[str]
    text_hash: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[datetime]
    takes_effect_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    made_version_id: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once


class CorrectionRow(Base):
    """The corrected content of one clause in one language. base_hash: of the revision that stands there."""

    __tablename__ = "corrections"

    corrigendum_id: Mapped[str] = mapped_column(ForeignKey("corrigenda.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[str] = mapped_column(ForeignKey("clauses.id"))
    language: Mapped[str] = mapped_column(String(2))
    base_hash: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    fields: Mapped[dict[str, Any]]


class CorrigendumObjectionRow(Base):
    """An objection; rows are only ever added. at: when it was received. is_late: it changes nothing any more."""

    __tablename__ = "corrigendum_objections"
    __table_args__ = (Index("ix_corrigendum_objections_corrigendum_id", "corrigendum_id"),)

    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    corrigendum_id: Mapped[str] = mapped_column(ForeignKey("corrigenda.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    reason: Mapped[str]
    channel: Mapped[OutsideChannel | None] = mapped_column(word(OutsideChannel))
    reference: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    is_late: Mapped[bool] = mapped_column(default=False)

"""Versions of a program: their clauses at their places, and the revisions they share."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import Adoption, ClauseKind, NumberStyle, VersionState
from program_workflow.storage.base import Base, new_id, word


class VersionRow(Base):
    """A version. opened_at: when it was first circulated. closes_at: end of the window, UTC.

    made_from: the version it was made from. is_renumbered: numbers follow from the place, once, although
    the program keeps the circulated ones. state may say circulated after closes_at; what counts
    is the instant, see ``domain.window``. ground: of the adoption, in words; meeting_id, silence_id: what it
    was adopted at or by.
    """

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("program_id", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(word(VersionState), index=True)
    made_from: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    text_hash: Mapped[str] = mapped_column(String(64))
    is_renumbered: Mapped[bool] = mapped_column(default=False)
    finalised_at: Mapped[datetime | None]
    adopted_at: Mapped[datetime | None]
    adopted_by: Mapped[Adoption | None] = mapped_column(word(Adoption))
    ground: Mapped[str | None]
    meeting_id: Mapped[str | None] = mapped_column(String(32))
    silence_id: Mapped[str | None] = mapped_column(String(32))
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once


class WindowRow(Base):
    """A window reopened for one delegation."""

    __tablename__ = "windows"

    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"), primary_key=True)
    closes_at: Mapped[datetime]
    reason: Mapped[str]


class ClauseRow(Base):
    """The identity of a clause: never reused, survives moving and renumbering."""

    __tablename__ = "clauses"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"), index=True)


class ClauseRevisionRow(Base):
    """Immutable content, addressed by its hash; versions share it."""

    __tablename__ = "clause_revisions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str]
    fields: Mapped[dict[str, Any]]


class NodeRow(Base):
    """A clause at its place in a version. position: in reading order, from 0."""

    __tablename__ = "nodes"
    __table_args__ = (Index("ix_nodes_clause_id", "clause_id"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    clause_id: Mapped[str] = mapped_column(ForeignKey("clauses.id"), primary_key=True)
    position: Mapped[int]
    parent_id: Mapped[str | None] = mapped_column(String(32))
    kind: Mapped[ClauseKind] = mapped_column(word(ClauseKind))
    style: Mapped[NumberStyle] = mapped_column(word(NumberStyle))
    number: Mapped[str]


class NodeTextRow(Base):
    """Which revision a clause has in a version, one per language."""

    __tablename__ = "node_texts"
    __table_args__ = (
        ForeignKeyConstraint(["version_id", "clause_id"], ["nodes.version_id", "nodes.clause_id"], ondelete="CASCADE"),
    )

    version_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    clause_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    revision_hash: Mapped[str] = mapped_column(ForeignKey("clause_revisions.hash"))

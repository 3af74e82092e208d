"""How a person is told, and what they follow."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import Followed
from program_workflow.storage.base import Base, new_id, word


class PreferenceRow(Base):
    """One for each person who chose; ways: concern → way, only what was chosen."""

    __tablename__ = "preferences"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    ways: Mapped[dict[str, Any]]
    digest_hour: Mapped[int]
    quiet_weekend: Mapped[bool]
    changed_at: Mapped[datetime]


class FollowRow(Base):
    """A person follows a clause, an amendment or a delegation, by its identity."""

    __tablename__ = "follows"
    __table_args__ = (
        UniqueConstraint("user_id", "subject", "subject_id"),
        Index("ix_follows_subject", "subject", "subject_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    subject: Mapped[Followed] = mapped_column(word(Followed))
    subject_id: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]

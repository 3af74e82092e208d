"""Delegations, people, their sessions and tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from program_workflow.domain.terms import Role
from program_workflow.storage.base import Base, new_id, word


class DelegationRow(Base):
    """A member state or an observer organisation. position: order of joining, from 1."""

    __tablename__ = "delegations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name_en: Mapped[str]
    name_ru: Mapped[str]
    is_observer: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]


class UserRow(Base):
    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(word(Role))
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    language: Mapped[str] = mapped_column(String(2), default="en")
    timezone: Mapped[str] = mapped_column(default="UTC")
    theme: Mapped[str] = mapped_column(String(8), default="auto")
    keys_on: Mapped[bool] = mapped_column(default=True)
    marks_in_words: Mapped[bool] = mapped_column(default=False)
    mail_on: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    is_approver: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    delegation: Mapped[DelegationRow | None] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once


class SessionRow(Base):
    """A log-in on the server's side; the cookie holds a random key of which only the hash is kept."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")


class TokenRow(Base):
    """An API token; only its hash is kept."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    hint: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LoginAttemptRow(Base):
    """A failed log-in. subject: "account:<hash>" or "address:<ip>"; kept for the limits only."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index("ix_login_attempts_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    at: Mapped[datetime]

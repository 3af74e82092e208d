"""Answers kept for repeated requests, and uploads that wait for a decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.storage.base import Base, new_id


class IdempotencyRow(Base):
    """The answer to a request with an Idempotency-Key; kept at least 24 hours."""

    __tablename__ = "idempotency_keys"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class UploadRow(Base):
    """A file somebody uploaded and has not yet decided on; gone after a day."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    understood: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)

"""Addresses of other programs that are called when something happens."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.storage.base import Base, new_id


class WebhookRow(Base):
    """It gets what its owner may know, of the events it names (none: all).

    salt: the secret is made of it and the key of the instance, and kept nowhere. old_salt: of the secret before,
    which signs beside the new one until ``old_until``.
    """

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    url: Mapped[str]
    events: Mapped[list[Any]]
    is_active: Mapped[bool] = mapped_column(default=True)
    salt: Mapped[str] = mapped_column(String(32))
    old_salt: Mapped[str | None] = mapped_column(String(32))
    old_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once

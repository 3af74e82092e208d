"""Which versions a person has opened."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.storage.base import Base


class OpeningRow(Base):
    """A person has read a version, or a clause of it. at: the last time, to within minutes."""

    __tablename__ = "openings"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    at: Mapped[datetime]

"""Who is on an open item."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.storage.base import Base


class ClaimRow(Base):
    """A person marked an open item of their side; seen by that side alone, and no lock.

    side: identity of the delegation, "" for the secretariat. task: what waited; with another task the mark is over.
    """

    __tablename__ = "claims"

    subject_type: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    side: Mapped[str] = mapped_column(String(32), primary_key=True)
    task: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    until: Mapped[datetime]

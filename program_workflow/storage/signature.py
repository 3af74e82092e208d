"""The signature page of an adopted version."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import OutsideChannel, SignatureKind
from program_workflow.storage.base import Base, word


class SignatureRow(Base):
    """How a state signed, as a coordinator entered it; rows are only ever added, the last one of a state counts.

    text: of the special opinion, reservation or statement. signed_on: a day, "2011-10-28". channel,
    reference: how the secretariat came to know of it.
    """

    __tablename__ = "signatures"
    __table_args__ = (Index("ix_signatures_version_id", "version_id"),)

    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"))
    kind: Mapped[SignatureKind] = mapped_column(word(SignatureKind))
    text: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[str | None] = mapped_column(String(10))
    channel: Mapped[OutsideChannel | None] = mapped_column(word(OutsideChannel))
    reference: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime]
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))

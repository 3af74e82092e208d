"""Advice of reviewers on wordings and versions, and the requests for it; no row is ever taken away."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import AdviceKind, Recommendation
from program_workflow.storage.base import Base, new_id, word

#: A row is about the wording of an amendment, or about a version by its text.
_ONE_SUBJECT: Final = (
    "(amendment_id IS NULL) <> (version_id IS NULL)"
    " AND (amendment_id IS NULL) = (wording IS NULL) AND (version_id IS NULL) = (text_hash IS NULL)"
)


class AdviceRequestRow(Base):
    """A request for advice on the wording that was filed then, or on a version as it read then.

    reviewer_id None: any reviewer. due: an instant. answered_at: when advice of the kind was given by whom it asks.
    """

    __tablename__ = "advice_requests"
    __table_args__ = (
        Index("ix_advice_requests_amendment_id", "amendment_id"),
        Index("ix_advice_requests_version_id", "version_id"),
        Index("ix_advice_requests_due", "due"),
        CheckConstraint(_ONE_SUBJECT, name="one_subject"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    amendment_id: Mapped[str | None] = mapped_column(ForeignKey("amendments.id"))
    wording: Mapped[int | None]
    version_id: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    text_hash: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[AdviceKind] = mapped_column(word(AdviceKind))
    reviewer_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(default="")
    due: Mapped[datetime]
    requested_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once


class AdviceRow(Base):
    """What a reviewer recommends on one wording or version. released_at: since when the delegations see it."""

    __tablename__ = "advice"
    __table_args__ = (
        Index("ix_advice_amendment_id", "amendment_id"),
        Index("ix_advice_version_id", "version_id"),
        Index("ix_advice_program_id", "program_id"),
        CheckConstraint(_ONE_SUBJECT, name="one_subject"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    amendment_id: Mapped[str | None] = mapped_column(ForeignKey("amendments.id"))
    wording: Mapped[int | None]
    version_id: Mapped[str | None] = mapped_column(ForeignKey("versions.id"))
    text_hash: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[AdviceKind] = mapped_column(word(AdviceKind))
    recommendation: Mapped[Recommendation] = mapped_column(word(Recommendation))
    text: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]
    given_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    released_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the library reads it once

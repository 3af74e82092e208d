"""Jobs: work too long for an answer at once. A row is the queue of record; the broker only wakes workers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from program_workflow.domain.terms import JobKind, JobState, JobStep, Role
from program_workflow.storage.base import Base, new_id, word


class JobRow(Base):
    """What somebody asked for, how far it is, and what came of it; gone a day after its end.

    parameters: what was asked, by kind. question: hash of kind, parameters and content, by which the same request is
    known again. content: the file that was sent, until it is read. step, count: what is being done, and how often
    it was (pages laid out). role, delegation_id: of the person when the work began, with whose rights it was done.
    result: what came of it; file: its bytes, where that is a file. refusal: why not, as code, template and params;
    error: how the worker ended, where it was no refusal.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_due", "state", "due_at"),
        Index("ix_jobs_user_id", "user_id", "asked_at"),
        Index("ix_jobs_ended_at", "ended_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[JobKind] = mapped_column(word(JobKind))
    state: Mapped[JobState] = mapped_column(word(JobState), default=JobState.WAITING)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    parameters: Mapped[dict[str, Any]]
    question: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    step: Mapped[JobStep | None] = mapped_column(word(JobStep))
    count: Mapped[int] = mapped_column(default=0)
    role: Mapped[Role | None] = mapped_column(word(Role))
    delegation_id: Mapped[str | None] = mapped_column(String(32))
    result: Mapped[dict[str, Any] | None]
    file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    refusal: Mapped[dict[str, Any] | None]
    error: Mapped[str] = mapped_column(default="")

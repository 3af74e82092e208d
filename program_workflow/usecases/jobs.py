"""Long work as the person who asked for it sees it: asked for, watched, cancelled, its file fetched.

How it is carried out stands in ``usecases/working.py``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from program_workflow.documents.writing import File
from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, NotFound, NotPermitted, StepNotAllowed, TooManyRequests
from program_workflow.domain.job import KINDS, UNDER_WAY, after
from program_workflow.domain.terms import JobAction, JobKind, JobState, JobStep
from program_workflow.storage import JobRow, UserRow
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.work import Work

#: Jobs a person may have under way; more would keep the others waiting.
MOST_UNDER_WAY: Final = 5
#: How long a job is kept after its end, with its file.
KEPT: Final = timedelta(days=1)
#: Jobs shown on one page.
_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no result, to be said in the language of whoever reads it."""

    code: str
    template: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. count: how often the step was done (pages). kept_until: its file can be fetched so long."""

    id: str
    kind: JobKind
    state: JobState
    parameters: Mapping[str, Any]
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    step: JobStep | None
    count: int
    result: Mapping[str, Any]
    refusal: Refusal | None

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_file(self) -> bool:
        """Whether a file came of it."""
        return "media_type" in self.result

    @property
    def total(self) -> int:
        return len(KINDS[self.kind].steps)

    @property
    def done(self) -> int:
        """How many of the steps are behind it."""
        if self.state is JobState.DONE:
            return self.total
        return KINDS[self.kind].steps.index(self.step) if self.step is not None else 0

    @property
    def kept_until(self) -> datetime | None:
        return self.ended_at + KEPT if self.ended_at is not None else None


def view_of(row: JobRow) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        state=row.state,
        parameters=row.parameters,
        asked_at=row.asked_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        step=row.step,
        count=row.count,
        result=row.result or {},
        refusal=Refusal(**row.refusal) if row.refusal else None,
    )


def ask(w: Work, kind: JobKind, parameters: Mapping[str, Any], content: bytes | None = None) -> Job:
    """Writes down what is asked for, and wakes a worker; what is asked for twice is done once while it is under way.

    content: the file to be read. Raises NotPermitted, TooManyRequests.
    """
    permissions.need(w.actor, KINDS[kind].permit)
    # One after the other, so that they are counted rightly.
    w.session.execute(select(UserRow.id).where(UserRow.id == w.actor.user_id).with_for_update(key_share=True))
    question = _question(kind, parameters, content)
    mine = (JobRow.user_id == w.actor.user_id, JobRow.state.in_(list(UNDER_WAY)))
    same = w.session.scalars(select(JobRow).where(*mine, JobRow.question == question).limit(1)).first()
    if same is not None:
        return view_of(same)
    count = w.session.scalar(select(func.count()).select_from(JobRow).where(*mine)) or 0
    if count >= MOST_UNDER_WAY:
        raise TooManyRequests(
            N_("{count} files are being read or written for you already. Wait until one is done, or cancel one."),
            retry_after=30,
            count=count,
        )
    row = JobRow(
        kind=kind,
        state=JobState.WAITING,
        user_id=w.actor.user_id,
        parameters=dict(parameters),
        question=question,
        content=content,
        asked_at=w.now,
        due_at=w.now,
        attempts=0,
        count=0,
    )
    w.session.add(row)
    w.session.flush()
    w.tasks.add("work")
    return view_of(row)


def _question(kind: JobKind, parameters: Mapping[str, Any], content: bytes | None) -> str:
    said = json.dumps([kind.value, parameters], sort_keys=True).encode()
    return hashlib.sha256(said + b"\0" + hashlib.sha256(content or b"").digest()).hexdigest()


def view_job(w: Work, job_id: str) -> Job:
    """One's own job; another's is not found."""
    return view_of(_own(w, job_id))


def _own(w: Work, job_id: str) -> JobRow:
    row = w.session.get(JobRow, job_id)
    if row is None or row.user_id != w.actor.user_id:
        raise NotFound
    return row


def list_jobs(w: Work) -> tuple[Job, ...]:
    """One's own jobs that are kept, the newest first."""
    statement = select(JobRow).where(JobRow.user_id == w.actor.user_id).order_by(JobRow.asked_at.desc(), JobRow.id)
    return tuple(view_of(row) for row in w.session.scalars(statement.limit(_SHOWN)))


def cancel(w: Work, job_id: str) -> Job:
    """Ends it wherever it is: the worker notices within a second. Raises NotFound, StepNotAllowed."""
    _own(w, job_id)
    row = w.lock(JobRow, job_id)
    end(w, row, JobAction.CANCEL)
    return view_of(row)


def end(w: Work, row: JobRow, action: JobAction) -> None:
    """Takes the job to a state from which nothing follows by itself."""
    before, row.state = row.state, after(row.state, action)
    if row.state is not before:
        row.ended_at, row.content = w.now, None
        row.leased_by, row.leased_until = None, None


def result_file(w: Work, job_id: str) -> File:
    """The file, for whoever may still see what stands in it.

    Raises NotFound, StepNotAllowed before it is there, NotPermitted for a person who stands elsewhere by now.
    """
    row = _own(w, job_id)
    if row.state is not JobState.DONE:
        raise StepNotAllowed(N_("There is no file yet."))
    if row.file is None or not row.result:
        raise NotFound
    permissions.need(w.actor, KINDS[row.kind].permit)
    if (row.role, row.delegation_id) != (w.actor.role, w.actor.delegation_id):
        raise NotPermitted(
            N_("Your role or delegation is another one than when this file was made. Ask for the file again.")
        )
    find_program(w, row.parameters["code"])
    named = row.result
    return File(named["name"], named["plain_name"], named["media_type"], row.file)

"""Long work as those who keep the instance running see it: how much waits, what failed and can be put back.

What it is about – programs, names of files – stays with the person who asked for it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, StepNotAllowed
from program_workflow.domain.job import after
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobAction, JobKind, JobState
from program_workflow.storage import JobRow, UserRow
from program_workflow.usecases.work import Work

#: A job that has waited so long says that no worker takes any.
LONGEST_WAIT: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A job with which its worker ended each time."""

    id: str
    kind: JobKind
    person: str
    asked_at: datetime
    attempts: int
    error: str


def given_up(w: Work) -> tuple[GivenUp, ...]:
    """What failed through no fault of the person, the newest first. A refusal is told to the person alone."""
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    found = w.session.execute(
        select(JobRow, UserRow.name)
        .join(UserRow, UserRow.id == JobRow.user_id)
        .where(JobRow.state == JobState.FAILED, JobRow.error != "")
        .order_by(JobRow.asked_at.desc(), JobRow.id)
        .limit(200)
    )
    return tuple(GivenUp(row.id, row.kind, name, row.asked_at, row.attempts, row.error) for row, name in found)


def put_back(w: Work, job_id: str) -> None:
    """It has all its tries again. Raises NotFound, StepNotAllowed."""
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    row = w.lock(JobRow, job_id)
    if not row.error:
        raise StepNotAllowed(N_("This was refused, not interrupted."))
    row.state = after(row.state, JobAction.PUT_BACK)
    row.attempts, row.error, row.due_at, row.ended_at = 0, "", w.now, None
    w.tasks.add("work")


def count_jobs(w: Work) -> Mapping[tuple[JobKind, JobState], int]:
    """How many jobs of each kind are in each state; only what there is."""
    counted = select(JobRow.kind, JobRow.state, func.count()).group_by(JobRow.kind, JobRow.state)
    return {(kind, state): count for kind, state, count in w.session.execute(counted)}


def count_by_state(w: Work) -> Mapping[JobState, int]:
    found: Counter[JobState] = Counter()
    for (_, state), count in count_jobs(w).items():
        found[state] += count
    return found


def longest_wait(w: Work) -> timedelta:
    """How long the job has waited that is due and not begun."""
    first = w.session.scalar(
        select(func.min(JobRow.due_at)).where(JobRow.state == JobState.WAITING, JobRow.due_at <= w.now)
    )
    return w.now - first if first is not None else timedelta()

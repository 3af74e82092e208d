"""Carrying out jobs: taken under a lease, watched while a process does the work, ended once.

A worker that dies leaves a lease that runs out; another one takes the job then, up to so many times. The effect is
written in the transaction that marks the job as done, by the one who still holds it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import undefer

from program_workflow.domain import permissions
from program_workflow.domain.actor import Actor
from program_workflow.domain.errors import NotFound, WorkflowError
from program_workflow.domain.job import KINDS, after
from program_workflow.domain.terms import JobAction, JobState, JobStep
from program_workflow.storage import JobRow, UserRow
from program_workflow.usecases.job_kinds import DOINGS, Made
from program_workflow.usecases.jobs import KEPT, end
from program_workflow.usecases.leasing import OpenWork, wait_after
from program_workflow.usecases.work import Work, actor_of

#: How long a job is held; whoever works on it renews the lease long before.
LEASE: Final = timedelta(seconds=30)
#: Tries before a job is given up, with which the worker died each time.
MAX_TRIES: Final = 3

log = structlog.get_logger(__name__)


def take(w: Work, owner: str) -> str | None:
    """The oldest job that is due, held for this owner from now on; None when there is none.

    owner: at most 32 characters. The try counts from here, so that a job which kills its worker is given up.
    """
    statement = select(JobRow).where(_due(w)).order_by(JobRow.asked_at, JobRow.id).limit(1)
    while (row := w.session.scalars(statement.with_for_update(skip_locked=True)).first()) is not None:
        user = w.get(UserRow, row.user_id)
        if not user.is_active:
            end(w, row, JobAction.CANCEL)
        elif row.attempts >= MAX_TRIES:
            row.error = row.error or "the worker ended in the middle of each try"
            _give_up(w, row)
        else:
            row.state = after(row.state, JobAction.TAKE)
            row.attempts += 1
            row.started_at, row.step, row.count = w.now, KINDS[row.kind].steps[0], 0
            row.leased_by, row.leased_until = owner, w.now + LEASE
            row.role, row.delegation_id = user.role, user.delegation_id
            return row.id
        w.session.flush()
    return None


def _due(w: Work) -> ColumnElement[bool]:
    return or_(
        and_(JobRow.state == JobState.WAITING, JobRow.due_at <= w.now),
        and_(JobRow.state == JobState.RUNNING, JobRow.leased_until <= w.now),
    )


def _give_up(w: Work, row: JobRow) -> None:
    """What was sent stays, so that an administrator can put it back."""
    content = row.content
    end(w, row, JobAction.FAIL)
    row.content = content
    log.warning("job_given_up", job=row.id, kind=row.kind.value, tries=row.attempts, error=row.error)


def to_make(w: Work, job_id: str) -> tuple[JobRow, Actor]:
    """The job with what was sent, and the person with the rights of this moment. Raises NotFound, NotPermitted."""
    row = w.session.get(JobRow, job_id, options=[undefer(JobRow.content)])
    if row is None or row.state is not JobState.RUNNING:
        raise NotFound
    actor = actor_of(w.get(UserRow, row.user_id))
    permissions.need(actor, KINDS[row.kind].permit)
    return row, actor


def goes_on(w: Work, job_id: str, owner: str) -> bool:
    """Whether the work is still wanted: it is held by this owner, and the person stands where they stood."""
    found = w.session.execute(
        select(JobRow.id)
        .join(UserRow, UserRow.id == JobRow.user_id)
        .where(_held(job_id, owner), UserRow.is_active, UserRow.role == JobRow.role)
        .where(UserRow.delegation_id.is_not_distinct_from(JobRow.delegation_id))
    )
    return found.first() is not None


def _held(job_id: str, owner: str) -> ColumnElement[bool]:
    return and_(JobRow.id == job_id, JobRow.state == JobState.RUNNING, JobRow.leased_by == owner)


def note(w: Work, job_id: str, owner: str, step: JobStep | None, count: int) -> None:
    """How far it is; the lease counts from now. step None: nothing has been heard yet."""
    known = {} if step is None else {"step": step, "count": count}
    w.session.execute(
        update(JobRow)
        .where(_held(job_id, owner))
        .values(leased_until=w.now + LEASE, **known)
        .execution_options(synchronize_session=False)
    )


def finish(open_work: OpenWork, job_id: str, owner: str, made: Made) -> None:
    """The effect and the end in one transaction; nothing where the job is not this owner's any more."""
    try:
        with open_work() as w:
            row = _lock_held(w, job_id, owner)
            if row is None:
                return
            if not goes_on(w, job_id, owner):
                end(w, row, JobAction.CANCEL)
                return
            acting = w.acting(actor_of(w.get(UserRow, row.user_id)))
            row.result = DOINGS[row.kind].keep(acting, row, made)
            end(w, row, JobAction.FINISH)
    except WorkflowError as refusal:
        refuse(open_work, job_id, owner, refused(refusal))


def _lock_held(w: Work, job_id: str, owner: str) -> JobRow | None:
    return w.session.scalars(select(JobRow).where(_held(job_id, owner)).with_for_update()).one_or_none()


def refused(refusal: WorkflowError) -> dict[str, Any]:
    """A refusal as it is kept: what its sentence is made of."""
    params = {name: value if isinstance(value, int) else str(value) for name, value in refusal.params.items()}
    return {"code": refusal.code, "template": refusal.template, "params": params}


def refuse(open_work: OpenWork, job_id: str, owner: str, said: Mapping[str, Any]) -> None:
    """It cannot be done, for a reason that the person is told; it is not tried again."""
    with open_work() as w:
        row = _lock_held(w, job_id, owner)
        if row is not None:
            row.refusal, row.error = dict(said), ""
            end(w, row, JobAction.FAIL)


def drop(open_work: OpenWork, job_id: str, owner: str) -> None:
    """It is not wanted any more: the person has no access, or stands elsewhere by now."""
    with open_work() as w:
        row = _lock_held(w, job_id, owner)
        if row is not None:
            end(w, row, JobAction.CANCEL)


def give_back(open_work: OpenWork, job_id: str, owner: str, error: str = "") -> None:
    """The work ended in the middle: it is due again after a while, or given up after so many tries.

    error "": through no fault of its own, because the worker was told to go; the try does not count.
    """
    with open_work() as w:
        row = _lock_held(w, job_id, owner)
        if row is None:
            return
        row.error = error
        if error and row.attempts >= MAX_TRIES:
            _give_up(w, row)
            return
        row.state = after(row.state, JobAction.GIVE_BACK)
        row.due_at = w.now + wait_after(row.attempts) if error else w.now
        row.attempts -= 0 if error else 1
        row.leased_by, row.leased_until = None, None


def job_owners(w: Work) -> set[str]:
    """Who holds jobs now."""
    held = select(JobRow.leased_by).where(JobRow.state == JobState.RUNNING, JobRow.leased_until > w.now)
    return {owner for owner in w.session.scalars(held.distinct()) if owner}


def free_jobs(w: Work, owner: str) -> None:
    """The owner is known to be dead: what it held is due at once."""
    w.session.execute(
        update(JobRow)
        .where(JobRow.leased_by == owner, JobRow.state == JobState.RUNNING)
        .values(leased_until=w.now)
        .execution_options(synchronize_session=False)
    )


def forget_old_jobs(w: Work) -> None:
    """What ended more than a day ago goes, with its file."""
    w.session.execute(delete(JobRow).where(JobRow.ended_at < w.now - KEPT))

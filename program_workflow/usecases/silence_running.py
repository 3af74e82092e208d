"""Silence procedures that run on a text, for the pages on which what is said breaks them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from program_workflow.domain.terms import SilenceScope, SilenceState
from program_workflow.storage import SilenceItemRow, SilenceRow
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class RunningSilence:
    id: str
    expires_at: datetime


def running_on(w: Work, code: str, subjects: Collection[str] | None = None) -> tuple[RunningSilence, ...]:
    """Those on any of these clauses or amendments, the first to end first; None: on any text of a version."""
    found = (
        select(SilenceRow.id, SilenceRow.expires_at)
        .where(
            SilenceRow.program_id == find_program(w, code).id,
            SilenceRow.state == SilenceState.RUNNING,
            SilenceRow.expires_at > w.now,
        )
        .order_by(SilenceRow.expires_at, SilenceRow.id)
    )
    if subjects is None:
        found = found.where(SilenceRow.scope != SilenceScope.AMENDMENTS)
    else:
        on = select(SilenceItemRow.silence_id).where(SilenceItemRow.subject_id.in_(subjects))
        found = found.where(SilenceRow.id.in_(on))
    return tuple(RunningSilence(one, until) for one, until in w.session.execute(found).all())

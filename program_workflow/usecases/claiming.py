"""The mark "I am on it" on an open item of one's side: seen by that side alone, no lock, over by hand or after days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.ladder import CLAIM_DAYS, DEFAULT_CLAIM
from program_workflow.domain.permissions import Permit
from program_workflow.storage import ClaimRow, ProgramRow, UserRow
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class ClaimView:
    """task: what waited when it was marked."""

    by: str
    is_mine: bool
    task: str
    at: datetime
    until: datetime


def claims_of(w: Work) -> Mapping[tuple[str, str], ClaimView]:
    """The marks of the actor's side that hold now, by what they are on."""
    rows = w.session.execute(
        select(ClaimRow, UserRow.name)
        .join(UserRow, UserRow.id == ClaimRow.user_id)
        .where(ClaimRow.side == _side(w), ClaimRow.until > w.now)
    )
    return {
        (row.subject_type, row.subject_id): ClaimView(name, row.user_id == w.actor.user_id, row.task, row.at, row.until)
        for row, name in rows
    }


def claim(w: Work, subject_type: str, subject_id: str) -> ClaimView:
    """Marks an item that waits for the actor; a mark of a colleague is taken over. Raises NotFound."""
    from program_workflow.usecases.turn import my_turn

    permissions.need(w.actor, Permit.CLAIM_TURN)
    item = next((one for one in my_turn(w).items if one.subject == (subject_type, subject_id)), None)
    if item is None or not subject_id or w.actor.user_id is None:
        raise NotFound
    rules = w.session.scalars(select(ProgramRow.rules).where(ProgramRow.code == item.program_code)).first() or {}
    until = w.now + timedelta(days=rules.get(CLAIM_DAYS, DEFAULT_CLAIM))
    row = w.session.get(ClaimRow, (subject_type, subject_id, _side(w)))
    if row is None:
        row = ClaimRow(subject_type=subject_type, subject_id=subject_id, side=_side(w))
        w.session.add(row)
    row.task, row.user_id, row.at, row.until = item.task.value, w.actor.user_id, w.now, until
    w.session.flush()
    return ClaimView(w.actor.name, True, row.task, row.at, row.until)


def release(w: Work, subject_type: str, subject_id: str) -> None:
    """Takes the mark away, whoever of the side made it. Raises NotFound."""
    permissions.need(w.actor, Permit.CLAIM_TURN)
    gone = w.session.execute(
        delete(ClaimRow)
        .where(ClaimRow.subject_type == subject_type, ClaimRow.subject_id == subject_id, ClaimRow.side == _side(w))
        .returning(ClaimRow.subject_id)
    ).all()
    if not gone:
        raise NotFound


def _side(w: Work) -> str:
    return w.actor.delegation_id or ""

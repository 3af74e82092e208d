"""Advice and requests for it as rows: finding them, writing their events down, telling of them."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, false, or_, select, true

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LIVE, Event, Role
from program_workflow.storage import AdviceRequestRow, AdviceRow, AmendmentRow, EventRow
from program_workflow.usecases import guards
from program_workflow.usecases.notifying import AMENDMENT, tell
from program_workflow.usecases.work import Work

ADVICE: Final = "advice"
REQUEST: Final = "advice_request"
ADVICE_FACTS: Final = (
    "amendment_id",
    "wording",
    "kind",
    "recommendation",
    "text",
    "given_at",
    "released_at",
)
REQUEST_FACTS: Final = (
    "amendment_id",
    "wording",
    "kind",
    "reviewer_id",
    "note",
    "due",
    "requested_at",
    "answered_at",
    "withdrawn_at",
)


def visible_advice(w: Work) -> ColumnElement[bool]:
    """The rows this reader may know of; the same rule as ``permissions.sees_advice``."""
    if not permissions.may(w.actor, Permit.READ_ADVICE):
        return false()
    return true() if permissions.sees_advice(w.actor, is_released=False) else AdviceRow.released_at.is_not(None)


def find_advice(w: Work, advice_id: str) -> tuple[AdviceRow, AmendmentRow]:
    """The advice with its amendment, if the actor may know of both. Raises NotFound."""
    row = w.session.get(AdviceRow, advice_id)
    if row is None or not permissions.sees_advice(w.actor, is_released=row.released_at is not None):
        raise NotFound
    return row, guards.find_amendment(w, row.amendment_id)


def find_request(w: Work, request_id: str) -> tuple[AdviceRequestRow, AmendmentRow]:
    """Requests are internal to the secretariat. Raises NotFound."""
    row = w.session.get(AdviceRequestRow, request_id)
    if row is None or not permissions.sees_advice(w.actor, is_released=False):
        raise NotFound
    return row, guards.find_amendment(w, row.amendment_id)


def open_requests(reviewer_id: str | None = None) -> ColumnElement[bool]:
    """Requests that wait for a reviewer, of amendments on which something may still be decided.

    reviewer_id: only those that this one may answer.
    """
    live = select(AmendmentRow.id).where(AmendmentRow.state.in_(list(LIVE)))
    waits = AdviceRequestRow.answered_at.is_(None) & AdviceRequestRow.withdrawn_at.is_(None)
    found = waits & AdviceRequestRow.amendment_id.in_(live)
    if reviewer_id is None:
        return found
    return found & or_(AdviceRequestRow.reviewer_id.is_(None), AdviceRequestRow.reviewer_id == reviewer_id)


def waiting_requests(w: Work) -> list[AdviceRequestRow]:
    """What waits for this reviewer, the oldest first."""
    if w.actor.role is not Role.REVIEWER or w.actor.user_id is None:
        return []
    asked = select(AdviceRequestRow).where(open_requests(w.actor.user_id))
    return list(w.session.scalars(asked.order_by(AdviceRequestRow.requested_at, AdviceRequestRow.id)))


def facts_of_advice(row: AdviceRow) -> dict[str, Any]:
    return _kept(row, ADVICE_FACTS)


def facts_of_request(row: AdviceRequestRow) -> dict[str, Any]:
    return _kept(row, REQUEST_FACTS)


def _kept(row: AdviceRow | AdviceRequestRow, names: tuple[str, ...]) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in names}
    return {name: _word(value) for name, value in found.items() if value not in (None, "")}


def _word(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return getattr(value, "value", value)


def note_advice(w: Work, row: AdviceRow, action: str) -> EventRow:
    w.session.flush()
    return w.record(ADVICE, row.id, action, program_id=row.program_id, body={"facts": facts_of_advice(row)})


def note_request(w: Work, row: AdviceRequestRow, action: str) -> EventRow:
    w.session.flush()
    return w.record(REQUEST, row.id, action, program_id=row.program_id, body={"facts": facts_of_request(row)})


def tell_of_request(w: Work, row: AdviceRequestRow, event: Event, *, key: str, **said: Any) -> int:
    """Tells the reviewer who is asked, or all of them. key: what makes the event one of its kind."""
    return tell(
        w,
        event,
        key=f"{event}:{row.id}{':' if key else ''}{key}",
        program_id=row.program_id,
        subject_type=AMENDMENT,
        subject_id=row.amendment_id,
        delegation_id=w.get(AmendmentRow, row.amendment_id).delegation_id,
        numbered=True,
        reviewer_id=row.reviewer_id,
        payload={
            "advice": row.kind.value,
            "request": row.id,
            "deadline": row.due.isoformat(),
            "reason": row.note,
            **said,
        },
    )


def tell_of_advice(w: Work, row: AdviceRow, event: Event) -> int:
    return tell(
        w,
        event,
        key=f"{event}:{row.id}",
        program_id=row.program_id,
        subject_type=AMENDMENT,
        subject_id=row.amendment_id,
        delegation_id=w.get(AmendmentRow, row.amendment_id).delegation_id,
        numbered=True,
        payload={"advice": row.kind.value, "reason": row.text},
    )

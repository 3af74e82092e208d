"""Advice and requests for it as rows: finding them, writing their events down, telling of them."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import aliased

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import IN_WORK, LIVE, Event, Role
from program_workflow.storage import AdviceRequestRow, AdviceRow, AmendmentRow, EventRow, VersionRow
from program_workflow.usecases import guards
from program_workflow.usecases.finding import sees_version
from program_workflow.usecases.notifying import AMENDMENT, VERSION, tell
from program_workflow.usecases.work import Work

ADVICE: Final = "advice"
REQUEST: Final = "advice_request"
ADVICE_FACTS: Final = (
    "amendment_id",
    "wording",
    "version_id",
    "text_hash",
    "kind",
    "recommendation",
    "text",
    "given_at",
    "released_at",
)
REQUEST_FACTS: Final = (
    "amendment_id",
    "wording",
    "version_id",
    "text_hash",
    "kind",
    "reviewer_id",
    "note",
    "due",
    "requested_at",
    "answered_at",
    "withdrawn_at",
)


#: What advice is on: an amendment, by the number of its wording, or a version, by the hash of its text.
Advised = AmendmentRow | VersionRow


def visible_advice(w: Work) -> ColumnElement[bool]:
    """The rows this reader may know of; the same rule as ``permissions.sees_advice``."""
    if not permissions.may(w.actor, Permit.READ_ADVICE):
        return false()
    return true() if permissions.sees_advice(w.actor, is_released=False) else AdviceRow.released_at.is_not(None)


def find_advice(w: Work, advice_id: str) -> tuple[AdviceRow, Advised]:
    """The advice with what it is on, if the actor may know of both. Raises NotFound."""
    row = w.session.get(AdviceRow, advice_id)
    if row is None or not permissions.sees_advice(w.actor, is_released=row.released_at is not None):
        raise NotFound
    return row, _found(w, row)


def find_request(w: Work, request_id: str) -> tuple[AdviceRequestRow, Advised]:
    """Requests are internal to the secretariat. Raises NotFound."""
    row = w.session.get(AdviceRequestRow, request_id)
    if row is None or not permissions.sees_advice(w.actor, is_released=False):
        raise NotFound
    return row, _found(w, row)


def _found(w: Work, row: AdviceRow | AdviceRequestRow) -> Advised:
    if row.amendment_id is not None:
        return guards.find_amendment(w, row.amendment_id)
    version = w.get(VersionRow, row.version_id)
    if not sees_version(w, version):
        raise NotFound
    return version


def bound_to(on: Advised) -> dict[str, Any]:
    """The columns that say what a row is about, and which text of it."""
    if isinstance(on, VersionRow):
        return {"program_id": on.program_id, "version_id": on.id, "text_hash": on.text_hash}
    return {"program_id": on.program_id, "amendment_id": on.id, "wording": on.wording}


def about(rows: type[AdviceRow] | type[AdviceRequestRow], on: Advised) -> ColumnElement[bool]:
    """The rows about this amendment or version, whatever its text was then."""
    return (rows.version_id if isinstance(on, VersionRow) else rows.amendment_id) == on.id


def overtaking(w: Work, version: VersionRow) -> int | None:
    """Number of the newest version that this reader may know of and that came after it."""
    asked = select(VersionRow).where(VersionRow.program_id == version.program_id, VersionRow.number > version.number)
    newer = w.session.scalars(asked.order_by(VersionRow.number.desc()))
    return next((one.number for one in newer if sees_version(w, one)), None)


def open_requests(reviewer_id: str | None = None) -> ColumnElement[bool]:
    """Requests that wait for a reviewer, on what may still be decided.

    reviewer_id: only those that this one may answer.
    """
    live = select(AmendmentRow.id).where(AmendmentRow.state.in_(list(LIVE)))
    waits = AdviceRequestRow.answered_at.is_(None) & AdviceRequestRow.withdrawn_at.is_(None)
    on_these = AdviceRequestRow.amendment_id.in_(live) | AdviceRequestRow.version_id.in_(_versions_in_work())
    found = waits & on_these
    if reviewer_id is None:
        return found
    return found & or_(AdviceRequestRow.reviewer_id.is_(None), AdviceRequestRow.reviewer_id == reviewer_id)


def _versions_in_work() -> Select[str]:
    """Those that are not ended, and after which none was circulated."""
    newer = aliased(VersionRow)
    circulated_since = (
        select(newer.id)
        .where(newer.program_id == VersionRow.program_id, newer.number > VersionRow.number)
        .where(newer.opened_at.is_not(None))
    )
    return select(VersionRow.id).where(VersionRow.state.in_(list(IN_WORK)), ~circulated_since.exists())


def is_in_work(w: Work, version: VersionRow) -> bool:
    """Whether advice on it can still count."""
    return w.session.scalar(_versions_in_work().where(VersionRow.id == version.id)) is not None


def may_be_released(on: Advised) -> bool:
    """Whether delegations may know of what it is on; they are told of nothing else."""
    return isinstance(on, AmendmentRow) or on.opened_at is not None


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
        **_subject(w, row),
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
    payload = {"advice": row.kind.value, "reason": row.text}
    return tell(w, event, key=f"{event}:{row.id}", **_subject(w, row), payload=payload)


def _subject(w: Work, row: AdviceRow | AdviceRequestRow) -> dict[str, Any]:
    """What a notice is about."""
    if row.amendment_id is None:
        return {"program_id": row.program_id, "subject_type": VERSION, "subject_id": row.version_id}
    return {
        "program_id": row.program_id,
        "subject_type": AMENDMENT,
        "subject_id": row.amendment_id,
        "delegation_id": w.get(AmendmentRow, row.amendment_id).delegation_id,
        "numbered": True,
    }

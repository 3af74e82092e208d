"""A remark as rows: finding and locking it, writing its events down, telling of it."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.terms import Event, RemarkAction
from program_workflow.storage import DelegationRow, EventRow, ProgramRow, RemarkRow, VersionRow
from program_workflow.usecases.notifying import REMARK, tell
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

REMARK_FACTS: Final = (
    "version_id",
    "delegation_id",
    "sequence",
    "kind",
    "state",
    "clause_id",
    "text",
    "channel",
    "reference",
    "at",
    "entered_at",
    "is_late",
    "answer",
    "answered_at",
    "withdrawn_at",
)


def find_remark(w: Work, remark_id: str) -> RemarkRow:
    """The remark, if the actor may know of it. Raises NotFound."""
    row = w.session.get(RemarkRow, remark_id)
    if row is None or not permissions.sees_remark(w.actor, row.delegation_id):
        raise NotFound
    return row


def lock_remark(w: Work, row: RemarkRow, seen_revision: int | None = None) -> RemarkRow:
    """Locked after its program, as every act on one program is."""
    w.lock(ProgramRow, row.program_id)
    return w.lock(RemarkRow, row.id, seen_revision)


def facts_of_remark(row: RemarkRow) -> dict[str, Any]:
    """Everything that counts of it, as JSON keeps it."""
    found = {name: getattr(row, name) for name in REMARK_FACTS}
    return {name: _word(value) for name, value in found.items() if value not in (None, "", False)}


def _word(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return getattr(value, "value", value)


def note_remark(w: Work, row: RemarkRow, action: RemarkAction | str) -> EventRow:
    w.session.flush()
    return w.record(REMARK, row.id, action, program_id=row.program_id, body={"facts": facts_of_remark(row)})


def tell_of(w: Work, row: RemarkRow, event: Event, *, reason: str) -> int:
    """Tells those concerned. reason: the words they are told."""
    version = w.get(VersionRow, row.version_id)
    return tell(
        w,
        event,
        key=f"{event}:{row.id}",
        program_id=row.program_id,
        subject_type=REMARK,
        subject_id=row.id,
        delegation_id=row.delegation_id,
        payload={
            "version": version.number,
            "clause": load_text(w, version.id).references[row.clause_id] if row.clause_id else None,
            "stand": w.get(DelegationRow, row.delegation_id).code,
            "kind": row.kind.value,
            "reason": reason,
        },
    )


def next_sequence(w: Work, program_id: str) -> int:
    """The number of the next remark of a program, which is locked."""
    last = w.session.scalars(
        select(RemarkRow.sequence)
        .where(RemarkRow.program_id == program_id)
        .order_by(RemarkRow.sequence.desc())
        .limit(1)
    ).first()
    return (last or 0) + 1

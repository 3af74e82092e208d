"""Writing an act on an amendment into the record, and telling those it concerns, in one stroke."""

from typing import Any

from program_workflow.domain.terms import AmendmentAction, Event
from program_workflow.storage import AmendmentRow, EventRow, WordingRow
from program_workflow.usecases.facts import facts_of
from program_workflow.usecases.notifying import tell
from program_workflow.usecases.work import Work


def note_amendment(
    w: Work,
    amendment: AmendmentRow,
    action: AmendmentAction,
    event: Event | None = None,
    *,
    reason: str = "",
    body: dict[str, Any] | None = None,
    payload: dict[str, Any] | None = None,
    to_author_only: bool = False,
) -> EventRow:
    """Records the act with number, state and wording, and queues the notifications of the event.

    to_author_only: the numbered amendment concerns nobody but its delegation and the coordinators.
    """
    wording = w.session.get(WordingRow, (amendment.id, amendment.wording))
    noted = w.record(
        "amendment",
        amendment.id,
        action,
        program_id=amendment.program_id,
        reason=reason,
        body={
            "number": amendment.number,
            "state": amendment.state,
            "wording": amendment.wording,
            "wording_hash": wording.hash if wording is not None else None,
            "delegation": amendment.delegation_id,
            "facts": facts_of(amendment),
            **(body or {}),
        },
    )
    if event is not None:
        tell(
            w,
            event,
            key=f"{event}:{noted.seq}",
            program_id=amendment.program_id,
            subject_type="amendment",
            subject_id=amendment.id,
            delegation_id=amendment.delegation_id,
            numbered=amendment.number is not None and not to_author_only,
            payload={"number": amendment.number, "state": amendment.state, "reason": reason, **(payload or {})},
        )
    return noted

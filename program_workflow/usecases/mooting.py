"""Amendments that lose their object to an agreed deletion, and get it back when the deletion stands no longer."""

from collections.abc import Sequence

from sqlalchemy import select

from program_workflow.domain.amendment import Operation, near, operations_collide
from program_workflow.domain.terms import OPEN, AmendmentAction, AmendmentState, Event, OperationKind, Rebase
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.attached import entry_is_withdrawn
from program_workflow.usecases.carrying import flag_anew
from program_workflow.usecases.operations import amendments_near, load_operations
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


def make_others_moot(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """An agreed deletion removes the object of every other open amendment in its clause; the authors are told."""
    deletions = _deletions(operations)
    if not deletions:
        return
    text = load_text(w, amendment.version_id)
    others = [
        one for one in amendments_near(w, amendment.program_id, OPEN, near(text, deletions)) if one.id != amendment.id
    ]
    theirs = load_operations(w, others)
    for other in others:
        if not _removes(text, deletions, theirs[other.id]):
            continue
        before, other.state_before = other.state, other.state
        other.state = AmendmentState.MOOT
        other.moot_by, other.updated_at = amendment.id, w.now
        other.rebase, other.rebase_version_id = Rebase.NONE, None
        w.session.flush()
        note_amendment(
            w.acting_system(),
            other,
            AmendmentAction.MOOT,
            Event.AMENDMENT_MOOT,
            body={"from": before, "by": amendment.number},
            payload={"by": amendment.number},
        )


def _deletions(operations: Sequence[Operation]) -> list[Operation]:
    return [one for one in operations if one.kind is OperationKind.DELETE]


def _removes(text: Text, deletions: Sequence[Operation], operations: Sequence[Operation]) -> bool:
    return any(operations_collide(text, one, other) for one in deletions for other in operations)


def restore_moot(w: Work, amendment: AmendmentRow) -> None:
    """The deletion stands no longer: what it made moot is open again, as it was.

    What another agreed deletion removes as well stays moot by that one.
    """
    moot = w.session.scalars(
        select(AmendmentRow)
        .where(AmendmentRow.moot_by == amendment.id, AmendmentRow.state == AmendmentState.MOOT)
        .order_by(AmendmentRow.filed_at, AmendmentRow.id)
    ).all()
    for other in moot:
        if other.state_before is None or entry_is_withdrawn(w, other):
            continue
        still = _still_removed_by(w, other, amendment)
        if still is not None:
            other.moot_by = still.id
            w.session.flush()
            note_amendment(
                w.acting_system(),
                other,
                AmendmentAction.MOOT,
                body={"from": AmendmentState.MOOT, "by": still.number},
            )
            continue
        other.state, other.state_before, other.moot_by = other.state_before, None, None
        other.updated_at = w.now
        w.session.flush()
        flag_anew(w, [other])
        note_amendment(
            w.acting_system(),
            other,
            AmendmentAction.REOPEN,
            Event.AMENDMENT_REOPENED,
            body={"from": AmendmentState.MOOT, "by": amendment.number},
        )


def _still_removed_by(w: Work, other: AmendmentRow, amendment: AmendmentRow) -> AmendmentRow | None:
    text = load_text(w, other.version_id)
    mine = load_operations(w, [other])[other.id]
    agreed = amendments_near(w, other.program_id, [AmendmentState.AGREED], near(text, mine))
    theirs = load_operations(w, agreed)
    return next(
        (one for one in agreed if one.id != amendment.id and _removes(text, _deletions(theirs[one.id]), mine)), None
    )

"""The joint text of a clause that several agreed amendments change, for the documents of a meeting."""

from dataclasses import dataclass, replace

from sqlalchemy import Select, select

from program_workflow.domain import redline
from program_workflow.domain.amendment import Operation
from program_workflow.domain.meeting import AGREES
from program_workflow.domain.terms import AgendaSubject, AmendmentState, OperationKind
from program_workflow.storage import AmendmentRow, MeetingEntryRow
from program_workflow.usecases.operations import amendments_of, load_operations
from program_workflow.usecases.work import Work

_AGREED = (AmendmentState.AGREED, AmendmentState.INCORPORATED)


@dataclass(frozen=True, slots=True)
class Joint:
    """What one amendment asks for together with the others. others: their numbers."""

    operation: Operation
    others: tuple[str, ...]


def joint_of(w: Work, meeting_id: str, amendment: AmendmentRow) -> Joint | None:
    """None where the amendment is not agreed, or the meeting agreed no further one that changes the same clause."""
    if amendment.state not in _AGREED:
        return None
    here = {amendment.id, *w.session.scalars(_agreed_at(meeting_id))}
    rows = [
        one
        for one in amendments_of(w, amendment.program_id, _AGREED)
        if one.id in here and one.language == amendment.language
    ]
    operations = load_operations(w, rows)
    if len(operations[amendment.id]) != 1:
        return None
    [own] = operations[amendment.id]
    beside = {
        row.number or "": each
        for row in rows
        if row.id != amendment.id
        for each in operations[row.id]
        if _changes_the_same(own, each)
    }
    if own.base is None or not beside:
        return None
    try:
        together = (own, *beside.values())
        text = redline.combine(own.base.text, [one.text for one in together])
        fields = redline.combine_fields(own.base.fields, [one.fields for one in together])
    except redline.Collides:
        return None
    if (text, fields) == (own.text, own.fields):
        return None
    return Joint(replace(own, text=text, fields=fields), tuple(beside))


def _agreed_at(meeting_id: str) -> Select[str | None]:
    return select(MeetingEntryRow.subject_id).where(
        MeetingEntryRow.meeting_id == meeting_id,
        MeetingEntryRow.subject == AgendaSubject.AMENDMENT,
        MeetingEntryRow.action.in_([one.value for one in AGREES]),
        MeetingEntryRow.struck_at.is_(None),
    )


def _changes_the_same(own: Operation, other: Operation) -> bool:
    """Whether both modify one text of one clause, so that the next version says what both ask for."""
    if own.kind is not OperationKind.MODIFY or other.kind is not OperationKind.MODIFY:
        return False
    if own.base is None or other.base is None:
        return False
    return own.clause_id == other.clause_id and own.base.hash == other.base.hash

"""Remarks as one reader sees them: of a program, a version or a clause, and one of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import OutsideChannel, RemarkAction, RemarkKind, RemarkState, Role
from program_workflow.storage import ProgramRow, RemarkRow, VersionRow
from program_workflow.usecases.finding import delegation_views, find_program, visible_remarks
from program_workflow.usecases.notifying import REMARK
from program_workflow.usecases.recording import events_of
from program_workflow.usecases.remark_rows import find_remark
from program_workflow.usecases.remarks import actions_of
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import DelegationView, EventView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class RemarkView:
    """number: None for observers, who see only those of their own organisation. reference: "" for the whole.

    is_section: it is on a clause with all that stands under it.
    """

    id: str
    program: str
    number: int | None
    version: int
    delegation: DelegationView
    kind: RemarkKind
    state: RemarkState
    clause_id: str | None
    reference: str
    is_section: bool
    text: str
    at: datetime
    entered_at: datetime
    is_late: bool
    channel: OutsideChannel | None
    outside_reference: str
    answer: str
    answered_at: datetime | None
    withdrawn_at: datetime | None
    revision: int
    next_actions: tuple[RemarkAction, ...]


def view_remark(w: Work, remark_id: str) -> RemarkView:
    """Raises NotFound."""
    return _views(w, [find_remark(w, remark_id)])[0]


def remarks_of(
    w: Work,
    code: str,
    *,
    version: int | None = None,
    clause_id: str | None = None,
    state: RemarkState | None = None,
) -> tuple[RemarkView, ...]:
    """In the order in which they were entered. Raises NotFound."""
    program = find_program(w, code)
    permissions.need(w.actor, Permit.READ_REMARKS)
    asked = select(RemarkRow).where(RemarkRow.program_id == program.id, visible_remarks(w))
    if version is not None:
        numbered = select(VersionRow.id).where(VersionRow.program_id == program.id, VersionRow.number == version)
        asked = asked.where(RemarkRow.version_id.in_(numbered))
    if clause_id is not None:
        asked = asked.where(RemarkRow.clause_id == clause_id)
    if state is not None:
        asked = asked.where(RemarkRow.state == state)
    return _views(w, w.session.scalars(asked.order_by(RemarkRow.sequence)).all())


def count_remarks(w: Work, code: str) -> tuple[int, int]:
    """How many there are that the reader may know of, and how many of them wait for an answer."""
    program = find_program(w, code)
    rows = w.session.execute(
        select(RemarkRow.state, func.count())
        .where(RemarkRow.program_id == program.id, visible_remarks(w))
        .group_by(RemarkRow.state)
    )
    found: dict[RemarkState, int] = defaultdict(int, ((state, count) for state, count in rows))
    return sum(found.values()), found[RemarkState.OPEN]


def waiting_remarks(w: Work, limit: int) -> tuple[RemarkView, ...]:
    """Those of all programs that wait for an answer, the oldest first; nothing for who does not answer."""
    if not permissions.may(w.actor, Permit.ANSWER_REMARK):
        return ()
    asked = select(RemarkRow).where(RemarkRow.state == RemarkState.OPEN)
    return _views(w, w.session.scalars(asked.order_by(RemarkRow.entered_at, RemarkRow.sequence).limit(limit)).all())


def count_waiting(w: Work) -> int:
    """How many of all programs wait for this person's answer."""
    if not permissions.may(w.actor, Permit.ANSWER_REMARK):
        return 0
    return w.session.scalar(select(func.count()).where(RemarkRow.state == RemarkState.OPEN)) or 0


def events_of_remark(w: Work, remark_id: str) -> tuple[EventView, ...]:
    """Its record, oldest first. Raises NotFound."""
    return tuple(events_of(w, REMARK, find_remark(w, remark_id).id))


def _views(w: Work, rows: Sequence[RemarkRow]) -> tuple[RemarkView, ...]:
    delegations, hides = delegation_views(w), w.actor.role is Role.OBSERVER
    texts = {one: load_text(w, one) for one in {row.version_id for row in rows if row.clause_id}}
    codes = {one: w.get(ProgramRow, one).code for one in {row.program_id for row in rows}}
    numbers = {one: w.get(VersionRow, one).number for one in {row.version_id for row in rows}}
    found = []
    for row in rows:
        text = texts.get(row.version_id)
        found.append(
            RemarkView(
                id=row.id,
                program=codes[row.program_id],
                number=None if hides else row.sequence,
                version=numbers[row.version_id],
                delegation=delegations[row.delegation_id],
                kind=row.kind,
                state=row.state,
                clause_id=row.clause_id,
                reference=text.references[row.clause_id] if text is not None and row.clause_id else "",
                is_section=bool(text is not None and row.clause_id and text.children(row.clause_id)),
                text=row.text,
                at=row.at,
                entered_at=row.entered_at,
                is_late=row.is_late,
                channel=row.channel,
                outside_reference=row.reference,
                answer=row.answer,
                answered_at=row.answered_at,
                withdrawn_at=row.withdrawn_at,
                revision=row.revision,
                next_actions=actions_of(w, row),
            )
        )
    return tuple(found)

"""An act of a delegation received outside: a position or an amendment that a coordinator entered."""

from dataclasses import dataclass

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import (
    PositionKind,
    PositionOrigin,
    PositionSubject,
    ReceivedKind,
)
from program_workflow.storage import (
    AmendmentRow,
    DelegationRow,
    PositionRow,
    ProgramRow,
)
from program_workflow.usecases import guards
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Act:
    """One act received outside. number, amendment_id: of the amendment it is, or is about. is_open: all know of it."""

    kind: ReceivedKind
    id: str
    program_id: str
    delegation_id: str
    version_id: str
    reference: str
    number: str | None = None
    amendment_id: str | None = None
    position: PositionKind | None = None
    clauses: tuple[str, ...] = ()
    is_open: bool = True


def find_act(w: Work, act_id: str) -> Act:
    """A position or an amendment that was received outside; Raises NotFound for whoever may not read it."""
    amendment = w.session.get(AmendmentRow, act_id)
    if amendment is not None:
        return _amendment(w, act_id)
    permissions.need(w.actor, Permit.READ_POSITIONS)
    asked = select(PositionRow).where(PositionRow.act_id == act_id, PositionRow.origin == PositionOrigin.OUTSIDE)
    rows = w.session.scalars(asked.order_by(PositionRow.ordinal)).all()
    if not rows:
        raise NotFound
    first = rows[0]
    amendment = None
    if first.subject is PositionSubject.AMENDMENT:
        amendment = guards.find_amendment(w, first.subject_id)
    return Act(
        ReceivedKind.POSITION,
        act_id,
        first.program_id,
        first.delegation_id,
        first.version_id,
        first.reference,
        amendment.number if amendment else None,
        amendment.id if amendment else None,
        first.kind,
        () if amendment else tuple(one.subject_id for one in rows),
    )


def _amendment(w: Work, amendment_id: str) -> Act:
    row = guards.find_amendment(w, amendment_id)
    if row.received_at is None:
        raise NotFound
    return Act(
        ReceivedKind.AMENDMENT,
        row.id,
        row.program_id,
        entered_for(row),
        row.version_id,
        row.reference or "",
        row.number,
        row.id,
        is_open=row.number is not None,
    )


def entered_for(amendment: AmendmentRow) -> str:
    """The delegation whose letter it was, whoever has taken it over since."""
    return amendment.first_delegation_id or amendment.delegation_id or ""


def place_of(w: Work, act_id: str) -> tuple[str, str, str]:
    """Where the act is shown: (program code, amendment or "", clause or "")."""
    act = find_act(w, act_id)
    code = w.get(ProgramRow, act.program_id).code
    return code, act.amendment_id or "", act.clauses[0] if len(act.clauses) == 1 else ""


def delegation_of(w: Work, act_id: str) -> str:
    """The code of the delegation it was entered for."""
    return w.get(DelegationRow, find_act(w, act_id).delegation_id).code


def is_there(w: Work, act_id: str) -> bool:
    """Whether the person may read the act; a draft may have been deleted since."""
    try:
        find_act(w, act_id)
    except NotFound:
        return False
    return True

"""Mergers as one reader sees them: what was proposed of an amendment, who has accepted, what they can do about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from program_workflow.domain.terms import MergerAction, MergerState
from program_workflow.storage import AmendmentRow, MergerRow
from program_workflow.usecases import guards, mergers
from program_workflow.usecases.finding import delegation_views
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class MergerSide:
    """One of the two amendments. accepted_at: when its author accepted; None as long as it has not."""

    amendment_id: str
    number: str
    delegation: DelegationView
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class MergerView:
    """source would be merged into target. steps: what the reader may do with it now."""

    source: MergerSide
    target: MergerSide
    state: MergerState
    reason: str
    proposed_at: datetime
    joins: bool
    steps: tuple[MergerAction, ...] = ()

    @property
    def waits(self) -> bool:
        return self.state is MergerState.PROPOSED


def mergers_of(w: Work, amendment_id: str) -> tuple[MergerView, ...]:
    """Of an amendment on either side, the newest first."""
    amendment = guards.find_amendment(w, amendment_id)
    rows = w.session.scalars(
        select(MergerRow)
        .where(or_(MergerRow.source_id == amendment.id, MergerRow.target_id == amendment.id))
        .order_by(MergerRow.proposed_at.desc(), MergerRow.id)
    )
    return tuple(_view(w, row) for row in rows)


def _view(w: Work, row: MergerRow) -> MergerView:
    steps = [
        one
        for one in (MergerAction.ACCEPT, MergerAction.REFUSE, MergerAction.WITHDRAW)
        if row.state is MergerState.PROPOSED and mergers.why_not(w, row.source_id, one) is None
    ]
    return MergerView(
        _side(w, row.source_id, row.source_accepted_at),
        _side(w, row.target_id, row.target_accepted_at),
        row.state,
        row.reason,
        row.proposed_at,
        row.joins,
        tuple(steps),
    )


def _side(w: Work, amendment_id: str, accepted_at: datetime | None) -> MergerSide:
    row = w.get(AmendmentRow, amendment_id)
    return MergerSide(row.id, row.number or "", delegation_views(w)[row.delegation_id], accepted_at)

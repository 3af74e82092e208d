"""Acts of delegations received outside: what the delegation says against the entry, and what goes with each act."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select

from program_workflow.domain import redline
from program_workflow.domain.errors import N_, Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.terms import (
    ContestOutcome,
    Event,
    ReceivedKind,
    Role,
)
from program_workflow.storage import (
    AmendmentRow,
    ContestRow,
    DelegationRow,
    ProgramRow,
)
from program_workflow.storage.base import new_id
from program_workflow.usecases import amending
from program_workflow.usecases.notifying import AMENDMENT, VERSION, tell
from program_workflow.usecases.received_acts import Act, find_act
from program_workflow.usecases.received_scans import ScanView, scans_of
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

MAX_REASON: Final = 20_000


@dataclass(frozen=True, slots=True)
class ContestView:
    """outcome None: it stands contested. actions: what the reader may do about it now."""

    id: str
    reason: str
    at: datetime
    outcome: ContestOutcome | None
    answer: str
    ended_at: datetime | None
    revision: int
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceivedView:
    """What goes with an act received outside. may_scan, may_contest: what the reader may add now."""

    act_id: str
    kind: ReceivedKind
    reference: str = ""
    scans: tuple[ScanView, ...] = ()
    contests: tuple[ContestView, ...] = ()
    may_scan: bool = False
    may_contest: bool = False

    @property
    def is_contested(self) -> bool:
        return any(one.outcome is None for one in self.contests)

    @property
    def is_withdrawn(self) -> bool:
        """A coordinator withdrew the entry: it never counted."""
        return any(one.outcome is ContestOutcome.WITHDRAWN for one in self.contests)


def contest(w: Work, act_id: str, reason: str) -> ContestRow:
    """The delegation the act was entered for says that it is not its own, or not so; it counts until that is settled.

    Raises NotFound, NotPermitted, Invalid, StepNotAllowed.
    """
    act = find_act(w, act_id)
    if w.actor.role is not Role.REPRESENTATIVE or w.actor.delegation_id != act.delegation_id:
        raise NotPermitted(N_("Only a representative of the delegation it was entered for may contest it."))
    reason = _checked_reason(reason)
    w.lock(ProgramRow, act.program_id)
    if any(one.outcome in (None, ContestOutcome.WITHDRAWN) for one in _contests(w, [act_id])):
        raise StepNotAllowed(N_("This entry is contested or withdrawn already."))
    row = ContestRow(
        id=new_id(),
        program_id=act.program_id,
        delegation_id=act.delegation_id,
        kind=act.kind,
        act_id=act.id,
        reason=reason,
        answer="",
        at=w.now,
        made_by=w.actor.user_id,
    )
    w.session.add(row)
    _note(w, act, row, "contest", Event.ACT_CONTESTED, reason)
    return row


def end_contest(w: Work, contest_id: str, outcome: ContestOutcome, reason: str, *, seen_revision: int) -> ContestRow:
    """The delegation takes its contest back, or a coordinator withdraws the entry, which then counts no longer.

    Raises NotFound, NotPermitted, StaleRevision, Invalid, StepNotAllowed.
    """
    found = find_contest(w, contest_id)
    act = find_act(w, found.act_id)
    if outcome is ContestOutcome.WITHDRAWN and not w.actor.is_coordinator:
        raise NotPermitted(N_("Only a coordinator withdraws an entry."))
    mine = w.actor.role is Role.REPRESENTATIVE and w.actor.delegation_id == act.delegation_id
    if outcome is ContestOutcome.TAKEN_BACK and not mine:
        raise NotPermitted(N_("Only the delegation that contests the entry takes that back."))
    w.lock(ProgramRow, act.program_id)
    row = w.lock(ContestRow, contest_id, seen_revision)
    if outcome is ContestOutcome.WITHDRAWN:
        reason = _checked_reason(reason)
    if row.outcome is not None:
        raise StepNotAllowed(N_("This is settled already."))
    row.outcome, row.answer, row.ended_at, row.ended_by = outcome, reason.strip(), w.now, w.actor.user_id
    _note(w, act, row, outcome.value, Event.CONTEST_ENDED, reason)
    if act.kind is ReceivedKind.AMENDMENT and outcome is ContestOutcome.WITHDRAWN:
        amending.withdraw_entry(w, w.lock(AmendmentRow, act.id), reason)
    return row


def find_contest(w: Work, contest_id: str) -> ContestRow:
    """The contest, for whoever may read the act. Raises NotFound."""
    row = w.session.get(ContestRow, contest_id)
    if row is None:
        raise NotFound
    find_act(w, row.act_id)
    return row


def papers_of(w: Work, act_id: str) -> ReceivedView:
    """What goes with one act received outside. Raises NotFound."""
    act = find_act(w, act_id)
    return received_of(w, {act_id: (act.delegation_id, act.reference)}, act.kind)[act_id]


def received_of(
    w: Work, acts: Mapping[str, tuple[str, str]], kind: ReceivedKind = ReceivedKind.POSITION
) -> Mapping[str, ReceivedView]:
    """What goes with each of these acts received outside: identity → (its delegation's identity, reference)."""
    if not acts:
        return {}
    papers = scans_of(w, acts)
    contests: dict[str, list[ContestRow]] = defaultdict(list)
    for row in _contests(w, acts):
        contests[row.act_id].append(row)
    return {
        act_id: _view(w, kind, act_id, delegation_id, reference, papers.get(act_id, ()), contests[act_id])
        for act_id, (delegation_id, reference) in acts.items()
    }


def _view(
    w: Work,
    kind: ReceivedKind,
    act_id: str,
    delegation_id: str,
    reference: str,
    papers: tuple[ScanView, ...],
    contests: Collection[ContestRow],
) -> ReceivedView:
    mine = w.actor.role is Role.REPRESENTATIVE and w.actor.delegation_id == delegation_id
    actions = {True: ("take_back",), False: ("withdraw",) if w.actor.is_coordinator else ()}[mine]
    views = tuple(
        ContestView(
            one.id,
            one.reason,
            one.at,
            one.outcome,
            one.answer,
            one.ended_at,
            one.revision,
            actions if one.outcome is None else (),
        )
        for one in contests
    )
    settled = any(one.outcome in (None, ContestOutcome.WITHDRAWN) for one in contests)
    return ReceivedView(act_id, kind, reference, papers, views, w.actor.is_coordinator, mine and not settled)


def _contests(w: Work, acts: Collection[str]) -> list[ContestRow]:
    asked = select(ContestRow).where(ContestRow.act_id.in_(list(acts))).order_by(ContestRow.at, ContestRow.id)
    return list(w.session.scalars(asked))


def contested_acts(w: Work) -> list[ContestRow]:
    """Entries that stand contested, oldest first: they wait for the coordinators."""
    there = ContestRow.act_id.in_(select(AmendmentRow.id))  # a draft that was deleted waits for nobody
    asked = select(ContestRow).where(
        ContestRow.outcome.is_(None), or_(ContestRow.kind != ReceivedKind.AMENDMENT, there)
    )
    return list(w.session.scalars(asked.order_by(ContestRow.at, ContestRow.id)))


def contested_among(w: Work, acts: Collection[str]) -> frozenset[str]:
    """Those of these acts that stand contested."""
    asked = select(ContestRow.act_id).where(ContestRow.outcome.is_(None), ContestRow.act_id.in_(list(acts)))
    return frozenset(w.session.scalars(asked)) if acts else frozenset()


def _checked_reason(reason: str) -> str:
    redline.refuse_control(reason.replace("\r", ""))
    if len(reason) > MAX_REASON:
        raise Invalid(N_("A reason has at most {count} characters."), pointer="/reason", count=MAX_REASON)
    if not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    return reason.strip()


def _note(w: Work, act: Act, row: ContestRow, action: str, event: Event, reason: str) -> None:
    w.session.flush()
    noted = w.record(
        "contest", row.id, action, program_id=act.program_id, reason=reason, body={"facts": facts_of_contest(row)}
    )
    text = load_text(w, act.version_id) if len(act.clauses) == 1 else None
    tell(
        w,
        event,
        key=f"{event}:{noted.seq}",
        program_id=act.program_id,
        subject_type=AMENDMENT if act.amendment_id else VERSION,
        subject_id=act.amendment_id or act.version_id,
        delegation_id=act.delegation_id if act.amendment_id or event is Event.ACT_CONTESTED else None,
        numbered=act.is_open,
        payload={
            "number": act.number,
            "stand": w.get(DelegationRow, act.delegation_id).code,
            "position": act.position,
            "clauses": len(act.clauses),
            "clause": text.references.get(act.clauses[0]) if text else None,
            "reason": reason,
        },
    )


def facts_of_contest(row: ContestRow) -> dict[str, Any]:
    """What the record keeps of a contest."""
    return {
        "kind": row.kind.value,
        "act": row.act_id,
        "delegation": row.delegation_id,
        "reason": row.reason,
        "at": row.at.isoformat(),
        "outcome": row.outcome.value if row.outcome else None,
        "answer": row.answer,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }

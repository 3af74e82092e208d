"""Acts of delegations received outside: the scan of the letter, and what the delegation says against the entry."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select

from program_workflow.documents.gate import check_package
from program_workflow.domain import permissions, redline, scans
from program_workflow.domain.errors import N_, FileRefused, Invalid, NotFound, NotPermitted, StepNotAllowed, TooLarge
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import (
    ContestOutcome,
    Event,
    PositionKind,
    PositionOrigin,
    PositionSubject,
    ReceivedKind,
    Role,
)
from program_workflow.storage import (
    AmendmentRow,
    ContestRow,
    DelegationRow,
    PositionRow,
    ProgramRow,
    ScanRow,
)
from program_workflow.storage.base import new_id
from program_workflow.usecases import amending, guards
from program_workflow.usecases.notifying import AMENDMENT, VERSION, tell
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

MAX_REASON: Final = 20_000
_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class ScanView:
    """A scan without its content. hash: SHA-256 of it, as the record has it."""

    id: str
    name: str
    media_type: str
    size: int
    hash: str


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


@dataclass(frozen=True, slots=True)
class _Act:
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


def find_act(w: Work, act_id: str) -> _Act:
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
    return _Act(
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


def _amendment(w: Work, amendment_id: str) -> _Act:
    row = guards.find_amendment(w, amendment_id)
    if row.received_at is None:
        raise NotFound
    return _Act(
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


# --- Scans ------------------------------------------------------------------------------------------


def add_scan(w: Work, act_id: str, name: str, data: bytes) -> ScanView:
    """Keeps the scan of the letter the act stands in. Raises NotFound, NotPermitted, TooLarge, FileRefused, Invalid."""
    act = find_act(w, act_id)
    if not w.actor.is_coordinator:
        raise NotPermitted(N_("Only a coordinator enters what was received outside."))
    name = _named(name)
    media_type = _checked(data, name)
    w.lock(ProgramRow, act.program_id)
    there = scans_of(w, [act_id]).get(act_id, ())
    if len(there) >= scans.MOST:
        raise Invalid(N_("An act has at most {count} scans."), pointer="/file", count=scans.MOST)
    hashed = hashlib.sha256(data).hexdigest()
    same = next((one for one in there if one.hash == hashed), None)
    if same is not None:
        return same
    row = ScanRow(
        id=new_id(),
        program_id=act.program_id,
        delegation_id=act.delegation_id,
        kind=act.kind,
        act_id=act.id,
        name=name,
        media_type=media_type,
        size=len(data),
        hash=hashed,
        data=data,
        added_at=w.now,
        added_by=w.actor.user_id,
    )
    w.session.add(row)
    w.session.flush()
    w.record("scan", row.id, "add_scan", program_id=act.program_id, body={"facts": facts_of_scan(row)})
    return _scan(row)


def read_scan(w: Work, scan_id: str) -> tuple[ScanView, bytes]:
    """The scan with its content, for whoever may read the act. Raises NotFound."""
    row = w.session.get(ScanRow, scan_id)
    if row is None:
        raise NotFound
    find_act(w, row.act_id)
    return _scan(row), row.data


def scans_of(w: Work, acts: Collection[str]) -> Mapping[str, tuple[ScanView, ...]]:
    """Of each act, oldest first, without their content."""
    asked = select(ScanRow.act_id, ScanRow.id, ScanRow.name, ScanRow.media_type, ScanRow.size, ScanRow.hash)
    rows = w.session.execute(asked.where(ScanRow.act_id.in_(list(acts))).order_by(ScanRow.added_at, ScanRow.id))
    found: dict[str, list[ScanView]] = defaultdict(list)
    for act_id, scan_id, name, media_type, size, hashed in rows:
        found[act_id].append(ScanView(scan_id, name, media_type, size, hashed))
    return {act_id: tuple(views) for act_id, views in found.items()}


def _scan(row: ScanRow) -> ScanView:
    return ScanView(row.id, row.name, row.media_type, row.size, row.hash)


def _named(name: str) -> str:
    """The name of the file without folders and signs that no file name needs."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable()).strip()
    return kept[-_NAME:] or "scan"


def _checked(data: bytes, name: str) -> str:
    """The media type. Raises TooLarge, Invalid, FileRefused."""
    if not data:
        raise Invalid(N_("Choose the file of the scan."), pointer="/file")
    if len(data) > scans.LARGEST:
        raise TooLarge(N_("{name} is larger than {limit} MB."), name=name, limit=scans.LARGEST // 1024**2)
    media_type = scans.media_type_of(data)
    if media_type is None:
        raise FileRefused(N_("A scan is a PDF, PNG, JPEG or Word file (.docx). {name} is none of these."), name=name)
    if media_type == scans.WORD:
        check_package(data, name=name)
    return media_type


# --- Contesting -------------------------------------------------------------------------------------


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


def _note(w: Work, act: _Act, row: ContestRow, action: str, event: Event, reason: str) -> None:
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


def facts_of_scan(row: ScanRow) -> dict[str, Any]:
    """What the record keeps of a scan: its hash, never its content."""
    return {
        "kind": row.kind.value,
        "act": row.act_id,
        "delegation": row.delegation_id,
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "hash": row.hash,
        "added_at": row.added_at.isoformat(),
    }


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

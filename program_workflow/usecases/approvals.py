"""The approver of a delegation: who is one, which wording waits for one, and its acceptance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import (
    OPEN,
    AmendmentAction,
    AmendmentState,
    CounterAction,
    CounterState,
    Event,
    Rebase,
    Role,
)
from program_workflow.storage import AmendmentRow, ApprovalRow, CounterTextRow, UserRow, WordingRow
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.facts import facts_of_wording
from program_workflow.usecases.notifying import AMENDMENT, tell
from program_workflow.usecases.operations import current_wording, operations_of_wording
from program_workflow.usecases.people import OWN_DRAFTS, capacity_recorded
from program_workflow.usecases.people_views import UserView, find_user, view_of_user
from program_workflow.usecases.work import Work

_WRITTEN: Final = (AmendmentState.DRAFT, AmendmentState.RETURNED)


@dataclass(frozen=True, slots=True)
class Approval:
    """Of the newest wording: when it was asked for and accepted."""

    asked_at: datetime | None
    approved_at: datetime | None


def approvers_of(w: Work, delegation_id: str | None) -> Sequence[UserRow]:
    """The people who may accept a wording for the delegation; nobody where none was named."""
    if delegation_id is None:
        return ()
    asked = select(UserRow).where(UserRow.delegation_id == delegation_id, UserRow.is_approver, UserRow.is_active)
    return w.session.scalars(asked.where(UserRow.role.in_(OWN_DRAFTS)).order_by(UserRow.name)).unique().all()


def people_of_delegation(w: Work) -> tuple[UserView, ...]:
    """The people of the actor's own delegation, by name. Raises NotFound for whoever is of none."""
    if w.actor.delegation_id is None or w.actor.role not in OWN_DRAFTS:
        raise NotFound
    asked = select(UserRow).where(UserRow.delegation_id == w.actor.delegation_id, UserRow.is_active)
    return tuple(view_of_user(row) for row in w.session.scalars(asked.order_by(UserRow.name)).unique())


def name_approver(w: Work, user_id: str, *, is_approver: bool, seen_revision: int | None = None) -> UserView:
    """Names a representative or expert as approver, or ends that; by a representative of the same delegation.

    Raises NotFound, NotPermitted, StaleRevision, Invalid.
    """
    check_may_name(w, user_id)
    row = find_user(w, user_id)
    if seen_revision is not None and row.revision != seen_revision:
        raise w.stale("user", user_id)
    if is_approver and (row.role not in OWN_DRAFTS or not row.is_active):
        raise Invalid(N_("Only a representative or an expert of a delegation can be its approver."), pointer="/user")
    if row.is_approver is is_approver:
        return view_of_user(row)
    before = capacity_recorded(row)
    row.is_approver = is_approver
    w.session.flush()
    w.record("user", row.id, "change", body={"before": before, "after": capacity_recorded(row)})
    return view_of_user(row)


def check_may_name(w: Work, user_id: str) -> None:
    """Raises NotFound for whoever is not of the same delegation, NotPermitted for its experts."""
    row = w.session.get(UserRow, user_id)
    mine = row is not None and row.delegation_id is not None and row.delegation_id == w.actor.delegation_id
    if row is None or not (mine or w.actor.role in (Role.ADMINISTRATOR, None)):
        raise NotFound
    permissions.need(w.actor, Permit.NAME_APPROVER)


# --- Wordings -------------------------------------------------------------------------------------


def approval_of(w: Work, amendment: AmendmentRow, text_hash: str | None = None) -> ApprovalRow | None:
    """What the approver has to do with a text, by default the newest wording; void as soon as another one is saved."""
    return w.session.get(ApprovalRow, (amendment.id, text_hash or newest_hash(w, amendment)))


def newest_hash(w: Work, amendment: AmendmentRow) -> str:
    return w.get(WordingRow, (amendment.id, current_wording(w, amendment))).hash


def own_approval(w: Work, amendment_id: str) -> Approval | None:
    """The same for a reader of its delegation, of what it could file next; None for everybody else."""
    amendment = w.get(AmendmentRow, amendment_id)
    if amendment.delegation_id is None or not permissions.is_own(w.actor, amendment.delegation_id):
        return None
    row = approval_of(w, amendment) if amendment.state in _WRITTEN else None
    proposed = proposed_wording(w, amendment)
    if proposed is not None:
        row = approval_of(w, amendment, proposed.hash)
    return Approval(row.asked_at, row.approved_at) if row is not None else None


def proposed_wording(w: Work, amendment: AmendmentRow) -> WordingRow | None:
    """The text with which its delegation would answer a rebase, as it was put before the approver.

    Not filed, so nobody else's to read; another wording that is filed, or another version, voids it.
    """
    if amendment.state in _WRITTEN or amendment.rebase_version_id is None:
        return None
    return w.session.scalars(
        select(WordingRow)
        .where(WordingRow.amendment_id == amendment.id, WordingRow.number > amendment.wording)
        .where(WordingRow.version_id == amendment.rebase_version_id)
        .order_by(WordingRow.number.desc())
        .limit(1)
    ).first()


def own_proposal(w: Work, amendment_id: str) -> str | None:
    """Its words, of the first operation, for a reader of the delegation."""
    amendment = w.get(AmendmentRow, amendment_id)
    if amendment.delegation_id is None or not permissions.is_own(w.actor, amendment.delegation_id):
        return None
    proposed = proposed_wording(w, amendment)
    return operations_of_wording(w, amendment.id, proposed.number)[0].text if proposed is not None else None


def check_approved(w: Work, amendment: AmendmentRow, text_hash: str | None = None) -> None:
    """Raises StepNotAllowed where the delegation has an approver who has not accepted the very text.

    Asked of every text that takes effect as the delegation's: a wording that is submitted, one that is filed anew after
    a rebase, another wording that its author accepts. A clean rebase files nothing new: the change is the one accepted.
    """
    approvers = approvers_of(w, amendment.delegation_id)
    if not approvers:
        return
    found = approval_of(w, amendment, text_hash)
    if found is None or found.approved_at is None:
        raise StepNotAllowed(
            N_("Approver: {name} has not accepted this wording yet."), name=", ".join(one.name for one in approvers)
        )


def check_proposal_approved(w: Work, amendment: AmendmentRow) -> None:
    """The same of the text that would answer a rebase, before it is filed. A draft is asked about when submitted."""
    if amendment.state in _WRITTEN:
        return
    proposed = proposed_wording(w, amendment)
    check_approved(w, amendment, proposed.hash if proposed is not None else _NO_TEXT)


_NO_TEXT: Final = "-"


def check_approver(w: Work) -> None:
    """Raises NotPermitted for whoever is not the approver of their delegation."""
    if not w.actor.is_approver:
        raise NotPermitted(N_("Only the approver of the delegation accepts what is put before it."))


def is_beside_the_point(
    w: Work, amendment: AmendmentRow, action: AmendmentAction | CounterAction, text_hash: str | None = None
) -> bool:
    """Whether asking, or accepting, is nothing to be offered to this person now. text_hash: of another wording."""
    if amendment.delegation_id is None or not approvers_of(w, amendment.delegation_id):
        return True
    if text_hash is None and amendment.state not in _WRITTEN:
        return _is_no_answer_due(w, amendment, action)
    found = approval_of(w, amendment, text_hash)
    if found is not None and found.approved_at is not None:
        return True
    if action == AmendmentAction.APPROVE:
        return not w.actor.is_approver
    return w.actor.is_approver or found is not None


def _is_no_answer_due(w: Work, amendment: AmendmentRow, action: AmendmentAction | CounterAction) -> bool:
    """Of a filed amendment: whether its delegation has no text to write anew, or this one is accepted."""
    if amendment.rebase is not Rebase.CONFLICT:
        return True
    if action == AmendmentAction.ASK_APPROVAL:
        return False
    proposed = proposed_wording(w, amendment)
    found = approval_of(w, amendment, proposed.hash) if proposed is not None else None
    return not w.actor.is_approver or found is None or found.approved_at is not None


def ask_approval(w: Work, amendment: AmendmentRow, text_hash: str, wording: WordingRow | None = None) -> None:
    """Puts a text before the approver. amendment: locked. wording: one that was kept for this, and is not filed."""
    if not approvers_of(w, amendment.delegation_id):
        raise StepNotAllowed(N_("Your delegation has named no approver."))
    if approval_of(w, amendment, text_hash) is not None:
        raise StepNotAllowed(N_("The approver has been asked to accept this wording."))
    row = ApprovalRow(amendment_id=amendment.id, wording_hash=text_hash, asked_at=w.now, asked_by=w.actor.user_id)
    w.session.add(row)
    _note(w, amendment, row, AmendmentAction.ASK_APPROVAL, Event.APPROVAL_ASKED, wording)


def approve(w: Work, amendment: AmendmentRow, text_hash: str, wording: WordingRow | None = None) -> None:
    """The approver accepts a text, asked or not. See `ask_approval`."""
    check_approver(w)
    row = approval_of(w, amendment, text_hash)
    if row is not None and row.approved_at is not None:
        raise StepNotAllowed(N_("This wording has been accepted."))
    if row is None:
        row = ApprovalRow(amendment_id=amendment.id, wording_hash=text_hash)
        w.session.add(row)
    row.approved_at, row.approved_by = w.now, w.actor.user_id
    _note(w, amendment, row, AmendmentAction.APPROVE, Event.WORDING_APPROVED, wording)


def _note(
    w: Work,
    amendment: AmendmentRow,
    row: ApprovalRow,
    action: AmendmentAction,
    event: Event,
    wording: WordingRow | None,
) -> None:
    """Of what others see nothing changes: no revision tells them what passes inside the delegation."""
    if amendment.state in _WRITTEN:
        amendment.updated_at = w.now
    w.session.flush()
    body = {"approval": facts_of_approval(row), **({"newest": facts_of_wording(wording)} if wording else {})}
    noted = note_amendment(w, amendment, action, body=body)
    tell(
        w,
        event,
        key=f"{event}:{noted.seq}",
        program_id=amendment.program_id,
        subject_type=AMENDMENT,
        subject_id=amendment.id,
        delegation_id=amendment.delegation_id,
        payload={"number": amendment.number, "state": amendment.state},
    )


def facts_of_approval(row: ApprovalRow) -> dict[str, Any]:
    """What the record keeps of an approval."""
    return {
        "wording_hash": row.wording_hash,
        "asked_at": row.asked_at.isoformat() if row.asked_at else None,
        "approved_at": row.approved_at.isoformat() if row.approved_at else None,
    }


def awaits_approval() -> ColumnElement[bool]:
    """Amendments of which a text waits for the approver: the newest wording, an answer to a rebase, another wording."""
    saved = and_(
        AmendmentRow.state.in_(_WRITTEN),
        WordingRow.number == func.coalesce(AmendmentRow.draft_wording, AmendmentRow.wording),
    )
    proposed = and_(
        AmendmentRow.state.in_(sorted(OPEN - {*_WRITTEN})),
        WordingRow.number > AmendmentRow.wording,
        WordingRow.version_id == AmendmentRow.rebase_version_id,
    )
    asked = (
        select(ApprovalRow.amendment_id)
        .join(
            WordingRow,
            and_(WordingRow.amendment_id == ApprovalRow.amendment_id, WordingRow.hash == ApprovalRow.wording_hash),
        )
        .where(ApprovalRow.amendment_id == AmendmentRow.id, ApprovalRow.approved_at.is_(None))
        .where(or_(saved, proposed))
        .correlate(AmendmentRow)
    )
    other = (
        select(ApprovalRow.amendment_id)
        .join(
            CounterTextRow,
            and_(
                CounterTextRow.amendment_id == ApprovalRow.amendment_id, CounterTextRow.hash == ApprovalRow.wording_hash
            ),
        )
        .where(ApprovalRow.amendment_id == AmendmentRow.id, ApprovalRow.approved_at.is_(None))
        .where(CounterTextRow.state == CounterState.OFFERED)
        .correlate(AmendmentRow)
    )
    return or_(asked.exists(), other.exists())


def asks_approver(w: Work, amendment: AmendmentRow) -> bool:
    """The same of one amendment."""
    found = select(AmendmentRow.id).where(AmendmentRow.id == amendment.id, awaits_approval())
    return w.session.scalars(found).first() is not None

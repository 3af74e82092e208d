"""Another wording of an amendment, proposed by the secretariat or by a delegation; its author accepts or refuses.

A counter-text of the secretariat and an amendment to an amendment are one thing with two sides: each
is written against one very wording, waits for the author, and gives way when that wording does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from program_workflow.domain import permissions
from program_workflow.domain.amendment import Operation, differs
from program_workflow.domain.another_wording import COUNTER_STEPS
from program_workflow.domain.clause import kept_fields
from program_workflow.domain.errors import N_, Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.terms import (
    AmendmentState,
    ClauseKind,
    CounterAction,
    CounterState,
    Event,
    OperationKind,
    Role,
    WordingOrigin,
)
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow, CounterTextRow, DelegationRow, ProgramRow, WordingRow
from program_workflow.usecases import approvals, guards
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.attached import UNDECIDED, open_counter_texts
from program_workflow.usecases.carrying import flag_anew
from program_workflow.usecases.finding import outside_of
from program_workflow.usecases.operations import (
    add_wording,
    checked_text,
    load_operations,
    merged_fields,
    operations_of_wording,
    wording_hash,
)
from program_workflow.usecases.silence_messages import check_not_frozen, hear_other_wording
from program_workflow.usecases.sponsor_rows import touch
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import SECRETARIAT
from program_workflow.usecases.work import Work

#: What passes inside the delegation of the author before it answers.
INSIDE = frozenset({CounterAction.ASK_APPROVAL, CounterAction.APPROVE})
#: Operations that say something themselves.
WRITTEN = frozenset({OperationKind.MODIFY, OperationKind.INSERT})


@dataclass(frozen=True, slots=True)
class Reworded:
    """What an operation would say instead. None: as it is. fields: partial; what is absent stays."""

    text: str | None = None
    fields: Mapping[str, Any] | None = None


def offer(
    w: Work, amendment_id: str, texts: Sequence[Reworded], reason: str, *, seen_revision: int | None
) -> CounterTextRow:
    """Proposes another wording. texts: one for each operation, in their order.

    Raises NotFound, NotPermitted, StaleRevision, Invalid, StepNotAllowed in this order.
    """
    found = guards.find_amendment(w, amendment_id)
    check_may_offer(w, found)
    amendment = guards.lock_amendment(w, found, seen_revision)
    guards.check_reason(reason)
    if not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    operations = load_operations(w, [amendment])[amendment.id]
    worded = _reworded(w, amendment, operations, texts)
    check_takes_one(w, amendment)
    wording = w.get(WordingRow, (amendment.id, amendment.wording))
    row = CounterTextRow(
        amendment_id=amendment.id,
        number=_next_number(w, amendment),
        delegation_id=w.actor.delegation_id,
        wording=amendment.wording,
        texts=[{"text": one.text, "fields": one.fields.to_json(_kind(one))} for one in worded],
        hash=wording_hash(amendment.language, worded, wording.rationale),
        reason=reason,
        state=CounterState.OFFERED,
        offered_at=w.now,
        offered_by=w.actor.user_id,
        answer="",
    )
    w.session.add(row)
    _note(w, amendment, row, CounterAction.OFFER, Event.COUNTER_TEXT_OFFERED, reason)
    if row.delegation_id is not None:
        hear_other_wording(w, amendment.program_id, row.delegation_id, amendment.id, reason)
    return row


def check_may_offer(w: Work, amendment: AmendmentRow) -> None:
    """A coordinator may, and a representative of any other delegation that takes part. Raises NotPermitted."""
    if w.actor.role is None:
        return
    if amendment.number is None:
        raise NotPermitted(N_("Other wordings are proposed to what is under review."))
    if w.actor.delegation_id == amendment.delegation_id:
        raise NotPermitted(N_("The author words its amendment itself."))
    if w.actor.role not in (Role.REPRESENTATIVE, Role.COORDINATOR):
        raise NotPermitted(N_("A representative speaks for the delegation. Ask a representative to do this."))
    refusal = outside_of(w, w.get(ProgramRow, amendment.program_id), w.actor.delegation_id)
    if refusal is not None:
        raise refusal


def check_takes_one(w: Work, amendment: AmendmentRow) -> None:
    """Whether another wording can be proposed now by the actor. Raises StepNotAllowed."""
    guards.check_not_offered(amendment)
    if amendment.state not in UNDECIDED:
        raise StepNotAllowed(N_("This amendment is {state}; this step does not follow from it."), state=amendment.state)
    if any(one.delegation_id == w.actor.delegation_id for one in open_counter_texts(w, amendment.id)):
        raise StepNotAllowed(N_("Another wording of yours waits for the author. Withdraw it first."))


def _reworded(
    w: Work, amendment: AmendmentRow, operations: Sequence[Operation], texts: Sequence[Reworded]
) -> tuple[Operation, ...]:
    if not any(one.kind in WRITTEN for one in operations):
        raise StepNotAllowed(N_("It proposes no words: what it deletes or moves cannot be worded otherwise."))
    if len(texts) != len(operations):
        raise Invalid(
            N_("Say what each of its {count} changes would read."), pointer="/operations", count=len(operations)
        )
    text = load_text(w, amendment.version_id)
    several = len(operations) > 1
    worded = tuple(
        _worded(one, said, text, f"/operations/{place}" if several else "")
        for place, (one, said) in enumerate(zip(operations, texts, strict=True))
    )
    guards.check_not_blank(worded)
    if worded == tuple(operations):
        raise Invalid(N_("This is the wording as it stands. Change the text or a field."), pointer="/text")
    if not any(differs(one, text) for one in worded if one.kind in WRITTEN):
        raise Invalid(N_("This is what the clause says now: nothing would be left of the amendment."), pointer="/text")
    return worded


def _worded(one: Operation, said: Reworded, text: Text, pointer: str) -> Operation:
    if one.kind not in WRITTEN:
        if said.text is not None or said.fields:
            raise Invalid(N_("What is deleted or moved has no words of its own."), pointer=f"{pointer}/text")
        return one
    kind = one.clause_kind or (text.node(one.clause_id).kind if one.clause_id in text else ClauseKind.PARAGRAPH)
    return replace(
        one,
        text=checked_text(said.text, pointer) if said.text is not None else one.text,
        fields=merged_fields(one.fields, said.fields, kind, pointer),
    )


def _kind(one: Operation) -> ClauseKind:
    return one.clause_kind or ClauseKind.PARAGRAPH


def _next_number(w: Work, amendment: AmendmentRow) -> int:
    last = w.session.scalar(select(func.max(CounterTextRow.number)).where(CounterTextRow.amendment_id == amendment.id))
    return (last or 0) + 1


def worded_by(w: Work, row: CounterTextRow) -> tuple[Operation, ...]:
    """The operations of the wording it is written against, as they would read."""
    return reworded(operations_of_wording(w, row.amendment_id, row.wording), row)


def reworded(operations: Sequence[Operation], row: CounterTextRow) -> tuple[Operation, ...]:
    """operations: of the wording it is written against."""
    return tuple(
        replace(one, text=said["text"], fields=kept_fields(said["fields"]))
        for one, said in zip(operations, row.texts, strict=True)
    )


# --- The answer ---------------------------------------------------------------------------------


def answer(
    w: Work, amendment_id: str, number: int, action: CounterAction, *, seen_revision: int | None, reason: str = ""
) -> AmendmentRow:
    """The author accepts or refuses it; whoever proposed it may withdraw it before.

    Where the author's delegation has an approver, that very wording is approved before it is accepted.
    """
    found = guards.find_amendment(w, amendment_id)
    row = find(w, found, number)
    check_side(w, found, row, action)
    amendment = guards.lock_amendment(w, found, seen_revision)
    guards.check_reason(reason)
    step = COUNTER_STEPS[CounterState.OFFERED, action]
    if step.needs_reason and not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    row = w.session.get(CounterTextRow, (amendment.id, number), populate_existing=True) or row
    check_waits(amendment, row)
    if action is CounterAction.ACCEPT:
        return _accept(w, amendment, row, reason)
    if action in INSIDE:
        (approvals.approve if action is CounterAction.APPROVE else approvals.ask_approval)(w, amendment, row.hash)
        return amendment
    row.state = step.to
    row.answered_at, row.answer = w.now, reason
    event = Event.COUNTER_TEXT_ANSWERED if action is CounterAction.REFUSE else Event.COUNTER_TEXT_WITHDRAWN
    _note(w, amendment, row, action, event, reason)
    return amendment


def find(w: Work, amendment: AmendmentRow, number: int) -> CounterTextRow:
    row = w.session.get(CounterTextRow, (amendment.id, number))
    if row is None:
        raise NotFound
    return row


def check_side(w: Work, amendment: AmendmentRow, row: CounterTextRow, action: CounterAction) -> None:
    """Whether the act is this person's. Raises NotPermitted."""
    if action in INSIDE:
        _check_inside(w, amendment, action)
        return
    whose = row.delegation_id if action is CounterAction.WITHDRAW else amendment.delegation_id
    check_speaks_for(w, whose)


def _check_inside(w: Work, amendment: AmendmentRow, action: CounterAction) -> None:
    """What passes inside the author's delegation."""
    if amendment.delegation_id is None or not permissions.is_own(w.actor, amendment.delegation_id):
        raise NotPermitted(N_("Only people of a delegation consult inside it. Your role: {role}."), role=w.actor.role)
    if action is CounterAction.APPROVE:
        approvals.check_approver(w)


def check_speaks_for(w: Work, delegation_id: str | None) -> None:
    """A representative of the delegation; a coordinator where it is the secretariat. Raises NotPermitted."""
    if w.actor.role is None:
        return
    if delegation_id is None:
        if not w.actor.is_coordinator:
            raise NotPermitted(N_("Only a coordinator may do this."))
    elif w.actor.delegation_id != delegation_id:
        raise NotPermitted(
            N_("Only a representative of {code} may do this."), code=w.get(DelegationRow, delegation_id).code
        )
    elif w.actor.role is not Role.REPRESENTATIVE:
        raise NotPermitted(N_("A representative speaks for the delegation. Ask a representative to do this."))


def check_waits(amendment: AmendmentRow, row: CounterTextRow) -> None:
    """Whether it still waits for an answer. Raises StepNotAllowed."""
    guards.check_not_offered(amendment)
    if row.state is not CounterState.OFFERED:
        raise StepNotAllowed(N_("It waits for no answer any more: {state}."), state=row.state)


def _accept(w: Work, amendment: AmendmentRow, row: CounterTextRow, reason: str) -> AmendmentRow:
    """It becomes the wording; positions and consents were given to the one before."""
    check_not_frozen(w, amendment.program_id, amendment.id)
    approvals.check_approved(w, amendment, row.hash)
    worded = worded_by(w, row)
    rationale = w.get(WordingRow, (amendment.id, amendment.wording)).rationale
    row.state, row.answered_at, row.answer = CounterState.ACCEPTED, w.now, reason
    before = amendment.state
    if before is AmendmentState.AGREED_AD_REFERENDUM:
        # The decision was on the wording before; nobody has agreed to this one.
        amendment.state, amendment.state_before = AmendmentState.UNDER_REVIEW, None
        amendment.decided_at = amendment.decided_by = amendment.decision_reason = None
    add_wording(w, amendment, worded, rationale, WordingOrigin.MODIFIED)
    _note(w, amendment, row, CounterAction.ACCEPT, Event.COUNTER_TEXT_ANSWERED, reason, {"from": before})
    flag_anew(w, [amendment])
    return amendment


def _note(
    w: Work,
    amendment: AmendmentRow,
    row: CounterTextRow,
    action: CounterAction,
    event: Event,
    reason: str,
    body: Mapping[str, Any] | None = None,
) -> None:
    code = w.get(DelegationRow, row.delegation_id).code if row.delegation_id else SECRETARIAT.code
    touch(amendment)
    w.session.flush()
    note_amendment(
        w,
        amendment,
        action,
        event,
        reason=reason,
        body={"stand": code, **(body or {})},
        payload={"stand": code, "answer": action.value},
        changed=[row],
    )

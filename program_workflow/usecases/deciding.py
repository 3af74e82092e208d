"""The coordinators' side of an amendment: review, return, agree, reject, defer, incorporate, reopen, annul."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from program_workflow.domain.amendment import Operation
from program_workflow.domain.errors import N_, Invalid, StepNotAllowed
from program_workflow.domain.meeting import Ground
from program_workflow.domain.states import DECISIONS, Step
from program_workflow.domain.terms import AmendmentAction, AmendmentState, Event, WordingOrigin
from program_workflow.storage import AmendmentRow, DelegationRow, ProgramRow, WordingRow
from program_workflow.usecases import carrying, entering, guards, mooting
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.disinterest import hold_on_amendment
from program_workflow.usecases.finding import latest_version
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import SECRETARIAT
from program_workflow.usecases.work import Work

_EVENTS = {
    AmendmentAction.ADMIT_LATE: Event.LATE_ADMITTED,
    AmendmentAction.RETURN: Event.AMENDMENT_RETURNED,
    AmendmentAction.REVIEW: Event.AMENDMENT_UNDER_REVIEW,
    AmendmentAction.AGREE: Event.AMENDMENT_DECIDED,
    AmendmentAction.AGREE_AD_REFERENDUM: Event.AMENDMENT_DECIDED,
    AmendmentAction.REJECT: Event.AMENDMENT_DECIDED,
    AmendmentAction.DEFER: Event.AMENDMENT_DECIDED,
    AmendmentAction.REOPEN: Event.AMENDMENT_REOPENED,
    AmendmentAction.ANNUL: Event.AMENDMENT_ANNULLED,
}


#: In whose series a number was given: one that was taken over keeps that of the delegation that filed it.
NUMBERED_FOR: ColumnElement[str | None] = func.coalesce(AmendmentRow.first_delegation_id, AmendmentRow.delegation_id)


def decide(
    w: Work,
    amendment_id: str,
    action: AmendmentAction,
    *,
    seen_revision: int | None,
    reason: str = "",
    until: str | None = None,
    ground: Ground | None = None,
    text: str | None = None,
) -> AmendmentRow:
    """One step of a coordinator on an amendment. text: of an agreement as modified, see ``_check_modified``.

    until: for a return the last instant for filing it again (RFC 3339), for a deferral the meeting
    or date in words. ground: the meeting that decides; it may reject what nobody objects to.
    Refusals in order: not found, not permitted, stale, invalid, not allowed.
    """
    found = guards.find_amendment(w, amendment_id)
    guards.check_side(w, found, action)
    amendment = guards.lock_amendment(w, found, seen_revision)
    step = guards.check_state_and_reason(amendment, action, reason)
    refile_until = _instant(w, until) if action is AmendmentAction.RETURN else None
    operations = load_operations(w, [amendment])[amendment.id]
    if text is not None:
        _check_modified(w, amendment, operations, text)
    if ground is None or action is not AmendmentAction.REJECT:
        guards.check_guard(w, amendment, action, operations)
    if action is AmendmentAction.INCORPORATE:
        carrying.incorporate_one(w, amendment, latest_version(w, amendment.program_id))
        return amendment
    before = amendment.state
    if action is AmendmentAction.ADMIT_LATE:
        amendment.late_reason = reason
    else:
        amendment.decision_reason = reason or None
    _apply(w, amendment, action, step, operations, until)
    if action is AmendmentAction.RETURN:
        amendment.refile_until = refile_until
    amendment.updated_at = w.now
    w.session.flush()
    is_filed = action is AmendmentAction.ADMIT_LATE and entering.is_filed_when_admitted(amendment)
    note_amendment(
        w,
        amendment,
        action,
        None if is_filed else _EVENTS[action],
        reason=reason,
        body={"from": before, "until": until, **({"agenda_item": ground.item_id} if ground else {})},
        payload={"deadline": refile_until.isoformat() if refile_until else None, "until": until},
    )
    if is_filed:
        entering.file_admitted(w, amendment)
    if action in (AmendmentAction.REVIEW, AmendmentAction.REOPEN):
        hold_on_amendment(w, amendment, operations)
    if action is AmendmentAction.AGREE:
        mooting.make_others_moot(w, amendment, operations)
    if action in (AmendmentAction.REOPEN, AmendmentAction.ANNUL):
        carrying.flag_anew(w, [amendment])
    return amendment


def _check_modified(w: Work, amendment: AmendmentRow, operations: Sequence[Operation], text: str) -> None:
    """It is agreed as modified where its author has accepted that very text. Raises StepNotAllowed."""
    wording = w.get(WordingRow, (amendment.id, amendment.wording))
    if wording.origin is not WordingOrigin.MODIFIED or operations[0].text != text.replace("\r\n", "\n"):
        raise StepNotAllowed(
            N_("Its author has not accepted this text. Propose it as another wording; it can be agreed once accepted.")
        )


def _instant(w: Work, until: str | None) -> datetime | None:
    """The last instant for filing again; without one the window decides."""
    if not until:
        return None
    try:
        instant = datetime.fromisoformat(until)
    except ValueError:
        raise Invalid(N_("Give the last instant for filing it again as a date and time."), pointer="/until") from None
    if instant.tzinfo is None or not w.now < instant < guards.LAST_INSTANT:
        raise Invalid(N_("The last instant for filing it again must be in the future, with a zone."), pointer="/until")
    return instant


def _apply(
    w: Work,
    amendment: AmendmentRow,
    action: AmendmentAction,
    step: Step,
    operations: Sequence[Operation],
    until: str | None,
) -> None:
    match action:
        case AmendmentAction.ADMIT_LATE:
            amendment.is_admitted_late = True
            amendment.refile_until = None
        case AmendmentAction.REVIEW:
            _give_number(w, amendment, operations)
        case AmendmentAction.REOPEN:
            _reopen(w, amendment)
        case AmendmentAction.ANNUL:
            _annul(w, amendment)
            return
        case _:
            pass
    if action in DECISIONS:
        amendment.state_before = amendment.state
        amendment.decided_at, amendment.decided_by = w.now, w.actor.user_id
        amendment.deferred_until = until if action is AmendmentAction.DEFER else None
    if step.to is not None:
        amendment.state = step.to


def _give_number(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """Program code, clause, delegation, sequence of the delegation in the program; kept for ever."""
    if amendment.number is not None:
        return
    program = w.get(ProgramRow, amendment.program_id)
    text = load_text(w, amendment.version_id)
    anchor = operations[0].anchor
    clause = text.references.get(anchor, "0") if anchor else "0"
    last = w.session.scalar(
        select(func.max(AmendmentRow.sequence)).where(
            AmendmentRow.program_id == program.id, NUMBERED_FOR.is_not_distinct_from(amendment.delegation_id)
        )
    )
    code = SECRETARIAT.code
    if amendment.delegation_id is not None:
        code = w.get(DelegationRow, amendment.delegation_id).code
    amendment.sequence = (last or 0) + 1
    amendment.number = f"{program.code}/{clause}/{code}/{amendment.sequence}"


def _reopen(w: Work, amendment: AmendmentRow) -> None:
    """Back under review; a change that stands in a working text is taken out of it."""
    if amendment.state is AmendmentState.INCORPORATED:
        carrying.take_out(w, amendment)
    mooting.restore_moot(w, amendment)
    amendment.state_before = amendment.decided_at = amendment.decided_by = None
    amendment.deferred_until = None


def _annul(w: Work, amendment: AmendmentRow) -> None:
    """The state before the decision, and everything the decision drew after it."""
    if amendment.state is AmendmentState.INCORPORATED:
        carrying.take_out(w, amendment)
    if amendment.state_before is not None:
        amendment.state = amendment.state_before
    if amendment.state is not AmendmentState.AGREED:
        mooting.restore_moot(w, amendment)
    amendment.state_before = amendment.decided_at = amendment.decided_by = None
    amendment.deferred_until = None


def decide_many(
    w: Work,
    seen: Sequence[tuple[str, int]],
    action: AmendmentAction,
    *,
    reason: str = "",
    until: str | None = None,
) -> list[AmendmentRow]:
    """The same step on several amendments, all or none. seen: (identity, revision seen)."""
    return [decide(w, one, action, seen_revision=revision, reason=reason, until=until) for one, revision in seen]

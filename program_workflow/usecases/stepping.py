"""Any step of an amendment by its name: the author's and the coordinators' under one door."""

from collections.abc import Sequence
from datetime import datetime

from program_workflow.domain.errors import N_, Invalid, NotPermitted, StepNotAllowed
from program_workflow.domain.states import AMENDMENT_STEPS, Side
from program_workflow.domain.terms import AmendmentAction
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import amending, deciding, mergers
from program_workflow.usecases.work import Work


def take_step(
    w: Work,
    amendment_id: str,
    action: AmendmentAction,
    *,
    seen_revision: int | None,
    reason: str = "",
    text: str | None = None,
    until: str | None = None,
    without: Sequence[str] = (),
    into: str | None = None,
) -> AmendmentRow | None:
    """Takes the step; None when the amendment exists no longer.

    text: the wording filed anew with confirm_rebase, or put before the approver for that, or the text that is
    agreed as modified. into: the amendment that one is merged into. until: of a return or a deferral, and of a
    withdrawal until when its co-sponsors may take the amendment over. without: see `submit_amendment`.
    """
    match action:
        case AmendmentAction.SUBMIT:
            return amending.submit_amendment(w, amendment_id, seen_revision=seen_revision, without=without)
        case AmendmentAction.ASK_APPROVAL | AmendmentAction.APPROVE:
            return amending.put_before_approver(w, amendment_id, action=action, seen_revision=seen_revision, text=text)
        case AmendmentAction.REQUEST_LATE:
            return amending.request_late_admission(w, amendment_id, seen_revision=seen_revision)
        case AmendmentAction.WITHDRAW:
            return amending.withdraw_amendment(
                w, amendment_id, seen_revision=seen_revision, reason=reason, until=_instant(until)
            )
        case AmendmentAction.CONFIRM_REBASE:
            return amending.confirm_rebase(w, amendment_id, seen_revision=seen_revision, text=text)
        case AmendmentAction.DISCARD:
            amending.discard_draft(w, amendment_id, seen_revision=seen_revision)
            return None
        case AmendmentAction.SAVE:
            raise StepNotAllowed(N_("A wording is saved with its text, not as a step."))
    if all(step.side is not Side.DECIDER for (_, one), step in AMENDMENT_STEPS.items() if one is action):
        raise NotPermitted(N_("The system does this by itself."))
    if action is AmendmentAction.MERGE:
        return mergers.propose(w, amendment_id, into or "", seen_revision=seen_revision, reason=reason)
    modified = text if action is AmendmentAction.AGREE else None
    return deciding.decide(
        w, amendment_id, action, seen_revision=seen_revision, reason=reason, until=until, text=modified
    )


def _instant(until: str | None) -> datetime | None:
    """An instant as it is sent: RFC 3339, with its offset."""
    if not until:
        return None
    try:
        found = datetime.fromisoformat(until)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid(N_("Until when it can be taken over must be in the future, with a zone."), pointer="/until")
    return found

"""What a person can do about the co-sponsors of an amendment now, and why not."""

from dataclasses import dataclass

from program_workflow.domain.errors import NotPermitted, WorkflowError
from program_workflow.domain.sponsors import SPONSORED
from program_workflow.domain.terms import SponsorAction
from program_workflow.storage import DelegationRow
from program_workflow.usecases import guards, sponsors
from program_workflow.usecases.finding import participants_of, view_of_delegation
from program_workflow.usecases.sponsor_rows import shown_to
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work

#: In the order in which they are offered.
_ORDER = (
    SponsorAction.TAKE_OVER,
    SponsorAction.CONSENT,
    SponsorAction.DECLINE,
    SponsorAction.LEAVE,
    SponsorAction.DROP,
)


@dataclass(frozen=True, slots=True)
class SponsorSteps:
    """invitable: delegations this person may invite. steps: (code, action) of what they may do now."""

    invitable: tuple[DelegationView, ...]
    steps: tuple[tuple[str, SponsorAction], ...]


def sponsor_steps(w: Work, amendment_id: str) -> SponsorSteps:
    amendment = guards.find_amendment(w, amendment_id)
    codes = [w.get(DelegationRow, one.delegation_id).code for one in amendment.sponsors]
    steps = tuple(
        (code, action) for code in codes for action in _ORDER if why_not(w, amendment_id, code, action) is None
    )
    return SponsorSteps(_invitable(w, amendment_id), steps)


def _invitable(w: Work, amendment_id: str) -> tuple[DelegationView, ...]:
    amendment = guards.find_amendment(w, amendment_id)
    try:
        sponsors.check_author(w, amendment)
    except NotPermitted:
        return ()
    if amendment.state not in SPONSORED or amendment.takeover_until is not None:
        return ()
    there = {amendment.delegation_id, *shown_to(amendment)}
    return tuple(
        view_of_delegation(one)
        for one in participants_of(w, amendment.program_id)
        if one.id not in there and not one.is_observer
    )


def why_not(w: Work, amendment_id: str, code: str, action: SponsorAction) -> WorkflowError | None:
    """The refusal of a step as things stand now; None where it could be taken."""
    amendment = guards.find_amendment(w, amendment_id)
    try:
        sponsors.check_side(w, amendment, code, action)
        sponsors.check_step(w, amendment, code, action)
    except WorkflowError as refusal:
        return refusal
    return None

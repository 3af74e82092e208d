"""Co-sponsors of an amendment: invited, consenting to its wording, leaving, taking it over."""

from typing import Any

from apiflask import Schema
from apiflask.fields import String
from apiflask.validators import Length, OneOf
from flask import Response

from program_workflow.api import schemas
from program_workflow.api.amendments import answered, lock_of
from program_workflow.api.requests import act, bp, needs, seen_revision, sent, takes
from program_workflow.domain.errors import Invalid
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import SponsorAction
from program_workflow.usecases import guards, sponsors
from program_workflow.usecases.work import Work

_STEPS = [one.value for one in SponsorAction if one not in (SponsorAction.INVITE, SponsorAction.OFFER)]


class SponsorIn(Schema):
    delegation = String(required=True, validate=Length(1, 12))


class SponsorStepIn(Schema):
    action = String(required=True, validate=OneOf(_STEPS))
    reason = String(load_default="", validate=Length(max=5_000))


@bp.post("/amendments/<amendment_id>/sponsors")
@takes(SponsorIn)
@bp.output(schemas.AmendmentOut, 201)
@needs(Permit.READ_PROGRAMS)
def invite_sponsor(amendment_id: str, **_: Any) -> Response:
    """Invites a delegation to co-sponsor the amendment; from then on it sees it, also as a draft."""

    def check(w: Work) -> None:
        sponsors.check_author(w, guards.find_amendment(w, amendment_id))

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(SponsorIn)
        return answered(w, sponsors.invite(w, amendment_id, asked["delegation"]))

    return act(do, check=check)


@bp.post("/amendments/<amendment_id>/sponsors/<delegation>/steps")
@takes(SponsorStepIn)
@bp.output(schemas.AmendmentOut)
@needs(Permit.READ_PROGRAMS)
def step_sponsor(amendment_id: str, delegation: str, **_: Any) -> Response:
    """A co-sponsor consents to the wording, declines, leaves or takes over; its author drops who has not consented."""

    def check(w: Work) -> None:
        found = guards.find_amendment(w, amendment_id)
        try:
            action = SponsorAction(sent(SponsorStepIn)["action"])
        except Invalid:
            return  # refused in its turn
        sponsors.check_side(w, found, delegation, action)

    def do(w: Work) -> tuple[Any, int, int]:
        seen = seen_revision()
        asked = sent(SponsorStepIn)
        row = sponsors.step(
            w, amendment_id, delegation, SponsorAction(asked["action"]), seen_revision=seen, reason=asked["reason"]
        )
        return answered_or_gone(w, row, amendment_id)

    return act(do, check=check, lock=lock_of(amendment_id))


def answered_or_gone(w: Work, row: Any, amendment_id: str) -> tuple[Any, int, int]:
    """The amendment after the step; whoever declined may not see it any more."""
    if not guards.sees_amendment(w.actor, row):
        return {"id": amendment_id}, 200, row.revision
    return answered(w, row, 200)

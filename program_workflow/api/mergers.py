"""The answers of both authors to a merger that a coordinator proposed as a step of the amendment."""

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, String
from apiflask.validators import Length, OneOf
from flask import Response

from program_workflow.api import schemas
from program_workflow.api.amendments import answered, lock_of
from program_workflow.api.requests import act, bp, needs, seen_revision, sent, takes
from program_workflow.domain.errors import Invalid
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import MergerAction
from program_workflow.usecases import mergers
from program_workflow.usecases.work import Work

_STEPS = {"accept": MergerAction.ACCEPT, "refuse": MergerAction.REFUSE, "withdraw": MergerAction.WITHDRAW}


class MergerStepIn(Schema):
    action = String(required=True, validate=OneOf(list(_STEPS)))
    co_sponsor = Boolean(load_default=False)
    reason = String(load_default="", validate=Length(max=20_000))


@bp.post("/amendments/<amendment_id>/merger/steps")
@takes(MergerStepIn)
@bp.output(schemas.AmendmentOut)
@needs(Permit.READ_PROGRAMS)
def step_merger(amendment_id: str, **_: Any) -> Response:
    """An author of either amendment accepts or refuses; the address is of the one that would be merged.

    co_sponsor: the author of the merged amendment wishes to co-sponsor the other one.
    """

    def check(w: Work) -> None:
        source, target, _ = mergers.find_open(w, amendment_id)
        try:
            action = _STEPS[sent(MergerStepIn)["action"]]
        except Invalid:
            return  # refused in its turn
        mergers.check_side(w, source, target, action)

    def do(w: Work) -> tuple[Any, int, int]:
        seen = seen_revision()
        asked = sent(MergerStepIn)
        row = mergers.answer(
            w,
            amendment_id,
            _STEPS[asked["action"]],
            seen_revision=seen,
            joins=asked["co_sponsor"],
            reason=asked["reason"],
        )
        return answered(w, row, 200)

    return act(do, check=check, lock=lock_of(amendment_id))

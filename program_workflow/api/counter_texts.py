"""Other wordings proposed to an amendment, in three layers, and the answers of its author."""

from typing import Any

from apiflask import Schema
from apiflask.fields import Dict, List, Nested, String
from apiflask.validators import Length, OneOf
from flask import Response
from marshmallow import ValidationError, validates_schema

from program_workflow.api import rendering, schemas
from program_workflow.api.amendments import answered, lock_of
from program_workflow.api.answers import answer
from program_workflow.api.counter_rendering import CounterTextOut, shown
from program_workflow.api.requests import act, bp, needs, open_reading, seen_revision, sent, takes
from program_workflow.domain.errors import Invalid
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import CounterAction
from program_workflow.usecases import counter_texts, counter_views, guards
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.counter_texts import Reworded
from program_workflow.usecases.work import Work

_STEPS = {
    "accept": CounterAction.ACCEPT,
    "refuse": CounterAction.REFUSE,
    "withdraw": CounterAction.WITHDRAW,
    "ask_approval": CounterAction.ASK_APPROVAL,
    "approve": CounterAction.APPROVE,
}


class RewordedIn(Schema):
    text = String(load_default=None, allow_none=True)
    fields_ = Dict(data_key="fields", load_default=None, allow_none=True)


class CounterTextIn(RewordedIn):
    """What the first change would read, or each of several in ``operations``, in their order."""

    operations = List(Nested(RewordedIn), load_default=None, allow_none=True)
    reason = String(load_default="", validate=Length(max=20_000))

    @validates_schema
    def one_form(self, data: dict[str, object], **_: object) -> None:
        if data.get("operations") is not None and (data.get("text") is not None or data.get("fields_") is not None):
            raise ValidationError("Send text and fields, or operations.", "text")


class CounterStepIn(Schema):
    action = String(required=True, validate=OneOf(list(_STEPS)))
    reason = String(load_default="", validate=Length(max=20_000))


@bp.get("/amendments/<amendment_id>/counter-texts")
@bp.output(schemas.listed(CounterTextOut))
@needs(Permit.READ_PROGRAMS)
def list_counter_texts(amendment_id: str) -> Response:
    """Other wordings that were proposed to the amendment, the newest first."""
    with open_reading() as w:
        found = counter_views.counter_texts_of(w, amendment_id)
    return answer(rendering.page(map(shown, found.items)))


@bp.post("/amendments/<amendment_id>/counter-texts")
@takes(CounterTextIn)
@bp.output(CounterTextOut, 201)
@needs(Permit.READ_PROGRAMS)
def offer_counter_text(amendment_id: str, **_: Any) -> Response:
    """Proposes another wording: a coordinator a counter-text, a delegation an amendment to the amendment."""

    def check(w: Work) -> None:
        counter_texts.check_may_offer(w, guards.find_amendment(w, amendment_id))

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(CounterTextIn)
        row = counter_texts.offer(w, amendment_id, _texts(w, amendment_id, asked), asked["reason"], seen_revision=None)
        amendment = guards.find_amendment(w, amendment_id)
        return shown(counter_views.view_of(w, amendment, row)), 201, amendment.revision

    return act(do, check=check)


def _texts(w: Work, amendment_id: str, asked: dict[str, Any]) -> list[Reworded]:
    if asked["operations"] is not None:
        return [Reworded(one["text"], one["fields_"]) for one in asked["operations"]]
    count = len(view_amendment(w, amendment_id).operations)
    return [Reworded(asked["text"], asked["fields_"]), *[Reworded()] * (count - 1)]


@bp.post("/amendments/<amendment_id>/counter-texts/<int:number>/steps")
@takes(CounterStepIn)
@bp.output(schemas.AmendmentOut)
@needs(Permit.READ_PROGRAMS)
def step_counter_text(amendment_id: str, number: int, **_: Any) -> Response:
    """The author accepts or refuses it; whoever proposed it withdraws it. If-Match is that of the amendment."""

    def check(w: Work) -> None:
        found = guards.find_amendment(w, amendment_id)
        row = counter_texts.find(w, found, number)
        try:
            action = _STEPS[sent(CounterStepIn)["action"]]
        except Invalid:
            return  # refused in its turn
        counter_texts.check_side(w, found, row, action)

    def do(w: Work) -> tuple[Any, int, int]:
        seen = seen_revision()
        asked = sent(CounterStepIn)
        row = counter_texts.answer(
            w, amendment_id, number, _STEPS[asked["action"]], seen_revision=seen, reason=asked["reason"]
        )
        return answered(w, row, 200)

    return act(do, check=check, lock=lock_of(amendment_id))

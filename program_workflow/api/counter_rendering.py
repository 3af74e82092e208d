"""Other wordings of an amendment as the JSON of the API."""

from typing import Any, Final

from apiflask import Schema
from apiflask.fields import Boolean, Integer, List, Nested, String

from program_workflow.api import rendering, schemas
from program_workflow.api.answers import instant
from program_workflow.domain.clause import Fields
from program_workflow.domain.redline import Layer
from program_workflow.domain.terms import ClauseKind, CounterAction
from program_workflow.usecases.counter_views import CounterView

#: What the API calls the steps.
NAMES: Final = {
    CounterAction.ACCEPT: "accept",
    CounterAction.REFUSE: "refuse",
    CounterAction.WITHDRAW: "withdraw",
    CounterAction.ASK_APPROVAL: "ask_approval",
    CounterAction.APPROVE: "approve",
}


class LayerOut(Schema):
    text = String()
    base = Boolean(metadata={"description": "it stands in the text the amendment was written against"})
    wording = Boolean(metadata={"description": "it stands in the wording of the amendment"})
    counter = Boolean(metadata={"description": "it stands in the wording that is proposed instead"})


class FieldLayersOut(Schema):
    name = String()
    layers = List(Nested(LayerOut))


class OperationLayersOut(Schema):
    clause_id = String(allow_none=True)
    kind = String()
    runs = schemas.Runs()
    against_wording = schemas.Runs()
    layers = List(Nested(LayerOut))
    fields_ = List(Nested(FieldLayersOut), data_key="fields")


class CounterTextOut(Schema):
    number = Integer()
    delegation = String(metadata={"description": "who proposes it; SEC is the secretariat"})
    wording = Integer(metadata={"description": "the wording it is written against"})
    state = String()
    reason = String()
    hash = String()
    offered_at = String()
    answered_at = String(allow_none=True)
    answer = String()
    text = String()
    fields_ = Nested(schemas.FieldsOut, data_key="fields")
    operations = List(Nested(OperationLayersOut))
    next_actions = List(String())


def shown(view: CounterView) -> dict[str, Any]:
    return {
        "number": view.number,
        "delegation": view.by.code,
        "wording": view.wording,
        "state": view.state.value,
        "reason": view.reason,
        "hash": view.hash,
        "offered_at": instant(view.offered_at),
        "answered_at": instant(view.answered_at),
        "answer": view.answer,
        "text": view.text,
        "fields": _fields(view.fields),
        "operations": [
            {
                "clause_id": one.against_base.clause_id,
                "kind": one.against_base.kind.value,
                "runs": rendering.runs(one.against_base.runs),
                "against_wording": rendering.runs(one.against_wording),
                "layers": _layers(one.layers),
                "fields": [{"name": each.name, "layers": _layers(each.layers)} for each in one.fields],
            }
            for one in view.operations
        ],
        "next_actions": [NAMES[one] for one in view.steps],
    }


def _fields(fields: Fields) -> dict[str, Any]:
    return fields.to_json(ClauseKind.MEASURE)


def _layers(layers: tuple[Layer, ...]) -> list[dict[str, Any]]:
    return [
        {"text": one.text, "base": one.in_base, "wording": one.in_wording, "counter": one.in_counter} for one in layers
    ]

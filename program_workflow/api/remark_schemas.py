"""Bodies and answers about remarks."""

from apiflask import Schema
from apiflask.fields import Boolean, Integer, List, Nested, String
from apiflask.validators import Length, OneOf
from marshmallow import EXCLUDE

from program_workflow.api.position_schemas import OnBehalfIn
from program_workflow.domain.terms import RemarkAction, RemarkKind, RemarkState


class RemarkIn(Schema):
    kind = String(load_default=RemarkKind.REMARK.value, validate=OneOf([one.value for one in RemarkKind]))
    clause_id = String(
        load_default=None, allow_none=True, metadata={"description": "none is the whole; of a heading, its section"}
    )
    text = String(load_default="", validate=Length(max=20_000))
    version = Integer(load_default=None, allow_none=True, metadata={"description": "that was read"})
    answer = String(
        load_default="",
        validate=Length(max=20_000),
        metadata={"description": "of a coordinator who enters a remark received outside"},
    )
    on_behalf = Nested(OnBehalfIn, load_default=None, allow_none=True)


class RemarkStepIn(Schema):
    action = String(required=True, validate=OneOf([one.value for one in RemarkAction]))
    text = String(load_default="", validate=Length(max=20_000), metadata={"description": "the answer"})


class RemarksQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    state = String(load_default=None, validate=OneOf([one.value for one in RemarkState]))
    clause = String(load_default=None)
    version = Integer(load_default=None)


class RemarkOut(Schema):
    id = String()
    program = String()
    number = Integer(allow_none=True, metadata={"description": "not told to observers"})
    kind = String()
    state = String()
    version = Integer()
    clause_id = String(allow_none=True)
    reference = String(metadata={"description": "of the clause; empty for the whole"})
    section = Boolean(metadata={"description": "the clause with all that stands under it"})
    delegation = String()
    text = String()
    at = String()
    late = Boolean(metadata={"description": "received after the window"})
    channel = String(allow_none=True)
    outside_reference = String()
    answer = String()
    answered_at = String(allow_none=True)
    withdrawn_at = String(allow_none=True)
    revision = Integer()
    next_actions = List(String())


class RemarksOut(Schema):
    items = List(Nested(RemarkOut))
    next = String(allow_none=True)

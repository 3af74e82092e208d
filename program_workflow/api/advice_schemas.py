"""Bodies and answers about advice."""

from apiflask import Schema
from apiflask.fields import Boolean, DateTime, Integer, List, Nested, String
from apiflask.validators import Length, OneOf

from program_workflow.domain.terms import AdviceAction, AdviceKind, Recommendation

_KINDS = [one.value for one in AdviceKind]


class AdviceIn(Schema):
    kind = String(required=True, validate=OneOf(_KINDS))
    recommendation = String(required=True, validate=OneOf([one.value for one in Recommendation]))
    text = String(load_default="", validate=Length(max=20_000))
    wording = Integer(load_default=None, allow_none=True, metadata={"description": "that was read"})


class AdviceRequestIn(Schema):
    kind = String(required=True, validate=OneOf(_KINDS))
    due = DateTime(required=True)
    reviewer = String(
        load_default=None, allow_none=True, metadata={"description": "e-mail address; none is any reviewer"}
    )
    note = String(load_default="", validate=Length(max=20_000))


class AdviceStepIn(Schema):
    action = String(required=True, validate=OneOf([one.value for one in AdviceAction]))


class AdviceRequestStepIn(Schema):
    action = String(required=True, validate=OneOf(["withdraw"]))


class AdviceOut(Schema):
    id = String()
    kind = String()
    recommendation = String()
    text = String()
    wording = Integer()
    filed_wording = Integer()
    stale = Boolean(metadata={"description": "another wording is filed by now"})
    current = Boolean(metadata={"description": "the reviewer gave no later one of the kind"})
    given_at = String()
    by = String(metadata={"description": "for the secretariat alone"})
    released_at = String(allow_none=True)
    revision = Integer()


class AdviceRequestOut(Schema):
    id = String()
    kind = String()
    wording = Integer()
    reviewer = String()
    note = String()
    due = String()
    requested_at = String()
    answered_at = String(allow_none=True)
    withdrawn_at = String(allow_none=True)
    waits = Boolean()
    revision = Integer()


class AdviceListOut(Schema):
    items = List(Nested(AdviceOut))
    requests = List(Nested(AdviceRequestOut), metadata={"description": "for the secretariat alone"})
    next = String(allow_none=True)

"""Bodies and answers about advice."""

from apiflask import Schema
from apiflask.fields import Boolean, DateTime, Integer, List, Nested, String
from apiflask.validators import Length, OneOf

from program_workflow.domain.terms import AdviceAction, AdviceKind, Recommendation

_KINDS = [one.value for one in AdviceKind]


class _AdviceGiven(Schema):
    kind = String(required=True, validate=OneOf(_KINDS))
    recommendation = String(required=True, validate=OneOf([one.value for one in Recommendation]))
    text = String(load_default="", validate=Length(max=20_000))


class AdviceOnVersionIn(_AdviceGiven):
    text_hash = String(
        load_default=None,
        allow_none=True,
        validate=Length(max=64),
        metadata={"description": "of the version as it was read"},
    )


class AdviceIn(_AdviceGiven):
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
    wording = Integer(allow_none=True, metadata={"description": "of an amendment; null on a version"})
    filed_wording = Integer(allow_none=True)
    version = Integer(allow_none=True, metadata={"description": "on which it is; null on an amendment"})
    newer_version = Integer(allow_none=True, metadata={"description": "that has followed it, as far as you know"})
    text_hash = String(allow_none=True, metadata={"description": "of the version as it was read"})
    stale = Boolean(
        metadata={"description": "another wording is filed by now; the version reads otherwise, or a newer followed it"}
    )
    current = Boolean(metadata={"description": "the reviewer gave no later one of the kind"})
    given_at = String()
    by = String(metadata={"description": "for the secretariat alone"})
    released_at = String(allow_none=True)
    revision = Integer()


class AdviceRequestOut(Schema):
    id = String()
    kind = String()
    wording = Integer(allow_none=True)
    version = Integer(allow_none=True)
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
    next_actions = List(String(), metadata={"description": "give_advice, request_advice"})
    earlier_versions = List(Integer(), metadata={"description": "on which there is advice too"})
    next = String(allow_none=True)

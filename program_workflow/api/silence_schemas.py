"""Bodies and answers about silence procedures."""

from apiflask import Schema
from apiflask.fields import Boolean, DateTime, Dict, Integer, List, Nested, String
from apiflask.validators import Length, OneOf

from program_workflow.api.position_schemas import OnBehalfIn
from program_workflow.domain.positions import TRAITS
from program_workflow.domain.silence import BREAKS, SILENCE_STEPS, Who, message_of

_ACTIONS = sorted({action.value for (_, action), step in SILENCE_STEPS.items() if step.who is not Who.SYSTEM})
_KINDS = [kind.value for kind, trait in TRAITS.items() if trait.offered and message_of(trait.stance) in BREAKS]


class ScopeIn(Schema):
    version = Integer(load_default=None, allow_none=True)
    clauses = List(String(), load_default=list, metadata={"description": "each with all that stands under it"})
    amendments = List(String(), load_default=list)


class SilenceIn(Schema):
    scope = Nested(ScopeIn, required=True)
    expires_at = DateTime(required=True)


class SilenceStepIn(Schema):
    action = String(required=True, validate=OneOf(_ACTIONS))
    reason = String(load_default="", validate=Length(max=20_000))
    expires_at = DateTime(load_default=None, allow_none=True, metadata={"description": "of an extension"})
    kind = String(load_default="objects", validate=OneOf(_KINDS), metadata={"description": "what breaks it"})
    clauses = List(String(), load_default=list, metadata={"description": "only these of the scope; none is all"})
    amendment = String(
        load_default=None, allow_none=True, metadata={"description": "a draft of yours that is filed and breaks it"}
    )
    on_behalf = Nested(OnBehalfIn, load_default=None, allow_none=True)


class SilenceOut(Schema):
    id = String()
    program = String()
    state = String()
    extended = Boolean()
    scope = Dict()
    expires_at = String()
    announced_at = String(allow_none=True)
    ended_at = String(allow_none=True)
    annulled_at = String(allow_none=True)
    text_hash = String()
    holds = Boolean(allow_none=True, metadata={"description": "whether the decision rule held at its end"})
    silent = Integer(metadata={"description": "positions that would become no objection received"})
    missing = List(String())
    days_off = List(Dict())
    blocks = List(String())
    responses = List(Dict())
    messages = List(Dict())
    revision = Integer()
    next_actions = List(String())
    late = Boolean(metadata={"description": "of a step: it came after the instant and changes nothing"})


class SilencesOut(Schema):
    items = List(Nested(SilenceOut))
    next = String(allow_none=True)

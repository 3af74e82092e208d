"""Bodies and answers about signatures and corrigenda."""

from apiflask import Schema
from apiflask.fields import Boolean, Date, Dict, Integer, List, Nested, String
from apiflask.validators import Length, OneOf

from program_workflow.api.entries import entry
from program_workflow.api.position_schemas import OnBehalfIn
from program_workflow.domain.terms import OutsideChannel, SignatureKind


class SignatureIn(Schema):
    kind = String(required=True, validate=OneOf([one.value for one in SignatureKind]))
    text = String(
        load_default="",
        validate=Length(max=20_000),
        metadata={"description": "of a special opinion, reservation (else its reservations on signing) or statement"},
    )
    place = String(load_default="", validate=Length(max=200))
    signed_on = String(load_default=None, allow_none=True, metadata={"description": "a day, as in 2011-10-28"})
    channel = String(load_default=None, allow_none=True, validate=OneOf([one.value for one in OutsideChannel]))
    reference = String(load_default="", validate=Length(max=20_000))


class SignatureOut(Schema):
    delegation = String()
    kind = String()
    text = String()
    place = String()
    signed_on = Date(allow_none=True)
    channel = String(allow_none=True)
    reference = String()


class ReservationOut(Schema):
    delegation = String()
    text = String()
    clauses = List(String())
    references = List(String())
    whole = Boolean()


class SignaturesOut(Schema):
    version = Integer()
    adopted_at = String(allow_none=True)
    adopted_by = String(allow_none=True)
    ground = String()
    signatures = List(Nested(SignatureOut))
    reservations = List(Nested(ReservationOut), metadata={"description": "on signing, attached to the text"})


class CorrigendumStepIn(Schema):
    action = String(required=True, validate=OneOf(["object", "withdraw"]))
    reason = String(load_default="", validate=Length(max=20_000))
    on_behalf = Nested(OnBehalfIn, load_default=None, allow_none=True)


class CorrigendumOut(Schema):
    id = String()
    program = String()
    number = Integer()
    version = Integer(metadata={"description": "that is corrected and kept"})
    state = String()
    reason = String()
    text_hash = String()
    proposed_at = String()
    takes_effect_at = String()
    ended_at = String(allow_none=True)
    made_version = Integer(allow_none=True, metadata={"description": "with the corrected text, once in effect"})
    corrections = List(Dict())
    objections = List(Dict())
    revision = Integer()
    next_actions = List(String())
    late = Boolean(metadata={"description": "of an objection: it came after the instant and changes nothing"})


class CorrigendaOut(Schema):
    items = List(Nested(entry(CorrigendumOut)))
    next = String(allow_none=True)

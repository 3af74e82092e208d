"""Bodies and answers about positions."""

from typing import Final

from apiflask import Schema
from apiflask.fields import Boolean, DateTime, Dict, Integer, List, Nested, String
from apiflask.validators import Length, OneOf
from marshmallow import EXCLUDE

from program_workflow.domain.positions import TRAITS
from program_workflow.domain.terms import OutsideChannel

#: Of a parameter `as_of`.
AS_OF: Final = "RFC 3339, as in 2011-03-15T09:00:00Z: how it stood at that instant; else now"
_KINDS = [kind.value for kind, trait in TRAITS.items() if trait.offered]


class OnBehalfIn(Schema):
    """received_at: the time that counts."""

    delegation = String(required=True, validate=Length(max=12))
    channel = String(required=True, validate=OneOf([one.value for one in OutsideChannel]))
    reference = String(load_default="", validate=Length(max=20_000))
    received_at = DateTime(required=True)


class PositionIn(Schema):
    kind = String(required=True, validate=OneOf(_KINDS))
    reason = String(load_default="", validate=Length(max=20_000))
    due = String(load_default=None, allow_none=True, metadata={"description": "the day a reservation is lifted by"})
    lifts_when = String(load_default="", metadata={"description": "the condition for lifting it"})
    except_words = String(load_default="", metadata={"description": "of an objection: the words it is about"})
    on_behalf = Nested(OnBehalfIn, load_default=None, allow_none=True)


class ClausePositionIn(PositionIn):
    revision = String(
        load_default=None,
        metadata={"description": "of the clause that was read; If-Match with its ETag says it as well"},
    )
    with_children = Boolean(load_default=True, metadata={"description": "also on all that stands under it"})


class ManyPositionsIn(PositionIn):
    version = Integer(required=True, metadata={"description": "that was read"})
    clauses = List(String(), load_default=list, metadata={"description": "none is the version as a whole"})


class JoiningPositionIn(PositionIn):
    version = Integer(required=True, metadata={"description": "that was read"})


class JoiningOut(Schema):
    version = Integer(allow_none=True)
    since = String(allow_none=True, metadata={"description": "from when the delegation takes part"})
    asked_at = String(allow_none=True)
    items = List(Dict(), metadata={"description": "subject, clause or amendment, and its id"})
    next = String(allow_none=True)


class MatrixQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    only_blocking = Boolean(load_default=False)
    section = String(load_default=None, metadata={"description": "a clause; it and what stands under it alone"})
    delegation = String(load_default=None, metadata={"description": "its code; its positions alone"})
    as_of = String(load_default=None, validate=Length(max=60), metadata={"description": AS_OF})


class PositionsQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    as_of = String(load_default=None, validate=Length(max=60), metadata={"description": AS_OF})


class PositionOut(Schema):
    delegation = String()
    kind = String()
    since = String(allow_none=True)
    reason = String()
    due = String(allow_none=True)
    lifts_when = String()
    except_words = String()
    origin = String()
    to_reconfirm = Boolean()
    received = Dict(allow_none=True, metadata={"description": "of one received outside: its papers, see /received"})
    request_to_reopen = Boolean(metadata={"description": "of what stood agreed on this very text"})


class PositionsOut(Schema):
    rule = String()
    positions = List(Nested(PositionOut))
    missing = List(String())
    earlier = List(Nested(PositionOut))
    may_take = Boolean()
    agreed_since = String(
        allow_none=True, metadata={"description": "of a text that stands agreed though something is said against it"}
    )


class MatrixRowOut(Schema):
    clause_id = String()
    reference = String()
    status = String()
    package = Dict(allow_none=True, metadata={"description": "id and title of the live one it is in"})
    positions = List(Nested(PositionOut))
    blocks = List(String())


class MatrixOut(Schema):
    version = Integer(allow_none=True)
    rule = String()
    delegations = List(String())
    items = List(Nested(MatrixRowOut))
    next = String(allow_none=True)


class MissingOut(Schema):
    version = Integer(allow_none=True)
    rule = String()
    holds = Boolean()
    items = List(Dict())

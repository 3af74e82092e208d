"""How a person is told, what they follow and mark, as schemas."""

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Integer, String
from apiflask.validators import Length, OneOf, Range

from program_workflow.domain.terms import LANGUAGES, Concern, Followed, Way

_WAYS = OneOf([one.value for one in Way])
_CONCERNS = OneOf([one.value for one in Concern])


class PreferencesIn(Schema):
    """What is left out stays. events: by kind of event; `act` cannot be `product`."""

    language = String(validate=OneOf(LANGUAGES))
    timezone = String(validate=Length(max=64))
    mail = Boolean()
    digest_hour = Integer(strict=True, validate=Range(0, 23))
    quiet_weekend = Boolean()
    events = Dict(keys=String(validate=_CONCERNS), values=String(validate=_WAYS))


class PreferencesOut(Schema):
    language = String()
    timezone = String()
    mail = Boolean()
    digest_hour = Integer()
    quiet_weekend = Boolean()
    next_digest = String()
    events = Dict(keys=String(), values=String())


class FollowIn(Schema):
    """id: of a clause or an amendment; the code of a delegation."""

    kind = String(required=True, validate=OneOf([one.value for one in Followed]))
    id = String(required=True, validate=Length(1, 64))


class FollowOut(Schema):
    id = String()
    kind = String()
    subject = String()
    name = String()
    link = String()
    since = String()

"""Bodies and answers about meetings."""

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range
from marshmallow import EXCLUDE

from program_workflow.api.entries import entry
from program_workflow.api.schemas import OperationIn
from program_workflow.domain.meeting import DECIDES
from program_workflow.domain.terms import LANGUAGES
from program_workflow.usecases.floor_versions import STEPS
from program_workflow.usecases.meeting_files import FORMATS

_WORDS = Length(max=20_000)


class BothIn(Schema):
    en = String(load_default="", validate=_WORDS)
    ru = String(load_default="", validate=_WORDS)


class TextsIn(Schema):
    en = String(load_default="")
    ru = String(load_default="")


class MeetingIn(Schema):
    number = Integer(load_default=None, allow_none=True, validate=Range(1, 999))
    title = Nested(BothIn, required=True)
    place = Nested(BothIn, load_default=dict)
    starts_on = String(required=True, validate=Length(max=10))
    ends_on = String(load_default="", validate=Length(max=10))


class MeetingStepIn(Schema):
    action = String(required=True, validate=OneOf(["announce", "open", "close", "cancel"]))
    reason = String(load_default="", validate=_WORDS, metadata={"description": "of cancel; the participants read it"})


class MeetingParticipantIn(Schema):
    head = Nested(BothIn, load_default=None, allow_none=True, metadata={"description": "post of its head"})
    attendees = List(String(), load_default=None, allow_none=True)
    is_present = Boolean(load_default=None, allow_none=True)


class AboutIn(Schema):
    """amendment; or program with version or clause."""

    amendment = String(load_default=None, allow_none=True, validate=Length(max=64))
    program = String(load_default=None, allow_none=True, validate=Length(max=64))
    version = Integer(load_default=None, allow_none=True)
    clause = String(load_default=None, allow_none=True, validate=Length(max=64))


class AgendaItemIn(Schema):
    title = Nested(BothIn, required=True)
    about = List(Nested(AboutIn), load_default=list)


class AgendaItemPatch(Schema):
    title = Nested(BothIn, load_default=None, allow_none=True)
    about = List(Nested(AboutIn), load_default=None, allow_none=True)
    ordinal = Integer(load_default=None, allow_none=True)


class WordingIn(Schema):
    """A wording from the floor, for the delegation that proposed it."""

    item = String(required=True)
    program = String(required=True)
    delegation = String(required=True, validate=Length(max=12))
    language = String(load_default=None, allow_none=True, validate=OneOf(LANGUAGES))
    rationale = String(load_default="", validate=_WORDS)
    operations = List(Nested(OperationIn), required=True, validate=Length(1, 200))


class AnswerIn(Schema):
    kind = String(required=True, metadata={"description": "a position, or absent"})
    reason = String(load_default="", validate=_WORDS)


class ReadingIn(Schema):
    item = String(required=True)
    amendment = String(required=True)
    answers = Dict(
        keys=String(),
        values=Nested(AnswerIn),
        load_default=dict,
        metadata={"description": "by delegation; of those present that are not in it nothing was heard"},
    )


class DecisionIn(Schema):
    """text, in free words; amendment and action; program and clause, whose text is kept; or program and action."""

    item = String(required=True)
    text = Nested(BothIn, load_default=None, allow_none=True)
    amendment = String(load_default=None, allow_none=True)
    program = String(load_default=None, allow_none=True)
    clause = String(load_default=None, allow_none=True)
    action = String(
        load_default=None,
        allow_none=True,
        validate=OneOf([*(one.value for one in DECIDES), *(one.value for one in STEPS)]),
    )
    reason = String(load_default="", validate=Length(max=5_000))
    until = String(load_default=None, allow_none=True, validate=Length(max=200))
    rejecting = List(String(), load_default=list, metadata={"description": "alternatives that are rejected with it"})


class StatementIn(Schema):
    item = String(load_default=None, allow_none=True)
    delegation = String(required=True, validate=Length(max=12))
    text = Nested(BothIn, required=True)


class NextStepIn(Schema):
    item = String(load_default=None, allow_none=True)
    text = Nested(BothIn, required=True)


class StrikeIn(Schema):
    reason = String(required=True, validate=Length(max=5_000))


class PaperIn(Schema):
    """texts, a line a paragraph; without any, what is recorded now is drafted."""

    texts = Nested(TextsIn, load_default=None, allow_none=True)
    note = String(load_default="", validate=Length(max=2_000))


class PaperStepIn(Schema):
    action = String(required=True, validate=OneOf(["adopt"]))


class CorrigendumIn(Schema):
    """texts: the whole text as it should read, in each language that is corrected."""

    texts = Nested(TextsIn, required=True)
    reason = String(required=True, validate=Length(max=2_000))


class PaperQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    as_ = String(data_key="as", load_default="docx", validate=OneOf(FORMATS))
    language = String(load_default="en", validate=OneOf(LANGUAGES))
    revision = Integer(load_default=None, allow_none=True)
    redline_from = Integer(load_default=None, allow_none=True)
    number = Integer(load_default=1, metadata={"description": "of a corrigendum"})


class PaperRedlineQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    language = String(load_default="en", validate=OneOf(LANGUAGES))
    from_ = Integer(data_key="from", required=True)
    to = Integer(required=True)


class PaperOut(Schema):
    kind = String()
    number = Integer()
    state = String()
    adopted_at = String(allow_none=True)
    revision = Integer()
    texts = Dict()
    hash = String()
    revisions = List(Dict())


class MeetingOut(Schema):
    id = String()
    number = Integer(allow_none=True)
    title = Dict()
    name = String()
    place = Dict()
    starts_on = String()
    ends_on = String()
    state = String()
    announced_at = String(allow_none=True)
    opened_at = String(allow_none=True)
    closed_at = String(allow_none=True)
    cancelled_at = String(allow_none=True)
    cancel_reason = String(metadata={"description": "why it is not held; empty while it is"})
    participants = List(Dict())
    agenda = List(Dict())
    papers = List(Dict())
    blocks = List(String())
    next_actions = List(String())
    revision = Integer()


class MeetingsOut(Schema):
    items = List(Nested(entry(MeetingOut)))
    next = String(allow_none=True)


class PapersOut(Schema):
    items = List(Nested(entry(PaperOut)))
    next = String(allow_none=True)

"""What the API takes and gives, as schemas: the checks of requests, and the description in OpenAPI."""

from functools import cache
from typing import Any

from apiflask import Schema
from apiflask.fields import (
    Boolean,
    DateTime,
    Dict,
    File,
    Integer,
    List,
    Nested,
    Raw,
    String,
)
from apiflask.validators import Length, OneOf, Range
from marshmallow import EXCLUDE, validates_schema
from marshmallow.exceptions import ValidationError

from program_workflow.api.entries import entry
from program_workflow.api.position_schemas import AS_OF, OnBehalfIn, PositionOut
from program_workflow.domain.terms import (
    LANGUAGES,
    AmendmentAction,
    AmendmentState,
    ClauseKind,
    JobKind,
    JobState,
    OperationKind,
    VersionAction,
)

#: Steps of a version that are taken elsewhere, or by the system.
_NOT_ASKED_FOR = frozenset({VersionAction.NEXT, VersionAction.TABLE, VersionAction.SUPERSEDE, VersionAction.ANNUL})
_LANGUAGE = OneOf(LANGUAGES)
_KINDS = OneOf([kind.value for kind in ClauseKind])
MAX_DEPTH = 12


# --- What is sent -----------------------------------------------------------------------------


class PageQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    limit = Integer(load_default=50, validate=Range(1, 200))
    cursor = String(load_default=None, validate=Length(max=100))


class ClauseIn(Schema):
    kind = String(required=True, validate=_KINDS)
    text = String(load_default="", validate=Length(max=200_000))
    number = String(load_default=None, allow_none=True, validate=Length(max=60))
    fields_ = Dict(data_key="fields", load_default=dict)
    texts = Dict(load_default=dict, metadata={"description": "language → {text, fields} in further languages"})
    children = List(Nested(lambda: ClauseIn()), load_default=list)


class ProgramIn(Schema):
    code = String(required=True, validate=Length(1, 32))
    title = Raw(load_default="", metadata={"description": "text, or language → text"})
    language = String(load_default="en", validate=_LANGUAGE)
    languages = List(String(validate=_LANGUAGE), load_default=list)
    period = String(load_default="", validate=Length(max=60))
    rules = Dict(load_default=dict)
    clauses = List(Nested(ClauseIn), required=True, validate=Length(1, 20_000))


class ProgramUpload(Schema):
    class Meta:
        unknown = EXCLUDE

    file = File(required=True)  # type: ignore[no-untyped-call]  # the library has no types there
    code = String(required=True, validate=Length(1, 32))
    title = String(load_default="", validate=Length(max=500))
    language = String(load_default=None, allow_none=True, validate=_LANGUAGE)
    period = String(load_default="", validate=Length(max=60))


class AmendmentsUpload(Schema):
    class Meta:
        unknown = EXCLUDE

    file = File(required=True)  # type: ignore[no-untyped-call]  # the library has no types there
    base_version = Integer(load_default=None, allow_none=True, validate=Range(1, 10**6))
    language = String(load_default=None, allow_none=True, validate=_LANGUAGE)
    delegation = String(load_default=None, allow_none=True, validate=Length(max=32))
    authors = String(load_default=None, allow_none=True, validate=Length(max=20_000))
    rationale = String(load_default="", validate=Length(max=20_000))
    dry_run = Boolean(load_default=False)


class AmendmentsImported(Schema):
    version = Integer()
    base_version = Integer()
    made_from = Integer(allow_none=True)
    language = String()
    authors = List(Dict())
    amendments = List(Dict())
    not_landed = List(Dict())
    not_taken = Integer()
    comments = List(Dict())
    left_out = Dict()
    created = List(String())


class ProgramPatch(Schema):
    title = Raw(load_default=None)
    rules = Dict(load_default=None, allow_none=True)


class ParticipantIn(Schema):
    delegation = String(required=True, validate=Length(1, 12))
    from_ = DateTime(data_key="from", load_default=None, allow_none=True)
    to = DateTime(load_default=None, allow_none=True)


#: Of another route, or of the system.


class CorrectionIn(Schema):
    clause_id = String(required=True, validate=Length(max=64))
    text = String(load_default=None, allow_none=True)
    fields_ = Dict(data_key="fields", load_default=None, allow_none=True)
    language = String(load_default=None, allow_none=True, validate=_LANGUAGE)


class VersionStepIn(Schema):
    action = String(
        required=True,
        validate=OneOf([a.value for a in VersionAction if a not in _NOT_ASKED_FOR]),
    )
    closes_at = DateTime(load_default=None, allow_none=True)
    delegations = List(String(), load_default=list)
    reason = String(load_default="", validate=Length(max=5_000))
    ground = String(load_default="", metadata={"description": "of an adoption: the decision, in words"})
    meeting_id = String(load_default=None, allow_none=True, validate=Length(max=32))
    corrections = List(
        Nested(CorrectionIn), load_default=list, metadata={"description": "of a corrigendum, in effect at closes_at"}
    )


class OperationIn(Schema):
    kind = String(required=True, validate=OneOf([kind.value for kind in OperationKind]))
    clause_id = String(load_default=None, allow_none=True, validate=Length(max=64))
    text = String(load_default=None, allow_none=True)
    fields_ = Dict(data_key="fields", load_default=None, allow_none=True)
    parent_id = String(load_default=None, allow_none=True, validate=Length(max=64))
    after_clause_id = String(load_default=None, allow_none=True, validate=Length(max=64))
    clause_kind = String(load_default=None, allow_none=True, validate=_KINDS)


class AmendmentIn(OperationIn):
    """One operation in short form, or several in ``operations``."""

    kind = String(load_default=None, allow_none=True, validate=OneOf([kind.value for kind in OperationKind]))
    operations = List(Nested(OperationIn), load_default=None, allow_none=True)
    base_version = Integer(load_default=None, allow_none=True, validate=Range(1, 1_000_000))
    language = String(load_default=None, allow_none=True, validate=_LANGUAGE)
    rationale = String(load_default=None, allow_none=True)
    co_sponsors = List(String(validate=Length(1, 12)), load_default=list, validate=Length(max=100))

    @validates_schema
    def one_form(self, data: dict[str, object], **_: object) -> None:
        if (data.get("kind") is None) == (data.get("operations") is None):
            raise ValidationError("Send kind and clause_id, or operations.", "kind")


class NewAmendmentIn(AmendmentIn):
    on_behalf = Nested(
        OnBehalfIn,
        load_default=None,
        allow_none=True,
        metadata={"description": "of coordinators: entered for a delegation as it was received outside, and filed"},
    )


class AmendmentStepIn(Schema):
    action = String(required=True, validate=OneOf([action.value for action in AmendmentAction]))
    reason = String(load_default="", validate=Length(max=5_000))
    text = String(load_default=None, allow_none=True)
    until = String(load_default=None, allow_none=True, validate=Length(max=200))
    without = List(String(validate=Length(1, 12)), load_default=list, validate=Length(max=100))
    into = String(load_default=None, allow_none=True, validate=Length(max=200))


class AmendmentQuery(PageQuery):
    state = String(load_default=None, validate=OneOf([state.value for state in AmendmentState]))
    delegation = String(load_default=None, validate=Length(max=12))
    clause = String(load_default=None, validate=Length(max=64))
    kind = String(load_default=None, validate=OneOf([kind.value for kind in OperationKind]))
    q = String(load_default=None, validate=Length(max=200))
    sort = String(load_default="clause", validate=OneOf(["clause", "filed", "state", "-clause", "-filed", "-state"]))
    tab = String(load_default="all", validate=OneOf(["mine", "secretariat", "delegations", "decided", "all"]))


class VersionQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    language = String(load_default=None, validate=_LANGUAGE)


class AsOfQuery(VersionQuery):
    as_of = String(load_default=None, validate=Length(max=60), metadata={"description": AS_OF})


class RedlineQuery(VersionQuery):
    from_ = String(
        data_key="from",
        required=True,
        validate=Length(1, 12),
        metadata={
            "description": 'A number, "latest", or before "to" the last one "circulated", "adopted" or "opened".'
        },
    )
    to = String(required=True, validate=Length(1, 12), metadata={"description": 'A number or "latest".'})
    typography = String(
        load_default=None,
        validate=OneOf(["ignore"]),
        metadata={"description": '"ignore" takes dashes, quotes, spaces and ё/е as equal; what was so taken is told.'},
    )


class ClauseQuery(AsOfQuery):
    version = String(load_default=None, validate=Length(1, 12))


class ProvenanceQuery(VersionQuery):
    version = String(load_default="latest", validate=Length(1, 12))
    clause = String(load_default=None, validate=Length(1, 64))
    struck = Boolean(load_default=False, metadata={"description": "also words and clauses that were taken out"})


class PastQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    as_of = String(load_default=None, validate=Length(max=60), metadata={"description": "RFC 3339; else now"})


class TableQuery(PastQuery):
    form = String(data_key="as", load_default="json", validate=OneOf(["json", "docx", "xlsx", "html"]))


class ExportQuery(AsOfQuery):
    version = String(load_default="latest", validate=Length(1, 12), metadata={"description": 'A number or "latest".'})
    as_ = String(data_key="as", required=True, validate=Length(1, 12), metadata={"description": "The format."})
    redline_from = String(
        load_default=None,
        validate=Length(1, 12),
        metadata={"description": "An older version: what changed since is marked. As `from` of a redline."},
    )
    amendments = Boolean(load_default=False, metadata={"description": "the live amendments as marks"})
    amendment = String(
        load_default=None,
        validate=Length(1, 64),
        metadata={"description": "the identity of a live amendment: its changes alone as marks"},
    )
    brackets = Boolean(load_default=False, metadata={"description": "the live amendments as rolling text"})


# --- What is answered -------------------------------------------------------------------------


def Runs() -> List[Any]:  # noqa: N802 - reads as the field it makes
    """Runs of a redline: pairs of "=", "-" or "+" and a text."""
    return List(List(String(), metadata={"minItems": 2, "maxItems": 2}))


class JobProgressOut(Schema):
    step = String(allow_none=True)
    done = Integer()
    total = Integer()
    count = Integer(metadata={"description": "pages laid out so far, where there are any"})


class JobRefusalOut(Schema):
    code = String()
    detail = String()


class JobOut(Schema):
    id = String()
    href = String()
    kind = String(metadata={"enum": [one.value for one in JobKind]})
    state = String(metadata={"enum": [one.value for one in JobState]})
    asked_at = String()
    started_at = String(allow_none=True)
    ended_at = String(allow_none=True)
    progress = Nested(JobProgressOut)
    refusal = Nested(JobRefusalOut, allow_none=True)
    result = String(allow_none=True, metadata={"description": "where it is fetched, once it is done"})


class TimeframeOut(Schema):
    text = String()
    from_ = String(data_key="from", allow_none=True)
    to = String(allow_none=True)


class FieldsOut(Schema):
    executing_bodies = List(String())
    timeframe = Nested(TimeframeOut, allow_none=True)
    funding = String(allow_none=True)
    label = String()
    other = List(Dict())


class ClauseOut(Schema):
    id = String()
    parent_id = String(allow_none=True)
    number = String()
    depth = Integer()
    kind = String()
    text = String()
    fields_ = Nested(FieldsOut, data_key="fields")
    language = String()
    revision = String()
    status = String()
    amendments = Integer()
    not_participating = List(String(), metadata={"description": "codes of those that declared their disinterest"})
    package = Dict(allow_none=True, metadata={"description": "id and title of the live one it is in"})


class NextActionOut(Schema):
    action = String()
    allowed = Boolean()
    needs_reason = Boolean()
    why_not = String(allow_none=True)


class VersionCardOut(Schema):
    number = Integer()
    state = String()
    opened_at = String(allow_none=True)
    closes_at = String(allow_none=True)
    closed_at = String(allow_none=True)
    clauses = Integer()
    text_hash = String()
    made_from = Integer(allow_none=True)


class VersionOut(Schema):
    number = Integer()
    state = String()
    opened_at = String(allow_none=True)
    closes_at = String(allow_none=True)
    closed_at = String(allow_none=True)
    text_hash = String()
    language = String()
    languages = List(String())
    made_from = Integer(allow_none=True)
    finalised_at = String(allow_none=True)
    adopted_at = String(allow_none=True)
    adopted_by = String(allow_none=True, metadata={"description": "decision or silence"})
    ground = String()
    clauses = List(Nested(ClauseOut))
    next_actions = List(Nested(NextActionOut))


class ProgramOut(Schema):
    code = String()
    title = String()
    titles = Dict()
    period = String()
    languages = List(String())
    rules = Dict()
    participants = List(String())
    latest_version = Integer()
    progress = Dict()
    understood = Dict(metadata={"description": "of a file: clauses by kind, tables, what was left out, doubts"})


class OperationOut(Schema):
    kind = String()
    clause_id = String(allow_none=True)
    new_clause_id = String()
    parent_id = String(allow_none=True)
    after_clause_id = String(allow_none=True)
    clause_kind = String(allow_none=True)
    base_revision = String(allow_none=True)
    text = String()
    fields_ = Nested(FieldsOut, data_key="fields")


class PlaceOut(Schema):
    clause_id = String()
    start = Integer(metadata={"description": "in UTF-16 code units of the base text, as a browser counts"})
    end = Integer()


class CollisionOut(Schema):
    amendment = String()
    number = String(allow_none=True)
    delegation = String()
    co_sponsors = List(String())
    words = List(String())
    places = List(Nested(PlaceOut))
    fields_ = List(String(), data_key="fields")
    same_wording = Boolean(
        metadata={"description": "the same words but for case, space and punctuation: to agree to one is enough"}
    )


class SponsorOut(Schema):
    delegation = String()
    state = String()
    since = String()
    to_be_reconfirmed = Boolean(metadata={"description": "it consented to an earlier wording"})


class ReceivedOutsideOut(Schema):
    """received_at: the time that counts."""

    channel = String()
    reference = String()
    received_at = String()
    contested = Boolean(metadata={"description": "its delegation says that it is not its own, or not so"})


class AmendmentOut(Schema):
    id = String()
    program = String()
    number = String(allow_none=True)
    kind = String()
    state = String()
    delegation = String()
    co_sponsors = List(Nested(SponsorOut))
    merged_into = String(allow_none=True)
    modified = Boolean(metadata={"description": "its wording is a counter-text that the author accepted"})
    takeover_until = String(allow_none=True, metadata={"description": "until when its co-sponsors may take it over"})
    clause_id = String(allow_none=True)
    base_version = Integer()
    base_revision = String(allow_none=True)
    language = String()
    text = String()
    fields_ = Nested(FieldsOut, data_key="fields")
    operations = List(Nested(OperationOut))
    rationale = String()
    wording = Integer()
    revision = Integer()
    rebase = String()
    rebase_version = Integer(allow_none=True)
    waits_for = String()
    waits_for_delegations = List(String(), metadata={"description": "where it waits for positions: whose"})
    filed_at = String(allow_none=True)
    refile_until = String(allow_none=True)
    admitted_late = Boolean()
    tabled_at_meeting = Boolean()
    received_outside = Nested(
        ReceivedOutsideOut,
        allow_none=True,
        metadata={"description": "of one that a coordinator entered; its papers stand under /received/{id}"},
    )
    decided_at = String(allow_none=True)
    decision_reason = String(allow_none=True)
    incorporated_in = Integer(allow_none=True)
    collisions = List(Nested(CollisionOut))
    next_actions = List(Nested(NextActionOut))
    deleted = String(metadata={"description": "of a discarded draft: its identity, instead of all else"})


class FoldedOut(Schema):
    """A difference of typography that the runs do not show."""

    position = Integer(metadata={"description": "In code points of the new text."})
    was = String()
    now = String()


class UnseenOut(Schema):
    """A change that looks the same on both sides, by the names of its characters."""

    position = Integer(metadata={"description": "In code points of the new text."})
    was = String(metadata={"description": "empty: nothing stood there"})
    now = String(metadata={"description": "empty: nothing stands there"})


class FieldRedlineOut(Schema):
    name = String()
    change = String()
    runs = Runs()
    folded = List(Nested(FoldedOut))
    unseen = List(Nested(UnseenOut))


class ClauseRedlineOut(Schema):
    id = String()
    change = String()
    kind = String()
    number_old = String(allow_none=True)
    number_new = String(allow_none=True)
    moved_from = String(allow_none=True)
    runs = Runs()
    folded = List(Nested(FoldedOut))
    unseen = List(Nested(UnseenOut))
    fields_ = List(Nested(FieldRedlineOut), data_key="fields")


class RedlineOut(Schema):
    """from, to: the numbers of the versions. folded: how many differences of typography are not shown."""

    from_ = Integer(data_key="from")
    to = Integer()
    clauses = List(Nested(ClauseRedlineOut))
    summary = Dict()
    folded = Integer()
    language = String()


class OperationRedlineOut(Schema):
    kind = String()
    clause_id = String(allow_none=True)
    runs = Runs()
    unseen = List(Nested(UnseenOut))
    fields_ = List(Nested(FieldRedlineOut), data_key="fields")


class AmendmentRedlineOut(Schema):
    runs = Runs()
    fields_ = List(Nested(FieldRedlineOut), data_key="fields")
    operations = List(Nested(OperationRedlineOut))
    rebased = List(Nested(OperationRedlineOut), allow_none=True)


class EventOut(Schema):
    at = String()
    actor = String()
    capacity = String()
    action = String()
    reason = String()
    hash = String()


class PersonOut(Schema):
    id = String()
    email = String()
    name = String()
    role = String()
    delegation = String(allow_none=True)
    language = String()
    timezone = String()


class ClaimIn(Schema):
    """As the `subject` of an item says."""

    type = String(required=True, validate=OneOf(["amendment", "silence", "version"]))
    id = String(required=True, validate=Length(1, 32))


class TurnClaimOut(Schema):
    by = String()
    mine = Boolean()
    at = String()
    until = String()


class ClaimOut(TurnClaimOut):
    """The mark by itself."""


class TurnSubjectOut(Schema):
    type = String()
    id = String()


class TurnItemOut(Schema):
    subject = Nested(TurnSubjectOut)
    age_days = Integer()
    claim = Nested(TurnClaimOut, allow_none=True)
    task = String()
    when = String()
    since = String()
    deadline = String(allow_none=True)
    program = String()
    amendment = String(allow_none=True)
    version = Integer(allow_none=True)
    clauses = Integer(metadata={"description": "of take_positions: on how many clauses"})
    clause = String(allow_none=True, metadata={"description": "on which a position is proposed in your delegation"})
    silence = String(allow_none=True)
    corrigendum = String(allow_none=True)
    remark = String(allow_none=True)
    advice = String(allow_none=True, metadata={"description": "of give_advice: in which respect"})


class NotificationOut(Schema):
    id = String()
    event = String()
    text = String()
    link = String()
    reason = String(allow_none=True)
    deadline = String(allow_none=True)
    created_at = String()
    read_at = String(allow_none=True)


class NotificationReadOut(NotificationOut):
    """One by itself; the library describes a schema twice that it met in a list before."""


class ClausePageOut(Schema):
    clause = Nested(ClauseOut)
    version = Integer()
    version_state = String()
    closes_at = String(allow_none=True)
    amendments = List(Nested(AmendmentOut))
    redline = List(Dict())


class OriginAmendmentOut(Schema):
    id = String()
    number = String(allow_none=True)
    delegation = String()


class DecisionOut(Schema):
    at = String()
    actor = String()
    capacity = String()


class OriginOut(Schema):
    version = Integer(metadata={"description": "in which it first shows"})
    kind = String(
        allow_none=True,
        metadata={"description": "draft, amendment or editorial; null for whoever may not read amendments"},
    )
    amendment = Nested(OriginAmendmentOut, allow_none=True)
    decided = Nested(
        DecisionOut,
        allow_none=True,
        metadata={"description": "who agreed to the amendment, else who put the text in"},
    )


class TracedOut(Schema):
    text = String()
    origins = List(Integer(), metadata={"description": "places in the list of origins, from 0"})
    struck = List(Integer(), metadata={"description": "what took the words out; empty while they stand"})


class FieldProvenanceOut(Schema):
    name = String()
    heading = String(allow_none=True)
    runs = List(Nested(TracedOut))


class ClauseProvenanceOut(Schema):
    id = String()
    number = String()
    kind = String()
    language = String()
    version = Integer()
    brought = List(Integer())
    moved = List(Integer())
    struck = List(Integer())
    runs = List(Nested(TracedOut), metadata={"description": "those not struck, joined, are the text"})
    fields_ = List(Nested(FieldProvenanceOut), data_key="fields")


class ProvenanceOut(Schema):
    version = Integer()
    language = String()
    origins = List(Nested(OriginOut))
    clauses = List(Nested(ClauseProvenanceOut))
    deleted = List(Nested(ClauseProvenanceOut))


class HistoryOut(Schema):
    items = List(Dict())
    next = String(allow_none=True)


@cache
def listed(schema: type[Schema]) -> type[Schema]:
    """A page of a list of these."""
    name = schema.__name__.removesuffix("Out")
    fields = {"items": List(Nested(entry(schema))), "next": String(allow_none=True)}
    return type(f"{name}List", (Schema,), fields)


class TableDecisionOut(Schema):
    state = String()
    at = DateTime(allow_none=True)
    reason = String()
    deferred_until = String(allow_none=True)
    incorporated_in = Integer(allow_none=True)


class TableOperationOut(Schema):
    kind = String()
    clause_id = String()
    clause = String(metadata={"description": "number, or what the clause is called without one"})
    clause_kind = String(allow_none=True)
    place = String(allow_none=True)
    runs = Runs()
    fields_ = List(Dict(), data_key="fields")


class TableRowOut(Schema):
    kind = String()
    id = String()
    number = String(allow_none=True)
    clause = String()
    current_text = String()
    proposed_text = String()
    delegations = List(String())
    rationale = String()
    advice = List(Dict())
    positions = List(Nested(PositionOut))
    decision = Nested(TableDecisionOut)
    filed_at = DateTime(allow_none=True)
    is_admitted_late = Boolean()
    language = String()
    base_version = Integer()
    rebase = String()
    group = Integer(allow_none=True, metadata={"description": "rows with the same one collide, or say the same"})
    collides_with = List(String())
    same_as = List(String(), metadata={"description": "identities of amendments that say the same"})
    operations = List(Nested(TableOperationOut))
    cells = Dict(metadata={"description": "text of every column by its name"})


class TableClauseOut(Schema):
    id = String()
    reference = String()
    positions = List(Nested(PositionOut))


class TableOut(Schema):
    program = String()
    title = Dict()
    as_of = DateTime()
    marking = Dict(metadata={"description": "by language, what marks the pages"})
    version = Integer(allow_none=True, metadata={"description": "the newest circulated one then"})
    state = String(allow_none=True)
    columns = List(String())
    items = List(Nested(TableRowOut))
    advice = List(Dict(), metadata={"description": "on the version as a whole, as far as it was released"})
    clauses = List(Nested(TableClauseOut), metadata={"description": "those on which a position was taken"})
    next = String(allow_none=True)

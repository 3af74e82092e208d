"""The rolling text of a program."""

from collections.abc import Sequence
from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Float, Integer, List, Nested, String
from apiflask.validators import Length
from flask import Response

from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import bp, needs, open_reading, query
from program_workflow.api.schemas import AsOfQuery
from program_workflow.domain.permissions import Permit
from program_workflow.domain.publication import Piece, Span
from program_workflow.usecases.past import at_instant
from program_workflow.usecases.rolling_text import rolling_text


class RollingQuery(AsOfQuery):
    version = String(
        load_default=None,
        validate=Length(1, 12),
        metadata={"description": 'A number or "latest"; else the newest circulated one.'},
    )


class SpanOut(Schema):
    text = String()
    is_bracket = Boolean(metadata={"description": "a bracket or the tag behind it, no words of the text"})
    delegations = List(String())
    amendments = List(String(), metadata={"description": "empty at the bracket of an objection or reservation"})


class RollingClauseOut(Schema):
    id = String()
    parent_id = String(allow_none=True)
    kind = String()
    depth = Integer()
    number = String()
    text = String(metadata={"description": "with its brackets"})
    spans = List(Nested(SpanOut))
    fields_ = List(Dict(), data_key="fields")
    not_participating = List(String())
    package = String(allow_none=True)


class RollingOut(Schema):
    program = String()
    version = Integer()
    state = String()
    language = String()
    as_of = String(allow_none=True, metadata={"description": "the instant that was asked for; null is now"})
    is_clean = Boolean(metadata={"description": "nothing stands in brackets, and nothing is left out of them"})
    brackets = Integer()
    words = Integer()
    bracketed_words = Integer()
    share = Float(metadata={"description": "of the words in brackets, from 0 to 1"})
    unplaced = List(Dict(), metadata={"description": "live amendments that do not fit this text"})
    clauses = List(Nested(RollingClauseOut))


@bp.get("/programs/<code>/rolling-text")
@bp.input(RollingQuery, location="query", validation=False)
@bp.output(RollingOut)
@needs(Permit.READ_AMENDMENTS)
def rolling(code: str, **_: Any) -> Response:
    """A version with every live alternative in nested square brackets, each with its delegations and amendments."""
    asked = query(RollingQuery)
    with open_reading() as w, at_instant(w, code, asked["as_of"]) as then:
        found = rolling_text(then, code, asked["version"], asked["language"])
        as_of = then.now if then.is_past else None
    made, tally = found.publication, found.tally
    return answer(
        {
            "program": made.code,
            "version": made.version,
            "state": made.state.value,
            "language": made.language,
            "as_of": instant(as_of),
            "is_clean": found.is_clean,
            "brackets": tally.brackets,
            "words": tally.words,
            "bracketed_words": tally.bracketed,
            "share": round(tally.bracketed / tally.words, 4) if tally.words else 0.0,
            "unplaced": [{"id": one.id, "number": one.number, "delegation": one.delegation} for one in found.unplaced],
            "clauses": [_clause(piece) for piece in made.pieces],
        }
    )


def _clause(piece: Piece) -> dict[str, Any]:
    return {
        "id": piece.clause_id,
        "parent_id": piece.parent_id,
        "kind": piece.kind.value,
        "depth": piece.depth,
        "number": piece.number,
        "text": _text(piece.spans),
        "spans": [_span(one) for one in piece.spans],
        "fields": [
            {"name": one.name, "heading": one.heading, "text": _text(one.spans), "spans": [_span(x) for x in one.spans]}
            for one in piece.fields
        ],
        "not_participating": list(piece.apart),
        "package": piece.package or None,
    }


def _text(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def _span(span: Span) -> dict[str, Any]:
    return {
        "text": span.text,
        "is_bracket": span.is_bracket,
        "delegations": list(span.by),
        "amendments": list(span.amendments),
    }

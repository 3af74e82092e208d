"""Positions of delegations, and what is missing for agreement."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request

from program_workflow import phrases
from program_workflow.api import position_schemas as schemas
from program_workflow.api import rendering
from program_workflow.api.answers import answer, instant
from program_workflow.api.received import render as render_papers
from program_workflow.api.requests import act, bp, check_program, needs, open_reading, query, seen_revision, sent, takes
from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, PreconditionRequired
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import OutsideChannel, PositionKind
from program_workflow.usecases import guards, position_views, positions
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.joining import Question, question_for
from program_workflow.usecases.joining_answers import answer_on_joining
from program_workflow.usecases.missing import MissingView, missing_in
from program_workflow.usecases.past import at_instant
from program_workflow.usecases.position_checks import Outside, Said
from program_workflow.usecases.position_views import PositionsView, PositionView
from program_workflow.usecases.reading import clause_in
from program_workflow.usecases.work import Work


def said_in(asked: Mapping[str, Any]) -> Said:
    return Said(PositionKind(asked["kind"]), asked["reason"], asked["due"], asked["lifts_when"], asked["except_words"])


def outside_in(asked: Mapping[str, Any]) -> Outside | None:
    one = asked["on_behalf"]
    if one is None:
        return None
    return Outside(one["delegation"], OutsideChannel(one["channel"]), one["received_at"], one["reference"])


@bp.get("/amendments/<amendment_id>/positions")
@bp.output(schemas.PositionsOut)
@needs(Permit.READ_PROGRAMS)
def amendment_positions(amendment_id: str) -> Response:
    """Where the delegations stand on the filed wording, and what is missing for it to be agreed."""
    with open_reading() as w:
        found = position_views.of_amendment(w, amendment_id)
    return answer(render(found))


@bp.put("/amendments/<amendment_id>/position")
@takes(schemas.PositionIn)
@bp.output(schemas.PositionsOut)
@needs(Permit.READ_PROGRAMS)
def take_on_amendment(amendment_id: str, **_: Any) -> Response:
    """The position of your delegation on the wording you saw; a coordinator enters one received outside."""

    def check(w: Work) -> None:
        guards.find_amendment(w, amendment_id)
        positions.check_may_take(w)

    def do(w: Work) -> tuple[Any, int, int]:
        seen, asked = seen_revision(), sent(schemas.PositionIn)
        positions.position_on_amendment(w, amendment_id, said_in(asked), seen_revision=seen, outside=outside_in(asked))
        return render(position_views.of_amendment(w, amendment_id)), 200, seen

    def lock(w: Work, seen: int) -> Any:
        return guards.lock_amendment(w, guards.find_amendment(w, amendment_id), seen)

    return act(do, check=check, lock=lock)


_NAME_THE_TEXT: Final = N_("Say which text you read: send its ETag as If-Match, or the revision of the clause.")


@bp.put("/programs/<code>/clauses/<clause_id>/position")
@takes(schemas.ClausePositionIn)
@bp.output(schemas.PositionsOut)
@needs(Permit.READ_PROGRAMS)
def take_on_clause(code: str, clause_id: str, **_: Any) -> Response:
    """The position of your delegation on a clause; `revision`, or If-Match with its ETag, names the text you read."""

    def check(w: Work) -> None:
        clause_in(w, code, clause_id)
        positions.check_may_take(w)

    def do(w: Work) -> tuple[Any, int, None]:
        seen = seen_revision() if "If-Match" in request.headers else None
        asked = sent(schemas.ClausePositionIn)
        if seen is None and asked["revision"] is None:
            raise PreconditionRequired(_NAME_THE_TEXT)
        positions.position_on_clauses(
            w,
            code,
            said_in(asked),
            clauses=[clause_id],
            seen_version=seen,
            seen_revision=asked["revision"],
            alone=not asked["with_children"],
            outside=outside_in(asked),
        )
        return render(position_views.of_clause(w, code, clause_id)), 200, None

    return act(do, check=check)


@bp.get("/programs/<code>/clauses/<clause_id>/positions")
@bp.input(schemas.PositionsQuery, location="query", validation=False)
@bp.output(schemas.PositionsOut)
@needs(Permit.READ_PROGRAMS)
def clause_positions(code: str, clause_id: str, **_: Any) -> Response:
    """Where the delegations stand on a clause of the newest version you may see."""
    with open_reading() as w:
        asked = query(schemas.PositionsQuery)
        with at_instant(w, code, asked["as_of"]) as then:
            found = position_views.of_clause(then, code, clause_id)
    return answer(render(found))


@bp.put("/programs/<code>/positions")
@takes(schemas.ManyPositionsIn)
@bp.output(schemas.MatrixOut)
@needs(Permit.READ_PROGRAMS)
def take_on_many(code: str, **_: Any) -> Response:
    """A position at once on a version, or on sections of it with all that stands under them."""

    def do(w: Work) -> tuple[Any, int, None]:
        asked = sent(schemas.ManyPositionsIn)
        positions.position_on_clauses(
            w,
            code,
            said_in(asked),
            clauses=asked["clauses"],
            seen_version=asked["version"],
            outside=outside_in(asked),
        )
        return _matrix(position_views.matrix(w, code)), 200, None

    return act(do, check=lambda w: check_program(w, code, Permit.TAKE_POSITION))


@bp.get("/programs/<code>/joining")
@bp.output(schemas.JoiningOut)
@needs(Permit.READ_PROGRAMS)
def get_joining(code: str) -> Response:
    """What your delegation is still asked about since it joined; `since` is null where it is not."""
    with open_reading() as w:
        program = find_program(w, code)
        permissions.need(w.actor, Permit.READ_POSITIONS)
        found = question_for(w, program, w.actor.delegation_id)
    return answer(_joining(found))


@bp.put("/programs/<code>/joining/position")
@takes(schemas.JoiningPositionIn)
@bp.output(schemas.JoiningOut)
@needs(Permit.READ_PROGRAMS)
def answer_joining(code: str, **_: Any) -> Response:
    """One position of your delegation on everything that was agreed before it joined."""

    def do(w: Work) -> tuple[Any, int, None]:
        asked = sent(schemas.JoiningPositionIn)
        answer_on_joining(w, code, said_in(asked), seen_version=asked["version"])
        return _joining(question_for(w, find_program(w, code), w.actor.delegation_id)), 200, None

    return act(do, check=lambda w: check_program(w, code, Permit.TAKE_POSITION))


def _joining(found: Question | None) -> dict[str, Any]:
    items = [{"subject": subject.value, "id": one} for subject, one, _ in found.about] if found else []
    return {
        "version": found.version if found else None,
        "since": instant(found.since) if found else None,
        "asked_at": instant(found.asked_at) if found else None,
        **rendering.page(items),
    }


@bp.get("/programs/<code>/positions")
@bp.input(schemas.MatrixQuery, location="query", validation=False)
@bp.output(schemas.MatrixOut)
@needs(Permit.READ_PROGRAMS)
def position_matrix(code: str, **_: Any) -> Response:
    """Every clause of the newest circulated version against every delegation that takes part."""
    with open_reading() as w:
        asked = query(schemas.MatrixQuery)
        with at_instant(w, code, asked["as_of"]) as then:
            found = position_views.matrix(
                then,
                code,
                only_blocking=asked["only_blocking"],
                section=asked["section"],
                delegation=asked["delegation"],
            )
    return answer(_matrix(found))


@bp.get("/programs/<code>/missing")
@bp.output(schemas.MissingOut)
@needs(Permit.READ_PROGRAMS)
def missing_for_agreement(code: str) -> Response:
    """What stands between the newest circulated version and agreement: which delegation, where, since when."""
    with open_reading() as w:
        found = missing_in(w, code)
    items = [
        {
            "subject": one.subject.value,
            "id": one.subject_id,
            "reference": one.reference,
            "lack": lack.lack.value,
            "delegation": _code(found, lack.delegation_id),
            "kind": lack.position.kind.value if lack.position else None,
            "since": instant(lack.position.at) if lack.position else None,
            "due": lack.position.due if lack.position else None,
            "have": lack.have,
            "need": lack.need,
            "words": phrases.fill(said.template, said.params),
        }
        for one in found.items
        for lack, said in zip(one.lacks, one.says, strict=True)
    ]
    return answer({"version": found.version, "rule": found.rule.kind.value, "holds": found.holds, "items": items})


def _code(found: MissingView, delegation_id: str | None) -> str | None:
    return found.delegations[delegation_id].code if delegation_id else None


def render(found: PositionsView) -> dict[str, Any]:
    return {
        "rule": found.rule.kind.value,
        "positions": [_position(one) for one in found.positions],
        "missing": [phrases.fill(one.template, one.params) for one in found.lacks],
        "earlier": [_position(one) for one in found.earlier],
        "may_take": found.may_take,
        "agreed_since": instant(found.agreed_since),
    }


def _position(one: PositionView) -> dict[str, Any]:
    return {
        "delegation": one.delegation.code,
        "kind": one.kind.value,
        "since": instant(one.since),
        "reason": one.reason,
        "due": one.due.isoformat() if one.due else None,
        "lifts_when": one.lifts_when,
        "except_words": one.except_words,
        "origin": one.origin.value,
        "to_reconfirm": one.is_to_reconfirm,
        "request_to_reopen": one.is_request,
        "received": render_papers(one.received),
    }


def _matrix(found: position_views.Matrix) -> dict[str, Any]:
    items = [
        {
            "clause_id": row.clause_id,
            "reference": row.reference,
            "status": row.status.value,
            "package": {"id": row.package[0], "title": row.package[1]} if row.package else None,
            "positions": [_position(one) for one in row.positions],
            "blocks": [phrases.fill(one.template, one.params) for one in row.lacks],
        }
        for row in found.rows
    ]
    return {
        "version": found.version,
        "rule": found.rule.kind.value,
        "delegations": [one.code for one in found.delegations],
        **rendering.page(items),
    }

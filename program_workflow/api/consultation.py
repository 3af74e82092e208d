"""Comments, and what passes inside a delegation: its approver, positions proposed to it."""

from collections.abc import Callable
from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, List, String
from apiflask.validators import Length, OneOf
from flask import Response

from program_workflow.api import rendering, schemas
from program_workflow.api.answers import answer, instant
from program_workflow.api.position_schemas import PositionIn
from program_workflow.api.requests import act, bp, needs, open_reading, sent, takes
from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Audience, PositionKind
from program_workflow.usecases import approvals, comments, proposed_positions
from program_workflow.usecases.comments import About, CommentView
from program_workflow.usecases.position_checks import Said
from program_workflow.usecases.proposed_positions import ProposedPosition
from program_workflow.usecases.work import Work


class CommentIn(Schema):
    text = String(required=True, validate=Length(max=comments.MAX_TEXT))
    audience = String(required=True, validate=OneOf([one.value for one in Audience]))
    parent_id = String(load_default=None, allow_none=True, metadata={"description": "of the comment it answers"})


class CommentOut(Schema):
    id = String()
    text = String()
    audience = String()
    delegation = String()
    circle = String(metadata={"description": "the delegation among whose people it stands"})
    at = String()
    parent_id = String(allow_none=True)
    on_present_text = Boolean()


class ProposedPositionIn(Schema):
    kind = PositionIn._declared_fields["kind"]
    reason = String(load_default="", validate=Length(max=20_000))
    due = String(load_default=None, allow_none=True)
    lifts_when = PositionIn._declared_fields["lifts_when"]
    except_words = PositionIn._declared_fields["except_words"]
    section = Boolean(load_default=False, metadata={"description": "on the clause with all that stands under it"})
    asks_approval = Boolean(load_default=False, metadata={"description": "the approver accepts it first"})


class ProposedPositionOut(Schema):
    id = String()
    kind = String()
    reason = String()
    due = String(allow_none=True)
    lifts_when = String()
    except_words = String()
    section = Boolean(metadata={"description": "on the clause with all that stands under it"})
    asks_approval = Boolean()
    approved_at = String(allow_none=True)
    at = String()
    stale = Boolean(metadata={"description": "the text has changed since"})
    next_actions = List(String())


class ProposedStepIn(Schema):
    action = String(required=True, validate=OneOf(proposed_positions.ACTIONS))


class ApproverIn(Schema):
    is_approver = Boolean(required=True)


class MemberOut(Schema):
    id = String()
    name = String()
    role = String()
    is_approver = Boolean()


@bp.get("/amendments/<amendment_id>/comments")
@bp.output(schemas.listed(CommentOut))
@needs(Permit.READ_PROGRAMS)
def amendment_comments(amendment_id: str) -> Response:
    """The comments on an amendment that you may read, oldest first, answers after what they answer."""
    return _list(lambda w: comments.amendment_about(w, amendment_id))


@bp.post("/amendments/<amendment_id>/comments")
@takes(CommentIn)
@bp.output(CommentOut, status_code=201)
@needs(Permit.READ_PROGRAMS)
def comment_on_amendment(amendment_id: str, **_: Any) -> Response:
    """A comment for your delegation alone, also for the secretariat, or for all delegations."""
    return _comment(lambda w: comments.amendment_about(w, amendment_id))


@bp.get("/programs/<code>/clauses/<clause_id>/comments")
@bp.output(schemas.listed(CommentOut))
@needs(Permit.READ_PROGRAMS)
def clause_comments(code: str, clause_id: str) -> Response:
    """The comments on a clause that you may read, oldest first, answers after what they answer."""
    return _list(lambda w: comments.clause_about(w, code, clause_id))


@bp.post("/programs/<code>/clauses/<clause_id>/comments")
@takes(CommentIn)
@bp.output(CommentOut, status_code=201)
@needs(Permit.READ_PROGRAMS)
def comment_on_clause(code: str, clause_id: str, **_: Any) -> Response:
    """A comment for your delegation alone, also for the secretariat, or for all delegations."""
    return _comment(lambda w: comments.clause_about(w, code, clause_id))


@bp.get("/amendments/<amendment_id>/proposed-positions")
@bp.output(schemas.listed(ProposedPositionOut))
@needs(Permit.READ_PROGRAMS)
def proposed_on_amendment(amendment_id: str) -> Response:
    """Positions proposed inside your delegation, still open."""
    with open_reading() as w:
        found = proposed_positions.proposed_on(w, comments.amendment_about(w, amendment_id))
    return answer(rendering.page([_proposed(one) for one in found]))


@bp.post("/amendments/<amendment_id>/proposed-positions")
@takes(ProposedPositionIn)
@bp.output(ProposedPositionOut, status_code=201)
@needs(Permit.READ_PROGRAMS)
def propose_on_amendment(amendment_id: str, **_: Any) -> Response:
    """Proposes a position to your delegation; nobody else knows of it."""
    return _propose(lambda w: comments.amendment_about(w, amendment_id))


@bp.get("/programs/<code>/clauses/<clause_id>/proposed-positions")
@bp.output(schemas.listed(ProposedPositionOut))
@needs(Permit.READ_PROGRAMS)
def proposed_on_clause(code: str, clause_id: str) -> Response:
    """Positions proposed inside your delegation, still open."""
    with open_reading() as w:
        found = proposed_positions.proposed_on(w, comments.clause_about(w, code, clause_id))
    return answer(rendering.page([_proposed(one) for one in found]))


@bp.post("/programs/<code>/clauses/<clause_id>/proposed-positions")
@takes(ProposedPositionIn)
@bp.output(ProposedPositionOut, status_code=201)
@needs(Permit.READ_PROGRAMS)
def propose_on_clause(code: str, clause_id: str, **_: Any) -> Response:
    """Proposes a position to your delegation; nobody else knows of it."""
    return _propose(lambda w: comments.clause_about(w, code, clause_id))


@bp.post("/proposed-positions/<proposal_id>/steps")
@takes(ProposedStepIn)
@needs(Permit.READ_PROGRAMS)
def step_proposed_position(proposal_id: str, **_: Any) -> Response:
    """`approve` by the approver; `take` or `set_aside` by a representative."""

    def do(w: Work) -> tuple[Any, int, None]:
        row = proposed_positions.step_proposed(w, proposal_id, sent(ProposedStepIn)["action"])
        outcome = row.outcome.value if row.outcome else None
        return {"id": row.id, "approved_at": instant(row.approved_at), "outcome": outcome}, 200, None

    return act(do, check=lambda w: proposed_positions.find_proposed(w, proposal_id))


@bp.get("/me/delegation")
@bp.output(schemas.listed(MemberOut))
@needs(Permit.READ_OWN)
def my_delegation() -> Response:
    """The people of your delegation, and who of them is its approver."""
    with open_reading() as w:
        found = approvals.people_of_delegation(w)
    return answer(rendering.page([_member(one) for one in found]))


@bp.put("/me/delegation/people/<user_id>")
@takes(ApproverIn)
@bp.output(MemberOut)
@needs(Permit.READ_OWN)
def name_approver(user_id: str, **_: Any) -> Response:
    """Names somebody of your delegation as its approver, or ends that; representatives."""

    def do(w: Work) -> tuple[Any, int, None]:
        asked = sent(ApproverIn)
        return _member(approvals.name_approver(w, user_id, is_approver=asked["is_approver"])), 200, None

    return act(do, check=lambda w: approvals.check_may_name(w, user_id))


def _list(find: Callable[[Work], About]) -> Response:
    with open_reading() as w:
        found = comments.comments_on(w, find(w))
    return answer(rendering.page([_rendered(one) for one in found]))


def _comment(find: Callable[[Work], About]) -> Response:
    def check(w: Work) -> None:
        find(w)
        permissions.need(w.actor, Permit.COMMENT)

    def do(w: Work) -> tuple[Any, int, None]:
        about, asked = find(w), sent(CommentIn)
        row = comments.comment(w, about, asked["text"], Audience(asked["audience"]), parent_id=asked["parent_id"])
        view = next(one for one in comments.comments_on(w, about) if one.id == row.id)
        return _rendered(view), 201, None

    return act(do, check=check)


def _propose(find: Callable[[Work], About]) -> Response:
    def check(w: Work) -> None:
        find(w)
        permissions.need(w.actor, Permit.CONSULT)

    def do(w: Work) -> tuple[Any, int, None]:
        about, asked = find(w), sent(ProposedPositionIn)
        said = Said(
            PositionKind(asked["kind"]), asked["reason"], asked["due"], asked["lifts_when"], asked["except_words"]
        )
        row = proposed_positions.propose_position(
            w, about, said, is_section=asked["section"], asks_approval=asked["asks_approval"]
        )
        view = next(one for one in proposed_positions.proposed_on(w, about) if one.id == row.id)
        return _proposed(view), 201, None

    return act(do, check=check)


def _rendered(one: CommentView) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "audience": one.audience.value,
        "delegation": one.delegation.code,
        "circle": one.side.code,
        "at": instant(one.at),
        "parent_id": one.parent_id,
        "on_present_text": one.on_present_text,
    }


def _proposed(one: ProposedPosition) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "reason": one.reason,
        "due": one.due.isoformat() if one.due else None,
        "lifts_when": one.lifts_when,
        "except_words": one.except_words,
        "section": one.is_section,
        "asks_approval": one.asks_approval,
        "approved_at": instant(one.approved_at),
        "at": instant(one.at),
        "stale": one.is_stale,
        "next_actions": list(one.actions),
    }


def _member(one: Any) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "role": one.role.value, "is_approver": one.is_approver}

"""Advice on amendments: requested, given, released."""

from typing import Any

from flask import Response

from program_workflow.api import advice_schemas as schemas
from program_workflow.api import rendering
from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import act, bp, needs, open_reading, seen_revision, sent, takes
from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AdviceKind, Recommendation
from program_workflow.storage import AdviceRequestRow, AdviceRow
from program_workflow.usecases import advising, guards
from program_workflow.usecases.advice_rows import find_advice, find_request
from program_workflow.usecases.advice_views import AdviceView, RequestView, advice_on
from program_workflow.usecases.work import Work


@bp.get("/amendments/<amendment_id>/advice")
@bp.output(schemas.AdviceListOut)
@needs(Permit.READ_ADVICE)
def list_advice(amendment_id: str) -> Response:
    """Advice on an amendment, the newest first; delegations see what was released."""
    with open_reading() as w:
        found = advice_on(w, amendment_id)
    items = [render(one) for one in found.advice]
    return answer({**rendering.page(items), "requests": [render_request(one) for one in found.requests]})


@bp.post("/amendments/<amendment_id>/advice")
@takes(schemas.AdviceIn)
@bp.output(schemas.AdviceOut, status_code=201)
@needs(Permit.READ_ADVICE)
def give_advice(amendment_id: str, **_: Any) -> Response:
    """The advice of a reviewer on the filed wording; internal to the secretariat until it is released."""

    def check(w: Work) -> None:
        guards.find_amendment(w, amendment_id)
        permissions.need(w.actor, Permit.GIVE_ADVICE)

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.AdviceIn)
        said = advising.Advice(AdviceKind(asked["kind"]), Recommendation(asked["recommendation"]), asked["text"])
        row = advising.give_advice(w, amendment_id, said, seen_wording=asked["wording"])
        return _one(w, row.amendment_id, row.id), 201, row.revision

    return act(do, check=check)


@bp.get("/advice/<advice_id>")
@bp.output(schemas.AdviceOut)
@needs(Permit.READ_ADVICE)
def get_advice(advice_id: str) -> Response:
    """One advice, with the ETag that a step on it needs."""
    with open_reading() as w:
        row, amendment = find_advice(w, advice_id)
        body = _one(w, amendment.id, row.id)
        revision = row.revision
    return answer(body, revision=revision)


@bp.post("/advice/<advice_id>/steps")
@takes(schemas.AdviceStepIn)
@bp.output(schemas.AdviceOut)
@needs(Permit.READ_ADVICE)
def step_advice(advice_id: str, **_: Any) -> Response:
    """Release to all delegations (coordinators)."""

    def check(w: Work) -> None:
        find_advice(w, advice_id)
        permissions.need(w.actor, Permit.REQUEST_ADVICE)

    def do(w: Work) -> tuple[Any, int, int]:
        seen, _asked = seen_revision(), sent(schemas.AdviceStepIn)
        row = advising.release_advice(w, advice_id, seen_revision=seen)
        w.session.flush()
        return _one(w, row.amendment_id, row.id), 200, row.revision

    return act(do, check=check, lock=lambda w, seen: w.lock(AdviceRow, advice_id, seen))


@bp.post("/amendments/<amendment_id>/advice-requests")
@takes(schemas.AdviceRequestIn)
@bp.output(schemas.AdviceRequestOut, status_code=201)
@needs(Permit.READ_ADVICE)
def request_advice(amendment_id: str, **_: Any) -> Response:
    """Asks a reviewer, or any, for advice on the filed wording until an instant (coordinators)."""

    def check(w: Work) -> None:
        guards.find_amendment(w, amendment_id)
        permissions.need(w.actor, Permit.REQUEST_ADVICE)

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.AdviceRequestIn)
        row = advising.request_advice(
            w,
            amendment_id,
            AdviceKind(asked["kind"]),
            due=asked["due"],
            reviewer=asked["reviewer"],
            note=asked["note"],
        )
        return _one_request(w, row.amendment_id, row.id), 201, row.revision

    return act(do, check=check)


@bp.get("/advice-requests/<request_id>")
@bp.output(schemas.AdviceRequestOut)
@needs(Permit.READ_ADVICE)
def get_advice_request(request_id: str) -> Response:
    """A request; for the secretariat alone."""
    with open_reading() as w:
        row, amendment = find_request(w, request_id)
        body = _one_request(w, amendment.id, row.id)
        revision = row.revision
    return answer(body, revision=revision)


@bp.post("/advice-requests/<request_id>/steps")
@takes(schemas.AdviceRequestStepIn)
@bp.output(schemas.AdviceRequestOut)
@needs(Permit.READ_ADVICE)
def step_advice_request(request_id: str, **_: Any) -> Response:
    """Withdraw a request that is not answered (coordinators)."""

    def check(w: Work) -> None:
        find_request(w, request_id)
        permissions.need(w.actor, Permit.REQUEST_ADVICE)

    def do(w: Work) -> tuple[Any, int, int]:
        seen, _asked = seen_revision(), sent(schemas.AdviceRequestStepIn)
        row = advising.withdraw_request(w, request_id, seen_revision=seen)
        w.session.flush()
        return _one_request(w, row.amendment_id, row.id), 200, row.revision

    return act(do, check=check, lock=lambda w, seen: w.lock(AdviceRequestRow, request_id, seen))


def _one(w: Work, amendment_id: str, advice_id: str) -> dict[str, Any]:
    w.session.flush()
    return next(render(one) for one in advice_on(w, amendment_id).advice if one.id == advice_id)


def _one_request(w: Work, amendment_id: str, request_id: str) -> dict[str, Any]:
    w.session.flush()
    return next(render_request(one) for one in advice_on(w, amendment_id).requests if one.id == request_id)


def render(one: AdviceView) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "recommendation": one.recommendation.value,
        "text": one.text,
        "wording": one.wording,
        "filed_wording": one.filed_wording,
        "stale": one.is_stale,
        "current": one.is_current,
        "given_at": instant(one.given_at),
        "by": one.by,
        "released_at": instant(one.released_at),
        "revision": one.revision,
    }


def render_request(one: RequestView) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "wording": one.wording,
        "reviewer": one.reviewer,
        "note": one.note,
        "due": instant(one.due),
        "requested_at": instant(one.requested_at),
        "answered_at": instant(one.answered_at),
        "withdrawn_at": instant(one.withdrawn_at),
        "waits": one.waits,
        "revision": one.revision,
    }

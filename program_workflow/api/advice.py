"""Advice on amendments and versions: requested, given, released."""

from collections.abc import Mapping
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
from program_workflow.usecases.advice_views import (
    AdviceOn,
    AdviceView,
    RequestView,
    advice_about,
    advice_on,
    advice_on_version,
)
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.work import Work


@bp.get("/amendments/<amendment_id>/advice")
@bp.output(schemas.AdviceListOut)
@needs(Permit.READ_ADVICE)
def list_advice(amendment_id: str) -> Response:
    """Advice on an amendment, the newest first; delegations see what was released."""
    with open_reading() as w:
        found = advice_on(w, amendment_id)
    return answer(_listed(found))


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
        row = advising.give_advice(w, amendment_id, _said(asked), seen_wording=asked["wording"])
        return _one(w, row), 201, row.revision

    return act(do, check=check)


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
        one = _asked(sent(schemas.AdviceRequestIn))
        row = advising.request_advice(w, amendment_id, one.kind, due=one.due, reviewer=one.reviewer, note=one.note)
        return _one_request(w, row), 201, row.revision

    return act(do, check=check)


# --- On a version ------------------------------------------------------------------------------------


@bp.get("/programs/<code>/versions/<number>/advice")
@bp.output(schemas.AdviceListOut)
@needs(Permit.READ_ADVICE)
def list_advice_on_version(code: str, number: str) -> Response:
    """Advice on a version as a whole, the newest first; delegations see what was released."""
    with open_reading() as w:
        found = advice_on_version(w, code, number)
    return answer(_listed(found))


@bp.post("/programs/<code>/versions/<number>/advice")
@takes(schemas.AdviceOnVersionIn)
@bp.output(schemas.AdviceOut, status_code=201)
@needs(Permit.READ_ADVICE)
def give_advice_on_version(code: str, number: str, **_: Any) -> Response:
    """The advice of a reviewer on a version as a whole; internal to the secretariat until it is released."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.AdviceOnVersionIn)
        row = advising.give_advice_on_version(w, code, number, _said(asked), seen_text=asked["text_hash"])
        return _one(w, row), 201, row.revision

    return act(do, check=lambda w: _check_version(w, code, number, Permit.GIVE_ADVICE))


@bp.post("/programs/<code>/versions/<number>/advice-requests")
@takes(schemas.AdviceRequestIn)
@bp.output(schemas.AdviceRequestOut, status_code=201)
@needs(Permit.READ_ADVICE)
def request_advice_on_version(code: str, number: str, **_: Any) -> Response:
    """Asks a reviewer, or any, for advice on a version until an instant (coordinators).

    Whoever is asked about a working version reads it from then on.
    """

    def do(w: Work) -> tuple[Any, int, int]:
        row = advising.request_advice_on_version(w, code, number, _asked(sent(schemas.AdviceRequestIn)))
        return _one_request(w, row), 201, row.revision

    return act(do, check=lambda w: _check_version(w, code, number, Permit.REQUEST_ADVICE))


def _check_version(w: Work, code: str, number: str, permit: Permit) -> None:
    find_version(w, find_program(w, code), number)
    permissions.need(w.actor, permit)


# --- One of them -------------------------------------------------------------------------------------


@bp.get("/advice/<advice_id>")
@bp.output(schemas.AdviceOut)
@needs(Permit.READ_ADVICE)
def get_advice(advice_id: str) -> Response:
    """One advice, with the ETag that a step on it needs."""
    with open_reading() as w:
        row, _on = find_advice(w, advice_id)
        body = _one(w, row)
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
        return _one(w, row), 200, row.revision

    return act(do, check=check, lock=lambda w, seen: w.lock(AdviceRow, advice_id, seen))


@bp.get("/advice-requests/<request_id>")
@bp.output(schemas.AdviceRequestOut)
@needs(Permit.READ_ADVICE)
def get_advice_request(request_id: str) -> Response:
    """A request; for the secretariat alone."""
    with open_reading() as w:
        row, _on = find_request(w, request_id)
        body = _one_request(w, row)
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
        return _one_request(w, row), 200, row.revision

    return act(do, check=check, lock=lambda w, seen: w.lock(AdviceRequestRow, request_id, seen))


def _said(asked: Mapping[str, Any]) -> advising.Advice:
    return advising.Advice(AdviceKind(asked["kind"]), Recommendation(asked["recommendation"]), asked["text"])


def _asked(asked: Mapping[str, Any]) -> advising.Asked:
    return advising.Asked(AdviceKind(asked["kind"]), asked["due"], asked["reviewer"], asked["note"])


def _one(w: Work, row: AdviceRow) -> dict[str, Any]:
    w.session.flush()
    found = advice_about(w, find_advice(w, row.id)[1])
    return next(render(one) for one in found.advice if one.id == row.id)


def _one_request(w: Work, row: AdviceRequestRow) -> dict[str, Any]:
    w.session.flush()
    found = advice_about(w, find_request(w, row.id)[1])
    return next(render_request(one) for one in found.requests if one.id == row.id)


def _listed(found: AdviceOn) -> dict[str, Any]:
    return {
        **rendering.page(map(render, found.advice)),
        "requests": [render_request(one) for one in found.requests],
        "next_actions": list(found.actions),
        "earlier_versions": list(found.earlier),
    }


def render(one: AdviceView) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "recommendation": one.recommendation.value,
        "text": one.text,
        "wording": one.wording,
        "filed_wording": one.filed_wording,
        "version": one.version,
        "newer_version": one.newer,
        "text_hash": one.text_hash,
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
        "version": one.version,
        "reviewer": one.reviewer,
        "note": one.note,
        "due": instant(one.due),
        "requested_at": instant(one.requested_at),
        "answered_at": instant(one.answered_at),
        "withdrawn_at": instant(one.withdrawn_at),
        "waits": one.waits,
        "revision": one.revision,
    }

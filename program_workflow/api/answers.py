"""Answers of the API: JSON with an ETag, and refusals as problem+json (RFC 9457)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from flask import Response, g, request
from werkzeug.exceptions import HTTPException

from program_workflow import phrases
from program_workflow.domain.errors import (
    N_,
    Invalid,
    NotFound,
    StaleRevision,
    TooLarge,
    TooManyRequests,
    WorkflowError,
)
from program_workflow.usecases.finalising import NotFinal, Obstacle, every_obstacle

log = structlog.get_logger("program_workflow.api")

#: The stable code of a refusal → status.
STATUSES: Final[Mapping[str, int]] = {
    "refused": 400,
    "invalid": 422,
    "not_authenticated": 401,
    "not_permitted": 403,
    "not_found": 404,
    "step_not_allowed": 409,
    "window_closed": 409,
    "conflict": 409,
    "stale_revision": 412,
    "precondition_required": 428,
    "too_large": 413,
    "too_many_requests": 429,
}


def to_json(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def etag(revision: int, body: str) -> str:
    """``"<revision>.<view>"``: the revision is what is compared, the view tells readers' answers apart."""
    return f'"{revision}.{hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:12]}"'


def answer(body: Any, status: int = 200, *, revision: int | None = None, location: str | None = None) -> Response:
    """A JSON answer; with a revision it has an ETag, and a GET that knows it gets 304."""
    text = to_json(body)
    response = Response(text, status, mimetype="application/json")
    if revision is not None:
        response.headers["ETag"] = etag(revision, text)
        if request.method == "GET" and request.if_none_match.contains_weak(response.get_etag()[0] or ""):
            response.status_code = 304
            response.set_data("")
    if location is not None:
        response.headers["Location"] = location
    response.headers["Cache-Control"] = "private, no-cache" if revision is not None else "no-store"
    return response


def instant(value: datetime | None) -> str | None:
    """RFC 3339, UTC."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value is not None else None


def problem(error: WorkflowError) -> Response:
    """A refusal; its sentence in the language of the person."""
    status = STATUSES[error.code]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error.code.replace("_", " "),
        "status": status,
        "code": error.code,
        "detail": phrases.say(error, g.get("timezone", "UTC")),
    }
    if isinstance(error, Invalid) and error.pointer is not None:
        wrong = getattr(error, "wrong", ((error.pointer, body["detail"]),))
        body["errors"] = [{"pointer": pointer, "detail": said} for pointer, said in wrong]
    if isinstance(error, StaleRevision):
        body["yours"], body["current"] = error.mine, error.theirs
    if isinstance(error, NotFinal):
        body["blocking"] = [_obstacle(one) for one in every_obstacle(error.blocking)]
    response = Response(to_json(body), status, mimetype="application/problem+json")
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _obstacle(one: Obstacle) -> dict[str, Any]:
    """One thing that stands in the way of finalising, in words."""
    said = [phrases.fill(each.template, each.params, g.get("timezone", "UTC")) for each in one.says]
    return {"about": one.about, "id": one.subject_id, "reference": one.reference, "words": said}


def too_deep(_error: RecursionError) -> Response:
    """A body nested without end."""
    return problem(Invalid(N_("The clauses are nested too deep."), pointer=""))


def admit_failure(_error: Exception) -> Response:
    """A mistake of ours: nothing of its inside is shown, the number leads to it in the log."""
    number = g.get("request_id", "")
    log.error("failure", request_id=number, endpoint=request.endpoint, exc_info=True)
    said = phrases.fill(N_("Nothing was done. Tell the administrator this number: {number}"), {"number": number})
    body = {"type": "about:blank", "title": "failure", "status": 500, "code": "failure", "detail": said}
    return Response(to_json(body), 500, mimetype="application/problem+json", headers={"Cache-Control": "no-store"})


def problem_of_library(error: HTTPException) -> Response:
    """Refusals of the framework in the same form."""
    if error.code == 413:
        return problem(TooLarge("The request is too large."))
    if error.code in (404, 405):
        return problem(NotFound())
    return problem(Invalid("The request could not be read.", pointer=""))

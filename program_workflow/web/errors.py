"""Refusals as pages: one table from the stable code to the status, the sentence in the person's language."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from program_workflow import i18n, phrases
from program_workflow.domain.errors import (
    N_,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    StaleRevision,
    TooManyRequests,
    WorkflowError,
)
from program_workflow.web import context
from program_workflow.web.addresses import came_from, own_path, this_path

log = structlog.get_logger("program_workflow.web")

#: The code of a refusal → the status of its page.
STATUSES: Final[dict[str, int]] = {
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
_TITLES: Final[dict[int, str]] = {
    401: N_("Log in"),
    403: N_("Not open to you"),
    404: N_("Not found"),
    409: N_("Not possible now"),
    412: N_("Changed since you opened it"),
    413: N_("Too large"),
    422: N_("Something is to be put right"),
    429: N_("Too many attempts"),
}
_UNNAMED: Final = N_("Not done")
_LIBRARY: Final[dict[int, str]] = {
    400: N_("The request could not be read."),
    403: N_("This is not open to you."),
    404: N_("There is no such page, or it is not open to you."),
    405: N_("This address does not take that."),
    413: N_("The file or form is too large. The limit is {limit} MB."),
}
_NEVER_SHOWN: Final = frozenset({"csrf_token", "idempotency_key", "revision", "password", "current", "new", "email"})
#: What the fields of our forms are called; a number behind a name is that of the change it belongs to.
_FIELDS: Final[dict[str, str]] = {
    "title": N_("Title"),
    "name": N_("Full name"),
    "until": N_("Until which meeting or date"),
    "text": N_("Text"),
    "label": N_("Left column of the row"),
    "bodies": N_("Executing bodies"),
    "timeframe": N_("Timeframe"),
    "funding": N_("Funding"),
    "phrase": N_("Word or phrase"),
    "replacement": N_("In its place"),
    "rationale": N_("Rationale"),
    "reason": N_("Reason"),
    "place": N_("Place"),
    "words": N_("Words"),
    "head": N_("Post of the head of delegation"),
    "attendees": N_("Others who attend, a line each"),
    "about": N_("What it is bound to, a line each"),
    "except_words": N_("Objection only to these words or paragraphs"),
    "lifts_when": N_("Condition for lifting it"),
    "executing_bodies": N_("Executing bodies"),
    "ground": N_("Ground: which decision, of whom, when"),
    "answer": N_("Text of the answer"),
}
#: What stands behind a name: the language of a pair of fields, else the code of a delegation.
_TONGUES: Final[dict[str, str]] = {"en": N_("in English"), "ru": N_("in Russian")}
_NUMBERED: Final = re.compile(r"(.+)-([0-9]{1,3})")
#: What is shorter is typed again faster than copied.
_WORTH_KEEPING: Final = 12


def add_to(app: Flask) -> None:
    """The application itself decides which refusals of the library are pages: see ``refuse_by_library``."""
    app.register_error_handler(WorkflowError, refuse)
    app.register_error_handler(CSRFError, refuse_form)
    app.register_error_handler(500, admit_failure)


def refuse(error: WorkflowError) -> ResponseReturnValue:
    """The page of a refusal; whoever is not logged in is asked to log in first."""
    if isinstance(error, NotAuthenticated) and request.endpoint != "web.login":
        return ask_to_log_in(error)
    status = STATUSES[error.code]
    extra: dict[str, Any] = {}
    if isinstance(error, StaleRevision):
        extra = {"mine": error.mine, "theirs": error.theirs}
    response = error_page(status, phrases.say(error, context.timezone()), **extra)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def ask_to_log_in(error: NotAuthenticated) -> ResponseReturnValue:
    """To the log-in page and back; what was typed in a form is shown, so that it can be copied."""
    if request.headers.get("HX-Target") == "redline":
        return context.render("pages/typing_logged_out.html", 401, login=url_for("web.login"))
    if request.method not in ("GET", "HEAD"):
        sentence = i18n.gettext("You are no longer logged in. Nothing was done; what you typed stands below.")
        return error_page(401, sentence, login=url_for("web.login", next=came_from()))
    if request.headers.get("HX-Request"):
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
        place = own_path(shown.path + (f"?{shown.query}" if shown.query else ""))
        response = error_page(401, phrases.say(error))
        response.headers["HX-Redirect"] = url_for("web.login", next=place)
        return response
    expired = 1 if g.get("session_expired") else None
    return redirect(url_for("web.login", next=this_path(), expired=expired), 303)


def refuse_form(_error: CSRFError) -> ResponseReturnValue:
    return refuse(NotPermitted(N_("This form was open too long or in another session. Nothing was done.")))


def refuse_by_library(error: HTTPException) -> ResponseReturnValue:
    """Refusals of the framework in our words; redirects pass."""
    status = error.code or 500
    if status < 400:
        return error
    if status == 404:
        return refuse(NotFound())
    if isinstance(error, SecurityError):  # a forged host name: no address can be made for a page
        return Response("This host name is not ours.\n", 400, content_type="text/plain; charset=utf-8")
    limit = (request.max_content_length or 0) // 2**20
    response = error_page(status, i18n.gettext(_LIBRARY.get(status, _LIBRARY[400])).format(limit=limit))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def admit_failure(_error: Exception) -> ResponseReturnValue:
    """A mistake of ours: nothing of its inside is shown, the number leads to it in the log.

    The page needs neither database nor person, because one of them may be what failed.
    """
    number = g.get("request_id", "")
    log.error("failure", request_id=number, endpoint=request.endpoint, exc_info=True)
    words = {
        "language": i18n.language(),
        "title": i18n.gettext("Something went wrong on our side"),
        "message": i18n.gettext("Nothing was done. Tell the administrator this number: {number}", number=number),
    }
    page = current_app.jinja_env.get_template("pages/failure.html").render(words)
    return Response(page, 500, content_type="text/html; charset=utf-8")


def error_page(status: int, message: str, **extra: Any) -> Response:
    """The page of a refusal, with what the person typed."""
    known: dict[str, Any] = {"mine": None, "theirs": None, "login": None}
    title = i18n.gettext(_TITLES.get(status, _UNNAMED))
    typed = typed_text() if request.method == "POST" and status != 413 else []
    return context.render(
        "pages/error.html", status, **{**known, **extra}, title=title, message=message, typed=typed, back=came_from()
    )


def typed_text() -> list[tuple[str, str]]:
    """Long texts of the form that was sent, with what their fields are called; they go back to their author alone."""
    return [
        (_field_name(name), value)
        for name, value in request.form.items(multi=True)
        if name not in _NEVER_SHOWN and (len(value) >= _WORTH_KEEPING and " " in value.strip())
    ]


def _field_name(name: str) -> str:
    numbered = _NUMBERED.fullmatch(name)
    said = _FIELDS.get(numbered[1] if numbered else name)
    if said is None:
        pair, _, which = name.rpartition("_")
        if pair in _FIELDS:
            return f"{i18n.gettext(_FIELDS[pair])}, {i18n.gettext(_TONGUES.get(which, which))}"
        return i18n.gettext("Field “{name}”", name=name)
    if numbered and numbered[2] != "0":
        return i18n.gettext("Change {number}: {field}", number=int(numbered[2]) + 1, field=i18n.gettext(said))
    return i18n.gettext(said)


def spoken(error: WorkflowError) -> str:
    """The refusal's sentence for the person of this request."""
    return phrases.say(error, context.timezone())


def field_errors(error: WorkflowError) -> list[tuple[str, str]]:
    """For error_summary: the sentence and the field its pointer names ("/text" → "text").

    What is sent of an act received outside has fields of its own on a page ("/on_behalf/reference" → "reference").
    """
    pointer = getattr(error, "pointer", None) or ""
    return [(spoken(error), pointer.strip("/").removeprefix("on_behalf/").replace("/", "-"))]

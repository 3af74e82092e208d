"""Log-in, log-out, and the language of the interface."""

import json
from dataclasses import dataclass

import structlog
from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.errors import NotAuthenticated, NotFound, TooManyRequests
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES, Role
from program_workflow.i18n import gettext, set_language
from program_workflow.i18n import language as spoken_language
from program_workflow.usecases import people
from program_workflow.usecases.people_views import UserView
from program_workflow.web import bp, context, errors, session
from program_workflow.web.addresses import came_from, own_path
from program_workflow.web.session import needs, open_work
from program_workflow.web.watching import LOG_INS

log = structlog.get_logger("program_workflow.security")
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody of the demonstration, to log in as."""

    email: str
    name: str
    role: Role
    delegation: str


@bp.get("/login")
@needs(Permit.ANYBODY)
def login() -> ResponseReturnValue:
    place = own_path(request.args.get("next"))
    if session.signed_in() is not None:
        return redirect(place)
    notice = gettext("Your session has ended. Log in again.") if request.args.get("expired") else None
    return _login_page(place, notice=notice)


@bp.post("/login")
@needs(Permit.ANYBODY)
def log_in() -> ResponseReturnValue:
    """A new session at each log-in; whatever session the browser had ends."""
    place = own_path(request.form.get("next"))
    email = request.form.get("email", "")
    with open_work(SYSTEM) as w:
        answer = people.authenticate(w, email, request.form.get("password", ""), session.address())
        if isinstance(answer, UserView):
            key = people.create_session(
                w, answer.id, address=session.address(), agent=request.headers.get("User-Agent", "")
            )
    if not isinstance(answer, UserView):
        return _refused(answer, email, place)
    _end_present_session()
    LOG_INS.labels("let_in").inc()
    log.info("log_in", user=answer.id, address=session.address())
    response = redirect(place, 303)
    session.keep_key(response, key)
    return response


@bp.post("/logout")
@needs(Permit.ANYBODY)
def logout() -> ResponseReturnValue:
    _end_present_session()
    flash(gettext("You are logged out."), "done")
    response = redirect(url_for("web.login"), 303)
    session.drop_key(response)
    return response


@bp.get("/language/<language>")
@needs(Permit.ANYBODY)
def language(language: str) -> ResponseReturnValue:
    """Remembers the language in this browser, and for the person who is logged in."""
    if language not in LANGUAGES:
        raise NotFound
    if session.signed_in() is not None:
        with open_work() as w:
            people.set_preferences(w, language=language)
    set_language(language)
    response = redirect(own_path(request.args.get("next"), came_from()), 303)
    secure = session.settings().is_secure_address
    response.set_cookie(
        context.LANGUAGE_COOKIE, language, max_age=_YEAR, secure=secure, httponly=True, samesite="Lax", path="/"
    )
    return response


def _end_present_session() -> None:
    present = session.signed_in()
    if present is not None:
        with open_work() as w:
            people.end_session(w, present.session_id)


def _refused(answer: NotAuthenticated | TooManyRequests, email: str, place: str) -> ResponseReturnValue:
    LOG_INS.labels("limited" if isinstance(answer, TooManyRequests) else "refused").inc()
    log.warning("log_in_refused", code=answer.code, address=session.address())
    page = _login_page(place, errors.STATUSES[answer.code], email=email, refusal=errors.spoken(answer))
    if isinstance(answer, TooManyRequests):
        page.headers["Retry-After"] = str(answer.retry_after)
    return page


def _login_page(
    place: str, status: int = 200, *, email: str = "", refusal: str | None = None, notice: str | None = None
) -> Response:
    password, sample = _demonstration()
    return context.render(
        "pages/login.html",
        status,
        place=place,
        email=email,
        notice=notice,
        problems=[(refusal, "email")] if refusal else [],
        sample=sample,
        sample_password=password,
    )


def _demonstration() -> tuple[str | None, list[SamplePerson]]:
    """Password and people of the demonstration: HOME/demo.json, written by the command that starts it.

    Shape: {"password": "…", "people": [{"email", "names": {language: …}, "role", "delegation"}, …]}; never read in
    production.
    """
    known = session.settings()
    file = known.home / "demo.json"
    if known.is_production or not file.is_file():
        return None, []
    found = json.loads(file.read_text(encoding="utf-8"))
    return found["password"], [
        SamplePerson(one["email"], one["names"][spoken_language()], Role(one["role"]), one.get("delegation") or "")
        for one in found["people"]
    ]

"""What a person settles for themselves: language, time zone, looks, password, log-ins, tokens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import Invalid, WorkflowError
from program_workflow.domain.permissions import Permit
from program_workflow.i18n import gettext, set_language
from program_workflow.usecases import people
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms, session
from program_workflow.web.session import needs, open_reading, open_work

#: Zones of capitals and seats that take part; any other one that a person has is offered beside them.
TIMEZONES: Final = (
    "UTC",
    "Europe/Kaliningrad",
    "Europe/Chisinau",
    "Europe/Kyiv",
    "Europe/Minsk",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yerevan",
    "Asia/Baku",
    "Asia/Tbilisi",
    "Asia/Ashgabat",
    "Asia/Tashkent",
    "Asia/Dushanbe",
    "Asia/Almaty",
    "Asia/Bishkek",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Kamchatka",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Ulaanbaatar",
    "Europe/Belgrade",
    "Europe/Istanbul",
    "Europe/Vienna",
    "Europe/Zurich",
    "America/New_York",
)
TOKEN_DAYS: Final = (7, 30, 90, 365)
Problems = Sequence[tuple[str, str]]
Section = TypeVar("Section", bound=Callable[[Work], Mapping[str, Any]])
#: How browsers and systems call themselves, the most telling first: Edge and Chrome also say "Safari".
_BROWSERS: Final = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("YaBrowser/", "Yandex Browser"), ("OPR/", "Opera"),
                    ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS: Final = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
                   ("Macintosh", "macOS"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogIn:
    """A log-in in the list. device: in words that its owner knows, "" when it did not say."""

    id: str
    device: str
    address: str
    created_at: datetime
    seen_at: datetime


#: What other modules show on the page: each reads the values of its section.
_SECTIONS: Final[list[Callable[[Work], Mapping[str, Any]]]] = []


def section(read: Section) -> Section:
    """Adds a section to the page; `read` gives the template what it needs."""
    _SECTIONS.append(read)
    return read


@bp.get("/account")
@needs(Permit.READ_OWN)
def account() -> ResponseReturnValue:
    return account_page()


@bp.post("/account")
@needs(Permit.READ_OWN)
def save_preferences() -> ResponseReturnValue:
    try:
        with open_work() as w:
            saved = people.set_preferences(
                w,
                language=request.form.get("language"),
                timezone=request.form.get("timezone"),
                theme=request.form.get("theme"),
                keys_on=forms.is_ticked("keys_on"),
                marks_in_words=forms.is_ticked("marks_in_words"),
                mail_on=forms.is_ticked("mail_on"),
            )
    except Invalid as refused:
        return account_page(422, errors.field_errors(refused))
    set_language(saved.language)
    flash(gettext("Saved."), "done")
    return redirect(url_for("web.account"), 303)


@bp.post("/account/password")
@needs(Permit.READ_OWN)
def change_password() -> ResponseReturnValue:
    """All log-ins of the person end, and this browser gets a new one."""
    actor = session.current_actor()
    refused: WorkflowError | None
    try:
        with open_work() as w:
            refused = people.change_password(
                w, request.form.get("current", ""), request.form.get("password", ""), session.address()
            )
            if refused is None and actor.user_id is not None:
                key = people.create_session(
                    w, actor.user_id, address=session.address(), agent=request.headers.get("User-Agent", "")
                )
    except Invalid as invalid:
        refused = invalid
    if refused is not None:
        field = "password" if isinstance(refused, Invalid) else "current"
        return account_page(422, [(errors.spoken(refused), field)])
    flash(gettext("The password is changed. All other log-ins have ended."), "done")
    response = redirect(url_for("web.account"), 303)
    session.keep_key(response, key)
    return response


@bp.post("/account/sessions/<session_id>/end")
@needs(Permit.READ_OWN)
def end_session(session_id: str) -> ResponseReturnValue:
    with open_work() as w:
        people.end_session(w, session_id)
    flash(gettext("That log-in has ended."), "done")
    return redirect(url_for("web.account"), 303)


@bp.post("/account/tokens")
@needs(Permit.READ_OWN)
def create_token() -> ResponseReturnValue:
    """The token stands on this one answer and nowhere else; the same form sent again makes none."""
    person = session.signed_in()
    made: list[str] = []

    def make() -> str:
        made.append(people.create_token(w, person.user.email if person else "", forms.number("days")))
        return url_for("web.account")

    try:
        with open_work() as w:
            place = forms.once(w, make)
    except Invalid as refused:
        return account_page(422, errors.field_errors(refused))
    return account_page(token=made[0]) if made else redirect(place, 303)


@bp.post("/account/tokens/<token_id>/revoke")
@needs(Permit.READ_OWN)
def revoke_token(token_id: str) -> ResponseReturnValue:
    with open_work() as w:
        people.revoke_token(w, token_id)
    flash(gettext("The token is revoked."), "done")
    return redirect(url_for("web.account"), 303)


def account_page(status: int = 200, problems: Problems = (), *, token: str | None = None) -> Response:
    present = session.signed_in()
    with open_reading() as w:
        sessions, tokens = people.list_sessions(w), people.list_tokens(w)
        further = {name: value for read in _SECTIONS for name, value in read(w).items()}
    own_zone = present.user.timezone if present else "UTC"
    return context.render(
        "pages/account.html",
        status,
        problems=list(problems),
        wrong={field: message for message, field in problems},
        sessions=[LogIn(one.id, device(one.agent), one.address, one.created_at, one.seen_at) for one in sessions],
        present_session=present.session_id if present else None,
        tokens=tokens,
        new_token=token,
        token_days=TOKEN_DAYS,
        timezones=timezone_choices(own_zone),
        **further,
    )


def timezone_choices(own: str = "UTC") -> list[tuple[str, str]]:
    """The offered zones with the one that is set, for a select."""
    return [(name, name.replace("_", " ")) for name in (*TIMEZONES, *([own] if own not in TIMEZONES else []))]


def device(agent: str) -> str:
    """What a browser said of itself, in short: "Firefox, Windows"; as it stands where neither is known."""
    named = [next((word for sign, word in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, named)) or agent[:60]

"""Who asks: the session behind the cookie, and what each view needs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeVar, cast

from flask import Flask, Request, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as BaseResponse

from program_workflow import wiring
from program_workflow.domain import permissions
from program_workflow.domain.actor import SYSTEM, Actor
from program_workflow.domain.errors import N_, NotAuthenticated
from program_workflow.domain.permissions import Permit
from program_workflow.settings import Settings
from program_workflow.usecases import opening, people
from program_workflow.usecases.people_views import SignedIn, UserView
from program_workflow.usecases.work import Work, utc_now

COOKIE: Final = "session_key"
#: What an open page asks without anybody there: it does not keep a session alive.
_ASKS_BY_ITSELF: Final = frozenset({"web.turn_news", "web.job_news"})
View = TypeVar("View", bound=Callable[..., Any])


class Person(UserMixin):  # type: ignore[misc]  # the library has no types
    """Whoever is logged in, for the library."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in
        self.id = signed_in.user.id


def needs(permit: Permit) -> Callable[[View], View]:
    """Declares what a view needs; a view without a declaration cannot be registered.

    The check itself comes before every request, see ``check_permit``.
    """

    def declare(view: View) -> View:
        view.permit = permit  # type: ignore[attr-defined]  # read at registration and before each request
        return view

    return declare


def check_permit() -> None:
    """Refuses a request whose view needs more than the person has; runs before every view."""
    view = current_app.view_functions[cast(str, request.endpoint)]
    permit: Permit = vars(view)["permit"]  # create_app refuses views without it
    if permit is not Permit.ANYBODY and signed_in() is None:
        raise NotAuthenticated(N_("Log in first."))
    permissions.need(current_actor_or_none(), permit)


# --- Who ----------------------------------------------------------------------------------------


def signed_in() -> SignedIn | None:
    """The session of this request; None when nobody is logged in."""
    return current_user.signed_in if current_user and current_user.is_authenticated else None


def me() -> UserView | None:
    found = signed_in()
    return found.user if found else None


def current_actor_or_none() -> Actor | None:
    found = signed_in()
    return found.actor if found else None


def current_actor() -> Actor:
    """Who acts. Raises NotAuthenticated."""
    actor = current_actor_or_none()
    if actor is None:
        raise NotAuthenticated(N_("Log in first."))
    return actor


def address() -> str:
    """Where the request comes from, as far as the trusted proxies tell."""
    return request.remote_addr or ""


# --- Work ---------------------------------------------------------------------------------------


def settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])


def now() -> datetime:
    """The instant of this request, aware, UTC."""
    if "now" not in g:
        g.now = _clock()()
    return cast(datetime, g.now)


def _clock() -> Callable[[], datetime]:
    return cast("Callable[[], datetime]", current_app.config.get("CLOCK", utc_now))


@contextmanager
def open_work(actor: Actor | None = None) -> Iterator[Work]:
    """One transaction of the person who asks (or of another actor); committed at the end."""
    with wiring.open_work(actor or current_actor(), settings=settings(), clock=_clock()) as w:
        yield w


@contextmanager
def open_reading(actor: Actor | None = None) -> Iterator[Work]:
    """The same, only to read."""
    with wiring.open_reading(actor or current_actor(), settings=settings(), clock=_clock()) as w:
        yield w


def note_opening(version_id: str | None) -> None:
    """Writes down, after a page was read, which version the person has open. None: nothing is due."""
    if version_id is not None:
        with open_work() as w:
            opening.note_opening(w, version_id)


# --- The cookie ---------------------------------------------------------------------------------


def load_person(incoming: Request) -> Person | None:
    """The person behind the cookie, with the rights of this moment."""
    key = incoming.cookies.get(COOKIE)
    if not key or incoming.endpoint == "static":
        return None
    with open_reading(SYSTEM) as w:
        found = people.read_session(w, key)
    if found is None:
        g.session_expired = True
        return None
    if found.needs_touch and incoming.endpoint not in _ASKS_BY_ITSELF:
        with open_work(SYSTEM) as w:
            people.touch_session(w, found.session_id)
    g.user_id = found.user.id
    return Person(found)


def keep_key(response: BaseResponse, key: str) -> None:
    """Puts the key of a new session into its cookie; it goes with the browser's session."""
    response.set_cookie(COOKIE, key, secure=settings().is_secure_address, httponly=True, samesite="Lax", path="/")


def drop_key(response: BaseResponse) -> None:
    response.delete_cookie(COOKIE, secure=settings().is_secure_address, httponly=True, samesite="Lax", path="/")


def prepare(app: Flask) -> None:
    login_manager = LoginManager(app)
    login_manager.session_protection = None
    login_manager.request_loader(load_person)

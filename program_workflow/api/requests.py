"""Requests of the API: who asks, what is sent, which revision was seen, what was sent before."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeVar, cast

from apiflask import APIBlueprint, Schema
from flask import Response, current_app, g, request
from marshmallow import ValidationError

from program_workflow import i18n, wiring
from program_workflow.api.answers import etag, to_json
from program_workflow.domain import permissions
from program_workflow.domain.actor import SYSTEM, Actor
from program_workflow.domain.errors import N_, Invalid, NotAuthenticated, NotFound, PreconditionRequired, StaleRevision
from program_workflow.domain.permissions import Permit
from program_workflow.usecases import idempotency, people
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.work import Work, utc_now

bp = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Program Workflow", enable_openapi=True)

_UNKEPT: Final = re.compile("[\0\ud800-\udfff]")
#: Nothing is done yet: the body is a job, whose address is told.
ACCEPTED: Final = 202
View = TypeVar("View", bound=Callable[..., Any])
_ETAG: Final = re.compile(r'(?:W/)?"(\d{1,18})(?:\.[0-9a-f]*)?"')


def needs(permit: Permit) -> Callable[[View], View]:
    """Declares what a view needs; a view without a declaration cannot be registered."""

    def declare(view: View) -> View:
        view.permit = permit  # type: ignore[attr-defined]  # read at registration and before each request
        return view

    return declare


def takes(schema: type[Schema]) -> Callable[[View], View]:
    """Describes the body of a view; ``sent`` reads it where its turn in the order of refusals comes.

    The library's own ``input`` reads it first of all, and refuses what is no JSON before it is known
    whether the thing is there and the act this person's.
    """

    def declare(view: View) -> View:
        described = vars(view).setdefault("_spec", {})
        described |= {"body": schema(), "content_type": "application/json"}
        return view

    return declare


def admit() -> None:
    """Before every view: whose token it is, with the rights of this moment, and the view's permit."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    actor = None
    if scheme.lower() == "bearer" and token.strip():
        with wiring.open_reading(SYSTEM, settings=current_app.config["SETTINGS"], clock=_clock()) as w:
            actor = people.read_token(w, token.strip())
    if actor is None:
        raise NotAuthenticated(N_("This needs a token: Authorization: Bearer TOKEN."))
    for said in (request.view_args or {}).values():
        if _UNKEPT.search(str(said)):
            raise NotFound  # no database keeps such characters, so nothing is called so
    g.actor, g.timezone = actor, actor.timezone
    i18n.set_language(request.accept_languages.best_match(["en", "ru"]) or actor.language)
    permissions.need(actor, permit_of_view())
    wiring.settle(current_app.config["SETTINGS"], _clock())


def permit_of_view() -> Permit:
    view: Any = current_app.view_functions[cast(str, request.endpoint)]
    return cast(Permit, view.permit)  # create_app refuses views without it


def _clock() -> Callable[[], datetime]:
    return cast("Callable[[], datetime]", current_app.config.get("CLOCK", utc_now))


def actor() -> Actor:
    return cast(Actor, g.actor)


@contextmanager
def open_work() -> Iterator[Work]:
    with wiring.open_work(actor(), settings=current_app.config["SETTINGS"], clock=_clock()) as w:
        yield w


@contextmanager
def open_reading() -> Iterator[Work]:
    with wiring.open_reading(actor(), settings=current_app.config["SETTINGS"], clock=_clock()) as w:
        yield w


def act(
    do: Callable[[Work], tuple[Any, int, int | None]],
    *,
    check: Callable[[Work], Any] | None = None,
    lock: Callable[[Work, int], Any] | None = None,
) -> Response:
    """One change: refusals in order, a repeated key's answer once more, the answer kept beside the act.

    check: raises not found and not permitted. lock: of a change of what exists; raises that the
    revision seen is stale. do: the use case; gives (body, status, revision).
    Order: not found, not permitted, the answer to a repeated key, precondition required, then what
    the use case refuses (stale, invalid, not allowed).
    """
    key = request.headers.get("Idempotency-Key")
    digest = request_digest() if key else ""
    with open_work() as w:
        if check is not None:
            check(w)
        kept = idempotency.recall(w, key, digest) if key else None
        if kept is not None:
            return Response(kept.body, kept.status, dict(kept.headers), mimetype="application/json")
        if lock is not None:
            seen_revision()
        try:
            with w.session.begin_nested():  # so that a refusal finds what was there before
                body, status, revision = do(w)
        except Invalid:
            if lock is not None:
                lock(w, seen_revision())
            raise
        text = to_json(body)
        headers = {"Cache-Control": "no-store"}
        if revision is not None:
            headers["ETag"] = etag(revision, text)
        if status == ACCEPTED:
            headers["Location"] = body["href"]
        if key:
            idempotency.remember(w, key, digest, status, headers, text)
    return Response(text, status, headers, mimetype="application/json")


def prefers_job() -> bool:
    """Whether the client would rather come back than wait: Prefer: respond-async (RFC 7240)."""
    said = ",".join(request.headers.getlist("Prefer"))
    return any(one.partition(";")[0].strip().lower() == "respond-async" for one in said.split(","))


def check_program(w: Work, code: str, permit: Permit) -> None:
    """Not found before not permitted; the view itself declares what reading the program needs."""
    find_program(w, code)
    permissions.need(w.actor, permit)


def request_digest() -> str:
    """What makes a request the same one: method, path, and the exact body (of an upload: its parts)."""
    digest = hashlib.sha256(f"{request.method} {request.full_path}\0".encode())
    if request.mimetype == "multipart/form-data":
        for name in sorted(request.form, key=str):  # a part may have no name
            digest.update(f"{name}\0{request.form[name]}\0".encode("utf-8", "surrogatepass"))
        for name in sorted(request.files, key=str):
            upload = request.files[name]
            digest.update(f"{name}\0{upload.filename}\0".encode("utf-8", "surrogatepass"))
            digest.update(upload.stream.read())
            upload.stream.seek(0)
    else:
        digest.update(request.get_data(cache=True))
    return digest.hexdigest()


def seen_revision() -> int:
    """The revision the client saw, from If-Match. Raises PreconditionRequired, StaleRevision."""
    sent = request.headers.get("If-Match")
    if not sent:
        raise PreconditionRequired(N_("Send the ETag you read as If-Match."))
    found = _ETAG.fullmatch(sent.strip())
    if found is None:
        raise StaleRevision(N_("The If-Match is not an ETag of this thing. Read it again."))
    return int(found.group(1))


class _Number(float):
    """A number with a point in a body: where a whole one is asked for, what has a fraction is none."""

    def __int__(self) -> int:
        if not self.is_integer():
            raise ValueError(self)
        return super().__int__()


def sent(schema: type[Schema]) -> dict[str, Any]:
    """The JSON body, checked against a schema. Raises Invalid with a pointer to the first wrong field."""
    try:
        body = json.loads(request.get_data(cache=True) or b"{}", parse_float=_Number)
    except (ValueError, RecursionError):
        raise Invalid(N_("The body is not JSON."), pointer="") from None
    if not isinstance(body, Mapping):
        raise Invalid(N_("The body is a JSON object."), pointer="")
    return loaded(schema, body)


def query(schema: type[Schema]) -> dict[str, Any]:
    """The query of the address, checked against a schema."""
    return loaded(schema, request.args.to_dict())


class InvalidFields(Invalid):
    """Several fields are wrong. wrong: (JSON pointer, what is wrong) of each; the first stands for all."""

    def __init__(self, wrong: Sequence[tuple[str, str]]) -> None:
        pointer, said = wrong[0]
        super().__init__(N_("{field}: {problem}"), pointer=pointer, field=pointer, problem=said)
        self.wrong = tuple(wrong)


def loaded(schema: type[Schema], body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as the schema reads it. Raises InvalidFields with a pointer to each wrong field."""
    try:
        read: dict[str, Any] = schema().load(body)
        _refuse_surrogates(read)
    except ValidationError as error:
        raise InvalidFields(list(_wrong(error.messages))) from None
    except RecursionError:
        raise Invalid(N_("The clauses are nested too deep."), pointer="") from None
    return read


def _wrong(messages: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """The messages of a tree of them, each with its JSON pointer (RFC 6901)."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            escaped = str(name).replace("~", "~0").replace("/", "~1")
            yield from _wrong(inner, pointer if name == "_schema" else f"{pointer}/{escaped}")
    elif isinstance(messages, list):
        for one in messages:
            yield from _wrong(one, pointer)
    else:
        yield pointer, str(messages)


def _refuse_surrogates(value: Any) -> None:
    """Half a character is no text: no database keeps it."""
    if isinstance(value, str):
        if _UNKEPT.search(value):
            raise Invalid(N_("The text has characters that cannot be kept."), pointer="")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _refuse_surrogates(name)
            _refuse_surrogates(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_surrogates(inner)

"""Webhooks: addresses that are called when something happens, each with what its owner may know."""

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Integer, List, Nested, String
from apiflask.validators import Length, OneOf
from flask import Response, current_app

from program_workflow.api import rendering
from program_workflow.api.answers import answer, instant
from program_workflow.api.requests import act, bp, needs, open_reading, query, seen_revision, sent, takes
from program_workflow.api.schemas import PageQuery, listed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Event
from program_workflow.usecases import webhooks
from program_workflow.usecases.work import Work

_EVENTS = [one.value for one in Event]


class WebhookIn(Schema):
    """events: which; none named: all that the owner is told of."""

    url = String(required=True, validate=Length(1, 2000))
    events = List(String(validate=OneOf(_EVENTS)), load_default=list, validate=Length(max=len(_EVENTS)))


class WebhookChangeIn(Schema):
    url = String(validate=Length(1, 2000))
    events = List(String(validate=OneOf(_EVENTS)), validate=Length(max=len(_EVENTS)))
    active = Boolean()


class EmptyIn(Schema):
    """Nothing is said."""


class WebhookOut(Schema):
    """secret: only in the answer that makes one."""

    id = String()
    url = String()
    events = List(String())
    active = Boolean()
    owner = String()
    created_at = String()
    revision = Integer()
    secret = String(allow_none=True)


class AttemptOut(Schema):
    at = String()
    error = String()


class CallOut(Schema):
    id = String()
    event = String()
    state = String()
    created_at = String()
    sent_at = String(allow_none=True)
    due_at = String()
    attempts = List(Nested(AttemptOut))


class TestOut(Schema):
    delivery = String()


@bp.post("/webhooks")
@takes(WebhookIn)
@bp.output(WebhookOut, status_code=201)
@needs(Permit.KEEP_WEBHOOKS)
def add_webhook(**_: Any) -> Response:
    """Adds a webhook. Its secret is in this answer alone: keep it, the signature of each call is checked with it."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(WebhookIn)
        view = webhooks.add(w, asked["url"], asked["events"], key=_key(), allowed=_allowed())
        return _webhook(view), 201, view.revision

    return act(do)


@bp.get("/webhooks/<webhook_id>")
@bp.output(WebhookOut)
@needs(Permit.KEEP_WEBHOOKS)
def get_webhook(webhook_id: str) -> Response:
    """A webhook of yours; an administrator reads all."""
    with open_reading() as w:
        view = webhooks.webhook(w, webhook_id)
    return answer(_webhook(view), revision=view.revision)


@bp.get("/webhooks")
@bp.output(listed(WebhookOut))
@needs(Permit.KEEP_WEBHOOKS)
def list_webhooks() -> Response:
    """Your webhooks; an administrator sees those of all."""
    with open_reading() as w:
        found = webhooks.webhooks(w)
    return answer(rendering.page([_webhook(one) for one in found]))


@bp.patch("/webhooks/<webhook_id>")
@takes(WebhookChangeIn)
@bp.output(WebhookOut)
@needs(Permit.KEEP_WEBHOOKS)
def change_webhook(webhook_id: str, **_: Any) -> Response:
    """Changes what is named. `active: false` stops the calls; what waits then is dropped."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(WebhookChangeIn)
        view = webhooks.change(
            w,
            webhook_id,
            seen_revision=seen_revision(),
            url=asked.get("url"),
            events=asked.get("events"),
            is_active=asked.get("active"),
            allowed=_allowed(),
        )
        return _webhook(view), 200, view.revision

    return act(do, check=lambda w: webhooks.webhook(w, webhook_id), lock=lambda w, _: webhooks.webhook(w, webhook_id))


@bp.delete("/webhooks/<webhook_id>")
@needs(Permit.KEEP_WEBHOOKS)
def delete_webhook(webhook_id: str) -> Response:
    """Ends a webhook."""

    def do(w: Work) -> tuple[Any, int, None]:
        webhooks.remove(w, webhook_id, seen_revision=seen_revision())
        return {"deleted": webhook_id}, 200, None

    return act(do, check=lambda w: webhooks.webhook(w, webhook_id), lock=lambda w, _: webhooks.webhook(w, webhook_id))


@bp.post("/webhooks/<webhook_id>/secret")
@bp.output(WebhookOut)
@needs(Permit.KEEP_WEBHOOKS)
def rotate_secret(webhook_id: str) -> Response:
    """A new secret, in this answer alone. For 24 hours calls are signed with both."""

    def do(w: Work) -> tuple[Any, int, int]:
        view = webhooks.rotate(w, webhook_id, seen_revision=None, key=_key())
        return _webhook(view), 200, view.revision

    return act(do, check=lambda w: webhooks.webhook(w, webhook_id))


@bp.post("/webhooks/<webhook_id>/test")
@bp.output(TestOut, status_code=201)
@needs(Permit.KEEP_WEBHOOKS)
def test_webhook(webhook_id: str) -> Response:
    """Queues a call of type `webhook_test`; the log of deliveries says what came of it."""

    def do(w: Work) -> tuple[Any, int, None]:
        return {"delivery": webhooks.try_out(w, webhook_id)}, 201, None

    return act(do, check=lambda w: webhooks.webhook(w, webhook_id))


@bp.get("/webhooks/<webhook_id>/deliveries")
@bp.input(PageQuery, location="query", validation=False)
@bp.output(listed(CallOut))
@needs(Permit.KEEP_WEBHOOKS)
def webhook_deliveries(webhook_id: str, **_: Any) -> Response:
    """The log of a webhook, newest first: what was sent, what failed and why, when it is tried again."""
    asked = query(PageQuery)
    with open_reading() as w:
        found = webhooks.calls(w, webhook_id, asked["cursor"], asked["limit"])
    return answer(rendering.page([_call(one) for one in found.items], found.next))


def _key() -> str:
    key: str = current_app.config["SETTINGS"].secret_key
    return key


def _allowed() -> tuple[str, ...]:
    networks: tuple[str, ...] = current_app.config["SETTINGS"].webhook_networks
    return networks


def _webhook(view: webhooks.WebhookView) -> dict[str, Any]:
    return {
        "id": view.id,
        "url": view.url,
        "events": list(view.events),
        "active": view.is_active,
        "owner": view.owner,
        "created_at": instant(view.created_at),
        "revision": view.revision,
        "secret": view.secret or None,
    }


def _call(one: webhooks.CallView) -> dict[str, Any]:
    return {
        "id": one.id,
        "event": one.event,
        "state": one.state.value,
        "created_at": instant(one.created_at),
        "sent_at": instant(one.sent_at),
        "due_at": instant(one.due_at),
        "attempts": [{"at": instant(each.at), "error": each.error} for each in one.attempts],
    }

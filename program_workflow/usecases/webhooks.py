"""Webhooks of a person: kept, changed, tried, looked into. What they are called with stands in ``calling``.

A webhook knows what its owner may know, never more, as the owner's rights are at each call.
"""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import select, tuple_

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Conflict, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Channel, DeliveryState, Event, Role
from program_workflow.domain.webhook import OVERLAP, Network, checked_url, secret_of
from program_workflow.storage import AttemptRow, OutboxRow, UserRow, WebhookRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.delivery_log import Attempt
from program_workflow.usecases.views import Page
from program_workflow.usecases.work import Work

#: The event of a call that only tries the way.
TEST: Final = "webhook_test"
#: The most webhooks of one person.
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class WebhookView:
    """events (): all. owner: name of the person. secret: "" but in the one answer that shows it."""

    id: str
    url: str
    events: tuple[str, ...]
    is_active: bool
    owner: str
    is_mine: bool
    created_at: datetime
    revision: int
    secret: str = ""


@dataclass(frozen=True, slots=True)
class CallView:
    """A row of the log of a webhook."""

    id: str
    event: str
    state: DeliveryState
    created_at: datetime
    sent_at: datetime | None
    due_at: datetime
    attempts: tuple[Attempt, ...]


def webhooks(w: Work) -> tuple[WebhookView, ...]:
    """One's own; an administrator sees all, to stop them."""
    permissions.need(w.actor, Permit.KEEP_WEBHOOKS)
    asked = select(WebhookRow).where(WebhookRow.deleted_at.is_(None)).order_by(WebhookRow.created_at, WebhookRow.id)
    if w.actor.role is not Role.ADMINISTRATOR:
        asked = asked.where(WebhookRow.owner_id == w.actor.user_id)
    return tuple(_view(w, row) for row in w.session.scalars(asked))


def webhook(w: Work, webhook_id: str) -> WebhookView:
    return _view(w, _find(w, webhook_id))


def add(w: Work, url: str, events: Sequence[str], *, key: str, allowed: Sequence[Network] = ()) -> WebhookView:
    """A new one; its secret is in this answer and nowhere else. Raises Invalid, Conflict.

    key, allowed: of the instance: what secrets are made with, and the private networks that may be called.
    """
    permissions.need(w.actor, Permit.KEEP_WEBHOOKS)
    if w.actor.user_id is None:
        raise NotFound
    own = [one for one in webhooks(w) if one.is_mine]
    if len(own) >= MOST:
        raise Conflict(N_("You have {count} webhooks; delete one first."), count=len(own))
    row = WebhookRow(
        id=new_id(),
        owner_id=w.actor.user_id,
        url=checked_url(url.strip(), allowed),
        events=_checked_events(events),
        is_active=True,
        salt=secrets.token_hex(16),
        created_at=w.now,
    )
    w.session.add(row)
    w.session.flush()
    _record(w, row, "create")
    return _view(w, row, secret_of(key, row.salt))


def change(
    w: Work,
    webhook_id: str,
    *,
    seen_revision: int | None,
    url: str | None = None,
    events: Sequence[str] | None = None,
    is_active: bool | None = None,
    allowed: Sequence[Network] = (),
) -> WebhookView:
    """What is None stays. An administrator may only stop or resume one of another person."""
    row = _lock(w, webhook_id, seen_revision)
    if row.owner_id != w.actor.user_id and (url is not None or events is not None):
        raise Invalid(N_("Of another person's webhook only whether it is called can be changed."), pointer="/url")
    if url is not None:
        row.url = checked_url(url.strip(), allowed)
    if events is not None:
        row.events = _checked_events(events)
    if is_active is not None:
        row.is_active = is_active
    w.session.flush()
    _record(w, row, "change")
    return _view(w, row)


def rotate(w: Work, webhook_id: str, *, seen_revision: int | None, key: str) -> WebhookView:
    """A new secret, shown in this answer alone; the one before signs beside it for a day."""
    row = _lock(w, webhook_id, seen_revision)
    if row.owner_id != w.actor.user_id:
        raise NotFound
    row.old_salt, row.old_until, row.salt = row.salt, w.now + OVERLAP, secrets.token_hex(16)
    w.session.flush()
    _record(w, row, "rotate")
    return _view(w, row, secret_of(key, row.salt))


def remove(w: Work, webhook_id: str, *, seen_revision: int | None) -> None:
    """It is called no more; what still waits for it is dropped when its turn comes."""
    row = _lock(w, webhook_id, seen_revision)
    row.deleted_at, row.is_active = w.now, False
    w.session.flush()
    _record(w, row, "delete")


def try_out(w: Work, webhook_id: str) -> str:
    """Queues a call that says nothing but that it is a test. Returns its identity."""
    row = _find(w, webhook_id)
    call_id = new_id()
    w.session.add(
        OutboxRow(
            id=call_id,
            event_key=f"{TEST}:{call_id}",
            event=TEST,
            user_id=row.owner_id,
            channel=Channel.WEBHOOK,
            subject_type="webhook",
            subject_id=row.id,
            payload={},
            created_at=w.now,
            due_at=w.now,
            message_id=f"<{call_id}@program-workflow>",
            webhook_id=row.id,
        )
    )
    w.session.flush()
    w.tasks.add("call")
    return call_id


def calls(w: Work, webhook_id: str, cursor: str | None = None, limit: int = 50) -> Page:
    """The log of one webhook, newest first: a page of `CallView`."""
    row = _find(w, webhook_id)
    asked = (
        select(OutboxRow)
        .where(OutboxRow.webhook_id == row.id)
        .order_by(OutboxRow.created_at.desc(), OutboxRow.id.desc())
        .limit(limit + 1)
    )
    after = w.session.get(OutboxRow, cursor) if cursor else None
    if after is not None and after.webhook_id == row.id:
        asked = asked.where(tuple_(OutboxRow.created_at, OutboxRow.id) < (after.created_at, after.id))
    items = list(w.session.scalars(asked))
    tries: dict[str, list[Attempt]] = defaultdict(list)
    ids = [one.id for one in items]
    for one in w.session.scalars(select(AttemptRow).where(AttemptRow.outbox_id.in_(ids)).order_by(AttemptRow.id)):
        tries[one.outbox_id].append(Attempt(one.at, one.error))
    views = tuple(
        CallView(one.id, one.event, one.state, one.created_at, one.sent_at, one.due_at, tuple(tries[one.id]))
        for one in items[:limit]
    )
    return Page(views, items[limit - 1].id if len(items) > limit else None)


def _checked_events(events: Sequence[str]) -> list[str]:
    for index, name in enumerate(events):
        if name not in set(Event):
            raise Invalid(N_("There is no event {name}."), pointer=f"/events/{index}", name=name)
    return sorted(set(events))


def _find(w: Work, webhook_id: str) -> WebhookRow:
    """One's own, or any for an administrator. Raises NotFound."""
    permissions.need(w.actor, Permit.KEEP_WEBHOOKS)
    row = w.session.get(WebhookRow, webhook_id)
    if row is None or row.deleted_at is not None:
        raise NotFound
    if row.owner_id != w.actor.user_id and w.actor.role is not Role.ADMINISTRATOR:
        raise NotFound
    return row


def _lock(w: Work, webhook_id: str, seen_revision: int | None) -> WebhookRow:
    return w.lock(WebhookRow, _find(w, webhook_id).id, seen_revision)


def _record(w: Work, row: WebhookRow, action: str) -> None:
    w.record("webhook", row.id, action, body={"facts": facts_of_webhook(row)})


def facts_of_webhook(row: WebhookRow) -> dict[str, Any]:
    """What the record keeps: no secret nor what it is made of, and of an address, which may hold one, host and hash."""
    return {
        "owner": row.owner_id,
        "host": urlsplit(row.url).hostname,
        "url_hash": hashlib.sha256(row.url.encode()).hexdigest(),
        "events": list(row.events),
        "is_active": bool(row.is_active),
        "is_deleted": row.deleted_at is not None,
    }


def _view(w: Work, row: WebhookRow, secret: str = "") -> WebhookView:
    owner = w.get(UserRow, row.owner_id)
    return WebhookView(
        id=row.id,
        url=row.url,
        events=tuple(row.events),
        is_active=row.is_active,
        owner=owner.name,
        is_mine=row.owner_id == w.actor.user_id,
        created_at=row.created_at,
        revision=row.revision,
        secret=secret,
    )

"""Calling webhooks: queued with the event in one transaction, sent through the same lease and back-off as mails.

The body is the notice as the API shows it to the owner then; what the owner may not know any more is not sent.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from program_workflow import i18n
from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.recipients import Group, Rule
from program_workflow.domain.terms import Channel, DeliveryState, Event, Role
from program_workflow.domain.webhook import secret_of, signature
from program_workflow.outgoing import webhook
from program_workflow.outgoing.webhook import Call, CallFailed, Resolve
from program_workflow.settings import Settings
from program_workflow.storage import OutboxRow, UserRow, WebhookRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.audience import Told
from program_workflow.usecases.leasing import Delivered, Failure, OpenWork, due, send_all
from program_workflow.usecases.letters import still_concerns
from program_workflow.usecases.notices import notice_of
from program_workflow.usecases.webhooks import TEST
from program_workflow.usecases.work import Work, actor_of

_AGENT: Final = "program-workflow"


# --- Queueing -----------------------------------------------------------------------------------


def calls_for(
    w: Work, key: str, rule: Rule, people: Sequence[Told], event: Event
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The deliveries of an event to webhooks, each with as what its owner is told: of everybody who is, whoever acted.

    Administrators are in no group: theirs know what observers are told.
    """
    asked = (
        select(WebhookRow, UserRow)
        .join(UserRow, UserRow.id == WebhookRow.owner_id)
        .where(WebhookRow.is_active, WebhookRow.deleted_at.is_(None), UserRow.is_active)
        .order_by(WebhookRow.id)
    )
    rows = [(hook, user) for hook, user in w.session.execute(asked).unique() if not hook.events or event in hook.events]
    if not rows:
        return []
    groups = {one.user.id: one.group for one in people}
    found = []
    for hook, user in rows:
        group = groups.get(user.id)
        if group is None and user.role is Role.ADMINISTRATOR and Group.OBSERVERS in rule.told:
            group = Group.OBSERVERS
        if group is not None and permissions.may(actor_of(user), Permit.KEEP_WEBHOOKS):
            found.append((_queued(w, hook, key), {"as": group.value, "acts": group in rule.acts}))
    return found


def _queued(w: Work, hook: WebhookRow, key: str) -> dict[str, Any]:
    call_id = new_id()
    return {
        "id": call_id,
        "event_key": f"{key}@{hook.id}",
        "user_id": hook.owner_id,
        "channel": Channel.WEBHOOK,
        "state": DeliveryState.QUEUED,
        "due_at": w.now,
        "in_digest": False,
        "attempts": 0,
        "message_id": f"<{call_id}@program-workflow>",
        "webhook_id": hook.id,
    }


# --- Sending ------------------------------------------------------------------------------------


def call_due(
    open_work: OpenWork,
    settings: Settings,
    *,
    owner: str,
    patience: timedelta = timedelta(seconds=20),
    find: Resolve = webhook.resolve,
) -> Delivered:
    """Calls what is due, one webhook after the other, so that one that does not answer holds up no other for long."""
    end = time.monotonic() + patience.total_seconds()
    with open_work() as w:
        hooks = w.session.scalars(
            select(OutboxRow.webhook_id).where(*due(w, Channel.WEBHOOK)).distinct().order_by(OutboxRow.webhook_id)
        ).all()
    done = Delivered()
    for hook in hooks:
        if hook is not None:
            done += send_all(open_work, WebhookCourier(settings, hook, find), owner, end)
    return done


@dataclass
class WebhookCourier:
    """One webhook."""

    settings: Settings
    webhook_id: str
    find: Resolve = webhook.resolve
    channel: Channel = Channel.WEBHOOK

    def which(self) -> Sequence[ColumnElement[bool]]:
        return (OutboxRow.webhook_id == self.webhook_id,)

    def write(self, w: Work, item: OutboxRow) -> Call | None:
        """None where it was stopped, or its owner may not know of it any more."""
        hook, user = w.session.get(WebhookRow, self.webhook_id), w.get(UserRow, item.user_id)
        if hook is None or hook.deleted_at is not None or not user.is_active:
            return None
        if not permissions.may(actor_of(user), Permit.KEEP_WEBHOOKS):
            return None
        if item.event != TEST and not (hook.is_active and still_concerns(w, item, user)[0]):
            return None
        body = json.dumps(body_of(item, user), ensure_ascii=False, separators=(",", ":")).encode()
        return Call(hook.url, body, self._headers(w, hook, item, body))

    def _headers(self, w: Work, hook: WebhookRow, item: OutboxRow, body: bytes) -> Mapping[str, str]:
        salts = [hook.salt]
        if hook.old_salt and hook.old_until and w.now < hook.old_until:
            salts.append(hook.old_salt)
        signed = (signature(secret_of(self.settings.secret_key, salt), item.id, w.now, body) for salt in salts)
        return {
            "Content-Type": "application/json",
            "User-Agent": _AGENT,
            "webhook-id": item.id,
            "webhook-timestamp": str(int(w.now.timestamp())),
            "webhook-signature": " ".join(signed),
        }

    def send(self, written: Call) -> Failure | None:
        try:
            webhook.send(written, self.settings.webhook_networks, find=self.find)
        except CallFailed as failure:
            return Failure(str(failure), is_down=True)
        return None

    def marked(self, w: Work, item: OutboxRow) -> None:
        """Nothing else hangs on it."""


def body_of(item: OutboxRow, user: UserRow) -> dict[str, Any]:
    """The event as the API shows the notice of it to this person, with what it is about."""
    if item.event == TEST:
        return {"id": item.id, "type": TEST, "timestamp": _instant(item.created_at), "data": {}}
    with i18n.speaking(user.language):
        notice = notice_of(Event(item.event), item.payload, item.subject_type, item.subject_id)
    known = ("program", "version", "clause", "number", "state", "delegation", "position", "stage")
    return {
        "id": item.id,
        "type": item.event,
        "timestamp": _instant(item.created_at),
        "data": {
            "event": item.event,
            "text": notice.sentence,
            "link": notice.link,
            "reason": notice.reason,
            "deadline": _instant(notice.deadline),
            "created_at": _instant(item.created_at),
            "subject": item.subject_type,
            "subject_id": item.subject_id,
            **{name: item.payload.get(name) for name in known},
        },
    }


def _instant(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value is not None else None

"""The log of deliveries for administrators: what was queued, sent, failed and why, and putting back what was parked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import Channel, DeliveryState
from program_workflow.storage import AttemptRow, NotificationRow, OutboxRow, UserRow
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Attempt:
    """error "": it was sent."""

    at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the log of deliveries; what it says about a draft stays with the draft."""

    id: str
    event: str
    channel: Channel
    state: DeliveryState
    address: str
    person: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    read_at: datetime | None
    attempts: tuple[Attempt, ...]


def deliveries(
    w: Work,
    *,
    state: DeliveryState | None = None,
    user_id: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[tuple[Delivery, ...], str | None]:
    """The log, newest first, and the cursor of the next page. For administrators."""
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    statement = select(OutboxRow).order_by(OutboxRow.created_at.desc(), OutboxRow.id.desc()).limit(limit + 1)
    if state is not None:
        statement = statement.where(OutboxRow.state == state)
    if user_id is not None:
        statement = statement.where(OutboxRow.user_id == user_id)
    after = w.session.get(OutboxRow, cursor) if cursor else None
    if after is not None:
        statement = statement.where(tuple_(OutboxRow.created_at, OutboxRow.id) < (after.created_at, after.id))
    items = list(w.session.scalars(statement))
    return _logged(w, items[:limit]), items[limit - 1].id if len(items) > limit else None


def count_deliveries(w: Work) -> dict[tuple[Channel, DeliveryState], int]:
    """How many deliveries are in each state, by channel; only what there is. A digest counts as one mail."""
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    statement = (
        select(OutboxRow.channel, OutboxRow.state, func.count())
        .where(OutboxRow.in_digest.is_(False))
        .group_by(OutboxRow.channel, OutboxRow.state)
    )
    return {(channel, state): count for channel, state, count in w.session.execute(statement)}


def parked(w: Work) -> tuple[Delivery, ...]:
    """What was tried too often and waits for an administrator, the latest two hundred."""
    return deliveries(w, state=DeliveryState.PARKED, limit=200)[0]


def requeue(w: Work, outbox_id: str) -> None:
    """Puts a parked mail back; it has all its tries again. Raises NotFound, StepNotAllowed."""
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    item = w.lock(OutboxRow, outbox_id)
    if item.state is not DeliveryState.PARKED:
        raise StepNotAllowed(N_("This delivery is not parked any more."))
    item.state, item.attempts, item.due_at = DeliveryState.QUEUED, 0, w.now
    w.wake = True


def _logged(w: Work, items: Sequence[OutboxRow]) -> tuple[Delivery, ...]:
    people = {
        user.id: user
        for user in w.session.scalars(select(UserRow).where(UserRow.id.in_({item.user_id for item in items}))).unique()
    }
    tries: dict[str, list[Attempt]] = defaultdict(list)
    ids = [item.id for item in items]
    for row in w.session.scalars(select(AttemptRow).where(AttemptRow.outbox_id.in_(ids)).order_by(AttemptRow.id)):
        tries[row.outbox_id].append(Attempt(row.at, row.error))
    keys = {item.event_key for item in items}
    read = {
        (row.event_key, row.user_id): row.read_at
        for row in w.session.scalars(
            select(NotificationRow).where(NotificationRow.event_key.in_(keys), NotificationRow.user_id.in_(people))
        )
    }
    return tuple(
        Delivery(
            id=item.id,
            event=item.event,
            channel=item.channel,
            state=item.state,
            address=people[item.user_id].email,
            person=people[item.user_id].name,
            created_at=item.created_at,
            due_at=item.due_at,
            sent_at=item.sent_at,
            read_at=read.get((item.event_key, item.user_id)) if item.channel is Channel.APP else None,
            attempts=tuple(tries[item.id]),
        )
        for item in items
    )

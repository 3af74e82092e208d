"""Sending what stands in the outbox to the outside: a lease, the sending outside of any transaction, the mark.

A worker that dies in between sends the same again, under the same identity; one that is tried too often is parked.
"""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import ColumnElement, or_, select, update

from program_workflow.domain.terms import Channel, DeliveryState
from program_workflow.storage import AttemptRow, OutboxRow
from program_workflow.usecases.work import Work

#: Opens a transaction that commits when it is left.
OpenWork = Callable[[], AbstractContextManager[Work]]

#: How long a worker may hold a delivery before another one takes it.
LEASE: Final = timedelta(seconds=60)
#: Deliveries a worker holds at once; what is left after half a lease goes back.
HELD: Final = 20
#: Tries before a delivery is parked for an administrator; with the back-off that is some ten hours.
MAX_TRIES: Final = 8
LONGEST_WAIT: Final = timedelta(hours=6)
#: After the other side was not there, what else is for it waits so long.
REST: Final = timedelta(seconds=30)

_UNSENT: Final = (DeliveryState.QUEUED, DeliveryState.FAILED)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a batch. left: taken but given back untouched."""

    sent: int = 0
    failed: int = 0
    parked: int = 0
    dropped: int = 0
    left: int = 0

    @property
    def taken(self) -> int:
        return self.sent + self.failed + self.parked + self.dropped + self.left

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(
            self.sent + other.sent,
            self.failed + other.failed,
            self.parked + other.parked,
            self.dropped + other.dropped,
            self.left + other.left,
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """said: why, on one line. is_down: nothing else would arrive there now either."""

    said: str
    is_down: bool = False


class Courier(Protocol):
    """One way to the outside."""

    channel: Channel

    def which(self) -> Sequence[ColumnElement[bool]]:
        """Further conditions on what it takes."""

    def write(self, w: Work, item: OutboxRow) -> Any | None:
        """What is sent, as its recipient may know it now; None: it no longer concerns them."""

    def send(self, written: Any) -> Failure | None:
        """Outside of any transaction."""

    def marked(self, w: Work, item: OutboxRow) -> None:
        """The state of the delivery was written down; what follows from it."""


def wait_after(tries: int) -> timedelta:
    """The wait after so many tries: 10 s, 40 s, 160 s … at most six hours. tries: at least 1."""
    return min(timedelta(seconds=10 * 4 ** (min(tries, 10) - 1)), LONGEST_WAIT)


def due(w: Work, channel: Channel) -> Sequence[ColumnElement[bool]]:
    """What is to be delivered by a channel now; entries of a digest go with it and not by themselves."""
    return (
        OutboxRow.channel == channel,
        OutboxRow.in_digest.is_(False),
        OutboxRow.state.in_(_UNSENT),
        OutboxRow.due_at <= w.now,
        or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= w.now),
    )


def take(w: Work, channel: Channel, limit: int, which: Sequence[ColumnElement[bool]] = ()) -> list[OutboxRow]:
    """Due rows, oldest first, that no other worker is about to take."""
    statement = select(OutboxRow).where(*due(w, channel), *which).order_by(OutboxRow.due_at, OutboxRow.id).limit(limit)
    return list(w.session.scalars(statement.with_for_update(skip_locked=True)))


def send_all(open_work: OpenWork, courier: Courier, owner: str, end: float) -> Delivered:
    """Batch after batch until nothing is due, the other side is down, or the instant of `time.monotonic` has come."""
    done = Delivered()
    while time.monotonic() < end:
        batch = send_batch(open_work, courier, owner)
        done += batch
        if batch.taken < HELD or batch.left:
            break
    return done


def send_batch(open_work: OpenWork, courier: Courier, owner: str) -> Delivered:
    """Takes some deliveries under a lease and sends them one by one; whatever happens, the rest is given back."""
    end = time.monotonic() + LEASE.total_seconds() / 2
    with open_work() as w:
        waiting, done = lease(w, courier, owner)
    rest = timedelta()
    try:
        while waiting and not rest and time.monotonic() < end:
            outcome, is_down = _send_one(open_work, courier, owner, waiting.pop(0))
            done += outcome
            rest = REST if is_down else rest
    finally:
        if waiting:
            with open_work() as w:
                _give_back(w, owner, waiting, rest)
    return done + Delivered(left=len(waiting))


def lease(w: Work, courier: Courier, owner: str) -> tuple[list[str], Delivered]:
    """Takes deliveries for a while; the try counts from here, so that one which kills its worker ends up parked.

    The next try is set at once as well: after such a death the others come first.
    """
    items = take(w, courier.channel, HELD, courier.which())
    parked = 0
    for item in items:
        if item.attempts >= MAX_TRIES:
            item.state, item.leased_until, item.leased_by = DeliveryState.PARKED, None, None
            w.session.add(AttemptRow(outbox_id=item.id, at=w.now, error="the worker ended in the middle of each try"))
            parked += 1
            continue
        item.attempts += 1
        item.leased_until, item.leased_by = w.now + LEASE, owner
        item.due_at = w.now + wait_after(item.attempts)
    w.session.flush()
    return [item.id for item in items if item.leased_by == owner], Delivered(parked=parked)


def _give_back(w: Work, owner: str, ids: Collection[str], rest: timedelta) -> None:
    """What was taken and not tried: as it was before."""
    w.session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(ids), OutboxRow.leased_by == owner)
        .values(leased_until=None, leased_by=None, attempts=OutboxRow.attempts - 1, due_at=w.now + rest)
        .execution_options(synchronize_session=False)
    )


def _send_one(open_work: OpenWork, courier: Courier, owner: str, outbox_id: str) -> tuple[Delivered, bool]:
    """One delivery: written now, sent outside of a transaction, then marked. Also: whether the other side is down."""
    with open_work() as w:
        item = _held(w, outbox_id, owner)
        if item is None:
            return Delivered(left=1), False
        written = courier.write(w, item)
        if written is None:
            item.state, item.leased_until, item.leased_by = DeliveryState.DROPPED, None, None
            courier.marked(w, item)
            return Delivered(dropped=1), False
    failure = courier.send(written)
    with open_work() as w:
        item = _held(w, outbox_id, owner)
        if item is None:
            return Delivered(left=1), False
        done = _mark(w, item, failure)
        courier.marked(w, item)
        return done, failure is not None and failure.is_down


def _held(w: Work, outbox_id: str, owner: str) -> OutboxRow | None:
    """The delivery, if this worker still holds it."""
    return w.session.scalars(
        select(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.leased_by == owner, OutboxRow.state.in_(_UNSENT))
        .with_for_update()
    ).one_or_none()


def _mark(w: Work, item: OutboxRow, failure: Failure | None) -> Delivered:
    item.leased_until, item.leased_by = None, None
    w.session.add(AttemptRow(outbox_id=item.id, at=w.now, error=failure.said if failure else ""))
    if failure is None:
        item.state, item.sent_at = DeliveryState.SENT, w.now
        return Delivered(sent=1)
    log.warning("delivery_failed", outbox_id=item.id, channel=item.channel, tries=item.attempts, error=failure.said)
    if item.attempts >= MAX_TRIES:
        item.state = DeliveryState.PARKED
        return Delivered(parked=1)
    item.state, item.due_at = DeliveryState.FAILED, w.now + wait_after(item.attempts)
    return Delivered(failed=1)


def lease_owners(w: Work) -> set[str]:
    """Who holds deliveries now."""
    owners = w.session.scalars(
        select(OutboxRow.leased_by)
        .where(OutboxRow.state.in_(_UNSENT), OutboxRow.leased_by.is_not(None), OutboxRow.leased_until > w.now)
        .distinct()
    )
    return {owner for owner in owners if owner}


def free_leases(w: Work, owner: str) -> None:
    """The owner is known to be dead: what it held is due at once."""
    w.session.execute(
        update(OutboxRow)
        .where(OutboxRow.leased_by == owner, OutboxRow.state.in_(_UNSENT))
        .values(leased_until=None, leased_by=None, due_at=w.now)
        .execution_options(synchronize_session=False)
    )

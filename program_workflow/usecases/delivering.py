"""Delivering what stands in the outbox, and the log of it.

In the product: the notice and its mark stand in one transaction, so it is there exactly once. By
mail: a lease, then the sending outside of any transaction, then the mark; a worker that dies in
between sends the same mail again, under the same Message-ID.
"""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import ColumnElement, insert, or_, select, update

from program_workflow.domain.terms import Channel, DeliveryState
from program_workflow.outgoing import mail
from program_workflow.outgoing.mail import Letter, MailFailed, MailSender, MailServerDown
from program_workflow.settings import Settings
from program_workflow.storage import AttemptRow, NotificationRow, OutboxRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.letters import write_letter
from program_workflow.usecases.outbox import insert_once
from program_workflow.usecases.work import Work

#: Opens a transaction that commits when it is left.
OpenWork = Callable[[], AbstractContextManager[Work]]

#: How long a worker may hold a mail before another one takes it.
LEASE: Final = timedelta(seconds=60)
#: Mails a worker holds at once; what is left after half a lease goes back.
HELD_MAILS: Final = 20
#: Tries before a mail is parked for an administrator; with the back-off that is some ten hours.
MAX_TRIES: Final = 8
LONGEST_WAIT: Final = timedelta(hours=6)
#: After the mail server was not there, the other mails wait so long.
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


def wait_after(tries: int) -> timedelta:
    """The wait after so many tries: 10 s, 40 s, 160 s … at most six hours. tries: at least 1."""
    return min(timedelta(seconds=10 * 4 ** (min(tries, 10) - 1)), LONGEST_WAIT)


def deliver_due(
    open_work: OpenWork,
    settings: Settings,
    *,
    owner: str,
    sender: MailSender | None = None,
    limit: int = 100,
    patience: timedelta = timedelta(seconds=20),
) -> Delivered:
    """Delivers what is due, in batches, until nothing is left or patience ends.

    owner: who holds the leases, at most 32 characters. limit: notices in the product a transaction.
    sender: of mails; by default as the settings say.
    """
    end = time.monotonic() + patience.total_seconds()
    done = Delivered()
    while True:
        with open_work() as w:
            shown = _show_batch(w, limit)
        done += Delivered(sent=shown)
        if shown < limit or time.monotonic() >= end:
            break
    sender = sender or mail.sender_for(settings)
    try:
        while time.monotonic() < end:
            mailed = _mail_batch(open_work, settings, sender, owner)
            done += mailed
            if mailed.taken < HELD_MAILS or mailed.left:
                break
    finally:
        sender.close()
    return done


def _due(w: Work, channel: Channel) -> Sequence[ColumnElement[bool]]:
    return (
        OutboxRow.channel == channel,
        OutboxRow.state.in_(_UNSENT),
        OutboxRow.due_at <= w.now,
        or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= w.now),
    )


def _take(w: Work, channel: Channel, limit: int) -> list[OutboxRow]:
    """Due rows, oldest first, that no other worker is about to take."""
    statement = select(OutboxRow).where(*_due(w, channel)).order_by(OutboxRow.due_at, OutboxRow.id).limit(limit)
    return list(w.session.scalars(statement.with_for_update(skip_locked=True)))


def _show_batch(w: Work, limit: int) -> int:
    """Puts due notices into the product and marks them as sent, in this one transaction."""
    items = _take(w, Channel.APP, limit)
    if not items:
        return 0
    w.session.execute(
        insert_once(w, NotificationRow, ("event_key", "user_id")),
        [
            {
                "id": new_id(),
                "event_key": item.event_key,
                "event": item.event,
                "user_id": item.user_id,
                "program_id": item.program_id,
                "subject_type": item.subject_type,
                "subject_id": item.subject_id,
                "payload": item.payload,
                "created_at": item.created_at,
            }
            for item in items
        ],
    )
    w.session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_([item.id for item in items]))
        .values(state=DeliveryState.SENT, sent_at=w.now, attempts=OutboxRow.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    w.session.execute(insert(AttemptRow), [{"outbox_id": item.id, "at": w.now, "error": ""} for item in items])
    return len(items)


def _mail_batch(open_work: OpenWork, settings: Settings, sender: MailSender, owner: str) -> Delivered:
    """Takes some mails under a lease and sends them one by one; whatever happens, the rest is given back."""
    end = time.monotonic() + LEASE.total_seconds() / 2
    with open_work() as w:
        waiting, done = _lease(w, owner)
    rest = timedelta()
    try:
        while waiting and not rest and time.monotonic() < end:
            outcome, is_server_down = _mail_one(open_work, settings, sender, owner, waiting.pop(0))
            done += outcome
            rest = REST if is_server_down else rest
    finally:
        if waiting:
            with open_work() as w:
                _give_back(w, owner, waiting, rest)
    return done + Delivered(left=len(waiting))


def _lease(w: Work, owner: str) -> tuple[list[str], Delivered]:
    """Takes mails for a while; the try counts from here, so that one which kills its worker ends up parked.

    The next try is set at once as well: after such a death the others come first.
    """
    items = _take(w, Channel.MAIL, HELD_MAILS)
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


def _mail_one(
    open_work: OpenWork, settings: Settings, sender: MailSender, owner: str, outbox_id: str
) -> tuple[Delivered, bool]:
    """One mail: written now, sent outside of a transaction, then marked. Also: whether the server is down."""
    with open_work() as w:
        item = _held(w, outbox_id, owner)
        if item is None:
            return Delivered(left=1), False
        letter = write_letter(w, item)
        if letter is None:
            item.state, item.leased_until, item.leased_by = DeliveryState.DROPPED, None, None
            return Delivered(dropped=1), False
        name = f"{item.created_at:%Y%m%dT%H%M%S%f}-{item.id}"
    failure = _send(sender, letter, settings, name)
    with open_work() as w:
        item = _held(w, outbox_id, owner)
        if item is None:
            return Delivered(left=1), False
        return _mark(w, item, failure), isinstance(failure, MailServerDown)


def _send(sender: MailSender, letter: Letter, settings: Settings, name: str) -> MailFailed | None:
    try:
        sender.send(mail.compose(letter, settings), name)
    except MailFailed as failure:
        return failure
    return None


def _held(w: Work, outbox_id: str, owner: str) -> OutboxRow | None:
    """The mail, if this worker still holds it."""
    return w.session.scalars(
        select(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.leased_by == owner, OutboxRow.state.in_(_UNSENT))
        .with_for_update()
    ).one_or_none()


def _mark(w: Work, item: OutboxRow, failure: MailFailed | None) -> Delivered:
    item.leased_until, item.leased_by = None, None
    w.session.add(AttemptRow(outbox_id=item.id, at=w.now, error=str(failure or "")))
    if failure is None:
        item.state, item.sent_at = DeliveryState.SENT, w.now
        return Delivered(sent=1)
    log.warning("mail_failed", outbox_id=item.id, tries=item.attempts, error=str(failure))
    if item.attempts >= MAX_TRIES:
        item.state = DeliveryState.PARKED
        return Delivered(parked=1)
    item.state, item.due_at = DeliveryState.FAILED, w.now + wait_after(item.attempts)
    return Delivered(failed=1)


def lease_owners(w: Work) -> set[str]:
    """Who holds mails now."""
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

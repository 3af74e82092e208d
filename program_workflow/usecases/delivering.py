"""Delivering what stands in the outbox, and the log of it.

In the product: the notice and its mark stand in one transaction, so it is there exactly once. By
mail: under a lease (``leasing``) and one Message-ID, whatever dies in between.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import ColumnElement, insert, update

from program_workflow.domain.terms import Channel, DeliveryState
from program_workflow.outgoing import mail
from program_workflow.outgoing.digest import Digest, compose_digest
from program_workflow.outgoing.mail import Letter, MailFailed, MailSender, MailServerDown
from program_workflow.settings import Settings
from program_workflow.storage import AttemptRow, NotificationRow, OutboxRow
from program_workflow.storage.base import new_id
from program_workflow.usecases import digesting
from program_workflow.usecases.leasing import Delivered, Failure, OpenWork, send_all, take
from program_workflow.usecases.letters import write_letter
from program_workflow.usecases.outbox import insert_once
from program_workflow.usecases.work import Work


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
            shown = show_batch(w, limit)
        done += Delivered(sent=shown)
        if shown < limit or time.monotonic() >= end:
            break
    digesting.gather_due(open_work)
    sender = sender or mail.sender_for(settings)
    try:
        return done + send_all(open_work, MailCourier(settings, sender), owner, end)
    finally:
        sender.close()


def show_batch(w: Work, limit: int) -> int:
    """Puts due notices into the product and marks them as sent, in this one transaction."""
    items = take(w, Channel.APP, limit)
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


@dataclass(frozen=True, slots=True)
class _Written:
    """name: of the file a mail becomes where there is no server."""

    content: Letter | Digest
    name: str


@dataclass
class MailCourier:
    """Mails of one event each, and the digest of a day."""

    settings: Settings
    sender: MailSender
    channel: Channel = Channel.MAIL

    def which(self) -> Sequence[ColumnElement[bool]]:
        return ()

    def write(self, w: Work, item: OutboxRow) -> _Written | None:
        is_digest = item.event == digesting.DIGEST
        content = digesting.write_digest(w, item) if is_digest else write_letter(w, item)
        return _Written(content, f"{item.created_at:%Y%m%dT%H%M%S%f}-{item.id}") if content else None

    def send(self, written: _Written) -> Failure | None:
        try:
            self.sender.send(self._compose(written.content), written.name)
        except MailFailed as failure:
            return Failure(str(failure), is_down=isinstance(failure, MailServerDown))
        return None

    def _compose(self, content: Letter | Digest) -> EmailMessage:
        if isinstance(content, Digest):
            return compose_digest(content, self.settings)
        return mail.compose(content, self.settings)

    def marked(self, w: Work, item: OutboxRow) -> None:
        if item.event == digesting.DIGEST:
            digesting.mark_entries(w, item)

"""The unit of work: one transaction of one actor, with the record and the outbox in it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from program_workflow.domain.actor import SYSTEM, Actor
from program_workflow.domain.errors import N_, NotFound, StaleRevision
from program_workflow.domain.record import GENESIS, Entry, actor_digest, entry_hash
from program_workflow.storage import ChainHead, EventRow, UserRow

Row = TypeVar("Row", bound=Any)
Found = TypeVar("Found")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Work:
    """session: open, in a transaction. clock: gives aware UTC.

    tasks: names of worker tasks for which something was written; sent once each after the commit.
    The instant of the work is read once, so that every row of one act has the same time.
    only_reads: nothing is written in it, so what was read stays right to its end. is_past: it reads
    how things stood at an instant, and nothing can be done there.
    """

    session: Session
    actor: Actor = SYSTEM
    clock: Callable[[], datetime] = utc_now
    tasks: set[str] = field(default_factory=set)
    only_reads: bool = False
    is_past: bool = False
    _read: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _now: datetime | None = field(default=None, repr=False)

    @property
    def wake(self) -> bool:
        """Whether the workers are to be woken after the commit."""
        return bool(self.tasks)

    @wake.setter
    def wake(self, value: bool) -> None:
        if value:
            self.tasks.add("deliver")

    @property
    def now(self) -> datetime:
        if self._now is None:
            self._now = self.clock().astimezone(UTC)
        return self._now

    def once(self, key: tuple[str, str], read: Callable[[], Found]) -> Found:
        """What was read under the key before, where nothing is written; else read anew."""
        if not self.only_reads:
            return read()
        if key not in self._read:
            self._read[key] = read()
        found: Found = self._read[key]
        return found

    def acting_system(self) -> "Work":
        """The same transaction in the capacity of the system: a consequence of the act."""
        return self.acting(SYSTEM)

    def acting(self, actor: Actor) -> "Work":
        """The same transaction in the name of another one."""
        return Work(self.session, actor, lambda: self.now, tasks=self.tasks, _now=self.now)

    def get(self, row: type[Row], identity: Any) -> Row:
        """The row, or NotFound."""
        found: Row | None = self.session.get(row, identity)
        if found is None:
            raise NotFound
        return found

    def lock(self, row: type[Row], identity: Any, seen_revision: int | None = None) -> Row:
        """The row, locked for this transaction, fresh from the database.

        seen_revision: the revision the client saw; None where the act needs none.
        Raises NotFound, StaleRevision.
        """
        # FOR NO KEY UPDATE: who inserts a row that refers to this one does not wait for it.
        statement = (
            select(row)
            .where(row.id == identity)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        found: Row | None = self.session.scalars(statement).unique().one_or_none()
        if found is None:
            raise NotFound
        if seen_revision is not None and found.revision != seen_revision:
            raise self.stale(row.__tablename__.removesuffix("s"), identity)
        return found

    def stale(self, subject_type: str, subject_id: str) -> StaleRevision:
        """The refusal that says who changed the thing and when."""
        last = self.session.scalars(
            select(EventRow)
            .where(EventRow.subject_type == subject_type, EventRow.subject_id == subject_id)
            .order_by(EventRow.seq.desc())
            .limit(1)
        ).first()
        if last is None:
            return StaleRevision(N_("This was changed after you opened it. Nothing of yours was saved as final."))
        if self.actor.user_id is not None and last.actor_id == self.actor.user_id:
            return StaleRevision(
                N_("You changed this in another window at {time}. Nothing of yours was saved as final."), time=last.at
            )
        return StaleRevision(
            N_("{name} changed this at {time}, after you opened it. Nothing of yours was saved as final."),
            name=last.actor_name or last.capacity,
            time=last.at,
        )

    def record(
        self,
        subject_type: str,
        subject_id: str,
        action: str,
        *,
        program_id: str | None = None,
        reason: str = "",
        body: dict[str, Any] | None = None,
    ) -> EventRow:
        """Writes an event at the end of the chain; writers stand in a line at its head."""
        head = self.session.scalars(
            select(ChainHead).where(ChainHead.id == 1).with_for_update().execution_options(populate_existing=True)
        ).one_or_none()
        if head is None:
            head = ChainHead(id=1, seq=0, hash=GENESIS)
            self.session.add(head)
        salt = secrets.token_hex(16)
        entry = Entry(
            seq=head.seq + 1,
            at=self.now,
            actor_digest=actor_digest(salt, self.actor.user_id, self.actor.name),
            capacity=self.actor.capacity,
            program_id=program_id,
            subject_type=subject_type,
            subject_id=subject_id,
            action=str(action),
            reason=reason,
            body=body or {},
        )
        event = EventRow(
            seq=entry.seq,
            at=entry.at,
            actor_id=self.actor.user_id,
            actor_name=self.actor.name,
            actor_salt=salt,
            actor_digest=entry.actor_digest,
            capacity=entry.capacity,
            program_id=program_id,
            subject_type=subject_type,
            subject_id=subject_id,
            action=entry.action,
            reason=reason,
            body=dict(entry.body),
            previous_hash=head.hash,
            hash=entry_hash(head.hash, entry),
        )
        self.session.add(event)
        head.seq, head.hash = event.seq, event.hash
        self.session.flush()
        return event


def actor_of(user: UserRow) -> Actor:
    """The actor a person is now; rights are read with each request."""
    return Actor(
        user_id=user.id,
        name=user.name,
        role=user.role,
        delegation_id=user.delegation_id,
        delegation_code=user.delegation.code if user.delegation else None,
        language=user.language,
        timezone=user.timezone,
        is_approver=user.is_approver,
    )

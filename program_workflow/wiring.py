"""Puts the parts together: settings → database → units of work; the one place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from program_workflow.domain.actor import SYSTEM, Actor
from program_workflow.outgoing import queue
from program_workflow.settings import Settings, read_settings
from program_workflow.storage.database import engine_for
from program_workflow.usecases import corrigenda, joining, silence_expiry, sponsors
from program_workflow.usecases.work import Work, utc_now


@cache
def current_settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings()


def engine(settings: Settings | None = None) -> Engine:
    return engine_for((settings or current_settings()).database_url)


#: What is decided by an instant that is stored: whether any has come, and writing it down.
DUE: Final[tuple[tuple[Callable[[Work], bool], Callable[[Work], int]], ...]] = (
    (silence_expiry.has_due, silence_expiry.settle_due),
    (sponsors.has_due, sponsors.settle_due),
    (corrigenda.has_due, corrigenda.settle_due),
    (joining.has_due, joining.ask_due),
)


@contextmanager
def open_work(
    actor: Actor = SYSTEM, *, settings: Settings | None = None, clock: Callable[[], datetime] = utc_now
) -> Iterator[Work]:
    """One transaction: committed at the end, rolled back on any refusal.

    After the commit the workers are woken once when something was written for them; a wake that is
    lost costs a delay, because the scheduler sweeps the outbox. The instant of the work is that of its
    coming, not that at which its turn at the database came.
    """
    settings = settings or current_settings()
    with Session(engine(settings), expire_on_commit=False) as session:
        work = Work(session, actor, clock, _now=clock().astimezone(UTC))
        with session.begin():
            yield work
    if work.wake:
        queue.wake_workers(settings)


def settle(settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
    """Before a person reads or acts: what came due by its instant while nothing ran is written down."""
    with open_reading(settings=settings, clock=clock) as w:
        due = any(has_due(w) for has_due, _ in DUE)
    if due:
        with open_work(settings=settings, clock=clock) as w:
            for _, settle_due in DUE:
                settle_due(w)


@contextmanager
def open_reading(
    actor: Actor = SYSTEM, *, settings: Settings | None = None, clock: Callable[[], datetime] = utc_now
) -> Iterator[Work]:
    """A transaction that only reads; on SQLite it waits for no writer."""
    with engine(settings).connect().execution_options(reads_only=True) as connection, Session(connection) as session:
        yield Work(session, actor, clock, only_reads=True)

"""Whether the parts of the system do their work, each with a sentence for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, text, update

from program_workflow.i18n import gettext
from program_workflow.outgoing import queue
from program_workflow.phrases import instant
from program_workflow.settings import Settings
from program_workflow.storage import HeartbeatRow
from program_workflow.usecases.outbox import insert_once
from program_workflow.usecases.work import Work

WORKER: Final = "worker"
SCHEDULER: Final = "scheduler"
#: Older than this, a heartbeat says that somebody does not do their work; one is sent every ten seconds.
LONGEST_SILENCE: Final = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Part:
    """is_ok: does its work. sentence: in the language of the moment."""

    is_ok: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Readiness:
    database: Part
    broker: Part
    worker: Part
    scheduler: Part

    @property
    def parts(self) -> Mapping[str, Part]:
        return {
            "database": self.database,
            "broker": self.broker,
            "worker": self.worker,
            "scheduler": self.scheduler,
        }

    @property
    def is_ok(self) -> bool:
        return all(part.is_ok for part in self.parts.values())


def readiness(w: Work, settings: Settings) -> Readiness:
    """Asks database, broker, worker and scheduler.

    A worker lives when it did a piece of work that was sent to it. A silent one is sent another, so
    that a scheduler which is down is not taken for the worker.
    """
    w.session.execute(text("select 1"))
    is_broker_there = queue.is_reachable(settings)
    beats = {row.name: row.at for row in w.session.scalars(select(HeartbeatRow))}
    worker, scheduler = beats.get(WORKER), beats.get(SCHEDULER)
    if is_broker_there and not _is_fresh(worker, w.now):
        queue.send(settings, queue.PULSE)
    return Readiness(
        database=Part(True, gettext("The database answers.")),
        broker=Part(
            is_broker_there,
            gettext("The queue takes messages.") if is_broker_there else gettext("The queue takes no messages."),
        ),
        worker=Part(_is_fresh(worker, w.now), _say_worker(worker, w.now)),
        scheduler=Part(_is_fresh(scheduler, w.now), _say_scheduler(scheduler, w.now)),
    )


def without_database() -> Readiness:
    """What is known when the database does not answer."""
    unknown = Part(False, gettext("Not known without the database."))
    return Readiness(Part(False, gettext("The database does not answer.")), unknown, unknown, unknown)


def note_heartbeats(w: Work, *names: str) -> None:
    """A piece of work that was sent has been done."""
    w.session.execute(insert_once(w, HeartbeatRow, ("name",)), [{"name": name, "at": w.now} for name in names])
    w.session.execute(
        update(HeartbeatRow).where(HeartbeatRow.name.in_(names), HeartbeatRow.at < w.now).values(at=w.now)
    )


def forget_heartbeats(w: Work) -> None:
    """Before a start: what an earlier run did proves nothing for this one."""
    w.session.execute(delete(HeartbeatRow))


def _is_fresh(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at < LONGEST_SILENCE


def _say_worker(at: datetime | None, now: datetime) -> str:
    if _is_fresh(at, now):
        return gettext("A worker does its work.")
    if at is None:
        return gettext("No worker has done any work yet.")
    return gettext("No worker has done any work since {time}.", time=instant(at))


def _say_scheduler(at: datetime | None, now: datetime) -> str:
    if _is_fresh(at, now):
        return gettext("The scheduler does its work.")
    if at is None:
        return gettext("The scheduler has sent nothing yet.")
    return gettext("The scheduler has sent nothing since {time}.", time=instant(at))

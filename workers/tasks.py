"""The tasks: a name, and one use case. Each may run twice, or at the same time as itself, and does its work once."""

from contextlib import AbstractContextManager
from typing import Any

import structlog
from celery.signals import beat_init, worker_process_shutdown, worker_ready, worker_shutting_down

from program_workflow import wiring
from program_workflow.outgoing.queue import CALL, DELIVER, PULSE, WORK
from program_workflow.usecases import health, notifying, reminding, tidying, versions
from program_workflow.usecases.work import Work
from workers import jobs
from workers.app import celery_app, task
from workers.leases import owner, take_over_from_the_dead
from workers.schedule import AT_START, BEAT, CLOSE_DUE, REMIND, SWEEP, TIDY

log = structlog.get_logger(__name__)


def open_work() -> AbstractContextManager[Work]:
    return wiring.open_work()


@task(DELIVER)
def deliver() -> None:
    """Delivers what stands in the outbox."""
    notifying.deliver_due(open_work, wiring.current_settings(), owner=owner())


@task(SWEEP)
def sweep() -> None:
    """The same, when nobody called: a call was lost, or the time for another try has come."""
    notifying.deliver_due(open_work, wiring.current_settings(), owner=owner())


@task(CALL)
def call() -> None:
    """Calls webhooks; a task of its own, so that no mail waits for an address that does not answer."""
    notifying.call_due(open_work, wiring.current_settings(), owner=owner())


@task(WORK)
def work() -> None:
    """Begins the long work that is due; the task does not wait for it, so that others have their turn."""
    jobs.begin(owner())


@task(REMIND)
def remind() -> None:
    with open_work() as w:
        reminding.remind_due(w)


@task(CLOSE_DUE)
def close_due() -> None:
    with open_work() as w:
        versions.close_due(w)
    for _, settle_due in wiring.DUE:
        with open_work() as w:
            settle_due(w)


@task(BEAT)
def beat() -> None:
    """The scheduler sent it and a worker did it: both live."""
    with open_work() as w:
        health.note_heartbeats(w, health.SCHEDULER, health.WORKER)


@task(PULSE)
def pulse() -> None:
    """Somebody asked whether a worker lives."""
    with open_work() as w:
        health.note_heartbeats(w, health.WORKER)


@task(TIDY)
def tidy() -> None:
    """Deletes what is kept for a time only."""
    with open_work() as w:
        tidying.tidy(w)


def send_first(**_signal: Any) -> None:
    """A scheduler that starts sends what would otherwise wait for its first turn."""
    for name in AT_START:
        celery_app.send_task(name, expires=60)


worker_ready.connect(take_over_from_the_dead)
worker_shutting_down.connect(jobs.stop)
worker_process_shutdown.connect(jobs.stop)
beat_init.connect(send_first)

"""The tasks: a name, and one use case. Each may run twice, or at the same time as itself, and does its work once."""

import os
import socket
from contextlib import AbstractContextManager
from typing import Any, Final

import structlog
from celery.signals import beat_init, worker_ready

from program_workflow import wiring
from program_workflow.outgoing.queue import DELIVER, PULSE
from program_workflow.usecases import health, notifying, reminding, silence_expiry, tidying, versions
from program_workflow.usecases.delivering import free_leases, lease_owners
from program_workflow.usecases.work import Work
from workers.app import celery_app, task
from workers.schedule import AT_START, BEAT, CLOSE_DUE, REMIND, SWEEP, TIDY

_HOST: Final = socket.gethostname()[:20]

log = structlog.get_logger(__name__)


def open_work() -> AbstractContextManager[Work]:
    return wiring.open_work()


def owner() -> str:
    """Who holds leases here: machine and process, so that others can tell when it is dead."""
    return f"{_HOST}:{os.getpid()}"


@task(DELIVER)
def deliver() -> None:
    """Delivers what stands in the outbox."""
    notifying.deliver_due(open_work, wiring.current_settings(), owner=owner())


@task(SWEEP)
def sweep() -> None:
    """The same, when nobody called: a call was lost, or the time for another try has come."""
    notifying.deliver_due(open_work, wiring.current_settings(), owner=owner())


@task(REMIND)
def remind() -> None:
    with open_work() as w:
        reminding.remind_due(w)


@task(CLOSE_DUE)
def close_due() -> None:
    with open_work() as w:
        versions.close_due(w)
    with open_work() as w:
        silence_expiry.settle_due(w)


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


def take_over_from_the_dead(**_signal: Any) -> None:
    """What processes of this machine held when they were killed is due at once, not after its lease."""
    with open_work() as w:
        for one in lease_owners(w):
            host, _, pid = one.rpartition(":")
            if host == _HOST and (pid == str(os.getpid()) or not _lives(int(pid))):
                free_leases(w, one)
    wiring.engine().dispose()  # children that are forked later inherit no connection


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def send_first(**_signal: Any) -> None:
    """A scheduler that starts sends what would otherwise wait for its first turn."""
    for name in AT_START:
        celery_app.send_task(name, expires=60)


worker_ready.connect(take_over_from_the_dead)
beat_init.connect(send_first)

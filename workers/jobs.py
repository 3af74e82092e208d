"""Long work: a thread of the worker sees to a process that does it, so that the worker itself stays free.

The thread renews the lease, writes down how far the work is, and ends the process as soon as it is not wanted.
"""

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from program_workflow import wiring
from program_workflow.domain.errors import N_, WorkflowError
from program_workflow.domain.terms import JobStep
from program_workflow.usecases import working
from program_workflow.usecases.job_kinds import Made
from workers.frames import Heard

#: Seconds between two looks whether the work is still wanted: a cancelled job ends within twice that.
LOOK: Final = 0.4
#: Seconds after which work is ended that does not come to an end by itself.
LONGEST: Final = 600
#: Seconds the thread may take to let go when the worker is told to end.
PARTING: Final = 4.0

_TOO_LONG: Final = N_("This took longer than {minutes} minutes and was ended.")

log = structlog.get_logger(__name__)
_busy = threading.Lock()
_stopping = threading.Event()
_thread: list[threading.Thread] = []


class NotWanted(Exception):
    """The job was cancelled, or its person may not have it any more."""


class WorkerEnds(Exception):
    """The worker was told to end; another one goes on."""


def begin(owner: str) -> None:
    """Sees to what is due, one job after the other, in a thread of its own – unless one does already."""
    if _stopping.is_set() or not _busy.acquire(blocking=False):
        return
    thread = threading.Thread(target=_work, args=(owner,), name="jobs", daemon=True)
    _thread[:] = [thread]
    thread.start()


def stop(**_signal: Any) -> None:
    """The worker ends: what is being done is given back at once."""
    _stopping.set()
    for thread in _thread:
        thread.join(PARTING)


def _work(owner: str) -> None:
    try:
        while not _stopping.is_set():
            with wiring.open_work() as w:
                job_id = working.take(w, owner)
            if job_id is None:
                return
            run(job_id, owner)
    finally:
        _busy.release()


def run(job_id: str, owner: str) -> None:
    """Has the job done by a process of its own, and writes down what came of it."""
    began = time.monotonic()
    command = [sys.executable, "-P", "-X", "utf8", "-m", "workers.making", job_id, str(os.getpid())]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module; a job is named by its identity alone
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            heard = _listen(process, job_id, owner)
            _settle(job_id, owner, heard, process.wait())
        except NotWanted:
            working.drop(wiring.open_work, job_id, owner)
        except WorkerEnds:
            working.give_back(wiring.open_work, job_id, owner)
        finally:
            _end(process)
    log.info("job_left", job=job_id, seconds=round(time.monotonic() - began, 1))


def _settle(job_id: str, owner: str, heard: Heard, status: int) -> None:
    made: Made | None = heard.made
    if heard.refusal is not None:
        working.refuse(wiring.open_work, job_id, owner, heard.refusal)
    elif made is not None and status == 0:
        working.finish(wiring.open_work, job_id, owner, made)
    else:
        working.give_back(wiring.open_work, job_id, owner, f"the process ended with {status}")


def _listen(process: subprocess.Popen[bytes], job_id: str, owner: str) -> Heard:
    """What the process says, to its end. Raises NotWanted, WorkerEnds."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    heard, watch = Heard(), _Watch(job_id, owner)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if selector.select(LOOK / 2):
                chunk = os.read(process.stdout.fileno(), 2**20)
                if not chunk:
                    return heard
                heard.feed(chunk)
            if _stopping.is_set():
                raise WorkerEnds
            if time.monotonic() - watch.began > LONGEST:
                return Heard(refusal=working.refused(WorkflowError(_TOO_LONG, minutes=LONGEST // 60)))
            watch.look(heard)


@dataclass
class _Watch:
    """Looks now and then whether the work is wanted, and writes down how far it is; the lease goes on with that."""

    job_id: str
    owner: str
    began: float = field(default_factory=time.monotonic)
    _looked: float = 0.0
    _renewed: float = field(default_factory=time.monotonic)
    _noted: tuple[JobStep | None, int] = (None, 0)

    def look(self, heard: Heard) -> None:
        """Raises NotWanted."""
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        with wiring.open_reading() as w:
            if not working.goes_on(w, self.job_id, self.owner):
                raise NotWanted
        known = heard.step, heard.count
        if known != self._noted or now - self._renewed > working.LEASE.total_seconds() / 3:
            self._noted, self._renewed = known, now
            with wiring.open_work() as w:
                working.note(w, self.job_id, self.owner, *known)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

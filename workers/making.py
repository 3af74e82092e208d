"""The process in which a job is done. It only reads: what it makes goes to the worker that started it.

Run as a module with the identity of the job and the process of its worker. It may be killed at any time.
"""

import ctypes
import os
import resource
import signal
import sys
import traceback
from types import TracebackType
from typing import BinaryIO, Final

import structlog

from program_workflow import wiring
from program_workflow.domain.errors import N_, WorkflowError
from program_workflow.usecases.job_kinds import DOINGS
from program_workflow.usecases.working import refused, to_make
from workers import frames

#: Bytes of address space; a PDF of 5,000 clauses takes about half.
MEMORY: Final = 2 * 1024**3
#: Pages come first: how much it stands back behind other processes.
NICENESS: Final = 5
_PR_SET_PDEATHSIG: Final = 1

log = structlog.get_logger(__name__)


def main() -> None:
    job_id, worker = sys.argv[1], int(sys.argv[2])
    die_with(worker)
    sys.excepthook = name_failure
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a library prints does not get between the messages
        do(job_id, out)


def do(job_id: str, out: BinaryIO) -> None:
    """Makes what the job asks for, and says so; a refusal is an answer too."""
    try:
        with wiring.open_reading() as w:
            job, actor = to_make(w, job_id)
        made = DOINGS[job.kind].make(lambda: wiring.open_reading(actor), job, frames.teller(out))
    except WorkflowError as refusal:
        frames.decline(out, refused(refusal))
    except MemoryError:
        limit = MEMORY // 1024**2
        frames.decline(out, refused(WorkflowError(N_("This takes more than {limit} MB of memory."), limit=limit)))
    else:
        frames.hand_over(out, made)


def die_with(worker: int) -> None:
    """The kernel ends this process when its worker ends, however that happens."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != worker:  # it ended before the kernel knew
        sys.exit(1)


def name_failure(kind: type[BaseException], _failure: BaseException, trace: TracebackType | None) -> None:
    """Where it failed, without the words of the failure: they may hold text of a draft."""
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
    log.error("job_failed", job=sys.argv[1], error=kind.__name__, places=places)


if __name__ == "__main__":
    main()

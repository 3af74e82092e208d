"""Who holds leases here, and what becomes of those of the dead."""

import os
import socket
from collections.abc import Callable
from typing import Any, Final

from program_workflow import wiring
from program_workflow.usecases.leasing import free_leases, lease_owners
from program_workflow.usecases.work import Work
from program_workflow.usecases.working import free_jobs, job_owners

_HOST: Final = socket.gethostname()[:20]

#: What is held under leases: who holds some, and how theirs is let go.
_HELD: Final[tuple[tuple[Callable[[Work], set[str]], Callable[[Work, str], None]], ...]] = (
    (lease_owners, free_leases),
    (job_owners, free_jobs),
)


def owner() -> str:
    """Who holds leases here: machine and process, so that others can tell when it is dead."""
    return f"{_HOST}:{os.getpid()}"


def take_over_from_the_dead(**_signal: Any) -> None:
    """What processes of this machine held when they were killed is due at once, not after its lease."""
    with wiring.open_work() as w:
        for owners, free in _HELD:
            for one in owners(w):
                host, _, pid = one.rpartition(":")
                if host == _HOST and (pid == str(os.getpid()) or not _lives(int(pid))):
                    free(w, one)
    wiring.engine().dispose()  # children that are forked later inherit no connection


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

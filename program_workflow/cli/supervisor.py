"""`serve`: web, worker and scheduler as child processes of one, for an embedded instance.

What dies is started again; when the supervisor itself dies, however that happens, the kernel ends
its children, so that the next start finds the port and the home free. Nothing here is remembered in
a file: a start after a kill looks like any other.
"""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from program_workflow import wiring
from program_workflow.domain.errors import N_, Conflict
from program_workflow.settings import PREFIX, Settings
from program_workflow.usecases import health

#: Seconds that children have to finish what they do.
DRAIN: Final = 8.0
#: Seconds that the port may still be held by an earlier run.
YIELDING: Final = 3.0
#: Seconds between a death and the next start: doubled each time, back to the first after a quiet minute.
FIRST_WAIT, LONGEST_WAIT, QUIET = 0.5, 30.0, 60.0
_PR_SET_PDEATHSIG: Final = 1

log = structlog.get_logger(__name__)


@dataclass
class Child:
    """A process that is kept running. starts_at, wait: of the next start after a death, monotonic seconds."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    starts_at: float = 0.0
    wait: float = FIRST_WAIT
    _libc: ctypes.CDLL = field(default_factory=lambda: ctypes.CDLL(None, use_errno=True), repr=False)

    def start(self) -> None:
        parent = os.getpid()

        def die_with_parent() -> None:
            self._libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM if self.name == "web" else signal.SIGKILL)
            if os.getppid() != parent:  # it died before the kernel knew
                os._exit(1)

        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command,
            env=dict(self.environment),
            preexec_fn=die_with_parent,
        )
        self.started_at = time.monotonic()

    def look_after(self, now: float) -> None:
        """Notes a death, and starts again when the wait is over."""
        if self.process is None:
            if now >= self.starts_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self.started_at > QUIET:
            self.wait = FIRST_WAIT
        log.warning("process_ended", process=self.name, code=code, starts_again_in=self.wait)
        self.process, self.starts_at = None, now + self.wait
        self.wait = min(self.wait * 2, LONGEST_WAIT)


def web_command(settings: Settings, host: str, port: int) -> list[str]:  # noqa: ARG001 - the same for every setting
    """The web server: gunicorn with threads, because a page waits for the database more than it computes."""
    options = {
        "--bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "--workers": "2",
        "--worker-class": "gthread",
        "--threads": "16",
        "--timeout": "60",
        "--graceful-timeout": str(int(DRAIN) - 1),
        "--keep-alive": "5",
        "--log-level": "warning",
        "--name": "program-workflow",
    }
    shared_memory = Path("/dev/shm")  # noqa: S108 - heartbeats of workers, which a slow disk must not hold up
    if os.access(shared_memory, os.W_OK):
        options["--worker-tmp-dir"] = str(shared_memory)
    words = [word for option in options.items() for word in option]
    return [sys.executable, "-P", "-m", "gunicorn", *words, "--no-control-socket", "program_workflow.app:create_app()"]


def worker_command() -> list[str]:
    """One process and one thread: the shortest start; the outbox needs no more on one machine."""
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return _celery("worker", "--pool", "solo", "--loglevel", "WARNING", *quiet)


def beat_command() -> list[str]:
    return _celery("beat", "--loglevel", "WARNING", "--pidfile", "")


def _celery(*words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "celery", "-q", "-A", "workers.app:celery_app", *words]


def environment_for(settings: Settings) -> dict[str, str]:
    """The settings as the children read them, whatever they were made from here."""
    own = {
        "HOME": str(settings.home),
        "DATABASE_URL": settings.database_url,
        "BROKER_URL": settings.broker_url,
        "SECRET_KEY": settings.secret_key,
        "BASE_URL": settings.base_url,
        "SMTP_URL": settings.smtp_url or "",
        "ENV": settings.env,
        "TRUSTED_PROXIES": str(settings.trusted_proxies),
        "METRICS_TOKEN": settings.metrics_token,
    }
    return {
        **os.environ,
        **{PREFIX + name: value for name, value in own.items()},
        "TMPDIR": _temporary(settings),
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",  # a trial in a container
    }


def _temporary(settings: Settings) -> str:
    """A folder on the file system of the queue: a message is taken by renaming it there."""
    folder = settings.home / "queue" / "taken"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.iterdir():  # by a run that was killed
        if left.is_file():
            left.unlink(missing_ok=True)
    return str(folder)


def run(settings: Settings, host: str, port: int, *, announce: Callable[[], None] | None = None) -> int:
    """Runs web, worker and scheduler until SIGTERM or SIGINT; returns 0 after they have drained.

    announce: called once, when pages are answered. Raises Conflict when the port is taken.
    """
    _need_port(host, port)
    with wiring.open_work(settings=settings) as w:
        health.forget_heartbeats(w)
    wiring.engine(settings).dispose()
    environment = environment_for(settings)
    children = [
        Child("web", web_command(settings, host, port), environment),
        Child("worker", worker_command(), environment),
        Child("scheduler", beat_command(), environment),
    ]
    stopping: list[int] = []
    before = {
        one: signal.signal(one, lambda number, _frame: stopping.append(number))
        for one in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        while not stopping:
            for child in children:
                child.look_after(time.monotonic())
            if announce is not None and _answers(host, port):
                announce()
                announce = None
            time.sleep(0.1)
    finally:
        drain(children)
        for one, handler in before.items():
            signal.signal(one, handler)
    return 0


def drain(children: list[Child]) -> None:
    """Asks every child to finish, and ends those that have not after a set time."""
    running = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in running:
        process.send_signal(signal.SIGTERM)
    end = time.monotonic() + DRAIN
    for process in running:
        try:
            process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("process_killed", pid=process.pid)
            process.kill()
            process.wait()


def _need_port(host: str, port: int) -> None:
    """Raises Conflict when somebody listens there; an earlier run that is just ending is waited for."""
    end = time.monotonic() + YIELDING
    while (refusal := _refusal(host, port)) is not None:
        if refusal.errno != errno.EADDRINUSE or time.monotonic() >= end:
            raise Conflict(
                N_("Address {host}:{port} cannot be used: {reason}."),
                host=host,
                port=port,
                reason=refusal.strerror or "",
            ) from refusal
        time.sleep(0.1)


def _refusal(host: str, port: int) -> OSError | None:
    """Why the address cannot be listened on; connections that the kernel still winds up do not count."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failure:
            return failure
    return None


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1" if host == "0.0.0.0" else host, port), timeout=0.2):  # noqa: S104
            return True
    except OSError:
        return False

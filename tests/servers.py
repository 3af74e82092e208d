"""Real PostgreSQL and Redis servers for the tests: private, on loopback, in a temporary folder.

One of each serves the whole run, however many processes share it: the first test that needs a
server starts it under a file lock, and the process that started the run stops it at the end.
"""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0  # seconds a server may take to answer on a busy machine
OWNER = "program_workflow"


class MissingServerError(Exception):
    """A server's programs are not installed here; the text says which package has them."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time in this folder."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Polls a server that was started; raises RuntimeError with the end of its log when it dies or never answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        if ready():
            return
        time.sleep(0.02)
    process.kill()
    raise RuntimeError(f"{process.args!r} did not come up:\n{log.read_text(errors='replace')[-2000:]}")


def once(folder: Path, name: str, start: Callable[[Path], tuple[str, int]]) -> str:
    """The URL of the server of that name, started on the first call of the run."""
    with locked(folder):
        url = folder / f"{name}.url"
        if not url.exists():
            address, pid = start(folder)
            (folder / f"{name}.pid").write_text(str(pid))
            url.write_text(address)
        return url.read_text()


def stop_all(folder: Path) -> None:
    """Stops what the run started, and removes the folder."""
    for file in folder.glob("*.pid"):
        pid = int(file.read_text())
        try:
            os.kill(pid, signal.SIGINT if file.stem == "postgresql" else signal.SIGTERM)
        except ProcessLookupError:
            continue
        end = time.monotonic() + 10
        while alive(pid) and time.monotonic() < end:
            time.sleep(0.02)
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def alive(pid: int) -> bool:
    """Whether it still runs; a child of this process is also laid to rest."""
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:  # started by another process of the run
        return Path(f"/proc/{pid}").exists()


# --- PostgreSQL ---------------------------------------------------------------------------------


def postgresql_programs() -> Path:
    """Debian's folder of server programs, the newest release; else that of `initdb` on the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb")
    if folders:
        return folders[-1].parent
    if found:
        return Path(found).resolve().parent
    raise MissingServerError("PostgreSQL is not installed (Debian: postgresql)")


def start_postgresql(folder: Path) -> tuple[str, int]:
    """Makes a cluster and starts it. PostgreSQL refuses root, which then lends the work to Debian's postgres user."""
    programs = postgresql_programs()
    data = folder / "postgresql"
    data.mkdir()
    password = secrets.token_urlsafe(16)
    (folder / "password").write_text(password)
    other: dict[str, str | int | list[str]] = {}
    if os.geteuid() == 0:
        folder.chmod(0o711)
        for path in (data, folder / "password"):
            shutil.chown(path, "postgres", "postgres")
        other = {"user": "postgres", "group": "postgres", "extra_groups": []}
    log = folder / "postgresql.log"
    with log.open("wb") as out:
        subprocess.run(
            [
                *(programs / "initdb", "-D", data, "-U", OWNER, "-A", "scram-sha-256", "--pwfile", folder / "password"),
                *("--encoding=UTF8", "--no-locale", "--no-sync"),
            ],
            check=True,
            stdout=out,
            stderr=out,
            cwd="/",
            **other,  # type: ignore[call-overload]  # the same three options for both calls
        )
        port = free_port()
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [
                *(programs / "postgres", "-D", data, "-p", str(port)),
                *("-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}"),
                *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
                *("-c", "max_connections=200", "-c", "shared_buffers=64MB"),
            ],
            stdout=out,
            stderr=out,
            cwd="/",
            start_new_session=True,
            **other,  # type: ignore[call-overload]  # as above
        )
    wait_until(lambda: (data / "postmaster.pid").exists() and "ready" in status(data), process, log)
    return f"postgresql+psycopg://{OWNER}:{password}@127.0.0.1:{port}/postgres", process.pid


def status(data: Path) -> str:
    """The last line of postmaster.pid, which tells when the server takes connections."""
    lines = (data / "postmaster.pid").read_text().split("\n")
    return lines[7].strip() if len(lines) > 7 else ""


# --- Redis --------------------------------------------------------------------------------------


def start_redis(folder: Path) -> tuple[str, int]:
    """A Redis without persistence: the broker may forget everything at any time."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if not program:
        raise MissingServerError("Redis is not installed (Debian: redis-server)")
    port = free_port()
    log = folder / "redis.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                *(program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)),
                *("--save", "", "--appendonly", "no", "--databases", "64"),
            ],
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    wait_until(lambda: answers_ping(port), process, log)
    return f"redis://127.0.0.1:{port}", process.pid


def answers_ping(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False

"""How long ``serve`` takes until it is ready: database, broker and worker, on a new instance and on an old one."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import URLError

from bench.measuring import bar

BAR_SECONDS = 10.0
RUNS = 3


def run() -> dict[str, Any]:
    """Seconds from the start of the process until /readyz answers 200; medians."""
    first, again = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as home:
            first.append(_seconds_until_ready(home))
            again.append(_seconds_until_ready(home))
    return {
        "serve_new_instance_seconds": round(statistics.median(first), 2),
        "serve_old_instance_seconds": round(statistics.median(again), 2),
        "bars": [
            bar(
                f"serve is ready, {which}",
                f"< {BAR_SECONDS:.0f} s",
                f"{statistics.median(seconds):.1f} s, at most {max(seconds):.1f} s",
                max(seconds) < BAR_SECONDS,
            )
            for which, seconds in (("a new instance", first), ("an instance that was there", again))
        ],
    }


def _seconds_until_ready(home: str) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    with subprocess.Popen(
        [str(Path(sys.executable).with_name("program-workflow")), "serve", "--port", str(port)],
        env={**os.environ, "PROGRAM_WORKFLOW_HOME": home},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        try:
            while time.perf_counter() - started < 60:
                if server.poll() is not None:
                    raise RuntimeError(f"serve ended with {server.returncode}")
                if _is_ready(port):
                    return time.perf_counter() - started
                time.sleep(0.05)
            raise TimeoutError("serve was not ready in a minute")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False

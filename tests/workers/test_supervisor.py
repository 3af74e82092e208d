"""`serve` as a person runs it: ready soon, up again after any kill, gone when it is told to go."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from program_workflow.cli import supervisor
from program_workflow.domain.errors import Conflict
from program_workflow.settings import read_settings
from tests.servers import free_port

PATIENCE = 60.0


class Serve:
    """One home, one port; started as often as the test likes."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        home.mkdir()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Starts it in a group of its own, and waits until all parts do their work."""
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("program-workflow"), "serve", "--port", str(self.port)],
                env={**os.environ, "PROGRAM_WORKFLOW_HOME": str(self.home)},
                cwd=self.home,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for(lambda: all(self.parts().values()))
        return self.process

    def parts(self) -> dict[str, bool]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                found: dict[str, bool] = json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                found = json.load(refusal)
        except OSError:
            return {"web": False}
        return found

    def wait_for(self, condition: object) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            if condition():  # type: ignore[operator]  # a claim without arguments
                return
            time.sleep(0.1)
        pytest.fail((self.home / "serve.log").read_text(errors="replace")[-3000:])

    def children(self) -> dict[str, int]:
        """Process ids by part."""
        assert self.process is not None
        pid = self.process.pid
        found = {}
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            found["web" if b"gunicorn" in words else "worker" if b"worker" in words else "scheduler"] = int(child)
        return found

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    made = Serve(tmp_path / "home")
    yield made
    made.end()


@pytest.mark.slow
def test_it_starts_again_on_the_same_home_after_all_of_it_was_killed(serve: Serve) -> None:
    for _ in range(2):
        process = serve.start()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    serve.start()


@pytest.mark.slow
def test_its_parts_die_with_it_and_come_back_when_they_die(serve: Serve) -> None:
    process = serve.start()
    before = serve.children()
    assert set(before) == {"web", "worker", "scheduler"}
    os.kill(before["worker"], signal.SIGKILL)
    serve.wait_for(lambda: serve.children().get("worker", before["worker"]) != before["worker"])
    parts = serve.children().values()
    process.kill()
    process.wait()
    end = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in parts) and time.monotonic() < end:
        time.sleep(0.05)
    assert [pid for pid in parts if Path(f"/proc/{pid}").exists()] == []


@pytest.mark.slow
def test_it_drains_and_leaves_nothing_behind_when_it_is_told_to_go(serve: Serve) -> None:
    process = serve.start()
    parts = serve.children().values()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    assert [pid for pid in parts if Path(f"/proc/{pid}").exists()] == []


def test_a_taken_port_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "YIELDING", 0.0)
    settings = read_settings({"PROGRAM_WORKFLOW_HOME": str(tmp_path)})
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Conflict, match="cannot be used"):
            supervisor.run(settings, "127.0.0.1", taken.getsockname()[1])


def test_children_read_the_settings_they_were_started_with(tmp_path: Path) -> None:
    settings = read_settings({"PROGRAM_WORKFLOW_HOME": str(tmp_path), "PROGRAM_WORKFLOW_BASE_URL": "https://a.example"})
    assert read_settings(supervisor.environment_for(settings)) == settings

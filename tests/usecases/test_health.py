"""Which part does not do its work is said of that part."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from program_workflow.outgoing import queue
from program_workflow.settings import Settings, read_settings
from program_workflow.usecases import health
from program_workflow.usecases.work import Work
from tests.servers import free_port

OpenWork = Callable[..., AbstractContextManager[Work]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"PROGRAM_WORKFLOW_HOME": str(tmp_path / "home")})


def broken(found: health.Readiness) -> list[str]:
    return [name for name, part in found.parts.items() if not part.is_ok]


def test_all_is_well_while_heartbeats_are_fresh(work: OpenWork, settings: Settings, clock: Any) -> None:
    with work() as w:
        health.note_heartbeats(w, health.SCHEDULER, health.WORKER)
    clock.advance(seconds=44)
    with work() as w:
        assert health.readiness(w, settings).is_ok
    clock.advance(seconds=1)
    with work() as w:
        assert broken(health.readiness(w, settings)) == ["worker", "scheduler"]


def test_a_silent_worker_is_sent_a_piece_of_work_that_tells_it_from_a_silent_scheduler(
    work: OpenWork, settings: Settings, clock: Any
) -> None:
    with work() as w:
        assert broken(health.readiness(w, settings)) == ["worker", "scheduler"]
    assert len(list(queue.queue_folder(settings).iterdir())) == 1
    clock.advance(seconds=1)
    with work() as w:
        health.note_heartbeats(w, health.WORKER)  # a worker took it
    with work() as w:
        assert broken(health.readiness(w, settings)) == ["scheduler"]


def test_a_broker_that_is_gone_is_named(work: OpenWork, settings: Settings) -> None:
    gone = replace(settings, broker_url=f"redis://127.0.0.1:{free_port()}/0")
    with work() as w:
        health.note_heartbeats(w, health.SCHEDULER, health.WORKER)
        assert broken(health.readiness(w, gone)) == ["broker"]


def test_an_older_run_proves_nothing(work: OpenWork, settings: Settings) -> None:
    with work() as w:
        health.note_heartbeats(w, health.SCHEDULER, health.WORKER)
        health.forget_heartbeats(w)
    with work() as w:
        assert broken(health.readiness(w, settings)) == ["worker", "scheduler"]


def test_without_database_nothing_is_well() -> None:
    assert len(broken(health.without_database())) == 4

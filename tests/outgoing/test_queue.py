"""Waking the workers: quick, never in the way of the one who calls, never growing without end."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from program_workflow.outgoing import queue
from program_workflow.settings import Settings, read_settings
from tests.servers import free_port


@pytest.fixture
def embedded(tmp_path: Path) -> Settings:
    return read_settings({"PROGRAM_WORKFLOW_HOME": str(tmp_path / "home")})


def messages(settings: Settings) -> list[Path]:
    return list(queue.queue_folder(settings).iterdir())


def test_a_wake_is_a_task_name_and_nothing_else(embedded: Settings) -> None:
    assert queue.wake_workers(embedded)
    (file,) = messages(embedded)
    sent = json.loads(file.read_text())
    assert sent["headers"]["task"] == queue.DELIVER
    assert sent["headers"]["argsrepr"] == "()"
    assert sent["headers"]["kwargsrepr"] == "{}"


def test_wakes_do_not_pile_up_where_no_worker_takes_them(embedded: Settings) -> None:
    for _ in range(3 * queue.ENOUGH_WAKES):
        assert queue.wake_workers(embedded)
    assert len(messages(embedded)) == queue.ENOUGH_WAKES


def test_the_binding_of_the_embedded_queue_is_mended(embedded: Settings) -> None:
    queue.broker_configuration(embedded)
    (file,) = (embedded.home / "queue" / "control").glob("*.exchange")
    whole = file.read_text()
    file.write_text("")  # a process was killed while it wrote
    queue.broker_configuration(embedded)
    assert file.read_text() == whole
    assert list(file.parent.iterdir()) == [file]


def test_a_broker_that_is_gone_fails_nobody_and_is_left_alone_for_a_while(
    embedded: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(embedded, broker_url=f"redis://127.0.0.1:{free_port()}/0")
    assert not queue.is_reachable(gone)
    assert not queue.wake_workers(gone)
    monkeypatch.setattr(queue, "_producer", None)  # calling it again would fail
    assert not queue.wake_workers(gone)


@pytest.mark.servers
def test_redis_takes_a_wake(embedded: Settings, empty_redis_url: str) -> None:
    there = replace(embedded, broker_url=empty_redis_url)
    assert queue.is_reachable(there)
    assert queue.wake_workers(there)
    with redis.Redis.from_url(empty_redis_url) as client:
        assert client.llen(queue.QUEUE) == 1

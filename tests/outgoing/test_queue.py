"""Waking the workers: quick, never in the way of the one who calls, never growing without end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
import redis
from celery import Celery

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


#: Threads of a process in which nothing has been sent yet, switched as often as the interpreter can.
FIRST_SENDERS = """
import sys, threading
from program_workflow.outgoing import queue
from program_workflow.settings import read_settings

settings, together, said = read_settings(), threading.Barrier(4), []
sys.setswitchinterval(1e-6)
def send():
    together.wait()
    said.append(str(queue.send(settings, queue.PULSE)))
threads = [threading.Thread(target=send) for _ in range(4)]
[one.start() for one in threads]
[one.join() for one in threads]
print(*said)
"""


def test_the_first_senders_of_a_process_do_not_stand_in_each_other_s_way(embedded: Settings) -> None:
    """Else a person is shown a failure for what has been committed."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_SENDERS],
        env={**os.environ, "PROGRAM_WORKFLOW_HOME": str(embedded.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True"] * 4, done.stderr
    assert len(messages(embedded)) == 4


def test_the_binding_of_the_embedded_queue_is_mended(embedded: Settings) -> None:
    queue.broker_configuration(embedded)
    (file,) = (embedded.home / "queue" / "control").glob("*.exchange")
    whole = file.read_text()
    file.write_text("")  # a process was killed while it wrote
    queue.broker_configuration(embedded)
    assert file.read_text() == whole
    assert list(file.parent.iterdir()) == [file]


def test_a_message_is_seen_whole_or_not_at_all(embedded: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader looks in at each step of the writer."""
    seen: list[str] = []
    configuration = queue.broker_configuration(embedded)
    monkeypatch.setattr(os, "replace", _looking(os.replace, embedded, seen))
    with _channel(configuration) as channel:
        channel._put(queue.QUEUE, {"a": "message"})
        assert seen == ["nothing"], "while it is written, no reader finds it"
        assert channel._get(queue.QUEUE) == {"a": "message"}
        with pytest.raises(Empty):
            channel._get(queue.QUEUE)


def test_what_is_no_message_is_passed_over(embedded: Settings) -> None:
    configuration = queue.broker_configuration(embedded)
    (queue.queue_folder(embedded) / f"0_half.{queue.QUEUE}.msg").write_text('{"body": "')
    (queue.queue_folder(embedded) / f"1_empty.{queue.QUEUE}.msg").touch()
    assert queue.wake_workers(embedded)
    with _channel(configuration) as channel:
        assert channel._get(queue.QUEUE)["headers"]["task"] == queue.DELIVER


def _looking(replace: Callable[..., None], settings: Settings, seen: list[str]) -> Callable[..., None]:
    def replacing(*names: Any) -> None:
        with _channel(queue.broker_configuration(settings)) as reader, suppress(Empty):
            seen.append("nothing")
            seen[-1] = str(reader._get(queue.QUEUE))
        replace(*names)

    return replacing


@contextmanager
def _channel(configuration: dict[str, Any]) -> Iterator[Any]:
    """What a worker reads from, with the configuration that workers have."""
    app = Celery(set_as_current=False)
    app.conf.update(configuration)
    with app.connection_for_read() as connection:
        yield connection.default_channel


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

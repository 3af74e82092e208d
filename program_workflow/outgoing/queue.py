"""The queue that wakes the workers: a task is sent by its name.

The queue of record is the outbox in the database. What stands here may be lost or wiped at any
time; the scheduler then finds what is due.
"""

import json
import os
import threading
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import structlog

from program_workflow.settings import Settings

QUEUE: Final = "program_workflow"
DELIVER: Final = "program_workflow.deliver"
CALL: Final = "program_workflow.call"
WORK: Final = "program_workflow.work"
PULSE: Final = "program_workflow.pulse"

#: Seconds in which the broker must take a connection or answer.
PATIENCE: Final = 1.0
#: After a failure the broker is left alone for so many seconds, so that no request waits for it.
REST: Final = 5.0
#: Files of an embedded queue beyond which another wake tells nothing new.
ENOUGH_WAKES: Final = 20

log = structlog.get_logger(__name__)
#: Held while the libraries are first used: they put other modules in the place of their own, and a thread that comes
#: in between finds them without their names.
_first_use = threading.Lock()
_rests_until: dict[str, float] = {}


def queue_folder(settings: Settings) -> Path:
    """The folder of messages of an embedded queue."""
    return settings.home / "queue" / "messages"


def broker_configuration(settings: Settings) -> dict[str, Any]:
    """What producer, worker and scheduler must agree on; makes the folders of an embedded queue."""
    return {
        **(_embedded(settings) if settings.is_embedded_broker else _redis(settings)),
        "broker_connection_timeout": PATIENCE,
        "task_default_queue": QUEUE,
        "task_ignore_result": True,
        "result_backend": None,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": "UTC",
        "enable_utc": True,
    }


_REDIS: Final = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": PATIENCE,
    "socket_keepalive": True,
}


def _redis(settings: Settings) -> dict[str, Any]:
    return {"broker_url": settings.broker_url, "broker_transport_options": dict(_REDIS)}


def _embedded(settings: Settings) -> dict[str, Any]:
    messages = queue_folder(settings)
    control, processed = messages.parent / "control", messages.parent / "processed"
    for folder in (messages, control, processed):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _bind(control / f"{QUEUE}.exchange")
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport": "program_workflow.outgoing.folder_queue:Transport",
        "broker_transport_options": {
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(control),
            "processed_folder": str(processed),
            "polling_interval": 0.1,
        },
    }


def _bind(file: Path) -> None:
    """Writes which queue the exchange leads to, whole: the library writes it in place, and a process
    that is killed in the middle, or reads in the middle, would find half a file.
    """
    binding = json.dumps([[QUEUE, "", QUEUE]])
    if file.is_file() and file.read_text() == binding:
        return
    aside = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    aside.write_text(binding)
    aside.rename(file)


def is_reachable(settings: Settings) -> bool:
    """Whether the broker takes messages now."""
    if settings.is_embedded_broker:
        _embedded(settings)
        folder = queue_folder(settings)
        return os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        with Redis.from_url(settings.broker_url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False


def wake_workers(settings: Settings, tasks: Iterable[str] = ("deliver",)) -> bool:
    """Tells a worker to do what was written for it; call it after the commit, never before.

    tasks: names of tasks without the prefix. Returns whether the broker took them. A broker that
    cannot be reached is logged and left alone for a while: the scheduler sweeps the outbox, so that
    a lost wake is a delay.
    """
    return all(send(settings, f"{QUEUE}.{task}") for task in tasks)


def send(settings: Settings, task: str) -> bool:
    """Sends a task without arguments by name; False when the broker did not take it."""
    address = f"{settings.broker_url} {settings.home}"
    if time.monotonic() < _rests_until.get(address, 0.0):
        return False
    if settings.is_embedded_broker and _has_enough(settings):
        return True
    with _first_use:
        from kombu.exceptions import ChannelError, OperationalError
        from redis.exceptions import RedisError

    try:
        with _first_use:
            producer = _producer(settings)
        producer.send_task(task, expires=60, retry=False, ignore_result=True)
    except (OperationalError, ChannelError, RedisError, OSError) as failure:
        _rests_until[address] = time.monotonic() + REST
        log.warning("broker_unreachable", task=task, error=type(failure).__name__)
        return False
    return True


def _has_enough(settings: Settings) -> bool:
    """Whether a worker will be woken anyhow; without one the folder must not grow for ever."""
    folder = queue_folder(settings)
    return folder.is_dir() and sum(1 for _ in folder.iterdir()) >= ENOUGH_WAKES


@cache
def _producer(settings: Settings) -> Any:
    """Celery, to send only; imported late, because most commands never send. Called by one thread at a time."""
    from celery import Celery

    app = Celery("producer", set_as_current=False)
    app.conf.update(broker_configuration(settings))
    options = dict(app.conf.broker_transport_options)
    if not settings.is_embedded_broker:
        options |= {"socket_timeout": PATIENCE, "max_retries": 0, "interval_start": 0, "interval_max": 0}
    app.conf.update(broker_transport_options=options, broker_pool_limit=4)
    _ = app.amqp, app.producer_pool  # made here, not by the first threads that send
    return app

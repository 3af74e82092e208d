"""Tasks are sent by name: each name that is sent is one that a worker knows, and none is retried by Celery."""

from program_workflow.outgoing import queue
from workers import schedule
from workers.app import celery_app

celery_app.loader.import_default_modules()  # as a worker does when it starts

OURS = {name: task for name, task in celery_app.tasks.items() if not name.startswith("celery.")}
SENT = {
    value
    for module in (queue, schedule)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str) and value.startswith(queue.QUEUE + ".")
}
SCHEDULED = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}


def test_every_task_that_is_sent_is_registered() -> None:
    assert SENT
    assert set(OURS) >= SENT


def test_every_scheduled_task_is_registered() -> None:
    assert SCHEDULED
    assert set(OURS) >= SCHEDULED


def test_every_registered_task_is_sent_or_scheduled() -> None:
    assert set(OURS) <= SENT | SCHEDULED


def test_tasks_are_acknowledged_late_and_limited_in_time() -> None:
    for name, task in OURS.items():
        assert task.acks_late, name
        assert task.soft_time_limit or task.time_limit or celery_app.conf.task_time_limit, name


def test_only_our_queue_wakes_the_workers() -> None:
    assert celery_app.conf.task_default_queue == queue.QUEUE
    assert celery_app.conf.task_ignore_result
    assert celery_app.conf.accept_content == ["json"]

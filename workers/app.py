"""The Celery application of workers and scheduler. It is configured when it is first used, not when imported."""

from collections.abc import Callable
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from program_workflow import wiring
from program_workflow.outgoing import queue
from program_workflow.settings import Settings
from program_workflow.storage.database import forget_engines
from workers.schedule import schedule_for

#: Seconds after which a task is told to end, and after which it is ended.
SOFT_LIMIT, HARD_LIMIT = 60, 90


def configuration(settings: Settings) -> dict[str, Any]:
    """What a task may rely on: delivered at least once, one at a time, limited in time."""
    return {
        **queue.broker_configuration(settings),
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": HARD_LIMIT,
        "task_soft_time_limit": SOFT_LIMIT,
        "worker_prefetch_multiplier": 1,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_enable_remote_control": not settings.is_embedded_broker,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "beat_scheduler": "celery.beat:Scheduler",  # every entry is an interval: a file of last runs tells nothing
        "beat_max_loop_interval": 1,
        "beat_schedule": schedule_for(settings),
    }


celery_app = Celery("program_workflow", include=["workers.tasks"])
celery_app.add_defaults(lambda: configuration(wiring.current_settings()))


def task(name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a function without arguments as a task of that name."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        celery_app.task(name=name)(function)
        return function

    return register


def start_without_connections(**_signal: Any) -> None:
    """A child of a fork must not speak on the connections of its parent."""
    forget_engines()


worker_process_init.connect(start_without_connections)

"""What the scheduler sends, and how often. Each task asks the database what is due, so none is ever missed."""

from datetime import timedelta
from typing import Any, Final

from program_workflow.outgoing.queue import CALL, QUEUE, WORK
from program_workflow.settings import Settings

BEAT: Final = f"{QUEUE}.beat"
SWEEP: Final = f"{QUEUE}.sweep"
REMIND: Final = f"{QUEUE}.remind"
CLOSE_DUE: Final = f"{QUEUE}.close_due"
TIDY: Final = f"{QUEUE}.tidy"

#: Sent once when the scheduler starts, in this order, besides their turn.
AT_START: Final = (BEAT, SWEEP, CLOSE_DUE, REMIND)


def schedule_for(settings: Settings) -> dict[str, dict[str, Any]]:
    """The entries of the schedule. A task nobody took expires before the next one is sent."""
    every = {
        SWEEP: timedelta(seconds=3 if settings.is_embedded_broker else 10),
        CALL: timedelta(seconds=3 if settings.is_embedded_broker else 10),
        WORK: timedelta(seconds=3 if settings.is_embedded_broker else 10),
        BEAT: timedelta(seconds=10),
        CLOSE_DUE: timedelta(seconds=15),
        REMIND: timedelta(minutes=5),
        TIDY: timedelta(hours=1),
    }
    return {
        task.removeprefix(f"{QUEUE}."): {
            "task": task,
            "schedule": interval,
            "options": {"expires": max(interval.total_seconds(), 5.0)},
        }
        for task, interval in every.items()
    }

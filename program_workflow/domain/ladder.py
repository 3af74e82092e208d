"""The ladder of an open item: 7 days, 2 days and the day before its end, overdue, and then the head of its side."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

#: Stages before the end, in days; 0 is the last 24 hours.
STAGES: Final = (7, 2, 0)
#: Rules of a program: days an item without an end of its own may wait (none: for ever), days overdue before the head
#: of the side is told, days a mark "I am on it" holds.
TURN_DAYS, ESCALATION_DAYS, CLAIM_DAYS = "turn_days", "escalation_days", "claim_days"
DEFAULT_ESCALATION: Final = 3
DEFAULT_CLAIM: Final = 3
MOST_DAYS: Final = 366


class Rung(StrEnum):
    """overdue goes to the side again, escalated to its head."""

    ENDS = "ends"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


def lead_of(stage: int) -> timedelta:
    """How long before the end a stage begins. stage: in days, 0 for the last 24 hours."""
    return timedelta(days=stage) if stage else timedelta(hours=24)


def stage_at(ends_at: datetime, now: datetime, began_at: datetime | None) -> int | None:
    """The stage that counts now; None before the first one and after the end.

    A stage that had begun when the time began to run is left out: the beginning itself told the end.
    """
    if now >= ends_at:
        return None
    begun = [stage for stage in STAGES if ends_at - lead_of(stage) <= now]
    if not begun:
        return None
    stage = min(begun)
    told_by_beginning = began_at is not None and ends_at - lead_of(stage) < began_at
    return None if told_by_beginning else stage


def rungs_at(ends_at: datetime, now: datetime, began_at: datetime, rules: Mapping[str, Any]) -> list[tuple[Rung, int]]:
    """The rungs that count now, each with its stage: after the end all that was passed, before it the newest alone."""
    stage = stage_at(ends_at, now, began_at)
    found = [(Rung.ENDS, stage)] if stage is not None else []
    if now >= ends_at:
        found.append((Rung.OVERDUE, 0))
    if now >= ends_at + timedelta(days=rules.get(ESCALATION_DAYS, DEFAULT_ESCALATION)):
        found.append((Rung.ESCALATED, 0))
    return found


def due_by_rule(rules: Mapping[str, Any], since: datetime) -> datetime | None:
    """Until when an item without an end of its own is to be done; None where the program sets nothing."""
    days = rules.get(TURN_DAYS)
    return since + timedelta(days=days) if days else None

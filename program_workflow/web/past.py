"""Pages as of an instant: the one that the address names, or a person types in their own time zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request

from program_workflow.usecases.past import at_instant
from program_workflow.usecases.work import Work
from program_workflow.web import context
from program_workflow.web.session import open_reading
from program_workflow.web.typed import read_instant


@dataclass(frozen=True, slots=True)
class Past:
    """at: None where the page shows what is now. said: as the address names it. local: as a form takes it."""

    at: datetime | None
    said: str | None
    local: str


@contextmanager
def open_reading_as_of(code: str) -> Iterator[Work]:
    """A work that reads the program as it stood at the instant of the address. Raises NotFound, Invalid."""
    with open_reading() as w, at_instant(w, code, request.args.get("as_of")) as then:
        yield then


def past_of(w: Work) -> Past:
    local = w.now.astimezone(ZoneInfo(context.timezone())).strftime("%Y-%m-%dT%H:%M")
    return Past(w.now if w.is_past else None, request.args.get("as_of") if w.is_past else None, local)


def typed_instant() -> str | None:
    """The instant of the form, in the person's time zone, with its offset. Raises Invalid."""
    said = request.args.get("at", "").strip()
    return read_instant(said, "/at").isoformat() if said else None

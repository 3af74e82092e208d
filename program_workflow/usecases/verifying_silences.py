"""Silence procedures held against the record: what each is in, what is frozen in it, and what was said."""

from typing import Any

from sqlalchemy import select

from program_workflow.domain.silence import scope_hash
from program_workflow.storage import EventRow, SilenceMessageRow, SilenceRow
from program_workflow.usecases.notifying import SILENCE
from program_workflow.usecases.silence_rows import facts_of_message, facts_of_silence, items_of
from program_workflow.usecases.verifying import Told
from program_workflow.usecases.work import Work


def verify_silences(w: Work, told: Told, broken: list[str]) -> None:
    """The events of a procedure name everything that counts of it and of each message."""
    there = set()
    for row in w.session.scalars(select(SilenceRow)):
        there.add(row.id)
        name = f"silence procedure {row.id}"
        _compare(name, facts_of_silence(row), told.last.get((SILENCE, row.id), {}).get("facts", {}), broken)
        if told.programs.get((SILENCE, row.id)) != row.program_id:
            broken.append(f"{name}: it is of another program than recorded")
    broken += [f"silence procedure {one}: it is no longer there" for one, _ in told.missing(SILENCE, there)]
    verify_frozen(w, broken)
    _verify_messages(w, broken)


def verify_frozen(w: Work, broken: list[str]) -> None:
    """The texts of the scope give the hash that was recorded when they were frozen."""
    broken += [
        f"silence procedure {row.id}: what is frozen in it was changed"
        for row in w.session.scalars(select(SilenceRow))
        if scope_hash(row.scope, items_of(w, row)) != row.text_hash
    ]


def _verify_messages(w: Work, broken: list[str]) -> None:
    was: dict[int, tuple[str, dict[str, Any]]] = {}
    events = select(EventRow.subject_id, EventRow.body).where(EventRow.subject_type == SILENCE)
    for silence_id, body in w.session.execute(events):
        if "message" in body:
            said = dict(body["message"])
            was[said.pop("ordinal")] = (silence_id, said)
    now = {row.ordinal: row for row in w.session.scalars(select(SilenceMessageRow))}
    for ordinal in sorted(now.keys() | was.keys()):
        silence_id, said = was.get(ordinal, ("", {}))
        row = now.get(ordinal)
        if row is None:
            broken.append(f"silence procedure {silence_id}: message {ordinal} is no longer there")
            continue
        name = f"silence procedure {row.silence_id}: message {ordinal}"
        if row.silence_id != silence_id:
            broken.append(f"{name} was never recorded")
        _compare(name, facts_of_message(row), said, broken)


def _compare(name: str, now: dict[str, Any], was: dict[str, Any], broken: list[str]) -> None:
    broken += [
        f"{name}: {what} is {now.get(what)}, recorded as {was.get(what)}"
        for what in sorted(now.keys() | was.keys())
        if now.get(what) != was.get(what)
    ]

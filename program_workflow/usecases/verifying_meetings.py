"""Meetings held against the record: told again from their events, every row of them is as it stands."""

from typing import Any

from sqlalchemy import select

from program_workflow.domain.paper import paper_hash
from program_workflow.storage import EventRow, MeetingRow, PaperRevisionRow, PaperRow
from program_workflow.usecases.meeting_rows import PARTS, key_of_row, row_facts
from program_workflow.usecases.notifying import MEETING
from program_workflow.usecases.work import Work

#: (table, key) → facts of the row.
Rows = dict[tuple[str, tuple[Any, ...]], dict[str, Any]]


def meetings_told(w: Work) -> tuple[dict[str, dict[str, Any]], Rows]:
    """The meetings by identity and the rows that belong to them, as their events leave them."""
    meetings: dict[str, dict[str, Any]] = {}
    rows: Rows = {}
    events = select(EventRow.subject_id, EventRow.body).where(EventRow.subject_type == MEETING).order_by(EventRow.seq)
    for meeting_id, body in w.session.execute(events):
        meetings[meeting_id] = body["facts"]
        for one in body.get("rows", ()):
            rows[one["table"], tuple(one["key"])] = one["facts"]
        for one in body.get("removed", ()):
            rows.pop((one["table"], tuple(one["key"])), None)
    return meetings, rows


def verify_meetings(w: Work, broken: list[str]) -> None:
    """The events of a meeting name everything of it, of its agenda, and of what was recorded and written at it."""
    meetings, told = meetings_told(w)
    now = {row.id: row_facts(row) for row in w.session.scalars(select(MeetingRow))}
    for meeting_id in sorted(now.keys() | meetings.keys()):
        _compare(f"meeting {meeting_id}", now.get(meeting_id), meetings.get(meeting_id), broken)
    there: Rows = {}
    for kind, _ in PARTS.values():
        for row in w.session.scalars(select(kind)):
            there[row.__tablename__, tuple(key_of_row(row))] = row_facts(row)
    for key in sorted(there.keys() | told.keys(), key=str):
        table, identity = key
        _compare(f"{table} {'/'.join(map(str, identity))}", there.get(key), told.get(key), broken)
    verify_papers(w, broken)


def verify_papers(w: Work, broken: list[str]) -> None:
    """Every revision of a document has the hash that its words give."""
    asked = select(PaperRevisionRow, PaperRow.kind).join(PaperRow, PaperRow.id == PaperRevisionRow.paper_id)
    broken += [
        f"{kind.value}, revision {row.number} ({row.paper_id}): its text was changed"
        for row, kind in w.session.execute(asked)
        if paper_hash(row.texts) != row.hash
    ]


def _compare(name: str, now: dict[str, Any] | None, was: dict[str, Any] | None, broken: list[str]) -> None:
    if now is None:
        broken.append(f"{name}: it is no longer there")
    elif was is None:
        broken.append(f"{name}: it was never recorded")
    else:
        broken += [
            f"{name}: {what} is {now.get(what)}, recorded as {was.get(what)}"
            for what in sorted(now.keys() | was.keys())
            if now.get(what) != was.get(what)
        ]

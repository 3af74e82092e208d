"""Replaying the record: from the first event to the last it gives the rows of the present, or names the difference."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Table, or_, select

from program_workflow.domain.rebuilt import Difference, Key, Rebuilt, Row, differences
from program_workflow.storage import Base, EventRow
from program_workflow.usecases import recording
from program_workflow.usecases.record_nouns import KEPT, NOUNS, Kept
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Replayed:
    """events, rows: how many were replayed and compared. broken: every difference, in words.

    silent: columns that entries of an earlier release do not tell, with the number of rows.
    """

    events: int
    rows: int
    broken: tuple[str, ...]
    silent: Mapping[str, int]


def replay(w: Work) -> Replayed:
    """Makes every row anew from the events and the content they point at, and compares with what is kept.

    The chain and the content are verified first: a state made from a broken record would prove nothing.
    """
    verdict = recording.verify_record(w)
    found = compare(w)
    return replace(found, events=verdict.events, broken=(*verdict.broken, *found.broken))


def compare(w: Work) -> Replayed:
    """The same without looking at the chain and the content."""
    broken: list[str] = []
    made = rebuild(w, broken)
    rows, silent = 0, Counter[str]()
    for name, table in KEPT.items():
        told, kept = made.rows(name), _kept_rows(w, Base.metadata.tables[name], table)
        rows += len(kept)
        broken += [_in_words(one, told, kept) for one in differences(name, told, kept, tuple(table.left_out), silent)]
    return Replayed(0, rows, tuple(broken), dict(silent))


def rebuild(w: Work, broken: list[str], *, until: datetime | None = None, program_id: str | None = None) -> Rebuilt:
    """The rows as the events tell them; an event that cannot be followed is named.

    until: up to this instant. program_id: of this program alone, with all delegations and people.
    """
    made = Rebuilt()
    events = select(EventRow).order_by(EventRow.seq).execution_options(yield_per=500)
    if until is not None:
        events = events.where(EventRow.at <= until)
    if program_id is not None:
        events = events.where(or_(EventRow.program_id == program_id, EventRow.program_id.is_(None)))
    for event in w.session.scalars(events):
        change = NOUNS.get(event.subject_type)
        try:
            if change is None:
                raise KeyError(event.subject_type)
            change(made, event)
        except (KeyError, TypeError, ValueError) as lack:
            broken.append(f"event {event.seq}: {event.subject_type}, {event.action} does not say {lack}")
    return made


def _kept_rows(w: Work, table: Table, kept: Kept) -> dict[Key, Row]:
    rows: dict[Key, Row] = {}
    places: dict[Key, int] = defaultdict(int)
    order = [table.c[kept.within]] if kept.within else []
    for found in w.session.execute(select(table).order_by(*order)).mappings():
        row = {name: _as_told(value) for name, value in found.items()}
        key = tuple(row[name] for name in kept.key)
        if kept.within:
            places[key] += 1
            key = (*key, places[key] - 1)
        rows[key] = row
    return rows


def _as_told(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.value if isinstance(value, Enum) else value


def _in_words(one: Difference, told: Mapping[Key, Row], kept: Mapping[Key, Row]) -> str:
    row = {**told.get(one.key, {}), **kept.get(one.key, {})}
    called = next((row[name] for name in ("code", "number") if row.get(name)), None)
    name = f"{one.table}: {called or ' '.join(str(part) for part in one.key)}"
    if called and row.get("id"):
        name += f" ({row['id']})"
    if one.column is not None:
        return f"{name}: {one.column} is {one.kept}, the record gives {one.told}"
    return f"{name}: " + ("the record does not know it" if one.told is None else "it is no longer there")

"""Reading and verifying the record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.clause import kept_fields, revision_hash
from program_workflow.domain.permissions import Permit
from program_workflow.domain.record import GENESIS, Entry, actor_digest, entry_hash
from program_workflow.domain.terms import AmendmentAction, VersionState
from program_workflow.storage import (
    AmendmentRow,
    ChainHead,
    ClauseRevisionRow,
    EventRow,
    ProgramRow,
    VersionRow,
    WordingRow,
)
from program_workflow.usecases import guards
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.operations import operations_of_wording, wording_hash
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import EventView, Page
from program_workflow.usecases.work import Work

#: What only the delegation may know of while the amendment is its draft.
_PRIVATE = frozenset({AmendmentAction.SAVE.value, AmendmentAction.DISCARD.value})


@dataclass(frozen=True, slots=True)
class Verdict:
    """events: how many were checked. broken: what was found changed, in words; empty when the trail holds.

    head: hash of the last event, the receipt of the whole trail.
    """

    events: int
    broken: tuple[str, ...]
    head: str


def events_of_amendment(w: Work, amendment_id: str) -> tuple[EventView, ...]:
    """The history of an amendment, oldest first; saving of drafts only for its own side."""
    amendment = guards.find_amendment(w, amendment_id)
    own = w.actor.delegation_id == amendment.delegation_id and w.actor.drafts
    return tuple(one for one in _events_of(w, "amendment", amendment.id) if own or one.action not in _PRIVATE)


def events_of_version(w: Work, code: str, number: int | str) -> tuple[EventView, ...]:
    version = find_version(w, find_program(w, code), number)
    return tuple(_events_of(w, "version", version.id))


def _events_of(w: Work, subject_type: str, subject_id: str) -> Iterator[EventView]:
    rows = w.session.scalars(
        select(EventRow)
        .where(EventRow.subject_type == subject_type, EventRow.subject_id == subject_id)
        .order_by(EventRow.seq)
    )
    return (view_of_event(row) for row in rows)


def view_of_event(row: EventRow) -> EventView:
    return EventView(
        seq=row.seq,
        at=row.at,
        actor=row.actor_name,
        capacity=row.capacity,
        action=row.action,
        reason=row.reason,
        hash=row.hash,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        body=row.body,
    )


def list_events(w: Work, *, before: int | None = None, limit: int = 50) -> Page:
    """The record, newest first, without what is private to a delegation."""
    permissions.need(w.actor, Permit.READ_AUDIT)
    hidden = select(AmendmentRow.id).where(AmendmentRow.filed_at.is_(None), AmendmentRow.late_requested_at.is_(None))
    statement = (
        select(EventRow)
        .where(~((EventRow.subject_type == "amendment") & EventRow.subject_id.in_(hidden)))
        .where(EventRow.action.not_in(sorted(_PRIVATE)))
        .order_by(EventRow.seq.desc())
        .limit(limit + 1)
    )
    if before is not None:
        statement = statement.where(EventRow.seq < before)
    rows = list(w.session.scalars(statement))
    more = str(rows[limit - 1].seq) if len(rows) > limit else None
    return Page(tuple(view_of_event(row) for row in rows[:limit]), more)


def export_events(w: Work) -> Iterator[dict[str, Any]]:
    """The whole record, oldest first, for whoever runs the machine: everything an event's hash is made from, and it."""
    permissions.need(w.actor, Permit.READ_AUDIT)
    for row in w.session.scalars(select(EventRow).order_by(EventRow.seq).execution_options(yield_per=500)):
        yield {column.key: _exported(getattr(row, column.key)) for column in EventRow.__table__.columns}


def _exported(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def verify(w: Work) -> Verdict:
    """Recomputes the chain, and from it the rows it is about: states, wordings, texts, revisions.

    Everything found changed behind the application's back is named.
    """
    broken: list[str] = []
    count, head = _verify_chain(w, broken)
    _verify_states(w, broken)
    _verify_wordings(w, broken)
    _verify_texts(w, broken)
    return Verdict(count, tuple(broken), head)


def _verify_chain(w: Work, broken: list[str]) -> tuple[int, str]:
    previous, count = GENESIS, 0
    for row in w.session.scalars(select(EventRow).order_by(EventRow.seq).execution_options(yield_per=500)):
        count += 1
        if row.seq != count:
            broken.append(f"event {count}: missing")
            count = row.seq
        entry = Entry(
            row.seq,
            row.at,
            row.actor_digest,
            row.capacity,
            row.program_id,
            row.subject_type,
            row.subject_id,
            row.action,
            row.reason,
            row.body,
        )
        if row.previous_hash != previous or row.hash != entry_hash(row.previous_hash, entry):
            broken.append(
                f"event {row.seq}: {row.subject_type} {row.subject_id}, {row.action} is not as it was written"
            )
        if row.actor_name and row.actor_digest != actor_digest(row.actor_salt, row.actor_id, row.actor_name):
            broken.append(f"event {row.seq}: the person is not as it was written")
        previous = row.hash
    head = w.session.get(ChainHead, 1)
    if head is not None and (head.seq, head.hash) != (count, previous):
        broken.append(f"event {head.seq}: the end of the record was cut off")
    return count, previous


def _verify_states(w: Work, broken: list[str]) -> None:
    """The last event of each amendment and version names the state its row must have."""
    states: dict[tuple[str, str], str] = {}
    circulated: dict[str, str] = {}  # version → hash of the text it was circulated with
    for kind, subject, body in w.session.execute(
        select(EventRow.subject_type, EventRow.subject_id, EventRow.body).order_by(EventRow.seq)
    ):
        said = body.get("state") if kind == "amendment" else body.get("to")
        if said:
            states[kind, subject] = said
        if kind == "version" and said == VersionState.CIRCULATED:
            circulated[subject] = body["text_hash"]
    for amendment in w.session.scalars(select(AmendmentRow)):
        said = states.get(("amendment", amendment.id))
        if said != amendment.state:
            broken.append(f"amendment {amendment.number or amendment.id}: {amendment.state}, recorded as {said}")
    for version in w.session.scalars(select(VersionRow)):
        said = states.get(("version", version.id), "working")
        if said != version.state:
            broken.append(f"version {version.number} ({version.id}): {version.state}, recorded as {said}")
        if circulated.get(version.id, version.text_hash) != version.text_hash:
            broken.append(f"version {version.number} ({version.id}): circulated with another text")


def _verify_wordings(w: Work, broken: list[str]) -> None:
    rows = w.session.execute(
        select(WordingRow, AmendmentRow.language, AmendmentRow.number).join(
            AmendmentRow, AmendmentRow.id == WordingRow.amendment_id
        )
    )
    for wording, language, number in rows.all():
        operations = operations_of_wording(w, wording.amendment_id, wording.number)
        if wording_hash(language, operations, wording.rationale) != wording.hash:
            broken.append(f"amendment {number or wording.amendment_id}: wording {wording.number} was changed")


def _verify_texts(w: Work, broken: list[str]) -> None:
    for row in w.session.scalars(select(ClauseRevisionRow).execution_options(yield_per=500)):
        if revision_hash(row.language, row.text, kept_fields(row.fields)) != row.hash:
            broken.append(f"clause revision {row.hash[:12]}: its text was changed")
    versions: Sequence[tuple[VersionRow, str]] = [
        (version, code)
        for version, code in w.session.execute(
            select(VersionRow, ProgramRow.code).join(ProgramRow, ProgramRow.id == VersionRow.program_id)
        )
    ]
    for version, code in versions:
        if load_text(w, version.id).hash() != version.text_hash:
            broken.append(f"version {version.number} of {code}: its text was changed")

"""Reading and verifying the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.record import GENESIS, Entry, actor_digest, entry_hash
from program_workflow.domain.terms import AmendmentAction, SponsorAction
from program_workflow.storage import AmendmentRow, ChainHead, EventRow
from program_workflow.usecases import guards, verifying
from program_workflow.usecases.facts import REBASE
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.proposed_positions import PROPOSED
from program_workflow.usecases.subjects import subjects_of
from program_workflow.usecases.verifying_advice import verify_advice
from program_workflow.usecases.verifying_alignments import verify_alignments
from program_workflow.usecases.verifying_attached import verify_attached, verify_proposed_words
from program_workflow.usecases.verifying_consultations import verify_comments, verify_consultations
from program_workflow.usecases.verifying_corrigenda import verify_corrections, verify_corrigenda
from program_workflow.usecases.verifying_joinings import verify_joinings
from program_workflow.usecases.verifying_meetings import verify_meetings, verify_papers
from program_workflow.usecases.verifying_packages import verify_packages
from program_workflow.usecases.verifying_positions import verify_positions
from program_workflow.usecases.verifying_received import verify_received, verify_scans
from program_workflow.usecases.verifying_remarks import verify_remarks
from program_workflow.usecases.verifying_reopenings import verify_reopenings
from program_workflow.usecases.verifying_signatures import verify_signatures
from program_workflow.usecases.verifying_silences import verify_frozen, verify_silences
from program_workflow.usecases.verifying_webhooks import verify_addresses, verify_webhooks
from program_workflow.usecases.views import EventView, Page, SubjectView
from program_workflow.usecases.work import Work

#: What only the delegation may know of while the amendment is its draft.
_PRIVATE = frozenset(
    {
        AmendmentAction.SAVE.value,
        AmendmentAction.DISCARD.value,
        AmendmentAction.ASK_APPROVAL.value,
        AmendmentAction.APPROVE.value,
    }
)
#: Whom its author asked, and who did not wish to: nobody else's to know.
_ASKED = frozenset({SponsorAction.INVITE.value, SponsorAction.DECLINE.value, SponsorAction.DROP.value})
#: What passes inside a delegation, or in the circle of a comment: read where it stands, never in the record.
_INSIDE = ("comment", PROPOSED)


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
    return tuple(one for one in events_of(w, "amendment", amendment.id) if own or one.action not in _PRIVATE | _ASKED)


def events_of_version(w: Work, code: str, number: int | str) -> tuple[EventView, ...]:
    version = find_version(w, find_program(w, code), number)
    return tuple(events_of(w, "version", version.id))


def events_of(w: Work, subject_type: str, subject_id: str) -> Iterator[EventView]:
    rows = w.session.scalars(
        select(EventRow)
        .where(EventRow.subject_type == subject_type, EventRow.subject_id == subject_id)
        .order_by(EventRow.seq)
    )
    return (view_of_event(row) for row in rows)


def view_of_event(row: EventRow, subject: SubjectView | None = None) -> EventView:
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
        subject=subject,
    )


def list_events(w: Work, *, before: int | None = None, limit: int = 50) -> Page:
    """The record, newest first, without what is private to a delegation.

    before: as the page before gave it. It counts what the reader may see, so that no gap tells of drafts.
    """
    permissions.need(w.actor, Permit.READ_AUDIT)
    hidden = select(AmendmentRow.id).where(AmendmentRow.filed_at.is_(None), AmendmentRow.late_requested_at.is_(None))
    shown = (
        select(EventRow)
        .where(~((EventRow.subject_type == "amendment") & EventRow.subject_id.in_(hidden)))
        .where(~((EventRow.subject_type == "amendment") & EventRow.action.in_(sorted(_PRIVATE | _ASKED))))
        .where(EventRow.subject_type.not_in((*_INSIDE, REBASE)))
    )
    total = w.session.scalar(select(func.count()).select_from(shown.subquery())) or 0
    skipped = 0 if before is None else max(0, total - max(before, 1) + 1)
    rows = list(w.session.scalars(shown.order_by(EventRow.seq.desc()).offset(skipped).limit(limit + 1)))
    more = str(total - skipped - limit + 1) if len(rows) > limit else None
    subjects = subjects_of(w, rows[:limit])
    return Page(tuple(view_of_event(row, subjects.get(row.subject_id)) for row in rows[:limit]), more)


def export_events(w: Work) -> Iterator[dict[str, Any]]:
    """The whole record, oldest first, for whoever runs the machine: everything an event's hash is made from, and it."""
    permissions.need(w.actor, Permit.READ_AUDIT)
    for row in w.session.scalars(select(EventRow).order_by(EventRow.seq).execution_options(yield_per=500)):
        yield {column.key: _exported(getattr(row, column.key)) for column in EventRow.__table__.columns}


def _exported(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def verify(w: Work) -> Verdict:
    """Recomputes the chain, and from it the rows it is about: states, windows, wordings, texts, rules.

    Everything found changed behind the application's back is named.
    """
    broken: list[str] = []
    count, head = _verify_chain(w, broken)
    recorded = verifying.recorded_rows(w)
    verifying.verify_amendments(w, recorded, broken)
    verifying.verify_versions(w, recorded, broken)
    verifying.verify_programs(w, recorded, broken)
    verifying.verify_people(w, recorded, broken)
    verifying.verify_wordings(w, recorded, broken)
    verify_positions(w, recorded, broken)
    verify_silences(w, recorded, broken)
    verify_packages(w, recorded, broken)
    verify_alignments(w, recorded, broken)
    verify_reopenings(w, recorded, broken)
    verify_meetings(w, broken)
    verify_consultations(w, recorded, broken)
    verify_joinings(w, recorded, broken)
    verify_remarks(w, recorded, broken)
    verify_advice(w, recorded, broken)
    verify_signatures(w, recorded, broken)
    verify_corrigenda(w, recorded, broken)
    verify_attached(w, recorded, broken)
    verify_received(w, recorded, broken)
    verify_webhooks(w, recorded, broken)
    verifying.verify_texts(w, broken)
    return Verdict(count, tuple(broken), head)


def verify_record(w: Work) -> Verdict:
    """The chain, and the content that its events point at by hash: wordings, clauses, texts, frozen, scanned."""
    broken: list[str] = []
    count, head = _verify_chain(w, broken)
    recorded = verifying.recorded_rows(w)
    verifying.verify_wordings(w, recorded, broken)
    verifying.verify_texts(w, broken)
    verify_frozen(w, broken)
    verify_proposed_words(w, broken)
    verify_corrections(w, broken)
    verify_papers(w, broken)
    verify_scans(w, broken)
    verify_comments(w, broken)
    verify_addresses(w, broken)
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
    if head is None and count:
        broken.append("the end of the record is not marked any more")
    elif head is not None and (head.seq, head.hash) != (count, previous):
        broken.append(f"event {head.seq}: the end of the record was cut off")
    return count, previous

"""A silence procedure as rows: finding and locking it, writing its events down, telling of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.silence import Item
from program_workflow.domain.terms import Event, MessageKind, SilenceAction, SilenceScope, SilenceState
from program_workflow.storage import EventRow, ProgramRow, SilenceItemRow, SilenceMessageRow, SilenceRow, VersionRow
from program_workflow.usecases.finding import sees_version
from program_workflow.usecases.notifying import SILENCE, tell
from program_workflow.usecases.standings import withdrawn_entries
from program_workflow.usecases.work import Work

#: What a delegation, or the secretariat, says beside an answer.
NO_ANSWERS: Final = frozenset({MessageKind.CLARIFICATION, MessageKind.NOTE})
SILENCE_FACTS: Final = (
    "version_id",
    "scope",
    "state",
    "text_hash",
    "prepared_at",
    "expires_at",
    "announced_at",
    "extended_at",
    "ended_at",
    "holds",
    "annul_asked_at",
    "annulled_at",
)
MESSAGE_FACTS: Final = (
    "delegation_id",
    "kind",
    "reason",
    "channel",
    "reference",
    "at",
    "entered_at",
    "is_late",
    "act_id",
    "amendment_id",
)


def find_silence(w: Work, silence_id: str) -> SilenceRow:
    """The procedure, if the actor may know of it. Raises NotFound."""
    row = w.session.get(SilenceRow, silence_id)
    if row is None or not sees_silence(w, row):
        raise NotFound
    return row


def sees_silence(w: Work, row: SilenceRow) -> bool:
    """One in preparation is the coordinators'; one on amendments is not for those who do not see amendments."""
    if row.state is SilenceState.PREPARED and not permissions.may(w.actor, Permit.PREPARE_SILENCE):
        return False
    if row.scope is SilenceScope.AMENDMENTS and not permissions.may(w.actor, Permit.READ_AMENDMENTS):
        return False
    return (row.announced_at is not None and sees_version(w, w.get(VersionRow, row.version_id))) or sees_all(w)


def sees_all(w: Work) -> bool:
    return permissions.may(w.actor, Permit.PREPARE_SILENCE)


def lock_silence(w: Work, row: SilenceRow, seen_revision: int | None = None) -> SilenceRow:
    """Locked after its program, as every act on one program is."""
    w.lock(ProgramRow, row.program_id)
    return w.lock(SilenceRow, row.id, seen_revision)


def items_of(w: Work, row: SilenceRow) -> list[Item]:
    rows = w.session.scalars(
        select(SilenceItemRow).where(SilenceItemRow.silence_id == row.id).order_by(SilenceItemRow.ordinal)
    )
    return [Item(one.subject, one.subject_id, one.text_hash) for one in rows]


def messages_of(w: Work, silence_id: str) -> list[SilenceMessageRow]:
    """What was said, in the order it was entered."""
    return list(
        w.session.scalars(
            select(SilenceMessageRow)
            .where(SilenceMessageRow.silence_id == silence_id)
            .order_by(SilenceMessageRow.ordinal)
        )
    )


def agreement_of(w: Work, silence_id: str, delegation_id: str | None) -> SilenceMessageRow | None:
    """The agreement that stands as the answer of a delegation; an entry that was withdrawn never counted."""
    gone = set(w.session.scalars(withdrawn_entries()))
    answers = [
        one
        for one in messages_of(w, silence_id)
        if one.delegation_id == delegation_id
        and not one.is_late
        and one.kind not in NO_ANSWERS
        and one.act_id not in gone
    ]
    return answers[-1] if answers and answers[-1].kind is MessageKind.AGREEMENT else None


def facts_of_silence(row: SilenceRow) -> dict[str, Any]:
    return _kept(row, SILENCE_FACTS)


def facts_of_message(row: SilenceMessageRow) -> dict[str, Any]:
    return _kept(row, MESSAGE_FACTS)


def _kept(row: SilenceRow | SilenceMessageRow, names: Sequence[str]) -> dict[str, Any]:
    return {name: _word(getattr(row, name)) for name in names if getattr(row, name) not in (None, "")}


def _word(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return getattr(value, "value", value)


def note_silence(
    w: Work,
    row: SilenceRow,
    action: SilenceAction | str,
    *,
    reason: str = "",
    message: SilenceMessageRow | None = None,
    without: str = "",
) -> EventRow:
    """Records a step with the facts of the procedure, and of the message that made it.

    without: number of the amendment whose end left the procedure without what it was about.
    """
    w.session.flush()
    body: dict[str, Any] = {"facts": facts_of_silence(row)}
    if message is not None:
        body["message"] = {"ordinal": message.ordinal, **facts_of_message(message)}
    if without:
        body["without"] = without
    return w.record(SILENCE, row.id, action, program_id=row.program_id, reason=reason, body=body)


def tell_of(w: Work, row: SilenceRow, event: Event, *, key: str, delegation_id: str | None = None, **said: Any) -> int:
    """Tells those concerned. key: what makes the event one of its kind in the procedure."""
    version = w.get(VersionRow, row.version_id)
    count = len(items_of(w, row))
    return tell(
        w,
        event,
        key=f"{event}:{row.id}{':' if key else ''}{key}",
        program_id=row.program_id,
        subject_type=SILENCE,
        subject_id=row.id,
        delegation_id=delegation_id,
        payload={
            "version": version.number,
            "scope": row.scope.value,
            "count": count,
            "deadline": row.expires_at.isoformat() if row.state is SilenceState.RUNNING else None,
            **said,
        },
    )

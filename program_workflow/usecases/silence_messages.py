"""What comes in while a silence procedure runs, and after: who agrees, who breaks it, what is late.

Positions and amendments that are taken elsewhere come here too: an objection is one, whichever page it
was written on.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select

from program_workflow.domain.errors import N_, StepNotAllowed
from program_workflow.domain.positions import Stance
from program_workflow.domain.silence import BREAKS, is_late, message_of, proves_in_time
from program_workflow.domain.terms import Event, MessageKind, OutsideChannel, SilenceAction, SilenceScope, SilenceState
from program_workflow.storage import (
    AmendmentRow,
    DelegationRow,
    SilenceItemRow,
    SilenceMessageRow,
    SilenceRow,
    VersionRow,
)
from program_workflow.usecases.operations import clauses_touched, load_operations
from program_workflow.usecases.position_acts import About
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.silence_rows import note_silence, tell_of
from program_workflow.usecases.work import Work

_ACTIONS: Final = {
    MessageKind.AGREEMENT: SilenceAction.AGREE,
    MessageKind.OBJECTION: SilenceAction.BREAK,
    MessageKind.RESERVATION: SilenceAction.BREAK,
    MessageKind.AMENDMENT: SilenceAction.BREAK,
    MessageKind.CLARIFICATION: SilenceAction.CLARIFY,
    MessageKind.NOTE: SilenceAction.SERVE,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """A message. at: when it was received, which is what counts; None is now. delegation_id None: the secretariat."""

    kind: MessageKind
    delegation_id: str | None
    reason: str = ""
    at: datetime | None = None
    channel: OutsideChannel | None = None
    reference: str = ""
    act_id: str | None = None
    amendment_id: str | None = None


def heard(kind: MessageKind, delegation_id: str | None, reason: str, outside: Outside | None) -> Heard:
    """The message as it was sent here, or received outside."""
    if outside is None:
        return Heard(kind, delegation_id, reason)
    return Heard(kind, delegation_id, reason, outside.received_at, outside.channel, outside.reference)


def hear(w: Work, row: SilenceRow, said: Heard) -> SilenceMessageRow:
    """Keeps a message and lets it have its effect. row: locked. A late one is kept and changes nothing."""
    message = SilenceMessageRow(
        silence_id=row.id,
        delegation_id=said.delegation_id,
        kind=said.kind,
        reason=said.reason,
        channel=said.channel,
        reference=said.reference,
        at=said.at or w.now,
        entered_at=w.now,
        entered_by=w.actor.user_id,
        is_late=said.kind not in (MessageKind.NOTE, MessageKind.CLARIFICATION)
        and is_late(row.state, row.expires_at, w.now),
        act_id=said.act_id,
        amendment_id=said.amendment_id,
    )
    w.session.add(message)
    breaks = said.kind in BREAKS and not message.is_late and row.state is SilenceState.RUNNING
    if breaks:
        row.state, row.ended_at = SilenceState.BROKEN, message.at
    event = note_silence(w, row, _ACTIONS[said.kind], reason=said.reason, message=message)
    _tell(w, row, message, str(event.seq), breaks=breaks)
    return message


def _tell(w: Work, row: SilenceRow, message: SilenceMessageRow, key: str, *, breaks: bool) -> None:
    delegation = w.get(DelegationRow, message.delegation_id) if message.delegation_id else None
    said = {"stand": delegation.code if delegation else "", "reason": message.reason}
    if message.is_late:
        tell_of(w, row, Event.SILENCE_LATE, key=key, delegation_id=message.delegation_id, **said)
    elif breaks:
        tell_of(w, row, Event.SILENCE_BROKEN, key="", **said)
    elif message.kind is MessageKind.AGREEMENT:
        tell_of(w, row, Event.SILENCE_ANSWERED, key=key, **said)
    elif message.kind is MessageKind.CLARIFICATION:
        tell_of(w, row, Event.SILENCE_CLARIFIED, key=key, **said)


# --- What is said elsewhere --------------------------------------------------------------------------


def hear_position(
    w: Work,
    program_id: str,
    delegation_id: str,
    about: Collection[About],
    stance: Stance,
    reason: str,
    outside: Outside | None,
    act_id: str,
) -> None:
    """An objection or reservation to a text that a procedure is on breaks it, on whichever page it was taken."""
    kind = message_of(stance)
    if kind not in BREAKS or kind is None:
        return
    texts = {(one, key) for _, one, key in about}
    said = replace(heard(kind, delegation_id, reason, outside), act_id=act_id)
    for row in _on(w, program_id, texts):
        _hear_elsewhere(w, row, said)


def hear_amendment(
    w: Work,
    program_id: str,
    delegation_id: str | None,
    amendment_id: str,
    clauses: Iterable[str],
    outside: Outside | None = None,
) -> None:
    """An amendment filed by a delegation to a clause in the scope breaks the procedure."""
    if delegation_id is None:
        return
    said = replace(heard(MessageKind.AMENDMENT, delegation_id, "", outside), amendment_id=amendment_id)
    for row in _on_clauses(w, program_id, set(clauses)):
        if outside is None or row.announced_at is None or outside.received_at >= row.announced_at:
            _hear_elsewhere(w, row, said)


def hear_other_wording(w: Work, program_id: str, delegation_id: str, amendment_id: str, reason: str) -> None:
    """An amendment of a delegation to an amendment in the scope breaks the procedure on it."""
    said = Heard(MessageKind.AMENDMENT, delegation_id, reason, amendment_id=amendment_id)
    for row in _on_amendment(w, program_id, amendment_id):
        _hear_elsewhere(w, row, said)


def check_not_frozen(w: Work, program_id: str, amendment_id: str) -> None:
    """Raises StepNotAllowed while a procedure runs on the very wording of the amendment."""
    until = frozen_until(w, program_id, amendment_id)
    if until is not None and until <= w.now:
        raise StepNotAllowed(N_("The end of its silence procedure is being written down; try again in a moment."))
    if until is not None:
        raise StepNotAllowed(
            N_("This wording is put to a silence procedure until {time}; until then it is not changed."), time=until
        )


def frozen_until(w: Work, program_id: str, amendment_id: str) -> datetime | None:
    """When the procedure ends that runs on the wording of the amendment."""
    running = [one for one in _on_amendment(w, program_id, amendment_id) if one.state is SilenceState.RUNNING]
    return max((one.expires_at for one in running), default=None)


def ran_at(w: Work, program_id: str, clauses: Iterable[str], at: datetime) -> bool:
    """Whether a procedure on any of these clauses ran at the instant: an amendment received then breaks it.

    It does so whatever the window; of an agreed draft none is taken, its words are objected to.
    """
    return any(
        row.announced_at is not None
        and proves_in_time(at, row.announced_at, row.expires_at)
        and w.get(VersionRow, row.version_id).finalised_at is None
        for row in _on_clauses(w, program_id, set(clauses))
    )


def _on_clauses(w: Work, program_id: str, clauses: Collection[str]) -> list[SilenceRow]:
    """Procedures on a version or clauses whose scope has any of these."""
    found = []
    for row in _candidates(w, program_id):
        if row.scope is not SilenceScope.AMENDMENTS and is_on(w, row, clauses):
            found.append(row)
    return found


def is_on(w: Work, row: SilenceRow, clauses: Collection[str]) -> bool:
    """Whether a change of these clauses is one of what the procedure is on; of a version every change is."""
    if row.scope is SilenceScope.VERSION:
        return True
    items = set(w.session.scalars(select(SilenceItemRow.subject_id).where(SilenceItemRow.silence_id == row.id)))
    if row.scope is SilenceScope.AMENDMENTS:
        operations = load_operations(w, [w.get(AmendmentRow, one) for one in sorted(items)])
        items = {one for each in operations.values() for one in clauses_touched(each)}
    return not items.isdisjoint(clauses)


def _on_amendment(w: Work, program_id: str, amendment_id: str) -> list[SilenceRow]:
    found = []
    for row in _candidates(w, program_id):
        if row.scope is SilenceScope.AMENDMENTS:
            items = w.session.scalars(select(SilenceItemRow.subject_id).where(SilenceItemRow.silence_id == row.id))
            if amendment_id in set(items):
                found.append(row)
    return found


def _hear_elsewhere(w: Work, row: SilenceRow, said: Heard) -> None:
    locked = w.lock(SilenceRow, row.id)
    if locked.announced_at is None:
        return
    if not is_late(locked.state, locked.expires_at, w.now):
        if locked.state is SilenceState.RUNNING:
            hear(w, locked, said)
    elif proves_in_time(said.at or w.now, locked.announced_at, locked.expires_at):
        hear(w, locked, said)


def _candidates(w: Work, program_id: str) -> list[SilenceRow]:
    return list(
        w.session.scalars(
            select(SilenceRow)
            .where(
                SilenceRow.program_id == program_id,
                SilenceRow.state.in_([SilenceState.RUNNING, SilenceState.ADOPTED]),
            )
            .order_by(SilenceRow.id)
        )
    )


def _on(w: Work, program_id: str, texts: Collection[tuple[str, str]]) -> list[SilenceRow]:
    """Procedures on any of these texts, by identity and hash."""
    found = []
    for row in _candidates(w, program_id):
        items = w.session.execute(
            select(SilenceItemRow.subject_id, SilenceItemRow.text_hash).where(SilenceItemRow.silence_id == row.id)
        )
        if any((one, key) in texts for one, key in items):
            found.append(row)
    return found

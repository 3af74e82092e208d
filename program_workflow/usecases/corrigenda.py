"""Corrigenda: proposed to an adopted text, objected to, withdrawn, and taking effect at their instant, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from program_workflow.domain import permissions, redline
from program_workflow.domain.amendment import differs
from program_workflow.domain.corrigendum import (
    CORRIGENDUM_STEPS,
    Correction,
    CorrigendumStep,
    corrigendum_hash,
    is_due,
    standing,
)
from program_workflow.domain.errors import N_, Invalid, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.silence import SETTLING
from program_workflow.domain.states import VERSION_STEPS
from program_workflow.domain.terms import (
    CorrigendumAction,
    CorrigendumState,
    Event,
    OperationKind,
    VersionAction,
    VersionState,
)
from program_workflow.domain.text import Text, content
from program_workflow.storage import (
    CorrectionRow,
    CorrigendumObjectionRow,
    CorrigendumRow,
    ProgramRow,
    VersionRow,
)
from program_workflow.usecases import aligning
from program_workflow.usecases.adopting import blocked_by_corrigendum
from program_workflow.usecases.corrigendum_rows import (
    corrections_of,
    find_corrigendum,
    lock_corrigendum,
    note_corrigendum,
    tell_of,
)
from program_workflow.usecases.facts import facts_of
from program_workflow.usecases.finding import find_program, find_version, latest_version
from program_workflow.usecases.guards import LAST_INSTANT, check_not_blank
from program_workflow.usecases.operations import OperationInput, read_operations
from program_workflow.usecases.position_checks import MAX_WORDS, Outside, check_outside
from program_workflow.usecases.positions import speaking_for
from program_workflow.usecases.programs import add_version
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.version_events import announce_version, touch
from program_workflow.usecases.work import Work

#: The shortest window for objections where the rules of the program say nothing.
DEFAULT_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class CorrectionInput:
    """What a clause is to read. fields: partial; what is absent stays. language None: that of the draft."""

    clause_id: str
    text: str | None = None
    fields: Mapping[str, Any] | None = None
    language: str | None = None


def propose(
    w: Work,
    code: str,
    number: int | str,
    corrections: Sequence[CorrectionInput],
    *,
    takes_effect_at: datetime | None,
    reason: str,
    seen_revision: int | None,
) -> CorrigendumRow:
    """A corrigendum to the adopted version in force; all are told, and may object until the instant.

    Raises NotFound, NotPermitted, StaleRevision, Invalid, StepNotAllowed in this order.
    """
    program = find_program(w, code)
    found = find_version(w, program, number)
    permissions.need(w.actor, Permit.PROPOSE_CORRIGENDUM)
    w.lock(ProgramRow, program.id)
    version = w.lock(VersionRow, found.id, seen_revision)
    _check_reason(reason)
    if not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    ends = _checked_instant(w, program, takes_effect_at)
    text = load_text(w, version.id)
    read = _read(program, text, corrections)
    _check_may(w, version)
    row = CorrigendumRow(
        program_id=program.id,
        version_id=version.id,
        number=_next_number(w, program.id),
        state=CorrigendumState.PROPOSED,
        reason=reason,
        text_hash=corrigendum_hash(read),
        proposed_at=w.now,
        takes_effect_at=ends,
    )
    w.session.add(row)
    w.session.flush()
    w.session.add_all(_row(row.id, place, one, text) for place, one in enumerate(read))
    version.revision += 1
    kept = [
        {
            "clause_id": one.clause_id,
            "language": one.language,
            "base_hash": one.base_hash,
            "text": one.content.text,
            "fields": one.content.fields.to_json(text.node(one.clause_id).kind),
        }
        for one in read
    ]
    note_corrigendum(w, row, "propose", reason=reason, corrections=kept)
    tell_of(w, row, Event.CORRIGENDUM_PROPOSED, key="", reason=reason)
    return row


def _check_may(w: Work, version: VersionRow) -> None:
    latest = latest_version(w, version.program_id)
    if latest.id != version.id:
        raise StepNotAllowed(N_("Version {version} has already been made."), version=latest.number)
    if (version.state, VersionAction.CORRECT) not in VERSION_STEPS:
        raise StepNotAllowed(
            N_("Version {version} is {state}; this step does not follow from it."),
            version=version.number,
            state=version.state,
        )
    pending = blocked_by_corrigendum(w, version)
    if pending is not None:
        raise pending


def _check_reason(reason: str) -> None:
    redline.refuse_control(reason.replace("\r", ""))
    if len(reason) > MAX_WORDS:
        raise Invalid(N_("At most {count} characters."), pointer="/reason", count=MAX_WORDS)


def shortest_days(program: ProgramRow) -> int:
    return int(program.rules.get("min_corrigendum_days", DEFAULT_DAYS))


def _checked_instant(w: Work, program: ProgramRow, at: datetime | None) -> datetime:
    if at is None:
        raise Invalid(N_("Say when the corrigendum takes effect."), pointer="/closes_at")
    if at.tzinfo is None:
        raise Invalid(N_("The instant needs a time zone."), pointer="/closes_at")
    if not w.now < at < LAST_INSTANT:
        raise Invalid(N_("A corrigendum takes effect in the future."), pointer="/closes_at")
    days = shortest_days(program)
    if at < w.now + timedelta(days=days):
        raise Invalid(
            N_("The shortest window for objections to a corrigendum is {days} days in this program."),
            pointer="/closes_at",
            days=days,
        )
    return at.astimezone(UTC)


def _read(program: ProgramRow, text: Text, corrections: Sequence[CorrectionInput]) -> list[Correction]:
    """What was sent, as contents; each must differ from what stands there."""
    if not corrections:
        raise Invalid(N_("Say what is corrected: a corrigendum lists it."), pointer="/corrections")
    read: list[Correction] = []
    for place, one in enumerate(corrections):
        language = one.language or program.languages[0]
        pointer = f"/corrections/{place}"
        if language not in program.languages:
            raise Invalid(N_("There is no text in this language."), pointer=f"{pointer}/language")
        sent = OperationInput(OperationKind.MODIFY, one.clause_id, text=one.text, fields=one.fields)
        try:
            [operation] = read_operations([sent], text, language)
            check_not_blank([operation])
        except Invalid as refusal:
            raise Invalid(refusal.template, pointer=f"{pointer}{refusal.pointer or ''}", **refusal.params) from None
        if not differs(operation, text) or operation.base is None:
            raise Invalid(N_("This is what the clause reads already."), pointer=f"{pointer}/text")
        if any((each.clause_id, each.language) == (one.clause_id, language) for each in read):
            raise Invalid(N_("A clause is corrected once in a corrigendum."), pointer=f"{pointer}/clause_id")
        made = content(language, operation.text, operation.fields)
        read.append(Correction(one.clause_id, language, operation.base.hash, made))
    return read


def _row(corrigendum_id: str, place: int, one: Correction, text: Text) -> CorrectionRow:
    return CorrectionRow(
        corrigendum_id=corrigendum_id,
        ordinal=place,
        clause_id=one.clause_id,
        language=one.language,
        base_hash=one.base_hash,
        text=one.content.text,
        fields=one.content.fields.to_json(text.node(one.clause_id).kind),
    )


def _next_number(w: Work, program_id: str) -> int:
    last = w.session.scalar(select(func.max(CorrigendumRow.number)).where(CorrigendumRow.program_id == program_id))
    return (last or 0) + 1


# --- What is said to it --------------------------------------------------------------------------------


def object_to(w: Work, corrigendum_id: str, reason: str, *, outside: Outside | None = None) -> CorrigendumObjectionRow:
    """An objection of a delegation stops it; after the instant it is kept and changes nothing.

    The text cannot have changed, so no revision is compared.
    """
    found = find_corrigendum(w, corrigendum_id)
    permissions.need(w.actor, Permit.OBJECT_TO_CORRIGENDUM)
    row = lock_corrigendum(w, found)
    delegation = speaking_for(w, w.get(ProgramRow, row.program_id), outside)
    _check_reason(reason)
    if not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    if outside is not None:
        check_outside(w, outside)
        if outside.received_at < row.proposed_at:
            raise Invalid(N_("It was proposed only after that."), pointer="/on_behalf/received_at")
    step = check_step(w, row, CorrigendumAction.OBJECT)
    late = standing(row.state, row.takes_effect_at, w.now) is CorrigendumState.IN_EFFECT
    objection = CorrigendumObjectionRow(
        corrigendum_id=row.id,
        delegation_id=delegation.id,
        reason=reason,
        channel=outside.channel if outside else None,
        reference=outside.reference if outside else "",
        at=outside.received_at if outside else w.now,
        entered_at=w.now,
        entered_by=w.actor.user_id,
        is_late=late,
    )
    w.session.add(objection)
    first = row.state is CorrigendumState.PROPOSED and not late
    if first:
        row.state, row.ended_at = step.to, objection.at
    touch_revision(row)
    event = note_corrigendum(w, row, CorrigendumAction.OBJECT, reason=reason, objection=objection)
    said: dict[str, Any] = {"stand": delegation.code, "reason": reason}
    if late:
        tell_of(w, row, Event.CORRIGENDUM_LATE, key=str(event.seq), delegation_id=delegation.id, **said)
    else:
        tell_of(w, row, Event.CORRIGENDUM_STOPPED, key=str(event.seq), **said)
    return objection


def withdraw(w: Work, corrigendum_id: str, reason: str, *, seen_revision: int | None) -> CorrigendumRow:
    found = find_corrigendum(w, corrigendum_id)
    permissions.need(w.actor, Permit.PROPOSE_CORRIGENDUM)
    row = lock_corrigendum(w, found, seen_revision)
    _check_reason(reason)
    if not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    row.state, row.ended_at = check_step(w, row, CorrigendumAction.WITHDRAW).to, w.now
    note_corrigendum(w, row, CorrigendumAction.WITHDRAW, reason=reason)
    tell_of(w, row, Event.CORRIGENDUM_WITHDRAWN, key="", reason=reason)
    return row


def check_step(w: Work, row: CorrigendumRow, action: CorrigendumAction) -> CorrigendumStep:
    """The step from the state at this instant. Raises StepNotAllowed."""
    state = standing(row.state, row.takes_effect_at, w.now)
    step = CORRIGENDUM_STEPS.get((state, action))
    if step is None:
        raise StepNotAllowed(N_("This corrigendum is {state}; this step does not follow from it."), state=state)
    return step


def touch_revision(row: CorrigendumRow) -> None:
    """An objection raises the revision, also where the state stays."""
    row.revision += 1


# --- Its effect ----------------------------------------------------------------------------------------


def has_due(w: Work) -> bool:
    """Whether an effect is to be written down; one look-up by an index."""
    return w.session.scalars(select(CorrigendumRow.id).where(*_due(w)).limit(1)).first() is not None


def settle_due(w: Work) -> int:
    """Writes down every effect whose instant has come. Any number of schedulers may run it. Returns how many."""
    due = w.session.execute(
        select(CorrigendumRow.program_id, CorrigendumRow.id).where(*_due(w)).order_by(CorrigendumRow.program_id)
    ).all()
    for program_id, _ in due:  # all locks before the first event, as every act takes them
        w.lock(ProgramRow, program_id)
    rows = [w.lock(CorrigendumRow, identity) for _, identity in due]
    ended = [row for row in rows if is_due(row.state, row.takes_effect_at, w.now)]
    for row in ended:
        _take_effect(w.acting_system(), row)
    return len(ended)


def _due(w: Work) -> tuple[ColumnElement[bool], ...]:
    return (CorrigendumRow.state == CorrigendumState.PROPOSED, CorrigendumRow.takes_effect_at <= w.now - SETTLING)


def _take_effect(w: Work, row: CorrigendumRow) -> None:
    """The version becomes corrected and is kept; one with the corrected text is in force in its place."""
    program = w.get(ProgramRow, row.program_id)
    version = w.lock(VersionRow, row.version_id)
    text = load_text(w, version.id)
    for one in corrections_of(w, row.id):
        text = text.replace_content(one.clause_id, one.language, one.content)
    made = add_version(w, program, number=version.number + 1, text=text, made_from=version.id)
    made.state = VersionState.ADOPTED
    made.opened_at = made.adopted_at = row.takes_effect_at
    made.closes_at, made.closed_at, made.finalised_at = version.closes_at, version.closed_at, version.finalised_at
    made.is_renumbered = version.is_renumbered
    made.adopted_by, made.ground, made.meeting_id = version.adopted_by, version.ground, version.meeting_id
    w.session.flush()
    w.record(
        "version",
        made.id,
        VersionAction.CORRECT,
        program_id=program.id,
        reason=row.reason,
        body={
            "number": made.number,
            "from": VersionState.WORKING,
            "to": made.state,
            "closes_at": made.closes_at.isoformat() if made.closes_at else None,
            "text_hash": made.text_hash,
            "corrigendum": row.id,
            "facts": facts_of(made),
        },
    )
    before, version.state = version.state, VERSION_STEPS[version.state, VersionAction.CORRECT].to
    touch(w, version)
    announce_version(w, version, VersionAction.CORRECT, before, row.reason)
    aligning.tell_pending(w, program, made)
    row.state, row.ended_at, row.made_version_id = CorrigendumState.IN_EFFECT, row.takes_effect_at, made.id
    note_corrigendum(w, row, CorrigendumAction.TAKE_EFFECT)

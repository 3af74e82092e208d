"""Preparing and running a silence procedure; what a delegation answers stands in ``silence_answers``."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, NotPermitted, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.silence import Item, proves_in_time, scope_hash
from program_workflow.domain.terms import (
    LIVE,
    Event,
    MessageKind,
    OutsideChannel,
    PositionKind,
    PositionOrigin,
    PositionSubject,
    SilenceAction,
    SilenceScope,
    SilenceState,
)
from program_workflow.storage import (
    DelegationRow,
    PositionRow,
    ProgramRow,
    SilenceItemRow,
    SilenceRow,
    VersionRow,
)
from program_workflow.usecases import guards
from program_workflow.usecases.adopting import annul_adoption
from program_workflow.usecases.finding import filing_version, find_program, find_version
from program_workflow.usecases.position_acts import write_act
from program_workflow.usecases.position_checks import MAX_WORDS, Outside, check_circulated, check_outside
from program_workflow.usecases.silence_checks import blocks_announcing, check_length, check_step, checked_instant
from program_workflow.usecases.silence_messages import Heard, hear
from program_workflow.usecases.silence_rows import (
    find_silence,
    items_of,
    lock_silence,
    messages_of,
    note_silence,
    tell_of,
)
from program_workflow.usecases.standings import wording_hashes
from program_workflow.usecases.statuses import text_keys
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


def prepare(
    w: Work,
    code: str,
    *,
    expires_at: datetime | None,
    version: int | None = None,
    clauses: Sequence[str] = (),
    amendments: Sequence[str] = (),
) -> SilenceRow:
    """A procedure on a version, or on clauses of it with all that stands under them, or on amendments.

    The texts are frozen as they stand. Raises NotFound, NotPermitted, Invalid, StepNotAllowed.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.PREPARE_SILENCE)
    w.lock(ProgramRow, program.id)
    if sum((version is not None, bool(clauses), bool(amendments))) != 1:
        raise Invalid(N_("Name a version, or clauses, or amendments."), pointer="/scope")
    ends = checked_instant(w, expires_at)
    on = _version(w, program, version)
    scope, items = _scope(w, program, on, clauses, amendments)
    row = SilenceRow(
        program_id=program.id,
        version_id=on.id,
        scope=scope,
        state=SilenceState.PREPARED,
        text_hash=scope_hash(scope, items),
        prepared_at=w.now,
        expires_at=ends,
    )
    w.session.add(row)
    w.session.flush()
    w.session.add_all(
        SilenceItemRow(
            silence_id=row.id, ordinal=place, subject=one.subject, subject_id=one.subject_id, text_hash=one.text_hash
        )
        for place, one in enumerate(items)
    )
    note_silence(w, row, "prepare")
    return row


def _version(w: Work, program: ProgramRow, number: int | None) -> VersionRow:
    filing = filing_version(w, program.id)
    if filing is None:
        raise StepNotAllowed(N_("No version has been circulated yet."))
    if number is not None and find_version(w, program, number).id != filing.id:
        raise StepNotAllowed(
            N_("Only the version circulated last, {version}, can be put to it."), version=filing.number
        )
    return filing


def _scope(
    w: Work, program: ProgramRow, version: VersionRow, clauses: Sequence[str], amendments: Sequence[str]
) -> tuple[SilenceScope, list[Item]]:
    if amendments:
        return SilenceScope.AMENDMENTS, _of_amendments(w, program, amendments)
    text, keys = load_text(w, version.id), text_keys(w, version.id)
    if any(one not in text for one in clauses):
        raise Invalid(N_("Version {version} has no such clause."), pointer="/scope/clauses", version=version.number)
    wanted = {node.id for one in clauses for node in text.subtree(one)}
    nodes = [node for node in text.nodes if not clauses or node.id in wanted]
    items = [Item(PositionSubject.CLAUSE, node.id, keys[node.id]) for node in nodes]
    return (SilenceScope.CLAUSES if clauses else SilenceScope.VERSION), items


def _of_amendments(w: Work, program: ProgramRow, amendments: Sequence[str]) -> list[Item]:
    rows = [guards.find_amendment(w, one) for one in dict.fromkeys(amendments)]
    for one in rows:
        if one.program_id != program.id:
            raise Invalid(N_("The amendments belong to another program."), pointer="/scope/amendments")
        if one.state not in LIVE:
            raise StepNotAllowed(
                N_("Positions are taken on what is under review, deferred or agreed. This amendment is {state}."),
                state=one.state,
            )
    hashes = wording_hashes(w, rows)
    return [Item(PositionSubject.AMENDMENT, one.id, hashes[one.id]) for one in rows]


# --- Steps of the coordinators -----------------------------------------------------------------------


def take_step(
    w: Work,
    silence_id: str,
    action: SilenceAction,
    *,
    seen_revision: int | None,
    reason: str = "",
    expires_at: datetime | None = None,
    served: Outside | None = None,
) -> SilenceRow:
    """Announce, extend, withdraw, annul, or record a note by which a delegation was served.

    expires_at: of an extension; may also set the instant when it is announced. served: the note.
    """
    found = find_silence(w, silence_id)
    permissions.need(w.actor, Permit.PREPARE_SILENCE)
    row = lock_silence(w, found, seen_revision)
    check_reason(action, reason)
    step = check_step(w, row, action)
    match action:
        case SilenceAction.ANNOUNCE:
            _announce(w, row, expires_at)
        case SilenceAction.EXTEND:
            _extend(w, row, reason, expires_at)
        case SilenceAction.WITHDRAW:
            was_announced = row.announced_at is not None
            row.state, row.ended_at = step.to, w.now
            note_silence(w, row, action, reason=reason)
            if was_announced:
                tell_of(w, row, Event.SILENCE_WITHDRAWN, key="", reason=reason)
        case SilenceAction.ANNUL:
            _annul(w, row, reason)
        case SilenceAction.SERVE:
            _serve(w, row, served)
        case _:
            raise NotPermitted(N_("The system does this by itself."))
    w.session.flush()
    return row


def check_reason(action: SilenceAction, reason: str) -> None:
    redline.refuse_control(reason.replace("\r", ""))
    if len(reason) > MAX_WORDS:
        raise Invalid(N_("At most {count} characters."), pointer="/reason", count=MAX_WORDS)
    if action in _REASONED and not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")


_REASONED = frozenset(
    {
        SilenceAction.BREAK,
        SilenceAction.CLARIFY,
        SilenceAction.EXTEND,
        SilenceAction.WITHDRAW,
        SilenceAction.ANNUL,
    }
)


def _announce(w: Work, row: SilenceRow, expires_at: datetime | None) -> None:
    ends = checked_instant(w, expires_at or row.expires_at)
    check_length(w, row, ends)
    for refusal in blocks_announcing(w, row):
        raise refusal
    row.expires_at, row.state, row.announced_at = ends, SilenceState.RUNNING, w.now
    note_silence(w, row, SilenceAction.ANNOUNCE)
    tell_of(w, row, Event.SILENCE_ANNOUNCED, key="")


def _extend(w: Work, row: SilenceRow, reason: str, expires_at: datetime | None) -> None:
    """Before the expiry, and to a later instant; it stays running."""
    ends = checked_instant(w, expires_at)
    if ends <= row.expires_at:
        raise Invalid(N_("An extension ends later than the silence procedure does now."), pointer="/expires_at")
    row.expires_at, row.extended_at = ends, w.now
    event = note_silence(w, row, SilenceAction.EXTEND, reason=reason)
    tell_of(w, row, Event.SILENCE_EXTENDED, key=str(event.seq), reason=reason)


def _serve(w: Work, row: SilenceRow, served: Outside | None) -> None:
    if served is None:
        raise Invalid(N_("Name the delegation and the note."), pointer="/on_behalf")
    check_outside(w, served)
    check_circulated(w, row.program_id, served)
    delegation = w.session.scalars(select(DelegationRow).where(DelegationRow.code == served.delegation)).one_or_none()
    if delegation is None or delegation.is_observer:
        raise Invalid(N_("There is no delegation {code}."), pointer="/on_behalf/delegation", code=served.delegation)
    if served.channel is OutsideChannel.FLOOR and not served.reference.strip():
        raise Invalid(N_("Say where and when it was served."), pointer="/on_behalf/reference")
    note = Heard(
        MessageKind.NOTE,
        delegation.id,
        at=served.received_at,
        channel=served.channel,
        reference=served.reference,
    )
    hear(w, row, note)


def _annul(w: Work, row: SilenceRow, reason: str) -> None:
    """The first coordinator asks, another one confirms: then the adoption is void and the objection stands."""
    proof = [
        one
        for one in messages_of(w, row.id)
        if one.is_late
        and one.kind is not MessageKind.AGREEMENT
        and row.announced_at is not None
        and proves_in_time(one.at, row.announced_at, row.expires_at)
    ]
    if not proof:
        raise StepNotAllowed(N_("No late communication proves to have been received before the instant."))
    if row.state is not SilenceState.ADOPTED:
        raise StepNotAllowed(N_("Its end is being written down; try again in a moment."))
    if row.annul_asked_by is None:
        row.annul_asked_by, row.annul_asked_at = w.actor.user_id, w.now
        event = note_silence(w, row, "ask_annulment", reason=reason)
        tell_of(w, row, Event.SILENCE_ANNULMENT, key=str(event.seq), reason=reason)
        return
    if row.annul_asked_by == w.actor.user_id:
        raise NotPermitted(N_("You asked for it; another coordinator confirms the annulment."))
    row.state, row.annulled_at, row.holds = SilenceState.BROKEN, w.now, None
    row.ended_at = min(one.at for one in proof)
    _void_filled(w.acting_system(), row)
    annul_adoption(w.acting_system(), w.lock(VersionRow, row.version_id), row, reason)
    note_silence(w, row, SilenceAction.ANNUL, reason=reason)
    tell_of(w, row, Event.SILENCE_ANNULLED, key="", reason=reason)


def _void_filled(w: Work, row: SilenceRow) -> None:
    """Takes back what the adoption filled in."""
    texts = {(one.subject_id, one.text_hash) for one in items_of(w, row)}
    rows = w.session.scalars(
        select(PositionRow)
        .where(
            PositionRow.program_id == row.program_id,
            PositionRow.origin == PositionOrigin.SILENCE,
            PositionRow.at == row.expires_at,
            PositionRow.kind == PositionKind.NO_OBJECTION_RECEIVED,
        )
        .order_by(PositionRow.ordinal)
    )
    filled: dict[str, list[tuple[PositionSubject, str, str]]] = {}
    for one in rows:
        if (one.subject_id, one.text_hash) in texts:
            filled.setdefault(one.delegation_id, []).append((one.subject, one.subject_id, one.text_hash))
    for delegation_id, about in filled.items():
        write_act(
            w,
            "void",
            about,
            program_id=row.program_id,
            delegation_id=delegation_id,
            version_id=row.version_id,
            kind=PositionKind.NONE,
            origin=PositionOrigin.SILENCE,
        )

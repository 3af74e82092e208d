"""The floor of a meeting: a wording is recorded, read out to those present, and agreed; brackets are settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from program_workflow.domain.errors import N_, Invalid, StaleRevision, StepNotAllowed
from program_workflow.domain.meeting import AGREES, DECIDES, Ground, counting_present
from program_workflow.domain.positions import TRAITS, Stance, Standing
from program_workflow.domain.terms import (
    AgendaSubject,
    AmendmentAction,
    AmendmentState,
    EntryKind,
    MeetingAction,
    OutsideChannel,
    PositionKind,
    PositionOrigin,
    PositionSubject,
    VersionState,
)
from program_workflow.i18n import gettext, speaking
from program_workflow.storage import (
    AgendaItemRow,
    AmendmentRow,
    DelegationRow,
    MeetingParticipantRow,
    MeetingRow,
    ProgramRow,
    ReadingRow,
    WordingRow,
)
from program_workflow.storage.base import new_id
from program_workflow.usecases import amending, deciding, guards, positions
from program_workflow.usecases.amendment_reading import amendments_on
from program_workflow.usecases.finding import filing_version, find_program
from program_workflow.usecases.meeting_entries import add_entry
from program_workflow.usecases.meeting_rows import begin_step, find_item, ground_of, note_meeting
from program_workflow.usecases.meeting_sentences import decision_on_amendment, text_stands
from program_workflow.usecases.meeting_sight import find_meeting
from program_workflow.usecases.operations import OperationInput, load_operations
from program_workflow.usecases.position_acts import write_act
from program_workflow.usecases.position_checks import Outside, Said
from program_workflow.usecases.standings import on_amendment, wording_hashes
from program_workflow.usecases.work import Work

#: Of a delegation that was not in the room when a wording was read out.
ABSENT: Final = "absent"
#: What a meeting may still decide on.
UNDECIDED: Final = frozenset(
    {AmendmentState.UNDER_REVIEW, AmendmentState.AGREED_AD_REFERENDUM, AmendmentState.DEFERRED}
)
#: The text of these is still negotiated.
TAKES_WORDINGS: Final = frozenset({VersionState.CIRCULATED, VersionState.CLOSED, VersionState.RETURNED})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a delegation says when a wording is read out. kind: a position, or ABSENT."""

    kind: str
    reason: str = ""


# --- One: the wording is recorded ---------------------------------------------------------------------


def table_wording(
    w: Work,
    meeting_id: str,
    item_id: str,
    code: str,
    operations: Sequence[OperationInput],
    *,
    delegation: str,
    language: str | None = None,
    rationale: str = "",
) -> AmendmentRow:
    """A wording from the floor becomes an amendment of the delegation that proposed it, under review at once.

    It is marked as tabled under the item, and taken whatever the window. Without a rationale the item is named.
    """
    find_meeting(w, meeting_id)
    program = find_program(w, code)
    w.lock(ProgramRow, program.id)
    meeting = begin_step(w, meeting_id, MeetingAction.READ_OUT)
    item = find_item(w, meeting, item_id)
    check_bound(item, program.id)
    _check_takes_wordings(w, program)
    _check_takes_part(w, meeting, delegation)
    ground = ground_of(w, meeting, item)
    made = amending.table_amendment(
        w,
        code,
        operations,
        ground,
        delegation=delegation,
        language=language,
        rationale=rationale.strip() or ground.reference,
    )
    return deciding.decide(w, made.id, AmendmentAction.REVIEW, seen_revision=None, ground=ground)


def check_bound(item: AgendaItemRow, program_id: str) -> None:
    """Raises Invalid where the item is not about this program."""
    if all(one["program"] != program_id for one in item.about):
        raise Invalid(N_("This item of the agenda is not about that program."), pointer="/item")


def _check_takes_wordings(w: Work, program: ProgramRow) -> None:
    """Raises StepNotAllowed where the newest text is settled: it is returned first, or a successor is begun."""
    filing = filing_version(w, program.id)
    if filing is not None and filing.state not in TAKES_WORDINGS:
        raise StepNotAllowed(
            N_("Version {version} is {state}: no wording is recorded to it from the floor."),
            version=filing.number,
            state=filing.state,
        )


def _check_takes_part(w: Work, meeting: MeetingRow, code: str) -> None:
    if not code:
        raise Invalid(N_("Choose the delegation."), pointer="/delegation")
    row = w.session.scalars(select(DelegationRow).where(DelegationRow.code == code)).one_or_none()
    if row is None or row.is_observer or w.session.get(MeetingParticipantRow, (meeting.id, row.id)) is None:
        raise Invalid(N_("{code} does not take part in this meeting."), pointer="/delegation", code=code)


# --- Two: it is read out ------------------------------------------------------------------------------


def read_out(
    w: Work,
    meeting_id: str,
    item_id: str,
    amendment_id: str,
    answers: Mapping[str, Answer],
    *,
    seen_revision: int | None = None,
    seen_reading: str | None = None,
) -> ReadingRow:
    """The filed wording is read out; what is said of it is recorded, as received from the floor.

    answers: by delegation; of those present that are not in it nothing was heard. seen_revision: of the amendment.
    seen_reading: the last one the person saw, empty for none; None asks nothing. Raises StaleRevision.
    """
    meeting, item, amendment = _begin(w, meeting_id, item_id, amendment_id, MeetingAction.READ_OUT, seen_revision)
    text_hash = wording_hashes(w, [amendment])[amendment.id]
    if seen_reading is not None:
        _check_seen(last_reading(w, meeting, amendment.id, text_hash), seen_reading)
    present = present_in(w, meeting)
    ground = ground_of(w, meeting, item)
    _, found = on_amendment(w, amendment)
    before = {one.delegation_id: one for one in found}
    for code, answer in answers.items():
        if code not in present:
            raise Invalid(N_("{code} is not recorded as present."), pointer=f"/answers/{code}", code=code)
        if answer.kind != ABSENT:
            _take(w, amendment, ground, code, answer, before.get(present[code]))
    row = ReadingRow(
        id=new_id(),
        meeting_id=meeting.id,
        item_id=item.id,
        subject=AgendaSubject.AMENDMENT,
        subject_id=amendment.id,
        text_hash=text_hash,
        answers={code: answer.kind for code, answer in sorted(answers.items())},
        at=w.now,
        entered_by=w.actor.user_id,
    )
    w.session.add(row)
    w.session.flush()
    note_meeting(w, meeting, MeetingAction.READ_OUT, [row], program_id=amendment.program_id)
    return row


def _check_seen(last: ReadingRow | None, seen: str) -> None:
    """The last reading is the one the person read: the same wording may have been read out on another screen."""
    if last is not None and last.id != seen:
        raise StaleRevision(
            N_(
                "Since you opened the page this wording was read out and what was heard was recorded. "
                "Read it below; sending the form again records it anew."
            )
        )


def _take(w: Work, amendment: AmendmentRow, ground: Ground, code: str, answer: Answer, was: Standing | None) -> None:
    """The position, unless it is the one that stands."""
    if answer.kind not in {kind for kind, trait in TRAITS.items() if trait.offered}:
        raise Invalid(N_("There is no such position."), pointer=f"/answers/{code}")
    kind = PositionKind(answer.kind)
    if TRAITS[kind].needs_reason and not answer.reason.strip():
        raise Invalid(
            N_("{code}: give the reason. It is shown to all delegations."), pointer=f"/answers/{code}/reason", code=code
        )
    stands = was is not None and not was.is_to_reconfirm and was.position is not None and was.position.kind is kind
    if stands and not answer.reason.strip():
        return
    outside = Outside(code, OutsideChannel.FLOOR, w.now, ground.reference)
    positions.position_on_amendment(
        w, amendment.id, Said(kind, answer.reason.strip()), seen_revision=None, outside=outside
    )


def present_in(w: Work, meeting: MeetingRow) -> dict[str, str]:
    """Delegations in the room, without observers: code → identity, in their order."""
    rows = w.session.execute(
        select(DelegationRow.code, DelegationRow.id)
        .join(MeetingParticipantRow, MeetingParticipantRow.delegation_id == DelegationRow.id)
        .where(
            MeetingParticipantRow.meeting_id == meeting.id,
            MeetingParticipantRow.is_present,
            DelegationRow.is_observer.is_(False),
        )
        .order_by(DelegationRow.position)
    )
    return {row.code: row.id for row in rows}


def last_reading(w: Work, meeting: MeetingRow, subject_id: str, text_hash: str) -> ReadingRow | None:
    """The last reading of this very text at the meeting."""
    return w.session.scalars(
        select(ReadingRow)
        .where(
            ReadingRow.meeting_id == meeting.id, ReadingRow.subject_id == subject_id, ReadingRow.text_hash == text_hash
        )
        .order_by(ReadingRow.at.desc(), ReadingRow.id)
        .limit(1)
    ).first()


def silent_ones(w: Work, meeting: MeetingRow, reading: ReadingRow) -> set[str]:
    """Identities of those that were present when it was read out."""
    absent = {code for code, said in reading.answers.items() if said == ABSENT}
    return {identity for code, identity in present_in(w, meeting).items() if code not in absent}


# --- Three: it is agreed ------------------------------------------------------------------------------


def decide(
    w: Work,
    meeting_id: str,
    item_id: str,
    amendment_id: str,
    action: AmendmentAction,
    *,
    reason: str = "",
    until: str | None = None,
    rejecting: Sequence[str] = (),
    seen_revision: int | None = None,
) -> AmendmentRow:
    """A decision on an amendment with the meeting as ground.

    To agree, its wording has been read out; those present that said nothing do not object. rejecting: live
    alternatives that fall with it, so that brackets are settled at once. seen_revision: of the amendment.
    """
    if action not in DECIDES:
        raise Invalid(N_("A meeting agrees, rejects or defers an amendment."), pointer="/action")
    meeting, item, amendment = _begin(w, meeting_id, item_id, amendment_id, MeetingAction.RECORD, seen_revision)
    ground = ground_of(w, meeting, item)
    reason = reason.strip() or _by_decision(w, ground)
    others = [guards.find_amendment(w, one) for one in dict.fromkeys(rejecting) if one != amendment.id]
    if action in AGREES:
        _count_present(w, meeting, amendment, ground)
    row = _decided(w, meeting, item, ground, amendment.id, action, reason, until)
    for other in others:
        if other.state in UNDECIDED:  # not where the decision has taken its object away
            _decided(w, meeting, item, ground, other.id, AmendmentAction.REJECT, reason)
    return row


def keep_text(
    w: Work,
    meeting_id: str,
    item_id: str,
    code: str,
    clause_id: str,
    *,
    reason: str = "",
    seen: Sequence[str] | None = None,
) -> Sequence[AmendmentRow]:
    """The clause stays as it is: every live alternative to it is rejected, with the meeting as ground.

    seen: the alternatives that were shown. Raises StepNotAllowed where another one is live by now.
    """
    find_meeting(w, meeting_id)
    program = find_program(w, code)
    w.lock(ProgramRow, program.id)
    meeting = begin_step(w, meeting_id, MeetingAction.RECORD)
    item = find_item(w, meeting, item_id)
    check_bound(item, program.id)
    ground = ground_of(w, meeting, item)
    reason = reason.strip() or _by_decision(w, ground)
    live = [one for one in amendments_on(w, code, clause_id) if one.state in UNDECIDED]
    unseen = [one.number or "" for one in live if seen is not None and one.id not in seen]
    if unseen:
        raise StepNotAllowed(
            N_("Since you opened the page another alternative was recorded: {amendments}."), amendments=unseen
        )
    rejected = [_decided(w, meeting, item, ground, one.id, AmendmentAction.REJECT, reason) for one in live]
    row = add_entry(
        w,
        meeting,
        item,
        EntryKind.DECISION,
        text_stands(w, program, clause_id),
        subject=AgendaSubject.CLAUSE,
        subject_id=clause_id,
        program_id=program.id,
        action="keep",
    )
    note_meeting(w, meeting, MeetingAction.RECORD, [row], program_id=program.id)
    return rejected


def _by_decision(w: Work, ground: Ground) -> str:
    with speaking(w.actor.language):
        return gettext("Decision of the meeting: {meeting}", meeting=ground.reference)


def _begin(
    w: Work, meeting_id: str, item_id: str, amendment_id: str, action: MeetingAction, seen_revision: int | None
) -> tuple[MeetingRow, AgendaItemRow, AmendmentRow]:
    """Meeting, item and amendment; locked in the order in which every act locks."""
    find_meeting(w, meeting_id)
    found = guards.find_amendment(w, amendment_id)
    amendment = guards.lock_amendment(w, found, seen_revision)
    meeting = begin_step(w, meeting_id, action)
    item = find_item(w, meeting, item_id)
    check_bound(item, amendment.program_id)
    return meeting, item, amendment


def _count_present(w: Work, meeting: MeetingRow, amendment: AmendmentRow, ground: Ground) -> None:
    """Writes down that those present that said nothing do not object.

    Raises StepNotAllowed where the wording was not read out.
    """
    text_hash = wording_hashes(w, [amendment])[amendment.id]
    reading = last_reading(w, meeting, amendment.id, text_hash)
    if reading is None:
        raise StepNotAllowed(N_("Its wording has not been read out at this meeting yet."))
    _, found = on_amendment(w, amendment)
    about = [(PositionSubject.AMENDMENT, amendment.id, text_hash)]
    version_id = amendment.version_id
    for one in not_objecting(w, found, silent_ones(w, meeting, reading)):
        write_floor(w, ground, amendment.program_id, version_id, one, about)


def not_objecting(w: Work, found: Sequence[Standing], present: set[str]) -> list[str]:
    """Those present whose silence counts, by the rule of the domain."""
    counted = counting_present(found, present, w.now)
    return [
        after.delegation_id
        for before, after in zip(found, counted, strict=True)
        if before.stance is Stance.NOTHING and after.stance is not Stance.NOTHING
    ]


def write_floor(
    w: Work,
    ground: Ground,
    program_id: str,
    version_id: str,
    delegation_id: str,
    about: Sequence[tuple[PositionSubject, str, str]],
) -> None:
    """That a delegation did not object, as received from the floor; told with the decision itself."""
    write_act(
        w,
        "take",
        about,
        program_id=program_id,
        delegation_id=delegation_id,
        version_id=version_id,
        kind=PositionKind.DOES_NOT_OBJECT,
        origin=PositionOrigin.OUTSIDE,
        channel=OutsideChannel.FLOOR,
        reference=ground.reference,
        entered_by=w.actor.user_id,
    )


def _decided(
    w: Work,
    meeting: MeetingRow,
    item: AgendaItemRow,
    ground: Ground,
    amendment_id: str,
    action: AmendmentAction,
    reason: str,
    until: str | None = None,
) -> AmendmentRow:
    said = "" if action is AmendmentAction.AGREE else reason
    row = deciding.decide(w, amendment_id, action, seen_revision=None, reason=said, until=until, ground=ground)
    check_bound(item, row.program_id)
    operations = load_operations(w, [row])[row.id]
    entry = add_entry(
        w,
        meeting,
        item,
        EntryKind.DECISION,
        decision_on_amendment(w, row, operations, action, until),
        subject=AgendaSubject.AMENDMENT,
        subject_id=row.id,
        program_id=row.program_id,
        action=action.value,
        reference=row.number or "",
        text_hash=w.get(WordingRow, (row.id, row.wording)).hash,
    )
    note_meeting(w, meeting, MeetingAction.RECORD, [entry], program_id=row.program_id)
    return row

"""Versions at a meeting: the next one is made, laid before those present and finalised, without a new window."""

from typing import Final

from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.meeting import Ground
from program_workflow.domain.terms import AgendaSubject, EntryKind, MeetingAction, PositionSubject, VersionAction
from program_workflow.storage import ProgramRow, VersionRow
from program_workflow.usecases import versions
from program_workflow.usecases.finding import find_program, latest_version
from program_workflow.usecases.floor import check_bound, not_objecting, present_in, write_floor
from program_workflow.usecases.meeting_entries import add_entry
from program_workflow.usecases.meeting_rows import begin_step, find_item, ground_of, note_meeting
from program_workflow.usecases.meeting_sentences import decision_on_version
from program_workflow.usecases.meeting_sight import find_meeting
from program_workflow.usecases.statuses import statuses
from program_workflow.usecases.work import Work

#: In the order in which a meeting takes them.
STEPS: Final = (VersionAction.CLOSE, VersionAction.NEXT, VersionAction.TABLE, VersionAction.FINALISE)


def take_step(
    w: Work,
    meeting_id: str,
    item_id: str,
    code: str,
    action: VersionAction,
    *,
    seen_revision: int | None = None,
) -> VersionRow:
    """One step of the newest version of a program with the meeting as ground, recorded as its decision.

    Before it is finalised, those present that said nothing of a clause do not object to it.
    seen_revision: of the version.
    """
    if action not in STEPS:
        raise Invalid(N_("A meeting takes no such step of a version."), pointer="/action")
    find_meeting(w, meeting_id)
    program = find_program(w, code)
    w.lock(ProgramRow, program.id)
    meeting = begin_step(w, meeting_id, MeetingAction.RECORD)
    item = find_item(w, meeting, item_id)
    check_bound(item, program.id)
    ground = ground_of(w, meeting, item)
    if action is VersionAction.NEXT:
        row = versions.next_version(w, code, seen_revision=seen_revision, ground=ground)
    else:
        latest = latest_version(w, program.id)
        if action is VersionAction.FINALISE:
            _count_present(w, program, latest, ground, set(present_in(w, meeting).values()))
        row = versions.take_step(
            w, code, latest.number, action, seen_revision=seen_revision, reason=ground.reference, ground=ground
        )
    entry = add_entry(
        w,
        meeting,
        item,
        EntryKind.DECISION,
        decision_on_version(program, row, action),
        subject=AgendaSubject.VERSION,
        subject_id=row.id,
        program_id=program.id,
        action=action.value,
        reference=str(row.number),
        text_hash=row.text_hash,
    )
    note_meeting(w, meeting, MeetingAction.RECORD, [entry], program_id=program.id)
    return row


def _count_present(w: Work, program: ProgramRow, version: VersionRow, ground: Ground, present: set[str]) -> None:
    """Of each delegation present one act on all clauses of which it said nothing."""
    found = statuses(w, program, version)
    if found.ground is None:
        return
    silent: dict[str, list[tuple[PositionSubject, str, str]]] = {}
    for clause_id, key in found.keys.items():
        for one in not_objecting(w, found.standings(clause_id), present):
            silent.setdefault(one, []).append((PositionSubject.CLAUSE, clause_id, key))
    for delegation_id, about in silent.items():
        write_floor(w, ground, program.id, version.id, delegation_id, about)

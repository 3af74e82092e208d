"""Adoption: by a decision or by silence, what it ends and supersedes, and how one by silence is annulled."""

from typing import Final

from sqlalchemy import select

from program_workflow.domain import redline
from program_workflow.domain.errors import N_, Invalid, StepNotAllowed
from program_workflow.domain.silence import standing as state_of_silence
from program_workflow.domain.states import VERSION_STEPS
from program_workflow.domain.terms import (
    OPEN,
    Adoption,
    AmendmentAction,
    AmendmentState,
    CorrigendumState,
    Event,
    MeetingState,
    SilenceScope,
    SilenceState,
    VersionAction,
    VersionState,
)
from program_workflow.storage import CorrigendumRow, EventRow, MeetingRow, ProgramRow, SilenceRow, VersionRow
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.finding import latest_version, versions_of
from program_workflow.usecases.operations import amendments_of
from program_workflow.usecases.silence_ends import blocked_by_running
from program_workflow.usecases.version_events import announce_version, touch
from program_workflow.usecases.work import Work

MAX_GROUND: Final = 2_000


def blocked_by_silence(w: Work, version: VersionRow, action: VersionAction) -> StepNotAllowed | None:
    """While a procedure runs on what the step takes away; in the moment after its end nothing is done before it."""
    refusal = blocked_by_running(w, version, action)
    if refusal is not None:
        return refusal
    if version.state not in (VersionState.FINALISED, VersionState.SUBMITTED):
        return None
    running = select(SilenceRow.expires_at).where(
        SilenceRow.version_id == version.id,
        SilenceRow.scope == SilenceScope.VERSION,
        SilenceRow.state == SilenceState.RUNNING,
    )
    for expires_at in w.session.scalars(running):
        if state_of_silence(SilenceState.RUNNING, expires_at, w.now) is SilenceState.ADOPTED:
            return StepNotAllowed(N_("The end of its silence procedure is being written down; try again in a moment."))
    return None


def blocked_by_corrigendum(w: Work, version: VersionRow) -> StepNotAllowed | None:
    """While a corrigendum waits for objections."""
    ends = w.session.scalars(
        select(CorrigendumRow.takes_effect_at).where(
            CorrigendumRow.version_id == version.id, CorrigendumRow.state == CorrigendumState.PROPOSED
        )
    ).first()
    if ends is None:
        return None
    return StepNotAllowed(
        N_("A corrigendum to version {version} is proposed; objections are taken until {time}."),
        version=version.number,
        time=ends,
    )


def note_ground(w: Work, version: VersionRow, ground: str, meeting_id: str | None) -> None:
    """How and where it was adopted. A meeting that is not held decides nothing. Raises Invalid, StepNotAllowed."""
    meeting = w.session.get(MeetingRow, meeting_id) if meeting_id is not None else None
    if meeting_id is not None and meeting is None:
        raise Invalid(N_("There is no such meeting."), pointer="/meeting_id")
    if meeting is not None and meeting.state is MeetingState.CANCELLED:
        raise StepNotAllowed(N_("The meeting is {state}; this step does not follow from it."), state=meeting.state)
    redline.refuse_control(ground.replace("\r", ""))
    if len(ground) > MAX_GROUND:
        raise Invalid(N_("At most {count} characters."), pointer="/ground", count=MAX_GROUND)
    version.adopted_by, version.ground, version.meeting_id = Adoption.DECISION, ground.strip() or None, meeting_id


def lapse_open(w: Work, version: VersionRow) -> None:
    """The version was adopted or abandoned: every open amendment lapses, and its author is told."""
    system = w.acting_system()
    for amendment in amendments_of(w, version.program_id, OPEN):
        before, amendment.state = amendment.state, AmendmentState.LAPSED
        amendment.updated_at = w.now
        w.session.flush()
        note_amendment(system, amendment, AmendmentAction.LAPSE, Event.AMENDMENT_LAPSED, body={"from": before})


def supersede_earlier(w: Work, version: VersionRow) -> None:
    """An adopted successor supersedes what was adopted or corrected before."""
    program = w.get(ProgramRow, version.program_id)
    system = w.acting_system()
    for earlier in versions_of(w, program):
        step = VERSION_STEPS.get((earlier.state, VersionAction.SUPERSEDE))
        if earlier.id != version.id and step is not None:
            before, earlier.state = earlier.state, step.to
            system.record(
                "version",
                earlier.id,
                VersionAction.SUPERSEDE,
                program_id=program.id,
                body={"number": earlier.number, "by": version.number, "from": before, "to": earlier.state},
            )


# --- Adoption by silence -------------------------------------------------------------------------------


def adopt_by_silence(w: Work, version: VersionRow, silence: SilenceRow) -> bool:
    """The end of a silence procedure on an agreed draft, decided by its instant. Whether the version is adopted.

    w: of the system. version: locked, after its program.
    """
    step = VERSION_STEPS.get((version.state, VersionAction.ADOPT))
    if silence.scope is not SilenceScope.VERSION or step is None:
        return False
    before = version.state
    version.adopted_at, version.adopted_by, version.silence_id = silence.expires_at, Adoption.SILENCE, silence.id
    version.ground = None
    supersede_earlier(w, version)
    version.state = step.to
    touch(w, version)
    announce_version(w, version, VersionAction.ADOPT, before, "")
    lapse_open(w, version)
    return True


def annul_adoption(w: Work, version: VersionRow, silence: SilenceRow, reason: str) -> None:
    """Takes an adoption by silence back: the version is the agreed draft again, and what it superseded is in force.

    w: of the system. Raises StepNotAllowed where more was built on the adoption.
    """
    step = VERSION_STEPS.get((version.state, VersionAction.ANNUL))
    if version.silence_id != silence.id:
        return
    if step is None or latest_version(w, version.program_id).id != version.id:
        raise StepNotAllowed(
            N_("Version {version} is {state}; its adoption cannot be annulled any more."),
            version=version.number,
            state=version.state,
        )
    pending = blocked_by_corrigendum(w, version)
    if pending is not None:
        raise pending
    before = version.state
    version.adopted_at = version.adopted_by = version.silence_id = None
    version.state = step.to
    touch(w, version)
    announce_version(w, version, VersionAction.ANNUL, before, reason)
    _restore_superseded(w, version)


def _restore_superseded(w: Work, version: VersionRow) -> None:
    """What the annulled adoption had superseded is again what it was."""
    events = w.session.scalars(
        select(EventRow)
        .where(EventRow.subject_type == "version", EventRow.program_id == version.program_id)
        .where(EventRow.action == VersionAction.SUPERSEDE.value)
        .order_by(EventRow.seq)
    ).all()
    for event in events:
        earlier = w.get(VersionRow, event.subject_id)
        if event.body.get("by") == version.number and earlier.state is VersionState.SUPERSEDED:
            earlier.state = VersionState(event.body.get("from", VersionState.ADOPTED))
            touch(w, earlier)
            w.record(
                "version",
                earlier.id,
                VersionAction.ANNUL,
                program_id=version.program_id,
                body={"number": earlier.number, "from": VersionState.SUPERSEDED, "to": earlier.state},
            )

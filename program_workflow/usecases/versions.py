"""The steps of a version: circulate, extend, close, make the next one, reissue, finalise, adopt."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, NotPermitted, StepNotAllowed, WorkflowError
from program_workflow.domain.meeting import Ground
from program_workflow.domain.numbering import concordance
from program_workflow.domain.permissions import Permit
from program_workflow.domain.states import VERSION_STEPS, VersionStep
from program_workflow.domain.terms import (
    AmendmentState,
    Event,
    VersionAction,
    VersionState,
)
from program_workflow.domain.text import Text
from program_workflow.domain.window import standing
from program_workflow.storage import DelegationRow, ProgramRow, VersionRow, WindowRow
from program_workflow.usecases import aligning, carrying
from program_workflow.usecases.adopting import (
    blocked_by_corrigendum,
    blocked_by_silence,
    lapse_open,
    note_ground,
    supersede_earlier,
)
from program_workflow.usecases.finalising import blocks_finalising
from program_workflow.usecases.finding import find_program, find_version, latest_version, outside_of
from program_workflow.usecases.guards import LAST_INSTANT
from program_workflow.usecases.notifying import tell
from program_workflow.usecases.operations import count_amendments
from program_workflow.usecases.programs import add_version
from program_workflow.usecases.texts import load_text, store_text
from program_workflow.usecases.version_events import announce_version, touch
from program_workflow.usecases.work import Work


def take_step(
    w: Work,
    code: str,
    number: int | str,
    action: VersionAction,
    *,
    seen_revision: int | None,
    closes_at: datetime | None = None,
    delegations: Sequence[str] = (),
    reason: str = "",
    ground: Ground | None = None,
    decision: str = "",
    meeting_id: str | None = None,
) -> VersionRow:
    """One step of a version, with everything that follows from it.

    closes_at: aware; needed to circulate, extend and reopen. delegations: codes for which a window
    is reopened. ground: the meeting that takes the step. decision, meeting_id: of an adoption, in words, and
    the meeting that took it.
    Refusals in order: not found, not permitted, stale, invalid, not allowed.
    """
    program = find_program(w, code)
    find_version(w, program, number)
    permissions.need(w.actor, Permit.STEP_VERSION)
    version = lock_version(w, code, number, seen_revision)
    _note_closing(w, version)
    step = check_step(w, version, action, closes_at=closes_at, reason=reason, delegations=delegations)
    if action is VersionAction.TABLE and ground is None:
        raise StepNotAllowed(N_("A version is laid before a meeting on the page of that meeting."))
    if action is VersionAction.ADOPT:
        note_ground(w, version, decision, meeting_id)
    if action is VersionAction.EXTEND and delegations:
        _reopen_for(w, version, delegations, _checked_instant(w, closes_at), reason)
        return version
    before = version.state
    if action in (VersionAction.CIRCULATE, VersionAction.EXTEND):
        closes_at = _checked_instant(w, closes_at)
    _apply(w, program, version, action, closes_at)
    version.state = step.to
    touch(w, version)
    announce_version(w, version, action, before, reason, ground)
    if action in (VersionAction.ADOPT, VersionAction.ABANDON):
        lapse_open(w, version)
    if action is VersionAction.REISSUE:
        make_next(w, program, version)
    return version


def lock_version(w: Work, code: str, number: int | str, seen_revision: int | None) -> VersionRow:
    """The version, locked after its program, if the page the person saw is current."""
    program = find_program(w, code)
    w.lock(ProgramRow, program.id)
    return w.lock(VersionRow, find_version(w, program, number).id, seen_revision)


def check_step(
    w: Work,
    version: VersionRow,
    action: VersionAction,
    *,
    closes_at: datetime | None,
    reason: str,
    delegations: Sequence[str] = (),
) -> VersionStep:
    """The step, or the refusal that says why not: what was sent wrong before what does not follow."""
    if action in _BY_SYSTEM:
        raise NotPermitted(N_("The system does this by itself."))
    if delegations and action is not VersionAction.EXTEND:
        raise Invalid(N_("Only a window is reopened for named delegations."), pointer="/delegations")
    redline.refuse_control(reason.replace("\r", ""))
    if not reason.strip() and any(one.needs_reason for (_, named), one in VERSION_STEPS.items() if named is action):
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    if action is VersionAction.CORRECT:
        raise Invalid(N_("Say what is corrected: a corrigendum lists it."), pointer="/corrections")
    at = standing(version.state, version.closes_at, w.now)
    step = VERSION_STEPS.get((at, action))
    if step is not None and step.by_system:
        step = None
    if action in (VersionAction.CIRCULATE, VersionAction.EXTEND):
        instant = _checked_instant(w, closes_at)
        if step is not None:
            _check_closing(w, w.get(ProgramRow, version.program_id), version, action, instant, delegations)
    if step is None:
        raise StepNotAllowed(
            N_("Version {version} is {state}; this step does not follow from it."), version=version.number, state=at
        )
    why_not = blocked(w, version, action)
    if why_not is not None:
        raise why_not
    return step


def blocked(w: Work, version: VersionRow, action: VersionAction) -> WorkflowError | None:
    """Why a step of the table does not hold now, beyond what the person enters; None if it does."""
    if action in (VersionAction.CIRCULATE, VersionAction.TABLE) and version.text_hash == _EMPTY:
        return StepNotAllowed(N_("The version has no text."))
    latest = latest_version(w, version.program_id)
    if latest.id != version.id and (action is not VersionAction.EXTEND or latest.opened_at is not None):
        # While the next one is still in work, a window on this one may be reopened; all else goes on there.
        return StepNotAllowed(N_("Version {version} has already been made."), version=latest.number)
    if action in (VersionAction.CORRECT, VersionAction.NEXT) and version.state is VersionState.ADOPTED:
        return blocked_by_corrigendum(w, version)
    if action is VersionAction.RENUMBER and (version.is_renumbered or version.made_from is None):
        return StepNotAllowed(N_("Its numbers already follow from the place of each clause."))
    if action is VersionAction.NEXT:
        unnumbered = count_amendments(w, version.program_id, [AmendmentState.SUBMITTED])
        if unnumbered:
            return StepNotAllowed(
                N_("Submitted amendments without a number: {count}. Take them under review or return them first."),
                count=unnumbered,
            )
    if action is VersionAction.FINALISE:
        return blocks_finalising(w, version)
    return blocked_by_silence(w, version, action)


_EMPTY = Text().hash()
_BY_SYSTEM = frozenset({VersionAction.SUPERSEDE, VersionAction.ANNUL})


def _checked_instant(w: Work, closes_at: datetime | None) -> datetime:
    if closes_at is None:
        raise Invalid(N_("Say when the window for proposals ends."), pointer="/closes_at")
    if closes_at.tzinfo is None:
        raise Invalid(N_("The end of the window needs a time zone."), pointer="/closes_at")
    if not w.now < closes_at < LAST_INSTANT:
        raise Invalid(N_("The window for proposals must end in the future."), pointer="/closes_at")
    return closes_at.astimezone(UTC)


def _check_closing(
    w: Work,
    program: ProgramRow,
    version: VersionRow,
    action: VersionAction,
    closes_at: datetime,
    delegations: Sequence[str],
) -> None:
    hours = int(program.rules["min_window_hours"])
    if action is VersionAction.CIRCULATE and closes_at < w.now + timedelta(hours=hours):
        raise Invalid(N_("The shortest window of this program is {hours} hours."), pointer="/closes_at", hours=hours)
    if action is VersionAction.EXTEND and not delegations:
        if standing(version.state, version.closes_at, w.now) is VersionState.CLOSED:
            raise Invalid(
                N_("Version {version} is closed. Name the delegations for which the window is reopened."),
                pointer="/delegations",
                version=version.number,
            )
        if version.closes_at and closes_at <= version.closes_at:
            raise Invalid(N_("An extension ends later than the window does now."), pointer="/closes_at")


def _apply(
    w: Work, program: ProgramRow, version: VersionRow, action: VersionAction, closes_at: datetime | None
) -> None:
    match action:
        case VersionAction.CIRCULATE | VersionAction.TABLE:
            version.opened_at, version.closes_at = w.now, closes_at
            if action is VersionAction.TABLE:
                version.closes_at = version.closed_at = w.now
            store_text(w, version, carrying.numbered(w, program, version, load_text(w, version.id)))
            w.session.flush()
            carrying.carry_over(w, program, version)
        case VersionAction.RENUMBER:
            _renumber(w, program, version)
        case VersionAction.EXTEND:
            version.closes_at = closes_at
        case VersionAction.CLOSE:
            version.closes_at = version.closed_at = w.now
        case VersionAction.FINALISE:
            version.finalised_at = w.now
        case VersionAction.ADOPT:
            version.adopted_at = w.now
            supersede_earlier(w, version)
        case _:
            pass


def _renumber(w: Work, program: ProgramRow, version: VersionRow) -> None:
    """The one final renumbering: numbers follow from the place; the table of concordance stands in the record."""
    before = load_text(w, version.id)
    version.is_renumbered = True
    after = carrying.numbered(w, program, version, before)
    store_text(w, version, after)
    old = {node.id: node.number for node in before.nodes}
    table = concordance(old, {node.id: node.number for node in after.nodes})
    w.record(
        "version",
        version.id,
        "concordance",
        program_id=program.id,
        body={"number": version.number, "numbers": [list(pair) for pair in table], "text_hash": version.text_hash},
    )


def _reopen_for(w: Work, version: VersionRow, codes: Sequence[str], closes_at: datetime, reason: str) -> None:
    """Reopens the window for named delegations; what they file then is marked as admitted late."""
    for code in codes:
        delegation = w.session.scalars(select(DelegationRow).where(DelegationRow.code == code)).one_or_none()
        if delegation is None or delegation.is_observer:
            raise Invalid(N_("There is no delegation {code}."), pointer="/delegations", code=code)
        left = outside_of(w, w.get(ProgramRow, version.program_id), delegation.id)
        if left is not None:
            raise Invalid(left.template, pointer="/delegations", **left.params)
        window = w.session.get(WindowRow, (version.id, delegation.id))
        if window is None:
            w.session.add(
                WindowRow(version_id=version.id, delegation_id=delegation.id, closes_at=closes_at, reason=reason)
            )
        else:
            window.closes_at, window.reason = closes_at, reason
        event = w.record(
            "version",
            version.id,
            VersionAction.EXTEND,
            program_id=version.program_id,
            reason=reason,
            body={"number": version.number, "delegation": code, "closes_at": closes_at.isoformat()},
        )
        tell(
            w,
            Event.WINDOW_REOPENED,
            key=f"window_reopened:{event.seq}",
            program_id=version.program_id,
            subject_type="version",
            subject_id=version.id,
            delegation_id=delegation.id,
            payload={"version": version.number, "deadline": closes_at.isoformat(), "reason": reason},
        )
    touch(w, version)


def _note_closing(w: Work, version: VersionRow) -> bool:
    """Writes down that the window has ended; what counts is the instant, this only notes it."""
    if standing(version.state, version.closes_at, w.now) is version.state:
        return False
    version.state, version.closed_at = VersionState.CLOSED, version.closes_at
    w.session.flush()
    announce_version(w.acting_system(), version, VersionAction.CLOSE, VersionState.CIRCULATED, "")
    return True


def close_due(w: Work) -> int:
    """Notes every window that has ended. Any number of schedulers may run it. Returns how many."""
    due = w.session.execute(
        select(VersionRow.program_id, VersionRow.id)
        .where(VersionRow.state == VersionState.CIRCULATED, VersionRow.closes_at <= w.now)
        .order_by(VersionRow.program_id)
    ).all()
    for program_id, _ in due:  # all locks before the first event, as every act takes them
        w.lock(ProgramRow, program_id)
    versions = [w.lock(VersionRow, version_id) for _, version_id in due]
    return sum(_note_closing(w, version) for version in versions)


def next_version(w: Work, code: str, *, seen_revision: int | None = None, ground: Ground | None = None) -> VersionRow:
    """The next working version: agreed amendments incorporated, the rest flagged by what the new text does to it.

    seen_revision: of the version it is made from, where the person saw one.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.MAKE_VERSION)
    program = w.lock(ProgramRow, program.id)
    version = w.lock(VersionRow, latest_version(w, program.id).id, seen_revision)
    _note_closing(w, version)
    check_step(w, version, VersionAction.NEXT, closes_at=None, reason="")
    return make_next(w, program, version, ground)


def make_next(w: Work, program: ProgramRow, version: VersionRow, ground: Ground | None = None) -> VersionRow:
    """A working version made from this one."""
    made = add_version(w, program, number=version.number + 1, text=load_text(w, version.id), made_from=version.id)
    if version.state in (VersionState.CLOSED, VersionState.RETURNED):
        text, _ = carrying.incorporate_all(w, program, made, load_text(w, made.id))
        store_text(w, made, carrying.numbered(w, program, made, text))
    w.session.flush()
    carrying.flag_rebases(w, program, made)
    aligning.tell_pending(w, program, made)
    event = w.record(
        "version",
        made.id,
        VersionAction.NEXT,
        program_id=program.id,
        body={
            "number": made.number,
            "made_from": version.number,
            "text_hash": made.text_hash,
            **({"agenda_item": ground.item_id} if ground else {}),
        },
    )
    tell(
        w,
        Event.VERSION_MADE,
        key=f"version_made:{event.seq}",
        program_id=program.id,
        subject_type="version",
        subject_id=made.id,
        payload={"version": made.number},
    )
    return made

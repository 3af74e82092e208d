"""What must hold before a silence procedure is announced, in words that say what does not."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from program_workflow.domain.deciding import Missing
from program_workflow.domain.errors import N_, Invalid, Saying, StepNotAllowed, WorkflowError
from program_workflow.domain.positions import Stance
from program_workflow.domain.silence import SILENCE_STEPS, Item, SilenceStep, standing
from program_workflow.domain.terms import (
    LIVE,
    Lack,
    MessageKind,
    PositionSubject,
    Role,
    SilenceAction,
    SilenceScope,
    SilenceState,
    VersionState,
)
from program_workflow.domain.window import standing as state_of_version
from program_workflow.storage import AmendmentRow, DelegationRow, ProgramRow, SilenceRow, UserRow, VersionRow
from program_workflow.usecases.finding import filing_version, participants_of
from program_workflow.usecases.guards import LAST_INSTANT
from program_workflow.usecases.silence_expiry import standings_on
from program_workflow.usecases.silence_rows import items_of, messages_of
from program_workflow.usecases.standings import ground, wording_hashes
from program_workflow.usecases.statuses import text_keys
from program_workflow.usecases.work import Work

#: A version on whose text a procedure runs.
_TAKES = frozenset({VersionState.CIRCULATED, VersionState.CLOSED})
#: An agreed draft that it adopts as a whole.
_ADOPTS = frozenset({VersionState.FINALISED, VersionState.SUBMITTED})


def check_step(w: Work, row: SilenceRow, action: SilenceAction) -> SilenceStep:
    """The step from the state at this instant. Raises StepNotAllowed."""
    state = standing(row.state, row.expires_at, w.now)
    step = SILENCE_STEPS.get((state, action))
    if step is None:
        raise StepNotAllowed(N_("This silence procedure is {state}; this step does not follow from it."), state=state)
    return step


def checked_instant(w: Work, expires_at: datetime | None) -> datetime:
    """The instant of expiry in UTC. Raises Invalid."""
    if expires_at is None:
        raise Invalid(N_("Say when the silence procedure ends."), pointer="/expires_at")
    if expires_at.tzinfo is None:
        raise Invalid(N_("The end of the silence procedure needs a time zone."), pointer="/expires_at")
    if not w.now < expires_at < LAST_INSTANT:
        raise Invalid(N_("A silence procedure must end in the future."), pointer="/expires_at")
    return expires_at.astimezone(UTC)


def check_length(w: Work, row: SilenceRow, expires_at: datetime) -> None:
    hours = int(w.get(ProgramRow, row.program_id).rules.get("min_silence_hours", 72))
    if expires_at < w.now + timedelta(hours=hours):
        raise Invalid(
            N_("The shortest silence procedure of this program is {hours} hours."), pointer="/expires_at", hours=hours
        )


def blocks_announcing(w: Work, row: SilenceRow) -> tuple[WorkflowError, ...]:
    """Everything that stands against announcing it, beside its length."""
    found = (_of_text(w, row), _of_positions(w, row), _of_service(w, row))
    return tuple(one for one in found if one is not None)


def _of_text(w: Work, row: SilenceRow) -> WorkflowError | None:
    """Whether what was frozen still is the text in force."""
    version = w.get(VersionRow, row.version_id)
    filing = filing_version(w, row.program_id)
    state = state_of_version(version.state, version.closes_at, w.now)
    takes = _TAKES | _ADOPTS if row.scope is SilenceScope.VERSION else _TAKES
    if filing is None or filing.id != version.id or state not in takes:
        return StepNotAllowed(N_("Version {version} is {state}."), version=version.number, state=state)
    if current_items(w, row, items_of(w, row)) != items_of(w, row):
        return StepNotAllowed(N_("A text in the scope has changed since. Prepare the silence procedure anew."))
    return None


def current_items(w: Work, row: SilenceRow, items: Sequence[Item]) -> list[Item]:
    """The same scope with the texts as they stand now; what is no longer there is left out."""
    if row.scope is SilenceScope.AMENDMENTS:
        found = [w.session.get(AmendmentRow, one.subject_id) for one in items]
        live = [one for one in found if one is not None and one.state in LIVE]
        hashes = wording_hashes(w, live)
        return [Item(PositionSubject.AMENDMENT, one.id, hashes[one.id]) for one in live]
    keys = text_keys(w, row.version_id)
    return [Item(one.subject, one.subject_id, keys[one.subject_id]) for one in items if one.subject_id in keys]


def _of_positions(w: Work, row: SilenceRow) -> WorkflowError | None:
    """No open objection or reservation stands on any text of the scope."""
    program = w.get(ProgramRow, row.program_id)
    items = items_of(w, row)
    on = ground(w, program, {one.subject_id for one in items})
    said: dict[tuple[str, str], Saying] = {}
    for item in items:
        for one in standings_on(w, on, item):
            if one.stance in (Stance.AGAINST, Stance.HELD) and one.position is not None:
                lack = Lack.OBJECTION if one.stance is Stance.AGAINST else Lack.RESERVATION
                said.setdefault(
                    (one.delegation_id, one.position.act_id),
                    on.say(Missing(lack, one.delegation_id, one.position)),
                )
    if not said:
        return None
    return StepNotAllowed(N_("An objection or reservation is open on its text. {lacks}."), lacks=list(said.values()))


def _of_service(w: Work, row: SilenceRow) -> WorkflowError | None:
    left = not_served(w, row)
    if not left:
        return None
    return StepNotAllowed(
        N_("No mail reaches a representative of {delegations}. Serve them by a note, and record it."),
        delegations=", ".join(one.code for one in left),
    )


def members_of(w: Work, program_id: str) -> list[DelegationRow]:
    """Delegations that take part and take positions."""
    return [one for one in participants_of(w, program_id) if not one.is_observer]


def not_served(w: Work, row: SilenceRow) -> list[DelegationRow]:
    """Those with neither a representative whom mail reaches nor a recorded note."""
    reached = set(
        w.session.scalars(
            select(UserRow.delegation_id)
            .where(UserRow.is_active, UserRow.mail_on, UserRow.role == Role.REPRESENTATIVE)
            .distinct()
        )
    )
    noted = {one.delegation_id for one in messages_of(w, row.id) if one.kind is MessageKind.NOTE}
    return [one for one in members_of(w, row.program_id) if one.id not in reached | noted]


def is_running(w: Work, row: SilenceRow) -> bool:
    return standing(row.state, row.expires_at, w.now) is SilenceState.RUNNING

"""Making remarks, answering and withdrawing them; also those received outside."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.remarks import Who, first_state, is_late, next_step
from program_workflow.domain.terms import Event, RemarkAction, RemarkKind, RemarkState, Role, VersionState
from program_workflow.domain.window import standing
from program_workflow.storage import DelegationRow, ProgramRow, RemarkRow, VersionRow, WindowRow
from program_workflow.usecases.finding import filing_version, find_program, parts_in
from program_workflow.usecases.position_checks import MAX_WORDS, Outside, check_outside
from program_workflow.usecases.remark_rows import find_remark, lock_remark, next_sequence, note_remark, tell_of
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: A version on whose text remarks are taken.
_TAKES: Final = frozenset({VersionState.CIRCULATED, VersionState.CLOSED})


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark as a person sends it. clause_id None: on the version as a whole; of a heading: on its section."""

    kind: RemarkKind
    text: str = ""
    clause_id: str | None = None


def make_remark(
    w: Work,
    code: str,
    said: Remark,
    *,
    seen_version: int | None = None,
    answer: str = "",
    outside: Outside | None = None,
) -> RemarkRow:
    """A remark on the newest circulated version; after the window it is taken, and marked late.

    seen_version: number of the version the person read. answer: of one received outside, a coordinator
    may give it at once. "No comments" said once more changes nothing.
    Raises NotFound, NotPermitted, StaleRevision, Invalid, StepNotAllowed in this order.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.MAKE_REMARK)
    version = filing_version(w, program.id)
    if version is None:
        raise StepNotAllowed(N_("No version has been circulated yet."))
    w.lock(ProgramRow, program.id)
    if seen_version is not None and seen_version != version.number:
        raise StaleRevision(
            N_("Version {version} has been circulated since. Read what it says before you make a remark."),
            version=version.number,
        )
    if said.clause_id is not None and said.clause_id not in load_text(w, version.id):
        raise NotFound(N_("Version {version} has no such clause."), version=version.number)
    delegation = _speaking_for(w, program, outside)
    _check(w, version, said, answer, outside)
    state = standing(version.state, version.closes_at, w.now)
    if state not in _TAKES:
        raise StepNotAllowed(N_("Version {version} is {state}."), version=version.number, state=state)
    before = _said_already(w, version, delegation, said)
    return before if before is not None else _write(w, program, version, delegation, said, answer, outside)


def _speaking_for(w: Work, program: ProgramRow, outside: Outside | None) -> DelegationRow:
    """Whose remark it is. Raises NotPermitted, Invalid."""
    if w.actor.is_coordinator or w.actor.role is None:
        if outside is None:
            raise NotPermitted(N_("The secretariat answers remarks. Say for which delegation you enter one."))
        named = select(DelegationRow).where(DelegationRow.code == outside.delegation)
        row = w.session.scalars(named).one_or_none()
        if row is None:
            raise Invalid(
                N_("There is no delegation {code}."), pointer="/on_behalf/delegation", code=outside.delegation
            )
    else:
        if outside is not None:
            raise NotPermitted(N_("Only a coordinator enters what was received outside."))
        row = w.get(DelegationRow, w.actor.delegation_id)
        if w.actor.role is Role.OBSERVER and not row.is_observer:
            raise NotPermitted(N_("For {delegation} its representatives speak."), delegation=row.code)
    refusal = _outside_of(w, program, row)
    if refusal is not None:
        raise refusal
    return row


def _outside_of(w: Work, program: ProgramRow, row: DelegationRow) -> NotPermitted | None:
    """Why it makes no remarks here; an observer organisation may unless its own part was named and is over."""
    parts = parts_in(w, program.id)
    if row.is_observer and all(one.delegation_id != row.id for one in parts):
        return None
    return permissions.outside(parts, row.id, w.now, delegation=row.code, program=program.code)


def may_make(w: Work, code: str) -> int | None:
    """Number of the version on which this person may make or enter a remark now; None where there is none."""
    program = find_program(w, code)
    version = filing_version(w, program.id)
    if version is None or not permissions.may(w.actor, Permit.MAKE_REMARK):
        return None
    if standing(version.state, version.closes_at, w.now) not in _TAKES:
        return None
    if w.actor.delegation_id is not None:
        row = w.get(DelegationRow, w.actor.delegation_id)
        if (w.actor.role is Role.OBSERVER and not row.is_observer) or _outside_of(w, program, row) is not None:
            return None
    return version.number


def _check(w: Work, version: VersionRow, said: Remark, answer: str, outside: Outside | None) -> None:
    for name, words in (("text", said.text), ("answer", answer)):
        _check_words(name, words)
    if said.kind is not RemarkKind.NO_COMMENTS and not said.text.strip():
        raise Invalid(N_("Write the remark. It stands in the consolidated table."), pointer="/text")
    if answer and outside is None:
        raise Invalid(N_("Remarks are answered by the secretariat."), pointer="/answer")
    if answer and said.kind is RemarkKind.NO_COMMENTS:
        raise Invalid(N_("“No comments” needs no answer."), pointer="/answer")
    if outside is not None:
        check_outside(w, outside)
        if version.opened_at is not None and outside.received_at < version.opened_at:
            raise Invalid(
                N_("Version {version} was circulated after that, on {time}."),
                pointer="/on_behalf/received_at",
                version=version.number,
                time=version.opened_at,
            )


def _check_words(name: str, words: str) -> None:
    redline.refuse_control(words.replace("\r", ""))
    if len(words) > MAX_WORDS:
        raise Invalid(N_("At most {count} characters."), pointer=f"/{name}", count=MAX_WORDS)


def _said_already(w: Work, version: VersionRow, delegation: DelegationRow, said: Remark) -> RemarkRow | None:
    """The "no comments" of the delegation that stands already."""
    if said.kind is not RemarkKind.NO_COMMENTS:
        return None
    return w.session.scalars(
        select(RemarkRow).where(
            RemarkRow.version_id == version.id,
            RemarkRow.delegation_id == delegation.id,
            RemarkRow.kind == RemarkKind.NO_COMMENTS,
            RemarkRow.state == RemarkState.NOTED,
            RemarkRow.clause_id == said.clause_id if said.clause_id else RemarkRow.clause_id.is_(None),
        )
    ).first()


def _write(
    w: Work,
    program: ProgramRow,
    version: VersionRow,
    delegation: DelegationRow,
    said: Remark,
    answer: str,
    outside: Outside | None,
) -> RemarkRow:
    at = outside.received_at if outside else w.now
    own = w.session.get(WindowRow, (version.id, delegation.id))
    row = RemarkRow(
        program_id=program.id,
        version_id=version.id,
        delegation_id=delegation.id,
        sequence=next_sequence(w, program.id),
        kind=said.kind,
        state=RemarkState.ANSWERED if answer else first_state(said.kind),
        clause_id=said.clause_id,
        text=said.text,
        channel=outside.channel if outside else None,
        reference=outside.reference if outside else "",
        at=at,
        entered_at=w.now,
        entered_by=w.actor.user_id,
        is_late=is_late(at, version.closed_at or version.closes_at, own.closes_at if own else None),
        answer=answer,
        answered_at=w.now if answer else None,
    )
    w.session.add(row)
    note_remark(w, row, "make")
    tell_of(w, row, Event.NO_COMMENTS_MADE if row.state is RemarkState.NOTED else Event.REMARK_MADE, reason=row.text)
    if outside is not None:
        tell_of(w, row, Event.REMARK_ENTERED, reason=row.text)
    if answer:
        tell_of(w, row, Event.REMARK_ANSWERED, reason=answer)
    return row


# --- Steps -------------------------------------------------------------------------------------------


def take_step(w: Work, remark_id: str, action: RemarkAction, *, seen_revision: int | None, text: str = "") -> RemarkRow:
    """Answers a remark, or takes it back. text: the answer.

    Raises NotFound, NotPermitted, StaleRevision, Invalid, StepNotAllowed in this order.
    """
    found = find_remark(w, remark_id)
    check_step(w, found, action)
    row = lock_remark(w, found, seen_revision)
    _check_words("text", text)
    if action is RemarkAction.ANSWER and not text.strip():
        raise Invalid(N_("Write the answer. It stands in the consolidated table."), pointer="/text")
    row.state = next_step(row.state, action).to
    if action is RemarkAction.ANSWER:
        row.answer, row.answered_at = text, w.now
    else:
        row.withdrawn_at = w.now
    note_remark(w, row, action)
    tell_of(w, row, Event.REMARK_ANSWERED if row.answer else Event.REMARK_WITHDRAWN, reason=row.answer)
    return row


def check_step(w: Work, row: RemarkRow, action: RemarkAction) -> None:
    """Raises NotPermitted where the step is not this person's."""
    if action is RemarkAction.ANSWER:
        permissions.need(w.actor, Permit.ANSWER_REMARK)
        return
    permissions.need(w.actor, Permit.MAKE_REMARK)
    if not is_author(w, row):
        code = w.get(DelegationRow, row.delegation_id).code
        raise NotPermitted(N_("Only {delegation} may take it back."), delegation=code)


def is_author(w: Work, row: RemarkRow) -> bool:
    """Whether the person speaks for its side; what was received outside a coordinator may take back, too."""
    if w.actor.is_coordinator or w.actor.role is None:
        return row.channel is not None
    if not permissions.may(w.actor, Permit.MAKE_REMARK) or w.actor.delegation_id != row.delegation_id:
        return False
    return w.actor.role is Role.REPRESENTATIVE or w.get(DelegationRow, row.delegation_id).is_observer


def actions_of(w: Work, row: RemarkRow) -> tuple[RemarkAction, ...]:
    """The steps that this person may take now."""
    found = []
    for action in RemarkAction:
        try:
            step = next_step(row.state, action)
        except StepNotAllowed:
            continue
        answers = permissions.may(w.actor, Permit.ANSWER_REMARK)
        if answers if step.who is Who.COORDINATOR else is_author(w, row):
            found.append(action)
    return tuple(found)

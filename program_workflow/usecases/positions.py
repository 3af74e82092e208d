"""Taking positions: on an amendment, a clause, or at once on a section or a version; also those received outside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import TRAITS, Position, Stance, key_of, standing
from program_workflow.domain.reopening import AGAINST
from program_workflow.domain.terms import (
    LIVE,
    AmendmentState,
    Event,
    Followed,
    PositionKind,
    PositionOrigin,
    PositionSubject,
    VersionState,
)
from program_workflow.domain.text import Node, Text
from program_workflow.domain.window import standing as state_at
from program_workflow.storage import AmendmentRow, DelegationRow, ProgramRow, VersionRow, WordingRow
from program_workflow.usecases import guards
from program_workflow.usecases.disinterest import hold_on_clauses
from program_workflow.usecases.finding import filing_version, find_program, outside_of
from program_workflow.usecases.notifying import AMENDMENT, VERSION, tell
from program_workflow.usecases.position_acts import About, write_act
from program_workflow.usecases.position_checks import Outside, Said, check_circulated, check_said
from program_workflow.usecases.silence_messages import hear_position
from program_workflow.usecases.standings import positions_on
from program_workflow.usecases.statuses import statuses
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

#: A version on whose text positions are taken.
_TAKES: Final = frozenset({VersionState.CIRCULATED, VersionState.CLOSED})


@dataclass(frozen=True, slots=True)
class _Target:
    subject: PositionSubject
    id: str
    text_hash: str


def position_on_amendment(
    w: Work, amendment_id: str, said: Said, *, seen_revision: int | None, outside: Outside | None = None
) -> str:
    """A position on the filed wording of an amendment. Returns the identity of the act.

    Raises NotFound, NotPermitted, StaleRevision, Invalid, StepNotAllowed in this order.
    """
    found = guards.find_amendment(w, amendment_id)
    check_may_take(w)
    amendment = guards.lock_amendment(w, found, seen_revision)
    program = w.get(ProgramRow, amendment.program_id)
    delegation = speaking_for(w, program, outside)
    check_said(w, said, outside)
    if outside is not None:
        check_circulated(w, program.id, outside)
    if amendment.state not in LIVE:
        raise StepNotAllowed(
            N_("Positions are taken on what is under review, deferred or agreed. This amendment is {state}."),
            state=amendment.state,
        )
    wording = w.get(WordingRow, (amendment.id, amendment.wording))
    target = _Target(PositionSubject.AMENDMENT, amendment.id, wording.hash)
    version = w.get(VersionRow, amendment.version_id)
    is_agreed = amendment.state is AmendmentState.AGREED
    return _take(w, program, version, delegation, (target,), said, outside, is_agreed=is_agreed)


def position_on_clauses(
    w: Work,
    code: str,
    said: Said,
    *,
    clauses: Sequence[str] = (),
    alone: bool = False,
    seen_version: int | None = None,
    seen_revision: str | None = None,
    outside: Outside | None = None,
) -> str:
    """A position on clauses of the newest circulated version, each with all that stands under it.

    clauses: identities; none is the version as a whole. alone: without what stands under them.
    seen_version: number of the version the person read; seen_revision: hash of the one clause as it
    was read; where another stands by now, StaleRevision. Returns the identity of the act.
    """
    program = find_program(w, code)
    check_may_take(w)
    version = filing_version(w, program.id)
    if version is None:
        raise StepNotAllowed(NOT_CIRCULATED)
    text = load_text(w, version.id)
    if any(one not in text for one in clauses):
        raise NotFound
    w.lock(ProgramRow, program.id)
    if seen_version is not None and seen_version != version.number:
        raise StaleRevision(_SINCE, version=version.number)
    if seen_revision is not None:
        _check_seen(version, text.node(clauses[0]), seen_revision)
    delegation = speaking_for(w, program, outside)
    check_said(w, said, outside)
    if outside is not None:
        check_circulated(w, program.id, outside)
    state = state_at(version.state, version.closes_at, w.now)
    if state not in _TAKES:
        raise StepNotAllowed(N_("Version {version} is {state}."), version=version.number, state=state)
    targets = tuple(
        _Target(PositionSubject.CLAUSE, node.id, key_of(node)) for node in _covered(text, clauses, alone=alone)
    )
    return _take(w, program, version, delegation, targets, said, outside)


def position_on_texts(
    w: Work,
    program: ProgramRow,
    version: VersionRow,
    delegation: DelegationRow,
    about: Sequence[About],
    said: Said,
    outside: Outside | None,
    *,
    is_agreed: bool = False,
) -> str:
    """A position on texts that were frozen, by a silence procedure or an agreement, whatever became of them since.

    is_agreed: to speak against them is to ask for their reopening. Returns the identity of the act.
    """
    check_said(w, said, outside)
    targets = [_Target(*one) for one in about]
    return _take(w, program, version, delegation, targets, said, outside, is_agreed=is_agreed)


def check_may_take(w: Work) -> None:
    """Representatives speak for their delegation; a coordinator only enters what was received outside."""
    permissions.need(w.actor, Permit.TAKE_POSITION)


NOT_CIRCULATED: Final = N_("No version has been circulated yet.")
_SINCE: Final = N_("Version {version} has been circulated since. Read what it says before you take a position.")


def _check_seen(version: VersionRow, node: Node, seen: str) -> None:
    if seen not in {one.hash for one in node.contents.values()}:
        _, now = next(iter(node.contents.items()))
        raise StaleRevision(_SINCE, theirs=now.text, version=version.number)


def _covered(text: Text, clauses: Sequence[str], *, alone: bool) -> list[Node]:
    if not clauses:
        return list(text.nodes)
    wanted = {*clauses} if alone else {node.id for one in clauses for node in text.subtree(one)}
    return [node for node in text.nodes if node.id in wanted]


def speaking_for(w: Work, program: ProgramRow, outside: Outside | None) -> DelegationRow:
    """Whose position it is. Raises NotPermitted, Invalid."""
    if w.actor.is_coordinator or w.actor.role is None:
        if outside is None:
            raise NotPermitted(N_("The secretariat takes no position. Say for which delegation you enter one."))
        code = outside.delegation
        row = w.session.scalars(select(DelegationRow).where(DelegationRow.code == code)).one_or_none()
        if row is None:
            raise Invalid(
                N_("There is no delegation {code}."), pointer="/on_behalf/delegation", code=outside.delegation
            )
    else:
        if outside is not None:
            raise NotPermitted(N_("Only a coordinator enters what was received outside."))
        row = w.get(DelegationRow, w.actor.delegation_id)
    if row.is_observer:
        raise NotPermitted(N_("{delegation} is an observer and takes no positions."), delegation=row.code)
    refusal = outside_of(w, program, row.id)
    if refusal is not None:
        raise refusal
    return row


def _take(
    w: Work,
    program: ProgramRow,
    version: VersionRow,
    delegation: DelegationRow,
    targets: Sequence[_Target],
    said: Said,
    outside: Outside | None,
    *,
    is_agreed: bool = False,
) -> str:
    """Writes the position down where it is new, and tells. The same one once more changes nothing."""
    before = positions_on(w, program.id, {one.id for one in targets}, delegation.id)
    if TRAITS[said.kind].converts:
        targets = _convertible(delegation, targets, before, said.kind)
    new = [one for one in targets if not _repeats(before.get(one.id, []), one.text_hash, delegation.id, said, outside)]
    if not new:
        return next((said_before[-1].act_id for said_before in before.values()), "")
    noted = write_act(
        w,
        "take",
        [(one.subject, one.id, one.text_hash) for one in new],
        program_id=program.id,
        delegation_id=delegation.id,
        version_id=version.id,
        **_columns(w, said, outside),
    )
    hear_position(
        w,
        program.id,
        delegation.id,
        [(one.subject, one.id, one.text_hash) for one in new],
        TRAITS[said.kind].stance,
        said.reason,
        outside,
        noted.subject_id,
    )
    clauses = {one.id for one in new if one.subject is PositionSubject.CLAUSE}
    if clauses and (TRAITS[said.kind].survives or _ends_disinterest(before, clauses)):
        hold_on_clauses(w, program, delegation.id, clauses)
    against = TRAITS[said.kind].stance in AGAINST
    agreed = [] if not against else new if is_agreed else _agreed(w, program, version, new, noted.subject_id)
    if agreed and not said.reason.strip():
        raise Invalid(
            N_("To ask for what is agreed to be reopened, give the reason. It is shown to all delegations."),
            pointer="/reason",
        )
    if agreed:
        _tell(w, Event.REOPENING_REQUESTED, noted.seq, version, delegation, agreed, said)
    others = [one for one in new if one not in agreed]
    if others:
        event = Event.POSITION_AGAINST if against else Event.POSITION_TAKEN
        _tell(w, event, noted.seq, version, delegation, others, said)
    if outside is not None:
        _tell(w, Event.POSITION_ENTERED, noted.seq, version, delegation, new, said)
    return noted.subject_id


def _ends_disinterest(before: Mapping[str, Sequence[Position]], clauses: Collection[str]) -> bool:
    return any(TRAITS[one.kind].survives for each in clauses for one in before.get(each, ()))


def _agreed(
    w: Work, program: ProgramRow, version: VersionRow, targets: Sequence[_Target], act_id: str
) -> list[_Target]:
    """Those of these clauses that stand agreed, and that this act asks to reopen."""
    found = statuses(w, program, version)
    return [one for one in targets if any(each.act_id == act_id for each in found.requests(one.id))]


def _convertible(
    delegation: DelegationRow, targets: Sequence[_Target], before: Mapping[str, Sequence[Position]], kind: PositionKind
) -> list[_Target]:
    """The texts on which the delegation has a reservation that can be converted. Raises StepNotAllowed for none."""
    if any(one.subject is PositionSubject.AMENDMENT for one in targets):
        raise StepNotAllowed(N_("A reservation is converted on the clause, once an amendment is in the text."))
    found = []
    for one in targets:
        now = standing(delegation.id, before.get(one.id, ()), one.text_hash).position
        if now is not None and (now.kind is kind or now.stance is Stance.HELD):
            found.append(one)
    if not found:
        raise StepNotAllowed(
            N_("{delegation} has no reservation here that could be converted."), delegation=delegation.code
        )
    return found


def _columns(w: Work, said: Said, outside: Outside | None) -> dict[str, Any]:
    return {
        "kind": said.kind,
        "origin": PositionOrigin.OUTSIDE if outside else PositionOrigin.OWN,
        "reason": said.reason,
        "due": said.due,
        "lifts_when": said.lifts_when,
        "except_words": said.except_words,
        "channel": outside.channel if outside else None,
        "reference": outside.reference if outside else "",
        "at": outside.received_at if outside else w.now,
        "entered_by": w.actor.user_id,
    }


def _repeats(
    before: Sequence[Position], text_hash: str, delegation_id: str, said: Said, outside: Outside | None
) -> bool:
    now = standing(delegation_id, before, text_hash)
    if now.position is None:
        return said.kind is PositionKind.NONE
    if now.is_to_reconfirm or outside is not None:
        return False
    one = now.position
    return (one.kind, one.reason, one.due, one.lifts_when, one.except_words) == (
        said.kind,
        said.reason,
        said.due,
        said.lifts_when,
        said.except_words,
    )


def _tell(
    w: Work,
    event: Event,
    seq: int,
    version: VersionRow,
    delegation: DelegationRow,
    targets: Sequence[_Target],
    said: Said,
) -> None:
    """Of an amendment its number, of clauses that of the version; never a text."""
    about = targets[0]
    amendment = w.get(AmendmentRow, about.id) if about.subject is PositionSubject.AMENDMENT else None
    concerned = delegation.id if event is Event.POSITION_ENTERED else amendment.delegation_id if amendment else None
    tell(
        w,
        event,
        key=f"{event}:{seq}",
        program_id=version.program_id,
        subject_type=AMENDMENT if amendment else VERSION,
        subject_id=amendment.id if amendment else version.id,
        delegation_id=concerned,
        numbered=True,
        payload={
            "number": amendment.number if amendment else None,
            "position": said.kind,
            "stand": delegation.code,
            "clauses": len(targets),
            "clause": None if amendment or len(targets) > 1 else _reference(w, version, about.id),
            "reason": said.reason,
        },
        about=[
            (Followed.DELEGATION, delegation.id),
            *((Followed.CLAUSE, one.id) for one in targets if one.subject is PositionSubject.CLAUSE),
        ],
    )


def _reference(w: Work, version: VersionRow, clause_id: str) -> str:
    return load_text(w, version.id).references[clause_id]

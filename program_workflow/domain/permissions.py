"""Who may do and see what: one table of permits, and the rules of what is visible to whom.

Pages, API, command line and workers ask here alike. Steps of versions and amendments stand in
``domain/states.py``; a permit only opens the door to them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from program_workflow.domain.actor import Actor
from program_workflow.domain.errors import N_, NotAuthenticated, NotFound, NotPermitted
from program_workflow.domain.terms import AmendmentAction, AmendmentState, Role, VersionState


class Permit(StrEnum):
    """What a route, command or use case needs; every route declares one."""

    ANYBODY = "anybody"  # log-in, health, static files
    READ_OWN = "read_own"  # account, my turn, notifications
    READ_PROGRAMS = "read_programs"
    READ_WORKING_VERSIONS = "read_working_versions"
    READ_AMENDMENTS = "read_amendments"
    READ_QUEUE = "read_queue"
    IMPORT_PROGRAM = "import_program"
    EDIT_PROGRAM = "edit_program"
    MAKE_VERSION = "make_version"
    STEP_VERSION = "step_version"
    PROPOSE = "propose"
    ENTER_AMENDMENT = "enter_amendment"
    STEP_AMENDMENT = "step_amendment"
    READ_POSITIONS = "read_positions"
    TAKE_POSITION = "take_position"
    REOPEN_CLAUSE = "reopen_clause"
    PREPARE_SILENCE = "prepare_silence"
    STEP_SILENCE = "step_silence"
    MAKE_PACKAGE = "make_package"
    ENTER_SIGNATURE = "enter_signature"
    PROPOSE_CORRIGENDUM = "propose_corrigendum"
    OBJECT_TO_CORRIGENDUM = "object_to_corrigendum"
    ALIGN = "align"
    READ_MEETINGS = "read_meetings"
    HOLD_MEETING = "hold_meeting"
    READ_REMARKS = "read_remarks"
    MAKE_REMARK = "make_remark"
    ANSWER_REMARK = "answer_remark"
    READ_ADVICE = "read_advice"
    GIVE_ADVICE = "give_advice"
    REQUEST_ADVICE = "request_advice"
    READ_PEOPLE = "read_people"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"
    COMMENT = "comment"
    CONSULT = "consult"
    NAME_APPROVER = "name_approver"
    KEEP_WEBHOOKS = "keep_webhooks"
    CLAIM_TURN = "claim_turn"


_EVERYONE: Final = frozenset(Role)
_COORDINATOR: Final = frozenset({Role.COORDINATOR})
_ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR})
_DRAFTS: Final = frozenset({Role.REPRESENTATIVE, Role.EXPERT, Role.COORDINATOR})
_OWN_DRAFTS: Final = frozenset({Role.REPRESENTATIVE, Role.EXPERT})

PERMITS: Final[Mapping[Permit, frozenset[Role]]] = {
    Permit.ANYBODY: _EVERYONE,
    Permit.READ_OWN: _EVERYONE,
    Permit.READ_PROGRAMS: _EVERYONE,
    Permit.READ_WORKING_VERSIONS: _COORDINATOR,
    Permit.READ_AMENDMENTS: _DRAFTS | {Role.REVIEWER},
    Permit.READ_QUEUE: _DRAFTS | {Role.REVIEWER},
    Permit.IMPORT_PROGRAM: _COORDINATOR,
    Permit.EDIT_PROGRAM: _COORDINATOR,
    Permit.MAKE_VERSION: _COORDINATOR,
    Permit.STEP_VERSION: _COORDINATOR,
    Permit.PROPOSE: _DRAFTS,
    Permit.ENTER_AMENDMENT: _COORDINATOR,
    Permit.STEP_AMENDMENT: _DRAFTS,
    Permit.READ_POSITIONS: _DRAFTS | {Role.REVIEWER},
    Permit.TAKE_POSITION: frozenset({Role.REPRESENTATIVE, Role.COORDINATOR}),
    Permit.REOPEN_CLAUSE: _COORDINATOR,
    Permit.PREPARE_SILENCE: _COORDINATOR,
    Permit.STEP_SILENCE: frozenset({Role.REPRESENTATIVE, Role.COORDINATOR}),
    Permit.MAKE_PACKAGE: _COORDINATOR,
    Permit.ENTER_SIGNATURE: _COORDINATOR,
    Permit.PROPOSE_CORRIGENDUM: _COORDINATOR,
    Permit.OBJECT_TO_CORRIGENDUM: frozenset({Role.REPRESENTATIVE, Role.COORDINATOR}),
    Permit.ALIGN: _COORDINATOR,
    Permit.READ_MEETINGS: _EVERYONE,
    Permit.HOLD_MEETING: _COORDINATOR,
    Permit.READ_REMARKS: _DRAFTS | {Role.REVIEWER, Role.OBSERVER},
    Permit.MAKE_REMARK: frozenset({Role.REPRESENTATIVE, Role.OBSERVER, Role.COORDINATOR}),
    Permit.ANSWER_REMARK: _COORDINATOR,
    Permit.READ_ADVICE: _DRAFTS | {Role.REVIEWER},
    Permit.GIVE_ADVICE: frozenset({Role.REVIEWER}),
    Permit.REQUEST_ADVICE: _COORDINATOR,
    Permit.READ_PEOPLE: _ADMINISTRATOR | _COORDINATOR,
    Permit.MANAGE_PEOPLE: _ADMINISTRATOR,
    Permit.READ_AUDIT: _ADMINISTRATOR | _COORDINATOR,
    Permit.COMMENT: _DRAFTS,
    Permit.CONSULT: _OWN_DRAFTS,
    Permit.NAME_APPROVER: frozenset({Role.REPRESENTATIVE, Role.ADMINISTRATOR}),
    Permit.CLAIM_TURN: frozenset({Role.REPRESENTATIVE, Role.COORDINATOR}),
    Permit.KEEP_WEBHOOKS: _ADMINISTRATOR | _COORDINATOR | {Role.REPRESENTATIVE},
}

#: Without the second permit a person may not even know of what the first one is about.
_KNOWN_BY: Final[Mapping[Permit, Permit]] = {
    Permit.READ_AMENDMENTS: Permit.READ_AMENDMENTS,
    Permit.READ_QUEUE: Permit.READ_AMENDMENTS,
    Permit.STEP_AMENDMENT: Permit.READ_AMENDMENTS,
    Permit.READ_WORKING_VERSIONS: Permit.READ_WORKING_VERSIONS,
    Permit.READ_POSITIONS: Permit.READ_POSITIONS,
    Permit.TAKE_POSITION: Permit.READ_POSITIONS,
    Permit.MAKE_PACKAGE: Permit.READ_POSITIONS,
    Permit.REOPEN_CLAUSE: Permit.READ_POSITIONS,
    Permit.READ_REMARKS: Permit.READ_REMARKS,
    Permit.MAKE_REMARK: Permit.READ_REMARKS,
    Permit.ANSWER_REMARK: Permit.READ_REMARKS,
    Permit.COMMENT: Permit.READ_AMENDMENTS,
    Permit.CONSULT: Permit.READ_POSITIONS,
    Permit.READ_ADVICE: Permit.READ_ADVICE,
    Permit.GIVE_ADVICE: Permit.READ_ADVICE,
    Permit.REQUEST_ADVICE: Permit.READ_ADVICE,
}

_REFUSALS: Final[Mapping[Permit, str]] = {
    Permit.PROPOSE: N_("Amendments are proposed by representatives, experts and coordinators. Your role: {role}."),
    Permit.ENTER_AMENDMENT: N_("Only a coordinator enters what was received outside. Your role: {role}."),
    Permit.STEP_AMENDMENT: N_("Only its delegation or a coordinator may do this. Your role: {role}."),
    Permit.TAKE_POSITION: N_("Positions are taken by representatives. Your role: {role}."),
    Permit.IMPORT_PROGRAM: N_("Only a coordinator may create a program. Your role: {role}."),
    Permit.EDIT_PROGRAM: N_("Only a coordinator may change a program. Your role: {role}."),
    Permit.MAKE_VERSION: N_("Only a coordinator may make a version. Your role: {role}."),
    Permit.STEP_VERSION: N_("Only a coordinator may take this step. Your role: {role}."),
    Permit.REOPEN_CLAUSE: N_("Only a coordinator may reopen an agreed clause. Your role: {role}."),
    Permit.PREPARE_SILENCE: N_("Only a coordinator may prepare a silence procedure. Your role: {role}."),
    Permit.STEP_SILENCE: N_("Representatives answer a silence procedure, coordinators run it. Your role: {role}."),
    Permit.MAKE_PACKAGE: N_("Only a coordinator may make a package. Your role: {role}."),
    Permit.ENTER_SIGNATURE: N_("Only a coordinator enters signatures. Your role: {role}."),
    Permit.PROPOSE_CORRIGENDUM: N_("Only a coordinator may propose a corrigendum. Your role: {role}."),
    Permit.OBJECT_TO_CORRIGENDUM: N_("Representatives object to a corrigendum. Your role: {role}."),
    Permit.ALIGN: N_("Only a coordinator aligns the texts of the languages. Your role: {role}."),
    Permit.HOLD_MEETING: N_("Only a coordinator prepares and holds a meeting. Your role: {role}."),
    Permit.MAKE_REMARK: N_("Remarks are made by representatives and observers. Your role: {role}."),
    Permit.ANSWER_REMARK: N_("Only a coordinator answers a remark. Your role: {role}."),
    Permit.GIVE_ADVICE: N_("Advice is given by reviewers. Your role: {role}."),
    Permit.REQUEST_ADVICE: N_("Only a coordinator requests and releases advice. Your role: {role}."),
    Permit.READ_PEOPLE: N_("People and delegations are open to the administrator and coordinators. Your role: {role}."),
    Permit.MANAGE_PEOPLE: N_("Only an administrator may change people and delegations. Your role: {role}."),
    Permit.COMMENT: N_("Comments are made by representatives, experts and coordinators. Your role: {role}."),
    Permit.CONSULT: N_("Only people of a delegation consult inside it. Your role: {role}."),
    Permit.NAME_APPROVER: N_("An approver is named by a representative or an administrator. Your role: {role}."),
    Permit.CLAIM_TURN: N_("Representatives and coordinators mark what they are on. Your role: {role}."),
    Permit.KEEP_WEBHOOKS: N_(
        "Webhooks are kept by administrators, coordinators and representatives. Your role: {role}."
    ),
    Permit.READ_AUDIT: N_("The record is open to the administrator and coordinators. Your role: {role}."),
}


def may(actor: Actor | None, permit: Permit) -> bool:
    """Whether the person may. actor None: nobody is logged in. The system may always."""
    if permit is Permit.ANYBODY:
        return True
    if actor is None:
        return False
    return actor.role is None or actor.role in PERMITS[permit]


def need(actor: Actor | None, permit: Permit) -> None:
    """Raises NotAuthenticated, NotFound (the person may not know of it) or NotPermitted.

    The refusal's parameter ``role`` is a Role; adapters say it in words.
    """
    if may(actor, permit):
        return
    if actor is None or actor.role is None:
        raise NotAuthenticated(N_("Log in first."))
    known_by = _KNOWN_BY.get(permit)
    if known_by is not None and not may(actor, known_by):
        raise NotFound
    raise NotPermitted(_REFUSALS[permit], role=actor.role)


def sees_version(actor: Actor, state: VersionState, was_circulated: bool) -> bool:
    """A version that was ever circulated is seen by everyone who is logged in, others by coordinators."""
    if was_circulated and state is not VersionState.WORKING:
        return True
    return may(actor, Permit.READ_WORKING_VERSIONS)


def sees_amendment(
    actor: Actor,
    state: AmendmentState,
    delegation_id: str | None,
    has_number: bool,
    late_requested: bool,
    shown_to: Collection[str] = (),
) -> bool:
    """Whether the person may know that the amendment exists.

    delegation_id None: the secretariat's own. late_requested: its delegation showed the draft to the
    secretariat to have it admitted after the window. shown_to: delegations invited to co-sponsor it.
    """
    if actor.role is None:
        return True
    if is_own(actor, delegation_id) or is_shown(actor, shown_to):
        return True
    if state is AmendmentState.DRAFT:
        return late_requested and actor.is_coordinator
    if has_number:
        return may(actor, Permit.READ_AMENDMENTS)
    return actor.is_coordinator


def sees_remark(actor: Actor, delegation_id: str) -> bool:
    """Whether the person may know of a remark: whoever reads amendments; an observer, of its own organisation's."""
    if actor.role is Role.OBSERVER:
        return actor.delegation_id == delegation_id
    return may(actor, Permit.READ_REMARKS)


def sees_advice(actor: Actor, *, is_released: bool) -> bool:
    """Advice is internal to coordinators and reviewers until a coordinator releases it."""
    if actor.role in (None, Role.COORDINATOR, Role.REVIEWER):
        return True
    return is_released and may(actor, Permit.READ_ADVICE)


def is_own(actor: Actor, delegation_id: str | None) -> bool:
    """Whether the person is of the side that drafts it: its delegation, or the secretariat's coordinators."""
    if delegation_id is None:
        return actor.is_coordinator
    return actor.role in _OWN_DRAFTS and actor.delegation_id == delegation_id


def is_shown(actor: Actor, shown_to: Collection[str]) -> bool:
    """Whether the person is of a delegation that was invited to co-sponsor it, or does."""
    return actor.role in _OWN_DRAFTS and actor.delegation_id in shown_to


@dataclass(frozen=True, slots=True)
class Part:
    """A delegation takes part in a program from ``since`` until before ``until``; None: without end."""

    delegation_id: str
    since: datetime
    until: datetime | None = None


#: What only a delegation that takes part may do; one that has left may still withdraw and delete what it has.
OF_PARTICIPANTS: Final = frozenset(
    {AmendmentAction.SAVE, AmendmentAction.SUBMIT, AmendmentAction.REQUEST_LATE, AmendmentAction.CONFIRM_REBASE}
)


def takes_part(parts: Sequence[Part], delegation_id: str, now: datetime) -> bool:
    """Whether the delegation does; where nobody was named in the program, all do."""
    mine = [one for one in parts if one.delegation_id == delegation_id]
    return not parts or any(one.since <= now and (one.until is None or now < one.until) for one in mine)


def outside(
    parts: Sequence[Part], delegation_id: str, now: datetime, *, delegation: str, program: str
) -> NotPermitted | None:
    """Why the delegation may not put anything forward in the program, and since when; None where it takes part.

    delegation, program: their codes.
    """
    if takes_part(parts, delegation_id, now):
        return None
    named = {"delegation": delegation, "program": program}
    mine = [one for one in parts if one.delegation_id == delegation_id]
    ended = [one.until for one in mine if one.until is not None and one.until <= now]
    if ended:
        return NotPermitted(
            N_(
                "{delegation} has not taken part in {program} since {time}. "
                "It reads what is circulated, and may withdraw what it has open."
            ),
            **named,
            time=max(ended),
        )
    if mine:
        begins = min(one.since for one in mine)
        return NotPermitted(N_("{delegation} takes part in {program} from {time} on."), **named, time=begins)
    return NotPermitted(
        N_("{delegation} does not take part in {program}: its participants have been named since {time}."),
        **named,
        time=min(one.since for one in parts),
    )

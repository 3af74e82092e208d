"""What a notice says, in the language of the moment: one table of sentences by event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from program_workflow.domain.errors import N_
from program_workflow.domain.recipients import OF_TURNS, Group
from program_workflow.domain.terms import AmendmentState, Event, PositionKind, Rebase, SilenceScope
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language, ngettext


@dataclass(frozen=True, slots=True)
class Notice:
    """sentence: what happened. because: why this person is told. awaited: what they may or must do, or "".

    reason: as the one who acted gave it. link: path of the page. receipt: (count, head) of the record.
    """

    sentence: str
    because: str
    awaited: str
    reason: str
    deadline: datetime | None
    link: str
    receipt: tuple[int, str] | None = None


_SENTENCES: Final[Mapping[Event, str]] = {
    Event.VERSION_CIRCULATED: N_("Version {version} of {program} is circulated."),
    Event.WINDOW_EXTENDED: N_("The window for proposals on version {version} of {program} is extended."),
    Event.WINDOW_REOPENED: N_(
        "The window for proposals on version {version} of {program} is reopened for {delegation}."
    ),
    Event.WINDOW_ENDS: N_("The window for proposals on version {version} of {program} ends soon."),
    Event.VERSION_CLOSED: N_("The window for proposals on version {version} of {program} has ended."),
    Event.VERSION_REISSUED: N_(
        "Version {version} of {program} is no longer valid: it will be circulated anew. Amendments carry over."
    ),
    Event.VERSION_MADE: N_("Version {version} of {program} is made; it is not circulated yet."),
    Event.VERSION_FINALISED: N_("Version {version} of {program} is finalised."),
    Event.VERSION_SUBMITTED: N_("Version {version} of {program} is submitted for adoption."),
    Event.VERSION_ADOPTED: N_("Version {version} of {program} is adopted."),
    Event.VERSION_RETURNED: N_("Version {version} of {program} is returned without adoption."),
    Event.VERSION_ABANDONED: N_("Work on version {version} of {program} is abandoned."),
    Event.VERSION_CORRECTED: N_("A corrigendum to version {version} of {program} is issued."),
    Event.AMENDMENT_SUBMITTED: N_("{amendment} is submitted."),
    Event.LATE_ADMISSION_REQUESTED: N_("{amendment}: late filing is requested."),
    Event.LATE_ADMITTED: N_("{amendment} is admitted late."),
    Event.AMENDMENT_RETURNED: N_("{amendment} is returned for rework."),
    Event.AMENDMENT_UNDER_REVIEW: N_("{amendment} is under review."),
    Event.AMENDMENT_DECIDED: N_("{amendment} is decided."),
    Event.AMENDMENT_REOPENED: N_("{amendment} is reopened."),
    Event.AMENDMENT_ANNULLED: N_("{amendment}: the decision is annulled."),
    Event.AMENDMENT_WITHDRAWN: N_("{amendment} is withdrawn."),
    Event.AMENDMENT_MOOT: N_("{amendment} is moot: another agreed amendment removed its object."),
    Event.AMENDMENT_INCORPORATED: N_("{amendment} is incorporated in version {version}."),
    Event.AMENDMENT_LAPSED: N_("{amendment} has lapsed."),
    Event.AMENDMENT_REBASED: N_("{amendment}: version {version} changed its clause."),
    Event.REBASE_CONFIRMED: N_("{amendment}: the rebase is confirmed."),
    Event.POSITION_TAKEN: N_("{amendment}: {stand} has taken a position: {position}."),
    Event.POSITION_AGAINST: N_("{amendment}: {stand} has taken a position: {position}."),
    Event.POSITION_ENTERED: N_("{amendment}: the secretariat entered a position of {stand}: {position}."),
    Event.REOPENING_REQUESTED: N_("{amendment}, which is agreed: {stand} asks to reopen it: {position}."),
    Event.SILENCE_ANNOUNCED: N_("{silence} is announced."),
    Event.SILENCE_ANSWERED: N_("{silence}: {stand} agrees."),
    Event.SILENCE_CLARIFIED: N_("{silence}: a question or an answer; the time goes on."),
    Event.SILENCE_EXTENDED: N_("{silence} is extended."),
    Event.SILENCE_ENDS: N_("{silence} ends soon."),
    Event.SILENCE_ADOPTED: N_("{silence} has ended: no objection was received."),
    Event.SILENCE_BROKEN: N_("{silence} is broken by {stand}."),
    Event.SILENCE_WITHDRAWN: N_("{silence} is withdrawn."),
    Event.SILENCE_LATE: N_("{silence}: a message of {stand} came after the instant and changes nothing."),
    Event.SILENCE_ANNULMENT: N_("{silence}: a coordinator asks to annul the adoption."),
    Event.SILENCE_ANNULLED: N_("{silence}: the adoption is annulled."),
    Event.TURN_ENDS: N_("{item} waits for your act."),
    Event.TURN_OVERDUE: N_("{item} waits for your act and is overdue."),
    Event.TURN_ESCALATED: N_("{item} waits for {side} and has been overdue for days."),
    Event.TURN_STALLED: N_("In {program}, something that waits for the secretariat has been overdue for days."),
}

_DECISIONS: Final[Mapping[AmendmentState, str]] = {
    AmendmentState.AGREED: N_("{amendment} is agreed."),
    AmendmentState.AGREED_AD_REFERENDUM: N_("{amendment} is agreed ad referendum."),
    AmendmentState.REJECTED: N_("{amendment} is rejected."),
    AmendmentState.DEFERRED: N_("{amendment} is deferred."),
}

#: The same about clauses of a version.
_ON_CLAUSES: Final[Mapping[Event, str]] = {
    Event.POSITION_TAKEN: N_("Version {version} of {program}, {clauses}: {stand} has taken a position: {position}."),
    Event.POSITION_AGAINST: N_("Version {version} of {program}, {clauses}: {stand} has taken a position: {position}."),
    Event.POSITION_ENTERED: N_(
        "Version {version} of {program}, {clauses}: the secretariat entered a position of {stand}: {position}."
    ),
    Event.REOPENING_REQUESTED: N_(
        "Version {version} of {program}, {clauses}: agreed; {stand} asks to reopen it: {position}."
    ),
}

_DEFERRED_TO: Final = N_("{amendment} is deferred to: {until}.")

_REBASES: Final[Mapping[Rebase, str]] = {
    Rebase.CLEAN: N_("{amendment}: version {version} changed its clause; the amendment still applies."),
    Rebase.CONFLICT: N_("{amendment}: version {version} changed the same words."),
    Rebase.ORPHANED: N_("{amendment}: its clause is not in version {version} any more."),
}

_LADDER: Final[Mapping[int, str]] = {
    7: N_("Less than 7 days remain for proposals on version {version} of {program}."),
    2: N_("Less than 2 days remain for proposals on version {version} of {program}."),
    0: N_("Less than 24 hours remain for proposals on version {version} of {program}."),
}

_SILENCE_LADDER: Final[Mapping[int, str]] = {
    7: N_("{silence} ends in less than 7 days, and your delegation has not answered."),
    2: N_("{silence} ends in less than 2 days, and your delegation has not answered."),
    0: N_("{silence} ends in less than 24 hours, and your delegation has not answered."),
}

_TURN_LADDER: Final[Mapping[int, str]] = {
    7: N_("{item} waits for your act: less than 7 days remain."),
    2: N_("{item} waits for your act: less than 2 days remain."),
    0: N_("{item} waits for your act: less than 24 hours remain."),
}

_PROPOSE: Final = N_("Amendments can be submitted until then.")
_ANSWER: Final = N_("Agree, or break the silence before the instant; who says nothing is taken not to object.")
_AWAITED: Final[Mapping[Event, str]] = {
    Event.VERSION_CIRCULATED: _PROPOSE,
    Event.WINDOW_REOPENED: _PROPOSE,
    Event.WINDOW_ENDS: _PROPOSE,
    Event.VERSION_CLOSED: N_("Decide on what was submitted, then make the next version."),
    Event.VERSION_RETURNED: N_("Make the next version from it."),
    Event.AMENDMENT_SUBMITTED: N_("Take it under review, or return it for rework."),
    Event.LATE_ADMISSION_REQUESTED: N_("Decide whether it is admitted late."),
    Event.LATE_ADMITTED: N_("It can be submitted now."),
    Event.AMENDMENT_RETURNED: N_("Change it and submit it again."),
    Event.AMENDMENT_REBASED: N_("Look at the new text of the clause, then confirm or submit again."),
    Event.REOPENING_REQUESTED: N_("Decide whether it is reopened; until then nothing is finalised."),
    Event.SILENCE_ANNOUNCED: _ANSWER,
    Event.SILENCE_EXTENDED: _ANSWER,
    Event.SILENCE_ENDS: _ANSWER,
    Event.TURN_ENDS: N_("My turn says which step it is."),
    Event.TURN_OVERDUE: N_("My turn says which step it is."),
    Event.SILENCE_ANNULMENT: N_("Look at the proof of receipt; another coordinator confirms the annulment."),
}
_AWAITED_OF_REBASE: Final[Mapping[Rebase, str]] = {
    Rebase.CLEAN: N_("Confirm the rebase."),
    Rebase.CONFLICT: N_("Compare the texts and submit it again."),
    Rebase.ORPHANED: N_("Withdraw it; its text can be copied."),
}

_BECAUSE: Final[Mapping[Group, str]] = {
    Group.AUTHORS: N_("You are told because it is an amendment of your delegation."),
    Group.DELEGATION: N_("You are told because it concerns your delegation."),
    Group.COORDINATORS: N_("You are told as a coordinator."),
    Group.DELEGATIONS: N_("You are told because your delegation takes part in the program."),
    Group.REVIEWERS: N_("You are told as a reviewer."),
    Group.OBSERVERS: N_("You are told as an observer."),
    Group.ADMINISTRATORS: N_("You are told as an administrator."),
    Group.FOLLOWERS: N_("You are told because you follow it."),
}
_BECAUSE_WAITS: Final = N_("You are told because it waits for you or your colleagues.")
_BECAUSE_OWN: Final = N_("You are told because it is an amendment of the secretariat.")


def notice_of(event: Event, payload: Mapping[str, Any], subject_type: str, subject_id: str) -> Notice:
    """The notice of an event as one person reads it. payload: as `notifying.tell` wrote it."""
    facts = {name: str(payload.get(name, "")) for name in ("version", "program", "delegation", "until", "stand")}
    if payload.get("position"):
        facts["position"] = label(PositionKind(payload["position"]), language())
        facts["clauses"] = _name_clauses(payload)
    deadline = _read_instant(payload.get("deadline"))
    if subject_type == "amendment":
        facts["amendment"] = facts["item"] = _name_amendment(payload, facts)
        link = f"/amendments/{subject_id}"
    elif subject_type == "silence":
        facts["silence"] = _name_silence(payload, facts)
        link = f"/silence/{subject_id}"
    else:
        facts["item"] = gettext("Version {version} of {program}", **facts)
        link = f"/programs/{facts['program']}/versions/{facts['version']}"
    if event in OF_TURNS:
        facts["side"] = str(payload.get("side") or "") or gettext("the secretariat")
    receipt = payload.get("receipt")
    return Notice(
        sentence=gettext(_template(event, payload), **facts),
        because=_because(event, payload),
        awaited=gettext(_awaited(event, payload)) if payload.get("acts") else "",
        reason=str(payload.get("reason") or ""),
        deadline=deadline,
        link=link,
        receipt=(int(receipt["count"]), str(receipt["head"])) if receipt else None,
    )


def _name_clauses(payload: Mapping[str, Any]) -> str:
    """The one clause by what it is called, several by their count."""
    if payload.get("clause"):
        return str(payload["clause"])
    count = int(payload.get("clauses", 1))
    return ngettext("{n} clause", "{n} clauses", count)


def _name_amendment(payload: Mapping[str, Any], facts: Mapping[str, str]) -> str:
    """The amendment in the nominative, at the beginning of a sentence; by its number when it has one."""
    if payload.get("number"):
        return gettext("Amendment {number}", number=payload["number"])
    if facts["delegation"]:
        return gettext("The amendment of {delegation} to version {version} of {program}", **facts)
    return gettext("The secretariat's amendment to version {version} of {program}", **facts)


def _name_silence(payload: Mapping[str, Any], facts: Mapping[str, str]) -> str:
    """The procedure in the nominative, by its scope."""
    count = int(payload.get("count", 1))
    match payload.get("scope"):
        case SilenceScope.CLAUSES:
            return ngettext(
                "The silence procedure on {n} clause of version {version} of {program}",
                "The silence procedure on {n} clauses of version {version} of {program}",
                count,
                **facts,
            )
        case SilenceScope.AMENDMENTS:
            return ngettext(
                "The silence procedure on {n} amendment to version {version} of {program}",
                "The silence procedure on {n} amendments to version {version} of {program}",
                count,
                **facts,
            )
        case _:
            return gettext("The silence procedure on version {version} of {program}", **facts)


def _template(event: Event, payload: Mapping[str, Any]) -> str:
    table: Mapping[Any, str] = {}
    key: Any = None
    if event in _ON_CLAUSES and not payload.get("number"):
        return _ON_CLAUSES[event]
    match event:
        case Event.AMENDMENT_DECIDED if payload.get("state") == AmendmentState.DEFERRED and payload.get("until"):
            return _DEFERRED_TO
        case Event.AMENDMENT_DECIDED:
            table, key = _DECISIONS, payload.get("state")
        case Event.AMENDMENT_REBASED:
            table, key = _REBASES, payload.get("flag")
        case Event.WINDOW_ENDS:
            table, key = _LADDER, payload.get("stage")
        case Event.SILENCE_ENDS:
            table, key = _SILENCE_LADDER, payload.get("stage")
        case Event.TURN_ENDS:
            table, key = _TURN_LADDER, payload.get("stage")
    return table.get(key, _SENTENCES[event])


def _awaited(event: Event, payload: Mapping[str, Any]) -> str:
    if event is Event.AMENDMENT_REBASED and payload.get("flag") in _AWAITED_OF_REBASE:
        return _AWAITED_OF_REBASE[Rebase(payload["flag"])]
    return _AWAITED[event]


def _because(event: Event, payload: Mapping[str, Any]) -> str:
    group = Group(payload.get("as", Group.DELEGATIONS))
    if event in OF_TURNS and group is Group.AUTHORS:
        return gettext(_BECAUSE_WAITS)
    if group is Group.AUTHORS and not payload.get("delegation"):
        return gettext(_BECAUSE_OWN)
    return gettext(_BECAUSE[group])


def _read_instant(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None

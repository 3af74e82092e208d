"""What a notice says, in the language of the moment: one table of sentences by event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from program_workflow.domain.errors import N_
from program_workflow.domain.recipients import OF_TURNS, Group
from program_workflow.domain.terms import (
    AdviceKind,
    AmendmentState,
    CounterAction,
    Event,
    PositionKind,
    Rebase,
    RemarkKind,
    SilenceScope,
    SponsorAction,
)
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language, ngettext
from program_workflow.phrases import name_clause, until_when
from program_workflow.usecases.calendar_words import days_words


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
    Event.VERSION_TABLED: N_(
        "Version {version} of {program} is laid before a meeting; no window for proposals follows."
    ),
    Event.VERSION_MADE: N_("Version {version} of {program} is made; it is not circulated yet."),
    Event.VERSION_FINALISED: N_("Version {version} of {program} is finalised."),
    Event.VERSION_SUBMITTED: N_("Version {version} of {program} is submitted for adoption."),
    Event.VERSION_ADOPTED: N_("Version {version} of {program} is adopted."),
    Event.VERSION_RETURNED: N_("Version {version} of {program} is returned without adoption."),
    Event.VERSION_ABANDONED: N_("Work on version {version} of {program} is abandoned."),
    Event.VERSION_CORRECTED: N_("A corrigendum to version {version} of {program} is issued."),
    Event.AMENDMENT_SUBMITTED: N_("{amendment} is submitted."),
    Event.AMENDMENT_ENTERED: N_("{amendment}: the secretariat entered it as it was received outside."),
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
    Event.SPONSOR_INVITED: N_("{amendment}: your delegation is invited to co-sponsor it."),
    Event.SPONSOR_ASKED_AGAIN: N_("{amendment}: the wording that your delegation co-sponsors has changed."),
    Event.SPONSOR_ANSWERED: N_("{amendment}: {stand} has answered."),
    Event.TAKEOVER_OFFERED: N_("{amendment} is withdrawn by its author; its co-sponsors may take it over."),
    Event.AMENDMENT_TAKEN_OVER: N_("{amendment} is taken over by {stand}."),
    Event.COUNTER_TEXT_OFFERED: N_("{amendment}: {stand} proposes another wording."),
    Event.COUNTER_TEXT_ANSWERED: N_("{amendment}: the wording that {stand} proposed is answered."),
    Event.COUNTER_TEXT_WITHDRAWN: N_("{amendment}: {stand} has withdrawn the wording it proposed."),
    Event.MERGER_PROPOSED: N_("{amendment}: it is proposed to merge it with {other}."),
    Event.MERGER_ENDED: N_("{amendment}: it is not merged with {other}."),
    Event.AMENDMENT_MERGED: N_("{amendment} is merged into {other}."),
    Event.POSITION_TAKEN: N_("{amendment}: {stand} has taken a position: {position}."),
    Event.POSITION_AGAINST: N_("{amendment}: {stand} has taken a position: {position}."),
    Event.POSITION_ENTERED: N_("{amendment}: the secretariat entered a position of {stand}: {position}."),
    Event.REOPENING_REQUESTED: N_("{amendment}, which is agreed: {stand} asks to reopen it: {position}."),
    Event.CLAUSE_REOPENED: N_("Version {version} of {program}, {clause}: the agreed text is reopened."),
    Event.APPROVAL_ASKED: N_("{amendment}: your acceptance of the wording is asked for."),
    Event.WORDING_APPROVED: N_("{amendment}: the approver has accepted the wording."),
    Event.POSITION_PROPOSED: N_("{amendment}: a position of your delegation is proposed: {position}."),
    Event.COMMENTED: N_("{amendment}: a comment inside your delegation."),
    Event.COMMENTED_TO_SECRETARIAT: N_("{amendment}: a comment of {stand} to the secretariat."),
    Event.COMMENTED_TO_ALL: N_("{amendment}: a comment of {stand}."),
    Event.ACT_CONTESTED: N_("{amendment}: {stand} contests what was entered for it."),
    Event.CONTEST_ENDED: N_("{amendment}: what {stand} contested is settled."),
    Event.SILENCE_ANNOUNCED: N_("{silence} is announced."),
    Event.SILENCE_ANSWERED: N_("{silence}: {stand} agrees."),
    Event.REMARK_MADE: N_("{place}: {stand} makes a remark."),
    Event.NO_COMMENTS_MADE: N_("{place}: {stand} has no comments."),
    Event.REMARK_ENTERED: N_("{place}: the secretariat entered a remark of {stand}."),
    Event.REMARK_ANSWERED: N_("{place}: the remark of {stand} is answered."),
    Event.REMARK_WITHDRAWN: N_("{place}: {stand} takes its remark back."),
    Event.ADVICE_REQUESTED: N_("{amendment}: {advice} advice is requested."),
    Event.ADVICE_DUE: N_("{amendment}: {advice} advice is due soon."),
    Event.ADVICE_REQUEST_WITHDRAWN: N_("{amendment}: the request for {advice} advice is withdrawn."),
    Event.ADVICE_GIVEN: N_("{amendment}: {advice} advice is given; it is internal until it is released."),
    Event.ADVICE_RELEASED: N_("{amendment}: {advice} advice is released."),
    Event.ASKED_ON_JOINING: N_(
        "{delegation} takes part in {program}, and is asked about what was agreed before, version {version}: {clauses}."
    ),
    Event.SILENCE_CLARIFIED: N_("{silence}: a question or an answer; the time goes on."),
    Event.SILENCE_EXTENDED: N_("{silence} is extended."),
    Event.SILENCE_ENDS: N_("{silence} ends soon."),
    Event.SILENCE_ADOPTED: N_("{silence} has ended: no objection was received."),
    Event.SILENCE_BROKEN: N_("{silence} is broken by {stand}."),
    Event.SILENCE_WITHDRAWN: N_("{silence} is withdrawn."),
    Event.SILENCE_LATE: N_("{silence}: a message of {stand} came after the instant and changes nothing."),
    Event.SILENCE_ANNULMENT: N_("{silence}: a coordinator asks to annul the adoption."),
    Event.SILENCE_ANNULLED: N_("{silence}: the adoption is annulled."),
    Event.PACKAGE_MADE: N_("{program}: clauses are put together in the package “{title}” and are agreed together."),
    Event.PACKAGE_REOPENED: N_("{program}: the package “{title}” is reopened; its clauses are provisionally agreed."),
    Event.PACKAGE_CONCLUDED: N_("{program}: the review of the package “{title}” is concluded."),
    Event.PACKAGE_DISSOLVED: N_(
        "{program}: the package “{title}” is dissolved; its clauses are agreed each of its own."
    ),
    Event.SIGNATURE_ENTERED: N_("Version {version} of {program}: how {delegation} signed is entered."),
    Event.CORRIGENDUM_PROPOSED: N_("A corrigendum to version {version} of {program} is proposed."),
    Event.CORRIGENDUM_STOPPED: N_("The corrigendum to version {version} of {program} is stopped: {stand} objects."),
    Event.CORRIGENDUM_WITHDRAWN: N_("The corrigendum to version {version} of {program} is withdrawn."),
    Event.CORRIGENDUM_LATE: N_(
        "The corrigendum to version {version} of {program}: an objection of {stand} came after the instant "
        "and changes nothing."
    ),
    Event.ALIGNMENT_PENDING: N_("Version {version} of {program}: the texts of its languages are to be aligned."),
    Event.TEXTS_ALIGNED: N_("Version {version} of {program}: texts of its languages are aligned."),
    Event.MEETING_ANNOUNCED: N_("{meeting}: {days}, {place}. The agenda is open to those who take part."),
    Event.MEETING_CHANGED: N_("{meeting}: its particulars or agenda have changed. It is held on {days}, {place}."),
    Event.MEETING_CLOSED: N_("{meeting} is closed."),
    Event.MEETING_CANCELLED: N_("{meeting} is cancelled. It is not held on {days}, {place}."),
    Event.MINUTES_ADOPTED: N_("{meeting}: the minutes are adopted."),
    Event.OUTCOME_ADOPTED: N_("{meeting}: the outcome document is adopted."),
    Event.OUTCOME_CORRECTED: N_("{meeting}: a corrigendum to the outcome document is issued."),
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

#: The same of a question.
_OF_QUESTIONS: Final[Mapping[Event, str]] = {
    Event.REMARK_MADE: N_("{place}: {stand} asks a question."),
    Event.REMARK_ENTERED: N_("{place}: the secretariat entered a question of {stand}."),
    Event.REMARK_ANSWERED: N_("{place}: the question of {stand} is answered."),
    Event.REMARK_WITHDRAWN: N_("{place}: {stand} takes its question back."),
}

#: The same about clauses of a version.
_ON_CLAUSES: Final[Mapping[Event, str]] = {
    Event.POSITION_PROPOSED: N_(
        "Version {version} of {program}, {clauses}: a position of your delegation is proposed: {position}."
    ),
    Event.COMMENTED: N_("Version {version} of {program}, {clauses}: a comment inside your delegation."),
    Event.COMMENTED_TO_SECRETARIAT: N_(
        "Version {version} of {program}, {clauses}: a comment of {stand} to the secretariat."
    ),
    Event.COMMENTED_TO_ALL: N_("Version {version} of {program}, {clauses}: a comment of {stand}."),
    Event.ACT_CONTESTED: N_("Version {version} of {program}, {clauses}: {stand} contests what was entered for it."),
    Event.CONTEST_ENDED: N_("Version {version} of {program}, {clauses}: what {stand} contested is settled."),
    Event.POSITION_TAKEN: N_("Version {version} of {program}, {clauses}: {stand} has taken a position: {position}."),
    Event.POSITION_AGAINST: N_("Version {version} of {program}, {clauses}: {stand} has taken a position: {position}."),
    Event.POSITION_ENTERED: N_(
        "Version {version} of {program}, {clauses}: the secretariat entered a position of {stand}: {position}."
    ),
    Event.REOPENING_REQUESTED: N_(
        "Version {version} of {program}, {clauses}: agreed; {stand} asks to reopen it: {position}."
    ),
}

#: What a co-sponsor answered.
_ANSWERS: Final[Mapping[str, str]] = {
    SponsorAction.CONSENT: N_("{amendment}: {stand} co-sponsors this very wording."),
    SponsorAction.DECLINE: N_("{amendment}: {stand} declines."),
    SponsorAction.LEAVE: N_("{amendment}: {stand} has left the co-sponsors."),
}
#: What its author answered to another wording.
_COUNTER_ANSWERS: Final[Mapping[str, str]] = {
    CounterAction.ACCEPT: N_("{amendment}: its author accepts the wording that {stand} proposed."),
    CounterAction.REFUSE: N_("{amendment}: its author refuses the wording that {stand} proposed."),
}

_DEFERRED_TO: Final = N_("{amendment} is deferred to: {until}.")

_WITHOUT_OBJECT: Final = N_("{silence} has ended without effect: amendment {gone} is no longer before the delegations.")

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
_ADMIT: Final = N_("Decide whether it is admitted late.")
_ANSWER: Final = N_("Agree, or break the silence before the instant; who says nothing is taken not to object.")
_AWAITED: Final[Mapping[Event, str]] = {
    Event.VERSION_CIRCULATED: _PROPOSE,
    Event.WINDOW_REOPENED: _PROPOSE,
    Event.WINDOW_ENDS: _PROPOSE,
    Event.VERSION_CLOSED: N_("Decide on what was submitted, then make the next version."),
    Event.VERSION_RETURNED: N_("Make the next version from it."),
    Event.AMENDMENT_SUBMITTED: N_("Take it under review, or return it for rework."),
    Event.AMENDMENT_ENTERED: N_("Take it under review, or return it for rework."),
    Event.LATE_ADMISSION_REQUESTED: _ADMIT,
    Event.LATE_ADMITTED: N_("It can be submitted now."),
    Event.AMENDMENT_RETURNED: N_("Change it and submit it again."),
    Event.AMENDMENT_REBASED: N_("Look at the new text of the clause, then confirm or submit again."),
    Event.SPONSOR_INVITED: N_("Co-sponsor this very wording, or decline."),
    Event.SPONSOR_ASKED_AGAIN: N_("Look at the new wording, then co-sponsor it or decline."),
    Event.TAKEOVER_OFFERED: N_("Take it over until then, or it is withdrawn."),
    Event.COUNTER_TEXT_OFFERED: N_("Compare the wordings, then accept or refuse."),
    Event.MERGER_PROPOSED: N_("Compare the two, then accept or refuse."),
    Event.REOPENING_REQUESTED: N_("Decide whether it is reopened; until then nothing is finalised."),
    Event.CLAUSE_REOPENED: N_("Positions on it count anew; look whether that of your delegation still holds."),
    Event.APPROVAL_ASKED: N_("Accept the wording, or say in a comment what is to change."),
    Event.WORDING_APPROVED: N_("It can be submitted now."),
    Event.POSITION_PROPOSED: N_("A representative takes it, or sets it aside."),
    Event.ACT_CONTESTED: N_("Look at the letter; withdraw the entry, or ask the delegation to take it back."),
    Event.SILENCE_ANNOUNCED: _ANSWER,
    Event.SILENCE_EXTENDED: _ANSWER,
    Event.SILENCE_ENDS: _ANSWER,
    Event.CORRIGENDUM_PROPOSED: N_("Object before the instant, or it takes effect."),
    Event.CORRIGENDUM_STOPPED: N_("Propose it anew, or leave the text as it is."),
    Event.ALIGNMENT_PENDING: N_("Give the text that lags, or confirm that it says the same."),
    Event.MEETING_CLOSED: N_("Finish the outcome document and have it adopted."),
    Event.ADVICE_REQUESTED: N_("Read the text and give your advice."),
    Event.ADVICE_DUE: N_("Read the text and give your advice."),
    Event.ASKED_ON_JOINING: N_("Take a position, at once for all or on each; it stays agreed, finalisation waits."),
    Event.REMARK_MADE: N_("Answer it; the answer stands in the consolidated table."),
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
    Group.APPROVERS: N_("You are told as the approver of your delegation."),
    Group.AUTHORS: N_("You are told because it is an amendment of your delegation."),
    Group.SPONSORS: N_("You are told because your delegation co-sponsors it, or is invited to."),
    Group.SENDER: N_("You are told because it is a remark of your delegation or organisation."),
    Group.DELEGATION: N_("You are told because it concerns your delegation."),
    Group.COORDINATORS: N_("You are told as a coordinator."),
    Group.DELEGATIONS: N_("You are told because your delegation takes part in the program."),
    Group.REVIEWERS: N_("You are told as a reviewer."),
    Group.OBSERVERS: N_("You are told as an observer."),
    Group.ADMINISTRATORS: N_("You are told as an administrator."),
    Group.FOLLOWERS: N_("You are told because you follow it."),
}
_BECAUSE_MEETING: Final[Mapping[Group, str]] = {
    Group.DELEGATIONS: N_("You are told because your delegation takes part in the meeting."),
    Group.OBSERVERS: N_("You are told because your organisation takes part in the meeting."),
}
_BECAUSE_WAITS: Final = N_("You are told because it waits for you or your colleagues.")
_BECAUSE_OWN: Final = N_("You are told because it is an amendment of the secretariat.")


def notice_of(event: Event, payload: Mapping[str, Any], subject_type: str, subject_id: str) -> Notice:
    """The notice of an event as one person reads it. payload: as `notifying.tell` wrote it."""
    names = ("version", "program", "delegation", "until", "stand", "title", "other", "clause", "gone")
    facts = {name: str(payload.get(name, "")) for name in names}
    facts["until"] = until_when(facts["until"])
    if payload.get("position"):
        facts["position"] = label(PositionKind(payload["position"]), language())
    facts["clauses"] = _name_clauses(payload)
    if payload.get("advice"):
        facts["advice"] = label(AdviceKind(payload["advice"]), language())
    deadline = _read_instant(payload.get("deadline"))
    if subject_type == "amendment":
        facts["amendment"] = facts["item"] = _name_amendment(payload, facts)
        link = f"/amendments/{subject_id}"
    elif subject_type == "silence":
        facts["silence"] = _name_silence(payload, facts)
        link = f"/silence/{subject_id}"
    elif subject_type == "package":
        link = f"/programs/{facts['program']}/packages/{subject_id}"
    elif subject_type == "corrigendum":
        link = f"/corrigenda/{subject_id}"
    elif subject_type == "meeting":
        facts |= _name_meeting(payload)
        link = f"/meetings/{subject_id}"
    elif subject_type == "remark":
        facts["place"] = _name_place(payload, facts)
        link = f"/remarks/{subject_id}"
    else:
        facts["amendment"] = facts["item"] = gettext("Version {version} of {program}", **facts)
        link = f"/programs/{facts['program']}/versions/{facts['version']}"
    if event is Event.ASKED_ON_JOINING:
        facts["clauses"] = ngettext("{n} text", "{n} texts", int(payload.get("clauses", 1)))
        link = f"/programs/{facts['program']}/joining"
    if event in OF_TURNS:
        facts["side"] = str(payload.get("side") or "") or gettext("the secretariat")
    receipt = payload.get("receipt")
    return Notice(
        sentence=gettext(_template(event, payload, subject_type), **facts),
        because=_because(event, payload, subject_type),
        awaited=gettext(_awaited(event, payload)) if payload.get("acts") else "",
        reason=str(payload.get("reason") or ""),
        deadline=deadline,
        link=link,
        receipt=(int(receipt["count"]), str(receipt["head"])) if receipt else None,
    )


def _name_meeting(payload: Mapping[str, Any]) -> dict[str, str]:
    """The meeting, its days and its place; a meeting without a place says so."""
    said = language()
    place = payload.get("place", {})
    return {
        "meeting": _in(payload["meeting"], said),
        "days": days_words(payload["starts_on"], payload["ends_on"], said),
        "place": _in(place, said) or gettext("the place is not named yet"),
    }


def _in(words: Mapping[str, str], code: str) -> str:
    return words.get(code) or next(iter(words.values()), "")


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


def _name_place(payload: Mapping[str, Any], facts: Mapping[str, str]) -> str:
    """What a remark is on, at the beginning of a sentence."""
    if payload.get("clause"):
        clause = name_clause(str(payload["clause"]))
        return gettext("Version {version} of {program}, {clause}", **{**facts, "clause": clause})
    return gettext("Version {version} of {program} as a whole", **facts)


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


def _template(event: Event, payload: Mapping[str, Any], subject_type: str) -> str:
    table: Mapping[Any, str] = {}
    key: Any = None
    if event in _ON_CLAUSES and not payload.get("number") and subject_type != "amendment":
        return _ON_CLAUSES[event]
    if event in _OF_QUESTIONS and payload.get("kind") == RemarkKind.QUESTION:
        return _OF_QUESTIONS[event]
    match event:
        case Event.AMENDMENT_DECIDED if payload.get("state") == AmendmentState.DEFERRED and payload.get("until"):
            return _DEFERRED_TO
        case Event.AMENDMENT_DECIDED:
            table, key = _DECISIONS, payload.get("state")
        case Event.AMENDMENT_REBASED:
            table, key = _REBASES, payload.get("flag")
        case Event.SPONSOR_ANSWERED:
            table, key = _ANSWERS, payload.get("answer")
        case Event.COUNTER_TEXT_ANSWERED:
            table, key = _COUNTER_ANSWERS, payload.get("answer")
        case Event.WINDOW_ENDS:
            table, key = _LADDER, payload.get("stage")
        case Event.SILENCE_WITHDRAWN if payload.get("gone"):
            return _WITHOUT_OBJECT
        case Event.SILENCE_ENDS:
            table, key = _SILENCE_LADDER, payload.get("stage")
        case Event.TURN_ENDS:
            table, key = _TURN_LADDER, payload.get("stage")
    return table.get(key, _SENTENCES[event])


def _awaited(event: Event, payload: Mapping[str, Any]) -> str:
    if event is Event.AMENDMENT_REBASED and payload.get("flag") in _AWAITED_OF_REBASE:
        return _AWAITED_OF_REBASE[Rebase(payload["flag"])]
    if event is Event.AMENDMENT_ENTERED and payload.get("state") == AmendmentState.DRAFT:
        return _ADMIT
    return _AWAITED[event]


def _because(event: Event, payload: Mapping[str, Any], subject_type: str) -> str:
    group = Group(payload.get("as", Group.DELEGATIONS))
    if subject_type == "meeting" and group in _BECAUSE_MEETING:
        return gettext(_BECAUSE_MEETING[group])
    if event in OF_TURNS and group is Group.AUTHORS:
        return gettext(_BECAUSE_WAITS)
    if group is Group.AUTHORS and not payload.get("delegation"):
        return gettext(_BECAUSE_OWN)
    return gettext(_BECAUSE[group])


def _read_instant(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None

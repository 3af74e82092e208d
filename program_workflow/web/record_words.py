"""Events of the record in words: what was done, by whom, to what."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from program_workflow.domain.errors import N_
from program_workflow.domain.terms import (
    AmendmentAction,
    CorrigendumAction,
    CounterAction,
    MeetingAction,
    MergerAction,
    PackageAction,
    RemarkAction,
    Role,
    SilenceAction,
    SponsorAction,
    VersionAction,
)
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases.views import EventView

#: Acts that are no step of a version or an amendment.
ACTS: Final[Mapping[tuple[str, str], str]] = {
    ("program", "create"): N_("program created"),
    ("program", "edit"): N_("settings of the program changed"),
    ("program", "participant"): N_("participants of the program changed"),
    ("version", "make"): N_("version made"),
    ("version", "replace_text"): N_("text replaced from a file"),
    ("version", "edit_text"): N_("text of the working version changed"),
    ("version", "concordance"): N_("clauses renumbered, with a table of concordance"),
    ("rebase", "flag"): N_("open amendments compared with the new text"),
    ("comment", "comment"): N_("commented"),
    ("proposed", "propose"): N_("position proposed inside the delegation"),
    ("proposed", "approve"): N_("proposed position accepted by the approver"),
    ("proposed", "taken"): N_("proposed position taken"),
    ("proposed", "set_aside"): N_("proposed position set aside"),
    ("proposed", "replaced"): N_("proposed position replaced by another"),
    ("webhook", "create"): N_("webhook added"),
    ("webhook", "change"): N_("webhook changed"),
    ("webhook", "rotate"): N_("key of the webhook made anew"),
    ("webhook", "delete"): N_("webhook removed"),
    ("position", "take"): N_("position taken"),
    ("position", "fill_in"): N_("no objection received"),
    ("position", "void"): N_("what silence filled in is void"),
    ("scan", "add_scan"): N_("scan of a letter kept"),
    ("contest", "contest"): N_("entry contested by its delegation"),
    ("contest", "taken_back"): N_("contest taken back"),
    ("contest", "withdrawn"): N_("contested entry withdrawn"),
    ("reopening", "reopen_clause"): N_("agreed clause reopened"),
    ("silence", "prepare"): N_("silence procedure prepared"),
    ("silence", "ask_annulment"): N_("annulment of the adoption asked for"),
    ("package", "make"): N_("package made"),
    ("signature", "enter"): N_("signature entered"),
    ("corrigendum", "propose"): N_("corrigendum proposed"),
    ("position", "pass_on"): N_("positions passed to the agreed clause"),
    ("position", "hold"): N_("a disinterest in clauses taken over to the amendments of them"),
    ("alignment", "confirm"): N_("texts confirmed as aligned"),
    ("alignment", "supply"): N_("text of the other language given"),
    ("alignment", "add_text"): N_("texts of a language added from a file"),
    ("alignment", "translate"): N_("informational translation added from a file"),
    ("remark", "make"): N_("remark made"),
    ("joining", "join"): N_("takes part from an instant on"),
    ("joining", "ask"): N_("asked about what was agreed before it joined"),
    ("joining", "carry"): N_("asked about the clause that an agreed amendment made"),
    ("advice", "give"): N_("advice given"),
    ("advice", "release"): N_("advice released"),
    ("advice_request", "make"): N_("advice requested"),
    ("advice_request", "withdraw"): N_("request for advice withdrawn"),
    ("advice_request", "answer"): N_("request for advice answered"),
    ("delegation", "create"): N_("delegation added"),
    ("delegation", "rename"): N_("name of the delegation corrected"),
    ("user", "create"): N_("account created"),
    ("user", "change"): N_("account changed"),
    ("user", "set_password"): N_("password set"),
    ("user", "create_token"): N_("API token created"),
    ("user", "revoke_token"): N_("API token revoked"),
}
SUBJECTS: Final[Mapping[str, str]] = {
    "program": N_("Program"),
    "version": N_("Version"),
    "amendment": N_("Amendment"),
    "position": N_("Position of"),
    "reopening": N_("Reopened clause"),
    "scan": N_("Scan for"),
    "contest": N_("Entry for"),
    "silence": N_("Silence procedure"),
    "package": N_("Package"),
    "signature": N_("Signature of"),
    "corrigendum": N_("Corrigendum"),
    "alignment": N_("Alignment of version"),
    "meeting": N_("Meeting:"),
    "remark": N_("Remark"),
    "joining": N_("Delegation"),
    "advice": N_("Advice"),
    "advice_request": N_("Request for advice"),
    "rebase": N_("Rebase of amendments"),
    "comment": N_("Comment"),
    "proposed": N_("Proposed position"),
    "webhook": N_("Webhook"),
    "delegation": N_("Delegation"),
    "user": N_("Account"),
}


#: Whose words name the steps of a subject; of all others those of versions.
_STEPS: Final[Mapping[str, Sequence[type[StrEnum]]]] = {
    "amendment": (AmendmentAction, SponsorAction, CounterAction, MergerAction),
    "silence": (SilenceAction,),
    "package": (PackageAction,),
    "corrigendum": (CorrigendumAction,),
    "meeting": (MeetingAction,),
    "remark": (RemarkAction,),
}


def act_words(subject_type: str, action: str) -> str:
    """What was done, as it stands inside a sentence; an act of a later release is named by its code."""
    if (subject_type, action) in ACTS:
        return gettext(ACTS[subject_type, action])
    for steps in _STEPS.get(subject_type, (VersionAction,)):
        if action in set(steps):
            return label(steps(action), language())
    return action.replace("_", " ")


def capacity_words(capacity: str) -> str:
    """The capacity as the record keeps it ("representative KAZ") in the person's language; "" of the system."""
    role, _, code = capacity.partition(" ")
    if role not in set(Role):
        return ""
    said = label(Role(role), language())
    return f"{said}, {code}" if code else said


def subject_words(event: EventView) -> str:
    """The thing an event is about: "Version 2 of CIS-2011", "Amendment CIS-2011/2.7/KAZ/1"."""
    known = SUBJECTS.get(event.subject_type)
    kind = gettext(known) if known else event.subject_type
    subject = event.subject
    if subject is None:
        return kind
    if subject.program:
        return gettext("Version {version} of {program}", version=subject.name, program=subject.program)
    if subject.delegation and not subject.name:
        return gettext("Amendment of {delegation}, no number yet", delegation=subject.delegation)
    named = f"{kind} {subject.name}"
    return f"{named}: {event.body['delegation']}" if event.action == "participant" else named


def told(event: EventView) -> dict[str, Any]:
    """An event for the timeline."""
    said = sentence(act_words(event.subject_type, event.action))
    about = event.body.get("sponsor") or event.body.get("stand")
    return {
        "at": event.at,
        "actor": event.actor if capacity_words(event.capacity) else None,
        "capacity": capacity_words(event.capacity),
        "action": f"{said}: {about}" if about and not event.capacity.endswith(f" {about}") else said,
        "reason": event.reason,
        "hash": None,
    }

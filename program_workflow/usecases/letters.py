"""What a mail says: the notice of an event, with the text it is about, as the recipient may read it now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from program_workflow import i18n
from program_workflow.domain import permissions, redline
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import NO_FIELDS
from program_workflow.domain.errors import N_
from program_workflow.domain.recipients import OF_POSITIONS, OF_TURNS
from program_workflow.domain.silence import standing as state_of_silence
from program_workflow.domain.terms import AmendmentState, Change, Event, OperationKind, SilenceState
from program_workflow.domain.window import standing
from program_workflow.domain.words import label, sentence
from program_workflow.outgoing.mail import Letter, LetterChange
from program_workflow.storage import (
    AdviceRequestRow,
    AmendmentRow,
    CorrigendumRow,
    MeetingRow,
    NodeRow,
    OutboxRow,
    PackageRow,
    ProgramRow,
    RemarkRow,
    SilenceRow,
    UserRow,
    VersionRow,
)
from program_workflow.usecases.finding import sees_version
from program_workflow.usecases.meeting_sight import said_in, sees_meeting
from program_workflow.usecases.notices import notice_of
from program_workflow.usecases.operations import operations_of_wording
from program_workflow.usecases.sponsor_rows import shown_to
from program_workflow.usecases.waiting import parties_of
from program_workflow.usecases.work import Work, actor_of

#: A mail quotes so much of an amendment; the page shows all of it.
MAX_CHANGES: Final = 10
MAX_CHARACTERS: Final = 4000


_FIELDS: Final = {
    "label": N_("Label"),
    "executing_bodies": N_("Executing bodies"),
    "timeframe": N_("Timeframe"),
    "funding": N_("Funding"),
}


def write_letter(w: Work, item: OutboxRow, *, quotes: bool = True) -> Letter | None:
    """The mail of a queued delivery, or its entry of a digest; None when it no longer concerns the person.

    That is so when the account was closed, mails were turned off, the person may not see the subject
    any more, or the window a reminder speaks of was moved or has ended. quotes: with the text it is about.
    """
    user = w.get(UserRow, item.user_id)
    if not (user.is_active and user.mail_on):
        return None
    concerns, amendment = still_concerns(w, item, user)
    if not concerns:
        return None
    with i18n.speaking(user.language):
        return _letter(w, item, user, amendment if quotes else None)


def still_concerns(w: Work, item: OutboxRow, user: UserRow) -> tuple[bool, AmendmentRow | None]:
    """Whether the person may know of the subject as it is now, and a reminder still is one; the amendment it is."""
    actor = actor_of(user)
    if item.event in OF_POSITIONS and not permissions.may(actor, permissions.Permit.READ_POSITIONS):
        return False, None
    if item.subject_type == "amendment":
        amendment = w.session.get(AmendmentRow, item.subject_id)
        if amendment is None or not _sees(user, amendment) or not _still_due(w, item):
            return False, None
        return item.event not in OF_TURNS or _still_waits(w, item, amendment), amendment
    if item.subject_type == "silence":
        silence = w.session.get(SilenceRow, item.subject_id)
        return silence is not None and _still_asks(w, item, user, silence), None
    if item.subject_type in _MAY_KNOW:
        return _MAY_KNOW[item.subject_type](w, item, user), None
    version = w.session.get(VersionRow, item.subject_id)
    return version is not None and _still_holds(w, item, user, version), None


def _still_waits(w: Work, item: OutboxRow, amendment: AmendmentRow) -> bool:
    """Whether it waits for the same party as when the reminder was written."""
    return parties_of(w, [amendment])[amendment.id] == item.payload.get("party")


def _sees(user: UserRow, amendment: AmendmentRow) -> bool:
    return permissions.sees_amendment(
        actor_of(user),
        amendment.state,
        amendment.delegation_id,
        has_number=amendment.number is not None,
        late_requested=amendment.late_requested_at is not None,
        shown_to=shown_to(amendment),
    )


def _knows_package(w: Work, item: OutboxRow, user: UserRow) -> bool:
    known = w.session.get(PackageRow, item.subject_id) is not None
    return known and permissions.may(actor_of(user), permissions.Permit.READ_AMENDMENTS)


def _knows_corrigendum(w: Work, item: OutboxRow, user: UserRow) -> bool:  # noqa: ARG001 - who sees the adopted version
    return w.session.get(CorrigendumRow, item.subject_id) is not None


def _knows_meeting(w: Work, item: OutboxRow, user: UserRow) -> bool:
    meeting = w.session.get(MeetingRow, item.subject_id)
    return meeting is not None and sees_meeting(w.acting(actor_of(user)), meeting)


def _knows_remark(w: Work, item: OutboxRow, user: UserRow) -> bool:
    remark = w.session.get(RemarkRow, item.subject_id)
    return remark is not None and permissions.sees_remark(actor_of(user), remark.delegation_id)


#: Whether the person may still know of what a letter is about.
_MAY_KNOW: Final[Mapping[str, Callable[[Work, OutboxRow, UserRow], bool]]] = {
    "package": _knows_package,
    "corrigendum": _knows_corrigendum,
    "meeting": _knows_meeting,
    "remark": _knows_remark,
}


def _still_due(w: Work, item: OutboxRow) -> bool:
    """Whether a reminder of advice still is one."""
    if item.event != Event.ADVICE_DUE:
        return True
    request = w.session.get(AdviceRequestRow, item.payload.get("request"))
    return request is not None and request.answered_at is None and request.withdrawn_at is None


def _still_holds(w: Work, item: OutboxRow, user: UserRow, version: VersionRow) -> bool:
    if not sees_version(w.acting(actor_of(user)), version) or not _still_due(w, item):
        return False
    if item.event != Event.WINDOW_ENDS:
        return True
    deadline = datetime.fromisoformat(item.payload["deadline"])
    if deadline <= w.now:
        return False
    if item.payload.get("delegation"):  # a window of one delegation stands in a row of its own
        return True
    return standing(version.state, version.closes_at, w.now) is version.state and deadline == version.closes_at


def _still_asks(w: Work, item: OutboxRow, user: UserRow, row: SilenceRow) -> bool:
    """Whether the person may know of it, and a reminder still is one."""
    if not permissions.may(actor_of(user), permissions.Permit.READ_AMENDMENTS):
        return False
    if item.event != Event.SILENCE_ENDS:
        return True
    running = state_of_silence(row.state, row.expires_at, w.now) is SilenceState.RUNNING
    return running and datetime.fromisoformat(item.payload["deadline"]) == row.expires_at


def _letter(w: Work, item: OutboxRow, user: UserRow, amendment: AmendmentRow | None) -> Letter:
    notice = notice_of(Event(item.event), item.payload, item.subject_type, item.subject_id)
    return Letter(
        address=user.email,
        name=user.name,
        language=user.language,
        timezone=user.timezone,
        message_id=item.message_id,
        at=item.created_at,
        sentence=notice.sentence,
        because=notice.because,
        link=notice.link,
        awaited=notice.awaited,
        reason=notice.reason,
        deadline=notice.deadline,
        details=_details(w, item, user.language),
        changes=_changes(w, item, amendment, user.language) if amendment else (),
        text_language=amendment.language if amendment else user.language,
        receipt=notice.receipt,
    )


def _details(w: Work, item: OutboxRow, language: str) -> Sequence[tuple[str, str]]:
    """Program, version, clause and delegation, as far as the notice has them."""
    payload = item.payload
    program = w.session.get(ProgramRow, item.program_id) if item.program_id else None
    details: list[tuple[str, str]] = []
    if program is not None:
        details.append((i18n.gettext("Program"), title_of_program(program, language)))
    if payload.get("meeting"):
        details.append((i18n.gettext("Meeting"), str(said_in(payload["meeting"], language))))
    known = (
        (i18n.gettext("Version"), payload.get("version")),
        (i18n.gettext("Clause"), payload.get("clause")),
        (i18n.gettext("Delegation"), payload.get("delegation")),
    )
    return (*details, *((name, str(value)) for name, value in known if value))


def title_of_program(program: ProgramRow, language: str) -> str:
    """Code and title: "CIS-2011. Program of cooperation"."""
    title = program.title.get(language) or next(iter(program.title.values()), "")
    return f"{program.code}. {title}" if title and title != program.code else program.code


def _changes(w: Work, item: OutboxRow, amendment: AmendmentRow, language: str) -> Sequence[LetterChange]:
    """The redline of the wording the event was about; nothing for a draft, which no mail quotes."""
    if amendment.state is AmendmentState.DRAFT:
        return ()
    operations = operations_of_wording(w, amendment.id, int(item.payload.get("wording", amendment.wording)))
    said: list[LetterChange] = []
    length = 0
    for operation in operations[:MAX_CHANGES]:
        change = _change(w, amendment, operation, language)
        length += sum(len(text) for _, text in change.runs)
        if length > MAX_CHARACTERS:
            break
        said.append(change)
    return said


def _change(w: Work, amendment: AmendmentRow, operation: Operation, language: str) -> LetterChange:
    base = operation.base
    old_text, old_fields = (base.text, base.fields) if base else ("", NO_FIELDS)
    new_text, new_fields = operation.text, operation.fields
    if operation.kind is OperationKind.DELETE:
        new_text, new_fields = "", NO_FIELDS
    elif operation.kind is OperationKind.MOVE:
        new_text, new_fields = old_text, old_fields
    fields = [
        (_name_field(one.name, one.new or one.old), one.runs)
        for one in redline.compare_fields(old_fields, new_fields)
        if one.kind is not Change.EQUAL
    ]
    return LetterChange(
        heading=_heading(w, amendment, operation, language),
        runs=redline.compare(old_text, new_text),
        fields=fields,
    )


def _name_field(name: str, column: Any) -> str:
    """The name of a field; a further column of a table is named by its heading."""
    return i18n.gettext(_FIELDS[name]) if name in _FIELDS else str(column[0])


def _heading(w: Work, amendment: AmendmentRow, operation: Operation, language: str) -> str:
    """What is changed where: "Change: point 2.3"."""
    anchor = operation.anchor
    node = w.session.get(NodeRow, (amendment.version_id, anchor)) if anchor else None
    what = sentence(label(operation.kind, language))
    if node is None:
        return what
    where = f"{label(node.kind, language)} {node.number}".strip()
    if operation.kind is OperationKind.INSERT:
        return i18n.gettext("{what}, after: {where}", what=what, where=where)
    return f"{what}: {where}"

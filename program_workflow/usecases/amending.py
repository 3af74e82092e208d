"""The author's side of an amendment: draft, save, submit, withdraw, confirm a rebase."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete

from program_workflow.domain import permissions, redline
from program_workflow.domain.amendment import Operation, differs, rebase_operations
from program_workflow.domain.errors import N_, Invalid, NotPermitted, StepNotAllowed
from program_workflow.domain.meeting import Ground
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import (
    OPEN,
    AmendmentAction,
    AmendmentState,
    Event,
    OperationKind,
    Rebase,
    WordingOrigin,
)
from program_workflow.domain.text import Text
from program_workflow.storage import AmendmentRow, ApprovalRow, OperationRow, ProgramRow, VersionRow, WordingRow
from program_workflow.storage.base import new_id
from program_workflow.usecases import approvals, guards, sponsors
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.carrying import flag_anew
from program_workflow.usecases.finding import filing_version, find_program, find_version, outside_of
from program_workflow.usecases.operations import (
    OperationInput,
    add_wording,
    checked_text,
    clauses_touched,
    current_wording,
    keep_wording,
    load_operations,
    operations_of_wording,
    read_operations,
    wording_hash,
)
from program_workflow.usecases.people_views import find_delegation
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.silence_messages import hear_amendment
from program_workflow.usecases.sponsor_rows import co_sponsors as co_sponsors_of
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import SECRETARIAT
from program_workflow.usecases.work import Work

MAX_RATIONALE = 20_000


def draft_amendment(
    w: Work,
    code: str,
    operations: Sequence[OperationInput],
    *,
    base_version: int | None = None,
    language: str | None = None,
    rationale: str = "",
    import_key: str | None = None,
    delegation: str | None = None,
    co_sponsors: Sequence[str] = (),
    tabled: Ground | None = None,
    outside: Outside | None = None,
) -> AmendmentRow:
    """A new draft of the actor's delegation (of the secretariat, by a coordinator).

    base_version: number, by default the newest circulated one. delegation: code of another one, for which a
    coordinator enters it; from then on it is that delegation's alone. co_sponsors: codes of delegations
    that are invited, and see the draft from now on. tabled: at a meeting under an item of its agenda,
    whatever the window. outside: how it was received; whether in time, `entering` decides.
    Raises WindowClosed when its delegation could not file it any more.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.PROPOSE)
    delegation_id = _delegation_for(w, delegation)
    refusal = outside_of(w, program, delegation_id)
    if refusal is not None:
        raise refusal
    filing = filing_version(w, program.id)
    version = find_version(w, program, base_version) if base_version is not None else filing
    if version is None or version.opened_at is None:
        raise StepNotAllowed(N_("Amendments are made to a circulated version."))
    language = _checked_language(program, language)
    w.lock(ProgramRow, program.id)
    text = load_text(w, version.id)
    read = read_operations(operations, text, language)
    rationale = _checked_rationale(rationale)
    window = guards.window_for(w, program.id, delegation_id)
    is_filed_to = version.id == (filing.id if filing is not None else None)
    if not is_filed_to or not (window.is_open or tabled is not None or outside is not None):
        raise guards.window_closed(window, is_draft=False)
    amendment = AmendmentRow(
        id=new_id(),
        program_id=program.id,
        delegation_id=delegation_id,
        state=AmendmentState.DRAFT,
        version_id=version.id,
        language=language,
        created_at=w.now,
        created_by=w.actor.user_id,
        updated_at=w.now,
        sort_key=_sort_key(text, read),
        import_key=import_key,
        agenda_item_id=tabled.item_id if tabled else None,
        channel=outside.channel if outside else None,
        reference=outside.reference if outside else None,
        received_at=outside.received_at if outside else None,
    )
    w.session.add(amendment)
    w.session.flush()
    add_wording(w, amendment, read, rationale, WordingOrigin.SAVED)
    note_amendment(w, amendment, AmendmentAction.SAVE)
    sponsors.invite_all(w, amendment, list(dict.fromkeys(co_sponsors)))
    return amendment


def _delegation_for(w: Work, code: str | None) -> str | None:
    """Whose a draft is: the actor's own, or, by a coordinator, of the delegation that is named."""
    if code is None or code == w.actor.delegation_code:
        return w.actor.delegation_id
    if w.actor.delegation_id is not None:
        raise NotPermitted(N_("Only a representative of {code} may do this."), code=code)
    if code == SECRETARIAT.code:
        return None
    found = find_delegation(w, code)
    if found is None:
        raise Invalid(N_("There is no delegation {code}."), pointer="/delegation", code=code)
    return found.id


def _checked_language(program: ProgramRow, language: str | None) -> str:
    language = language or program.languages[0]
    if language not in program.languages:
        raise Invalid(N_("The program has no text in this language."), pointer="/language")
    return language


def _checked_rationale(rationale: str) -> str:
    if len(rationale) > MAX_RATIONALE:
        raise Invalid(N_("A rationale has at most {count} characters."), pointer="/rationale", count=MAX_RATIONALE)
    rationale = rationale.replace("\r\n", "\n").replace("\r", "\n")
    redline.refuse_control(rationale)
    return rationale


def _sort_key(text: Text, operations: Sequence[Operation]) -> int:
    """The place of the first clause concerned, for lists in the order of the text."""
    anchor = operations[0].anchor
    return text.index(anchor) if anchor is not None and anchor in text else 0


def save_wording(
    w: Work,
    amendment_id: str,
    operations: Sequence[OperationInput],
    *,
    seen_revision: int,
    rationale: str | None = None,
    base_version: int | None = None,
) -> AmendmentRow:
    """A new wording of a draft or a returned amendment.

    base_version: writes it against another circulated version, which settles a waiting rebase.
    Raises StaleRevision with the text sent and the text that stands.
    """
    guards.find_amendment(w, amendment_id)
    amendment = _locked(w, amendment_id, AmendmentAction.SAVE, seen_revision, operations)
    program = w.get(ProgramRow, amendment.program_id)
    version = w.get(VersionRow, amendment.version_id)
    if base_version is not None:
        version = _new_base(w, program, amendment, base_version)
    text = load_text(w, version.id)
    earlier = load_operations(w, [amendment])[amendment.id]
    read = read_operations(operations, text, amendment.language, earlier=earlier)
    guards.check_state(amendment, AmendmentAction.SAVE)
    guards.check_not_offered(amendment)
    if rationale is None:
        rationale = w.get(WordingRow, (amendment.id, current_wording(w, amendment))).rationale
    rationale = _checked_rationale(rationale)
    if version.id != amendment.version_id:
        amendment.version_id = version.id
        amendment.rebase, amendment.rebase_version_id = Rebase.NONE, None
    amendment.sort_key = _sort_key(text, read)
    add_wording(w, amendment, read, rationale, WordingOrigin.SAVED)
    note_amendment(w, amendment, AmendmentAction.SAVE)
    flag_anew(w, [amendment])
    return amendment


def _new_base(w: Work, program: ProgramRow, amendment: AmendmentRow, number: int) -> VersionRow:
    """The version a wording is written against: the one it was, or the newest circulated one."""
    version = find_version(w, program, number)
    filing = filing_version(w, program.id)
    if version.id not in (amendment.version_id, filing.id if filing is not None else None):
        raise Invalid(N_("Amendments are made to the newest circulated version."), pointer="/base_version")
    return version


def _locked(
    w: Work,
    amendment_id: str,
    action: AmendmentAction,
    seen_revision: int | None,
    sent: Sequence[OperationInput] = (),
) -> AmendmentRow:
    """The amendment, locked, if the act is this person's and the page they saw is current."""
    amendment = guards.find_amendment(w, amendment_id)
    guards.check_side(w, amendment, action)
    mine = next((one.text for one in sent if one.text is not None), None)
    return guards.lock_amendment(w, amendment, seen_revision, mine)


def submit_amendment(
    w: Work, amendment_id: str, *, seen_revision: int | None, without: Sequence[str] = ()
) -> AmendmentRow:
    """Files a draft, or a returned amendment again; from here the coordinators see it.

    without: codes of named co-sponsors it is submitted without, as they have not consented. The time of the
    first filing is kept. Filed in a window reopened for its delegation it is marked as admitted late.
    """
    return _file(w, _locked(w, amendment_id, AmendmentAction.SUBMIT, seen_revision), without)


def table_amendment(
    w: Work,
    code: str,
    operations: Sequence[OperationInput],
    ground: Ground,
    *,
    delegation: str,
    language: str | None = None,
    rationale: str = "",
) -> AmendmentRow:
    """An amendment tabled from the floor under an item of an agenda, for its delegation, whatever the window.

    Entered and filed at once by a coordinator; marked so.
    """
    made = draft_amendment(
        w, code, operations, language=language, rationale=rationale, delegation=delegation, tabled=ground
    )
    return _file(w, made, agenda_item=ground.item_id)


def _file(w: Work, amendment: AmendmentRow, without: Sequence[str] = (), **said: str) -> AmendmentRow:
    operations = load_operations(w, [amendment])[amendment.id]
    _check_rationale_first(w, amendment, operations)
    guards.check_state(amendment, AmendmentAction.SUBMIT)
    sponsors.drop_without(w, amendment, without)
    guards.check_guard(w, amendment, AmendmentAction.SUBMIT, operations)
    window = guards.window_for(w, amendment.program_id, amendment.delegation_id)
    amendment.is_admitted_late = amendment.is_admitted_late or window.is_late
    return _filed(w, amendment, operations, Event.AMENDMENT_SUBMITTED, None, **said)


def file_received(w: Work, amendment: AmendmentRow, outside: Outside) -> AmendmentRow:
    """Files what a coordinator entered, as of the time of its receipt. amendment: locked, in time or admitted."""
    operations = load_operations(w, [amendment])[amendment.id]
    guards.check_received(w, amendment, operations)
    return _filed(w, amendment, operations, Event.AMENDMENT_ENTERED, outside)


def _filed(
    w: Work,
    amendment: AmendmentRow,
    operations: Sequence[Operation],
    event: Event,
    outside: Outside | None,
    **said: str,
) -> AmendmentRow:
    filing = filing_version(w, amendment.program_id)
    if filing is not None and amendment.version_id != filing.id:
        amendment.version_id = filing.id  # nothing it touches has changed, see the guard
    step = guards.check_state(amendment, AmendmentAction.SUBMIT)
    if step.to is not None:
        amendment.state = step.to
    amendment.wording, amendment.draft_wording = current_wording(w, amendment), None
    amendment.filed_at = amendment.filed_at or (outside.received_at if outside else w.now)
    amendment.filed_by, amendment.updated_at = w.actor.user_id, w.now
    amendment.refile_until = None
    w.session.flush()
    wording = w.get(WordingRow, (amendment.id, amendment.wording))
    body = {"wording_hash": wording.hash, **said}
    note_amendment(w, amendment, AmendmentAction.SUBMIT, event, body=body)
    touched = clauses_touched(operations)
    hear_amendment(w, amendment.program_id, amendment.delegation_id, amendment.id, touched, outside)
    return amendment


def put_before_approver(
    w: Work, amendment_id: str, *, action: AmendmentAction, seen_revision: int | None, text: str | None = None
) -> AmendmentRow:
    """Asks the approver of the delegation for the newest wording, or accepts it as the approver.

    text: of a filed amendment whose clause has changed, the wording with which the delegation would file it anew, of
    the first operation; without it, the one that was put before the approver last. It is kept, and filed by
    `confirm_rebase`; until then nobody else knows of it.
    """
    amendment = _locked(w, amendment_id, action, seen_revision)
    operations = load_operations(w, [amendment])[amendment.id]
    kept: WordingRow | None = None
    if amendment.state in (AmendmentState.DRAFT, AmendmentState.RETURNED):
        guards.check_wording(w, amendment, operations)
        guards.check_state(amendment, action)
        text_hash = approvals.newest_hash(w, amendment)
    else:
        guards.check_state(amendment, action)
        guards.check_guard(w, amendment, action, operations)
        kept = _answer_to_rebase(w, amendment, operations, text)
        text_hash = kept.hash
    if action is AmendmentAction.APPROVE:
        approvals.approve(w, amendment, text_hash, kept)
    else:
        approvals.ask_approval(w, amendment, text_hash, kept)
    return amendment


def _answer_to_rebase(
    w: Work, amendment: AmendmentRow, operations: Sequence[Operation], text: str | None
) -> WordingRow:
    """The wording that would be filed anew, kept beside the one that stands. Raises Invalid where there is none."""
    proposed = approvals.proposed_wording(w, amendment)
    if text is None:
        if proposed is None:
            raise Invalid(N_("The text has changed in the same words. Write the wording anew."), pointer="/text")
        return proposed
    target = w.get(VersionRow, amendment.rebase_version_id)
    now, then = load_text(w, target.id), load_text(w, amendment.version_id)
    offered = _filed_anew(now, then, operations, text, amendment.language)
    rationale = w.get(WordingRow, (amendment.id, amendment.wording)).rationale
    if proposed is not None and proposed.hash == wording_hash(amendment.language, offered, rationale):
        return proposed
    return keep_wording(w, amendment, offered, rationale, WordingOrigin.REFILED, target.id)


def _check_rationale_first(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """What is wrong with the wording is said before what is wrong with the state, as everywhere."""
    if amendment.state in (AmendmentState.DRAFT, AmendmentState.RETURNED):
        guards.check_wording(w, amendment, operations)


def request_late_admission(w: Work, amendment_id: str, *, seen_revision: int | None) -> AmendmentRow:
    """Shows a draft to the coordinators and asks them to admit it after the window."""
    amendment = _locked(w, amendment_id, AmendmentAction.REQUEST_LATE, seen_revision)
    guards.check_wording(w, amendment, load_operations(w, [amendment])[amendment.id])
    guards.check_state(amendment, AmendmentAction.REQUEST_LATE)
    guards.check_guard(w, amendment, AmendmentAction.REQUEST_LATE)
    amendment.late_requested_at = amendment.updated_at = w.now
    w.session.flush()
    note_amendment(w, amendment, AmendmentAction.REQUEST_LATE, Event.LATE_ADMISSION_REQUESTED)
    return amendment


def withdraw_amendment(
    w: Work, amendment_id: str, *, seen_revision: int | None, reason: str = "", until: datetime | None = None
) -> AmendmentRow:
    """Takes an open amendment back. Before it had a number only its delegation and the coordinators learn of it.

    Where it has co-sponsors it is offered to them first, until the instant that is given; it is withdrawn
    only if none of them takes it over.
    """
    amendment = _locked(w, amendment_id, AmendmentAction.WITHDRAW, seen_revision)
    guards.check_state_and_reason(amendment, AmendmentAction.WITHDRAW, reason)
    guards.check_not_offered(amendment)
    if co_sponsors_of(amendment):
        sponsors.offer(w, amendment, reason, until)
    else:
        sponsors.withdraw(w, amendment, reason)
    return amendment


def withdraw_entry(w: Work, amendment: AmendmentRow, reason: str) -> None:
    """Takes out what was entered for a delegation that has not made it. amendment: locked.

    One that waits for late admission ceases to exist; of what is decided without it nothing changes. Raises
    StepNotAllowed where it stands in a text.
    """
    if amendment.state is AmendmentState.DRAFT:
        _discard(w, amendment)
    elif amendment.state in OPEN:
        sponsors.withdraw(w, amendment, reason)
    elif amendment.state is AmendmentState.INCORPORATED:
        guards.check_state(amendment, AmendmentAction.WITHDRAW)


def discard_draft(w: Work, amendment_id: str, *, seen_revision: int | None) -> None:
    """Deletes a draft that was never filed, with its wordings; the record keeps that there was one."""
    amendment = _locked(w, amendment_id, AmendmentAction.DISCARD, seen_revision)
    guards.check_state(amendment, AmendmentAction.DISCARD)
    _discard(w, amendment)


def _discard(w: Work, amendment: AmendmentRow) -> None:
    note_amendment(w, amendment, AmendmentAction.DISCARD)
    w.session.execute(delete(ApprovalRow).where(ApprovalRow.amendment_id == amendment.id))
    w.session.execute(delete(OperationRow).where(OperationRow.amendment_id == amendment.id))
    w.session.execute(delete(WordingRow).where(WordingRow.amendment_id == amendment.id))
    w.session.delete(amendment)
    w.session.flush()


_DECIDED_FOR = (AmendmentState.AGREED, AmendmentState.AGREED_AD_REFERENDUM)


def confirm_rebase(w: Work, amendment_id: str, *, seen_revision: int | None, text: str | None = None) -> AmendmentRow:
    """The delegation confirms the offered wording, or files its text anew after a conflict.

    text: the wording filed anew, of the first operation; without it, after a conflict, the one that the approver
    of the delegation accepted. The filed wording is kept beside it.
    """
    amendment = _locked(w, amendment_id, AmendmentAction.CONFIRM_REBASE, seen_revision)
    guards.check_state(amendment, AmendmentAction.CONFIRM_REBASE)
    operations = load_operations(w, [amendment])[amendment.id]
    guards.check_guard(w, amendment, AmendmentAction.CONFIRM_REBASE, operations)
    target = w.get(VersionRow, amendment.rebase_version_id)
    now, then = load_text(w, target.id), load_text(w, amendment.version_id)
    rationale = w.get(WordingRow, (amendment.id, current_wording(w, amendment))).rationale
    proposed = (
        approvals.proposed_wording(w, amendment) if text is not None or amendment.rebase is Rebase.CONFLICT else None
    )
    if text is None and proposed is not None:
        offered, origin = operations_of_wording(w, amendment.id, proposed.number), WordingOrigin.REFILED
    elif text is None:
        flag, offered = rebase_operations(now, operations, amendment.language, then)
        if flag is Rebase.CONFLICT:
            raise Invalid(N_("The text has changed in the same words. Write the wording anew."), pointer="/text")
        if flag is Rebase.ORPHANED:
            raise StepNotAllowed(N_("Its clause is no longer in the text. Withdraw it, or propose an insertion."))
        origin = WordingOrigin.REBASED
    else:
        offered, origin = _filed_anew(now, then, operations, text, amendment.language), WordingOrigin.REFILED
    if origin is WordingOrigin.REFILED and amendment.state not in (AmendmentState.DRAFT, AmendmentState.RETURNED):
        approvals.check_approved(w, amendment, wording_hash(amendment.language, offered, rationale))
    amendment.version_id = target.id
    amendment.rebase, amendment.rebase_version_id = Rebase.NONE, None
    amendment.sort_key = _sort_key(now, offered)
    before = amendment.state
    if origin is WordingOrigin.REFILED and before in _DECIDED_FOR:
        # The decision was on the wording before; nobody has agreed to this one.
        amendment.state, amendment.state_before = AmendmentState.UNDER_REVIEW, None
        amendment.decided_at = amendment.decided_by = amendment.decision_reason = None
    wording = _taken_up(w, amendment, proposed, wording_hash(amendment.language, offered, rationale))
    wording = wording or add_wording(w, amendment, offered, rationale, origin)
    note_amendment(
        w,
        amendment,
        AmendmentAction.CONFIRM_REBASE,
        Event.REBASE_CONFIRMED,
        body={"from": before, "version": target.number, "wording_hash": wording.hash, "origin": origin},
        payload={"version": target.number},
    )
    flag_anew(w, [amendment])
    return amendment


def _taken_up(w: Work, amendment: AmendmentRow, proposed: WordingRow | None, text_hash: str) -> WordingRow | None:
    """The wording that was put before the approver becomes the current one, where it is the one that is filed."""
    if proposed is None or proposed.hash != text_hash:
        return None
    amendment.wording, amendment.updated_at = proposed.number, w.now
    w.session.flush()
    return proposed


def _filed_anew(
    now: Text, then: Text, operations: Sequence[Operation], text: str, language: str
) -> tuple[Operation, ...]:
    """The first operation with the new text against what the clause says now; the rest carried over."""
    first, *rest = operations
    if first.kind is not OperationKind.MODIFY or first.clause_id not in now:
        raise StepNotAllowed(N_("Its clause is no longer in the text. Withdraw it, or propose an insertion."))
    flag, carried = rebase_operations(now, rest, language, then)
    if flag in (Rebase.CONFLICT, Rebase.ORPHANED):
        raise StepNotAllowed(N_("Another of its changes no longer applies. Withdraw it and propose it anew."))
    base = now.node(first.clause_id).content(language)
    fields = first.fields
    if first.base is not None and base is not None:
        fields = redline.rebase_fields(first.base.fields, base.fields, first.fields).fields or first.fields
    anew = replace(first, base=base, text=checked_text(text), fields=fields)
    guards.check_not_blank([anew])
    if not rest and not differs(anew, now):
        raise Invalid(
            N_("This is what the clause says now. Withdraw the amendment, or change the text."), pointer="/text"
        )
    return (anew, *carried)

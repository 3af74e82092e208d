"""Who may take which step of an amendment, and why not: one place for buttons, pages, API and tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select

from program_workflow.domain import permissions, redline
from program_workflow.domain.actor import Actor
from program_workflow.domain.amendment import Operation, differs, leaves_blank, near, operations_collide
from program_workflow.domain.errors import (
    N_,
    Conflict,
    Invalid,
    NotFound,
    NotPermitted,
    StaleRevision,
    StepNotAllowed,
    WindowClosed,
    WorkflowError,
)
from program_workflow.domain.states import AMENDMENT_STEPS, Side, Step
from program_workflow.domain.terms import (
    AmendmentAction,
    AmendmentState,
    OperationKind,
    Rebase,
    Role,
    VersionState,
)
from program_workflow.domain.text import NoSuchPlace, Text
from program_workflow.domain.window import is_open, was_open
from program_workflow.storage import (
    AmendmentRow,
    DelegationRow,
    EventRow,
    ProgramRow,
    VersionRow,
    WindowRow,
    WordingRow,
)
from program_workflow.usecases import approvals
from program_workflow.usecases.attached import entry_is_withdrawn, open_counter_texts, open_mergers
from program_workflow.usecases.carrying import acts_of, applied_together
from program_workflow.usecases.finding import filing_version, latest_version, outside_of, sees_version
from program_workflow.usecases.missing import check_ad_referendum, check_may_be_rejected, check_rule_holds
from program_workflow.usecases.operations import amendments_near, amendments_of, current_wording, load_operations
from program_workflow.usecases.silence_messages import check_not_frozen
from program_workflow.usecases.sponsor_rows import lacking_consent, shown_to
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import SECRETARIAT, NextAction
from program_workflow.usecases.work import Work

#: Instants people give lie before this: no calendar of any zone ends there.
LAST_INSTANT: Final = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """The window for one delegation: the version that is filed to, whether it is open, until when.

    is_late: open only because it was reopened for this delegation.
    """

    version: VersionRow | None
    is_open: bool
    closes_at: datetime | None
    is_late: bool = False


def window_for(w: Work, program_id: str, delegation_id: str | None) -> Window:
    version = filing_version(w, program_id)
    if version is None:
        return Window(None, False, None)
    if is_open(version.state, version.closes_at, w.now):
        return Window(version, True, version.closes_at)
    own = w.session.get(WindowRow, (version.id, delegation_id)) if delegation_id else None
    if own is not None and is_open(version.state, version.closes_at, w.now, own_closes_at=own.closes_at):
        return Window(version, True, own.closes_at, is_late=True)
    return Window(version, False, version.closes_at)


def window_of_receipt(w: Work, program_id: str, delegation_id: str, at: datetime) -> Window:
    """The window for what was received outside at an instant: as it was then, else, where it was closed, as it is."""
    version = filing_version(w, program_id)
    if version is not None and version.opened_at is not None:
        if was_open(version.state, version.opened_at, version.closes_at, at):
            return Window(version, True, version.closes_at)
        own = w.session.get(WindowRow, (version.id, delegation_id))
        if own is not None and was_open(version.state, version.opened_at, own.closes_at, at):
            return Window(version, True, own.closes_at, is_late=True)
    return window_for(w, program_id, delegation_id)


def window_closed(window: Window, *, is_draft: bool = True) -> WindowClosed:
    """The refusal. is_draft: the text stands in a draft already."""
    if window.version is None or window.closes_at is None:
        return WindowClosed(N_("No version has been circulated yet."))
    if not is_draft:
        return WindowClosed(
            N_("The window for proposals on version {version} closed on {time}."),
            version=window.version.number,
            time=window.closes_at,
        )
    return WindowClosed(
        N_(
            "The window for proposals on version {version} closed on {time}. "
            "Your text is kept as a draft; a coordinator may admit it late."
        ),
        version=window.version.number,
        time=window.closes_at,
    )


def find_amendment(w: Work, amendment_id: str) -> AmendmentRow:
    """The amendment, if the actor may know of it."""
    amendment = w.session.get(AmendmentRow, amendment_id)
    if amendment is None or not sees_amendment(w.actor, amendment):
        raise NotFound
    return amendment


def lock_amendment(
    w: Work, amendment: AmendmentRow, seen_revision: int | None, mine: str | None = None
) -> AmendmentRow:
    """The amendment, locked with its program, if the page the person saw is current.

    Acts on one program stand in a line, so that none waits for another that waits for it.
    Raises StaleRevision with the text that was sent (mine) and the text that stands.
    """
    w.lock(ProgramRow, amendment.program_id)
    try:
        return w.lock(AmendmentRow, amendment.id, seen_revision)
    except StaleRevision as refusal:
        standing = load_operations(w, [w.lock(AmendmentRow, amendment.id)])[amendment.id]
        raise StaleRevision(
            refusal.template, mine=mine, theirs=standing[0].text if standing else None, **refusal.params
        ) from None


def sees_amendment(actor: Actor, amendment: AmendmentRow) -> bool:
    return permissions.sees_amendment(
        actor,
        amendment.state,
        amendment.delegation_id,
        has_number=amendment.number is not None,
        late_requested=amendment.late_requested_at is not None,
        shown_to=shown_to(amendment),
    )


def sees_target(w: Work, target: VersionRow) -> bool:
    """A flag says nothing to those who may not see the version it is about."""
    return sees_version(w, target)


def check_side(w: Work, amendment: AmendmentRow, action: AmendmentAction) -> None:
    """Whether the act is this person's at all, in whatever state: NotPermitted says whose it is."""
    steps = [step for (_, one), step in AMENDMENT_STEPS.items() if one is action]
    if not steps or steps[0].side is Side.SYSTEM:
        raise NotPermitted(N_("The system does this by itself."))
    if steps[0].side is Side.AUTHOR:
        _check_author(w, amendment, frozenset().union(*(step.roles for step in steps)))
        if action is AmendmentAction.APPROVE:
            approvals.check_approver(w)
        check_part(w, amendment, action)
    else:
        _check_decider(w, amendment, action)


def _check_author(w: Work, amendment: AmendmentRow, roles: frozenset[Role]) -> None:
    actor = w.actor
    if amendment.delegation_id is None:
        if not actor.is_coordinator:
            raise NotPermitted(N_("Only a coordinator may do this: the secretariat filed it."))
        return
    if actor.delegation_id != amendment.delegation_id:
        delegation = w.get(DelegationRow, amendment.delegation_id)
        raise NotPermitted(N_("Only a representative of {code} may do this."), code=delegation.code)
    if actor.role not in roles:
        raise NotPermitted(N_("An expert drafts; a representative submits. Ask a representative to submit it."))


def check_part(w: Work, amendment: AmendmentRow, action: AmendmentAction) -> None:
    """Whoever has left the program may not put anything forward in it. Raises NotPermitted."""
    if action in permissions.OF_PARTICIPANTS:
        refusal = outside_of(w, w.get(ProgramRow, amendment.program_id), amendment.delegation_id)
        if refusal is not None:
            raise refusal


def _check_decider(w: Work, amendment: AmendmentRow, action: AmendmentAction) -> None:
    if not w.actor.is_coordinator:
        raise NotPermitted(N_("Only a coordinator may do this."))
    if amendment.delegation_id is None and w.actor.user_id in (amendment.filed_by, amendment.created_by):
        raise NotPermitted(N_("You filed this for the secretariat; another coordinator decides on it."))
    if action is AmendmentAction.ANNUL and w.actor.user_id is not None and w.actor.user_id == amendment.decided_by:
        raise NotPermitted(N_("You took this decision; another coordinator may annul it."))


def check_state(amendment: AmendmentRow, action: AmendmentAction) -> Step:
    step = AMENDMENT_STEPS.get((amendment.state, action))
    if step is None:
        raise StepNotAllowed(N_("This amendment is {state}; this step does not follow from it."), state=amendment.state)
    return step


MAX_REASON = 20_000


def check_reason(reason: str) -> None:
    """Raises Invalid for one that is too long or has forbidden characters."""
    redline.refuse_control(reason.replace("\r", ""))
    if len(reason) > MAX_REASON:
        raise Invalid(N_("A reason has at most {count} characters."), pointer="/reason", count=MAX_REASON)


def check_state_and_reason(amendment: AmendmentRow, action: AmendmentAction, reason: str) -> Step:
    """The step, with the missing reason said before a wrong state."""
    check_reason(reason)
    asks = any(step.needs_reason for (_, one), step in AMENDMENT_STEPS.items() if one is action)
    if asks and not reason.strip():
        raise Invalid(N_("Give a reason. It stands in the record."), pointer="/reason")
    return check_state(amendment, action)


def check_guard(
    w: Work, amendment: AmendmentRow, action: AmendmentAction, operations: Sequence[Operation] | None = None
) -> None:
    """What must hold beyond state and person. Raises the refusal that says what does not."""
    check_not_offered(amendment)
    guard = _GUARDS.get(action)
    if guard is not None:
        guard(w, amendment, operations or load_operations(w, [amendment])[amendment.id])


#: While its author has withdrawn an amendment and its co-sponsors may take it over, nothing else is done with it.
_OFFERED = N_("Its author has withdrawn it; until {time} its co-sponsors may take it over.")


def check_not_offered(amendment: AmendmentRow) -> None:
    if amendment.takeover_until is not None:
        raise StepNotAllowed(_OFFERED, time=amendment.takeover_until)


def next_actions(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> tuple[NextAction, ...]:
    """The steps from this state that are this person's, with the reason for each that does not hold now."""
    if w.is_past:
        return ()
    found = []
    for (state, action), step in AMENDMENT_STEPS.items():
        if state is not amendment.state or step.side is Side.SYSTEM or _is_beside_the_point(w, amendment, action):
            continue
        try:
            _check_role(w, amendment, action, step)
        except NotPermitted:
            continue
        found.append(_next(w, amendment, action, step, operations))
    return tuple(found)


def flag_shows(w: Work, amendment: AmendmentRow) -> bool:
    """Whether a flag waits that this person may know of: nothing tells what a working version does."""
    if amendment.rebase is Rebase.NONE or amendment.rebase_version_id is None:
        return False
    return sees_target(w, w.get(VersionRow, amendment.rebase_version_id))


def _is_beside_the_point(w: Work, amendment: AmendmentRow, action: AmendmentAction) -> bool:
    """Steps that would only clutter the page: nothing to confirm, nothing late."""
    if action is AmendmentAction.CONFIRM_REBASE:
        return not flag_shows(w, amendment)
    if action is AmendmentAction.ADMIT_LATE:
        if amendment.state is AmendmentState.DRAFT:
            return amendment.is_admitted_late or amendment.late_requested_at is None
        return amendment.is_admitted_late and amendment.refile_until is None
    if action is AmendmentAction.REQUEST_LATE:
        return amendment.late_requested_at is not None
    if action in (AmendmentAction.ASK_APPROVAL, AmendmentAction.APPROVE):
        return approvals.is_beside_the_point(w, amendment, action)
    return False


def _check_role(w: Work, amendment: AmendmentRow, action: AmendmentAction, step: Step) -> None:
    if step.side is Side.AUTHOR:
        _check_author(w, amendment, step.roles)
    else:
        _check_decider(w, amendment, action)


def _next(
    w: Work, amendment: AmendmentRow, action: AmendmentAction, step: Step, operations: Sequence[Operation]
) -> NextAction:
    try:
        check_part(w, amendment, action)
        check_guard(w, amendment, action, operations)
    except WorkflowError as refusal:
        return NextAction(action, step.needs_reason, refusal.template, refusal.params)
    return NextAction(action, step.needs_reason)


_CLAUSE_IS_GONE = N_("Its clause is no longer in the text; its words can be copied into a new proposal.")


def _may_be_filed(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    _in_time(w, amendment)
    check_wording(w, amendment, operations)
    approvals.check_approved(w, amendment)
    _check_base(w, amendment)
    _check_consents(w, amendment)


def check_received(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """Whether what was received outside can be filed; its letter stands for the approver and for consents.

    Raises Invalid, StepNotAllowed.
    """
    check_wording(w, amendment, operations)
    _check_base(w, amendment)


def _check_base(w: Work, amendment: AmendmentRow) -> None:
    filing = filing_version(w, amendment.program_id)
    if filing is not None and amendment.version_id != filing.id and amendment.rebase is not Rebase.NONE:
        if amendment.rebase is Rebase.ORPHANED:
            raise StepNotAllowed(_CLAUSE_IS_GONE)
        raise StepNotAllowed(
            N_("Version {version} has changed the clause. Confirm the rebase or file it again first."),
            version=filing.number,
        )


#: Said last of all, so that where it is said the amendment could be submitted without them.
NO_CONSENT: Final = N_("{codes} has not consented to this wording. Submit without {codes}, or wait.")
NO_CONSENTS: Final = N_("{codes} have not consented to this wording. Submit without them, or wait.")


def _check_consents(w: Work, amendment: AmendmentRow) -> None:
    """Named co-sponsors have consented to this very wording."""
    lacking = [w.get(DelegationRow, one).code for one in lacking_consent(amendment)]
    if lacking:
        raise StepNotAllowed(NO_CONSENTS if len(lacking) > 1 else NO_CONSENT, codes=", ".join(lacking))


def _in_time(w: Work, amendment: AmendmentRow) -> None:
    if amendment.state is AmendmentState.RETURNED and amendment.refile_until is not None:
        if w.now < amendment.refile_until:
            return
        raise WindowClosed(N_("The last instant for filing it again was {time}."), time=amendment.refile_until)
    if amendment.is_admitted_late or amendment.agenda_item_id is not None:
        return
    window = window_for(w, amendment.program_id, amendment.delegation_id)
    if not window.is_open:
        raise window_closed(window)


def check_wording(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """A wording can be filed when it has a rationale, leaves no clause blank and differs from its base."""
    wording = w.get(WordingRow, (amendment.id, current_wording(w, amendment)))
    if not wording.rationale.strip():
        raise Invalid(N_("Give a rationale. It is shown to all delegations from review on."), pointer="/rationale")
    check_not_blank(operations)
    moves = any(one.kind is OperationKind.MOVE for one in operations)  # of the others their base tells
    text = load_text(w, amendment.version_id) if moves else Text()
    version = w.get(VersionRow, amendment.version_id)
    for operation in operations:
        try:
            if differs(operation, text):
                continue
        except NoSuchPlace:
            continue
        raise Invalid(
            N_("This wording is the same as version {version}. Change the text or a field."),
            pointer="/text",
            version=version.number,
        )


def check_not_blank(operations: Sequence[Operation]) -> None:
    """Raises Invalid where a clause would be left without words: to delete it is another proposal."""
    if any(leaves_blank(one) for one in operations):
        raise Invalid(
            N_("A clause would be left without text. Write it, or propose to delete the clause."), pointer="/text"
        )


def _window_is_over(w: Work, amendment: AmendmentRow, _operations: Sequence[Operation]) -> None:
    if window_for(w, amendment.program_id, amendment.delegation_id).is_open:
        raise StepNotAllowed(N_("The window for proposals is open; it can be submitted."))


def _is_late(w: Work, amendment: AmendmentRow, _operations: Sequence[Operation]) -> None:
    if amendment.state is AmendmentState.DRAFT and amendment.late_requested_at is None:
        raise StepNotAllowed(N_("Its delegation has not asked for late admission."))
    left = outside_of(w, w.get(ProgramRow, amendment.program_id), amendment.delegation_id)
    if left is not None:
        raise StepNotAllowed(left.template, **left.params)
    try:
        _in_time(w, amendment)
    except WindowClosed:
        return
    raise StepNotAllowed(N_("It can still be filed in time."))


def _may_be_agreed(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """No rebase that fails, the decision rule holds, and everything agreed can be carried out together."""
    _may_stand(w, amendment, operations)
    check_rule_holds(w, amendment)


def _may_be_ad_referendum(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    _may_stand(w, amendment, operations)
    check_ad_referendum(w, amendment)


def _may_be_rejected(w: Work, amendment: AmendmentRow, _operations: Sequence[Operation]) -> None:
    check_may_be_rejected(w, amendment)


def _may_stand(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    if amendment.rebase in (Rebase.CONFLICT, Rebase.ORPHANED):
        raise StepNotAllowed(N_("The clause has changed under it; its delegation files it again first."))
    for one in open_counter_texts(w, amendment.id):
        code = w.get(DelegationRow, one.delegation_id).code if one.delegation_id else SECRETARIAT.code
        raise StepNotAllowed(
            N_("Another wording, proposed by {code}, waits for the author. It is answered or withdrawn first."),
            code=code,
        )
    for other in collisions(w, amendment, operations, [AmendmentState.AGREED]):
        raise _collides_with(other)
    _check_together(w, amendment, operations)


def _collides_with(other: AmendmentRow) -> Conflict:
    return Conflict(
        N_("It collides with {number}, which is agreed. Only one of the two can stand."), number=other.number
    )


def _check_together(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """What is agreed must make one text: three moves can contradict each other where no two of them do."""
    text = load_text(w, latest_version(w, amendment.program_id).id)
    mine = acts_of(w, [amendment])
    if applied_together(text, mine)[1]:
        raise StepNotAllowed(N_("The text has changed where it applies; its delegation files it again first."))
    others = [one for one in _agreed_near(w, amendment, operations, text) if one.id != amendment.id]
    theirs = acts_of(w, others)
    left = set(applied_together(text, {**theirs, **mine})[1])
    if not left or left <= set(applied_together(text, theirs)[1]):
        return
    pairs = ((one, applied_together(text, {one.id: theirs[one.id], **mine})[1]) for one in others)
    raise _collides_with(next((one for one, failed in pairs if failed or one.id in left), others[-1]))


def _agreed_near(w: Work, amendment: AmendmentRow, operations: Sequence[Operation], text: Text) -> list[AmendmentRow]:
    """Agreed amendments on what it touches, and where it moves a clause all that move one."""
    if any(one.kind is OperationKind.MOVE for one in operations):
        return amendments_of(w, amendment.program_id, [AmendmentState.AGREED])
    return amendments_near(w, amendment.program_id, [AmendmentState.AGREED], near(text, operations))


def collisions(
    w: Work, amendment: AmendmentRow, operations: Sequence[Operation], states: Sequence[AmendmentState]
) -> list[AmendmentRow]:
    """Other amendments of the program in these states of which only one can be accepted."""
    text = load_text(w, amendment.version_id)
    found = amendments_near(w, amendment.program_id, states, near(text, operations))
    others = [one for one in found if one.id != amendment.id]
    theirs = load_operations(w, others)
    return [
        other
        for other in others
        if any(
            operations_collide(text, mine, their, same_language=other.language == amendment.language)
            for mine in operations
            for their in theirs[other.id]
        )
    ]


def _may_be_merged(w: Work, amendment: AmendmentRow, _operations: Sequence[Operation]) -> None:
    """Both authors compare the two, so every delegation must know of them."""
    if amendment.number is None:
        raise StepNotAllowed(N_("It has no number yet. Take it under review first."))
    if any(one.source_id == amendment.id for one in open_mergers(w, amendment.id)):
        raise StepNotAllowed(N_("A merger of it waits for the authors."))


def _working_text_exists(w: Work, amendment: AmendmentRow, _operations: Sequence[Operation]) -> None:
    if latest_version(w, amendment.program_id).state is not VersionState.WORKING:
        raise StepNotAllowed(N_("There is no working version. Make the next version first."))


def _before_finalisation(w: Work, amendment: AmendmentRow, _operations: Sequence[Operation]) -> None:
    if entry_is_withdrawn(w, amendment):
        raise StepNotAllowed(N_("Its entry was withdrawn: its delegation has not made it. Enter it anew if it does."))
    latest = latest_version(w, amendment.program_id)
    if latest.state not in (VersionState.WORKING, VersionState.CIRCULATED, VersionState.CLOSED, VersionState.RETURNED):
        raise StepNotAllowed(N_("Version {version} is {state}."), version=latest.number, state=latest.state)
    if amendment.state is AmendmentState.INCORPORATED:
        _still_working(w, amendment)


def _still_working(w: Work, amendment: AmendmentRow) -> None:
    version = w.get(VersionRow, amendment.text_version_id or amendment.version_id)
    if version.state is not VersionState.WORKING:
        raise StepNotAllowed(
            N_("Version {version} has been circulated with this change; propose an amendment to it."),
            version=version.number,
        )


def _before_next_circulation(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    if amendment.state_before is None or amendment.decided_at is None:
        raise StepNotAllowed(N_("There is no decision to annul."))
    circulated = w.session.scalars(
        select(EventRow.seq)
        .where(EventRow.program_id == amendment.program_id, EventRow.subject_type == "version")
        .where(EventRow.action.in_(["circulate", "table"]), EventRow.at > amendment.decided_at)
        .limit(1)
    ).first()
    if circulated is not None:
        raise StepNotAllowed(N_("A version has been circulated since this decision."))
    _before_finalisation(w, amendment, operations)


def _flag_waits(w: Work, amendment: AmendmentRow, _operations: Sequence[Operation]) -> None:
    if amendment.rebase is Rebase.NONE or amendment.rebase_version_id is None:
        raise StepNotAllowed(N_("No rebase waits to be confirmed."))
    if amendment.rebase is Rebase.ORPHANED:
        raise StepNotAllowed(_CLAUSE_IS_GONE)
    if w.get(VersionRow, amendment.rebase_version_id).opened_at is None:
        raise StepNotAllowed(N_("The version it would be carried to has not been circulated yet."))
    check_not_frozen(w, amendment.program_id, amendment.id)


def _may_confirm(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """What is filed anew is accepted first where the delegation has named an approver."""
    _flag_waits(w, amendment, operations)
    if amendment.rebase is Rebase.CONFLICT:
        approvals.check_proposal_approved(w, amendment)


def _can_be_put_before(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """A wording that could be submitted; of a filed amendment a text that would answer a rebase."""
    if amendment.state in (AmendmentState.DRAFT, AmendmentState.RETURNED):
        check_wording(w, amendment, operations)
    else:
        _flag_waits(w, amendment, operations)


_GUARDS = {
    AmendmentAction.ASK_APPROVAL: _can_be_put_before,
    AmendmentAction.APPROVE: _can_be_put_before,
    AmendmentAction.SUBMIT: _may_be_filed,
    AmendmentAction.REQUEST_LATE: _window_is_over,
    AmendmentAction.ADMIT_LATE: _is_late,
    AmendmentAction.AGREE: _may_be_agreed,
    AmendmentAction.AGREE_AD_REFERENDUM: _may_be_ad_referendum,
    AmendmentAction.REJECT: _may_be_rejected,
    AmendmentAction.MERGE: _may_be_merged,
    AmendmentAction.INCORPORATE: _working_text_exists,
    AmendmentAction.REOPEN: _before_finalisation,
    AmendmentAction.ANNUL: _before_next_circulation,
    AmendmentAction.CONFIRM_REBASE: _may_confirm,
}

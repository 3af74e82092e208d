"""Co-sponsors: invited by the author, consenting to one very wording, leaving, taking a withdrawn amendment over."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from program_workflow.domain.errors import N_, Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.sponsors import SPONSOR_STEPS, SPONSORED, TAKEOVER_DAYS, Whose, holds
from program_workflow.domain.terms import (
    AmendmentAction,
    AmendmentState,
    Event,
    Rebase,
    Role,
    SponsorAction,
    SponsorState,
)
from program_workflow.storage import AmendmentRow, DelegationRow, EventRow, ProgramRow, SponsorRow
from program_workflow.usecases import guards
from program_workflow.usecases.announcing import note_amendment
from program_workflow.usecases.finding import outside_of
from program_workflow.usecases.mooting import restore_moot
from program_workflow.usecases.people_views import find_delegation
from program_workflow.usecases.sponsor_rows import (
    co_sponsors,
    lacking_consent,
    newest_wording,
    sponsor_of,
    sponsorship,
    touch,
)
from program_workflow.usecases.work import Work

#: What the author is told of as an answer.
_ANSWERS = frozenset({SponsorAction.CONSENT, SponsorAction.DECLINE, SponsorAction.LEAVE})


def invite(w: Work, amendment_id: str, code: str, *, seen_revision: int | None = None) -> AmendmentRow:
    """Names a delegation as co-sponsor: from then on it sees the amendment, also as a draft."""
    return step(w, amendment_id, code, SponsorAction.INVITE, seen_revision=seen_revision)


def invite_all(w: Work, amendment: AmendmentRow, codes: Sequence[str]) -> None:
    """The co-sponsors named with a new draft. Raises Invalid with a pointer to the one that cannot be."""
    if codes:
        check_author(w, amendment)
    invite_named(w, amendment, codes)


def invite_named(w: Work, amendment: AmendmentRow, codes: Sequence[str]) -> None:
    """The co-sponsors that a letter names beside its author. Raises Invalid with a pointer to one that cannot be."""
    for place, code in enumerate(codes):
        delegation = _invited(w, amendment, code, f"/co_sponsors/{place}")
        _take(w, amendment, delegation, SponsorAction.INVITE, "")


def step(
    w: Work, amendment_id: str, code: str, action: SponsorAction, *, seen_revision: int | None, reason: str = ""
) -> AmendmentRow:
    """A step of a co-sponsor, or of the author about one. code: of the delegation concerned."""
    found = guards.find_amendment(w, amendment_id)
    check_side(w, found, code, action)
    amendment = guards.lock_amendment(w, found, seen_revision)
    guards.check_reason(reason)
    if action is SponsorAction.INVITE:
        delegation = _invited(w, amendment, code, "/delegation")
    else:
        delegation = _named(w, amendment, code)
    return _take(w, amendment, delegation, action, reason)


def check_side(w: Work, amendment: AmendmentRow, code: str, action: SponsorAction) -> None:
    """Whether the act is this person's at all. Raises NotPermitted."""
    if action is SponsorAction.OFFER:
        raise NotPermitted(N_("An amendment is offered to its co-sponsors when its author withdraws it."))
    if any(one.whose is Whose.AUTHOR for (_, each), one in SPONSOR_STEPS.items() if each is action):
        check_author(w, amendment)
    elif w.actor.role is not None and w.actor.delegation_code != code:
        raise NotPermitted(N_("Only a representative of {code} may do this."), code=code)
    elif w.actor.role not in (Role.REPRESENTATIVE, None):
        raise NotPermitted(N_("A representative speaks for the delegation. Ask a representative to do this."))


def check_author(w: Work, amendment: AmendmentRow) -> None:
    """Co-sponsors are named by the author's representative: to show the draft is a decision of the delegation."""
    if amendment.delegation_id is None:
        raise NotPermitted(N_("An amendment of the secretariat has no co-sponsors."))
    if w.actor.role is not None and w.actor.delegation_id != amendment.delegation_id:
        code = w.get(DelegationRow, amendment.delegation_id).code
        raise NotPermitted(N_("Only a representative of {code} may do this."), code=code)
    if w.actor.role not in (Role.REPRESENTATIVE, None):
        raise NotPermitted(N_("A representative speaks for the delegation. Ask a representative to do this."))


def check_step(w: Work, amendment: AmendmentRow, code: str, action: SponsorAction) -> None:
    """Whether the step of a named delegation holds now. Raises NotFound, StepNotAllowed."""
    delegation = _named(w, amendment, code)
    _check_holds(w, amendment, delegation, sponsor_of(amendment, delegation.id), action)


def _invited(w: Work, amendment: AmendmentRow, code: str, pointer: str) -> DelegationRow:
    delegation = find_delegation(w, code)
    if delegation is None:
        raise Invalid(N_("There is no delegation {code}."), pointer=pointer, code=code)
    if delegation.is_observer:
        raise Invalid(N_("{code} is an observer and proposes no amendments."), pointer=pointer, code=code)
    if delegation.id == amendment.delegation_id:
        raise Invalid(N_("{code} is the author of the amendment."), pointer=pointer, code=code)
    refusal = outside_of(w, w.get(ProgramRow, amendment.program_id), delegation.id)
    if refusal is not None:
        raise Invalid(refusal.template, pointer=pointer, **refusal.params)
    return delegation


def _named(w: Work, amendment: AmendmentRow, code: str) -> DelegationRow:
    delegation = find_delegation(w, code)
    if delegation is None or sponsor_of(amendment, delegation.id) is None:
        raise NotFound
    return delegation


def _take(
    w: Work, amendment: AmendmentRow, delegation: DelegationRow, action: SponsorAction, reason: str
) -> AmendmentRow:
    row = sponsor_of(amendment, delegation.id)
    _check_holds(w, amendment, delegation, row, action)
    if action is SponsorAction.TAKE_OVER and row is not None:
        return _take_over(w, amendment, delegation, row, reason)
    if row is None:
        row = SponsorRow(amendment_id=amendment.id, delegation_id=delegation.id, invited_at=w.now)
        amendment.sponsors.append(row)
    elif action is SponsorAction.INVITE:
        row.invited_at = w.now
    row.state, row.at = SPONSOR_STEPS[row.state, action].to, w.now
    row.wording = newest_wording(amendment) if action is SponsorAction.CONSENT else None
    touch(amendment)
    w.session.flush()
    _note(w, amendment, delegation, action, reason)
    if amendment.takeover_until is not None and not co_sponsors(amendment):
        _finish_withdrawal(w, amendment)
    return amendment


def _note(w: Work, amendment: AmendmentRow, delegation: DelegationRow, action: SponsorAction, reason: str) -> None:
    event = Event.SPONSOR_INVITED if action is SponsorAction.INVITE else None
    if action in _ANSWERS:
        event = Event.SPONSOR_ANSWERED
    note_amendment(
        w,
        amendment,
        action,
        event,
        reason=reason,
        body={"sponsor": delegation.code},
        payload={"stand": delegation.code, "answer": action.value},
        to_author_only=True,
        sponsors={delegation.id},
    )


_HOLDS_NOT = {
    SponsorAction.INVITE: N_("{code} is named as a co-sponsor already."),
    SponsorAction.CONSENT: N_("{code} has not been asked, or has consented to this very wording already."),
    SponsorAction.DECLINE: N_("Nothing is asked of {code}. A co-sponsor may leave."),
    SponsorAction.LEAVE: N_("{code} is not a co-sponsor of this amendment."),
    SponsorAction.DROP: N_("{code} has consented to this very wording; it may leave by itself."),
    SponsorAction.TAKE_OVER: N_("Its author has not withdrawn it; there is nothing to take over."),
}


def _check_holds(
    w: Work, amendment: AmendmentRow, delegation: DelegationRow, row: SponsorRow | None, action: SponsorAction
) -> None:
    if amendment.state not in SPONSORED:
        raise StepNotAllowed(N_("This amendment is {state}; this step does not follow from it."), state=amendment.state)
    one = sponsorship(row) if row is not None else None
    offered = amendment.takeover_until
    is_offered = offered is not None and w.now < offered
    if not holds(one, action, newest_wording(amendment), is_offered=is_offered):
        if offered is not None:
            guards.check_not_offered(amendment)
        raise StepNotAllowed(_HOLDS_NOT[action], code=delegation.code)
    if action in (SponsorAction.CONSENT, SponsorAction.TAKE_OVER):
        refusal = outside_of(w, w.get(ProgramRow, amendment.program_id), delegation.id)
        if refusal is not None:
            raise StepNotAllowed(refusal.template, **refusal.params)


def drop_without(w: Work, amendment: AmendmentRow, without: Collection[str]) -> None:
    """Before it is submitted: named delegations that have not consented are left out, as its author chose."""
    lacking = lacking_consent(amendment)
    for code in without:
        delegation = find_delegation(w, code)
        if delegation is not None and delegation.id in lacking:
            _take(w, amendment, delegation, SponsorAction.DROP, "")


# --- Taking over --------------------------------------------------------------------------------


def offer(w: Work, amendment: AmendmentRow, reason: str, until: datetime | None) -> None:
    """The author withdraws: for some days each of its co-sponsors may take the amendment over."""
    if until is not None and not w.now < until < guards.LAST_INSTANT:
        raise Invalid(N_("Until when it can be taken over must be in the future, with a zone."), pointer="/until")
    amendment.takeover_until = until or w.now + timedelta(days=TAKEOVER_DAYS)
    touch(amendment)
    w.session.flush()
    note_amendment(
        w,
        amendment,
        SponsorAction.OFFER,
        Event.TAKEOVER_OFFERED,
        reason=reason,
        payload={"deadline": amendment.takeover_until.isoformat()},
        sponsors={one.delegation_id for one in co_sponsors(amendment)},
    )


def _take_over(
    w: Work, amendment: AmendmentRow, delegation: DelegationRow, row: SponsorRow, reason: str
) -> AmendmentRow:
    """The amendment keeps its number and its first filing."""
    before = amendment.delegation_id
    amendment.first_delegation_id = amendment.first_delegation_id or before
    amendment.delegation_id = delegation.id
    amendment.takeover_until = None
    row.state, row.at, row.wording = SponsorState.TOOK_OVER, w.now, None
    touch(amendment)
    w.session.flush()
    note_amendment(
        w,
        amendment,
        SponsorAction.TAKE_OVER,
        Event.AMENDMENT_TAKEN_OVER,
        reason=reason,
        body={"from_delegation": before},
        payload={"stand": delegation.code},
    )
    return amendment


def _finish_withdrawal(w: Work, amendment: AmendmentRow) -> None:
    """Nobody took it over: the author's withdrawal takes effect."""
    offered = w.session.scalars(
        select(EventRow)
        .where(EventRow.subject_id == amendment.id, EventRow.action == SponsorAction.OFFER)
        .order_by(EventRow.seq.desc())
        .limit(1)
    ).one()
    withdraw(w.acting_system(), amendment, offered.reason)


def withdraw(w: Work, amendment: AmendmentRow, reason: str) -> None:
    """The amendment is withdrawn, and what it had made moot is open again."""
    before = amendment.state
    amendment.state, amendment.takeover_until = AmendmentState.WITHDRAWN, None
    restore_moot(w, amendment)
    amendment.updated_at = w.now
    amendment.rebase, amendment.rebase_version_id = Rebase.NONE, None
    w.session.flush()
    note_amendment(
        w,
        amendment,
        AmendmentAction.WITHDRAW,
        Event.AMENDMENT_WITHDRAWN,
        reason=reason,
        body={"from": before},
    )


def has_due(w: Work) -> bool:
    """Whether an offer has ended that nobody took."""
    asked = select(AmendmentRow.id).where(AmendmentRow.takeover_until <= w.now).limit(1)
    return w.session.scalars(asked).first() is not None


def settle_due(w: Work) -> int:
    """Withdraws what nobody took over in time. Returns how many."""
    due = w.session.execute(
        select(AmendmentRow.program_id, AmendmentRow.id)
        .where(AmendmentRow.takeover_until <= w.now)
        .order_by(AmendmentRow.program_id, AmendmentRow.id)
    ).all()
    for program_id, _ in due:  # all locks before the first event, as every act takes them
        w.lock(ProgramRow, program_id)
    rows = [w.lock(AmendmentRow, amendment_id) for _, amendment_id in due]
    ended = [row for row in rows if row.takeover_until is not None and row.takeover_until <= w.now]
    for row in ended:
        _finish_withdrawal(w, row)
    return len(ended)

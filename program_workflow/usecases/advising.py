"""Advice on a wording: requested by a coordinator, given by a reviewer, released to the delegations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, NotFound, StaleRevision, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LIVE, AdviceKind, Event, Recommendation, Role
from program_workflow.storage import AdviceRequestRow, AdviceRow, AmendmentRow, UserRow
from program_workflow.usecases import guards
from program_workflow.usecases.advice_rows import (
    find_advice,
    find_request,
    note_advice,
    note_request,
    open_requests,
    tell_of_advice,
    tell_of_request,
)
from program_workflow.usecases.guards import LAST_INSTANT
from program_workflow.usecases.position_checks import MAX_WORDS
from program_workflow.usecases.work import Work

_NEEDS_WORDS: Final = frozenset({Recommendation.ACCEPT_MODIFIED, Recommendation.REJECT, Recommendation.NONE})


@dataclass(frozen=True, slots=True)
class Advice:
    """Advice as a reviewer sends it."""

    kind: AdviceKind
    recommendation: Recommendation
    text: str = ""


def request_advice(
    w: Work, amendment_id: str, kind: AdviceKind, *, due: datetime | None, reviewer: str | None = None, note: str = ""
) -> AdviceRequestRow:
    """Asks one reviewer, or any, for advice on the filed wording. reviewer: an e-mail address. due: aware, to come.

    Raises NotFound, NotPermitted, Invalid, StepNotAllowed in this order.
    """
    amendment = _amendment(w, amendment_id, Permit.REQUEST_ADVICE)
    _check_words("note", note)
    if due is None or due.tzinfo is None or not w.now < due < LAST_INSTANT:
        raise Invalid(N_("Say until when, with a zone; that is still to come."), pointer="/due")
    asked = _reviewer(w, reviewer) if reviewer else None
    _check_live(amendment)
    row = AdviceRequestRow(
        program_id=amendment.program_id,
        amendment_id=amendment.id,
        wording=amendment.wording,
        kind=kind,
        reviewer_id=asked.id if asked else None,
        note=note,
        due=due,
        requested_at=w.now,
    )
    w.session.add(row)
    note_request(w, row, "make")
    tell_of_request(w, row, Event.ADVICE_REQUESTED, key="")
    return row


def withdraw_request(w: Work, request_id: str, *, seen_revision: int | None) -> AdviceRequestRow:
    """Nobody is awaited any more."""
    found, _ = find_request(w, request_id)
    permissions.need(w.actor, Permit.REQUEST_ADVICE)
    row = w.lock(AdviceRequestRow, found.id, seen_revision)
    if row.answered_at is not None or row.withdrawn_at is not None:
        raise StepNotAllowed(N_("Nobody is asked any more."))
    row.withdrawn_at = w.now
    note_request(w, row, "withdraw")
    tell_of_request(w, row, Event.ADVICE_REQUEST_WITHDRAWN, key="")
    return row


def give_advice(w: Work, amendment_id: str, said: Advice, *, seen_wording: int | None = None) -> AdviceRow:
    """Advice of a reviewer, asked or not; it answers the requests that the reviewer may answer.

    seen_wording: number of the wording the reviewer read; where another one is filed by now, StaleRevision.
    It is internal until it is released. Raises NotFound, NotPermitted, StaleRevision, Invalid, StepNotAllowed.
    """
    amendment = _amendment(w, amendment_id, Permit.GIVE_ADVICE)
    w.lock(AmendmentRow, amendment.id)
    if seen_wording is not None and seen_wording != amendment.wording:
        raise StaleRevision(
            N_("Wording {wording} has been filed since. Read it before you give advice."), wording=amendment.wording
        )
    _check_words("text", said.text)
    if said.recommendation in _NEEDS_WORDS and not said.text.strip():
        raise Invalid(N_("Say why; only “accept” needs no words."), pointer="/text")
    _check_live(amendment)
    row = AdviceRow(
        program_id=amendment.program_id,
        amendment_id=amendment.id,
        wording=amendment.wording,
        kind=said.kind,
        recommendation=said.recommendation,
        text=said.text,
        given_at=w.now,
        given_by=w.actor.user_id,
    )
    w.session.add(row)
    note_advice(w, row, "give")
    asked = select(AdviceRequestRow).where(
        AdviceRequestRow.amendment_id == amendment.id,
        AdviceRequestRow.kind == said.kind,
        open_requests(w.actor.user_id),
    )
    for request in w.session.scalars(asked).all():
        request.answered_at = w.now
        note_request(w, request, "answer")
    tell_of_advice(w, row, Event.ADVICE_GIVEN)
    return row


def release_advice(w: Work, advice_id: str, *, seen_revision: int | None) -> AdviceRow:
    """From now on all delegations see it, and it stands in the consolidated table."""
    found, _ = find_advice(w, advice_id)
    permissions.need(w.actor, Permit.REQUEST_ADVICE)
    row = w.lock(AdviceRow, found.id, seen_revision)
    if row.released_at is not None:
        raise StepNotAllowed(N_("It is released already."))
    row.released_at = w.now
    note_advice(w, row, "release")
    tell_of_advice(w, row, Event.ADVICE_RELEASED)
    return row


def _amendment(w: Work, amendment_id: str, permit: Permit) -> AmendmentRow:
    amendment = guards.find_amendment(w, amendment_id)
    permissions.need(w.actor, permit)
    return amendment


def _check_live(amendment: AmendmentRow) -> None:
    if amendment.number is None or amendment.state not in LIVE:
        raise StepNotAllowed(
            N_("Advice is given on what is under review, deferred or agreed. This amendment is {state}."),
            state=amendment.state,
        )


def _check_words(name: str, words: str) -> None:
    redline.refuse_control(words.replace("\r", ""))
    if len(words) > MAX_WORDS:
        raise Invalid(N_("At most {count} characters."), pointer=f"/{name}", count=MAX_WORDS)


def _reviewer(w: Work, email: str) -> UserRow:
    asked = select(UserRow).where(UserRow.email == email, UserRow.role == Role.REVIEWER, UserRow.is_active)
    found = w.session.scalars(asked).unique().one_or_none()
    if found is None:
        raise Invalid(N_("There is no reviewer {email}."), pointer="/reviewer", email=email)
    return found


def reviewers(w: Work) -> list[tuple[str, str]]:
    """E-mail address and name of each reviewer; for coordinators."""
    if not permissions.may(w.actor, Permit.REQUEST_ADVICE):
        raise NotFound
    asked = select(UserRow).where(UserRow.role == Role.REVIEWER, UserRow.is_active).order_by(UserRow.name)
    return [(one.email, one.name) for one in w.session.scalars(asked).unique()]

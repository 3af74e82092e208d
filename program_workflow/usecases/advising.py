"""Advice on a wording or a version: requested by a coordinator, given by a reviewer, released to the delegations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from program_workflow.domain import permissions, redline
from program_workflow.domain.errors import N_, Invalid, NotFound, StaleRevision, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LIVE, AdviceKind, Event, Recommendation, Role
from program_workflow.domain.window import standing
from program_workflow.storage import AdviceRequestRow, AdviceRow, AmendmentRow, UserRow, VersionRow
from program_workflow.usecases import guards
from program_workflow.usecases.advice_rows import (
    Advised,
    about,
    bound_to,
    find_advice,
    find_request,
    is_in_work,
    may_be_released,
    note_advice,
    note_request,
    open_requests,
    tell_of_advice,
    tell_of_request,
)
from program_workflow.usecases.finding import find_program, find_version
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a coordinator sends it. due: aware, to come. reviewer: an e-mail address; None is any of them."""

    kind: AdviceKind
    due: datetime | None
    reviewer: str | None = None
    note: str = ""


def request_advice(
    w: Work, amendment_id: str, kind: AdviceKind, *, due: datetime | None, reviewer: str | None = None, note: str = ""
) -> AdviceRequestRow:
    """Asks one reviewer, or any, for advice on the filed wording. reviewer: an e-mail address. due: aware, to come.

    Raises NotFound, NotPermitted, Invalid, StepNotAllowed in this order.
    """
    return _request(w, _amendment(w, amendment_id, Permit.REQUEST_ADVICE), Asked(kind, due, reviewer, note))


def request_advice_on_version(w: Work, code: str, number: int | str, asked: Asked) -> AdviceRequestRow:
    """The same on a version as a whole; a working one can be read by whoever is asked. Raises as above."""
    return _request(w, _version(w, code, number, Permit.REQUEST_ADVICE), asked)


def _request(w: Work, on: Advised, asked: Asked) -> AdviceRequestRow:
    _check_words("note", asked.note)
    if asked.due is None or asked.due.tzinfo is None or not w.now < asked.due < LAST_INSTANT:
        raise Invalid(N_("Say until when, with a zone; that is still to come."), pointer="/due")
    reviewer = _reviewer(w, asked.reviewer) if asked.reviewer else None
    _check_counts(w, on)
    row = AdviceRequestRow(
        **bound_to(on),
        kind=asked.kind,
        reviewer_id=reviewer.id if reviewer else None,
        note=asked.note,
        due=asked.due,
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
    amendment = w.lock(AmendmentRow, _amendment(w, amendment_id, Permit.GIVE_ADVICE).id)
    if seen_wording is not None and seen_wording != amendment.wording:
        raise StaleRevision(
            N_("Wording {wording} has been filed since. Read it before you give advice."), wording=amendment.wording
        )
    return _give(w, amendment, said)


def give_advice_on_version(
    w: Work, code: str, number: int | str, said: Advice, *, seen_text: str | None = None
) -> AdviceRow:
    """The same on a version as a whole. seen_text: hash of the text the reviewer read. Raises as above."""
    version = w.lock(VersionRow, _version(w, code, number, Permit.GIVE_ADVICE).id)
    if seen_text is not None and seen_text != version.text_hash:
        raise StaleRevision(
            N_("The text of version {version} has changed since. Read it before you give advice."),
            version=version.number,
        )
    return _give(w, version, said)


def _give(w: Work, on: Advised, said: Advice) -> AdviceRow:
    _check_words("text", said.text)
    if said.recommendation in _NEEDS_WORDS and not said.text.strip():
        raise Invalid(N_("Say why; only “accept” needs no words."), pointer="/text")
    _check_counts(w, on)
    row = AdviceRow(
        **bound_to(on),
        kind=said.kind,
        recommendation=said.recommendation,
        text=said.text,
        given_at=w.now,
        given_by=w.actor.user_id,
    )
    w.session.add(row)
    note_advice(w, row, "give")
    asked = select(AdviceRequestRow).where(
        about(AdviceRequestRow, on), AdviceRequestRow.kind == said.kind, open_requests(w.actor.user_id)
    )
    for request in w.session.scalars(asked).all():
        request.answered_at = w.now
        note_request(w, request, "answer")
    tell_of_advice(w, row, Event.ADVICE_GIVEN)
    return row


def release_advice(w: Work, advice_id: str, *, seen_revision: int | None) -> AdviceRow:
    """From now on all delegations see it, and it stands in the consolidated table."""
    found, on = find_advice(w, advice_id)
    permissions.need(w.actor, Permit.REQUEST_ADVICE)
    row = w.lock(AdviceRow, found.id, seen_revision)
    if row.released_at is not None:
        raise StepNotAllowed(N_("It is released already."))
    if not may_be_released(on):
        raise StepNotAllowed(
            N_("Version {version} is not circulated yet; its advice can be released afterwards."), version=on.number
        )
    row.released_at = w.now
    note_advice(w, row, "release")
    tell_of_advice(w, row, Event.ADVICE_RELEASED)
    return row


def _amendment(w: Work, amendment_id: str, permit: Permit) -> AmendmentRow:
    amendment = guards.find_amendment(w, amendment_id)
    permissions.need(w.actor, permit)
    return amendment


def _version(w: Work, code: str, number: int | str, permit: Permit) -> VersionRow:
    version = find_version(w, find_program(w, code), number)
    permissions.need(w.actor, permit)
    return version


def _check_counts(w: Work, on: Advised) -> None:
    """Whether something may still be decided on it."""
    if isinstance(on, VersionRow):
        if not is_in_work(w, on):
            raise StepNotAllowed(
                N_("Advice is given on the newest version, until it is adopted. Version {version} is {state}."),
                version=on.number,
                state=standing(on.state, on.closes_at, w.now),
            )
    elif on.number is None or on.state not in LIVE:
        raise StepNotAllowed(
            N_("Advice is given on what is under review, deferred or agreed. This amendment is {state}."),
            state=on.state,
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

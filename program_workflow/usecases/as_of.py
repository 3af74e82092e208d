"""Versions and amendments as they stood at an instant, from the events up to it and the wordings they name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import func, select

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.sponsors import SEES, Sponsorship
from program_workflow.domain.terms import AmendmentState, OutsideChannel, SponsorState, VersionState
from program_workflow.domain.window import standing
from program_workflow.storage import AmendmentRow, EventRow, ProgramRow
from program_workflow.usecases.finding import visible_versions
from program_workflow.usecases.sponsor_rows import sponsors_then
from program_workflow.usecases.work import Work

#: A plus sign that an address has turned into a space.
_LOST_PLUS: Final = re.compile(r"(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:\d\d)")
#: What ends an amendment without a decision on it; the event then says when and why.
_ENDED: Final = frozenset(
    {
        AmendmentState.RETURNED,
        AmendmentState.WITHDRAWN,
        AmendmentState.MERGED,
        AmendmentState.MOOT,
        AmendmentState.LAPSED,
    }
)


@dataclass(frozen=True, slots=True)
class VersionThen:
    """A circulated version at an instant. closed_at: when its window ended, None while it had not."""

    id: str
    number: int
    state: VersionState
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AmendmentThen:
    """An amendment at an instant. wording: number of the filed one that counted then; see `AmendmentRow`.

    sponsors: its co-sponsors of then. channel, reference: of one that was received outside.
    """

    id: str
    delegation_id: str | None
    language: str
    number: str | None
    state: AmendmentState
    wording: int
    filed_at: datetime | None
    is_admitted_late: bool
    decided_at: datetime | None
    reason: str
    deferred_until: str | None
    incorporated_in: str | None
    sponsors: tuple[Sponsorship, ...] = ()
    channel: OutsideChannel | None = None
    reference: str = ""


def instant_asked(said: str | None, now: datetime) -> datetime | None:
    """An instant as an address or a command names it: RFC 3339 with its offset. None where none is asked for.

    Raises Invalid for one without an offset, malformed or still to come.
    """
    if said is None or not said.strip():
        return None
    try:
        found = datetime.fromisoformat(_LOST_PLUS.sub(r"\1+\2", said.strip()))
    except ValueError:
        raise Invalid(_FORM, pointer="/as_of", said=said) from None
    if found.tzinfo is None:
        raise Invalid(_NAIVE, pointer="/as_of", said=said)
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        raise Invalid(_FORM, pointer="/as_of", said=said) from None
    if found > now:
        raise Invalid(N_("{instant} is still to come."), pointer="/as_of", instant=found)
    return found


_FORM: Final = N_("{said} is no instant. Write it as in 2011-03-15T09:00:00Z or 2011-03-15T14:00:00+05:00.")
_NAIVE: Final = N_("{said} does not say in which time zone. Add Z for UTC or the distance from it, as in +05:00.")


def version_at(w: Work, program: ProgramRow, at: datetime) -> VersionThen | None:
    """The newest version the reader may see that was circulated at the instant or before."""
    opened = [one for one in visible_versions(w, program) if one.opened_at is not None and one.opened_at <= at]
    if not opened:
        return None
    version = opened[-1]
    state, closes_at = VersionState.CIRCULATED, version.closes_at
    for body in w.session.scalars(
        select(EventRow.body)
        .where(EventRow.subject_type == "version", EventRow.subject_id == version.id, EventRow.at <= at)
        .order_by(EventRow.seq)
    ):
        if "to" in body:
            state = VersionState(body["to"])
            closes_at = _instant(body["closes_at"]) if "closes_at" in body else closes_at
    then = standing(state, closes_at, at)
    return VersionThen(version.id, version.number, then, closes_at if then is VersionState.CLOSED else None)


def amendments_at(w: Work, program: ProgramRow, at: datetime) -> list[AmendmentThen]:
    """Amendments that were filed by then and that this reader may know of, in the order of their filing.

    The rights are those of the reader now, held against the state of then. Drafts are left out.
    """
    last = (
        select(func.max(EventRow.seq))
        .where(EventRow.program_id == program.id, EventRow.subject_type == "amendment", EventRow.at <= at)
        .group_by(EventRow.subject_id)
    )
    rows = w.session.execute(
        select(AmendmentRow.id, AmendmentRow.language, EventRow)
        .join(EventRow, EventRow.subject_id == AmendmentRow.id)
        .where(AmendmentRow.program_id == program.id, EventRow.seq.in_(last))
    )
    found = []
    for amendment_id, language, event in rows:
        one = _then(amendment_id, language, event)
        if one.state is not AmendmentState.DRAFT and permissions.sees_amendment(
            w.actor,
            one.state,
            one.delegation_id,
            has_number=one.number is not None,
            late_requested=False,
            shown_to=[each.delegation_id for each in sponsors_then(event.body, SEES)],
        ):
            found.append(one)
    return sorted(found, key=lambda one: (one.filed_at or at, one.number or "", one.id))


def _then(amendment_id: str, language: str, event: EventRow) -> AmendmentThen:
    body, facts = event.body, event.body.get("facts", {})
    state = AmendmentState(body["state"])
    ended = state in _ENDED
    decided = state in _DECIDED
    return AmendmentThen(
        id=amendment_id,
        delegation_id=body["delegation"],
        sponsors=tuple(sponsors_then(body, {SponsorState.CONSENTED})),
        language=language,
        number=body["number"],
        state=state,
        wording=body["wording"],
        filed_at=_instant(facts.get("filed_at")),
        is_admitted_late=bool(facts.get("is_admitted_late")),
        decided_at=event.at if ended else _instant(facts.get("decided_at")) if decided else None,
        reason=event.reason if ended else _words(facts, "decision_reason") if decided else "",
        deferred_until=facts.get("deferred_until") if state is AmendmentState.DEFERRED else None,
        incorporated_in=facts.get("incorporated_in"),
        channel=OutsideChannel(facts["channel"]) if facts.get("channel") else None,
        reference=_words(facts, "reference"),
    )


_DECIDED: Final = frozenset(
    {
        AmendmentState.AGREED,
        AmendmentState.AGREED_AD_REFERENDUM,
        AmendmentState.REJECTED,
        AmendmentState.DEFERRED,
        AmendmentState.INCORPORATED,
    }
)


def _words(facts: Mapping[str, Any], name: str) -> str:
    return str(facts.get(name) or "")


def _instant(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None

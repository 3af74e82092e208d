"""Telling people what concerns them: the outbox is written in the transaction of the change."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain.preferences import Preferences, mail_instant, next_digest
from program_workflow.domain.recipients import BEFORE_FILING, WITHOUT_WINDOW, Group, Rule, rule_for
from program_workflow.domain.sponsors import SEES
from program_workflow.domain.terms import AmendmentState, Channel, DeliveryState, Event, Way
from program_workflow.storage import (
    AmendmentRow,
    ChainHead,
    DelegationRow,
    MeetingParticipantRow,
    NodeRow,
    OperationRow,
    OutboxRow,
    ProgramRow,
    SponsorRow,
    UserRow,
    VersionRow,
)
from program_workflow.storage.base import new_id
from program_workflow.usecases.audience import Circle, Subject, Told, audience
from program_workflow.usecases.calling import call_due, calls_for
from program_workflow.usecases.delivering import deliver_due
from program_workflow.usecases.delivery_log import Delivery, deliveries, parked, requeue
from program_workflow.usecases.finding import participants_of
from program_workflow.usecases.leasing import Delivered
from program_workflow.usecases.notifications import (
    NotificationView,
    mark_all_read,
    mark_read,
    notifications,
    unread_count,
)
from program_workflow.usecases.outbox import insert_once
from program_workflow.usecases.preferring import preferences_of
from program_workflow.usecases.work import Work

#: What there is to do with notices, under one name for adapters and tasks.
__all__ = [
    "Delivered",
    "Delivery",
    "NotificationView",
    "call_due",
    "deliver_due",
    "deliveries",
    "mark_all_read",
    "mark_read",
    "notifications",
    "parked",
    "requeue",
    "tell",
    "unread_count",
]

#: Kinds of things a notice is about.
AMENDMENT: Final = "amendment"
VERSION: Final = "version"
SILENCE: Final = "silence"
PACKAGE: Final = "package"
CORRIGENDUM: Final = "corrigendum"
MEETING: Final = "meeting"
#: Of these every event is about what the others may know of.
_KNOWN: Final = frozenset({SILENCE, PACKAGE, CORRIGENDUM, MEETING})
REMARK: Final = "remark"


def tell(
    w: Work,
    event: Event,
    *,
    key: str,
    program_id: str | None,
    subject_type: str,
    subject_id: str,
    delegation_id: str | None = None,
    numbered: bool = False,
    sponsors: Collection[str] | None = None,
    payload: dict[str, Any] | None = None,
    reviewer_id: str | None = None,
    about: Sequence[Subject] = (),
) -> int:
    """Queues the notices of an event for everybody it concerns; returns how many deliveries were queued.

    key: unique for the event; the same key, person and channel is queued once, however often it is told.
    delegation_id: the amendment's delegation, or the one delegation that an event of a version concerns.
    numbered: the amendment is known to all; else only its delegation and the coordinators are told.
    sponsors: the delegations that are told as co-sponsors; None is all that are named with the amendment.
    payload: identities and words of the record (number, version, deadline as RFC 3339, state, reason),
    never text of a draft; what follows from the subject itself is filled in.
    reviewer_id: of the reviewers only this one. about: what else can be followed that the event is about; an
    amendment, its clauses and its delegation are known.
    """
    w.session.flush()
    rule = _narrowed(w, event, subject_type, subject_id, numbered)
    circle = Circle(
        _members_of(w, program_id, subject_type, subject_id),
        delegation_id,
        _sponsors(w, subject_id, sponsors) if Group.SPONSORS in rule.told else frozenset(),
        reviewer_id,
        of_version=subject_type == VERSION,
        of_meeting=subject_type == MEETING,
    )
    amendment = w.session.get(AmendmentRow, subject_id) if subject_type == AMENDMENT else None
    people = audience(w, event, rule, circle, amendment=amendment, about=about, is_open=numbered)
    facts = {**_facts(w, event, program_id, subject_type, subject_id, delegation_id), **_without_none(payload or {})}
    event_row = {
        "event_key": key,
        "event": event.value,
        "program_id": program_id,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "created_at": w.now,
    }
    others = [one for one in people if one.user.id != w.actor.user_id or one.group in rule.receipt]
    chosen = preferences_of(w, [one.user.id for one in others])
    rows = [
        {**event_row, **delivery, "payload": {**facts, "as": one.group.value, "acts": one.group in rule.acts}}
        for one in others
        for delivery in _deliveries(w, one, one.way(event, rule, chosen[one.user.id]), chosen[one.user.id], facts)
    ]
    calls = calls_for(w, key, rule, people, event)
    if calls:
        rows += [{**event_row, **call, "payload": {**facts, **told}} for call, told in calls]
        w.tasks.add("call")
    return _queue(w, rows)


def _queue(w: Work, rows: Sequence[dict[str, Any]]) -> int:
    if not rows:
        return 0
    queued = w.session.execute(
        insert_once(w, OutboxRow, ("event_key", "user_id", "channel")).returning(OutboxRow.id), rows
    )
    w.wake = True
    return len(queued.all())


def _deliveries(
    w: Work, told: Told, way: Way, preferences: Preferences, facts: dict[str, Any]
) -> Iterable[dict[str, Any]]:
    """In the product always; by mail at once or in the digest of the day, as the person chose."""
    user = told.user
    yield _delivery(user, Channel.APP, w.now)
    if not user.mail_on or way is Way.PRODUCT:
        return
    if way is Way.DIGEST:
        yield _delivery(user, Channel.MAIL, next_digest(w.now, user.timezone, preferences), in_digest=True)
        return
    deadline = datetime.fromisoformat(facts["deadline"]) if facts.get("deadline") else None
    yield _delivery(user, Channel.MAIL, mail_instant(w.now, deadline, user.timezone, preferences))


def _delivery(user: UserRow, channel: Channel, due_at: datetime, *, in_digest: bool = False) -> dict[str, Any]:
    return {
        "id": new_id(),
        "user_id": user.id,
        "channel": channel,
        "state": DeliveryState.QUEUED,
        "due_at": due_at,
        "in_digest": in_digest,
        "webhook_id": None,
        "attempts": 0,
        "message_id": f"<{new_id()}@program-workflow>",
    }


def _narrowed(w: Work, event: Event, subject_type: str, subject_id: str, numbered: bool) -> Rule:
    """The rule of the event without those who may not know of the subject as it stands now."""
    if subject_type == AMENDMENT:
        rule = rule_for(event, is_known=numbered, about_amendment=True)
        amendment = w.session.get(AmendmentRow, subject_id)
        is_private = (
            amendment is not None and amendment.state is AmendmentState.DRAFT and amendment.late_requested_at is None
        )
        return rule.only(BEFORE_FILING) if is_private else rule
    if subject_type in _KNOWN:
        return rule_for(event, is_known=True, about_amendment=False)
    if subject_type == REMARK:  # its own side is told as such; no other observer hears of it
        return rule_for(event, is_known=True, about_amendment=True)
    version = w.session.get(VersionRow, subject_id)
    was_circulated = version is not None and version.opened_at is not None
    return rule_for(event, is_known=was_circulated, about_amendment=False)


def _sponsors(w: Work, amendment_id: str, only: Collection[str] | None) -> frozenset[str]:
    """The delegations named with the amendment that see it, of these."""
    asked = select(SponsorRow.delegation_id).where(
        SponsorRow.amendment_id == amendment_id, SponsorRow.state.in_(sorted(SEES))
    )
    return frozenset(one for one in w.session.scalars(asked) if only is None or one in only)


def _members_of(w: Work, program_id: str | None, subject_type: str, subject_id: str) -> set[str]:
    """The delegations concerned: those that take part in the meeting, or in the program."""
    if subject_type == MEETING:
        asked = select(MeetingParticipantRow.delegation_id).where(MeetingParticipantRow.meeting_id == subject_id)
        return set(w.session.scalars(asked))
    return {row.id for row in participants_of(w, program_id)} if program_id is not None else set()


def _facts(
    w: Work, event: Event, program_id: str | None, subject_type: str, subject_id: str, delegation_id: str | None
) -> dict[str, Any]:
    """What a notice says about its subject: numbers, codes and instants, never a text."""
    program = w.session.get(ProgramRow, program_id) if program_id is not None else None
    delegation = w.session.get(DelegationRow, delegation_id) if delegation_id else None
    facts: dict[str, Any] = {
        "program": program.code if program else None,
        "delegation": delegation.code if delegation else None,
    }
    if subject_type == AMENDMENT:
        facts |= _facts_of_amendment(w, subject_id)
        head = w.session.get(ChainHead, 1)
        facts["receipt"] = {"count": head.seq, "head": head.hash} if head else None
    else:
        version = w.session.get(VersionRow, subject_id)
        if version is not None:
            facts |= {"version": version.number, "deadline": _instant(version.closes_at)}
    if event in WITHOUT_WINDOW:
        facts.pop("deadline", None)
    return _without_none(facts)


def _facts_of_amendment(w: Work, amendment_id: str) -> dict[str, Any]:
    amendment = w.session.get(AmendmentRow, amendment_id)
    if amendment is None:
        return {}
    version = w.session.get(VersionRow, amendment.version_id)
    clause = w.session.scalars(
        select(NodeRow.number)
        .join(OperationRow, OperationRow.anchor_id == NodeRow.clause_id)
        .where(OperationRow.amendment_id == amendment_id, OperationRow.wording == amendment.wording)
        .where(NodeRow.version_id == amendment.version_id)
        .order_by(OperationRow.ordinal)
        .limit(1)
    ).first()
    return {
        "number": amendment.number,
        "version": version.number if version else None,
        "clause": clause or None,
        "wording": amendment.wording,
        "deadline": _instant(amendment.refile_until) if amendment.state is AmendmentState.RETURNED else None,
    }


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _without_none(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}

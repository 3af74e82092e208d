"""A silence procedure as its readers see it: its scope, who has answered, who was reached, what came late."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.calendars import days_off
from program_workflow.domain.errors import Saying
from program_workflow.domain.permissions import Permit
from program_workflow.domain.silence import BREAKS, SILENCE_STEPS, Item, Who, proves_in_time, standing
from program_workflow.domain.terms import (
    Channel,
    DayOff,
    DeliveryState,
    Event,
    MessageKind,
    OutsideChannel,
    Role,
    SilenceAction,
    SilenceScope,
    SilenceState,
)
from program_workflow.storage import (
    AmendmentRow,
    NotificationRow,
    OutboxRow,
    ProgramRow,
    SilenceMessageRow,
    SilenceRow,
    UserRow,
    VersionRow,
)
from program_workflow.usecases import guards
from program_workflow.usecases.finding import delegation_views, find_program, outside_of, view_of_delegation
from program_workflow.usecases.received import ReceivedView, received_of
from program_workflow.usecases.recording import events_of
from program_workflow.usecases.silence_checks import blocks_announcing, members_of
from program_workflow.usecases.silence_expiry import lacks_on, silent_on
from program_workflow.usecases.silence_rows import (
    NO_ANSWERS,
    agreement_of,
    find_silence,
    items_of,
    messages_of,
    sees_silence,
)
from program_workflow.usecases.silence_scope import ScopeItem, scope_items
from program_workflow.usecases.standings import ground
from program_workflow.usecases.views import DelegationView, EventView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class ServedView:
    """How the announcement reached a delegation, by the log of deliveries. failed: tries. note: its reference."""

    queued_at: datetime | None = None
    sent_at: datetime | None = None
    failed: int = 0
    read_at: datetime | None = None
    note: str | None = None
    noted_at: datetime | None = None

    @property
    def is_reached(self) -> bool:
        return self.sent_at is not None or self.note is not None


@dataclass(frozen=True, slots=True)
class MessageView:
    """delegation None: the secretariat. at: when it was received. is_in_time: late, but received before the instant.

    received: of one that a coordinator entered, its papers and what its delegation says against the entry.
    """

    delegation: DelegationView | None
    kind: MessageKind
    reason: str
    at: datetime
    is_late: bool
    is_in_time: bool
    channel: OutsideChannel | None
    reference: str
    amendment_id: str | None
    received: ReceivedView | None = None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """message: what the delegation last said that counts; None while it is silent."""

    delegation: DelegationView
    message: MessageView | None
    served: ServedView


@dataclass(frozen=True, slots=True)
class SilenceView:
    """state: at this instant. is_full False: the reader only learns that it runs.

    silent: positions that would become "no objection received". lacks: what the rule misses after the end.
    blocks: (template, parameters) of what stands against announcing it.
    """

    id: str
    program: str
    version: int
    state: SilenceState
    scope: SilenceScope
    items: tuple[ScopeItem, ...]
    expires_at: datetime
    announced_at: datetime | None
    extended_at: datetime | None
    ended_at: datetime | None
    annulled_at: datetime | None
    annul_asked_at: datetime | None
    text_hash: str
    revision: int
    is_full: bool
    holds: bool | None = None
    answers: tuple[AnswerView, ...] = ()
    messages: tuple[MessageView, ...] = ()
    silent: int = 0
    lacks: tuple[Saying, ...] = ()
    days_off: tuple[tuple[str, DayOff], ...] = ()
    blocks: tuple[Saying, ...] = ()
    actions: tuple[SilenceAction, ...] = ()

    @property
    def answered(self) -> int:
        return sum(one.message is not None for one in self.answers)

    @property
    def late(self) -> tuple[MessageView, ...]:
        return tuple(one for one in self.messages if one.is_late)

    @property
    def clarifications(self) -> tuple[MessageView, ...]:
        return tuple(one for one in self.messages if one.kind is MessageKind.CLARIFICATION)


def view_silence(w: Work, silence_id: str) -> SilenceView:
    """Raises NotFound."""
    return view_of(w, find_silence(w, silence_id))


def silences_of(w: Work, code: str) -> tuple[SilenceView, ...]:
    """Those of a program that the reader may know of, the newest first."""
    program = find_program(w, code)
    rows = w.session.scalars(
        select(SilenceRow)
        .where(SilenceRow.program_id == program.id)
        .order_by(SilenceRow.prepared_at.desc(), SilenceRow.id)
    )
    return tuple(view_of(w, row) for row in rows if sees_silence(w, row))


def events_of_silence(w: Work, silence_id: str) -> tuple[EventView, ...]:
    """Its record, oldest first, for those who see the answers."""
    row = find_silence(w, silence_id)
    permissions.need(w.actor, Permit.READ_POSITIONS)
    return tuple(events_of(w, "silence", row.id))


def view_of(w: Work, row: SilenceRow) -> SilenceView:
    program, version = w.get(ProgramRow, row.program_id), w.get(VersionRow, row.version_id)
    state = standing(row.state, row.expires_at, w.now)
    items = items_of(w, row)
    is_full = permissions.may(w.actor, Permit.READ_POSITIONS)
    seen = SilenceView(
        id=row.id,
        program=program.code,
        version=version.number,
        state=state,
        scope=row.scope,
        items=scope_items(w, row, items),
        expires_at=row.expires_at,
        announced_at=row.announced_at,
        extended_at=row.extended_at,
        ended_at=row.expires_at if state is SilenceState.ADOPTED else row.ended_at,
        annulled_at=row.annulled_at,
        annul_asked_at=row.annul_asked_at,
        text_hash=row.text_hash,
        revision=row.revision,
        is_full=is_full,
    )
    if not is_full:
        return seen
    messages = messages_of(w, row.id)
    entered = _entered(w, messages)
    open_ = state in (SilenceState.PREPARED, SilenceState.RUNNING)
    members = members_of(w, program.id)
    return replace(
        seen,
        holds=row.holds,
        answers=_answers(w, row, messages, entered),
        messages=_messages(w, row, messages, entered),
        silent=sum(map(len, silent_on(w, program, items, row.expires_at).values())) if open_ else 0,
        lacks=_lacks(w, program, items) if row.state is SilenceState.ADOPTED else (),
        days_off=days_off([one.code for one in members], row.expires_at),
        blocks=_blocks(w, row) if row.state is SilenceState.PREPARED else (),
        actions=_actions(w, row, program, state),
    )


def _entered(w: Work, messages: Sequence[SilenceMessageRow]) -> Mapping[str, ReceivedView]:
    """What goes with each act that a coordinator entered, by its identity."""
    return received_of(
        w,
        {
            one.act_id: (one.delegation_id, one.reference)
            for one in messages
            if one.channel and one.act_id and one.delegation_id
        },
    )


def _messages(
    w: Work, row: SilenceRow, messages: Sequence[SilenceMessageRow], entered: Mapping[str, ReceivedView]
) -> tuple[MessageView, ...]:
    names = delegation_views(w)
    return tuple(_message(w, row, one, names, entered) for one in messages)


def _message(
    w: Work,
    row: SilenceRow,
    one: SilenceMessageRow,
    names: Mapping[str | None, DelegationView],
    entered: Mapping[str, ReceivedView],
) -> MessageView:
    begin = row.announced_at
    return MessageView(
        delegation=names[one.delegation_id] if one.delegation_id else None,
        kind=one.kind,
        reason=one.reason,
        at=one.at,
        is_late=one.is_late,
        is_in_time=one.is_late and begin is not None and proves_in_time(one.at, begin, row.expires_at),
        channel=one.channel,
        reference=one.reference,
        amendment_id=_seen(w, one.amendment_id),
        received=entered.get(one.act_id or ""),
    )


def _seen(w: Work, amendment_id: str | None) -> str | None:
    """The amendment that is named, for who may read it: one that came late is still a draft."""
    found = w.session.get(AmendmentRow, amendment_id) if amendment_id else None
    return amendment_id if found is not None and guards.sees_amendment(w.actor, found) else None


def _answers(
    w: Work, row: SilenceRow, messages: Sequence[SilenceMessageRow], entered: Mapping[str, ReceivedView]
) -> tuple[AnswerView, ...]:
    names = delegation_views(w)
    served = _served(w, row, messages)
    last: dict[str | None, SilenceMessageRow] = {}
    for one in messages:
        before = last.get(one.delegation_id)
        entry = entered.get(before.act_id or "") if before is not None else None
        is_kept = before is not None and before.kind in BREAKS and not (entry is not None and entry.is_withdrawn)
        if not one.is_late and one.kind not in NO_ANSWERS and not is_kept:
            last[one.delegation_id] = one  # what broke it stands, whatever the delegation adds
    return tuple(
        AnswerView(
            view_of_delegation(one),
            _message(w, row, last[one.id], names, entered) if one.id in last else None,
            served.get(one.id, ServedView()),
        )
        for one in members_of(w, row.program_id)
    )


def _served(w: Work, row: SilenceRow, messages: Sequence[SilenceMessageRow]) -> dict[str, ServedView]:
    """Of each delegation the best there is: the first that was sent and read of all its people, and any note."""
    key = f"{Event.SILENCE_ANNOUNCED}:{row.id}"
    rows = w.session.execute(
        select(UserRow.delegation_id, OutboxRow)
        .join(OutboxRow, OutboxRow.user_id == UserRow.id)
        .where(OutboxRow.event_key == key, UserRow.role.in_([Role.REPRESENTATIVE, Role.EXPERT]))
    ).all()
    read: dict[str, list[datetime]] = defaultdict(list)
    for delegation_id, at in w.session.execute(
        select(UserRow.delegation_id, NotificationRow.read_at)
        .join(NotificationRow, NotificationRow.user_id == UserRow.id)
        .where(NotificationRow.event_key == key, NotificationRow.read_at.is_not(None))
    ):
        if delegation_id and at:
            read[delegation_id].append(at)
    mails: dict[str, list[OutboxRow]] = defaultdict(list)
    for delegation_id, item in rows:
        if delegation_id:
            mails[delegation_id].append(item)
    notes = {one.delegation_id: one for one in messages if one.kind is MessageKind.NOTE and one.delegation_id}
    return {one: _served_by(mails.get(one, []), read.get(one, []), notes.get(one)) for one in {*mails, *read, *notes}}


def _served_by(items: Sequence[OutboxRow], read: Sequence[datetime], note: SilenceMessageRow | None) -> ServedView:
    mails = [one for one in items if one.channel is Channel.MAIL]
    failing = (DeliveryState.FAILED, DeliveryState.PARKED)
    return ServedView(
        queued_at=min((one.created_at for one in items), default=None),
        sent_at=min((one.sent_at for one in mails if one.sent_at), default=None),
        failed=sum(one.attempts for one in mails if one.state in failing),
        read_at=min(read, default=None),
        note=(note.reference or note.kind.value) if note else None,
        noted_at=note.at if note else None,
    )


def _lacks(w: Work, program: ProgramRow, items: list[Item]) -> tuple[Saying, ...]:
    """What the rule still misses, each once however many texts it is missed on."""
    on = ground(w, program, {one.subject_id for one in items})
    said = {(one.lack, one.delegation_id): on.say(one) for one in lacks_on(w, program, items)}
    return tuple(said.values())


def _blocks(w: Work, row: SilenceRow) -> tuple[Saying, ...]:
    return tuple(Saying(one.template, one.params) for one in blocks_announcing(w, row))


def _actions(w: Work, row: SilenceRow, program: ProgramRow, state: SilenceState) -> tuple[SilenceAction, ...]:
    """The steps from this state that are this person's."""
    if not permissions.may(w.actor, Permit.STEP_SILENCE):
        return ()
    sides = {Who.COORDINATOR, Who.DELEGATION, Who.BOTH} if w.actor.is_coordinator else {Who.DELEGATION, Who.BOTH}
    if not w.actor.is_coordinator and outside_of(w, program, w.actor.delegation_id) is not None:
        return ()
    found = [action for (at, action), step in SILENCE_STEPS.items() if at is state and step.who in sides]
    if SilenceAction.ANNUL in found and not _may_be_annulled(w, row):
        found.remove(SilenceAction.ANNUL)
    if SilenceAction.AGREE in found and agreement_of(w, row.id, w.actor.delegation_id) is not None:
        found.remove(SilenceAction.AGREE)
    return tuple(found)


def _may_be_annulled(w: Work, row: SilenceRow) -> bool:
    return any(
        one.is_late and row.announced_at and proves_in_time(one.at, row.announced_at, row.expires_at)
        for one in messages_of(w, row.id)
        if one.kind is not MessageKind.AGREEMENT
    )

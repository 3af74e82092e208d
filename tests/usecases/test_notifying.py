"""Who is told of what, once; what a notice says; what a person may still see of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from program_workflow import i18n
from program_workflow.domain.actor import Actor
from program_workflow.domain.errors import NotFound, NotPermitted
from program_workflow.domain.recipients import RECIPIENTS, Group, rule_for
from program_workflow.domain.terms import AmendmentState, Channel, DeliveryState, Event, VersionState
from program_workflow.outgoing import mail
from program_workflow.settings import Settings, read_settings
from program_workflow.storage import (
    AmendmentRow,
    DelegationRow,
    NotificationRow,
    OutboxRow,
    ParticipantRow,
    ProgramRow,
    UserRow,
    VersionRow,
)
from program_workflow.usecases import delivering, leasing, notifying, reminding
from program_workflow.usecases.notices import notice_of
from program_workflow.usecases.work import Work

OpenWork = Callable[..., AbstractContextManager[Work]]
CLOSES = datetime(2011, 3, 31, 13, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ground:
    """A circulated version, one amendment with a number and one without, both of KAZ."""

    program: str
    version: str
    numbered: str
    unnumbered: str
    kaz: str
    names: dict[str | None, str]


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    return read_settings({"PROGRAM_WORKFLOW_HOME": str(tmp_path / "home")})


@pytest.fixture
def ground(work: OpenWork, people: Any) -> Ground:
    names = {getattr(people, one.name).user_id: one.name for one in fields(people)}
    with work() as w:
        kaz = w.session.scalars(select(DelegationRow.id).where(DelegationRow.code == "KAZ")).one()
        program = ProgramRow(
            code="P1",
            title={"en": "Program of cooperation", "ru": "Программа сотрудничества"},
            languages=["en"],
            rules={},
            created_at=w.now,
        )
        w.session.add(program)
        w.session.flush()
        version = VersionRow(
            program_id=program.id,
            number=1,
            state=VersionState.CIRCULATED,
            created_at=w.now,
            opened_at=w.now,
            closes_at=CLOSES,
            text_hash="0" * 64,
        )
        w.session.add(version)
        w.session.flush()
        rows = [
            AmendmentRow(
                program_id=program.id,
                delegation_id=kaz,
                number=number,
                state=state,
                version_id=version.id,
                language="en",
                created_at=w.now,
                updated_at=w.now,
                filed_at=w.now,
            )
            for number, state in (("P1-2.1-KAZ-1", AmendmentState.UNDER_REVIEW), (None, AmendmentState.SUBMITTED))
        ]
        w.session.add_all(rows)
        w.session.flush()
        return Ground(program.id, version.id, rows[0].id, rows[1].id, kaz, names)


def tell_amendment(w: Work, ground: Ground, event: Event, *, numbered: bool = True, **more: Any) -> int:
    return notifying.tell(
        w,
        event,
        key=more.pop("key", f"{event}:1"),
        program_id=ground.program,
        subject_type="amendment",
        subject_id=ground.numbered if numbered else ground.unnumbered,
        delegation_id=ground.kaz,
        numbered=numbered,
        payload=more,
    )


def tell_version(w: Work, ground: Ground, event: Event, **more: Any) -> int:
    return notifying.tell(
        w,
        event,
        key=more.pop("key", f"{event}:1"),
        program_id=ground.program,
        subject_type="version",
        subject_id=ground.version,
        payload=more,
    )


def told(w: Work, ground: Ground, channel: Channel = Channel.APP) -> set[str]:
    """Who is told, by their names in the fixture of people."""
    return {
        ground.names[user]
        for user in w.session.scalars(
            select(OutboxRow.user_id).where(OutboxRow.channel == channel, OutboxRow.in_digest.is_(False))
        )
    }


EVERY_MEMBER = {f"{code}{who}" for code in ("kaz", "blr", "arm") for who in ("", "_expert")}
COORDINATORS = {"coordinator", "other_coordinator"}


# --- The table ----------------------------------------------------------------------------------


def test_every_event_has_its_recipients() -> None:
    assert set(RECIPIENTS) == set(Event)


@pytest.mark.parametrize("event", [one for one in Event if "amendment" in one or "late" in one or "rebase" in one])
@pytest.mark.parametrize("is_known", [True, False])
def test_observers_never_hear_of_amendments(event: Event, is_known: bool) -> None:
    assert Group.OBSERVERS not in rule_for(event, is_known=is_known, about_amendment=True).told


@pytest.mark.parametrize("event", list(Event))
def test_only_who_is_told_is_mailed_and_only_who_is_mailed_has_to_act(event: Event) -> None:
    rule = RECIPIENTS[event]
    assert rule.acts <= rule.mailed <= rule.told
    assert Group.FOLLOWERS not in rule.told


# --- Telling ------------------------------------------------------------------------------------


def test_an_amendment_without_number_concerns_its_delegation_and_the_coordinators_only(
    work: OpenWork, ground: Ground
) -> None:
    with work() as w:
        tell_amendment(w, ground, Event.AMENDMENT_DECIDED, numbered=False)
        assert told(w, ground) == {"kaz", "kaz_expert"} | COORDINATORS


def test_a_draft_concerns_its_delegation_alone(work: OpenWork, ground: Ground) -> None:
    with work() as w:
        w.get(AmendmentRow, ground.unnumbered).state = AmendmentState.DRAFT
        tell_amendment(w, ground, Event.REBASE_CONFIRMED, numbered=False)
        assert told(w, ground) == {"kaz", "kaz_expert"}


def test_a_decision_is_mailed_to_the_author_and_shown_to_all_delegations(work: OpenWork, ground: Ground) -> None:
    with work() as w:
        tell_amendment(w, ground, Event.AMENDMENT_DECIDED, state="agreed")
        assert told(w, ground, Channel.MAIL) == {"kaz", "kaz_expert"}
        assert told(w, ground) == EVERY_MEMBER | COORDINATORS | {"reviewer"}


def test_a_circulated_version_concerns_everybody_but_the_administrator(work: OpenWork, ground: Ground) -> None:
    with work() as w:
        tell_version(w, ground, Event.VERSION_CIRCULATED)
        assert told(w, ground) == EVERY_MEMBER | COORDINATORS | {"reviewer", "observer"}
        assert told(w, ground, Channel.MAIL) == EVERY_MEMBER  # they may act on it; to the others it is news


@pytest.mark.parametrize(
    ("event", "has_window"),
    [(Event.VERSION_CIRCULATED, True), (Event.VERSION_ADOPTED, False), (Event.SIGNATURE_ENTERED, False)],
)
def test_only_while_there_is_a_window_its_end_is_told(
    work: OpenWork, ground: Ground, event: Event, has_window: bool
) -> None:
    with work() as w:
        tell_version(w, ground, event)
        assert {"deadline" in one for one in w.session.scalars(select(OutboxRow.payload))} == {has_window}


def test_a_version_that_was_never_circulated_concerns_coordinators_only(work: OpenWork, ground: Ground) -> None:
    with work() as w:
        w.get(VersionRow, ground.version).opened_at = None
        tell_version(w, ground, Event.VERSION_ABANDONED)
        assert told(w, ground) == COORDINATORS


def test_only_participants_are_told_where_there_are_some(work: OpenWork, ground: Ground) -> None:
    with work() as w:
        w.session.add(ParticipantRow(program_id=ground.program, delegation_id=ground.kaz, since=w.now))
        w.session.flush()
        tell_version(w, ground, Event.WINDOW_ENDS)
        assert told(w, ground) == {"kaz", "kaz_expert"}


def test_nobody_is_told_of_their_own_act_but_for_the_receipt(work: OpenWork, ground: Ground, people: Any) -> None:
    with work(people.coordinator) as w:
        tell_amendment(w, ground, Event.AMENDMENT_DECIDED, state="agreed")
        assert "coordinator" not in told(w, ground)
    with work(people.kaz) as w:
        tell_amendment(w, ground, Event.AMENDMENT_SUBMITTED, numbered=False)
        assert "kaz" in told(w, ground, Channel.MAIL)


def test_inactive_people_are_not_told_and_mail_that_is_off_is_not_written(
    work: OpenWork, ground: Ground, people: Any
) -> None:
    with work() as w:
        w.get(UserRow, people.kaz.user_id).is_active = False
        w.get(UserRow, people.kaz_expert.user_id).mail_on = False
        tell_amendment(w, ground, Event.AMENDMENT_DECIDED, state="agreed")
        assert "kaz" not in told(w, ground)
        assert "kaz_expert" in told(w, ground)
        assert told(w, ground, Channel.MAIL) == set()


def test_the_same_event_is_queued_once_however_often_it_is_told(work: OpenWork, ground: Ground) -> None:
    with work() as w:
        first = tell_amendment(w, ground, Event.AMENDMENT_DECIDED, state="agreed")
        assert first > 0
        assert w.wake
    with work() as w:
        assert tell_amendment(w, ground, Event.AMENDMENT_DECIDED, state="agreed") == 0


def test_what_is_refused_afterwards_was_never_told(work: OpenWork, ground: Ground) -> None:
    def refused() -> None:
        with work() as w:
            tell_amendment(w, ground, Event.AMENDMENT_DECIDED, state="agreed")
            raise NotFound

    with pytest.raises(NotFound):
        refused()
    with work() as w:
        assert told(w, ground) == set()


# --- What people see ----------------------------------------------------------------------------


def show(work: OpenWork, settings: Settings) -> leasing.Delivered:
    return notifying.deliver_due(work, settings, owner="here:1")


def test_a_notice_appears_once_and_counts_until_it_is_read(
    work: OpenWork, ground: Ground, people: Any, settings: Settings
) -> None:
    with work() as w:
        tell_amendment(w, ground, Event.AMENDMENT_DECIDED, state="agreed", reason="Agreed at the meeting.")
    show(work, settings)
    show(work, settings)
    with work(people.blr) as w:
        page = notifying.notifications(w)
        (notice,) = page.items
        assert notice.sentence == "Amendment P1-2.1-KAZ-1 is agreed."
        assert notice.reason == "Agreed at the meeting."
        assert notice.link == f"/amendments/{ground.numbered}"
        assert notifying.unread_count(w) == 1
        notifying.mark_read(w, notice.id)
        assert notifying.unread_count(w) == 0
    with work(people.kaz) as w, pytest.raises(NotFound):
        notifying.mark_read(w, notice.id)


def test_a_notice_speaks_the_language_of_the_reader(work: OpenWork, ground: Ground, settings: Settings) -> None:
    with work() as w:
        tell_amendment(w, ground, Event.AMENDMENT_DECIDED, state="rejected")
        payload = w.session.scalars(select(OutboxRow.payload).limit(1)).one()
    with i18n.speaking("en"):
        notice = notice_of(Event.AMENDMENT_DECIDED, payload, "amendment", ground.numbered)
    assert notice.sentence == "Amendment P1-2.1-KAZ-1 is rejected."


def test_pages_of_notices_follow_each_other(work: OpenWork, ground: Ground, people: Any, settings: Settings) -> None:
    with work() as w:
        for n in range(7):
            tell_amendment(w, ground, Event.AMENDMENT_DECIDED, key=f"k:{n}", state="agreed")
    show(work, settings)
    seen: list[str] = []
    cursor: str | None = None
    with work(people.arm) as w:
        while True:
            page = notifying.notifications(w, cursor, 3)
            seen += [one.id for one in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 7
        assert notifying.mark_all_read(w) == 7
        assert notifying.notifications(w, unread_only=True).items == ()


def test_who_loses_the_right_loses_the_notice(work: OpenWork, ground: Ground, people: Any, settings: Settings) -> None:
    with work() as w:
        tell_amendment(w, ground, Event.AMENDMENT_SUBMITTED, numbered=False)
    show(work, settings)
    moved = Actor(people.kaz.user_id, "Moved person", people.kaz.role, delegation_id="another")
    with work(people.kaz) as w:
        assert notifying.unread_count(w) == 1
    with work(moved) as w:
        assert notifying.unread_count(w) == 0
        assert notifying.notifications(w).items == ()


# --- Delivering ---------------------------------------------------------------------------------


class Failing:
    """A mail server that refuses every mail, and remembers what it was given."""

    def __init__(self, failure: type[mail.MailFailed] | None = mail.MailFailed) -> None:
        self.failure = failure
        self.ids: list[str] = []
        self.names: list[str] = []

    def send(self, message: Any, name: str) -> None:
        self.ids.append(str(message["Message-ID"]))
        self.names.append(name)
        if self.failure is not None:
            raise self.failure("refused")

    def close(self) -> None:
        pass


def only_mail_to_kaz(work: OpenWork, ground: Ground) -> None:
    with work() as w:
        tell_amendment(w, ground, Event.AMENDMENT_DECIDED, state="agreed")
        for row in w.session.scalars(select(OutboxRow).where(OutboxRow.channel == Channel.MAIL)):
            if row.in_digest or ground.names[row.user_id] != "kaz":
                w.session.delete(row)


def the_mail(w: Work) -> OutboxRow:
    return w.session.scalars(select(OutboxRow).where(OutboxRow.channel == Channel.MAIL)).one()


def test_a_mail_that_fails_is_tried_again_later_each_time_and_parked_in_the_end(
    work: OpenWork, ground: Ground, settings: Settings, clock: Any, people: Any
) -> None:
    only_mail_to_kaz(work, ground)
    server = Failing()
    waits = []
    for _ in range(leasing.MAX_TRIES):
        notifying.deliver_due(work, settings, owner="here:1", sender=server)
        with work() as w:
            one = the_mail(w)
            if one.state is DeliveryState.FAILED:
                waits.append(one.due_at - w.now)
                clock.advance(seconds=waits[-1].total_seconds() - 1)
        notifying.deliver_due(work, settings, owner="here:1", sender=server)  # one second too early: nothing
        clock.advance(seconds=1)
    assert len(server.ids) == leasing.MAX_TRIES
    assert len(set(server.ids)) == len(set(server.names)) == 1
    assert waits == sorted(waits)
    assert waits[-1] <= leasing.LONGEST_WAIT
    with work(people.administrator) as w:
        (parked,) = notifying.parked(w)
        assert [one.error for one in parked.attempts] == ["refused"] * leasing.MAX_TRIES
        notifying.requeue(w, parked.id)
    server.failure = None
    assert notifying.deliver_due(work, settings, owner="here:1", sender=server).sent == 1
    assert len(set(server.ids)) == 1
    with work(people.kaz) as w, pytest.raises(NotPermitted):
        notifying.deliveries(w)


def test_a_server_that_is_down_costs_one_try_of_one_mail(
    work: OpenWork, ground: Ground, settings: Settings, clock: Any
) -> None:
    with work() as w:
        tell_version(w, ground, Event.VERSION_CIRCULATED)
    server = Failing(mail.MailServerDown)
    done = notifying.deliver_due(work, settings, owner="here:1", sender=server)
    assert (done.failed, len(server.ids)) == (1, 1)
    assert notifying.deliver_due(work, settings, owner="here:1", sender=server).taken == 0
    server.failure = None
    clock.advance(seconds=leasing.REST.total_seconds())
    notifying.deliver_due(work, settings, owner="here:1", sender=server)
    with work() as w:
        states = set(w.session.scalars(select(OutboxRow.state).where(OutboxRow.in_digest.is_(False))))
    assert states == {DeliveryState.SENT}


def test_what_a_dead_worker_held_is_free_after_its_lease_and_tried_under_the_same_message_id(
    work: OpenWork, ground: Ground, settings: Settings, clock: Any
) -> None:
    only_mail_to_kaz(work, ground)

    class Dies(Failing):
        def send(self, message: Any, name: str) -> None:
            super().send(message, name)
            raise KeyboardInterrupt

    dead, alive = Dies(None), Failing(None)
    with pytest.raises(KeyboardInterrupt):
        notifying.deliver_due(work, settings, owner="here:1", sender=dead)
    clock.advance(seconds=59)
    assert notifying.deliver_due(work, settings, owner="here:2", sender=alive).taken == 0
    clock.advance(seconds=1)
    assert notifying.deliver_due(work, settings, owner="here:2", sender=alive).sent == 1
    assert alive.ids == dead.ids


def test_a_mail_that_kills_its_worker_each_time_is_parked(
    work: OpenWork, ground: Ground, settings: Settings, clock: Any
) -> None:
    only_mail_to_kaz(work, ground)
    for _ in range(leasing.MAX_TRIES):
        with work() as w:
            assert leasing.lease(w, delivering.MailCourier(settings, Failing(None)), "here:1")[0]
        clock.advance(hours=7)
    assert notifying.deliver_due(work, settings, owner="here:1", sender=Failing(None)).parked == 1


def test_a_mail_is_dropped_when_the_person_may_not_see_its_subject_any_more(
    work: OpenWork, ground: Ground, people: Any, settings: Settings
) -> None:
    with work() as w:
        tell_amendment(w, ground, Event.AMENDMENT_RETURNED, numbered=False)
        w.get(UserRow, people.kaz.user_id).is_active = False
        expert = w.get(UserRow, people.kaz_expert.user_id)
        expert.delegation_id = people.blr.delegation_id
    server = Failing(None)
    assert notifying.deliver_due(work, settings, owner="here:1", sender=server).dropped == 2
    assert server.ids == []


def test_a_reminder_of_a_window_that_was_moved_is_dropped(
    work: OpenWork, ground: Ground, settings: Settings, clock: Any
) -> None:
    clock.now = CLOSES - timedelta(hours=20)
    with work() as w:
        assert reminding.remind_due(w) > 0
        w.get(VersionRow, ground.version).closes_at = CLOSES + timedelta(days=5)
    server = Failing(None)
    done = notifying.deliver_due(work, settings, owner="here:1", sender=server)
    assert done.dropped == len(EVERY_MEMBER)
    assert server.ids == []


def test_notices_in_the_product_stand_beside_their_mark(work: OpenWork, ground: Ground, settings: Settings) -> None:
    with work() as w:
        tell_version(w, ground, Event.VERSION_CIRCULATED)
        queued = len(told(w, ground))

    def die_before_the_commit() -> None:
        with work() as w:
            assert delivering.show_batch(w, 100) == queued
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die_before_the_commit()
    with work() as w:
        assert w.session.scalars(select(NotificationRow)).all() == []
    show(work, settings)
    with work() as w:
        assert len(w.session.scalars(select(NotificationRow)).all()) == queued


# --- Reminding ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "opened_before", "stage"),
    [
        pytest.param(timedelta(days=8), timedelta(days=30), None, id="too early"),
        pytest.param(timedelta(days=7), timedelta(days=30), 7, id="7 days"),
        pytest.param(timedelta(days=2, seconds=1), timedelta(days=30), 7, id="still 7 days"),
        pytest.param(timedelta(days=2), timedelta(days=30), 2, id="2 days"),
        pytest.param(timedelta(hours=24), timedelta(days=30), 0, id="the day"),
        pytest.param(timedelta(), timedelta(days=30), None, id="over at the instant"),
        pytest.param(timedelta(days=5), timedelta(days=5), None, id="a short window told its end when it was opened"),
        pytest.param(timedelta(days=2), timedelta(days=5), 2, id="a short window, 2 days"),
        pytest.param(timedelta(hours=1), timedelta(hours=3), None, id="a window of hours"),
    ],
)
def test_the_ladder_of_a_window(left: timedelta, opened_before: timedelta, stage: int | None) -> None:
    assert reminding.stage_at(CLOSES, CLOSES - left, CLOSES - opened_before) == stage


def test_each_stage_is_told_once_and_a_moved_end_begins_anew(work: OpenWork, ground: Ground, clock: Any) -> None:
    clock.now = CLOSES - timedelta(days=6)
    with work() as w:
        assert reminding.remind_due(w) == 2 * len(EVERY_MEMBER)
    with work() as w:
        assert reminding.remind_due(w) == 0
        w.get(VersionRow, ground.version).closes_at = CLOSES + timedelta(hours=1)
    with work() as w:
        assert reminding.remind_due(w) == 2 * len(EVERY_MEMBER)
    clock.now = CLOSES + timedelta(hours=2)
    with work() as w:
        assert reminding.remind_due(w) == 0

"""At once or in the digest of the day: every event reaches every person once, whatever dies and however clocks go."""

import re
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from program_workflow.domain.actor import CONSOLE, SYSTEM
from program_workflow.domain.errors import Invalid
from program_workflow.domain.terms import Channel, DeliveryState, Event, OperationKind
from program_workflow.outgoing import mail
from program_workflow.settings import read_settings
from program_workflow.storage import DelegationRow, OutboxRow, ProgramRow, UserRow, VersionRow
from program_workflow.storage.database import engine_for
from program_workflow.usecases import notifying, people, preferring
from program_workflow.usecases.operations import OperationInput
from program_workflow.usecases.work import Work
from tests.negotiation import Negotiation
from tests.people import Clock, make_people

FOLK = ("kaz", "blr", "coordinator", "reviewer")
MARK = re.compile(r"Reason: (E\d+)")


class Post:
    """A mail server: takes mails, is down, or the worker dies at it."""

    def __init__(self):
        self.mails, self.mood = [], "well"

    def send(self, message, name):  # noqa: ARG002 - only files have names
        if self.mood == "down":
            raise mail.MailServerDown("down")
        if self.mood == "refuses":
            raise mail.MailFailed("refused")
        if self.mood == "dies before":
            raise KeyboardInterrupt
        self.mails.append(message)
        if self.mood == "dies after":
            raise KeyboardInterrupt

    def close(self):
        pass

    def to(self, name):
        return [one for one in self.mails if f"<{name}@" in str(one["To"])]


def text_of(message):
    return message.get_body(("plain",)).get_content()


class Desk:
    """A circulated program, people, a mail server; transactions that can die."""

    def __init__(self, url, home):
        self.engine, self.clock, self.post = engine_for(url), Clock(), Post()
        self.settings = read_settings({"PROGRAM_WORKFLOW_HOME": str(home)})
        self.deadly, self.told = None, 0
        with self.work(CONSOLE) as w:
            self.people = make_people(w)
        self.talks = Negotiation(self.work, self.people, self.clock).circulated(days=3000)
        self.deliver()
        self.post.mails.clear()
        with self.work() as w:
            self.program = w.session.scalars(select(ProgramRow.id)).one()
            self.version = w.session.scalars(select(VersionRow.id)).one()
            self.kaz = w.session.scalars(select(DelegationRow.id).where(DelegationRow.code == "KAZ")).one()
        change = OperationInput(OperationKind.MODIFY, self.talks.ids["1.1"], "The parties inform each other.")
        self.amendment = self.talks.reviewed(self.people.kaz, change)
        self.wait(days=2)
        self.post.mails.clear()
        self.clock.advance(days=1)  # the 4th of March, 9:00: a day that had no digest yet

    def work(self, actor=SYSTEM):
        return _Opened(self, actor)

    def tell(self, event, by=SYSTEM, **payload):
        """An event whose mails carry its mark as the reason."""
        self.told += 1
        of_amendment = event.startswith("amendment_")
        with self.work(by) as w:
            notifying.tell(
                w,
                event,
                key=f"{event}:told:{self.told}",
                program_id=self.program,
                subject_type="amendment" if of_amendment else "version",
                subject_id=self.amendment if of_amendment else self.version,
                delegation_id=self.kaz if of_amendment else None,
                numbered=True,
                payload={"reason": f"E{self.told}", "state": "agreed", **payload},
            )
        return f"E{self.told}"

    def deliver(self, mood="well", deadly=None):
        """A worker runs; deadly: the transaction, counted from 1, before whose commit it dies."""
        self.post.mood, self.deadly = mood, deadly
        with suppress(KeyboardInterrupt):
            notifying.deliver_due(self.work, self.settings, owner="here:1", sender=self.post)
        self.post.mood, self.deadly = "well", None

    def wait(self, **distance):
        self.clock.advance(**distance)
        self.deliver()

    def choose(self, name, **chosen):
        with self.work(getattr(self.people, name)) as w:
            preferring.choose(w, **chosen)


class _Opened:
    def __init__(self, desk, actor):
        self.desk, self.session = desk, Session(desk.engine, expire_on_commit=False)
        self.actor = actor

    def __enter__(self):
        self.session.begin()
        return Work(self.session, self.actor, self.desk.clock)

    def __exit__(self, kind, *_):
        desk = self.desk
        if desk.deadly is not None:
            desk.deadly -= 1
        dies = desk.deadly == 0
        if kind or dies:
            self.session.rollback()
        else:
            self.session.commit()
        self.session.close()
        if dies and not kind:
            raise KeyboardInterrupt
        return False


@pytest.fixture
def desk(sqlite_url, tmp_path):
    made = Desk(sqlite_url, tmp_path / "home")
    yield made
    made.engine.dispose()


@pytest.fixture
def either_desk(database_url, tmp_path):
    made = Desk(database_url, tmp_path / "home")
    yield made
    made.engine.dispose()


# --- What goes when -----------------------------------------------------------------------------


def test_a_decision_goes_at_once_to_its_author_and_into_the_digest_of_the_others(either_desk):
    desk = either_desk
    mark = desk.tell(Event.AMENDMENT_DECIDED)
    desk.deliver()
    assert [MARK.findall(text_of(one)) for one in desk.post.to("kaz")] == [[mark]]
    assert desk.post.to("blr") == desk.post.to("reviewer") == []
    desk.clock.now = datetime(2011, 3, 5, 6, 59, tzinfo=UTC)
    desk.deliver()
    assert desk.post.to("blr") == []
    desk.wait(minutes=1)
    (digest,) = desk.post.to("blr")
    assert digest["Subject"] == "Digest of 5 March 2011: 1 event"
    assert MARK.findall(text_of(digest)) == [mark]
    assert len(desk.post.to("kaz")) == 1
    desk.wait(days=3)
    assert len(desk.post.to("blr")) == 1, "a day without news has no digest"


def test_a_digest_is_grouped_by_program_and_clause_with_the_text_in_it(desk):
    desk.tell(Event.VERSION_SUBMITTED)
    desk.tell(Event.AMENDMENT_DECIDED)
    desk.tell(Event.AMENDMENT_REOPENED)
    desk.wait(days=1)
    (digest,) = desk.post.to("reviewer")
    said = text_of(digest)
    assert (
        said.index("P1. A program")
        < said.index("Version 1 of P1 is submitted for adoption.")
        < said.index("Clause 1.1")
    )
    assert said.count("Clause 1.1") == 1
    assert "The parties [-exchange information on threats-]<+inform each other+>." in said
    assert "You are told as a reviewer." in said
    html = digest.get_body(("html",)).get_content()
    assert "<del>exchange information on threats</del><ins>inform each other</ins>" in html


def test_the_digest_speaks_the_language_and_comes_at_the_hour_and_zone_of_its_person(desk):
    with desk.work(desk.people.blr) as w:
        people.set_preferences(w, language="ru", timezone="Asia/Almaty")
    desk.choose("blr", digest_hour=18)
    desk.tell(Event.AMENDMENT_DECIDED)
    desk.clock.now = datetime(2011, 3, 4, 11, 59, tzinfo=UTC)
    desk.deliver()
    assert desk.post.to("blr") == []
    desk.wait(minutes=1)  # 18:00 in Almaty, which was at UTC+06:00
    (digest,) = desk.post.to("blr")
    assert "4\N{NO-BREAK SPACE}марта\N{NO-BREAK SPACE}2011" in str(digest["Subject"])
    assert "Поправка P1/1.1/KAZ/1 согласована." in text_of(digest)


def test_who_chooses_another_hour_gets_what_waits_at_that_hour_and_one_digest_a_day(desk):
    first = desk.tell(Event.AMENDMENT_DECIDED)
    desk.choose("blr", digest_hour=20)
    desk.wait(hours=11)  # 20:00
    assert [MARK.findall(text_of(one)) for one in desk.post.to("blr")] == [[first]]
    second = desk.tell(Event.AMENDMENT_REOPENED)
    desk.choose("blr", digest_hour=21)
    desk.wait(hours=1)
    assert len(desk.post.to("blr")) == 1, "a second one of the same day"
    desk.wait(days=1)
    assert [MARK.findall(text_of(one)) for one in desk.post.to("blr")] == [[first], [second]]


@pytest.mark.parametrize(
    ("way", "mails"), [("at_once", 1), ("digest", 0), ("product", 0)], ids=["at once", "in the digest", "product only"]
)
def test_each_kind_of_event_comes_as_the_person_chose_and_always_stands_in_the_product(desk, way, mails):
    desk.choose("reviewer", ways={"amendment": way})
    desk.tell(Event.AMENDMENT_DECIDED)
    desk.deliver()
    assert len(desk.post.to("reviewer")) == mails
    with desk.work(desk.people.reviewer) as w:
        assert notifying.notifications(w).items[0].sentence == "Amendment P1/1.1/KAZ/1 is agreed."
    desk.wait(days=1)
    assert len(desk.post.to("reviewer")) == (way != "product")


def test_a_circulated_text_can_be_put_into_the_digest_but_not_silenced(desk):
    with pytest.raises(Invalid):
        desk.choose("blr", ways={"act": "product"})
    desk.choose("blr", ways={"act": "digest"})
    desk.tell(Event.VERSION_CIRCULATED)
    desk.deliver()
    assert (len(desk.post.to("arm")), len(desk.post.to("blr"))) == (1, 0)
    desk.wait(days=1)
    assert "Amendments can be submitted until then." in text_of(desk.post.to("blr")[0])


def test_on_a_quiet_weekend_no_mail_comes(desk):
    desk.choose("kaz", quiet_weekend=True)
    desk.clock.now = datetime(2011, 3, 5, 10, 0, tzinfo=UTC)  # a Saturday
    desk.tell(Event.AMENDMENT_DECIDED)
    desk.wait(hours=30)
    assert desk.post.to("kaz") == []
    assert len(desk.post.to("kaz_expert")) == 1
    desk.clock.now = datetime(2011, 3, 7, 7, 0, tzinfo=UTC)
    desk.deliver()
    assert len(desk.post.to("kaz")) == 1


def test_what_the_person_may_not_know_any_more_is_left_out_and_an_empty_digest_is_not_sent(desk):
    desk.tell(Event.AMENDMENT_DECIDED)
    with desk.work(CONSOLE) as w:
        w.get(UserRow, desk.people.reviewer.user_id).role = "administrator"
        w.get(UserRow, desk.people.arm.user_id).mail_on = False
    desk.wait(days=1)
    assert desk.post.to("reviewer") == desk.post.to("arm") == []
    assert len(desk.post.to("blr")) == 1
    with desk.work() as w:
        states = w.session.scalars(
            select(OutboxRow.state).where(
                OutboxRow.user_id == desk.people.reviewer.user_id, OutboxRow.channel == Channel.MAIL
            )
        )
        assert set(states) <= {DeliveryState.DROPPED, DeliveryState.SENT}


def test_the_same_event_told_again_after_another_choice_does_not_come_twice(desk):
    with desk.work() as w:
        told = {"key": "k:1", "program_id": desk.program, "subject_type": "version", "subject_id": desk.version}
        notifying.tell(w, Event.VERSION_FINALISED, **told)
    desk.choose("blr", ways={"text": "at_once"})
    with desk.work() as w:
        assert notifying.tell(w, Event.VERSION_FINALISED, **told) == 0
    desk.wait(days=2)
    assert len(desk.post.to("blr")) == 1


# --- Whatever dies ------------------------------------------------------------------------------


class Delivery(RuleBasedStateMachine):
    """The model: which event is for whom. Each is in the mails of one Message-ID to that person, and only there."""

    template: Path

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "digest.sqlite3"
        copy(self.template, file)
        self.desk = Desk(f"sqlite:///{file}", Path(self.folder.name) / "home")
        self.expected = set()
        self.silent = defaultdict(bool)

    @rule(event=st.sampled_from([Event.AMENDMENT_DECIDED, Event.AMENDMENT_REOPENED, Event.VERSION_FINALISED]))
    def something_happens(self, event):
        mark = self.desk.tell(event)
        concern = {name: self._concern(event, name) for name in FOLK}
        self.expected |= {(name, mark) for name in FOLK if not self.silent[name, concern[name]]}

    def _concern(self, event, name):
        if event is Event.VERSION_FINALISED:
            return "text"
        return "own" if name == "kaz" else "amendment"

    @rule(hours=st.sampled_from([1, 5, 13, 24, 60]))
    def time_goes_on(self, hours):
        self.desk.clock.advance(hours=hours)

    @rule(hours=st.sampled_from([1, 13, 50]))
    def the_clock_jumps_back(self, hours):
        self.desk.clock.advance(hours=-hours)

    @rule(mood=st.sampled_from(["well", "well", "down", "refuses", "dies before", "dies after"]))
    def a_worker_runs(self, mood):
        self.desk.deliver(mood)

    @rule(transaction=st.integers(1, 9))
    def a_worker_dies(self, transaction):
        self.desk.deliver(deadly=transaction)

    @rule(
        name=st.sampled_from(FOLK),
        concern=st.sampled_from(["own", "amendment", "text"]),
        way=st.sampled_from(["at_once", "digest", "product"]),
    )
    def a_person_chooses(self, name, concern, way):
        self.desk.choose(name, ways={concern: way})
        self.silent[name, concern] = way == "product"

    @rule(name=st.sampled_from(FOLK), hour=st.integers(0, 23), quiet=st.booleans())
    def a_person_chooses_another_hour(self, name, hour, quiet):
        self.desk.choose(name, digest_hour=hour, quiet_weekend=quiet)

    @rule(name=st.sampled_from(FOLK), zone=st.sampled_from(["UTC", "Asia/Almaty", "America/New_York"]))
    def a_person_moves(self, name, zone):
        with self.desk.work(getattr(self.desk.people, name)) as w:
            people.set_preferences(w, timezone=zone)

    def teardown(self):
        for _ in range(20):
            self.desk.clock.advance(hours=25)
            self.desk.deliver()
        got = defaultdict(set)
        for message in self.desk.post.mails:
            name = str(message["To"].addresses[0].username)
            marks = frozenset(MARK.findall(text_of(message)))
            assert marks, "an empty mail"
            got[name, str(message["Message-ID"])].add(marks)
        assert all(len(contents) == 1 for contents in got.values()), "another try said something else"
        times = defaultdict(int)
        for (name, _), (marks,) in got.items():
            for mark in marks:
                times[name, mark] += 1
        assert {one for one in times if one[0] in FOLK} == self.expected
        assert set(times.values()) <= {1}
        with self.desk.work() as w:
            unsent = select(OutboxRow).where(OutboxRow.state.in_([DeliveryState.QUEUED, DeliveryState.FAILED]))
            assert w.session.scalars(unsent).all() == []
        self.desk.engine.dispose()
        self.folder.cleanup()


def test_each_event_reaches_each_person_once_over_deaths_and_clocks(_sqlite_template):  # noqa: PT019 - its value is used
    Delivery.template = _sqlite_template
    run_state_machine_as_test(
        Delivery,
        settings=settings(
            max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_two_workers_at_once_make_one_digest_on_either_database(either_desk):
    from threading import Barrier, Thread

    desk = either_desk
    marks = {desk.tell(Event.AMENDMENT_DECIDED) for _ in range(3)}
    desk.clock.advance(days=1)
    barrier, posts = Barrier(2), [Post(), Post()]

    def run(post, owner):
        barrier.wait()
        notifying.deliver_due(desk.work, desk.settings, owner=owner, sender=post)

    threads = [Thread(target=run, args=(post, f"here:{n}")) for n, post in enumerate(posts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    desk.wait(minutes=2)
    mails = [one for post in (*posts, desk.post) for one in post.to("blr")]
    assert [set(MARK.findall(text_of(one))) for one in mails] == [marks]

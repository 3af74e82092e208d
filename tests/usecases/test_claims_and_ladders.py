"""Who is on an open item, how long it may wait, and who is told when it waits too long – each step once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from program_workflow.domain.errors import NotFound, NotPermitted
from program_workflow.domain.ladder import Rung, rungs_at
from program_workflow.domain.terms import Event, OperationKind
from program_workflow.settings import read_settings
from program_workflow.storage import OutboxRow, UserRow
from program_workflow.usecases import claiming, notifying, reminding, turn
from program_workflow.usecases.operations import OperationInput
from tests.people import Clock

NOW = Clock().now
TURNS = (Event.TURN_ENDS, Event.TURN_OVERDUE, Event.TURN_ESCALATED, Event.TURN_STALLED)


def change(talks, number="1.1"):
    return OperationInput(OperationKind.MODIFY, talks.ids[number], "The parties inform each other.")


def items(work, person):
    with work(person) as w:
        return turn.my_turn(w).items


def claim(work, person, item):
    with work(person) as w:
        return claiming.claim(w, *item.subject)


@pytest.fixture
def circulated(talks):
    return talks.circulated(days=100)


# --- I am on it ---------------------------------------------------------------------------------


def test_a_mark_is_seen_by_ones_own_side_alone(work, talks, people):
    talks.circulated(rules={"decision_rule": "consensus"}, days=100)
    talks.reviewed(people.kaz, change(talks))
    (item,) = [one for one in items(work, people.blr) if one.amendment]
    mark = claim(work, people.blr, item)
    assert (mark.by, mark.is_mine) == ("Representative of Belarus", True)
    assert [one.claim for one in items(work, people.arm) if one.claim] == []
    with work(people.blr_expert) as w:
        assert [one.by for one in claiming.claims_of(w).values()] == ["Representative of Belarus"]
    with work(people.coordinator) as w:
        assert claiming.claims_of(w) == {}


def test_a_mark_locks_nobody_out_and_a_colleague_takes_it_over(work, circulated, people):
    made = circulated.submitted(people.kaz, change(circulated))
    (item,) = items(work, people.coordinator)
    claim(work, people.coordinator, item)
    assert items(work, people.other_coordinator)[0].claim.by == "First coordinator"
    assert claim(work, people.other_coordinator, item).is_mine
    assert items(work, people.coordinator)[0].claim.by == "Second coordinator"
    circulated.take(people.coordinator, made, "review")
    assert [one.claim for one in items(work, people.coordinator)] == [None], "another task, so the mark is over"


def test_a_mark_ends_by_hand_or_after_its_days(work, circulated, people, clock):
    circulated.submitted(people.kaz, change(circulated))
    (item,) = items(work, people.coordinator)
    claim(work, people.coordinator, item)
    with work(people.other_coordinator) as w:
        claiming.release(w, *item.subject)
    assert items(work, people.coordinator)[0].claim is None
    claim(work, people.coordinator, item)
    clock.advance(days=2, hours=23)
    assert items(work, people.coordinator)[0].claim is not None
    clock.advance(hours=1)
    assert items(work, people.coordinator)[0].claim is None


def test_only_what_waits_for_ones_side_is_marked_and_not_by_experts(work, circulated, people):
    made = circulated.submitted(people.kaz, change(circulated))
    for person in (people.kaz, people.blr):
        with work(person) as w, pytest.raises(NotFound):
            claiming.claim(w, "amendment", made)
    for person in (people.kaz_expert, people.reviewer, people.observer):
        with work(person) as w, pytest.raises(NotPermitted):
            claiming.claim(w, "amendment", made)
    with work(people.coordinator) as w, pytest.raises(NotFound):
        claiming.release(w, "amendment", made)


# --- How long it waits --------------------------------------------------------------------------


def test_what_has_no_end_of_its_own_gets_that_of_the_program_and_is_grouped_by_it(work, talks, people, clock):
    talks.circulated(rules={"turn_days": 10}, days=100)
    talks.submitted(people.kaz, change(talks))
    seen = []
    for days in (0, 5, 4, 2):
        clock.advance(days=days)
        (item,) = items(work, people.coordinator)
        seen.append((item.when.value, item.age(clock.now)))
    assert seen == [("later", 0), ("this_week", 5), ("today", 9), ("overdue", 11)]


# --- The ladder ---------------------------------------------------------------------------------


@given(
    hours=st.integers(-24 * 40, 24 * 40),
    began=st.integers(1, 60),
    days=st.integers(0, 30),
)
def test_what_counts_never_goes_back(hours, began, days):
    rules, ends = {"escalation_days": days}, NOW
    began_at = ends - timedelta(days=began)
    now, later = ends + timedelta(hours=hours), ends + timedelta(hours=hours + 1)
    rank = {Rung.ENDS: 0, Rung.OVERDUE: 10, Rung.ESCALATED: 11}

    def height(at):
        return max((rank[rung] + (9 - stage if rung is Rung.ENDS else 0) for rung, stage in rungs_at(*at)), default=-1)

    assert height((ends, now, began_at, rules)) <= height((ends, later, began_at, rules))
    found = [rung for rung, _ in rungs_at(ends, now, began_at, rules)]
    assert (Rung.OVERDUE in found) == (now >= ends)
    assert (Rung.ESCALATED in found) == (now >= ends + timedelta(days=days))


def told(work, names):
    with work() as w:
        asked = select(OutboxRow.event, OutboxRow.user_id).where(OutboxRow.channel == "app", OutboxRow.event.in_(TURNS))
        return sorted((event, names[user]) for event, user in w.session.execute(asked))


@pytest.fixture
def names(work):
    def read():
        with work() as w:
            return {row.id: row.email.partition("@")[0] for row in w.session.scalars(select(UserRow)).unique()}

    return read


def remind(work):
    with work() as w:
        return reminding.remind_due(w)


def test_the_secretariat_is_reminded_and_then_all_coordinators_and_the_administrator(work, talks, people, clock, names):
    talks.circulated(rules={"turn_days": 10, "escalation_days": 2}, days=100)
    talks.submitted(people.kaz, change(talks))
    steps = []
    for days in (2, 2, 4, 1, 2, 1):
        clock.advance(days=days)
        before = told(work, names())
        remind(work)
        remind(work)
        steps.append([one for one in told(work, names()) if one not in before])
    both = ["coordinator", "other_coordinator"]
    assert steps == [
        [],
        [("turn_ends", name) for name in both],  # 6 days remain
        [],  # 2 days: the same people again, seen below
        [],
        [("turn_overdue", name) for name in both],
        [("turn_escalated", name) for name in both] + [("turn_stalled", "administrator")],
    ]
    counts = [one[0] for one in told(work, names())]
    assert (counts.count("turn_ends"), counts.count("turn_overdue"), counts.count("turn_stalled")) == (6, 2, 1)


def test_a_delegation_is_reminded_of_filing_again_and_then_the_coordinators(work, circulated, people, clock, names):
    made = circulated.submitted(people.kaz, change(circulated))
    until = clock.now + timedelta(days=9)
    circulated.take(people.coordinator, made, "return", until=until.isoformat())
    clock.now = until + timedelta(days=10)  # nothing ran all the time
    remind(work)
    assert told(work, names()) == [
        ("turn_escalated", "coordinator"),
        ("turn_escalated", "other_coordinator"),
        ("turn_overdue", "kaz"),
        ("turn_overdue", "kaz_expert"),
    ]


def test_those_whose_position_is_missing_are_reminded_and_no_others(work, talks, people, clock, names):
    talks.circulated(rules={"decision_rule": "consensus", "turn_days": 5}, days=100)
    made = talks.reviewed(people.kaz, change(talks))
    talks.position(people.arm, made, "agrees")
    clock.advance(days=4)
    remind(work)
    assert told(work, names()) == [("turn_ends", "blr"), ("turn_ends", "blr_expert")]


def test_a_reminder_of_what_was_done_meanwhile_is_not_mailed(work, talks, people, clock, tmp_path):
    talks.circulated(rules={"turn_days": 5}, days=100)
    made = talks.submitted(people.kaz, change(talks))
    clock.advance(days=4)
    remind(work)
    talks.take(people.coordinator, made, "return")
    with work() as w:
        row = w.session.scalars(select(OutboxRow).where(OutboxRow.event == "turn_ends", OutboxRow.channel == "mail"))
        assert len(row.all()) == 2
    settings = read_settings({"PROGRAM_WORKFLOW_HOME": str(tmp_path / "home")})
    notifying.deliver_due(work, settings, owner="here:1")
    with work() as w:
        states = select(OutboxRow.state).where(OutboxRow.event == "turn_ends", OutboxRow.channel == "mail")
        assert set(w.session.scalars(states)) == {"dropped"}

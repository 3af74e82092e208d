"""Participants that join later are asked once about agreed text; those that leave stop counting."""

from datetime import timedelta

import pytest

from program_workflow import phrases
from program_workflow.domain.errors import StepNotAllowed
from program_workflow.domain.terms import ClauseStatus, Event, Lack, PositionKind
from program_workflow.storage import JoiningItemRow, OutboxRow
from program_workflow.usecases import joining, programs, reading, recording, turn
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.joining_answers import answer_on_joining
from program_workflow.usecases.missing import missing_in
from program_workflow.usecases.position_checks import Said


@pytest.fixture
def two(talks, people):
    """A program of KAZ and BLR, who agree to section 1 and have said nothing of section 2."""
    talks.begin(rules={"decision_rule": "consensus"})
    join(talks, "KAZ", "BLR")
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=30))
    for one in (people.kaz, people.blr):
        talks.stand(one, "agrees", "1")
    talks.clock.advance(days=1)
    return talks


def join(talks, *codes, **when):
    for code in codes:
        with talks.work(talks.people.coordinator) as w:
            programs.add_participant(w, talks.code, code, **when)


def status(talks):
    with talks.work(talks.people.coordinator) as w:
        return {one.number: one.status for one in reading.view_version(w, talks.code, "latest").clauses}


def lacks(talks):
    """Number → the kind of lack of each delegation."""
    with talks.work(talks.people.coordinator) as w:
        view = missing_in(w, talks.code)
        codes = {one: row.code for one, row in view.delegations.items()}
    return {
        one.reference: {codes[lack.delegation_id]: lack.lack for lack in one.lacks if lack.delegation_id}
        for one in view.items
    }


def asked(talks, who):
    with talks.work(who) as w:
        found = turn.my_turn(w)
        assert turn.turn_count(w) == len(found.items)
    return {one.task: one.clauses for one in found.items}


def answer(talks, who, kind="agrees", reason=""):
    with talks.work(who) as w:
        return answer_on_joining(w, talks.code, Said(PositionKind(kind), reason), seen_version=None)


def test_who_joins_is_asked_once_and_what_was_agreed_stays_agreed(two, people):
    before = status(two)
    assert before["1.1"] is ClauseStatus.AGREED
    assert before["2.1"] is ClauseStatus.OPEN
    join(two, "ARM")
    assert status(two) == before
    assert asked(two, people.arm) == {"answer_on_joining": 3, "take_positions": 4}
    with two.work() as w:
        told = list(w.session.query(OutboxRow).filter(OutboxRow.event == Event.ASKED_ON_JOINING))
    of_arm = {one.user_id for one in told if one.channel == "app"}
    assert people.arm.user_id in of_arm
    assert people.kaz.user_id not in of_arm
    assert next(one.payload["clauses"] for one in told) == 3


def test_until_it_answers_finalisation_waits_and_says_for_whom(two, people):
    join(two, "ARM")
    for one in (people.kaz, people.blr, people.arm):
        two.stand(one, "agrees", "2")
    two.close()
    found = lacks(two)
    assert found == {number: {"ARM": Lack.ASKED_ON_JOINING} for number in ("1", "1.1", "1.2")}
    with pytest.raises(StepNotAllowed) as refusal:
        two.step("finalise")
    assert "Armenia: joined on 2 March 2011" in phrases.say(refusal.value)
    answer(two, people.arm)
    assert lacks(two) == {}
    two.step("finalise")


def test_one_answer_holds_for_all_it_is_asked_about_and_for_nothing_else(two, people):
    join(two, "ARM")
    answer(two, people.arm, "does_not_object")
    assert asked(two, people.arm) == {"take_positions": 4}
    assert "1.1" not in lacks(two)
    with pytest.raises(StepNotAllowed, match="not asked"):
        answer(two, people.arm)


def test_it_may_answer_on_each_by_itself(two, people):
    join(two, "ARM")
    two.stand(people.arm, "agrees", "1", reason="")
    assert "answer_on_joining" not in asked(two, people.arm)


def test_an_objection_is_told_to_all_as_a_request_to_reopen(two, people):
    join(two, "ARM")
    answer(two, people.arm, "objects", "Not our text.")
    with two.work() as w:
        events = {one.event for one in w.session.query(OutboxRow).filter(OutboxRow.user_id == people.kaz.user_id)}
    assert Event.REOPENING_REQUESTED in events
    assert status(two)["1.1"] is ClauseStatus.AGREED


def test_a_text_that_changed_since_is_asked_about_like_any_other(two, people):
    join(two, "ARM")
    made = two.reviewed(people.kaz, two.modify("1.1", "The parties share information."))
    for one in (people.blr, people.arm):
        two.position(one, made, "agrees")
    two.take(people.coordinator, made, "agree")
    two.step("close", reason="enough")
    two.next()
    two.step("circulate", closes_at=two.clock.now + timedelta(days=30))
    assert asked(two, people.arm)["answer_on_joining"] == 2
    assert "1.1" not in lacks(two)


def test_of_an_agreed_amendment_the_question_goes_on_to_the_clause_it_makes(two, people):
    made = two.reviewed(people.kaz, two.modify("2.1", "Training is given to all staff."))
    two.position(people.blr, made, "agrees")
    two.take(people.coordinator, made, "agree")
    join(two, "ARM")
    assert asked(two, people.arm)["answer_on_joining"] == 4  # three clauses and the amendment
    two.step("close", reason="enough")
    two.next()
    two.step("circulate", closes_at=two.clock.now + timedelta(days=30))
    assert status(two)["2.1"] is ClauseStatus.AGREED
    assert lacks(two)["2.1"] == {"ARM": Lack.ASKED_ON_JOINING}
    assert asked(two, people.arm)["answer_on_joining"] == 4
    answer(two, people.arm)
    assert "2.1" not in lacks(two)


def test_who_takes_part_already_is_not_asked_when_it_is_named(talks, people):
    talks.circulated(rules={"decision_rule": "consensus"})
    for one in (people.kaz, people.blr, people.arm):
        talks.stand(one, "agrees")
    join(talks, "KAZ")
    assert asked(talks, people.kaz) == {}
    with talks.work() as w:
        assert w.session.query(JoiningItemRow).count() == 0


def test_a_new_member_state_is_asked_where_all_members_take_part(talks, people):
    from program_workflow.usecases import people as persons

    talks.circulated(rules={"decision_rule": "consensus"})
    for one in (people.kaz, people.blr, people.arm):
        talks.stand(one, "agrees")
    with talks.work(people.administrator) as w:
        persons.add_delegation(w, "UZB", "Uzbekistan", "Узбекистан")
        user = persons.add_user(w, "uzb@example.org", "Representative of Uzbekistan", "representative", "UZB")
        uzb = persons.actor_for(w, user.id)
    assert set(status(talks).values()) == {ClauseStatus.AGREED}
    assert asked(talks, uzb) == {"answer_on_joining": 7}


def test_who_is_named_from_a_later_instant_is_asked_at_that_instant(two, people):
    since = two.clock.now + timedelta(days=2)
    join(two, "ARM", since=since)
    with two.work() as w:
        assert not joining.has_due(w)
    assert asked(two, people.arm) == {}
    two.clock.now = since
    with two.work() as w:
        assert joining.ask_due(w) == 1
    with two.work() as w:
        assert joining.ask_due(w) == 0
    assert asked(two, people.arm)["answer_on_joining"] == 3


def test_by_a_majority_it_does_not_undo_what_was_carried(talks, people):
    talks.begin(rules={"decision_rule": "majority"})
    join(talks, "KAZ")
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=30))
    talks.stand(people.kaz, "agrees")
    join(talks, "BLR", "ARM")
    assert set(status(talks).values()) == {ClauseStatus.AGREED}
    assert set(lacks(talks)["1.1"].values()) == {Lack.ASKED_ON_JOINING}


def test_where_the_coordinator_decides_nobody_is_asked(talks, people):
    talks.begin()
    join(talks, "KAZ")
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=30))
    join(talks, "ARM")
    assert asked(talks, people.arm) == {}


def test_who_leaves_stops_counting_from_that_instant_also_in_the_past(two, people, clock):
    two.stand(people.blr, "objects", "2.1")
    two.stand(people.kaz, "agrees", "2")
    assert status(two)["2.1"] is ClauseStatus.BRACKETED
    clock.advance(days=1)
    before = clock.now
    clock.advance(days=1)
    with two.work(people.coordinator) as w:
        programs.add_participant(w, two.code, "BLR", until=clock.now)
    assert status(two)["2.1"] is ClauseStatus.AGREED

    def said(as_of):
        with two.work(people.coordinator) as w:
            found = consolidated_table(w, two.code, as_of.isoformat() if as_of else None)
        return {one.delegation for each in found.clauses if each.reference == "2.1" for one in each.positions}

    assert said(before) == {"KAZ", "BLR"}
    assert said(None) == {"KAZ"}


def test_one_that_left_while_it_was_asked_is_waited_for_no_more(two, people, clock):
    join(two, "ARM")
    clock.advance(days=1)
    with two.work(people.coordinator) as w:
        programs.add_participant(w, two.code, "ARM", until=clock.now)
    assert "1.1" not in lacks(two)
    assert asked(two, people.arm) == {}


def test_the_record_holds_what_was_asked(two, people):
    def broken():
        with two.work(people.administrator) as w:
            return recording.verify(w).broken

    join(two, "ARM")
    assert broken() == ()
    with two.work() as w:
        w.session.delete(w.session.query(JoiningItemRow).first())
    assert any("joining" in one and "about" in one for one in broken())

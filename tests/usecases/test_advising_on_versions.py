"""Advice on a version as a whole: what differs from advice on an amendment."""

from datetime import timedelta

import pytest

from program_workflow.domain.errors import NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.terms import AdviceKind, Channel, Event, Recommendation
from program_workflow.storage import AdviceRow, OutboxRow
from program_workflow.usecases import advising, letters, reading, recording, turn
from program_workflow.usecases import people as persons
from program_workflow.usecases.advice_views import advice_on_version
from program_workflow.usecases.advising import Advice, Asked
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.notices import notice_of
from program_workflow.usecases.past import at_instant
from program_workflow.usecases.reminding import remind_due


def ask(talks, number="latest", kind="legal", days=3, by=None, reviewer=None, note=""):
    with talks.work(by or talks.people.coordinator) as w:
        due = talks.clock.now + timedelta(days=days)
        return advising.request_advice_on_version(w, "P1", number, Asked(AdviceKind(kind), due, reviewer, note)).id


def give(talks, number="latest", text="Within the charter.", by=None, **kwargs):
    with talks.work(by or talks.people.reviewer) as w:
        said = Advice(AdviceKind.LEGAL, Recommendation.ACCEPT, text)
        row = advising.give_advice_on_version(w, "P1", number, said, **kwargs)
        w.session.flush()
        return row.id


def release(talks, advice_id):
    with talks.work(talks.people.coordinator) as w:
        advising.release_advice(w, advice_id, seen_revision=None)


def seen(talks, who, number=1):
    with talks.work(who) as w:
        return advice_on_version(w, "P1", number)


def texts(talks, who, number=1):
    return [one.text for one in seen(talks, who, number).advice]


def worths(talks, who, number):
    """(is stale, has changed, newer version) of each advice."""
    return [(one.is_stale, one.has_changed, one.newer) for one in seen(talks, who, number).advice]


def waits(talks, who):
    with talks.work(who) as w:
        found = turn.my_turn(w)
        assert turn.turn_count(w) == len(found.items)
    return [(one.version_number, one.when) for one in found.items if one.advice]


def versions_of(talks, who):
    with talks.work(who) as w:
        return [one.number for one in reading.view_program(w, "P1").versions]


def told(talks, event, channel=Channel.APP):
    with talks.work() as w:
        rows = w.session.query(OutboxRow).filter(OutboxRow.event == event, OutboxRow.channel == channel)
        return {one.user_id for one in rows}


def second_working(talks):
    """Version 2, working, with an amendment that is not decided on yet."""
    left = talks.reviewed(talks.people.kaz, talks.modify("1.1", "The parties share information."))
    talks.step("close", reason="all is said")
    talks.next()
    return left


def another_reviewer(talks):
    with talks.work(talks.people.administrator) as w:
        user = persons.add_user(w, "second_reviewer@example.org", "Second reviewer", "reviewer", None)
        return persons.actor_for(w, user.id)


def test_it_is_internal_until_it_is_released_then_all_delegations_see_it_and_never_observers(talks, people):
    talks.circulated(days=30)
    ask(talks, note="Is it lawful?")
    made = give(talks)
    for who in (people.coordinator, people.reviewer):
        assert (texts(talks, who), len(seen(talks, who).requests)) == (["Within the charter."], 1)
    assert (texts(talks, people.kaz), seen(talks, people.kaz).requests) == ([], ())
    release(talks, made)
    for who in (people.kaz, people.blr_expert):
        assert (texts(talks, who), seen(talks, who).advice[0].by) == (["Within the charter."], "")
    for who in (people.observer, people.administrator):
        with pytest.raises(NotFound):
            seen(talks, who)


def test_a_reviewer_is_awaited_until_the_advice_is_given_and_reminded_once(talks, people):
    talks.circulated(days=30)
    asked = ask(talks, days=8)
    assert waits(talks, people.reviewer) == [(1, "later")]
    talks.clock.advance(days=2)
    for _ in range(2):
        with talks.work() as w:
            remind_due(w)
    with talks.work() as w:
        (item,) = w.session.query(OutboxRow).filter(
            OutboxRow.event == Event.ADVICE_DUE, OutboxRow.channel == Channel.MAIL
        )
        letter = letters.write_letter(w, item)
    assert letter is not None
    assert (letter.sentence, letter.link) == (
        "Version 1 of P1: legal advice is due soon.",
        "/programs/P1/versions/1",
    )
    give(talks)
    assert waits(talks, people.reviewer) == []
    with talks.work() as w:
        assert letters.write_letter(w, w.get(OutboxRow, item.id)) is None
    with talks.work(people.coordinator) as w, pytest.raises(StepNotAllowed):
        advising.withdraw_request(w, asked, seen_revision=None)


def test_a_working_version_is_read_by_the_reviewer_who_is_asked_and_by_nobody_else(talks, people):
    talks.circulated(days=30)
    second_working(talks)
    other = another_reviewer(talks)
    with pytest.raises(NotFound):
        give(talks, 2)
    asked = ask(talks, 2, reviewer="reviewer@example.org")
    assert versions_of(talks, people.reviewer) == [1, 2]
    for who in (other, people.kaz, people.observer):
        assert versions_of(talks, who) == [1]
        with pytest.raises(NotFound):
            seen(talks, who, 2)
    assert told(talks, Event.ADVICE_REQUESTED) == {people.reviewer.user_id, people.other_coordinator.user_id}
    with talks.work(people.coordinator) as w:
        advising.withdraw_request(w, asked, seen_revision=None)
    assert versions_of(talks, people.reviewer) == [1]
    assert waits(talks, people.reviewer) == []
    ask(talks, 2)
    assert versions_of(talks, other) == [1, 2]


def test_advice_on_a_working_version_is_released_once_it_is_circulated(talks, people):
    talks.circulated(days=30)
    second_working(talks)
    ask(talks, 2)
    made = give(talks, 2)
    assert told(talks, Event.ADVICE_GIVEN) == {people.coordinator.user_id, people.other_coordinator.user_id}
    assert not seen(talks, people.coordinator, 2).advice[0].may_release
    with pytest.raises(StepNotAllowed, match="not circulated"):
        release(talks, made)
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=30))
    release(talks, made)
    assert texts(talks, people.kaz, 2) == ["Within the charter."]
    assert worths(talks, people.kaz, 2) == [(False, False, None)]
    assert {people.kaz.user_id, people.blr_expert.user_id} < told(talks, Event.ADVICE_RELEASED)
    assert people.observer.user_id not in told(talks, Event.ADVICE_RELEASED)
    with talks.work() as w:
        item = w.session.query(OutboxRow).filter_by(event=Event.ADVICE_RELEASED, user_id=people.kaz.user_id).first()
        notice = notice_of(Event.ADVICE_RELEASED, item.payload, item.subject_type, item.subject_id)
    assert (notice.sentence, notice.deadline) == ("Version 2 of P1: legal advice is released.", None)


def test_it_is_stale_when_a_working_version_reads_otherwise(talks, people):
    talks.circulated(days=30)
    left = second_working(talks)
    ask(talks, 2)
    read = seen(talks, people.reviewer, 2).text_hash
    made = give(talks, 2)
    assert worths(talks, people.coordinator, 2) == [(False, False, None)]
    for action in ("agree", "incorporate"):
        talks.take(people.coordinator, left, action)
    assert worths(talks, people.coordinator, 2) == [(True, True, None)]
    with pytest.raises(StaleRevision):
        give(talks, 2, seen_text=read)
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=30))
    release(talks, made)
    with talks.work(people.kaz) as w:
        (one,) = consolidated_table(w, "P1").advice
    assert (one.text, one.is_stale) == ("Within the charter.", True)


def test_a_newer_version_makes_it_stale_for_whoever_knows_of_that(talks, people):
    talks.circulated(days=30)
    release(talks, give(talks))
    ask(talks)
    second_working(talks)
    assert worths(talks, people.coordinator, 1) == [(True, False, 2)]
    assert worths(talks, people.kaz, 1) == worths(talks, people.reviewer, 1) == [(False, False, None)]
    assert waits(talks, people.reviewer) == [(1, "this_week")]
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=30))
    assert worths(talks, people.kaz, 1) == [(True, False, 2)]
    assert (texts(talks, people.kaz, 2), seen(talks, people.kaz, 2).earlier) == ([], (1,))
    assert waits(talks, people.reviewer) == []
    for act in (ask, give):
        with pytest.raises(StepNotAllowed, match="newest"):
            act(talks, 1)
    assert seen(talks, people.reviewer, 1).actions == ()
    assert seen(talks, people.reviewer, 2).actions == ("give_advice",)


def test_whoever_is_not_of_the_secretariat_neither_asks_nor_gives(talks, people):
    talks.circulated(days=30)
    for who in (people.kaz, people.reviewer):
        with pytest.raises(NotPermitted):
            ask(talks, by=who)
    for who in (people.kaz, people.coordinator):
        with pytest.raises(NotPermitted):
            give(talks, by=who)
    with pytest.raises(NotFound):
        give(talks, by=people.observer)


def test_nothing_is_asked_about_a_version_that_is_ended(talks):
    talks.circulated(days=30)
    ask(talks)
    talks.step("abandon", reason="no agreement")
    assert waits(talks, talks.people.reviewer) == []
    with pytest.raises(StepNotAllowed, match="abandoned"):
        ask(talks)


def test_it_stands_in_the_table_from_the_instant_it_was_released(talks, people):
    talks.circulated(days=30)
    made = give(talks)
    before = talks.clock.now
    talks.clock.advance(days=1)
    release(talks, made)
    with talks.work(people.kaz) as w:
        assert [one.text for one in consolidated_table(w, "P1").advice] == ["Within the charter."]
        assert consolidated_table(w, "P1", before.isoformat()).advice == ()
        with at_instant(w, "P1", before.isoformat()) as then:
            assert advice_on_version(then, "P1", 1).advice == ()
    talks.clock.advance(days=1)
    with talks.work(people.kaz) as w, at_instant(w, "P1", (before + timedelta(days=1)).isoformat()) as then:
        found = advice_on_version(then, "P1", 1)
        assert ([one.text for one in found.advice], found.actions) == (["Within the charter."], ())


def test_the_record_names_advice_that_was_changed_behind_its_back(talks, people):
    def broken():
        with talks.work(people.administrator) as w:
            return recording.verify(w).broken

    talks.circulated(days=30)
    ask(talks)
    made = give(talks)
    assert broken() == ()
    with talks.work() as w:
        w.get(AdviceRow, made).text_hash = "0" * 64
    assert any(made in one and "text_hash" in one for one in broken())

"""Merging amendments: proposed by a coordinator, accepted by both authors, one is left."""

import re
from contextlib import contextmanager

import pytest

from program_workflow import phrases
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.terms import AmendmentState, MergerAction, MergerState, SponsorAction
from program_workflow.storage import MergerRow
from program_workflow.usecases import mergers, recording, sponsors
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.turn import Task, my_turn


@pytest.fixture
def meeting(talks):
    return talks.circulated()


@pytest.fixture
def pair(meeting, people):
    """The same words of KAZ and of BLR, both under review."""
    text = "The parties share information."
    return (
        meeting.reviewed(people.kaz, meeting.modify("1.1", text)),
        meeting.reviewed(people.blr, meeting.modify("1.1", text)),
    )


@contextmanager
def refused(words, kind=StepNotAllowed):
    with pytest.raises(kind) as refusal:
        yield
    assert re.search(words, phrases.say(refusal.value)), phrases.say(refusal.value)


def propose(talks, source, target):
    talks.take(talks.people.coordinator, source, "merge", into=target)


def answer(talks, by, source, action, **given):
    with talks.work(by) as w:
        return mergers.answer(w, source, MergerAction(f"{action}_merger"), seen_revision=None, **given)


def states(talks):
    with talks.work() as w:
        return [one.state for one in w.session.query(MergerRow).order_by(MergerRow.ordinal)]


def seen(talks, by, amendment):
    with talks.work(by) as w:
        return view_amendment(w, amendment)


def holds(talks):
    with talks.work() as w:
        assert recording.verify(w).broken == ()


def test_both_authors_accept_and_the_one_becomes_co_sponsor_of_the_other(meeting, people, pair):
    kaz, blr = pair
    propose(meeting, blr, meeting.row(kaz).number)
    for who in (people.kaz, people.blr):
        with meeting.work(who) as w:
            assert Task.ANSWER_MERGER in [one.task for one in my_turn(w).items]
    answer(meeting, people.blr, blr, "accept", joins=True)
    assert meeting.state(blr) is AmendmentState.UNDER_REVIEW
    with refused("it waits for the other author"):
        answer(meeting, people.blr, blr, "accept")
    answer(meeting, people.kaz, blr, "accept")
    assert meeting.state(blr) is AmendmentState.MERGED
    assert seen(meeting, people.arm, blr).merged_into == (kaz, "P1/1.1/KAZ/1")
    assert seen(meeting, people.arm, kaz).codes == ("KAZ", "BLR")
    holds(meeting)


def test_who_does_not_wish_to_is_no_co_sponsor(meeting, people, pair):
    kaz, blr = pair
    propose(meeting, blr, kaz)
    answer(meeting, people.kaz, blr, "accept")
    answer(meeting, people.blr, blr, "accept")
    assert seen(meeting, people.arm, kaz).codes == ("KAZ",)


def test_co_sponsors_of_the_merged_one_are_asked(meeting, people):
    blr = meeting.propose(people.blr, meeting.modify("1.1", "The parties share information."), co_sponsors=["ARM"])
    with meeting.work(people.arm) as w:
        sponsors.step(w, blr, "ARM", SponsorAction.CONSENT, seen_revision=None)
    meeting.take(people.blr, blr, "submit")
    meeting.take(people.coordinator, blr, "review")
    kaz = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information"))
    propose(meeting, blr, kaz)
    answer(meeting, people.kaz, blr, "accept")
    answer(meeting, people.blr, blr, "accept", joins=True)
    with meeting.work(people.arm) as w:
        assert Task.ANSWER_INVITATION in [one.task for one in my_turn(w).items]
    holds(meeting)


def test_one_refusal_with_a_reason_ends_it(meeting, people, pair):
    kaz, blr = pair
    propose(meeting, blr, kaz)
    answer(meeting, people.kaz, blr, "accept")
    with refused("Give a reason", Invalid):
        answer(meeting, people.blr, blr, "refuse")
    answer(meeting, people.blr, blr, "refuse", reason="not the same")
    assert states(meeting) == [MergerState.REFUSED]
    assert meeting.state(blr) is AmendmentState.UNDER_REVIEW
    with pytest.raises(NotFound):
        answer(meeting, people.kaz, blr, "accept")
    propose(meeting, blr, kaz)
    holds(meeting)


def test_a_third_delegation_has_no_say(meeting, people, pair):
    kaz, blr = pair
    propose(meeting, blr, kaz)
    for who in (people.arm, people.kaz_expert):
        with pytest.raises(NotPermitted):
            answer(meeting, who, blr, "accept")
    with pytest.raises(NotPermitted):
        answer(meeting, people.kaz, blr, "withdraw")
    answer(meeting, people.coordinator, blr, "withdraw")
    assert states(meeting) == [MergerState.WITHDRAWN]


@pytest.mark.parametrize(("into", "words"), [("itself", "into another one"), ("nothing", "no such amendment")], ids=str)
def test_it_is_merged_into_another_amendment_of_the_program(meeting, people, pair, into, words):
    with refused(words, Invalid):
        propose(meeting, pair[0], {"itself": pair[0], "nothing": "P1/9.9/KAZ/9"}[into])


def test_what_not_every_delegation_knows_of_is_not_merged(meeting, people, pair):
    filed = meeting.submitted(people.arm, meeting.modify("1.1", "The parties share information."))
    with refused("no number yet"):
        propose(meeting, filed, pair[0])
    with refused("cannot be merged into"):
        propose(meeting, pair[0], filed)


def test_it_is_moot_when_one_of_the_two_falls(meeting, people, pair):
    kaz, blr = pair
    propose(meeting, blr, kaz)
    meeting.take(people.kaz, kaz, "withdraw")
    assert states(meeting) == [MergerState.MOOT]
    holds(meeting)

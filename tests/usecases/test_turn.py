"""What waits for whom: each open item for one kind of party, and for nobody who may not know of it."""

from datetime import timedelta

from program_workflow.usecases.turn import Task, When, my_turn, turn_count
from tests.negotiation import window


def tasks(talks, by):
    with talks.work(by) as w:
        found = my_turn(w)
        assert turn_count(w) == len(found.items)
        return [one.task for one in found.items]


def test_each_item_waits_for_the_party_whose_step_is_next(talks, people, clock):
    talks.begin()
    assert tasks(talks, people.coordinator) == [Task.CIRCULATE]
    talks.step("circulate", closes_at=window(clock))
    made = talks.propose(people.kaz, talks.modify("1.1", "A."))
    assert tasks(talks, people.kaz) == [Task.SUBMIT_DRAFT]
    assert tasks(talks, people.kaz_expert) == [Task.FINISH_DRAFT]
    assert tasks(talks, people.coordinator) == tasks(talks, people.blr) == []
    assert tasks(talks, people.observer) == [Task.READ_VERSION]
    talks.take(people.kaz, made, "submit")
    assert (tasks(talks, people.kaz), tasks(talks, people.coordinator)) == ([], [Task.REVIEW])
    talks.take(people.coordinator, made, "return")
    assert (tasks(talks, people.kaz), tasks(talks, people.coordinator)) == ([Task.REFILE], [])
    talks.take(people.kaz, made, "submit")
    talks.take(people.coordinator, made, "review")
    assert tasks(talks, people.coordinator) == [Task.DECIDE]
    talks.take(people.coordinator, made, "agree")
    talks.close()
    assert tasks(talks, people.coordinator) == [Task.MAKE_NEXT]


def test_a_flag_of_a_working_version_tells_the_delegation_nothing(talks, people, clock):
    talks.circulated()
    talks.propose(people.kaz, talks.modify("1.1", "The parties exchange information on all threats."))
    talks.agreed(people.blr, talks.modify("1.1", "The states exchange information on threats."))
    talks.close()
    talks.next()
    assert tasks(talks, people.kaz) == [Task.SUBMIT_DRAFT]
    talks.step("circulate", closes_at=window(clock))
    assert tasks(talks, people.kaz) == [Task.CONFIRM_REBASE]


def test_what_ends_first_stands_first(talks, people, clock):
    talks.circulated(days=0.5)
    talks.propose(people.kaz, talks.modify("1.1", "A."))
    with talks.work(people.kaz) as w:
        (item,) = my_turn(w).items
    assert (item.when, item.deadline) == (When.TODAY, clock.now + timedelta(hours=12))
    talks.close()
    with talks.work(people.kaz) as w:
        assert my_turn(w).next_known is None

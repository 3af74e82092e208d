"""What waits for whom: each open item for one kind of party, and for nobody who may not know of it."""

from datetime import timedelta

import pytest

from program_workflow.usecases import programs
from program_workflow.usecases.amendment_reading import count_tabs, list_amendments, view_amendment
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
    assert tasks(talks, people.coordinator) == []
    talks.close()
    assert tasks(talks, people.coordinator) == [Task.INCORPORATE, Task.MAKE_NEXT]


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


# --- One rule for all lists -----------------------------------------------------------------------


def party(talks, by, made):
    with talks.work(by) as w:
        return view_amendment(w, made).waits_for


def same_amendments_wait_everywhere(talks, people):
    """My turn, the tab of the queue, its count and each view name the same ones."""
    for by, tab in ((people.coordinator, "mine"), (people.kaz, "delegations"), (people.blr, "delegations")):
        with talks.work(by) as w:
            mine = {one.amendment.id for one in my_turn(w).items if one.amendment}
            listed = {one.id: one for one in list_amendments(w, "P1", tab=tab).items}
            counts = count_tabs(w, "P1")
        if tab == "mine":
            assert mine == set(listed)
        else:
            assert mine == {one.id for one in listed.values() if one.delegation.code == by.delegation_code}
        assert counts[tab] == len(listed)
        drafts = counts["all"] - counts["secretariat"] - counts["delegations"] - counts["decided"]
        assert drafts == 0  # each stands behind exactly one tab


def test_my_turn_and_the_queue_name_the_same_amendments_in_every_state(talks, people, clock):
    talks.circulated()
    talks.propose(people.coordinator, talks.modify("2.2", "Of the secretariat."))
    filed = talks.submitted(people.kaz, talks.modify("1.1", "Filed."))
    talks.take(people.coordinator, talks.submitted(people.kaz, talks.modify("1.1", "Returned.")), "return")
    for number, step in (("1.2", "agree_ad_referendum"), ("2.1", "reject"), ("2.3", "agree")):
        made = talks.reviewed(people.blr, talks.modify(number, f"For {step}."))
        talks.take(people.coordinator, made, step)
    talks.reviewed(people.blr, talks.modify("2.3", "Changed by another one as well."))
    for until in (None, "the III Meeting", (clock.now + timedelta(days=3)).date().isoformat()):
        made = talks.reviewed(people.kaz, talks.modify("2.1", f"Deferred to {until}."))
        talks.take(people.coordinator, made, "defer", until=until)
    same_amendments_wait_everywhere(talks, people)
    clock.advance(days=4)
    same_amendments_wait_everywhere(talks, people)
    talks.close()
    same_amendments_wait_everywhere(talks, people)
    talks.take(people.coordinator, filed, "review")
    talks.next()
    same_amendments_wait_everywhere(talks, people)
    talks.step("circulate", closes_at=window(clock))
    same_amendments_wait_everywhere(talks, people)


def test_an_agreed_one_waits_for_the_end_of_the_window_then_for_the_secretariat(talks, people):
    talks.circulated()
    made = talks.agreed(people.kaz, talks.modify("1.1", "A."))
    assert party(talks, people.kaz, made) == "end_of_window"
    talks.close()
    assert party(talks, people.kaz, made) == party(talks, people.coordinator, made) == "secretariat"


@pytest.mark.parametrize(
    ("until", "now", "later"),
    [
        ("2011-03-04", "date", "secretariat"),
        ("2011-03-04T10:00:00+00:00", "date", "secretariat"),
        ("the III Meeting", "date", "date"),
        (None, "secretariat", "secretariat"),
    ],
)
def test_a_deferred_one_waits_for_its_day_or_meeting_then_for_the_secretariat(talks, people, clock, until, now, later):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "A."))
    talks.take(people.coordinator, made, "defer", until=until)
    assert party(talks, people.coordinator, made) == now
    clock.advance(days=3)
    assert party(talks, people.coordinator, made) == later


def test_nothing_waits_for_a_delegation_that_has_left(talks, people, clock):
    talks.circulated()
    talks.propose(people.kaz, talks.modify("1.1", "A draft."))
    returned = talks.submitted(people.kaz, talks.modify("1.1", "Returned."))
    talks.take(people.coordinator, returned, "return")
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "KAZ", until=clock.now)
    assert tasks(talks, people.kaz) == []
    assert party(talks, people.kaz, returned) == "nobody"

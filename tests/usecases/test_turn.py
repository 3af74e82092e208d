"""What waits for whom: each open item for one kind of party, and for nobody who may not know of it."""

from datetime import timedelta
from itertools import product

import pytest

from program_workflow.domain.positions import Stance
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import programs
from program_workflow.usecases.amendment_reading import count_tabs, list_amendments, view_amendment
from program_workflow.usecases.standings import on_amendment
from program_workflow.usecases.turn import Task, When, my_turn, turn_count
from program_workflow.usecases.waiting import parties_of
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
            assert mine == {
                one.id
                for one in listed.values()
                if by.delegation_code in ((one.delegation.code,) if one.waits_for == "author" else one.silent)
            }
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


# --- Positions ------------------------------------------------------------------------------------


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules={"decision_rule": "consensus"})


def of_amendments(talks, by):
    return [one for one in tasks(talks, by) if one not in (Task.TAKE_POSITIONS, Task.MAKE_NEXT)]


def waits(talks, made):
    with talks.work(talks.people.coordinator) as w:
        view = view_amendment(w, made)
    return view.waits_for, view.silent


def test_an_amendment_waits_for_those_whose_position_is_missing_then_for_the_secretariat(meeting, people):
    made = meeting.reviewed(people.kaz, meeting.modify("1.1", "A."))
    assert waits(meeting, made) == ("positions", ("BLR", "ARM"))
    assert of_amendments(meeting, people.blr) == of_amendments(meeting, people.arm) == [Task.TAKE_POSITION]
    for other in (people.kaz, people.coordinator, people.blr_expert, people.reviewer):
        assert of_amendments(meeting, other) == []
    same_amendments_wait_everywhere(meeting, people)
    meeting.position(people.blr, made, "agrees")
    assert waits(meeting, made) == ("positions", ("ARM",))
    assert of_amendments(meeting, people.blr) == []
    meeting.position(people.arm, made, "scrutiny_reservation")
    assert waits(meeting, made) == ("secretariat", ())
    assert of_amendments(meeting, people.coordinator) == [Task.DECIDE]


def test_an_objection_brings_it_to_the_secretariat_and_lifting_it_back(meeting, people):
    made = meeting.reviewed(people.kaz, meeting.modify("1.1", "A."))
    meeting.position(people.blr, made, "objects")
    assert waits(meeting, made) == ("secretariat", ())
    assert of_amendments(meeting, people.arm) == []
    meeting.position(people.blr, made, "none")
    assert waits(meeting, made) == ("positions", ("BLR", "ARM"))


def test_the_author_that_objects_or_an_amendment_of_the_secretariat_is_no_exception(meeting, people):
    own = meeting.submitted(people.coordinator, meeting.modify("2.2", "Of the secretariat."))
    meeting.take(people.other_coordinator, own, "review")
    assert waits(meeting, own) == ("positions", ("KAZ", "BLR", "ARM"))
    made = meeting.reviewed(people.kaz, meeting.modify("1.1", "A."))
    meeting.position(people.kaz, made, "objects")
    assert waits(meeting, made) == ("secretariat", ())


def test_a_new_wording_asks_again_but_not_the_disinterested(meeting, people, clock):
    made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
    other = meeting.agreed_by_all(people.blr, meeting.modify("1.1", "The parties exchange all information on threats."))
    meeting.position(people.arm, made, "declares_disinterest")
    meeting.position(people.blr, made, "agrees")
    assert waits(meeting, made) == ("secretariat", ())
    meeting.close()
    meeting.next()
    meeting.step("circulate", closes_at=window(clock))
    meeting.take(people.kaz, made, "confirm_rebase", text="The parties share all information.")
    assert meeting.state(other) == "incorporated"
    assert waits(meeting, made) == ("positions", ("BLR",))


@pytest.mark.parametrize(
    ("rules", "said", "expected"),
    [
        ({"decision_rule": "majority"}, {}, "positions"),
        ({"decision_rule": "majority"}, {"blr": "agrees"}, "secretariat"),
        ({"decision_rule": "majority"}, {"blr": "does_not_object"}, "positions"),
        ({"decision_rule": "majority", "abstention": "for"}, {"blr": "does_not_object"}, "secretariat"),
        ({"decision_rule": "majority", "majority_base": "voting"}, {}, "secretariat"),
        (
            {"decision_rule": "majority", "majority_base": "voting", "abstention": "against"},
            {"blr": "does_not_object"},
            "positions",
        ),
        ({"decision_rule": "majority"}, {"blr": "declares_disinterest"}, "positions"),
        ({"decision_rule": "qualified_majority", "majority_share": "2/3"}, {"blr": "agrees"}, "secretariat"),
        ({"decision_rule": "qualified_majority", "majority_share": "3/4"}, {"blr": "agrees"}, "positions"),
        (
            {"decision_rule": "qualified_majority", "majority_share": "3/4"},
            {"blr": "agrees", "arm": "ad_referendum"},
            "secretariat",
        ),
    ],
)
def test_by_votes_it_waits_only_until_the_rule_holds(talks, people, rules, said, expected):
    talks.circulated(rules=rules)
    made = talks.reviewed(people.kaz, talks.modify("1.1", "A."))
    for by, kind in said.items():
        talks.position(getattr(people, by), made, kind)
    assert waits(talks, made)[0] == expected
    held = expected == "secretariat" and len(said) < 2
    with talks.work(people.coordinator) as w:
        on, found = on_amendment(w, w.get(AmendmentRow, made))
        assert (not on.missing(found)) is held


@pytest.mark.parametrize(
    "rules",
    [
        {"decision_rule": "consensus"},
        {"decision_rule": "majority"},
        {"decision_rule": "majority", "majority_base": "voting", "abstention": "for"},
        {"decision_rule": "qualified_majority", "majority_share": "2/3", "abstention": "against"},
    ],
    ids=str,
)
def test_the_queue_and_the_rule_count_alike_whatever_is_said(talks, people, rules):
    talks.circulated(rules=rules)
    said = [None, "agrees", "does_not_object", "ad_referendum", "objects", "declares_disinterest", "none"]
    made = {}
    for kinds in product(said, repeat=2):
        one = talks.reviewed(people.kaz, talks.modify("1.1", f"Words {len(made)}."))
        for by, kind in zip((people.blr, people.arm), kinds, strict=True):
            if kind is not None:
                talks.position(by, one, "agrees")
                talks.position(by, one, kind)
        made[one] = kinds
    with talks.work(people.coordinator) as w:
        rows = [w.get(AmendmentRow, one) for one in made]
        parties = parties_of(w, rows)
        for row in rows:
            on, found = on_amendment(w, row)
            stances = [one.stance for one in found]
            waits_for_positions = (
                bool(on.missing(found)) and Stance.NOTHING in stances and Stance.AGAINST not in stances
            )
            assert (parties[row.id] == "positions") is waits_for_positions, made[row.id]


def test_who_has_left_or_joins_later_is_asked_no_more_or_from_then_on(meeting, people, clock):
    made = meeting.reviewed(people.kaz, meeting.modify("1.1", "A."))
    meeting.position(people.blr, made, "agrees")
    clock.advance(hours=1)
    with meeting.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "ARM", until=clock.now)
    clock.advance(hours=1)
    assert waits(meeting, made) == ("secretariat", ())
    assert tasks(meeting, people.arm) == []


def test_clauses_on_which_a_position_is_missing_are_one_item_a_program(meeting, people):
    def item(by):
        with meeting.work(by) as w:
            return [(one.program_code, one.clauses) for one in my_turn(w).items if one.task is Task.TAKE_POSITIONS]

    assert (item(people.blr), item(people.blr_expert)) == ([("P1", 7)], [])
    meeting.stand(people.blr, "agrees", "2")
    assert item(people.blr) == [("P1", 3)]
    meeting.reviewed(people.kaz, meeting.modify("1.1", "A."))  # asked about with the amendment
    assert item(people.blr) == [("P1", 2)]
    meeting.stand(people.blr, "objects")
    assert (item(people.blr), item(people.arm)) == ([], [("P1", 6)])


def test_where_unamended_clauses_count_as_not_objected_to_nothing_is_missing_after_the_window(talks, people):
    talks.circulated(rules={"decision_rule": "consensus", "unamended_not_objected": True})
    assert tasks(talks, people.blr) == [Task.TAKE_POSITIONS]
    talks.close()
    assert tasks(talks, people.blr) == []


def test_where_the_coordinator_decides_nobody_is_asked_for_positions(talks, people):
    talks.circulated()
    made = talks.reviewed(people.kaz, talks.modify("1.1", "A."))
    assert waits(talks, made) == ("secretariat", ())
    assert tasks(talks, people.blr) == []

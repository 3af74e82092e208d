"""The next version: what was agreed comes together, the rest is flagged, nothing is lost."""

from datetime import timedelta

import pytest

from program_workflow.domain.errors import Conflict, StepNotAllowed
from program_workflow.domain.terms import AmendmentState, Rebase
from program_workflow.usecases import amendment_reading, recording
from program_workflow.usecases.operations import operations_of_wording
from tests.negotiation import heading, point, texts, two_sections, window

S = AmendmentState


def test_agreed_changes_of_one_clause_combine(talks, people):
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The parties exchange information on all threats."))
    talks.agreed(people.blr, talks.modify("1.1", "The states exchange information on threats."))
    talks.agreed(people.arm, talks.modify("1.1", "The parties exchange information on threats and risks."))
    talks.close()
    talks.next()
    assert texts(talks.words())[1] == "The states exchange information on all threats and risks."


def test_what_is_agreed_of_one_clause_in_different_fields_combines(talks, people):
    talks.circulated()
    talks.agreed(
        people.kaz, talks.modify("2.1", "Training is given to staff of the states.", fields={"funding": "own"})
    )
    talks.agreed(
        people.blr,
        talks.modify("2.1", "Training is given to staff of the parties.", fields={"executing_bodies": ["ATC"]}),
    )
    talks.close()
    content = talks.next().node(talks.ids["2.1"]).contents["en"]
    assert (content.text, content.fields.funding, content.fields.executing_bodies) == (
        "Training is given to staff of the states.",
        "own",
        ("ATC",),
    )


def test_an_insertion_after_a_clause_that_another_deletes_is_not_lost(talks, people):
    talks.circulated()
    deletion = talks.agreed(people.kaz, talks.delete("2.2"))
    insertion = talks.agreed(people.blr, talks.delete("1.2"), talks.insert("A new point.", after="2.2"))
    talks.close()
    talks.next()
    assert texts(talks.words())[2:] == [
        "Section 2",
        "Training is given to staff of the parties.",
        "A new point.",
        "Meetings are held.",
    ]
    assert talks.state(deletion) == talks.state(insertion) == S.INCORPORATED


def test_one_amendment_replaces_a_clause_by_a_new_one(talks, people):
    talks.circulated()
    talks.agreed(people.kaz, talks.delete("2.2"), talks.insert("Instead.", after="2.2"))
    talks.close()
    talks.next()
    assert texts(talks.words())[4:] == ["Training is given to staff of the parties.", "Instead.", "Meetings are held."]


def test_insertions_at_one_place_stand_in_the_order_of_filing(talks, people, clock):
    talks.circulated()
    first = talks.reviewed(people.kaz, talks.insert("First.", after="2.1"), talks.insert("Second.", after="2.1"))
    clock.advance(hours=1)
    later = talks.reviewed(people.blr, talks.insert("Third.", after="2.1"))
    talks.take(people.coordinator, later, "agree")
    talks.take(people.coordinator, first, "agree")
    talks.close()
    talks.next()
    assert texts(talks.words())[5:8] == ["First.", "Second.", "Third."]


def test_an_insertion_after_a_clause_that_another_moves_stays_where_it_was_meant(talks, people):
    talks.circulated()
    talks.agreed(people.kaz, talks.move("2.2", under="1"))
    talks.agreed(people.blr, talks.insert("New.", after="2.2"))
    talks.agreed(people.arm, talks.move("1.2", after="2.2"))
    talks.close()
    talks.next()
    assert texts(talks.words()) == [
        "Section 1",
        "Reports are sent to the Council.",
        "The parties exchange information on threats.",
        "Section 2",
        "Training is given to staff of the parties.",
        "New.",
        "The parties hold joint exercises every year.",
        "Meetings are held.",
    ]


def test_two_deletions_of_one_clause_come_to_the_same(talks, people):
    talks.circulated()
    one = talks.agreed(people.kaz, talks.delete("2"))
    two = talks.agreed(people.blr, talks.delete("2"))
    inner = talks.reviewed(people.arm, talks.delete("2.1"))
    talks.take(people.coordinator, inner, "agree")
    talks.close()
    talks.next()
    assert len(talks.words()) == 3
    assert {talks.state(one), talks.state(two), talks.state(inner)} == {S.INCORPORATED}


def test_an_agreed_deletion_makes_moot_what_is_open_in_its_clause_and_a_withdrawn_one_gives_it_back(talks, people):
    talks.circulated()
    inner = talks.reviewed(people.blr, talks.modify("2.1", "Training is given."))
    unnumbered = talks.submitted(people.arm, talks.insert("Under it.", under="2"))
    elsewhere = talks.reviewed(people.arm, talks.modify("1.1", "Nothing."))
    beside = talks.reviewed(people.blr, talks.insert("After it.", after="2"))
    deletion = talks.agreed(people.kaz, talks.delete("2"))
    assert [talks.state(one) for one in (inner, unnumbered, elsewhere, beside)] == [
        S.MOOT,
        S.MOOT,
        S.UNDER_REVIEW,
        S.UNDER_REVIEW,
    ]
    talks.take(people.kaz, deletion, "withdraw")
    assert [talks.state(one) for one in (inner, unnumbered)] == [S.UNDER_REVIEW, S.SUBMITTED]


def test_what_a_second_agreed_deletion_removes_as_well_stays_moot(talks, people):
    talks.circulated()
    inner = talks.reviewed(people.blr, talks.modify("2.1", "Training is given."))
    wide = talks.agreed(people.kaz, talks.delete("2"))
    narrow = talks.agreed(people.arm, talks.delete("2.1"))
    talks.take(people.other_coordinator, wide, "annul")
    assert talks.state(inner) is S.MOOT
    assert talks.row(inner).moot_by == narrow
    talks.take(people.coordinator, narrow, "reopen")
    assert talks.state(inner) is S.UNDER_REVIEW


def test_annulling_an_incorporation_restores_the_text_but_not_what_the_agreed_deletion_made_moot(talks, people):
    talks.circulated()
    inner = talks.reviewed(people.blr, talks.modify("2.1", "Training is given."))
    deletion = talks.agreed(people.kaz, talks.delete("2"))
    talks.close()
    before = talks.words()
    talks.next()
    talks.take(people.other_coordinator, deletion, "annul")
    assert talks.words() == before
    assert (talks.state(deletion), talks.state(inner)) == (S.AGREED, S.MOOT)
    talks.take(people.coordinator, deletion, "reopen")
    assert (talks.state(deletion), talks.state(inner)) == (S.UNDER_REVIEW, S.UNDER_REVIEW)


@pytest.mark.parametrize("action", ["reopen", "annul"])
def test_taking_one_change_out_leaves_the_others_in(talks, people, action):
    talks.circulated()
    same = [
        talks.agreed(by, talks.modify("1.1", "The states exchange information on threats."))
        for by in (people.kaz, people.blr)
    ]
    moved = talks.agreed(people.arm, talks.move("1.2", under="2"), talks.insert("New.", after="1.2"))
    talks.close()
    talks.next()
    talks.take(people.other_coordinator, same[0], action)
    assert "The states exchange information on threats." in texts(talks.words())
    talks.take(people.other_coordinator, moved, action)
    talks.take(people.other_coordinator, same[1], action)
    assert talks.words() == talks.words(1)


def test_what_was_taken_out_can_be_put_in_again(talks, people):
    talks.circulated()
    one = talks.agreed(people.kaz, talks.modify("1.1", "Nothing is exchanged."))
    talks.close()
    talks.next()
    made = talks.words()
    talks.take(people.other_coordinator, one, "annul")
    talks.take(people.coordinator, one, "incorporate")
    assert talks.words() == made


def test_three_moves_that_go_round_in_a_circle_are_not_all_agreed(talks, people):
    talks.circulated(*(heading(str(i), f"Section {i}") for i in (1, 2, 3)))
    talks.agreed(people.kaz, talks.move("1", under="2"))
    talks.agreed(people.blr, talks.move("2", under="3"))
    third = talks.reviewed(people.arm, talks.move("3", under="1"))
    with pytest.raises(Conflict):
        talks.take(people.coordinator, third, "agree")
    talks.close()
    talks.next()
    assert len(talks.words()) == 3


def test_a_move_inside_a_section_that_moves_itself_is_no_collision(talks, people):
    talks.circulated()
    talks.agreed(people.kaz, talks.move("1", after="2"))
    talks.agreed(people.blr, talks.move("1.2", under="1"))
    talks.close()
    talks.next()
    assert texts(talks.words())[4:] == ["Section 1", *[t for _, t in talks.words(1)][2:0:-1]]


# --- Flags ----------------------------------------------------------------------------------------


def test_open_amendments_and_drafts_are_flagged_by_what_the_new_text_does_to_them(talks, people):
    talks.circulated()
    clean = talks.reviewed(people.blr, talks.modify("1.1", "The parties exchange information on all threats."))
    conflict = talks.reviewed(people.blr, talks.modify("1.2", "The parties hold joint exercises every month."))
    orphaned = talks.propose(people.arm, talks.modify("2.1", "Training is given."))
    untouched = talks.propose(people.arm, talks.modify("2.2", "Reports are sent."))
    talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.agreed(people.kaz, talks.modify("1.2", "The parties hold joint exercises each quarter."))
    talks.agreed(people.kaz, talks.delete("2.1"))
    talks.close()
    talks.next()
    everyone = (clean, conflict, orphaned, untouched)
    assert [talks.row(one).rebase for one in everyone] == [Rebase.CLEAN, Rebase.CONFLICT, Rebase.ORPHANED, Rebase.NONE]
    with talks.work(people.blr) as w:  # the working version is nobody's to know
        view = amendment_reading.view_amendment(w, clean)
        assert (view.rebase, view.waits_for, view.rebase_version) == (Rebase.NONE, "secretariat", None)
        assert "confirm_rebase" not in {one.action for one in view.next_actions}
        assert amendment_reading.count_tabs(w, "P1")["delegations"] == 0
    talks.step("circulate", closes_at=window(talks.clock))
    with talks.work(people.blr) as w:
        view = amendment_reading.view_amendment(w, clean)
        assert (view.rebase, view.waits_for, view.rebase_version) == (Rebase.CLEAN, "author", 2)
        assert amendment_reading.count_tabs(w, "P1")["delegations"] == 2
    assert talks.row(untouched).version_id != talks.row(clean).version_id
    talks.take(people.blr, clean, "confirm_rebase")
    talks.take(people.blr, conflict, "confirm_rebase", text="The parties hold exercises at times.")
    with talks.work(people.blr) as w:
        assert [amendment_reading.view_amendment(w, one).rebase for one in (clean, conflict)] == [Rebase.NONE] * 2
        assert operations_of_wording(w, clean, 1)[0].text == "The parties exchange information on all threats."
        now = amendment_reading.view_amendment(w, clean)
        assert now.first.text == "The states exchange information on all threats."
        assert now.base_version == 2


def test_an_open_insertion_whose_neighbour_is_gone_is_offered_the_place_before_it(talks, people):
    talks.circulated()
    insertion = talks.reviewed(people.blr, talks.insert("New.", after="2.2"))
    talks.agreed(people.kaz, talks.delete("2.2"))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(talks.clock))
    assert talks.row(insertion).rebase is Rebase.CLEAN
    talks.take(people.blr, insertion, "confirm_rebase")
    talks.take(people.coordinator, insertion, "agree")
    talks.close()
    talks.next()
    assert texts(talks.words())[4:6] == ["Training is given to staff of the parties.", "New."]


def test_a_delegation_cannot_change_an_agreed_wording_by_filing_it_anew(talks, people):
    talks.circulated()
    blocked = talks.agreed(people.blr, talks.modify("1.1", "The parties exchange news."))
    talks.close()
    talks.next()  # incorporated
    talks.take(people.other_coordinator, blocked, "annul")  # agreed again, in the old wording
    with talks.work(people.coordinator) as w:
        from program_workflow.domain.understood import Understood
        from program_workflow.usecases import importing

        clauses = list(two_sections())
        clauses[0] = heading("1", "Section 1", point("1.1", "Wholly other words stand here now."))
        importing.replace_text(w, "P1", Understood(clauses=tuple(clauses), language="en"))
    talks.step("circulate", closes_at=window(talks.clock))
    flag = talks.row(blocked).rebase
    if flag is Rebase.CONFLICT:
        talks.take(people.blr, blocked, "confirm_rebase", text="Something nobody agreed to.")
        assert talks.state(blocked) is S.UNDER_REVIEW
    else:
        assert flag is Rebase.ORPHANED


def test_reissue_carries_everything(talks, people):
    talks.circulated()
    draft = talks.propose(people.arm, talks.modify("2.2", "Reports are sent."))
    filed = talks.submitted(people.kaz, talks.modify("1.1", "Nothing."))
    numbered = talks.reviewed(people.blr, talks.delete("1.2"))
    talks.step("reissue", reason="wrong file")
    talks.step("circulate", closes_at=window(talks.clock))
    assert len({talks.row(one).version_id for one in (draft, filed, numbered)}) == 1
    assert [talks.state(one) for one in (draft, filed, numbered)] == [S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW]
    talks.take(people.arm, draft, "submit")


@pytest.mark.parametrize("end", ["adopt", "abandon"])
def test_the_end_of_the_program_lapses_what_is_open(talks, people, end):
    talks.circulated()
    if end == "abandon":
        numbered = talks.reviewed(people.blr, talks.delete("1.2"))
        filed = talks.submitted(people.kaz, talks.modify("1.1", "Nothing."))
        talks.step("abandon", reason="no money")
        assert talks.state(numbered) is talks.state(filed) is S.LAPSED
        return
    rejected = talks.reviewed(people.blr, talks.delete("1.2"))
    talks.take(people.coordinator, rejected, "reject")
    talks.close()
    for action in ("finalise", "submit", "adopt"):
        talks.step(action)
    assert talks.state(rejected) is S.REJECTED
    with pytest.raises(StepNotAllowed):
        talks.take(people.coordinator, rejected, "reopen")


# --- Numbers --------------------------------------------------------------------------------------


def test_frozen_numbers_stay_and_deleted_ones_are_never_given_again(talks, people):
    talks.circulated()
    talks.agreed(people.kaz, talks.delete("2.2"))
    talks.agreed(
        people.kaz, talks.insert("A.", after="2.2"), talks.insert("B.", under="2"), talks.insert("C.", after="2.3")
    )
    talks.close()
    talks.next()
    assert [number for number, _ in talks.words()][3:] == ["2", "2.0¹", "2.1", "2.1¹", "2.3", "2.3¹"]


def test_running_numbers_follow_from_the_place(talks, people):
    talks.circulated(rules={"numbering": "running"})
    talks.agreed(people.kaz, talks.delete("1"))
    talks.agreed(people.kaz, talks.insert("A.", after="2.1"))
    talks.close()
    talks.next()
    assert [number for number, _ in talks.words()] == ["1", "1.1", "1.2", "1.3", "1.4"]


def test_the_record_holds_after_all_this(talks, people):
    talks.circulated()
    one = talks.agreed(people.kaz, talks.modify("1.1", "Nothing is exchanged."))
    talks.agreed(people.blr, talks.delete("2"))
    talks.close()
    talks.next()
    talks.take(people.other_coordinator, one, "annul")
    talks.take(people.coordinator, one, "incorporate")
    talks.step("circulate", closes_at=window(talks.clock) + timedelta(hours=1))
    with talks.work() as w:
        assert recording.verify(w).broken == ()

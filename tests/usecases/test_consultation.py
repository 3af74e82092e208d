"""National pre-consultation: what passes inside a delegation stays inside it; the approver accepts the very wording."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from program_workflow import phrases
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.terms import AmendmentState, Audience, Event, PositionKind
from program_workflow.storage import ApprovalRow, CommentRow, OutboxRow, ProposedPositionRow
from program_workflow.usecases import (
    amending,
    approvals,
    comments,
    guards,
    position_views,
    proposed_positions,
    recording,
    turn,
)
from program_workflow.usecases import people as accounts
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.position_checks import Said

CONSENSUS = {"decision_rule": "consensus"}


@pytest.fixture
def talks(talks):
    return talks.circulated(rules=CONSENSUS)


@pytest.fixture
def approver(talks, people):
    """The expert of Kazakhstan, named by its representative."""
    return name(talks, people.kaz, people.kaz_expert)


def name(talks, by, whom, *, is_approver=True):
    with talks.work(by) as w:
        approvals.name_approver(w, whom.user_id, is_approver=is_approver)
    with talks.work() as w:
        return accounts.actor_for(w, whom.user_id)


def draft(talks, people):
    return talks.propose(people.kaz, talks.modify("1.1", "The parties share information."))


def save(talks, by, made, words):
    with talks.work(by) as w:
        row = guards.find_amendment(w, made)
        operations = [talks.modify("1.1", words)]
        amending.save_wording(w, made, operations, seen_revision=row.revision)


def told(talks, event):
    with talks.work() as w:
        rows = w.session.query(OutboxRow).filter(OutboxRow.event == event.value, OutboxRow.channel == "app")
        return {row.user_id for row in rows}


def tasks(talks, by):
    with talks.work(by) as w:
        found = [one.task.value for one in turn.my_turn(w).items]
        assert turn.turn_count(w) == len(found)
        return found


class TestTheApprover:
    def test_a_wording_that_the_approver_has_not_accepted_cannot_be_submitted(self, talks, people, approver):
        made = draft(talks, people)
        with pytest.raises(StepNotAllowed) as refusal:
            talks.take(people.kaz, made, "submit")
        assert phrases.say(refusal.value) == "Approver: Expert of Kazakhstan has not accepted this wording yet."
        talks.take(approver, made, "approve")
        talks.take(people.kaz, made, "submit")
        assert talks.state(made) is AmendmentState.SUBMITTED

    def test_a_new_wording_voids_the_acceptance(self, talks, people, approver):
        made = draft(talks, people)
        talks.take(approver, made, "approve")
        save(talks, people.kaz, made, "The parties share all information.")
        with pytest.raises(StepNotAllowed, match="has not accepted"):
            talks.take(people.kaz, made, "submit")

    def test_of_a_returned_amendment_too(self, talks, people, approver):
        made = draft(talks, people)
        talks.take(approver, made, "approve")
        talks.take(people.kaz, made, "submit")
        talks.take(people.coordinator, made, "return")
        save(talks, people.kaz, made, "Other words.")
        with pytest.raises(StepNotAllowed, match="has not accepted"):
            talks.take(people.kaz, made, "submit")
        talks.take(approver, made, "approve")
        talks.take(people.kaz, made, "submit")

    def test_delegations_without_an_approver_submit_as_before(self, talks, people, approver):
        made = talks.propose(people.blr, talks.modify("1.2", "Joint exercises are held."))
        talks.take(people.blr, made, "submit")
        name(talks, people.kaz, approver, is_approver=False)
        talks.take(people.kaz, draft(talks, people), "submit")

    def test_only_the_approver_accepts_and_only_of_its_own_delegation(self, talks, people, approver):
        made = draft(talks, people)
        with pytest.raises(NotPermitted):
            talks.take(people.kaz, made, "approve")
        for other in (people.blr, people.coordinator):
            with pytest.raises(NotFound):
                talks.take(other, made, "approve")
        talks.take(approver, made, "approve")
        with pytest.raises(StepNotAllowed):
            talks.take(approver, made, "approve")

    def test_a_representative_or_an_administrator_names_the_approver(self, talks, people):
        for by, whom, refusal in (
            (people.kaz_expert, people.kaz, NotPermitted),
            (people.blr, people.kaz_expert, NotFound),
            (people.coordinator, people.kaz, NotFound),
            (people.administrator, people.coordinator, Invalid),
        ):
            with pytest.raises(refusal):
                name(talks, by, whom)
        assert name(talks, people.administrator, people.kaz).is_approver

    def test_the_approver_is_awaited_and_told_when_asked(self, talks, people, approver):
        made = draft(talks, people)
        assert "submit_draft" in tasks(talks, people.kaz)
        assert "approve_wording" not in tasks(talks, approver)
        talks.take(people.kaz, made, "ask_approval")
        assert "submit_draft" not in tasks(talks, people.kaz)
        assert "approve_wording" in tasks(talks, approver)
        assert told(talks, Event.APPROVAL_ASKED) == {approver.user_id}
        talks.take(approver, made, "approve")
        assert told(talks, Event.WORDING_APPROVED) == {people.kaz.user_id}
        assert "submit_draft" in tasks(talks, people.kaz)
        assert "approve_wording" not in tasks(talks, approver)

    def test_next_actions_offer_what_is_to_be_done(self, talks, people, approver):
        made = draft(talks, people)

        def offered(by):
            with talks.work(by) as w:
                row = guards.find_amendment(w, made)
                found = guards.next_actions(w, row, load_operations(w, [row])[made])
            return {one.action: one.is_allowed for one in found}

        assert (offered(people.kaz)["ask_approval"], offered(people.kaz)["submit"]) == (True, False)
        assert "approve" not in offered(people.kaz)
        assert offered(approver)["approve"]
        talks.take(approver, made, "approve")
        assert offered(people.kaz)["submit"]
        assert not {"ask_approval", "approve"} & offered(people.kaz).keys()

    def test_nobody_else_learns_of_it_from_the_record(self, talks, people, approver):
        made = draft(talks, people)
        talks.take(people.kaz, made, "ask_approval")
        talks.take(approver, made, "approve")
        talks.take(people.kaz, made, "submit")
        with talks.work(people.coordinator) as w:
            seen = [one.action for one in recording.list_events(w, limit=500).items]
            assert "approve" not in [one.action for one in recording.events_of_amendment(w, made)]
        assert not {"ask_approval", "approve"} & set(seen)
        with talks.work(people.kaz_expert) as w:
            assert "approve" in [one.action for one in recording.events_of_amendment(w, made)]

    def test_a_discarded_draft_takes_its_acceptance_with_it(self, talks, people, approver):
        made = draft(talks, people)
        talks.take(approver, made, "approve")
        talks.take(people.kaz, made, "discard")
        with talks.work() as w:
            assert w.session.query(ApprovalRow).count() == 0
            assert recording.verify(w).broken == ()


def write(talks, by, made, text, audience, parent=None):
    with talks.work(by) as w:
        return comments.comment(w, comments.amendment_about(w, made), text, Audience(audience), parent_id=parent).id


def read(talks, by, made):
    with talks.work(by) as w:
        return [one.text for one in comments.comments_on(w, comments.amendment_about(w, made))]


class TestComments:
    def test_who_reads_what(self, talks, people):
        made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))
        write(talks, people.blr_expert, made, "inside", "delegation")
        write(talks, people.blr, made, "to the secretariat", "secretariat")
        write(talks, people.blr, made, "to all", "all")
        everything = ["inside", "to the secretariat", "to all"]
        assert read(talks, people.blr, made) == read(talks, people.blr_expert, made) == everything
        assert read(talks, people.coordinator, made) == everything[1:]
        assert read(talks, people.kaz, made) == read(talks, people.reviewer, made) == everything[2:]
        with pytest.raises(NotFound):
            read(talks, people.observer, made)

    def test_those_on_a_draft_are_read_by_others_only_once_it_is_theirs_to_see(self, talks, people):
        made = draft(talks, people)
        for audience in Audience:
            write(talks, people.kaz_expert, made, audience.value, audience)
        for other in (people.blr, people.coordinator):
            with pytest.raises(NotFound):
                read(talks, other, made)
        for event in (Event.COMMENTED, Event.COMMENTED_TO_SECRETARIAT):
            assert told(talks, event) == {people.kaz.user_id}
        assert told(talks, Event.COMMENTED_TO_ALL) == set()
        talks.take(people.kaz, made, "submit")
        assert read(talks, people.coordinator, made) == ["secretariat", "all"]
        talks.take(people.coordinator, made, "review")
        assert read(talks, people.blr, made) == ["all"]

    def test_an_answer_stands_in_the_circle_of_what_it_answers_for_no_more_people(self, talks, people):
        made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))
        asked = write(talks, people.blr, made, "a question", "secretariat")
        write(talks, people.coordinator, made, "an answer", "secretariat", asked)
        write(talks, people.kaz, made, "unrelated", "secretariat")
        assert read(talks, people.blr, made) == ["a question", "an answer"]
        assert read(talks, people.kaz, made) == ["unrelated"]
        with pytest.raises(Invalid):
            write(talks, people.blr, made, "for all", "all", asked)
        with pytest.raises(Invalid):
            write(talks, people.kaz, made, "an answer", "secretariat", asked)  # who does not read it
        with pytest.raises(Invalid):
            write(talks, people.coordinator, made, "inside", "delegation")

    def test_notices_go_to_who_may_read_it_and_to_nobody_else(self, talks, people):
        made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))
        write(talks, people.blr_expert, made, "inside", "delegation")
        assert told(talks, Event.COMMENTED) == {people.blr.user_id}
        write(talks, people.blr, made, "to the secretariat", "secretariat")
        coordinators = {people.coordinator.user_id, people.other_coordinator.user_id}
        assert told(talks, Event.COMMENTED_TO_SECRETARIAT) == {people.blr_expert.user_id} | coordinators
        write(talks, people.blr, made, "to all", "all")
        assert people.kaz.user_id in told(talks, Event.COMMENTED_TO_ALL)
        assert people.observer.user_id not in told(talks, Event.COMMENTED_TO_ALL)

    def test_reviewers_and_observers_do_not_comment(self, talks, people):
        made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))
        with pytest.raises(NotPermitted):
            write(talks, people.reviewer, made, "x", "all")
        with pytest.raises(Invalid):
            write(talks, people.blr, made, "  ", "all")

    def test_on_a_clause_and_on_an_earlier_text(self, talks, people):
        def on_clause(by):
            with talks.work(by) as w:
                about = comments.clause_about(w, talks.code, talks.ids["1.1"])
                return [(one.text, one.on_present_text) for one in comments.comments_on(w, about)]

        with talks.work(people.blr) as w:
            about = comments.clause_about(w, talks.code, talks.ids["1.1"])
            comments.comment(w, about, "Which threats?", Audience.ALL)
        assert on_clause(people.kaz) == [("Which threats?", True)]
        talks.agreed_by_all(people.kaz, talks.modify("1.1", "The parties share information."))
        talks.close()
        talks.next()
        assert on_clause(people.kaz) == [("Which threats?", True)]
        assert on_clause(people.coordinator) == [("Which threats?", False)]


def propose(talks, by, number, kind, *, reason="a reason", more=("", ""), **how):
    with talks.work(by) as w:
        about = comments.clause_about(w, talks.code, talks.ids[number])
        said = Said(PositionKind(kind), reason, None, *more)
        return proposed_positions.propose_position(w, about, said, **how).id


def step(talks, by, proposal, action):
    with talks.work(by) as w:
        proposed_positions.step_proposed(w, proposal, action)


def inside(talks, by, number):
    with talks.work(by) as w:
        about = comments.clause_about(w, talks.code, talks.ids[number])
        return [one.kind.value for one in proposed_positions.proposed_on(w, about)]


class TestProposedPositions:
    def test_an_expert_proposes_and_the_representative_takes_it(self, talks, people):
        proposal = propose(talks, people.blr_expert, "1.1", "objects")
        assert inside(talks, people.blr, "1.1") == ["objects"]
        for other in (people.kaz, people.coordinator, people.reviewer):
            assert inside(talks, other, "1.1") == []
        assert told(talks, Event.POSITION_PROPOSED) == {people.blr.user_id}
        assert "take_proposed" in tasks(talks, people.blr)
        with pytest.raises(NotPermitted):
            step(talks, people.blr_expert, proposal, "take")
        for other in (people.kaz, people.coordinator):
            with pytest.raises(NotFound):
                step(talks, other, proposal, "take")
        step(talks, people.blr, proposal, "take")
        with talks.work(people.kaz) as w:
            found = position_views.of_clause(w, talks.code, talks.ids["1.1"])
        assert [one.kind.value for one in found.positions if one.delegation.code == "BLR"] == ["objects"]
        assert inside(talks, people.blr, "1.1") == []
        with pytest.raises(StepNotAllowed):
            step(talks, people.blr, proposal, "take")

    def test_on_a_section_it_becomes_one_on_all_that_stands_under_it_with_its_condition(self, talks, people):
        proposal = propose(
            talks, people.blr_expert, "1", "objects", more=("Costs are known.", "of funds"), is_section=True
        )
        step(talks, people.blr, proposal, "take")
        with talks.work(people.kaz) as w:
            for number in ("1", "1.1", "2.1"):
                found = position_views.of_clause(w, talks.code, talks.ids[number]).positions
                said = [
                    (one.lifts_when, one.except_words)
                    for one in found
                    if one.delegation.code == "BLR" and one.lifts_when
                ]
                assert said == ([] if number == "2.1" else [("Costs are known.", "of funds")]), number
        with talks.work() as w:
            assert not recording.verify(w).broken

    def test_it_does_not_replace_what_the_delegation_has_said_itself_since(self, talks, people):
        proposal = propose(talks, people.blr_expert, "1", "agrees", is_section=True)
        talks.clock.advance(hours=1)
        talks.stand(people.blr, "objects", "1.1", reason="Costs.")
        with pytest.raises(StepNotAllowed, match="has taken a position here since"):
            step(talks, people.blr, proposal, "take")
        step(talks, people.blr, proposal, "set_aside")

    def test_where_the_delegation_wishes_the_approver_accepts_it_first(self, talks, people, approver):
        proposal = propose(talks, people.kaz, "1.1", "agrees", asks_approval=True)
        assert "approve_position" in tasks(talks, approver)
        assert "take_proposed" not in tasks(talks, people.kaz)
        with pytest.raises(StepNotAllowed, match="has not accepted this position yet"):
            step(talks, people.kaz, proposal, "take")
        with pytest.raises(NotPermitted):
            step(talks, people.kaz, proposal, "approve")
        step(talks, approver, proposal, "approve")
        step(talks, people.kaz, proposal, "take")

    def test_another_proposal_takes_its_place_and_it_may_be_set_aside(self, talks, people):
        first = propose(talks, people.blr_expert, "1.1", "objects")
        second = propose(talks, people.blr_expert, "1.1", "agrees")
        assert inside(talks, people.blr, "1.1") == ["agrees"]
        with pytest.raises(StepNotAllowed):
            step(talks, people.blr, first, "take")
        step(talks, people.blr, second, "set_aside")
        assert inside(talks, people.blr, "1.1") == []

    @pytest.mark.parametrize(("number", "is_section"), [("1.1", False), ("1", True)])
    def test_on_a_text_that_changed_it_is_not_taken(self, talks, people, number, is_section):
        proposal = propose(talks, people.blr_expert, number, "objects", is_section=is_section)
        talks.agreed_by_all(people.kaz, talks.modify("1.1", "The parties share information."))
        talks.close()
        talks.next()
        talks.step("circulate", closes_at=talks.clock.now + timedelta(days=3))
        with pytest.raises(StepNotAllowed, match="has changed since"):
            step(talks, people.blr, proposal, "take")

    def test_its_kind_and_reason_are_checked_as_of_a_position(self, talks, people):
        with pytest.raises(Invalid):
            propose(talks, people.blr_expert, "1.1", "objects", reason="")
        with pytest.raises(Invalid):
            propose(talks, people.blr_expert, "1.1", "agrees", asks_approval=True)  # no approver
        with pytest.raises(NotPermitted):
            propose(talks, people.coordinator, "1.1", "agrees")


def test_the_record_covers_what_passes_inside_a_delegation_and_shows_nobody(talks, people, approver):
    made = draft(talks, people)
    talks.take(approver, made, "approve")
    write(talks, people.kaz_expert, made, "inside", "delegation")
    proposal = propose(talks, people.kaz_expert, "1.1", "objects")
    with talks.work(people.administrator) as w:
        assert recording.verify(w).broken == ()
        kinds = {one.subject_type for one in recording.list_events(w, limit=500).items}
        assert not {"comment", "proposed"} & kinds
        changes = (
            (update(CommentRow).values(text="other words"), "comment"),
            (update(ProposedPositionRow).where(ProposedPositionRow.id == proposal).values(reason="other"), "proposed"),
            (delete(ApprovalRow), "approval"),
        )
        for change, word in changes:
            w.session.execute(change)
            w.session.expire_all()
            assert any(word in one for one in recording.verify(w).broken)
        w.session.rollback()

"""Co-sponsors: who sees a draft, to what they consent, what they are asked again, how they take over."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from program_workflow import phrases
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.terms import AmendmentState, SponsorAction, SponsorState
from program_workflow.usecases import amending, recording, sponsors, turn
from program_workflow.usecases.amendment_reading import count_tabs, list_amendments, view_amendment
from program_workflow.usecases.position_views import of_amendment
from program_workflow.usecases.turn import Task, my_turn

CONSENSUS = {"decision_rule": "consensus"}


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules=CONSENSUS)


@contextmanager
def refused(words, kind=StepNotAllowed):
    """What the person reads."""
    with pytest.raises(kind) as refusal:
        yield
    assert re.search(words, phrases.say(refusal.value)), phrases.say(refusal.value)


def step(talks, by, amendment, code, action, reason=""):
    with talks.work(by) as w:
        return sponsors.step(w, amendment, code, SponsorAction(action), seen_revision=None, reason=reason)


def seen(talks, by, amendment):
    with talks.work(by) as w:
        return view_amendment(w, amendment)


def draft(talks, by, *codes):
    return talks.propose(by, talks.modify("1.1", "The parties share information."), co_sponsors=codes)


def sponsored(talks, people):
    """Of KAZ with BLR, under review."""
    made = draft(talks, people.kaz, "BLR")
    step(talks, people.blr, made, "BLR", "consent")
    talks.take(people.kaz, made, "submit")
    talks.take(people.coordinator, made, "review")
    return made


def save(talks, by, amendment, text):
    with talks.work(by) as w:
        amending.save_wording(w, amendment, [talks.modify("1.1", text)], seen_revision=None)


def holds(talks):
    with talks.work() as w:
        assert recording.verify(w).broken == ()


class TestInviting:
    def test_only_the_invited_see_a_draft(self, meeting, people):
        made = draft(meeting, people.kaz, "BLR")
        assert [one.state for one in seen(meeting, people.blr, made).sponsors] == [SponsorState.INVITED]
        for other in (people.arm, people.coordinator, people.reviewer, people.observer):
            with pytest.raises(NotFound):
                seen(meeting, other, made)
            with meeting.work(other) as w:
                if other is not people.observer:
                    assert list_amendments(w, meeting.code).items == ()
                    assert count_tabs(w, meeting.code)["all"] == 0

    def test_an_expert_of_the_invited_reads_and_a_representative_answers(self, meeting, people):
        made = draft(meeting, people.kaz, "BLR")
        assert seen(meeting, people.blr_expert, made).id == made
        with pytest.raises(NotPermitted):
            step(meeting, people.blr_expert, made, "BLR", "consent")

    def test_an_expert_of_the_author_shows_the_draft_to_nobody(self, meeting, people):
        made = draft(meeting, people.kaz)
        with pytest.raises(NotPermitted):
            step(meeting, people.kaz_expert, made, "BLR", "invite")

    @pytest.mark.parametrize(
        ("code", "words"), [("CSTO", "observer"), ("KAZ", "author"), ("XXX", "no delegation")], ids=str
    )
    def test_only_other_members_are_invited(self, meeting, people, code, words):
        with refused(words, Invalid):
            draft(meeting, people.kaz, code)

    def test_whoever_declines_sees_it_no_longer(self, meeting, people):
        made = draft(meeting, people.kaz, "BLR")
        step(meeting, people.blr, made, "BLR", "decline")
        with pytest.raises(NotFound):
            seen(meeting, people.blr, made)
        assert [one.state for one in seen(meeting, people.kaz, made).sponsors] == [SponsorState.DECLINED]

    def test_the_invited_and_nobody_else_are_told(self, meeting, people, work):
        made = draft(meeting, people.kaz, "BLR")
        with work() as w:
            told = w.session.connection().exec_driver_sql("select user_id, event from outbox").all()
        about = {one.user_id for one in told if one.event == "sponsor_invited"}
        assert about == {people.blr.user_id, people.blr_expert.user_id}
        with work(people.blr) as w:
            assert [one.task for one in my_turn(w).items if one.amendment and one.amendment.id == made] == [
                Task.ANSWER_INVITATION
            ]
            assert turn.turn_count(w) == len(my_turn(w).items)
        with work(people.arm) as w:
            assert not [one for one in my_turn(w).items if one.amendment]

    def test_who_was_asked_and_declined_is_not_for_others_to_know(self, meeting, people):
        made = draft(meeting, people.kaz, "BLR", "ARM")
        step(meeting, people.arm, made, "ARM", "decline")
        step(meeting, people.blr, made, "BLR", "consent")
        meeting.take(people.kaz, made, "submit")
        assert [one.delegation.code for one in seen(meeting, people.coordinator, made).sponsors] == ["BLR"]
        with meeting.work(people.coordinator) as w:
            actions = [one.action for one in recording.events_of_amendment(w, made)]
            assert "decline" not in actions
            assert "consent" in actions
            assert not {"invite", "decline"} & {one.action for one in recording.list_events(w).items}


class TestConsent:
    def test_it_is_submitted_when_all_that_are_named_consented_to_this_very_wording(self, meeting, people):
        made = draft(meeting, people.kaz, "BLR")
        with refused("BLR has not consented to this wording. Submit without BLR, or wait."):
            meeting.take(people.kaz, made, "submit")
        step(meeting, people.blr, made, "BLR", "consent")
        save(meeting, people.kaz, made, "The parties share all information.")
        with refused("BLR has not consented to this wording"):
            meeting.take(people.kaz, made, "submit")
        assert seen(meeting, people.blr, made).sponsors[0].is_to_reconfirm
        step(meeting, people.blr, made, "BLR", "consent")
        meeting.take(people.kaz, made, "submit")
        assert meeting.state(made) is AmendmentState.SUBMITTED
        assert seen(meeting, people.coordinator, made).codes == ("KAZ", "BLR")

    def test_it_may_be_submitted_without(self, meeting, people):
        made = draft(meeting, people.kaz, "BLR", "ARM")
        step(meeting, people.blr, made, "BLR", "consent")
        with refused("ARM has not consented"):
            meeting.take(people.kaz, made, "submit")
        meeting.take(people.kaz, made, "submit", without=["ARM"])
        assert seen(meeting, people.kaz, made).codes == ("KAZ", "BLR")
        with pytest.raises(NotFound):
            seen(meeting, people.arm, made)
        holds(meeting)

    def test_a_submitted_amendment_is_seen_by_its_co_sponsors(self, meeting, people):
        made = draft(meeting, people.kaz, "BLR")
        step(meeting, people.blr, made, "BLR", "consent")
        meeting.take(people.kaz, made, "submit")
        assert seen(meeting, people.blr, made).codes == ("KAZ", "BLR")
        with pytest.raises(NotFound):
            seen(meeting, people.arm, made)

    def test_the_same_wording_is_consented_to_once(self, meeting, people):
        made = draft(meeting, people.kaz, "BLR")
        step(meeting, people.blr, made, "BLR", "consent")
        with refused("consented to this very wording already"):
            step(meeting, people.blr, made, "BLR", "consent")

    def test_a_co_sponsor_leaves_at_any_time(self, meeting, people):
        made = sponsored(meeting, people)
        step(meeting, people.blr, made, "BLR", "leave", "the capital says so")
        assert seen(meeting, people.coordinator, made).codes == ("KAZ",)
        with meeting.work(people.arm) as w:
            assert "leave" in [one.action for one in recording.events_of_amendment(w, made)]
        holds(meeting)

    def test_a_co_sponsor_agrees_by_sponsoring(self, meeting, people):
        made = sponsored(meeting, people)
        assert seen(meeting, people.arm, made).silent == ("ARM",)
        with meeting.work(people.arm) as w:
            kinds = {one.delegation.code: one.kind.value for one in of_amendment(w, made).positions}
        assert kinds == {"KAZ": "agrees", "BLR": "agrees", "ARM": "none"}
        with meeting.work(people.blr) as w:
            assert not [one for one in my_turn(w).items if one.amendment]
        meeting.position(people.arm, made, "agrees")
        meeting.take(people.coordinator, made, "agree")
        assert meeting.state(made) is AmendmentState.AGREED


class TestTakingOver:
    def test_a_withdrawn_amendment_is_offered_to_its_co_sponsors(self, meeting, people, clock):
        made = sponsored(meeting, people)
        filed = meeting.row(made).filed_at
        clock.advance(hours=1)
        meeting.take(people.kaz, made, "withdraw")
        assert meeting.state(made) is AmendmentState.UNDER_REVIEW
        with refused("until .* its co-sponsors may take it over"):
            meeting.take(people.coordinator, made, "agree")
        with meeting.work(people.blr) as w:
            assert Task.TAKE_OVER in [one.task for one in my_turn(w).items]
        step(meeting, people.blr, made, "BLR", "take_over")
        row = meeting.row(made)
        assert (row.number, row.filed_at) == ("P1/1.1/KAZ/1", filed)
        view = seen(meeting, people.arm, made)
        assert (view.delegation.code, view.codes) == ("BLR", ("BLR",))
        holds(meeting)

    def test_the_next_amendment_of_the_first_author_gets_a_number_of_its_own(self, meeting, people):
        made = sponsored(meeting, people)
        meeting.take(people.kaz, made, "withdraw")
        step(meeting, people.blr, made, "BLR", "take_over")
        another = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties exchange data on threats."))
        own = meeting.reviewed(people.blr, meeting.modify("1.1", "The parties exchange news on threats."))
        assert [meeting.row(one).number for one in (another, own)] == ["P1/1.1/KAZ/2", "P1/1.1/BLR/1"]

    def test_it_is_withdrawn_when_nobody_took_it_in_time(self, meeting, people, clock):
        made = sponsored(meeting, people)
        until = clock.now + timedelta(days=2)
        meeting.take(people.kaz, made, "withdraw", reason="no longer needed", until=until.isoformat())
        clock.now = until - timedelta(seconds=1)
        with meeting.work() as w:
            assert sponsors.settle_due(w) == 0
        clock.now = until
        with refused("co-sponsors may take it over"):
            step(meeting, people.blr, made, "BLR", "take_over")
        with meeting.work() as w:
            assert sponsors.has_due(w)
            assert sponsors.settle_due(w) == 1
            assert sponsors.settle_due(w) == 0
        assert meeting.state(made) is AmendmentState.WITHDRAWN
        holds(meeting)

    def test_it_is_withdrawn_at_once_when_the_last_of_them_declines(self, meeting, people):
        made = sponsored(meeting, people)
        meeting.take(people.kaz, made, "withdraw", reason="no longer needed")
        step(meeting, people.blr, made, "BLR", "decline")
        assert meeting.state(made) is AmendmentState.WITHDRAWN
        with meeting.work(people.arm) as w:
            last = recording.events_of_amendment(w, made)[-1]
        assert (last.action, last.reason, last.capacity) == ("withdraw", "no longer needed", "system")

    def test_without_co_sponsors_it_is_withdrawn_at_once(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.take(people.kaz, made, "withdraw")
        assert meeting.state(made) is AmendmentState.WITHDRAWN


class TestTheRecord:
    def test_a_consent_changed_behind_the_application_is_found(self, meeting, people):
        made = sponsored(meeting, people)
        holds(meeting)
        with meeting.work() as w:
            w.session.connection().exec_driver_sql("update sponsors set wording = 7")
        with meeting.work() as w:
            assert any("co-sponsors" in one for one in recording.verify(w).broken)
        assert made

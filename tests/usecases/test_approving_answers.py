"""The approver of a delegation accepts every very wording that takes effect as its own, also after it was filed."""

import pytest

from program_workflow.domain.errors import Invalid, NotPermitted, StepNotAllowed
from program_workflow.domain.terms import CounterAction, Event, Rebase
from program_workflow.usecases import counter_texts, counter_views, guards, record_replay, recording
from program_workflow.usecases.amendment_history import wordings_of
from program_workflow.usecases.counter_texts import Reworded
from program_workflow.usecases.operations import load_operations
from tests.negotiation import window
from tests.usecases.test_consultation import name, tasks, told

NEW, OTHER = "The parties share all information.", "The parties share some information."


@pytest.fixture
def talks(talks):
    return talks.circulated(rules={"decision_rule": "coordinator"})


@pytest.fixture
def approver(talks, people):
    return name(talks, people.kaz, people.kaz_expert)


@pytest.fixture
def amendment(talks, people, approver):
    made = talks.propose(people.kaz, talks.modify("1.1", "The parties share information on threats."))
    talks.take(approver, made, "approve")
    talks.take(people.kaz, made, "submit")
    talks.take(people.coordinator, made, "review")
    return made


@pytest.fixture
def conflicting(talks, people, clock, amendment):
    """Version 2 says the same words otherwise."""
    talks.take(people.coordinator, amendment, "defer", until="later")
    talks.agreed(people.blr, talks.modify("1.1", "The parties give each other information on threats."))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    assert talks.row(amendment).rebase is Rebase.CONFLICT
    return amendment


def wording(talks, made):
    with talks.work() as w:
        row = guards.find_amendment(w, made)
        return load_operations(w, [row])[made][0].text


def seen(talks, by, made):
    with talks.work(by) as w:
        return len(wordings_of(w, made))


def kept(talks):
    with talks.work() as w:
        found = record_replay.replay(w)
        return (*recording.verify(w).broken, *found.broken, *found.silent)


class TestFiledAnew:
    def test_a_text_that_the_approver_has_not_accepted_is_not_filed(self, talks, people, conflicting):
        with pytest.raises(StepNotAllowed, match="has not accepted"):
            talks.take(people.kaz, conflicting, "confirm_rebase", text=NEW)
        assert talks.row(conflicting).rebase is Rebase.CONFLICT

    def test_it_is_put_before_the_approver_and_filed_once_accepted(self, talks, people, approver, conflicting):
        before, revision = seen(talks, people.blr, conflicting), talks.row(conflicting).revision
        talks.take(people.kaz, conflicting, "ask_approval", text=NEW)
        assert told(talks, Event.APPROVAL_ASKED) == {approver.user_id}
        assert tasks(talks, approver) == ["approve_wording"]
        assert "file_anew" not in tasks(talks, people.kaz)
        talks.take(approver, conflicting, "approve")
        # Nobody else learns of it: no wording, no revision.
        assert (seen(talks, people.blr, conflicting), talks.row(conflicting).revision) == (before, revision)
        assert tasks(talks, people.kaz) == ["file_anew"]
        with pytest.raises(StepNotAllowed, match="has not accepted"):
            talks.take(people.kaz, conflicting, "confirm_rebase", text=OTHER)
        talks.take(people.kaz, conflicting, "confirm_rebase")
        assert wording(talks, conflicting) == NEW
        assert talks.row(conflicting).rebase is Rebase.NONE
        assert kept(talks) == ()

    def test_the_approver_accepts_a_text_of_its_own_hand_unasked(self, talks, people, approver, conflicting):
        talks.take(approver, conflicting, "approve", text=NEW)
        talks.take(people.kaz, conflicting, "confirm_rebase", text=NEW)
        assert wording(talks, conflicting) == NEW

    def test_a_newer_text_that_is_put_before_the_approver_is_the_one_that_counts(
        self, talks, people, approver, conflicting
    ):
        talks.take(people.kaz, conflicting, "ask_approval", text=OTHER)
        talks.take(people.kaz, conflicting, "ask_approval", text=NEW)
        talks.take(approver, conflicting, "approve")
        talks.take(people.kaz, conflicting, "confirm_rebase")
        assert wording(talks, conflicting) == NEW

    def test_without_a_text_nothing_is_put_before_the_approver(self, talks, people, conflicting):
        with pytest.raises(Invalid):
            talks.take(people.kaz, conflicting, "ask_approval")

    def test_a_delegation_without_an_approver_files_as_before(self, talks, people, approver, conflicting):
        name(talks, people.kaz, approver, is_approver=False)
        talks.take(people.kaz, conflicting, "confirm_rebase", text=NEW)
        assert wording(talks, conflicting) == NEW


class TestAnotherWording:
    @pytest.fixture
    def offered(self, talks, people, amendment):
        with talks.work(people.coordinator) as w:
            counter_texts.offer(w, amendment, [Reworded(NEW)], "clearer", seen_revision=None)
        return amendment

    def answer(self, talks, by, made, action):
        with talks.work(by) as w:
            counter_texts.answer(w, made, 1, CounterAction(action), seen_revision=None)

    def test_it_is_accepted_once_the_approver_accepted_that_very_wording(self, talks, people, approver, offered):
        with pytest.raises(StepNotAllowed, match="has not accepted"):
            self.answer(talks, people.kaz, offered, "accept_counter_text")
        with pytest.raises(NotPermitted):
            self.answer(talks, people.kaz, offered, "approve")
        with pytest.raises(NotPermitted):
            self.answer(talks, people.blr, offered, "ask_approval")
        self.answer(talks, people.kaz, offered, "ask_approval")
        assert tasks(talks, approver) == ["approve_wording"]
        assert "answer_counter_text" not in tasks(talks, people.kaz)
        self.answer(talks, approver, offered, "approve")
        assert tasks(talks, people.kaz) == ["answer_counter_text"]
        self.answer(talks, people.kaz, offered, "accept_counter_text")
        assert wording(talks, offered) == NEW
        assert kept(talks) == ()

    def test_each_is_offered_what_it_can_do(self, talks, people, approver, offered):
        def steps(by):
            with talks.work(by) as w:
                return [one.value for one in counter_views.counter_texts_of(w, offered).items[0].steps]

        assert steps(people.kaz) == ["refuse_counter_text", "ask_approval"]
        assert steps(approver) == ["approve"]
        assert steps(people.coordinator) == ["withdraw_counter_text"]
        self.answer(talks, approver, offered, "approve")
        assert steps(people.kaz) == ["accept_counter_text", "refuse_counter_text"]

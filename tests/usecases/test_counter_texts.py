"""Another wording of an amendment: offered by the secretariat or a delegation, accepted or refused by its author."""

import re
from contextlib import contextmanager

import pytest

from program_workflow import phrases
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.terms import AmendmentState, CounterAction, CounterState, SponsorAction, WordingOrigin
from program_workflow.storage import CounterTextRow
from program_workflow.usecases import counter_texts, recording, sponsors
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.counter_texts import Reworded
from program_workflow.usecases.counter_views import counter_texts_of
from program_workflow.usecases.position_views import of_amendment
from program_workflow.usecases.turn import Task, my_turn

FILED = "The parties share information."
OTHER = "The parties share verified information on threats."


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules={"decision_rule": "consensus"})


@pytest.fixture
def made(meeting, people):
    return meeting.reviewed(people.kaz, meeting.modify("1.1", FILED))


@contextmanager
def refused(words, kind=StepNotAllowed):
    with pytest.raises(kind) as refusal:
        yield
    assert re.search(words, phrases.say(refusal.value)), phrases.say(refusal.value)


def offer(talks, by, amendment, text=OTHER, reason="a compromise"):
    with talks.work(by) as w:
        return counter_texts.offer(w, amendment, [Reworded(text)], reason, seen_revision=None).number


def answer(talks, by, amendment, number, action, reason=""):
    with talks.work(by) as w:
        return counter_texts.answer(
            w, amendment, number, CounterAction(f"{action}_counter_text"), seen_revision=None, reason=reason
        )


def state(talks, amendment, number=1):
    with talks.work() as w:
        return w.get(CounterTextRow, (amendment, number)).state


def seen(talks, by, amendment):
    with talks.work(by) as w:
        return view_amendment(w, amendment)


def holds(talks):
    with talks.work() as w:
        assert recording.verify(w).broken == ()


class TestOffering:
    def test_the_coordinator_offers_and_the_author_accepts(self, meeting, people, made):
        offer(meeting, people.coordinator, made)
        with meeting.work(people.kaz) as w:
            assert [one.task for one in my_turn(w).items if one.amendment] == [Task.ANSWER_COUNTER_TEXT]
        with refused("proposed by SEC, waits for the author"):
            meeting.take(people.coordinator, made, "agree")
        answer(meeting, people.kaz, made, 1, "accept")
        view = seen(meeting, people.arm, made)
        assert (view.first.text, view.wording, view.is_modified) == (OTHER, 2, True)
        assert state(meeting, made) is CounterState.ACCEPTED
        holds(meeting)

    def test_a_delegation_proposes_a_change_to_the_amendment_of_another(self, meeting, people, made):
        offer(meeting, people.blr, made)
        with meeting.work(people.arm) as w:
            one = counter_texts_of(w, made).items[0]
        layers = one.operations[0].layers
        assert "".join(each.text for each in layers if each.in_base) == "The parties exchange information on threats."
        assert "".join(each.text for each in layers if each.in_wording) == FILED
        assert "".join(each.text for each in layers if each.in_counter) == OTHER
        assert (one.by.code, one.text) == ("BLR", OTHER)

    def test_the_author_words_its_amendment_itself(self, meeting, people, made):
        with refused("words its amendment itself", NotPermitted):
            offer(meeting, people.kaz, made)

    @pytest.mark.parametrize("who", ["blr_expert", "reviewer"])
    def test_a_representative_or_a_coordinator_offers(self, meeting, people, made, who):
        with refused("representative", NotPermitted):
            offer(meeting, getattr(people, who), made)

    def test_nothing_is_offered_to_what_has_no_number(self, meeting, people):
        one = meeting.submitted(people.kaz, meeting.modify("1.2", "Exercises are held."))
        with pytest.raises(NotFound):
            offer(meeting, people.blr, one)
        with refused("under review", NotPermitted):
            offer(meeting, people.coordinator, one)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (FILED, "the wording as it stands"),
            ("The parties exchange information on threats.", "what the clause says now"),
            ("  ", "without text"),
        ],
        ids=["as-it-stands", "the-base", "blank"],
    )
    def test_it_must_say_something_else(self, meeting, people, made, text, words):
        with refused(words, Invalid):
            offer(meeting, people.coordinator, made, text)

    def test_one_of_a_side_waits_at_a_time(self, meeting, people, made):
        offer(meeting, people.blr, made)
        with refused("Withdraw it first"):
            offer(meeting, people.blr, made, "The parties share news.")
        assert offer(meeting, people.coordinator, made, "The parties share data.") == 2
        answer(meeting, people.blr, made, 1, "withdraw")
        assert offer(meeting, people.blr, made, "The parties share news.") == 3
        holds(meeting)


class TestTheAnswer:
    def test_a_refusal_gives_its_reason_and_leaves_the_wording(self, meeting, people, made):
        offer(meeting, people.coordinator, made)
        with refused("Give a reason", Invalid):
            answer(meeting, people.kaz, made, 1, "refuse")
        answer(meeting, people.kaz, made, 1, "refuse", "too far")
        assert seen(meeting, people.arm, made).wording == 1
        with refused("waits for no answer any more"):
            answer(meeting, people.kaz, made, 1, "accept")
        holds(meeting)

    @pytest.mark.parametrize(("who", "action"), [("blr", "accept"), ("kaz_expert", "accept"), ("kaz", "withdraw")])
    def test_only_the_author_answers_and_only_who_offered_withdraws(self, meeting, people, made, who, action):
        offer(meeting, people.coordinator, made)
        with pytest.raises(NotPermitted):
            answer(meeting, getattr(people, who), made, 1, action)

    def test_what_was_said_of_the_old_wording_is_to_be_reconfirmed(self, meeting, people):
        made = meeting.propose(people.kaz, meeting.modify("1.1", FILED), co_sponsors=["BLR"])
        with meeting.work(people.blr) as w:
            sponsors.step(w, made, "BLR", SponsorAction.CONSENT, seen_revision=None)
        meeting.take(people.kaz, made, "submit")
        meeting.take(people.coordinator, made, "review")
        meeting.position(people.arm, made, "agrees")
        offer(meeting, people.coordinator, made)
        answer(meeting, people.kaz, made, 1, "accept")
        with meeting.work(people.coordinator) as w:
            found = {one.delegation.code: one.is_to_reconfirm for one in of_amendment(w, made).positions}
        assert found == {"KAZ": False, "BLR": True, "ARM": True}
        with refused("to be reconfirmed"):
            meeting.take(people.coordinator, made, "agree")
        with meeting.work(people.blr) as w:
            assert Task.ANSWER_INVITATION in [one.task for one in my_turn(w).items]
            sponsors.step(w, made, "BLR", SponsorAction.CONSENT, seen_revision=None)
        meeting.position(people.arm, made, "agrees")
        meeting.take(people.coordinator, made, "agree")
        holds(meeting)

    def test_as_modified_only_the_text_that_was_accepted_is_agreed(self, talks, people):
        talks.circulated()
        made = talks.reviewed(people.kaz, talks.modify("1.1", FILED))
        with refused("has not accepted this text"):
            talks.take(people.coordinator, made, "agree", text=OTHER)
        offer(talks, people.coordinator, made)
        answer(talks, people.kaz, made, 1, "accept")
        with refused("has not accepted this text"):
            talks.take(people.coordinator, made, "agree", text=FILED)
        talks.take(people.coordinator, made, "agree", text=OTHER)
        assert talks.state(made) is AmendmentState.AGREED
        with talks.work() as w:
            assert w.get(type(talks.row(made)), made).wording == 2
        assert seen(talks, people.arm, made).is_modified
        assert WordingOrigin.MODIFIED

    def test_it_is_moot_when_the_amendment_falls(self, talks, people):
        talks.circulated()
        made = talks.reviewed(people.kaz, talks.modify("1.1", FILED))
        offer(talks, people.blr, made)
        talks.take(people.coordinator, made, "reject")
        assert state(talks, made) is CounterState.MOOT
        holds(talks)

    def test_it_is_moot_when_the_wording_gives_way_to_another(self, meeting, people, made):
        offer(meeting, people.blr, made)
        offer(meeting, people.coordinator, made, "The parties share data.")
        answer(meeting, people.kaz, made, 2, "accept")
        assert [state(meeting, made, number) for number in (1, 2)] == [CounterState.MOOT, CounterState.ACCEPTED]
        holds(meeting)


def test_words_changed_behind_the_application_are_found(meeting, people, made):
    offer(meeting, people.blr, made)
    holds(meeting)
    with meeting.work() as w:
        w.get(CounterTextRow, (made, 1)).texts = [{"text": "Nothing.", "fields": {}}]
    with meeting.work() as w:
        assert any("proposed wording 1" in one for one in recording.verify(w).broken)

"""What a silence procedure is about while it runs: nobody takes the text away, and what has gone ends it."""

import pytest

from program_workflow.domain.terms import AmendmentState, Event, SilenceState, VersionState
from program_workflow.i18n import speaking
from program_workflow.storage import OutboxRow
from program_workflow.usecases import record_replay, recording
from program_workflow.usecases.notices import notice_of
from tests.negotiation import window
from tests.usecases.test_silence import CONSENSUS, Procedure, filled, refused


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules=CONSENSUS)


@pytest.fixture
def amendment(meeting, people):
    return meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))


def kept(talks):
    """What is wrong with the record."""
    with talks.work() as w:
        found = record_replay.replay(w)
        return (*recording.verify(w).broken, *found.broken, *found.silent)


class TestVersions:
    @pytest.mark.parametrize("scope", ["version", "clauses", "amendments"])
    def test_the_next_one_is_not_circulated_while_silence_runs_in_the_program(self, meeting, amendment, clock, scope):
        numbers = ["2.1"] if scope == "clauses" else []
        days = 30
        if scope == "version":
            meeting.take(meeting.people.kaz, amendment, "withdraw")
        made = Procedure(meeting, *numbers, amendments=[amendment] if scope == "amendments" else (), days=days)
        made.announced()
        meeting.close()
        meeting.next()
        with refused("silence procedure on .*version 1 runs until"):
            meeting.step("circulate", closes_at=window(clock))
        clock.now = made.end
        with refused("being written down"):
            meeting.step("circulate", closes_at=window(clock, 20))
        made.expire()
        assert meeting.step("circulate", closes_at=window(clock, 20)).state is VersionState.CIRCULATED

    @pytest.mark.parametrize("action", ["reissue", "abandon"])
    def test_its_text_is_not_taken_away_until_it_is_withdrawn(self, meeting, action):
        made = Procedure(meeting, "1.1").announced()
        with refused("runs until"):
            meeting.step(action, reason="the wrong file")
        made.step("withdraw")
        meeting.step(action, reason="the wrong file")

    def test_what_stands_in_the_way_of_finalising_names_it(self, meeting, people):
        for one in (people.kaz, people.blr, people.arm):
            meeting.stand(one, "agrees")
        Procedure(meeting, days=30).announced()
        meeting.close()
        with refused("A silence procedure on version 1 runs until"):
            meeting.step("finalise")


class TestAmendments:
    def test_one_that_its_author_withdraws_ends_the_procedure_and_all_are_told(self, meeting, people, amendment):
        other = meeting.reviewed(people.blr, meeting.modify("2.1", "Training is given."))
        made = Procedure(meeting, amendments=[amendment, other]).announced()
        meeting.take(people.kaz, amendment, "withdraw")
        assert made.row.state is SilenceState.WITHDRAWN
        assert {one.user_id for one in (people.kaz, people.blr, people.arm)} <= {
            who for who, _ in made.told(Event.SILENCE_WITHDRAWN)
        }
        with meeting.work() as w:
            row = w.session.query(OutboxRow).filter_by(event=Event.SILENCE_WITHDRAWN.value).first()
            with speaking("ru"):
                said = notice_of(Event.SILENCE_WITHDRAWN, row.payload, row.subject_type, row.subject_id).sentence
        assert "закончилась без последствий: поправка P1/1.1/KAZ/1" in said
        made.expire()
        assert filled(meeting) == set()
        assert meeting.state(other) is AmendmentState.UNDER_REVIEW
        assert kept(meeting) == ()

    def test_one_withdrawn_after_the_instant_was_adopted_in_it(self, meeting, people, amendment, clock):
        made = Procedure(meeting, amendments=[amendment]).announced()
        clock.now = made.end
        meeting.take(people.kaz, amendment, "withdraw")
        assert made.row.state is SilenceState.RUNNING
        made.expire()
        assert made.row.state is SilenceState.ADOPTED
        assert kept(meeting) == ()

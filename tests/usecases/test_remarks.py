"""Remarks: who makes, sees and answers them, when they are late, and what stands in the table."""

from datetime import timedelta

import pytest

from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.terms import Event, OutsideChannel, RemarkAction, RemarkKind, RemarkState
from program_workflow.storage import OutboxRow, RemarkRow
from program_workflow.usecases import programs, recording, remark_views, remarks, turn
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.notices import notice_of
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.remarks import Remark


@pytest.fixture
def meeting(talks):
    return talks.circulated()


def make(talks, by, text="What does this mean?", number=None, kind="question", **kwargs):
    clause = talks.ids[number] if number else None
    with talks.work(by) as w:
        row = remarks.make_remark(w, talks.code, Remark(RemarkKind(kind), text, clause), **kwargs)
        w.session.flush()
        return row.id


def step(talks, by, remark_id, action="answer", text="It means this.", seen=None):
    with talks.work(by) as w:
        return remarks.take_step(w, remark_id, RemarkAction(action), seen_revision=seen, text=text)


def seen_by(talks, who):
    with talks.work(who) as w:
        return [one.text for one in remark_views.remarks_of(w, talks.code)]


def letter(clock, code="CSTO", hours=1):
    return Outside(code, OutsideChannel.LETTER, clock.now - timedelta(hours=hours), "No. 12")


def told(talks, event):
    """E-mail address → whether something is awaited."""
    with talks.work() as w:
        rows = w.session.query(OutboxRow).filter(OutboxRow.event == event, OutboxRow.channel == "app").all()
        return {row.user_id: row.payload["acts"] for row in rows}


class TestWhoSees:
    def test_a_remark_of_a_delegation_is_seen_by_all_delegations_and_the_secretariat_not_by_observers(
        self, meeting, people
    ):
        made = make(meeting, people.kaz)
        for who in (people.kaz, people.kaz_expert, people.blr, people.reviewer, people.coordinator):
            assert seen_by(meeting, who) == ["What does this mean?"]
        assert seen_by(meeting, people.observer) == []
        with meeting.work(people.observer) as w, pytest.raises(NotFound):
            remark_views.view_remark(w, made)
        with meeting.work(people.observer) as w:
            assert remark_views.count_remarks(w, "P1") == (0, 0)

    def test_an_observer_sees_the_remarks_of_its_own_organisation_and_the_answers_alone(self, meeting, people):
        make(meeting, people.kaz, "Of Kazakhstan")
        made = make(meeting, people.observer, "Of the organisation")
        step(meeting, people.coordinator, made)
        assert seen_by(meeting, people.observer) == ["Of the organisation"]
        with meeting.work(people.observer) as w:
            view = remark_views.view_remark(w, made)
        assert view.answer == "It means this."
        assert view.number is None  # it would tell how many others there are

    def test_an_administrator_knows_of_none(self, meeting, people):
        make(meeting, people.kaz)
        with meeting.work(people.administrator) as w, pytest.raises(NotFound):
            remark_views.remarks_of(w, "P1")

    def test_its_own_side_and_the_secretariat_are_told_and_no_other_observer(self, meeting, people):
        make(meeting, people.observer)
        told_of = told(meeting, "remark_made")
        assert told_of[people.coordinator.user_id] is True
        assert people.observer.user_id not in told_of  # who makes it is not told of it
        made = make(meeting, people.kaz, "Another one")
        step(meeting, people.coordinator, made)
        told_of = told(meeting, "remark_answered")
        assert people.kaz.user_id in told_of
        assert people.observer.user_id not in told_of

    @pytest.mark.parametrize(("number", "place"), [("1.1", "1.1"), (None, "as a whole")])
    def test_who_is_told_reads_what_the_remark_is_on(self, meeting, people, number, place):
        step(meeting, people.coordinator, make(meeting, people.kaz, number=number))
        with meeting.work() as w:
            rows = w.session.query(OutboxRow).filter(OutboxRow.subject_type == "remark").all()
            said = {row.event: notice_of(Event(row.event), row.payload, "remark", row.subject_id) for row in rows}
        assert set(said) == {"remark_made", "remark_answered"}
        for notice in said.values():
            assert f"Version 1 of {meeting.code}" in notice.sentence
            assert place in notice.sentence


class TestMaking:
    def test_a_question_waits_for_a_coordinator_until_it_is_answered(self, meeting, people):
        made = make(meeting, people.blr, number="1.1")

        def waits():
            with meeting.work(people.coordinator) as w:
                items = [one.remark.id for one in turn.my_turn(w).items if one.remark]
                return items, turn.turn_count(w) - len(turn.my_turn(w).items)

        assert waits() == ([made], 0)
        step(meeting, people.other_coordinator, made)
        assert waits() == ([], 0)

    def test_no_comments_is_noted_waits_for_nobody_and_said_twice_is_one(self, meeting, people):
        made = make(meeting, people.kaz, "", kind="no_comments")
        assert make(meeting, people.kaz, "", kind="no_comments") == made
        with meeting.work(people.coordinator) as w:
            assert w.get(RemarkRow, made).state is RemarkState.NOTED
            assert not [one for one in turn.my_turn(w).items if one.remark]
        with pytest.raises(StepNotAllowed, match="needs no answer"):
            step(meeting, people.coordinator, made)

    @pytest.mark.parametrize("who", ["kaz_expert", "reviewer"])
    def test_experts_and_reviewers_make_none(self, meeting, people, who):
        with pytest.raises(NotPermitted, match="Your role"):
            make(meeting, getattr(people, who))

    def test_the_secretariat_makes_none_of_its_own(self, meeting, people):
        with pytest.raises(NotPermitted, match="answers remarks"):
            make(meeting, people.coordinator)

    def test_a_remark_says_something(self, meeting, people):
        with pytest.raises(Invalid) as refusal:
            make(meeting, people.kaz, "  ", kind="remark")
        assert refusal.value.pointer == "/text"

    def test_a_clause_that_the_version_does_not_have_is_not_found(self, meeting, people):
        with meeting.work(people.kaz) as w, pytest.raises(NotFound):
            remarks.make_remark(w, "P1", Remark(RemarkKind.REMARK, "x", "nowhere"))

    def test_after_the_window_it_is_taken_and_marked_late(self, meeting, people, clock):
        early = make(meeting, people.kaz, "in time")
        meeting.close()
        late = make(meeting, people.kaz, "late")
        by_letter = make(meeting, people.coordinator, "by letter, in time", outside=letter(clock))
        with meeting.work() as w:
            found = [w.get(RemarkRow, one).is_late for one in (early, late, by_letter)]
        assert found == [False, True, False]

    def test_a_remark_on_a_version_that_was_replaced_since_is_refused(self, meeting, people, clock):
        meeting.step("close", reason="enough")
        meeting.next()
        meeting.step("circulate", closes_at=clock.now + timedelta(days=3))
        with pytest.raises(StaleRevision):
            make(meeting, people.kaz, seen_version=1)

    def test_one_received_outside_counts_from_its_receipt_and_its_side_is_told(self, meeting, people, clock):
        clock.advance(hours=5)
        made = make(
            meeting, people.coordinator, "By letter", outside=letter(clock, hours=2), answer="Noted with thanks."
        )
        with meeting.work(people.observer) as w:
            view = remark_views.view_remark(w, made)
        assert (view.at, view.outside_reference) == (clock.now - timedelta(hours=2), "No. 12")
        assert (view.state, view.answer) == (RemarkState.ANSWERED, "Noted with thanks.")
        assert people.observer.user_id in told(meeting, "remark_entered")

    def test_who_left_makes_none(self, meeting, people, clock):
        with meeting.work(people.coordinator) as w:
            programs.add_participant(w, "P1", "KAZ", until=clock.now)
        with pytest.raises(NotPermitted, match="has not taken part"):
            make(meeting, people.kaz)
        assert make(meeting, people.observer)  # observers were never named


class TestSteps:
    def test_it_is_answered_once_and_never_edited(self, meeting, people):
        made = make(meeting, people.kaz)
        step(meeting, people.coordinator, made)
        with pytest.raises(StepNotAllowed, match="answered already"):
            step(meeting, people.coordinator, made, text="Another answer")
        with pytest.raises(StepNotAllowed, match="answered already"):
            step(meeting, people.kaz, made, "withdraw")

    def test_an_answer_says_something(self, meeting, people):
        made = make(meeting, people.kaz)
        with pytest.raises(Invalid) as refusal:
            step(meeting, people.coordinator, made, text=" ")
        assert refusal.value.pointer == "/text"

    def test_only_its_side_takes_it_back(self, meeting, people):
        made = make(meeting, people.kaz)
        for who in (people.blr, people.kaz_expert, people.coordinator):
            with pytest.raises(NotPermitted):
                step(meeting, who, made, "withdraw")
        with pytest.raises(NotFound):
            step(meeting, people.observer, made, "withdraw")
        step(meeting, people.kaz, made, "withdraw")
        with pytest.raises(StepNotAllowed, match="withdrawn"):
            step(meeting, people.coordinator, made)

    def test_an_answer_to_what_changed_meanwhile_is_refused(self, meeting, people):
        made = make(meeting, people.kaz)
        step(meeting, people.kaz, made, "withdraw", seen=1)
        with pytest.raises(StaleRevision):
            step(meeting, people.coordinator, made, seen=1)


class TestTable:
    @pytest.fixture
    def rows(self, meeting, people):
        def read(as_of=None, by=None):
            with meeting.work(by or people.coordinator) as w:
                return consolidated_table(w, "P1", as_of.isoformat() if as_of else None).rows

        return read

    def test_rows_stand_at_their_clause_after_its_amendments_and_the_whole_before_all(self, meeting, people, rows):
        make(meeting, people.blr, "Of the whole", kind="remark")
        make(meeting, people.kaz, "Of 1.1", number="1.1", kind="remark")
        meeting.reviewed(people.kaz, meeting.modify("1.1", "Other words."))
        meeting.reviewed(people.kaz, meeting.modify("2.1", "More words."))
        make(meeting, people.arm, "Of section 1", number="1", kind="remark")
        said = [getattr(one, "text", None) or one.number for one in rows()]
        assert said == ["Of the whole", "Of section 1", "P1/1.1/KAZ/1", "Of 1.1", "P1/2.1/KAZ/2"]

    def test_as_of_an_instant_it_is_as_it_was_known_then(self, meeting, people, clock, rows):
        clock.advance(hours=3)
        before = clock.now
        clock.advance(hours=3)
        made = make(meeting, people.coordinator, "By letter", outside=letter(clock, hours=5))
        entered = clock.now
        clock.advance(hours=1)
        step(meeting, people.coordinator, made)
        assert rows(before) == ()  # received, and not known of yet
        assert [(one.state, one.answer) for one in rows(entered)] == [(RemarkState.OPEN, "")]
        assert [(one.state, one.answer) for one in rows()] == [(RemarkState.ANSWERED, "It means this.")]

    def test_it_is_open_to_nobody_who_reads_no_amendments(self, meeting, people, rows):
        make(meeting, people.observer)
        with pytest.raises(NotFound):
            rows(by=people.observer)


class TestRecord:
    def verdict(self, talks, people):
        with talks.work(people.administrator) as w:
            return recording.verify(w).broken

    def test_it_holds_and_a_changed_word_is_named(self, meeting, people):
        made = make(meeting, people.kaz, number="1.1")
        step(meeting, people.coordinator, made)
        assert self.verdict(meeting, people) == ()
        with meeting.work() as w:
            w.get(RemarkRow, made).answer = "It never meant this."
        assert any("remark 1" in one and "answer" in one for one in self.verdict(meeting, people))

    def test_one_taken_away_is_missed(self, meeting, people):
        made = make(meeting, people.kaz)
        with meeting.work() as w:
            w.session.delete(w.get(RemarkRow, made))
        assert any("no longer there" in one for one in self.verdict(meeting, people))

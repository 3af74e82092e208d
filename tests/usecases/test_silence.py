"""The silence procedure: what it may be put to, who breaks it, what its end makes of positions and of the record."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from program_workflow import phrases
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.silence import SETTLING
from program_workflow.domain.terms import (
    ClauseStatus,
    ContestOutcome,
    CounterAction,
    Event,
    MessageKind,
    OutsideChannel,
    PositionKind,
    PositionOrigin,
    SilenceAction,
    SilenceState,
)
from program_workflow.storage import OutboxRow, PositionRow, SilenceMessageRow, SilenceRow
from program_workflow.usecases import (
    counter_texts,
    reading,
    received,
    recording,
    reminding,
    silence_answers,
    silence_expiry,
    silence_views,
    silences,
)
from program_workflow.usecases import people as accounts
from program_workflow.usecases.counter_texts import Reworded
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.silence_rows import find_silence, messages_of

CONSENSUS = {"decision_rule": "consensus"}
TENTH = timedelta(seconds=0.1)


@contextmanager
def refused(words, kind=StepNotAllowed):
    with pytest.raises(kind) as refusal:
        yield
    assert re.search(words, phrases.say(refusal.value)), phrases.say(refusal.value)


class Procedure:
    """One silence procedure; every method is one transaction of one person."""

    def __init__(self, talks, *numbers, amendments=(), days=4):
        self.talks, self.work, self.people, self.clock = talks, talks.work, talks.people, talks.clock
        with self.work(self.people.coordinator) as w:
            row = silences.prepare(
                w,
                talks.code,
                expires_at=self.clock.now + timedelta(days=days),
                version=None if numbers or amendments else 1,
                clauses=[talks.ids[one] for one in numbers],
                amendments=amendments,
            )
            self.id, self.end = row.id, row.expires_at

    def announced(self):
        self.step("announce")
        return self

    def step(self, action, by=None, reason="a reason", **given):
        with self.work(by or self.people.coordinator) as w:
            row = silences.take_step(w, self.id, SilenceAction(action), seen_revision=None, reason=reason, **given)
            self.end = row.expires_at
            return row

    def agrees(self, by, outside=None):
        with self.work(by) as w:
            return silence_answers.agree(w, self.id, outside=outside)

    def breaks(self, by, reason="It goes too far.", **given):
        with self.work(by) as w:
            return silence_answers.break_silence(w, self.id, reason, **given)

    def offered(self, by):
        with self.work(by) as w:
            return silence_views.view_silence(w, self.id).actions

    def settle(self):
        with self.work() as w:
            return silence_expiry.settle_due(w)

    def expire(self):
        self.clock.now = self.end + SETTLING
        return self.settle()

    @property
    def row(self):
        with self.work() as w:
            return w.get(SilenceRow, self.id)

    def messages(self):
        with self.work() as w:
            return messages_of(w, self.id)

    def told(self, event):
        with self.work() as w:
            rows = w.session.query(OutboxRow).filter_by(event=event.value, subject_id=self.id).all()
            return [(row.user_id, row.channel.value) for row in rows]


def filled(talks):
    """Delegation and origin of every position that silence gave."""
    with talks.work() as w:
        rows = w.session.query(PositionRow).filter_by(origin=PositionOrigin.SILENCE).all()
        return {(row.delegation_id, row.kind) for row in rows}


def status(talks, number):
    with talks.work(talks.people.coordinator) as w:
        view = reading.view_version(w, talks.code, "latest")
    return next(one.status for one in view.clauses if one.number == number)


def verified(talks):
    with talks.work() as w:
        return recording.verify(w).broken


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules=CONSENSUS)


class TestAnnouncing:
    def test_only_a_coordinator_prepares_one_and_nobody_else_sees_it_before_it_is_announced(self, meeting, people):
        with meeting.work(people.kaz) as w, pytest.raises(NotPermitted):
            silences.prepare(w, meeting.code, expires_at=meeting.clock.now + timedelta(days=4), version=1)
        made = Procedure(meeting, "1.1")
        with meeting.work(people.kaz) as w, pytest.raises(NotFound):
            find_silence(w, made.id)
        made.announced()
        with meeting.work(people.kaz) as w:
            assert find_silence(w, made.id).state is SilenceState.RUNNING

    def test_an_open_objection_or_reservation_on_its_text_stands_against_it(self, meeting, people):
        meeting.stand(people.blr, "scrutiny_reservation", "1.1")
        with refused("Belarus: scrutiny reservation"):
            Procedure(meeting, "1").announced()
        Procedure(meeting, "2").announced()

    def test_it_is_no_shorter_than_the_rules_say(self, meeting):
        with refused("72 hours", Invalid):
            Procedure(meeting, "1.1", days=2.9).announced()

    def test_every_delegation_is_served_by_a_reachable_representative_or_a_note(self, meeting, people):
        made = Procedure(meeting, "1.1")
        with meeting.work(people.arm) as w:
            accounts_set_mail(w, people.arm.user_id)
        with refused("representative of ARM"):
            made.announced()
        note = Outside("ARM", OutsideChannel.NOTE, meeting.clock.now, "Note 12")
        made.step("serve", served=note)
        made.announced()
        assert made.row.state is SilenceState.RUNNING

    def test_a_text_that_has_changed_since_is_not_announced(self, meeting, people):
        amendment = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        made = Procedure(meeting, amendments=[amendment])
        meeting.take(people.kaz, amendment, "withdraw")
        with refused("has changed since"):
            made.announced()

    def test_its_scope_is_one_of_three(self, meeting):
        with meeting.work(meeting.people.coordinator) as w, pytest.raises(Invalid):
            silences.prepare(w, meeting.code, expires_at=meeting.clock.now + timedelta(days=4))

    def test_all_are_told_by_mail_when_it_is_announced(self, meeting, people):
        made = Procedure(meeting, "1.1").announced()
        told = made.told(Event.SILENCE_ANNOUNCED)
        assert {(one.user_id, "mail") for one in (people.kaz, people.blr, people.arm)} <= set(told)
        assert len(told) == len(set(told))


def accounts_set_mail(w, user_id):
    w.get(accounts.UserRow, user_id).mail_on = False


class TestAnswering:
    def test_a_delegation_that_agrees_has_agreed_to_each_text_of_the_scope(self, meeting, people):
        made = Procedure(meeting, "1").announced()
        made.agrees(people.kaz)
        made.agrees(people.kaz)
        [message] = made.messages()
        assert message.kind is MessageKind.AGREEMENT
        made.expire()
        assert len(filled(meeting)) == 2

    @pytest.mark.parametrize("kind", ["objects", "scrutiny_reservation", "ad_referendum"])
    def test_an_objection_or_reservation_breaks_it_at_once_and_all_are_told(self, meeting, people, kind):
        made = Procedure(meeting, "1.1").announced()
        made.breaks(people.blr, kind=PositionKind(kind))
        assert made.row.state is SilenceState.BROKEN
        assert made.row.ended_at == meeting.clock.now
        assert (people.kaz.user_id, "mail") in made.told(Event.SILENCE_BROKEN)
        assert made.expire() == 0
        assert not filled(meeting)

    def test_who_has_agreed_is_not_offered_it_again(self, meeting, people):
        one = Procedure(meeting, "1.1").announced()
        assert SilenceAction.AGREE in one.offered(people.blr)
        one.agrees(people.blr)
        with one.work(people.blr) as w:
            silence_answers.clarify(w, one.id, "Until when does it run?")
        assert SilenceAction.AGREE not in one.offered(people.blr)
        assert SilenceAction.AGREE in one.offered(people.arm)
        one.agrees(people.blr)
        assert [said.kind for said in one.messages()] == [MessageKind.AGREEMENT, MessageKind.CLARIFICATION]

    def test_a_delegation_agrees_itself_where_an_entry_for_it_was_withdrawn(self, meeting, people):
        one = Procedure(meeting, "1.1").announced()
        act = one.agrees(people.coordinator, Outside("BLR", OutsideChannel.NOTE, one.clock.now)).act_id
        with one.work(people.blr) as w:
            contest = received.contest(w, act, "We sent no note.")
        with one.work(people.coordinator) as w:
            received.end_contest(w, contest.id, ContestOutcome.WITHDRAWN, "So it is.", seen_revision=contest.revision)
        assert SilenceAction.AGREE in one.offered(people.blr)
        one.agrees(people.blr)
        assert [said.channel for said in one.messages()] == [OutsideChannel.NOTE, None]

    def test_an_objection_needs_its_reason(self, meeting, people):
        made = Procedure(meeting, "1.1").announced()
        with pytest.raises(Invalid):
            made.breaks(people.blr, reason=" ")

    def test_experts_observers_and_the_secretariat_do_not_break_it(self, meeting, people):
        made = Procedure(meeting, "1.1").announced()
        for one in (people.blr_expert, people.observer, people.coordinator):
            with pytest.raises(NotPermitted):
                made.breaks(one)
        assert made.row.state is SilenceState.RUNNING

    def test_a_position_taken_on_the_page_of_a_clause_breaks_it_too(self, meeting, people):
        made = Procedure(meeting).announced()
        meeting.stand(people.arm, "objects", "2.1")
        assert made.row.state is SilenceState.BROKEN
        assert [one.act_id is not None for one in made.messages()] == [True]

    def test_an_objection_elsewhere_leaves_it_running(self, meeting, people):
        made = Procedure(meeting, "1").announced()
        meeting.stand(people.arm, "objects", "2.1")
        assert made.row.state is SilenceState.RUNNING

    def test_an_amendment_breaks_it_whatever_the_window(self, meeting, people):
        draft = meeting.propose(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.close()
        made = Procedure(meeting, "1").announced()
        made.breaks(people.kaz, amendment_id=draft)
        assert made.row.state is SilenceState.BROKEN
        assert meeting.row(draft).filed_at == meeting.clock.now
        assert meeting.row(draft).is_admitted_late
        assert [one.kind for one in made.messages()] == [MessageKind.AMENDMENT]

    def test_once_it_is_broken_no_further_draft_is_filed_past_the_window(self, meeting, people):
        draft = meeting.propose(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.close()
        made = Procedure(meeting, "1").announced()
        made.breaks(people.blr)
        with pytest.raises(StepNotAllowed):
            made.breaks(people.kaz, amendment_id=draft)
        assert meeting.row(draft).filed_at is None

    def test_a_draft_on_something_else_does_not_break_it_and_is_not_filed(self, meeting, people):
        near = meeting.propose(people.kaz, meeting.modify("1.1", "The parties share information."))
        far = meeting.propose(people.kaz, meeting.modify("2.1", "Training is given."))
        meeting.close()
        made = Procedure(meeting, "1").announced()
        with meeting.work(people.kaz) as w:
            assert [one.id for one in silence_answers.drafts_in_scope(w, made.id)] == [near]
        with pytest.raises(Invalid, match="changes nothing of what the procedure is on"):
            made.breaks(people.kaz, amendment_id=far)
        assert (made.row.state, meeting.row(far).filed_at) == (SilenceState.RUNNING, None)

    def test_a_draft_that_came_late_is_not_named_to_others(self, meeting, people):
        draft = meeting.propose(people.kaz, meeting.modify("1.1", "The parties share information."))
        made = Procedure(meeting, "1").announced()
        made.expire()
        made.breaks(people.kaz, amendment_id=draft)
        for by, seen in ((people.kaz, draft), (people.blr, None), (people.coordinator, None)):
            with meeting.work(by) as w:
                [late] = silence_views.view_silence(w, made.id).late
                assert (late.kind, late.amendment_id) == (MessageKind.AMENDMENT, seen)

    def test_what_broke_it_stands_whatever_the_delegation_adds(self, meeting, people):
        made = Procedure(meeting, "1").announced()
        made.breaks(people.kaz, "It goes too far.")
        meeting.clock.now += TENTH
        made.breaks(people.kaz, "Once more.")
        with meeting.work(people.kaz) as w:
            [said] = [one.message for one in silence_views.view_silence(w, made.id).answers if one.message]
        assert (said.reason, said.at) == ("It goes too far.", made.row.ended_at)

    def test_nobody_breaks_it_with_an_amendment_of_another_delegation(self, meeting, people):
        filed = meeting.reviewed(people.kaz, meeting.modify("2.1", "Training is given."))
        made = Procedure(meeting, "1").announced()
        with pytest.raises(NotPermitted):
            made.breaks(people.blr, amendment_id=filed)

    def test_an_amendment_filed_in_the_window_to_a_clause_in_scope_breaks_it(self, meeting, people):
        made = Procedure(meeting, "1").announced()
        meeting.submitted(people.kaz, meeting.modify("2.1", "Training is given."))
        assert made.row.state is SilenceState.RUNNING
        meeting.submitted(people.kaz, meeting.modify("1.1", "The parties share information."))
        assert made.row.state is SilenceState.BROKEN

    def test_one_received_by_letter_counts_at_its_receipt(self, meeting, people, clock):
        made = Procedure(meeting, "1.1").announced()
        clock.advance(hours=5)
        received = clock.now - timedelta(hours=2)
        made.breaks(people.coordinator, outside=Outside("ARM", OutsideChannel.LETTER, received, "No. 5"))
        assert made.row.ended_at == received

    def test_a_second_objection_is_kept_beside_the_first(self, meeting, people):
        made = Procedure(meeting, "1.1").announced()
        made.breaks(people.blr)
        made.breaks(people.arm)
        assert len(made.messages()) == 2
        assert len({one for one in made.told(Event.SILENCE_BROKEN) if one[0] == people.kaz.user_id}) == 2  # page, mail

    def test_a_clarification_does_not_stop_the_clock(self, meeting, people):
        made = Procedure(meeting, "1.1").announced()
        with meeting.work(people.blr) as w:
            silence_answers.clarify(w, made.id, "Which threats?")
        with meeting.work(people.coordinator) as w:
            silence_answers.clarify(w, made.id, "Those of the annex.")
        assert made.row.expires_at == made.end
        assert made.expire() == 1


class TestExpiry:
    def test_it_fills_in_what_is_missing_and_nothing_else_and_the_rule_then_holds(self, meeting, people):
        meeting.stand(people.kaz, "does_not_object", "1.1")
        made = Procedure(meeting, "1.1").announced()
        assert made.expire() == 1
        assert made.row.state is SilenceState.ADOPTED
        assert made.row.holds
        assert filled(meeting) == {
            (people.blr.delegation_id, PositionKind.NO_OBJECTION_RECEIVED),
            (people.arm.delegation_id, PositionKind.NO_OBJECTION_RECEIVED),
        }
        assert status(meeting, "1.1") is ClauseStatus.AGREED
        assert status(meeting, "1.2") is ClauseStatus.OPEN

    def test_a_declared_disinterest_is_left_as_it_is(self, meeting, people):
        meeting.stand(people.arm, "declares_disinterest", "1.1")
        made = Procedure(meeting, "1.1").announced()
        made.expire()
        assert (people.arm.delegation_id, PositionKind.NO_OBJECTION_RECEIVED) not in filled(meeting)

    def test_another_wording_of_an_amendment_in_the_scope_breaks_it(self, meeting, people):
        amendment = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        made = Procedure(meeting, amendments=[amendment]).announced()
        with meeting.work(people.blr) as w:
            counter_texts.offer(w, amendment, [Reworded("The parties share it.")], "shorter", seen_revision=None)
        assert made.row.state is SilenceState.BROKEN
        assert [(one.kind, one.reason) for one in made.messages()] == [(MessageKind.AMENDMENT, "shorter")]

    def test_the_wording_it_is_put_to_stays_as_it_is(self, meeting, people):
        amendment = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        made = Procedure(meeting, amendments=[amendment]).announced()
        with meeting.work(people.coordinator) as w:
            counter_texts.offer(w, amendment, [Reworded("The parties share it.")], "shorter", seen_revision=None)
        assert made.row.state is SilenceState.RUNNING
        with refused("put to a silence procedure until"), meeting.work(people.kaz) as w:
            counter_texts.answer(w, amendment, 1, CounterAction.ACCEPT, seen_revision=None)
        assert meeting.row(amendment).wording == 1

    def test_it_is_put_to_amendments_too(self, meeting, people):
        amendment = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        Procedure(meeting, amendments=[amendment]).announced().expire()
        meeting.take(people.coordinator, amendment, "agree")
        assert filled(meeting) == {
            (one.delegation_id, PositionKind.NO_OBJECTION_RECEIVED) for one in (people.blr, people.arm)
        }

    def test_it_is_extended_before_the_instant_and_not_after(self, meeting, clock):
        made = Procedure(meeting, "1.1").announced()
        first = made.end
        with pytest.raises(Invalid):
            made.step("extend", expires_at=first - TENTH)
        clock.now = first - TENTH
        made.step("extend", expires_at=first + timedelta(days=1))
        clock.now = first + SETTLING
        assert made.settle() == 0
        assert made.row.state is SilenceState.RUNNING
        clock.now = made.end
        with refused("is adopted"):
            made.step("extend", expires_at=made.end + timedelta(days=1))

    def test_a_withdrawn_one_adopts_nothing(self, meeting):
        made = Procedure(meeting, "1.1").announced()
        made.step("withdraw")
        assert made.expire() == 0
        assert made.row.state is SilenceState.WITHDRAWN
        assert not filled(meeting)

    def test_who_has_not_answered_is_reminded_and_who_agrees_is_not(self, meeting, people, clock):
        made = Procedure(meeting, "1.1").announced()
        made.agrees(people.kaz)
        clock.now = made.end - timedelta(hours=20)
        for _ in range(2):
            with meeting.work() as w:
                reminding.remind_due(w)
        told = [one for one, _ in made.told(Event.SILENCE_ENDS)]
        assert people.kaz.user_id not in told
        assert told.count(people.blr.user_id) == 2  # page and mail, once each

    def test_a_stale_page_does_not_extend_it(self, meeting, people):
        made = Procedure(meeting, "1.1")
        seen = made.row.revision
        made.announced()
        with meeting.work(people.coordinator) as w, pytest.raises(StaleRevision):
            silences.take_step(
                w,
                made.id,
                SilenceAction.EXTEND,
                seen_revision=seen,
                reason="x",
                expires_at=made.end + timedelta(days=1),
            )


class TestLate:
    def test_a_message_after_the_instant_is_kept_and_changes_nothing(self, meeting, people, clock):
        made = Procedure(meeting, "1.1").announced()
        clock.now = made.end
        message = made.breaks(people.blr)
        assert message.is_late
        made.expire()
        assert made.row.state is SilenceState.ADOPTED
        assert made.told(Event.SILENCE_BROKEN) == []
        assert (people.coordinator.user_id, "mail") in made.told(Event.SILENCE_LATE)

    def test_two_coordinators_annul_it_if_it_was_received_in_time(self, meeting, people):
        made = Procedure(meeting, "1.1").announced()
        made.expire()
        with refused("received before the instant"):
            made.step("annul")
        outside = Outside("BLR", OutsideChannel.NOTE, made.end - TENTH, "Note 3")
        assert made.breaks(people.coordinator, outside=outside).is_late
        made.step("annul")
        assert made.row.state is SilenceState.ADOPTED
        with refused("another coordinator", NotPermitted):
            made.step("annul")
        made.step("annul", by=people.other_coordinator)
        assert made.row.state is SilenceState.BROKEN
        assert status(meeting, "1.1") is ClauseStatus.OPEN
        assert verified(meeting) == ()

    def test_a_message_that_came_late_gives_no_ground_to_annul(self, meeting, people):
        made = Procedure(meeting, "1.1").announced()
        made.expire()
        made.breaks(people.blr)
        with refused("received before the instant"):
            made.step("annul")


class TestRecord:
    def test_a_whole_procedure_is_verified(self, meeting, people, clock):
        made = Procedure(meeting).announced()
        made.agrees(people.kaz)
        clock.advance(hours=1)
        made.step("extend", expires_at=made.end + timedelta(days=1))
        made.expire()
        made.breaks(people.arm)
        assert verified(meeting) == ()

    @pytest.mark.parametrize(
        ("row", "column", "value", "named"),
        [
            (SilenceRow, "state", SilenceState.ADOPTED, "state is adopted, recorded as broken"),
            (SilenceMessageRow, "reason", "nothing", "message 1: reason is nothing"),
            (SilenceRow, "text_hash", "0" * 64, "what is frozen in it was changed"),
        ],
    )
    def test_what_was_changed_behind_its_back_is_named(self, meeting, people, row, column, value, named):
        made = Procedure(meeting, "1.1").announced()
        made.breaks(people.blr)
        with meeting.work() as w:
            w.session.execute(row.__table__.update().values({column: value}))
        assert any(named in one for one in verified(meeting)), verified(meeting)

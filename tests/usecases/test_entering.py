"""Amendments received outside: filed in the name of the delegation, as of the time of their receipt."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StepNotAllowed
from program_workflow.domain.terms import (
    AmendmentState,
    ContestOutcome,
    Event,
    MessageKind,
    OutsideChannel,
    SilenceAction,
    SilenceState,
    VersionAction,
)
from program_workflow.storage import OutboxRow
from program_workflow.usecases import (
    amending,
    approvals,
    entering,
    received,
    received_scans,
    record_replay,
    recording,
    silences,
    turn,
    versions,
)
from program_workflow.usecases.amendment_reading import list_amendments, view_amendment
from program_workflow.usecases.amendment_redlines import redline_of_amendment
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.silence_rows import find_silence, messages_of

LETTER = OutsideChannel.LETTER
S = AmendmentState


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture
def talks(talks):
    return talks.circulated(rules={"decision_rule": "coordinator", "min_silence_hours": 1})


def enter(talks, *, by=None, at=None, code="BLR", text="The parties share information.", number="1.1", **given):
    outside = Outside(code, given.pop("channel", LETTER), at or talks.clock.now, "No. 7 of 1 March")
    with talks.work(by or talks.people.coordinator) as w:
        given.setdefault("rationale", "as the letter says")
        return entering.enter_amendment(w, talks.code, [talks.modify(number, text)], outside, **given).id


def view(talks, made, by=None):
    with talks.work(by or talks.people.coordinator) as w:
        return view_amendment(w, made)


def sees(talks, made, by):
    try:
        return view(talks, made, by) is not None
    except NotFound:
        return False


def told(talks, event, channel="app"):
    with talks.work() as w:
        rows = w.session.query(OutboxRow).filter(OutboxRow.event == event.value, OutboxRow.channel == channel)
        return {row.user_id for row in rows}


def contest(talks, by, made):
    with talks.work(by) as w:
        return received.contest(w, made, "We sent no such letter.").id


def end(talks, by, contest_id, outcome):
    with talks.work(by) as w:
        received.end_contest(w, contest_id, ContestOutcome(outcome), "Another state's letter.", seen_revision=1)


class TestFiling:
    def test_it_is_filed_in_the_name_of_the_delegation_as_of_the_time_of_receipt(self, talks, people):
        at = talks.clock.now
        talks.clock.advance(days=2)
        made = enter(talks, at=at)
        row = talks.row(made)
        assert (row.state, row.filed_at, row.is_admitted_late) == (S.SUBMITTED, at, False)
        found = view(talks, made)
        assert (found.delegation.code, found.outside.channel, found.outside.reference) == ("BLR", LETTER, row.reference)
        assert sees(talks, made, people.blr_expert)
        assert not sees(talks, made, people.kaz)
        mine = {people.blr.user_id, people.blr_expert.user_id}
        assert told(talks, Event.AMENDMENT_ENTERED) == mine | {people.other_coordinator.user_id}
        assert mine <= told(talks, Event.AMENDMENT_ENTERED, "mail")
        talks.take(people.coordinator, made, "review")
        assert sees(talks, made, people.kaz)
        assert talks.row(made).number == "P1/1.1/BLR/1"

    def test_received_before_the_window_closed_and_entered_after_it_is_in_time(self, talks):
        at = talks.clock.now
        talks.close()
        made = enter(talks, at=at)
        assert (talks.state(made), talks.row(made).is_admitted_late) == (S.SUBMITTED, False)

    def test_received_at_the_instant_or_after_it_waits_for_late_admission(self, talks, people):
        talks.close()
        made = enter(talks)
        assert talks.state(made) is S.DRAFT
        assert sees(talks, made, people.other_coordinator)
        assert sees(talks, made, people.blr)
        assert not sees(talks, made, people.kaz)
        with talks.work(people.other_coordinator) as w:
            assert [one.task.value for one in turn.my_turn(w).items if one.amendment] == ["admit_late"]
        talks.clock.advance(days=1)
        at = talks.row(made).received_at
        talks.take(people.coordinator, made, "admit_late", reason="the post was late")
        row = talks.row(made)
        assert (row.state, row.is_admitted_late, row.filed_at) == (S.SUBMITTED, True, at)
        assert told(talks, Event.LATE_ADMITTED) == set()

    def test_once_its_delegation_works_on_it_an_admission_files_nothing(self, talks, people):
        talks.close()
        made = enter(talks)
        with talks.work(people.blr) as w:
            amending.save_wording(w, made, [talks.modify("1.1", "Ours.")], seen_revision=None)
        talks.take(people.coordinator, made, "admit_late")
        assert (talks.state(made), talks.row(made).is_admitted_late) == (S.DRAFT, True)
        talks.take(people.blr, made, "submit")
        assert talks.state(made) is S.SUBMITTED

    def test_a_window_that_was_reopened_for_the_delegation_takes_it_and_marks_it(self, talks, people):
        talks.close()
        until = talks.clock.now + timedelta(days=2)
        with talks.work(people.coordinator) as w:
            versions.take_step(
                w,
                talks.code,
                1,
                VersionAction.EXTEND,
                seen_revision=None,
                reason="a holiday",
                closes_at=until,
                delegations=["BLR"],
            )
        talks.clock.advance(days=1)
        at = talks.clock.now
        talks.clock.advance(days=5)
        made = enter(talks, at=at)
        assert (talks.state(made), talks.row(made).is_admitted_late) == (S.SUBMITTED, True)
        assert talks.state(enter(talks, at=at, code="ARM", number="1.2")) is S.DRAFT

    def test_the_letter_stands_for_the_acceptance_of_the_approver(self, talks, people):
        with talks.work(people.blr) as w:
            approvals.name_approver(w, people.blr_expert.user_id, is_approver=True)
        assert talks.state(enter(talks)) is S.SUBMITTED

    def test_co_sponsors_that_the_letter_names_are_asked_for_themselves(self, talks, people):
        made = enter(talks, co_sponsors=["ARM"])
        assert talks.state(made) is S.SUBMITTED
        assert view(talks, made, people.arm).sponsors[0].state.value == "invited"
        assert view(talks, made).codes == ("BLR",)


class TestRefusals:
    def test_only_coordinators_enter_and_only_for_members_that_take_part(self, talks, people):
        for by in (people.blr, people.blr_expert):
            with pytest.raises(NotPermitted):
                enter(talks, by=by)
        with pytest.raises(NotPermitted):
            enter(talks, code="CSTO")
        with pytest.raises(Invalid) as refused:
            enter(talks, code="XXX")
        assert refused.value.pointer == "/on_behalf/delegation"

    @pytest.mark.parametrize(
        ("given", "pointer"),
        [
            ({"rationale": " "}, "/rationale"),
            ({"text": "The parties exchange information on threats."}, "/text"),
            ({"co_sponsors": ["CSTO"]}, "/co_sponsors/0"),
        ],
        ids=["no rationale", "no difference", "an observer"],
    )
    def test_nothing_is_half_done(self, talks, people, given, pointer):
        with pytest.raises(Invalid) as refused:
            enter(talks, **given)
        assert refused.value.pointer == pointer
        with talks.work(people.coordinator) as w:
            assert list_amendments(w, talks.code).items == ()

    def test_what_is_still_to_come_was_not_received(self, talks):
        with pytest.raises(Invalid) as refused:
            enter(talks, at=talks.clock.now + timedelta(seconds=1))
        assert refused.value.pointer == "/on_behalf/received_at"

    def test_what_came_before_any_text_was_circulated_was_no_amendment_to_it(self, talks):
        with pytest.raises(Invalid, match="circulated after") as refused:
            enter(talks, at=talks.clock.now - timedelta(days=2))
        assert refused.value.pointer == "/on_behalf/received_at"

    def test_a_draft_of_the_delegation_stays_its_own(self, talks, people):
        own = talks.propose(people.blr, talks.modify("1.1", "The parties share information."))
        made = enter(talks)
        assert not sees(talks, own, people.coordinator)
        assert view(talks, made).collisions == ()
        with talks.work(people.coordinator) as w:
            assert [one.id for one in list_amendments(w, talks.code).items] == [made]
            redline_of_amendment(w, made)


class TestContesting:
    def test_its_delegation_contests_it_and_a_coordinator_withdraws_the_entry(self, talks, people):
        made = enter(talks)
        with pytest.raises(NotFound):
            contest(talks, people.kaz, made)
        with pytest.raises(NotPermitted):
            contest(talks, people.blr_expert, made)
        against = contest(talks, people.blr, made)
        assert view(talks, made).outside.is_contested
        with talks.work(people.coordinator) as w:
            assert "settle_contest" in [one.task.value for one in turn.my_turn(w).items]
        talks.take(people.coordinator, made, "review")
        end(talks, people.coordinator, against, "withdrawn")
        assert talks.state(made) is S.WITHDRAWN
        assert people.kaz.user_id in told(talks, Event.CONTEST_ENDED)
        with talks.work(people.coordinator) as w:
            assert received.papers_of(w, made).contests[0].outcome is ContestOutcome.WITHDRAWN

    def test_or_takes_that_back_and_it_stands(self, talks, people):
        made = enter(talks)
        end(talks, people.blr, contest(talks, people.blr, made), "taken_back")
        assert (talks.state(made), view(talks, made).outside.is_contested) == (S.SUBMITTED, False)
        assert people.kaz.user_id not in told(talks, Event.CONTEST_ENDED)  # which has not heard of it yet

    def test_one_that_waits_for_admission_is_gone_with_its_entry(self, talks, people):
        talks.close()
        made = enter(talks)
        end(talks, people.coordinator, contest(talks, people.blr, made), "withdrawn")
        assert not sees(talks, made, people.blr)

    def test_a_draft_that_its_delegation_deletes_leaves_nothing_to_settle(self, talks, people):
        talks.close()
        made = enter(talks)
        contest(talks, people.blr, made)
        talks.take(people.blr, made, "discard")
        with talks.work(people.coordinator) as w:
            assert [one.task.value for one in turn.my_turn(w).items if one.place] == []

    def test_what_stands_in_a_text_is_reopened_first(self, talks, people):
        made = enter(talks)
        talks.take(people.coordinator, made, "review")
        talks.take(people.coordinator, made, "agree")
        talks.close()
        talks.next()
        assert talks.state(made) is S.INCORPORATED
        against = contest(talks, people.blr, made)
        with pytest.raises(StepNotAllowed):
            end(talks, people.coordinator, against, "withdrawn")

    @pytest.mark.parametrize("action", ["reopen", "annul"])
    def test_what_was_rejected_and_is_no_entry_any_more_does_not_come_back(self, talks, people, action):
        made = enter(talks)
        talks.take(people.coordinator, made, "review")
        talks.take(people.coordinator, made, "reject")
        end(talks, people.coordinator, contest(talks, people.blr, made), "withdrawn")
        with pytest.raises(StepNotAllowed, match="entry was withdrawn"):
            talks.take(people.other_coordinator, made, action)
        assert talks.state(made) is S.REJECTED

    def test_nor_does_what_a_deletion_made_moot(self, talks, people):
        made = enter(talks)
        talks.take(people.coordinator, made, "review")
        deletion = talks.agreed(people.kaz, talks.delete("1.1"))
        assert talks.state(made) is S.MOOT
        end(talks, people.coordinator, contest(talks, people.blr, made), "withdrawn")
        talks.take(people.kaz, deletion, "withdraw")
        assert talks.state(made) is S.MOOT

    def test_one_of_its_own_cannot_be_contested(self, talks, people):
        own = talks.submitted(people.blr, talks.modify("1.1", "Ours."))
        with pytest.raises(NotFound):
            contest(talks, people.blr, own)


class TestSilence:
    def procedure(self, talks):
        talks.close()
        with talks.work(talks.people.coordinator) as w:
            expires = talks.clock.now + timedelta(days=4)
            made = silences.prepare(w, talks.code, expires_at=expires, version=1).id
        with talks.work(talks.people.coordinator) as w:
            silences.take_step(w, made, SilenceAction.ANNOUNCE, seen_revision=None)
        return made

    def test_received_while_it_runs_it_is_filed_whatever_the_window_and_breaks_it(self, talks, people):
        silence = self.procedure(talks)
        talks.clock.advance(days=1)
        at = talks.clock.now
        talks.clock.advance(hours=1)
        made = enter(talks, at=at, channel=OutsideChannel.NOTE)
        assert (talks.state(made), talks.row(made).is_admitted_late) == (S.SUBMITTED, True)
        with talks.work(people.coordinator) as w:
            row = find_silence(w, silence)
            (message,) = [one for one in messages_of(w, silence) if one.kind is MessageKind.AMENDMENT]
        assert (row.state, row.ended_at) == (SilenceState.BROKEN, at)
        assert (message.channel, message.reference, message.at) == (OutsideChannel.NOTE, "No. 7 of 1 March", at)

    def test_received_before_it_was_announced_it_breaks_nothing(self, talks, people):
        at = talks.clock.now
        silence = self.procedure(talks)
        talks.clock.advance(days=1)
        made = enter(talks, at=at)
        assert (talks.state(made), talks.row(made).is_admitted_late) == (S.SUBMITTED, False)
        with talks.work(people.coordinator) as w:
            assert find_silence(w, silence).state is SilenceState.RUNNING


class TestTable:
    def test_the_consolidated_table_says_how_it_was_received_also_at_a_past_instant(self, talks, people):
        made = enter(talks)
        talks.take(people.coordinator, made, "review")
        then = talks.clock.now.isoformat()
        talks.clock.advance(days=1)
        talks.take(people.blr, made, "withdraw")
        for as_of in (None, then):
            with talks.work(people.kaz) as w:
                (row,) = consolidated_table(w, talks.code, as_of).rows
            assert (row.channel, row.reference) == (LETTER, "No. 7 of 1 March")


def test_the_record_holds_and_gives_the_rows_again(talks, people):
    made = enter(talks)
    with talks.work(people.coordinator) as w:
        received_scans.add_scan(w, made, "letter.pdf", b"%PDF-1.7 a letter")
    contest(talks, people.blr, made)
    talks.close()
    late = enter(talks, number="1.2", text="Exercises are held.")
    talks.take(people.coordinator, late, "admit_late")
    with talks.work(people.administrator) as w:
        assert recording.verify(w).broken == ()
        assert record_replay.compare(w).broken == ()
        w.session.execute(text("UPDATE amendments SET reference = 'No. 8' WHERE reference IS NOT NULL"))
        w.session.expire_all()
        assert any("reference is No. 8" in one for one in recording.verify(w).broken)
        w.session.rollback()

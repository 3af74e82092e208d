"""After a clause is agreed a changed position is a request to reopen: the status stays, finalisation waits."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from program_workflow import phrases
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.terms import ClauseStatus, Event, Lack, OutsideChannel, PositionKind
from program_workflow.storage import OutboxRow, ReopeningRow
from program_workflow.usecases import position_views, programs, reading, recording, reopening
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.missing import missing_in
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.rolling_text import rolling_text

CONSENSUS = {"decision_rule": "consensus"}


@pytest.fixture
def agreed(talks, people):
    """Version 1 by consensus, every clause of it agreed by every delegation."""
    talks.circulated(rules=CONSENSUS)
    for one in (people.kaz, people.blr, people.arm):
        talks.clock.advance(hours=1)
        talks.stand(one, "agrees")
    talks.clock.advance(hours=1)
    return talks


def status(talks, number):
    with talks.work(talks.people.coordinator) as w:
        view = reading.view_version(w, talks.code, "latest")
    return next(one.status for one in view.clauses if one.number == number)


def positions_on(talks, number, by=None):
    with talks.work(by or talks.people.coordinator) as w:
        return position_views.of_clause(w, talks.code, talks.ids[number])


def lacks(talks):
    with talks.work(talks.people.coordinator) as w:
        return {one.reference: [lack.lack for lack in one.lacks] for one in missing_in(w, talks.code).items}


def reopen(talks, number, by=None, reason="New facts.", **kwargs):
    with talks.work(by or talks.people.coordinator) as w:
        return reopening.reopen_clause(w, talks.code, talks.ids[number], reason=reason, **kwargs).id


def take_back(talks, number, by):
    with talks.work(by) as w:
        reopening.take_request_back(w, talks.code, talks.ids[number])


def told(talks, event):
    with talks.work() as w:
        rows = w.session.query(OutboxRow).filter(OutboxRow.event == event.value, OutboxRow.channel == "app")
        return {row.user_id: row.payload for row in rows}


class TestTheRequest:
    def test_the_status_stays_and_the_position_is_shown_as_a_request_to_reopen(self, agreed, people):
        agreed.stand(people.blr, "objects", "1.1")
        assert status(agreed, "1.1") is ClauseStatus.AGREED
        found = positions_on(agreed, "1.1", people.kaz)
        assert [one.delegation.code for one in found.requests] == ["BLR"]
        assert found.agreed_since == agreed.clock.now - timedelta(hours=1)
        assert "asks to reopen what was agreed (objects, since 1 March 2011)" in phrases.fill(
            found.lacks[0].template, found.lacks[0].params
        )

    def test_a_clause_that_never_stood_agreed_is_bracketed_as_before(self, talks, people):
        talks.circulated(rules=CONSENSUS)
        talks.stand(people.kaz, "agrees")
        talks.stand(people.blr, "objects", "1.1")
        assert status(talks, "1.1") is ClauseStatus.BRACKETED
        assert lacks(talks)["1.1"] == [Lack.OBJECTION, Lack.NO_POSITION]

    def test_it_needs_a_reason(self, agreed, people):
        with pytest.raises(Invalid) as refusal:
            agreed.stand(people.blr, "scrutiny_reservation", "1.1", reason="")
        assert refusal.value.pointer == "/reason"
        assert positions_on(agreed, "1.1").requests == ()
        agreed.stand(people.blr, "scrutiny_reservation", "1.1", reason="Our parliament asks.")
        assert len(positions_on(agreed, "1.1").requests) == 1

    def test_all_delegations_are_told_of_the_request_and_its_reason(self, agreed, people):
        agreed.stand(people.blr, "objects", "1.1", reason="New facts.")
        found = told(agreed, Event.REOPENING_REQUESTED)
        assert {people.kaz.user_id, people.arm.user_id, people.coordinator.user_id} <= set(found)
        assert people.observer.user_id not in found
        assert found[people.kaz.user_id]["clause"] == "1.1"
        assert found[people.kaz.user_id]["reason"] == "New facts."

    def test_of_a_whole_version_the_agreed_clauses_are_told_of_apart_from_the_others(self, agreed, people):
        agreed.submitted(people.arm, agreed.modify("2.1", "Training is offered."))
        made = agreed.reviewed(people.kaz, agreed.modify("2.2", "Reports are read."))
        agreed.stand(people.blr, "objects")
        assert told(agreed, Event.REOPENING_REQUESTED)[people.kaz.user_id]["clauses"] == 7
        assert status(agreed, "2.2") is ClauseStatus.BRACKETED  # by the amendment
        assert agreed.state(made) == "under_review"

    def test_the_rolling_text_does_not_bracket_what_stands_agreed(self, agreed, people):
        agreed.stand(people.blr, "objects", "1.1")
        with agreed.work(people.kaz) as w:
            assert rolling_text(w, agreed.code).tally.brackets == 0

    def test_nothing_is_finalised_while_a_request_stands(self, agreed, people):
        agreed.stand(people.blr, "objects", "1.1")
        agreed.step("close", reason="All have spoken.")
        with pytest.raises(StepNotAllowed) as refusal:
            agreed.step("finalise")
        assert "Belarus: asks to reopen what was agreed" in phrases.say(refusal.value)
        take_back(agreed, "1.1", people.blr)
        agreed.step("finalise")

    def test_a_letter_received_before_the_last_agreement_is_an_objection_not_a_request(self, agreed, people):
        by_letter = Outside("BLR", OutsideChannel.LETTER, agreed.clock.now - timedelta(hours=2, minutes=30), "No. 7")
        agreed.stand(people.coordinator, "objects", "1.1", outside=by_letter)
        assert status(agreed, "1.1") is ClauseStatus.AGREED  # Belarus agreed half an hour after its letter
        agreed.stand(people.blr, "objects", "1.2")
        late = Outside("KAZ", OutsideChannel.LETTER, agreed.clock.now - timedelta(hours=2, minutes=30), "No. 8")
        agreed.stand(people.coordinator, "objects", "1.2", outside=late)
        assert status(agreed, "1.2") is ClauseStatus.BRACKETED  # without Kazakhstan it never stood agreed

    def test_who_joins_is_asked_and_the_clause_stays_agreed(self, agreed, people):
        with agreed.work(people.coordinator) as w:
            programs.add_participant(w, agreed.code, "ARM", until=agreed.clock.now)
        assert status(agreed, "1.1") is ClauseStatus.AGREED
        agreed.clock.advance(days=1)
        with agreed.work(people.coordinator) as w:
            programs.add_participant(w, agreed.code, "ARM")
        agreed.stand(people.arm, "objects", "1.1")
        assert status(agreed, "1.1") is ClauseStatus.AGREED
        assert lacks(agreed)["1.1"] == [Lack.REOPENING]

    def test_on_a_new_wording_nothing_of_it_is_left(self, agreed, people):
        agreed.stand(people.blr, "objects", "1.1")
        agreed.agreed_by_all(people.kaz, agreed.modify("1.1", "The parties share information."))
        agreed.close()
        agreed.next()
        agreed.step("circulate", closes_at=agreed.clock.now + timedelta(days=3))
        assert status(agreed, "1.1") is ClauseStatus.AGREED
        assert positions_on(agreed, "1.1").requests == ()

    def test_an_objection_while_an_amendment_was_live_is_no_request_when_nothing_was_agreed_before(self, talks, people):
        talks.circulated(rules=CONSENSUS)
        made = talks.reviewed(people.arm, talks.modify("1.1", "The parties share information."))
        for one in (people.kaz, people.blr, people.arm):
            talks.stand(one, "agrees", "1.1")
        talks.clock.advance(hours=1)
        talks.stand(people.blr, "objects", "1.1")
        talks.clock.advance(hours=1)
        talks.take(people.arm, made, "withdraw")
        assert status(talks, "1.1") is ClauseStatus.BRACKETED


class TestReopening:
    def test_a_coordinator_reopens_it_for_who_asks_and_it_is_bracketed(self, agreed, people):
        agreed.stand(people.blr, "objects", "1.1")
        agreed.clock.advance(hours=1)
        reopen(agreed, "1.1")
        assert status(agreed, "1.1") is ClauseStatus.BRACKETED
        assert lacks(agreed)["1.1"] == [Lack.OBJECTION]
        found = told(agreed, Event.CLAUSE_REOPENED)
        assert {people.kaz.user_id, people.blr.user_id, people.other_coordinator.user_id} <= set(found)
        assert found[people.kaz.user_id]["reason"] == "New facts."

    def test_it_stands_agreed_again_when_all_agree_again(self, agreed, people):
        agreed.stand(people.blr, "objects", "1.1")
        agreed.clock.advance(hours=1)
        reopen(agreed, "1.1")
        agreed.clock.advance(hours=1)
        agreed.stand(people.blr, "agrees", "1.1")
        assert status(agreed, "1.1") is ClauseStatus.AGREED
        agreed.clock.advance(hours=1)
        agreed.stand(people.arm, "objects", "1.1")
        assert lacks(agreed)["1.1"] == [Lack.REOPENING]

    def test_only_a_coordinator_reopens_with_a_reason_what_somebody_asks_for(self, agreed, people):
        with pytest.raises(StepNotAllowed, match="Nobody asks"):
            reopen(agreed, "1.1")
        agreed.stand(people.blr, "objects", "1.1")
        for by in (people.blr, people.kaz_expert, people.reviewer):
            with pytest.raises(NotPermitted):
                reopen(agreed, "1.1", by)
        with pytest.raises(NotFound):
            reopen(agreed, "1.1", people.observer)
        with pytest.raises(Invalid):
            reopen(agreed, "1.1", reason=" ")
        with pytest.raises(StaleRevision):
            reopen(agreed, "1.1", seen_revision="0" * 64)

    def test_the_delegation_takes_its_request_back_and_stands_where_it_stood(self, agreed, people):
        agreed.stand(people.blr, "agrees_with_statement", "1.1", reason="In the light of our law.")
        agreed.clock.advance(hours=1)
        agreed.stand(people.blr, "objects", "1.1")
        take_back(agreed, "1.1", people.blr)
        mine = positions_on(agreed, "1.1", people.blr).mine
        assert (mine.kind, mine.is_request) == (PositionKind.AGREES, False)
        assert lacks(agreed) == {}
        with pytest.raises(StepNotAllowed):
            take_back(agreed, "1.1", people.blr)
        with pytest.raises(StepNotAllowed):
            take_back(agreed, "1.1", people.kaz)
        with pytest.raises(NotPermitted):
            take_back(agreed, "1.1", people.blr_expert)

    def test_the_table_of_a_past_instant_shows_what_stood_then(self, agreed, people):
        before = agreed.clock.now
        agreed.clock.advance(hours=1)
        agreed.stand(people.blr, "objects", "1.1")
        asked = agreed.clock.now
        agreed.clock.advance(hours=1)
        reopen(agreed, "1.1")
        agreed.clock.advance(hours=1)

        def requests(as_of):
            with agreed.work(people.kaz) as w:
                table = consolidated_table(w, agreed.code, as_of.isoformat() if as_of else None)
            return [each.delegation for one in table.clauses for each in one.positions if each.is_request]

        assert requests(before) == []
        assert requests(asked) == ["BLR"]
        assert requests(None) == []

    def test_the_record_covers_a_reopening(self, agreed, people):
        agreed.stand(people.blr, "objects", "1.1")
        agreed.clock.advance(hours=1)
        made = reopen(agreed, "1.1")
        with agreed.work(people.administrator) as w:
            assert recording.verify(w).broken == ()
            w.session.execute(update(ReopeningRow).where(ReopeningRow.id == made).values(text_hash="0" * 64))
            w.session.expire_all()
            assert any("reopening" in one for one in recording.verify(w).broken)
            w.session.execute(ReopeningRow.__table__.delete())
            assert any("no longer there" in one for one in recording.verify(w).broken)
            w.session.rollback()

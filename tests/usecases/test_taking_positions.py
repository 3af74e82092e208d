"""Positions: who takes them, on which text, when they count, what they make of decisions and of the record."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from program_workflow import phrases
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.terms import AmendmentState, ClauseStatus, Lack, OutsideChannel, PositionKind
from program_workflow.usecases import position_views, positions, programs, reading
from program_workflow.usecases.missing import missing_in
from program_workflow.usecases.position_checks import Outside, Said

CONSENSUS = {"decision_rule": "consensus"}


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules=CONSENSUS)


@contextmanager
def refused(words):
    """What the person reads."""
    with pytest.raises(StepNotAllowed) as refusal:
        yield
    assert re.search(words, phrases.say(refusal.value)), phrases.say(refusal.value)


def on_clause(meeting):
    return lambda **said: meeting.stand(meeting.people.coordinator, "agrees", "1.1", **said)


def everybody(people):
    return (people.kaz, people.blr, people.arm)


def status(talks, number, by=None):
    with talks.work(by or talks.people.coordinator) as w:
        view = reading.view_version(w, talks.code, "latest")
    return next(one.status for one in view.clauses if one.number == number)


def lacks_on(talks, amendment_id):
    with talks.work(talks.people.coordinator) as w:
        items = missing_in(w, talks.code).items
        return next((one.lacks for one in items if one.subject_id == amendment_id), ())


def lacks(talks, by=None):
    with talks.work(by or talks.people.coordinator) as w:
        view = missing_in(w, talks.code)
    return {one.reference: [lack.lack for lack in one.lacks] for one in view.items}


class TestAgreeing:
    def test_by_consensus_an_amendment_is_agreed_when_every_delegation_supports_it(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.position(people.blr, made, "agrees")
        with refused("Armenia: no position yet"):
            meeting.take(people.coordinator, made, "agree")
        meeting.position(people.arm, made, "does_not_object")
        meeting.take(people.coordinator, made, "agree")
        assert meeting.state(made) is AmendmentState.AGREED

    def test_the_refusal_names_the_reservation_its_day_and_when_it_is_due(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.position(people.arm, made, "agrees")
        meeting.position(people.blr, made, "scrutiny_reservation", due="2011-03-20")
        with pytest.raises(StepNotAllowed) as refusal:
            meeting.take(people.coordinator, made, "agree")
        [lack] = refusal.value.params["lacks"]
        assert lack.params["due"].isoformat() == "2011-03-20"
        assert lack.params["position"] is PositionKind.SCRUTINY_RESERVATION

    def test_ad_referendum_where_something_is_reserved_and_nobody_objects(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        with pytest.raises(StepNotAllowed, match="reserved"):
            meeting.take(people.coordinator, made, "agree_ad_referendum")
        meeting.position(people.blr, made, "ad_referendum")
        meeting.position(people.arm, made, "objects")
        with refused("Armenia: objects, since 1 March 2011"):
            meeting.take(people.coordinator, made, "agree_ad_referendum")
        meeting.position(people.arm, made, "agrees")
        meeting.take(people.coordinator, made, "agree_ad_referendum")
        meeting.position(people.blr, made, "agrees")
        meeting.take(people.coordinator, made, "agree")
        assert meeting.state(made) is AmendmentState.AGREED

    def test_by_consensus_nothing_is_rejected_without_an_objection(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        with pytest.raises(StepNotAllowed, match="without an objection"):
            meeting.take(people.coordinator, made, "reject")
        meeting.position(people.blr, made, "objects")
        meeting.take(people.coordinator, made, "reject")
        assert meeting.state(made) is AmendmentState.REJECTED

    def test_by_majority_it_is_enough_that_most_agree(self, talks, people):
        talks.circulated(rules={"decision_rule": "majority"})
        made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))
        talks.position(people.arm, made, "objects")
        with refused("1 in favour, 2 needed"):
            talks.take(people.coordinator, made, "agree")
        talks.position(people.blr, made, "agrees")
        talks.take(people.coordinator, made, "agree")

    def test_where_the_coordinator_decides_no_position_is_needed(self, talks, people):
        talks.circulated()
        talks.agreed(people.kaz, talks.modify("1.1", "The parties share information."))
        assert lacks(talks) == {}


class TestClauses:
    def test_a_clause_is_agreed_bracketed_or_open_by_the_positions_on_it(self, meeting, people):
        assert status(meeting, "1.1") is ClauseStatus.OPEN
        for one in everybody(people):
            meeting.stand(one, "agrees", "1.1")
        assert status(meeting, "1.1") is ClauseStatus.AGREED
        assert status(meeting, "1.2") is ClauseStatus.OPEN
        meeting.stand(people.arm, "scrutiny_reservation", "1.2")
        assert status(meeting, "1.2") is ClauseStatus.BRACKETED

    def test_a_position_on_a_section_is_one_on_all_that_stands_under_it(self, meeting, people):
        for one in everybody(people):
            meeting.stand(one, "agrees", "2")
        assert {number: status(meeting, number) for number in ("2", "2.1", "2.3", "1", "1.1")} == {
            "2": ClauseStatus.AGREED,
            "2.1": ClauseStatus.AGREED,
            "2.3": ClauseStatus.AGREED,
            "1": ClauseStatus.OPEN,
            "1.1": ClauseStatus.OPEN,
        }

    def test_what_is_missing_is_said_by_clause_and_delegation(self, meeting, people):
        meeting.stand(people.kaz, "agrees")
        meeting.stand(people.blr, "agrees")
        meeting.stand(people.arm, "agrees", "1")
        meeting.stand(people.arm, "objects", "2")
        assert lacks(meeting) == {number: [Lack.OBJECTION] for number in ("2", "2.1", "2.2", "2.3")}

    def test_an_objection_counts_until_it_is_lifted(self, meeting, people):
        meeting.stand(people.arm, "agrees")
        meeting.stand(people.arm, "objects", "2.1", except_words="staff of the parties")
        for one in everybody(people)[:2]:
            meeting.stand(one, "agrees")
        assert lacks(meeting) == {"2.1": [Lack.OBJECTION]}
        meeting.stand(people.arm, "agrees", "2.1")
        assert lacks(meeting) == {}

    def test_a_clause_nobody_amended_counts_as_not_objected_to_where_the_rules_say_so(self, talks, people):
        talks.circulated(rules={**CONSENSUS, "unamended_not_objected": True})
        talks.take(people.coordinator, talks.reviewed(people.kaz, talks.modify("1.1", "Other words.")), "defer")
        assert len(lacks(talks)) == len(talks.text().nodes)
        talks.close()
        assert status(talks, "1.2") is ClauseStatus.AGREED
        assert status(talks, "1.1") is ClauseStatus.BRACKETED
        talks.stand(people.arm, "objects", "1.2")
        assert status(talks, "1.2") is ClauseStatus.BRACKETED

    def test_nothing_is_finalised_while_a_position_is_missing(self, meeting, people):
        meeting.close()
        meeting.stand(people.arm, "agrees")
        meeting.stand(people.arm, "general_reservation", "1.1", "1.2")
        for one in everybody(people)[:2]:
            meeting.stand(one, "agrees")
        with refused(r"2 places.*1\.1: Armenia: general reservation, since 11 March 2011; 1\.2: Armenia"):
            meeting.step("finalise")
        meeting.stand(people.arm, "agrees", "1.1", "1.2")
        assert meeting.step("finalise").state == "finalised"


class TestOtherWordings:
    def test_a_new_wording_makes_positions_to_be_reconfirmed(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        other = meeting.agreed_by_all(
            people.blr, meeting.modify("1.1", "The parties exchange all information on threats.")
        )
        meeting.position(people.arm, made, "agrees")
        meeting.close()
        meeting.next()
        meeting.step("circulate", closes_at=meeting.clock.now + timedelta(days=5))
        assert meeting.state(other) is AmendmentState.INCORPORATED
        meeting.take(people.kaz, made, "confirm_rebase", text="The parties share all information.")
        assert Lack.TO_RECONFIRM in lacks(meeting)[meeting.row(made).number]

    def test_positions_pass_to_the_clause_that_an_agreed_wording_exactly_produces(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.position(people.blr, made, "agrees")
        meeting.position(people.arm, made, "does_not_object")
        meeting.take(people.coordinator, made, "agree")
        meeting.close()
        meeting.next()
        assert "1.1" in lacks(meeting)
        meeting.step("circulate", closes_at=meeting.clock.now + timedelta(days=5))
        assert status(meeting, "1.1") is ClauseStatus.AGREED
        assert status(meeting, "1.2") is ClauseStatus.OPEN

    @pytest.mark.parametrize("kind", ["scrutiny_reservation", "objects", "agrees_with_statement"])
    def test_also_a_reservation_an_objection_and_a_statement_with_their_words(self, talks, people, kind):
        meeting = talks.circulated(rules={"decision_rule": "majority"})
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        due = "2011-03-20" if kind == "scrutiny_reservation" else None
        meeting.position(people.arm, made, kind, reason="as in our note", due=due)
        meeting.position(people.blr, made, "agrees")
        meeting.take(people.coordinator, made, "agree")
        meeting.close()
        meeting.next()
        meeting.step("circulate", closes_at=meeting.clock.now + timedelta(days=5))
        with meeting.work(people.blr) as w:
            found = position_views.of_clause(w, meeting.code, meeting.ids["1.1"])
        said = next(one for one in found.positions if one.delegation.code == "ARM")
        assert (said.kind.value, said.reason, said.due and str(said.due)) == (kind, "as in our note", due)
        # It was outvoted, or waits, with the amendment; it asks for nothing to be reopened.
        assert not any(Lack.REOPENING in one for one in lacks(meeting).values())

    def test_a_reservation_that_passed_holds_the_agreed_draft_up_until_it_is_converted(self, talks, people):
        meeting = talks.circulated(rules={"decision_rule": "majority"})
        for one in everybody(people):
            meeting.stand(one, "agrees")
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.position(people.arm, made, "scrutiny_reservation")
        meeting.position(people.blr, made, "agrees")
        meeting.take(people.coordinator, made, "agree")
        meeting.close()
        meeting.next()
        meeting.step("circulate", closes_at=meeting.clock.now + timedelta(days=5))
        meeting.close()
        with refused("Reservations stand in 1 place"):
            meeting.step("finalise")
        meeting.stand(people.arm, "reservation_on_signing", "1.1")
        meeting.step("finalise")

    def test_a_disinterest_in_an_amendment_alone_stays_with_it(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.position(people.arm, made, "declares_disinterest")
        meeting.position(people.blr, made, "agrees")
        meeting.take(people.coordinator, made, "agree")
        meeting.close()
        meeting.next()
        meeting.step("circulate", closes_at=meeting.clock.now + timedelta(days=5))
        assert lacks(meeting)["1.1"] == [Lack.NO_POSITION]

    def test_a_renumbering_voids_no_position(self, meeting, people):
        for one in everybody(people):
            meeting.stand(one, "agrees")
        made = meeting.reviewed(people.kaz, meeting.insert("A new clause.", after="1.1"))
        for one in (people.blr, people.arm):
            meeting.position(one, made, "agrees")
        meeting.take(people.coordinator, made, "agree")
        meeting.close()
        meeting.next()
        meeting.step("renumber")
        meeting.step("circulate", closes_at=meeting.clock.now + timedelta(days=5))
        assert lacks(meeting) == {}

    def test_disinterest_survives_rewording(self, meeting, people):
        meeting.stand(people.arm, "declares_disinterest", "1.1")
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.position(people.arm, made, "declares_disinterest")
        meeting.position(people.blr, made, "agrees")
        meeting.take(people.coordinator, made, "agree")
        meeting.close()
        meeting.next()
        meeting.step("circulate", closes_at=meeting.clock.now + timedelta(days=5))
        assert status(meeting, "1.1") is ClauseStatus.AGREED


class TestDisinterestInAClause:
    def test_it_holds_for_an_amendment_of_that_clause(self, meeting, people):
        meeting.stand(people.arm, "declares_disinterest", "1.1")
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.position(people.blr, made, "agrees")
        meeting.take(people.coordinator, made, "agree")
        assert meeting.state(made) is AmendmentState.AGREED

    def test_declared_later_it_holds_for_what_is_under_review_already(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.stand(people.arm, "declares_disinterest", "1.1")
        assert people.arm.delegation_id not in {one.delegation_id for one in lacks_on(meeting, made)}

    def test_not_for_an_amendment_that_changes_another_clause_too(self, meeting, people):
        meeting.stand(people.arm, "declares_disinterest", "1.1")
        both = meeting.modify("1.1", "The parties share."), meeting.modify("1.2", "No exercises are held.")
        made = meeting.reviewed(people.kaz, *both)
        assert people.arm.delegation_id in {one.delegation_id for one in lacks_on(meeting, made)}

    def test_it_ends_on_the_amendment_where_it_ends_on_the_clause(self, meeting, people):
        meeting.stand(people.arm, "declares_disinterest", "1.1")
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.stand(people.arm, "agrees", "1.1")
        assert people.arm.delegation_id in {one.delegation_id for one in lacks_on(meeting, made)}

    def test_what_was_said_of_the_amendment_itself_stays(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.position(people.arm, made, "objects")
        meeting.stand(people.arm, "declares_disinterest", "1.1")
        assert Lack.OBJECTION in {one.lack for one in lacks_on(meeting, made)}


class TestWho:
    def test_experts_observers_reviewers_and_the_secretariat_take_none(self, meeting, people):
        for one in (people.kaz_expert, people.reviewer, people.administrator):
            with pytest.raises((NotPermitted, NotFound)):
                meeting.stand(one, "agrees")
        with pytest.raises(NotFound):
            meeting.stand(people.observer, "agrees")
        with pytest.raises(NotPermitted, match="secretariat takes no position"):
            meeting.stand(people.coordinator, "agrees")

    def test_a_delegation_that_left_takes_none_and_stops_counting(self, meeting, people):
        for one in (people.kaz, people.blr):
            meeting.stand(one, "agrees")
        meeting.clock.advance(hours=1)
        with meeting.work(people.coordinator) as w:
            programs.add_participant(w, meeting.code, "ARM", until=meeting.clock.now)
        meeting.clock.advance(hours=1)
        assert lacks(meeting) == {}
        with pytest.raises(NotPermitted, match="has not taken part"):
            meeting.stand(people.arm, "objects")

    def test_a_coordinator_enters_what_was_received_outside_and_the_time_of_receipt_counts(self, meeting, people):
        received = meeting.clock.now
        meeting.clock.advance(hours=2)
        meeting.stand(people.blr, "agrees", "1.1")
        note = Outside("BLR", OutsideChannel.NOTE, received, "note 12 of 1 March 2011")
        meeting.clock.advance(hours=2)
        meeting.stand(people.coordinator, "objects", "1.1", outside=note)
        assert Lack.OBJECTION not in lacks(meeting)["1.1"]  # it came before the position taken here
        late = Outside("BLR", OutsideChannel.NOTE, meeting.clock.now, "note 13")
        meeting.stand(people.coordinator, "objects", "1.1", outside=late)
        assert Lack.OBJECTION in lacks(meeting)["1.1"]

    def test_nobody_enters_what_has_not_been_received_yet(self, meeting, people):
        ahead = Outside("BLR", OutsideChannel.FLOOR, meeting.clock.now + timedelta(seconds=1))
        with pytest.raises(Invalid, match="future"):
            meeting.stand(people.coordinator, "agrees", outside=ahead)

    def test_nothing_is_received_before_the_first_version_is_circulated(self, meeting, people):
        eve, before = meeting.clock.now - timedelta(hours=20), meeting.clock.now - timedelta(days=2)
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        for take in (lambda **said: meeting.position(people.coordinator, made, "agrees", **said), on_clause(meeting)):
            take(outside=Outside("BLR", OutsideChannel.NOTE, eve))
            with pytest.raises(Invalid, match="circulated after") as refusal:
                take(outside=Outside("BLR", OutsideChannel.NOTE, before))
            assert refusal.value.pointer == "/on_behalf/received_at"

    def test_an_observer_organisation_has_no_position_to_enter(self, meeting, people):
        with pytest.raises(NotPermitted, match="observer"):
            meeting.stand(people.coordinator, "agrees", outside=Outside("CSTO", OutsideChannel.NOTE, meeting.clock.now))

    def test_observers_do_not_learn_what_is_missing(self, meeting, people):
        with pytest.raises(NotFound):
            lacks(meeting, people.observer)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("kind", "said", "pointer"),
        [
            ("objects", {"reason": " "}, "/reason"),
            ("agrees_with_statement", {"reason": ""}, "/reason"),
            ("agrees", {"due": "2011-03-20"}, "/due"),
            ("ad_referendum", {"due": "20 March"}, "/due"),
            ("ad_referendum", {"due": "2011-02-30"}, "/due"),
            ("ad_referendum", {"due": "2011-02-28"}, "/due"),
            ("agrees", {"except_words": "all"}, "/except_words"),
            ("no_objection_received", {}, "/kind"),
            ("objects", {"reason": "x" * 20_001}, "/reason"),
        ],
    )
    def test_what_cannot_be_meant(self, meeting, people, kind, said, pointer):
        with pytest.raises(Invalid) as refusal:
            meeting.stand(people.blr, kind, "1.1", **said)
        assert refusal.value.pointer == pointer

    def test_a_position_on_a_version_that_is_no_longer_the_newest(self, meeting, people):
        meeting.close()
        meeting.next()
        meeting.step("circulate", closes_at=meeting.clock.now + timedelta(days=5))
        with meeting.work(people.blr) as w, pytest.raises(StaleRevision):
            positions.position_on_clauses(
                w, meeting.code, Said(PositionKind.AGREES), clauses=[meeting.ids["1.1"]], seen_version=1
            )

    def test_a_position_on_what_is_not_on_the_table(self, meeting, people):
        made = meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))
        meeting.take(people.kaz, made, "withdraw")
        with pytest.raises(StepNotAllowed, match="withdrawn"):
            meeting.position(people.blr, made, "agrees")
        draft = meeting.propose(people.kaz, meeting.modify("1.2", "Other."))
        with pytest.raises(NotFound):
            meeting.position(people.blr, draft, "agrees")

    def test_the_same_position_again_adds_nothing_to_the_record(self, meeting, people):
        first = meeting.stand(people.blr, "agrees", "1.1")
        assert meeting.stand(people.blr, "agrees", "1.1") == first

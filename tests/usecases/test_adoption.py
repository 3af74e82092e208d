"""From closing to adoption: what blocks finalising, reservations on signing, silence, and who signed how."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from program_workflow import phrases
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.silence import SETTLING
from program_workflow.domain.terms import (
    Adoption,
    Event,
    OutsideChannel,
    PositionKind,
    SignatureKind,
    SilenceAction,
    VersionState,
)
from program_workflow.storage import EventRow, OutboxRow, SignatureRow, VersionRow
from program_workflow.usecases import amending, packages, recording, signing, silence_answers, silence_expiry, silences
from program_workflow.usecases.finalising import every_obstacle, obstacles_to
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.reservations import reservations_on
from program_workflow.usecases.signing import Signing
from tests.gathering import Gathering

CONSENSUS = {"decision_rule": "consensus"}


@contextmanager
def refused(words, kind=StepNotAllowed):
    with pytest.raises(kind) as refusal:
        yield
    assert re.search(words, phrases.say(refusal.value)), phrases.say(refusal.value)


def version(talks, number="latest"):
    with talks.work() as w:
        return find_version(w, find_program(w, talks.code), number)


def all_agree(talks, *but):
    for one in (talks.people.kaz, talks.people.blr, talks.people.arm):
        if one not in but:
            talks.stand(one, "agrees")


@pytest.fixture
def closed(talks):
    """Version 1, closed; nobody has said anything."""
    talks.circulated(rules=CONSENSUS)
    talks.close()
    return talks


@pytest.fixture
def final(closed):
    all_agree(closed)
    closed.step("finalise")
    return closed


def told(talks, event):
    with talks.work() as w:
        return w.session.query(OutboxRow).filter_by(event=event.value, channel="app").count()


# --- What blocks ---------------------------------------------------------------------------------------


def test_the_refusal_names_everything_that_blocks(talks):
    talks.circulated(rules=CONSENSUS)
    all_agree(talks, talks.people.arm)
    talks.stand(talks.people.arm, "agrees", "1")
    talks.stand(talks.people.arm, "scrutiny_reservation", "2")
    amendment = talks.reviewed(talks.people.kaz, talks.modify("1.2", "The parties hold exercises."))
    with talks.work(talks.people.coordinator) as w:
        packages.make(w, talks.code, "Exchange", [talks.ids["1.1"], talks.ids["1.2"]])
    talks.close()
    with pytest.raises(StepNotAllowed) as refusal:
        talks.step("finalise")
    said = phrases.say(refusal.value)
    for words in (
        r"Amendments still open: 1\.",
        "not agreed yet in 4 places",
        "Armenia: scrutiny reservation, since",
        "Packages that are not whole: “Exchange”",
    ):
        assert re.search(words, said), said
    row = version(talks)
    with talks.work() as w:
        found = list(every_obstacle(obstacles_to(w, row)))
    about = {(one.about, one.subject_id) for one in found}
    assert ("amendment", amendment) in about
    assert ("clause", talks.ids["2.3"]) in about
    assert [one.reference for one in found if one.about == "package"] == ["Exchange"]


def test_a_reopened_package_blocks_although_everything_is_agreed(closed):
    all_agree(closed)
    with closed.work(closed.people.coordinator) as w:
        made = packages.make(w, closed.code, "Exchange", [closed.ids["1.1"], closed.ids["1.2"]]).id
        packages.take_step(w, closed.code, made, "reopen", seen_revision=None, reason="x")
    with refused("Packages that are not whole"):
        closed.step("finalise")
    with closed.work(closed.people.coordinator) as w:
        packages.take_step(w, closed.code, made, "conclude", seen_revision=None)
    assert closed.step("finalise").state is VersionState.FINALISED


def test_a_reservation_blocks_also_where_the_votes_suffice(talks):
    talks.circulated(rules={"decision_rule": "majority"})
    all_agree(talks, talks.people.arm)
    talks.stand(talks.people.arm, "general_reservation", "2.1")
    talks.close()
    with refused("Reservations stand in 1 places.*2.1: Armenia: general reservation"):
        talks.step("finalise")
    talks.stand(talks.people.arm, "reservation_on_signing", "2.1", reason="Subject to our law.")
    assert talks.step("finalise").state is VersionState.FINALISED


# --- Reservations on signing ---------------------------------------------------------------------------


def test_a_standing_reservation_is_converted_attached_and_does_not_block(closed):
    all_agree(closed, closed.people.arm)
    closed.stand(closed.people.arm, "agrees", "1")
    closed.stand(closed.people.arm, "scrutiny_reservation", "2")
    with refused("scrutiny reservation"):
        closed.step("finalise")
    closed.stand(closed.people.arm, "reservation_on_signing", reason="Subject to our law on personal data.")
    closed.step("finalise")
    row = version(closed)
    with closed.work() as w:
        [found] = reservations_on(w, find_program(w, closed.code), row)
    assert (found.delegation.code, found.text) == ("ARM", "Subject to our law on personal data.")
    assert found.references == ("2", "2.1", "2.2", "2.3")  # only where the reservation stood


def test_nothing_is_converted_where_no_reservation_stands(closed):
    all_agree(closed)
    with refused("ARM has no reservation here"):
        closed.stand(closed.people.arm, "reservation_on_signing")
    closed.stand(closed.people.arm, "objects", "2.1")
    with refused("no reservation here"):
        closed.stand(closed.people.arm, "reservation_on_signing", "2.1")
    closed.stand(closed.people.arm, "ad_referendum", "2.2")
    with refused("reason", Invalid):
        closed.stand(closed.people.arm, "reservation_on_signing", "2.2", reason="")
    closed.stand(closed.people.arm, "reservation_on_signing", "2.2")
    closed.stand(closed.people.arm, "reservation_on_signing", "2.2", reason="Worded otherwise.")


def test_a_coordinator_enters_a_conversion_that_was_received_by_note(closed):
    all_agree(closed)
    closed.stand(closed.people.blr, "scrutiny_reservation", "2.1")
    note = Outside("BLR", OutsideChannel.NOTE, closed.clock.now, "No 7")
    closed.stand(closed.people.coordinator, "reservation_on_signing", "2.1", outside=note)
    assert closed.step("finalise").state is VersionState.FINALISED


def test_a_reservation_of_a_wording_that_changed_does_not_bind_the_next(talks):
    talks.circulated(rules=CONSENSUS)
    all_agree(talks)
    talks.stand(talks.people.arm, "scrutiny_reservation", "2.1")
    talks.stand(talks.people.arm, "reservation_on_signing", "2.1", reason="As it is worded.")
    talks.agreed_by_all(talks.people.kaz, talks.modify("2.1", "Training is given every year."))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=5))
    row = version(talks)
    with talks.work() as w:
        assert reservations_on(w, find_program(w, talks.code), row) == ()


# --- Adoption ------------------------------------------------------------------------------------------


def silence(talks, days=4):
    with talks.work(talks.people.coordinator) as w:
        row = silences.prepare(w, talks.code, expires_at=talks.clock.now + timedelta(days=days), version=1)
        return silences.take_step(w, row.id, SilenceAction.ANNOUNCE, seen_revision=None)


def settle(talks):
    with talks.work() as w:
        return silence_expiry.settle_due(w)


def test_a_version_is_adopted_by_decision_on_a_ground(final):
    final.step("submit")
    held = Gathering(final).id
    with pytest.raises(Invalid) as refusal:
        final.step("adopt", decision="Decision of the Council, item 4.", meeting_id="another")
    assert refusal.value.pointer == "/meeting_id"
    row = final.step("adopt", decision="Decision of the Council, item 4.", meeting_id=held)
    assert (row.state, row.adopted_by, row.ground) == (
        VersionState.ADOPTED,
        Adoption.DECISION,
        "Decision of the Council, item 4.",
    )
    assert (row.adopted_at, row.meeting_id, row.finalised_at) == (final.clock.now, held, final.clock.now)
    with final.work() as w:
        assert recording.verify(w).broken == ()
        w.get(VersionRow, row.id).ground = "Another decision."
    with final.work() as w:
        assert recording.verify(w).broken == (
            "version 1 of P1: ground is Another decision., recorded as Decision of the Council, item 4.",
        )


@pytest.mark.parametrize("submitted", [False, True], ids=["finalised", "submitted"])
def test_silence_on_an_agreed_draft_adopts_it_at_its_instant_once(final, submitted):
    if submitted:
        final.step("submit")
    row = silence(final)
    final.clock.now = row.expires_at - timedelta(seconds=0.1)
    assert settle(final) == 0
    final.clock.now = row.expires_at + timedelta(days=9)  # everything was down
    assert settle(final) == 1
    assert settle(final) == 0
    found = version(final)
    assert (found.state, found.adopted_by, found.silence_id) == (VersionState.ADOPTED, Adoption.SILENCE, row.id)
    assert found.adopted_at == row.expires_at
    with final.work() as w:
        acts = w.session.query(EventRow).filter_by(subject_id=found.id, action="adopt").all()
        assert [one.capacity for one in acts] == ["system"]
        assert recording.verify(w).broken == ()
    assert told(final, Event.VERSION_ADOPTED) == 10


@pytest.mark.parametrize("submitted", [False, True], ids=["finalised", "submitted"])
def test_an_objection_a_moment_before_keeps_the_agreed_draft_as_it_is(final, submitted):
    if submitted:
        final.step("submit")
    row = silence(final)
    final.clock.now = row.expires_at - timedelta(seconds=0.1)
    with final.work(final.people.blr) as w:
        silence_answers.break_silence(w, row.id, "Not 2.1.", clauses=[final.ids["2.1"]])
    final.clock.now = row.expires_at + timedelta(days=1)
    assert settle(final) == 0
    assert version(final).state is (VersionState.SUBMITTED if submitted else VersionState.FINALISED)


def test_an_agreed_draft_takes_no_amendment_that_breaks_the_silence(talks):
    closed = talks.circulated(rules=CONSENSUS)
    all_agree(closed)
    with closed.work(closed.people.kaz) as w:
        draft = amending.draft_amendment(w, closed.code, [closed.modify("2.1", "Other words.")], rationale="because").id
    closed.close()
    closed.step("finalise")
    row = silence(closed)
    with refused("by an objection that says which words"), closed.work(closed.people.kaz) as w:
        silence_answers.break_silence(w, row.id, "Other words.", amendment_id=draft)
    assert version(closed).state is VersionState.FINALISED


def test_while_silence_runs_nothing_else_ends_the_version(final):
    final.step("submit")
    row = silence(final)
    for action in ("adopt", "return", "abandon"):
        with refused("runs until 15 March 2011"):
            final.step(action, reason="x")
    final.clock.now = row.expires_at
    with refused("being written down"):
        final.step("adopt")
    with final.work(final.people.coordinator) as w, refused("this step does not follow"):
        silences.take_step(w, row.id, SilenceAction.WITHDRAW, seen_revision=None, reason="x")
    final.clock.advance(seconds=SETTLING.total_seconds())
    settle(final)
    assert version(final).state is VersionState.ADOPTED


def test_only_the_system_adopts_a_draft_that_was_not_submitted(final):
    with refused("this step does not follow"):
        final.step("adopt")


def test_two_coordinators_annul_an_adoption_and_what_it_superseded_is_in_force_again(final):
    final.step("submit")
    final.step("adopt")
    final.next()
    final.step("circulate", closes_at=final.clock.now + timedelta(days=5))
    final.close()
    final.step("finalise")
    with final.work(final.people.coordinator) as w:
        row = silences.prepare(w, final.code, expires_at=final.clock.now + timedelta(days=4), version=2)
        silences.take_step(w, row.id, SilenceAction.ANNOUNCE, seen_revision=None)
    received = row.expires_at - timedelta(hours=1)
    final.clock.now = row.expires_at + SETTLING
    settle(final)
    assert [version(final, one).state for one in (1, 2)] == [VersionState.SUPERSEDED, VersionState.ADOPTED]
    with final.work(final.people.coordinator) as w:
        outside = Outside("BLR", OutsideChannel.NOTE, received, "No 9")
        silence_answers.break_silence(w, row.id, "Not 2.1.", kind=PositionKind.OBJECTS, outside=outside)
    for one in (final.people.coordinator, final.people.other_coordinator):
        with final.work(one) as w:
            silences.take_step(w, row.id, SilenceAction.ANNUL, seen_revision=None, reason="It came in time.")
    assert [version(final, one).state for one in (1, 2)] == [VersionState.ADOPTED, VersionState.FINALISED]
    assert version(final).adopted_at is None
    with final.work() as w:
        assert recording.verify(w).broken == ()


# --- Signatures ----------------------------------------------------------------------------------------


@pytest.fixture
def adopted(closed):
    """ARM has a reservation on signing on 2.1."""
    all_agree(closed)
    closed.stand(closed.people.arm, "scrutiny_reservation", "2.1")
    closed.stand(closed.people.arm, "reservation_on_signing", "2.1", reason="Subject to our law.")
    for action in ("finalise", "submit", "adopt"):
        closed.step(action)
    return closed


def sign(talks, code, kind="signed", by=None, number=1, seen=None, **given):
    with talks.work(by or talks.people.coordinator) as w:
        line = Signing(code, SignatureKind(kind), **given)
        return signing.enter_signature(w, talks.code, number, line, seen_revision=seen)


def page(talks, number=1):
    with talks.work() as w:
        program = find_program(w, talks.code)
        found = signing.signatures_on(w, program, find_version(w, program, number))
    return {one.delegation.code: one for one in found}


def test_each_state_has_a_line_and_that_of_one_which_did_not_sign_stays_blank(adopted):
    sign(adopted, "KAZ", place="Almaty", signed_on="2011-03-01", channel=OutsideChannel.FLOOR)
    sign(adopted, "BLR", "special_opinion", text="Item 2.1 is read as of 2012.")
    found = page(adopted)
    assert list(found) == ["KAZ", "BLR", "ARM"]
    assert [one.kind.value for one in found.values()] == ["signed", "special_opinion", "blank"]
    assert (found["KAZ"].place, str(found["KAZ"].signed_on)) == ("Almaty", "2011-03-01")
    assert found["BLR"].text == "Item 2.1 is read as of 2012."
    assert told(adopted, Event.SIGNATURE_ENTERED) == 2 * (2 + 1)  # its people and the other coordinator


def test_who_signs_with_reservation_takes_over_its_reservations_on_signing(adopted):
    sign(adopted, "ARM", "reservation")
    assert page(adopted)["ARM"].text == "Subject to our law."
    sign(adopted, "ARM", "reservation", text="Subject to our law of 2010.")
    assert page(adopted)["ARM"].text == "Subject to our law of 2010."
    with refused("Give the text", Invalid):
        sign(adopted, "KAZ", "reservation")


def test_a_line_is_corrected_by_a_later_one_and_taken_back_by_a_blank(adopted):
    sign(adopted, "KAZ", "statement", text="We will report each year.")
    again = sign(adopted, "KAZ", "statement", text="We will report each year.")
    assert again == sign(adopted, "KAZ", "statement", text="We will report each year.")  # nothing new
    sign(adopted, "KAZ", "blank", reference="Entered by mistake")
    assert page(adopted)["KAZ"].kind is SignatureKind.BLANK
    with adopted.work() as w:
        assert w.session.query(SignatureRow).count() == 2
        assert recording.verify(w).broken == ()
        w.session.query(SignatureRow).filter_by(kind="statement").update({"text": "We will not."})
    with adopted.work() as w:
        [broken] = recording.verify(w).broken
    assert broken == "signature of KAZ: text is We will not., recorded as We will report each year."


def test_what_cannot_be_meant_and_what_is_not_ones_own_is_refused(adopted):
    with refused("Only a coordinator", NotPermitted):
        sign(adopted, "KAZ", by=adopted.people.kaz)
    with refused("did not take part", Invalid):
        sign(adopted, "CSTO")
    with refused("as in 2011-03-20", Invalid):
        sign(adopted, "KAZ", signed_on="1 March")
    with refused("cannot be in the future", Invalid):
        sign(adopted, "KAZ", signed_on="2031-03-01")
    with refused("has a text", Invalid):
        sign(adopted, "KAZ", text="words")
    with pytest.raises(StaleRevision):
        sign(adopted, "KAZ", seen=99)
    with pytest.raises(NotFound):
        sign(adopted, "KAZ", number=7)


def test_nothing_is_signed_before_adoption(final):
    with refused("an adopted version is signed"):
        sign(final, "KAZ")
    assert page(final) == {}

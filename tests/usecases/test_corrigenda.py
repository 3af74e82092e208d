"""Corrigenda: what may be corrected, who stops one, and what its instant makes of the versions."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from program_workflow import phrases
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.silence import SETTLING
from program_workflow.domain.terms import CorrigendumState, Event, OutsideChannel, VersionState
from program_workflow.storage import CorrectionRow, CorrigendumRow, EventRow, OutboxRow
from program_workflow.usecases import corrigenda, reading, recording, signing, turn
from program_workflow.usecases.corrigendum_views import view_corrigendum
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.signing import SignatureKind, Signing

WORDS = "The parties hold joint exercises each year."


@contextmanager
def refused(words, kind=StepNotAllowed):
    with pytest.raises(kind) as refusal:
        yield
    assert re.search(words, phrases.say(refusal.value)), phrases.say(refusal.value)


@pytest.fixture
def adopted(talks):
    talks.circulated()
    talks.close()
    for action in ("finalise", "submit", "adopt"):
        talks.step(action)
    return talks


def states(talks):
    with talks.work(talks.people.coordinator) as w:
        return [one.state.value for one in reading.view_program(w, talks.code).versions]


def settle(talks):
    with talks.work() as w:
        return corrigenda.settle_due(w)


def row(talks, identity):
    with talks.work() as w:
        return w.get(CorrigendumRow, identity)


def objects(talks, identity, by, reason="It changes the sense.", outside=None):
    with talks.work(by) as w:
        return corrigenda.object_to(w, identity, reason, outside=outside)


def told(talks, event):
    with talks.work() as w:
        return w.session.query(OutboxRow).filter_by(event=event.value, channel="app").count()


def test_a_corrigendum_lists_what_it_corrects_as_a_redline_and_all_are_told(adopted):
    made = adopted.correct("1.2", WORDS)
    with adopted.work(adopted.people.kaz) as w:
        view = view_corrigendum(w, made)
    [one] = view.corrections
    assert one.reference == "1.2"
    assert ("-", "every ") in one.runs or any(op == "-" and "every" in text for op, text in one.runs)
    assert (view.state, view.number, view.version) == (CorrigendumState.PROPOSED, 1, 1)
    assert told(adopted, Event.CORRIGENDUM_PROPOSED) == 6 + 1 + 1 + 1
    assert states(adopted) == ["adopted"]


def test_it_takes_effect_at_its_instant_once_and_the_original_is_kept(adopted):
    made = adopted.correct("1.2", WORDS)
    end = row(adopted, made).takes_effect_at
    adopted.clock.now = end
    assert settle(adopted) == 0  # what came a moment before has its turn
    adopted.clock.now = end + timedelta(days=30)  # everything was down
    assert settle(adopted) == 1
    assert settle(adopted) == 0
    assert states(adopted) == ["corrected", "adopted"]
    assert dict(adopted.words(1))["1.2"] == "The parties hold joint exercises every year."
    assert dict(adopted.words(2))["1.2"] == WORDS
    assert (row(adopted, made).state, row(adopted, made).ended_at) == (CorrigendumState.IN_EFFECT, end)
    with adopted.work(adopted.people.observer) as w:
        found = find_version(w, find_program(w, adopted.code), 2)
        assert found.adopted_at == end
        acts = w.session.query(EventRow).filter_by(subject_id=found.made_from, action="correct").all()
        assert [one.capacity for one in acts] == ["system"]
    with adopted.work() as w:
        assert recording.verify(w).broken == ()


@pytest.mark.parametrize(("before", "expected"), [(1, "stopped"), (0.1, "stopped"), (0, "in_effect")])
def test_an_objection_before_the_instant_stops_it_and_one_after_changes_nothing(adopted, before, expected):
    made = adopted.correct("1.2", WORDS)
    end = row(adopted, made).takes_effect_at
    adopted.clock.now = end - timedelta(seconds=before)
    objection = objects(adopted, made, adopted.people.blr)
    assert objection.is_late is (expected == "in_effect")
    adopted.clock.now = end + timedelta(days=1)
    settle(adopted)
    assert row(adopted, made).state.value == expected
    assert states(adopted) == (["adopted"] if expected == "stopped" else ["corrected", "adopted"])
    assert told(adopted, Event.CORRIGENDUM_STOPPED) == (0 if objection.is_late else 8)
    with adopted.work() as w:
        assert recording.verify(w).broken == ()


def test_an_objection_by_note_counts_and_further_ones_are_kept(adopted):
    made = adopted.correct("1.2", WORDS)
    adopted.clock.advance(days=2)
    note = Outside("ARM", OutsideChannel.NOTE, adopted.clock.now - timedelta(days=1), "No 5")
    objects(adopted, made, adopted.people.coordinator, outside=note)
    objects(adopted, made, adopted.people.blr, reason="Nor we.")
    found = row(adopted, made)
    assert (found.state, found.ended_at) == (CorrigendumState.STOPPED, note.received_at)
    with adopted.work(adopted.people.kaz) as w:
        assert [one.delegation.code for one in view_corrigendum(w, made).objections] == ["ARM", "BLR"]
    with adopted.work(adopted.people.observer) as w:
        assert view_corrigendum(w, made).objections == ()


def test_after_one_was_stopped_or_withdrawn_another_is_proposed(adopted):
    first = adopted.correct("1.2", WORDS)
    with refused("objections are taken until"):
        adopted.correct("1.2", WORDS)
    with refused("objections are taken until"):
        adopted.next()
    with adopted.work(adopted.people.coordinator) as w:
        corrigenda.withdraw(w, first, "Another slip was found.", seen_revision=None)
    second = adopted.correct("1.2", WORDS)
    assert row(adopted, second).number == 2
    with refused("is withdrawn"), adopted.work(adopted.people.blr) as w:
        corrigenda.object_to(w, first, "no")


def test_what_cannot_be_meant_and_what_is_not_ones_own_is_refused(adopted):
    with refused("shortest window for objections to a corrigendum is 14 days", Invalid):
        adopted.correct("1.2", WORDS, days=13)
    with refused("reads already", Invalid):
        adopted.correct("1.2", "The parties hold joint exercises every year.")
    with refused("without text", Invalid):
        adopted.correct("1.2", " ")
    with refused("reason", Invalid):
        adopted.correct("1.2", WORDS, reason=" ")
    with refused("Only a coordinator", NotPermitted):
        adopted.correct("1.2", WORDS, by=adopted.people.kaz)
    with pytest.raises(StaleRevision):
        adopted.correct("1.2", WORDS, seen_revision=99)
    with refused("lists it", Invalid):
        adopted.step("correct", reason="x")
    made = adopted.correct("1.2", WORDS)
    with refused("Give a reason", Invalid):
        objects(adopted, made, adopted.people.blr, reason="")
    with refused("takes no positions", NotPermitted):
        note = Outside("CSTO", OutsideChannel.NOTE, adopted.clock.now, "No 5")
        objects(adopted, made, adopted.people.coordinator, outside=note)
    with pytest.raises(NotFound):
        objects(adopted, "unknown", adopted.people.blr)


def test_only_an_adopted_text_is_corrected(talks):
    talks.circulated()
    with refused("Version 1 is circulated"):
        talks.correct("1.2", WORDS)


def test_a_corrected_text_is_corrected_again_and_superseded_by_its_successor(adopted):
    adopted.corrected("1.2", WORDS)
    adopted.corrected("2.2", "Reports are sent to the Council each year.")
    assert states(adopted) == ["corrected", "corrected", "adopted"]
    adopted.next()
    adopted.step("circulate", closes_at=adopted.clock.now + timedelta(days=3))
    adopted.close()
    for action in ("finalise", "submit", "adopt"):
        adopted.step(action)
    assert states(adopted) == ["superseded", "superseded", "superseded", "adopted"]
    with adopted.work() as w:
        assert recording.verify(w).broken == ()


def test_the_corrected_text_has_the_signature_page_of_the_original(adopted):
    with adopted.work(adopted.people.coordinator) as w:
        line = Signing("KAZ", SignatureKind.STATEMENT, "We will report each year.", "Almaty", "2011-03-01")
        signing.enter_signature(w, adopted.code, 1, line, seen_revision=None)
    adopted.corrected("1.2", WORDS)
    with adopted.work() as w:
        program = find_program(w, adopted.code)
        found = signing.signatures_on(w, program, find_version(w, program, 2))
    assert next((one.delegation.code, one.text) for one in found) == ("KAZ", "We will report each year.")


def test_the_record_finds_a_correction_that_was_changed_behind_its_back(adopted):
    adopted.correct("1.2", WORDS)
    with adopted.work() as w:
        w.session.query(CorrectionRow).update({"text": "The parties hold no exercises."})
    with adopted.work() as w:
        assert recording.verify(w).broken == ("corrigendum 1: what it corrects was changed",)
    assert VersionState.ADOPTED.value in states(adopted)
    assert timedelta(0) < SETTLING


def awaited(talks, by):
    with talks.work(by) as w:
        found = turn.my_turn(w).items
        assert turn.turn_count(w) == len(found)
        return [(one.corrigendum_id, one.deadline) for one in found if one.task is turn.Task.ANSWER_CORRIGENDUM]


def test_it_waits_for_the_representatives_until_its_instant_or_an_objection(adopted, people):
    made = adopted.correct("1.2", WORDS)
    ends = row(adopted, made).takes_effect_at
    assert awaited(adopted, people.kaz) == awaited(adopted, people.arm) == [(made, ends)]
    for other in (people.kaz_expert, people.coordinator, people.observer, people.reviewer):
        assert awaited(adopted, other) == []
    objects(adopted, made, people.blr)
    assert awaited(adopted, people.kaz) == []
    again = adopted.correct("1.2", WORDS)
    adopted.clock.now = row(adopted, again).takes_effect_at
    assert awaited(adopted, people.kaz) == []

"""Replaying the record gives what is kept, at every step; what was changed behind its back is named."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from program_workflow.domain.record import Entry, entry_hash
from program_workflow.storage import ChainHead, EventRow
from program_workflow.usecases import people as accounts
from program_workflow.usecases import programs, record_replay, recording, silence_answers, silences
from program_workflow.usecases.facts import REBASE
from tests.negotiation import window


def replayed(talks):
    with talks.work() as w:
        return record_replay.replay(w)


def whole(talks) -> bool:
    found = replayed(talks)
    return (found.broken, dict(found.silent)) == ((), {})


@pytest.fixture
def told(talks, people):
    """Amendments, positions and silence in more than one state; for every other noun see tests/every_noun.py."""
    talks.circulated(rules={"decision_rule": "coordinator", "min_silence_hours": 1})
    with talks.work(people.coordinator) as w:
        silence = silences.prepare(w, "P1", expires_at=window(talks.clock, 2), clauses=[talks.ids["2.3"]]).id
        silences.take_step(w, silence, "announce", seen_revision=None)
    with talks.work(people.kaz) as w:
        silence_answers.break_silence(w, silence, "not so")
    talks.agreed(people.kaz, talks.modify("1.1", "Nothing is exchanged.", fields={"funding": "own means"}))
    talks.take(people.coordinator, talks.reviewed(people.blr, talks.delete("1.2")), "defer")
    returned = talks.submitted(people.arm, talks.insert("New.", after="2.1"))
    talks.take(people.coordinator, returned, "return")
    talks.take(people.arm, talks.propose(people.arm, talks.modify("2.2", "Gone.")), "discard")
    talks.propose(people.arm, talks.modify("2.2", "A draft."))
    talks.stand(people.blr, "objects", "2.1", "2.2")
    talks.close()
    talks.step("extend", closes_at=window(talks.clock, 1), delegations=["KAZ"], reason="late letter")
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "ARM", until=talks.clock.now + timedelta(days=90))
    assert whole(talks)
    return talks


def test_the_next_version_and_what_it_does_to_amendments_follow_from_the_events(told, people):
    late = told.reviewed(people.kaz, told.modify("1.1", "Everything is exchanged."))
    told.next()
    assert told.row(late).rebase == "conflict"
    assert whole(told)
    told.step("circulate", closes_at=window(told.clock))
    assert whole(told)
    told.take(people.kaz, late, "confirm_rebase", text="Everything is exchanged anew.")
    assert whole(told)


def test_people_and_delegations_follow_from_the_events(told, people):
    with told.work(people.administrator) as w:
        accounts.rename_delegation(w, "KAZ", name_en="Republic of Kazakhstan")
        accounts.update_user(
            w, people.reviewer.user_id, name="R", role="reviewer", delegation_code=None, is_active=False
        )
    assert whole(told)


def test_what_a_text_does_to_drafts_is_in_no_list_of_events(told, people):
    told.next()
    with told.work() as w:
        assert w.session.scalars(select(EventRow).where(EventRow.subject_type == REBASE)).all()
    with told.work(people.coordinator) as w:
        assert REBASE not in {one.subject_type for one in recording.list_events(w, limit=500).items}


def test_a_row_that_is_gone_and_one_that_was_never_recorded_are_named(told):
    with told.work() as w:
        w.session.execute(text("DELETE FROM windows"))
    assert any(one.startswith("windows: ") and "no longer there" in one for one in replayed(told).broken)
    with told.work() as w:
        w.session.execute(
            text(
                "INSERT INTO participants SELECT programs.id, delegations.id, programs.created_at, NULL"
                " FROM programs, delegations WHERE delegations.code = 'CSTO'"
            )
        )
    assert any("the record does not know it" in one for one in replayed(told).broken)


def test_a_broken_chain_and_an_event_nobody_can_follow_are_named(told):
    with told.work() as w:
        w.session.execute(text("UPDATE events SET subject_type = 'treaty' WHERE seq = 9"))
    broken = replayed(told).broken
    assert any("is not as it was written" in one for one in broken)
    assert any(one.startswith("event 9: treaty") for one in broken)


def test_what_entries_of_an_earlier_release_do_not_tell_is_no_difference(told):
    """They hold neither the base of an amendment nor its flag, and no flags were recorded."""
    with told.work() as w:
        previous, seq = "0" * 64, 0
        for event in w.session.scalars(select(EventRow).order_by(EventRow.seq)).all():
            if event.subject_type == REBASE:
                w.session.delete(event)
                w.session.flush()
                continue
            seq += 1
            event.body = {key: value for key, value in event.body.items() if key not in ("more", "newest")}
            event.seq, event.previous_hash = seq, previous
            event.hash = previous = entry_hash(previous, entry_of(event))
            w.session.flush()
        head = w.get(ChainHead, 1)
        head.seq, head.hash = seq, previous
    found = replayed(told)
    assert found.broken == ()
    assert {"amendments.rebase", "amendments.version_id", "wordings.made_at"} <= set(found.silent)


def entry_of(row):
    return Entry(
        row.seq,
        row.at,
        row.actor_digest,
        row.capacity,
        row.program_id,
        row.subject_type,
        row.subject_id,
        row.action,
        row.reason,
        row.body,
    )

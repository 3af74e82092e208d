"""The record holds through the whole life of a program, and any change behind the application's back is named."""

from datetime import timedelta, timezone

import pytest
from sqlalchemy import text

from program_workflow.domain.errors import NotPermitted
from program_workflow.usecases import recording
from program_workflow.usecases.amendment_reading import list_amendments
from tests.negotiation import window


@pytest.fixture
def told(talks, people):
    """A program with amendments in several states, a reopened window, a next version."""
    talks.circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "Nothing is exchanged.", fields={"funding": "own means"}))
    talks.take(people.coordinator, talks.reviewed(people.blr, talks.delete("1.2")), "defer")
    talks.submitted(people.arm, talks.insert("New.", after="2.1"))
    discarded = talks.propose(people.arm, talks.modify("2.2", "Gone."))
    talks.take(people.arm, discarded, "discard")
    talks.propose(people.arm, talks.modify("2.2", "A draft."))
    talks.close()
    talks.step("extend", closes_at=window(talks.clock, 1), delegations=["KAZ"], reason="late letter")
    with talks.work() as w:
        assert recording.verify(w).broken == ()
    return talks


def broken(talks, statement: str, **values) -> str:
    with talks.work() as w:
        assert w.session.execute(text(statement), values).rowcount > 0
    with talks.work() as w:
        return "\n".join(recording.verify(w).broken)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE events SET reason = 'another' WHERE seq = 9", "event 9"),
        ("UPDATE events SET at = '2011-01-01 00:00:00' WHERE seq = 9", "event 9"),
        ("UPDATE events SET capacity = 'coordinator' WHERE seq = 9", "event 9"),
        ("UPDATE events SET action = 'agree' WHERE seq = 9", "event 9"),
        ("UPDATE events SET subject_id = 'x' WHERE seq = 9", "event 9"),
        ("UPDATE events SET program_id = 'x' WHERE seq = 9", "event 9"),
        ("UPDATE events SET actor_name = 'Somebody' WHERE seq = 9", "event 9"),
        ("UPDATE events SET actor_id = 'x' WHERE seq = 9", "event 9"),
        ("UPDATE events SET body = '{}' WHERE seq = 9", "event 9"),
        ("UPDATE events SET hash = 'x' WHERE seq = 9", "event 9"),
        ("DELETE FROM events WHERE seq = 9", "event 9: missing"),
        ("DELETE FROM events WHERE seq > 12", "the end of the record was cut off"),
        ("DELETE FROM chain_head", "the end of the record"),
        ("UPDATE amendments SET state = 'agreed' WHERE state = 'deferred'", "amendment P1/1.2/BLR/1: state is agreed"),
        ("UPDATE amendments SET number = 'P1/9' WHERE state = 'deferred'", "amendment P1/1.2/BLR/1: number is P1/9"),
        (
            "UPDATE amendments SET delegation_id = (SELECT id FROM delegations WHERE code = 'ARM')"
            " WHERE state = 'deferred'",
            "amendment P1/1.2/BLR/1: delegation",
        ),
        ("UPDATE amendments SET filed_at = '2011-01-01 00:00:00' WHERE state = 'deferred'", "BLR/1: filed_at is 2011"),
        ("UPDATE amendments SET is_admitted_late = true WHERE state = 'deferred'", "BLR/1: is_admitted_late is True"),
        ("UPDATE amendments SET decision_reason = 'x' WHERE state = 'deferred'", "BLR/1: decision_reason is x"),
        ("UPDATE amendments SET decided_by = filed_by WHERE state = 'deferred'", "BLR/1: decided_by is"),
        ("UPDATE amendments SET state_before = 'agreed' WHERE state = 'deferred'", "BLR/1: state_before is agreed"),
        ("UPDATE versions SET opened_at = NULL", "version 1 of P1: opened_at is None"),
        ("UPDATE versions SET is_renumbered = true", "version 1 of P1: is_renumbered is True"),
        ("UPDATE windows SET reason = 'x'", "window of KAZ"),
        ("DELETE FROM windows", "window of KAZ"),
        ("UPDATE programs SET period = '1999'", "program P1: period is 1999"),
        ("UPDATE programs SET code = 'P9'", "program P1: code is P9"),
        ("UPDATE nodes SET parent_id = clause_id WHERE number = '1.1'", "version 1 of P1: its text was changed"),
        ("UPDATE nodes SET parent_id = 'x' WHERE number = '1.1'", "version 1 of P1: its text was changed"),
        ("UPDATE users SET role = 'coordinator' WHERE email = 'reviewer@example.org'", "account reviewer@example.org"),
        ("UPDATE users SET is_active = false WHERE email = 'reviewer@example.org'", "account reviewer@example.org"),
        ("UPDATE delegations SET code = 'ZZZ' WHERE code = 'ARM'", "delegation ARM: code is ZZZ"),
        ("UPDATE delegations SET name_en = 'Z' WHERE code = 'ARM'", "delegation ARM: name_en is Z"),
        (
            "INSERT INTO participants SELECT programs.id, delegations.id, programs.created_at, NULL"
            " FROM programs, delegations WHERE delegations.code = 'ARM'",
            "program P1: participants",
        ),
        ("UPDATE wordings SET rationale = 'x' WHERE number = 1", "amendment P1/1.1/KAZ/1: wording 1 was changed"),
        ("UPDATE operations SET text = 'x' WHERE kind = 'modify'", "amendment P1/1.1/KAZ/1: wording 1 was changed"),
        ("UPDATE operations SET fields = '{}' WHERE kind = 'modify'", "amendment P1/1.1/KAZ/1: wording 1 was changed"),
        ("UPDATE operations SET parent_id = NULL WHERE kind = 'insert'", "wording 1 was changed"),
        ("UPDATE clause_revisions SET text = 'x' WHERE text LIKE 'The parties hold%'", "clause 1.2 of P1, version 1"),
        ("UPDATE clause_revisions SET fields = '{\"label\": \"x\"}' WHERE text LIKE 'Reports%'", "clause 2.2 of P1"),
        ("UPDATE versions SET text_hash = 'x'", "version 1 of P1: text is x"),
        ("UPDATE versions SET state = 'adopted'", "version 1 of P1: state is adopted"),
        ("UPDATE versions SET closes_at = '2012-01-01 00:00:00'", "version 1 of P1: end of the window"),
        ("UPDATE windows SET closes_at = '2012-01-01 00:00:00'", "window of KAZ"),
        ("UPDATE nodes SET number = '9' WHERE number = '1.1'", "version 1 of P1: its text was changed"),
        ("UPDATE nodes SET kind = 'note' WHERE number = '1.1'", "version 1 of P1: its text was changed"),
        ("UPDATE nodes SET position = 99 WHERE number = '1.1'", "version 1 of P1: its text was changed"),
        ("UPDATE programs SET rules = '{}'", "program P1: rules"),
        ('UPDATE programs SET title = \'{"en": "Another"}\'', "program P1: title"),
    ],
)
def test_a_change_behind_the_back_is_found_and_named(told, statement, named):
    assert named in broken(told, statement)


def test_the_record_holds_whatever_the_zone_of_the_clock_that_was_given(talks, people):
    talks.circulated()
    talks.clock.now = talks.clock.now.astimezone(timezone(timedelta(hours=-8)))
    talks.agreed(people.kaz, talks.modify("1.1", "Nothing is exchanged."))
    with talks.work() as w:
        assert recording.verify(w).broken == ()


def test_a_wording_rewritten_with_its_own_hash_is_found(told):
    """Whoever can recompute the hash of a wording still cannot make the record say it."""
    assert "wording 1 was changed" in broken(told, "UPDATE wordings SET hash = 'x'")


def test_a_name_can_be_erased_and_the_chain_still_holds(told):
    assert broken(told, "UPDATE events SET actor_name = '', actor_id = NULL, actor_salt = ''") == ""


def test_the_record_is_paged_without_a_gap_that_tells_of_drafts(told, people):
    found, before = [], None
    for _ in range(50):
        with told.work(people.coordinator) as w:
            page = recording.list_events(w, before=before, limit=3)
        found += page.items
        if page.next is None:
            break
        before = int(page.next)
    assert [one.seq for one in found] == sorted({one.seq for one in found}, reverse=True)
    assert not {"save", "discard"} & {one.action for one in found}
    with told.work(people.coordinator) as w:
        assert found == list(recording.list_events(w, limit=200).items)


def test_the_record_is_open_to_coordinators_and_the_administrator_alone(told, people):
    for somebody in (people.kaz, people.kaz_expert, people.reviewer, people.observer):
        with told.work(somebody) as w, pytest.raises(NotPermitted):
            recording.list_events(w)
    with told.work(people.administrator) as w:
        assert recording.list_events(w).items


def test_the_history_of_an_amendment_shows_its_saves_to_its_own_side_alone(told, people):
    with told.work(people.coordinator) as w:
        made = list_amendments(w, "P1", delegation="BLR").items[0].id
        assert [one.action for one in recording.events_of_amendment(w, made)] == ["submit", "review", "defer"]
    with told.work(people.blr_expert) as w:
        assert [one.action for one in recording.events_of_amendment(w, made)] == ["save", "submit", "review", "defer"]

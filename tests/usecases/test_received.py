"""Acts received outside: the scan of the letter, and what the delegation says against the entry."""

from io import BytesIO

import docx
import pytest
from sqlalchemy import update

from program_workflow.domain.errors import FileRefused, Invalid, NotFound, NotPermitted, StepNotAllowed, TooLarge
from program_workflow.domain.scans import LARGEST, MOST
from program_workflow.domain.terms import ContestOutcome, Event, OutsideChannel, PositionKind
from program_workflow.storage import ContestRow, OutboxRow, ScanRow
from program_workflow.usecases import position_views, received, received_scans, recording, turn
from program_workflow.usecases.awaited import silent_on
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.guards import find_amendment
from program_workflow.usecases.position_checks import Outside

PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def talks(talks):
    return talks.circulated(rules={"decision_rule": "consensus"})


def entered(talks, people, number="1.1", kind="objects"):
    """A letter of Belarus, entered a day after it was received. Returns the identity of the act."""
    outside = Outside("BLR", OutsideChannel.LETTER, talks.clock.now, "No. 7 of 1 March")
    talks.clock.advance(days=1)
    return talks.stand(people.coordinator, kind, number, outside=outside)


def scan(talks, by, act_id, data=PDF, name="letter.pdf"):
    with talks.work(by) as w:
        return received_scans.add_scan(w, act_id, name, data)


def contest(talks, by, act_id, reason="We sent no such letter."):
    with talks.work(by) as w:
        return received.contest(w, act_id, reason).id


def end(talks, by, contest_id, outcome, reason="It was the letter of another state."):
    with talks.work(by) as w:
        received.end_contest(w, contest_id, ContestOutcome(outcome), reason, seen_revision=1)


def stand_of(talks, number, by=None, code="BLR"):
    with talks.work(by or talks.people.kaz) as w:
        found = position_views.of_clause(w, talks.code, talks.ids[number])
    return next(one for one in found.positions if one.delegation.code == code)


def told(talks, event):
    with talks.work() as w:
        rows = w.session.query(OutboxRow).filter(OutboxRow.event == event.value, OutboxRow.channel == "app")
        return {row.user_id for row in rows}


def word_file():
    made = BytesIO()
    docx.Document().save(made)
    return made.getvalue()


class TestScans:
    def test_a_scan_is_kept_and_read_by_whoever_may_read_the_position(self, talks, people):
        act = entered(talks, people)
        kept = scan(talks, people.coordinator, act)
        assert stand_of(talks, "1.1").received.scans == (kept,)
        for reader in (people.kaz, people.blr_expert, people.reviewer, people.coordinator):
            with talks.work(reader) as w:
                assert received_scans.read_scan(w, kept.id) == (kept, PDF)
        for other in (people.observer, people.administrator):
            with talks.work(other) as w, pytest.raises(NotFound):
                received_scans.read_scan(w, kept.id)

    @pytest.mark.parametrize(
        ("data", "media_type"),
        [
            (PDF, "application/pdf"),
            (b"\x89PNG\r\n\x1a\n...", "image/png"),
            (b"\xff\xd8\xff\xe0...", "image/jpeg"),
            (word_file(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ],
        ids=["pdf", "png", "jpeg", "docx"],
    )
    def test_what_it_is_follows_from_its_content_not_from_its_name(self, talks, people, data, media_type):
        kept = scan(talks, people.coordinator, entered(talks, people), data, "../../x/letter\r\n.exe")
        assert (kept.media_type, kept.name, kept.size) == (media_type, "letter.exe", len(data))

    @pytest.mark.parametrize(
        ("data", "refusal"),
        [
            (b"", Invalid),
            (b"<html><script>", FileRefused),
            (b"MZ\x90", FileRefused),
            (b"PK\x03\x04 not a Word file", FileRefused),
            (b"%PDF-" + b"x" * LARGEST, TooLarge),
        ],
        ids=["empty", "html", "program", "other package", "large"],
    )
    def test_other_files_are_refused_and_nothing_is_kept(self, talks, people, data, refusal):
        act = entered(talks, people)
        with pytest.raises(refusal):
            scan(talks, people.coordinator, act, data)
        assert stand_of(talks, "1.1").received.scans == ()

    def test_the_same_file_is_kept_once_and_no_more_than_a_few(self, talks, people):
        act = entered(talks, people)
        assert scan(talks, people.coordinator, act) == scan(talks, people.coordinator, act, name="again.pdf")
        for number in range(MOST - 1):
            scan(talks, people.coordinator, act, PDF + str(number).encode())
        with pytest.raises(Invalid):
            scan(talks, people.coordinator, act, PDF + b"one more")

    def test_only_of_what_was_received_outside_and_only_by_coordinators(self, talks, people):
        own = talks.stand(people.kaz, "agrees", "1.1")
        with pytest.raises(NotFound):
            scan(talks, people.coordinator, own)
        with pytest.raises(NotPermitted):
            scan(talks, people.blr, entered(talks, people))


class TestContesting:
    def test_the_delegation_contests_the_entry_and_it_counts_until_it_is_withdrawn(self, talks, people):
        talks.stand(people.blr, "agrees", "1.1")
        talks.clock.advance(hours=1)
        act = entered(talks, people)
        made = contest(talks, people.blr, act)
        assert stand_of(talks, "1.1").received.is_contested
        assert stand_of(talks, "1.1").kind is PositionKind.OBJECTS
        coordinators = {people.coordinator.user_id, people.other_coordinator.user_id}
        assert told(talks, Event.ACT_CONTESTED) == coordinators | {people.blr_expert.user_id}
        with talks.work(people.coordinator) as w:
            assert "settle_contest" in [one.task.value for one in turn.my_turn(w).items]
        end(talks, people.coordinator, made, "withdrawn")
        assert stand_of(talks, "1.1").kind is PositionKind.AGREES
        assert people.kaz.user_id in told(talks, Event.CONTEST_ENDED)
        with talks.work(people.coordinator) as w:
            assert "settle_contest" not in [one.task.value for one in turn.my_turn(w).items]
            assert position_views.received_position(w, act).received.contests[0].outcome is ContestOutcome.WITHDRAWN

    def test_or_takes_that_back_and_the_entry_stands(self, talks, people):
        act = entered(talks, people)
        end(talks, people.blr, contest(talks, people.blr, act), "taken_back")
        found = stand_of(talks, "1.1")
        assert (found.kind, found.received.is_contested) == (PositionKind.OBJECTS, False)
        contest(talks, people.blr, act, "After all.")
        assert stand_of(talks, "1.1").received.is_contested

    def test_who_may(self, talks, people):
        act = entered(talks, people)
        for other in (people.kaz, people.blr_expert, people.coordinator):
            with pytest.raises(NotPermitted):
                contest(talks, other, act)
        with pytest.raises(NotFound):
            contest(talks, people.observer, act)
        with pytest.raises(Invalid):
            contest(talks, people.blr, act, " ")
        made = contest(talks, people.blr, act)
        with pytest.raises(StepNotAllowed):
            contest(talks, people.blr, act)
        for by, outcome in ((people.blr, "withdrawn"), (people.kaz, "taken_back"), (people.coordinator, "taken_back")):
            with pytest.raises(NotPermitted):
                end(talks, by, made, outcome)
        with pytest.raises(Invalid):
            end(talks, people.coordinator, made, "withdrawn", " ")
        end(talks, people.coordinator, made, "withdrawn")
        with pytest.raises(StepNotAllowed):
            end_again(talks, people, made)

    def test_a_withdrawn_entry_does_not_count_on_an_amendment_either(self, talks, people):
        made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))
        outside = Outside("BLR", OutsideChannel.NOTE, talks.clock.now, "")
        act = talks.position(people.coordinator, made, "agrees", outside=outside)

        def silent():
            with talks.work(people.coordinator) as w:
                return silent_on(w, [find_amendment(w, made)])[made]

        assert silent() == ("ARM",)
        end(talks, people.coordinator, contest(talks, people.blr, act), "withdrawn")
        assert silent() == ("BLR", "ARM")

    def test_the_table_of_a_past_instant_has_the_entry_as_it_stood_then(self, talks, people):
        act = entered(talks, people)
        made = contest(talks, people.blr, act)
        then = talks.clock.now
        talks.clock.advance(hours=1)
        end(talks, people.coordinator, made, "withdrawn")

        def said(as_of):
            with talks.work(people.kaz) as w:
                table = consolidated_table(w, talks.code, as_of)
            return [each.position.kind for one in table.clauses for each in one.positions]

        assert said(then.isoformat()) == [PositionKind.OBJECTS]
        assert said(None) == []

    def test_a_withdrawn_objection_is_no_request_to_reopen(self, talks, people):
        for one in (people.kaz, people.blr, people.arm):
            talks.stand(one, "agrees")
        talks.clock.advance(hours=1)
        act = entered(talks, people)
        assert stand_of(talks, "1.1").is_request
        end(talks, people.coordinator, contest(talks, people.blr, act), "withdrawn")
        assert not stand_of(talks, "1.1").is_request


def end_again(talks, people, made):
    with talks.work(people.coordinator) as w:
        received.end_contest(w, made, ContestOutcome.WITHDRAWN, "again", seen_revision=2)


def test_the_record_covers_scans_and_contests(talks, people):
    act = entered(talks, people)
    kept = scan(talks, people.coordinator, act)
    made = contest(talks, people.blr, act)
    with talks.work(people.administrator) as w:
        assert recording.verify(w).broken == ()
        for change, word in (
            (update(ScanRow).where(ScanRow.id == kept.id).values(data=PDF + b"!"), "scan letter.pdf: hash"),
            (update(ContestRow).where(ContestRow.id == made).values(reason="other"), "contest"),
        ):
            w.session.execute(change)
            w.session.expire_all()
            assert any(word in one for one in recording.verify(w).broken)
        w.session.rollback()

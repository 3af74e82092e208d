"""Programs: made whole or not at all, with rules that hold and delegations that take part."""

from datetime import UTC, datetime, timedelta

import pytest

from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StaleRevision, StepNotAllowed
from program_workflow.domain.terms import ClauseKind
from program_workflow.usecases import amending, amendment_reading, programs, reading
from program_workflow.usecases.work import Work
from tests.negotiation import point, two_sections


def create(w: Work, **given):
    given = {"code": "P1", "title": {"en": "T"}, "language": "en", "clauses": two_sections(), **given}
    return programs.create_program(w, **given)


@pytest.mark.parametrize("code", ["", " ", "a b", "-a", "a/", "a" * 33, "Ж", "a\n"])
def test_a_code_that_cannot_stand_in_an_address_is_refused(work, people, code):
    with work(people.coordinator) as w, pytest.raises(Invalid):
        create(w, code=code)


def test_a_code_is_given_once_and_by_a_coordinator(work, people):
    with work(people.coordinator) as w:
        create(w)
    with work(people.other_coordinator) as w, pytest.raises(Conflict):
        create(w)
    for somebody in (people.kaz, people.reviewer, people.observer, people.administrator):
        with work(somebody) as w, pytest.raises(NotPermitted):
            create(w, code="P2")


def test_the_language_of_the_draft_is_always_the_first(work, people):
    with work(people.coordinator) as w:
        assert create(w, language="ru", languages=["en", "ru"]).languages == ["ru", "en"]
        assert create(w, code="P2", languages=["ru"]).languages == ["en", "ru"]


def test_before_it_is_circulated_a_program_is_the_secretariats(talks, people, clock):
    talks.begin()
    for somebody in (people.kaz, people.reviewer, people.observer):
        with talks.work(somebody) as w:
            assert reading.list_programs(w) == ()
            with pytest.raises(NotFound):
                reading.view_program(w, "P1")
    talks.step("circulate", closes_at=clock.now + timedelta(days=1))
    with talks.work(people.observer) as w:
        assert [one.code for one in reading.list_programs(w)] == ["P1"]


def test_rules_and_title_are_merged_into_what_stands(talks, people):
    talks.begin(rules={"min_window_hours": 5})
    with talks.work(people.coordinator) as w:
        seen = reading.view_program(w, "P1").revision
        made = programs.update_program(
            w, "P1", seen_revision=seen, title={"ru": "Программа"}, rules={"numbering": "running"}
        )
        assert made.title == {"en": "A program", "ru": "Программа"}
        assert (made.rules["min_window_hours"], made.rules["numbering"]) == (5, "running")
    with talks.work(people.coordinator) as w, pytest.raises(StaleRevision):
        programs.update_program(w, "P1", seen_revision=seen, title="Another")


@pytest.mark.parametrize("title", ["  ", {"en": ""}, "w" * 501], ids=["blank", "empty", "as long as a text"])
def test_a_title_has_words_and_is_not_as_long_as_a_text(talks, people, title):
    talks.begin()
    with talks.work(people.coordinator) as w, pytest.raises(Invalid) as refusal:
        programs.update_program(w, "P1", seen_revision=1, title=title)
    assert refusal.value.pointer == "/title"


def test_all_members_take_part_until_somebody_is_named_and_from_their_day_on(talks, people, clock):
    def taking_part():
        with talks.work(people.coordinator) as w:
            return [one.code for one in reading.view_program(w, "P1").participants]

    talks.begin()
    assert taking_part() == ["KAZ", "BLR", "ARM"]
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "KAZ")
        programs.add_participant(w, "P1", "ARM", since=clock.now + timedelta(days=1))
    assert taking_part() == ["KAZ"]
    clock.advance(days=1)
    assert taking_part() == ["KAZ", "ARM"]
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "KAZ", until=clock.now + timedelta(hours=1))
    clock.advance(hours=1)
    assert taking_part() == ["ARM"]


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (datetime(2011, 1, 1, tzinfo=UTC).replace(tzinfo=None), None),
        (datetime(1, 1, 1, tzinfo=UTC), None),
        (datetime(2012, 1, 1, tzinfo=UTC), datetime(2011, 1, 1, tzinfo=UTC)),
    ],
)
def test_odd_days_of_taking_part_are_refused(talks, people, since, until):
    talks.begin()
    with talks.work(people.coordinator) as w, pytest.raises(Invalid):
        programs.add_participant(w, "P1", "KAZ", since=since, until=until)


def test_measures_under_a_table_heading_without_a_number_keep_theirs(talks, people):
    measures = tuple(ClauseDraft(ClauseKind.MEASURE, f"Measure {i}", f"2.{i}") for i in (1, 2))
    table = ClauseDraft(ClauseKind.TABLE_HEADING, "Training", children=measures[:1])
    other = ClauseDraft(ClauseKind.TABLE_HEADING, "Reports", children=measures[1:])
    talks.circulated(
        ClauseDraft(ClauseKind.HEADING, "One", "1", children=(point("1.1", "A."),)),
        ClauseDraft(ClauseKind.HEADING, "Two", "2", children=(table, other)),
    )
    talks.agreed(people.kaz, talks.insert("New.", after="2.1"))
    talks.close()
    talks.next()
    assert [number for number, _ in talks.words()] == ["1", "1.1", "2", "", "2.1", "2.1¹", "", "2.2"]


# --- Who takes part -------------------------------------------------------------------------------


def leave(talks, people, clock, code="KAZ"):
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", code, until=clock.now)


ACTS = {
    "draft": lambda w, _, words: amending.draft_amendment(w, "P1", words),
    "save": lambda w, draft, words: amending.save_wording(w, draft, words, seen_revision=1),
    "submit": lambda w, draft, _: amending.submit_amendment(w, draft, seen_revision=1),
    "request_late": lambda w, draft, _: amending.request_late_admission(w, draft, seen_revision=1),
    "confirm_rebase": lambda w, draft, _: amending.confirm_rebase(w, draft, seen_revision=1),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_has_left_puts_nothing_forward_and_is_told_since_when(talks, people, clock, act):
    talks.circulated()
    draft = talks.propose(people.kaz, talks.modify("1.1", "Other words."))
    left = clock.now
    leave(talks, people, clock)
    clock.advance(hours=1)
    with talks.work(people.kaz) as w, pytest.raises(NotPermitted) as refused:
        act(w, draft, [talks.modify("1.1", "Third words.")])
    assert refused.value.params == {"delegation": "KAZ", "program": "P1", "time": left}


def test_who_has_left_reads_withdraws_and_deletes_and_sees_why_no_more(talks, people, clock):
    talks.circulated()
    draft = talks.propose(people.kaz, talks.modify("1.1", "Other words."))
    filed = talks.reviewed(people.kaz, talks.modify("1.2", "Other words."))
    leave(talks, people, clock)
    with talks.work(people.kaz) as w:
        assert reading.view_version(w, "P1", 1).clauses
        found = {one.action: one for one in amendment_reading.view_amendment(w, draft).next_actions}
        assert reading.view_program(w, "P1").outside is not None
    assert "has not taken part" in found["submit"].why_not
    assert "has not taken part" in found["save"].why_not
    assert found["discard"].is_allowed
    talks.take(people.kaz, draft, "discard")
    talks.take(people.kaz, filed, "withdraw")
    assert talks.state(filed) == "withdrawn"


def test_who_was_not_named_and_whose_part_has_not_begun_put_nothing_forward(talks, people, clock):
    talks.circulated()
    day = clock.now + timedelta(days=1)
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "BLR")
        programs.add_participant(w, "P1", "ARM", since=day)
    with pytest.raises(NotPermitted, match="KAZ does not take part in P1: its participants have been named since"):
        talks.propose(people.kaz, talks.modify("1.1", "Other words."))
    with pytest.raises(NotPermitted, match="ARM takes part in P1 from"):
        talks.propose(people.arm, talks.modify("1.1", "Other words."))
    assert talks.propose(people.blr, talks.modify("1.1", "Other words."))
    assert talks.propose(people.coordinator, talks.modify("1.1", "Words of the secretariat."))
    clock.now = day
    assert talks.propose(people.arm, talks.modify("1.1", "Other words."))


def test_who_comes_back_takes_part_again(talks, people, clock):
    talks.circulated()
    leave(talks, people, clock)
    clock.advance(hours=1)
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "KAZ")
    assert talks.propose(people.kaz, talks.modify("1.1", "Other words."))


def test_a_part_of_now_ends_though_another_is_planned_and_a_planned_one_is_taken_back(talks, people, clock):
    talks.circulated()
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "ARM", until=clock.now + timedelta(days=5))
        programs.add_participant(w, "P1", "ARM", since=clock.now + timedelta(days=30))
    clock.advance(hours=1)
    leave(talks, people, clock, "ARM")
    with talks.work(people.coordinator) as w:
        assert "ARM" not in programs.parts_now(w, "P1")
        programs.add_participant(w, "P1", "ARM", until=clock.now + timedelta(seconds=1))
    clock.advance(days=31)
    with talks.work(people.coordinator) as w:
        assert "ARM" not in programs.parts_now(w, "P1")


def test_who_has_left_does_not_leave_once_more(talks, people, clock):
    talks.circulated()
    with talks.work(people.coordinator) as w:
        programs.add_participant(w, "P1", "ARM", until=clock.now + timedelta(days=5))
    clock.advance(hours=1)
    leave(talks, people, clock, "ARM")  # before the day that was said
    with talks.work(people.coordinator) as w:
        assert "ARM" not in programs.parts_now(w, "P1")
        kept = programs.participants_recorded(w, "P1")
    clock.advance(hours=1)
    with pytest.raises(Conflict, match="ARM takes no part any more"):
        leave(talks, people, clock, "ARM")
    with talks.work(people.coordinator) as w:
        assert programs.participants_recorded(w, "P1") == kept


def test_nothing_is_reopened_or_admitted_late_for_who_has_left(talks, people, clock):
    talks.circulated()
    draft = talks.propose(people.kaz, talks.modify("1.1", "Other words."))
    talks.close()
    talks.take(people.kaz, draft, "request_late")
    leave(talks, people, clock)
    with pytest.raises(StepNotAllowed, match="has not taken part"):
        talks.take(people.coordinator, draft, "admit_late")
    with pytest.raises(Invalid, match="has not taken part"):
        talks.step("extend", closes_at=clock.now + timedelta(days=1), delegations=["KAZ"], reason="asked")

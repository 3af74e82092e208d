"""A meeting: who knows of it, wordings from the floor, those present, brackets settled, and what it leaves behind."""

import re
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from program_workflow import phrases
from program_workflow.domain.errors import (
    Invalid,
    NotFound,
    NotPermitted,
    StaleRevision,
    StepNotAllowed,
    WindowClosed,
)
from program_workflow.domain.terms import AmendmentState, Channel, Event, MeetingState, PaperKind, VersionState
from program_workflow.storage import AgendaItemRow, EventRow, OutboxRow
from program_workflow.usecases import aligning, floor, meeting_entries, meeting_sight, meetings, papers, recording, turn
from program_workflow.usecases.meeting_files import paper_file
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.meeting_views import view_meeting
from program_workflow.usecases.meetings import About, Particulars
from program_workflow.usecases.turn import Task
from tests import twins
from tests.gathering import SUBJECTS, TITLE, Gathering

CONSENSUS = {"decision_rule": "consensus"}


@contextmanager
def refused(words, kind=StepNotAllowed):
    with pytest.raises(kind) as refusal:
        yield
    assert re.search(words, phrases.say(refusal.value)), phrases.say(refusal.value)


@pytest.fixture
def closed(talks):
    """A program whose window is over, decided by consensus."""
    talks.circulated(rules=CONSENSUS)
    talks.close()
    return talks


@pytest.fixture
def gathering(closed):
    return Gathering(closed).opened()


def broken(talks):
    with talks.work(talks.people.coordinator) as w:
        return recording.verify(w).broken


# --- Who knows of it ----------------------------------------------------------------------------------


def test_only_coordinators_know_of_a_meeting_before_it_is_announced(closed):
    gathering = Gathering(closed)
    with closed.work(closed.people.kaz) as w, pytest.raises(NotFound):
        meeting_sight.find_meeting(w, gathering.id)
    gathering.announced()
    for one in (closed.people.kaz, closed.people.observer, closed.people.reviewer):
        with closed.work(one) as w:
            assert meeting_sight.find_meeting(w, gathering.id).number == 3


def test_a_delegation_that_does_not_take_part_never_knows_of_it(closed):
    gathering = Gathering(closed)
    gathering.do(meetings.uninvite, "ARM")
    gathering.announced()
    with closed.work(closed.people.arm) as w, pytest.raises(NotFound):
        meeting_sight.find_meeting(w, gathering.id)
    with closed.work() as w:
        told = {row.user_id for row in w.session.query(OutboxRow).filter_by(event=Event.MEETING_ANNOUNCED)}
    assert closed.people.arm.user_id not in told
    assert {closed.people.kaz.user_id, closed.people.observer.user_id} <= told


def test_only_a_coordinator_holds_a_meeting(gathering):
    with pytest.raises(NotPermitted):
        gathering.do(meetings.close_meeting, by=gathering.people.kaz)
    with pytest.raises(NotPermitted):
        gathering.do(meetings.close_meeting, by=gathering.people.observer)


def test_it_is_announced_with_participants_and_an_agenda_and_opened_once_it_is_announced(closed):
    gathering = Gathering(closed)
    with refused("Announce the meeting first"):
        gathering.do(meetings.open_meeting)
    for one in list(gathering.items):
        gathering.do(meetings.remove_item, one)
    with refused("agenda is empty"):
        gathering.do(meetings.announce)


def test_the_agenda_keeps_its_order_when_an_item_moves_or_goes(closed):
    gathering = Gathering(closed)
    third = gathering.do(meetings.add_item, SUBJECTS[0]).id
    gathering.do(meetings.change_item, third, ordinal=1)
    gathering.do(meetings.remove_item, gathering.items[0])
    with closed.work() as w:
        rows = {row.id: row.ordinal for row in w.session.query(AgendaItemRow)}
    assert rows == {third: 1, gathering.items[1]: 2}
    assert broken(closed) == ()


def test_a_stale_page_changes_nothing(gathering):
    seen = gathering.row().revision
    gathering.record("The meeting took note.", "Совещание приняло к сведению.")
    with pytest.raises(StaleRevision):
        gathering.do(meetings.close_meeting, seen_revision=seen)


# --- The floor ----------------------------------------------------------------------------------------


def test_a_wording_from_the_floor_is_taken_whatever_the_window_and_marked_so(gathering, closed):
    with pytest.raises(WindowClosed):
        closed.propose(closed.people.kaz, closed.modify("1.1", "Late."))
    made = gathering.table("KAZ", closed.modify("1.1", "The parties exchange information."))
    row = closed.row(made)
    assert row.state is AmendmentState.UNDER_REVIEW
    assert row.agenda_item_id == gathering.item
    assert row.number == "P1/1.1/KAZ/1"
    assert broken(closed) == ()


def test_it_is_agreed_in_three_steps_by_those_present(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "The parties exchange information."))
    with refused("has not been read out"):
        gathering.decide(made, "agree")
    gathering.read_out(made)
    assert gathering.decide(made, "agree").state is AmendmentState.AGREED
    assert broken(closed) == ()


def test_a_delegation_that_is_not_in_the_room_is_still_missing(gathering, closed):
    gathering.do(meetings.invite, "ARM", is_present=False)
    made = gathering.table("KAZ", closed.modify("1.1", "Another text."))
    gathering.read_out(made)
    with refused("Armenia: no position yet"):
        gathering.decide(made, "agree")
    assert closed.state(made) is AmendmentState.UNDER_REVIEW


def test_who_was_absent_when_it_was_read_out_does_not_count_as_not_objecting(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "Another text."))
    gathering.read_out(made, ARM="absent")
    with refused("Armenia: no position yet"):
        gathering.decide(made, "agree")


def test_an_objection_stated_when_it_is_read_out_stands_in_the_way(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "Another text."))
    gathering.read_out(made, BLR="objects")
    with refused("Belarus: objects"):
        gathering.decide(made, "agree")
    with refused("cannot be agreed ad referendum"):
        gathering.decide(made, "agree_ad_referendum")
    gathering.read_out(made, BLR="does_not_object")
    assert gathering.decide(made, "agree").state is AmendmentState.AGREED


def test_a_reading_that_was_not_seen_keeps_its_answers(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "The parties exchange data."))
    gathering.read_out(made, seen_reading="", BLR="objects")
    with refused("was read out and what was heard was recorded", StaleRevision):
        gathering.read_out(made, seen_reading="", BLR="does_not_object")
    with refused("Belarus: objects"):
        gathering.decide(made, "agree")


def test_a_reservation_lets_it_be_agreed_ad_referendum(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "Another text."))
    gathering.read_out(made, BLR="ad_referendum")
    with refused("Belarus: ad referendum"):
        gathering.decide(made, "agree")
    assert gathering.decide(made, "agree_ad_referendum").state is AmendmentState.AGREED_AD_REFERENDUM


def test_only_who_is_in_the_room_is_heard(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "Another text."))
    with refused("CSTO is not recorded as present", Invalid):
        gathering.read_out(made, CSTO="objects")
    with refused("^Choose the delegation", Invalid):
        gathering.table("", closed.modify("1.2", "Another text."))
    with refused("^Choose whose statement", Invalid):
        gathering.do(meeting_entries.record_statement, gathering.items[0], "", Both("We welcome it.", ""))
    with refused("does not take part", Invalid):
        gathering.table("CSTO", closed.modify("1.2", "Another text."))


def test_a_meeting_rejects_what_nobody_objects_to_with_itself_as_ground(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "Another text."))
    row = gathering.decide(made, "reject")
    assert row.state is AmendmentState.REJECTED
    assert row.decision_reason == (
        "Decision of the meeting: III Meeting of the heads of the national anti-terrorism centers, item 2"
    )


def test_brackets_are_settled_by_choosing_among_the_alternatives(gathering, closed):
    one = gathering.table("KAZ", closed.modify("1.1", "One alternative."))
    other = gathering.table("BLR", closed.modify("1.1", "Another alternative."))
    gathering.read_out(other)
    gathering.decide(other, "agree", rejecting=[one])
    assert [closed.state(each) for each in (one, other)] == [AmendmentState.REJECTED, AmendmentState.AGREED]


def test_the_text_that_stands_is_kept_by_rejecting_every_alternative(gathering, closed):
    made = [gathering.table(code, closed.modify("1.1", f"Of {code}.")) for code in ("KAZ", "BLR")]
    with closed.work(closed.people.coordinator) as w:
        where = (w, gathering.id, gathering.item, "P1", closed.ids["1.1"])
        with refused("another alternative was recorded: P1/1.1/BLR/1"):
            floor.keep_text(*where, seen=made[:1])  # the page was opened before the second was recorded
        floor.keep_text(*where, seen=made)
    assert {closed.state(one) for one in made} == {AmendmentState.REJECTED}


def test_nothing_is_decided_at_a_meeting_that_is_not_open(closed):
    gathering = Gathering(closed).announced()
    with refused("The meeting is planned"):
        gathering.table("KAZ", closed.modify("1.1", "Another text."))


def test_an_item_about_another_program_decides_nothing_here(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "Another text."))
    with refused("not about that program", Invalid):
        gathering.do(floor.decide, gathering.items[0], made, "reject")


def test_the_next_version_is_made_laid_before_the_meeting_and_finalised_without_a_new_window(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "The parties exchange information."))
    gathering.read_out(made)
    gathering.decide(made, "agree")
    gathering.version("next")
    row = gathering.version("table")
    assert (row.number, row.state, row.closes_at) == (2, VersionState.CLOSED, row.opened_at)
    assert gathering.version("finalise").state is VersionState.FINALISED
    assert closed.state(made) is AmendmentState.INCORPORATED
    assert closed.words(2)[1] == ("1.1", "The parties exchange information.")
    with refused("Version 2 is finalised: no wording is recorded to it"):
        gathering.table("KAZ", closed.modify("1.1", "Another text."))
    assert broken(closed) == ()


def test_a_version_is_not_laid_before_a_meeting_without_one(gathering, closed):
    closed.next()
    with refused("on the page of that meeting"):
        closed.step("table")


def test_what_is_not_settled_keeps_the_version_from_being_finalised(gathering, closed):
    gathering.table("KAZ", closed.modify("1.1", "Another text."))
    with refused("Amendments still open: 1"):
        gathering.version("finalise")


# --- What is recorded ---------------------------------------------------------------------------------


def test_a_statement_is_made_by_who_takes_part(gathering):
    gathering.do(meeting_entries.record_statement, gathering.item, "CSTO", Both("We welcome it.", "Приветствуем."))
    gathering.do(meetings.invite, "ARM")
    with refused("does not take part", Invalid):
        gathering.do(meeting_entries.record_statement, None, "XXX", Both("x", "x"))


def test_what_was_recorded_by_mistake_is_struck_out_and_stays_in_the_record(gathering, closed):
    row = gathering.do(meeting_entries.record_decision, gathering.item, Both("Wrong.", "Ошибка."))
    gathering.do(meeting_entries.strike, row.id, "a slip")
    with refused("struck out already"):
        gathering.do(meeting_entries.strike, row.id, "a slip")
    gathering.draft()
    assert "Wrong." not in gathering.paper().current.texts["en"]
    assert broken(closed) == ()


def test_a_decision_that_was_annulled_is_not_in_the_outcome_document(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "Another text."))
    gathering.decide(made, "reject")
    closed.take(closed.people.other_coordinator, made, "annul")
    gathering.draft()
    assert "was not supported" not in gathering.paper().current.texts["en"]


# --- Minutes and outcome document ---------------------------------------------------------------------


@pytest.fixture
def told(gathering, closed):
    """A meeting that decided on something of everything."""
    gathering.do(meetings.invite, "KAZ", head=Both("Head of the center", "руководитель центра"))
    gathering.record("The Meeting took note of the information.", "Совещание приняло к сведению информацию.")
    agreed = gathering.table("KAZ", closed.modify("1.1", "The parties exchange information."))
    gathering.read_out(agreed)
    gathering.decide(agreed, "agree")
    held = gathering.table("BLR", closed.insert("A new point.", after="1.2"))
    gathering.read_out(held, ARM="ad_referendum")
    gathering.decide(held, "agree_ad_referendum")
    gathering.decide(gathering.table("ARM", closed.delete("2.3")), "reject")
    gathering.decide(gathering.table("ARM", closed.modify("2.1", "Later.")), "defer", until="IV Meeting")
    gathering.do(meeting_entries.record_statement, gathering.item, "CSTO", Both("We welcome it.", "Приветствуем это."))
    gathering.do(meeting_entries.record_next_step, None, Both("The secretariat reports.", "Секретариат сообщит."))
    gathering.close()
    gathering.draft()
    return gathering


def test_the_outcome_document_says_in_english_what_was_decided(told, closed):
    said = told.paper().current.texts["en"].replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "# OUTCOME DOCUMENT",
        "# of the III Meeting of the heads of the national anti-terrorism centers",
        "Minsk, Republic of Belarus, 20–21 March 2011",
        "Kazakhstan (head of delegation – Head of the center); Belarus; Armenia.",
        "attended as observers: Collective Security Treaty Organization.",
        "1) on new trends;",
        "## 2. On the main provisions of the draft program",
        "1.1. The Meeting took note of the information.",
        "The delegations agreed point 1.1 of draft program P1 to read as follows: “The parties exchange information.”",
        "supplement draft program P1, after point 1.2, with a new point reading: “A new point.”",
        "Armenia – ad referendum",
        "Amendment P1/2.3/ARM/1 to point 2.3 of draft program P1 was not supported.",
        "deferred (until: IV Meeting)",
        "Collective Security Treaty Organization (item 2): “We welcome it.”",
        "1. The secretariat reports.",
        "confirm their position on 1 amendment",
        "Work on 1 amendment",
    ):
        assert words in said, said
    assert re.search(r"point 1\.1, amendment P1/1\.1/KAZ/1:( [0-9a-f]{16}){4}\n", said)


def test_the_outcome_document_says_it_in_russian_with_its_cases(told):
    said = told.paper().current.texts["ru"].replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "# ИТОГОВЫЙ ДОКУМЕНТ",
        "# III Совещания руководителей национальных антитеррористических центров",
        "г. Минск, Республика Беларусь, 20–21 марта 2011 г.",
        "20–21 марта 2011 г. состоялось III Совещание руководителей национальных антитеррористических центров",
        "Участники Совещания рассмотрели следующие вопросы:",
        "1) о новых тенденциях;",
        "Совещание приняло к сведению информацию.",
        "Делегации согласовали пункт 1.1 проекта программы P1 в следующей редакции",
        "дополнение проекта программы P1 после пункта 1.2 новым пунктом следующего содержания",
        "Поправка P1/2.3/ARM/1 к пункту 2.3 проекта программы P1 не получила поддержки.",
        "Рассмотрение поправки P1/2.1/ARM/2 к пункту 2.1 проекта программы P1 отложено",
        "Организация Договора о коллективной безопасности (вопрос 2): «Приветствуем это.»",
    ):
        assert words in said, said


def test_the_english_document_quotes_the_english_text_that_stands_aligned_and_marks_what_is_said_in_russian(talks):
    twins.circulate(twins.begin(talks))
    talks.close()
    gathering = Gathering(talks).opened()
    tabled = gathering.table("KAZ", talks.modify("1", "Стороны встречаются два раза в год."), language="ru")
    with talks.work(talks.people.coordinator) as w:
        said = {"ARM": floor.Answer("agrees_with_statement", "С учётом закона.")}
        floor.read_out(w, gathering.id, gathering.item, tabled, said)
    gathering.decide(tabled, "agree")
    gathering.draft()
    before = gathering.paper().current.texts["en"]
    assert "to read as follows (in Russian): “Стороны встречаются два раза в год.”" in before
    assert "Armenia – agrees with statement (in Russian: “С учётом закона”)." in before
    talks.next()
    with talks.work(talks.people.coordinator) as w:
        english = "The parties meet twice a year."
        aligning.supply_text(w, talks.code, 2, talks.ids["1"], "en", text=english, seen_revision=None)
    gathering.close()
    gathering.draft(seen=1)
    gathering.draft("minutes")
    for one in ("outcome", "minutes"):
        texts = gathering.paper(one).current.texts
        assert "to read as follows: “The parties meet twice a year.”" in texts["en"], texts["en"]
        assert "в следующей редакции: «Стороны встречаются два раза в год.»" in texts["ru"], texts["ru"]
    assert "Армения – согласна, с изложением особого мнения (С учётом закона)." in gathering.paper().current.texts["ru"]


def test_two_agreed_amendments_that_combine_on_a_clause_are_quoted_as_the_text_they_make(gathering, closed):
    for words in ("The parties exchange data on threats.", "The parties exchange information on new threats."):
        settle(gathering, gathering.table("KAZ", closed.modify("1.1", words)))
    gathering.draft()
    gathering.draft("minutes")
    for one in ("outcome", "minutes"):
        texts = gathering.paper(one).current.texts
        assert texts["en"].count("“The parties exchange data on new threats.”") == 2, texts["en"]
        assert "exchange information on new threats" not in texts["en"]
        assert "This text also includes what was agreed on amendment P1/1.1/KAZ/2." in texts["en"]
        assert "«The parties exchange data on new threats.» (поправка P1/1.1/KAZ/1)" in texts["ru"], texts["ru"]
    closed.next()
    assert ("1.1", "The parties exchange data on new threats.") in closed.words()


def test_the_outcome_document_says_fields_and_the_place_of_a_move_and_the_last_hash_alone(gathering, closed):
    timeframe = {"timeframe": "2012"}
    settle(gathering, gathering.table("KAZ", closed.modify("1.1", "The parties exchange data.", fields=timeframe)))
    settle(gathering, gathering.table("KAZ", closed.move("2.1", after="2.3")))
    new = closed.insert("To train staff.", after="1.2")
    settle(gathering, gathering.table("BLR", replace(new, fields={"funding": "Own means"})))
    for step in ("next", "table", "finalise"):
        gathering.version(step)
    gathering.draft()
    said = gathering.paper().current.texts["en"].replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "“The parties exchange data.” (amendment P1/1.1/KAZ/1). The delegations agreed changes to point 1.1 of draft "
        "program P1: timeframe – “2012”",
        "to move point 2.1 within draft program P1, placing it after point 2.3 (amendment",
        "The new clause names: funding – “Own means”.",
    ):
        assert words in said, said
    assert said.count("draft program P1, version 2:") == 1  # laid before the meeting and agreed: one text, one hash
    assert "version 1:" not in said
    with gathering.work(gathering.people.coordinator) as w:
        file = paper_file(w, gathering.id, PaperKind.OUTCOME, "docx")
    assert b"Working text, revision 1" in ZipFile(BytesIO(file.data)).read("word/footer1.xml")


def settle(gathering, amendment_id):
    gathering.read_out(amendment_id)
    gathering.decide(amendment_id, "agree")


def test_observers_see_the_agenda_and_what_was_adopted_alone(told, closed):
    observer = closed.people.observer
    with pytest.raises(NotFound):
        told.paper(by=observer)
    told.adopt()
    assert len(told.paper(by=observer).revisions) == 1
    told.draft("minutes")
    told.adopt("minutes")
    with pytest.raises(NotFound):
        told.paper("minutes", by=observer)
    assert told.paper("minutes", by=closed.people.kaz).state == "adopted"


def test_a_revision_is_never_changed_and_two_writers_do_not_overwrite_each_other(told):
    first = told.paper().current
    told.write("outcome", first.texts["en"] + "More.\n", first.texts["ru"], seen=1)
    with refused("Another revision was saved", StaleRevision):
        told.write("outcome", "Mine.", "Мой.", seen=1)
    view = told.paper()
    assert [one.number for one in view.revisions] == [1, 2]
    assert view.revision(1) == first
    rows = papers.redline_of_paper(view, "en", 1, 2)
    assert [row.change for row in rows if row.change != "equal"] == ["inserted"]


def test_an_outcome_document_is_adopted_in_both_languages_and_then_corrected_beside_the_original(told, closed):
    text = told.paper().current.texts
    told.adopt()
    with refused("corrected by a corrigendum"):
        told.write("outcome", "Another.", "Иной.", seen=1)
    wrong = {code: said.replace("20–21", "20–22") for code, said in text.items()}
    with closed.work(closed.people.coordinator) as w:
        papers.issue_corrigendum(w, told.id, Both(**wrong), "the days were wrong", seen=0)
        with refused("Another corrigendum was issued"):  # by the other window
            papers.issue_corrigendum(w, told.id, Both(**wrong), "the days were wrong", seen=0)
    view = told.paper("corrigendum", number=1, by=closed.people.observer)
    assert "In paragraph 2 from the beginning" not in view.current.texts["en"]
    assert "for “20–21” read “20–22”" in view.current.texts["en"]
    assert "вместо слов «20–21»" in view.current.texts["ru"]
    assert told.paper().current.texts == text
    assert broken(closed) == ()


def test_a_document_in_one_language_is_not_adopted(gathering):
    gathering.write("outcome", "Only English.", "")
    with refused("one of the two texts is missing"):
        gathering.adopt()


def test_a_coordinator_is_awaited_by_a_closed_meeting_without_an_adopted_outcome(told, closed):
    def waits():
        with closed.work(closed.people.coordinator) as w:
            return [one.meeting for one in turn.my_turn(w).items if one.task is Task.FINISH_OUTCOME]

    assert waits() == ["III Meeting of the heads of the national anti-terrorism centers"]
    told.adopt()
    assert waits() == []


@pytest.mark.parametrize(
    "behind",
    [
        "UPDATE meetings SET starts_on = '2012-01-01'",
        "UPDATE meeting_entries SET reference = 'another' WHERE subject = 'amendment'",
        "DELETE FROM meeting_readings",
        "UPDATE meeting_paper_revisions SET hash = '0'",
        "UPDATE amendments SET agenda_item_id = NULL",
    ],
)
def test_a_change_behind_the_application_is_found(told, closed, behind):
    assert broken(closed) == ()
    with closed.work() as w:
        w.session.execute(text(behind))
    assert broken(closed) != ()


def test_a_decision_of_a_meeting_names_its_item_in_the_record(gathering, closed):
    made = gathering.table("KAZ", closed.modify("1.1", "Another text."))
    gathering.decide(made, "reject")
    with closed.work() as w:
        events = w.session.query(EventRow).filter_by(subject_id=made).order_by(EventRow.seq)
        assert [(one.action, one.body.get("agenda_item")) for one in events] == [
            ("save", None),
            ("submit", gathering.item),
            ("review", gathering.item),
            ("reject", gathering.item),
        ]


def test_an_amendment_without_a_number_is_not_put_on_an_agenda(closed, talks):
    gathering = Gathering(closed)
    made = gathering.do(meetings.add_item, SUBJECTS[0], [About(program="P1", clause=closed.ids["1.1"])])
    assert made.about[0]["subject"] == "clause"
    with refused("There is no such clause", Invalid):
        gathering.do(meetings.add_item, SUBJECTS[0], [About(program="P1", clause="nothing")])


def test_papers_of_a_kind_are_drafted_only_where_they_can_be(gathering):
    with pytest.raises(NotFound), gathering.work(gathering.people.coordinator) as w:
        papers.draft(w, gathering.id, PaperKind.CORRIGENDUM)


@pytest.fixture
def cancelled(closed):
    gathering = Gathering(closed).announced()
    gathering.do(meetings.cancel, "The host withdrew its invitation.")
    return gathering


def test_a_planned_meeting_is_cancelled_with_a_reason_and_its_participants_are_told(cancelled, closed):
    row = cancelled.row()
    assert (row.state, row.cancelled_at) == (MeetingState.CANCELLED, closed.clock.now)
    with closed.work() as w:
        told = w.session.query(OutboxRow).filter_by(event=Event.MEETING_CANCELLED).all()
        event = w.session.query(EventRow).filter_by(subject_id=cancelled.id, action="cancel").one()
    assert {one.user_id for one in told} >= {cancelled.people.kaz.user_id, cancelled.people.observer.user_id}
    assert cancelled.people.coordinator.user_id not in {one.user_id for one in told if one.channel is Channel.MAIL}
    assert {one.payload["reason"] for one in told} == {"The host withdrew its invitation."} == {event.reason}
    assert broken(closed) == ()


def test_the_agenda_of_a_cancelled_meeting_stays_readable(cancelled):
    for reader in (cancelled.people.kaz, cancelled.people.observer):
        with cancelled.work(reader) as w:
            view = view_meeting(w, cancelled.id)
        assert (len(view.items), view.cancel_reason) == (2, "The host withdrew its invitation.")
        assert view.actions == ()


def test_nothing_is_recorded_at_a_cancelled_meeting(talks):
    closed = talks
    talks.circulated(rules=CONSENSUS)
    made = closed.reviewed(closed.people.kaz, closed.modify("1.1", "Another text."))
    closed.close()
    cancelled = Gathering(closed).announced()
    cancelled.do(meetings.cancel, "The host withdrew its invitation.")
    both = Both("Another subject", "Другой вопрос")
    acts = [
        lambda: cancelled.do(meetings.announce),
        lambda: cancelled.do(meetings.open_meeting),
        lambda: cancelled.do(meetings.close_meeting),
        lambda: cancelled.do(meetings.cancel, "Again."),
        lambda: cancelled.do(meetings.change, Particulars(TITLE, "2011-04-01")),
        lambda: cancelled.do(meetings.invite, "KAZ", is_present=False),
        lambda: cancelled.do(meetings.uninvite, "KAZ"),
        lambda: cancelled.do(meetings.add_item, both),
        lambda: cancelled.do(meetings.change_item, cancelled.item, ordinal=1),
        lambda: cancelled.do(meetings.remove_item, cancelled.item),
        lambda: cancelled.table("KAZ", closed.modify("1.1", "Another text.")),
        lambda: cancelled.read_out(made),
        lambda: cancelled.decide(made, "reject"),
        lambda: cancelled.version("next"),
        lambda: cancelled.record("A decision.", "Решение."),
        lambda: cancelled.draft(),
    ]
    with closed.work() as w:
        before = w.session.query(EventRow).count()
    for act in acts:
        with refused("The meeting is cancelled"):
            act()
    with closed.work() as w:
        assert w.session.query(EventRow).count() == before


def test_only_a_planned_meeting_is_cancelled_and_never_without_a_reason(gathering, closed):
    with refused("The meeting is open"):
        gathering.do(meetings.cancel, "Too late.")
    planned = Gathering(closed)
    with refused("Give a reason", Invalid):
        planned.do(meetings.cancel, "  ")
    planned.do(meetings.cancel, "No date was found.")
    with closed.work() as w:
        assert w.session.query(OutboxRow).filter_by(event=Event.MEETING_CANCELLED).count() == 0

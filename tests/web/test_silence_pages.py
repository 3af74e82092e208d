"""The pages of a silence procedure: preparing, announcing, answering, breaking, and what came of it."""

import re
import subprocess
from datetime import timedelta

import pytest

from program_workflow.domain.terms import ContestOutcome, OutsideChannel, SilenceState
from program_workflow.storage import SilenceRow, UserRow
from program_workflow.usecases import received, silence_answers, silences
from program_workflow.usecases.position_checks import Outside
from program_workflow.usecases.silence_rows import messages_of
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock):
    def work(actor=None):
        return open_work(actor, settings=settings, clock=clock) if actor else open_work(settings=settings, clock=clock)

    return Negotiation(work, people, clock).circulated(rules={"decision_rule": "consensus"}, days=30)


@pytest.fixture
def running(talks, people, clock):
    """A running procedure on section 1: its identity and its end."""
    end = clock.now + timedelta(days=4)
    with talks.work(people.coordinator) as w:
        row = silences.prepare(w, "P1", expires_at=end, clauses=[talks.ids["1"]])
        silences.take_step(w, row.id, "announce", seen_revision=None)
    return row.id, end


def state(talks, silence_id):
    with talks.work() as w:
        return w.get(SilenceRow, silence_id).state


def test_a_coordinator_prepares_it_looks_at_it_and_announces_it(logged_in, talks, people):
    browser = logged_in("coordinator")
    browser.get("/programs/P1/silence/prepare")
    answer = browser.post("/programs/P1/silence/prepare", {"scope": "version", "expires_at": "2011-03-05T18:00"})
    assert answer.status_code == 303
    path = answer.headers["Location"]
    page = browser.get(path).get_data(as_text=True)
    assert "Silence procedure on version 1" in page
    assert "BLR (weekend)" in page
    browser.get(f"{path}/announce")
    answer = browser.post(f"{path}/announce", {"expires_at": "2011-03-05T18:00"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert state(talks, path.rpartition("/")[2]) is SilenceState.RUNNING


def test_too_short_a_procedure_is_refused_at_the_field(logged_in, talks):
    browser = logged_in("coordinator")
    browser.get("/programs/P1/silence/prepare")
    path = browser.post("/programs/P1/silence/prepare", {"scope": "version", "expires_at": "2011-03-02T18:00"}).headers[
        "Location"
    ]
    browser.get(f"{path}/announce")
    answer = browser.post(f"{path}/announce", {"expires_at": "2011-03-02T18:00"})
    assert answer.status_code == 422
    assert "72 hours" in answer.get_data(as_text=True)


def test_the_frozen_text_is_read_where_it_is_answered_whatever_stands_there_since(logged_in, talks, people, clock):
    talks.agreed_by_all(people.kaz, talks.modify("1.1", "Words agreed since."))
    with talks.work(people.coordinator) as w:
        row = silences.prepare(w, "P1", expires_at=clock.now + timedelta(days=4), clauses=[talks.ids["1"]])
        silences.take_step(w, row.id, "announce", seen_revision=None)
    talks.step("close", reason="all is said")
    talks.next()
    browser = logged_in("blr")
    for path in (f"/silence/{row.id}", f"/silence/{row.id}/agree", f"/silence/{row.id}/break"):
        page = browser.get(path).get_data(as_text=True)
        assert "The parties exchange information on threats." in page, path
        assert "Words agreed since." not in page
    clock.advance(days=5)
    logged_in("coordinator").get("/")  # which writes down that it has ended
    talks.step("circulate", closes_at=clock.now + timedelta(days=30))
    page = logged_in("blr").get(f"/silence/{row.id}").get_data(as_text=True)
    assert "The parties exchange information on threats." in page
    assert "Words agreed since." not in page


def test_the_frozen_wording_of_an_amendment_is_read_where_it_is_answered(logged_in, talks, people, clock):
    made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties exchange information on threats daily."))
    with talks.work(people.coordinator) as w:
        row = silences.prepare(w, "P1", expires_at=clock.now + timedelta(days=4), amendments=[made])
        silences.take_step(w, row.id, "announce", seen_revision=None)
    browser = logged_in("blr")
    for path in (f"/silence/{row.id}", f"/silence/{row.id}/agree", f"/silence/{row.id}/break"):
        page = browser.get(path).get_data(as_text=True)
        assert re.search(r"<ins[^>]*>.*?daily", page, re.DOTALL), path


def test_it_stands_in_my_turn_until_the_delegation_answers(logged_in, talks, running):
    browser = logged_in("blr")
    assert "Answer the silence procedure on version 1 of P1" in browser.get("/").get_data(as_text=True)
    path = f"/silence/{running[0]}"
    browser.get(f"{path}/agree")
    assert browser.post(f"{path}/agree").status_code == 303
    assert "Answers: 1 of 3" in browser.get(path).get_data(as_text=True)
    assert "Answer the silence procedure" not in browser.get("/").get_data(as_text=True)


def test_a_representative_breaks_it_over_a_page_that_asks_for_the_reason(logged_in, talks, running):
    browser = logged_in("arm")
    path = f"/silence/{running[0]}/break"
    assert "What breaks it" in browser.get(path).get_data(as_text=True)
    assert browser.post(path, {"kind": "objects"}).status_code == 422
    assert state(talks, running[0]) is SilenceState.RUNNING
    browser.get(path)
    answer = browser.post(path, {"kind": "scrutiny_reservation", "reason": "The capital studies it."})
    assert answer.status_code == 303
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "The capital studies it." in page
    assert state(talks, running[0]) is SilenceState.BROKEN
    assert "Further message…" in page
    assert "broken already" in logged_in("kaz").get(path).get_data(as_text=True)


def test_a_draft_is_filed_to_break_it(logged_in, talks, people, running):
    draft = talks.propose(people.arm, talks.modify("1.1", "The parties share information."))
    browser = logged_in("arm")
    path = f"/silence/{running[0]}/break"
    assert "Files an amendment" in browser.get(path).get_data(as_text=True)
    assert browser.post(path, {"kind": "amendment", "reason": "See it.", "amendment": draft}).status_code == 303
    assert state(talks, running[0]) is SilenceState.BROKEN
    assert talks.row(draft).filed_at is not None


def test_after_the_instant_the_page_says_that_a_message_changes_nothing(logged_in, talks, running, clock):
    clock.now = running[1] - timedelta(seconds=1)
    browser = logged_in("arm")
    path = f"/silence/{running[0]}"
    browser.get(f"{path}/break")
    clock.now = running[1]
    answer = browser.post(f"{path}/break", {"kind": "objects", "reason": "Too late."})
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "kept as late communication" in page
    assert "Late communications: they change nothing" in page
    clock.advance(seconds=5)
    page = browser.get(path).get_data(as_text=True)
    assert "the decision rule of the program holds" in page


def test_two_coordinators_annul_over_a_page_each(logged_in, talks, people, running, clock):
    silence_id, end = running
    clock.now = end + timedelta(minutes=1)
    with talks.work(people.coordinator) as w:
        note = Outside("ARM", "note", end - timedelta(seconds=1), "Note 9")
        silence_answers.break_silence(w, silence_id, "no", outside=note)
    path = f"/silence/{silence_id}/annul"
    for name in ("coordinator", "other_coordinator"):
        browser = logged_in(name)
        assert "Annul the adoption?" in browser.get(path).get_data(as_text=True)
        assert browser.post(path, {"reason": "proved"}).status_code == 303
    assert state(talks, silence_id) is SilenceState.BROKEN


def test_an_observer_sees_that_it_runs_and_no_answer(logged_in, talks, people, running):
    with talks.work(people.kaz) as w:
        silence_answers.agree(w, running[0])
    page = logged_in("observer").get(f"/silence/{running[0]}").get_data(as_text=True)
    assert "Running" in page
    assert "Answers" not in page
    assert logged_in("observer").get(f"/silence/{running[0]}/certificate").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("en", "Adopted by silence"), ("ru", "Принято по умолчанию")])
def test_the_certificate_is_a_pdf_in_both_languages(
    logged_in, talks, people, running, clock, tmp_path, language, words
):
    with talks.work(people.kaz) as w:
        silence_answers.agree(w, running[0])
    clock.now = running[1] + timedelta(seconds=5)
    with talks.work() as w:
        w.get(UserRow, people.kaz.user_id).language = language
    browser = logged_in("kaz")
    answer = browser.get(f"/silence/{running[0]}/certificate")
    assert answer.mimetype == "application/pdf"
    file = tmp_path / "certificate.pdf"
    file.write_bytes(answer.data)
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert words in " ".join(text.split())
    assert "KAZ" in text


def test_an_answer_received_outside_is_marked_while_its_delegation_contests_it(
    logged_in, talks, people, running, clock
):
    silence_id, _ = running
    path = f"/silence/{silence_id}"
    with talks.work(people.coordinator) as w:
        letter = Outside("BLR", OutsideChannel.LETTER, clock.now, "No. 5")
        silence_answers.agree(w, silence_id, outside=letter)
        (act_id,) = {one.act_id for one in messages_of(w, silence_id) if one.act_id}
    browser = logged_in("kaz")
    assert "contested" not in browser.get(path).get_data(as_text=True)
    with talks.work(people.blr) as w:
        contest_id = received.contest(w, act_id, "We sent no such letter.").id
    page = browser.get(path).get_data(as_text=True)
    assert '<strong class="bad">contested</strong>' in page
    assert f"/received/{act_id}" in page
    with talks.work(people.coordinator) as w:
        received.end_contest(w, contest_id, ContestOutcome.WITHDRAWN, "It was another state's.", seen_revision=1)
    page = browser.get(path).get_data(as_text=True)
    assert '<strong class="bad">entry withdrawn</strong>' in page


def test_whoever_reads_a_text_in_its_scope_learns_that_it_runs(logged_in, talks, running):
    silence, _ = running
    link = f'href="/silence/{silence}"'
    for who in ("kaz", "reviewer", "observer"):
        assert link in logged_in(who).get(f"/programs/P1/clauses/{talks.ids['1.1']}").get_data(as_text=True)
        assert link not in logged_in(who).get(f"/programs/P1/clauses/{talks.ids['2.1']}").get_data(as_text=True)


def test_a_delegation_is_told_beforehand_what_breaks_it(logged_in, talks, people, running):
    warns = "A silence procedure runs on this text until"
    browser = logged_in("kaz")
    for place in (f"clauses/{talks.ids['1.1']}/position", f"clauses/{talks.ids['1']}/position", "position"):
        page = browser.get(f"/programs/P1/{place}").get_data(as_text=True)
        assert warns in page, place
        assert "An objection, a reservation or ad referendum breaks it at once." in page
    assert warns not in browser.get(f"/programs/P1/clauses/{talks.ids['2.1']}/position").get_data(as_text=True)
    inside, outside = (talks.propose(people.kaz, talks.modify(number, "Other words.")) for number in ("1.1", "2.1"))
    breaks = "Submitting it breaks the procedure."
    assert breaks in browser.get(f"/amendments/{inside}/steps/submit").get_data(as_text=True)
    assert breaks not in browser.get(f"/amendments/{outside}/steps/submit").get_data(as_text=True)


def test_after_its_end_the_form_asks_for_a_late_communication_and_promises_no_breaking(
    logged_in, talks, clock, running
):
    silence, end = running
    clock.now = end + timedelta(seconds=1)
    page = logged_in("kaz").get(f"/silence/{silence}/break").get_data(as_text=True)
    assert "Send a late communication?" in page
    assert "is kept as late communication and changes nothing" in page
    assert "The procedure ends at once" not in page
    assert "Break" not in page

"""The pages of remarks: made beside the text, answered, and what an observer finds."""

import pytest

from program_workflow.domain.terms import RemarkKind
from program_workflow.usecases import remarks
from program_workflow.usecases.remarks import Remark
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock):
    def work(actor=None):
        return open_work(actor, settings=settings, clock=clock) if actor else open_work(settings=settings, clock=clock)

    return Negotiation(work, people, clock).circulated()


def made(talks, by, text, number=None):
    with talks.work(by) as w:
        return remarks.make_remark(w, "P1", Remark(RemarkKind.QUESTION, text, talks.ids[number] if number else None)).id


def test_a_question_on_a_clause_is_asked_answered_and_read_beside_the_clause(logged_in, talks, people):
    clause = talks.ids["1.1"]
    browser = logged_in("kaz")
    page = browser.get(f"/programs/P1/clauses/{clause}").get_data(as_text=True)
    assert f"/programs/P1/remarks/new?clause={clause}" in page
    browser.get(f"/programs/P1/remarks/new?clause={clause}")
    answer = browser.post("/programs/P1/remarks", {"kind": "question", "text": "Which threats are meant?"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    path = answer.headers["Location"]
    assert "Which threats are meant?" in browser.get(f"/programs/P1/clauses/{clause}").get_data(as_text=True)
    coordinator = logged_in("coordinator")
    assert "Answer KAZ: 1.1, version 1" in coordinator.get("/").get_data(as_text=True)
    coordinator.get(f"{path}/answer")
    answer = coordinator.post(f"{path}/answer", {"text": "All of them."})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert "All of them." in browser.get(path).get_data(as_text=True)
    assert "All of them." in browser.get("/programs/P1/table").get_data(as_text=True)


def test_a_delegation_says_that_it_has_no_comments_once(logged_in, talks):
    browser = logged_in("blr")
    page = browser.get("/programs/P1/versions/1").get_data(as_text=True)
    assert "We have no comments" in page
    browser.get("/programs/P1/remarks/new?kind=no_comments")
    assert browser.post("/programs/P1/remarks", {"kind": "no_comments"}).status_code == 303
    page = browser.get("/programs/P1/versions/1").get_data(as_text=True)
    assert "We have no comments" not in page
    assert "No comments" in page


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept(logged_in, talks):
    browser = logged_in("kaz")
    browser.get("/programs/P1/remarks/new")
    answer = browser.post("/programs/P1/remarks", {"kind": "remark", "text": " "})
    assert answer.status_code == 422
    assert 'href="#text"' in answer.get_data(as_text=True)
    coordinator = logged_in("coordinator")
    coordinator.get("/programs/P1/remarks/new")
    answer = coordinator.post("/programs/P1/remarks", {"kind": "remark", "text": "Typed words", "delegation": "CSTO"})
    assert answer.status_code == 422
    assert 'href="#received_at"' in answer.get_data(as_text=True)
    assert "Typed words" in answer.get_data(as_text=True)


def test_a_coordinator_enters_the_letter_of_an_observer_organisation(logged_in, talks, clock):
    clock.advance(hours=5)
    coordinator = logged_in("coordinator")
    coordinator.get("/programs/P1/remarks/new")
    fields = {"kind": "remark", "text": "By letter", "delegation": "CSTO", "channel": "letter"}
    answer = coordinator.post("/programs/P1/remarks", {**fields, "received_at": "2011-03-01T12:00", "reference": "12"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    observer = logged_in("observer")
    page = observer.get("/programs/P1/remarks").get_data(as_text=True)
    assert "By letter" in page
    assert "Remark 1" not in page  # no number that would count those of others


def test_an_observer_finds_no_trace_of_remarks_of_others(logged_in, talks, people):
    other = made(talks, people.kaz, "Secret of Kazakhstan", "1.1")
    browser = logged_in("observer")
    for path in ("/programs/P1", "/programs/P1/versions/1", f"/programs/P1/clauses/{talks.ids['1.1']}"):
        assert "Secret of Kazakhstan" not in browser.get(path).get_data(as_text=True), path
    page = browser.get("/programs/P1/remarks").get_data(as_text=True)
    assert "Secret of Kazakhstan" not in page
    assert "0 remarks" in page
    for path in (f"/remarks/{other}", f"/remarks/{other}/withdraw"):
        assert browser.get(path).status_code == 404
    assert logged_in("administrator").get("/programs/P1/remarks").status_code == 404


def test_an_answer_to_what_was_withdrawn_meanwhile_is_refused(logged_in, talks, people):
    question = made(talks, people.kaz, "Why?")
    coordinator = logged_in("coordinator")
    coordinator.get(f"/remarks/{question}/answer")
    kaz = logged_in("kaz")
    kaz.get(f"/remarks/{question}/withdraw")
    assert kaz.post(f"/remarks/{question}/withdraw").status_code == 303
    assert coordinator.post(f"/remarks/{question}/answer", {"text": "So."}).status_code == 412

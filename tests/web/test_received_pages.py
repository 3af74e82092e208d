"""Acts received outside, on pages: entered with a scan, contested, withdrawn."""

import re
from html import unescape
from io import BytesIO

import pytest

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation

PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    made = Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)
    return made.circulated(rules={"decision_rule": "consensus"})


def words(answer):
    said = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r" ([:;,.»])", r"\1", re.sub(r"\s+", " ", unescape(said)))


def enter(browser, path, data=PDF, name="letter.pdf"):
    browser.get(f"{path}/position")
    fields = {"kind": "objects", "reason": "Costs.", "delegation": "BLR", "channel": "letter", "scope": "clause"}
    fields |= {"received_at": "2011-03-01T08:00", "reference": "No. 7", "file": (BytesIO(data), name)}
    return browser.post(f"{path}/position", fields, content_type="multipart/form-data")


def papers(browser, path):
    return re.search(r'href="(/received/\w{32})"', browser.get(path).get_data(as_text=True)).group(1)


def test_a_letter_is_entered_with_its_scan_contested_and_withdrawn(logged_in, talks):
    path = f"/programs/P1/clauses/{talks.ids['1.1']}"
    coordinator, blr, kaz = logged_in("coordinator"), logged_in("blr"), logged_in("kaz")
    assert enter(coordinator, path).status_code == 303
    page = kaz.get(path)
    assert "No. 7 · letter.pdf" in words(page)
    scan = re.search(r'href="(/received/scans/\w+)"', page.get_data(as_text=True)).group(1)
    answer = kaz.get(scan)
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    observer = logged_in("observer")
    assert observer.get(scan).status_code == 404

    act = papers(blr, path)
    assert observer.get(act).status_code == 404
    assert "Contest the entry" not in words(kaz.get(act))
    blr.get(act)
    empty = blr.post(f"{act}/contest", {"reason": ""})
    assert (empty.status_code, "Give a reason" in words(empty)) == (422, True)
    assert blr.post(f"{act}/contest", {"reason": "Not ours."}).status_code == 303
    assert "contested" in words(kaz.get(path))
    assert "Settle the contested entry, P1" in words(coordinator.get("/"))
    page = coordinator.get(act).get_data(as_text=True)
    action = re.search(r'action="(/received/contests/\w+/withdrawn)"', page).group(1)
    assert coordinator.post(action, {"reason": "Of another state."}).status_code == 303
    assert "Belarus: no position yet" in words(kaz.get(path))


@pytest.mark.parametrize("data", [b"<html>", b"MZ"], ids=["html", "program"])
def test_a_wrong_file_is_said_on_the_form_and_nothing_is_entered(logged_in, talks, data):
    path = f"/programs/P1/clauses/{talks.ids['1.1']}"
    answer = enter(logged_in("coordinator"), path, data)
    assert answer.status_code == 422
    assert "A scan is a PDF, PNG, JPEG or Word file" in words(answer)
    assert "objects" not in words(logged_in("kaz").get(path))


def test_a_scan_is_added_later(logged_in, talks):
    path = f"/programs/P1/clauses/{talks.ids['1.1']}"
    coordinator = logged_in("coordinator")
    enter(coordinator, path, b"", "")
    act = papers(coordinator, path)
    assert "No scan is kept." in words(coordinator.get(act))
    sent = {"file": (BytesIO(PDF), "note.pdf")}
    assert coordinator.post(f"{act}/scan", sent, content_type="multipart/form-data").status_code == 303
    assert "note.pdf" in words(coordinator.get(act))


NEW = "/programs/P1/amendments/received"


def amendment_typed(talks, **given):
    fields = {"delegation": "BLR", "channel": "note", "received_at": "2011-03-01T08:00", "reference": "No. 9"}
    fields |= {"changes": "1", "clause-0": talks.ids["1.1"], "what-0": "change", "shown-0": "change"}
    fields |= {"text-0": "The parties share information.", "rationale": "As the note says.", "base_version": "1"}
    return {**fields, "language": "en", "do": "enter", **given}


def send(browser, fields):
    browser.get(NEW)
    return browser.post(NEW, fields, content_type="multipart/form-data")


def test_an_amendment_received_by_note_is_entered_told_and_contested(logged_in, talks):
    coordinator, blr = logged_in("coordinator"), logged_in("blr")
    assert logged_in("kaz").get(NEW).status_code == 403
    again = send(coordinator, amendment_typed(talks, do="show"))
    assert (again.status_code, 'value="No. 9"' in again.get_data(as_text=True)) == (200, True)
    done = send(coordinator, amendment_typed(talks, file=(BytesIO(PDF), "note.pdf")))
    assert done.status_code == 303
    page = coordinator.get(done.location)
    for said in ("Received by note", "No. 9", "note.pdf", "Submitted"):
        assert said in words(page)
    assert "Received by note: No. 9" in words(coordinator.get("/programs/P1/amendments?tab=all"))
    assert "Contest the entry" in words(blr.get(done.location))
    assert logged_in("kaz").get(done.location).status_code == 404
    act = done.location.replace("/amendments/", "/received/")
    blr.get(act)
    assert blr.post(f"{act}/contest", {"reason": "Not ours."}).status_code == 303
    assert "Entry contested" in words(coordinator.get(done.location))
    page = coordinator.get(act).get_data(as_text=True)
    action = re.search(r'action="(/received/contests/\w+/withdrawn)"', page).group(1)
    assert coordinator.post(action, {"reason": "Of another state."}).status_code == 303
    assert "Withdrawn" in words(coordinator.get(done.location))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"received_at": ""}, "Give date and time"),
        ({"received_at": "2031-01-01T08:00"}, "that cannot be in the future"),
        ({"rationale": " "}, "Give a rationale"),
        ({"file": (BytesIO(b"<html>"), "x.pdf")}, "A scan is a PDF"),
        ({"delegation": ""}, "Choose the delegation"),
        ({"channel": "pigeon"}, "Say how it was received"),
    ],
    ids=["no time", "to come", "no rationale", "no scan", "no delegation", "channel"],
)
def test_what_is_wrong_with_a_received_amendment_is_said_and_nothing_is_lost(logged_in, talks, given, said):
    answer = send(logged_in("coordinator"), amendment_typed(talks, **given))
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert "The parties share information." in answer.get_data(as_text=True)
    assert "There is no amendment here" in words(logged_in("coordinator").get("/programs/P1/amendments?tab=all"))


def test_one_that_waited_for_admission_is_gone_with_its_entry(logged_in, talks):
    talks.close()
    coordinator, blr = logged_in("coordinator"), logged_in("blr")
    done = send(coordinator, amendment_typed(talks, received_at="2011-03-11T09:00"))
    assert "waits for late admission" in words(coordinator.get(done.location))
    assert "Admit late" in words(coordinator.get(done.location))
    act = done.location.replace("/amendments/", "/received/")
    blr.get(act)
    blr.post(f"{act}/contest", {"reason": "Not ours."})
    page = coordinator.get(act).get_data(as_text=True)
    action = re.search(r'action="(/received/contests/\w+/withdrawn)"', page).group(1)
    assert coordinator.post(action, {"reason": "Of another state."}).location == "/programs/P1/amendments"
    assert blr.get(done.location).status_code == 404

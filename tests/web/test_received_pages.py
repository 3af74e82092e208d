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

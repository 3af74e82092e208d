"""Requests to reopen on pages: shown where positions stand, reopened by a coordinator, taken back by who asks."""

import re
from html import unescape

import pytest

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    return Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)


@pytest.fixture
def clause(talks, people):
    """2.1, agreed by all, to which Belarus objects an hour later."""
    talks.circulated(rules={"decision_rule": "consensus"})
    for one in (people.kaz, people.blr, people.arm):
        talks.stand(one, "agrees")
    talks.clock.advance(hours=1)
    talks.stand(people.blr, "objects", "2.1", reason="New facts.")
    talks.clock.advance(hours=1)
    return f"/programs/P1/clauses/{talks.ids['2.1']}"


def words(answer):
    said = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r" ([:;,.»])", r"\1", re.sub(r"\s+", " ", unescape(said)))


def revision(page):
    return re.search(r'name="clause_revision" value="(\w+)"', page.get_data(as_text=True)).group(1)


def test_the_clause_stays_agreed_and_says_who_asks_to_reopen_it(logged_in, clause):
    page = words(logged_in("kaz").get(clause))
    assert "request to reopen" in page
    assert "it stays agreed until a coordinator reopens it" in page
    assert "Belarus: asks to reopen what was agreed (objects, since 1 March 2011)" in page
    assert "Reopen the clause" not in page
    assert "request to reopen" in words(logged_in("reviewer").get("/programs/P1/positions?only_blocking=1"))
    assert "asks to reopen what was agreed" in words(logged_in("kaz").get("/programs/P1/missing"))
    assert "request to reopen" not in words(logged_in("observer").get(clause))


def test_a_coordinator_is_awaited_and_reopens_it_with_a_reason(logged_in, clause):
    coordinator = logged_in("coordinator")
    assert "Agreed clauses of P1 asked to be reopened: 1" in words(coordinator.get("/"))
    path = f"{clause}/agreed/reopen"
    seen = revision(coordinator.get(path))
    empty = coordinator.post(path, {"clause_revision": seen, "reason": ""})
    assert (empty.status_code, "Give a reason" in words(empty)) == (422, True)
    assert coordinator.post(path, {"clause_revision": seen, "reason": "A new law."}).status_code == 303
    page = words(coordinator.get(clause))
    assert "Belarus: objects, since 1 March 2011" in page
    assert "it stays agreed" not in page
    assert "asked to be reopened" not in words(coordinator.get("/"))
    assert "Agreed clause reopened" in words(coordinator.get("/audit"))


def test_who_asked_takes_the_request_back(logged_in, clause):
    blr, path = logged_in("blr"), f"{clause}/agreed/take_back"
    assert "Take the request back" in words(blr.get(clause))
    assert blr.post(path, {"clause_revision": revision(blr.get(path))}).status_code == 303
    page = words(blr.get(clause))
    assert "request to reopen" not in page
    assert "nothing is missing" in page


@pytest.mark.parametrize(
    ("who", "action", "status"),
    [("blr", "reopen", 403), ("blr_expert", "take_back", 403), ("observer", "reopen", 404), ("kaz", "take_back", 409)],
)
def test_nobody_else_takes_these_steps(logged_in, clause, who, action, status):
    sent = {"clause_revision": revision(logged_in("coordinator").get(f"{clause}/agreed/reopen")), "reason": "x"}
    browser = logged_in(who)
    browser.get("/account")
    assert browser.post(f"{clause}/agreed/{action}", sent).status_code == status

"""The mark "I am on it" on My turn: made, seen by colleagues alone, taken over, taken off."""

import re
from html import unescape

import pytest

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation

CLAIMS = "/turn/claims"


@pytest.fixture
def made(settings, people, clock):
    """An amendment that waits for the secretariat for three days: its identity."""
    talks = Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)
    talks.circulated(days=100)
    amendment = talks.submitted(people.kaz, talks.modify("1.1", "The parties inform each other."))
    clock.advance(days=3)
    return amendment


def words(browser):
    browser.get("/")
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", browser.page)))


def mark(browser, amendment, **more):
    browser.get("/")
    return browser.post(CLAIMS, {"subject_type": "amendment", "subject_id": amendment, **more})


def test_a_mark_is_seen_by_colleagues_taken_over_and_taken_off(logged_in, made):
    mine, other = logged_in("coordinator"), logged_in("other_coordinator")
    assert "(3 days)" in words(mine)
    assert "is on it" not in words(other)
    assert mark(mine, made).status_code == 303
    page = words(mine)
    assert "Your colleagues see now that you are on it." in page
    assert "You are on it until" in page
    assert "Take the mark off" in page
    assert "First coordinator is on it until" in words(other)
    mark(other, made)
    assert "Second coordinator is on it until" in words(mine)
    mark(other, made, release="1")
    assert "is on it until" not in words(mine)


def test_what_waits_for_others_cannot_be_marked(logged_in, made):
    for who in ("kaz", "blr"):
        assert mark(logged_in(who), made).status_code == 404
    assert mark(logged_in("coordinator"), "unknown").status_code == 404
    assert mark(logged_in("coordinator"), made, release="1").status_code == 404, "there is no mark to take off"


@pytest.mark.parametrize("who", ["kaz_expert", "reviewer", "observer"])
def test_who_may_not_mark_sees_no_button(logged_in, made, who):
    browser = logged_in(who)
    browser.get("/")
    assert CLAIMS not in browser.page
    assert mark(browser, made).status_code == 403

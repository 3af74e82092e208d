"""The page of the rolling text, and the same through the API."""

import re
from html import unescape

import pytest

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation

PAGE = "/programs/P1/rolling-text"


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    return Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)


def words(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", answer.get_data(as_text=True))))


def test_each_bracket_leads_to_its_amendment_or_to_the_positions(logged_in, talks, people):
    talks.circulated(rules={"decision_rule": "consensus"})
    made = talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    other = talks.reviewed(people.blr, talks.delete("1.2"))
    third = talks.reviewed(people.arm, talks.delete("1.2"))
    talks.stand(people.arm, "objects", "2.1")
    answer = logged_in("reviewer").get(PAGE)
    page = answer.get_data(as_text=True)
    assert "The [parties] (KAZ: delete) [states] (KAZ) exchange" in words(answer)
    assert page.count(f'href="/amendments/{made}"') == 4
    assert f'<a class="bracket" href="/amendments/{other}" title="P1/1.2/BLR/1">BLR</a>' in page
    assert f'<a class="bracket" href="/amendments/{third}" title="P1/1.2/ARM/1">ARM</a>' in page
    assert "(ARM, BLR: delete)" in words(answer)
    assert f'href="/programs/P1/clauses/{talks.ids["2.1"]}#positions"' in page
    assert "4 brackets" in words(answer)
    assert re.search(r"\d+ of \d+ words in brackets \(\d+ %\)", words(answer))


def test_only_clauses_in_brackets_are_shown_when_asked_for(logged_in, talks, people):
    talks.circulated()
    talks.reviewed(people.kaz, talks.modify("1.1", "Other."))
    assert "Reports are sent" in words(logged_in("kaz").get(PAGE))
    assert "Reports are sent" not in words(logged_in("kaz").get(f"{PAGE}?only_bracketed=1"))


def test_a_text_without_brackets_says_that_it_is_clean(logged_in, talks):
    talks.circulated()
    assert "The text is clean" in words(logged_in("kaz").get(PAGE))
    assert "No clause stands in brackets" in words(logged_in("kaz").get(f"{PAGE}?only_bracketed=1"))


def test_observers_do_not_find_it(logged_in, talks):
    talks.circulated()
    assert logged_in("observer").get(PAGE).status_code == 404

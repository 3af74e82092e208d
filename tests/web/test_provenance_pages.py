"""The provenance of a version and of a clause as pages: every word marked with what brought it."""

import re
from html import unescape

import pytest

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation, window

PAGE = "/programs/P1/versions/2?view=provenance"


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    return Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)


@pytest.fixture
def amended(talks, people, clock) -> str:
    """Version 2, circulated: Kazakhstan changed a word of 1.1, Belarus deleted 2.3. Gives Kazakhstan's amendment."""
    talks.circulated()
    made = talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    clock.advance(minutes=1)
    talks.agreed(people.blr, talks.delete("2.3"))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    return str(made)


def row(page: str, clause_id: str) -> str:
    return page.partition(f'id="c-{clause_id}"')[2].partition('<div class="clause')[0]


def legal(markup: str, *, without: str = r'<span class="(?:w|tag)"[^>]*>.*?</span>(?:</a></span>)?') -> str:
    """The text of a clause alone, as the marks are to be taken out."""
    text = re.search(r'<div class="legal runs[^>]*>(.*?)</div>', markup, re.DOTALL)
    assert text is not None
    return unescape(re.sub(r"<[^>]+>", "", re.sub(without, "", text[1])))


def test_each_run_has_the_mark_of_its_delegation_and_leads_to_the_amendment(logged_in, talks, amended):
    page = logged_in("blr").get(PAGE).get_data(as_text=True)
    shown = row(page, talks.ids["1.1"])
    assert "states" in re.search(r'<span class="brought">(.*?)</span>[^<]*<span class="w"', shown, re.DOTALL)[0]
    assert "[from KAZ, version 2: " in shown
    assert f'href="/amendments/{amended}"' in shown
    assert re.search(r'<abbr class="code d-1" title="Kazakhstan">KAZ</abbr>', shown)
    assert "parties" not in shown
    assert legal(shown) == "The states exchange information on threats."
    assert "brought" not in row(page, talks.ids["1.2"])


def test_the_sources_stand_in_a_table_beneath(logged_in, amended):
    page = logged_in("blr").get(PAGE).get_data(as_text=True)
    table = re.sub(r"<[^>]+>", " ", page.partition("<tbody")[2])
    assert "Imported draft" in table
    assert "P1/1.1/KAZ/1" in table
    assert "First coordinator, coordinator" in table
    assert "BLR" not in table  # nothing of it stands in the text


def test_struck_words_and_clauses_are_shown_when_they_are_asked_for(logged_in, talks, amended):
    page = logged_in("blr").get(f"{PAGE}&struck=1").get_data(as_text=True)
    assert "[deleted by KAZ, version 2: " in row(page, talks.ids["1.1"])
    gone = page.partition('id="deleted"')[2]
    assert "Meetings are held." in gone
    assert "BLR" in gone


def test_an_observer_sees_versions_and_no_trace_of_amendments(logged_in, talks, amended):
    browser = logged_in("observer")
    for path in (PAGE, f"{PAGE}&struck=1", f"/programs/P1/clauses/{talks.ids['1.1']}"):
        page = browser.get(path).get_data(as_text=True)
        assert "[from version 2: " in page
        assert not [word for word in (amended, "KAZ", "BLR", "/amendments/", "First coordinator") if word in page], path


def test_the_toolbar_of_the_version_leads_there_and_back(logged_in, amended):
    browser = logged_in("kaz")
    there = re.search(r'href="([^"]*view=provenance[^"]*)"', browser.get("/programs/P1/versions/2").get_data(True))
    page = browser.get(unescape(there[1])).get_data(as_text=True)
    assert "Provenance of version 2" in page
    assert 'href="/programs/P1/versions/2?language=en"' in page


def test_the_page_of_a_clause_tells_its_provenance_with_what_was_struck(logged_in, talks, amended):
    page = logged_in("kaz").get(f"/programs/P1/clauses/{talks.ids['1.1']}").get_data(as_text=True)
    fold = page.partition('id="provenance"')[2].partition("</details>")[0]
    assert "[deleted by KAZ, version 2: " in fold
    assert "[from KAZ, version 2: " in fold
    assert "P1/1.1/KAZ/1" in fold


def test_a_working_version_is_not_found_by_a_delegation(logged_in, talks, people, amended):
    talks.close()
    talks.next()
    assert logged_in("kaz").get("/programs/P1/versions/3?view=provenance").status_code == 404
    assert logged_in("coordinator").get("/programs/P1/versions/3?view=provenance").status_code == 200

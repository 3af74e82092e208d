"""Files to download: the links of the pages, and what stands behind them."""

import re
import zipfile
from html import unescape
from io import BytesIO
from typing import Any

import pytest

from program_workflow.domain.actor import SYSTEM
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation, window


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    """Version 2 of P1 with a change of Kazakhstan in 1.1, and a live amendment of Belarus on 1.2."""

    def work(actor: Any = SYSTEM) -> Any:
        return open_work(actor, settings=settings, clock=clock)

    talks = Negotiation(work, people, clock).circulated()
    talks.agreed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=window(clock))
    talks.reviewed(people.blr, talks.modify("1.2", "The parties hold joint exercises twice a year."))
    return talks


def files_of(browser, page):
    """What the Word files behind the links of a page say, without marks."""
    browser.get(page)
    found = []
    for link in re.findall(r'href="(/programs/P1/export[^"]*)"', browser.page):
        if "as=docx" not in unescape(link):
            continue
        answer = browser.get(unescape(link))
        assert answer.status_code == 200, link
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        found.append(zipfile.ZipFile(BytesIO(answer.data)).read("word/document.xml").decode())
    return found


def test_a_version_is_downloaded_clean_and_with_its_amendments(talks, logged_in):
    clean, marked, rolling = files_of(logged_in("arm"), "/programs/P1/versions/2")
    assert "] (BLR)" in rolling
    assert "twice" not in clean
    assert "twice" in marked
    assert 'w:author="Belarus"' in marked


def test_an_observer_is_offered_the_text_alone(talks, logged_in):
    (clean,) = files_of(logged_in("observer"), "/programs/P1/versions/2")
    assert "w:ins" not in clean


def test_a_comparison_is_downloaded_as_it_is_shown(talks, logged_in):
    (marked,) = files_of(logged_in("observer"), "/programs/P1/compare?from=1&to=2")
    assert re.findall("<w:delText[^>]*>([^<]*)<", marked) == ["parties"]


def test_the_amendments_of_a_clause_and_of_the_list_are_downloaded(talks, logged_in):
    browser = logged_in("kaz")
    for page in (f"/programs/P1/clauses/{talks.ids['1.2']}", "/programs/P1/amendments"):
        (marked,) = files_of(browser, page)
        assert 'w:author="Belarus"' in marked


def test_a_format_that_is_not_written_is_refused_in_words(talks, logged_in):
    answer = logged_in("kaz").get("/programs/P1/export?as=exe")
    assert answer.status_code == 422
    assert "no format called exe" in answer.get_data(as_text=True)

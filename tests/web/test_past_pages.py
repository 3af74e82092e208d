"""Pages, API and files as of an instant: nothing later shows, and the page says of which instant it is."""

import re
from html import unescape

import pytest

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    return Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)


@pytest.fixture
def then(talks, people):
    """The instant before an amendment was filed and an objection taken."""
    talks.circulated(rules={"decision_rule": "consensus"})
    talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    at = talks.clock.advance(hours=1)
    talks.clock.advance(hours=1)
    talks.reviewed(people.blr, talks.delete("1.1"))
    talks.stand(people.arm, "objects", "1.2", reason="not so")
    return at.isoformat().replace("+00:00", "Z")


def words(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", answer.get_data(as_text=True))))


def pages(talks):
    clause = f"/programs/P1/clauses/{talks.ids['1.1']}"
    return "/programs/P1/rolling-text", "/programs/P1/positions", clause, f"/programs/P1/clauses/{talks.ids['1.2']}"


def test_pages_of_the_past_show_nothing_later_and_say_so(logged_in, talks, then):
    for who in ("arm", "coordinator"):
        client = logged_in(who)
        for page in pages(talks):
            now, past = words(client.get(page)), words(client.get(f"{page}?as_of={then}"))
            assert "This is how it stood on" not in now
            assert "This is how it stood on" in past
            assert "Show it as of now" in past
            assert "not so" not in past
            assert "P1/1.1/BLR/1" not in past
            assert "Propose an amendment" not in past
            assert "Take a position" not in past
            assert "Enter a position" not in past
    rolling = words(client.get(f"/programs/P1/rolling-text?as_of={then}"))
    assert "The [parties] (KAZ: delete) [states] (KAZ) exchange" in rolling
    assert "(BLR" not in rolling
    assert "P1/1.1/BLR/1" in words(client.get(pages(talks)[2]))
    assert "not so" in words(client.get(pages(talks)[3]))


def test_the_page_of_a_program_leads_to_its_text_of_then(logged_in, talks, then):
    answer = logged_in("kaz").get(f"/programs/P1?as_of={then}")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/programs/P1/rolling-text")
    assert logged_in("observer").get(f"/programs/P1?as_of={then}").status_code == 200


def test_links_of_a_page_of_the_past_stay_in_it(logged_in, talks, then):
    page = logged_in("kaz").get(f"/programs/P1/rolling-text?as_of={then}").get_data(as_text=True)
    assert f"/clauses/{talks.ids['1.2']}?as_of=" in page
    assert re.search(r"/export\?[^\"]*as_of=", page)


def test_an_instant_is_typed_in_the_time_zone_of_the_person(logged_in, talks, then):
    client = logged_in("kaz")
    for page in pages(talks):
        answer = client.get(f"{page}?at=2011-03-01T10:00")
        assert answer.status_code == 302
        assert "as_of=2011-03-01T10:00:00" in unescape(answer.location).replace("%3A", ":")


def test_an_instant_that_is_none_is_refused_in_words(logged_in, talks, then):
    client = logged_in("kaz")
    for page in pages(talks):
        for said in ("yesterday", "2011-03-01T10:00:00", "2999-01-01T00:00:00Z", "2001-01-01T00:00:00Z"):
            assert client.get(f"{page}?as_of={said}").status_code == 422, (page, said)


def test_observers_find_no_past_of_what_they_may_not_see(logged_in, talks, then):
    assert logged_in("observer").get(f"/programs/P1/rolling-text?as_of={then}").status_code == 404


def test_a_file_of_the_past_is_the_page_of_the_past(logged_in, then):
    client = logged_in("kaz")
    text = client.get(f"/programs/P1/export?as=txt&brackets=1&as_of={then}").get_data(as_text=True)
    assert "[states] (KAZ)" in text
    assert "BLR" not in text
    assert "BLR" in client.get("/programs/P1/export?as=txt&brackets=1").get_data(as_text=True)

"""The page of a comparison: what it calls its versions, what it links to, what it folds, who learns of collisions."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from program_workflow.domain.actor import SYSTEM
from program_workflow.web import compare
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation, heading, point

PAGE = "/programs/P1/compare"
TEXT_12 = "Clause 2 of the first section is long."
SECTIONS = (
    heading("1", "First", *(point(f"1.{i}", f"Clause {i} of the first section is long.") for i in range(1, 4))),
    heading("2", "Second", point("2.1", "The «Bulletin» – a list."), point("2.2", "The states report every year.")),
    heading("3", "Third", point("3.1", "Nothing changes here.")),
)


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    def work(actor: Any = SYSTEM) -> Any:
        return open_work(actor, settings=settings, clock=clock)

    return Negotiation(work, people, clock).circulated(*SECTIONS)


def circulate_next(talks: Negotiation) -> None:
    talks.close()
    talks.next()
    talks.step("circulate", closes_at=talks.clock.now + timedelta(days=10))


@pytest.fixture
def second(talks, people) -> Negotiation:
    """In version 2 a word of 2.2 is changed, 2.1 is set otherwise, and 1.3 moved under section 2."""
    talks.agreed(people.kaz, talks.modify("2.2", "The states report twice a year."))
    talks.agreed(people.blr, talks.modify("2.1", 'The "Bulletin" - a list.'))
    talks.agreed(people.arm, talks.move("1.3", under="2"))
    circulate_next(talks)
    return talks


@pytest.fixture
def clashing(second, people) -> Negotiation:
    """Two live amendments to version 2 change the same word of 3.1."""
    second.reviewed(people.kaz, second.modify("3.1", "Little changes here."))
    second.reviewed(people.blr, second.modify("3.1", "Much changes here."))
    return second


def words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def links(page: str, label: str) -> list[str]:
    """Addresses of the links whose text begins so."""
    return [unescape(one) for one in re.findall(rf'<a [^>]*?href="([^"]+)"[^>]*>\s*{re.escape(label)}', page)]


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


# --- Links --------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["from=1&to=2", "from=circulated&to=latest&only=all&view=side", "from=1&to=2&at=2"])
def test_the_link_of_a_change_names_both_versions_and_its_clause_whatever_is_shown(logged_in, second, way: str):
    browser = logged_in("kaz")
    browser.get(f"{PAGE}?{way}")
    found = links(browser.page, "Link to this change")
    assert len(found) == 3
    assert {tuple(asked(one).items()) for one in found} == {(("from", "1"), ("to", "2"), ("language", "en"))}
    for one in found:
        browser.get(one)
        assert f'id="{urlsplit(one).fragment}"' in browser.page
    assert f"c-{second.ids['2.2']}" in [urlsplit(one).fragment for one in found]


def test_another_view_shows_the_same_change(logged_in, second):
    browser = logged_in("kaz")
    browser.get(f"{PAGE}?from=1&to=2&at=2")
    [row] = re.findall(r'id="(c-[^"]+)"[^>]*aria-current', browser.page)
    [address] = links(browser.page, "Side by side")
    assert (asked(address)["at"], asked(address)["view"], urlsplit(address).fragment) == ("2", "side", row)


def test_a_moved_clause_and_the_place_it_left_lead_to_each_other(logged_in, second):
    browser = logged_in("kaz")
    for view in ("inline", "side"):
        browser.get(f"{PAGE}?from=1&to=2&view={view}")
        moved = second.ids["1.3"]
        there, back = browser.page.index(f'id="c-{moved}"'), browser.page.index(f'id="c-left-{moved}"')
        assert back < there
        assert f'href="#c-left-{moved}"' in browser.page[there:]
        assert f'href="#c-{moved}"' in browser.page[back:there]


def test_the_strip_leads_to_a_section_that_is_folded_away_too(logged_in, second):
    browser = logged_in("kaz")
    browser.get(f"{PAGE}?from=1&to=2")
    strip = browser.page.partition('<ul class="strip"')[2].partition("</ul>")[0]
    third = [unescape(one) for one in re.findall(r'href="([^"]+)"', strip)][-1]
    assert "Nothing changes here." not in browser.page
    browser.get(third)
    assert "Nothing changes here." in browser.page
    assert f'id="{urlsplit(third).fragment}"' in browser.page


def test_words_are_counted_for_each_clause_and_in_all(logged_in, second):
    browser = logged_in("kaz")
    browser.get(f"{PAGE}?from=1&to=2")
    said = words(browser.page)
    assert "Words added: 2, taken out: 1." in said
    assert "words added: 2, taken out: 1" in said


def test_what_is_left_out_is_said_on_paper_too(logged_in, second):
    browser = logged_in("kaz")
    browser.get(f"{PAGE}?from=1&to=2")
    assert re.search(r'<span class="print-only">\d unchanged clauses left out', browser.page)


# --- Typography ---------------------------------------------------------------------------------


def test_typography_is_folded_by_address_counted_and_listed_with_links_to_the_clauses(logged_in, second):
    browser = logged_in("kaz")
    browser.get(f"{PAGE}?from=1&to=2")
    assert "Fold typographical differences" in browser.page
    assert "2 changed" in words(browser.page)
    browser.get(f"{PAGE}?from=1&to=2&typography=ignore")
    said = words(browser.page)
    assert "1 changed" in said
    assert said.count("3 typographical differences folded") == 3
    assert '« LEFT-POINTING DOUBLE ANGLE QUOTATION MARK → " QUOTATION MARK' in said
    (clause,) = links(browser.page, "2.1")
    assert "Bulletin" not in browser.page
    browser.get(clause)
    assert 'The "Bulletin" - a list.' in unescape(browser.page)
    assert asked(clause)["typography"] == "ignore"


def test_texts_that_differ_in_typography_alone_are_the_same_text(logged_in, talks, people):
    talks.agreed(people.blr, talks.modify("2.1", 'The "Bulletin" - a list.'))
    circulate_next(talks)
    browser = logged_in("kaz")
    browser.get(f"{PAGE}?from=1&to=2&typography=ignore")
    assert "These versions have the same text." in words(browser.page)
    assert "3 typographical differences folded" in words(browser.page)
    browser.get(links(browser.page, "2.1")[0])
    assert f'id="c-{talks.ids["2.1"]}"' in browser.page
    browser.get(f"{PAGE}?from=1&to=2&typography=ignore")
    assert f'id="c-{talks.ids["1.1"]}"' not in browser.page
    browser.get(f"{PAGE}?from=1&to=2&typography=ignore&only=all")
    assert f'id="c-{talks.ids["1.1"]}"' in browser.page


# --- What the versions are called ---------------------------------------------------------------


def test_versions_can_be_chosen_by_what_they_are_where_there_is_one(logged_in, second):
    browser = logged_in("kaz")
    browser.get(f"{PAGE}?from=1&to=2")
    assert '<option value="circulated">last circulated (version 1)</option>' in browser.page
    assert 'value="adopted"' not in browser.page
    assert 'value="opened"' not in browser.page
    assert "No version before version 2 was adopted. You have not opened a version before" in words(browser.page)
    browser.get(f"{PAGE}?from=circulated&to=2")
    assert "from version 1, the last one circulated before version 2" in words(browser.page)
    assert '<option value="circulated" selected>' in browser.page


def test_a_name_that_stands_for_no_version_is_refused_in_words(logged_in, second):
    browser = logged_in("kaz")
    assert browser.get(f"{PAGE}?from=adopted&to=2").status_code == 404
    assert "No version before version 2 was adopted." in words(browser.page)


@pytest.mark.parametrize("path", ["versions/1", "clauses/{}?version=1", "compare?from=1&to=1"])
def test_what_changed_since_one_last_looked_is_a_link_and_stays_right_when_it_was_followed(logged_in, talks, path: str):
    browser = logged_in("kaz")
    browser.get(f"/programs/P1/{path.format(talks.ids['2.1'])}")
    browser.get("/programs/P1")
    assert not links(browser.page, "What changed since you last opened")
    circulate_next(talks)
    browser = logged_in("kaz")
    browser.get("/programs/P1")
    (since,) = links(browser.page, "What changed since you last opened")
    for _ in range(2):
        browser.get(since)
        assert "from version 1, which you last opened on 1 March 2011" in words(browser.page)
    browser.get("/programs/P1")
    assert not links(browser.page, "What changed since you last opened")
    browser.get("/programs/P1/versions/2")
    assert links(browser.page, "What changed since you last opened") == [since]


def test_nobody_is_told_of_a_newer_version_that_they_may_not_see(logged_in, talks):
    browser = logged_in("kaz")
    browser.get("/programs/P1/versions/1")
    talks.close()
    talks.next()
    browser = logged_in("kaz")
    for path in ("/programs/P1", "/programs/P1/versions/1"):
        browser.get(path)
        assert not links(browser.page, "What changed since you last opened")


# --- Collisions ---------------------------------------------------------------------------------


def test_collisions_of_live_amendments_are_shown_at_their_clause_and_lead_to_it(logged_in, clashing):
    browser = logged_in("reviewer")
    browser.get(f"{PAGE}?from=1&to=2")
    assert "Live amendments collide at:" in words(browser.page)
    assert "Both change" not in words(browser.page)
    browser.get(links(browser.page, "3.1")[0])
    said = words(browser.page)
    assert re.search(r"(KAZ and BLR|BLR and KAZ) collide\. Both change “ Nothing ”\. P1/3\.1/(KAZ|BLR)/\d", said)
    assert len(links(browser.page, "P1/3.1/KAZ")) == 1


def test_observers_learn_of_no_collision(logged_in, clashing):
    browser = logged_in("observer")
    browser.get(f"{PAGE}?from=1&to=2&only=all")
    assert "collide" not in browser.page
    assert "/amendments/" not in browser.page


def test_a_submitted_amendment_collides_for_nobody_who_may_not_see_it(logged_in, second, people):
    second.reviewed(people.kaz, second.modify("3.1", "Little changes here."))
    second.submitted(people.blr, second.modify("3.1", "Much changes here."))
    browser = logged_in("arm")
    browser.get(f"{PAGE}?from=1&to=2&only=all")
    assert "collide" not in browser.page


def test_where_too_many_amendments_are_live_the_page_says_where_collisions_stand(
    logged_in, clashing, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(compare, "MOST_LIVE", 1)
    browser = logged_in("reviewer")
    browser.get(f"{PAGE}?from=1&to=2&only=all")
    assert "the page of each clause says what collides there" in words(browser.page)
    assert " collide." not in words(browser.page)


# --- What cannot be seen ------------------------------------------------------------------------


def test_what_cannot_be_seen_is_told_in_text_fields_and_new_clauses(logged_in, talks, people):
    talks.agreed(people.kaz, talks.modify("1.1", "Clause 1 of the first sectiоn is long."))
    talks.agreed(people.blr, talks.modify("1.2", TEXT_12, fields={"funding": "The \u200bstates"}))
    talks.agreed(people.arm, talks.insert("A n\u200dew \u200dcl\u200dause.", after="1.3"))
    circulate_next(talks)
    browser = logged_in("kaz")
    for view in ("inline", "side"):
        browser.get(f"{PAGE}?from=1&to=2&view={view}")
        said = words(browser.page)
        assert "A change you cannot see: LATIN SMALL LETTER O became CYRILLIC SMALL LETTER O." in said
        assert "A change you cannot see: ZERO WIDTH SPACE was added." in said
        assert "A change you cannot see: ZERO WIDTH JOINER was added. (3 ×)" in said


# --- Many ---------------------------------------------------------------------------------------


def test_a_long_comparison_lays_out_only_what_is_in_sight(logged_in, settings, people, clock):
    def work(actor: Any = SYSTEM) -> Any:
        return open_work(actor, settings=settings, clock=clock)

    many = heading("1", "All", *(point(f"1.{i}", f"Point {i}.") for i in range(1, 200)))
    talks = Negotiation(work, people, clock).circulated(many)
    talks.agreed(people.kaz, talks.modify("1.7", "Point seven."))
    circulate_next(talks)
    browser = logged_in("kaz")
    browser.get(f"{PAGE}?from=1&to=2&only=all")
    assert 'class="clauses long"' in browser.page
    browser.get(f"{PAGE}?from=1&to=2")
    assert 'class="clauses"' in browser.page

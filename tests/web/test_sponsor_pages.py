"""Amendments of several delegations on pages: who is invited is asked, nobody need wait; two become one."""

import re
from html import unescape

import pytest

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation

WORDING = "The parties share information."


@pytest.fixture
def talks(settings, people, clock):
    made = Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)
    return made.circulated(rules={"decision_rule": "consensus"})


@pytest.fixture
def draft(talks, people):
    """A draft of KAZ."""
    return f"/amendments/{talks.propose(people.kaz, talks.modify('1.1', WORDING))}"


def links(browser, path):
    browser.get(path)
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', browser.page)]


def test_a_draft_that_waits_for_a_co_sponsor_can_be_submitted_without_it(logged_in, draft):
    kaz, blr = logged_in("kaz"), logged_in("blr")
    assert blr.get(draft).status_code == 404
    kaz.get(f"{draft}/co-sponsors/invite")
    assert kaz.post(f"{draft}/co-sponsors/invite", {"delegation": "BLR"}).status_code == 303
    assert f"{draft}/co-sponsors/BLR/consent" in links(blr, draft)
    (submit,) = [one for one in links(kaz, draft) if "/steps/submit" in one]
    assert submit == f"{draft}/steps/submit?without=BLR"
    assert "BLR has not consented to this wording." in unescape(kaz.page)
    assert "BLR is no longer named as a co-sponsor." in unescape(kaz.get(submit).get_data(as_text=True))
    assert kaz.post(f"{draft}/steps/submit").status_code == 303
    assert blr.get(draft).status_code == 404


def test_who_has_consented_leaves_nothing_to_wait_for(logged_in, draft):
    kaz, blr = logged_in("kaz"), logged_in("blr")
    kaz.get(f"{draft}/co-sponsors/invite")
    kaz.post(f"{draft}/co-sponsors/invite", {"delegation": "BLR"})
    blr.get(f"{draft}/co-sponsors/BLR/consent")
    assert blr.post(f"{draft}/co-sponsors/BLR/consent").status_code == 303
    (submit,) = [one for one in links(kaz, draft) if "/steps/submit" in one]
    assert "without" not in submit
    assert not [one for one in links(blr, draft) if "/steps/submit" in one]


def test_what_was_merged_lacks_nothing_any_more_and_has_no_decision_of_before(logged_in, talks, people):
    into, merged = (talks.reviewed(one, talks.modify("1.1", WORDING)) for one in (people.kaz, people.blr))
    path = f"/amendments/{merged}"
    coordinator = logged_in("coordinator")
    coordinator.get(f"{path}/steps/merge")
    assert coordinator.post(f"{path}/steps/merge", {"into": into}).status_code == 303
    for who in ("blr", "kaz"):
        browser = logged_in(who)
        browser.get(f"{path}/merger/accept")
        assert browser.post(f"{path}/merger/accept").status_code == 303
    page = logged_in("arm").get(path).get_data(as_text=True)
    assert f'href="/amendments/{into}"' in page
    assert "Missing for agreement" not in page
    assert 'id="decision"' not in page
    assert "Missing for agreement" in logged_in("arm").get(f"/amendments/{into}").get_data(as_text=True)

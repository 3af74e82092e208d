"""The pages of a package: making one, what is missing, its steps, and where it is shown."""

import pytest

from program_workflow.usecases import packages
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock):
    def work(actor=None):
        return open_work(actor, settings=settings, clock=clock) if actor else open_work(settings=settings, clock=clock)

    found = Negotiation(work, people, clock).circulated(rules={"decision_rule": "consensus"}, days=30)
    for one in (people.kaz, people.blr, people.arm):
        found.stand(one, "agrees", "1")
    return found


@pytest.fixture
def made(talks, people):
    with talks.work(people.coordinator) as w:
        clauses = [talks.ids["1.1"], talks.ids["2.1"]]
        return "/programs/P1/packages/" + packages.make(w, "P1", "Exchange and training", clauses).id


def test_a_coordinator_makes_a_package_and_reads_what_is_missing(logged_in, talks):
    browser = logged_in("coordinator")
    page = browser.get("/programs/P1/packages/new").get_data(as_text=True)
    assert "1.1: " in page
    fields = {"title": "Exchange", "clauses": [talks.ids["1.1"], talks.ids["2.1"]]}
    answer = browser.post("/programs/P1/packages/new", fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "None of its clauses is agreed until all are." in page
    assert "Kazakhstan: no position yet" in page
    assert "Provisionally agreed" in page


def test_what_is_wrong_is_said_at_its_field(logged_in, talks):
    browser = logged_in("coordinator")
    browser.get("/programs/P1/packages/new")
    answer = browser.post("/programs/P1/packages/new", {"title": "Exchange", "clauses": [talks.ids["1.1"]]})
    assert answer.status_code == 422
    assert "A package has at least two clauses." in answer.get_data(as_text=True)


def test_its_step_goes_over_a_page_of_consequences(logged_in, made):
    browser = logged_in("coordinator")
    assert "provisionally agreed until the review is concluded" in browser.get(f"{made}/reopen").get_data(as_text=True)
    assert browser.post(f"{made}/reopen", {"reason": ""}).status_code == 422
    browser.get(f"{made}/reopen")
    assert browser.post(f"{made}/reopen", {"reason": "New facts."}).status_code == 303
    page = browser.get(made).get_data(as_text=True)
    assert "Its review is not concluded." in page
    assert "New facts." in page


@pytest.mark.parametrize("path", ["", "/versions/1", "/positions", "/rolling-text", "/packages"])
def test_it_is_seen_by_those_who_negotiate_and_by_no_observer(logged_in, made, path):
    shown = logged_in("kaz").get(f"/programs/P1{path}")
    assert shown.status_code == 200
    assert ("Exchange and training" in shown.get_data(as_text=True)) == bool(path)
    hidden = logged_in("observer").get(f"/programs/P1{path}")
    assert "Exchange and training" not in hidden.get_data(as_text=True)
    assert logged_in("observer").get(made).status_code == 404


def test_the_clause_leads_to_its_package(logged_in, talks, made):
    page = logged_in("kaz").get(f"/programs/P1/clauses/{talks.ids['1.1']}").get_data(as_text=True)
    assert f'href="{made}"' in page

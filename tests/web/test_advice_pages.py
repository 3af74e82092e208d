"""The pages of advice: requested by a coordinator, given by a reviewer, released."""

import re

import pytest

from program_workflow.wiring import open_work
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock):
    def work(actor=None):
        return open_work(actor, settings=settings, clock=clock) if actor else open_work(settings=settings, clock=clock)

    return Negotiation(work, people, clock).circulated(days=30)


def test_advice_goes_from_the_coordinator_to_the_reviewer_and_to_the_delegations(logged_in, talks, people):
    amendment = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))
    path = f"/amendments/{amendment}"
    coordinator = logged_in("coordinator")
    assert f"{path}/advice/request" in coordinator.get(path).get_data(as_text=True)
    coordinator.get(f"{path}/advice/request")
    answer = coordinator.post(f"{path}/advice/request", {"kind": "legal", "due": ""})
    assert answer.status_code == 422
    assert 'href="#due"' in answer.get_data(as_text=True)
    answer = coordinator.post(f"{path}/advice/request", {"kind": "legal", "due": "2011-03-05T18:00"})
    assert answer.status_code == 303, answer.get_data(as_text=True)

    reviewer = logged_in("reviewer")
    assert "Give legal advice on P1/1.1/KAZ/1" in reviewer.get("/").get_data(as_text=True)
    reviewer.get(f"{path}/advice/new")
    answer = reviewer.post(f"{path}/advice/new", {"kind": "legal", "recommendation": "reject", "text": ""})
    assert answer.status_code == 422
    fields = {"kind": "legal", "recommendation": "reject", "text": "Against the charter."}
    assert reviewer.post(f"{path}/advice/new", fields).status_code == 303
    assert "Nothing waits for you" in reviewer.get("/").get_data(as_text=True)
    assert "Internal to the secretariat." in reviewer.get(path).get_data(as_text=True)

    kaz = logged_in("kaz")
    assert "Against the charter." not in kaz.get(path).get_data(as_text=True)
    assert "Against the charter." not in kaz.get("/programs/P1/table").get_data(as_text=True)
    page = coordinator.get(path).get_data(as_text=True)
    step = re.search(r"/advice/\w+/release", page)
    assert step
    assert kaz.get(step[0]).status_code == 404
    coordinator.get(step[0])
    assert coordinator.post(step[0]).status_code == 303
    assert "Against the charter." in kaz.get(path).get_data(as_text=True)
    assert "Against the charter." in kaz.get("/programs/P1/table").get_data(as_text=True)
    assert logged_in("observer").get(path).status_code == 404


def test_advice_on_a_version_stands_on_its_page(logged_in, talks, people):
    path = "/programs/P1/versions/1"
    coordinator = logged_in("coordinator")
    assert f"{path}/advice/request" in coordinator.get(path).get_data(as_text=True)
    coordinator.get(f"{path}/advice/request")
    answer = coordinator.post(f"{path}/advice/request", {"kind": "legal", "due": ""})
    assert answer.status_code == 422
    assert 'href="#due"' in answer.get_data(as_text=True)
    answer = coordinator.post(f"{path}/advice/request", {"kind": "legal", "due": "2011-03-05T18:00"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}#advice")

    reviewer = logged_in("reviewer")
    turn = reviewer.get("/").get_data(as_text=True)
    assert "Give legal advice on version 1 of P1" in turn
    assert f'href="{path}/advice/new"' in turn
    form = reviewer.get(f"{path}/advice/new").get_data(as_text=True)
    read = re.search(r'name="text_hash" value="(\w{64})"', form)
    assert read
    fields = {"kind": "legal", "recommendation": "reject", "text": "Against the charter.", "text_hash": "0" * 64}
    assert reviewer.post(f"{path}/advice/new", fields).status_code == 412
    assert reviewer.post(f"{path}/advice/new", {**fields, "text_hash": read[1]}).status_code == 303
    assert "Internal to the secretariat." in reviewer.get(path).get_data(as_text=True)

    kaz = logged_in("kaz")
    assert "Advice on the version" not in kaz.get(path).get_data(as_text=True)
    step = re.search(r"/advice/\w+/release", coordinator.get(path).get_data(as_text=True))
    assert step
    assert kaz.get(step[0]).status_code == 404
    coordinator.get(step[0])
    assert coordinator.post(step[0]).status_code == 303
    for page in (path, "/programs/P1/table"):
        assert "Against the charter." in kaz.get(page).get_data(as_text=True)
    assert logged_in("observer").get(f"{path}/advice/new").status_code == 404
    assert "Against the charter." not in logged_in("observer").get(path).get_data(as_text=True)
    events = logged_in("administrator").get("/audit").get_data(as_text=True)
    assert "P1, 1" in events

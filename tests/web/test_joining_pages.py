"""The page of a delegation that joined later, and what others read of it."""

from datetime import timedelta

import pytest

from program_workflow.usecases import programs
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation


@pytest.fixture
def talks(settings, people, clock):
    """KAZ and BLR agreed to section 1 before ARM joined."""

    def work(actor=None):
        return open_work(actor, settings=settings, clock=clock) if actor else open_work(settings=settings, clock=clock)

    made = Negotiation(work, people, clock).begin(rules={"decision_rule": "consensus"})
    for code in ("KAZ", "BLR"):
        with work(people.coordinator) as w:
            programs.add_participant(w, "P1", code)
    made.step("circulate", closes_at=clock.now + timedelta(days=30))
    for one in (people.kaz, people.blr):
        made.stand(one, "agrees", "1")
    return made


def test_who_joins_reads_what_was_agreed_and_answers_on_all_of_it_at_once(logged_in, talks):
    coordinator = logged_in("coordinator")
    coordinator.get("/programs/P1/settings")
    assert coordinator.post("/programs/P1/participants", {"delegation": "ARM"}).status_code == 303
    page = coordinator.get("/programs/P1/missing").get_data(as_text=True)
    assert "Joined later, and asked about what was agreed before" in page
    assert "Joined later, not answered yet" in coordinator.get("/programs/P1").get_data(as_text=True)

    arm = logged_in("arm")
    assert "before your delegation joined: 3" in arm.get("/").get_data(as_text=True)
    page = arm.get("/programs/P1/joining").get_data(as_text=True)
    assert "The parties exchange information on threats." in page
    assert "Training is given" not in page
    assert 'value="reservation_on_signing"' not in page, "no reservation stands that could be converted"
    answer = arm.post("/programs/P1/joining", {"kind": "objects", "reason": ""})
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.get_data(as_text=True)
    arm.get("/programs/P1/joining")
    assert arm.post("/programs/P1/joining", {"kind": "agrees"}).status_code == 303
    assert "is not asked about anything" in arm.get("/programs/P1/joining").get_data(as_text=True)
    assert "Joined later" not in coordinator.get("/programs/P1/missing").get_data(as_text=True)


def test_who_was_there_from_the_beginning_is_not_asked_and_observers_find_no_such_page(logged_in, talks):
    assert "is not asked about anything" in logged_in("kaz").get("/programs/P1/joining").get_data(as_text=True)
    assert logged_in("observer").get("/programs/P1/joining").status_code == 404

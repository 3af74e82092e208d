"""Requests to reopen through the API."""

import pytest


@pytest.fixture
def path(talks, people):
    talks.circulated(rules={"decision_rule": "consensus"})
    for one in (people.kaz, people.blr, people.arm):
        talks.stand(one, "agrees")
    talks.clock.advance(hours=1)
    talks.stand(people.blr, "objects", "1.1", reason="New facts.")
    talks.clock.advance(hours=1)
    return f"/programs/P1/clauses/{talks.ids['1.1']}"


def step(caller, path, action, **more):
    revision = caller.get(path).json["clause"]["revision"]
    return caller.call("POST", f"{path}/steps", {"action": action, "revision": revision, **more})


def test_an_agreed_clause_is_objected_to_reopened_and_agreed_again(callers, path, talks):
    read = callers.kaz.get(f"{path}/positions").json
    assert [one["delegation"] for one in read["positions"] if one["request_to_reopen"]] == ["BLR"]
    assert read["agreed_since"] == "2011-03-01T09:00:00Z"
    assert callers.kaz.get(path).json["clause"]["status"] == "agreed"
    missing = callers.kaz.get("/programs/P1/missing").json["items"]
    assert [(one["lack"], one["delegation"]) for one in missing] == [("reopening", "BLR")]

    assert step(callers.kaz, path, "reopen", reason="no").json["code"] == "not_permitted"
    assert step(callers.coordinator, path, "reopen").json["code"] == "invalid"
    assert step(callers.coordinator, path, "reopen", reason="A new law.").status_code == 200
    assert callers.kaz.get(path).json["clause"]["status"] == "bracketed"
    assert step(callers.coordinator, path, "reopen", reason="again").json["code"] == "step_not_allowed"

    talks.clock.advance(hours=1)
    revision = callers.blr.get(path).json["clause"]["revision"]
    callers.blr.call("PUT", f"{path}/position", {"kind": "agrees", "revision": revision})
    assert callers.kaz.get(path).json["clause"]["status"] == "agreed"


def test_the_delegation_takes_its_request_back(callers, path):
    assert step(callers.arm, path, "take_back").json["code"] == "step_not_allowed"
    answered = step(callers.blr, path, "take_back")
    assert answered.status_code == 200
    assert answered.json["missing"] == []


def test_observers_find_nothing(callers, path):
    assert callers.observer.call("POST", f"{path}/steps", {"action": "reopen", "revision": "0"}).status_code == 404


def test_a_text_that_is_not_the_one_read_is_refused(callers, path):
    sent = {"action": "reopen", "reason": "x", "revision": "0" * 64}
    assert callers.coordinator.call("POST", f"{path}/steps", sent).status_code == 412

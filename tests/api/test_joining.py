"""Participants through the API: from and to, and what one that joins later is asked."""

from datetime import timedelta

import pytest


@pytest.fixture
def meeting(callers, talks, people, clock):
    talks.begin(rules={"decision_rule": "consensus"})
    for code in ("KAZ", "BLR"):
        assert callers.coordinator.post("/programs/P1/participants", {"delegation": code}).status_code == 201
    talks.step("circulate", closes_at=clock.now + timedelta(days=30))
    for one in (people.kaz, people.blr):
        talks.stand(one, "agrees", "1")
    return talks


def test_who_joins_is_asked_once_and_its_answer_completes_the_agreement(callers, meeting, clock):
    body = {"delegation": "ARM", "from": clock.now.isoformat()}
    assert callers.coordinator.post("/programs/P1/participants", body).status_code == 201
    items = {one["delegation"]: one for one in callers.kaz.get("/programs/P1/participants").json["items"]}
    assert (items["ARM"]["from"], items["ARM"]["to"]) == ("2011-03-01T09:00:00Z", None)
    clauses = callers.arm.get("/programs/P1/versions/1").json["clauses"]
    assert [one["status"] for one in clauses] == ["agreed"] * 3 + ["open"] * 4
    asked = callers.arm.get("/programs/P1/joining").json
    assert [one["id"] for one in asked["items"]] == [meeting.ids[number] for number in ("1", "1.1", "1.2")]
    turn = {one["task"]: one["clauses"] for one in callers.arm.get("/me/turn").json["items"]}
    assert turn == {"answer_on_joining": 3, "take_positions": 4}
    lacks = callers.kaz.get("/programs/P1/missing").json["items"]
    assert {one["reference"] for one in lacks if one["lack"] == "asked_on_joining"} == {"1", "1.1", "1.2"}
    assert callers.arm.call("PUT", "/programs/P1/joining/position", {"kind": "agrees", "version": 9}).status_code == 412
    done = callers.arm.call("PUT", "/programs/P1/joining/position", {"kind": "agrees", "version": 1})
    assert (done.status_code, done.json["items"]) == (200, [])
    again = callers.arm.call("PUT", "/programs/P1/joining/position", {"kind": "agrees", "version": 1})
    assert again.status_code == 409
    assert callers.kaz.get("/programs/P1/joining").json["since"] is None
    assert callers.observer.get("/programs/P1/joining").status_code == 404

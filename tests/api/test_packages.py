"""Packages through the API: clauses agreed together, what is missing, who may do what."""

import pytest


@pytest.fixture
def made(talks, callers):
    """A package of 1.1 and 2.1, on which everybody but ARM agrees."""
    talks.circulated(rules={"decision_rule": "consensus"}, days=30)
    for one in (talks.people.kaz, talks.people.blr):
        talks.stand(one, "agrees")
    clauses = [talks.ids["1.1"], talks.ids["2.1"]]
    answered = callers.coordinator.post("/programs/P1/packages", {"title": "Budget", "clauses": clauses})
    assert answered.status_code == 201, answered.json
    return f"/programs/P1/packages/{answered.json['id']}"


def status(callers, talks, *numbers):
    found = {one["id"]: one for one in callers.kaz.get("/programs/P1/versions/1").json["clauses"]}
    return [found[talks.ids[one]]["status"] for one in numbers]


def test_none_is_agreed_until_all_are_and_the_reopening_of_one_takes_all_back(talks, callers, made):
    talks.stand(talks.people.arm, "agrees", "1.1")
    assert status(callers, talks, "1.1", "2.1") == ["provisionally_agreed", "open"]
    found = callers.kaz.get(made).json
    assert (found["whole"], [one["missing"] for one in found["clauses"]]) == (False, [[], ["Armenia: no position yet"]])
    talks.stand(talks.people.arm, "agrees", "2.1")
    assert status(callers, talks, "1.1", "2.1") == ["agreed", "agreed"]
    assert callers.kaz.get("/programs/P1/packages").json["items"][0]["whole"] is True
    talks.stand(talks.people.arm, "objects", "2.1")
    assert status(callers, talks, "1.1", "2.1") == ["agreed", "agreed"]
    clause = f"/programs/P1/clauses/{talks.ids['2.1']}"
    sent = {"action": "reopen", "reason": "asked for", "revision": callers.kaz.get(clause).json["clause"]["revision"]}
    assert callers.coordinator.call("POST", f"{clause}/steps", sent).status_code == 200
    assert status(callers, talks, "1.1", "2.1") == ["provisionally_agreed", "bracketed"]


def test_it_is_reopened_concluded_and_dissolved_by_steps_that_stand_in_the_record(callers, made):
    assert callers.coordinator.step(made, "reopen", reason="new facts").json["state"] == "reopened"
    assert callers.coordinator.step(made, "conclude").json["next_actions"] == ["reopen", "dissolve"]
    assert callers.coordinator.step(made, "dissolve", reason="settled").json["state"] == "dissolved"
    acts = [one["action"] for one in callers.kaz.get(f"{made}/events").json["items"]]
    assert acts == ["make", "reopen", "conclude", "dissolve"]


def test_the_refusals_come_in_their_order(callers, talks, made):
    steps = f"{made}/steps"
    assert callers.observer.get(made).status_code == 404
    assert callers.observer.post("/programs/P1/packages", {"title": "x", "clauses": []}).status_code == 404
    assert callers.kaz.post(steps, {"action": "reopen", "reason": "x"}).status_code == 403
    assert callers.coordinator.post(steps, {"action": "reopen", "reason": "x"}).status_code == 428
    assert callers.coordinator.step(made, "reopen").status_code == 422
    assert callers.coordinator.step(made, "conclude").status_code == 409
    stale = callers.coordinator.etag(made)
    callers.coordinator.step(made, "reopen", reason="x")
    assert callers.coordinator.post(steps, {"action": "dissolve", "reason": "x"}, If_Match=stale).status_code == 412
    assert callers.kaz.get("/programs/P1/packages/unknown").status_code == 404
    taken = {"title": "Other", "clauses": [talks.ids["1.1"], talks.ids["2.2"]]}
    assert callers.coordinator.post("/programs/P1/packages", taken).status_code == 409


def test_a_package_sent_twice_with_one_key_is_made_once(callers, talks, made):
    body = {"title": "Training", "clauses": [talks.ids["2.2"], talks.ids["2.3"]]}
    first = callers.coordinator.post("/programs/P1/packages", body, Idempotency_Key="k")
    again = callers.coordinator.post("/programs/P1/packages", body, Idempotency_Key="k")
    assert first.json["id"] == again.json["id"]
    assert len(callers.kaz.get("/programs/P1/packages").json["items"]) == 2

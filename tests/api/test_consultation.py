"""Comments, approval and proposed positions through the API."""

import pytest


@pytest.fixture
def talks(talks):
    return talks.circulated(rules={"decision_rule": "consensus"})


def test_the_very_wording_is_approved_before_it_is_submitted(callers, talks, people):
    named = callers.kaz.call("PUT", f"/me/delegation/people/{people.kaz_expert.user_id}", {"is_approver": True})
    assert (named.status_code, named.json["is_approver"]) == (200, True)
    assert (
        callers.blr.call("PUT", f"/me/delegation/people/{people.kaz.user_id}", {"is_approver": True}).status_code == 404
    )
    assert [one["is_approver"] for one in callers.kaz_expert.get("/me/delegation").json["items"]] == [True, False]
    made = talks.propose(people.kaz, talks.modify("1.1", "The parties share information."))
    path = f"/amendments/{made}"

    def step(caller, action):
        return caller.call("POST", f"{path}/steps", {"action": action}, If_Match=caller.etag(path))

    refused = step(callers.kaz, "submit")
    assert (refused.status_code, refused.json["detail"]) == (
        409,
        "Approver: Expert of Kazakhstan has not accepted this wording yet.",
    )
    assert step(callers.kaz, "approve").json["code"] == "not_permitted"
    assert callers.blr.call("POST", f"{path}/steps", {"action": "approve"}).status_code == 404
    assert step(callers.kaz_expert, "approve").status_code == 200
    assert step(callers.kaz, "submit").json["state"] == "submitted"
    events = [one["action"] for one in callers.coordinator.get(f"{path}/events").json["items"]]
    assert "approve" not in events


def test_comments_are_read_by_their_audience(callers, talks, people):
    made = talks.reviewed(people.kaz, talks.modify("1.1", "The parties share information."))
    for path in (f"/amendments/{made}/comments", f"/programs/P1/clauses/{talks.ids['1.1']}/comments"):
        ids = {}
        for audience in ("delegation", "secretariat", "all"):
            answered = callers.blr.call("POST", path, {"text": audience, "audience": audience})
            assert (answered.status_code, answered.json["audience"]) == (201, audience)
            ids[audience] = answered.json["id"]
        read = {
            who: [one["text"] for one in getattr(callers, who).get(path).json["items"]]
            for who in ("blr_expert", "coordinator", "kaz", "reviewer")
        }
        assert read == {
            "blr_expert": ["delegation", "secretariat", "all"],
            "coordinator": ["secretariat", "all"],
            "kaz": ["all"],
            "reviewer": ["all"],
        }
        assert callers.observer.get(path).status_code == 404
        hidden = callers.kaz.call("POST", path, {"text": "x", "audience": "all", "parent_id": ids["secretariat"]})
        assert hidden.json["errors"][0]["pointer"] == "/parent_id"
        assert callers.reviewer.call("POST", path, {"text": "x", "audience": "all"}).status_code == 403


def test_a_position_is_proposed_and_taken_inside_a_delegation(callers, talks):
    path = f"/programs/P1/clauses/{talks.ids['1.1']}"
    made = callers.blr_expert.call(
        "POST", f"{path}/proposed-positions", {"kind": "objects", "reason": "Costs.", "lifts_when": "They fall."}
    )
    assert (made.status_code, made.json["lifts_when"], made.json["section"]) == (201, "They fall.", False)
    assert callers.coordinator.get(f"{path}/proposed-positions").json["items"] == []
    step = f"/proposed-positions/{made.json['id']}/steps"
    assert callers.kaz.call("POST", step, {"action": "take"}).status_code == 404
    assert callers.blr_expert.call("POST", step, {"action": "take"}).status_code == 403
    assert callers.blr.call("POST", step, {"action": "take"}).json["outcome"] == "taken"
    kinds = {one["delegation"]: one["kind"] for one in callers.kaz.get(f"{path}/positions").json["positions"]}
    assert kinds["BLR"] == "objects"

"""Co-sponsors through the API: named with a draft, consenting to one wording, taking a withdrawn amendment over."""

import pytest


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules={"decision_rule": "consensus"})


@pytest.fixture
def draft(callers, meeting):
    """A draft of KAZ to which BLR is invited: its path."""
    body = {
        "kind": "modify",
        "clause_id": meeting.ids["1.1"],
        "base_version": 1,
        "text": "The parties share information.",
        "rationale": "because",
        "co_sponsors": ["BLR"],
    }
    answered = callers.kaz.post("/programs/P1/amendments", body)
    assert answered.status_code == 201, answered.json
    assert [(one["delegation"], one["state"]) for one in answered.json["co_sponsors"]] == [("BLR", "invited")]
    return f"/amendments/{answered.json['id']}"


def step(caller, path, code, action, **given):
    return caller.post(f"{path}/sponsors/{code}/steps", {"action": action, **given}, If_Match=caller.etag(path))


def test_an_amendment_of_two_delegations_goes_from_its_draft_to_the_takeover(callers, draft):
    assert callers.arm.get(draft).status_code == 404
    assert callers.coordinator.get(draft).status_code == 404
    refused = callers.kaz.step(draft, "submit")
    assert (refused.status_code, refused.json["code"]) == (409, "step_not_allowed")
    assert refused.json["detail"] == "BLR has not consented to this wording. Submit without BLR, or wait."
    answered = step(callers.blr, draft, "BLR", "consent")
    assert (answered.status_code, answered.json["co_sponsors"][0]["state"]) == (200, "consented")
    assert callers.kaz.step(draft, "submit").status_code == 200
    callers.coordinator.step(draft, "review")
    assert callers.arm.get(draft).json["waits_for_delegations"] == ["ARM"]
    redlined = callers.arm.get("/programs/P1/table").json["items"][0]
    assert redlined["delegations"] == ["KAZ", "BLR"]
    offered = callers.kaz.step(draft, "withdraw", until="2011-03-04T09:00:00Z").json
    assert (offered["state"], offered["waits_for"], offered["takeover_until"]) == (
        "under_review",
        "co_sponsors",
        "2011-03-04T09:00:00Z",
    )
    taken = step(callers.blr, draft, "BLR", "take_over").json
    assert (taken["delegation"], taken["number"], taken["co_sponsors"]) == ("BLR", "P1/1.1/KAZ/1", [])
    acts = [one["action"] for one in callers.arm.get(f"{draft}/events").json["items"]]
    assert acts == ["consent", "submit", "review", "offer", "take_over"]


def test_it_is_submitted_without_those_who_are_named_in_the_step(callers, draft):
    assert callers.kaz.step(draft, "submit", without=["BLR"]).json["state"] == "submitted"
    assert callers.blr.get(draft).status_code == 404


def test_another_delegation_is_invited_later(callers, draft):
    assert callers.blr.post(f"{draft}/sponsors", {"delegation": "ARM"}).status_code == 403
    assert callers.arm.post(f"{draft}/sponsors", {"delegation": "ARM"}).status_code == 404
    assert callers.kaz.post(f"{draft}/sponsors", {"delegation": "XXX"}).json["errors"][0]["pointer"] == "/delegation"
    assert callers.kaz.post(f"{draft}/sponsors", {"delegation": "ARM"}).status_code == 201
    gone = step(callers.arm, draft, "ARM", "decline")
    assert gone.status_code == 200
    assert callers.arm.get(draft).status_code == 404


def test_a_step_is_refused_in_the_order_of_the_contract(callers, draft):
    path = f"{draft}/sponsors/BLR/steps"
    assert callers.arm.post(path, {"action": "consent"}).status_code == 404
    assert callers.kaz.post(path, {"action": "consent"}).status_code == 403
    assert callers.blr.post(path, {"action": "consent"}).status_code == 428
    assert callers.blr.post(path, {"action": "consent"}, If_Match='"99.0"').status_code == 412
    assert callers.blr.post(path, {"action": "dance"}, If_Match=callers.blr.etag(draft)).status_code == 422
    assert callers.blr.post(path, {"action": "leave"}, If_Match=callers.blr.etag(draft)).status_code == 409


def test_the_revision_rises_with_each_step_of_a_co_sponsor(callers, draft):
    before = callers.kaz.etag(draft)
    step(callers.blr, draft, "BLR", "consent")
    refused = callers.kaz.post(f"{draft}/steps", {"action": "submit"}, If_Match=before)
    assert refused.status_code == 412

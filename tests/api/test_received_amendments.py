"""Amendments received outside through the API."""

import pytest

LETTER = {"delegation": "BLR", "channel": "letter", "reference": "No. 7", "received_at": "2011-03-01T08:00:00Z"}


@pytest.fixture
def enter(callers, talks):
    talks.circulated()

    def send(caller, key=None, **given):
        body = {"kind": "modify", "clause_id": talks.ids["1.1"], "text": "The parties share information."}
        body |= {"rationale": "as the letter says", "on_behalf": LETTER, **given}
        return caller.post("/programs/P1/amendments", body, Idempotency_Key=key)

    return send


def test_a_letter_is_filed_for_its_delegation_once_and_contested(callers, enter):
    made = enter(callers.coordinator, "k1")
    assert made.status_code == 201
    one = made.json
    assert (one["delegation"], one["state"], one["filed_at"]) == ("BLR", "submitted", LETTER["received_at"])
    said = {name: LETTER[name] for name in ("channel", "reference", "received_at")}
    assert one["received_outside"] == {**said, "contested": False}
    assert enter(callers.coordinator, "k1").json["id"] == one["id"]
    assert enter(callers.coordinator, "k1", rationale="other").status_code == 409
    assert callers.kaz.get(f"/amendments/{one['id']}").status_code == 404
    assert callers.kaz.get(f"/received/{one['id']}").status_code == 404
    assert callers.blr.get(f"/received/{one['id']}").json["reference"] == "No. 7"
    assert callers.blr.post(f"/received/{one['id']}/contests", {"reason": "Not ours."}).status_code == 201
    assert callers.blr.get(f"/amendments/{one['id']}").json["received_outside"]["contested"]


def test_received_after_the_window_it_is_admitted_late_and_filed(callers, enter, talks):
    talks.close()
    late = talks.clock.now.isoformat()
    made = enter(callers.coordinator, on_behalf={**LETTER, "received_at": late}).json
    assert (made["state"], made["next_actions"][0]["action"]) == ("draft", "admit_late")
    done = callers.coordinator.step(f"/amendments/{made['id']}", "admit_late", reason="the post was late").json
    assert (done["state"], done["admitted_late"]) == ("submitted", True)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"on_behalf": {**LETTER, "channel": "pigeon"}}, "/on_behalf/channel"),
        ({"on_behalf": {**LETTER, "received_at": "2011-03-01T08:00:00"}}, "/on_behalf/received_at"),
        ({"on_behalf": {**LETTER, "received_at": "2031-03-01T08:00:00Z"}}, "/on_behalf/received_at"),
        ({"on_behalf": {**LETTER, "delegation": "XXX"}}, "/on_behalf/delegation"),
        ({"rationale": ""}, "/rationale"),
    ],
    ids=["channel", "no zone", "to come", "delegation", "rationale"],
)
def test_what_is_wrong_is_named_and_nothing_is_entered(callers, enter, given, pointer):
    answer = enter(callers.coordinator, **given)
    assert answer.status_code == 422
    assert pointer in [one["pointer"] for one in answer.json["errors"]]
    assert callers.coordinator.get("/programs/P1/amendments").json["items"] == []


def test_who_may(callers, enter):
    assert enter(callers.blr).status_code == 403
    assert enter(callers.reviewer).status_code == 403
    assert enter(callers.coordinator, on_behalf={**LETTER, "delegation": "CSTO"}).status_code == 403

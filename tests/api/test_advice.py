"""Advice through the API: who may read, give, ask for and release it."""

from datetime import timedelta

import pytest


@pytest.fixture
def path(talks, people):
    talks.circulated(days=30)
    return f"/amendments/{talks.reviewed(people.kaz, talks.modify('1.1', 'The parties share information.'))}"


def test_a_reviewer_gives_advice_that_delegations_read_once_it_is_released(callers, path, clock):
    due = (clock.now + timedelta(days=3)).isoformat()
    asked = callers.coordinator.post(f"{path}/advice-requests", {"kind": "legal", "due": due})
    assert asked.status_code == 201, asked.json
    (waits,) = callers.reviewer.get("/me/turn").json["items"]
    assert (waits["task"], waits["advice"], waits["when"]) == ("give_advice", "legal", "this_week")
    said = {"kind": "legal", "recommendation": "accept_modified", "text": "Say who pays.", "wording": 1}
    given = callers.reviewer.post(f"{path}/advice", said)
    assert given.status_code == 201, given.json
    assert (given.json["stale"], given.json["released_at"]) == (False, None)
    assert callers.coordinator.get(f"{path}/advice").json["requests"][0]["answered_at"]
    one = f"/advice/{given.json['id']}"
    assert callers.blr.get(f"{path}/advice").json == {"items": [], "next": None, "requests": []}
    assert callers.blr.get(one).status_code == 404
    assert callers.blr.get(f"/advice-requests/{asked.json['id']}").status_code == 404
    assert callers.reviewer.step(one, "release").status_code == 403
    released = callers.coordinator.step(one, "release")
    assert released.status_code == 200, released.json
    (item,) = callers.blr.get(f"{path}/advice").json["items"]
    assert (item["text"], item["by"]) == ("Say who pays.", "")
    (row,) = callers.blr.get("/programs/P1/table").json["items"]
    assert row["advice"][0]["recommendation"] == "accept_modified"
    assert row["cells"]["advice"] == "Legal: accept as modified\nSay who pays."
    for caller in (callers.observer, callers.administrator):
        assert caller.get(f"{path}/advice").status_code == 404
        assert caller.get(one).status_code == 404


def test_refusals_come_in_their_order(callers, path):
    said = {"kind": "legal", "recommendation": "accept"}
    assert callers.kaz.post(f"{path}/advice", said).status_code == 403
    assert callers.reviewer.post(f"{path}/advice", {"kind": "legal"}).status_code == 422
    assert callers.reviewer.post(f"{path}/advice", {**said, "wording": 7}).status_code == 412
    made = callers.reviewer.post(f"{path}/advice", said).json
    one = f"/advice/{made['id']}/steps"
    assert callers.coordinator.post(one, {"action": "release"}).status_code == 428
    assert callers.coordinator.post(one, {"action": "release"}, If_Match='"9"').status_code == 412
    assert callers.coordinator.step(f"/advice/{made['id']}", "release").status_code == 200
    assert callers.coordinator.step(f"/advice/{made['id']}", "release").status_code == 409

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
    listed = callers.blr.get(f"{path}/advice").json
    assert listed == {"items": [], "next": None, "requests": [], "next_actions": [], "earlier_versions": []}
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


def test_advice_on_a_version_as_a_whole(callers, talks):
    talks.circulated(days=30)
    path = "/programs/P1/versions/1"
    due = (talks.clock.now + timedelta(days=3)).isoformat()
    assert callers.kaz.post(f"{path}/advice-requests", {"kind": "legal", "due": due}).status_code == 403
    asked = callers.coordinator.post(f"{path}/advice-requests", {"kind": "legal", "due": due})
    assert (asked.status_code, asked.json["version"], asked.json["wording"]) == (201, 1, None)
    (waits,) = callers.reviewer.get("/me/turn").json["items"]
    assert (waits["task"], waits["advice"], waits["version"], waits["amendment"]) == ("give_advice", "legal", 1, None)
    read = callers.reviewer.get(path).json["text_hash"]
    said = {"kind": "legal", "recommendation": "reject", "text": "Against the charter.", "text_hash": "0" * 64}
    assert callers.reviewer.get(f"{path}/advice").json["next_actions"] == ["give_advice"]
    assert callers.reviewer.post(f"{path}/advice", said).status_code == 412
    given = callers.reviewer.post(f"{path}/advice", {**said, "text_hash": read})
    assert (given.status_code, given.json["stale"], given.json["text_hash"]) == (201, False, read)
    one = f"/advice/{given.json['id']}"
    assert callers.blr.get(f"{path}/advice").json["items"] == []
    assert callers.blr.get(one).status_code == 404
    assert callers.coordinator.step(one, "release").status_code == 200
    (item,) = callers.blr.get(f"{path}/advice").json["items"]
    assert (item["text"], item["by"], item["version"]) == ("Against the charter.", "", 1)
    (advice,) = callers.blr.get("/programs/P1/table").json["advice"]
    assert (advice["recommendation"], advice["stale"]) == ("reject", False)
    request = callers.coordinator.post(f"{path}/advice-requests", {"kind": "financial", "due": due}).json
    assert callers.coordinator.step(f"/advice-requests/{request['id']}", "withdraw").status_code == 200
    for caller in (callers.observer, callers.administrator):
        for where in (f"{path}/advice", one, f"/advice-requests/{request['id']}"):
            assert caller.get(where).status_code == 404
    assert callers.coordinator.get("/programs/P1/versions/7/advice").status_code == 404

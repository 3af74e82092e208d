"""Papers of acts received outside through the API."""

from io import BytesIO

import pytest

from tests.api.conftest import BASE

PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def path(talks):
    talks.circulated(rules={"decision_rule": "consensus"})
    return f"/programs/P1/clauses/{talks.ids['1.1']}"


@pytest.fixture
def act(callers, path):
    outside = {"delegation": "BLR", "channel": "letter", "reference": "No. 7", "received_at": "2011-03-01T08:00:00Z"}
    body = {"kind": "objects", "reason": "Costs.", "on_behalf": outside}
    body["revision"] = callers.coordinator.get(path).json["clause"]["revision"]
    answered = callers.coordinator.call("PUT", f"{path}/position", body).json
    papers = next(one["received"] for one in answered["positions"] if one["delegation"] == "BLR")
    assert (papers["reference"], papers["scans"], papers["contests"]) == ("No. 7", [], [])
    return papers["act_id"]


def test_a_scan_is_sent_and_read(callers, act):
    def send(caller, data):
        sent = {"file": (BytesIO(data), "letter.pdf")}
        headers = {"Authorization": f"Bearer {caller.token}"}
        return caller.client.open(f"{BASE}/received/{act}/scans", method="POST", data=sent, headers=headers)

    assert send(callers.blr, PDF).status_code == 403
    assert send(callers.observer, PDF).status_code == 404
    assert send(callers.coordinator, b"<html>").status_code == 422
    kept = send(callers.coordinator, PDF)
    assert (kept.status_code, kept.json["media_type"], kept.json["size"]) == (201, "application/pdf", len(PDF))
    assert callers.kaz.get(f"/received/{act}").json["scans"] == [kept.json]
    assert callers.kaz.get(f"/received/scans/{kept.json['id']}").data == PDF
    assert callers.observer.get(f"/received/scans/{kept.json['id']}").status_code == 404


def test_an_entry_is_contested_and_withdrawn(callers, act, path):
    assert callers.kaz.call("POST", f"/received/{act}/contests", {"reason": "x"}).status_code == 403
    made = callers.blr.call("POST", f"/received/{act}/contests", {"reason": "Not ours."})
    assert made.status_code == 201
    one = made.json["contests"][0]
    assert (one["outcome"], one["next_actions"]) == (None, ["take_back"])
    step = f"/received/contests/{one['id']}/steps"
    body = {"action": "withdraw", "reason": "Of another state."}
    assert callers.coordinator.call("POST", step, body).status_code == 428
    assert callers.coordinator.call("POST", step, body, If_Match='"9"').status_code == 412
    done = callers.coordinator.call("POST", step, body, If_Match=f'"{one["revision"]}"')
    assert (done.status_code, done.json["contests"][0]["outcome"]) == (200, "withdrawn")
    stands = {each["delegation"]: each["kind"] for each in callers.kaz.get(f"{path}/positions").json["positions"]}
    assert stands["BLR"] == "none"

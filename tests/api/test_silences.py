"""Silence procedures through the API: from preparation to the instant and after, in data."""

from datetime import timedelta

import pytest

from program_workflow.wiring import open_work


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules={"decision_rule": "consensus"})


def instant(at):
    return at.isoformat().replace("+00:00", "Z")


@pytest.fixture
def made(callers, meeting, clock):
    """A running procedure on section 1: its path and its end."""
    end = clock.now + timedelta(days=4)
    body = {"scope": {"clauses": [meeting.ids["1"]]}, "expires_at": instant(end)}
    answered = callers.coordinator.post("/programs/P1/silence-procedures", body)
    assert answered.status_code == 201, answered.json
    assert answered.json["state"] == "prepared"
    path = f"/silence-procedures/{answered.json['id']}"
    assert callers.kaz.get(path).status_code == 404
    answered = callers.coordinator.step(path, "announce")
    assert (answered.status_code, answered.json["state"]) == (200, "running"), answered.json
    return path, end


def test_a_procedure_goes_from_its_announcement_to_its_adoption(callers, made, clock):
    path, end = made
    answered = callers.kaz.step(path, "agree")
    assert (answered.status_code, answered.json["late"]) == (200, False)
    found = callers.blr.get(path).json
    assert found["scope"]["kind"] == "clauses"
    assert len(found["text_hash"]) == 64
    assert found["expires_at"] == instant(end)
    assert {one["delegation"]: one["kind"] for one in found["responses"]} == {
        "KAZ": "agreement",
        "BLR": None,
        "ARM": None,
    }
    assert found["silent"] == 6
    assert found["next_actions"] == ["agree", "break", "clarify"]
    clock.now = end
    assert callers.blr.get(path).json["state"] == "adopted"  # before anybody wrote it down
    clock.advance(seconds=3)
    found = callers.blr.get(path).json  # any request writes it down
    assert (found["state"], found["holds"], found["missing"]) == ("adopted", True, [])
    kinds = {one["kind"] for one in callers.blr.get("/programs/P1/positions").json["items"][1]["positions"]}
    assert kinds == {"agrees", "no_objection_received"}
    acts = [one["action"] for one in callers.blr.get(f"{path}/events").json["items"]]
    assert acts == ["prepare", "announce", "agree", "expire"]


def test_an_objection_breaks_it_and_one_after_the_instant_answers_200_and_is_late(callers, made, clock):
    path, end = made
    seen = callers.blr.etag(path)
    clock.now = end + timedelta(seconds=0.1)
    body = {"action": "break", "reason": "It goes too far."}
    answered = callers.blr.post(f"{path}/steps", body, If_Match=seen)
    assert (answered.status_code, answered.json["late"], answered.json["state"]) == (200, True, "adopted")
    [message] = answered.json["messages"]
    assert (message["delegation"], message["late"], message["received_in_time"]) == ("BLR", True, False)


@pytest.mark.parametrize(("before", "state"), [(1, "broken"), (0.1, "broken"), (0, "adopted")])
def test_the_instant_decides_for_the_api_too(callers, made, clock, before, state):
    path, end = made
    seen = callers.arm.etag(path)
    clock.now = end - timedelta(seconds=before)
    body = {"action": "break", "reason": "It goes too far.", "kind": "scrutiny_reservation"}
    assert callers.arm.post(f"{path}/steps", body, If_Match=seen).json["state"] == state


def test_an_objection_is_not_refused_because_another_one_came_a_moment_before(callers, made):
    path, _ = made
    seen = callers.arm.etag(path)
    assert callers.blr.step(path, "break", reason="no").json["state"] == "broken"
    answered = callers.arm.post(f"{path}/steps", {"action": "break", "reason": "nor we"}, If_Match=seen)
    assert answered.status_code == 200
    assert len(answered.json["messages"]) == 2


def test_the_refusals_come_in_their_order(callers, made):
    path, end = made
    steps = f"{path}/steps"
    assert callers.observer.post(steps, {"action": "break"}).status_code == 403
    assert callers.blr.post(steps, {"action": "break", "reason": "x"}).status_code == 428
    assert callers.blr.step(path, "break").status_code == 422
    assert callers.blr.step(path, "extend", reason="x", expires_at=instant(end + timedelta(1))).status_code == 403
    assert callers.coordinator.step(path, "annul", reason="x").status_code == 409
    stale = callers.coordinator.etag(path)
    later = instant(end + timedelta(days=1))
    assert callers.coordinator.step(path, "extend", reason="x", expires_at=later).json["extended"]
    body = {"action": "withdraw", "reason": "x"}
    assert callers.coordinator.post(steps, body, If_Match=stale).status_code == 412
    assert callers.kaz.get("/silence-procedures/unknown").status_code == 404


def test_an_observer_learns_only_that_it_runs(callers, made):
    path, _ = made
    callers.kaz.step(path, "agree")
    found = callers.observer.get(path).json
    assert found["state"] == "running"
    assert found["responses"] == found["messages"] == found["next_actions"] == []
    assert callers.observer.get(f"{path}/events").status_code == 404


def test_a_note_serves_whom_no_mail_reaches_and_the_days_off_are_named(callers, meeting, clock):
    saturday = clock.now + timedelta(days=4)
    body = {"scope": {"version": 1}, "expires_at": instant(saturday)}
    path = callers.coordinator.post("/programs/P1/silence-procedures", body).json["id"]
    path = f"/silence-procedures/{path}"
    assert {one["delegation"] for one in callers.coordinator.get(path).json["days_off"]} == {"KAZ", "BLR", "ARM"} - {
        "KAZ"  # Saturday, 5 March 2011, was a working day there
    }
    note = {"delegation": "ARM", "channel": "note", "reference": "Note 7", "received_at": instant(clock.now)}
    answered = callers.coordinator.step(path, "serve", on_behalf=note)
    served = {one["delegation"]: one["served"]["note"] for one in answered.json["responses"]}
    assert served == {"KAZ": None, "BLR": None, "ARM": "Note 7"}


def test_two_coordinators_annul_what_proves_to_have_been_received_in_time(callers, made, clock):
    path, end = made
    clock.now = end + timedelta(minutes=5)
    note = {
        "delegation": "BLR",
        "channel": "note",
        "reference": "Note 3",
        "received_at": instant(end - timedelta(0, 1)),
    }
    answered = callers.coordinator.step(path, "break", reason="no", on_behalf=note)
    assert answered.json["messages"][0]["received_in_time"]
    assert callers.coordinator.step(path, "annul", reason="proved").json["state"] == "adopted"
    assert callers.other_coordinator.step(path, "annul", reason="proved").json["state"] == "broken"
    assert [one["id"] for one in callers.kaz.get("/programs/P1/silence-procedures").json["items"]] == [
        path.rpartition("/")[2]
    ]


def test_it_waits_for_a_delegation_until_it_answers(callers, made):
    path, end = made
    [item] = [one for one in callers.blr.get("/me/turn").json["items"] if one["silence"]]
    assert (item["task"], item["deadline"]) == ("answer_silence", instant(end))
    assert f"/silence-procedures/{item['silence']}" == path
    callers.blr.step(path, "agree")
    assert not [one for one in callers.blr.get("/me/turn").json["items"] if one["silence"]]


def test_an_act_is_judged_by_the_instant_of_its_coming(settings, clock):
    with open_work(settings=settings, clock=clock) as w:
        came = clock.now
        clock.advance(seconds=5)  # it waits for its turn at the database
        assert w.now == came

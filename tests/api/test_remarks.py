"""Remarks through the API: made, answered, withdrawn, and read in the consolidated table."""

from datetime import timedelta

import pytest


@pytest.fixture
def meeting(talks):
    return talks.circulated()


def say(caller, talks, number=None, **body):
    clause = talks.ids[number] if number else None
    return caller.post("/programs/P1/remarks", {"clause_id": clause, "text": "Why so?", **body})


def test_a_delegation_asks_the_secretariat_answers_and_the_table_has_both(callers, meeting):
    made = say(callers.blr, meeting, "1.1", kind="question")
    assert made.status_code == 201, made.json
    path = f"/remarks/{made.json['id']}"
    assert (made.json["state"], made.json["next_actions"], made.json["late"]) == ("open", ["withdraw"], False)
    waits = callers.coordinator.get("/me/turn").json["items"]
    assert [one["remark"] for one in waits if one["task"] == "answer_remark"] == [made.json["id"]]
    answered = callers.coordinator.step(path, "answer", text="Because it is so.")
    assert answered.status_code == 200, answered.json
    assert (answered.json["state"], answered.json["answer"]) == ("answered", "Because it is so.")
    (row,) = callers.kaz.get("/programs/P1/table").json["items"]
    assert (row["kind"], row["remark_kind"], row["delegations"]) == ("remark", "question", ["BLR"])
    assert row["cells"]["proposed"] == "Question: Why so?"
    assert row["cells"]["reason"] == "Answer of the secretariat: Because it is so."
    assert row["current_text"] == "The parties exchange information on threats."
    events = callers.kaz.get(f"{path}/events").json["items"]
    assert [one["action"] for one in events] == ["make", "answer"]


def test_an_observer_finds_only_the_remarks_of_its_own_organisation(callers, meeting):
    of_kaz = say(callers.kaz, meeting).json["id"]
    own = say(callers.observer, meeting, "1.1").json
    assert own["number"] is None
    items = callers.observer.get("/programs/P1/remarks").json["items"]
    assert [one["id"] for one in items] == [own["id"]]
    for path in (f"/remarks/{of_kaz}", f"/remarks/{of_kaz}/events"):
        assert callers.observer.get(path).status_code == 404
    refused = callers.observer.post(f"/remarks/{of_kaz}/steps", {"action": "withdraw"}, If_Match='"1"')
    assert refused.status_code == 404
    assert callers.observer.get("/programs/P1/table").status_code == 404
    assert callers.administrator.get("/programs/P1/remarks").status_code == 404
    assert {one["id"] for one in callers.kaz.get("/programs/P1/remarks").json["items"]} == {of_kaz, own["id"]}


def test_a_letter_of_an_observer_organisation_is_entered_and_answered_at_once(callers, meeting, clock):
    at = (clock.now - timedelta(minutes=0)).isoformat()
    letter = {"delegation": "CSTO", "channel": "letter", "reference": "No. 12", "received_at": at}
    made = say(callers.coordinator, meeting, on_behalf=letter, answer="With thanks.")
    assert made.status_code == 201, made.json
    assert (made.json["state"], made.json["channel"], made.json["delegation"]) == ("answered", "letter", "CSTO")
    assert say(callers.kaz, meeting, on_behalf=letter).status_code == 403
    refused = say(callers.kaz, meeting, answer="Mine")
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/answer")


def test_refusals_come_in_their_order(callers, meeting):
    made = say(callers.kaz, meeting).json
    path = f"/remarks/{made['id']}/steps"
    assert callers.coordinator.post(path, {"action": "answer", "text": "x"}).status_code == 428
    assert callers.coordinator.post(path, {"action": "answer", "text": "x"}, If_Match='"9"').status_code == 412
    assert callers.coordinator.post(path, {"action": "answer"}, If_Match='"1"').status_code == 422
    assert callers.coordinator.post(path, {"action": "edit"}, If_Match='"1"').status_code == 422
    assert callers.blr.post(path, {"action": "withdraw"}, If_Match='"1"').status_code == 403
    assert callers.coordinator.step(f"/remarks/{made['id']}", "answer", text="x").status_code == 200
    assert callers.coordinator.step(f"/remarks/{made['id']}", "answer", text="y").status_code == 409
    unknown = callers.kaz.post("/programs/P1/remarks", {"clause_id": "nowhere", "text": "x"})
    assert unknown.status_code == 404
    assert say(callers.kaz, meeting, text="").json["errors"][0]["pointer"] == "/text"


def test_sent_twice_with_one_key_it_is_one_remark(callers, meeting):
    body = {"text": "Once"}
    first = callers.kaz.post("/programs/P1/remarks", body, Idempotency_Key="one")
    again = callers.kaz.post("/programs/P1/remarks", body, Idempotency_Key="one")
    assert first.json == again.json
    assert len(callers.kaz.get("/programs/P1/remarks").json["items"]) == 1


def test_no_comments_is_noted(callers, meeting):
    made = callers.kaz.post("/programs/P1/remarks", {"kind": "no_comments"})
    assert (made.status_code, made.json["state"]) == (201, "noted")

"""From the agreed draft to the corrected text, through the API: what blocks, silence, signatures, corrigenda."""

from datetime import timedelta

import pytest

from program_workflow.api.answers import instant

VERSION = "/programs/P1/versions/1"
WORDS = "The parties hold joint exercises each year."


@pytest.fixture
def closed(talks):
    """Version 1 is closed; ARM reserves its position on 2.1, and all agree to the rest."""
    talks.circulated(rules={"decision_rule": "consensus"})
    for one in (talks.people.kaz, talks.people.blr, talks.people.arm):
        talks.stand(one, "agrees")
    talks.stand(talks.people.arm, "scrutiny_reservation", "2.1")
    talks.close()
    return talks


@pytest.fixture
def adopted(closed, callers):
    closed.stand(closed.people.arm, "reservation_on_signing", "2.1", reason="Subject to our law.")
    for action in ("finalise", "submit"):
        assert callers.coordinator.step(VERSION, action).status_code == 200
    answered = callers.coordinator.step(VERSION, "adopt", ground="Decision of the Council, item 4.")
    assert (answered.json["state"], answered.json["adopted_by"]) == ("adopted", "decision")
    return closed


def test_the_refusal_to_finalise_lists_what_blocks_in_words_and_data(closed, callers):
    refused = callers.coordinator.step(VERSION, "finalise")
    assert (refused.status_code, refused.json["code"]) == (409, "step_not_allowed")
    assert "Armenia: asks to reopen what was agreed (scrutiny reservation" in refused.json["detail"]
    [one] = refused.json["blocking"]
    assert (one["about"], one["id"], one["reference"]) == ("clause", closed.ids["2.1"], "2.1")
    revision = callers.arm.get(f"/programs/P1/clauses/{closed.ids['2.1']}").json["clause"]["revision"]
    path = f"/programs/P1/clauses/{closed.ids['2.1']}/position"
    body = {"kind": "reservation_on_signing", "reason": "Subject to our law.", "revision": revision}
    assert callers.arm.call("PUT", path, body).status_code == 200
    assert callers.coordinator.step(VERSION, "finalise").json["state"] == "finalised"
    found = callers.observer.get(f"{VERSION}/signatures").json
    assert [(one["delegation"], one["text"], one["references"]) for one in found["reservations"]] == [
        ("ARM", "Subject to our law.", ["2.1"])
    ]


def test_silence_on_the_agreed_draft_adopts_it_at_its_instant(closed, callers, clock):
    closed.stand(closed.people.arm, "agrees", "2.1")
    callers.coordinator.step(VERSION, "finalise")
    end = clock.now + timedelta(days=4)
    body = {"scope": {"version": 1}, "expires_at": instant(end)}
    made = callers.coordinator.post("/programs/P1/silence-procedures", body).json["id"]
    assert callers.coordinator.step(f"/silence-procedures/{made}", "announce").json["state"] == "running"
    clock.now = end + timedelta(seconds=3)
    found = callers.observer.get(VERSION).json
    assert (found["state"], found["adopted_by"], found["adopted_at"]) == ("adopted", "silence", instant(end))


def test_each_state_has_its_line_on_the_signature_page(adopted, callers):
    path = f"{VERSION}/signatures"
    seen = callers.coordinator.etag(path)
    body = {"kind": "signed", "place": "Almaty", "signed_on": "2011-03-01"}
    answered = callers.coordinator.call("PUT", f"{path}/KAZ", body, If_Match=seen)
    assert answered.status_code == 200, answered.json
    assert callers.coordinator.call("PUT", f"{path}/BLR", body, If_Match=seen).status_code == 412
    seen = callers.coordinator.etag(path)
    assert callers.coordinator.call("PUT", f"{path}/ARM", {"kind": "reservation"}, If_Match=seen).status_code == 200
    found = callers.observer.get(path).json
    assert [(one["delegation"], one["kind"]) for one in found["signatures"]] == [
        ("KAZ", "signed"),
        ("BLR", "blank"),
        ("ARM", "reservation"),
    ]
    assert found["signatures"][2]["text"] == "Subject to our law."
    assert found["ground"] == "Decision of the Council, item 4."


def test_a_signature_is_refused_in_the_order_of_refusals(adopted, callers):
    path = f"{VERSION}/signatures/KAZ"
    assert callers.kaz.call("PUT", path, {"kind": "signed"}).status_code == 403
    assert callers.coordinator.call("PUT", path, {"kind": "signed"}).status_code == 428
    seen = callers.coordinator.etag(f"{VERSION}/signatures")
    assert callers.coordinator.call("PUT", path, {"kind": "sealed"}, If_Match=seen).status_code == 422
    unknown = f"{VERSION}/signatures/XXX"
    assert callers.coordinator.call("PUT", unknown, {"kind": "signed"}, If_Match=seen).status_code == 422
    assert callers.coordinator.call("PUT", "/programs/P1/versions/7/signatures/KAZ", {}).status_code == 404


def proposed(talks, callers, clock, days=14):
    end = clock.now + timedelta(days=days)
    body = {"corrections": [{"clause_id": talks.ids["1.2"], "text": WORDS}], "closes_at": instant(end)}
    answered = callers.coordinator.step(VERSION, "correct", reason="A slip of the pen.", **body)
    assert answered.status_code == 200, answered.json
    return "/corrigenda/" + callers.kaz.get("/programs/P1/corrigenda").json["items"][0]["id"], end


def test_a_corrigendum_takes_effect_when_nobody_objects_and_the_original_is_kept(adopted, callers, clock):
    path, end = proposed(adopted, callers, clock)
    found = callers.observer.get(path).json
    assert (found["state"], found["takes_effect_at"]) == ("proposed", instant(end))
    [one] = found["corrections"]
    assert "".join(text for op, text in one["runs"] if op != "-") == WORDS
    clock.now = end + timedelta(seconds=3)
    assert [one["state"] for one in callers.kaz.get("/programs/P1/versions").json["items"]] == ["corrected", "adopted"]
    assert callers.kaz.get(path).json["made_version"] == 2
    clauses = callers.kaz.get("/programs/P1/versions/2").json["clauses"]
    assert next(one["text"] for one in clauses if one["id"] == adopted.ids["1.2"]) == WORDS


def test_an_objection_stops_it_and_an_observer_does_not_learn_whose(adopted, callers, clock):
    path, end = proposed(adopted, callers, clock)
    seen = callers.blr.etag(path)
    clock.now = end - timedelta(seconds=0.1)
    body = {"action": "object", "reason": "It changes the sense."}
    answered = callers.blr.post(f"{path}/steps", body, If_Match=seen)
    assert (answered.status_code, answered.json["state"], answered.json["late"]) == (200, "stopped", False)
    clock.now = end + timedelta(days=1)
    assert callers.arm.step(path, "object", reason="Nor we.").json["state"] == "stopped"
    assert callers.observer.get(path).json["objections"] == []
    assert [one["delegation"] for one in callers.kaz.get(path).json["objections"]] == ["BLR", "ARM"]
    assert callers.observer.get(f"{path}/events").status_code == 404
    assert [one["state"] for one in callers.kaz.get("/programs/P1/versions").json["items"]] == ["adopted"]


def test_one_after_the_instant_answers_200_and_is_late(adopted, callers, clock):
    path, end = proposed(adopted, callers, clock)
    clock.now = end
    answered = callers.blr.step(path, "object", reason="It changes the sense.")
    assert (answered.status_code, answered.json["late"], answered.json["state"]) == (200, True, "in_effect")


def test_a_corrigendum_is_refused_in_the_order_of_refusals(adopted, callers, clock):
    steps = f"{VERSION}/steps"
    assert callers.kaz.post(steps, {"action": "correct"}).status_code == 403
    assert callers.coordinator.post(steps, {"action": "correct"}).status_code == 428
    assert callers.coordinator.step(VERSION, "correct", reason="x").status_code == 422
    body = {"corrections": [{"clause_id": "unknown", "text": "x"}], "closes_at": instant(clock.now + timedelta(20))}
    refused = callers.coordinator.step(VERSION, "correct", reason="x", **body)
    assert refused.json["errors"][0]["pointer"] == "/corrections/0/clause_id"
    path, _ = proposed(adopted, callers, clock)
    assert callers.observer.post(f"{path}/steps", {"action": "object", "reason": "x"}).status_code == 403
    assert callers.blr.post(f"{path}/steps", {"action": "object", "reason": "x"}).status_code == 428
    assert callers.blr.step(path, "object").status_code == 422
    assert callers.blr.step(path, "withdraw", reason="x").status_code == 403
    assert callers.coordinator.step(path, "withdraw", reason="Another slip.").json["state"] == "withdrawn"
    assert callers.blr.step(path, "object", reason="x").status_code == 409
    assert callers.kaz.get("/corrigenda/unknown").status_code == 404


@pytest.mark.parametrize(("kind", "pattern"), [("json", "signatures"), ("html", "Signature page")])
def test_the_export_of_an_adopted_version_has_the_signature_page(adopted, callers, kind, pattern):
    answered = callers.observer.get(f"/programs/P1/export?version=1&as={kind}")
    assert pattern in answered.get_data(as_text=True)
    assert "Subject to our law." in answered.get_data(as_text=True)

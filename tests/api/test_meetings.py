"""Meetings through the API: from the agenda to the outcome document and its corrigendum, in data."""

from uuid import uuid4

import pytest

BOTH = {"en": "Meeting of the heads of the centers", "ru": "Совещание руководителей центров"}
PLANNED = {"number": 3, "title": BOTH, "starts_on": "2011-03-20", "ends_on": "2011-03-21", "place": {"en": "Minsk"}}


@pytest.fixture
def program(talks):
    talks.circulated(rules={"decision_rule": "consensus"})
    talks.close()
    return talks


@pytest.fixture
def held(callers, program):
    """An open meeting of all with one item that is bound to version 1: its path and the item."""
    by = callers.coordinator
    path = f"/meetings/{by.post('/meetings', PLANNED).json['id']}"
    for code in ("KAZ", "BLR", "ARM", "CSTO"):
        answered = by.call("PUT", f"{path}/participants/{code}", {}, If_Match=by.etag(path))
        assert answered.status_code == 200, answered.json
    item = {"title": {"en": "On the draft", "ru": "О проекте"}, "about": [{"program": "P1", "version": 1}]}
    answered = by.post(f"{path}/agenda", item)
    assert answered.status_code == 201, answered.json
    for action in ("announce", "open"):
        answered = by.step(path, action)
        assert answered.status_code == 200, answered.json
    return path, answered.json["agenda"][0]["id"]


def wording(item, clause, text, delegation="KAZ"):
    operation = {"kind": "modify", "clause_id": clause, "text": text}
    return {"item": item, "program": "P1", "delegation": delegation, "operations": [operation]}


def test_a_meeting_goes_from_its_agenda_to_its_outcome_document(callers, held, program):
    path, item = held
    by = callers.coordinator
    made = by.post(f"{path}/wordings", wording(item, program.ids["1.1"], "The parties exchange data."))
    assert (made.status_code, made.json["state"], made.json["tabled_at_meeting"]) == (201, "under_review", True)
    decision = {"item": item, "amendment": made.json["id"], "action": "agree"}
    answered = by.post(f"{path}/decisions", decision)
    assert (answered.status_code, answered.json["code"]) == (409, "step_not_allowed")
    reading = {"item": item, "amendment": made.json["id"], "answers": {"BLR": {"kind": "agrees"}}}
    answered = by.post(f"{path}/readings", reading)
    assert (answered.status_code, answered.json["answers"]) == (201, {"BLR": "agrees"})
    answered = by.post(f"{path}/decisions", decision)
    assert answered.status_code == 201, answered.json
    (recorded,) = answered.json["agenda"][0]["recorded"]
    assert (recorded["action"], recorded["reference"], recorded["stands"]) == ("agree", "P1/1.1/KAZ/1", True)
    assert len(recorded["text_hash"]) == 64
    for action in ("next", "table", "finalise"):
        answered = by.post(f"{path}/decisions", {"item": item, "program": "P1", "action": action})
        assert answered.status_code == 201, answered.json
    assert callers.kaz.get("/programs/P1/versions/2").json["state"] == "finalised"
    statement = {"item": item, "delegation": "CSTO", "text": {"en": "We welcome it.", "ru": "Приветствуем."}}
    assert by.post(f"{path}/statements", statement).status_code == 201
    assert by.post(f"{path}/next-steps", {"text": {"en": "Report.", "ru": "Доложить."}}).status_code == 201
    assert by.step(path, "close").json["state"] == "closed"
    drafted = by.post(f"{path}/outcome", {})
    assert drafted.status_code == 201, drafted.json
    assert "The delegations agreed point" in drafted.json["texts"]["en"]
    assert callers.observer.get(f"{path}/outcome").status_code == 404
    adopted = by.step(f"{path}/outcome", "adopt")
    assert adopted.json["state"] == "adopted", adopted.json
    assert callers.observer.get(f"{path}/outcome").json["hash"] == drafted.json["hash"]
    assert callers.observer.get(f"{path}/outcome/export?as=docx&language=ru").data.startswith(b"PK")
    corrected = {"texts": {"en": drafted.json["texts"]["en"].replace("20–21", "20–22")}, "reason": "a slip"}
    answered = by.post(f"{path}/corrigenda", corrected)
    assert answered.status_code == 201, answered.json
    assert "read “20–22”" in answered.json["texts"]["en"]
    assert [one["number"] for one in callers.observer.get(f"{path}/corrigenda").json["items"]] == [1]
    assert callers.coordinator.get("/me/turn").json["items"] == []


def test_observers_and_delegations_see_what_is_theirs(callers, held, program):
    path, item = held
    made = callers.coordinator.post(f"{path}/wordings", wording(item, program.ids["1.1"], "Another text.")).json
    callers.coordinator.post(f"{path}/decisions", {"item": item, "amendment": made["id"], "action": "reject"})
    seen = callers.observer.get(path).json
    assert "recorded" not in seen["agenda"][0]
    assert made["number"] not in str(seen)
    for kept in ("decisions", "statements", "events", "minutes"):
        assert callers.observer.get(f"{path}/{kept}").status_code == 404
    assert len(callers.kaz.get(f"{path}/decisions").json["items"]) == 1
    assert callers.kaz.post(f"{path}/wordings", wording(item, program.ids["1.1"], "Mine.")).status_code == 403


def test_a_meeting_that_is_not_announced_is_not_found(callers, program):
    path = f"/meetings/{callers.coordinator.post('/meetings', PLANNED).json['id']}"
    for one in (callers.kaz, callers.observer, callers.reviewer):
        assert one.get(path).status_code == 404
        assert one.get("/meetings").json["items"] == []
    assert callers.kaz.post("/meetings", PLANNED).status_code == 403


def test_a_change_names_the_revision_that_was_seen(callers, held):
    path, item = held
    by = callers.coordinator
    assert by.call("PATCH", f"{path}/agenda/{item}", {"ordinal": 1}).status_code == 428
    old = by.etag(path)
    assert by.call("PATCH", f"{path}/agenda/{item}", {"ordinal": 1}, If_Match=old).status_code == 200
    answered = by.call("PATCH", f"{path}/agenda/{item}", {"ordinal": 1}, If_Match=old)
    assert (answered.status_code, answered.json["code"]) == (412, "stale_revision")


def test_a_document_is_revised_over_the_revision_that_was_read(callers, held):
    path, _ = held
    by = callers.coordinator
    assert by.post(f"{path}/minutes", {"texts": {"en": "The first text."}}).status_code == 201
    old = by.etag(f"{path}/minutes")
    assert by.call("PUT", f"{path}/minutes", {"texts": {"en": "The second text."}}, If_Match=old).status_code == 200
    answered = by.call("PUT", f"{path}/minutes", {"texts": {"en": "Three."}}, If_Match=old)
    assert (answered.status_code, answered.json["yours"], answered.json["current"]) == (
        412,
        "Three.",
        "The second text.\n",
    )
    rows = by.get(f"{path}/minutes/redline?from=1&to=2&language=en").json["clauses"]
    assert [run[0] for run in rows[0]["runs"]] == ["=", "-", "+", "="]


def test_the_same_key_records_one_wording(callers, held, program):
    path, item = held
    body, key = wording(item, program.ids["1.1"], "Once."), uuid4().hex
    first, again = (callers.coordinator.post(f"{path}/wordings", body, Idempotency_Key=key) for _ in range(2))
    assert first.json["id"] == again.json["id"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**PLANNED, "starts_on": "soon"}, "/starts_on"),
        ({**PLANNED, "ends_on": "2011-03-01"}, "/ends_on"),
        ({**PLANNED, "title": {"en": "Only English"}}, "/title/ru"),
        ({**PLANNED, "number": 0}, "/number"),
    ],
    ids=["no day", "ends before it begins", "one language", "no number"],
)
def test_what_cannot_be_meant_is_refused_with_its_field(callers, body, pointer):
    answered = callers.coordinator.post("/meetings", body)
    assert (answered.status_code, answered.json["errors"][0]["pointer"]) == (422, pointer), answered.json


def test_a_planned_meeting_is_cancelled_and_takes_nothing_any_more(callers, program):
    by = callers.coordinator
    path = f"/meetings/{by.post('/meetings', PLANNED).json['id']}"
    by.call("PUT", f"{path}/participants/KAZ", {}, If_Match=by.etag(path))
    item = by.post(f"{path}/agenda", {"title": {"en": "On the draft", "ru": "О проекте"}}).json["agenda"][0]["id"]
    by.step(path, "announce")
    answered = by.step(path, "cancel")
    assert (answered.status_code, answered.json["errors"][0]["pointer"]) == (422, "/reason")
    assert callers.kaz.step(path, "cancel", reason="We cannot come.").status_code == 403
    answered = by.step(path, "cancel", reason="The host is not ready.")
    assert (answered.status_code, answered.json["state"]) == (200, "cancelled")
    assert answered.json["next_actions"] == []
    seen = callers.kaz.get(path).json
    assert (seen["cancel_reason"], seen["agenda"][0]["id"]) == ("The host is not ready.", item)
    answered = by.post(f"{path}/decisions", {"item": item, "text": {"en": "Decided.", "ru": "Решено."}})
    assert (answered.status_code, answered.json["code"]) == (409, "step_not_allowed")
    assert by.step(path, "open").status_code == 409

"""Positions through the API: on an amendment, a clause, a section or the whole; what is missing, in words and data."""

import pytest


@pytest.fixture
def meeting(talks):
    return talks.circulated(rules={"decision_rule": "consensus"})


@pytest.fixture
def made(meeting, people):
    return meeting.reviewed(people.kaz, meeting.modify("1.1", "The parties share information."))


def test_a_position_on_an_amendment_needs_the_etag_that_was_read(callers, made):
    path = f"/amendments/{made}"
    body = {"kind": "scrutiny_reservation", "reason": "the capital studies it", "due": "2011-03-20"}
    assert callers.blr.call("PUT", f"{path}/position", body).status_code == 428
    answered = callers.blr.call("PUT", f"{path}/position", body, If_Match=callers.blr.etag(path))
    assert answered.status_code == 200
    mine = next(one for one in answered.json["positions"] if one["delegation"] == "BLR")
    assert (mine["kind"], mine["due"], mine["since"]) == ("scrutiny_reservation", "2011-03-20", "2011-03-01T09:00:00Z")
    assert answered.json["missing"] == [
        "Belarus: scrutiny reservation, since 1 March 2011, due 20 March 2011",
        "Armenia: no position yet",
    ]


def test_a_position_on_a_wording_that_is_out_of_date_is_refused(callers, meeting, people, made):
    seen = callers.blr.etag(f"/amendments/{made}")
    meeting.take(people.coordinator, made, "defer")
    answered = callers.blr.call("PUT", f"/amendments/{made}/position", {"kind": "agrees"}, If_Match=seen)
    assert (answered.status_code, answered.json["code"]) == (412, "stale_revision")


def test_a_position_on_a_clause_names_the_revision_that_was_read(callers, meeting):
    path = f"/programs/P1/clauses/{meeting.ids['1.1']}"
    read = callers.blr.get(path).json["clause"]["revision"]
    nameless = callers.blr.call("PUT", f"{path}/position", {"kind": "agrees"})
    assert (nameless.status_code, nameless.json["code"]) == (428, "precondition_required")
    stale = callers.blr.call("PUT", f"{path}/position", {"kind": "agrees", "revision": "0" * 64})
    assert (stale.status_code, stale.json["current"]) == (412, "The parties exchange information on threats.")
    answered = callers.blr.call("PUT", f"{path}/position", {"kind": "agrees", "revision": read})
    assert answered.status_code == 200
    assert callers.arm.get(f"{path}/positions").json["positions"] == answered.json["positions"]


def test_or_the_etag_of_the_clause(callers, meeting):
    path = f"/programs/P1/clauses/{meeting.ids['1.1']}"
    read = callers.blr.etag(path)
    body = {"kind": "agrees"}
    assert callers.blr.call("PUT", f"{path}/position", body, If_Match=read).status_code == 200
    older = callers.blr.call("PUT", f"{path}/position", {"kind": "objects", "reason": "no"}, If_Match='"7.0"')
    assert (older.status_code, older.json["code"]) == (412, "stale_revision")
    assert callers.blr.get(f"{path}/positions").json["positions"][1]["kind"] == "agrees"


def test_one_position_at_once_on_a_section(callers, meeting):
    body = {"kind": "objects", "reason": "no", "version": 1, "clauses": [meeting.ids["2"]]}
    answered = callers.arm.call("PUT", "/programs/P1/positions", body)
    assert answered.status_code == 200
    against = callers.kaz.get("/programs/P1/positions?only_blocking=true").json
    assert against["delegations"] == ["KAZ", "BLR", "ARM"]
    assert [row["reference"] for row in against["items"]] == ["2", "2.1", "2.2", "2.3"]
    assert against["items"][0]["blocks"] == ["Armenia: objects, since 1 March 2011"]
    assert callers.arm.call("PUT", "/programs/P1/positions", {**body, "version": 2}).status_code == 412


def test_what_is_missing_is_given_in_words_and_data(callers, meeting, made):
    found = callers.coordinator.get("/programs/P1/missing").json
    assert (found["version"], found["rule"], found["holds"]) == (1, "consensus", False)
    of_amendment = [one for one in found["items"] if one["subject"] == "amendment"]
    assert [(one["delegation"], one["lack"], one["words"]) for one in of_amendment] == [
        ("BLR", "no_position", "Belarus: no position yet"),
        ("ARM", "no_position", "Armenia: no position yet"),
    ]
    said = callers.coordinator.get("/programs/P1/missing", Accept_Language="ru").json
    assert "Беларусь" in said["items"][0]["words"] or "Казахстан" in said["items"][0]["words"]


def test_a_decision_is_refused_in_words_until_the_rule_holds(callers, made):
    path = f"/amendments/{made}"

    def take(caller, **said):
        return caller.call("PUT", f"{path}/position", said, If_Match=caller.etag(path))

    assert take(callers.arm, kind="agrees").status_code == 200
    said = take(callers.blr, kind="objects", reason="Too wide.", except_words="share").json
    assert [one["except_words"] for one in said["positions"] if one["delegation"] == "BLR"] == ["share"]
    refused = callers.coordinator.step(path, "agree")
    assert (refused.status_code, refused.json["code"]) == (409, "step_not_allowed")
    assert refused.json["detail"].endswith("cannot be agreed yet. Belarus: objects, since 1 March 2011.")
    assert said["missing"] == ["Belarus: objects, since 1 March 2011"]
    lacks = [one for one in callers.kaz.get("/programs/P1/missing").json["items"] if one["subject"] == "amendment"]
    assert [(one["id"], one["lack"]) for one in lacks] == [(made, "objection")]
    assert take(callers.blr, kind="does_not_object").json["missing"] == []
    assert callers.coordinator.step(path, "agree").json["state"] == "agreed"


def test_what_came_by_note_is_entered_for_the_delegation(callers, meeting):
    note = {"delegation": "BLR", "channel": "note", "reference": "note 12", "received_at": "2011-03-01T08:00:00Z"}
    body = {"kind": "agrees", "version": 1, "on_behalf": note}
    assert callers.coordinator.call("PUT", "/programs/P1/positions", body).status_code == 200
    row = callers.coordinator.get("/programs/P1/positions").json["items"][0]
    assert [(one["kind"], one["origin"], one["since"]) for one in row["positions"]][1] == (
        "agrees",
        "outside",
        "2011-03-01T08:00:00Z",
    )
    assert callers.kaz.call("PUT", "/programs/P1/positions", body).status_code == 403
    naive = {**body, "on_behalf": {**note, "received_at": "2011-03-01T08:00:00"}}
    assert callers.coordinator.call("PUT", "/programs/P1/positions", naive).json["errors"][0]["pointer"] == (
        "/on_behalf/received_at"
    )


@pytest.mark.parametrize("path", ["/programs/P1/positions", "/programs/P1/missing"])
def test_observers_know_of_no_positions(callers, meeting, path):
    assert callers.observer.get(path).status_code == 404


def test_experts_and_reviewers_read_positions_and_take_none(callers, meeting, made):
    for who in (callers.kaz_expert, callers.reviewer):
        assert who.get(f"/amendments/{made}/positions").status_code == 200
        refused = who.call("PUT", f"/amendments/{made}/position", {"kind": "agrees"}, If_Match='"1"')
        assert refused.status_code == 403
        assert "Positions are taken by representatives" in refused.json["detail"]


def test_a_repeated_key_has_one_effect(callers, meeting):
    body = {"kind": "objects", "reason": "no", "version": 1}
    first = callers.arm.call("PUT", "/programs/P1/positions", body, Idempotency_Key="k1")
    again = callers.arm.call("PUT", "/programs/P1/positions", body, Idempotency_Key="k1")
    assert (first.status_code, first.data) == (200, again.data)


def test_an_amendment_says_whose_position_it_waits_for_and_the_turn_asks_for_it(callers, made):
    found = callers.kaz.get(f"/amendments/{made}").json
    assert (found["waits_for"], found["waits_for_delegations"]) == ("positions", ["BLR", "ARM"])
    turn = callers.arm.get("/me/turn").json["items"]
    assert [(one["task"], one["amendment"], one["clauses"]) for one in turn] == [
        ("take_position", made, 0),
        ("take_positions", None, 6),
    ]

"""Whose turn, how one is told, what one follows, and webhooks: over the API."""

import pytest

from program_workflow.app import configuration
from program_workflow.domain.terms import OperationKind
from program_workflow.usecases import leasing, notifying
from program_workflow.usecases.operations import OperationInput
from program_workflow.wiring import open_work
from tests.webhook_server import Receiver


@pytest.fixture
def circulated(talks):
    return talks.circulated(days=100)


def change(talks, number="1.1"):
    return OperationInput(OperationKind.MODIFY, talks.ids[number], "The parties inform each other.")


def test_how_one_is_told_is_chosen_in_parts_and_what_needs_an_act_cannot_be_silenced(callers, people):
    kaz = callers.kaz
    before = kaz.call("GET", "/me/preferences").json
    assert (before["digest_hour"], before["events"]["act"], before["events"]["amendment"]) == (7, "at_once", "digest")
    asked = {"digest_hour": 18, "quiet_weekend": True, "timezone": "Asia/Almaty", "events": {"act": "digest"}}
    after = kaz.call("PATCH", "/me/preferences", asked).json
    assert (after["digest_hour"], after["quiet_weekend"], after["events"]["act"]) == (18, True, "digest")
    assert after["events"]["own"] == "at_once"
    for wrong in ({"events": {"act": "product"}}, {"events": {"weather": "digest"}}, {"digest_hour": 24}):
        answer = kaz.call("PATCH", "/me/preferences", wrong)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert kaz.call("GET", "/me/preferences").json == after


def test_following_over_the_api(callers, circulated, people):
    blr, made = callers.blr, circulated.reviewed(people.kaz, change(circulated))
    first = blr.call("POST", "/me/follows", {"kind": "amendment", "id": made})
    assert (first.status_code, first.json["name"]) == (201, "P1/1.1/KAZ/1")
    assert blr.call("POST", "/me/follows", {"kind": "delegation", "id": "ARM"}).json["subject"] == "ARM"
    assert len(blr.call("GET", "/me/follows").json["items"]) == 2
    assert blr.call("DELETE", f"/me/follows/{first.json['id']}").status_code == 200
    draft = circulated.propose(people.kaz, change(circulated, "2.1"))
    assert blr.call("POST", "/me/follows", {"kind": "amendment", "id": draft}).status_code == 404
    assert callers.observer.call("POST", "/me/follows", {"kind": "delegation", "id": "ARM"}).status_code == 404


def test_an_open_item_has_an_age_and_a_mark_that_its_side_sees(callers, circulated, people, clock):
    circulated.submitted(people.kaz, change(circulated))
    clock.advance(days=3)
    mine, other = callers.coordinator, callers.other_coordinator
    (item,) = mine.call("GET", "/me/turn").json["items"]
    assert (item["age_days"], item["claim"]) == (3, None)
    marked = mine.call("POST", "/me/turn/claims", item["subject"])
    assert (marked.status_code, marked.json["mine"]) == (201, True)
    (seen,) = other.call("GET", "/me/turn").json["items"]
    assert (seen["claim"]["by"], seen["claim"]["mine"]) == ("First coordinator", False)
    assert callers.kaz.call("POST", "/me/turn/claims", item["subject"]).status_code == 404
    assert callers.kaz_expert.call("POST", "/me/turn/claims", item["subject"]).status_code == 403
    path = f"/me/turn/claims/{item['subject']['type']}/{item['subject']['id']}"
    assert other.call("DELETE", path).status_code == 200
    assert other.call("DELETE", path).status_code == 404


def test_a_webhook_is_added_tried_changed_and_deleted(app, callers, circulated, people, settings, clock):
    from dataclasses import replace

    allowed = replace(settings, webhook_networks=("127.0.0.0/8",))
    app.config.update(configuration(allowed))
    caller = callers.coordinator
    with Receiver() as receiver:
        made = caller.call("POST", "/webhooks", {"url": receiver.url, "events": ["amendment_submitted"]})
        assert made.status_code == 201
        assert made.json["secret"].startswith("whsec_")
        hook = f"/webhooks/{made.json['id']}"
        read = caller.call("GET", hook)
        assert read.json["secret"] is None
        assert caller.call("POST", f"{hook}/test").status_code == 201

        def opened():
            return open_work(settings=allowed, clock=clock)

        assert notifying.call_due(opened, allowed, owner="here:1") == leasing.Delivered(sent=1)
        (log,) = caller.call("GET", f"{hook}/deliveries").json["items"]
        assert (log["event"], log["state"], log["attempts"][0]["error"]) == ("webhook_test", "sent", "")
    assert caller.call("PATCH", hook, {"active": False}).status_code == 428
    stopped = caller.call("PATCH", hook, {"active": False}, If_Match=read.headers["ETag"])
    assert (stopped.status_code, stopped.json["active"]) == (200, False)
    assert caller.call("PATCH", hook, {"active": True}, If_Match=read.headers["ETag"]).status_code == 412
    assert caller.call("POST", f"{hook}/secret").json["secret"] != made.json["secret"]
    fresh = caller.call("GET", hook).headers["ETag"]
    assert callers.blr.call("GET", hook).status_code == 404
    assert callers.reviewer.call("GET", "/webhooks").status_code == 403
    assert caller.call("DELETE", hook, If_Match=fresh).status_code == 200
    assert caller.call("GET", hook).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({}, "/url", id="no address"),
        pytest.param({"url": "ftp://example.org"}, "/url", id="another scheme"),
        pytest.param({"url": "http://127.0.0.1:9/x"}, "/url", id="this machine"),
        pytest.param({"url": "https://user:word@example.org/"}, "/url", id="a password in it"),
        pytest.param({"url": "https://example.org/", "events": ["weather"]}, "/events/0", id="no such event"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused_with_its_field(callers, people, body, pointer):
    answer = callers.coordinator.call("POST", "/webhooks", body)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)

"""Webhooks end to end against a real server: what is sent to whom, signed, once, again, and no more."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from program_workflow.domain.actor import CONSOLE
from program_workflow.domain.errors import Invalid, NotFound, NotPermitted
from program_workflow.domain.terms import DeliveryState, Event, OperationKind
from program_workflow.domain.webhook import signature
from program_workflow.settings import read_settings
from program_workflow.storage import EventRow, OutboxRow, UserRow, WebhookRow
from program_workflow.usecases import leasing, notifying, recording, webhooks
from program_workflow.usecases.operations import OperationInput
from tests.webhook_server import Receiver


@pytest.fixture
def receiver():
    with Receiver() as made:
        yield made


@pytest.fixture
def settings(tmp_path):
    return read_settings(
        {"PROGRAM_WORKFLOW_HOME": str(tmp_path / "home"), "PROGRAM_WORKFLOW_WEBHOOK_NETWORKS": "127.0.0.0/8"}
    )


@pytest.fixture
def circulated(talks):
    return talks.circulated(rules={"decision_rule": "consensus"}, days=100)


@pytest.fixture
def call(work, settings):
    def called(**kwargs):
        return notifying.call_due(work, kwargs.pop("settings", settings), owner="here:1", **kwargs)

    return called


@pytest.fixture
def add(work, receiver, settings):
    def added(person, *events, url=None):
        with work(person) as w:
            return webhooks.add(
                w, url or receiver.url, events, key=settings.secret_key, allowed=settings.webhook_networks
            )

    return added


def change(talks, number="1.1"):
    return OperationInput(OperationKind.MODIFY, talks.ids[number], "The parties inform each other.")


def bodies(receiver):
    return [json.loads(body) for _, _, body in receiver.calls]


def test_a_call_says_what_the_api_says_and_is_signed(circulated, people, receiver, add, call):
    hook = add(people.coordinator, Event.AMENDMENT_UNDER_REVIEW)
    amendment = circulated.reviewed(people.kaz, change(circulated))
    assert call().sent == 1
    ((_, headers, body),) = receiver.calls
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert headers["webhook-signature"] == signature(hook.secret, headers["webhook-id"], at, body)
    said = json.loads(body)
    assert (said["id"], said["type"]) == (headers["webhook-id"], "amendment_under_review")
    assert said["data"]["text"] == "Amendment P1/1.1/KAZ/1 is under review."
    assert (said["data"]["subject_id"], said["data"]["link"]) == (amendment, f"/amendments/{amendment}")
    assert call().taken == 0


def test_a_webhook_knows_what_its_owner_may_know_and_no_more(circulated, people, receiver, add, call):
    add(people.blr)
    add(people.administrator)
    made = circulated.propose(people.kaz, change(circulated))
    circulated.take(people.kaz, made, "submit")
    circulated.take(people.coordinator, made, "return")
    call()
    assert receiver.calls == []
    circulated.reviewed(people.kaz, change(circulated, "2.1"))
    call()
    assert [one["type"] for one in bodies(receiver)] == ["amendment_under_review"], "of Belarus alone"
    circulated.step("extend", closes_at=circulated.clock.now + timedelta(days=200), reason="more time")
    call()
    assert sorted(one["type"] for one in bodies(receiver)) == ["amendment_under_review", *["window_extended"] * 2]


def test_what_the_owner_may_not_know_any_more_is_not_sent(work, circulated, people, receiver, add, call):
    add(people.blr)
    circulated.reviewed(people.kaz, change(circulated))
    with work(CONSOLE) as w:
        w.get(UserRow, people.blr.user_id).role = "observer"
    assert call().dropped == 1
    assert receiver.calls == []


def test_a_failed_call_is_tried_again_under_one_identity_and_parked_in_the_end(
    work, circulated, people, receiver, add, call, clock
):
    hook = add(people.coordinator, Event.AMENDMENT_UNDER_REVIEW)
    circulated.reviewed(people.kaz, change(circulated))
    receiver.status = 500
    for _ in range(leasing.MAX_TRIES):
        call()
        call()  # its time has not come
        clock.advance(hours=7)
    assert len(receiver.calls) == leasing.MAX_TRIES
    assert len({headers["webhook-id"] for _, headers, _ in receiver.calls}) == 1
    with work(people.coordinator) as w:
        (log,) = webhooks.calls(w, hook.id).items
        assert (log.state, {one.error for one in log.attempts}) == (DeliveryState.PARKED, {"HTTP 500"})
    with work(people.administrator) as w:
        notifying.requeue(w, log.id)
    receiver.status = 200
    assert call().sent == 1


def test_one_that_does_not_answer_costs_one_try_and_holds_up_no_other(circulated, people, receiver, add, call):
    with Receiver() as gone:
        url = gone.url
    add(people.coordinator, Event.AMENDMENT_UNDER_REVIEW, url=url)
    add(people.coordinator, Event.AMENDMENT_UNDER_REVIEW)
    circulated.reviewed(people.kaz, change(circulated))
    circulated.reviewed(people.kaz, change(circulated, "2.1"))
    done = call()
    assert (done.sent, done.failed, done.left) == (2, 1, 1)


def test_a_private_address_is_not_called_without_the_setting(circulated, people, receiver, add, call, settings):
    add(people.coordinator, Event.AMENDMENT_UNDER_REVIEW)
    circulated.reviewed(people.kaz, change(circulated))
    assert call(settings=replace(settings, webhook_networks=())).failed == 1
    assert receiver.calls == []


def test_after_a_worker_died_in_a_call_it_is_repeated_under_the_same_identity(
    circulated, people, receiver, add, call, clock, monkeypatch
):
    add(people.coordinator, Event.AMENDMENT_UNDER_REVIEW)
    circulated.reviewed(people.kaz, change(circulated))
    genuine = leasing._mark

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(leasing, "_mark", dies)
    with pytest.raises(KeyboardInterrupt):
        call()
    monkeypatch.setattr(leasing, "_mark", genuine)
    clock.advance(seconds=61)
    assert call().sent == 1
    assert len(receiver.calls) == 2
    assert len({headers["webhook-id"] for _, headers, _ in receiver.calls}) == 1


def test_a_new_secret_signs_beside_the_old_one_for_a_day(work, people, receiver, add, call, settings, clock):
    hook = add(people.coordinator)
    with work(people.coordinator) as w:
        fresh = webhooks.rotate(w, hook.id, seen_revision=hook.revision, key=settings.secret_key)
    for hours in (0, 25):
        clock.advance(hours=hours)
        with work(people.coordinator) as w:
            webhooks.try_out(w, hook.id)
        call()
    signed = []
    for _, headers, body in receiver.calls:
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        given = headers["webhook-signature"].split(" ")
        signed.append([signature(one.secret, headers["webhook-id"], at, body) in given for one in (hook, fresh)])
    assert signed == [[True, True], [False, True]]
    with work() as w:
        row = w.session.scalars(select(WebhookRow)).one()
        kept = f"{[*vars(row).values()]} {w.session.scalars(select(EventRow.body)).all()}"
    assert hook.secret not in kept
    assert fresh.secret not in kept


def test_what_is_stopped_or_deleted_is_called_no_more(work, circulated, people, receiver, add, call):
    for act in ("stop", "delete"):
        hook = add(people.coordinator, Event.AMENDMENT_UNDER_REVIEW)
        circulated.reviewed(people.kaz, change(circulated, "1.1" if act == "stop" else "2.1"))
        with work(people.coordinator) as w:
            if act == "stop":
                webhooks.change(w, hook.id, seen_revision=1, is_active=False)
            else:
                webhooks.remove(w, hook.id, seen_revision=1)
        assert call().dropped == 1
    circulated.reviewed(people.kaz, change(circulated, "2.2"))
    assert call().taken == 0
    assert receiver.calls == []
    with work() as w:
        assert recording.verify(w).broken == ()
        w.session.scalars(select(WebhookRow)).first().url = "https://elsewhere.example.org/"
        w.session.flush()
        assert len(recording.verify(w).broken) == 1


def test_webhooks_are_ones_own_and_an_administrator_may_stop_any(work, people, add):
    hook = add(people.blr)
    for person in (people.kaz, people.coordinator):
        with work(person) as w:
            assert webhooks.webhooks(w) == ()
            with pytest.raises(NotFound):
                webhooks.webhook(w, hook.id)
    for person in (people.kaz_expert, people.reviewer, people.observer):
        with work(person) as w, pytest.raises(NotPermitted):
            webhooks.webhooks(w)
    with work(people.administrator) as w, pytest.raises(Invalid):
        webhooks.change(w, hook.id, seen_revision=1, url="https://elsewhere.example.org/")
    with work(people.administrator) as w, pytest.raises(NotFound):
        webhooks.rotate(w, hook.id, seen_revision=1, key="key")
    with work(people.administrator) as w:
        assert not webhooks.change(w, hook.id, seen_revision=1, is_active=False).is_active


def test_the_body_of_a_call_is_never_the_text_of_a_draft(work, circulated, people, receiver, add, call):
    add(people.kaz)
    made = circulated.propose(people.kaz, change(circulated))
    circulated.take(people.kaz, made, "submit")
    circulated.take(people.coordinator, made, "return")
    call()
    assert receiver.calls
    assert b"inform each other" not in b"".join(body for _, _, body in receiver.calls)
    with work() as w:
        assert {one.channel for one in w.session.scalars(select(OutboxRow).where(OutboxRow.webhook_id.is_not(None)))}

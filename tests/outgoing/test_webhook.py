"""Calling a real server on loopback: only a checked address, no redirect, no answer without end."""

import time

import pytest

from program_workflow.outgoing import webhook
from program_workflow.outgoing.webhook import Call, CallFailed, send
from tests.webhook_server import Receiver

LOOPBACK = ("127.0.0.0/8",)


@pytest.fixture
def receiver():
    with Receiver() as made:
        yield made


def call_to(url):
    return Call(url, b'{"type":"webhook_test"}', {"webhook-id": "1", "Content-Type": "application/json"})


def test_the_body_arrives_as_it_is_with_its_headers(receiver):
    send(call_to(receiver.url + "?a=1"), LOOPBACK)
    ((path, headers, body),) = receiver.calls
    assert (path, body) == ("/hook?a=1", b'{"type":"webhook_test"}')
    assert (headers["webhook-id"], headers["host"]) == ("1", f"127.0.0.1:{receiver.port}")


def test_loopback_is_not_called_unless_it_was_allowed(receiver):
    with pytest.raises(CallFailed, match="private"):
        send(call_to(receiver.url), ())
    with pytest.raises(CallFailed, match="private"):
        send(call_to(receiver.url), ("10.0.0.0/8",))
    assert receiver.calls == []


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0x7f000001", ".".join("0000"), "[::ffff:127.0.0.1]"]
)
def test_other_names_of_loopback_are_not_called_either(receiver, host):
    with pytest.raises(CallFailed):
        send(call_to(f"http://{host}:{receiver.port}/hook"), ())
    assert receiver.calls == []


def test_a_name_with_one_private_address_among_public_ones_is_not_called(receiver):
    with pytest.raises(CallFailed, match="private"):
        send(call_to("https://both.example.org/"), (), find=lambda *_: ["93.184.216.34", "127.0.0.1"])


def test_the_checked_address_is_called_and_the_name_is_looked_up_once(receiver):
    """A name that leads elsewhere a moment later (DNS rebinding) gains nothing."""
    asked = []

    def find(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    send(call_to(f"http://name.example.org:{receiver.port}/hook"), ("127.0.0.1/32",), find=find)
    assert asked == ["name.example.org"]
    assert receiver.calls[0][1]["host"] == f"name.example.org:{receiver.port}"


def test_a_redirect_is_a_failure_and_is_not_followed(receiver):
    receiver.manner = "redirect"
    with pytest.raises(CallFailed, match="HTTP 302"):
        send(call_to(receiver.url), LOOPBACK)
    assert len(receiver.calls) == 1


@pytest.mark.parametrize("status", [199, 300, 400, 404, 410, 429, 500, 503])
def test_only_2xx_is_done(receiver, status):
    receiver.status = status if status >= 200 else 304
    with pytest.raises(CallFailed, match="HTTP"):
        send(call_to(receiver.url), LOOPBACK)


@pytest.mark.parametrize("manner", ["drip", "silent"])
def test_an_answer_that_takes_too_long_is_cut_off(receiver, manner, monkeypatch):
    monkeypatch.setattr(webhook, "LONGEST", 0.3)
    receiver.manner, began = manner, time.monotonic()
    with pytest.raises(CallFailed):
        send(call_to(receiver.url), LOOPBACK)
    assert time.monotonic() - began < 3


def test_of_an_answer_without_end_only_so_much_is_read(receiver):
    receiver.manner, began = "endless", time.monotonic()
    send(call_to(receiver.url), LOOPBACK)
    assert time.monotonic() - began < 3


def test_a_host_that_is_not_there_is_named_without_its_words():
    with Receiver() as gone:
        url = gone.url
    with pytest.raises(CallFailed, match="broke off"):
        send(call_to(url), LOOPBACK)
    with pytest.raises(CallFailed, match="not found"):
        send(call_to("https://nowhere.example.org/"), (), find=lambda *_: [])


def test_a_plain_server_is_no_https_server(receiver):
    with pytest.raises(CallFailed, match="TLS"):
        send(call_to(receiver.url.replace("http:", "https:")), LOOPBACK)

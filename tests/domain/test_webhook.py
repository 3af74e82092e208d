"""Which addresses may be called, and how a call is signed."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.errors import Invalid
from program_workflow.domain.webhook import checked_url, may_be_called, secret_of, signature


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", str(IPv4Address(0)), "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "100.64.0.1", "169.254.169.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "ff02::1",
        "2001:db8::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
        "2001:0:7f00:1::", "not an address", "",
    ],
)  # fmt: skip
def test_a_private_address_is_not_called_however_it_is_written(address):
    assert not may_be_called(address, (), is_secure=True)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_a_public_address_is_called_over_https_alone(address):
    assert may_be_called(address, (), is_secure=True)
    assert not may_be_called(address, (), is_secure=False)


def test_an_allowed_network_is_called_and_nothing_beside_it():
    allowed = ("127.0.0.0/8", "fd00::/8")
    assert may_be_called("127.0.0.1", allowed, is_secure=False)
    assert may_be_called("fd12::1", allowed, is_secure=False)
    assert may_be_called("::ffff:127.0.0.1", allowed, is_secure=False)
    assert not may_be_called("10.0.0.1", allowed, is_secure=True)
    assert not may_be_called("169.254.169.254", allowed, is_secure=True)
    assert not may_be_called("::1", allowed, is_secure=True)
    assert not may_be_called("93.184.216.34", allowed, is_secure=False)


@given(st.integers(0, 2**32 - 1))
def test_wrapping_an_ipv4_address_never_makes_it_callable(number):
    inner = IPv4Address(number)
    wrapped = (
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0x2002 << 112) | (number << 80)),
        IPv6Address((0x64FF9B << 96) | number),
    )
    for one in wrapped:
        if may_be_called(str(one), (), is_secure=True):
            assert may_be_called(str(inner), (), is_secure=True)


@given(st.integers(0, 2**128 - 1))
def test_only_global_addresses_are_called(number):
    one = ip_address(number) if number >= 2**32 else IPv4Address(number)
    if may_be_called(str(one), (), is_secure=True):
        assert one.is_global


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "example.org", "https://", "https:///path", "https://example.org:0/", "//example.org/",
        "https://example.org:99999/", "https://user@example.org/", "https://user:word@example.org/", "javascript:1",
        "https://example.org/#part", "https://exa mple.org/", "https://example.org/\r\nHost: x", "https://[::1",
        "https://example.org\\@x/", "https://" + "a" * 2000,
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_meant_is_refused(url):
    with pytest.raises(Invalid) as refused:
        checked_url(url)
    assert refused.value.pointer == "/url"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x", "https://127.0.0.1/", "https://localhost/", "https://LOCALHOST.:8000/", "https://a.localhost/",
        "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://10.1.2.3/", "https://[::1]/",
        "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest", "http://93.184.216.34/", "http://example.org/",
    ],
)  # fmt: skip
def test_an_address_that_is_never_called_is_refused_when_it_is_written(url):
    with pytest.raises(Invalid, match="can be reached from outside") as refused:
        checked_url(url)
    assert refused.value.pointer == "/url"


def test_an_allowed_network_may_be_written_over_http_and_no_other():
    allowed = ("127.0.0.0/8",)
    for url in ("http://127.0.0.1:9/x", "http://localhost/", "http://inside.example.org/", "https://example.org/"):
        assert checked_url(url, allowed) == url
    for url in ("https://10.0.0.1/", "http://93.184.216.34/"):
        with pytest.raises(Invalid):
            checked_url(url, allowed)


def test_the_signature_is_that_of_the_standard_webhooks():
    secret, at, body = secret_of("key", "salt"), datetime(2026, 11, 27, 12, 0, 0, 999, tzinfo=UTC), b'{"a":1}'
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = hmac.new(key, b"msg_1." + str(int(at.timestamp())).encode() + b"." + body, hashlib.sha256).digest()
    assert signature(secret, "msg_1", at, body) == "v1," + base64.b64encode(expected).decode()
    assert secret_of("key", "other") != secret != secret_of("another key", "salt")
    # The example of the specification:
    known = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    example = signature(
        known, "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}'
    )
    assert example == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

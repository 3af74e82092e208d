"""Webhooks: which address may be called, how a call is signed, what is kept of a secret.

The signature is that of the Standard Webhooks: HMAC-SHA256 of "<id>.<seconds>.<body>" under the bytes of the secret.
"""

import base64
import hashlib
import hmac
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from program_workflow.domain.errors import N_, Invalid

PREFIX: Final = "whsec_"
LONGEST_URL: Final = 2000
#: How long the secret before signs beside the new one.
OVERLAP: Final = timedelta(hours=24)
_NAT64: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))

Address = IPv4Address | IPv6Address
Network = str


def secret_of(key: str, salt: str) -> str:
    """The secret, from the key of the instance and the salt of the webhook; it is kept nowhere."""
    made = hmac.digest(key.encode(), f"webhook:{salt}".encode(), hashlib.sha256)
    return PREFIX + base64.b64encode(made).decode()


def signature(secret: str, call_id: str, at: datetime, body: bytes) -> str:
    """ "v1,<base64>": what the receiver computes as well."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{call_id}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def checked_url(url: str, allowed: Sequence[Network] = ()) -> str:
    """An address with a host and nothing secret in it, that may be called as far as it says so itself. Raises Invalid.

    What a name leads to is looked up at each call. allowed: networks that may be called though they are private.
    """
    refused = Invalid(N_("A webhook has an address that begins with https:// and names a host."), pointer="/url")
    if len(url) > LONGEST_URL or not url.isascii() or any(one <= " " or one in '\\"<>^`{|}\x7f' for one in url):
        raise refused
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refused from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise refused
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid(N_("The address of a webhook carries no user, password or fragment."), pointer="/url")
    if not _may_be_meant(parts.hostname, allowed, is_secure=parts.scheme == "https"):
        raise Invalid(
            N_(
                "The address begins with https:// and can be reached from outside. "
                "A private one has to be allowed in the settings of the instance."
            ),
            pointer="/url",
        )
    return url


def _may_be_meant(host: str, allowed: Sequence[Network], *, is_secure: bool) -> bool:
    """Whether a call can ever be made there: a name without https only where some network was allowed."""
    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return any(may_be_called(one, allowed, is_secure=is_secure) for one in ("127.0.0.1", "::1"))
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        try:
            name = str(IPv4Address(socket.inet_aton(name)))  # 127.1, 0x7f000001: what a resolver takes for an address
        except OSError:
            return is_secure or bool(allowed)
    return may_be_called(name, allowed, is_secure=is_secure)


def may_be_called(address: str, allowed: Sequence[Network], *, is_secure: bool) -> bool:
    """Whether an address may be called: a public one over https, or one of a network that was allowed, over either.

    address: as the resolver says it, a zone included. An address inside another one (IPv4 in IPv6) counts as both.
    """
    try:
        forms = _forms(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    networks = [ip_network(one) for one in allowed]
    if any(forms[-1] in network for network in networks):  # what it is wrapped in is only a way of writing it
        return True
    return is_secure and all(_is_public(one) for one in forms)


def _forms(address: Address) -> tuple[Address, ...]:
    """The address and the IPv4 address that stands in it."""
    if isinstance(address, IPv4Address):
        return (address,)
    inner: list[Address] = [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
    if address.teredo is not None:
        inner += address.teredo
    if any(isinstance(network, IPv6Network) and address in network for network in _NAT64):
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    if int(address) >> 32 == 0:
        inner.append(IPv4Address(int(address)))  # ::a.b.c.d, as it was written once
    return (address, *inner)


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return _is_public(address.ipv4_mapped)
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
        or address.is_link_local or address.is_private
    )  # fmt: skip

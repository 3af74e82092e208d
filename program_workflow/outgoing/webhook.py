"""Calling the address of a webhook: what its name leads to is looked up and checked, and the checked one is called.

No redirect is followed, no proxy is asked, nothing of the answer is kept but its status.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import SSLError as TlsRefused
from urllib3.exceptions import TimeoutError as TooLate

from program_workflow.domain.webhook import Network, may_be_called

#: Seconds for the connection and each answer; and for all of it, however slowly it drips.
PATIENCE: Final = 5.0
LONGEST: Final = 10.0
#: Bytes of an answer that are read; they are not kept.
MOST: Final = 64 * 1024
_TOO_LATE: Final = "no answer in time"
Resolve = Callable[[str, int], Sequence[str]]


class CallFailed(Exception):
    """The call was not taken; the text says why, on one line, and nothing of what was answered."""


@dataclass(frozen=True, slots=True)
class Call:
    url: str
    body: bytes
    headers: Mapping[str, str]


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses behind a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def send(call: Call, allowed: Sequence[Network], *, find: Resolve = resolve) -> None:
    """Sends the body; done when the answer is 2xx. allowed: networks that may be called though they are private.

    Every address behind the name has to be one that may be called. Raises CallFailed.
    """
    parts = urlsplit(call.url)
    is_secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if is_secure else 80)
    address = _checked_address(host, port, allowed, is_secure=is_secure, find=find)
    connection = _connection(address, host, port, is_secure=is_secure)
    too_late = threading.Event()
    watch = threading.Timer(LONGEST, _cut, [connection, too_late])
    watch.start()
    try:
        connection.connect()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "POST", path, body=call.body, headers={"Host": parts.netloc, **call.headers}, preload_content=False
        )
        answer = connection.getresponse()
        status = answer.status
        answer.read(MOST, decode_content=False)
    except (HTTPError, HTTPException, OSError, ValueError) as failure:  # the watch may end it in the middle of a read
        raise CallFailed(_said(failure)) from failure
    finally:
        watch.cancel()
        connection.close()
    if too_late.is_set():  # where the headers end early, the library takes them as whole
        raise CallFailed(_TOO_LATE)
    if not 200 <= status < 300:
        raise CallFailed(f"HTTP {status}")


def _checked_address(host: str, port: int, allowed: Sequence[Network], *, is_secure: bool, find: Resolve) -> str:
    try:
        addresses = find(host, port)
    except (OSError, UnicodeError) as failure:
        raise CallFailed("the name of the host was not found") from failure
    if not addresses:
        raise CallFailed("the name of the host was not found")
    if not all(may_be_called(one, allowed, is_secure=is_secure) for one in addresses):
        raise CallFailed("the address is private or not secure, and was not allowed")
    return addresses[0]


def _connection(address: str, host: str, port: int, *, is_secure: bool) -> HTTPConnection:
    """To the checked address itself: the name is not looked up again; the certificate is that of the name."""
    if not is_secure:
        return HTTPConnection(address, port, timeout=PATIENCE)
    return HTTPSConnection(
        address,
        port,
        timeout=PATIENCE,
        server_hostname=host,
        assert_hostname=host,
        ssl_context=ssl.create_default_context(),
    )


def _cut(connection: HTTPConnection, too_late: threading.Event) -> None:
    """Ends a call that takes too long: whoever reads from it is told so."""
    too_late.set()
    opened = connection.sock
    if opened is not None:
        with suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)


def _said(failure: Exception) -> str:
    """The kind of the failure: what the other side wrote may be anything."""
    if isinstance(failure, (TimeoutError, TooLate)) and not isinstance(failure, NewConnectionError):
        return _TOO_LATE
    if isinstance(failure, (ssl.SSLError, TlsRefused)):
        return "the certificate or the TLS of the host was refused"
    return f"the call broke off ({type(failure).__name__})"

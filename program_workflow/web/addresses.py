"""Addresses that come from outside: only own paths are followed."""

from urllib.parse import urlsplit

from flask import request, url_for


def own_path(address: str | None, otherwise: str = "/") -> str:
    r"""The address if it is a path of this application ("/programs?page=2"), else the other one.

    Refused: another host, "//host", "/\host", control characters; browsers read those as hosts.
    """
    if not address or not address.startswith("/") or address.startswith("//"):
        return otherwise
    if "\\" in address or any(ord(character) <= 0x20 or ord(character) == 0x7F for character in address):
        return otherwise
    parts = urlsplit(address)
    return otherwise if parts.scheme or parts.netloc else address


def came_from(otherwise: str | None = None) -> str:
    """The own path of the page that led here."""
    home = otherwise or url_for("web.turn")
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host:
        return home
    return own_path(referrer.path + (f"?{referrer.query}" if referrer.query else ""), home)


def this_path() -> str:
    """The own path of this request, with its query."""
    return own_path(request.full_path.rstrip("?"))

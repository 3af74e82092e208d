"""What every answer carries and every changing request must prove."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect

from program_workflow.domain.errors import N_, NotPermitted
from program_workflow.settings import Settings
from program_workflow.web.session import settings

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_YEAR: Final = 365 * 24 * 3600
#: This very machine, for health checks and for trying things out.
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")

csrf = CSRFProtect()


def trusted_hosts(known: Settings) -> list[str]:
    """Host names under which the application answers; any other name is a forged one."""
    host = urlsplit(known.base_url).hostname
    return [*_LOOPBACK, *([host] if host and host not in _LOOPBACK else [])]


def check_origin() -> None:
    """A changing request of a page comes from a page of ours. Raises NotPermitted; checks the form's token too."""
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in (None, "same-origin", "none") or (origin is not None and not _is_own(origin)):
        raise NotPermitted(N_("This form did not come from a page of this site. Nothing was done."))
    csrf.protect()


def _is_own(origin: str) -> bool:
    own = (request.host_url, settings().base_url)
    return origin.casefold() in {f"{parts.scheme}://{parts.netloc}".casefold() for parts in map(urlsplit, own)}


def protect(response: Response) -> Response:
    """The headers of every answer."""
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if settings().is_secure_address:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    if request.endpoint == "static" and response.status_code in (200, 304):
        stays = "v" in request.args
        headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if stays else "public, max-age=3600"
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response


def name_static_by_content(app: Flask) -> None:
    """Gives every static file an address that changes with its content, so that it may be kept for ever.

    Fonts keep their plain address: the stylesheet names them by it.
    """

    @app.url_defaults
    def add_hash(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint != "static" or "filename" not in values or values["filename"].endswith(".woff2"):
            return
        file = Path(app.static_folder or "") / values["filename"]
        if file.is_file():
            values["v"] = _content_hash(file, file.stat().st_mtime_ns)


@cache
def _content_hash(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]

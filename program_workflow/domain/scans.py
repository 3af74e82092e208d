"""Which files a scan of a letter may be: what its first bytes say, not its name."""

from collections.abc import Mapping
from typing import Final

#: The largest scan, in bytes, and how many an act may have.
LARGEST: Final = 10 * 1024 * 1024
MOST: Final = 5
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BEGINNINGS: Final[Mapping[bytes, str]] = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"PK\x03\x04": WORD,  # a package; what is in it is looked at elsewhere
}


def media_type_of(data: bytes) -> str | None:
    """The media type by the beginning of the file; None for a kind that no scan has."""
    return next((kind for beginning, kind in _BEGINNINGS.items() if data.startswith(beginning)), None)

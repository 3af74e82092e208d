"""The chain of the record: the bytes of an event, and its hash.

Format 1. ``hash = SHA-256("program-workflow event 1\\0" + previous hash + parts)``; each part is
preceded by its length in bytes (8, big-endian): seq, time (RFC 3339 UTC with microseconds), digest
of the actor, capacity, program, subject type, subject, action, reason, body as JSON with sorted
keys and no spaces. Nothing is normalised. The person stands in it only as
``SHA-256(salt + id + "\\0" + name)``, so that a name can be erased and the chain still holds.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What of an event is hashed; see the module for the format."""

    seq: int
    at: datetime
    actor_digest: str
    capacity: str
    program_id: str | None
    subject_type: str
    subject_id: str
    action: str
    reason: str
    body: Mapping[str, Any]


def actor_digest(salt: str, actor_id: str | None, name: str) -> str:
    return hashlib.sha256(f"{salt}{actor_id or ''}\0{name}".encode()).hexdigest()


def entry_hash(previous: str, entry: Entry) -> str:
    """The hash (hex) that links the event to the one before."""
    digest = hashlib.sha256(b"program-workflow event 1\0" + previous.encode("ascii"))
    for part in (
        str(entry.seq),
        entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        entry.actor_digest,
        entry.capacity,
        entry.program_id or "",
        entry.subject_type,
        entry.subject_id,
        entry.action,
        entry.reason,
        json.dumps(entry.body, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    ):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()

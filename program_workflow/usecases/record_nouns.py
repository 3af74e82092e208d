"""The table from which the record is replayed: how the events of each noun change its rows, and what is compared.

A noun of its own adds a row to `NOUNS` and its tables to `KEPT`; what is not replayed says why in `NOT_REPLAYED`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from program_workflow.usecases import (
    record_amendments,
    record_meetings,
    record_positions,
    record_programs,
    record_texts,
)
from program_workflow.usecases.advice_rows import ADVICE, REQUEST
from program_workflow.usecases.aligning import ALIGNMENT
from program_workflow.usecases.facts import REBASE
from program_workflow.usecases.joining import JOINING
from program_workflow.usecases.notifying import CORRIGENDUM, MEETING, PACKAGE, REMARK, SILENCE
from program_workflow.usecases.proposed_positions import PROPOSED
from program_workflow.usecases.record_changes import Change

#: subject type of an event: how it changes the rows. Every subject type stands here.
NOUNS: Final[Mapping[str, Change]] = {
    "program": record_programs.change_program,
    "delegation": record_programs.change_delegation,
    "user": record_programs.change_user,
    "version": record_programs.change_version,
    "amendment": record_amendments.change_amendment,
    REBASE: record_amendments.change_rebase,
    ADVICE: record_amendments.change_advice,
    REQUEST: record_amendments.change_advice_request,
    "position": record_positions.change_position,
    SILENCE: record_positions.change_silence,
    "reopening": record_positions.change_reopening,
    JOINING: record_positions.change_joining,
    REMARK: record_positions.change_remark,
    "scan": record_positions.change_scan,
    "contest": record_positions.change_contest,
    "comment": record_positions.change_comment,
    PROPOSED: record_positions.change_proposed_position,
    PACKAGE: record_texts.change_package,
    ALIGNMENT: record_texts.change_alignment,
    CORRIGENDUM: record_texts.change_corrigendum,
    "signature": record_texts.change_signature,
    MEETING: record_meetings.change_meeting,
    "webhook": record_programs.change_webhook,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A table that is held against the record.

    key: columns that name a row. within: the key ends with the place among the rows of an equal key, by this column.
    left_out: columns that no event holds, each with the reason.
    """

    key: tuple[str, ...]
    left_out: Mapping[str, str]
    within: str | None = None


_ORDER: Final = "a count of rows; the events have their own order"
_COUNTER: Final = "the counter of locks says nothing of the thing itself"
_PERSONAL: Final = "of the person, who may have it erased"
_CHOICE: Final = "how the person wants to read"

#: Tables made anew from the events and compared.
KEPT: Final[Mapping[str, Kept]] = {
    "programs": Kept(("id",), {"revision": _COUNTER}),
    "participants": Kept(("program_id", "delegation_id", "since"), {}),
    "delegations": Kept(("id",), {}),
    "users": Kept(
        ("id",),
        {
            "email": _PERSONAL,
            "name": _PERSONAL,
            "password_hash": "a secret",
            "language": _CHOICE,
            "timezone": _CHOICE,
            "theme": _CHOICE,
            "keys_on": _CHOICE,
            "marks_in_words": _CHOICE,
            "mail_on": _CHOICE,
            "revision": _COUNTER,
        },
    ),
    "versions": Kept(("id",), {"revision": _COUNTER}),
    "windows": Kept(("version_id", "delegation_id"), {}),
    "amendments": Kept(("id",), {"revision": _COUNTER, "touched": _COUNTER}),
    "wordings": Kept(("amendment_id", "number"), {"rationale": "content, under the hash of the wording"}),
    "sponsors": Kept(("amendment_id", "delegation_id"), {}),
    "counter_texts": Kept(("amendment_id", "number"), {"texts": "content, under the hash of what it would make"}),
    "mergers": Kept(("id",), {}),
    "approvals": Kept(("amendment_id", "wording_hash"), {}),
    "advice": Kept(("id",), {"revision": _COUNTER}),
    "advice_requests": Kept(("id",), {"revision": _COUNTER}),
    "positions": Kept(("act_id",), {"ordinal": _ORDER}, within="ordinal"),
    "silences": Kept(("id",), {"revision": _COUNTER}),
    "silence_messages": Kept(("ordinal",), {}),
    "reopenings": Kept(("id",), {}),
    "joinings": Kept(("id",), {}),
    "joining_items": Kept(("joining_id", "ordinal"), {}),
    "remarks": Kept(("id",), {"revision": _COUNTER}),
    "scans": Kept(("id",), {"data": "content, under its hash"}),
    "contests": Kept(("id",), {"revision": _COUNTER}),
    "comments": Kept(("id",), {"ordinal": _ORDER, "text": "content, under its hash; read in its circle alone"}),
    "proposed_positions": Kept(("id",), {}),
    "packages": Kept(("id",), {"revision": _COUNTER}),
    "package_clauses": Kept(("package_id", "ordinal"), {}),
    "alignments": Kept(("act_id",), {"ordinal": _ORDER}, within="ordinal"),
    "corrigenda": Kept(("id",), {"revision": _COUNTER}),
    "corrigendum_objections": Kept(("ordinal",), {}),
    "signatures": Kept(("ordinal",), {}),
    "meetings": Kept(("id",), {"revision": _COUNTER}),
    "meeting_participants": Kept(("meeting_id", "delegation_id"), {}),
    "agenda_items": Kept(("id",), {}),
    "meeting_entries": Kept(("id",), {}),
    "meeting_readings": Kept(("id",), {}),
    "meeting_papers": Kept(("id",), {}),
    "meeting_paper_revisions": Kept(("paper_id", "number"), {}),
    "webhooks": Kept(
        ("id",),
        {
            "url": "it may hold a secret; under its hash",
            "salt": "of it a secret is made",
            "old_salt": "of it a secret is made",
            "old_until": "goes with the secret before",
            "revision": _COUNTER,
        },
    ),
}

_CONTENT: Final = "content, only ever added; held by its hash"
_WORK: Final = "a queue of work, gone when it is done"
_ACCESS: Final = "access to the application, no state of a program"

#: Tables that no event tells, with the reason.
NOT_REPLAYED: Final[Mapping[str, str]] = {
    "operations": _CONTENT,
    "clauses": _CONTENT,
    "clause_revisions": _CONTENT,
    "nodes": _CONTENT,
    "node_texts": _CONTENT,
    "silence_items": _CONTENT,
    "corrections": _CONTENT,
    "events": "the record itself",
    "chain_head": "the end of the record",
    "outbox": _WORK,
    "notifications": "what a person was told, written once beside its event",
    "delivery_attempts": _WORK,
    "heartbeats": _WORK,
    "jobs": _WORK,
    "idempotency_keys": _WORK,
    "uploads": _WORK,
    "openings": "what a person has read",
    "preferences": "how a person wants to be told; no state of a program",
    "follows": "what a person wants to be told of; no state of a program",
    "claims": "who of a side looks at what just now; it binds nobody and ends by itself",
    "sessions": _ACCESS,
    "tokens": _ACCESS,
    "login_attempts": _ACCESS,
}

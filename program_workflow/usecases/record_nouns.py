"""How the events of each noun change its rows: the table from which the record is replayed.

A noun of its own adds a row to `NOUNS` and its tables to `KEPT`; what is not replayed says why in `NOT_REPLAYED`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from program_workflow.domain.rebuilt import Rebuilt, Row
from program_workflow.domain.states import DECISIONS
from program_workflow.domain.terms import AmendmentAction, VersionState
from program_workflow.storage import EventRow
from program_workflow.usecases.facts import AMENDMENT_FACTS, MORE, PROGRAM_FACTS, REBASE, VERSION_FACTS
from program_workflow.usecases.notifying import SILENCE
from program_workflow.usecases.silence_rows import MESSAGE_FACTS, SILENCE_FACTS

#: One event changes the rows made so far.
Change = Callable[[Rebuilt, EventRow], None]

_UNSET: Final = {"is_admitted_late": False, "is_renumbered": False}


def _instant(said: str | datetime | None) -> str | None:
    """One spelling of an instant, whatever zone the entry was written in."""
    at = datetime.fromisoformat(said) if isinstance(said, str) else said
    return at.astimezone(UTC).isoformat() if at is not None else None


def _facts(facts: Mapping[str, Any], names: tuple[str, ...], unset: Any = None) -> Row:
    """Facts by name: what an entry does not name was not set."""
    return {name: facts.get(name, _UNSET.get(name, unset)) for name in names}


def _person(event: EventRow, column: str) -> Row:
    """Who acted; nothing where the name was erased from the record."""
    return {column: event.actor_id} if event.actor_id or event.actor_name else {}


def _delegation(to: Rebuilt, code: str | None) -> str | None:
    row = to.find("delegations", "code", code) if code else None
    return row["id"] if row else None


# --- Programs, people --------------------------------------------------------------------------------


def change_program(to: Rebuilt, event: EventRow) -> None:
    body, key = event.body, (event.subject_id,)
    row = to.put("programs", key, {"id": event.subject_id})
    row.setdefault("created_at", _instant(event.at))
    if "facts" in body:
        row.update(_facts(body["facts"], PROGRAM_FACTS, ""))
    if "participants" in body:
        for old in [one for one in to.rows("participants") if one[0] == event.subject_id]:
            to.take("participants", old)
        for code, since, until in body["participants"]:
            at = (event.subject_id, _delegation(to, code), _instant(since))
            named = dict(zip(("program_id", "delegation_id", "since"), at, strict=True))
            to.put("participants", at, {**named, "until": _instant(until)})


def change_delegation(to: Rebuilt, event: EventRow) -> None:
    names = ("code", "is_observer", "name_en", "name_ru")
    told = {name: event.body[name] for name in names if name in event.body}
    rows = to.rows("delegations")
    place = {} if (event.subject_id,) in rows else {"position": len(rows) + 1}
    to.put("delegations", (event.subject_id,), {"id": event.subject_id, **place, **told})


def change_user(to: Rebuilt, event: EventRow) -> None:
    row = to.put("users", (event.subject_id,), {"id": event.subject_id})
    told = event.body.get("after", event.body)
    if event.action == "create":
        row["created_at"] = _instant(event.at)
    if "role" in told:
        row.update(
            role=told["role"], is_active=told["is_active"], delegation_id=_delegation(to, told.get("delegation"))
        )


# --- Versions ----------------------------------------------------------------------------------------


def change_version(to: Rebuilt, event: EventRow) -> None:
    body = event.body
    if "delegation" in body:
        key = (event.subject_id, _delegation(to, body["delegation"]))
        told = {"version_id": key[0], "delegation_id": key[1], "closes_at": _instant(body["closes_at"])}
        to.put("windows", key, {**told, "reason": event.reason})
        return
    row = to.put("versions", (event.subject_id,), {"id": event.subject_id, "program_id": event.program_id})
    if event.action == "make":
        row.update(state=VersionState.WORKING.value, created_at=_instant(event.at), closes_at=None)
    if "to" in body:
        row["state"] = body["to"]
    if "closes_at" in body:
        row["closes_at"] = _instant(body["closes_at"])
    row.update({name: body[name] for name in ("number", "text_hash") if name in body})
    if "facts" in body:
        row.update(_facts(body["facts"], VERSION_FACTS))


# --- Amendments --------------------------------------------------------------------------------------


def change_amendment(to: Rebuilt, event: EventRow) -> None:
    body, one = event.body, event.subject_id
    if event.action == AmendmentAction.DISCARD:
        for table in ("amendments", "wordings"):
            for key in [key for key in to.rows(table) if key[0] == one]:
                to.take(table, key)
        return
    row = to.put("amendments", (one,), {"id": one, "program_id": event.program_id})
    if "created_at" not in row:
        row.update(created_at=_instant(event.at), filed_by=None, decided_by=None, **_person(event, "created_by"))
    row.update({name: body[name] for name in ("number", "state", "wording")}, delegation_id=body["delegation"])
    row.update(_facts(body.get("facts", {}), AMENDMENT_FACTS))
    if event.action == AmendmentAction.SUBMIT:
        row.update(_person(event, "filed_by"))
    if event.action in DECISIONS:
        row.update(_person(event, "decided_by"))
    if row["decided_at"] is None:
        row["decided_by"] = None
    row.update(body.get(MORE, {}))
    _change_wording(to, event)


def _change_wording(to: Rebuilt, event: EventRow) -> None:
    """The wording that the entry names, and the newest one, which may be a draft of its delegation."""
    body, one = event.body, event.subject_id
    if body.get("wording_hash"):
        key = (one, body["wording"])
        to.put("wordings", key, {"amendment_id": one, "number": key[1], "hash": body["wording_hash"]})
    newest = body.get("newest")
    if newest:
        key = (one, newest["number"])
        is_new = key not in to.rows("wordings")
        row = to.put("wordings", key, {"amendment_id": one, **newest})
        if is_new or "made_by" not in row:
            row.update(_person(event, "made_by"))


def change_rebase(to: Rebuilt, event: EventRow) -> None:
    """What a changed text did to amendments, many at once."""
    for amendment_id, told in event.body["amendments"].items():
        to.put("amendments", (amendment_id,), told)


# --- Positions, silence procedures --------------------------------------------------------------------


def change_position(to: Rebuilt, event: EventRow) -> None:
    """An act: one row for each text it is about, in their order."""
    facts = dict(event.body["facts"])
    about = facts.pop("about")
    common = {
        "act_id": event.subject_id,
        "program_id": event.program_id,
        "delegation_id": facts.pop("delegation"),
        "version_id": facts.pop("version"),
        **facts,
        **_person(event, "entered_by"),
    }
    for place, (subject, subject_id, text_hash) in enumerate(about):
        text = {"subject": subject, "subject_id": subject_id, "text_hash": text_hash}
        to.put("positions", (event.subject_id, place), {**common, **text})


def change_silence(to: Rebuilt, event: EventRow) -> None:
    body, one = event.body, event.subject_id
    row = to.put("silences", (one,), {"id": one, "program_id": event.program_id})
    row.setdefault("annul_asked_by", None)
    row.update(_facts(body["facts"], SILENCE_FACTS))
    if event.action == "ask_annulment":
        row.update(_person(event, "annul_asked_by"))
    if "message" in body:
        said = dict(body["message"])
        ordinal = said.pop("ordinal")
        told = {**_facts(said, MESSAGE_FACTS), **{name: said.get(name, "") for name in ("reason", "reference")}}
        to.put(
            "silence_messages",
            (ordinal,),
            {"ordinal": ordinal, "silence_id": one, **told, **_person(event, "entered_by")},
        )


#: subject type of an event: how it changes the rows. Every subject type stands here.
NOUNS: Final[Mapping[str, Change]] = {
    "program": change_program,
    "delegation": change_delegation,
    "user": change_user,
    "version": change_version,
    "amendment": change_amendment,
    REBASE: change_rebase,
    "position": change_position,
    SILENCE: change_silence,
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
    "amendments": Kept(("id",), {"revision": _COUNTER}),
    "wordings": Kept(("amendment_id", "number"), {"rationale": "content, under the hash of the wording"}),
    "positions": Kept(("act_id",), {"ordinal": "a count of rows; the events have their own order"}, within="ordinal"),
    "silences": Kept(("id",), {"revision": _COUNTER}),
    "silence_messages": Kept(("ordinal",), {}),
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
    "sessions": _ACCESS,
    "tokens": _ACCESS,
    "login_attempts": _ACCESS,
}

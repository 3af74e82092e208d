"""How events of positions, silence procedures, and what else delegations said of a text change their rows."""

from collections.abc import Mapping
from typing import Any

from program_workflow.domain.rebuilt import Rebuilt
from program_workflow.storage import EventRow
from program_workflow.usecases.record_changes import columns, instant, named, person, put_by
from program_workflow.usecases.remark_rows import REMARK_FACTS
from program_workflow.usecases.silence_rows import MESSAGE_FACTS, SILENCE_FACTS


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
        **person(event, "entered_by"),
    }
    for place, (subject, subject_id, text_hash) in enumerate(about):
        text = {"subject": subject, "subject_id": subject_id, "text_hash": text_hash}
        to.put("positions", (event.subject_id, place), {**common, **text})


def change_silence(to: Rebuilt, event: EventRow) -> None:
    body, one = event.body, event.subject_id
    row = to.put("silences", (one,), {"id": one, "program_id": event.program_id})
    row.setdefault("annul_asked_by", None)
    row.update(named(body["facts"], SILENCE_FACTS))
    if event.action == "ask_annulment":
        row.update(person(event, "annul_asked_by"))
    if "message" in body:
        said = dict(body["message"])
        ordinal = said.pop("ordinal")
        told = {**named(said, MESSAGE_FACTS), **{name: said.get(name, "") for name in ("reason", "reference")}}
        to.put(
            "silence_messages",
            (ordinal,),
            {"ordinal": ordinal, "silence_id": one, **told, **person(event, "entered_by")},
        )


# --- Clauses reopened, delegations that joined later ----------------------------------------------------


def change_reopening(to: Rebuilt, event: EventRow) -> None:
    facts = event.body["facts"]
    told = {"version_id": facts["version"], "clause_id": facts["clause"], "at": instant(facts["at"])}
    said = {**_of_program(event), **told, "text_hash": facts["text_hash"], "reason": facts["reason"]}
    put_by(to, event, "reopenings", (event.subject_id,), said, "made_by")


def change_joining(to: Rebuilt, event: EventRow) -> None:
    """The whole of what it is asked about stands in each event."""
    facts, one = event.body["facts"], event.subject_id
    told = {"delegation_id": facts["delegation"], "version_id": facts["version"]}
    asked = {"since": instant(facts["since"]), "asked_at": instant(facts["asked_at"])}
    to.put("joinings", (one,), {**_of_program(event), **told, **asked})
    for place, (subject, subject_id, text_hash) in enumerate(facts["about"]):
        text = {"subject": subject, "subject_id": subject_id, "text_hash": text_hash}
        to.put("joining_items", (one, place), {"joining_id": one, "ordinal": place, **text})


# --- Remarks, acts received outside ---------------------------------------------------------------------


def change_remark(to: Rebuilt, event: EventRow) -> None:
    told = columns("remarks", event.body["facts"], REMARK_FACTS)
    put_by(to, event, "remarks", (event.subject_id,), {**_of_program(event), **told}, "entered_by")


def change_scan(to: Rebuilt, event: EventRow) -> None:
    facts = event.body["facts"]
    told = {name: facts[name] for name in ("kind", "name", "media_type", "size", "hash")}
    said = {**_of_program(event), **_of_act(facts), **told, "added_at": instant(facts["added_at"])}
    put_by(to, event, "scans", (event.subject_id,), said, "added_by")


def change_contest(to: Rebuilt, event: EventRow) -> None:
    facts = event.body["facts"]
    told = {name: facts[name] for name in ("kind", "reason", "outcome", "answer")}
    times = {"at": instant(facts["at"]), "ended_at": instant(facts["ended_at"])}
    said = {**_of_program(event), **_of_act(facts), **told, **times}
    row = put_by(to, event, "contests", (event.subject_id,), said, "made_by")
    row.setdefault("ended_by", None)
    if facts["ended_at"]:
        row.update(person(event, "ended_by"))


# --- What passes inside a delegation ----------------------------------------------------------------------


def change_comment(to: Rebuilt, event: EventRow) -> None:
    facts = event.body["facts"]
    told = {name: facts[name] for name in ("subject", "subject_id", "text_hash", "audience")}
    who = {"delegation_id": facts["delegation"], "side_id": facts["side"], "parent_id": facts["parent"]}
    said = {**_of_program(event), **told, **who, "at": instant(facts["at"])}
    put_by(to, event, "comments", (event.subject_id,), said, "made_by")


def change_proposed_position(to: Rebuilt, event: EventRow) -> None:
    facts = dict(event.body["facts"])
    said = {
        "delegation_id": facts.pop("delegation"),
        "lifts_when": "",
        "except_words": "",
        "is_section": False,
        **facts,
    }
    times = {name: instant(facts[name]) for name in ("made_at", "approved_at", "ended_at")}
    key = (event.subject_id,)
    row = put_by(to, event, "proposed_positions", key, {**_of_program(event), **said, **times}, "made_by")
    row.setdefault("approved_by", None)
    if event.action == "approve":
        row.update(person(event, "approved_by"))


def _of_program(event: EventRow) -> dict[str, Any]:
    return {"id": event.subject_id, "program_id": event.program_id}


def _of_act(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"act_id": facts["act"], "delegation_id": facts["delegation"]}

"""How events of programs, people and versions change their rows; so do those of webhooks."""

from program_workflow.domain.rebuilt import Rebuilt
from program_workflow.domain.terms import VersionState
from program_workflow.storage import EventRow
from program_workflow.usecases.facts import PROGRAM_FACTS, VERSION_FACTS
from program_workflow.usecases.record_changes import delegation_of, instant, named


def change_program(to: Rebuilt, event: EventRow) -> None:
    body, key = event.body, (event.subject_id,)
    row = to.put("programs", key, {"id": event.subject_id})
    row.setdefault("created_at", instant(event.at))
    if "facts" in body:
        row.update(named(body["facts"], PROGRAM_FACTS, ""))
    if "participants" in body:
        for old in [one for one in to.rows("participants") if one[0] == event.subject_id]:
            to.take("participants", old)
        for code, since, until in body["participants"]:
            at = (event.subject_id, delegation_of(to, code), instant(since))
            row_key = dict(zip(("program_id", "delegation_id", "since"), at, strict=True))
            to.put("participants", at, {**row_key, "until": instant(until)})


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
        row["created_at"] = instant(event.at)
    if "role" in told:
        row.update(
            role=told["role"],
            is_active=told["is_active"],
            is_approver=told.get("is_approver", False),
            delegation_id=delegation_of(to, told.get("delegation")),
        )


# --- Versions ----------------------------------------------------------------------------------------


def change_version(to: Rebuilt, event: EventRow) -> None:
    body = event.body
    if "delegation" in body:
        key = (event.subject_id, delegation_of(to, body["delegation"]))
        told = {"version_id": key[0], "delegation_id": key[1], "closes_at": instant(body["closes_at"])}
        to.put("windows", key, {**told, "reason": event.reason})
        return
    row = to.put("versions", (event.subject_id,), {"id": event.subject_id, "program_id": event.program_id})
    if event.action == "make":
        row.update(state=VersionState.WORKING.value, created_at=instant(event.at), closes_at=None)
    if "to" in body:
        row["state"] = body["to"]
    if "closes_at" in body:
        row["closes_at"] = instant(body["closes_at"])
    row.update({name: body[name] for name in ("number", "text_hash") if name in body})
    if "facts" in body:
        row.update(named(body["facts"], VERSION_FACTS))


# --- Webhooks ----------------------------------------------------------------------------------------


def change_webhook(to: Rebuilt, event: EventRow) -> None:
    """What it is called for; neither its address nor what its secret is made of stands in the record."""
    facts = event.body["facts"]
    row = to.put("webhooks", (event.subject_id,), {"id": event.subject_id, "owner_id": facts["owner"]})
    row.setdefault("created_at", instant(event.at))
    row.setdefault("deleted_at", None)
    row.update(events=facts["events"], is_active=facts["is_active"])
    if facts["is_deleted"] and row["deleted_at"] is None:
        row["deleted_at"] = instant(event.at)

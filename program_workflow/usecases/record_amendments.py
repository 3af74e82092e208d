"""How events of amendments change their rows, and those of what hangs on them."""

from program_workflow.domain.rebuilt import Rebuilt
from program_workflow.domain.states import DECISIONS
from program_workflow.domain.terms import AmendmentAction
from program_workflow.storage import EventRow
from program_workflow.usecases.advice_rows import ADVICE_FACTS, REQUEST_FACTS
from program_workflow.usecases.attached import COUNTER_FACTS, MERGER_FACTS
from program_workflow.usecases.facts import AMENDMENT_FACTS, MORE
from program_workflow.usecases.record_changes import columns, instant, named, person, put_by


def change_amendment(to: Rebuilt, event: EventRow) -> None:
    body, one = event.body, event.subject_id
    if event.action == AmendmentAction.DISCARD:
        for table in ("amendments", "wordings", "sponsors", "approvals"):
            for key in [key for key in to.rows(table) if key[0] == one]:
                to.take(table, key)
        return
    row = to.put("amendments", (one,), {"id": one, "program_id": event.program_id})
    if "created_at" not in row:
        row.update(created_at=instant(event.at), filed_by=None, decided_by=None, **person(event, "created_by"))
    row.update({name: body[name] for name in ("number", "state", "wording")}, delegation_id=body["delegation"])
    row.update(named(body.get("facts", {}), AMENDMENT_FACTS))
    if event.action == AmendmentAction.SUBMIT:
        row.update(person(event, "filed_by"))
    if event.action in DECISIONS:
        row.update(person(event, "decided_by"))
    if row["decided_at"] is None:
        row["decided_by"] = None
    row.update(body.get(MORE, {}))
    _change_wording(to, event)
    _change_sponsors(to, event)
    _change_attached(to, event)
    if "approval" in body:
        _change_approval(to, event)


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
            row.update(person(event, "made_by"))


def change_rebase(to: Rebuilt, event: EventRow) -> None:
    """What a changed text did to amendments, many at once."""
    for amendment_id, told in event.body["amendments"].items():
        to.put("amendments", (amendment_id,), told)


# --- What hangs on an amendment -----------------------------------------------------------------------


def _change_sponsors(to: Rebuilt, event: EventRow) -> None:
    """Everybody who was ever named stands in every event of an amendment that names somebody."""
    for told in event.body.get("sponsors", ()):
        key = (event.subject_id, told["delegation"])
        named_at = {"amendment_id": key[0], "delegation_id": key[1], "invited_at": instant(told["invited_at"])}
        said = {"state": told["state"], "wording": told["wording"], "at": instant(told["at"])}
        to.put("sponsors", key, {**named_at, **said})


def _change_attached(to: Rebuilt, event: EventRow) -> None:
    """Other wordings that are proposed, and mergers, where the event changed them."""
    for told in event.body.get("counter_texts", ()):
        key = (event.subject_id, told["number"])
        said = {"amendment_id": key[0], **columns("counter_texts", told, COUNTER_FACTS)}
        put_by(to, event, "counter_texts", key, said, "offered_by")
    for told in event.body.get("mergers", ()):
        put_by(to, event, "mergers", (told["id"],), columns("mergers", told, MERGER_FACTS), "proposed_by")


def _change_approval(to: Rebuilt, event: EventRow) -> None:
    told = event.body["approval"]
    key = (event.subject_id, told["wording_hash"])
    row = to.put("approvals", key, {"amendment_id": key[0], "wording_hash": key[1]})
    row.update(asked_at=instant(told["asked_at"]), approved_at=instant(told["approved_at"]))
    row.setdefault("asked_by", None)
    row.setdefault("approved_by", None)
    row.update(person(event, "asked_by" if event.action == AmendmentAction.ASK_APPROVAL else "approved_by"))


# --- Advice -------------------------------------------------------------------------------------------


def change_advice(to: Rebuilt, event: EventRow) -> None:
    told = {"id": event.subject_id, "program_id": event.program_id}
    said = columns("advice", event.body["facts"], ADVICE_FACTS)
    put_by(to, event, "advice", (event.subject_id,), {**told, **said}, "given_by")


def change_advice_request(to: Rebuilt, event: EventRow) -> None:
    told = {"id": event.subject_id, "program_id": event.program_id}
    said = columns("advice_requests", event.body["facts"], REQUEST_FACTS)
    to.put("advice_requests", (event.subject_id,), {**told, **said})

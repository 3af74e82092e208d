"""Acts received outside: scans of the letters they stand in, and what their delegations say against the entry."""

from typing import Any

from apiflask import Schema
from apiflask.fields import File, Integer, List, Nested, String
from apiflask.validators import Length, OneOf
from flask import Response, request

from program_workflow.api.answers import answer, instant
from program_workflow.api.entries import entry
from program_workflow.api.requests import act, bp, loaded, needs, open_reading, seen_revision, sent, takes
from program_workflow.domain.errors import NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import ContestOutcome
from program_workflow.usecases import received, received_acts, received_scans
from program_workflow.usecases.received import ContestView, ReceivedView
from program_workflow.usecases.received_scans import ScanView
from program_workflow.usecases.work import Work


class ScanUpload(Schema):
    file = File(required=True)  # type: ignore[no-untyped-call]  # the library has no types there


class ScanOut(Schema):
    id = String()
    name = String()
    media_type = String()
    size = Integer()
    hash = String(metadata={"description": "SHA-256"})


class ContestIn(Schema):
    reason = String(required=True, validate=Length(max=received.MAX_REASON))


class ContestStepIn(Schema):
    action = String(required=True, validate=OneOf(["take_back", "withdraw"]))
    reason = String(load_default="", validate=Length(max=received.MAX_REASON))


class ContestOut(Schema):
    id = String()
    reason = String()
    at = String()
    outcome = String(allow_none=True, metadata={"description": "null: it stands contested"})
    answer = String()
    ended_at = String(allow_none=True)
    revision = Integer()
    next_actions = List(String())


class ReceivedOut(Schema):
    act_id = String()
    reference = String()
    scans = List(Nested(entry(ScanOut)))
    contests = List(Nested(ContestOut))


@bp.get("/received/<act_id>")
@bp.output(ReceivedOut)
@needs(Permit.READ_PROGRAMS)
def get_received(act_id: str) -> Response:
    """The papers of what was received outside. `act_id` stands beside a position; of an amendment it is its `id`."""
    with open_reading() as w:
        found = received.papers_of(w, act_id)
    return answer(render(found))


@bp.post("/received/<act_id>/scans")
@takes(ScanUpload)
@bp.output(ScanOut, status_code=201)
@needs(Permit.READ_PROGRAMS)
def add_scan(act_id: str, **_: Any) -> Response:
    """Keeps a scan (multipart): PDF, PNG, JPEG or .docx, at most 10 MB; coordinators."""

    def do(w: Work) -> tuple[Any, int, None]:
        file = loaded(ScanUpload, {**request.form.to_dict(), **request.files.to_dict()})["file"]
        return _scan(received_scans.add_scan(w, act_id, file.filename or "", file.stream.read())), 201, None

    return act(do, check=lambda w: received_acts.find_act(w, act_id))


@bp.get("/received/scans/<scan_id>")
@needs(Permit.READ_PROGRAMS)
def get_scan(scan_id: str) -> Response:
    """The scan itself, for whoever may read the act."""
    with open_reading() as w:
        view, data = received_scans.read_scan(w, scan_id)
    found = Response(data, mimetype=view.media_type, headers={"Cache-Control": "no-store"})
    found.headers.set("Content-Disposition", "attachment", filename=view.name)
    return found


@bp.post("/received/<act_id>/contests")
@takes(ContestIn)
@bp.output(ReceivedOut, status_code=201)
@needs(Permit.READ_PROGRAMS)
def contest_act(act_id: str, **_: Any) -> Response:
    """The delegation it was entered for contests the entry, with a reason; the coordinators are told."""

    def do(w: Work) -> tuple[Any, int, None]:
        received.contest(w, act_id, sent(ContestIn)["reason"])
        return render(received.papers_of(w, act_id)), 201, None

    return act(do, check=lambda w: received_acts.find_act(w, act_id))


@bp.post("/received/contests/<contest_id>/steps")
@takes(ContestStepIn)
@bp.output(ReceivedOut)
@needs(Permit.READ_PROGRAMS)
def end_contest(contest_id: str, **_: Any) -> Response:
    """`take_back` by the delegation, `withdraw` the entry by a coordinator with a reason; If-Match: `"<revision>."`."""

    def do(w: Work) -> tuple[Any, int, int]:
        seen, asked = seen_revision(), sent(ContestStepIn)
        outcome = ContestOutcome.TAKEN_BACK if asked["action"] == "take_back" else ContestOutcome.WITHDRAWN
        row = received.end_contest(w, contest_id, outcome, asked["reason"], seen_revision=seen)
        return _ended(w, row.act_id), 200, row.revision

    def lock(w: Work, _seen: int) -> Any:
        return received.find_contest(w, contest_id)

    return act(do, check=lambda w: received.find_contest(w, contest_id), lock=lock)


def _ended(w: Work, act_id: str) -> dict[str, Any] | None:
    """The papers after the contest; without them where the entry was a draft and is gone with it."""
    try:
        return render(received.papers_of(w, act_id))
    except NotFound:
        return {"act_id": act_id, "reference": "", "scans": [], "contests": []}


def render(found: ReceivedView | None) -> dict[str, Any] | None:
    """The papers of an act; None where it was not received outside."""
    if found is None:
        return None
    return {
        "act_id": found.act_id,
        "reference": found.reference,
        "scans": [_scan(one) for one in found.scans],
        "contests": [_contest(one) for one in found.contests],
    }


def _scan(one: ScanView) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "media_type": one.media_type, "size": one.size, "hash": one.hash}


def _contest(one: ContestView) -> dict[str, Any]:
    return {
        "id": one.id,
        "reason": one.reason,
        "at": instant(one.at),
        "outcome": one.outcome.value if one.outcome else None,
        "answer": one.answer,
        "ended_at": instant(one.ended_at),
        "revision": one.revision,
        "next_actions": list(one.actions),
    }

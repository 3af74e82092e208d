"""Remarks on clauses, sections and versions, and the answers to them."""

from typing import Any

from flask import Response

from program_workflow.api import remark_schemas as schemas
from program_workflow.api import rendering
from program_workflow.api.answers import answer, instant
from program_workflow.api.positions import outside_in
from program_workflow.api.requests import act, bp, check_program, needs, open_reading, query, seen_revision, sent, takes
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import RemarkAction, RemarkKind, RemarkState
from program_workflow.usecases import remarks
from program_workflow.usecases.remark_rows import find_remark, lock_remark
from program_workflow.usecases.remark_views import RemarkView, events_of_remark, remarks_of, view_remark
from program_workflow.usecases.work import Work


@bp.get("/programs/<code>/remarks")
@bp.input(schemas.RemarksQuery, location="query", validation=False)
@bp.output(schemas.RemarksOut)
@needs(Permit.READ_REMARKS)
def list_remarks(code: str, **_: Any) -> Response:
    """Remarks on a program in the order they were entered; observers see those of their own organisation."""
    asked = query(schemas.RemarksQuery)
    with open_reading() as w:
        found = remarks_of(
            w,
            code,
            version=asked["version"],
            clause_id=asked["clause"],
            state=RemarkState(asked["state"]) if asked["state"] else None,
        )
    return answer(rendering.page([render(one) for one in found]))


@bp.post("/programs/<code>/remarks")
@takes(schemas.RemarkIn)
@bp.output(schemas.RemarkOut, status_code=201)
@needs(Permit.READ_REMARKS)
def make_remark(code: str, **_: Any) -> Response:
    """A remark, a question or "no comments" on a clause, a section or the whole; late after the window.

    A coordinator enters one received outside, and may answer it at once.
    """

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.RemarkIn)
        row = remarks.make_remark(
            w,
            code,
            remarks.Remark(RemarkKind(asked["kind"]), asked["text"], asked["clause_id"]),
            seen_version=asked["version"],
            answer=asked["answer"],
            outside=outside_in(asked),
        )
        return render(view_remark(w, row.id)), 201, row.revision

    return act(do, check=lambda w: check_program(w, code, Permit.MAKE_REMARK))


@bp.get("/remarks/<remark_id>")
@bp.output(schemas.RemarkOut)
@needs(Permit.READ_REMARKS)
def get_remark(remark_id: str) -> Response:
    """A remark with the answer to it."""
    with open_reading() as w:
        found = view_remark(w, remark_id)
    return answer(render(found), revision=found.revision)


@bp.get("/remarks/<remark_id>/events")
@needs(Permit.READ_REMARKS)
def remark_events(remark_id: str) -> Response:
    """The record of a remark, oldest first."""
    with open_reading() as w:
        found = events_of_remark(w, remark_id)
    return answer(rendering.page([rendering.event(one) for one in found]))


@bp.post("/remarks/<remark_id>/steps")
@takes(schemas.RemarkStepIn)
@bp.output(schemas.RemarkOut)
@needs(Permit.READ_REMARKS)
def step_remark(remark_id: str, **_: Any) -> Response:
    """Answer (coordinators), or withdraw while it is not answered (its delegation or organisation)."""

    def do(w: Work) -> tuple[Any, int, int]:
        seen, asked = seen_revision(), sent(schemas.RemarkStepIn)
        row = remarks.take_step(w, remark_id, RemarkAction(asked["action"]), seen_revision=seen, text=asked["text"])
        w.session.flush()
        return render(view_remark(w, row.id)), 200, row.revision

    def lock(w: Work, seen: int) -> Any:
        return lock_remark(w, find_remark(w, remark_id), seen)

    return act(do, check=lambda w: find_remark(w, remark_id), lock=lock)


def render(one: RemarkView) -> dict[str, Any]:
    return {
        "id": one.id,
        "program": one.program,
        "number": one.number,
        "kind": one.kind.value,
        "state": one.state.value,
        "version": one.version,
        "clause_id": one.clause_id,
        "reference": one.reference,
        "section": one.is_section,
        "delegation": one.delegation.code,
        "text": one.text,
        "at": instant(one.at),
        "late": one.is_late,
        "channel": one.channel.value if one.channel else None,
        "outside_reference": one.outside_reference,
        "answer": one.answer,
        "answered_at": instant(one.answered_at),
        "withdrawn_at": instant(one.withdrawn_at),
        "revision": one.revision,
        "next_actions": [action.value for action in one.next_actions],
    }

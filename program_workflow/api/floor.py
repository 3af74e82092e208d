"""The floor of a meeting: wordings, readings, decisions, statements and next steps."""

from typing import Any

from flask import Response

from program_workflow.api import meeting_schemas as schemas
from program_workflow.api import rendering
from program_workflow.api.amendments import operations_in
from program_workflow.api.answers import answer
from program_workflow.api.meetings import check_holds, meeting_answer, render_entry, step
from program_workflow.api.requests import act, bp, needs, open_reading, seen_revision, sent, takes
from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AmendmentAction, EntryKind, VersionAction
from program_workflow.usecases import floor, floor_versions, meeting_entries
from program_workflow.usecases.amendment_reading import view_amendment
from program_workflow.usecases.floor import Answer
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.meeting_views import view_meeting
from program_workflow.usecases.work import Work


@bp.post("/meetings/<meeting_id>/wordings")
@takes(schemas.WordingIn)
@needs(Permit.READ_MEETINGS)
def table_wording(meeting_id: str, **_: Any) -> Response:
    """A wording from the floor: an amendment tabled under an item, under review at once, whatever the window."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.WordingIn)
        row = floor.table_wording(
            w,
            meeting_id,
            asked["item"],
            asked["program"],
            operations_in(asked),
            delegation=asked["delegation"],
            language=asked["language"],
            rationale=asked["rationale"],
        )
        w.session.flush()
        view = view_amendment(w, row.id)
        return rendering.amendment(view), 201, view.revision

    return act(do, check=lambda w: check_holds(w, meeting_id))


@bp.post("/meetings/<meeting_id>/readings")
@takes(schemas.ReadingIn)
@needs(Permit.READ_MEETINGS)
def read_out(meeting_id: str, **_: Any) -> Response:
    """A wording is read out; what delegations say of it is recorded, of the others present nothing was heard."""

    def do(w: Work) -> tuple[Any, int, None]:
        asked = sent(schemas.ReadingIn)
        answers = {code: Answer(one["kind"], one["reason"]) for code, one in asked["answers"].items()}
        row = floor.read_out(w, meeting_id, asked["item"], asked["amendment"], answers)
        return {"amendment": row.subject_id, "text_hash": row.text_hash, "answers": row.answers}, 201, None

    return act(do, check=lambda w: check_holds(w, meeting_id))


@bp.get("/meetings/<meeting_id>/decisions")
@needs(Permit.READ_MEETINGS)
def meeting_decisions(meeting_id: str) -> Response:
    """What was decided, in its order."""
    return _recorded(meeting_id, EntryKind.DECISION)


@bp.post("/meetings/<meeting_id>/decisions")
@takes(schemas.DecisionIn)
@bp.output(schemas.MeetingOut, status_code=201)
@needs(Permit.READ_MEETINGS)
def decide_at_meeting(meeting_id: str, **_: Any) -> Response:
    """A decision under an item: in free words, on an amendment, on a clause whose text is kept, or on a version."""

    def do(w: Work) -> tuple[Any, int, int]:
        _decide(w, meeting_id, sent(schemas.DecisionIn))
        return meeting_answer(w, meeting_id, 201)

    return act(do, check=lambda w: check_holds(w, meeting_id))


def _decide(w: Work, meeting_id: str, asked: dict[str, Any]) -> None:
    item, action = asked["item"], asked["action"]
    if asked["amendment"] is not None and action in set(AmendmentAction):
        floor.decide(
            w,
            meeting_id,
            item,
            asked["amendment"],
            AmendmentAction(action),
            reason=asked["reason"],
            until=asked["until"],
            rejecting=asked["rejecting"],
        )
    elif asked["program"] is not None and asked["clause"] is not None:
        floor.keep_text(w, meeting_id, item, asked["program"], asked["clause"], reason=asked["reason"])
    elif asked["program"] is not None and action in {one.value for one in floor_versions.STEPS}:
        floor_versions.take_step(w, meeting_id, item, asked["program"], VersionAction(action))
    elif asked["text"] is not None:
        meeting_entries.record_decision(w, meeting_id, item, Both(**asked["text"]))
    else:
        raise Invalid(
            N_("Say what is decided: in words, or on an amendment, a clause or a version."), pointer="/action"
        )


@bp.get("/meetings/<meeting_id>/statements")
@needs(Permit.READ_MEETINGS)
def meeting_statements(meeting_id: str) -> Response:
    """Statements of delegations, in their order."""
    return _recorded(meeting_id, EntryKind.STATEMENT)


@bp.post("/meetings/<meeting_id>/statements")
@takes(schemas.StatementIn)
@bp.output(schemas.MeetingOut, status_code=201)
@needs(Permit.READ_MEETINGS)
def record_statement(meeting_id: str, **_: Any) -> Response:
    """A statement of a delegation or observer organisation that takes part."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.StatementIn)
        meeting_entries.record_statement(w, meeting_id, asked["item"], asked["delegation"], Both(**asked["text"]))
        return meeting_answer(w, meeting_id, 201)

    return act(do, check=lambda w: check_holds(w, meeting_id))


@bp.post("/meetings/<meeting_id>/next-steps")
@takes(schemas.NextStepIn)
@bp.output(schemas.MeetingOut, status_code=201)
@needs(Permit.READ_MEETINGS)
def record_next_step(meeting_id: str, **_: Any) -> Response:
    """What is to be done next, for the outcome document."""

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.NextStepIn)
        meeting_entries.record_next_step(w, meeting_id, asked["item"], Both(**asked["text"]))
        return meeting_answer(w, meeting_id, 201)

    return act(do, check=lambda w: check_holds(w, meeting_id))


@bp.post("/meetings/<meeting_id>/recorded/<entry_id>/strike")
@takes(schemas.StrikeIn)
@bp.output(schemas.MeetingOut)
@needs(Permit.READ_MEETINGS)
def strike_entry(meeting_id: str, entry_id: str, **_: Any) -> Response:
    """Strikes out what was recorded by mistake; it stays readable."""

    def do(w: Work) -> None:
        reason = sent(schemas.StrikeIn)["reason"]
        meeting_entries.strike(w, meeting_id, entry_id, reason, seen_revision=seen_revision())

    return step(meeting_id, do)


def _recorded(meeting_id: str, kind: EntryKind) -> Response:
    with open_reading() as w:
        view = view_meeting(w, meeting_id)
    if not view.is_full:
        raise NotFound
    entries = [*(each for one in view.items for each in one.entries), *view.general]
    return answer(rendering.page([render_entry(one) for one in entries if one.kind is kind]))

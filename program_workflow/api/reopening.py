"""Reopening an agreed clause, and taking the request for it back."""

from typing import Any

from apiflask import Schema
from apiflask.fields import String
from apiflask.validators import Length, OneOf
from flask import Response

from program_workflow.api import position_schemas
from program_workflow.api.positions import render
from program_workflow.api.requests import act, bp, needs, sent, takes
from program_workflow.domain.permissions import Permit
from program_workflow.usecases import position_views, reopening
from program_workflow.usecases.reading import clause_in
from program_workflow.usecases.work import Work


class ClauseStepIn(Schema):
    action = String(required=True, validate=OneOf(["reopen", "take_back"]))
    reason = String(load_default="", validate=Length(max=reopening.MAX_REASON))
    revision = String(required=True, metadata={"description": "of the clause that was read"})


@bp.post("/programs/<code>/clauses/<clause_id>/steps")
@takes(ClauseStepIn)
@bp.output(position_schemas.PositionsOut)
@needs(Permit.READ_PROGRAMS)
def step_clause(code: str, clause_id: str, **_: Any) -> Response:
    """`reopen` (coordinators): what stands agreed counts anew, for those who ask. `take_back`: your request for it."""

    def check(w: Work) -> None:
        clause_in(w, code, clause_id)
        reopening.check_knows(w)

    def do(w: Work) -> tuple[Any, int, None]:
        asked = sent(ClauseStepIn)
        if asked["action"] == "reopen":
            reopening.reopen_clause(w, code, clause_id, reason=asked["reason"], seen_revision=asked["revision"])
        else:
            reopening.take_request_back(w, code, clause_id, seen_revision=asked["revision"])
        return render(position_views.of_clause(w, code, clause_id)), 200, None

    return act(do, check=check)

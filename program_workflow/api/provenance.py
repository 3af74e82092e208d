"""Where the words of a version come from."""

from typing import Any

from flask import Response

from program_workflow.api import schemas
from program_workflow.api.answers import answer
from program_workflow.api.requests import bp, needs, open_reading, query
from program_workflow.domain.permissions import Permit
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.provenance import trace_version


@bp.get("/programs/<code>/provenance")
@bp.input(schemas.ProvenanceQuery, location="query", validation=False)
@bp.output(schemas.ProvenanceOut)
@needs(Permit.READ_PROGRAMS)
def provenance(code: str, **_: Any) -> Response:
    """What brought each word of a version: the draft, which amendment, or an editorial change; agreed by whom, when.

    Whoever may not read amendments is told the version in which the words first stood, and no more.
    """
    with open_reading() as w:
        find_program(w, code)
        asked = query(schemas.ProvenanceQuery)
        found = trace_version(
            w,
            code,
            asked["version"],
            clause_id=asked["clause"],
            language=asked["language"],
            with_struck=asked["struck"],
        )
    return answer(found.to_json())

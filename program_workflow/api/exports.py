"""Versions as files."""

from typing import Any, Final

from flask import Response

from program_workflow.api import schemas
from program_workflow.api.requests import bp, needs, open_reading, query
from program_workflow.documents.writing import WRITERS, find_writer, write_file
from program_workflow.domain.permissions import Permit
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.publishing import publish

_CONTENT: Final[dict[str, Any]] = {
    one.media_type: {"schema": {"type": "string", "format": "binary"}} for one in WRITERS.values()
}
_ANSWER: Final[Any] = {200: {"description": "The file.", "content": _CONTENT}}


@bp.get("/programs/<code>/export")
@bp.input(schemas.ExportQuery, location="query", validation=False)
@bp.doc(responses=_ANSWER)
@needs(Permit.READ_PROGRAMS)
def export(code: str, **_: Any) -> Response:
    """A version as a file: clean, redlined against an older one, with its live amendments, or as rolling text."""
    with open_reading() as w:
        find_program(w, code)
        asked = query(schemas.ExportQuery)
        find_writer(asked["as_"])
        publication = publish(
            w,
            code,
            asked["version"],
            language=asked["language"],
            redline_from=asked["redline_from"],
            amendments=asked["amendments"],
            chosen=(asked["amendment"],) if asked["amendment"] else (),
            brackets=asked["brackets"],
        )
    file = write_file(publication, asked["as_"])
    return Response(
        file.data,
        mimetype=file.media_type,
        headers={"Content-Disposition": file.disposition, "Cache-Control": "no-store"},
    )

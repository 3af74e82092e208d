"""Versions as files."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from program_workflow.api import schemas
from program_workflow.api.jobs import LATER, accepted, as_file
from program_workflow.api.requests import bp, needs, open_reading, prefers_job, query
from program_workflow.documents.writing import WRITERS
from program_workflow.domain.job import is_long
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobKind
from program_workflow.usecases import exporting
from program_workflow.usecases.exporting import Export
from program_workflow.usecases.finding import find_program

_CONTENT: Final[dict[str, Any]] = {
    one.media_type: {"schema": {"type": "string", "format": "binary"}} for one in WRITERS.values()
}
_ANSWER: Final[Any] = {200: {"description": "The file.", "content": _CONTENT}, **LATER}


@bp.get("/programs/<code>/export")
@bp.input(schemas.ExportQuery, location="query", validation=False)
@bp.doc(responses=_ANSWER)
@needs(Permit.READ_PROGRAMS)
def export(code: str, **_: Any) -> Response:
    """A version as a file: clean, redlined against an older one, with its live amendments, or as rolling text.

    A file that takes long, or one asked for with Prefer: respond-async, is written by a worker: 202.
    """
    with open_reading() as w:
        find_program(w, code)
        asked = exporting.settled(w, _asked(code, query(schemas.ExportQuery)))
        is_later = prefers_job() or is_long(exporting.seconds_to_export(w, asked))
        publication = None if is_later else exporting.published(w, asked)
    if publication is None:
        return accepted(JobKind.EXPORT, asked.to_json())
    return as_file(exporting.export_file(publication, asked.form))


def _asked(code: str, said: Mapping[str, Any]) -> Export:
    return Export(
        code,
        said["as_"],
        said["version"],
        language=said["language"],
        redline_from=said["redline_from"],
        amendments=said["amendments"],
        chosen=(said["amendment"],) if said["amendment"] else (),
        brackets=said["brackets"],
        as_of=said["as_of"],
    )

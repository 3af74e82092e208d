"""The consolidated table of a program."""

from typing import Any, Final

from flask import Response, g

from program_workflow import i18n
from program_workflow.api import schemas
from program_workflow.api.answers import answer
from program_workflow.api.jobs import LATER, accepted, as_file
from program_workflow.api.requests import bp, needs, open_reading, prefers_job, query
from program_workflow.documents.table_cells import laid_out
from program_workflow.documents.table_files import TABLE_FORMS
from program_workflow.documents.table_json import table_json
from program_workflow.domain.job import is_long
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobKind
from program_workflow.usecases import exporting
from program_workflow.usecases.exporting import TableFile

_FILES: Final[dict[str, Any]] = {
    one.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
    for form, one in TABLE_FORMS.items()
    if form != "json"
}
_ANSWER: Final[Any] = {200: {"description": "The table.", "content": _FILES}, **LATER}


@bp.get("/programs/<code>/table")
@bp.input(schemas.TableQuery, location="query", validation=False)
@bp.output(schemas.TableOut)
@bp.doc(responses=_ANSWER)
@needs(Permit.READ_AMENDMENTS)
def table(code: str, **_: Any) -> Response:
    """The consolidated table: a row an amendment, now or as of an instant; as JSON, or as a file with `as`.

    One that takes long, or is asked for with Prefer: respond-async, is written by a worker: 202.
    """
    said = query(schemas.TableQuery)
    asked = TableFile(code, said["form"], said["as_of"], i18n.language(), g.timezone)
    with open_reading() as w:
        asked = exporting.settled_table(w, asked)
        is_later = prefers_job() or is_long(exporting.seconds_to_table(w, asked))
        found = None if is_later else exporting.tabled(w, asked)
    if found is None:
        return accepted(JobKind.TABLE, asked.to_json())
    if asked.form == "json":
        return answer(table_json(laid_out(found, g.timezone)))
    return as_file(exporting.table_file(found, asked))

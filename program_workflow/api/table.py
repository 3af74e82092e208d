"""The consolidated table of a program."""

from typing import Any, Final

from flask import Response, g

from program_workflow.api import schemas
from program_workflow.api.answers import answer
from program_workflow.api.requests import bp, needs, open_reading, query
from program_workflow.documents.table_cells import laid_out
from program_workflow.documents.table_files import TABLE_FORMS, table_file_name, write_table
from program_workflow.documents.table_json import table_json
from program_workflow.domain.permissions import Permit
from program_workflow.usecases.consolidated import consolidated_table

_FILES: Final[dict[str, Any]] = {
    one.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
    for form, one in TABLE_FORMS.items()
    if form != "json"
}
_ANSWER: Final[Any] = {200: {"description": "The table.", "content": _FILES}}


@bp.get("/programs/<code>/table")
@bp.input(schemas.TableQuery, location="query", validation=False)
@bp.output(schemas.TableOut)
@bp.doc(responses=_ANSWER)
@needs(Permit.READ_AMENDMENTS)
def table(code: str, **_: Any) -> Response:
    """The consolidated table: a row an amendment, now or as of an instant; as JSON, or as a file with `as`."""
    asked = query(schemas.TableQuery)
    with open_reading() as w:
        found = consolidated_table(w, code, asked["as_of"])
    form, timezone = asked["form"], g.timezone
    if form == "json":
        return answer(table_json(laid_out(found, timezone)))
    return Response(
        write_table(found, form, timezone),
        content_type=TABLE_FORMS[form].media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{table_file_name(found, form)}"',
            "Cache-Control": "no-store",
        },
    )

"""Versions as files to download; the pages that show a version link here."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from program_workflow.documents.writing import find_writer, write_file
from program_workflow.domain.permissions import Permit
from program_workflow.i18n import language
from program_workflow.usecases.publishing import publish
from program_workflow.web import bp
from program_workflow.web.session import needs, open_reading


@bp.get("/programs/<code>/export")
@needs(Permit.READ_PROGRAMS)
def export(code: str) -> ResponseReturnValue:
    """The same parameters as the export of the API; several amendments may be named."""
    asked = request.args
    form = asked.get("as", "docx")
    find_writer(form)
    with open_reading() as w:
        publication = publish(
            w,
            code,
            asked.get("version") or "latest",
            language=asked.get("language") or language(),
            redline_from=asked.get("redline_from") or None,
            amendments=asked.get("amendments") == "1",
            chosen=asked.getlist("amendment"),
            brackets=asked.get("brackets") == "1",
        )
    file = write_file(publication, form)
    return Response(
        file.data,
        mimetype=file.media_type,
        headers={"Content-Disposition": file.disposition, "Cache-Control": "no-store"},
    )

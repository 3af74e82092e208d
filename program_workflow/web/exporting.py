"""Versions as files to download; the pages that show a version link here."""

from flask import request
from flask.typing import ResponseReturnValue

from program_workflow.domain.job import is_long
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobKind
from program_workflow.i18n import language
from program_workflow.usecases import exporting
from program_workflow.usecases.exporting import Export
from program_workflow.web import bp, files
from program_workflow.web.session import needs, open_reading


@bp.get("/programs/<code>/export")
@needs(Permit.READ_PROGRAMS)
def export(code: str) -> ResponseReturnValue:
    """The same parameters as the export of the API; several amendments may be named. A worker writes a long one."""
    with open_reading() as w:
        asked = exporting.settled(w, _asked(code))
        publication = None if is_long(exporting.seconds_to_export(w, asked)) else exporting.published(w, asked)
    if publication is None:
        return files.to_job(JobKind.EXPORT, asked.to_json())
    return files.as_file(exporting.export_file(publication, asked.form))


def _asked(code: str) -> Export:
    asked = request.args
    return Export(
        code,
        asked.get("as", "docx"),
        asked.get("version") or "latest",
        language=asked.get("language") or language(),
        redline_from=asked.get("redline_from") or None,
        amendments=asked.get("amendments") == "1",
        chosen=tuple(asked.getlist("amendment")),
        brackets=asked.get("brackets") == "1",
        as_of=asked.get("as_of") or None,
    )

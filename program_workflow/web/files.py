"""Files as answers, and the page of a job in the place of a file that takes long."""

from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.documents.writing import File
from program_workflow.domain.terms import JobKind
from program_workflow.usecases import jobs
from program_workflow.web import forms
from program_workflow.web.session import open_work


def as_file(file: File) -> Response:
    """A file to download; nobody but the browser of the person keeps it."""
    return Response(
        file.data,
        content_type=file.media_type,
        headers={"Content-Disposition": file.disposition, "Cache-Control": "no-store"},
    )


def to_job(kind: JobKind, parameters: Mapping[str, Any], content: bytes | None = None) -> ResponseReturnValue:
    """Has it done by a worker, and leads to the page where the person sees how far it is."""

    def ask() -> str:
        return url_for("web.job", job_id=jobs.ask(w, kind, parameters, content).id)

    with open_work() as w:
        place = forms.once(w, ask) if request.method == "POST" else ask()
    return redirect(place, 303)

"""Long work: asked for with Prefer: respond-async or because it is long, watched, cancelled, its result fetched."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from program_workflow.api import rendering, schemas
from program_workflow.api.answers import answer
from program_workflow.api.requests import ACCEPTED, act, bp, needs, open_reading, open_work
from program_workflow.documents.writing import WRITERS, File
from program_workflow.domain.errors import N_, NotFound, StepNotAllowed
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobKind, JobState
from program_workflow.usecases import jobs
from program_workflow.usecases.work import Work

#: What a route answers whose work may be long: the job, at the address of Location.
LATER: Final[Any] = {
    ACCEPTED: {
        "description": "A worker does it; the job is at Location.",
        "headers": {"Location": {"schema": {"type": "string"}}},
        "content": {"application/json": {"schema": schemas.JobOut}},
    }
}
_FILES: Final[Any] = {one.media_type: {"schema": {"type": "string", "format": "binary"}} for one in WRITERS.values()}
_RESULT: Final[Any] = {
    200: {"description": "The file.", "content": _FILES},
    303: {"description": "What came of it is at Location.", "headers": {"Location": {"schema": {"type": "string"}}}},
}


def accepted(kind: JobKind, parameters: Mapping[str, Any]) -> Response:
    with open_work() as w:
        job = jobs.ask(w, kind, parameters)
    body = rendering.job(job)
    return answer(body, ACCEPTED, location=body["href"])


def as_file(file: File) -> Response:
    return Response(
        file.data,
        mimetype=file.media_type,
        headers={"Content-Disposition": file.disposition, "Cache-Control": "no-store"},
    )


@bp.get("/jobs/<job_id>")
@bp.output(schemas.JobOut)
@needs(Permit.READ_OWN)
def get_job(job_id: str) -> Response:
    """A job of your own: how far it is, and where its result is once it is done."""
    with open_reading() as w:
        job = jobs.view_job(w, job_id)
    return answer(rendering.job(job))


@bp.post("/jobs/<job_id>/cancel")
@bp.output(schemas.JobOut)
@needs(Permit.READ_OWN)
def cancel_job(job_id: str) -> Response:
    """Ends a job of your own wherever it is; nothing of it is kept."""

    def do(w: Work) -> tuple[Any, int, None]:
        return rendering.job(jobs.cancel(w, job_id)), 200, None

    return act(do, check=lambda w: jobs.view_job(w, job_id))


@bp.get("/jobs/<job_id>/result")
@bp.doc(responses=_RESULT)
@needs(Permit.READ_OWN)
def job_result(job_id: str) -> Response:
    """The file, or the way to the program that was made of one; kept for a day."""
    with open_reading() as w:
        job = jobs.view_job(w, job_id)
        if job.state is not JobState.DONE:
            raise StepNotAllowed(N_("There is no result: it is {state}."), state=job.state)
        if "program" in job.result:
            return Response(status=303, headers={"Location": f"/api/v1/programs/{job.result['program']}"})
        if not job.is_file:
            raise NotFound
        return as_file(jobs.result_file(w, job_id))

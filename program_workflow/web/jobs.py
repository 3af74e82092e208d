"""Long work on its own page: how far it is, the way to end it, and what came of it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from program_workflow import phrases
from program_workflow.domain.job import KINDS
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobKind, JobState
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language
from program_workflow.usecases import jobs
from program_workflow.usecases.jobs import Job
from program_workflow.web import bp, context, files
from program_workflow.web.session import needs, open_reading, open_work

#: Seconds after which a page without script asks again.
REFRESH: Final = 4


def _version(asked: Mapping[str, Any]) -> str:
    names = {"program": asked["code"], "version": asked["version"], "format": asked["form"]}
    if asked["redline_from"]:
        return gettext("{program}, version {version} compared, .{format}", **names)
    if asked["brackets"]:
        return gettext("{program}, version {version}, rolling text, .{format}", **names)
    if asked["amendments"] or asked["chosen"]:
        return gettext("{program}, version {version} with amendments, .{format}", **names)
    return gettext("{program}, version {version}, .{format}", **names)


def _table(asked: Mapping[str, Any]) -> str:
    return gettext("{program}, consolidated table, .{format}", program=asked["code"], format=asked["form"])


def _file(asked: Mapping[str, Any]) -> str:
    return str(asked["name"])


#: What a job is called, by kind.
TITLES: Final[Mapping[JobKind, Callable[[Mapping[str, Any]], str]]] = {
    JobKind.IMPORT: _file,
    JobKind.CREATE: _file,
    JobKind.AMENDMENTS: _file,
    JobKind.EXPORT: _version,
    JobKind.TABLE: _table,
}

#: Where the person goes on when it is done, and what the button says; a kind that ends in a file has no row.
PLACES: Final[Mapping[JobKind, Callable[[Job], tuple[str, str]]]] = {
    JobKind.IMPORT: lambda job: (
        url_for("web.import_review", upload_id=job.result["upload"], program=job.parameters["program"]),
        gettext("Go on to what was understood"),
    ),
    JobKind.AMENDMENTS: lambda job: (
        url_for("web.review_amendments", code=job.parameters["program"], upload_id=job.result["upload"]),
        gettext("Go on to what each change becomes"),
    ),
    JobKind.CREATE: lambda job: (url_for("web.program", code=job.result["program"]), gettext("Open the program")),
}


@bp.get("/jobs")
@needs(Permit.READ_OWN)
def list_jobs() -> ResponseReturnValue:
    with open_reading() as w:
        found = jobs.list_jobs(w)
    return context.render("pages/jobs.html", jobs=found, title_of=title_of)


@bp.get("/jobs/<job_id>")
@needs(Permit.READ_OWN)
def job(job_id: str) -> ResponseReturnValue:
    """Works without script: while there is something to wait for, the page loads itself again."""
    return _page("pages/job.html", job_id)


@bp.get("/jobs/<job_id>/news")
@needs(Permit.READ_OWN)
def job_news(job_id: str) -> ResponseReturnValue:
    """The part of the page that changes."""
    return _page("pages/job_news.html", job_id)


def _page(template: str, job_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        found = jobs.view_job(w, job_id)
    return context.render(
        template,
        job=found,
        title=title_of(found),
        doing=_doing(found),
        problem=_problem(found),
        place=PLACES[found.kind](found) if found.state is JobState.DONE and found.kind in PLACES else None,
        refresh=REFRESH,
    )


def title_of(found: Job) -> str:
    return TITLES[found.kind](found.parameters)


def _doing(found: Job) -> str:
    """What is being done, in words: "Step 2 of 3: writing the file, page 41"."""
    if found.step is None or found.state is not JobState.RUNNING:
        return gettext("Waiting for its turn")
    step = label(found.step, language())
    names = {"step": KINDS[found.kind].steps.index(found.step) + 1, "total": found.total, "what": step}
    if found.count:
        return gettext("Step {step} of {total}: {what}, page {page}", **names, page=found.count)
    return gettext("Step {step} of {total}: {what}", **names)


def _problem(found: Job) -> str:
    """Why there is nothing, for one that failed."""
    if found.state is not JobState.FAILED:
        return ""
    if found.refusal is None:
        return gettext(
            "This broke off several times and was given up. Tell the administrator this number: {number}",
            number=found.id,
        )
    return phrases.fill(found.refusal.template, found.refusal.params, context.timezone())


@bp.get("/jobs/<job_id>/file")
@needs(Permit.READ_OWN)
def job_file(job_id: str) -> ResponseReturnValue:
    with open_reading() as w:
        found = jobs.result_file(w, job_id)
    return files.as_file(found)


@bp.post("/jobs/<job_id>/cancel")
@needs(Permit.READ_OWN)
def cancel_job(job_id: str) -> ResponseReturnValue:
    with open_work() as w:
        jobs.cancel(w, job_id)
    return redirect(url_for("web.job", job_id=job_id), 303)

"""How each kind of job is done: what a process of its own makes, and what is kept of it in one transaction."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final

from program_workflow.documents.bounded import read_bounded
from program_workflow.documents.reading import NO_TEXT
from program_workflow.documents.transfer import understood_from_json, understood_to_json
from program_workflow.documents.writing import File
from program_workflow.domain.errors import FileRefused
from program_workflow.domain.terms import JobKind, JobStep
from program_workflow.domain.understood import Understood
from program_workflow.storage import JobRow
from program_workflow.usecases import exporting, importing, proposal_uploads
from program_workflow.usecases.proposals_in import Asked, read_and_land
from program_workflow.usecases.work import Work

#: Says which step is being done, and how often it was.
Tell = Callable[[JobStep, int], None]
#: Opens a transaction in the name of the person, to read only.
OpenReading = Callable[[], AbstractContextManager[Work]]


@dataclass(frozen=True, slots=True)
class Made:
    """What comes out of the process: words that are JSON, and bytes."""

    said: Mapping[str, Any]
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Doing:
    """make: in a process that may be ended at any time; it changes nothing.

    keep: the effect, in the transaction that marks the job as done, in the name of the person; returns the result.
    """

    make: Callable[[OpenReading, JobRow, Tell], Made]
    keep: Callable[[Work, JobRow, Made], dict[str, Any]]


# --- Files that are read --------------------------------------------------------------------------


def _read(_open: OpenReading, job: JobRow, tell: Tell) -> Made:
    tell(JobStep.READ_FILE, 0)
    asked = job.parameters
    understood = read_bounded(asked["name"], job.content or b"", language=asked.get("language"))
    if not understood.clauses:
        raise FileRefused(NO_TEXT, name=asked["name"])
    return Made(understood_to_json(understood))


def _keep_upload(w: Work, job: JobRow, made: Made) -> dict[str, Any]:
    return {"upload": importing.keep_upload(w, job.parameters["name"], job.content or b"", _understood(made)).id}


def _keep_program(w: Work, job: JobRow, made: Made) -> dict[str, Any]:
    asked = job.parameters
    fields = {name: asked[name] for name in ("code", "title", "period", "language")}
    program = importing.create_from_file(w, asked["name"], job.content or b"", _understood(made), **fields)
    return {"program": program.code}


def _understood(made: Made) -> Understood:
    return understood_from_json(dict(made.said))


def _land(open_reading: OpenReading, job: JobRow, tell: Tell) -> Made:
    tell(JobStep.READ_FILE, 0)
    asked = job.parameters
    wanted = Asked(base_version=asked["base_version"], delegation=asked["delegation"])
    with open_reading() as w:
        arrival = read_and_land(w, asked["program"], asked["name"], job.content or b"", wanted)
        return Made(proposal_uploads.read_to_json(w, wanted, arrival))


def _keep_landed(w: Work, job: JobRow, made: Made) -> dict[str, Any]:
    return {"upload": proposal_uploads.keep_read(w, job.parameters["name"], job.content or b"", made.said)}


# --- Files that are written -----------------------------------------------------------------------


def _export(open_reading: OpenReading, job: JobRow, tell: Tell) -> Made:
    tell(JobStep.READ_TEXT, 0)
    asked = exporting.export_from_json(job.parameters)
    with open_reading() as w:
        publication = exporting.published(w, asked)
    tell(JobStep.WRITE_FILE, 0)
    return _made(exporting.export_file(publication, asked.form, lambda page: tell(JobStep.WRITE_FILE, page)))


def _table(open_reading: OpenReading, job: JobRow, tell: Tell) -> Made:
    tell(JobStep.READ_AMENDMENTS, 0)
    asked = exporting.table_from_json(job.parameters)
    with open_reading() as w:
        table = exporting.tabled(w, asked)
    tell(JobStep.WRITE_FILE, 0)
    return _made(exporting.table_file(table, asked))


def _made(file: File) -> Made:
    return Made({"name": file.name, "plain_name": file.plain_name, "media_type": file.media_type}, file.data)


def _keep_file(_w: Work, job: JobRow, made: Made) -> dict[str, Any]:
    job.file = made.data
    return {**made.said, "size": len(made.data)}


#: What each needs and its steps stand in ``domain/job.py``, under the same keys.
DOINGS: Final[Mapping[JobKind, Doing]] = {
    JobKind.IMPORT: Doing(_read, _keep_upload),
    JobKind.CREATE: Doing(_read, _keep_program),
    JobKind.AMENDMENTS: Doing(_land, _keep_landed),
    JobKind.EXPORT: Doing(_export, _keep_file),
    JobKind.TABLE: Doing(_table, _keep_file),
}

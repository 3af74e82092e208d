"""Files that are asked for: a version or the consolidated table, how long each will take, and the file itself."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import func, select

from program_workflow.documents.publication_pdf import telling_pages
from program_workflow.documents.table_files import TABLE_FORMS, table_file_name, write_table
from program_workflow.documents.writing import File, find_writer, write_file
from program_workflow.domain import job, permissions
from program_workflow.domain.consolidated import ConsolidatedTable
from program_workflow.domain.permissions import Permit
from program_workflow.domain.publication import Publication
from program_workflow.domain.terms import LIVE
from program_workflow.i18n import speaking
from program_workflow.storage import AmendmentRow, NodeRow
from program_workflow.usecases.as_of import instant_asked
from program_workflow.usecases.bases import find_base
from program_workflow.usecases.consolidated import consolidated_table
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.past import at_instant
from program_workflow.usecases.publishing import check_one_redline, publish
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Export:
    """A version as a file. form: a key of ``WRITERS``. as_of: see ``instant_asked``; the rest: see ``publish``."""

    code: str
    form: str
    version: int | str
    language: str | None = None
    redline_from: int | str | None = None
    amendments: bool = False
    chosen: tuple[str, ...] = ()
    brackets: bool = False
    as_of: str | None = None

    @property
    def has_amendments(self) -> bool:
        return bool(self.amendments or self.chosen or self.brackets)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "chosen": list(self.chosen)}


def export_from_json(said: Mapping[str, Any]) -> Export:
    return Export(**{**said, "chosen": tuple(said["chosen"])})


@dataclass(frozen=True, slots=True)
class TableFile:
    """The consolidated table as a file. form: a key of ``TABLE_FORMS``. language, timezone: of headings and dates."""

    code: str
    form: str
    as_of: str | None
    language: str
    timezone: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def table_from_json(said: Mapping[str, Any]) -> TableFile:
    return TableFile(**said)


# --- How long it takes ----------------------------------------------------------------------------


def settled(w: Work, asked: Export) -> Export:
    """The same with the version named by its number; what cannot be is refused. Raises Invalid, NotFound."""
    find_writer(asked.form)
    check_one_redline(asked.redline_from, asked.has_amendments)
    find_program(w, asked.code)
    at = instant_asked(asked.as_of, w.now)
    with at_instant(w, asked.code, asked.as_of) as then:
        program = find_program(then, asked.code)
        version = find_version(then, program, asked.version)
        if asked.redline_from is not None:
            find_base(then, program, asked.redline_from, version)
        return replace(asked, version=version.number, as_of=at.isoformat() if at else None)


def seconds_to_export(w: Work, asked: Export) -> float:
    """What the file of a settled request is expected to take; two counts. Raises NotFound."""
    program = find_program(w, asked.code)
    version = find_version(w, program, asked.version)
    clauses = w.session.scalar(select(func.count()).where(NodeRow.version_id == version.id)) or 0
    amendments = 0
    if asked.has_amendments:
        amendments = len(asked.chosen) or _count_live(w, program.id)
    return job.seconds(_reading(asked) + job.WRITING[asked.form], clauses, amendments)


def _reading(asked: Export) -> job.Cost:
    if asked.redline_from is not None:
        return job.REDLINED
    if asked.brackets:
        return job.BRACKETED
    return job.AMENDED if asked.amendments or asked.chosen else job.CLEAN


def _count_live(w: Work, program_id: str) -> int:
    live = (AmendmentRow.program_id == program_id, AmendmentRow.state.in_(list(LIVE)))
    return w.session.scalar(select(func.count()).select_from(AmendmentRow).where(*live)) or 0


def settled_table(w: Work, asked: TableFile) -> TableFile:
    """The same with its instant in one spelling; what cannot be is refused. Raises Invalid, NotFound."""
    permissions.need(w.actor, Permit.READ_AMENDMENTS)
    find_program(w, asked.code)
    at = instant_asked(asked.as_of, w.now)
    return replace(asked, as_of=at.isoformat() if at else None)


def seconds_to_table(w: Work, asked: TableFile) -> float:
    """The same of the consolidated table: every amendment that was ever filed is a row. Raises NotFound."""
    filed = (AmendmentRow.program_id == find_program(w, asked.code).id, AmendmentRow.number.is_not(None))
    rows = w.session.scalar(select(func.count()).select_from(AmendmentRow).where(*filed)) or 0
    return job.seconds(job.TABLED + job.TABLE_WRITING[asked.form], 0, rows)


# --- The file -------------------------------------------------------------------------------------


def published(w: Work, asked: Export) -> Publication:
    with at_instant(w, asked.code, asked.as_of) as then:
        return publish(
            then,
            asked.code,
            asked.version,
            language=asked.language,
            redline_from=asked.redline_from,
            amendments=asked.amendments,
            chosen=asked.chosen,
            brackets=asked.brackets,
        )


def export_file(publication: Publication, form: str, tell_page: Callable[[int], None] | None = None) -> File:
    """tell_page: hears the number of each page that is laid out, where the format has pages."""
    with telling_pages(tell_page) if tell_page and form == "pdf" else nullcontext():
        return write_file(publication, form)


def tabled(w: Work, asked: TableFile) -> ConsolidatedTable:
    return consolidated_table(w, asked.code, asked.as_of)


def table_file(table: ConsolidatedTable, asked: TableFile) -> File:
    name = table_file_name(table, asked.form)
    with speaking(asked.language):
        data = write_table(table, asked.form, asked.timezone)
    return File(name, name, TABLE_FORMS[asked.form].media_type, data)

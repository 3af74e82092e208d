"""The consolidated table of remarks and proposals: one row an amendment, now or as of an instant."""

from program_workflow.domain import permissions
from program_workflow.domain.consolidated import ClausePositions, ConsolidatedTable, TableRow
from program_workflow.domain.marking import marking_of
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES
from program_workflow.usecases.as_of import amendments_at, instant_asked, version_at
from program_workflow.usecases.consolidated_rows import Ground, clauses_of, rows_of
from program_workflow.usecases.finding import delegation_views, find_program, visible_versions
from program_workflow.usecases.package_rows import live_packages
from program_workflow.usecases.standings import ground
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


def consolidated_table(w: Work, code: str, as_of: str | None = None) -> ConsolidatedTable:
    """The table as this reader may know it. as_of: see ``instant_asked``; None for now.

    Raises NotFound for whoever may not read amendments, Invalid for an instant that is none.
    """
    permissions.need(w.actor, Permit.READ_AMENDMENTS)
    program = find_program(w, code)
    asked = instant_asked(as_of, w.now)
    at = asked or w.now
    version = version_at(w, program, at)
    delegations = delegation_views(w)
    rows: tuple[TableRow, ...] = ()
    clauses: tuple[ClausePositions, ...] = ()
    if version is not None:
        numbers = {one.id: one.number for one in visible_versions(w, program)}
        packages = {one: each.title for one, each in live_packages(w, program.id, asked).items()}
        on = Ground(version.id, numbers, delegations, ground(w, program, at=asked), packages)
        now = load_text(w, version.id)
        rows, clauses = rows_of(w, amendments_at(w, program, at), on, now), clauses_of(on, now)
    return ConsolidatedTable(
        code=program.code,
        title=program.title,
        marking={one: marking_of(program.rules, one, version.state if version else None) for one in LANGUAGES},
        as_of=at,
        is_past=asked is not None,
        version=version.number if version else None,
        state=version.state if version else None,
        rows=rows,
        delegations={one.code: {"en": one.name_en, "ru": one.name_ru} for one in delegations.values()},
        clauses=clauses,
    )

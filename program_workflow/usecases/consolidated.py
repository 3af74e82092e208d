"""The consolidated table of remarks and proposals: one row an amendment or remark, now or as of an instant."""

from collections.abc import Collection, Mapping
from datetime import datetime
from operator import itemgetter

from program_workflow.domain import permissions
from program_workflow.domain.consolidated import ClausePositions, ConsolidatedTable, TableAdvice, TableRemark, TableRow
from program_workflow.domain.marking import marking_of
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import Position, key_of
from program_workflow.domain.terms import LANGUAGES, VersionState
from program_workflow.storage import ProgramRow
from program_workflow.usecases.advice_views import released_advice
from program_workflow.usecases.agreements import agreements
from program_workflow.usecases.as_of import VersionThen, amendments_at, instant_asked, version_at
from program_workflow.usecases.consolidated_remarks import remark_rows
from program_workflow.usecases.consolidated_rows import Ground, clauses_of, rows_of
from program_workflow.usecases.counter_views import waiting_at
from program_workflow.usecases.finding import delegation_views, find_program, visible_versions
from program_workflow.usecases.package_rows import live_packages
from program_workflow.usecases.standings import Ground as Known
from program_workflow.usecases.standings import ground
from program_workflow.usecases.statuses import proposed_on
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
    rows: tuple[TableRow | TableRemark, ...] = ()
    clauses: tuple[ClausePositions, ...] = ()
    advice: tuple[TableAdvice, ...] = ()
    if version is not None:
        numbers = {one.id: one.number for one in visible_versions(w, program)}
        packages = {one: each.title for one, each in live_packages(w, program.id, asked).items()}
        known, now = ground(w, program, at=asked), load_text(w, version.id)
        keys = {node.id: key_of(node) for node in now.nodes}
        requests = _requests(w, program, version, known, keys, at)
        released = released_advice(w, program, version.id, at)
        advice = released.on_version
        counters = waiting_at(w, program.id, at)
        on = Ground(version.id, numbers, delegations, known, packages, requests, released.by_amendment, counters)
        placed: list[tuple[int, TableRow | TableRemark]] = [
            *rows_of(w, amendments_at(w, program, at), on, now),
            *remark_rows(w, program, on, now, at),
        ]
        rows, clauses = tuple(row for _, row in sorted(placed, key=itemgetter(0))), clauses_of(on, now)
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
        advice=advice,
    )


def _requests(
    w: Work, program: ProgramRow, version: VersionThen, known: Known, keys: Mapping[str, str], at: datetime
) -> Mapping[str, Collection[Position]]:
    """By which positions clauses that stood agreed at the instant were asked to be reopened."""
    if not known.rule.is_counted or version.state not in (VersionState.CIRCULATED, VersionState.CLOSED):
        return {}
    unamended = {}
    if version.state is VersionState.CLOSED and version.closed_at is not None:
        unamended = dict.fromkeys(keys.keys() - proposed_on(w, version.id, by=at), version.closed_at)
    found = agreements(w, program, known, keys, at=at, unamended=unamended)
    return {one: agreed.requests for one, agreed in found.items()}

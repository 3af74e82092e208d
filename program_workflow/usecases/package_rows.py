"""A package as rows: finding and locking it, and as it was at an instant."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.errors import NotFound
from program_workflow.domain.package import LIVE, Package
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import PackageState
from program_workflow.storage import EventRow, PackageClauseRow, PackageRow, ProgramRow
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.work import Work


def find_package(w: Work, code: str, package_id: str) -> PackageRow:
    """The package of a program. Raises NotFound, also for whoever may not read positions."""
    program = find_program(w, code)
    permissions.need(w.actor, Permit.READ_POSITIONS)
    row = w.session.get(PackageRow, package_id)
    if row is None or row.program_id != program.id:
        raise NotFound
    return row


def lock_package(w: Work, row: PackageRow, seen_revision: int | None = None) -> PackageRow:
    """Locked after its program, as every act on one program is."""
    w.lock(ProgramRow, row.program_id)
    return w.lock(PackageRow, row.id, seen_revision)


def packages_of(w: Work, program_id: str) -> list[Package]:
    """All packages of a program, the first made first."""
    rows = w.session.scalars(
        select(PackageRow).where(PackageRow.program_id == program_id).order_by(PackageRow.made_at, PackageRow.id)
    ).all()
    clauses = clauses_of(w, [one.id for one in rows])
    return [Package(one.id, one.title, one.state, tuple(clauses[one.id])) for one in rows]


def clauses_of(w: Work, package_ids: Sequence[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    if not package_ids:
        return found
    rows = w.session.execute(
        select(PackageClauseRow.package_id, PackageClauseRow.clause_id)
        .where(PackageClauseRow.package_id.in_(package_ids))
        .order_by(PackageClauseRow.package_id, PackageClauseRow.ordinal)
    )
    for package_id, clause_id in rows:
        found[package_id].append(clause_id)
    return found


def live_packages(w: Work, program_id: str, at: datetime | None = None) -> Mapping[str, Package]:
    """The live package of each clause that is in one. at: as it was at this instant; None is now."""
    found = packages_of(w, program_id) if at is None else packages_at(w, program_id, at)
    return {clause_id: one for one in found if one.state in LIVE for clause_id in one.clauses}


def packages_at(w: Work, program_id: str, at: datetime) -> list[Package]:
    """As the record tells it."""
    last: dict[str, Package] = {}
    events = select(EventRow.subject_id, EventRow.body).where(
        EventRow.program_id == program_id, EventRow.subject_type == "package", EventRow.at <= at
    )
    for package_id, body in w.session.execute(events.order_by(EventRow.seq)):
        facts = body["facts"]
        last[package_id] = Package(package_id, facts["title"], PackageState(facts["state"]), tuple(facts["clauses"]))
    return list(last.values())


def facts_of_package(w: Work, row: PackageRow) -> dict[str, Any]:
    """What the record keeps of a package, enough to write it down anew."""
    return {
        "title": row.title,
        "state": row.state.value,
        "clauses": clauses_of(w, [row.id])[row.id],
        "made_at": row.made_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }

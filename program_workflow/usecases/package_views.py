"""A package as its readers see it: its clauses, where each stands, and what is missing for it to be whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from program_workflow.domain import permissions
from program_workflow.domain.errors import N_, NotFound, Saying
from program_workflow.domain.package import PACKAGE_STEPS, SETTLED, Package, is_whole
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AmendmentState, ClauseStatus, OperationKind, PackageAction, PackageState
from program_workflow.storage import AmendmentRow, PackageRow, ProgramRow, VersionRow
from program_workflow.usecases.finding import filing_version, find_program
from program_workflow.usecases.missing import Unsettled, missing_on
from program_workflow.usecases.package_rows import find_package, packages_of
from program_workflow.usecases.recording import events_of
from program_workflow.usecases.statuses import Statuses, statuses
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import EventView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class MemberView:
    """A clause of a package. own: what it would be without the package. lacks: what is missing on it, in words.

    reference: as in `Text.references`; "" where the clause is not in the text any more.
    """

    clause_id: str
    reference: str
    excerpt: str
    status: ClauseStatus
    own: ClauseStatus
    lacks: tuple[Saying, ...]

    @property
    def is_settled(self) -> bool:
        return self.own in SETTLED


@dataclass(frozen=True, slots=True)
class PackageView:
    """is_whole: its clauses are agreed together. version: number of the one its clauses are read in."""

    id: str
    program: str
    title: str
    state: PackageState
    version: int
    language: str
    members: tuple[MemberView, ...]
    is_whole: bool
    made_at: datetime
    ended_at: datetime | None
    revision: int
    actions: tuple[PackageAction, ...] = ()

    @property
    def settled(self) -> int:
        return sum(one.is_settled for one in self.members)

    @property
    def lacking(self) -> tuple[MemberView, ...]:
        """Clauses on which something is missing."""
        return tuple(one for one in self.members if one.lacks or not one.is_settled)


def packages_in(w: Work, code: str) -> tuple[PackageView, ...]:
    """The packages of a program, the live ones first. Raises NotFound for whoever may not read positions."""
    program = find_program(w, code)
    permissions.need(w.actor, Permit.READ_POSITIONS)
    found = packages_of(w, program.id)
    version = filing_version(w, program.id)
    if not found or version is None:
        return ()
    stand = _Standing(w, program, version)
    views = [stand.view(w.get(PackageRow, one.id), one) for one in found]
    return tuple(sorted(views, key=lambda one: one.state is PackageState.DISSOLVED))


def view_package(w: Work, code: str, package_id: str) -> PackageView:
    """Raises NotFound."""
    row = find_package(w, code, package_id)
    found = next(one for one in packages_of(w, row.program_id) if one.id == row.id)
    version = filing_version(w, row.program_id)
    if version is None:
        raise NotFound
    return _Standing(w, w.get(ProgramRow, row.program_id), version).view(row, found)


def events_of_package(w: Work, code: str, package_id: str) -> tuple[EventView, ...]:
    """Its record, oldest first."""
    return tuple(events_of(w, "package", find_package(w, code, package_id).id))


class _Standing:
    """Where the clauses of one version stand."""

    def __init__(self, w: Work, program: ProgramRow, version: VersionRow) -> None:
        self.w, self.program, self.version = w, program, version
        self.text = load_text(w, version.id)
        self.statuses: Statuses = statuses(w, program, version)
        self.missing = {one.subject_id: one for one in missing_on(w, program, version).items}

    def view(self, row: PackageRow, package: Package) -> PackageView:
        members = tuple(self._member(one, package) for one in package.clauses)
        may = permissions.may(self.w.actor, Permit.MAKE_PACKAGE)
        return PackageView(
            id=row.id,
            program=self.program.code,
            title=row.title,
            state=row.state,
            version=self.version.number,
            language=self.program.languages[0],
            members=members,
            is_whole=is_whole(package, (one.own for one in members)),
            made_at=row.made_at,
            ended_at=row.ended_at,
            revision=row.revision,
            actions=tuple(action for state, action in PACKAGE_STEPS if may and state is row.state),
        )

    def _member(self, clause_id: str, package: Package) -> MemberView:
        if clause_id not in self.text:
            return MemberView(clause_id, "", "", ClauseStatus.DELETED, ClauseStatus.DELETED, ())
        node = self.text.node(clause_id)
        own = self.statuses.own(clause_id)
        status = self.statuses.of(clause_id) if package.is_live else own
        lacks = tuple(_lacks(self.w, self.statuses, self.missing, clause_id))
        _, content = node.shown(self.program.languages[0])
        return MemberView(clause_id, self.text.references[clause_id], content.text[:160], status, own, lacks)


def _lacks(w: Work, found: Statuses, missing: Mapping[str, Unsettled], clause_id: str) -> Iterator[Saying]:
    """Amendments on it that are not agreed with what they miss, or else what the clause itself misses."""
    proposed = [one for one in found.touching(clause_id) if one.kind is not OperationKind.INSERT]
    for one in proposed:
        if one.state is AmendmentState.AGREED:
            continue
        number = w.get(AmendmentRow, one.amendment_id).number
        yield Saying(N_("{number} is {state}"), {"number": number, "state": one.state})
        if one.amendment_id in missing:
            yield from missing[one.amendment_id].says
    if not proposed and clause_id in missing:
        yield from missing[clause_id].says

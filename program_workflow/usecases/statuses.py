"""The status of each clause of a version, derived from what is live on it and from the positions taken on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, select

from program_workflow.domain.deciding import Missing, bracketing, rule_from, status_by
from program_workflow.domain.package import Package, is_whole, status_in
from program_workflow.domain.positions import Position, Standing, text_key
from program_workflow.domain.reopening import Agreement, remaining
from program_workflow.domain.terms import (
    LIVE,
    AmendmentState,
    ClauseStatus,
    OperationKind,
    SponsorState,
    VersionState,
)
from program_workflow.domain.window import standing
from program_workflow.storage import (
    AmendmentRow,
    DelegationRow,
    NodeTextRow,
    OperationRow,
    ProgramRow,
    SponsorRow,
    VersionRow,
)
from program_workflow.usecases.agreements import agreements
from program_workflow.usecases.package_rows import live_packages
from program_workflow.usecases.standings import Ground, apart_from, ground
from program_workflow.usecases.views import SECRETARIAT
from program_workflow.usecases.work import Work

_FROZEN = frozenset(
    {
        VersionState.FINALISED,
        VersionState.SUBMITTED,
        VersionState.ADOPTED,
        VersionState.CORRECTED,
        VersionState.SUPERSEDED,
    }
)


@dataclass(frozen=True, slots=True)
class Touch:
    """A live amendment touching a clause."""

    state: AmendmentState
    kind: OperationKind
    delegation: str
    amendment_id: str
    co_sponsors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statuses:
    """touched: live amendments by clause. keys: of the text of each clause, see ``domain.positions``.

    ground: None where no positions are counted. proposed_on: clauses on which something was filed;
    closed_at: since when no more can be, None while it can. apart: codes of delegations that do not
    participate in a clause. packages: the live one of each clause that is in one. agreed: clauses that
    stood agreed, though something is said against them now.
    """

    state: VersionState
    touched: Mapping[str, Sequence[Touch]]
    ground: Ground | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    proposed_on: frozenset[str] = frozenset()
    closed_at: datetime | None = None
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    packages: Mapping[str, Package] = field(default_factory=dict)
    agreed: Mapping[str, Agreement] = field(default_factory=dict)

    def touching(self, clause_id: str) -> Sequence[Touch]:
        return self.touched.get(clause_id, ())

    def standings(self, clause_id: str) -> tuple[Standing, ...]:
        """Where the delegations stand on the clause as it reads in this version."""
        if self.ground is None:
            return ()
        since = self.closed_at if clause_id not in self.proposed_on else None
        return self.ground.on_clause(clause_id, self.keys[clause_id], unamended_since=since)

    def settled(self, clause_id: str) -> tuple[Standing, ...]:
        """The same without those who joined after it was agreed and are still asked: it stays agreed."""
        if self.ground is None:
            return ()
        return self.ground.settled(clause_id, self.keys[clause_id], self.standings(clause_id))

    def bracketing(self, clause_id: str) -> tuple[Position, ...]:
        """The objections and reservations for which the clause stands in brackets."""
        if self.ground is None or self.state in _FROZEN or clause_id in self.agreed:
            return ()
        return bracketing(self.ground.rule, self.standings(clause_id))

    def requests(self, clause_id: str) -> tuple[Position, ...]:
        """Positions by which the clause, which stands agreed, is asked to be reopened."""
        found = self.agreed.get(clause_id)
        return found.requests if found is not None and self.state not in _FROZEN else ()

    def missing(self, clause_id: str) -> tuple[Missing, ...]:
        """What is missing for the clause to be agreed, or to stay so."""
        if self.ground is None:
            return ()
        lacks = self.ground.lacks(clause_id, self.keys[clause_id], self.standings(clause_id))
        agreed = self.agreed.get(clause_id)
        return lacks if agreed is None else remaining(lacks, agreed.requests)

    def of(self, clause_id: str) -> ClauseStatus:
        """The status of a clause; one of a package is agreed only when all of it is."""
        own, package = self.own(clause_id), self.packages.get(clause_id)
        if package is None or own is not ClauseStatus.AGREED:
            return own
        return status_in(own, whole=self.is_whole(package))

    def package(self, clause_id: str) -> tuple[str, str] | None:
        """Identity and title of the package the clause is in."""
        found = self.packages.get(clause_id)
        return (found.id, found.title) if found is not None and self.state not in _FROZEN else None

    def is_whole(self, package: Package) -> bool:
        """Whether the clauses of a package are agreed together; one that is not in the text any more is settled."""
        return is_whole(package, (self.own(one) for one in package.clauses))

    def own(self, clause_id: str) -> ClauseStatus:
        """What the clause would be without its package."""
        if self.state in _FROZEN:
            return ClauseStatus.FROZEN
        proposed = status_of(self.touching(clause_id))
        if proposed is not None:
            return proposed
        if self.ground is None:
            return ClauseStatus.AGREED if self.state is VersionState.CLOSED else ClauseStatus.OPEN
        if clause_id not in self.keys:
            return ClauseStatus.DELETED
        if clause_id in self.agreed:
            return ClauseStatus.AGREED
        return status_by(self.ground.rule, self.settled(clause_id))


def status_of(touching: Iterable[Touch]) -> ClauseStatus | None:
    """What is live on a clause makes of it; an insertion beside it does not bracket it. None if nothing is."""
    states = {one.state for one in touching if one.kind is not OperationKind.INSERT}
    if not states:
        return None
    if states <= {AmendmentState.AGREED}:
        return ClauseStatus.AGREED
    if states <= {AmendmentState.AGREED, AmendmentState.AGREED_AD_REFERENDUM}:
        return ClauseStatus.AGREED_AD_REFERENDUM
    return ClauseStatus.BRACKETED


def statuses(w: Work, program: ProgramRow, version: VersionRow) -> Statuses:
    """In a number of queries that does not grow with the text."""
    state = standing(version.state, version.closes_at, w.now)
    touched = w.once(("touches", program.id), lambda: touches(w, program.id))
    apart = {one: tuple(each.code for each in those) for one, those in apart_from(w, program).items()}
    packages = w.once(("packages", program.id), lambda: live_packages(w, program.id))
    if version.opened_at is None or not rule_from(program.rules).is_counted:
        return Statuses(state, touched, apart=apart, packages=packages)
    found = ground(w, program)
    closed = version.closed_at or version.closes_at if state is VersionState.CLOSED else None
    proposed = proposed_on(w, version.id) if closed else frozenset()
    keys = text_keys(w, version.id)
    unamended = dict.fromkeys(keys.keys() - proposed, closed) if closed else {}
    agreed = agreements(w, program, found, keys, at=w.now, unamended=unamended) if state not in _FROZEN else {}
    return Statuses(state, touched, found, keys, proposed, closed, apart, packages, agreed)


def text_keys(w: Work, version_id: str) -> dict[str, str]:
    """What a position on each clause of a version is bound to, without loading its text."""
    rows = w.session.execute(
        select(NodeTextRow.clause_id, NodeTextRow.language, NodeTextRow.revision_hash).where(
            NodeTextRow.version_id == version_id
        )
    )
    revisions: dict[str, dict[str, str]] = defaultdict(dict)
    for clause_id, language, revision in rows:
        revisions[clause_id][language] = revision
    return {clause_id: text_key(one) for clause_id, one in revisions.items()}


def proposed_on(w: Work, version_id: str, by: datetime | None = None) -> frozenset[str]:
    """The clauses on which an amendment to this version was filed, whatever became of it. by: until an instant."""
    asked = (
        select(OperationRow.anchor_id)
        .join(AmendmentRow, AmendmentRow.id == OperationRow.amendment_id)
        .where(AmendmentRow.version_id == version_id, AmendmentRow.filed_at.is_not(None))
    )
    if by is not None:
        asked = asked.where(AmendmentRow.filed_at <= by)
    return frozenset(one for one in w.session.scalars(asked) if one is not None)


def touches(w: Work, program_id: str) -> dict[str, list[Touch]]:
    """Live amendments by the clause they are shown at, in one query."""
    rows = w.session.execute(
        select(OperationRow.anchor_id, AmendmentRow.state, OperationRow.kind, DelegationRow.code, AmendmentRow.id)
        .join(
            AmendmentRow,
            and_(AmendmentRow.id == OperationRow.amendment_id, AmendmentRow.wording == OperationRow.wording),
        )
        .outerjoin(DelegationRow, DelegationRow.id == AmendmentRow.delegation_id)
        .where(AmendmentRow.program_id == program_id, AmendmentRow.state.in_(list(LIVE)))
        .order_by(AmendmentRow.filed_at, AmendmentRow.id)
    )
    sponsoring = _sponsoring(w, program_id)
    found: dict[str, list[Touch]] = defaultdict(list)
    for anchor, state, kind, code, amendment_id in rows:
        if anchor is not None:
            beside = tuple(sponsoring.get(amendment_id, ()))
            found[anchor].append(Touch(state, kind, code or SECRETARIAT.code, amendment_id, beside))
    return found


def _sponsoring(w: Work, program_id: str) -> dict[str, list[str]]:
    """Codes of the co-sponsors of each amendment of a program that has any."""
    rows = w.session.execute(
        select(SponsorRow.amendment_id, DelegationRow.code)
        .join(AmendmentRow, AmendmentRow.id == SponsorRow.amendment_id)
        .join(DelegationRow, DelegationRow.id == SponsorRow.delegation_id)
        .where(AmendmentRow.program_id == program_id, SponsorRow.state == SponsorState.CONSENTED)
        .order_by(SponsorRow.invited_at, SponsorRow.delegation_id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for amendment_id, code in rows:
        found[amendment_id].append(code)
    return found

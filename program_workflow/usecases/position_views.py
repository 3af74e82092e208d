"""Positions as one reader sees them: on an amendment, on a clause, and all of a program as a matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.deciding import Rule
from program_workflow.domain.errors import N_, NotFound, Saying, StaleRevision
from program_workflow.domain.permissions import Permit
from program_workflow.domain.positions import TRAITS, Position, Stance, Standing, key_of
from program_workflow.domain.reopening import AGAINST
from program_workflow.domain.terms import (
    LIVE,
    ClauseStatus,
    Lack,
    PositionKind,
    PositionOrigin,
    Role,
    VersionState,
)
from program_workflow.domain.text import Text
from program_workflow.domain.window import standing as state_at
from program_workflow.storage import DelegationRow, PositionRow, ProgramRow, VersionRow
from program_workflow.usecases import guards
from program_workflow.usecases.finding import filing_version, find_program, outside_of, view_of_delegation
from program_workflow.usecases.reading import clause_in
from program_workflow.usecases.received import ReceivedView, received_of
from program_workflow.usecases.received_acts import find_act
from program_workflow.usecases.standings import Ground, ground, position_of, with_author, wording_hashes
from program_workflow.usecases.statuses import Statuses, statuses
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class PositionView:
    """Where one delegation stands. kind NONE: it has said nothing. since: the instant that counts."""

    delegation: DelegationView
    kind: PositionKind
    since: datetime | None = None
    reason: str = ""
    due: date | None = None
    lifts_when: str = ""
    except_words: str = ""
    origin: PositionOrigin = PositionOrigin.OWN
    is_to_reconfirm: bool = False
    is_mine: bool = False
    is_request: bool = False  # to reopen what stands agreed
    act_id: str = ""
    received: ReceivedView | None = None  # of one that was received outside

    @property
    def is_reservation(self) -> bool:
        """Whether it can be converted into a reservation on signing."""
        return TRAITS[self.kind].stance is Stance.HELD


@dataclass(frozen=True, slots=True)
class PositionsView:
    """All delegations that take part, in order. lacks: what is missing for agreement, in words.

    earlier: what was said before, newest first. may_take: the reader may take or enter one now.
    agreed_since: when the text came to stand agreed, though something is said against it now.
    may_reopen: the reader may reopen it for those who ask.
    """

    rule: Rule
    positions: tuple[PositionView, ...]
    lacks: tuple[Saying, ...]
    earlier: tuple[PositionView, ...]
    may_take: bool
    agreed_since: datetime | None = None
    may_reopen: bool = False

    @property
    def may_take_back(self) -> bool:
        """Whether the reader speaks for a delegation that asks to reopen it."""
        return self.may_take and any(one.is_mine for one in self.requests)

    @property
    def requests(self) -> tuple[PositionView, ...]:
        """Those who ask to reopen what stands agreed."""
        return tuple(one for one in self.positions if one.is_request)

    @property
    def is_decided_by_positions(self) -> bool:
        return self.rule.is_counted

    @property
    def mine(self) -> PositionView | None:
        return next((one for one in self.positions if one.is_mine), None)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A clause with a position for each delegation of the matrix. lacks: in words. package: identity, title.

    place: of the clause in the whole text, from 1.
    """

    clause_id: str
    place: int
    reference: str
    status: ClauseStatus
    positions: tuple[PositionView, ...]
    lacks: tuple[Saying, ...]
    blocks: bool
    package: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """The clauses of the newest circulated version against the delegations that take part.

    delegations: those shown; everybody: all that take part. sections: identity and what each is called.
    may_take: whether the reader may take, or enter, a position on it now.
    """

    version: int | None
    rule: Rule
    delegations: tuple[DelegationView, ...]
    rows: tuple[MatrixRow, ...]
    everybody: tuple[DelegationView, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    may_take: bool = False


def of_amendment(w: Work, amendment_id: str) -> PositionsView:
    """Where the delegations stand on the filed wording. Raises NotFound for whom positions are not open."""
    amendment = guards.find_amendment(w, amendment_id)
    permissions.need(w.actor, Permit.READ_POSITIONS)
    if amendment.number is None:
        raise NotFound
    program = w.get(ProgramRow, amendment.program_id)
    found = ground(w, program, [amendment.id])
    stands = with_author(amendment, found.on(amendment.id, wording_hashes(w, [amendment])[amendment.id]))
    may_take = amendment.state in LIVE and _may_take(w, program)
    key = wording_hashes(w, [amendment])[amendment.id]
    return _view(w, found, stands, (amendment.id, key), may_take=may_take)


def of_clause(w: Work, code: str, clause_id: str, *, version: int | str | None = None) -> PositionsView:
    """Where the delegations stand on a clause as it reads in a circulated version."""
    row, _, node = clause_in(w, code, clause_id, version)
    permissions.need(w.actor, Permit.READ_POSITIONS)
    program = w.get(ProgramRow, row.program_id)
    found = ground(w, program, [clause_id])
    filing = filing_version(w, program.id)
    is_newest = filing is not None and filing.id == row.id
    status = statuses(w, program, row)
    stands = status.standings(clause_id) or found.on(clause_id, key_of(node))
    may_take = is_newest and _takes(w, row) and _may_take(w, program)
    about, requests = (clause_id, key_of(node)), status.requests(clause_id)
    view = _view(w, found, stands, about, may_take=may_take, requests=requests)
    agreed = status.agreed.get(clause_id)
    if agreed is None:
        return view
    return replace(
        view,
        lacks=tuple(found.say(one) for one in status.missing(clause_id)),
        agreed_since=agreed.since,
        may_reopen=bool(agreed.requests) and is_newest and _takes(w, row) and w.actor.is_coordinator,
    )


def matrix(
    w: Work, code: str, *, only_blocking: bool = False, section: str | None = None, delegation: str | None = None
) -> Matrix:
    """Every clause against every delegation. only_blocking: clauses on which somebody objects or reserves.

    section: identity of a clause; it and what stands under it alone. delegation: code of the one to be shown.
    Raises NotFound where there is no such clause or delegation in it.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.READ_POSITIONS)
    version = filing_version(w, program.id)
    found = ground(w, program)
    everybody = tuple(view_of_delegation(one) for one in found.delegations.values())
    members = tuple(one for one in everybody if delegation in (None, one.code))
    if not members and delegation is not None:
        raise NotFound
    if version is None:
        return Matrix(None, found.rule, members, (), everybody)
    status = statuses(w, program, version)
    text = load_text(w, version.id)
    if section is not None and section not in text:
        raise NotFound
    part = None if section is None else {one.id for one in text.subtree(section)}
    rows = [
        replace(
            _row(w, found, text, one, status.standings(one) or found.on(one, key_of(text.node(one))), status),
            place=place,
            package=status.package(one),
        )
        for place, one in enumerate((node.id for node in text.nodes), 1)
        if part is None or one in part
    ]
    shown = tuple(_only(row, delegation) for row in rows if not only_blocking or row.blocks or _is_disputed(row))
    may_take = _takes(w, version) and _may_take(w, program)
    return Matrix(version.number, found.rule, members, shown, everybody, _sections(text), may_take)


def _is_disputed(row: MatrixRow) -> bool:
    """Whether somebody objects to the text as it stands or reserves, whatever the decision rule makes of it."""
    return any(TRAITS[one.kind].stance in AGAINST and not one.is_to_reconfirm for one in row.positions)


def _only(row: MatrixRow, delegation: str | None) -> MatrixRow:
    if delegation is None:
        return row
    return replace(row, positions=tuple(one for one in row.positions if one.delegation.code == delegation))


def _sections(text: Text) -> tuple[tuple[str, str], ...]:
    """The clauses at the top that have others under them."""
    above = {one.parent for one in text.nodes}
    return tuple((one.id, text.references[one.id]) for one in text.nodes if one.parent is None and one.id in above)


def _row(w: Work, found: Ground, text: Text, clause_id: str, stands: Sequence[Standing], status: Statuses) -> MatrixRow:
    lacks = status.missing(clause_id)
    return MatrixRow(
        clause_id,
        0,
        text.references[clause_id],
        status.of(clause_id),
        _positions(w, found.delegations, stands, status.requests(clause_id)),
        tuple(found.say(one) for one in lacks if one.lack in _BLOCKING),
        blocks=any(one.lack in _BLOCKING for one in lacks),
    )


_BLOCKING = frozenset({Lack.OBJECTION, Lack.RESERVATION, Lack.REOPENING})


def _view(
    w: Work,
    found: Ground,
    stands: Sequence[Standing],
    about: tuple[str, str],
    *,
    may_take: bool,
    requests: Sequence[Position] = (),
) -> PositionsView:
    said: Sequence[Position] = found.said.get(about[0], ())
    standing_acts = {one.position.act_id for one in stands if one.position}
    known = [one for one in reversed(said) if one.delegation_id in found.delegations]
    earlier = [one for one in known if one.act_id not in standing_acts]
    outside = {one.act_id: (one.delegation_id, one.reference) for one in known if one.origin is PositionOrigin.OUTSIDE}
    papers = received_of(w, outside)
    return PositionsView(
        found.rule,
        _with(papers, _positions(w, found.delegations, stands, requests)),
        tuple(found.say(one) for one in found.lacks(*about, stands)),
        _with(papers, tuple(_one(w, found.delegations[one.delegation_id], one) for one in earlier)),
        may_take,
    )


def _with(papers: Mapping[str, ReceivedView], found: tuple[PositionView, ...]) -> tuple[PositionView, ...]:
    return tuple(replace(one, received=papers[one.act_id]) if one.act_id in papers else one for one in found)


def received_position(w: Work, act_id: str) -> PositionView:
    """A position that was received outside, with its papers, also where its entry was withdrawn. Raises NotFound."""
    find_act(w, act_id)
    row = w.session.scalars(select(PositionRow).where(PositionRow.act_id == act_id).limit(1)).one()
    said = position_of(row)
    papers = received_of(w, {act_id: (row.delegation_id, row.reference)})
    return replace(_one(w, w.get(DelegationRow, row.delegation_id), said), received=papers[act_id])


def _positions(
    w: Work, delegations: Mapping[str, DelegationRow], stands: Sequence[Standing], requests: Sequence[Position] = ()
) -> tuple[PositionView, ...]:
    return tuple(
        replace(
            _one(w, delegations[one.delegation_id], one.position, is_to_reconfirm=one.is_to_reconfirm),
            is_request=one.position is not None and one.position in requests,
        )
        for one in stands
    )


def _one(w: Work, row: DelegationRow, one: Position | None, *, is_to_reconfirm: bool = False) -> PositionView:
    is_mine = w.actor.role is Role.REPRESENTATIVE and w.actor.delegation_id == row.id
    if one is None:
        return PositionView(view_of_delegation(row), PositionKind.NONE, is_mine=is_mine)
    return PositionView(
        view_of_delegation(row),
        one.kind,
        one.at,
        one.reason,
        date.fromisoformat(one.due) if one.due else None,
        one.lifts_when,
        one.except_words,
        one.origin,
        is_to_reconfirm,
        is_mine,
        act_id=one.act_id,
    )


def offered(found: PositionsView) -> tuple[PositionKind, ...]:
    """The kinds a delegation may choose from; to take one back only where there is one."""
    kinds = [kind for kind, trait in TRAITS.items() if trait.offered and kind is not PositionKind.NONE]
    mine = found.mine
    return (*kinds, PositionKind.NONE) if mine is None or mine.kind is not PositionKind.NONE else tuple(kinds)


def _may_take(w: Work, program: ProgramRow) -> bool:
    if w.is_past:
        return False
    if w.actor.is_coordinator:
        return True
    return w.actor.role is Role.REPRESENTATIVE and outside_of(w, program, w.actor.delegation_id) is None


def _takes(w: Work, version: VersionRow) -> bool:
    return state_at(version.state, version.closes_at, w.now) in (VersionState.CIRCULATED, VersionState.CLOSED)


def check_seen_position(now: PositionView | None, seen: str | None) -> None:
    """What the delegation says now is what the person read: another of it may have spoken since.

    seen: identity of the act that was read, empty for none; None asks nothing. Raises StaleRevision.
    """
    if now is None or seen is None or now.act_id == seen:
        return
    raise StaleRevision(
        N_(
            "Your delegation has said something else here since you opened the page: {position}. "
            "Read it below; sending the form again replaces it."
        ),
        position=now.kind,
    )

"""Positions that are still awaited: on which amendments and of whom, and of one delegation on which clauses.

An amendment under review waits for the delegations that have said nothing of its wording while nobody
objects and the decision rule does not hold yet; what each said counts as in ``domain.positions``.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from program_workflow.domain import permissions
from program_workflow.domain.deciding import Rule, rule_from
from program_workflow.domain.permissions import Part
from program_workflow.domain.positions import TRAITS, Stance, standing
from program_workflow.domain.terms import (
    Abstention,
    AmendmentState,
    DecisionRule,
    MajorityBase,
    OperationKind,
    PositionKind,
    PositionSubject,
    SponsorState,
    VersionState,
)
from program_workflow.domain.window import standing as state_at
from program_workflow.storage import (
    AmendmentRow,
    DelegationRow,
    ParticipantRow,
    PositionRow,
    ProgramRow,
    SponsorRow,
    VersionRow,
    WordingRow,
)
from program_workflow.usecases.finding import filing_version
from program_workflow.usecases.standings import asked_on_joining, positions_on, withdrawn_entries
from program_workflow.usecases.statuses import proposed_on, text_keys, touches
from program_workflow.usecases.work import Work

_SURVIVING: Final = [kind for kind, trait in TRAITS.items() if trait.survives]
Got = Callable[[str], ColumnElement[int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """A program in which positions decide. members: delegations that take part now, code by identity, in order."""

    program: ProgramRow
    rule: Rule
    members: Mapping[str, str]


def counted_programs(w: Work) -> tuple[Counted, ...]:
    """In three queries, whatever the number of programs."""
    return w.once(("counted programs", ""), lambda: _counted(w))


def _counted(w: Work) -> tuple[Counted, ...]:
    programs = [
        (one, rule) for one in w.session.scalars(select(ProgramRow)) if (rule := rule_from(one.rules)).is_counted
    ]
    if not programs:
        return ()
    parts: dict[str, list[Part]] = defaultdict(list)
    for row in w.session.scalars(select(ParticipantRow)):
        parts[row.program_id].append(Part(row.delegation_id, row.since, row.until))
    members = w.session.execute(
        select(DelegationRow.id, DelegationRow.code)
        .where(DelegationRow.is_observer.is_(False))
        .order_by(DelegationRow.position)
    ).all()
    return tuple(
        Counted(one, rule, {d: code for d, code in members if permissions.takes_part(parts[one.id], d, w.now)})
        for one, rule in programs
    )


# --- Amendments, in SQL: behind my turn, the tabs of the queue and their counts ----------------------


def awaits_positions(w: Work) -> ColumnElement[bool]:
    """Amendments under review that wait for positions."""
    counted = counted_programs(w)
    if not counted:
        return false()
    tally = _tally(_said(counted))
    amendment = aliased(AmendmentRow)

    def got(name: str) -> ColumnElement[int]:
        return func.coalesce(tally.c[f"n_{name}"], 0)

    asked = (
        select(amendment.id)
        .outerjoin(tally, tally.c.amendment_id == amendment.id)
        .where(amendment.state == AmendmentState.UNDER_REVIEW, got(Stance.AGAINST) == 0)
        .where(or_(*(and_(amendment.program_id == one.program.id, _is_open(one, amendment, got)) for one in counted)))
    )
    return AmendmentRow.id.in_(asked)


def awaits_position_of(w: Work, delegation_id: str | None) -> ColumnElement[bool]:
    """Amendments under review of which this member has said nothing; by proposing one it has."""
    counted = [one for one in counted_programs(w) if delegation_id in one.members]
    if not counted:
        return false()
    said = _said(counted)
    return and_(
        AmendmentRow.program_id.in_([one.program.id for one in counted]),
        AmendmentRow.delegation_id.is_distinct_from(delegation_id),
        AmendmentRow.id.not_in(select(said.c.amendment_id).where(said.c.delegation_id == delegation_id)),
    )


def silent_on(w: Work, rows: Sequence[AmendmentRow]) -> Mapping[str, tuple[str, ...]]:
    """Codes of the delegations that have said nothing of each of these, in one query."""
    counted = {one.program.id: one for one in counted_programs(w)}
    about = [row for row in rows if row.program_id in counted]
    if not about:
        return {}
    said = _said(tuple(counted.values()))
    found: dict[str, set[str]] = defaultdict(set)
    for amendment_id, delegation_id in w.session.execute(
        select(said.c.amendment_id, said.c.delegation_id).where(said.c.amendment_id.in_([row.id for row in about]))
    ):
        found[amendment_id].add(delegation_id)
    return {
        row.id: tuple(
            code
            for one, code in counted[row.program_id].members.items()
            if one not in found[row.id] and one != row.delegation_id
        )
        for row in about
    }


def _said(counted: Sequence[Counted]) -> Subquery:
    """What counts of what each member said of the filed wording of an amendment under review; see ``standing``."""
    members = [(one.program.id, member) for one in counted for member in one.members]
    said, amendment = PositionRow, aliased(AmendmentRow)
    newest, each = (said.at.desc(), said.ordinal.desc()), (said.subject_id, said.delegation_id)
    is_here = and_(said.text_hash == WordingRow.hash, said.kind.not_in(_SURVIVING))
    last = func.first_value(said.kind, type_=said.kind.type).over(partition_by=each, order_by=newest)
    ranked = (
        select(said.subject_id.label("amendment_id"), said.delegation_id, said.kind, is_here.label("is_here"))
        .add_columns(amendment.delegation_id.label("author_id"), last.in_(_SURVIVING).label("survives"))
        .add_columns(func.row_number().over(partition_by=(*each, is_here), order_by=newest).label("place"))
        .join(amendment, amendment.id == said.subject_id)
        .join(WordingRow, and_(WordingRow.amendment_id == amendment.id, WordingRow.number == amendment.wording))
        .where(said.subject == PositionSubject.AMENDMENT, amendment.state == AmendmentState.UNDER_REVIEW)
        .where(tuple_(said.program_id, said.delegation_id).in_(members), said.act_id.not_in(withdrawn_entries()))
        .subquery()
    )
    said_itself = (
        select(ranked.c.amendment_id, ranked.c.delegation_id, ranked.c.author_id, ranked.c.kind)
        .where(ranked.c.place == 1, ranked.c.survives != ranked.c.is_here, ranked.c.kind != PositionKind.NONE)
        .cte()
    )
    return union_all(select(said_itself), _by_sponsoring(members, said_itself)).subquery()


def _by_sponsoring(members: Sequence[tuple[str, str]], said: Any) -> Select[Any]:
    """Co-sponsors agree to the wording they consented to, where they said nothing else of it."""
    amendment = aliased(AmendmentRow)
    one = SponsorRow
    themselves = (
        select(said.c.amendment_id)
        .where(said.c.amendment_id == one.amendment_id, said.c.delegation_id == one.delegation_id)
        .exists()
    )
    return (
        select(one.amendment_id, one.delegation_id, amendment.delegation_id)
        .add_columns(literal(PositionKind.AGREES, type_=PositionRow.kind.type))
        .join(amendment, amendment.id == one.amendment_id)
        .where(one.state == SponsorState.CONSENTED, one.wording == amendment.wording)
        .where(amendment.state == AmendmentState.UNDER_REVIEW)
        .where(tuple_(amendment.program_id, one.delegation_id).in_(members), ~themselves)
    )


def _tally(said: Subquery) -> Subquery:
    """How many said what of each amendment. all: how many in all; author: whether its author did."""

    def many(condition: Any, name: str) -> Any:
        return func.sum(case((condition, 1), else_=0)).label(f"n_{name}")

    kinds = {stance: [kind for kind, trait in TRAITS.items() if trait.stance is stance] for stance in Stance}
    return (
        select(said.c.amendment_id, func.count().label("n_all"))
        .add_columns(many(said.c.delegation_id == said.c.author_id, "author"))
        .add_columns(*(many(said.c.kind.in_(these), stance.value) for stance, these in kinds.items()))
        .group_by(said.c.amendment_id)
        .subquery()
    )


def _is_open(one: Counted, amendment: Any, got: Got) -> ColumnElement[bool]:
    """Somebody has said nothing yet, and without it the rule does not hold. That a delegation proposes it says yes."""
    proposes = case((and_(amendment.delegation_id.in_(list(one.members)), got("author") == 0), 1), else_=0)
    is_silent = got("all") + proposes < len(one.members)
    if one.rule.kind is DecisionRule.CONSENSUS:
        return is_silent
    return and_(is_silent, _lacks_votes(one, got, proposes))


def _lacks_votes(one: Counted, got: Got, proposes: ColumnElement[int]) -> ColumnElement[bool]:
    """The same count as ``deciding.missing``, where nobody objects."""
    rule, abstaining = one.rule, got(Stance.NOT_AGAINST)
    have = voting = got(Stance.FOR) + proposes
    if rule.abstention is Abstention.FOR:
        have = have + abstaining
    if rule.abstention is not Abstention.IGNORED:
        voting = voting + abstaining
    base = len(one.members) - got(Stance.ASIDE) if rule.base is MajorityBase.PARTICIPATING else voting
    have_of, need_of = have * rule.share.denominator, base * rule.share.numerator
    return or_(have < 1, have_of < need_of if rule.kind is DecisionRule.QUALIFIED_MAJORITY else have_of <= need_of)


# --- Clauses ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClausesAwaited:
    """How many clauses of the newest circulated version of a program a delegation has said nothing of."""

    code: str
    version: int
    clauses: int
    since: datetime
    version_id: str = ""


def clauses_awaited(w: Work, delegation_id: str | None) -> tuple[ClausesAwaited, ...]:
    """One a program that decides by positions and takes them now, in four queries each."""
    found = []
    for one in counted_programs(w):
        version = filing_version(w, one.program.id) if delegation_id in one.members else None
        if version is not None and version.opened_at is not None and delegation_id is not None:
            count = _silent_clauses(w, one.program, version, delegation_id)
            if count:
                found.append(ClausesAwaited(one.program.code, version.number, count, version.opened_at, version.id))
    return tuple(found)


def _silent_clauses(w: Work, program: ProgramRow, version: VersionRow, delegation_id: str) -> int:
    """Clauses on which something is proposed are asked about with the amendment."""
    state = state_at(version.state, version.closes_at, w.now)
    if state not in (VersionState.CIRCULATED, VersionState.CLOSED):
        return 0
    touched, said = touches(w, program.id), positions_on(w, program.id, delegation_id=delegation_id)
    asked = asked_on_joining(w, program.id)  # these are asked about apart
    keys = {one: key for one, key in text_keys(w, version.id).items() if delegation_id not in asked.get((one, key), ())}
    if state is VersionState.CLOSED and program.rules.get("unamended_not_objected"):
        proposed = proposed_on(w, version.id)
        keys = {one: key for one, key in keys.items() if one in proposed}
    return sum(
        standing(delegation_id, said.get(one, ()), key).stance is Stance.NOTHING
        for one, key in keys.items()
        if not any(each.kind is not OperationKind.INSERT for each in touched.get(one, ()))
    )

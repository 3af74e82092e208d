"""Which clauses of a program stood agreed though something is now said against them, and who asks to reopen them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Part
from program_workflow.domain.reopening import AGAINST, Agreement, Course, Members, Span, agreement, may_have_held
from program_workflow.domain.terms import LIVE, AmendmentState, OperationKind
from program_workflow.storage import AmendmentRow, DelegationRow, EventRow, OperationRow, ProgramRow, ReopeningRow
from program_workflow.usecases.finding import parts_in
from program_workflow.usecases.standings import Ground
from program_workflow.usecases.work import Work

_CHUNK: Final = 500


def agreements(
    w: Work,
    program: ProgramRow,
    on: Ground,
    keys: Mapping[str, str],
    *,
    at: datetime,
    unamended: Mapping[str, datetime] | None = None,
) -> Mapping[str, Agreement]:
    """Of the clauses on which anything stands in the way now, those that stood agreed on this very text.

    keys: of the text of each clause as it reads. at: up to when it is told. unamended: clauses on which
    nothing was proposed, with the instant since when who said nothing counts as not objecting.
    In four queries at most, and in one where nothing was said against anything.
    """
    unamended = unamended if unamended is not None and on.unamended_not_objected else {}
    parts = parts_in(w, program.id)
    members = _members(w, parts)
    fewest = min((len(members(one)) for one in _changes(parts, at)), default=len(members(at)))
    asked = [one for one, key in keys.items() if _may_ask(on, one, key, unamended.get(one), fewest)]
    if not asked:
        return {}
    reopened, proposed = _reopened(w, program.id, at), _proposed(w, program.id, asked, at)
    found = {}
    for one in asked:
        course = Course(
            _changes(parts, at),
            tuple(proposed.get(one, ())),
            tuple(reopened.get((one, keys[one]), ())),
            unamended.get(one),
        )
        agreed = agreement(on.rule, on.said.get(one, ()), keys[one], members, course, at)
        if agreed is not None:
            found[one] = agreed
    return found


def _may_ask(on: Ground, clause_id: str, key: str, unamended_since: datetime | None, fewest: int) -> bool:
    """Whether something stands in the way of the clause that may once have stood agreed."""
    said = on.said.get(clause_id, ())
    if unamended_since is None and not may_have_held(on.rule, said, key, fewest):
        return False
    stands = on.on_clause(clause_id, key, unamended_since=unamended_since)
    return bool(on.missing(stands)) or any(one.stance in AGAINST for one in stands)


def _members(w: Work, parts: Sequence[Part]) -> Members:
    """Who took part at an instant; all members before anybody was named."""
    members = list(
        w.session.scalars(
            select(DelegationRow.id).where(DelegationRow.is_observer.is_(False)).order_by(DelegationRow.position)
        )
    )
    known: dict[tuple[bool, ...], Sequence[str]] = {}

    def at(instant: datetime) -> Sequence[str]:
        named = [one for one in parts if one.since <= instant]
        there = (bool(named), *(one in named and (one.until is None or instant < one.until) for one in parts))
        if there not in known:
            known[there] = [one for one in members if permissions.takes_part(named, one, instant)]
        return known[there]

    return at


def _changes(parts: Sequence[Part], at: datetime) -> tuple[datetime, ...]:
    found = {one.since for one in parts} | {one.until for one in parts if one.until is not None}
    return tuple(sorted(one for one in found if one <= at))


def _reopened(w: Work, program_id: str, at: datetime) -> Mapping[tuple[str, str], list[datetime]]:
    """Instants at which a text was reopened, by clause and key."""
    rows = w.session.execute(
        select(ReopeningRow.clause_id, ReopeningRow.text_hash, ReopeningRow.at)
        .where(ReopeningRow.program_id == program_id, ReopeningRow.at <= at)
        .order_by(ReopeningRow.at)
    )
    found: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for clause_id, text_hash, instant in rows:
        found[clause_id, text_hash].append(instant)
    return found


def _proposed(w: Work, program_id: str, clauses: Collection[str], at: datetime) -> Mapping[str, list[Span]]:
    """When an amendment that would change the clause was live, from the record; an insertion beside it is none."""
    rows = w.session.execute(
        select(OperationRow.amendment_id, OperationRow.wording, OperationRow.anchor_id)
        .join(AmendmentRow, AmendmentRow.id == OperationRow.amendment_id)
        .where(AmendmentRow.program_id == program_id, AmendmentRow.number.is_not(None))
        .where(OperationRow.kind != OperationKind.INSERT)
    )
    wanted = set(clauses)
    touched: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for amendment_id, wording, anchor in rows:
        if anchor in wanted:
            touched[amendment_id][wording].add(anchor)
    found: dict[str, list[Span]] = defaultdict(list)
    for amendment_id, told in _told(w, list(touched), at).items():
        for (since, state, wording), until in zip(told, [*(one[0] for one in told[1:]), None], strict=True):
            if state in LIVE and since != until:
                for clause_id in touched[amendment_id][wording]:
                    found[clause_id].append((since, until))
    return found


def _told(w: Work, amendments: Sequence[str], at: datetime) -> Mapping[str, list[tuple[datetime, AmendmentState, int]]]:
    """State and wording of each from each of its events on."""
    found: dict[str, list[tuple[datetime, AmendmentState, int]]] = defaultdict(list)
    for start in range(0, len(amendments), _CHUNK):
        rows = w.session.execute(
            select(EventRow.subject_id, EventRow.at, EventRow.body)
            .where(EventRow.subject_type == "amendment", EventRow.at <= at)
            .where(EventRow.subject_id.in_(amendments[start : start + _CHUNK]))
            .order_by(EventRow.seq)
        )
        for amendment_id, instant, body in rows:
            if "state" in body:
                found[amendment_id].append((instant, AmendmentState(body["state"]), int(body["wording"])))
    return found

"""A disinterest declared in clauses holds for the amendments that change nothing but these."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from program_workflow.domain.amendment import Operation
from program_workflow.domain.positions import Stance, standing
from program_workflow.domain.terms import (
    LIVE,
    AmendmentState,
    OperationKind,
    PositionKind,
    PositionOrigin,
    PositionSubject,
)
from program_workflow.storage import AmendmentRow, ProgramRow
from program_workflow.usecases.operations import amendments_near, load_operations
from program_workflow.usecases.position_acts import write_act
from program_workflow.usecases.standings import Ground, apart_from, ground, wording_hashes
from program_workflow.usecases.work import Work

#: Amendments that are decided on, or may be once more.
_DECIDED_ON: Final = frozenset({*LIVE, AmendmentState.MOOT})


def hold_on_amendment(w: Work, amendment: AmendmentRow, operations: Sequence[Operation]) -> None:
    """Whoever is not interested in all the clauses it changes is not asked about it. amendment: under review."""
    program = w.get(ProgramRow, amendment.program_id)
    clauses = _changed(operations)
    apart = apart_from(w, program)
    if clauses and any(one in apart for one in clauses):
        _carry(
            w, program, [(amendment, clauses)], set.intersection(*({d.id for d in apart.get(c, ())} for c in clauses))
        )


def hold_on_clauses(w: Work, program: ProgramRow, delegation_id: str, clauses: Collection[str]) -> None:
    """What a delegation has just said of clauses goes to the amendments of these: its disinterest, or the end of it.

    A position that it took on an amendment itself stays.
    """
    rows = amendments_near(w, program.id, _DECIDED_ON, clauses)
    operations = load_operations(w, rows)
    about = [(one, changed) for one in rows if (changed := _changed(operations[one.id])) & set(clauses)]
    if about:
        w.session.flush()
        _carry(w, program, about, {delegation_id})


def _changed(operations: Iterable[Operation]) -> set[str]:
    """The clauses that an amendment changes; none where it puts in a new one, in which nobody is disinterested yet."""
    found = {one.clause_id for one in operations if one.kind is not OperationKind.INSERT}
    return set() if any(one.kind is OperationKind.INSERT for one in operations) else found


def _carry(
    w: Work, program: ProgramRow, about: Sequence[tuple[AmendmentRow, set[str]]], delegations: Collection[str]
) -> None:
    on = ground(w, program)
    hashes = wording_hashes(w, [one for one, _ in about])
    carried: dict[tuple[str, PositionKind], list[AmendmentRow]] = defaultdict(list)
    for amendment, clauses in about:
        for delegation_id in sorted(delegations & on.delegations.keys()):
            kind = _to_carry(on, amendment, hashes[amendment.id], clauses, delegation_id)
            if kind is not None:
                carried[delegation_id, kind].append(amendment)
    for (delegation_id, kind), rows in carried.items():
        write_act(
            w.acting_system(),
            "hold",
            [(PositionSubject.AMENDMENT, one.id, hashes[one.id]) for one in rows],
            program_id=program.id,
            delegation_id=delegation_id,
            version_id=rows[0].version_id,
            kind=kind,
            origin=PositionOrigin.CARRIED,
        )


def _to_carry(
    on: Ground, amendment: AmendmentRow, text_hash: str, clauses: Iterable[str], delegation_id: str
) -> PositionKind | None:
    """What the amendment gets; None where the delegation proposes it or took a position on it itself."""
    if amendment.delegation_id == delegation_id:
        return None
    mine = [one for one in on.said.get(amendment.id, ()) if one.delegation_id == delegation_id]
    now = standing(delegation_id, mine, text_hash)
    is_apart = all(_is_aside(on, one, delegation_id) for one in clauses)
    if is_apart and now.position is None:
        return PositionKind.DECLARES_DISINTEREST
    was_carried = now.stance is Stance.ASIDE and now.position and now.position.origin is PositionOrigin.CARRIED
    return PositionKind.NONE if was_carried and not is_apart else None


def _is_aside(on: Ground, clause_id: str, delegation_id: str) -> bool:
    mine = [one for one in on.said.get(clause_id, ()) if one.delegation_id == delegation_id]
    return standing(delegation_id, mine, "").stance is Stance.ASIDE

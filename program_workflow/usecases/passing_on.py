"""Positions on agreed wordings pass to the clause revision that these exactly produce."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from program_workflow.domain.amendment import Operation
from program_workflow.domain.positions import Standing, key_of, least_favourable
from program_workflow.domain.terms import OperationKind, PositionKind, PositionOrigin, PositionSubject
from program_workflow.domain.text import Text, content
from program_workflow.storage import AmendmentRow, ProgramRow, VersionRow
from program_workflow.usecases.joining import carry_questions
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.position_acts import write_act
from program_workflow.usecases.standings import ground, with_author, wording_hashes
from program_workflow.usecases.work import Work

_MAKES = frozenset({OperationKind.MODIFY, OperationKind.INSERT})
#: A delegation's kind of support and the clauses, with the key of each, it passes to.
_Passed = dict[tuple[str, PositionKind], list[tuple[str, str]]]


def pass_on(w: Work, program: ProgramRow, version: VersionRow, text: Text, amendments: Sequence[AmendmentRow]) -> None:
    """text: of the working version, with these amendments in it.

    Of a clause that several changed, the positions of those that support all of them, the least
    favourable of each. They count from the circulation of the version on.
    """
    if not amendments:
        return
    operations = load_operations(w, amendments)
    stands = _stands(w, program, amendments)
    passed: _Passed = defaultdict(list)
    made: dict[str, tuple[str, Sequence[AmendmentRow]]] = {}
    for clause_id, makers in _makers(amendments, operations).items():
        if clause_id not in text or not _exactly(text, clause_id, makers):
            continue
        key = key_of(text.node(clause_id))
        made[clause_id] = key, [one for one, _ in makers]
        for delegation_id in stands[makers[0][0].id]:
            kinds = [stands[one.id][delegation_id] for one, _ in makers]
            kind = least_favourable([kind for kind in kinds if kind is not None]) if None not in kinds else None
            if kind is not None:
                passed[delegation_id, kind].append((clause_id, key))
    for (delegation_id, kind), clauses in passed.items():
        write_act(
            w.acting_system(),
            "pass_on",
            [(PositionSubject.CLAUSE, one, key) for one, key in clauses],
            program_id=program.id,
            delegation_id=delegation_id,
            version_id=version.id,
            kind=kind,
            origin=PositionOrigin.CARRIED,
        )
    carry_questions(w, program, made, ground(w, program, [one.id for one in amendments]))


def _stands(
    w: Work, program: ProgramRow, amendments: Sequence[AmendmentRow]
) -> Mapping[str, Mapping[str, PositionKind | None]]:
    """What each delegation says of each amendment, by amendment and delegation."""
    found = ground(w, program, [one.id for one in amendments])
    hashes = wording_hashes(w, amendments)
    return {
        one.id: {each.delegation_id: _kind(each) for each in with_author(one, found.on(one.id, hashes[one.id]))}
        for one in amendments
    }


def _kind(one: Standing) -> PositionKind | None:
    return one.position.kind if one.position is not None and not one.is_to_reconfirm else None


def _makers(
    amendments: Sequence[AmendmentRow], operations: Mapping[str, Sequence[Operation]]
) -> dict[str, list[tuple[AmendmentRow, Operation]]]:
    """Who made what of each clause."""
    found: dict[str, list[tuple[AmendmentRow, Operation]]] = defaultdict(list)
    for one in amendments:
        for operation in operations[one.id]:
            if operation.kind in _MAKES:
                found[operation.clause_id].append((one, operation))
    return found


def _exactly(text: Text, clause_id: str, makers: Sequence[tuple[AmendmentRow, Operation]]) -> bool:
    """Whether the clause reads as was agreed: word for word, or as several agreed changes together make it."""
    if len(makers) > 1:
        return True
    amendment, operation = makers[0]
    now = text.node(clause_id).content(amendment.language)
    return now is not None and now.hash == content(amendment.language, operation.text, operation.fields).hash

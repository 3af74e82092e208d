"""Positions on agreed wordings pass to the clause revision that these exactly produce."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from program_workflow.domain.amendment import Operation
from program_workflow.domain.positions import TRAITS, Position, Stance, Standing, key_of, least_favourable
from program_workflow.domain.reopening import AGAINST
from program_workflow.domain.terms import OperationKind, PositionKind, PositionOrigin, PositionSubject
from program_workflow.domain.text import Text, content
from program_workflow.storage import AmendmentRow, ProgramRow, VersionRow
from program_workflow.usecases.joining import carry_questions
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.position_acts import write_act
from program_workflow.usecases.standings import ground, with_author, wording_hashes
from program_workflow.usecases.work import Work

_MAKES = frozenset({OperationKind.MODIFY, OperationKind.INSERT})
#: What of a position goes with it.
_WORDS: Final = ("reason", "due", "lifts_when", "except_words")


def pass_on(w: Work, program: ProgramRow, version: VersionRow, text: Text, amendments: Sequence[AmendmentRow]) -> None:
    """text: of the working version, with these amendments in it.

    Of a clause that one amendment makes word for word, every position on its text passes with its words: support,
    a statement, a reservation, an objection that was outvoted. Of a clause that several changed, the positions of
    those that support all of them, the least favourable of each. They count from the circulation of the version on.
    A disinterest does not pass: it is in no text but in a clause, whatever it says, and is declared there.
    """
    if not amendments:
        return
    operations = load_operations(w, amendments)
    stands = _stands(w, program, amendments)
    passed: dict[tuple[str, PositionKind, tuple[Any, ...]], list[tuple[str, str]]] = defaultdict(list)
    made: dict[str, tuple[str, Sequence[AmendmentRow]]] = {}
    for clause_id, makers in _makers(amendments, operations).items():
        if clause_id not in text or not _exactly(text, clause_id, makers):
            continue
        key = key_of(text.node(clause_id))
        made[clause_id] = key, [one for one, _ in makers]
        for delegation_id in stands[makers[0][0].id]:
            found = _together([stands[one.id][delegation_id] for one, _ in makers])
            if found is not None:
                passed[delegation_id, *found].append((clause_id, key))
    # What stands against it first: it was outvoted with the rest, and is no request to reopen what they agreed.
    ordered = sorted(passed.items(), key=lambda one: TRAITS[one[0][1]].stance not in AGAINST)
    for (delegation_id, kind, words), clauses in ordered:
        write_act(
            w.acting_system(),
            "pass_on",
            [(PositionSubject.CLAUSE, one, key) for one, key in clauses],
            program_id=program.id,
            delegation_id=delegation_id,
            version_id=version.id,
            kind=kind,
            origin=PositionOrigin.CARRIED,
            **dict(zip(_WORDS, words, strict=True)),
        )
    carry_questions(w, program, made, ground(w, program, [one.id for one in amendments]))


def _stands(
    w: Work, program: ProgramRow, amendments: Sequence[AmendmentRow]
) -> Mapping[str, Mapping[str, Position | None]]:
    """What each delegation says of each amendment, by amendment and delegation."""
    found = ground(w, program, [one.id for one in amendments])
    hashes = wording_hashes(w, amendments)
    return {
        one.id: {each.delegation_id: _counting(each) for each in with_author(one, found.on(one.id, hashes[one.id]))}
        for one in amendments
    }


def _counting(one: Standing) -> Position | None:
    return one.position if one.stance not in (Stance.NOTHING, Stance.ASIDE) else None


def _together(said: Sequence[Position | None]) -> tuple[PositionKind, tuple[Any, ...]] | None:
    """What one delegation says of the text that these wordings make, with its words; None where that is nothing."""
    mine = [one for one in said if one is not None]
    if len(mine) < len(said):
        return None
    if len(mine) == 1:
        return mine[0].kind, tuple(getattr(mine[0], name) for name in _WORDS)
    kind = least_favourable([one.kind for one in mine])
    if kind is None:
        return None
    reasons = dict.fromkeys(one.reason for one in mine if one.kind is kind and one.reason)
    return kind, ("\n\n".join(reasons), None, "", "")


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

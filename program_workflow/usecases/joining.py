"""A delegation that joins later: it is asked once about the text that was agreed before, and answers at once or each.

Until it answers what was agreed stays agreed; finalisation waits for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain.deciding import rule_from
from program_workflow.domain.positions import Stance, standing
from program_workflow.domain.terms import (
    AmendmentState,
    ClauseStatus,
    Event,
    OperationKind,
    PositionSubject,
    VersionState,
)
from program_workflow.domain.window import standing as state_at
from program_workflow.storage import (
    AmendmentRow,
    DelegationRow,
    EventRow,
    JoiningItemRow,
    JoiningRow,
    ProgramRow,
    VersionRow,
)
from program_workflow.storage.base import new_id
from program_workflow.usecases.finding import filing_version, participants_of, parts_in
from program_workflow.usecases.notifying import VERSION, tell
from program_workflow.usecases.operations import amendments_of
from program_workflow.usecases.position_acts import About
from program_workflow.usecases.standings import Ground, positions_on, with_author, wording_hashes
from program_workflow.usecases.statuses import statuses, text_keys
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work

JOINING: Final = "joining"
#: A version on whose text positions are taken.
_TAKES: Final = frozenset({VersionState.CIRCULATED, VersionState.CLOSED})


# --- Asking ------------------------------------------------------------------------------------------


def note_joining(w: Work, program: ProgramRow, delegation: DelegationRow, since: datetime) -> None:
    """The delegation takes part from an instant on; it is asked then. Observers take no positions and are not asked."""
    if delegation.is_observer:
        return
    row = JoiningRow(id=new_id(), program_id=program.id, delegation_id=delegation.id, since=since, asked_at=None)
    w.session.add(row)
    w.session.flush()
    if since <= w.now:
        _ask(w, row)
    else:
        _note(w, row, "join", ())


def note_new_member(w: Work, delegation: DelegationRow) -> None:
    """A new member takes part in every program in which nobody was named."""
    for program in w.session.scalars(select(ProgramRow).order_by(ProgramRow.id)):
        if not parts_in(w, program.id):
            note_joining(w.acting_system(), program, delegation, w.now)


def has_due(w: Work) -> bool:
    """Whether a delegation takes part by now that was named before, and is still to be asked."""
    return w.session.scalars(_due(w).limit(1)).first() is not None


def ask_due(w: Work) -> int:
    """Asks them. Any number of schedulers may run it. Returns how many."""
    rows = w.session.scalars(_due(w)).all()
    for program_id in sorted({row.program_id for row in rows}):
        w.lock(ProgramRow, program_id)
    due = [one for one in (w.session.get(JoiningRow, row.id, populate_existing=True) for row in rows) if one]
    for row in due:
        if row.asked_at is None:
            _ask(w.acting_system(), row)
    return len(due)


def _due(w: Work) -> Any:
    return select(JoiningRow).where(JoiningRow.asked_at.is_(None), JoiningRow.since <= w.now).order_by(JoiningRow.id)


def _ask(w: Work, row: JoiningRow) -> None:
    program = w.get(ProgramRow, row.program_id)
    version = filing_version(w, program.id)
    row.asked_at, row.version_id = w.now, version.id if version else None
    about = _agreed_before(w, program, version, row.delegation_id) if version else []
    _add(w, row, about, 0)
    _note(w, row, "ask", about)
    if version is not None and about:
        tell(
            w,
            Event.ASKED_ON_JOINING,
            key=f"{Event.ASKED_ON_JOINING}:{row.id}",
            program_id=program.id,
            subject_type=VERSION,
            subject_id=version.id,
            delegation_id=row.delegation_id,
            payload={"version": version.number, "clauses": len(about)},
        )


def _add(w: Work, row: JoiningRow, about: Sequence[About], first: int) -> None:
    w.session.add_all(
        JoiningItemRow(joining_id=row.id, ordinal=place, subject=subject, subject_id=one, text_hash=key)
        for place, (subject, one, key) in enumerate(about, first)
    )
    w.session.flush()


def _agreed_before(w: Work, program: ProgramRow, version: VersionRow, delegation_id: str) -> list[About]:
    """What the others agreed and it has said nothing of; nothing where the coordinator decides."""
    found = statuses(w, program, version)
    if found.ground is None or state_at(version.state, version.closes_at, w.now) not in _TAKES:
        return []
    others = {one: row for one, row in found.ground.delegations.items() if one != delegation_id}
    if not others:
        return []
    without = replace(found, ground=replace(found.ground, delegations=others))
    agreed: list[About] = [
        (PositionSubject.CLAUSE, node.id, found.keys[node.id])
        for node in load_text(w, version.id).nodes
        if all(one.kind is OperationKind.INSERT for one in found.touching(node.id))
        and without.of(node.id) is ClauseStatus.AGREED
    ]
    amendments = amendments_of(w, program.id, frozenset({AmendmentState.AGREED}))
    hashes = wording_hashes(w, amendments)
    agreed += [
        (PositionSubject.AMENDMENT, one.id, hashes[one.id]) for one in amendments if one.delegation_id != delegation_id
    ]
    said = found.ground.said
    return [one for one in agreed if _is_silent(delegation_id, said, one)]


def _is_silent(delegation_id: str, said: Mapping[str, Sequence[Any]], about: About) -> bool:
    mine = [one for one in said.get(about[1], ()) if one.delegation_id == delegation_id]
    return standing(delegation_id, mine, about[2]).stance is Stance.NOTHING


def carry_questions(
    w: Work, program: ProgramRow, makers: Mapping[str, tuple[str, Sequence[AmendmentRow]]], found: Ground
) -> None:
    """An agreed amendment that is not answered on comes to stand in a clause: the question is about that now.

    makers: by clause the key of its text, and the amendments that made it.
    """
    rows = {row.id: row for row in w.session.scalars(select(JoiningRow).where(JoiningRow.program_id == program.id))}
    if not rows:
        return
    items = w.session.scalars(select(JoiningItemRow).where(JoiningItemRow.joining_id.in_(list(rows)))).all()
    amendments = {one.id: one for _, those in makers.values() for one in those}
    hashes = wording_hashes(w, list(amendments.values()))
    for row in rows.values():
        mine = [one for one in items if one.joining_id == row.id]
        open_ones = {
            one.subject_id
            for one in mine
            if one.subject_id in amendments
            and one.text_hash == hashes[one.subject_id]
            and any(
                each.delegation_id == row.delegation_id and each.stance is Stance.NOTHING
                for each in with_author(amendments[one.subject_id], found.on(one.subject_id, one.text_hash))
            )
        }
        carried: list[About] = [
            (PositionSubject.CLAUSE, clause_id, key)
            for clause_id, (key, those) in makers.items()
            if any(one.id in open_ones for one in those)
        ]
        if carried:
            _add(w, row, carried, len(mine))
            _note(
                w.acting_system(),
                row,
                "carry",
                [*((one.subject, one.subject_id, one.text_hash) for one in mine), *carried],
            )


def _note(w: Work, row: JoiningRow, action: str, about: Sequence[About]) -> EventRow:
    w.session.flush()
    return w.record(JOINING, row.id, action, program_id=row.program_id, body={"facts": facts_of_joining(row, about)})


def facts_of_joining(row: JoiningRow, about: Sequence[About]) -> dict[str, Any]:
    return {
        "delegation": row.delegation_id,
        "version": row.version_id,
        "since": row.since.astimezone(UTC).isoformat(),
        "asked_at": row.asked_at.astimezone(UTC).isoformat() if row.asked_at else None,
        "about": [[str(subject), one, key] for subject, one, key in about],
    }


# --- Answering ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """What a delegation is asked about since it joined, as far as it has not answered and it still stands."""

    program: str
    version: int
    since: datetime
    asked_at: datetime
    about: tuple[About, ...]


def question_for(w: Work, program: ProgramRow, delegation_id: str | None) -> Question | None:
    """None where it is not asked, has answered, or takes no part any more."""
    if delegation_id is None:
        return None
    rows = w.session.scalars(
        select(JoiningRow)
        .where(JoiningRow.program_id == program.id, JoiningRow.delegation_id == delegation_id)
        .where(JoiningRow.asked_at.is_not(None))
        .order_by(JoiningRow.since)
    ).all()
    version = filing_version(w, program.id) if rows else None
    if version is None or state_at(version.state, version.closes_at, w.now) not in _TAKES:
        return None
    if not rule_from(program.rules).is_counted or all(
        one.id != delegation_id for one in participants_of(w, program.id)
    ):
        return None
    asked = select(JoiningItemRow).where(JoiningItemRow.joining_id.in_([row.id for row in rows]))
    items = w.session.scalars(asked.order_by(JoiningItemRow.joining_id, JoiningItemRow.ordinal)).all()
    keys = text_keys(w, version.id)
    agreed = {one.id: one for one in amendments_of(w, program.id, frozenset({AmendmentState.AGREED}))}
    keys |= wording_hashes(w, list(agreed.values()))
    said = positions_on(w, program.id, {one.subject_id for one in items}, delegation_id)
    about = [(one.subject, one.subject_id, one.text_hash) for one in items if keys.get(one.subject_id) == one.text_hash]
    waiting = tuple(dict.fromkeys(one for one in about if _is_silent(delegation_id, said, one)))
    if not waiting:
        return None
    last = rows[-1]
    return Question(program.code, version.number, last.since, last.asked_at or w.now, waiting)


def questions_for(w: Work, delegation_id: str | None) -> tuple[Question, ...]:
    """Of all programs; one a program."""
    if delegation_id is None:
        return ()
    joined = select(JoiningRow.program_id).where(JoiningRow.delegation_id == delegation_id)
    programs = w.session.scalars(select(ProgramRow).where(ProgramRow.id.in_(joined)).order_by(ProgramRow.code))
    found = (question_for(w, one, delegation_id) for one in programs)
    return tuple(one for one in found if one is not None)

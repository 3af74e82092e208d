"""A corrigendum as its readers see it: what it corrects as a redline, who objected, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from program_workflow.domain import permissions, redline
from program_workflow.domain.corrigendum import CORRIGENDUM_STEPS, Who, standing
from program_workflow.domain.permissions import Permit
from program_workflow.domain.redline import FieldChange, Run
from program_workflow.domain.terms import CorrigendumAction, CorrigendumState, OutsideChannel, Role
from program_workflow.storage import CorrigendumRow, ProgramRow, VersionRow
from program_workflow.usecases.corrigendum_rows import corrections_of, find_corrigendum, objections_of
from program_workflow.usecases.finding import delegation_views, find_program, outside_of, sees_version
from program_workflow.usecases.recording import events_of
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import DelegationView, EventView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A clause as it reads and as it is to read. reference: see `Text.references`."""

    clause_id: str
    reference: str
    language: str
    runs: tuple[Run, ...]
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ObjectionView:
    delegation: DelegationView
    reason: str
    at: datetime
    is_late: bool
    channel: OutsideChannel | None
    reference: str


@dataclass(frozen=True, slots=True)
class CorrigendumView:
    """state: at this instant. made_version: number of the one with the corrected text, once in effect.

    objections: empty for whom positions are not open.
    """

    id: str
    program: str
    number: int
    version: int
    state: CorrigendumState
    reason: str
    text_hash: str
    proposed_at: datetime
    takes_effect_at: datetime
    ended_at: datetime | None
    made_version: int | None
    corrections: tuple[CorrectionView, ...]
    objections: tuple[ObjectionView, ...]
    revision: int
    actions: tuple[CorrigendumAction, ...] = ()


def view_corrigendum(w: Work, corrigendum_id: str) -> CorrigendumView:
    """Raises NotFound."""
    return view_of(w, find_corrigendum(w, corrigendum_id))


def corrigenda_of(w: Work, code: str) -> tuple[CorrigendumView, ...]:
    """Those of a program, the newest first."""
    program = find_program(w, code)
    rows = w.session.scalars(
        select(CorrigendumRow).where(CorrigendumRow.program_id == program.id).order_by(CorrigendumRow.number.desc())
    )
    return tuple(view_of(w, one) for one in rows if sees_version(w, w.get(VersionRow, one.version_id)))


def events_of_corrigendum(w: Work, corrigendum_id: str) -> tuple[EventView, ...]:
    """Its record, oldest first, for those who see the objections."""
    row = find_corrigendum(w, corrigendum_id)
    permissions.need(w.actor, Permit.READ_POSITIONS)
    return tuple(events_of(w, "corrigendum", row.id))


def view_of(w: Work, row: CorrigendumRow) -> CorrigendumView:
    version = w.get(VersionRow, row.version_id)
    made = w.get(VersionRow, row.made_version_id) if row.made_version_id else None
    state = standing(row.state, row.takes_effect_at, w.now)
    return CorrigendumView(
        id=row.id,
        program=w.get(ProgramRow, row.program_id).code,
        number=row.number,
        version=version.number,
        state=state,
        reason=row.reason,
        text_hash=row.text_hash,
        proposed_at=row.proposed_at,
        takes_effect_at=row.takes_effect_at,
        ended_at=row.takes_effect_at if state is CorrigendumState.IN_EFFECT else row.ended_at,
        made_version=made.number if made is not None else None,
        corrections=_corrections(w, row),
        objections=_objections(w, row) if permissions.may(w.actor, Permit.READ_POSITIONS) else (),
        revision=row.revision,
        actions=_actions(w, row, state),
    )


def _corrections(w: Work, row: CorrigendumRow) -> tuple[CorrectionView, ...]:
    text = load_text(w, row.version_id)
    found = []
    for one in corrections_of(w, row.id):
        before = text.node(one.clause_id).contents[one.language]
        found.append(
            CorrectionView(
                one.clause_id,
                text.references[one.clause_id],
                one.language,
                tuple(redline.compare(before.text, one.content.text)),
                tuple(redline.compare_fields(before.fields, one.content.fields)),
            )
        )
    return tuple(found)


def _objections(w: Work, row: CorrigendumRow) -> tuple[ObjectionView, ...]:
    delegations = delegation_views(w)
    return tuple(
        ObjectionView(delegations[one.delegation_id], one.reason, one.at, one.is_late, one.channel, one.reference)
        for one in objections_of(w, row.id)
    )


def _actions(w: Work, row: CorrigendumRow, state: CorrigendumState) -> tuple[CorrigendumAction, ...]:
    """What this person may do with it now."""
    program = w.get(ProgramRow, row.program_id)
    speaks = w.actor.role is Role.REPRESENTATIVE and outside_of(w, program, w.actor.delegation_id) is None
    may = {Who.COORDINATOR: w.actor.is_coordinator, Who.DELEGATION: speaks or w.actor.is_coordinator, Who.SYSTEM: False}
    return tuple(action for (at, action), step in CORRIGENDUM_STEPS.items() if at is state and may[step.who])

"""A corrigendum as rows: finding and locking it, what it corrects, writing its events down, telling of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select

from program_workflow.domain.clause import kept_fields
from program_workflow.domain.corrigendum import Correction
from program_workflow.domain.errors import NotFound
from program_workflow.domain.terms import CorrigendumAction, CorrigendumState, Event
from program_workflow.domain.text import content
from program_workflow.storage import (
    CorrectionRow,
    CorrigendumObjectionRow,
    CorrigendumRow,
    EventRow,
    ProgramRow,
    VersionRow,
)
from program_workflow.usecases.finding import sees_version
from program_workflow.usecases.notifying import CORRIGENDUM, tell
from program_workflow.usecases.work import Work

CORRIGENDUM_FACTS: Final = (
    "version_id",
    "number",
    "state",
    "reason",
    "text_hash",
    "proposed_at",
    "takes_effect_at",
    "ended_at",
    "made_version_id",
)
OBJECTION_FACTS: Final = ("delegation_id", "reason", "channel", "reference", "at", "entered_at", "is_late")


def find_corrigendum(w: Work, corrigendum_id: str) -> CorrigendumRow:
    """The corrigendum, for whoever sees the version it corrects. Raises NotFound."""
    row = w.session.get(CorrigendumRow, corrigendum_id)
    if row is None or not sees_version(w, w.get(VersionRow, row.version_id)):
        raise NotFound
    return row


def lock_corrigendum(w: Work, row: CorrigendumRow, seen_revision: int | None = None) -> CorrigendumRow:
    """Locked after its program, as every act on one program is."""
    w.lock(ProgramRow, row.program_id)
    return w.lock(CorrigendumRow, row.id, seen_revision)


def corrections_of(w: Work, corrigendum_id: str) -> list[Correction]:
    rows = w.session.scalars(
        select(CorrectionRow).where(CorrectionRow.corrigendum_id == corrigendum_id).order_by(CorrectionRow.ordinal)
    )
    return [
        Correction(one.clause_id, one.language, one.base_hash, content(one.language, one.text, kept_fields(one.fields)))
        for one in rows
    ]


def objections_of(w: Work, corrigendum_id: str) -> list[CorrigendumObjectionRow]:
    """In the order in which they were entered."""
    return list(
        w.session.scalars(
            select(CorrigendumObjectionRow)
            .where(CorrigendumObjectionRow.corrigendum_id == corrigendum_id)
            .order_by(CorrigendumObjectionRow.ordinal)
        )
    )


def original_of(w: Work, version: VersionRow) -> VersionRow:
    """The version that was adopted; of one whose text a corrigendum made, the one it corrects."""
    asked = select(CorrigendumRow.version_id).where(CorrigendumRow.made_version_id == version.id)
    source = w.session.scalars(asked).first()
    return version if source is None else original_of(w, w.get(VersionRow, source))


def facts_of_corrigendum(row: CorrigendumRow) -> dict[str, Any]:
    return _kept(row, CORRIGENDUM_FACTS)


def facts_of_objection(row: CorrigendumObjectionRow) -> dict[str, Any]:
    return _kept(row, OBJECTION_FACTS)


def _kept(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: _word(getattr(row, name)) for name in names if getattr(row, name) not in (None, "")}


def _word(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return getattr(value, "value", value)


def note_corrigendum(
    w: Work,
    row: CorrigendumRow,
    action: CorrigendumAction | str,
    *,
    reason: str = "",
    objection: CorrigendumObjectionRow | None = None,
    **more: Any,
) -> EventRow:
    """Records a step with the facts of the corrigendum, and of the objection that made it."""
    w.session.flush()
    body: dict[str, Any] = {"facts": facts_of_corrigendum(row), **more}
    if objection is not None:
        body["objection"] = {"ordinal": objection.ordinal, **facts_of_objection(objection)}
    return w.record(CORRIGENDUM, row.id, action, program_id=row.program_id, reason=reason, body=body)


def tell_of(
    w: Work, row: CorrigendumRow, event: Event, *, key: str, delegation_id: str | None = None, **said: Any
) -> None:
    deadline = row.takes_effect_at.isoformat() if row.state is CorrigendumState.PROPOSED else None
    tell(
        w,
        event,
        key=f"{event}:{row.id}{':' if key else ''}{key}",
        program_id=row.program_id,
        subject_type=CORRIGENDUM,
        subject_id=row.id,
        delegation_id=delegation_id,
        payload={"version": w.get(VersionRow, row.version_id).number, "deadline": deadline, **said},
    )

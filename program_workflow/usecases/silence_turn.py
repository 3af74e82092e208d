"""Silence procedures that wait for a person: an answer of the delegation, a second coordinator."""

from collections.abc import Sequence

from sqlalchemy import select

from program_workflow.domain.terms import MessageKind, Role, SilenceState
from program_workflow.storage import ProgramRow, SilenceMessageRow, SilenceRow, VersionRow
from program_workflow.usecases.finding import outside_of
from program_workflow.usecases.work import Work


def waiting_silences(w: Work) -> Sequence[tuple[SilenceRow, int]]:
    """Each with the number of its version."""
    asked = select(SilenceRow, VersionRow.number).join(VersionRow, VersionRow.id == SilenceRow.version_id)
    if w.actor.is_coordinator:
        asked = asked.where(SilenceRow.state == SilenceState.ADOPTED, SilenceRow.annul_asked_by.is_not(None))
        rows = w.session.execute(asked.where(SilenceRow.annul_asked_by != w.actor.user_id)).all()
        return [(row, number) for row, number in rows]
    if w.actor.role is not Role.REPRESENTATIVE:
        return []
    answered = select(SilenceMessageRow.silence_id).where(
        SilenceMessageRow.delegation_id == w.actor.delegation_id, SilenceMessageRow.kind == MessageKind.AGREEMENT
    )
    rows = w.session.execute(
        asked.where(
            SilenceRow.state == SilenceState.RUNNING,
            SilenceRow.expires_at > w.now,
            SilenceRow.id.not_in(answered),
        ).order_by(SilenceRow.expires_at, SilenceRow.id)
    ).all()
    return [
        (row, number)
        for row, number in rows
        if outside_of(w, w.get(ProgramRow, row.program_id), w.actor.delegation_id) is None
    ]

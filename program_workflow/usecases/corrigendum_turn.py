"""Corrigenda to which a delegation may still object: each takes effect at its instant unless somebody does."""

from collections.abc import Sequence

from sqlalchemy import select

from program_workflow.domain.terms import CorrigendumState, Role
from program_workflow.storage import CorrigendumRow, ProgramRow, VersionRow
from program_workflow.usecases.finding import outside_of, sees_version
from program_workflow.usecases.work import Work


def waiting_corrigenda(w: Work) -> Sequence[tuple[CorrigendumRow, VersionRow]]:
    """Each with the version it corrects, for a representative of a delegation that takes part; the next instant first.

    One objection stops a corrigendum, so that none waits for whoever has objected.
    """
    if w.actor.role is not Role.REPRESENTATIVE:
        return []
    rows = w.session.execute(
        select(CorrigendumRow, VersionRow)
        .join(VersionRow, VersionRow.id == CorrigendumRow.version_id)
        .where(CorrigendumRow.state == CorrigendumState.PROPOSED, CorrigendumRow.takes_effect_at > w.now)
        .order_by(CorrigendumRow.takes_effect_at, CorrigendumRow.id)
    )
    return [
        (row, version)
        for row, version in rows
        if sees_version(w, version) and outside_of(w, w.get(ProgramRow, row.program_id), w.actor.delegation_id) is None
    ]

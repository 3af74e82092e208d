"""A silence procedure and what it is about: nothing takes the text away while it runs; what is gone ends it.

A text that waits for silence stays before the delegations. The next version is not circulated, nor the
old one finalised, reissued or ended, until the procedure is over or a coordinator has withdrawn it. An author
may withdraw its amendment all the same, and what is decided otherwise has its effect: then a procedure on it has
lost its object, adopts nothing, and all are told – also where it was on others too, for these were put to
silence as one set.
"""

from typing import Final

from sqlalchemy import select

from program_workflow.domain.errors import N_, StepNotAllowed
from program_workflow.domain.silence import standing
from program_workflow.domain.terms import (
    AmendmentState,
    Event,
    SilenceAction,
    SilenceScope,
    SilenceState,
    VersionAction,
)
from program_workflow.storage import AmendmentRow, SilenceItemRow, SilenceRow, VersionRow
from program_workflow.usecases.silence_rows import note_silence, tell_of
from program_workflow.usecases.work import Work

#: Steps of a version that take away the text on which any procedure of the program runs; so does finalising it.
_TAKES_AWAY: Final = frozenset(
    {
        VersionAction.CIRCULATE,
        VersionAction.TABLE,
        VersionAction.REISSUE,
        VersionAction.ADOPT,
        VersionAction.RETURN,
        VersionAction.ABANDON,
    }
)
#: An amendment in these is decided without what a procedure on it would say. What is incorporated still stands.
_GONE: Final = frozenset(
    {
        AmendmentState.WITHDRAWN,
        AmendmentState.REJECTED,
        AmendmentState.MERGED,
        AmendmentState.MOOT,
        AmendmentState.LAPSED,
    }
)


def blocked_by_running(w: Work, version: VersionRow, action: VersionAction) -> StepNotAllowed | None:
    """Why the step waits for a procedure of the program; in the moment after its end for that to be written down."""
    return runs_in(w, version.program_id) if action in _TAKES_AWAY else None


def runs_in(w: Work, program_id: str) -> StepNotAllowed | None:
    """That a procedure runs in the program, or that its end is still to be written down; None where none does."""
    running = w.session.scalars(
        select(SilenceRow)
        .where(SilenceRow.program_id == program_id, SilenceRow.state == SilenceState.RUNNING)
        .order_by(SilenceRow.expires_at.desc())
    ).all()
    for row in running:
        if standing(row.state, row.expires_at, w.now) is SilenceState.ADOPTED:
            return StepNotAllowed(N_("The end of its silence procedure is being written down; try again in a moment."))
    if not running:
        return None
    row = running[0]
    number = w.get(VersionRow, row.version_id).number
    return StepNotAllowed(_RUNS[row.scope], version=number, time=row.expires_at)


_RUNS: Final = {
    SilenceScope.VERSION: N_("A silence procedure on version {version} runs until {time}. Withdraw it first."),
    SilenceScope.CLAUSES: N_(
        "A silence procedure on clauses of version {version} runs until {time}. Withdraw it first."
    ),
    SilenceScope.AMENDMENTS: N_(
        "A silence procedure on amendments to version {version} runs until {time}. Withdraw it first."
    ),
}


def end_without_object(w: Work, amendment: AmendmentRow) -> None:
    """Ends procedures that run on an amendment which has gone; one whose instant has come adopts as it stood then."""
    if amendment.state not in _GONE:
        return
    found = (
        select(SilenceRow)
        .join(SilenceItemRow, SilenceItemRow.silence_id == SilenceRow.id)
        .where(
            SilenceRow.program_id == amendment.program_id,
            SilenceRow.scope == SilenceScope.AMENDMENTS,
            SilenceRow.state == SilenceState.RUNNING,
            SilenceRow.expires_at > w.now,
            SilenceItemRow.subject_id == amendment.id,
        )
        .order_by(SilenceRow.id)
    )
    for row in w.session.scalars(found).all():
        row = w.lock(SilenceRow, row.id)
        row.state, row.ended_at = SilenceState.WITHDRAWN, w.now
        system = w.acting_system()
        note_silence(system, row, SilenceAction.WITHDRAW, without=amendment.number or "")
        tell_of(system, row, Event.SILENCE_WITHDRAWN, key="", gone=amendment.number or "")

"""Steps of a version as the record keeps them, and whom they are told to."""

from sqlalchemy.orm.attributes import flag_modified

from program_workflow.domain.meeting import Ground
from program_workflow.domain.terms import Event, VersionAction, VersionState
from program_workflow.storage import VersionRow
from program_workflow.usecases.facts import facts_of
from program_workflow.usecases.notifying import tell
from program_workflow.usecases.work import Work

_EVENTS = {
    VersionAction.CIRCULATE: Event.VERSION_CIRCULATED,
    VersionAction.EXTEND: Event.WINDOW_EXTENDED,
    VersionAction.CLOSE: Event.VERSION_CLOSED,
    VersionAction.REISSUE: Event.VERSION_REISSUED,
    VersionAction.TABLE: Event.VERSION_TABLED,
    VersionAction.FINALISE: Event.VERSION_FINALISED,
    VersionAction.SUBMIT: Event.VERSION_SUBMITTED,
    VersionAction.ADOPT: Event.VERSION_ADOPTED,
    VersionAction.RETURN: Event.VERSION_RETURNED,
    VersionAction.ABANDON: Event.VERSION_ABANDONED,
    VersionAction.CORRECT: Event.VERSION_CORRECTED,
}


def touch(w: Work, version: VersionRow) -> None:
    """Every step raises the revision, also one that leaves the state as it was."""
    flag_modified(version, "state")
    w.session.flush()


def announce_version(
    w: Work,
    version: VersionRow,
    action: VersionAction,
    before: VersionState,
    reason: str,
    ground: Ground | None = None,
) -> None:
    event = w.record(
        "version",
        version.id,
        action,
        program_id=version.program_id,
        reason=reason,
        body={
            "number": version.number,
            "from": before,
            "to": version.state,
            "closes_at": version.closes_at.isoformat() if version.closes_at else None,
            "text_hash": version.text_hash,
            "facts": facts_of(version),
            **({"agenda_item": ground.item_id} if ground else {}),
        },
    )
    if action not in _EVENTS:
        return  # of interest to nobody before the version is circulated
    tell(
        w,
        _EVENTS[action],
        key=f"{_EVENTS[action]}:{event.seq}",
        program_id=version.program_id,
        subject_type="version",
        subject_id=version.id,
        payload={"version": version.number, "reason": reason},
    )

"""Reminding of what is about to end: 7 days, 2 days and 24 hours before.

What is due is decided from the rows alone, so that any number of schedulers may ask, at any time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from program_workflow.domain.ladder import STAGES, lead_of, stage_at
from program_workflow.domain.terms import Event, MessageKind, SilenceState, VersionState
from program_workflow.storage import AdviceRequestRow, SilenceRow, VersionRow, WindowRow
from program_workflow.usecases.advice_rows import open_requests, tell_of_request
from program_workflow.usecases.finding import participants_of
from program_workflow.usecases.ladders import remind_parties
from program_workflow.usecases.notifying import tell
from program_workflow.usecases.silence_rows import messages_of, tell_of
from program_workflow.usecases.work import Work

_LONGEST: Final = timedelta(days=max(STAGES))


def remind_due(w: Work) -> int:
    """Queues the reminders that are due; each stage of an end is told once. Returns how many were queued."""
    return _of_versions(w) + _of_single_delegations(w) + _of_silences(w) + _of_advice(w) + remind_parties(w)


def _of_versions(w: Work) -> int:
    versions = w.session.scalars(
        select(VersionRow)
        .where(VersionRow.state == VersionState.CIRCULATED)
        .where(VersionRow.closes_at > w.now, VersionRow.closes_at <= w.now + _LONGEST)
    ).all()
    return sum(_remind(w, version, version.closes_at, version.opened_at, None) for version in versions)


def _of_single_delegations(w: Work) -> int:
    """Windows reopened for one delegation; when it was reopened is not kept, so only the last day is told."""
    windows = w.session.execute(
        select(VersionRow, WindowRow)
        .join(WindowRow, WindowRow.version_id == VersionRow.id)
        .where(VersionRow.state.in_(_REOPENABLE))
        .where(WindowRow.closes_at > w.now, WindowRow.closes_at <= w.now + lead_of(0))
    ).all()
    return sum(_remind(w, version, window.closes_at, None, window.delegation_id) for version, window in windows)


def _of_silences(w: Work) -> int:
    """Delegations that have not answered a silence procedure; each stage of an end is told them once."""
    rows = w.session.scalars(
        select(SilenceRow)
        .where(SilenceRow.state == SilenceState.RUNNING)
        .where(SilenceRow.expires_at > w.now, SilenceRow.expires_at <= w.now + _LONGEST)
    ).all()
    return sum(_remind_silent(w, row) for row in rows)


def _remind_silent(w: Work, row: SilenceRow) -> int:
    stage = stage_at(row.expires_at, w.now, row.extended_at or row.announced_at)
    if stage is None:
        return 0
    answered = {one.delegation_id for one in messages_of(w, row.id) if one.kind is MessageKind.AGREEMENT}
    return sum(
        tell_of(
            w,
            row,
            Event.SILENCE_ENDS,
            key=f"{row.expires_at:%Y%m%dT%H%M%S}:{stage}:{one.id}",
            delegation_id=one.id,
            stage=stage,
        )
        for one in participants_of(w, row.program_id)
        if not one.is_observer and one.id not in answered
    )


def _of_advice(w: Work) -> int:
    """Reviewers who are asked for advice and have not given it."""
    rows = w.session.scalars(
        select(AdviceRequestRow)
        .where(open_requests())
        .where(AdviceRequestRow.due > w.now, AdviceRequestRow.due <= w.now + _LONGEST)
    ).all()
    return sum(_remind_reviewer(w, row) for row in rows)


def _remind_reviewer(w: Work, row: AdviceRequestRow) -> int:
    stage = stage_at(row.due, w.now, row.requested_at)
    return 0 if stage is None else tell_of_request(w, row, Event.ADVICE_DUE, key=str(stage), stage=stage)


_REOPENABLE: Final[Iterable[VersionState]] = (VersionState.CIRCULATED, VersionState.CLOSED)


def _remind(
    w: Work, version: VersionRow, closes_at: datetime | None, opened_at: datetime | None, delegation_id: str | None
) -> int:
    stage = stage_at(closes_at, w.now, opened_at) if closes_at else None
    if closes_at is None or stage is None:
        return 0
    whose = f":{delegation_id}" if delegation_id else ""
    return tell(
        w,
        Event.WINDOW_ENDS,
        key=f"{Event.WINDOW_ENDS}:{version.id}:{closes_at:%Y%m%dT%H%M%S}:{stage}{whose}",
        program_id=version.program_id,
        subject_type="version",
        subject_id=version.id,
        delegation_id=delegation_id,
        payload={"version": version.number, "deadline": closes_at.isoformat(), "stage": stage},
    )

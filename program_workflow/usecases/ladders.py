"""Reminding the party an open item waits for, and the head of its side when it stays overdue; each step once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from program_workflow.domain.ladder import TURN_DAYS, Rung, due_by_rule, rungs_at
from program_workflow.domain.terms import OPEN, AmendmentState, Event, VersionState
from program_workflow.domain.window import standing
from program_workflow.storage import AmendmentRow, DelegationRow, ProgramRow, VersionRow
from program_workflow.usecases.awaited import silent_on
from program_workflow.usecases.finding import latest_version
from program_workflow.usecases.notifying import AMENDMENT, VERSION, tell
from program_workflow.usecases.views import Party
from program_workflow.usecases.waiting import parties_of
from program_workflow.usecases.work import Work

_EVENTS: Final = {
    Rung.ENDS: Event.TURN_ENDS,
    Rung.OVERDUE: Event.TURN_OVERDUE,
    Rung.ESCALATED: Event.TURN_ESCALATED,
}


@dataclass(frozen=True, slots=True)
class OpenItem:
    """side: identity of the delegation it waits for; None: the secretariat. author: identity, of an amendment."""

    subject_type: str
    subject_id: str
    program: ProgramRow
    version: VersionRow
    party: Party
    side: str | None
    author: str | None
    since: datetime
    ends_at: datetime


def remind_parties(w: Work) -> int:
    """Queues what is due of every open item that has an end. Returns how many deliveries were queued."""
    return sum(
        _tell(w, item, rung, stage)
        for item in open_items(w)
        for rung, stage in rungs_at(item.ends_at, w.now, item.since, item.program.rules)
    )


def open_items(w: Work) -> Iterator[OpenItem]:
    """Amendments and closed versions that wait for somebody and have an end, of their own or by the program's rule."""
    programs = {one.id: one for one in w.session.scalars(select(ProgramRow))}
    ruled = [one.id for one in programs.values() if one.rules.get(TURN_DAYS)]
    rows = w.session.scalars(
        select(AmendmentRow)
        .where(AmendmentRow.state.in_(list(OPEN)))
        .where(or_(AmendmentRow.refile_until.is_not(None), AmendmentRow.program_id.in_(ruled)))
        .order_by(AmendmentRow.id)
    ).all()
    yield from _of_amendments(w, rows, programs)
    for program_id in ruled:
        version = latest_version(w, program_id)
        ended = version.closed_at or version.closes_at
        due = due_by_rule(programs[program_id].rules, ended) if ended else None
        is_closed = standing(version.state, version.closes_at, w.now) is VersionState.CLOSED
        if is_closed and ended is not None and due is not None:
            item = (VERSION, version.id, programs[program_id], version, Party.SECRETARIAT, None, None, ended, due)
            yield OpenItem(*item)


def _of_amendments(w: Work, rows: Iterable[AmendmentRow], programs: dict[str, ProgramRow]) -> Iterator[OpenItem]:
    listed = list(rows)
    parties, silent = parties_of(w, listed), silent_on(w, listed)
    codes = {one.code: one.id for one in w.session.scalars(select(DelegationRow))}
    for row in listed:
        program, version = programs[row.program_id], w.get(VersionRow, row.version_id)
        own_end = row.refile_until if row.state is AmendmentState.RETURNED else None
        ends_at = own_end or due_by_rule(program.rules, row.updated_at)
        if ends_at is None:
            continue
        party = parties[row.id]
        sides: list[str | None] = []
        if party is Party.AUTHOR:
            sides = [row.delegation_id]
        elif party is Party.SECRETARIAT:
            sides = [None]
        elif party is Party.POSITIONS:
            sides = [codes[code] for code in silent.get(row.id, ())]
        for side in sides:
            about = (AMENDMENT, row.id, program, version, party, side, row.delegation_id, row.updated_at, ends_at)
            yield OpenItem(*about)


def _tell(w: Work, item: OpenItem, rung: Rung, stage: int) -> int:
    event = _EVENTS[rung]
    author = w.session.get(DelegationRow, item.author) if item.author else None
    key = f"{item.subject_id}:{item.side or ''}:{item.ends_at:%Y%m%dT%H%M%S}:{stage}"
    side = w.session.get(DelegationRow, item.side) if item.side else None
    said = {
        "delegation": author.code if author else "",
        "side": side.code if side else "",
        "party": item.party.value,
        "deadline": item.ends_at.isoformat(),
        "stage": stage,
    }
    told = tell(
        w,
        event,
        key=f"{event}:{key}",
        program_id=item.program.id,
        subject_type=item.subject_type,
        subject_id=item.subject_id,
        delegation_id=item.side,
        payload=said,
    )
    if rung is Rung.ESCALATED and item.side is None:
        told += tell(
            w,
            Event.TURN_STALLED,
            key=f"{Event.TURN_STALLED}:{key}",
            program_id=item.program.id,
            subject_type=VERSION,
            subject_id=item.version.id,
            payload={"deadline": item.ends_at.isoformat()},
        )
    return told

"""The end of a silence procedure: decided by the stored instant, written down once, whoever notices it first."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, select

from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.deciding import Missing
from program_workflow.domain.positions import Stance, Standing
from program_workflow.domain.silence import SETTLING, Item, is_due
from program_workflow.domain.terms import (
    Event,
    PositionKind,
    PositionOrigin,
    PositionSubject,
    SilenceAction,
    SilenceState,
)
from program_workflow.storage import AmendmentRow, ProgramRow, SilenceRow, VersionRow
from program_workflow.usecases.adopting import adopt_by_silence
from program_workflow.usecases.position_acts import About, write_act
from program_workflow.usecases.silence_rows import items_of, note_silence, tell_of
from program_workflow.usecases.standings import Ground, ground, with_author
from program_workflow.usecases.work import Work


def has_due(w: Work) -> bool:
    """Whether an end is to be written down; one look-up by an index."""
    asked = select(SilenceRow.id).where(*_due(w)).limit(1)
    return w.session.scalars(asked).first() is not None


def settle_due(w: Work) -> int:
    """Writes down every end that has come. Any number of schedulers may run it. Returns how many."""
    due = w.session.execute(
        select(SilenceRow.program_id, SilenceRow.id).where(*_due(w)).order_by(SilenceRow.program_id, SilenceRow.id)
    ).all()
    for program_id, _ in due:  # all locks before the first event, as every act takes them
        w.lock(ProgramRow, program_id)
    rows = [w.lock(SilenceRow, silence_id) for _, silence_id in due]
    ended = [row for row in rows if is_due(row.state, row.expires_at, w.now)]
    for row in ended:
        _adopt(w.acting_system(), row)
    return len(ended)


def _due(w: Work) -> tuple[ColumnElement[bool], ...]:
    return (SilenceRow.state == SilenceState.RUNNING, SilenceRow.expires_at <= w.now - SETTLING)


def _adopt(w: Work, row: SilenceRow) -> None:
    """Fills in what is missing and what is to be reconfirmed, then asks the decision rule."""
    program = w.get(ProgramRow, row.program_id)
    items = items_of(w, row)
    for delegation_id, about in silent_on(w, program, items, row.expires_at).items():
        write_act(
            w,
            "fill_in",
            about,
            program_id=row.program_id,
            delegation_id=delegation_id,
            version_id=row.version_id,
            kind=PositionKind.NO_OBJECTION_RECEIVED,
            origin=PositionOrigin.SILENCE,
            at=row.expires_at,
        )
    row.state, row.ended_at = SilenceState.ADOPTED, row.expires_at
    row.holds = not lacks_on(w, program, items)
    note_silence(w, row, SilenceAction.EXPIRE)
    tell_of(w, row, Event.SILENCE_ADOPTED, key="")
    if row.holds:
        adopt_by_silence(w, w.lock(VersionRow, row.version_id), row)


def silent_on(w: Work, program: ProgramRow, items: list[Item], at: datetime) -> dict[str, list[About]]:
    """By delegation the texts on which it says nothing that counts at the instant, of those that take part then."""
    then = Work(w.session, SYSTEM, lambda: at)
    found = ground(then, program, {one.subject_id for one in items})
    said = {key: [one for one in every if one.at < at] for key, every in found.said.items()}
    silent: dict[str, list[About]] = {}
    for item in items:
        for one in standings_on(w, replace(found, said=said), item):
            if one.stance is Stance.NOTHING:
                about = (item.subject, item.subject_id, item.text_hash)
                silent.setdefault(one.delegation_id, []).append(about)
    return silent


def lacks_on(w: Work, program: ProgramRow, items: list[Item]) -> tuple[Missing, ...]:
    """What the decision rule misses on these texts."""
    found = ground(w, program, {one.subject_id for one in items})
    return tuple(lack for item in items for lack in found.missing(standings_on(w, found, item)))


def standings_on(w: Work, found: Ground, item: Item) -> tuple[Standing, ...]:
    """Where the delegations stand on a text of the scope; the author of an amendment agrees to it."""
    standing = found.on(item.subject_id, item.text_hash)
    if item.subject is not PositionSubject.AMENDMENT:
        return standing
    return with_author(w.get(AmendmentRow, item.subject_id), standing)

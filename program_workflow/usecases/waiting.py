"""Whose turn an amendment is: the one rule behind my turn, the tabs of the queue, their counts and the API."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, tuple_

from program_workflow.domain.terms import AmendmentState, Rebase, VersionState
from program_workflow.storage import AmendmentRow, VersionRow
from program_workflow.usecases.attached import asks_author
from program_workflow.usecases.awaited import awaits_position_of, awaits_positions
from program_workflow.usecases.finding import left_out
from program_workflow.usecases.views import Party
from program_workflow.usecases.work import Work

_FAILS: Final = (Rebase.CONFLICT, Rebase.ORPHANED)


def party(w: Work) -> ColumnElement[str]:
    """The party each row of amendments waits for; the same for every reader.

    A flag counts from the circulation of the version it is about on: before, its delegation may not know of it.
    """
    state = AmendmentRow.state
    delegation = AmendmentRow.delegation_id
    has_left = and_(delegation.is_not(None), tuple_(AmendmentRow.program_id, delegation).in_(left_out(w)))
    asked_late = and_(AmendmentRow.late_requested_at.is_not(None), AmendmentRow.is_admitted_late.is_(False))
    circulated = select(VersionRow.id).where(VersionRow.opened_at.is_not(None))
    flagged = and_(
        AmendmentRow.rebase_version_id.in_(circulated),
        or_(
            AmendmentRow.rebase.in_(_FAILS),
            and_(AmendmentRow.rebase == Rebase.CLEAN, state != AmendmentState.AGREED),
        ),
    )
    open_window = select(VersionRow.program_id).where(
        VersionRow.state == VersionState.CIRCULATED, or_(VersionRow.closes_at.is_(None), VersionRow.closes_at > w.now)
    )
    writes = [AmendmentState.DRAFT, AmendmentState.RETURNED]
    decides = [AmendmentState.SUBMITTED, AmendmentState.UNDER_REVIEW, AmendmentState.AGREED_AD_REFERENDUM]
    ends = [AmendmentState.AGREED, AmendmentState.DEFERRED]
    offered = and_(AmendmentRow.takeover_until.is_not(None), state.in_([*decides, *ends, AmendmentState.RETURNED]))
    return case(
        (offered, literal(Party.SPONSORS.value)),
        (and_(state.in_(writes), has_left), literal(Party.NOBODY.value)),
        (and_(state == AmendmentState.DRAFT, asked_late), literal(Party.SECRETARIAT.value)),
        (state.in_(writes), literal(Party.AUTHOR.value)),
        (asks_author(w), literal(Party.AUTHOR.value)),
        (and_(state.in_([*decides, *ends]), flagged, ~has_left), literal(Party.AUTHOR.value)),
        (and_(state == AmendmentState.UNDER_REVIEW, awaits_positions(w)), literal(Party.POSITIONS.value)),
        (state.in_(decides), literal(Party.SECRETARIAT.value)),
        (and_(state == AmendmentState.DEFERRED, _still_deferred(w)), literal(Party.DATE.value)),
        (
            and_(state == AmendmentState.AGREED, AmendmentRow.program_id.in_(open_window)),
            literal(Party.END_OF_WINDOW.value),
        ),
        (state.in_(ends), literal(Party.SECRETARIAT.value)),
        else_=literal(Party.NOBODY.value),
    )


def _still_deferred(w: Work) -> ColumnElement[bool]:
    """Deferred to a day that has not come, or to what is no day: a meeting, of which nobody says when it is over."""
    until = func.coalesce(AmendmentRow.deferred_until, "")
    day = func.substr(until, 1, 10)
    is_day = and_(day.like("____-__-__"), day.between("0000-00-00", "9999-99-99"))
    return and_(until != "", or_(~is_day, day > w.now.date().isoformat()))


def of_author(w: Work) -> ColumnElement[bool]:
    """Waits for the delegation that proposed it."""
    return and_(party(w) == Party.AUTHOR, AmendmentRow.delegation_id.is_not(None))


def of_positions(w: Work) -> ColumnElement[bool]:
    """Waits for delegations that have taken no position on it."""
    return party(w) == Party.POSITIONS


def of_sponsors(w: Work) -> ColumnElement[bool]:
    """Waits for its co-sponsors, who may take it over."""
    return party(w) == Party.SPONSORS


def of_position_of(w: Work, delegation_id: str | None) -> ColumnElement[bool]:
    """Waits, among others, for the position of this delegation."""
    return and_(of_positions(w), awaits_position_of(w, delegation_id))


def of_secretariat(w: Work) -> ColumnElement[bool]:
    """Waits for the coordinators: to be decided, incorporated, or written, where it is the secretariat's own."""
    return or_(party(w) == Party.SECRETARIAT, and_(party(w) == Party.AUTHOR, AmendmentRow.delegation_id.is_(None)))


def parties_of(w: Work, rows: Sequence[AmendmentRow]) -> Mapping[str, Party]:
    """The party each of these waits for, in one query."""
    found = w.session.execute(select(AmendmentRow.id, party(w)).where(AmendmentRow.id.in_([row.id for row in rows])))
    return {amendment_id: Party(said) for amendment_id, said in found}

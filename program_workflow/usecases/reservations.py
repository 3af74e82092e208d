"""Reservations on signing: standing reservations that delegations converted, attached to the text."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from program_workflow.domain.positions import key_of
from program_workflow.domain.terms import PositionKind
from program_workflow.storage import PositionRow, ProgramRow, VersionRow
from program_workflow.usecases.corrigendum_rows import original_of
from program_workflow.usecases.finding import view_of_delegation
from program_workflow.usecases.standings import ground
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import DelegationView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class ReservationView:
    """A reservation on signing. references: what its clauses are called, see `Text.references`; all: the whole text."""

    delegation: DelegationView
    text: str
    clauses: tuple[str, ...]
    references: tuple[str, ...]
    is_whole: bool


def reservations_on(w: Work, program: ProgramRow, version: VersionRow) -> tuple[ReservationView, ...]:
    """Those attached to a version, in the order of the delegations; of a finalised one, as they stood then."""
    there = select(PositionRow.ordinal).where(
        PositionRow.program_id == program.id, PositionRow.kind == PositionKind.RESERVATION_ON_SIGNING
    )
    if w.session.scalars(there.limit(1)).first() is None:
        return ()
    version = original_of(w, version)
    found = ground(w, program, at=version.finalised_at)
    text = load_text(w, version.id)
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node in text.nodes:
        for one in found.on(node.id, key_of(node)):
            position = one.position
            if position is None or one.is_to_reconfirm or position.kind is not PositionKind.RESERVATION_ON_SIGNING:
                continue
            said[one.delegation_id, position.reason].append(node.id)
    order = list(found.delegations)
    return tuple(
        ReservationView(
            view_of_delegation(found.delegations[delegation_id]),
            reason,
            tuple(clauses),
            tuple(text.references[one] for one in clauses),
            len(clauses) == len(text.nodes),
        )
        for (delegation_id, reason), clauses in sorted(said.items(), key=lambda pair: order.index(pair[0][0]))
    )


def of_delegation(found: Sequence[ReservationView], code: str) -> str:
    """The reservations of one delegation as one text."""
    return "\n\n".join(one.text for one in found if one.delegation.code == code)

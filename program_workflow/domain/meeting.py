"""A meeting: its steps, what it is called, and how those present count when it decides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from program_workflow.domain.positions import Position, Stance, Standing
from program_workflow.domain.terms import AmendmentAction, PositionKind, PositionOrigin
from program_workflow.domain.terms import MeetingAction as A
from program_workflow.domain.terms import MeetingState as S

#: (from, action): the state after it. Every step is a coordinator's.
MEETING_STEPS: Final[Mapping[tuple[S, A], S]] = {
    (S.PLANNED, A.CHANGE): S.PLANNED,
    (S.PLANNED, A.INVITE): S.PLANNED,
    (S.PLANNED, A.UNINVITE): S.PLANNED,
    (S.PLANNED, A.ADD_ITEM): S.PLANNED,
    (S.PLANNED, A.CHANGE_ITEM): S.PLANNED,
    (S.PLANNED, A.REMOVE_ITEM): S.PLANNED,
    (S.PLANNED, A.ANNOUNCE): S.PLANNED,
    (S.PLANNED, A.OPEN): S.OPEN,
    (S.PLANNED, A.CANCEL): S.CANCELLED,
    (S.OPEN, A.CHANGE): S.OPEN,
    (S.OPEN, A.INVITE): S.OPEN,
    (S.OPEN, A.ADD_ITEM): S.OPEN,
    (S.OPEN, A.CHANGE_ITEM): S.OPEN,
    (S.OPEN, A.READ_OUT): S.OPEN,
    (S.OPEN, A.RECORD): S.OPEN,
    (S.OPEN, A.STRIKE): S.OPEN,
    (S.OPEN, A.WRITE): S.OPEN,
    (S.OPEN, A.ADOPT): S.OPEN,
    (S.OPEN, A.CLOSE): S.CLOSED,
    (S.CLOSED, A.WRITE): S.CLOSED,
    (S.CLOSED, A.ADOPT): S.CLOSED,
    (S.CLOSED, A.ISSUE): S.CLOSED,
}

#: Steps that take a reason, which the participants are told.
NEEDS_REASON: Final = frozenset({A.CANCEL})

#: What a meeting decides on an amendment; the same decisions as outside of one.
DECIDES: Final = (
    AmendmentAction.AGREE,
    AmendmentAction.AGREE_AD_REFERENDUM,
    AmendmentAction.REJECT,
    AmendmentAction.DEFER,
)
#: Of these the wording is read out to those present before.
AGREES: Final = frozenset({AmendmentAction.AGREE, AmendmentAction.AGREE_AD_REFERENDUM})

_ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """The number as meetings are counted: 3 is III. From 1 to 99; what is beyond stays in figures."""
    if not 0 < number < 90:
        return str(number)
    said = ""
    for value, letters in _ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def called(number: int | None, title: str) -> str:
    """ "III Meeting of the heads …"; a meeting without a number is called by its title."""
    return f"{roman(number)} {title}" if number else title


def counting_present(found: Sequence[Standing], present: Collection[str], at: datetime) -> tuple[Standing, ...]:
    """Where the delegations stand when a meeting decides: those present that said nothing do not object.

    found: one a participating delegation. A position to be reconfirmed is one that was not said of this text.
    """
    return tuple(
        Standing(one.delegation_id, _not_objecting(one.delegation_id, at))
        if one.stance is Stance.NOTHING and one.delegation_id in present
        else one
        for one in found
    )


def _not_objecting(delegation_id: str, at: datetime) -> Position:
    return Position(delegation_id, PositionKind.DOES_NOT_OBJECT, "", at, origin=PositionOrigin.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Ground:
    """The meeting and the item of its agenda under which an act is done. reference: in words, for the record."""

    meeting_id: str
    item_id: str
    reference: str

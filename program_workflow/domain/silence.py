"""The silence procedure: its steps, what it is in at an instant, and what a message is worth that comes in.

What decides is the stored instant of expiry: the instant itself is outside, and nothing that ran or did
not run at that moment matters.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from program_workflow.domain.positions import Stance
from program_workflow.domain.terms import MessageKind, PositionSubject, SilenceScope
from program_workflow.domain.terms import SilenceAction as A
from program_workflow.domain.terms import SilenceState as S

#: A request that came in time may still wait for its turn at the database; so long nobody writes the end down.
SETTLING: Final = timedelta(seconds=2)


class Who(StrEnum):
    """Whose step it is."""

    COORDINATOR = "coordinator"
    DELEGATION = "delegation"  # a representative, or a coordinator who enters what was received
    BOTH = "both"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class SilenceStep:
    """to: the state after it."""

    to: S
    who: Who
    needs_reason: bool = False


SILENCE_STEPS: Final[dict[tuple[S, A], SilenceStep]] = {
    (S.PREPARED, A.SERVE): SilenceStep(S.PREPARED, Who.COORDINATOR),
    (S.PREPARED, A.ANNOUNCE): SilenceStep(S.RUNNING, Who.COORDINATOR),
    (S.PREPARED, A.WITHDRAW): SilenceStep(S.WITHDRAWN, Who.COORDINATOR, needs_reason=True),
    (S.RUNNING, A.SERVE): SilenceStep(S.RUNNING, Who.COORDINATOR),
    (S.RUNNING, A.AGREE): SilenceStep(S.RUNNING, Who.DELEGATION),
    (S.RUNNING, A.BREAK): SilenceStep(S.BROKEN, Who.DELEGATION, needs_reason=True),
    (S.RUNNING, A.CLARIFY): SilenceStep(S.RUNNING, Who.BOTH, needs_reason=True),
    (S.RUNNING, A.EXTEND): SilenceStep(S.RUNNING, Who.COORDINATOR, needs_reason=True),
    (S.RUNNING, A.WITHDRAW): SilenceStep(S.WITHDRAWN, Who.COORDINATOR, needs_reason=True),
    (S.RUNNING, A.EXPIRE): SilenceStep(S.ADOPTED, Who.SYSTEM),
    (S.BROKEN, A.BREAK): SilenceStep(S.BROKEN, Who.DELEGATION, needs_reason=True),
    (S.ADOPTED, A.AGREE): SilenceStep(S.ADOPTED, Who.DELEGATION),  # kept as late communication
    (S.ADOPTED, A.BREAK): SilenceStep(S.ADOPTED, Who.DELEGATION, needs_reason=True),  # likewise
    (S.ADOPTED, A.ANNUL): SilenceStep(S.BROKEN, Who.COORDINATOR, needs_reason=True),  # the second coordinator's
}

#: Messages that break it.
BREAKS: Final = frozenset({MessageKind.OBJECTION, MessageKind.RESERVATION, MessageKind.AMENDMENT})


def standing(state: S, expires_at: datetime, now: datetime) -> S:
    """The state a procedure is in at an instant: running ends at its expiry, also before anybody noted it."""
    return S.ADOPTED if state is S.RUNNING and now >= expires_at else state


def is_due(state: S, expires_at: datetime, now: datetime) -> bool:
    """Whether its end can be written down: it is over, and what came in time has had its turn."""
    return state is S.RUNNING and now >= expires_at + SETTLING


def is_late(state: S, expires_at: datetime, now: datetime) -> bool:
    """Whether a message that is entered now changes nothing any more, whenever it was received."""
    return now >= expires_at or standing(state, expires_at, now) is S.ADOPTED


def proves_in_time(received_at: datetime, announced_at: datetime, expires_at: datetime) -> bool:
    """Whether a late communication was received while the procedure ran: then the adoption can be annulled."""
    return announced_at <= received_at < expires_at


def message_of(stance: Stance) -> MessageKind | None:
    """What a position says to a procedure on its text; None where it says nothing."""
    return {
        Stance.FOR: MessageKind.AGREEMENT,
        Stance.NOT_AGAINST: MessageKind.AGREEMENT,
        Stance.HELD: MessageKind.RESERVATION,
        Stance.AGAINST: MessageKind.OBJECTION,
    }.get(stance)


@dataclass(frozen=True, slots=True)
class Item:
    """One text in the scope: a clause or an amendment, and the hash that positions on it are bound to."""

    subject: PositionSubject
    subject_id: str
    text_hash: str


def scope_hash(scope: SilenceScope, items: Iterable[Item]) -> str:
    """What is frozen, in one hash: each text by its identity and its own hash, in their order."""
    lines = [f"{one.subject.value}:{one.subject_id}:{one.text_hash}" for one in items]
    return hashlib.sha256("\n".join(["program-workflow silence 1", scope.value, *lines]).encode()).hexdigest()

"""Remarks: what a delegation or observer organisation says of a text without proposing another one.

A remark or question waits for the answer of the secretariat; "no comments" is noted. Nothing of it is
ever edited: who sees it otherwise makes another remark, or takes back what is not answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from program_workflow.domain.errors import N_, StepNotAllowed
from program_workflow.domain.terms import RemarkAction as A
from program_workflow.domain.terms import RemarkKind
from program_workflow.domain.terms import RemarkState as S


class Who(StrEnum):
    """Whose step it is."""

    COORDINATOR = "coordinator"
    AUTHOR = "author"  # its delegation or organisation; of one received outside a coordinator, too


@dataclass(frozen=True, slots=True)
class RemarkStep:
    """to: the state after it."""

    to: S
    who: Who


REMARK_STEPS: Final[Mapping[tuple[S, A], RemarkStep]] = {
    (S.OPEN, A.ANSWER): RemarkStep(S.ANSWERED, Who.COORDINATOR),
    (S.OPEN, A.WITHDRAW): RemarkStep(S.WITHDRAWN, Who.AUTHOR),
    (S.NOTED, A.WITHDRAW): RemarkStep(S.WITHDRAWN, Who.AUTHOR),
}

_REFUSALS: Final[Mapping[S, str]] = {
    S.ANSWERED: N_("It is answered already; what stands in the table is not changed. Make another remark."),
    S.NOTED: N_("“No comments” needs no answer."),
    S.WITHDRAWN: N_("It was withdrawn."),
}


def first_state(kind: RemarkKind) -> S:
    return S.NOTED if kind is RemarkKind.NO_COMMENTS else S.OPEN


def next_step(state: S, action: A) -> RemarkStep:
    """Raises StepNotAllowed, which says why."""
    step = REMARK_STEPS.get((state, action))
    if step is None:
        raise StepNotAllowed(_REFUSALS[state])
    return step


def is_late(at: datetime, closed_at: datetime | None, own_closes_at: datetime | None = None) -> bool:
    """Whether a remark came after the window; it is taken all the same. The instant itself is outside.

    at: when it was received. closed_at: when the window ends or was closed, None where it has no end.
    own_closes_at: of the window that was reopened for its delegation.
    """
    if closed_at is None or at < closed_at:
        return False
    return own_closes_at is None or at >= own_closes_at


def state_then(kind: RemarkKind, answered_at: datetime | None, withdrawn_at: datetime | None, at: datetime) -> S:
    """What a remark that was there at an instant was in then."""
    if withdrawn_at is not None and withdrawn_at <= at:
        return S.WITHDRAWN
    if answered_at is not None and answered_at <= at:
        return S.ANSWERED
    return first_state(kind)

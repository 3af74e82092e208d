"""A corrigendum to an adopted text: its steps, and what it is in at an instant.

What decides is the stored instant at which it takes effect: an objection received before it stops it, and
the instant itself is outside.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from program_workflow.domain.silence import SETTLING
from program_workflow.domain.terms import CorrigendumAction as A
from program_workflow.domain.terms import CorrigendumState as S
from program_workflow.domain.text import Content


class Who(StrEnum):
    """Whose step it is."""

    COORDINATOR = "coordinator"
    DELEGATION = "delegation"  # a representative, or a coordinator who enters what was received
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class CorrigendumStep:
    """to: the state after it."""

    to: S
    who: Who
    needs_reason: bool = False


CORRIGENDUM_STEPS: Final[dict[tuple[S, A], CorrigendumStep]] = {
    (S.PROPOSED, A.OBJECT): CorrigendumStep(S.STOPPED, Who.DELEGATION, needs_reason=True),
    (S.PROPOSED, A.WITHDRAW): CorrigendumStep(S.WITHDRAWN, Who.COORDINATOR, needs_reason=True),
    (S.PROPOSED, A.TAKE_EFFECT): CorrigendumStep(S.IN_EFFECT, Who.SYSTEM),
    (S.STOPPED, A.OBJECT): CorrigendumStep(S.STOPPED, Who.DELEGATION, needs_reason=True),
    (S.IN_EFFECT, A.OBJECT): CorrigendumStep(S.IN_EFFECT, Who.DELEGATION, needs_reason=True),  # kept as late
}


def standing(state: S, takes_effect_at: datetime, now: datetime) -> S:
    """The state it is in at an instant: proposed ends at its instant, also before anybody noted it."""
    return S.IN_EFFECT if state is S.PROPOSED and now >= takes_effect_at else state


def is_due(state: S, takes_effect_at: datetime, now: datetime) -> bool:
    """Whether its effect can be written down: it is time, and what came before the instant has had its turn."""
    return state is S.PROPOSED and now >= takes_effect_at + SETTLING


@dataclass(frozen=True, slots=True)
class Correction:
    """What a clause is to read in a language. base_hash: of the revision that stands there."""

    clause_id: str
    language: str
    base_hash: str
    content: Content


def corrigendum_hash(corrections: Iterable[Correction]) -> str:
    """All that is corrected in one hash, in its order."""
    lines = [f"{one.clause_id}:{one.language}:{one.base_hash}:{one.content.hash}" for one in corrections]
    return hashlib.sha256("\n".join(["program-workflow corrigendum 1", *lines]).encode()).hexdigest()

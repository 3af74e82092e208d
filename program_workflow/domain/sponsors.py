"""Co-sponsors of an amendment: whom its author invites, who consented to which wording, and who may do what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from program_workflow.domain.terms import OPEN, AmendmentState
from program_workflow.domain.terms import SponsorAction as A
from program_workflow.domain.terms import SponsorState as S

#: Amendments that delegations can be invited to, consent to and leave.
SPONSORED: Final = OPEN | {AmendmentState.DRAFT}
#: Co-sponsors to whom the author shows the amendment, as a draft too.
SEES: Final = frozenset({S.INVITED, S.CONSENTED})
#: How long a withdrawn amendment can be taken over, where its author says nothing else, in days.
TAKEOVER_DAYS: Final = 7


class Whose(StrEnum):
    """Whose step it is: that of the author's representative, or of the co-sponsor's."""

    AUTHOR = "author"
    SPONSOR = "sponsor"


@dataclass(frozen=True, slots=True)
class Step:
    to: S
    whose: Whose


#: (where the delegation stands, action): step. None: it was never invited.
SPONSOR_STEPS: Final[Mapping[tuple[S | None, A], Step]] = {
    **{(state, A.INVITE): Step(S.INVITED, Whose.AUTHOR) for state in (None, S.DECLINED, S.LEFT, S.DROPPED)},
    (S.INVITED, A.CONSENT): Step(S.CONSENTED, Whose.SPONSOR),
    (S.INVITED, A.DECLINE): Step(S.DECLINED, Whose.SPONSOR),
    (S.INVITED, A.DROP): Step(S.DROPPED, Whose.AUTHOR),
    (S.CONSENTED, A.CONSENT): Step(S.CONSENTED, Whose.SPONSOR),  # to a new wording
    (S.CONSENTED, A.DECLINE): Step(S.DECLINED, Whose.SPONSOR),  # a new wording, or to take the amendment over
    (S.CONSENTED, A.LEAVE): Step(S.LEFT, Whose.SPONSOR),
    (S.CONSENTED, A.DROP): Step(S.DROPPED, Whose.AUTHOR),  # where the wording has changed since
    (S.CONSENTED, A.TAKE_OVER): Step(S.TOOK_OVER, Whose.SPONSOR),
}


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """A delegation named with an amendment. wording: number of the one it consented to last."""

    delegation_id: str
    state: S
    wording: int | None = None

    def consents_to(self, wording: int) -> bool:
        return self.state is S.CONSENTED and self.wording == wording

    def is_to_reconfirm(self, wording: int) -> bool:
        """Whether it consented to another wording than this one."""
        return self.state is S.CONSENTED and self.wording != wording


def holds(one: Sponsorship | None, action: A, wording: int, *, is_offered: bool) -> bool:
    """Whether the step follows from where the delegation stands. is_offered: the amendment can be taken over."""
    state = one.state if one is not None else None
    if (state, action) not in SPONSOR_STEPS:
        return False
    if action is A.TAKE_OVER:
        return is_offered
    if is_offered:
        return action in (A.LEAVE, A.DECLINE) and state is S.CONSENTED
    if one is None or state is not S.CONSENTED or action is A.LEAVE:
        return True
    return one.is_to_reconfirm(wording)


def lacking(named: Iterable[Sponsorship], wording: int) -> tuple[str, ...]:
    """Delegations that are named and have not consented to this very wording."""
    return tuple(one.delegation_id for one in named if one.state in SEES and not one.consents_to(wording))

"""The steps of versions and amendments as tables.

Buttons, the API, the documentation and the tests are made from these tables; no other module
compares states to find out what may follow.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from program_workflow.domain.terms import OPEN, Role
from program_workflow.domain.terms import AmendmentAction as A
from program_workflow.domain.terms import AmendmentState as S
from program_workflow.domain.terms import VersionAction as VA
from program_workflow.domain.terms import VersionState as VS


class Side(StrEnum):
    """Whose step it is: the amendment's own delegation, those who decide on it, or the system."""

    AUTHOR = "author"
    DECIDER = "decider"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Step:
    """to: the state after it; None where the thing ceases to exist or returns to what was before."""

    to: S | None
    side: Side
    roles: frozenset[Role] = frozenset()
    needs_reason: bool = False


_DRAFTS: Final = frozenset({Role.REPRESENTATIVE, Role.EXPERT, Role.COORDINATOR})
_OF_DELEGATION: Final = frozenset({Role.REPRESENTATIVE, Role.EXPERT})
_FILES: Final = frozenset({Role.REPRESENTATIVE, Role.COORDINATOR})
_DECIDES: Final = frozenset({Role.COORDINATOR})


def _author(to: S | None, roles: frozenset[Role] = _FILES) -> Step:
    return Step(to, Side.AUTHOR, roles)


def _decider(to: S | None, *, reason: bool = False) -> Step:
    return Step(to, Side.DECIDER, _DECIDES, reason)


#: (from, action): step. The coordinator among the authors files the secretariat's own amendments.
AMENDMENT_STEPS: Final[dict[tuple[S, A], Step]] = {
    (S.DRAFT, A.SAVE): _author(S.DRAFT, _DRAFTS),
    (S.DRAFT, A.DISCARD): _author(None, _DRAFTS),
    (S.DRAFT, A.ASK_APPROVAL): _author(S.DRAFT, _OF_DELEGATION),
    (S.DRAFT, A.APPROVE): _author(S.DRAFT, _OF_DELEGATION),
    (S.DRAFT, A.SUBMIT): _author(S.SUBMITTED),
    (S.DRAFT, A.REQUEST_LATE): _author(S.DRAFT),
    (S.DRAFT, A.ADMIT_LATE): _decider(S.DRAFT, reason=True),
    (S.SUBMITTED, A.RETURN): _decider(S.RETURNED, reason=True),
    (S.SUBMITTED, A.REVIEW): _decider(S.UNDER_REVIEW),
    (S.SUBMITTED, A.WITHDRAW): _author(S.WITHDRAWN),
    (S.RETURNED, A.SAVE): _author(S.RETURNED, _DRAFTS),
    (S.RETURNED, A.ASK_APPROVAL): _author(S.RETURNED, _OF_DELEGATION),
    (S.RETURNED, A.APPROVE): _author(S.RETURNED, _OF_DELEGATION),
    (S.RETURNED, A.SUBMIT): _author(S.SUBMITTED),
    (S.RETURNED, A.ADMIT_LATE): _decider(S.RETURNED, reason=True),
    (S.RETURNED, A.WITHDRAW): _author(S.WITHDRAWN),
    (S.UNDER_REVIEW, A.AGREE_AD_REFERENDUM): _decider(S.AGREED_AD_REFERENDUM, reason=True),
    (S.UNDER_REVIEW, A.AGREE): _decider(S.AGREED),
    (S.UNDER_REVIEW, A.REJECT): _decider(S.REJECTED, reason=True),
    (S.UNDER_REVIEW, A.DEFER): _decider(S.DEFERRED, reason=True),
    (S.UNDER_REVIEW, A.WITHDRAW): _author(S.WITHDRAWN),
    (S.AGREED_AD_REFERENDUM, A.AGREE): _decider(S.AGREED),
    (S.AGREED_AD_REFERENDUM, A.REJECT): _decider(S.REJECTED, reason=True),
    (S.AGREED_AD_REFERENDUM, A.WITHDRAW): _author(S.WITHDRAWN),
    (S.AGREED_AD_REFERENDUM, A.ANNUL): _decider(None, reason=True),
    (S.DEFERRED, A.AGREE): _decider(S.AGREED),
    (S.DEFERRED, A.REJECT): _decider(S.REJECTED, reason=True),
    (S.DEFERRED, A.REOPEN): _decider(S.UNDER_REVIEW, reason=True),
    (S.DEFERRED, A.WITHDRAW): _author(S.WITHDRAWN),
    (S.DEFERRED, A.ANNUL): _decider(None, reason=True),
    (S.AGREED, A.INCORPORATE): _decider(S.INCORPORATED),
    (S.AGREED, A.REOPEN): _decider(S.UNDER_REVIEW, reason=True),
    (S.AGREED, A.WITHDRAW): _author(S.WITHDRAWN),
    (S.AGREED, A.ANNUL): _decider(None, reason=True),
    (S.REJECTED, A.REOPEN): _decider(S.UNDER_REVIEW, reason=True),
    (S.REJECTED, A.ANNUL): _decider(None, reason=True),
    (S.INCORPORATED, A.REOPEN): _decider(S.UNDER_REVIEW, reason=True),
    (S.INCORPORATED, A.ANNUL): _decider(None, reason=True),
    **{(state, A.ASK_APPROVAL): _author(state, _OF_DELEGATION) for state in sorted(OPEN - {S.RETURNED})},  # of a rebase
    **{(state, A.APPROVE): _author(state, _OF_DELEGATION) for state in sorted(OPEN - {S.RETURNED})},
    **{(state, A.MERGE): _decider(S.MERGED) for state in sorted(OPEN)},
    **{(state, A.CONFIRM_REBASE): Step(state, Side.AUTHOR, _FILES) for state in sorted(OPEN | {S.DRAFT})},
    **{(state, A.REBASE): Step(state, Side.SYSTEM) for state in sorted(OPEN | {S.DRAFT})},
    **{(state, A.MOOT): Step(S.MOOT, Side.SYSTEM) for state in sorted(OPEN)},
    **{(state, A.LAPSE): Step(S.LAPSED, Side.SYSTEM) for state in sorted(OPEN)},
}

#: Decisions that another coordinator may annul as a clerical error.
DECISIONS: Final = frozenset({A.AGREE, A.AGREE_AD_REFERENDUM, A.REJECT, A.DEFER, A.INCORPORATE})


@dataclass(frozen=True, slots=True)
class VersionStep:
    """to: the state after it. Only coordinators take steps of a version; the system alone supersedes.

    at_meeting: taken on the page of a meeting, not on that of the version.
    """

    to: VS
    needs_reason: bool = False
    by_system: bool = False
    at_meeting: bool = False


_ENDED: Final = frozenset({VS.ADOPTED, VS.CORRECTED, VS.SUPERSEDED, VS.ABANDONED, VS.REISSUED})

VERSION_STEPS: Final[dict[tuple[VS, VA], VersionStep]] = {
    (VS.WORKING, VA.CIRCULATE): VersionStep(VS.CIRCULATED),
    (VS.WORKING, VA.TABLE): VersionStep(VS.CLOSED, at_meeting=True),  # no window follows
    (VS.WORKING, VA.RENUMBER): VersionStep(VS.WORKING),
    (VS.CIRCULATED, VA.EXTEND): VersionStep(VS.CIRCULATED, needs_reason=True),
    (VS.CIRCULATED, VA.CLOSE): VersionStep(VS.CLOSED, needs_reason=True),
    (VS.CIRCULATED, VA.REISSUE): VersionStep(VS.REISSUED, needs_reason=True),
    (VS.CLOSED, VA.EXTEND): VersionStep(VS.CLOSED, needs_reason=True),  # for named delegations
    (VS.CLOSED, VA.NEXT): VersionStep(VS.CLOSED),
    (VS.CLOSED, VA.FINALISE): VersionStep(VS.FINALISED),
    (VS.FINALISED, VA.SUBMIT): VersionStep(VS.SUBMITTED),
    (VS.FINALISED, VA.ADOPT): VersionStep(VS.ADOPTED, by_system=True),  # by silence alone
    (VS.SUBMITTED, VA.ADOPT): VersionStep(VS.ADOPTED),
    (VS.SUBMITTED, VA.RETURN): VersionStep(VS.RETURNED, needs_reason=True),
    (VS.RETURNED, VA.NEXT): VersionStep(VS.RETURNED),
    (VS.ADOPTED, VA.NEXT): VersionStep(VS.ADOPTED),  # work on its successor
    (VS.ADOPTED, VA.ANNUL): VersionStep(VS.FINALISED, by_system=True),
    (VS.ADOPTED, VA.CORRECT): VersionStep(VS.CORRECTED, needs_reason=True),  # when the corrigendum takes effect
    (VS.ADOPTED, VA.SUPERSEDE): VersionStep(VS.SUPERSEDED, by_system=True),
    (VS.CORRECTED, VA.SUPERSEDE): VersionStep(VS.SUPERSEDED, by_system=True),
    **{(state, VA.ABANDON): VersionStep(VS.ABANDONED, needs_reason=True) for state in VS if state not in _ENDED},
}

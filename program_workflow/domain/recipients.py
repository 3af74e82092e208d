"""Who is told of which event: one table.

A group is resolved to people by ``usecases/notifying.py``. Everybody of ``told`` sees the notice in
the product; of those in ``acts`` something is awaited. How a person is told besides the product follows from
what the event is to them, ``concern_of``, and from what they chose (``domain/preferences.py``): ``mailed`` are those
to whom it is a decision on their own, a silence procedure or a deadline, to the others it is news.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from program_workflow.domain.terms import Concern, Role
from program_workflow.domain.terms import Event as E


class Group(StrEnum):
    """A kind of recipients. Of several that a person is in, the first one here is given as the reason."""

    APPROVERS = "approvers"  # of the amendment's delegation
    AUTHORS = "authors"  # people of the amendment's delegation; coordinators for the secretariat's own
    SPONSORS = "sponsors"  # people of the delegations that co-sponsor it, or are invited to
    SENDER = "sender"  # people of the delegation or observer organisation whose remark it is
    DELEGATION = "delegation"  # people of the one delegation concerned
    COORDINATORS = "coordinators"
    DELEGATIONS = "delegations"  # representatives and experts of those who take part
    REVIEWERS = "reviewers"
    OBSERVERS = "observers"
    ADMINISTRATORS = "administrators"
    FOLLOWERS = "followers"  # of the amendment, its clauses or its delegation; in no rule, see `may_be_followed`


#: Whose roles a group is made of.
GROUP_ROLES: Final[Mapping[Group, frozenset[Role]]] = {
    Group.APPROVERS: frozenset({Role.REPRESENTATIVE, Role.EXPERT}),
    Group.AUTHORS: frozenset({Role.REPRESENTATIVE, Role.EXPERT}),
    Group.SPONSORS: frozenset({Role.REPRESENTATIVE, Role.EXPERT}),
    Group.SENDER: frozenset({Role.REPRESENTATIVE, Role.EXPERT, Role.OBSERVER}),
    Group.DELEGATION: frozenset({Role.REPRESENTATIVE, Role.EXPERT}),
    Group.COORDINATORS: frozenset({Role.COORDINATOR}),
    Group.DELEGATIONS: frozenset({Role.REPRESENTATIVE, Role.EXPERT}),
    Group.REVIEWERS: frozenset({Role.REVIEWER}),
    Group.OBSERVERS: frozenset({Role.OBSERVER}),
    Group.ADMINISTRATORS: frozenset({Role.ADMINISTRATOR}),
    Group.FOLLOWERS: frozenset({Role.REPRESENTATIVE, Role.EXPERT, Role.COORDINATOR, Role.REVIEWER}),
}

#: While an amendment has no number, nobody else knows of it.
_OF_IT: Final = frozenset({Group.APPROVERS, Group.AUTHORS, Group.SPONSORS, Group.DELEGATION})
BEFORE_NUMBER: Final = _OF_IT | {Group.COORDINATORS}
#: While it is a draft shown to nobody else, not even the coordinators do.
BEFORE_FILING: Final = _OF_IT
#: While a version was never circulated, nobody else knows of it.
BEFORE_CIRCULATION: Final = frozenset({Group.COORDINATORS})


@dataclass(frozen=True, slots=True)
class Rule:
    """told ⊇ mailed ⊇ acts. receipt: groups that are told of their own act too; nobody else is."""

    told: frozenset[Group]
    mailed: frozenset[Group] = frozenset()
    acts: frozenset[Group] = frozenset()
    receipt: frozenset[Group] = frozenset()

    def only(self, seen: frozenset[Group]) -> "Rule":
        """The rule for those among these groups."""
        return Rule(self.told & seen, self.mailed & seen, self.acts & seen, self.receipt & seen)


def _rule(*mailed: Group, also: tuple[Group, ...] = (), acts: tuple[Group, ...] = (), receipt: bool = False) -> Rule:
    return Rule(
        told=frozenset(mailed + also),
        mailed=frozenset(mailed),
        acts=frozenset(acts),
        receipt=frozenset({Group.AUTHORS}) if receipt else frozenset(),
    )


_A, _S, _ONE, _C, _D, _R, _O = (
    Group.AUTHORS,
    Group.SPONSORS,
    Group.DELEGATION,
    Group.COORDINATORS,
    Group.DELEGATIONS,
    Group.REVIEWERS,
    Group.OBSERVERS,
)

RECIPIENTS: Final[Mapping[E, Rule]] = {
    E.VERSION_CIRCULATED: _rule(_D, _R, _O, _C, acts=(_D,)),
    E.WINDOW_EXTENDED: _rule(_D, _R, also=(_O, _C)),
    E.WINDOW_REOPENED: _rule(_ONE, also=(_C,), acts=(_ONE,)),
    E.WINDOW_ENDS: _rule(_D, acts=(_D,)),
    E.VERSION_CLOSED: _rule(_D, _C, also=(_R, _O), acts=(_C,)),
    E.VERSION_REISSUED: _rule(_D, _R, _O, _C),
    E.VERSION_TABLED: _rule(_D, _R, _O, _C),
    E.VERSION_MADE: _rule(also=(_C,)),
    E.VERSION_FINALISED: _rule(_D, _R, _O, _C),
    E.VERSION_SUBMITTED: _rule(_D, also=(_R, _O, _C)),
    E.VERSION_ADOPTED: _rule(_D, _R, _O, _C),
    E.VERSION_RETURNED: _rule(_D, _C, also=(_R, _O), acts=(_C,)),
    E.VERSION_ABANDONED: _rule(_D, _R, _O, _C),
    E.VERSION_CORRECTED: _rule(_D, _R, _O, _C),
    E.AMENDMENT_SUBMITTED: _rule(_A, _C, also=(_S,), acts=(_C,), receipt=True),
    E.AMENDMENT_ENTERED: _rule(_A, _C, also=(_S,), acts=(_C,)),
    E.LATE_ADMISSION_REQUESTED: _rule(_C, also=(_A,), acts=(_C,)),
    E.LATE_ADMITTED: _rule(_A, also=(_C,), acts=(_A,)),
    E.AMENDMENT_RETURNED: _rule(_A, also=(_S, _C), acts=(_A,)),
    E.AMENDMENT_UNDER_REVIEW: _rule(_A, also=(_S, _C, _D, _R)),
    E.AMENDMENT_DECIDED: _rule(_A, _S, also=(_C, _D, _R)),
    E.AMENDMENT_REOPENED: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_ANNULLED: _rule(_A, _C, also=(_D, _R)),
    E.AMENDMENT_WITHDRAWN: _rule(_C, also=(_A, _S, _D, _R)),
    E.AMENDMENT_MOOT: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_INCORPORATED: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_LAPSED: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_REBASED: _rule(_A, acts=(_A,)),
    E.REBASE_CONFIRMED: _rule(_C, also=(_A,)),
    E.SPONSOR_INVITED: _rule(_S, acts=(_S,)),
    E.SPONSOR_ASKED_AGAIN: _rule(_S, acts=(_S,)),
    E.SPONSOR_ANSWERED: _rule(_A),
    E.TAKEOVER_OFFERED: _rule(_S, also=(_C,), acts=(_S,)),
    E.AMENDMENT_TAKEN_OVER: _rule(_C, also=(_A, _S, _D, _R)),
    E.COUNTER_TEXT_OFFERED: _rule(_A, also=(_S, _C, _D, _R), acts=(_A,)),
    E.COUNTER_TEXT_ANSWERED: _rule(_S, _C, also=(_A, _D, _R)),
    E.COUNTER_TEXT_WITHDRAWN: _rule(also=(_A, _C, _D, _R)),
    E.MERGER_PROPOSED: _rule(_A, also=(_S, _C), acts=(_A,)),
    E.MERGER_ENDED: _rule(_C, also=(_A, _S)),
    E.AMENDMENT_MERGED: _rule(_A, _S, also=(_C, _D, _R)),
    E.POSITION_TAKEN: _rule(also=(_A, _C)),
    E.POSITION_AGAINST: _rule(_A, _C),
    E.POSITION_ENTERED: _rule(_ONE),
    E.REOPENING_REQUESTED: _rule(_A, _C, _D, also=(_R,), acts=(_C,)),
    E.CLAUSE_REOPENED: _rule(_D, _C, also=(_R,), acts=(_D,)),
    E.APPROVAL_ASKED: _rule(Group.APPROVERS, acts=(Group.APPROVERS,)),
    E.WORDING_APPROVED: _rule(_A, acts=(_A,)),
    E.POSITION_PROPOSED: _rule(_ONE, acts=(_ONE,)),
    E.COMMENTED: _rule(also=(_ONE,)),
    E.COMMENTED_TO_SECRETARIAT: _rule(also=(_ONE, _C)),
    E.COMMENTED_TO_ALL: _rule(also=(_C, _D, _R)),
    E.ACT_CONTESTED: _rule(_C, also=(_ONE,), acts=(_C,)),
    E.CONTEST_ENDED: _rule(_C, _ONE, also=(_D, _R)),
    E.SILENCE_ANNOUNCED: _rule(_D, _C, also=(_R,), acts=(_D,)),
    E.SILENCE_ANSWERED: _rule(also=(_C,)),
    E.SILENCE_CLARIFIED: _rule(_D, _C),
    E.SILENCE_EXTENDED: _rule(_D, _C, also=(_R,), acts=(_D,)),
    E.SILENCE_ENDS: _rule(_ONE, acts=(_ONE,)),
    E.SILENCE_ADOPTED: _rule(_D, _C, also=(_R,)),
    E.SILENCE_BROKEN: _rule(_D, _C, also=(_R,)),
    E.SILENCE_WITHDRAWN: _rule(_D, _C, also=(_R,)),
    E.SILENCE_LATE: _rule(_C, also=(_ONE,)),
    E.SILENCE_ANNULMENT: _rule(_C, acts=(_C,)),
    E.SILENCE_ANNULLED: _rule(_D, _C, also=(_R,)),
    E.PACKAGE_MADE: _rule(_D, also=(_C, _R)),
    E.PACKAGE_REOPENED: _rule(_D, _C, also=(_R,)),
    E.PACKAGE_CONCLUDED: _rule(_D, also=(_C, _R)),
    E.PACKAGE_DISSOLVED: _rule(_D, _C, also=(_R,)),
    E.SIGNATURE_ENTERED: _rule(_ONE, also=(_C,)),
    E.CORRIGENDUM_PROPOSED: _rule(_D, _C, also=(_R, _O), acts=(_D,)),
    E.CORRIGENDUM_STOPPED: _rule(_D, _C, also=(_R,), acts=(_C,)),
    E.CORRIGENDUM_WITHDRAWN: _rule(_D, _C, also=(_R, _O)),
    E.CORRIGENDUM_LATE: _rule(_C, also=(_ONE,)),
    E.ALIGNMENT_PENDING: _rule(_C, acts=(_C,)),
    E.TEXTS_ALIGNED: _rule(also=(_C,)),
    E.MEETING_ANNOUNCED: _rule(_D, _O, _C, also=(_R,)),
    E.MEETING_CHANGED: _rule(_D, _O, also=(_C, _R)),
    E.MEETING_CLOSED: _rule(_C, also=(_D, _O, _R), acts=(_C,)),
    E.MEETING_CANCELLED: _rule(_D, _O, _C, also=(_R,)),
    E.MINUTES_ADOPTED: _rule(_D, also=(_C, _R)),
    E.OUTCOME_ADOPTED: _rule(_D, _O, _C, also=(_R,)),
    E.OUTCOME_CORRECTED: _rule(_D, _O, _C, also=(_R,)),
    E.REMARK_MADE: _rule(_C, also=(Group.SENDER, _D, _R), acts=(_C,)),
    E.NO_COMMENTS_MADE: _rule(also=(Group.SENDER, _C, _D, _R)),
    E.REMARK_ENTERED: _rule(Group.SENDER),
    E.REMARK_ANSWERED: _rule(Group.SENDER, also=(_C, _D, _R)),
    E.REMARK_WITHDRAWN: _rule(also=(Group.SENDER, _C, _D, _R)),
    E.ADVICE_REQUESTED: _rule(_R, also=(_C,), acts=(_R,)),
    E.ADVICE_DUE: _rule(_R, acts=(_R,)),
    E.ADVICE_REQUEST_WITHDRAWN: _rule(also=(_R, _C)),
    E.ADVICE_GIVEN: _rule(_C, also=(_R,)),
    E.ADVICE_RELEASED: _rule(_A, also=(_C, _D, _R)),
    E.ASKED_ON_JOINING: _rule(_ONE, also=(_C,), acts=(_ONE,)),
    E.TURN_ENDS: _rule(_A, acts=(_A,)),  # told of the side it waits for as if it were the author
    E.TURN_OVERDUE: _rule(_A, acts=(_A,)),
    E.TURN_ESCALATED: _rule(_C),
    E.TURN_STALLED: _rule(Group.ADMINISTRATORS),
}


#: Reminders of an open item to the side it waits for and its head.
OF_TURNS: Final = frozenset({E.TURN_ENDS, E.TURN_OVERDUE, E.TURN_ESCALATED, E.TURN_STALLED})
#: By them a reviewer learns of a version that is not circulated: they are asked about it.
OF_ADVICE_ASKED: Final = frozenset({E.ADVICE_REQUESTED, E.ADVICE_DUE, E.ADVICE_REQUEST_WITHDRAWN})
OF_ADVICE: Final = OF_ADVICE_ASKED | {E.ADVICE_GIVEN, E.ADVICE_RELEASED}
#: What becomes of a version without or after its window.
AFTER_WINDOW: Final = frozenset(
    {
        *(E.VERSION_REISSUED, E.VERSION_TABLED, E.VERSION_FINALISED, E.VERSION_SUBMITTED),
        *(E.VERSION_ADOPTED, E.VERSION_RETURNED, E.VERSION_ABANDONED, E.VERSION_CORRECTED),
        E.SIGNATURE_ENTERED,
    }
)
#: The end of the window for proposals is nothing to them.
WITHOUT_WINDOW: Final = OF_ADVICE | AFTER_WINDOW


def rule_for(event: E, *, is_known: bool, about_amendment: bool) -> Rule:
    """The rule of an event, narrowed to those who may know of its subject.

    is_known: the amendment has its number, or the version was circulated. Observers never hear of amendments.
    """
    everybody = frozenset(Group)
    if event in OF_TURNS:  # they name the side themselves
        return RECIPIENTS[event]
    if about_amendment:
        return RECIPIENTS[event].only(everybody - {Group.OBSERVERS} if is_known else BEFORE_NUMBER)
    if is_known:
        return RECIPIENTS[event].only(everybody - {Group.AUTHORS})
    asked = {Group.REVIEWERS} if event in OF_ADVICE_ASKED else set()
    return RECIPIENTS[event].only(BEFORE_CIRCULATION | asked)


# --- What an event is to a person ---------------------------------------------------------------

_SILENCE: Final = "silence_"
#: What is said of positions; for those who may read them.
OF_POSITIONS: Final = frozenset({E.POSITION_TAKEN, E.POSITION_AGAINST, E.POSITION_ENTERED, E.REOPENING_REQUESTED})
_DEADLINES: Final = frozenset(
    {
        E.WINDOW_EXTENDED,
        E.WINDOW_REOPENED,
        E.WINDOW_ENDS,
        E.VERSION_CLOSED,
        E.VERSION_REISSUED,
        E.TURN_ESCALATED,
        E.TURN_STALLED,
    }
)
_TEXTS: Final = ("version_", "window_")
_AMENDMENTS: Final = ("amendment_", "late_", "rebase_")


def concern_of(event: E, group: Group, rule: Rule) -> Concern:
    """What an event is to somebody who is told of it as a member of the group."""
    if group is Group.FOLLOWERS:
        return Concern.FOLLOWED
    if group in rule.acts:
        return Concern.ACT
    if group in rule.mailed:
        if event.startswith(_SILENCE):
            return Concern.SILENCE
        if event in _DEADLINES:
            return Concern.DEADLINE
        if group is Group.AUTHORS and event not in OF_POSITIONS:
            return Concern.OWN
    if event in OF_POSITIONS:
        return Concern.POSITION
    if event.startswith(_TEXTS):
        return Concern.TEXT
    return Concern.AMENDMENT if event.startswith(_AMENDMENTS) else Concern.OTHER


def may_be_followed(event: E) -> bool:
    """Whether followers hear of it: what all delegations are told of an amendment, and what is said of it openly."""
    return event in OF_POSITIONS or Group.DELEGATIONS in RECIPIENTS[event].told

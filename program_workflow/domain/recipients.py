"""Who is told of which event: one table.

A group is resolved to people by ``usecases/notifying.py``. Everybody of ``told`` sees the notice in
the product; those of ``mailed`` also get a mail at once; of those in ``acts`` something is awaited.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from program_workflow.domain.terms import Event as E
from program_workflow.domain.terms import Role


class Group(StrEnum):
    """A kind of recipients. Of several that a person is in, the first one here is given as the reason."""

    AUTHORS = "authors"  # people of the amendment's delegation; coordinators for the secretariat's own
    DELEGATION = "delegation"  # people of the one delegation concerned
    COORDINATORS = "coordinators"
    DELEGATIONS = "delegations"  # representatives and experts of those who take part
    REVIEWERS = "reviewers"
    OBSERVERS = "observers"


#: Whose roles a group is made of.
GROUP_ROLES: Final[Mapping[Group, frozenset[Role]]] = {
    Group.AUTHORS: frozenset({Role.REPRESENTATIVE, Role.EXPERT}),
    Group.DELEGATION: frozenset({Role.REPRESENTATIVE, Role.EXPERT}),
    Group.COORDINATORS: frozenset({Role.COORDINATOR}),
    Group.DELEGATIONS: frozenset({Role.REPRESENTATIVE, Role.EXPERT}),
    Group.REVIEWERS: frozenset({Role.REVIEWER}),
    Group.OBSERVERS: frozenset({Role.OBSERVER}),
}

#: While an amendment has no number, nobody else knows of it.
BEFORE_NUMBER: Final = frozenset({Group.AUTHORS, Group.COORDINATORS})
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


_A, _ONE, _C, _D, _R, _O = (
    Group.AUTHORS,
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
    E.VERSION_MADE: _rule(also=(_C,)),
    E.VERSION_FINALISED: _rule(_D, _R, _O, _C),
    E.VERSION_SUBMITTED: _rule(_D, also=(_R, _O, _C)),
    E.VERSION_ADOPTED: _rule(_D, _R, _O, _C),
    E.VERSION_RETURNED: _rule(_D, _C, also=(_R, _O), acts=(_C,)),
    E.VERSION_ABANDONED: _rule(_D, _R, _O, _C),
    E.VERSION_CORRECTED: _rule(_D, _R, _O, _C),
    E.AMENDMENT_SUBMITTED: _rule(_A, _C, acts=(_C,), receipt=True),
    E.LATE_ADMISSION_REQUESTED: _rule(_C, also=(_A,), acts=(_C,)),
    E.LATE_ADMITTED: _rule(_A, also=(_C,), acts=(_A,)),
    E.AMENDMENT_RETURNED: _rule(_A, also=(_C,), acts=(_A,)),
    E.AMENDMENT_UNDER_REVIEW: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_DECIDED: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_REOPENED: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_ANNULLED: _rule(_A, _C, also=(_D, _R)),
    E.AMENDMENT_WITHDRAWN: _rule(_C, also=(_A, _D, _R)),
    E.AMENDMENT_MOOT: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_INCORPORATED: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_LAPSED: _rule(_A, also=(_C, _D, _R)),
    E.AMENDMENT_REBASED: _rule(_A, acts=(_A,)),
    E.REBASE_CONFIRMED: _rule(_C, also=(_A,)),
    E.POSITION_TAKEN: _rule(also=(_A, _C)),
    E.POSITION_AGAINST: _rule(_A, _C),
    E.POSITION_ENTERED: _rule(_ONE),
    E.REOPENING_REQUESTED: _rule(_A, _C, _D, also=(_R,), acts=(_C,)),
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
}


def rule_for(event: E, *, is_known: bool, about_amendment: bool) -> Rule:
    """The rule of an event, narrowed to those who may know of its subject.

    is_known: the amendment has its number, or the version was circulated. Observers never hear of amendments.
    """
    everybody = frozenset(Group)
    if about_amendment:
        return RECIPIENTS[event].only(everybody - {Group.OBSERVERS} if is_known else BEFORE_NUMBER)
    return RECIPIENTS[event].only(everybody - {Group.AUTHORS} if is_known else BEFORE_CIRCULATION)

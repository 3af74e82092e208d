"""Who reads a comment: its audience, and the circle of the delegation in which it stands."""

from typing import Final

from program_workflow.domain.actor import Actor
from program_workflow.domain.permissions import Permit, may
from program_workflow.domain.terms import Audience, Role

_OF_DELEGATION: Final = frozenset({Role.REPRESENTATIVE, Role.EXPERT})
#: From the narrowest to the widest.
_WIDTH: Final = (Audience.DELEGATION, Audience.SECRETARIAT, Audience.ALL)


def reads(actor: Actor, audience: Audience, side_id: str | None) -> bool:
    """Whether the person, who may know of what it is about, reads it. side_id None: the circle of the secretariat."""
    if actor.role is None:
        return True
    if audience is Audience.ALL:
        return may(actor, Permit.READ_AMENDMENTS)
    if actor.is_coordinator:
        return audience is Audience.SECRETARIAT
    return side_id is not None and actor.role in _OF_DELEGATION and actor.delegation_id == side_id


def offered(actor: Actor, answered: Audience | None = None) -> tuple[Audience, ...]:
    """For whom the person may write, an answer for no more people than what it answers."""
    widths = _WIDTH if answered is None else _WIDTH[: _WIDTH.index(answered) + 1]
    return tuple(one for one in widths if one is not Audience.DELEGATION or not actor.is_coordinator)

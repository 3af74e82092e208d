"""Whether a text stood agreed, and who asks to reopen it.

A text stood agreed when, at some instant, the decision rule held by everything said of it until then and
nothing was proposed on it. From then on it stays agreed: who turns against it asks to reopen it, and who
joins is asked without unsettling it, until a coordinator reopens it. After that instant positions count anew.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from program_workflow.domain.deciding import Missing, Rule, missing
from program_workflow.domain.positions import TRAITS, Position, Stance, Standing, standings, without_annulled
from program_workflow.domain.terms import DecisionRule, Lack, PositionKind, PositionOrigin

#: Stances that call an agreed text into question.
AGAINST: Final = frozenset({Stance.AGAINST, Stance.HELD})
#: Of a text that stood agreed: what a request says in its stead.
_SAID_BY_REQUESTS: Final = frozenset({Lack.OBJECTION, Lack.RESERVATION, Lack.VOTES})

#: From when until before when, None: still.
Span = tuple[datetime, datetime | None]
#: Identities of the delegations that took part at an instant.
Members = Callable[[datetime], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """since: when the text came to stand agreed. requests: positions that ask to reopen it, oldest first."""

    since: datetime
    requests: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to one text beside what was said of it.

    changed: instants at which delegations joined or left. proposed: spans in which an amendment to it was
    live. reopened: instants. unamended_since: when the window closed, where who said nothing counts as not
    objecting from then on.
    """

    changed: tuple[datetime, ...] = ()
    proposed: tuple[Span, ...] = ()
    reopened: tuple[datetime, ...] = ()
    unamended_since: datetime | None = None


def agreement(
    rule: Rule, said: Iterable[Position], text_hash: str, members: Members, course: Course, now: datetime
) -> Agreement | None:
    """Since when the text stands agreed, and who asks to reopen it; None where it does not.

    said: of the clause, in the order of the instants that count. now: up to when it is told.
    """
    heard = _without_annulled(said)
    for at, count in _moments(heard, course, now):
        if _holds(rule, heard[:count], text_hash, members(at), course, at):
            return Agreement(at, _requests(heard, count, text_hash, members(now)))
    return None


def remaining(lacks: Sequence[Missing], requests: Sequence[Position]) -> tuple[Missing, ...]:
    """What is missing for agreement of a text that stood agreed: each request, and the positions of who joined."""
    asked = tuple(Missing(Lack.REOPENING, one.delegation_id, one) for one in requests)
    return (*asked, *(one for one in lacks if one.lack not in _SAID_BY_REQUESTS))


def may_have_held(rule: Rule, said: Sequence[Position], text_hash: str, fewest: int) -> bool:
    """Whether it is worth looking: enough delegations spoke of this very text. fewest: that ever took part at once."""
    spoke = {one.delegation_id for one in said if one.text_hash == text_hash or TRAITS[one.kind].survives}
    return len(spoke) >= (fewest if rule.kind is DecisionRule.CONSENSUS else 1)


def _without_annulled(said: Iterable[Position]) -> list[Position]:
    """What counts of all that was said, in its order."""
    heard = list(said)
    by_delegation: dict[str, list[Position]] = {}
    for one in heard:
        by_delegation.setdefault(one.delegation_id, []).append(one)
    kept = {id(one) for each in by_delegation.values() for one in without_annulled(each)}
    return [one for one in heard if id(one) in kept]


def _moments(heard: Sequence[Position], course: Course, now: datetime) -> list[tuple[datetime, int]]:
    """(instant, how many of what was heard was said by then) at which the rule may have come to hold.

    Since the text was last reopened: at that very instant everything said until then counts anew.
    """
    instants = [one.at for one in heard]
    begin = max(course.reopened, default=None)
    found = {(at, place) for place, at in enumerate(instants, 1) if begin is None or at > begin}
    others = {*course.changed, *course.reopened, *(until for _, until in course.proposed if until is not None)}
    if course.unamended_since is not None:
        others.add(course.unamended_since)
    found |= {(at, bisect_right(instants, at)) for at in others if begin is None or at >= begin}
    return sorted(one for one in found if one[0] <= now)


def _holds(
    rule: Rule, said: Sequence[Position], text_hash: str, members: Sequence[str], course: Course, at: datetime
) -> bool:
    if any(since <= at and (until is None or at < until) for since, until in course.proposed):
        return False
    found = standings(members, said, text_hash)
    if course.unamended_since is not None and at >= course.unamended_since:
        found = tuple(_not_objecting(one, at) if one.stance is Stance.NOTHING else one for one in found)
    return bool(found) and not missing(rule, found)


def _not_objecting(one: Standing, at: datetime) -> Standing:
    kind = PositionKind.NO_OBJECTION_RECEIVED
    return Standing(one.delegation_id, Position(one.delegation_id, kind, "", at, origin=PositionOrigin.SILENCE))


def _requests(heard: Sequence[Position], count: int, text_hash: str, members: Sequence[str]) -> tuple[Position, ...]:
    """Positions against the text taken after it stood agreed, by delegations that stood otherwise until then."""
    before = standings(members, heard[:count], text_hash)
    now = standings(members, heard, text_hash)
    later = {id(one) for one in heard[count:]}
    found = [
        one.position
        for one, was in zip(now, before, strict=True)
        if one.position is not None
        and one.stance in AGAINST
        and id(one.position) in later
        and was.stance is not one.stance
    ]
    return tuple(sorted(found, key=lambda position: position.at))

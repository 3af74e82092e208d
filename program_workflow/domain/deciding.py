"""Decision rules: whether a text may be agreed by the positions there are, and what is missing if not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from program_workflow.domain.positions import Position, Stance, Standing
from program_workflow.domain.terms import Abstention, ClauseStatus, DecisionRule, Lack, MajorityBase, PositionKind

_HALF: Final = Fraction(1, 2)
_TWO_THIRDS: Final = Fraction(2, 3)


@dataclass(frozen=True, slots=True)
class Rule:
    """share: of a majority; more than it is needed, of a qualified one at least it."""

    kind: DecisionRule
    share: Fraction = _HALF
    base: MajorityBase = MajorityBase.PARTICIPATING
    abstention: Abstention = Abstention.IGNORED

    @property
    def is_counted(self) -> bool:
        """Whether positions decide."""
        return self.kind is not DecisionRule.COORDINATOR


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands against agreeing. delegation_id None: votes, of which there are `have` and `need` are needed."""

    lack: Lack
    delegation_id: str | None = None
    position: Position | None = None
    have: int = 0
    need: int = 0


def rule_from(rules: Mapping[str, Any]) -> Rule:
    """The rule of a program. share: "2/3", of a qualified majority."""
    kind = DecisionRule(rules.get("decision_rule", DecisionRule.COORDINATOR))
    share = _HALF
    if kind is DecisionRule.QUALIFIED_MAJORITY:
        share = share_from(str(rules.get("majority_share", ""))) or _TWO_THIRDS
    base = MajorityBase(rules.get("majority_base", MajorityBase.PARTICIPATING))
    return Rule(kind, share, base, Abstention(rules.get("abstention", Abstention.IGNORED)))


def share_from(said: str) -> Fraction | None:
    """A share as the rules write it, "2/3" or "3/4": more than a half, at most the whole. None for another."""
    top, _, bottom = said.partition("/")
    if not (top.isdecimal() and bottom.isdecimal() and len(said) <= 9 and int(bottom)):
        return None
    share = Fraction(int(top), int(bottom))
    return share if _HALF < share <= 1 else None


def missing(rule: Rule, standings: Sequence[Standing]) -> tuple[Missing, ...]:
    """What is missing for agreement; nothing where the rule holds. standings: one a participating delegation."""
    counted = [one for one in standings if one.stance is not Stance.ASIDE]
    match rule.kind:
        case DecisionRule.COORDINATOR:
            return ()
        case DecisionRule.CONSENSUS:
            return tuple(lack for one in counted for lack in _against_consensus(one))
        case _:
            return _votes(rule, counted)


def _against_consensus(one: Standing) -> tuple[Missing, ...]:
    if one.is_to_reconfirm:
        return (Missing(Lack.TO_RECONFIRM, one.delegation_id, one.position),)
    lack = _LACKS.get(one.stance)
    return (Missing(lack, one.delegation_id, one.position),) if lack is not None else ()


_LACKS: Final = {
    Stance.AGAINST: Lack.OBJECTION,
    Stance.HELD: Lack.RESERVATION,
    Stance.NOTHING: Lack.NO_POSITION,
}


def _votes(rule: Rule, counted: Sequence[Standing]) -> tuple[Missing, ...]:
    """Whether enough are in favour; a vote that nobody took part in carries nothing."""
    tally = {stance: sum(one.stance is stance for one in counted) for stance in Stance}
    have, voting = tally[Stance.FOR], tally[Stance.FOR] + tally[Stance.AGAINST]
    if rule.abstention is Abstention.FOR:
        have += tally[Stance.NOT_AGAINST]
    if rule.abstention is not Abstention.IGNORED:
        voting += tally[Stance.NOT_AGAINST]
    base = len(counted) if rule.base is MajorityBase.PARTICIPATING else voting
    wanted = rule.share * base
    qualified = rule.kind is DecisionRule.QUALIFIED_MAJORITY
    need = max(1, -(-wanted.numerator // wanted.denominator) if qualified else int(wanted) + 1)
    return () if have >= need else (Missing(Lack.VOTES, have=have, need=need),)


def status_by(rule: Rule, found: Sequence[Standing]) -> ClauseStatus:
    """The status of a clause on which nothing is proposed, by the positions on it."""
    if not missing(rule, found):
        return ClauseStatus.AGREED
    if bracketing(rule, found):
        return ClauseStatus.BRACKETED
    stances = {one.stance for one in found}
    if Stance.HELD in stances and Stance.NOTHING not in stances:
        return ClauseStatus.AGREED_AD_REFERENDUM
    return ClauseStatus.OPEN


def bracketing(rule: Rule, found: Sequence[Standing]) -> tuple[Position, ...]:
    """The objections and reservations that put a clause in square brackets; ad referendum is none."""
    if not missing(rule, found):
        return ()
    return tuple(
        one.position
        for one in found
        if one.position
        and one.stance in (Stance.AGAINST, Stance.HELD)
        and one.position.kind is not PositionKind.AD_REFERENDUM
    )


def may_be_ad_referendum(standings: Sequence[Standing]) -> bool:
    """Nobody objects, and a reservation or ad referendum is open."""
    stances = {one.stance for one in standings}
    return Stance.AGAINST not in stances and Stance.HELD in stances

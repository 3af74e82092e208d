"""Positions of delegations on an exact text: what each kind means, and which of a history counts now.

A position is on a text known by its hash: the wording of an amendment, or the revisions of a clause.
Where that text gives way to another, nothing is changed; the position is then *to be reconfirmed*,
and counts again should the very text come back.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from program_workflow.domain.terms import PositionKind as K
from program_workflow.domain.terms import PositionOrigin
from program_workflow.domain.text import Node


class Stance(StrEnum):
    """What a kind of position amounts to when it is counted."""

    FOR = "for"
    NOT_AGAINST = "not_against"
    HELD = "held"  # a reservation or ad referendum: not yet
    AGAINST = "against"
    ASIDE = "aside"  # takes no part in the clause
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Trait:
    """survives: holds also for the next wording. offered: a delegation may take it itself.

    converts: only a reservation that stands is turned into it.
    """

    stance: Stance
    needs_reason: bool = False
    survives: bool = False
    offered: bool = True
    converts: bool = False


TRAITS: Final[Mapping[K, Trait]] = {
    K.AGREES: Trait(Stance.FOR),
    K.AGREES_WITH_STATEMENT: Trait(Stance.FOR, needs_reason=True),
    K.DOES_NOT_OBJECT: Trait(Stance.NOT_AGAINST),
    K.NO_OBJECTION_RECEIVED: Trait(Stance.NOT_AGAINST, offered=False),
    K.AD_REFERENDUM: Trait(Stance.HELD),
    K.SCRUTINY_RESERVATION: Trait(Stance.HELD),
    K.GENERAL_RESERVATION: Trait(Stance.HELD),
    K.LINGUISTIC_RESERVATION: Trait(Stance.HELD, needs_reason=True),
    K.OBJECTS: Trait(Stance.AGAINST, needs_reason=True),
    K.RESERVATION_ON_SIGNING: Trait(Stance.FOR, needs_reason=True, converts=True),
    K.DECLARES_DISINTEREST: Trait(Stance.ASIDE, survives=True),
    K.NONE: Trait(Stance.NOTHING),
}

#: From the most to the least favourable, to carry the least of several over.
_FAVOUR: Final = (K.AGREES, K.AGREES_WITH_STATEMENT, K.DOES_NOT_OBJECT, K.NO_OBJECTION_RECEIVED)


@dataclass(frozen=True, slots=True)
class Position:
    """at: the instant that counts, of an act received outside that of its receipt.

    due: the day by which a reservation is to be lifted. lifts_when: the condition. except_words: of an
    objection, the words or paragraphs it is about; "" is the whole text. reference: of the letter or note
    it was received by.
    """

    delegation_id: str
    kind: K
    text_hash: str
    at: datetime
    reason: str = ""
    due: str | None = None
    lifts_when: str = ""
    except_words: str = ""
    origin: PositionOrigin = PositionOrigin.OWN
    act_id: str = ""
    reference: str = ""

    @property
    def stance(self) -> Stance:
        return TRAITS[self.kind].stance


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a delegation stands on a text. position: the one that counts, else the one to be reconfirmed."""

    delegation_id: str
    position: Position | None = None
    is_to_reconfirm: bool = False

    @property
    def stance(self) -> Stance:
        """What it counts as."""
        return Stance.NOTHING if self.position is None or self.is_to_reconfirm else self.position.stance


def standing(delegation_id: str, said: Sequence[Position], text_hash: str) -> Standing:
    """What counts of all that one delegation said of a clause or amendment. said: oldest first."""
    said = without_annulled(said)
    if not said:
        return Standing(delegation_id)
    last = said[-1]
    if TRAITS[last.kind].survives:
        return Standing(delegation_id, last)
    here = [one for one in said if one.text_hash == text_hash and not TRAITS[one.kind].survives]
    if here:
        return Standing(delegation_id, here[-1] if here[-1].kind is not K.NONE else None)
    if last.kind is K.NONE:
        return Standing(delegation_id)
    return Standing(delegation_id, last, is_to_reconfirm=True)


def without_annulled(said: Sequence[Position]) -> Sequence[Position]:
    """Without what a silence procedure filled in whose adoption was annulled: what stood before stands again."""
    annulled = {one.text_hash for one in said if _is_annulment(one)}
    if not annulled:
        return said
    kept: list[Position] = []
    for one in said:
        if _is_annulment(one):
            kept = [
                each for each in kept if each.text_hash != one.text_hash or each.origin is not PositionOrigin.SILENCE
            ]
        else:
            kept.append(one)
    return kept


def _is_annulment(one: Position) -> bool:
    return one.origin is PositionOrigin.SILENCE and one.kind is K.NONE


def standings(delegations: Iterable[str], said: Iterable[Position], text_hash: str) -> tuple[Standing, ...]:
    """One for each of these delegations, in their order. said: oldest first, of anybody."""
    by_delegation: dict[str, list[Position]] = {}
    for one in said:
        by_delegation.setdefault(one.delegation_id, []).append(one)
    return tuple(standing(one, by_delegation.get(one, ()), text_hash) for one in delegations)


def least_favourable(kinds: Iterable[K]) -> K | None:
    """What a delegation says of a text that several agreed wordings make together; None unless it supports all."""
    found = list(kinds)
    if not found or any(kind not in _FAVOUR for kind in found):
        return None
    return max(found, key=_FAVOUR.index)


def text_key(revisions: Mapping[str, str]) -> str:
    """What a position on a clause is bound to: its revisions, a hash for each language.

    The number and the place are no part of it: a renumbering voids no position.
    """
    said = [f"{language}:{revisions[language]}" for language in sorted(revisions)]
    return hashlib.sha256("\n".join(["program-workflow clause text 1", *said]).encode()).hexdigest()


def key_of(node: Node) -> str:
    """The key of a clause as it stands in a text."""
    return text_key({language: one.hash for language, one in node.contents.items()})

"""Which live amendments collide, or say the same, a pair each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from program_workflow.usecases.views import AmendmentView


@dataclass(frozen=True, slots=True)
class Clash:
    """Two live amendments of which only one can be accepted, or is needed. words, fields: what both change."""

    first: AmendmentView
    second: AmendmentView
    words: tuple[str, ...]
    fields: tuple[str, ...]
    is_same: bool
    is_ticked: bool

    @property
    def clauses(self) -> list[str]:
        """Identities of the clauses that both are about; of either, where one is about a part of the other's."""
        first, second = ({one.anchor_id: None for one in each.operations} for each in (self.first, self.second))
        return [one for one in ([one for one in first if one in second] or {**first, **second}) if one]


def clashes_among(live: Sequence[AmendmentView], chosen: Collection[str] = ()) -> list[Clash]:
    """Each colliding pair once; those with a ticked one first."""
    known = {one.id: one for one in live}
    found: dict[frozenset[str], Clash] = {}
    for one in live:
        for other in one.collisions:
            pair = frozenset((one.id, other.amendment_id))
            if other.amendment_id in known and pair not in found:
                both = one.id in chosen and other.amendment_id in chosen
                found[pair] = Clash(one, known[other.amendment_id], other.words, other.fields, other.is_same, both)
    return sorted(found.values(), key=lambda clash: not clash.is_ticked)


def clashes_by_clause(live: Sequence[AmendmentView]) -> Mapping[str, list[Clash]]:
    found: dict[str, list[Clash]] = {}
    for clash in clashes_among(live):
        for clause_id in clash.clauses:
            found.setdefault(clause_id, []).append(clash)
    return found

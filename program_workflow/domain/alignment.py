"""Whether the texts of a clause in the authentic languages say the same, as far as somebody confirmed it.

Nothing is marked when a text changes: two texts are aligned while both are the ones that came together –
into the first version that has the clause – or were confirmed together since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from program_workflow.domain.terms import Alignment

#: The revision of a clause in each language, by its hash.
Pair = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Texts of a clause that were confirmed together. language: whose text was supplied with it, "" where none was."""

    revisions: Pair
    version_id: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the texts of a clause stand to each other in a version.

    changed: languages whose text differs from the one last aligned; missing: those without a text.
    with_: the texts last aligned, empty where there were none.
    """

    state: Alignment
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    with_: Pair | None = None

    @property
    def is_pending(self) -> bool:
        return self.state is not Alignment.ALIGNED

    @property
    def lagging(self) -> tuple[str, ...]:
        """Languages whose text is to be brought into line; none where all have changed."""
        if self.state is Alignment.ALIGNED:
            return ()
        kept = [one for one in self.with_ or {} if one not in self.changed and one not in self.missing]
        return (*self.missing, *(kept if self.changed else ()))


def standing(now: Pair, languages: Sequence[str], first: Pair, confirmed: Sequence[Confirmed]) -> Standing:
    """now: the texts in the version; first: in the first version that has the clause; confirmed: oldest first."""
    missing = tuple(one for one in languages if one not in now)
    together = [_of(one.revisions, languages) for one in confirmed]
    if _is_whole(first, languages):
        together.insert(0, _of(first, languages))
    mine = _of(now, languages)
    if not missing and mine in together:
        return Standing(Alignment.ALIGNED, with_=mine)
    last = _nearest(mine, together)
    changed = tuple(one for one in languages if one in mine and mine[one] != (last or {}).get(one)) if last else ()
    return Standing(Alignment.MISSING if missing else Alignment.PENDING, changed, missing, last)


def _of(revisions: Pair, languages: Sequence[str]) -> dict[str, str]:
    return {one: revisions[one] for one in languages if one in revisions}


def _is_whole(revisions: Pair, languages: Sequence[str]) -> bool:
    return all(one in revisions for one in languages)


def _nearest(now: Pair, together: Sequence[Pair]) -> Pair | None:
    """Of the texts once aligned those that share most with the present ones, the latest of them."""
    best = None
    for one in together:
        if best is None or _shared(now, one) >= _shared(now, best):
            best = one
    return best


def _shared(one: Pair, other: Pair) -> int:
    return sum(other.get(language) == revision for language, revision in one.items())


def may_supply(
    language: str, now: Pair, found: Standing, confirmed: Sequence[Confirmed], *, version_id: str, is_first: bool
) -> bool:
    """Whether the text of this language may be given by the secretariat, without an amendment.

    It may where there is none, where another language changed and this one did not, and where it was
    itself given for this very version. is_first: of a program that was never circulated, where it always may.
    """
    if is_first or language in found.missing or language in found.lagging:
        return True
    given = (one.revisions for one in confirmed if one.language == language and one.version_id == version_id)
    return any(one.get(language) == now.get(language) for one in given)

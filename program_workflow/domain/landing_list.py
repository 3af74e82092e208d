"""Amendments of a list brought to their clauses: by the place they name and by the words they quote.

Where both agree, or one speaks and the other is silent, there is a proposal; what they disagree on, and what
neither finds, is listed with the nearest clause. Each amendment of the list becomes one of the two.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from program_workflow.domain import redline
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import NO_FIELDS, ClauseDraft, Fields, fields_from_json
from program_workflow.domain.directions import carried_out, is_order, says_nothing, takes_out, without_direction
from program_workflow.domain.edits import words_of_clause
from program_workflow.domain.landing import LandedProposal, Landing, NotLanded, Unlanded
from program_workflow.domain.likeness import WordIndex, likeness, words_of
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.locating import Found, Locator
from program_workflow.domain.numbered import label_of, lines_of, new_clauses, without_label
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.text import Content, Text, content

#: Least share of words that quoted words have in common with the clause they are said to be of.
AGREES: Final = 0.6
#: And where the place is not named, or not known, so that the words alone tell.
SAME: Final = 0.9
#: Fewest words that can tell a clause alone.
FEWEST: Final = 4
#: Least share of words of a proposal with the clause at its place, where nothing is quoted, to be its new wording.
REWORDS: Final = 0.5


class Refused(Exception):
    """The amendment becomes no proposal."""

    def __init__(self, reason: NotLanded, nearest: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.nearest = nearest


def land_list(base: Text, language: str, listed: Sequence[ListedAmendment]) -> Landing:
    """The amendments of a list as proposals on a version. language: of those that do not tell theirs."""
    placer = _Placer(base, language)
    proposals: list[LandedProposal] = []
    unlanded: list[Unlanded] = []
    for place, one in enumerate(listed):
        try:
            clause_id, operations, spoken = placer.operations(place, one)
        except Refused as refusal:
            unlanded.append(_listed(one, place, refusal.reason, *placer.nearest(one, refusal.nearest)))
            continue
        proposals.append(
            LandedProposal(
                one.author,
                clause_id,
                operations,
                one.rationale,
                (place,),
                language="" if spoken == language else spoken,
                number=one.number,
                place=one.place,
            )
        )
    return Landing(tuple(proposals), tuple(unlanded))


def _listed(one: ListedAmendment, place: int, reason: NotLanded, nearest: str | None, share: float) -> Unlanded:
    return Unlanded(
        one.author,
        reason,
        one.old,
        one.new,
        nearest,
        share,
        (place,),
        rationale=one.rationale,
        language=one.language,
        number=one.number,
        place=one.place,
    )


class _Placer:
    def __init__(self, base: Text, language: str) -> None:
        self.base, self.language = base, language
        self.locator = Locator(base)
        self.spoken = {one for node in base.nodes for one in node.contents}
        self._indexes: dict[str, WordIndex] = {}
        self._bags: dict[tuple[str, str, bool], Counter[str]] = {}

    def operations(self, place: int, one: ListedAmendment) -> tuple[str, tuple[Operation, ...], str]:
        """(the clause, what is done to it, the language). Raises Refused."""
        language = one.language or self.language
        found = self.locator.find(one.place)
        new, is_added = without_direction(one.new)
        kind = one.kind or self._kind(one, found, new, is_added, language)
        if kind is OperationKind.DELETE:
            language = language if language in self.spoken else self.language
            return *self._deletion(one, found, language), language
        if kind is OperationKind.MOVE:
            return *self._move(one, found), self.language
        if language not in self.spoken:
            raise Refused(NotLanded.OTHER_LANGUAGE, found.clauses[0] if len(found.clauses) == 1 else found.near)
        if kind is OperationKind.INSERT:
            return *self._insertion(place, one, found, new), language
        return *self._modification(one, found, new, language), language

    def _kind(self, one: ListedAmendment, found: Found, new: str, is_added: bool, language: str) -> OperationKind:
        nothing_old, nothing_new = says_nothing(one.old), says_nothing(one.new)
        if nothing_old and nothing_new:
            raise Refused(NotLanded.NOTHING, found.clauses[0] if found.clauses else found.near)
        if takes_out(one.new):
            return OperationKind.DELETE
        if not nothing_old or is_order(one.new) or one.is_order:
            return OperationKind.MODIFY
        if is_added or found.name.is_new or found.name.is_after or len(found.clauses) != 1:
            return OperationKind.INSERT
        rewords = likeness(words_of(new), self._bag(found.clauses[0], language)) >= REWORDS
        return OperationKind.MODIFY if rewords else OperationKind.INSERT

    # --- which clause ------------------------------------------------------------------------------------

    def _target(self, one: ListedAmendment, found: Found, language: str) -> str:
        """The clause that place and words agree on. Raises Refused."""
        old = "" if says_nothing(one.old) else one.old
        silent = not old or language not in self.spoken
        if len(found.clauses) == 1 and (silent or self._agreement(old, found.clauses[0], language) >= AGREES):
            return found.clauses[0]
        if len(found.clauses) == 1:
            inner = self._inside(old, found.clauses[0], language)
            if inner is not None:
                return inner
        if len(found.clauses) > 1 and not silent:
            scored = sorted(((self._agreement(old, one, language), one) for one in found.clauses), reverse=True)
            if scored[0][0] >= AGREES and scored[0][0] > scored[1][0]:
                return scored[0][1]
        if not found.clauses and not silent:
            alone = self._alone(old, language)
            if alone is not None:
                return alone
        reason = NotLanded.ELSEWHERE if found.clauses and not silent else NotLanded.NO_CLAUSE
        raise Refused(reason, None if old and not silent else found.near)

    def _inside(self, old: str, clause_id: str, language: str) -> str | None:
        """The one clause under a place that has the quoted words, where the place is named less exactly."""
        under = {node.id for node in self.locator.under(clause_id)[1:]}
        words = label_of(old)[1]
        alike = [name for name, share in self._index(language).ranked(words or old) if share >= SAME and name in under]
        return alike[0] if len(alike) == 1 else None

    def _alone(self, old: str, language: str) -> str | None:
        """The one clause that these words can be of, told by them alone."""
        label, words = label_of(old)
        ranked = self._index(language).ranked(words or old)
        if words_of(words).total() < FEWEST or not ranked or ranked[0][1] < SAME:
            return None
        if len(ranked) == 1 or ranked[1][1] < SAME:
            return ranked[0][0]
        numbered = [name for name, share in ranked if share >= SAME and label in self.locator.numbers_of(name)]
        return numbered[0] if len(numbered) == 1 else None

    def _agreement(self, old: str, clause_id: str, language: str) -> float:
        """How much of the quoted words the clause has, alone or with what stands under it."""
        bag = words_of(without_label(old, self.locator.numbers_of(clause_id)))
        alone = likeness(bag, self._bag(clause_id, language))
        return alone if alone >= SAME else max(alone, self._whole_agreement(old, clause_id, language))

    def _whole_agreement(self, old: str, clause_id: str, language: str) -> float:
        if len(self.locator.under(clause_id)) == 1:
            return 0.0
        return likeness(words_of(old), self._bag(clause_id, language, whole=True))

    def _bag(self, clause_id: str, language: str, *, whole: bool = False) -> Counter[str]:
        """The words of a clause; whole: with those of all that stands under it, and their numbers."""
        key = clause_id, language, whole
        if key not in self._bags:
            nodes = self.locator.under(clause_id) if whole else ()
            said = "\n".join(f"{node.number} {self._said(node.id, language)}" for node in nodes)
            self._bags[key] = words_of(said if whole else self._said(clause_id, language))
        return self._bags[key]

    def _said(self, clause_id: str, language: str) -> str:
        found = self.base.node(clause_id).content(language)
        return _words(self.base.node(clause_id).kind, found) if found else ""

    def _index(self, language: str) -> WordIndex:
        if language not in self._indexes:
            nodes = [node for node in self.base.nodes if node.content(language)]
            self._indexes[language] = WordIndex((node.id, _words(node.kind, node.contents[language])) for node in nodes)
        return self._indexes[language]

    def nearest(self, one: ListedAmendment, known: str | None) -> tuple[str | None, float]:
        """The clause to show beside what has no place, and its share of words with it."""
        language = one.language if one.language in self.spoken else self.language
        said = one.new if says_nothing(one.old) else one.old
        if known is not None:
            return known, round(likeness(words_of(said), self._bag(known, language)), 2)
        best, share = self._index(language).nearest(said)
        return best, round(share, 2)

    # --- what is done ------------------------------------------------------------------------------------

    def _deletion(self, one: ListedAmendment, found: Found, language: str) -> tuple[str, tuple[Operation, ...]]:
        spoken = one.language or self.language
        target = self._target(one, found, spoken)
        under = self.locator.under(target)
        if len(under) > 1 and (found.name.is_part or self._covers_first_alone(one.old, target, spoken)):
            raise Refused(NotLanded.CHILDREN_STAY, target)
        return target, (Operation(OperationKind.DELETE, target, base=self.base.node(target).content(language)),)

    def _covers_first_alone(self, old: str, clause_id: str, language: str) -> bool:
        """Whether the quoted words are those of a clause without what stands under it."""
        if says_nothing(old) or language not in self.spoken or self.base.node(clause_id).kind is ClauseKind.HEADING:
            return False
        bag = words_of(without_label(old, self.locator.numbers_of(clause_id)))
        alone = likeness(bag, self._bag(clause_id, language))
        return alone > self._whole_agreement(old, clause_id, language) and "\n" not in old.strip()

    def _move(self, one: ListedAmendment, found: Found) -> tuple[str, tuple[Operation, ...]]:
        target = self._target(one, found, self.language)
        parent, after = self._where(one, Found(found.name))
        inside = {node.id for node in self.locator.under(target)}
        if parent in inside or after in inside:
            raise Refused(NotLanded.NO_CLAUSE, target)
        if (self.base.node(target).parent, self.base.previous_sibling(target)) == (parent, after):
            raise Refused(NotLanded.ALREADY, target)
        return target, (Operation(OperationKind.MOVE, target, parent=parent, after=after),)

    def _where(self, one: ListedAmendment, found: Found) -> tuple[str | None, str | None]:
        """(parent, after) of a clause that is new at its place, or moved there. Raises Refused."""
        for said, is_parent in ((one.after, False), (one.parent, True)):
            if said:
                there = self.locator.find(said)
                if len(there.clauses) != 1:
                    raise Refused(NotLanded.NO_CLAUSE, there.near)
                node = self.base.node(there.clauses[0])
                return (node.id, None) if is_parent else (node.parent, node.id)
        if found.is_anchored:
            return found.parent, found.anchor
        if len(found.clauses) == 1:
            node = self.base.node(found.clauses[0])
            return node.parent, node.id
        raise Refused(NotLanded.NO_CLAUSE, found.near)

    def _insertion(self, place: int, one: ListedAmendment, found: Found, new: str) -> tuple[str, tuple[Operation, ...]]:
        parent, after = self._where(one, found)
        beside = self.base.by_id.get(after or "")
        kind = one.clause_kind or (beside.kind if beside else ClauseKind.PARAGRAPH)
        kind = ClauseKind.PARAGRAPH if kind is ClauseKind.TITLE else kind
        labels = {f"{step.label}{step.more}" for step in found.name.steps[-1:]}
        fields = _merged(NO_FIELDS, one.fields, kind)
        operations = new_clauses(f"+{place + 1}", new, labels, kind, parent, after, fields)
        if not any(each.text.strip() for each in operations):
            raise Refused(NotLanded.NOTHING, after or parent)
        return f"+{place + 1}", operations

    def _modification(
        self, one: ListedAmendment, found: Found, new: str, language: str
    ) -> tuple[str, tuple[Operation, ...]]:
        ordered = is_order(new) or one.is_order
        if ordered and says_nothing(new):
            raise Refused(NotLanded.NOTHING, found.near)
        if ordered and not found.clauses and found.near is not None:
            raise Refused(NotLanded.ORDER, found.near)
        target = self._target(one, found, language)
        node = self.base.node(target)
        now = node.content(language) or content(language, "")
        labels = self.locator.numbers_of(target)
        old = "" if says_nothing(one.old) else one.old
        if ordered:
            changed = carried_out(new, now.text)
            if changed is None:
                raise Refused(NotLanded.ORDER, target)
            new, old = changed, now.text
        elif old and self._covers_all(old, target, language):
            return target, self._whole(target, old, new, language)
        text = now.text if one.fields and not new else without_label(new, labels)
        text = self._carried(without_label(old, labels), now.text, text, target) if old else text
        wanted = content(language, text, _merged(now.fields, one.fields, node.kind))
        if (wanted.text, wanted.fields) == (now.text, now.fields):
            raise Refused(NotLanded.ALREADY, target)
        return target, (Operation(OperationKind.MODIFY, target, wanted.text, wanted.fields, base=now),)

    def _carried(self, old: str, now: str, new: str, target: str) -> str:
        """What is changed in the quoted words, carried over to what the version says."""
        if redline.same_wording(old, now):
            return new
        carried = redline.rebase(old, now, new).text
        if carried is None:
            raise Refused(NotLanded.CONFLICT, target)
        return carried

    def _covers_all(self, old: str, clause_id: str, language: str) -> bool:
        """Whether the quoted words are those of a clause with what stands under it."""
        if len(self.locator.under(clause_id)) == 1 or "\n" not in old.strip():
            return False
        alone = likeness(words_of(old), self._bag(clause_id, language))
        return self._whole_agreement(old, clause_id, language) > alone

    def _whole(self, target: str, old: str, new: str, language: str) -> tuple[Operation, ...]:
        """A clause and what stands under it, worded anew: each line brought to its clause."""
        nodes = [node for node in self.locator.under(target) if node.content(language)]
        operations = lines_of(nodes, old, new, language, self.locator.numbers_of)
        if not operations:
            raise Refused(NotLanded.ALREADY, target)
        return operations


def _words(kind: ClauseKind, said: Content) -> str:
    return words_of_clause(ClauseDraft(kind, said.text, fields=said.fields))


def _merged(known: Fields, sent: Mapping[str, object] | None, kind: ClauseKind) -> Fields:
    """The fields with those that are proposed; what is absent stays."""
    if not sent:
        return known
    merged = fields_from_json({**known.to_json(kind), **sent})
    return merged if "timeframe" in sent else replace(merged, timeframe=known.timeframe)

"""Tracked changes, or an edited copy, as proposals: each change brought to its clause of a version.

Numbers and formats may differ from the version's; what is at no place of it is listed with the nearest clause.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from program_workflow.domain import redline
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.edits import Placed, edits_between, in_order, pair_with_rest, pair_words, words_of_clause
from program_workflow.domain.likeness import WordIndex
from program_workflow.domain.revised import ClauseEdit, RevisedReading, Story, Tracked
from program_workflow.domain.terms import OperationKind
from program_workflow.domain.text import Content, Node, Text, content
from program_workflow.domain.understood import Understood


class NotLanded(StrEnum):
    """Why a change became no proposal."""

    NO_CLAUSE = "no_clause"  # the version has no such clause
    CONFLICT = "conflict"  # the version says otherwise in the very words that are changed
    ALREADY = "already"  # the version says so already
    CHILDREN_STAY = "children_stay"  # a clause is taken out and what stands under it is not
    NOT_IN_TEXT = "not_in_text"  # a note, a text box, a header, a comment
    NO_PLACE = "no_place"  # words within another author's, or left out of the text
    ELSEWHERE = "elsewhere"  # the words it quotes do not stand at the place it names
    OTHER_LANGUAGE = "other_language"  # the version does not speak the language it is written in
    ORDER = "order"  # it says what is to be done, not how the clause would read
    NOTHING = "nothing"  # it proposes no change


@dataclass(frozen=True, slots=True)
class LandedProposal:
    """What one author proposes for one clause. clause_id: of an insertion the key that stands for the new clause.

    operations: one, or several where a clause is changed and moved, or new clauses stand under a new
    one. changes: places of the tracked changes it is made of, or of the amendment in a list. language: that it
    is written in, "" where it is that of the version. number, place: as a list names them.
    """

    author: str
    clause_id: str
    operations: tuple[Operation, ...]
    rationale: str = ""
    changes: tuple[int, ...] = ()
    language: str = ""
    number: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Unlanded:
    """A change that became no proposal. nearest, likeness: the clause most like it, and how much, 0 to 1.

    rationale, language, number, place: of an amendment of a list.
    before, after: the clause of the file it is made of, where it concerns a whole one.
    """

    author: str
    reason: NotLanded
    old: str
    new: str
    nearest: str | None = None
    likeness: float = 0.0
    changes: tuple[int, ...] = ()
    before: ClauseDraft | None = None
    after: ClauseDraft | None = None
    rationale: str = ""
    language: str = ""
    number: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Landing:
    """Everything a file brings. comments: places of those that are no proposal's rationale."""

    proposals: tuple[LandedProposal, ...]
    unlanded: tuple[Unlanded, ...] = ()
    comments: tuple[int, ...] = ()


def land_revisions(base: Text, language: str, reading: RevisedReading) -> Landing:
    """The tracked changes of a file as proposals on a version, by author."""
    original = in_order(reading.original.clauses)
    nodes = [node for node in base.nodes if node.content(language) is not None]
    pairs = pair_words([one.clause for one in original], [_draft(node, language) for node in nodes])
    lander = _Lander(base, language, original, {i: nodes[j].id for i, j in pairs})
    for author, edits in reading.edits.items():
        lander.land(author, edits)
    used: set[int] = set()
    proposals = [_with_rationale(proposal, reading, used) for proposal in lander.proposals]
    covered = {place for edits in reading.edits.values() for edit in edits for place in edit.changes}
    lander.unlanded += _uncovered(reading, covered)
    rest = tuple(place for place in range(len(reading.comments)) if place not in used)
    return Landing(tuple(proposals), tuple(lander.unlanded), rest)


def land_copy(base: Text, language: str, copy: Understood, author: str = "") -> Landing:
    """An edited copy without tracking, held against the version it came from."""
    nodes = [node for node in base.nodes if node.content(language) is not None]
    places = {node.id: place for place, node in enumerate(nodes)}
    original = [Placed(_draft(node, language), places.get(node.parent or "")) for node in nodes]
    mine = in_order(copy.clauses)
    edits = edits_between(original, mine, pair_with_rest(original, mine, {}))
    lander = _Lander(base, language, original, {place: node.id for place, node in enumerate(nodes)})
    lander.land(author, edits)
    return Landing(tuple(lander.proposals), tuple(lander.unlanded))


def _draft(node: Node, language: str) -> ClauseDraft:
    said = node.contents[language]
    return ClauseDraft(node.kind, said.text, node.number, said.fields)


@dataclass(slots=True)
class _Lander:
    """to_base: place in the original of the file → clause of the version."""

    base: Text
    language: str
    original: Sequence[Placed]
    to_base: Mapping[int, str]
    proposals: list[LandedProposal] = field(default_factory=list)
    unlanded: list[Unlanded] = field(default_factory=list)
    by_key: dict[str, ClauseEdit] = field(default_factory=dict)
    index: WordIndex | None = None

    def land(self, author: str, edits: Sequence[ClauseEdit]) -> None:
        self.by_key = {edit.key: edit for edit in edits}
        deleted = [edit.original for edit in edits if edit.clause is None and edit.original is not None]
        gone = {self.to_base[place] for place in deleted if place in self.to_base}
        made: dict[str, LandedProposal] = {}
        for edit in edits:
            target = self.to_base.get(edit.original) if edit.original is not None else None
            if edit.original is None and edit.clause is not None:
                self._insert(author, edit, edit.clause, made)
            elif target is None:
                self._list(author, edit, NotLanded.NO_CLAUSE)
            elif edit.clause is None:
                self._delete(author, edit, target, gone, made)
            else:
                self._change(author, edit, edit.clause, target, made)
        self.proposals += made.values()

    def _change(
        self, author: str, edit: ClauseEdit, clause: ClauseDraft, target: str, made: dict[str, LandedProposal]
    ) -> None:
        now = self.base.node(target).contents[self.language]
        operations: list[Operation] = []
        wanted = self._carried(edit, clause, now)
        if wanted is None:
            self._list(author, edit, NotLanded.CONFLICT)
            return
        if wanted != now:
            operations.append(Operation(OperationKind.MODIFY, target, wanted.text, wanted.fields, base=now))
        if edit.moved:
            parent, after = self._place(edit)
            node = self.base.node(target)
            if after != target and (node.parent, self.base.previous_sibling(target)) != (parent, after):
                operations.append(Operation(OperationKind.MOVE, target, parent=parent, after=after))
        if operations:
            made[target] = LandedProposal(author, target, tuple(operations), changes=edit.changes)
        else:
            self._list(author, edit, NotLanded.ALREADY)

    def _carried(self, edit: ClauseEdit, clause: ClauseDraft, now: Content) -> Content | None:
        """What the author changed, carried over to what the version says; None where that is not possible."""
        before = self.original[edit.original or 0].clause
        words = redline.rebase(before.text, now.text, clause.text)
        fields = redline.rebase_fields(before.fields, now.fields, clause.fields)
        if words.text is None or fields.fields is None:
            return None
        return content(self.language, words.text, fields.fields)

    def _delete(
        self, author: str, edit: ClauseEdit, target: str, gone: set[str], made: dict[str, LandedProposal]
    ) -> None:
        if any(node.id not in gone for node in self.base.subtree(target)):
            self._list(author, edit, NotLanded.CHILDREN_STAY)
            return
        top = target
        while (parent := self.base.node(top).parent) in gone and self._goes_whole(parent, gone):
            top = parent
        if top in made:
            made[top] = replace(made[top], changes=tuple(sorted({*made[top].changes, *edit.changes})))
            return
        now = self.base.node(top).contents[self.language]
        made[top] = LandedProposal(author, top, (Operation(OperationKind.DELETE, top, base=now),), changes=edit.changes)

    def _goes_whole(self, clause_id: str, gone: set[str]) -> bool:
        return all(node.id in gone for node in self.base.subtree(clause_id))

    def _insert(self, author: str, edit: ClauseEdit, clause: ClauseDraft, made: dict[str, LandedProposal]) -> None:
        parent, after = self._place(edit)
        operation = Operation(
            OperationKind.INSERT,
            edit.key,
            clause.text,
            clause.fields,
            parent=parent,
            after=after,
            clause_kind=clause.kind,
        )
        root = self._root(edit)
        if root in made:
            changes = tuple(sorted({*made[root].changes, *edit.changes}))
            made[root] = replace(made[root], operations=(*made[root].operations, operation), changes=changes)
        else:
            made[root] = LandedProposal(author, root, (operation,), changes=edit.changes)

    def _root(self, edit: ClauseEdit) -> str:
        """The outermost new clause it stands in."""
        while edit.parent is not None and edit.parent.startswith("+"):
            edit = self.by_key[edit.parent]
        return edit.key

    # --- places ------------------------------------------------------------------------------------------

    def _place(self, edit: ClauseEdit) -> tuple[str | None, str | None]:
        """Where it would stand in the version: behind the clause it follows, else first in what it stands in."""
        if edit.parent is not None and edit.parent.startswith("+"):
            after = edit.after if edit.after is not None and edit.after.startswith("+") else None
            return edit.parent, after
        sibling = self._standing(edit.after)
        if sibling is not None:
            return self.base.node(sibling).parent, sibling
        if edit.parent is None and edit.after is None:
            return None, None
        parent = self.to_base.get(int(edit.parent)) if edit.parent is not None else None
        if parent is not None:
            return parent, None
        return self._behind(int(edit.parent or edit.after or 0))

    def _standing(self, key: str | None) -> str | None:
        """The clause of the version that a key stands for; of one that is new or moved, what it follows in its turn."""
        seen: set[str] = set()
        while key is not None and key not in seen:
            seen.add(key)
            edit = self.by_key.get(key)
            if edit is None or (edit.original is not None and not edit.moved):
                return self.to_base.get(int(key))
            key = edit.after
        return None

    def _behind(self, place: int) -> tuple[str | None, str | None]:
        """Behind the last clause before a place of the original that the version has."""
        for earlier in range(place, -1, -1):
            if earlier in self.to_base:
                found = self.to_base[earlier]
                return self.base.node(found).parent, found
        return None, None

    # --- what has no place -------------------------------------------------------------------------------

    def _list(self, author: str, edit: ClauseEdit, reason: NotLanded) -> None:
        before = self.original[edit.original].clause if edit.original is not None else None
        old, new = _words(before), _words(edit.clause)
        nearest, likeness = self._nearest(old or new)
        self.unlanded.append(Unlanded(author, reason, old, new, nearest, likeness, edit.changes, before, edit.clause))

    def _nearest(self, said: str) -> tuple[str | None, float]:
        if self.index is None:
            nodes = [node for node in self.base.nodes if node.content(self.language) is not None]
            self.index = WordIndex((node.id, _words(_draft(node, self.language))) for node in nodes)
        best, share = self.index.nearest(said)
        return best, round(share, 2)


def _words(clause: ClauseDraft | None) -> str:
    return words_of_clause(clause) if clause is not None else ""


def _with_rationale(proposal: LandedProposal, reading: RevisedReading, used: set[int]) -> LandedProposal:
    """The author's own comments that stand on the changes."""
    places = sorted({place for change in proposal.changes for place in reading.changes[change].comments})
    own = [place for place in places if reading.comments[place].author == proposal.author and place not in used]
    used.update(own)
    return replace(proposal, rationale="\n\n".join(reading.comments[place].text for place in own))


def _uncovered(reading: RevisedReading, covered: set[int]) -> Iterable[Unlanded]:
    """Changes of words that stand behind no edit of a clause; those of one author and place together."""
    left: dict[tuple[str, Story, int | None], list[int]] = defaultdict(list)
    for place, change in enumerate(reading.changes):
        if place not in covered and change.kind is not Tracked.FORMATTED and (change.old + change.new).strip():
            left[change.author, change.story, change.final].append(place)
    for (author, story, _), places in left.items():
        reason = NotLanded.NO_PLACE if story is Story.TEXT else NotLanded.NOT_IN_TEXT
        changes = [reading.changes[place] for place in places]
        old, new = (" ".join(filter(None, said)) for said in ([c.old for c in changes], [c.new for c in changes]))
        yield Unlanded(author, reason, old, new, changes=tuple(places))

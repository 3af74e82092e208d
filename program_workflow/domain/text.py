"""The text of a version: an ordered tree of clauses as one frozen value, and the edits on it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from program_workflow.domain.clause import NO_FIELDS, Fields, revision_hash
from program_workflow.domain.numbering import Numbered, Place, renumber
from program_workflow.domain.terms import ClauseKind, Numbering, NumberStyle


@dataclass(frozen=True, slots=True)
class Content:
    """A clause revision: text and fields in one language. hash: see ``clause.revision_hash``."""

    text: str
    fields: Fields
    hash: str


def content(language: str, text: str, fields: Fields = NO_FIELDS) -> Content:
    return Content(text, fields, revision_hash(language, text, fields))


@dataclass(frozen=True, slots=True)
class Node:
    """A clause at its place: identity, number and one content per language."""

    id: str
    parent: str | None
    kind: ClauseKind
    style: NumberStyle = NumberStyle.NONE
    number: str = ""
    contents: Mapping[str, Content] = field(default_factory=dict)

    def content(self, language: str) -> Content | None:
        return self.contents.get(language)

    def shown(self, language: str) -> tuple[str, Content]:
        """The content in this language, else in the first that there is."""
        if language in self.contents:
            return language, self.contents[language]
        return next(iter(self.contents.items()))

    def stands_in(self, language: str) -> str:
        """The language of the text that stands where this one is missing; "" where it is there, or nothing is said."""
        if not self.contents or language in self.contents:
            return ""
        shown, content = self.shown(language)
        return shown if content.text or content.fields != NO_FIELDS else ""


class NoSuchPlace(LookupError):
    """The clause, its parent or the clause it follows is not in this text."""


@dataclass(frozen=True)
class Text:
    """Clauses in reading order: each parent stands before its children, a subtree stands together."""

    nodes: tuple[Node, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def depths(self) -> Mapping[str, int]:
        depths: dict[str, int] = {}
        for node in self.nodes:
            depths[node.id] = depths[node.parent] + 1 if node.parent else 0
        return depths

    def __contains__(self, clause_id: str) -> bool:
        return clause_id in self.by_id

    def node(self, clause_id: str) -> Node:
        try:
            return self.by_id[clause_id]
        except KeyError:
            raise NoSuchPlace(clause_id) from None

    def index(self, clause_id: str) -> int:
        self.node(clause_id)
        return next(i for i, node in enumerate(self.nodes) if node.id == clause_id)

    def children(self, parent: str | None) -> list[Node]:
        return [node for node in self.nodes if node.parent == parent]

    def subtree(self, clause_id: str) -> list[Node]:
        """The clause and everything under it, in reading order."""
        start = self.index(clause_id)
        return list(self.nodes[start : self._end(start)])

    def previous_sibling(self, clause_id: str) -> str | None:
        """The sibling that stands before the clause; None for the first place."""
        before = None
        for node in self.children(self.node(clause_id).parent):
            if node.id == clause_id:
                return before
            before = node.id
        return before

    def _end(self, start: int) -> int:
        depth = self.depths[self.nodes[start].id]
        end = start + 1
        while end < len(self.nodes) and self.depths[self.nodes[end].id] > depth:
            end += 1
        return end

    def hash(self) -> str:
        """SHA-256 (hex) of identity, place, kind, number and content of every clause, in order."""
        digest = hashlib.sha256(b"program-workflow version text 2\0")
        for node in self.nodes:
            hashes = " ".join(f"{language}:{node.contents[language].hash}" for language in sorted(node.contents))
            line = f"{node.id}\t{node.parent or ''}\t{node.kind}\t{node.number}\t{hashes}\n"
            digest.update(line.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def replace_content(self, clause_id: str, language: str, new: Content) -> "Text":
        node = self.node(clause_id)
        changed = replace(node, contents={**node.contents, language: new})
        return Text(tuple(changed if n.id == clause_id else n for n in self.nodes))

    def insert(self, node: Node, *, after: str | None) -> "Text":
        """Puts a clause after a sibling, or first under ``node.parent`` when after is None."""
        return self._put([node], after=after)

    def delete(self, clause_id: str) -> "Text":
        """Takes the clause out with everything under it."""
        start = self.index(clause_id)
        return Text(self.nodes[:start] + self.nodes[self._end(start) :])

    def move(self, clause_id: str, *, parent: str | None, after: str | None) -> "Text":
        """Moves the clause with everything under it.

        Raises NoSuchPlace when the place is inside the moved clause or not in the text.
        """
        moved = self.subtree(clause_id)
        inside = {node.id for node in moved}
        if after in inside or parent in inside:
            raise NoSuchPlace(after or parent)
        moved[0] = replace(moved[0], parent=parent)
        return self.delete(clause_id)._put(moved, after=after)

    def _put(self, nodes: list[Node], *, after: str | None) -> "Text":
        parent = nodes[0].parent
        if parent is not None:
            self.node(parent)
        if after is None:
            at = self.index(parent) + 1 if parent is not None else 0
        else:
            if self.node(after).parent != parent:
                raise NoSuchPlace(after)
            at = self._end(self.index(after))
        return Text(self.nodes[:at] + tuple(nodes) + self.nodes[at:])

    def renumbered(self, rule: Numbering, *, quoted: Mapping[str, str], used: Iterable[Place] = ()) -> "Text":
        """The same text with numbers by the rule; see ``numbering.renumber``."""
        places = [Numbered(node.id, node.parent, node.style, node.number) for node in self.nodes]
        numbers = renumber(places, rule, quoted=quoted, used=frozenset(used))
        return Text(tuple(replace(node, number=numbers[node.id]) for node in self.nodes))

    @cached_property
    def references(self) -> Mapping[str, str]:
        """What each clause is called where it must be named, in letters and in the numbers of amendments.

        Its number; without one its kind and its place among those of the kind under the nearest
        number: "2-paragraph-1", "passport-row-11".
        """
        names: dict[str, str] = {}
        numbers: dict[str | None, str] = {None: ""}
        counts: dict[tuple[str, ClauseKind], int] = {}
        for node in self.nodes:
            above = numbers[node.parent]
            numbers[node.id] = node.number or above
            if node.number:
                names[node.id] = node.number
                continue
            counts[above, node.kind] = counts.get((above, node.kind), 0) + 1
            before = f"{above}-" if above else ""
            names[node.id] = f"{before}{node.kind}-{counts[above, node.kind]}".replace("_", "-")
        return names

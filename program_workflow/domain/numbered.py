"""Columns of proposals that hold numbers and several lines: which clause each line is, and what becomes of it."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final

from program_workflow.domain import redline
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.places import read_place
from program_workflow.domain.redline.alignment import pair_by_likeness
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.text import Node, content

_GAP: Final = r"[ \t\u00a0\u2009\u202f\n]"
#: "(a)", "fa)", "4.", "2 bis.", "2.3", «б)»
_LABEL: Final = re.compile(
    rf"[(«]?(?P<label>\d+(?:\.\d+)*(?:{_GAP}?(?:bis|ter|quater|quinquies|[^\W\d_]))?[⁰¹²³⁴-⁹]*|[^\W\d_]{{1,4}}(?:{_GAP}(?:bis|ter|[a-z]))?)"
    rf"(?:[)»]\.?|\.?\)|\.(?={_GAP})|(?<=\d)(?={_GAP}+[^\W\d_])){_GAP}+",
    re.IGNORECASE,
)
_LONGEST_TITLE: Final = 200

#: The numbers a clause goes by.
NumbersOf = Callable[[str], Collection[str]]


def label_of(said: str) -> tuple[str, str]:
    """(the number before a text, as numbers are compared, the text without it); "" where there is none."""
    said = said.strip()
    found = _LABEL.match(said)
    if found is None:
        return "", said
    return re.sub(r"\s", "", found["label"]).casefold().replace("ё", "е"), said[found.end() :].strip()


def without_label(said: str, labels: Collection[str]) -> str:
    """The text without the number that its clause goes by; another number stays where it stands."""
    label, rest = label_of(said)
    return rest if label and label in labels else said.strip()


def new_clauses(
    key: str,
    said: str,
    labels: Collection[str],
    kind: ClauseKind,
    parent: str | None,
    after: str | None,
    fields: Fields = NO_FIELDS,
) -> tuple[Operation, ...]:
    """A new clause; where it is a heading, with each further line as a paragraph under it."""
    lines = [line.strip() for line in said.strip().split("\n") if line.strip()]
    if kind not in (ClauseKind.HEADING, ClauseKind.ANNEX) or len(lines) < 2:
        text = without_label(said, labels)
        return (_inserted(key, text, parent, after, kind, fields),)
    if _is_number(lines[0]):
        title = len(lines[1]) <= _LONGEST_TITLE and lines[1][-1] not in ".:;" and len(lines) > 2
        lines = lines[1:] if title else lines
    made = [_inserted(key, lines[0], parent, after, kind, fields)]
    before: str | None = None
    for count, line in enumerate(lines[1:], 1):
        made.append(_inserted(f"{key}.{count}", line, key, before, ClauseKind.PARAGRAPH))
        before = f"{key}.{count}"
    return tuple(made)


def _inserted(
    key: str, text: str, parent: str | None, after: str | None, kind: ClauseKind, fields: Fields = NO_FIELDS
) -> Operation:
    return Operation(OperationKind.INSERT, key, text, fields, parent=parent, after=after, clause_kind=kind)


def _is_number(line: str) -> bool:
    """Whether a line only says which unit it is: "Article 10"."""
    return len(line) <= 30 and len(line.split()) <= 4 and any(step.unit is not None for step in read_place(line).steps)


def lines_of(nodes: Sequence[Node], old: str, new: str, language: str, numbers_of: NumbersOf) -> tuple[Operation, ...]:
    """What makes clauses that were quoted line by line read as they are proposed line by line.

    nodes: a clause with those under it. A clause that is not quoted stays as it is.
    """
    return _Lines(nodes, old, new, language, numbers_of).operations()


class _Lines:
    def __init__(self, nodes: Sequence[Node], old: str, new: str, language: str, numbers_of: NumbersOf) -> None:
        self.nodes, self.language, self.numbers_of = nodes, language, numbers_of
        self.texts = [node.contents[language].text for node in nodes]
        self.old, self.new = _split(old), _split(new)
        self.quoted = dict(pair_by_likeness(_sides(self.texts), _sides(self.old)))
        proposed = dict(pair_by_likeness(_sides(self.texts), _sides(self.new)))
        if self.new and 0 not in proposed and 0 not in proposed.values():
            proposed[0] = 0
        self.node_of = {line: place for place, line in proposed.items()}
        self.proposed = proposed

    def operations(self) -> tuple[Operation, ...]:
        found: list[Operation] = []
        at, after = 0, ""  # the last clause met, the last one put in behind it
        for line, said in enumerate(self.new):
            if line in self.node_of:
                at, after = self.node_of[line], ""
                found += self._changed(at, said)
                continue
            node = self.nodes[at]
            inside = at == 0
            parent = node.id if inside else node.parent
            before = after or (None if inside else node.id)
            after = f"+{self.nodes[0].id}.{line}"
            kind = ClauseKind.PARAGRAPH if inside else node.kind
            found.append(_inserted(after, said, parent, before, kind))
        return tuple(found + self._gone())

    def _changed(self, place: int, said: str) -> list[Operation]:
        node = self.nodes[place]
        labels = self.numbers_of(node.id)
        now, text = node.contents[self.language], without_label(said, labels)
        if place in self.quoted:
            quoted = without_label(self.old[self.quoted[place]], labels)
            text = (
                text if redline.same_wording(quoted, now.text) else redline.rebase(quoted, now.text, text).text or text
            )
        if text == now.text:
            return []
        wanted = content(self.language, text, now.fields)
        return [Operation(OperationKind.MODIFY, node.id, wanted.text, wanted.fields, base=now)]

    def _gone(self) -> list[Operation]:
        """Clauses that are quoted and proposed no more, where nothing stays under them."""
        gone = {self.nodes[place].id for place in self.quoted if place not in self.proposed and place}
        parents = {node.parent for node in self.nodes if node.id not in gone}
        return [
            Operation(OperationKind.DELETE, node.id, base=node.contents[self.language])
            for node in self.nodes
            if node.id in gone and node.id not in parents and node.parent not in gone
        ]


def _split(said: str) -> list[str]:
    lines = [line.strip() for line in said.strip().split("\n") if line.strip()]
    return lines[1:] if len(lines) > 1 and _is_number(lines[0]) else lines


def _sides(texts: Sequence[str]) -> list[tuple[str, str]]:
    return [("", text) for text in texts]

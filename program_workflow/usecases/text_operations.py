"""The operations of an amendment that turn one text into another."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from program_workflow.domain.errors import Invalid
from program_workflow.domain.redline.order import increasing
from program_workflow.domain.terms import OperationKind
from program_workflow.domain.text import Text
from program_workflow.usecases.operations import OperationInput, read_operations


def operations_between(old: Text, new: Text, language: str) -> tuple[OperationInput, ...]:
    """What an amendment to the old text has to say to make it the new one.

    Clauses of the new text that bear an identity of the old one are that clause; the identities of
    the others serve as names (``OperationInput.key``). Modifications come first, deletions last.
    """
    found = _between(old, _as_amended(old, new), language)
    try:
        if found:
            read_operations(found, old, language)
    except Invalid:  # sections turned inside out: one amendment cannot say it by moves
        found = _between(old, _as_amended(old, new, moves=False), language)
    return found


def _between(old: Text, new: Text, language: str) -> tuple[OperationInput, ...]:
    return (*_modifications(old, new, language), *_placements(old, new, language), *_deletions(old, new))


def _as_amended(old: Text, new: Text, *, moves: bool = True) -> Text:
    """The new text with other identities for what an amendment can only delete and insert.

    That is a clause which became another kind of clause, and a moved one beside which another is
    inserted: insertions are placed before moves. Without moves it is every moved clause.
    """
    fresh: set[str] = set()
    while True:
        text = _renamed(new, fresh)
        staying = _staying(old, text)
        kept = [node for node in text.nodes if node.id in old]
        more = {node.id for node in kept if old.node(node.id).kind is not node.kind}
        if not moves:
            more |= {node.id for node in kept} - staying
        for node in text.nodes:
            beside = text.previous_sibling(node.id)
            if node.id not in old and beside is not None and beside in old and beside not in staying:
                more.add(beside)
        if not more:
            return text
        fresh |= more


def _renamed(new: Text, fresh: set[str]) -> Text:
    def name(clause_id: str) -> str:
        return f"new-{clause_id}" if clause_id in fresh else clause_id

    return Text(
        tuple(replace(one, id=name(one.id), parent=name(one.parent) if one.parent else None) for one in new.nodes)
    )


def shape(text: Text, language: str) -> list[tuple[Any, ...]]:
    """What must be equal for two texts to say the same: depth, kind, words and fields of each clause in order."""
    return [
        (text.depths[node.id], node.kind, content.text, content.fields)
        for node in text.nodes
        if (content := node.content(language)) is not None
    ]


def _modifications(old: Text, new: Text, language: str) -> list[OperationInput]:
    found = []
    for node in new.nodes:
        now = node.content(language)
        was = old.node(node.id).content(language) if node.id in old else None
        if now is None or was is None or now.hash == was.hash:
            continue
        fields = {**dict.fromkeys(was.fields.to_json(node.kind)), **now.fields.to_json(node.kind)}
        found.append(
            OperationInput(
                OperationKind.MODIFY, node.id, text=now.text, fields=fields if now.fields != was.fields else None
            )
        )
    return found


def _placements(old: Text, new: Text, language: str) -> list[OperationInput]:
    """Insertions and moves, in reading order.

    Insertions are carried out first, and what is moved to one place stands there in the order of the
    moves: so a moved clause is placed after the last sibling before it that is not moved itself.
    """
    staying = _staying(old, new)
    found = []
    for node in new.nodes:
        if node.id in staying:
            continue
        after = new.previous_sibling(node.id)
        while after is not None and after in old and after not in staying:
            after = new.previous_sibling(after)
        if node.id in old:
            found.append(OperationInput(OperationKind.MOVE, node.id, parent_id=node.parent, after_clause_id=after))
            continue
        content = node.contents[language]
        found.append(
            OperationInput(
                OperationKind.INSERT,
                text=content.text,
                fields=content.fields.to_json(node.kind) or None,
                parent_id=None if after else node.parent,
                after_clause_id=after,
                clause_kind=node.kind,
                key=node.id,
            )
        )
    return found


def _staying(old: Text, new: Text) -> set[str]:
    """Clauses that need no move: the same parent, and in order with the most of their siblings."""
    families: dict[str | None, list[tuple[int, int]]] = {}
    for place, node in enumerate(new.nodes):
        if node.id in old and old.node(node.id).parent == node.parent:
            families.setdefault(node.parent, []).append((old.index(node.id), place))
    return {new.nodes[place].id for family in families.values() for _, place in increasing(sorted(family))}


def _deletions(old: Text, new: Text) -> list[OperationInput]:
    """The topmost clauses that are gone; those that stay were moved out from under them before."""
    gone = {node.id for node in old.nodes if node.id not in new}
    return [
        OperationInput(OperationKind.DELETE, node.id)
        for node in old.nodes
        if node.id in gone and node.parent not in gone
    ]


def clauses_touched(old: Text, inputs: Sequence[OperationInput]) -> tuple[set[str], set[str]]:
    """(clauses that the operations change, clauses that they place others by), of the old text."""
    changed: set[str] = set()
    anchors: set[str] = set()
    for one in inputs:
        if one.kind is OperationKind.DELETE and one.clause_id:
            changed |= {node.id for node in old.subtree(one.clause_id)}
        elif one.kind is not OperationKind.INSERT and one.clause_id:
            changed.add(one.clause_id)
        anchors |= {place for place in (one.after_clause_id or one.parent_id,) if place and place in old}
    return changed, anchors

"""Operations of amendments: what they do to a text, when they collide, what a new version does to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from program_workflow.domain import redline
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.terms import ClauseKind, NumberStyle, OperationKind, Rebase
from program_workflow.domain.text import Content, Node, NoSuchPlace, Text, content


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of an amendment, with the whole proposed content.

    clause_id: the clause changed, deleted or moved; of an insertion the new clause's own identity.
    parent, after: the place of an insertion or move; after None is the first place under parent.
    base: the content it was written against (modify, delete); None where there was none.
    text, fields: the whole proposed content (modify, insert).
    """

    kind: OperationKind
    clause_id: str
    text: str = ""
    fields: Fields = NO_FIELDS
    base: Content | None = None
    parent: str | None = None
    after: str | None = None
    clause_kind: ClauseKind | None = None

    @property
    def anchor(self) -> str | None:
        """The existing clause on whose page the change is shown."""
        if self.kind is OperationKind.INSERT:
            return self.after or self.parent
        return self.clause_id


class Unappliable(ValueError):
    """The text has moved on: the operation does not apply. flag: conflict or orphaned."""

    def __init__(self, flag: Rebase, clause_id: str) -> None:
        super().__init__(f"{flag}: {clause_id}")
        self.flag = flag
        self.clause_id = clause_id


def differs(operation: Operation, text: Text) -> bool:
    """Whether the operation changes anything in the text it was written against."""
    match operation.kind:
        case OperationKind.MODIFY:
            base = operation.base
            return base is None or (base.text, base.fields) != (operation.text, operation.fields)
        case OperationKind.INSERT:
            return bool(operation.text.strip())
        case OperationKind.MOVE:
            node = text.node(operation.clause_id)
            return (node.parent, text.previous_sibling(node.id)) != (operation.parent, operation.after)
        case _:
            return True


def apply_operation(text: Text, operation: Operation, language: str) -> Text:
    """The text with the operation carried out, its words rebased where the clause has changed.

    Raises Unappliable where it conflicts with the present text or its clause is gone.
    """
    try:
        match operation.kind:
            case OperationKind.MODIFY:
                merged = merge_content(text, operation, language)
                return text.replace_content(operation.clause_id, language, merged)
            case OperationKind.INSERT:
                return text.insert(_new_node(text, operation, language), after=operation.after)
            case OperationKind.DELETE:
                now = text.node(operation.clause_id).content(language)
                if operation.base is not None and now is not None and now.hash != operation.base.hash:
                    raise Unappliable(Rebase.CONFLICT, operation.clause_id)
                return text.delete(operation.clause_id)
            case OperationKind.MOVE:
                return text.move(operation.clause_id, parent=operation.parent, after=operation.after)
    except NoSuchPlace:
        raise Unappliable(Rebase.ORPHANED, operation.clause_id) from None


def merge_content(text: Text, operation: Operation, language: str) -> Content:
    """The proposed content carried over to what the clause says now."""
    now = text.node(operation.clause_id).content(language)
    base = operation.base
    if base is None or now is None or now.hash == base.hash:
        return content(language, operation.text, operation.fields)
    words = redline.rebase(base.text, now.text, operation.text)
    fields = redline.rebase_fields(base.fields, now.fields, operation.fields)
    if words.text is None or fields.fields is None:
        raise Unappliable(Rebase.CONFLICT, operation.clause_id)
    return content(language, words.text, fields.fields)


def _new_node(text: Text, operation: Operation, language: str) -> Node:
    kind = operation.clause_kind or ClauseKind.PARAGRAPH
    return Node(
        id=operation.clause_id,
        parent=operation.parent,
        kind=kind,
        style=_style_beside(text, operation.parent, operation.after, kind),
        contents={language: content(language, operation.text, operation.fields)},
    )


def _style_beside(text: Text, parent: str | None, after: str | None, kind: ClauseKind) -> NumberStyle:
    """A new clause is numbered like its neighbour of the same kind; without one, not at all."""
    if parent is not None:
        text.node(parent)
    siblings = text.children(parent)
    if after is not None:
        text.node(after)
        siblings.sort(key=lambda node: node.id != after)
    for node in siblings:
        if node.kind is kind:
            return NumberStyle.DECIMAL if node.style is NumberStyle.FIXED else node.style
    return NumberStyle.DECIMAL if kind in (ClauseKind.MEASURE, ClauseKind.POINT) else NumberStyle.NONE


def rebase_operation(text: Text, operation: Operation, language: str) -> tuple[Rebase, Operation]:
    """What a new text does to an operation, and the operation as it reads against that text.

    NONE: nothing it touches has changed. CLEAN: the returned operation is the offer to confirm.
    CONFLICT, ORPHANED: the operation is returned as it was.
    """
    try:
        apply_operation(text, operation, language)
    except Unappliable as refusal:
        return refusal.flag, operation
    if operation.kind is not OperationKind.MODIFY:
        return Rebase.NONE, operation
    now = text.node(operation.clause_id).content(language)
    if operation.base is None or now is None or now.hash == operation.base.hash:
        return Rebase.NONE, operation
    merged = merge_content(text, operation, language)
    return Rebase.CLEAN, replace(operation, base=now, text=merged.text, fields=merged.fields)


#: The flag of several operations is that of the worst of them.
_GRAVITY = (Rebase.NONE, Rebase.CLEAN, Rebase.CONFLICT, Rebase.ORPHANED)


def rebase_operations(
    text: Text, operations: Sequence[Operation], language: str
) -> tuple[Rebase, tuple[Operation, ...]]:
    """The flag of an amendment of several operations against a new text, and its operations there.

    A clause that the amendment inserts is there for its later operations.
    """
    flags, rebased = [], []
    for operation in operations:
        flag, offered = rebase_operation(text, operation, language)
        flags.append(flag)
        rebased.append(offered)
        if flag is Rebase.NONE and operation.kind is OperationKind.INSERT:
            text = apply_operation(text, operation, language)
    return max(flags, key=_GRAVITY.index, default=Rebase.NONE), tuple(rebased)


def operations_collide(text: Text, first: Operation, second: Operation, *, same_language: bool = True) -> bool:
    """Whether two operations cannot both stand. Symmetrical.

    text: the text both are read against; a deletion collides with everything in its clause,
    also in the clauses under it. Two insertions at one place combine, in the order of numbers.
    """
    kinds = {first.kind, second.kind}
    if OperationKind.DELETE in kinds:
        return _deletion_collides(text, first, second) or _deletion_collides(text, second, first)
    if first.clause_id != second.clause_id:
        return _encloses(text, first, second) or _encloses(text, second, first)
    if kinds == {OperationKind.MOVE}:
        return (first.parent, first.after) != (second.parent, second.after)
    if kinds == {OperationKind.MODIFY}:
        return same_language and _modifications_collide(first, second)
    return False


def _encloses(text: Text, moved: Operation, other: Operation) -> bool:
    """Two moves of which each would put its clause inside the other's."""
    if {moved.kind, other.kind} != {OperationKind.MOVE} or moved.clause_id not in text:
        return False
    return other.parent in {node.id for node in text.subtree(moved.clause_id)} and moved.parent is not None


def _deletion_collides(text: Text, deletion: Operation, other: Operation) -> bool:
    if deletion.kind is not OperationKind.DELETE or deletion.clause_id not in text:
        return False
    gone = {node.id for node in text.subtree(deletion.clause_id)}
    if other.kind is OperationKind.DELETE:
        return False  # two deletions come to the same
    if other.kind is OperationKind.INSERT:
        return other.parent in gone
    return other.clause_id in gone or (other.kind is OperationKind.MOVE and other.parent in gone)


def _modifications_collide(first: Operation, second: Operation) -> bool:
    if first.base is None or second.base is None:
        return (first.text, first.fields) != (second.text, second.fields)
    if first.base.hash != second.base.hash:
        # Written against different texts: the later text decides whether the earlier change still fits.
        return redline.rebase(first.base.text, second.text, first.text).text is None
    return bool(
        redline.collide(first.base.text, first.text, second.text)
        or redline.collide_fields(first.base.fields, first.fields, second.fields)
    )


def undo_operation(text: Text, operation: Operation, language: str, before: Text) -> Text:
    """The text with an incorporated operation taken out again.

    before: the text it was incorporated into, where a deleted clause or an old place is found.
    Raises Unappliable where later changes stand on it.
    """
    try:
        match operation.kind:
            case OperationKind.MODIFY:
                old = operation.base or before.node(operation.clause_id).contents[language]
                new = content(language, operation.text, operation.fields)
                back = replace(operation, base=new, text=old.text, fields=old.fields)
                return text.replace_content(operation.clause_id, language, merge_content(text, back, language))
            case OperationKind.INSERT:
                return text.delete(operation.clause_id)
            case OperationKind.DELETE:
                return _restore(text, before, operation.clause_id)
            case OperationKind.MOVE:
                node = before.node(operation.clause_id)
                return text.move(node.id, parent=node.parent, after=_standing(text, before, node.id))
    except NoSuchPlace:
        raise Unappliable(Rebase.ORPHANED, operation.clause_id) from None


def _restore(text: Text, before: Text, clause_id: str) -> Text:
    """Puts a deleted clause back where it stood, with everything that stood under it."""
    for node in before.subtree(clause_id):
        if node.id not in text:
            text = text.insert(node, after=_standing(text, before, node.id))
    return text


def _standing(text: Text, before: Text, clause_id: str) -> str | None:
    """The nearest earlier sibling that still stands at its place."""
    parent = before.node(clause_id).parent
    sibling = before.previous_sibling(clause_id)
    while sibling is not None:
        if sibling in text and text.node(sibling).parent == parent:
            return sibling
        sibling = before.previous_sibling(sibling)
    return None

"""Operations of amendments: what they do to a text, when they collide, what a new version does to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from program_workflow.domain import redline
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.terms import ClauseKind, NumberStyle, OperationKind, Rebase
from program_workflow.domain.text import Content, Node, NoSuchPlace, Text, content

#: (parent, the clause it follows or None for the first place).
Place = tuple[str | None, str | None]


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

    def __init__(self, flag: Rebase, operation: Operation) -> None:
        super().__init__(f"{flag}: {operation.clause_id}")
        self.flag = flag
        self.operation = operation


@dataclass(frozen=True, slots=True)
class Act:
    """An operation in its language. before: the text it was written against, where its place is looked up."""

    operation: Operation
    language: str
    before: Text | None = None


def differs(operation: Operation, text: Text) -> bool:
    """Whether the operation changes anything in the text it was written against."""
    match operation.kind:
        case OperationKind.MODIFY:
            base = operation.base
            return base is None or (base.text, base.fields) != (operation.text, operation.fields)
        case OperationKind.INSERT:
            return not redline.is_blank(operation.text)
        case OperationKind.MOVE:
            node = text.node(operation.clause_id)
            return (node.parent, text.previous_sibling(node.id)) != (operation.parent, operation.after)
        case _:
            return True


def leaves_blank(operation: Operation) -> bool:
    """Whether a clause that had words, or a new one, would stand without any."""
    if not redline.is_blank(operation.text):
        return False
    had_words = operation.base is not None and not redline.is_blank(operation.base.text)
    return operation.kind is OperationKind.INSERT or (operation.kind is OperationKind.MODIFY and had_words)


def apply_operation(text: Text, operation: Operation, language: str, before: Text | None = None) -> Text:
    """The text with the operation carried out, its words rebased where the clause has changed.

    Raises Unappliable where it conflicts with the present text or its clause is gone.
    """
    return apply_operations(text, [Act(operation, language, before)])


def apply_operations(text: Text, acts: Sequence[Act]) -> Text:
    """The text with all operations carried out together, in whatever order they were decided.

    Modifications come first, then insertions, moves and deletions, so that the place one operation
    names still stands when another takes the clause there away. What goes to one place stands
    there in the order of the list. Two deletions of one clause come to the same.
    Raises Unappliable, which names the operation.
    """
    of_kind: dict[OperationKind, list[Act]] = {kind: [] for kind in OperationKind}
    for act in acts:
        of_kind[act.operation.kind].append(act)
    made = _modified(text, of_kind[OperationKind.MODIFY])
    places = _Places()
    for act in (*of_kind[OperationKind.INSERT], *of_kind[OperationKind.MOVE]):
        made = _placed(made, act, places)
    for act in of_kind[OperationKind.DELETE]:
        made = _deleted(made, act.operation, act.language, text)
    return made


def _modified(text: Text, acts: Sequence[Act]) -> Text:
    groups: dict[tuple[str, str], list[Operation]] = {}
    for act in acts:
        groups.setdefault((act.operation.clause_id, act.language), []).append(act.operation)
    changed: dict[str, Node] = {}
    for (clause_id, language), operations in groups.items():
        if clause_id not in text:
            raise Unappliable(Rebase.ORPHANED, operations[0])
        node = changed.get(clause_id) or text.node(clause_id)
        combined = _combined(node.content(language), operations, language)
        changed[clause_id] = replace(node, contents={**node.contents, language: combined})
    return Text(tuple(changed.get(node.id, node) for node in text.nodes)) if changed else text


def _combined(now: Content | None, operations: Sequence[Operation], language: str) -> Content:
    """What a clause says with several modifications: together where all were written against what it says now."""
    if now is not None and all(one.base is not None and one.base.hash == now.hash for one in operations):
        try:
            words = redline.combine(now.text, [one.text for one in operations])
            return content(language, words, redline.combine_fields(now.fields, [one.fields for one in operations]))
        except redline.Collides:
            pass  # one after the other tells which of them does not fit
    for one in operations:
        now = _merged(now, one, language)
    return now if now is not None else content(language, "")


@dataclass(slots=True)
class _Places:
    """What was put where so far: the last clause at each place, and the place each clause went to."""

    last: dict[Place, str] = field(default_factory=dict)
    place_of: dict[str, Place] = field(default_factory=dict)

    def note(self, clause_id: str, place: Place, after: str | None) -> None:
        """after: where it really went. A clause that follows the last one at a place is then the last there too."""
        root = self.place_of.get(after or "")
        follows = root is not None and self.last[root] == after
        self.last[place] = clause_id
        if root is not None and follows:
            self.last[root] = clause_id
            place = root
        self.place_of[clause_id] = place


def _placed(text: Text, act: Act, places: _Places) -> Text:
    """An insertion or a move, after what was put at the same place before it."""
    one = act.operation
    try:
        after = resolved_place(text, one, act.before)
        place = (one.parent, after)
        after = places.last.get(place, after)
        if one.kind is OperationKind.INSERT:
            made = text.insert(_new_node(text, one, after, act.language), after=after)
        elif after == one.clause_id:
            made = text  # it stands there already
        else:
            made = text.move(one.clause_id, parent=one.parent, after=after)
    except NoSuchPlace:
        raise Unappliable(Rebase.ORPHANED, one) from None
    places.note(one.clause_id, place, after)
    return made


def resolved_place(text: Text, operation: Operation, before: Text | None) -> str | None:
    """After which clause an insertion or move goes in this text.

    Where the clause it names is gone, the nearest earlier sibling it had in the text before that
    still stands. Raises NoSuchPlace where the parent is gone too, or before is not known.
    """
    parent, after = operation.parent, operation.after
    if parent is not None:
        text.node(parent)
    if after is None or (after in text and text.node(after).parent == parent):
        return after
    if before is None or after not in before or before.node(after).parent != parent:
        raise NoSuchPlace(after)
    return _standing(text, before, after, moved=operation.clause_id)


def _deleted(text: Text, operation: Operation, language: str, start: Text) -> Text:
    if operation.clause_id not in text and operation.clause_id in start:
        return text  # another deletion took it out
    _check_deletion(text, operation, language)
    return text.delete(operation.clause_id)


def _check_deletion(text: Text, operation: Operation, language: str) -> None:
    if operation.clause_id not in text:
        raise Unappliable(Rebase.ORPHANED, operation)
    now = text.node(operation.clause_id).content(language)
    if operation.base is not None and now is not None and now.hash != operation.base.hash:
        raise Unappliable(Rebase.CONFLICT, operation)


def merge_content(text: Text, operation: Operation, language: str) -> Content:
    """The proposed content carried over to what the clause says now."""
    return _merged(text.node(operation.clause_id).content(language), operation, language)


def _merged(now: Content | None, operation: Operation, language: str) -> Content:
    base = operation.base
    if base is None or now is None or now.hash == base.hash:
        return content(language, operation.text, operation.fields)
    words = redline.rebase(base.text, now.text, operation.text)
    fields = redline.rebase_fields(base.fields, now.fields, operation.fields)
    if words.text is None or fields.fields is None:
        raise Unappliable(Rebase.CONFLICT, operation)
    return content(language, words.text, fields.fields)


def _new_node(text: Text, operation: Operation, after: str | None, language: str) -> Node:
    kind = operation.clause_kind or ClauseKind.PARAGRAPH
    return Node(
        id=operation.clause_id,
        parent=operation.parent,
        kind=kind,
        style=_style_beside(text, operation.parent, after, kind),
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


def rebase_operation(
    text: Text, operation: Operation, language: str, before: Text | None = None
) -> tuple[Rebase, Operation]:
    """What a new text does to an operation, and the operation as it reads against that text.

    before: the text it was written against. NONE: nothing it touches has changed. CLEAN: the
    returned operation is the offer to confirm. CONFLICT, ORPHANED: it is returned as it was.
    """
    try:
        if operation.kind is OperationKind.MODIFY:
            return _rebased_words(text, operation, language)
        if operation.kind is OperationKind.DELETE:
            _check_deletion(text, operation, language)
            return Rebase.NONE, operation
        apply_operation(text, operation, language, before)
    except Unappliable as refusal:
        return refusal.flag, operation
    after = resolved_place(text, operation, before)
    return (Rebase.NONE, operation) if after == operation.after else (Rebase.CLEAN, replace(operation, after=after))


def _rebased_words(text: Text, operation: Operation, language: str) -> tuple[Rebase, Operation]:
    if operation.clause_id not in text:
        raise Unappliable(Rebase.ORPHANED, operation)
    now = text.node(operation.clause_id).content(language)
    if operation.base is None or now is None or now.hash == operation.base.hash:
        return Rebase.NONE, operation
    merged = _merged(now, operation, language)
    return Rebase.CLEAN, replace(operation, base=now, text=merged.text, fields=merged.fields)


#: The flag of several operations is that of the worst of them.
_GRAVITY = (Rebase.NONE, Rebase.CLEAN, Rebase.CONFLICT, Rebase.ORPHANED)


def rebase_operations(
    text: Text, operations: Sequence[Operation], language: str, before: Text | None = None
) -> tuple[Rebase, tuple[Operation, ...]]:
    """The flag of an amendment of several operations against a new text, and its operations there.

    A clause that the amendment inserts is there for its later operations.
    """
    flags, rebased = [], []
    for operation in operations:
        flag, offered = rebase_operation(text, operation, language, before)
        flags.append(flag)
        rebased.append(offered)
        if flag in (Rebase.NONE, Rebase.CLEAN) and operation.kind is OperationKind.INSERT:
            text = apply_operation(text, offered, language)
    return max(flags, key=_GRAVITY.index, default=Rebase.NONE), tuple(rebased)


def near(text: Text, operations: Sequence[Operation]) -> set[str]:
    """Every clause that an operation must be about, or stand beside, to collide with these: theirs, those
    above them, and those under one that is deleted or moved."""
    found: set[str] = set()
    for one in operations:
        for clause_id in (one.clause_id, one.parent, one.anchor):
            at = clause_id
            while at is not None and at not in found:
                found.add(at)
                node = text.by_id.get(at)
                at = node.parent if node is not None else None
        if one.kind in (OperationKind.DELETE, OperationKind.MOVE) and one.clause_id in text:
            found |= {node.id for node in text.subtree(one.clause_id)}
    return found


def operations_collide(text: Text, first: Operation, second: Operation, *, same_language: bool = True) -> bool:
    """Whether two operations cannot both stand. Symmetrical.

    text: the text both are read against; a deletion collides with everything in its clause,
    also in the clauses under it. Two insertions at one place combine, in the order of numbers.
    """
    kinds = {first.kind, second.kind}
    if OperationKind.DELETE in kinds:
        return _deletion_collides(text, first, second) or _deletion_collides(text, second, first)
    if first.clause_id != second.clause_id:
        return kinds == {OperationKind.MOVE} and _inside(text, first, second) and _inside(text, second, first)
    if kinds == {OperationKind.MOVE}:
        return (first.parent, first.after) != (second.parent, second.after)
    if kinds == {OperationKind.MODIFY}:
        return same_language and _modifications_collide(first, second)
    return False


def same_proposal(first: Sequence[Operation], second: Sequence[Operation]) -> bool:
    """Whether two amendments in one language come to the same, after folding case, space and punctuation.

    An insertion makes a clause of its own, so only its place and kind of clause have to be the same; the second's
    clauses that stand where the first's do are the same ones to what follows them.
    """
    if len(first) != len(second):
        return False
    made: dict[str | None, str | None] = {}
    for one, two in zip(first, second, strict=True):
        two = replace(two, parent=made.get(two.parent, two.parent), after=made.get(two.after, two.after))
        if not _same_operation(one, two):
            return False
        if one.kind is OperationKind.INSERT:
            made[two.clause_id] = one.clause_id
    return True


def _same_operation(one: Operation, two: Operation) -> bool:
    return (
        one.kind is two.kind
        and one.kind in (OperationKind.MODIFY, OperationKind.INSERT, OperationKind.DELETE)
        and (one.kind is OperationKind.INSERT or one.clause_id == two.clause_id)
        and (one.parent, one.after, one.clause_kind) == (two.parent, two.after, two.clause_kind)
        and redline.same_wording(one.text, two.text)
        and one.fields == two.fields
    )


def _inside(text: Text, moved: Operation, into: Operation) -> bool:
    """Whether a move goes into the clause of another, or under it."""
    return into.clause_id in text and moved.parent in {node.id for node in text.subtree(into.clause_id)}


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
        # Written against different texts: they combine if either, carried over to the other's text, does.
        return not (_combines_on(first, second) or _combines_on(second, first))
    return bool(
        redline.collide(first.base.text, first.text, second.text)
        or redline.collide_fields(first.base.fields, first.fields, second.fields)
    )


def _combines_on(carried: Operation, other: Operation) -> bool:
    """Whether a modification, carried over to the text another was written against, combines with it."""
    if other.base is None:
        return False
    try:
        there = _merged(other.base, carried, "")
    except Unappliable:
        return False
    return not (
        redline.collide(other.base.text, there.text, other.text)
        or redline.collide_fields(other.base.fields, there.fields, other.fields)
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
        raise Unappliable(Rebase.ORPHANED, operation) from None


def _restore(text: Text, before: Text, clause_id: str) -> Text:
    """Puts a deleted clause back where it stood, with everything that stood under it."""
    for node in before.subtree(clause_id):
        if node.id not in text:
            text = text.insert(node, after=_standing(text, before, node.id))
    return text


def _standing(text: Text, before: Text, clause_id: str, *, moved: str | None = None) -> str | None:
    """The nearest earlier sibling that still stands at its place; moved: the clause that is itself on its way."""
    parent = before.node(clause_id).parent
    sibling = before.previous_sibling(clause_id)
    while sibling is not None:
        if sibling != moved and sibling in text and text.node(sibling).parent == parent:
            return sibling
        sibling = before.previous_sibling(sibling)
    return None

"""Operations of amendments between their rows, what people send, and the domain's value."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, and_, func, insert, or_, select

from program_workflow.domain import redline
from program_workflow.domain.amendment import (
    Act,
    Operation,
    Unappliable,
    apply_operation,
    apply_operations,
    operations_collide,
)
from program_workflow.domain.clause import NO_FIELDS, Fields, fields_from_json, kept_fields
from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.terms import AmendmentState, ClauseKind, OperationKind, WordingOrigin
from program_workflow.domain.text import Content, Text, content
from program_workflow.storage import AmendmentRow, ClauseRevisionRow, OperationRow, WordingRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.sponsor_rows import is_of_its_side
from program_workflow.usecases.work import Work

MAX_OPERATIONS = 200
MAX_TEXT = 200_000  # characters of one clause; as many again of its fields


@dataclass(frozen=True, slots=True)
class OperationInput:
    """One operation as a person sends it.

    fields: partial; what is absent stays. clause_id of an insertion: the clause it follows, else
    the parent, where neither after_clause_id nor parent_id is given. key: a name of the new clause, by
    which later operations of the amendment place others under or after it.
    """

    kind: OperationKind
    clause_id: str | None = None
    text: str | None = None
    fields: Mapping[str, Any] | None = None
    parent_id: str | None = None
    after_clause_id: str | None = None
    clause_kind: ClauseKind | None = None
    key: str | None = None


def read_operations(
    inputs: Sequence[OperationInput], text: Text, language: str, *, earlier: Sequence[Operation] = ()
) -> tuple[Operation, ...]:
    """What was sent, as operations on this text.

    earlier: operations of the wording before; its insertions keep their identity, and what is not
    sent of text and fields stays as it was proposed there.
    Raises Invalid with a pointer to what is wrong.
    """
    if not inputs:
        raise Invalid(N_("Say what is to change: text, a field, an insertion, a deletion or a move."), pointer="/kind")
    if len(inputs) > MAX_OPERATIONS:
        raise Invalid(N_("An amendment holds at most {count} changes."), pointer="/operations", count=MAX_OPERATIONS)
    kept = iter([one for one in earlier if one.kind is OperationKind.INSERT])
    proposed = {one.clause_id: one for one in earlier if one.kind is OperationKind.MODIFY}
    read = []
    named: dict[str | None, str] = {}
    for index, one in enumerate(inputs):
        pointer = f"/operations/{index}" if len(inputs) > 1 else ""
        one = _with_named(one, named)
        if one.kind is OperationKind.INSERT:
            operation = _insertion(one, text, next(kept, None), pointer)
            if one.key:
                named[one.key] = operation.clause_id
                text = apply_operation(text, operation, language)
        else:
            operation = _on_clause(one, text, language, pointer, proposed.get(one.clause_id or ""))
        read.append(operation)
    _refuse_repetition(read)
    _refuse_contradiction(read, text)
    return tuple(read)


def _with_named(one: OperationInput, named: Mapping[str | None, str]) -> OperationInput:
    """The operation with the clauses that earlier ones insert by their identities."""
    if not named:
        return one
    return replace(
        one,
        parent_id=named.get(one.parent_id, one.parent_id),
        after_clause_id=named.get(one.after_clause_id, one.after_clause_id),
    )


def _refuse_repetition(operations: Sequence[Operation]) -> None:
    seen = set()
    for one in operations:
        if one.kind is not OperationKind.INSERT and (one.kind, one.clause_id) in seen:
            raise Invalid(N_("Two changes of one amendment are about the same clause."), pointer="/operations")
        seen.add((one.kind, one.clause_id))


def _refuse_contradiction(operations: Sequence[Operation], text: Text) -> None:
    """Operations of one amendment are decided as a whole, so all of them must be able to stand."""
    places = [one for one in operations if one.kind in (OperationKind.DELETE, OperationKind.MOVE)]
    for place in places:
        for other in operations:
            if other is place or _leaves(text, place, other, operations) or _leaves(text, other, place, operations):
                continue
            if operations_collide(text, place, other):
                raise Invalid(N_("Two changes of one amendment contradict each other."), pointer="/operations")
    try:
        apply_operations(text, [Act(one, "", text) for one in places])
    except Unappliable:
        raise Invalid(N_("Two changes of one amendment contradict each other."), pointer="/operations") from None


def _leaves(text: Text, deletion: Operation, other: Operation, operations: Sequence[Operation]) -> bool:
    """Whether the same amendment moves the other's clause out from under the one it deletes: a section dissolved."""
    if deletion.kind is not OperationKind.DELETE or deletion.clause_id not in text:
        return False
    gone = {node.id for node in text.subtree(deletion.clause_id)}
    moves = {one.clause_id: one for one in operations if one.kind is OperationKind.MOVE}
    at = other.parent if other.kind is OperationKind.INSERT else other.clause_id
    while at is not None and at in gone and at != deletion.clause_id:
        if at in moves:
            return moves[at].parent not in gone
        at = text.node(at).parent
    return False


def _on_clause(one: OperationInput, text: Text, language: str, pointer: str, earlier: Operation | None) -> Operation:
    if not one.clause_id or one.clause_id not in text:
        raise Invalid(N_("There is no such clause in this version."), pointer=f"{pointer}/clause_id")
    base = text.node(one.clause_id).content(language)
    if one.kind is OperationKind.DELETE:
        return Operation(one.kind, one.clause_id, base=base)
    if one.kind is OperationKind.MOVE:
        parent, after = _place(one, text, pointer)
        inside = {node.id for node in text.subtree(one.clause_id)}
        if parent in inside or after in inside:
            raise Invalid(N_("A clause cannot be moved into itself."), pointer=f"{pointer}/parent_id")
        return Operation(one.kind, one.clause_id, parent=parent, after=after)
    known = earlier if earlier is not None and earlier.base == base else base
    known_text, known_fields = (known.text, known.fields) if known else ("", NO_FIELDS)
    return Operation(
        one.kind,
        one.clause_id,
        text=checked_text(one.text if one.text is not None else known_text, pointer),
        fields=merged_fields(known_fields, one.fields, text.node(one.clause_id).kind, pointer),
        base=base,
    )


def _insertion(one: OperationInput, text: Text, earlier: Operation | None, pointer: str) -> Operation:
    if one.clause_id and not one.after_clause_id and not one.parent_id:
        one = replace(one, after_clause_id=one.clause_id)
    parent, after = _place(one, text, pointer)
    kind = one.clause_kind or _kind_beside(text.node(after).kind if after else None)
    known_text, known_fields = (earlier.text, earlier.fields) if earlier else ("", NO_FIELDS)
    return Operation(
        OperationKind.INSERT,
        earlier.clause_id if earlier else new_id(),
        text=checked_text(one.text if one.text is not None else known_text, pointer),
        fields=merged_fields(known_fields, one.fields, kind, pointer),
        parent=parent,
        after=after,
        clause_kind=kind,
    )


def _kind_beside(kind: ClauseKind | None) -> ClauseKind:
    """A new clause is of the kind of the one it follows, but never a second title."""
    return ClauseKind.PARAGRAPH if kind is None or kind is ClauseKind.TITLE else kind


def _place(one: OperationInput, text: Text, pointer: str) -> tuple[str | None, str | None]:
    """(parent, after) of an insertion or move."""
    for name, clause_id in (("after_clause_id", one.after_clause_id), ("parent_id", one.parent_id)):
        if clause_id and clause_id not in text:
            raise Invalid(N_("There is no such clause in this version."), pointer=f"{pointer}/{name}")
    if one.after_clause_id:
        return text.node(one.after_clause_id).parent, one.after_clause_id
    return one.parent_id or None, None


def checked_text(text: str, pointer: str = "") -> str:
    """The text of a clause as it is kept. Raises Invalid for one that is too long or has forbidden characters."""
    if len(text) > MAX_TEXT:
        raise Invalid(N_("A clause has at most {count} characters."), pointer=f"{pointer}/text", count=MAX_TEXT)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    redline.refuse_control(text)
    return text


def merged_fields(known: Fields, sent: Mapping[str, Any] | None, kind: ClauseKind, pointer: str) -> Fields:
    if not sent:
        return known
    try:
        kept = {name: said for name, said in known.to_json(kind).items() if name != "timeframe"}
        merged = fields_from_json({**kept, **sent})
    except Invalid as refusal:
        raise Invalid(refusal.template, pointer=f"{pointer}{refusal.pointer}", **refusal.params) from None
    if "timeframe" not in sent:  # also one of a file that ends before it begins
        merged = replace(merged, timeframe=known.timeframe)
    columns = [said for column in merged.other for said in column]
    period = merged.timeframe.text if merged.timeframe else None
    said = [one for one in (merged.funding, merged.label, *merged.executing_bodies, period, *columns) if one]
    if sum(map(len, said)) > MAX_TEXT:
        raise Invalid(N_("A clause has at most {count} characters."), pointer=f"{pointer}/fields", count=MAX_TEXT)
    for one in said:
        redline.refuse_control(one)
    return merged


def clauses_touched(operations: Sequence[Operation]) -> set[str]:
    """The clauses it changes, moves, or puts something beside or under."""
    return {one for each in operations for one in (each.clause_id, each.parent, each.after) if one}


def current_wording(w: Work, amendment: AmendmentRow) -> int:
    """The number of the wording that counts for the actor: its own side sees what it works on since a return."""
    if amendment.draft_wording is not None and is_of_its_side(w.actor, amendment):
        return amendment.draft_wording
    return amendment.wording


def load_operations(w: Work, amendments: Iterable[AmendmentRow]) -> dict[str, tuple[Operation, ...]]:
    """The operations of the current wordings, as the actor may see them, by amendment, in one query."""
    wanted = [(one.id, current_wording(w, one)) for one in amendments]
    found: dict[str, list[Operation]] = defaultdict(list)
    for start in range(0, len(wanted), 300):
        numbers = dict(wanted[start : start + 300])
        ids = list(numbers)
        rows = w.session.execute(
            select(OperationRow, ClauseRevisionRow.text, ClauseRevisionRow.fields)
            .outerjoin(ClauseRevisionRow, ClauseRevisionRow.hash == OperationRow.base_hash)
            .where(OperationRow.amendment_id.in_(ids))
            .order_by(OperationRow.amendment_id, OperationRow.ordinal)
        )
        for row, base_text, base_fields in rows:
            if row.wording == numbers[row.amendment_id]:
                found[row.amendment_id].append(operation_of_row(row, base_text, base_fields))
    return {one: tuple(found[one]) for one, _ in wanted}


def operations_of_wording(w: Work, amendment_id: str, wording: int) -> tuple[Operation, ...]:
    """The operations of one wording, current or not."""
    rows = w.session.execute(
        select(OperationRow, ClauseRevisionRow.text, ClauseRevisionRow.fields)
        .outerjoin(ClauseRevisionRow, ClauseRevisionRow.hash == OperationRow.base_hash)
        .where(OperationRow.amendment_id == amendment_id, OperationRow.wording == wording)
        .order_by(OperationRow.ordinal)
    )
    return tuple(operation_of_row(*row) for row in rows)


def operation_of_row(row: OperationRow, base_text: str | None, base_fields: Mapping[str, Any] | None) -> Operation:
    """The domain's value of a row, with the content of the revision it was written against."""
    base = None
    if row.base_hash is not None and base_text is not None:
        base = Content(base_text, kept_fields(base_fields or {}), row.base_hash)
    return Operation(
        kind=row.kind,
        clause_id=row.clause_id,
        text=row.text,
        fields=kept_fields(row.fields),
        base=base,
        parent=row.parent_id,
        after=row.after_id,
        clause_kind=row.clause_kind,
    )


def wording_hash(language: str, operations: Sequence[Operation], rationale: str) -> str:
    """SHA-256 (hex) of a wording: language, every operation with its base, and the rationale."""
    said = json.dumps(
        [language, rationale, *([*_identity(one), content(language, one.text, one.fields).hash] for one in operations)],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(b"program-workflow wording 1\0" + said.encode("utf-8", "surrogatepass")).hexdigest()


def _identity(one: Operation) -> list[str | None]:
    return [one.kind, one.clause_id, one.parent, one.after, one.clause_kind, one.base.hash if one.base else None]


def add_wording(
    w: Work, amendment: AmendmentRow, operations: Sequence[Operation], rationale: str, origin: WordingOrigin
) -> WordingRow:
    """Adds a wording and makes it the current one; earlier wordings stay.

    Of a returned amendment the filed wording stays the one that others see until it is filed again.
    """
    wording = _next_wording(w, amendment, operations, rationale, origin, amendment.version_id)
    if amendment.state is AmendmentState.RETURNED:
        amendment.draft_wording = wording.number
    else:
        amendment.wording = wording.number
    amendment.updated_at = w.now
    _keep(w, wording, operations)
    return wording


def keep_wording(
    w: Work,
    amendment: AmendmentRow,
    operations: Sequence[Operation],
    rationale: str,
    origin: WordingOrigin,
    version_id: str,
) -> WordingRow:
    """Adds a wording against this version; the current one stays what it is."""
    wording = _next_wording(w, amendment, operations, rationale, origin, version_id)
    _keep(w, wording, operations)
    return wording


def _next_wording(
    w: Work,
    amendment: AmendmentRow,
    operations: Sequence[Operation],
    rationale: str,
    origin: WordingOrigin,
    version_id: str,
) -> WordingRow:
    last = w.session.scalars(
        select(WordingRow.number)
        .where(WordingRow.amendment_id == amendment.id)
        .order_by(WordingRow.number.desc())
        .limit(1)
    ).first()
    wording = WordingRow(
        amendment_id=amendment.id,
        number=(last or 0) + 1,
        version_id=version_id,
        rationale=rationale,
        origin=origin,
        made_at=w.now,
        made_by=w.actor.user_id,
        hash=wording_hash(amendment.language, operations, rationale),
    )
    w.session.add(wording)
    return wording


def _keep(w: Work, wording: WordingRow, operations: Sequence[Operation]) -> None:
    w.session.flush()
    w.session.execute(
        insert(OperationRow),
        [_row(wording.amendment_id, wording.number, ordinal, one) for ordinal, one in enumerate(operations)],
    )


def _row(amendment_id: str, wording: int, ordinal: int, one: Operation) -> dict[str, Any]:
    kind = one.clause_kind or ClauseKind.PARAGRAPH
    return {
        "amendment_id": amendment_id,
        "wording": wording,
        "ordinal": ordinal,
        "kind": one.kind,
        "clause_id": one.clause_id,
        "anchor_id": one.anchor,
        "parent_id": one.parent,
        "after_id": one.after,
        "clause_kind": one.clause_kind,
        "base_hash": one.base.hash if one.base else None,
        "text": one.text,
        "fields": one.fields.to_json(kind),
    }


def amendments_of(w: Work, program_id: str, states: Iterable[AmendmentState]) -> list[AmendmentRow]:
    """Amendments of a program in these states, in the order of their filing."""
    return list(w.session.scalars(_in_states(program_id, states)))


def count_amendments(w: Work, program_id: str, states: Iterable[AmendmentState]) -> int:
    """How many amendments of a program are in these states, whoever may see them."""
    return (
        w.session.scalar(
            select(func.count())
            .select_from(AmendmentRow)
            .where(AmendmentRow.program_id == program_id, AmendmentRow.state.in_(list(states)))
        )
        or 0
    )


def amendments_near(
    w: Work, program_id: str, states: Iterable[AmendmentState], clauses: Collection[str]
) -> list[AmendmentRow]:
    """Amendments in these states with an operation about, under or beside one of these clauses."""
    statement = _in_states(program_id, states)
    if len(clauses) > _LONGEST_LIST:
        return list(w.session.scalars(statement))  # they touch so much that the list costs more than it saves
    wanted = list(clauses)
    about = or_(
        OperationRow.clause_id.in_(wanted), OperationRow.anchor_id.in_(wanted), OperationRow.parent_id.in_(wanted)
    )
    current = (
        select(OperationRow.amendment_id)
        .join(
            AmendmentRow,
            and_(AmendmentRow.id == OperationRow.amendment_id, AmendmentRow.wording == OperationRow.wording),
        )
        .where(AmendmentRow.program_id == program_id, AmendmentRow.state.in_(list(states)), about)
    )
    return list(w.session.scalars(statement.where(AmendmentRow.id.in_(current))))


_LONGEST_LIST = 2_000


def _in_states(program_id: str, states: Iterable[AmendmentState]) -> Select[AmendmentRow]:
    return (
        select(AmendmentRow)
        .where(AmendmentRow.program_id == program_id, AmendmentRow.state.in_(list(states)))
        .order_by(AmendmentRow.filed_at, AmendmentRow.number, AmendmentRow.id)
    )

"""The redline of one amendment: against its base and, while a rebase waits, against the new text."""

from collections.abc import Sequence
from dataclasses import dataclass

from program_workflow.domain import redline
from program_workflow.domain.amendment import (
    Operation,
    rebase_operations,
)
from program_workflow.domain.clause import NO_FIELDS
from program_workflow.domain.redline import FieldChange, Run
from program_workflow.domain.terms import (
    ClauseKind,
    OperationKind,
    Rebase,
)
from program_workflow.domain.text import Content, Text, content
from program_workflow.storage import AmendmentRow, VersionRow
from program_workflow.usecases import guards
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class OperationRedline:
    """The redline of one operation against its base. place: after or under which clause (insert, move).

    is_first: it stands first under the place, or first of all where there is none. stands_in: language of the
    words of the clause, where it has no text in that of the amendment; "" else.
    """

    kind: OperationKind
    clause_id: str
    anchor_id: str | None
    reference: str
    clause_kind: ClauseKind | None
    runs: tuple[Run, ...]
    fields: tuple[FieldChange, ...]
    place: str | None = None
    is_first: bool = False
    stands_in: str = ""


@dataclass(frozen=True, slots=True)
class ThreeSides:
    """A modification in conflict: what it was written against, what stands there now, and what it proposes."""

    kind: ClauseKind
    base: Content
    now: Content
    proposal: Content


@dataclass(frozen=True, slots=True)
class AmendmentRedline:
    """operations: against their base. rebased: against the version of the flag, where one waits and is clean.

    conflict: each operation that conflicts with the new text.
    """

    amendment_id: str
    operations: tuple[OperationRedline, ...]
    rebased: tuple[OperationRedline, ...] | None = None
    conflict: tuple[ThreeSides, ...] = ()


def redline_of_operation(one: Operation, text: Text, language: str) -> OperationRedline:
    """One operation against its base, or against what the text says in the language of the amendment."""
    anchor = one.anchor
    base = one.base
    node = text.by_id.get(one.clause_id)
    old_text, old_fields = (base.text, base.fields) if base else ("", NO_FIELDS)
    new_text, new_fields = one.text, one.fields
    is_shown = one.kind in (OperationKind.MOVE, OperationKind.DELETE) and node is not None and bool(node.contents)
    if node is not None and is_shown and (one.kind is OperationKind.MOVE or base is None):
        content = node.shown(language)[1]
        old_text, old_fields = new_text, new_fields = content.text, content.fields
    if one.kind is OperationKind.DELETE:
        new_text, new_fields = "", NO_FIELDS
    place = one.after or one.parent
    return OperationRedline(
        kind=one.kind,
        clause_id=one.clause_id,
        anchor_id=anchor,
        reference=text.references.get(anchor, "") if anchor else "",
        clause_kind=one.clause_kind or (node.kind if node else None),
        runs=tuple(redline.compare(old_text, new_text)),
        fields=redline.compare_fields(old_fields, new_fields),
        place=text.references.get(place) if place else None,
        is_first=one.kind in (OperationKind.INSERT, OperationKind.MOVE) and one.after is None,
        stands_in=node.stands_in(language) if is_shown and node is not None else "",
    )


def redline_of_amendment(w: Work, amendment_id: str) -> AmendmentRedline:
    """The redline of every operation against its base and, when a rebase waits, against the new text."""
    amendment = guards.find_amendment(w, amendment_id)
    operations = load_operations(w, [amendment])[amendment.id]
    return redline_of(w, amendment, operations, load_text(w, amendment.version_id))


def redline_of(w: Work, amendment: AmendmentRow, operations: Sequence[Operation], text: Text) -> AmendmentRedline:
    """The same, of what was loaded already. text: of the version the amendment was written for."""
    shown = tuple(redline_of_operation(one, text, amendment.language) for one in operations)
    target = w.session.get(VersionRow, amendment.rebase_version_id) if amendment.rebase_version_id else None
    if target is None or amendment.rebase is Rebase.NONE or not guards.sees_target(w, target):
        return AmendmentRedline(amendment.id, shown)
    now = load_text(w, target.id)
    then = load_text(w, amendment.version_id)
    flag, offered = rebase_operations(now, operations, amendment.language, then)
    if flag is Rebase.CLEAN:
        return AmendmentRedline(
            amendment.id, shown, tuple(redline_of_operation(one, now, amendment.language) for one in offered)
        )
    return AmendmentRedline(amendment.id, shown, None, _three_sides(now, operations, amendment.language))


def _three_sides(now: Text, operations: Sequence[Operation], language: str) -> tuple[ThreeSides, ...]:
    """Of each modification whose clause still stands, and says something else."""
    sides = []
    for one in operations:
        if one.kind is OperationKind.MODIFY and one.base is not None and one.clause_id in now:
            node = now.node(one.clause_id)
            there = node.content(language)
            if there is not None and there.hash != one.base.hash:
                sides.append(ThreeSides(node.kind, one.base, there, content(language, one.text, one.fields)))
    return tuple(sides)

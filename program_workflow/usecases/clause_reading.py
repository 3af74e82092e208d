"""A clause with everything live on it, and what a choice of amendments would make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from program_workflow.domain import permissions, redline
from program_workflow.domain.amendment import (
    Act,
    Operation,
    Unappliable,
    apply_operations,
    operations_collide,
)
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.permissions import Permit
from program_workflow.domain.redline import FieldChange, Run, Tagged
from program_workflow.domain.terms import (
    LIVE,
    AmendmentState,
    OperationKind,
    VersionState,
)
from program_workflow.domain.text import Text
from program_workflow.domain.window import standing
from program_workflow.storage import AmendmentRow, ProgramRow
from program_workflow.usecases.amendment_reading import amendments_on
from program_workflow.usecases.amendment_redlines import AmendmentRedline, redline_of
from program_workflow.usecases.finding import language_in
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.reading import clause_in, view_of_node
from program_workflow.usecases.statuses import statuses
from program_workflow.usecases.views import AmendmentView, ClauseView
from program_workflow.usecases.work import Work

#: (field, text now, ((delegation, proposed text), …)).
FieldTogether = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Trial:
    """What the text of a clause would be with some amendments accepted. Nothing is decided by it.

    text None: the chosen ones collide; collisions names the pairs by amendment. together, fields_together: as
    of the page, of the chosen ones alone.
    """

    chosen: tuple[str, ...]
    text: str | None
    fields: Fields | None
    runs: tuple[Run, ...]
    field_changes: tuple[FieldChange, ...]
    collisions: tuple[tuple[str, str], ...]
    together: tuple[Tagged, ...]
    fields_together: tuple[FieldTogether, ...]
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ClausePage:
    """A clause with everything live on it.

    together: all live modifications as one redline, runs tagged with delegations. drafts: of the
    reader's own delegation. submitted: those the reader may see that have no number yet. language: asked for.
    """

    language: str
    version_number: int
    version_state: VersionState
    closes_at: Any
    clause: ClauseView
    live: tuple[AmendmentView, ...]
    submitted: tuple[AmendmentView, ...]
    drafts: tuple[AmendmentView, ...]
    together: tuple[Tagged, ...]
    fields_together: tuple[FieldTogether, ...]
    redlines: Mapping[str, AmendmentRedline]
    trial: Trial | None
    previous: ClauseView | None
    following: ClauseView | None
    section: ClauseView | None


def clause_page(
    w: Work,
    code: str,
    clause_id: str,
    *,
    version: int | str | None = None,
    language: str | None = None,
    chosen: Sequence[str] = (),
) -> ClausePage:
    """A clause with its live amendments as one redline, and what a chosen set of them would make of it.

    chosen: identities of amendments to try together.
    """
    row, text, node = clause_in(w, code, clause_id, version)
    program = w.get(ProgramRow, row.program_id)
    language = language_in(program.languages, language)
    state = standing(row.state, row.closes_at, w.now)
    found = statuses(w, program, row)
    seen = amendments_on(w, code, clause_id) if permissions.may(w.actor, Permit.READ_AMENDMENTS) else ()
    live = tuple(one for one in seen if one.state in LIVE)
    position = text.index(clause_id)

    def view(index: int) -> ClauseView | None:
        if not 0 <= index < len(text.nodes):
            return None
        other = text.nodes[index]
        return view_of_node(w, text, other, language, found)

    clause = view_of_node(w, text, node, language, found)
    operations = _operations_of(w, [one.id for one in seen])
    rows = {one.id: w.get(AmendmentRow, one.id) for one in seen}
    return ClausePage(
        language=language,
        version_number=row.number,
        version_state=state,
        closes_at=row.closes_at,
        clause=clause,
        live=live,
        submitted=tuple(one for one in seen if one.state in (AmendmentState.SUBMITTED, AmendmentState.RETURNED)),
        drafts=tuple(one for one in seen if one.state is AmendmentState.DRAFT),
        together=_together(clause, live, operations),
        fields_together=_fields_together(clause, live, operations),
        redlines={one.id: redline_of(w, rows[one.id], operations[one.id], text) for one in seen},
        trial=_trial(text, clause, chosen, live, operations),
        previous=view(position - 1),
        following=view(position + 1),
        section=view(text.index(node.parent)) if node.parent else None,
    )


def _operations_of(w: Work, ids: Sequence[str]) -> dict[str, tuple[Operation, ...]]:
    return load_operations(w, [w.get(AmendmentRow, one) for one in ids])


def _modifications(
    clause: ClauseView, live: Sequence[AmendmentView], operations: Mapping[str, tuple[Operation, ...]]
) -> list[tuple[AmendmentView, Operation]]:
    """Live modifications and deletions written against the very revision that is shown."""
    return [
        (one, operation)
        for one in live
        for operation in operations[one.id]
        if operation.clause_id == clause.id
        and operation.kind in (OperationKind.MODIFY, OperationKind.DELETE)
        and operation.base is not None
        and operation.base.hash == clause.revision
    ]


def _together(
    clause: ClauseView, live: Sequence[AmendmentView], operations: Mapping[str, tuple[Operation, ...]]
) -> tuple[Tagged, ...]:
    wordings = [
        (code, "" if operation.kind is OperationKind.DELETE else operation.text)
        for one, operation in _modifications(clause, live, operations)
        for code in one.codes
    ]
    return redline.redline_of_many(clause.text, wordings)


def _fields_together(
    clause: ClauseView, live: Sequence[AmendmentView], operations: Mapping[str, tuple[Operation, ...]]
) -> tuple[FieldTogether, ...]:
    """Each field that an amendment changes."""
    proposed: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for one, operation in _modifications(clause, live, operations):
        if operation.kind is OperationKind.DELETE:
            continue
        for change in redline.compare_fields(clause.fields, operation.fields):
            old = "".join(text for op, text in change.runs if op != "+")
            new = "".join(text for op, text in change.runs if op != "-")
            if old != new:
                proposed.setdefault(change.name, (old, []))[1].extend((code, new) for code in one.codes)
    return tuple((name, old, tuple(said)) for name, (old, said) in proposed.items())


def _trial(
    text: Text,
    clause: ClauseView,
    chosen: Sequence[str],
    live: Sequence[AmendmentView],
    operations: Mapping[str, tuple[Operation, ...]],
) -> Trial | None:
    picked = [one for one in live if one.id in chosen]
    if not picked:
        return None
    pairs = tuple(
        (one.id, two.id)
        for index, one in enumerate(picked)
        for two in picked[index + 1 :]
        if any(
            operations_collide(text, a, b, same_language=one.language == two.language)
            for a in operations[one.id]
            for b in operations[two.id]
        )
    )
    made: Text | None
    try:
        acts = [Act(operation, one.language, text) for one in picked for operation in operations[one.id]]
        made = apply_operations(text, acts)
    except Unappliable:
        made = None
    ids = tuple(one.id for one in picked)
    together = _together(clause, picked, operations), _fields_together(clause, picked, operations)
    if made is None or pairs:
        return Trial(ids, None, None, (), (), pairs, *together)
    if clause.id not in made:
        gone = tuple(redline.compare(clause.text, ""))
        return Trial(ids, "", NO_FIELDS, gone, (), (), *together, is_deleted=True)
    content = made.node(clause.id).contents.get(clause.language)
    new_text, new_fields = (content.text, content.fields) if content else (clause.text, clause.fields)
    return Trial(
        ids,
        new_text,
        new_fields,
        tuple(redline.compare(clause.text, new_text)),
        redline.compare_fields(clause.fields, new_fields),
        (),
        *together,
    )

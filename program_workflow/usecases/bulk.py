"""One step on several amendments: what would come of each, before it is taken."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from program_workflow.domain.amendment import operations_collide
from program_workflow.domain.errors import N_, NotFound, StepNotAllowed, WorkflowError
from program_workflow.domain.terms import AmendmentAction
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import deciding, guards
from program_workflow.usecases.amendment_reading import list_views
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.operations import load_operations
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import AmendmentView
from program_workflow.usecases.work import Work

#: The steps offered for several amendments at once.
BULK_ACTIONS = (
    AmendmentAction.REVIEW,
    AmendmentAction.RETURN,
    AmendmentAction.AGREE,
    AmendmentAction.DEFER,
    AmendmentAction.INCORPORATE,
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the step would do to one amendment. refusal: why it cannot be taken; number: what it would be given."""

    view: AmendmentView
    refusal: WorkflowError | None = None
    number: str | None = None


def foresee(w: Work, code: str, seen: Sequence[tuple[str, int]], action: AmendmentAction) -> tuple[Outlook, ...]:
    """What the step would do to each of these amendments, in their order. seen: (identity, revision seen)."""
    program = find_program(w, code)
    rows = [guards.find_amendment(w, one) for one, _ in seen]
    if any(row.program_id != program.id for row in rows):
        raise NotFound
    views = list_views(w, rows)
    given = _numbers(w, rows)
    taken: list[AmendmentRow] = []
    found = []
    for row, view, (_, revision) in zip(rows, views, seen, strict=True):
        refusal = _refusal(w, row, action, revision) or _against(w, row, action, taken)
        number = None
        if refusal is None:
            taken.append(row)
            if action is AmendmentAction.REVIEW and row.number is None:
                given[row.delegation_id] += 1
                number = f"{code}/{view.first.reference or '0'}/{view.delegation.code}/{given[row.delegation_id]}"
        found.append(Outlook(view, refusal, number))
    return tuple(found)


def _refusal(w: Work, row: AmendmentRow, action: AmendmentAction, revision: int) -> WorkflowError | None:
    try:
        guards.check_side(w, row, action)
        if row.revision != revision:
            return w.stale("amendment", row.id)
        guards.check_state(row, action)
        guards.check_guard(w, row, action)
    except WorkflowError as refusal:
        return refusal
    return None


def _against(
    w: Work, row: AmendmentRow, action: AmendmentAction, taken: Sequence[AmendmentRow]
) -> WorkflowError | None:
    """Of two that collide only the first can be agreed to."""
    if action is not AmendmentAction.AGREE or not taken:
        return None
    text = load_text(w, row.version_id)
    operations = load_operations(w, [row, *taken])
    for other in taken:
        if any(
            operations_collide(text, one, two, same_language=row.language == other.language)
            for one in operations[row.id]
            for two in operations[other.id]
        ):
            return StepNotAllowed(
                N_("It collides with {number}, which is ticked too."), number=other.number or other.id
            )
    return None


def _numbers(w: Work, rows: Sequence[AmendmentRow]) -> Counter[str | None]:
    """The last number given to each delegation in the program."""
    found = w.session.execute(
        select(deciding.NUMBERED_FOR, func.max(AmendmentRow.sequence))
        .where(AmendmentRow.program_id.in_({row.program_id for row in rows}))
        .group_by(deciding.NUMBERED_FOR)
    )
    return Counter({delegation: last or 0 for delegation, last in found})

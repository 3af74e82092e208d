"""The redline of what is being typed, and what it meets."""

from collections.abc import Sequence
from dataclasses import dataclass

from program_workflow.domain import permissions
from program_workflow.domain.amendment import (
    near,
    operations_collide,
    same_proposal,
)
from program_workflow.domain.permissions import Permit
from program_workflow.domain.redline import Run
from program_workflow.domain.terms import (
    OPEN,
    OperationKind,
)
from program_workflow.storage import AmendmentRow
from program_workflow.usecases import guards
from program_workflow.usecases.amendment_reading import collision_with
from program_workflow.usecases.amendment_redlines import OperationRedline, redline_of_operation
from program_workflow.usecases.comparing import Source
from program_workflow.usecases.finding import delegation_views, filing_version, find_program, find_version, language_in
from program_workflow.usecases.operations import OperationInput, amendments_near, load_operations, read_operations
from program_workflow.usecases.texts import load_text
from program_workflow.usecases.views import CollisionView
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Preview:
    """The redline of what is being typed. added, removed: words. same_as: wordings equal but for case and marks."""

    operations: tuple[OperationRedline, ...]
    differs: bool
    added: int
    removed: int
    collisions: tuple[CollisionView, ...]
    same_as: tuple[Source, ...]


def preview(
    w: Work,
    code: str,
    operations: Sequence[OperationInput],
    *,
    language: str | None = None,
    base_version: int | None = None,
    amendment_id: str | None = None,
) -> Preview:
    """The redline of a proposal being typed, with what it collides with among what the reader may see.

    amendment_id: the draft being edited, which does not collide with itself. Raises Invalid.
    """
    program = find_program(w, code)
    permissions.need(w.actor, Permit.PROPOSE)
    version = find_version(w, program, base_version) if base_version is not None else filing_version(w, program.id)
    if version is None:
        raise guards.window_closed(guards.window_for(w, program.id, w.actor.delegation_id))
    language = language_in(program.languages, language)
    text = load_text(w, version.id)
    read = read_operations(operations, text, language)
    shown = tuple(redline_of_operation(one, text, language) for one in read)
    others = {
        one.id: one
        for one in amendments_near(w, program.id, OPEN, near(text, read))
        if one.id != amendment_id and guards.sees_amendment(w.actor, one)
    }
    theirs = load_operations(w, others.values())
    delegations = delegation_views(w)

    def colliding(one: AmendmentRow) -> bool:
        same = one.language == language
        return any(operations_collide(text, a, b, same_language=same) for a in read for b in theirs[one.id])

    return Preview(
        operations=shown,
        differs=any(_says_something(one) for one in shown),
        added=sum(_words(runs, "+") for one in shown for runs in _runs_of(one)),
        removed=sum(_words(runs, "-") for one in shown for runs in _runs_of(one)),
        collisions=tuple(
            collision_with(one, read, theirs[one.id], delegations) for one in others.values() if colliding(one)
        ),
        same_as=tuple(
            Source(one.id, one.number, delegations[one.delegation_id].code)
            for one in others.values()
            if one.language == language and same_proposal(read, theirs[one.id])
        ),
    )


def _says_something(one: OperationRedline) -> bool:
    if one.kind in (OperationKind.MOVE, OperationKind.DELETE):
        return True
    return any(op != "=" for op, _ in one.runs) or any(f.old != f.new for f in one.fields)


def _runs_of(one: OperationRedline) -> list[Sequence[Run]]:
    """Those of its text and of each of its fields."""
    return [one.runs, *(field.runs for field in one.fields)]


def _words(runs: Sequence[Run], op: str) -> int:
    return sum(len(text.split()) for one, text in runs if one == op)

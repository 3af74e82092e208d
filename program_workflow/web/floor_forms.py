"""What the floor says to a clause, as typed: another text or fields, a new clause beside it, a move, a deletion."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from flask import request

from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.terms import MeetingState, OperationKind
from program_workflow.usecases.floor_views import FloorView
from program_workflow.usecases.operations import OperationInput
from program_workflow.usecases.proposing import Ground, ground_of
from program_workflow.usecases.work import Work
from program_workflow.web import forms
from program_workflow.web.clause_words import name_clause
from program_workflow.web.proposal_form import WORDS, Change, What, begin, inputs_of, shown_fields

_WHAT: Final[Mapping[str, What]] = {
    OperationKind.MODIFY: What.CHANGE,
    OperationKind.INSERT: What.AFTER,
    OperationKind.DELETE: What.DELETE,
    OperationKind.MOVE: What.MOVE,
}


@dataclass(frozen=True, slots=True)
class WordingForms:
    """The forms of a clause. change, new, move: what stands in them. fields, new_fields: those that are shown.

    targets: (identity, name) of the clauses beside which it can be put.
    """

    change: Change
    fields: tuple[str, ...]
    new: Change
    new_fields: tuple[str, ...]
    move: Change
    targets: tuple[tuple[str, str], ...]


def wording_forms(w: Work, found: FloorView) -> dict[str, WordingForms]:
    """By clause; none where nothing is recorded. What was typed of one stands in its form again."""
    if found.meeting.state is not MeetingState.OPEN:
        return {}
    made: dict[str, WordingForms] = {}
    for program in found.programs:
        for clause in program.clauses:
            ground = ground_of(w, program.code, version=program.version, language=clause.language)
            made[clause.id] = _forms(ground, clause.id)
    return made


def _forms(ground: Ground, clause_id: str) -> WordingForms:
    change, new, move = (begin(ground, clause_id, one) for one in (What.CHANGE, What.AFTER, What.MOVE))
    beside, new = new, replace(new, kind="")
    if forms.text("clause") == clause_id and forms.text("kind") in _WHAT:
        typed = _typed(clause_id)
        change, new, move = (
            typed if one.what is typed.what or (one.inserts and typed.inserts) else one for one in (change, new, move)
        )
    targets = tuple(
        (node.id, name_clause(ground.text.references[node.id])) for node in ground.text.nodes if node.id != clause_id
    )
    new_fields = shown_fields(ground, replace(new, kind=new.kind or beside.kind))
    return WordingForms(change, shown_fields(ground, change), new, new_fields, move, targets)


def _typed(clause_id: str) -> Change:
    """What was sent. Raises Invalid for a kind of change that there is not."""
    kind, place = forms.text("kind"), forms.text("place") or "after"
    if kind not in _WHAT:
        raise Invalid(N_("Say what is to change: text, a field, an insertion, a deletion or a move."), pointer="/kind")
    what = What.FIRST if kind == OperationKind.INSERT and place == "under" else _WHAT[kind]
    said = {name: forms.text(name) for name in WORDS}
    return Change(what, clause_id, kind=forms.text("clause_kind"), target=forms.text("target"), place=place, **said)


def typed_operation(ground: Ground, clause_id: str) -> OperationInput:
    """The change as the use case takes it; fields that the form does not show stay as they are. Raises Invalid."""
    if clause_id not in ground.text:
        raise Invalid(N_("There is no such clause in this version."), pointer="/clause")
    typed = _typed(clause_id)
    if typed.what is What.CHANGE:
        stands = begin(ground, clause_id)
        missing = {name: getattr(stands, name) for name in WORDS if name not in request.form}
        typed = replace(typed, **missing)
    [operation] = inputs_of(ground, [replace(typed, text=typed.text.strip())])
    return operation


def field_of_wording(field: str) -> str:
    """The field of the form that a refusal names: "parent_id" → "target", "fields-timeframe" → "timeframe"."""
    name = field.removeprefix("operations-0-").removeprefix("fields-")
    found = {"executing_bodies": "bodies", "parent_id": "target", "after_clause_id": "target", "kind": "clause_kind"}
    return name if field == "kind" else found.get(name, name.split("-")[0])

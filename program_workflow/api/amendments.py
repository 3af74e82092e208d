"""Amendments: drafted, saved, filed, decided."""

from collections.abc import Callable
from typing import Any

from apiflask.fields import List, Nested
from flask import Response

from program_workflow.api import rendering, schemas
from program_workflow.api.answers import answer
from program_workflow.api.counter_rendering import CounterTextOut, shown
from program_workflow.api.entries import entry
from program_workflow.api.positions import outside_in
from program_workflow.api.requests import act, bp, check_program, needs, open_reading, query, seen_revision, sent, takes
from program_workflow.domain.errors import Invalid
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import AmendmentAction, ClauseKind, OperationKind
from program_workflow.usecases import (
    amending,
    amendment_reading,
    amendment_redlines,
    entering,
    guards,
    recording,
    stepping,
)
from program_workflow.usecases.counter_views import counter_texts_of
from program_workflow.usecases.finding import find_program
from program_workflow.usecases.operations import OperationInput
from program_workflow.usecases.work import Work


@bp.get("/programs/<code>/amendments")
@bp.input(schemas.AmendmentQuery, location="query", validation=False)
@bp.output(schemas.listed(schemas.AmendmentOut))
@needs(Permit.READ_PROGRAMS)
def list_amendments(code: str, **_: Any) -> Response:
    """Amendments of a program that you may know of."""
    with open_reading() as w:
        find_program(w, code)
        asked = query(schemas.AmendmentQuery)
        found = amendment_reading.list_amendments(w, code, **asked)
    return answer(rendering.page(map(rendering.amendment, found.items), found.next))


@bp.post("/programs/<code>/amendments")
@takes(schemas.NewAmendmentIn)
@bp.output(schemas.AmendmentOut, 201)
@needs(Permit.READ_PROGRAMS)
def draft_amendment(code: str, **_: Any) -> Response:
    """A draft of your delegation; nobody else knows of it until it is submitted.

    With `on_behalf` a coordinator enters one that was received outside: it is filed as of the time of its
    receipt, or, where that was after the window, is a draft that asks for late admission.
    """

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.NewAmendmentIn)
        more: dict[str, Any] = {
            "base_version": asked["base_version"],
            "language": asked["language"],
            "rationale": asked["rationale"] or "",
            "co_sponsors": asked["co_sponsors"],
        }
        outside = outside_in(asked)
        if outside is None:
            return answered(w, amending.draft_amendment(w, code, operations_in(asked), **more))
        return answered(w, entering.enter_amendment(w, code, operations_in(asked), outside, **more))

    return act(do, check=lambda w: check_program(w, code, Permit.PROPOSE))


def operations_in(asked: dict[str, Any]) -> list[OperationInput]:
    """The operations of a body: several, or the one of the short form."""
    return [
        OperationInput(
            kind=OperationKind(one["kind"]),
            clause_id=one["clause_id"],
            text=one["text"],
            fields=one["fields_"],
            parent_id=one["parent_id"],
            after_clause_id=one["after_clause_id"],
            clause_kind=ClauseKind(one["clause_kind"]) if one["clause_kind"] else None,
        )
        for one in (asked["operations"] if asked["operations"] is not None else [asked])
    ]


def answered(w: Work, row: Any, status: int = 201) -> tuple[Any, int, int]:
    view = amendment_reading.view_of(w, row)
    return rendering.amendment(view), status, view.revision


@bp.get("/amendments/<amendment_id>")
@bp.output(schemas.AmendmentOut)
@needs(Permit.READ_PROGRAMS)
def get_amendment(amendment_id: str) -> Response:
    """An amendment with its operations, collisions and the steps you could take."""
    with open_reading() as w:
        view = amendment_reading.view_amendment(w, amendment_id)
    return answer(rendering.amendment(view), revision=view.revision)


@bp.put("/amendments/<amendment_id>")
@takes(schemas.AmendmentIn)
@bp.output(schemas.AmendmentOut)
@needs(Permit.READ_PROGRAMS)
def save_wording(amendment_id: str, **_: Any) -> Response:
    """A new wording of a draft or a returned amendment; earlier wordings stay."""

    def do(w: Work) -> tuple[Any, int, int]:
        seen = seen_revision()
        asked = sent(schemas.AmendmentIn)
        row = amending.save_wording(
            w,
            amendment_id,
            operations_in(asked),
            seen_revision=seen,
            rationale=asked["rationale"],
            base_version=asked["base_version"],
        )
        return answered(w, row, 200)

    return act(do, check=lambda w: _check(w, amendment_id, AmendmentAction.SAVE), lock=lock_of(amendment_id))


@bp.delete("/amendments/<amendment_id>")
@needs(Permit.READ_PROGRAMS)
def discard_draft(amendment_id: str) -> Response:
    """Deletes a draft that was never filed."""

    def do(w: Work) -> tuple[Any, int, None]:
        amending.discard_draft(w, amendment_id, seen_revision=seen_revision())
        return {"deleted": amendment_id}, 200, None

    return act(do, check=lambda w: _check(w, amendment_id, AmendmentAction.DISCARD), lock=lock_of(amendment_id))


def _check(w: Work, amendment_id: str, action: AmendmentAction) -> None:
    guards.check_side(w, guards.find_amendment(w, amendment_id), action)


def lock_of(amendment_id: str) -> Callable[[Work, int], Any]:
    return lambda w, seen: guards.lock_amendment(w, guards.find_amendment(w, amendment_id), seen)


@bp.post("/amendments/<amendment_id>/steps")
@takes(schemas.AmendmentStepIn)
@bp.output(schemas.AmendmentOut)
@needs(Permit.READ_PROGRAMS)
def step_amendment(amendment_id: str, **_: Any) -> Response:
    """A step of an amendment: submit, review, agree, reject, defer, withdraw, and the others of the table."""

    def check(w: Work) -> None:
        found = guards.find_amendment(w, amendment_id)
        action = _named_action()
        if action is not None:
            guards.check_side(w, found, action)

    def do(w: Work) -> tuple[Any, int, int | None]:
        seen = seen_revision()
        asked = sent(schemas.AmendmentStepIn)
        row = stepping.take_step(
            w,
            amendment_id,
            AmendmentAction(asked["action"]),
            seen_revision=seen,
            reason=asked["reason"],
            text=asked["text"],
            until=asked["until"],
            without=asked["without"],
            into=asked["into"],
        )
        return answered(w, row, 200) if row is not None else ({"deleted": amendment_id}, 200, None)

    return act(do, check=check, lock=lock_of(amendment_id))


def _named_action() -> AmendmentAction | None:
    """The action of the body where it names one; a body that does not is refused in its turn."""
    try:
        return AmendmentAction(sent(schemas.AmendmentStepIn)["action"])
    except Invalid:
        return None


class LayeredRedlineOut(schemas.AmendmentRedlineOut):
    """counter_texts: other wordings that wait for the author, in three layers."""

    counter_texts = List(Nested(entry(CounterTextOut)))


@bp.get("/amendments/<amendment_id>/redline")
@bp.output(LayeredRedlineOut)
@needs(Permit.READ_PROGRAMS)
def amendment_redline(amendment_id: str) -> Response:
    """The redline against its base and, when a rebase waits, against the new version."""
    with open_reading() as w:
        found = amendment_redlines.redline_of_amendment(w, amendment_id)
        counters = counter_texts_of(w, amendment_id).items
    waiting = [shown(one) for one in counters if one.waits]
    return answer({**rendering.amendment_redline(found), "counter_texts": waiting})


@bp.get("/amendments/<amendment_id>/events")
@bp.output(schemas.listed(schemas.EventOut))
@needs(Permit.READ_PROGRAMS)
def amendment_events(amendment_id: str) -> Response:
    """The history of an amendment, oldest first."""
    with open_reading() as w:
        found = recording.events_of_amendment(w, amendment_id)
    return answer(rendering.page(map(rendering.event, found)))

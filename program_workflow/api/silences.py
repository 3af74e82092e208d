"""Silence procedures: preparing, announcing, answering, and what came of them."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from program_workflow import phrases
from program_workflow.api import rendering
from program_workflow.api import silence_schemas as schemas
from program_workflow.api.answers import answer, instant
from program_workflow.api.positions import outside_in
from program_workflow.api.requests import act, bp, check_program, needs, open_reading, seen_revision, sent, takes
from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import PositionKind, SilenceAction
from program_workflow.usecases import silence_answers, silences
from program_workflow.usecases.silence_rows import find_silence
from program_workflow.usecases.silence_views import (
    AnswerView,
    MessageView,
    SilenceView,
    events_of_silence,
    silences_of,
    view_of,
    view_silence,
)
from program_workflow.usecases.work import Work


@bp.get("/programs/<code>/silence-procedures")
@bp.output(schemas.SilencesOut)
@needs(Permit.READ_PROGRAMS)
def list_silences(code: str) -> Response:
    """The silence procedures of a program that you may know of, the newest first."""
    with open_reading() as w:
        found = silences_of(w, code)
    return answer(rendering.page([render(one) for one in found]))


@bp.post("/programs/<code>/silence-procedures")
@takes(schemas.SilenceIn)
@bp.output(schemas.SilenceOut, status_code=201)
@needs(Permit.READ_PROGRAMS)
def prepare_silence(code: str, **_: Any) -> Response:
    """Prepares a procedure on a version, on clauses with all that stands under them, or on amendments.

    Their texts are frozen as they stand; it runs from its announcement on.
    """

    def do(w: Work) -> tuple[Any, int, int]:
        asked = sent(schemas.SilenceIn)
        scope = asked["scope"]
        row = silences.prepare(
            w,
            code,
            expires_at=asked["expires_at"],
            version=scope["version"],
            clauses=scope["clauses"],
            amendments=scope["amendments"],
        )
        return render(view_of(w, row)), 201, row.revision

    return act(do, check=lambda w: check_program(w, code, Permit.PREPARE_SILENCE))


@bp.get("/silence-procedures/<silence_id>")
@bp.output(schemas.SilenceOut)
@needs(Permit.READ_PROGRAMS)
def get_silence(silence_id: str) -> Response:
    """A procedure in the state it is in at this instant, with the answers, who was reached, and what came late."""
    with open_reading() as w:
        found = view_silence(w, silence_id)
    return answer(render(found), revision=found.revision)


@bp.get("/silence-procedures/<silence_id>/events")
@needs(Permit.READ_PROGRAMS)
def silence_events(silence_id: str) -> Response:
    """The record of a procedure, oldest first."""
    with open_reading() as w:
        found = events_of_silence(w, silence_id)
    return answer(rendering.page([rendering.event(one) for one in found]))


@bp.post("/silence-procedures/<silence_id>/steps")
@takes(schemas.SilenceStepIn)
@bp.output(schemas.SilenceOut)
@needs(Permit.READ_PROGRAMS)
def step_silence(silence_id: str, **_: Any) -> Response:
    """Announce, extend, withdraw, annul or record a note (coordinators); agree, break or clarify (delegations).

    What is said after the instant answers 200 with `late: true`, and changes nothing. An answer to what is
    frozen is not refused for an older ETag.
    """

    def check(w: Work) -> None:
        find_silence(w, silence_id)
        permissions.need(w.actor, Permit.STEP_SILENCE)

    def do(w: Work) -> tuple[Any, int, int]:
        seen, asked = seen_revision(), sent(schemas.SilenceStepIn)
        late = _step(w, silence_id, asked, seen)
        w.session.flush()
        view = view_silence(w, silence_id)
        return {**render(view), "late": late}, 200, view.revision

    def lock(w: Work, _seen: int) -> Any:
        return find_silence(w, silence_id)  # what cannot be meant is said whatever page was read

    return act(do, check=check, lock=lock)


def _step(w: Work, silence_id: str, asked: Mapping[str, Any], seen: int) -> bool:
    """Takes the step; whether it came after the instant."""
    action, reason, outside = SilenceAction(asked["action"]), asked["reason"], outside_in(asked)
    match action:
        case SilenceAction.AGREE:
            return silence_answers.agree(w, silence_id, outside=outside).is_late
        case SilenceAction.CLARIFY:
            return silence_answers.clarify(w, silence_id, reason).is_late
        case SilenceAction.BREAK:
            return silence_answers.break_silence(
                w,
                silence_id,
                reason,
                kind=PositionKind(asked["kind"]),
                clauses=asked["clauses"],
                amendment_id=asked["amendment"],
                outside=outside,
            ).is_late
    silences.take_step(
        w,
        silence_id,
        action,
        seen_revision=seen,
        reason=reason,
        expires_at=asked["expires_at"],
        served=outside,
    )
    return False


def render(view: SilenceView) -> dict[str, Any]:
    return {
        "id": view.id,
        "program": view.program,
        "state": view.state.value,
        "extended": view.extended_at is not None,
        "scope": {
            "kind": view.scope.value,
            "version": view.version,
            "items": [
                {"subject": one.subject.value, "id": one.subject_id, "reference": one.reference} for one in view.items
            ],
        },
        "expires_at": instant(view.expires_at),
        "announced_at": instant(view.announced_at),
        "ended_at": instant(view.ended_at),
        "annulled_at": instant(view.annulled_at),
        "text_hash": view.text_hash,
        "holds": view.holds,
        "silent": view.silent,
        "missing": [phrases.fill(one.template, one.params) for one in view.lacks],
        "days_off": [{"delegation": code, "why": why.value} for code, why in view.days_off],
        "blocks": [phrases.fill(one.template, one.params) for one in view.blocks],
        "responses": [_answer(one) for one in view.answers],
        "messages": [_message(one) for one in view.messages],
        "revision": view.revision,
        "next_actions": [one.value for one in view.actions],
    }


def _answer(one: AnswerView) -> dict[str, Any]:
    served = one.served
    return {
        "delegation": one.delegation.code,
        "kind": one.message.kind.value if one.message else None,
        "at": instant(one.message.at) if one.message else None,
        "reason": one.message.reason if one.message else "",
        "served": {
            "queued_at": instant(served.queued_at),
            "sent_at": instant(served.sent_at),
            "failed": served.failed,
            "read_at": instant(served.read_at),
            "note": served.note,
        },
    }


def _message(one: MessageView) -> dict[str, Any]:
    return {
        "delegation": one.delegation.code if one.delegation else None,
        "kind": one.kind.value,
        "reason": one.reason,
        "at": instant(one.at),
        "late": one.is_late,
        "received_in_time": one.is_in_time,
        "channel": one.channel.value if one.channel else None,
        "reference": one.reference,
        "received_act": one.received.act_id if one.received else None,
        "contested": one.received is not None and one.received.is_contested,
        "amendment": one.amendment_id,
    }

"""What follows adoption: the signature page, reservations on signing, corrigenda."""

from typing import Any

from flask import Response

from program_workflow.api import adoption_schemas as schemas
from program_workflow.api import rendering
from program_workflow.api.answers import answer, instant
from program_workflow.api.positions import outside_in
from program_workflow.api.requests import act, bp, needs, open_reading, seen_revision, sent, takes
from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import OutsideChannel, SignatureKind
from program_workflow.usecases import corrigenda, signing, versions
from program_workflow.usecases.corrigendum_rows import find_corrigendum, lock_corrigendum
from program_workflow.usecases.corrigendum_views import (
    CorrigendumView,
    corrigenda_of,
    events_of_corrigendum,
    view_corrigendum,
)
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.work import Work


@bp.get("/programs/<code>/versions/<number>/signatures")
@bp.output(schemas.SignaturesOut)
@needs(Permit.READ_PROGRAMS)
def signatures(code: str, number: str) -> Response:
    """The signature page of an adopted version, a line for each state, and the reservations attached to the text."""
    with open_reading() as w:
        body, revision = _end(w, code, number)
    return answer(body, revision=revision)


@bp.put("/programs/<code>/versions/<number>/signatures/<delegation>")
@takes(schemas.SignatureIn)
@bp.output(schemas.SignaturesOut)
@needs(Permit.READ_PROGRAMS)
def enter_signature(code: str, number: str, delegation: str, **_: Any) -> Response:
    """How a state signed, entered by a coordinator; `blank` takes back what was entered."""

    def check(w: Work) -> None:
        find_version(w, find_program(w, code), number)
        permissions.need(w.actor, Permit.ENTER_SIGNATURE)

    def do(w: Work) -> tuple[Any, int, int]:
        seen, asked = seen_revision(), sent(schemas.SignatureIn)
        line = signing.Signing(
            delegation,
            SignatureKind(asked["kind"]),
            asked["text"],
            asked["place"],
            asked["signed_on"],
            OutsideChannel(asked["channel"]) if asked["channel"] else None,
            asked["reference"],
        )
        signing.enter_signature(w, code, number, line, seen_revision=seen)
        body, revision = _end(w, code, number)
        return body, 200, revision

    return act(do, check=check, lock=lambda w, seen: versions.lock_version(w, code, number, seen))


def _end(w: Work, code: str, number: str) -> tuple[dict[str, Any], int]:
    program = find_program(w, code)
    version = find_version(w, program, number)
    found = signing.end_of(w, program, version)
    body = {
        "version": version.number,
        "adopted_at": instant(version.adopted_at),
        "adopted_by": version.adopted_by.value if version.adopted_by else None,
        "ground": version.ground or "",
        "signatures": [
            {
                "delegation": one.delegation.code,
                "kind": one.kind.value,
                "text": one.text,
                "place": one.place,
                "signed_on": one.signed_on.isoformat() if one.signed_on else None,
                "channel": one.channel.value if one.channel else None,
                "reference": one.reference,
            }
            for one in found.signatures
        ],
        "reservations": [
            {
                "delegation": one.delegation.code,
                "text": one.text,
                "clauses": list(one.clauses),
                "references": list(one.references),
                "whole": one.is_whole,
            }
            for one in found.reservations
        ],
    }
    return body, version.revision


# --- Corrigenda ----------------------------------------------------------------------------------------


@bp.get("/programs/<code>/corrigenda")
@bp.output(schemas.CorrigendaOut)
@needs(Permit.READ_PROGRAMS)
def list_corrigenda(code: str) -> Response:
    """The corrigenda of a program, the newest first; one is proposed by the step `correct` of its version."""
    with open_reading() as w:
        found = corrigenda_of(w, code)
    return answer(rendering.page([render(one) for one in found]))


@bp.get("/corrigenda/<corrigendum_id>")
@bp.output(schemas.CorrigendumOut)
@needs(Permit.READ_PROGRAMS)
def get_corrigendum(corrigendum_id: str) -> Response:
    """A corrigendum in the state it is in at this instant, with what it corrects as a redline."""
    with open_reading() as w:
        found = view_corrigendum(w, corrigendum_id)
    return answer(render(found), revision=found.revision)


@bp.get("/corrigenda/<corrigendum_id>/events")
@needs(Permit.READ_PROGRAMS)
def corrigendum_events(corrigendum_id: str) -> Response:
    """The record of a corrigendum, oldest first."""
    with open_reading() as w:
        found = events_of_corrigendum(w, corrigendum_id)
    return answer(rendering.page([rendering.event(one) for one in found]))


@bp.post("/corrigenda/<corrigendum_id>/steps")
@takes(schemas.CorrigendumStepIn)
@bp.output(schemas.CorrigendumOut)
@needs(Permit.READ_PROGRAMS)
def step_corrigendum(corrigendum_id: str, **_: Any) -> Response:
    """Object (a delegation, or a coordinator for one) or withdraw (a coordinator).

    An objection after the instant answers 200 with `late: true`, and changes nothing. It is not refused
    for an older ETag: what is corrected cannot have changed.
    """

    def check(w: Work) -> None:
        find_corrigendum(w, corrigendum_id)
        permissions.need(w.actor, Permit.OBJECT_TO_CORRIGENDUM)

    def do(w: Work) -> tuple[Any, int, int]:
        seen, asked = seen_revision(), sent(schemas.CorrigendumStepIn)
        late = False
        if asked["action"] == "withdraw":
            corrigenda.withdraw(w, corrigendum_id, asked["reason"], seen_revision=seen)
        else:
            said = corrigenda.object_to(w, corrigendum_id, asked["reason"], outside=outside_in(asked))
            late = said.is_late
        w.session.flush()
        view = view_corrigendum(w, corrigendum_id)
        return {**render(view), "late": late}, 200, view.revision

    def lock(w: Work, _seen: int) -> Any:
        return lock_corrigendum(w, find_corrigendum(w, corrigendum_id))

    return act(do, check=check, lock=lock)


def render(view: CorrigendumView) -> dict[str, Any]:
    return {
        "id": view.id,
        "program": view.program,
        "number": view.number,
        "version": view.version,
        "state": view.state.value,
        "reason": view.reason,
        "text_hash": view.text_hash,
        "proposed_at": instant(view.proposed_at),
        "takes_effect_at": instant(view.takes_effect_at),
        "ended_at": instant(view.ended_at),
        "made_version": view.made_version,
        "corrections": [
            {
                "clause_id": one.clause_id,
                "reference": one.reference,
                "language": one.language,
                "runs": rendering.runs(one.runs),
                "fields": rendering.fields(one.fields),
            }
            for one in view.corrections
        ],
        "objections": [
            {
                "delegation": one.delegation.code,
                "reason": one.reason,
                "at": instant(one.at),
                "late": one.is_late,
                "channel": one.channel.value if one.channel else None,
                "reference": one.reference,
            }
            for one in view.objections
        ],
        "revision": view.revision,
        "next_actions": [one.value for one in view.actions],
    }

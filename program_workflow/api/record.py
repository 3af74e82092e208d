"""The record, for those who may read it."""

from typing import Any

from flask import Response

from program_workflow.api import rendering, schemas
from program_workflow.api.answers import answer
from program_workflow.api.requests import bp, needs, open_reading, query
from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.usecases import recording


@bp.get("/audit")
@bp.input(schemas.PageQuery, location="query", validation=False)
@bp.output(schemas.listed(schemas.EventOut))
@needs(Permit.READ_AUDIT)
def list_events(**_: Any) -> Response:
    """The record, newest first, without what is private to a delegation."""
    asked = query(schemas.PageQuery)
    cursor = asked["cursor"]
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 16):
        raise Invalid(N_("This page of the list no longer exists; start again."), pointer="/cursor")
    with open_reading() as w:
        found = recording.list_events(w, before=int(cursor) if cursor else None, limit=asked["limit"])
    return answer(rendering.page(map(rendering.event, found.items), found.next))


@bp.route("/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@bp.doc(hide=True)
@needs(Permit.READ_OWN)
def nothing(rest: str) -> Response:  # noqa: ARG001 - every other address is not found, in the form of the API
    """Every other address."""
    raise NotFound

"""For those who keep it running: does the process live, can it do its work."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from flask import Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.permissions import Permit
from program_workflow.web import bp
from program_workflow.web.session import needs, open_reading, settings


@bp.get("/healthz")
@needs(Permit.ANYBODY)
def healthz() -> Response:
    """The process lives; nothing else is asked."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@bp.get("/readyz")
@needs(Permit.ANYBODY)
def readyz() -> ResponseReturnValue:
    """Whether database, broker and worker do their part; 503 when one does not."""
    parts = _readiness()
    return jsonify(parts), 200 if all(parts.values()) else 503


def _readiness() -> Mapping[str, bool]:
    try:
        with open_reading(SYSTEM) as w:
            if find_spec("program_workflow.usecases.health"):
                parts: Mapping[str, bool] = import_module("program_workflow.usecases.health").readiness(w, settings())
                return parts
            w.session.execute(text("select 1"))
            return {"database": True, "broker": True, "worker": True}
    except SQLAlchemyError:
        return {"database": False, "broker": False, "worker": False}

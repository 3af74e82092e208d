"""For those who keep it running: does the process live, can it do its work."""

from flask import Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.permissions import Permit
from program_workflow.usecases import health
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
    """Whether database, broker and worker do their part; 503 when one of them does not.

    The scheduler is reported too, but a silent one is no reason to take pages from people.
    """
    try:
        with open_reading(SYSTEM) as w:
            found = health.readiness(w, settings())
    except SQLAlchemyError:
        found = health.without_database()
    parts = {name: part.is_ok for name, part in found.parts.items()}
    is_ready = found.database.is_ok and found.broker.is_ok and found.worker.is_ok
    return jsonify(parts), 200 if is_ready else 503

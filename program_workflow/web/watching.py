"""One line in the log for each request, and counts for the operators. Neither holds text of anybody."""

import os
import secrets
import sys
import time
from collections.abc import Mapping
from typing import Any

import structlog
from flask import Flask, Response, abort, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobKind, JobState
from program_workflow.usecases import job_log
from program_workflow.web import bp
from program_workflow.web.session import needs, open_reading, settings

log = structlog.get_logger("program_workflow.request")

REQUESTS = Counter("program_workflow_requests_total", "Requests answered", ["endpoint", "method", "status"])
SECONDS = Histogram("program_workflow_request_seconds", "Time to answer", ["endpoint"])
LOG_INS = Counter("program_workflow_log_ins_total", "Attempts to log in", ["outcome"])


def configure_log() -> None:
    """One JSON object a line on stderr: what a person sent can never break a line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),  # looked up now: it may be replaced
    )


def watch(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = secrets.token_hex(8)


def _end(response: Response) -> Response:
    if "began" not in g:
        return response
    seconds = time.perf_counter() - g.began
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, response.status_code).inc()
    SECONDS.labels(endpoint).observe(seconds)
    response.headers["X-Request-Id"] = g.request_id
    if endpoint not in ("static", "web.healthz", "web.readyz", "web.metrics"):
        log.info("request", **_facts(endpoint, response, seconds))
    return response


def _facts(endpoint: str, response: Response, seconds: float) -> dict[str, Any]:
    """What the line says: the endpoint, never the address with its query, which may hold words of a draft."""
    return {
        "request_id": g.request_id,
        "method": request.method,
        "endpoint": endpoint,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": g.get("user_id"),
        "address": request.remote_addr,
    }


@bp.get("/metrics")
@needs(Permit.ANYBODY)
def metrics() -> Response:
    """Prometheus; for this machine, or with the token of the settings. To anybody else there is no such page."""
    if not _may_measure():
        abort(404)
    with open_reading(SYSTEM) as w:
        counts = job_log.count_jobs(w)
    registry: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library's
    return Response(generate_latest(registry) + generate_latest(_jobs(counts)), content_type=CONTENT_TYPE_LATEST)


def _jobs(counts: Mapping[tuple[JobKind, JobState], int]) -> CollectorRegistry:
    """Long work as it stands in the database: the same whichever process is asked."""
    registry = CollectorRegistry()
    gauge = Gauge("program_workflow_jobs", "Long work of the last day", ["kind", "state"], registry=registry)
    for kind in JobKind:
        for state in JobState:
            gauge.labels(kind.value, state.value).set(counts.get((kind, state), 0))
    return registry


def _may_measure() -> bool:
    token = settings().metrics_token
    if token:
        return secrets.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers.keys())
    return request.remote_addr in ("127.0.0.1", "::1") and not forwarded

"""The page of a version: queries and time with 50 and with 500 clauses, through the whole application."""

import contextlib
import io
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from bench.measuring import bar
from bench.programs import make_program_docx
from program_workflow.app import create_app
from program_workflow.documents import read
from program_workflow.domain.actor import CONSOLE, Actor
from program_workflow.domain.terms import Role, VersionAction
from program_workflow.settings import Settings, read_settings
from program_workflow.storage import Base
from program_workflow.storage.database import engine_for
from program_workflow.usecases import importing, people, versions
from program_workflow.wiring import open_work

SIZES = (50, 500)
RUNS = 15


def run() -> dict[str, Any]:
    """The number of queries must not grow with the text; the time is for a page made anew."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"PROGRAM_WORKFLOW_HOME": folder})
        engine = engine_for(settings.database_url)
        Base.metadata.create_all(engine)
        client = _instance(settings, Path(folder))
        figures: dict[str, Any] = {}
        for size in SIZES:
            path = f"/programs/B{size}/versions/1"
            with contextlib.redirect_stderr(io.StringIO()):
                client.get(path)
            queries, times = 0, []
            for _ in range(RUNS):
                statements: list[str] = []
                event.listen(engine, "before_cursor_execute", _collect := _collector(statements))
                started = time.perf_counter()
                with contextlib.redirect_stderr(io.StringIO()):  # the line of the log
                    answer = client.get(path)
                times.append(time.perf_counter() - started)
                event.remove(engine, "before_cursor_execute", _collect)
                queries = len(statements)
            if answer.status_code != 200 or answer.text.count('id="c-') < size:
                raise AssertionError(f"the page of {size} clauses is not whole: {answer.status_code}")
            figures[f"version_{size}_queries"] = queries
            figures[f"version_{size}_milliseconds"] = round(statistics.median(times) * 1000, 1)
        engine.dispose()
    few, many = figures["version_50_queries"], figures["version_500_queries"]
    figures["bars"] = [
        bar("Queries of the page of a version, 50 and 500 clauses", "the same", f"{few} and {many}", few == many)
    ]
    return figures


def _collector(statements: list[str]) -> Any:
    def collect(*event_arguments: Any) -> None:
        statements.append(event_arguments[2])

    return collect


def _instance(settings: Settings, folder: Path) -> FlaskClient:
    """A client logged in as a representative, with a circulated program of each size."""
    with open_work(CONSOLE, settings=settings) as w:
        people.add_delegation(w, "KAZ", "Kazakhstan", "Казахстан")
        user = people.add_user(w, "kaz@example.org", "Representative of Kazakhstan", "representative", "KAZ")
        key = people.create_session(w, user.id)
    coordinator = Actor(None, "bench", Role.COORDINATOR)
    for size in SIZES:
        file = make_program_docx(folder / f"{size}.docx", clauses=size)
        data = file.read_bytes()
        with open_work(coordinator, settings=settings) as w:
            importing.create_from_file(w, file.name, data, read(file.name, data), code=f"B{size}")
            versions.take_step(
                w,
                f"B{size}",
                1,
                VersionAction.CIRCULATE,
                seen_revision=None,
                closes_at=datetime.now(UTC) + timedelta(days=9),
            )
    client = create_app(settings).test_client()
    client.set_cookie("session_key", key)
    return client

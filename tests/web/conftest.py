"""The application on a fresh SQLite file, people who can log in, a clock that stands still."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from program_workflow.domain.actor import CONSOLE
from program_workflow.settings import Settings, read_settings
from program_workflow.usecases import entrance
from program_workflow.wiring import engine, open_work
from tests.people import PASSWORD, Clock, People, make_people


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    genuine, entrance.hasher = entrance.hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    entrance.hasher = genuine


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Iterator[Settings]:
    known = read_settings(
        {"PROGRAM_WORKFLOW_HOME": str(tmp_path / "home"), "PROGRAM_WORKFLOW_DATABASE_URL": sqlite_url}
    )
    yield known
    engine(known).dispose()


@pytest.fixture
def people(settings: Settings, clock: Clock, peopled: Callable[..., People]) -> People:
    """All can log in with PASSWORD; the e-mail is the name of the attribute @example.org."""

    def make() -> People:
        with open_work(CONSOLE, settings=settings, clock=clock) as w:
            return make_people(w, PASSWORD)

    return peopled(settings.database_url, make)


class Browser:
    """A client that sends forms with the hidden fields of the page it saw."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        answer = self.client.get(path, **options)
        self.page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        return answer

    def post(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Sends the fields with the hidden ones of the last page's form for this address."""
        answer = self.client.post(path, data={**self.hidden(path), **(fields or {})}, **options)
        if answer.mimetype == "text/html":
            self.page = answer.get_data(as_text=True)
        return answer

    def hidden(self, path: str) -> dict[str, str]:
        form = re.search(rf'<form[^>]*action="{re.escape(path)}".*?</form>', self.page, re.DOTALL)
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0] if form else self.page)
        return {name: unescape(value) for name, value in fields}


@pytest.fixture
def browser(app: APIFlask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def logged_in(app: APIFlask, people: People) -> Callable[[str], Browser]:
    """``logged_in("kaz")``: a browser in which that person is logged in."""

    def log_in(name: str) -> Browser:
        browser = Browser(app.test_client())
        browser.get("/login")
        answer = browser.post("/login", {"email": f"{name}@example.org", "password": PASSWORD})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return browser

    return log_in

"""The API in-process: people with tokens, a client for each of them, a program to act on."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from werkzeug.test import Client, TestResponse

from program_workflow.domain.actor import CONSOLE, SYSTEM, Actor
from program_workflow.settings import Settings, read_settings
from program_workflow.usecases import entrance
from program_workflow.usecases.work import Work
from program_workflow.wiring import engine, open_work
from tests.negotiation import Negotiation
from tests.people import Clock, People, make_people

BASE = "/api/v1"


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

    def make() -> People:
        with open_work(CONSOLE, settings=settings, clock=clock) as w:
            return make_people(w)

    return peopled(settings.database_url, make)


@pytest.fixture
def talks(settings: Settings, people: People, clock: Clock) -> Negotiation:
    def work(actor: Actor = SYSTEM) -> AbstractContextManager[Work]:
        return open_work(actor, settings=settings, clock=clock)

    return Negotiation(work, people, clock)


@dataclass
class Caller:
    """One person's requests; bodies are JSON, addresses begin after /api/v1."""

    client: Client
    token: str

    def call(self, method: str, path: str, body: Any = None, **headers: str | None) -> TestResponse:
        """headers: names with "_" for "-"; None leaves one out."""
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        options: dict[str, Any] = {"headers": sent}
        if body is not None:
            options |= {"data": body if isinstance(body, bytes | str) else json.dumps(body)}
            options["content_type"] = "application/json"
        return self.client.open(BASE + path, method=method, **options)

    def get(self, path: str, **headers: str | None) -> TestResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str | None) -> TestResponse:
        return self.call("POST", path, body if body is not None else {}, **headers)

    def etag(self, path: str) -> str:
        return self.get(path).headers["ETag"]

    def step(self, thing: str, action: str, **given: Any) -> TestResponse:
        """A step with the ETag of this moment and a key of its own."""
        return self.post(
            f"{thing}/steps", {"action": action, **given}, If_Match=self.etag(thing), Idempotency_Key=uuid4().hex
        )


@dataclass
class Callers:
    """A caller for each person, made when first asked for: ``callers.kaz``."""

    app: APIFlask
    settings: Settings
    clock: Clock

    def __getattr__(self, name: str) -> Caller:
        if name.startswith("_"):
            raise AttributeError(name)
        with open_work(CONSOLE, settings=self.settings, clock=self.clock) as w:
            token = entrance.create_token(w, f"{name}@example.org", 30)
        made = Caller(Client(self.app), token)
        setattr(self, name, made)
        return made


@pytest.fixture
def callers(app: APIFlask, settings: Settings, people: People, clock: Clock) -> Callers:
    return Callers(app, settings, clock)

"""A database, a clock that stands still, people, units of work."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from zlib import crc32

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from program_workflow.domain.actor import CONSOLE, SYSTEM, Actor
from program_workflow.storage.database import engine_for
from program_workflow.usecases import entrance
from program_workflow.usecases.work import Work
from tests.negotiation import Negotiation
from tests.people import Clock, People, make_people

#: Modules whose claims lie with the database: locks, races, order, what it refuses, what it counts.
ON_BOTH = frozenset(
    f"test_{name}"
    for name in (
        "concurrency",
        "digests",
        "health",
        "idempotency",
        "importing",
        "jobs",
        "letters",
        "past",
        "reading_counts",
        "record_nouns",
        "record_replay",
        "versions",
        "work",
    )
)
WorkFactory = Callable[..., AbstractContextManager[Work]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the other modules a quarter runs on PostgreSQL too: that executes their statements. BOTH_DATABASES=1: all."""
    if os.environ.get("BOTH_DATABASES") == "1":
        return
    spared = [item for item in items if item.path.parent == Path(__file__).parent and is_spared(item)]
    config.hook.pytest_deselected(items=spared)
    left = set(items) - set(spared)
    items[:] = [item for item in items if item in left]


def is_spared(item: pytest.Item) -> bool:
    params = getattr(item, "callspec", None)
    if params is None or params.params.get("database_url") != "postgresql_database_url":
        return False
    return item.path.stem not in ON_BOTH and crc32(item.nodeid.encode()) % 4 != 0


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    genuine, entrance.hasher = entrance.hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    entrance.hasher = genuine


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = engine_for(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def work(database: Engine, clock: Clock) -> WorkFactory:
    """``with work(actor) as w``: one transaction, committed at the end; without an actor the system's."""

    @contextmanager
    def opened(actor: Actor = SYSTEM) -> Iterator[Work]:
        with Session(database, expire_on_commit=False) as session, session.begin():
            yield Work(session, actor, clock)

    return opened


@pytest.fixture
def people(work: WorkFactory, database_url: str, peopled: Callable[..., People]) -> People:
    """Members KAZ, BLR, ARM in this order, the observer organisation CSTO, and the secretariat."""

    def make() -> People:
        with work(CONSOLE) as w:
            return make_people(w)

    return peopled(database_url, make)


@pytest.fixture
def talks(work: WorkFactory, people: People, clock: Clock) -> Negotiation:
    """A program that can be begun, circulated and amended; see tests/negotiation.py."""
    return Negotiation(work, people, clock)

"""A database, a clock that stands still, people, units of work."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

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

WorkFactory = Callable[..., AbstractContextManager[Work]]


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

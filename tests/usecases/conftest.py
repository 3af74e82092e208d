"""A database, a clock that stands still, people of three delegations and the secretariat, units of work."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from program_workflow.domain.actor import CONSOLE, SYSTEM, Actor
from program_workflow.storage.database import engine_for
from program_workflow.usecases import entrance
from program_workflow.usecases import people as accounts
from program_workflow.usecases.work import Work

WorkFactory = Callable[..., AbstractContextManager[Work]]


class Clock:
    """Stands still until it is advanced."""

    def __init__(self) -> None:
        self.now = datetime(2011, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **distance: float) -> datetime:
        """Keywords of timedelta: ``clock.advance(days=3)``."""
        self.now += timedelta(**distance)
        return self.now


@dataclass(frozen=True, slots=True)
class People:
    """One person in each capacity the tests need."""

    kaz: Actor
    kaz_expert: Actor
    blr: Actor
    blr_expert: Actor
    arm: Actor
    arm_expert: Actor
    coordinator: Actor
    other_coordinator: Actor
    reviewer: Actor
    observer: Actor
    administrator: Actor


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
def people(work: WorkFactory) -> People:
    """Members KAZ, BLR, ARM in this order, the observer organisation CSTO, and the secretariat."""
    with work(CONSOLE) as w:
        accounts.add_delegation(w, "KAZ", "Kazakhstan", "Казахстан")
        accounts.add_delegation(w, "BLR", "Belarus", "Беларусь")
        accounts.add_delegation(w, "ARM", "Armenia", "Армения")
        accounts.add_delegation(
            w,
            "CSTO",
            "Collective Security Treaty Organization",
            "Организация Договора о коллективной безопасности",
            True,
        )

        def one(email: str, name: str, role: str, delegation: str | None = None) -> Actor:
            user = accounts.add_user(w, f"{email}@example.org", name, role, delegation)
            return accounts.actor_for(w, user.id)

        return People(
            kaz=one("kaz", "Representative of Kazakhstan", "representative", "KAZ"),
            kaz_expert=one("kaz.expert", "Expert of Kazakhstan", "expert", "KAZ"),
            blr=one("blr", "Representative of Belarus", "representative", "BLR"),
            blr_expert=one("blr.expert", "Expert of Belarus", "expert", "BLR"),
            arm=one("arm", "Representative of Armenia", "representative", "ARM"),
            arm_expert=one("arm.expert", "Expert of Armenia", "expert", "ARM"),
            coordinator=one("coordinator", "First coordinator", "coordinator"),
            other_coordinator=one("coordinator2", "Second coordinator", "coordinator"),
            reviewer=one("reviewer", "Reviewer", "reviewer"),
            observer=one("observer", "Observer of CSTO", "observer", "CSTO"),
            administrator=one("administrator", "Administrator", "administrator"),
        )

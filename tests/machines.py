"""What the state machines share: a database that begins every run as it was prepared, and how many runs there are.

MACHINE_RUNS=2000 explores as far as the product promises, runs of 40 steps; with -s it tells how far it is.
"""

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from program_workflow.domain.actor import CONSOLE, SYSTEM, Actor
from program_workflow.storage.database import engine_for
from program_workflow.usecases.work import Work
from tests.negotiation import Negotiation
from tests.people import Clock, make_people

RUNS = int(os.environ.get("MACHINE_RUNS", "0"))
STEPS = 40


class Opened:
    """One transaction, committed at the end."""

    def __init__(self, engine: Engine, actor: Actor, clock: Clock) -> None:
        self.session, self.actor, self.clock = Session(engine, expire_on_commit=False), actor, clock

    def __enter__(self) -> Work:
        self.begun = self.session.begin()
        self.begun.__enter__()
        return Work(self.session, self.actor, self.clock)

    def __exit__(self, *failure: Any) -> Any:
        try:
            return self.begun.__exit__(*failure)
        finally:
            self.session.close()


class Prepared:
    """People and a program as ``prepare`` leaves them, in memory: one engine, so that its statements stay compiled."""

    def __init__(self, sqlite_url: str, prepare: Callable[[Negotiation], Any]) -> None:
        """sqlite_url: a fresh file with all tables. prepare: its answer is ``known``."""
        engine, clock = engine_for(sqlite_url), Clock()

        def work(actor: Actor = SYSTEM) -> Opened:
            return Opened(engine, actor, clock)

        with work(CONSOLE) as w:
            self.people = make_people(w)
        talks = Negotiation(work, self.people, clock)
        self.known = prepare(talks)
        engine.dispose()
        self._ids, self._start = talks.ids, clock.now
        with sqlite3.connect(Path(sqlite_url.removeprefix("sqlite:///"))) as file:
            file.execute("PRAGMA journal_mode=DELETE")
            self._bytes = file.serialize()
        file.close()
        self.engine = create_engine("sqlite://", creator=self._copied, poolclass=StaticPool)
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))

    def begun(self) -> Negotiation:
        """The program as it was prepared, whatever the run before made of it."""
        self.engine.dispose()
        clock = Clock()
        clock.now = self._start
        return Negotiation(
            lambda actor=SYSTEM: Opened(self.engine, actor, clock), self.people, clock, ids=dict(self._ids)
        )

    def _copied(self) -> sqlite3.Connection:
        made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        made.deserialize(self._bytes)
        made.execute("PRAGMA foreign_keys=ON")
        return made


def explore(machine: type[RuleBasedStateMachine], runs: int, kinds: int = 1) -> None:
    """That many runs, or MACHINE_RUNS in as many kinds. One that fails is not made shorter: that takes minutes."""
    told = 0

    class Told(machine):  # type: ignore[misc, valid-type]  # one of the classes given
        def teardown(self) -> None:
            nonlocal told
            super().teardown()
            told += 1
            if RUNS and told % 50 == 0:
                sys.stderr.write(f"{machine.__name__}: {told} runs, no divergence\n")

    run_state_machine_as_test(
        Told,
        settings=settings(
            max_examples=RUNS // kinds or runs,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],
        ),
    )

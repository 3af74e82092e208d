"""Real workers and schedulers as processes, on an instance of their own."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from program_workflow import migrations, wiring
from program_workflow.cli import supervisor
from program_workflow.domain.terms import AmendmentState, Channel, DeliveryState, Event, Role, VersionState
from program_workflow.settings import Settings, read_settings
from program_workflow.storage import (
    AmendmentRow,
    DelegationRow,
    NotificationRow,
    OutboxRow,
    ProgramRow,
    UserRow,
    VersionRow,
)
from program_workflow.usecases import notifying
from program_workflow.usecases.work import Work

PATIENCE = 60.0
PEOPLE = 10


@dataclass
class Instance:
    """An instance with ten people of one delegation. events: how many were told."""

    settings: Settings
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    program: str = ""
    amendment: str = ""
    delegation: str = ""
    events: int = 0

    def work(self) -> AbstractContextManager[Work]:
        """A transaction whose end wakes nobody: the wake is lost."""
        return silent_work(self.settings)

    def start(self, *names: str) -> list[subprocess.Popen[bytes]]:
        """Starts "worker" or "beat"; their output goes to a file in HOME."""
        commands = {"worker": supervisor.worker_command(), "beat": supervisor.beat_command()}
        started = []
        for name in names:
            with (self.settings.home / f"{name}.log").open("ab") as log:
                environment = supervisor.environment_for(self.settings)
                started.append(subprocess.Popen(commands[name], env=environment, stdout=log, stderr=log))
        self.processes += started
        return started

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()

    def tell(self, count: int) -> None:
        """Queues so many events, each for all ten people in the product and by mail."""
        with self.work() as w:
            for _ in range(count):
                self.events += 1
                notifying.tell(
                    w,
                    Event.AMENDMENT_DECIDED,
                    key=f"decided:{self.events}",
                    program_id=self.program,
                    subject_type="amendment",
                    subject_id=self.amendment,
                    delegation_id=self.delegation,
                    numbered=True,
                    payload={"state": "agreed"},
                )

    def shown(self) -> int:
        with self.work() as w:
            return w.session.scalar(select(func.count()).select_from(NotificationRow)) or 0

    def unsent(self, channel: Channel | None = None) -> int:
        with self.work() as w:
            statement = select(func.count()).where(OutboxRow.state != DeliveryState.SENT)
            if channel is not None:
                statement = statement.where(OutboxRow.channel == channel)
            return w.session.scalar(statement) or 0

    def mails(self) -> list[Path]:
        return sorted((self.settings.home / "mail").glob("*.eml"))

    def wait(self, condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Polls until the condition holds; fails with the logs when it does not in that time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.02)
        logs = "\n".join(file.read_text(errors="replace")[-2000:] for file in self.settings.home.glob("*.log"))
        pytest.fail(f"{what} did not come about in {seconds:.0f} s:\n{logs}")


def kill(process: subprocess.Popen[bytes]) -> None:
    """As the kernel does: no goodbye."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


class silent_work(AbstractContextManager[Work]):  # noqa: N801 - reads as the function it stands for
    def __init__(self, settings: Settings) -> None:
        self.session = Session(wiring.engine(settings), expire_on_commit=False)

    def __enter__(self) -> Work:
        self.session.begin()
        return Work(self.session)

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            self.session.commit()
        self.session.close()


def make_instance(home: Path, broker: str) -> Instance:
    settings = read_settings({"PROGRAM_WORKFLOW_HOME": str(home), "PROGRAM_WORKFLOW_BROKER_URL": broker})
    engine = create_engine(settings.database_url)
    migrations.upgrade(engine)
    engine.dispose()
    instance = Instance(settings)
    now = datetime.now(UTC)
    with instance.work() as w:
        delegation = DelegationRow(code="KAZ", name_en="Kazakhstan", name_ru="Казахстан", position=1)
        program = ProgramRow(code="P1", title={"en": "Program"}, languages=["en"], rules={}, created_at=now)
        w.session.add_all([delegation, program])
        w.session.flush()
        version = VersionRow(
            program_id=program.id, number=1, state=VersionState.CIRCULATED, created_at=now, opened_at=now, text_hash=""
        )
        w.session.add(version)
        w.session.flush()
        amendment = AmendmentRow(
            program_id=program.id,
            delegation_id=delegation.id,
            number="P1-1-KAZ-1",
            state=AmendmentState.AGREED,
            version_id=version.id,
            language="en",
            created_at=now,
            updated_at=now,
        )
        w.session.add(amendment)
        w.session.add_all(
            UserRow(
                email=f"person{n}@example.org",
                name=f"Representative {n}",
                role=Role.REPRESENTATIVE,
                delegation_id=delegation.id,
                created_at=now,
            )
            for n in range(PEOPLE)
        )
        w.session.flush()
        instance.program, instance.amendment, instance.delegation = program.id, amendment.id, delegation.id
    return instance


@pytest.fixture(
    params=[
        pytest.param("", id="files"),
        pytest.param("empty_redis_url", id="redis", marks=pytest.mark.servers),
    ]
)
def instance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Instance]:
    """On the embedded queue of files, and on Redis."""
    broker = request.getfixturevalue(request.param) if request.param else ""
    made = make_instance(tmp_path / "home", broker)
    yield made
    made.stop()
    wiring.engine(made.settings).dispose()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Instance]:
    made = make_instance(tmp_path / "home", "")
    yield made
    made.stop()
    wiring.engine(made.settings).dispose()

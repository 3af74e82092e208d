"""Long work in real workers: done once whatever is killed, cancelled within a second, in the name of the person."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from program_workflow import wiring
from program_workflow.domain.actor import CONSOLE, SYSTEM, Actor
from program_workflow.domain.terms import JobKind, JobState
from program_workflow.outgoing import queue
from program_workflow.storage import DelegationRow, JobRow, UploadRow
from program_workflow.usecases import jobs, people
from program_workflow.usecases.exporting import Export
from program_workflow.usecases.work import Work
from tests.negotiation import Negotiation, heading, point
from tests.people import Clock, People, make_people
from tests.workers.conftest import Instance, kill

pytestmark = pytest.mark.slow

#: A PDF of so many clauses takes seconds: long enough to be met in the middle.
CLAUSES = 250


class Office:
    """An instance with the people of the tests, a program, and what they ask for."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        clock = Clock()
        clock.now = datetime.now(UTC)
        with self.work(CONSOLE) as w:
            self.people: People = make_people_beside(w)
        clauses = [point(f"1.{n}", f"The parties exchange information of the kind {n}.") for n in range(1, CLAUSES)]
        Negotiation(self.work, self.people, clock, code="LONG").circulated(heading("1", "Section", *clauses))

    @contextmanager
    def work(self, actor: Actor = SYSTEM) -> Iterator[Work]:
        """A transaction whose end wakes nobody."""
        with Session(wiring.engine(self.instance.settings), expire_on_commit=False) as session, session.begin():
            yield Work(session, actor)

    def ask_pdf(self, by: Actor) -> str:
        asked = Export("LONG", "pdf", 1)
        with self.work(by) as w:
            return jobs.ask(w, JobKind.EXPORT, asked.to_json()).id

    def ask_import(self, name: str, content: bytes) -> str:
        with self.work(self.people.coordinator) as w:
            return jobs.ask(w, JobKind.IMPORT, {"name": name, "program": None}, content).id

    def row(self, job_id: str) -> JobRow:
        with self.work() as w:
            return w.get(JobRow, job_id)

    def state(self, job_id: str) -> JobState:
        return self.row(job_id).state

    def wait(self, job_id: str, state: JobState) -> JobRow:
        self.instance.wait(lambda: self.state(job_id) is state, f"a job {state.value}", seconds=150)
        return self.row(job_id)

    def wait_for_the_process(self) -> int:
        """The process that does the work, once it is there."""
        home = str(self.instance.settings.home)
        self.instance.wait(lambda: bool(processes(home)), "a process that does the work")
        return processes(home)[0]


def make_people_beside(w: Work) -> People:
    """The instance has a delegation of Kazakhstan already, which makes room."""
    for row in w.session.scalars(select(DelegationRow)):
        row.code = "XXX"
    w.session.flush()
    return make_people(w)


def processes(home: str) -> list[int]:
    """Processes that do jobs of this instance."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"workers.making" in words and f"PROGRAM_WORKFLOW_HOME={home}".encode() in (
                (folder / "environ").read_bytes().split(b"\0")
            ):
                found.append(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


@pytest.fixture
def office(instance: Instance) -> Office:
    return Office(instance)


@pytest.fixture
def small_office(embedded: Instance) -> Office:
    """On the embedded queue alone."""
    return Office(embedded)


def fetched(office: Office, by: Actor, job_id: str) -> bytes:
    with office.work(by) as w:
        return jobs.result_file(w, job_id).data


def test_a_wake_is_enough_and_a_worker_goes_on_with_its_other_tasks_meanwhile(office: Office) -> None:
    office.instance.start("worker")
    job_id = office.ask_pdf(office.people.kaz)
    queue.wake_workers(office.instance.settings, ["work"])
    office.wait(job_id, JobState.RUNNING)
    office.instance.tell(1)
    queue.wake_workers(office.instance.settings)
    office.instance.wait(lambda: office.instance.shown() > 0, "a notice")
    assert office.state(job_id) is JobState.RUNNING, "the work was too short to be met in the middle"
    row = office.wait(job_id, JobState.DONE)
    assert row.attempts == 1
    assert fetched(office, office.people.kaz, job_id).startswith(b"%PDF")


def test_a_job_whose_worker_is_killed_is_done_once_by_the_next_one(office: Office) -> None:
    job_id = office.ask_pdf(office.people.kaz)
    worker, _ = office.instance.start("worker", "beat")  # nobody wakes it: the sweep finds it
    office.wait(job_id, JobState.RUNNING)
    process = office.wait_for_the_process()
    kill(worker)
    office.instance.wait(lambda: not Path(f"/proc/{process}").exists(), "the end of its process")
    assert office.state(job_id) is JobState.RUNNING
    office.instance.start("worker")
    row = office.wait(job_id, JobState.DONE)
    assert row.attempts == 2
    assert fetched(office, office.people.kaz, job_id).startswith(b"%PDF")


def test_a_process_that_is_killed_is_tried_again_by_the_same_worker(small_office: Office) -> None:
    office = small_office
    job_id = office.ask_pdf(office.people.kaz)
    office.instance.start("worker")
    queue.wake_workers(office.instance.settings, ["work"])
    os.kill(office.wait_for_the_process(), signal.SIGKILL)
    row = office.wait(job_id, JobState.WAITING)
    assert row.error == "the process ended with -9"
    with office.work() as w:
        w.get(JobRow, job_id).due_at = row.asked_at
    queue.wake_workers(office.instance.settings, ["work"])
    assert office.wait(job_id, JobState.DONE).attempts == 2


def test_a_job_is_cancelled_within_a_second_and_nothing_stays(office: Office) -> None:
    job_id, other = office.ask_pdf(office.people.kaz), office.ask_pdf(office.people.blr)
    office.instance.start("worker", "beat")
    office.wait(job_id, JobState.RUNNING)
    process = office.wait_for_the_process()
    with office.work(office.people.kaz) as w:
        jobs.cancel(w, job_id)
    began = time.monotonic()
    office.instance.wait(lambda: not Path(f"/proc/{process}").exists(), "the end of its process")
    assert time.monotonic() - began < 2, "a second, and as much again on a busy machine"
    row = office.wait(other, JobState.DONE)
    assert (office.state(job_id), row.state) == (JobState.CANCELLED, JobState.DONE)
    with office.work() as w:
        files = select(JobRow.id).where(JobRow.file.is_not(None))
        assert list(w.session.scalars(files)) == [other]


def test_two_workers_do_one_job_once(office: Office) -> None:
    data = ("1. General provisions\n\n1.1. The parties meet.\n\n" * 20).encode()
    job_ids = [office.ask_import(f"draft{n}.txt", data) for n in range(4)]
    office.instance.start("worker", "worker", "beat")
    for job_id in job_ids:
        assert office.wait(job_id, JobState.DONE).attempts == 1
    with office.work() as w:
        assert w.session.scalar(select(func.count()).select_from(UploadRow)) == len(job_ids)


def test_a_person_who_loses_access_gets_nothing_and_the_work_ends(small_office: Office) -> None:
    office = small_office
    job_id = office.ask_pdf(office.people.kaz)
    office.instance.start("worker")
    queue.wake_workers(office.instance.settings, ["work"])
    process = office.wait_for_the_process()
    with office.work(office.people.administrator) as w:
        user = people.read_user(w, office.people.kaz.user_id)
        people.update_user(
            w, user.id, name=user.name, role=user.role, delegation_code="KAZ", is_active=False,
            seen_revision=user.revision,
        )  # fmt: skip
    office.wait(job_id, JobState.CANCELLED)
    office.instance.wait(lambda: not Path(f"/proc/{process}").exists(), "the end of its process")


def test_a_file_that_is_refused_is_refused_once_with_its_sentence(small_office: Office) -> None:
    office = small_office
    made = BytesIO()
    with ZipFile(made, "w") as package:
        package.writestr("nothing.xml", "<nothing/>")
    job_id = office.ask_import("draft.docx", made.getvalue())
    office.instance.start("worker")
    queue.wake_workers(office.instance.settings, ["work"])
    row = office.wait(job_id, JobState.FAILED)
    assert row.attempts == 1
    assert row.refusal is not None
    assert row.refusal["params"]["name"] == "draft.docx"
    with office.work() as w:
        assert w.session.scalar(select(func.count()).select_from(UploadRow)) == 0


def test_a_worker_that_is_told_to_go_gives_the_job_back_with_its_try(small_office: Office) -> None:
    office = small_office
    job_id = office.ask_pdf(office.people.kaz)
    (worker,) = office.instance.start("worker")
    queue.wake_workers(office.instance.settings, ["work"])
    process = office.wait_for_the_process()
    worker.terminate()
    worker.wait(20)
    row = office.row(job_id)
    assert (row.state, row.attempts, row.error) == (JobState.WAITING, 0, "")
    assert not Path(f"/proc/{process}").exists()


def test_neither_log_nor_queue_says_what_a_job_is_about(small_office: Office) -> None:
    office = small_office
    job_id = office.ask_import("secret name.txt", b"1. A secret word.")
    queue.wake_workers(office.instance.settings, ["work"])
    messages = b"".join(one.read_bytes() for one in queue.queue_folder(office.instance.settings).iterdir())
    office.instance.start("worker")
    office.wait(job_id, JobState.DONE)
    said = messages + b"".join(log.read_bytes() for log in office.instance.settings.home.glob("*.log"))
    assert b"secret" not in said
    assert job_id.encode() in said

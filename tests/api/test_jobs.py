"""Long work over the API: a job at an address of its own, watched, cancelled, its result fetched."""

from io import BytesIO

import pytest

from program_workflow.domain import job
from program_workflow.usecases import working
from program_workflow.usecases.job_kinds import DOINGS
from program_workflow.wiring import open_reading, open_work

ASYNC = "respond-async"
EXPORT = "/programs/P1/export?version=1&as=txt"


@pytest.fixture
def carry_out(settings, clock):
    """Does what waits, as a worker would, in this process."""

    def opened(actor=None):
        return open_work(actor, settings=settings, clock=clock) if actor else open_work(settings=settings, clock=clock)

    def done() -> None:
        with opened() as w:
            job_id = working.take(w, "here:1")
        with opened() as w:
            row, actor = working.to_make(w, job_id)
        made = DOINGS[row.kind].make(lambda: open_reading(actor, settings=settings, clock=clock), row, lambda *_: None)
        working.finish(opened, job_id, "here:1", made)

    return done


def test_whoever_prefers_it_gets_a_job_and_fetches_its_file(callers, talks, carry_out):
    talks.circulated()
    at_once = callers.kaz.get(EXPORT)
    answer = callers.kaz.get(EXPORT, Prefer=ASYNC)
    assert answer.status_code == 202
    place = answer.headers["Location"].removeprefix("/api/v1")
    assert (answer.json["state"], answer.json["result"]) == ("waiting", None)
    assert callers.kaz.get(f"{place}/result").status_code == 409
    carry_out()
    body = callers.kaz.get(place).json
    assert (body["state"], body["progress"]["done"], body["progress"]["total"]) == ("done", 3, 3)
    file = callers.kaz.get(body["result"].removeprefix("/api/v1"))
    assert (file.data, file.headers["Content-Disposition"]) == (at_once.data, at_once.headers["Content-Disposition"])
    assert file.headers["Cache-Control"] == "no-store"


def test_what_is_long_becomes_a_job_by_itself(callers, talks, monkeypatch):
    talks.circulated()
    monkeypatch.setattr(job, "AT_ONCE", 0.0)
    for path in (EXPORT, "/programs/P1/table?as=docx"):
        assert callers.kaz.get(path).status_code == 202


def test_a_job_is_not_found_by_anybody_else(callers, talks):
    talks.circulated()
    place = callers.kaz.get(EXPORT, Prefer=ASYNC).json["href"].removeprefix("/api/v1")
    for answer in (
        callers.kaz_expert.get(place),
        callers.kaz_expert.get(f"{place}/result"),
        callers.kaz_expert.post(f"{place}/cancel"),
    ):
        assert answer.status_code == 404


def test_a_job_is_cancelled(callers, talks):
    talks.circulated()
    place = callers.kaz.get(EXPORT, Prefer=ASYNC).json["href"].removeprefix("/api/v1")
    assert callers.kaz.post(f"{place}/cancel").json["state"] == "cancelled"
    assert callers.kaz.post(f"{place}/cancel").status_code == 200
    assert callers.kaz.get(f"{place}/result").status_code == 409


@pytest.mark.parametrize(
    ("path", "status"),
    [("/programs/P9/export?as=pdf", 404), ("/programs/P1/export?as=doc", 422), ("/programs/P1/table?as_of=x", 422)],
)
def test_what_cannot_be_is_refused_before_a_job_is_made(path, status, callers, talks):
    talks.circulated()
    assert callers.kaz.get(path, Prefer=ASYNC).status_code == status


def upload(caller, data: bytes):
    """The same request each time."""
    headers = {"Authorization": f"Bearer {caller.token}", "Prefer": ASYNC, "Idempotency-Key": "k"}
    fields = {"code": "NEW", "title": "A program", "file": (BytesIO(data), "a.txt")}
    return caller.client.post("/api/v1/programs", data=fields, headers=headers)


def test_a_file_becomes_a_program_by_a_job_once(callers, carry_out):
    def send():
        return upload(callers.coordinator, b"1. General\n\n1.1. The parties meet.")

    answer, again = send(), send()
    assert (answer.status_code, again.status_code) == (202, 202)
    assert answer.headers["Location"] == again.headers["Location"]
    carry_out()
    result = callers.coordinator.get(f"{answer.json['href']}/result".removeprefix("/api/v1"))
    assert (result.status_code, result.headers["Location"]) == (303, "/api/v1/programs/NEW")
    assert callers.coordinator.get("/programs/NEW").status_code == 200


def test_a_file_that_is_refused_says_so_in_the_job(callers, settings, clock):
    answer = upload(callers.coordinator, b" ")
    with open_work(settings=settings, clock=clock) as w:
        job_id = working.take(w, "here:1")
    refusal = working.refused(working.WorkflowError("{name} is empty.", name="a.txt"))
    working.refuse(lambda: open_work(settings=settings, clock=clock), job_id, "here:1", refusal)
    body = callers.coordinator.get(answer.json["href"].removeprefix("/api/v1")).json
    assert (body["state"], body["refusal"]["detail"], body["result"]) == ("failed", "a.txt is empty.", None)

"""The page of long work: where a long request leads, what it shows, who sees it."""

import re
from io import BytesIO

import pytest

from program_workflow.domain import job
from program_workflow.domain.actor import SYSTEM
from program_workflow.domain.terms import JobStep
from program_workflow.usecases import jobs, people, working
from program_workflow.usecases.job_kinds import DOINGS
from program_workflow.wiring import open_reading, open_work
from tests.negotiation import Negotiation

EXPORT = "/programs/P1/export?version=1&as=txt"


@pytest.fixture
def opened(settings, clock):
    return lambda actor=SYSTEM: open_work(actor, settings=settings, clock=clock)


@pytest.fixture
def talks(opened, people, clock, monkeypatch):
    """Everything is long."""
    monkeypatch.setattr(job, "AT_ONCE", 0.0)
    return Negotiation(opened, people, clock).circulated()


@pytest.fixture
def carry_out(opened, settings, clock):
    """Does what was taken, as a worker would, in this process."""

    def done(job_id) -> None:
        with opened() as w:
            row, actor = working.to_make(w, job_id)
        made = DOINGS[row.kind].make(lambda: open_reading(actor, settings=settings, clock=clock), row, lambda *_: None)
        working.finish(opened, job_id, "here:1", made)

    return done


def taken(opened) -> str:
    with opened() as w:
        return working.take(w, "here:1")


def test_a_long_file_leads_to_a_page_that_shows_how_far_it_is_and_then_the_file(talks, logged_in, opened, carry_out):
    browser = logged_in("kaz")
    place = browser.get(EXPORT).headers["Location"]
    assert re.fullmatch(r"/jobs/[0-9a-f]{32}", place)
    assert browser.get(EXPORT).headers["Location"] == place
    answer = browser.get(place)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Waiting for its turn" in browser.page
    assert '<noscript><meta http-equiv="refresh"' in browser.page
    job_id = taken(opened)
    with opened() as w:
        working.note(w, job_id, "here:1", JobStep.WRITE_FILE, 4)
    assert "Step 2 of 3: writing the file, page 4" in browser.get(f"{place}/news").text
    carry_out(job_id)
    browser.get(place)
    assert "hx-trigger" not in browser.page
    assert 'http-equiv="refresh"' not in browser.page
    file = browser.get(f"{place}/file")
    assert "The parties exchange information" in file.text
    assert file.headers["Cache-Control"] == "no-store"
    assert place in browser.get("/jobs").text


def test_the_table_as_a_file_may_be_long_too(talks, logged_in, people, opened, carry_out):
    talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    browser = logged_in("blr")
    place = browser.get("/programs/P1/table?as=xlsx").headers["Location"]
    carry_out(taken(opened))
    assert browser.get(f"{place}/file").mimetype.endswith("spreadsheetml.sheet")


def test_a_large_upload_leads_over_the_page_to_the_review(talks, logged_in, opened, carry_out):
    browser = logged_in("coordinator")
    browser.get("/programs/import")
    fields = {"file": (BytesIO(b"1. General\n\n1.1. The parties meet."), "draft.txt")}
    place = browser.post("/programs/import", fields).headers["Location"]
    carry_out(taken(opened))
    browser.get(place)
    review = re.search(r'href="(/programs/import/[^"]+)"', browser.page)
    assert review is not None
    assert "The parties meet." in browser.get(review[1]).text


def test_a_large_file_of_amendments_leads_over_the_page_to_its_review(talks, logged_in, opened, carry_out):
    browser = logged_in("kaz")
    page = "/programs/P1/amendments/import"
    browser.get(page)
    fields = {"file": (BytesIO(b"1. Section 1\n\n1.1. The parties share information on threats."), "ours.txt")}
    place = browser.post(page, fields).headers["Location"]
    assert place.startswith("/jobs/")
    carry_out(taken(opened))
    browser.get(place)
    review = re.search(r'href="(/programs/P1/amendments/import/[^"]+)"', browser.page)
    assert review is not None
    assert "share" in browser.get(review[1]).text


def test_it_is_cancelled_by_a_button(talks, logged_in, opened):
    browser = logged_in("kaz")
    place = browser.get(EXPORT).headers["Location"]
    browser.get(place)
    assert browser.post(f"{place}/cancel").headers["Location"] == place
    assert "Nothing of it was kept." in browser.get(place).text
    assert taken(opened) is None
    assert browser.get(f"{place}/file").status_code == 409


def test_nobody_else_sees_it_and_whoever_lost_access_gets_no_file(talks, logged_in, people, opened, carry_out):
    browser, other = logged_in("kaz"), logged_in("kaz_expert")
    place = browser.get(EXPORT).headers["Location"]
    carry_out(taken(opened))
    for path in (place, f"{place}/news", f"{place}/file"):
        assert other.get(path).status_code == 404
    assert browser.get(f"{place}/file").status_code == 200
    with opened(people.administrator) as w:
        accounts_change(w, people.kaz.user_id)
    assert browser.get(f"{place}/file").status_code == 303  # to the log-in


def accounts_change(w, user_id) -> None:
    user = people.read_user(w, user_id)
    people.update_user(w, user_id, name=user.name, role=user.role, delegation_code="KAZ", is_active=False)


def test_a_refusal_is_said_in_the_language_of_the_reader(talks, logged_in, opened, people):
    with opened(people.coordinator) as w:
        job_id = jobs.ask(w, job.JobKind.IMPORT, {"name": "draft.txt", "program": None}, b" ").id
    taken(opened)
    refusal = working.refused(working.WorkflowError("{name} is empty.", name="draft.txt"))
    working.refuse(opened, job_id, "here:1", refusal)
    assert "draft.txt is empty." in logged_in("coordinator").get(f"/jobs/{job_id}").text


def test_an_administrator_puts_back_what_was_given_up_and_reads_nothing_of_it(talks, logged_in, people, opened, clock):
    with opened(people.coordinator) as w:
        job_id = jobs.ask(w, job.JobKind.IMPORT, {"name": "secret.txt", "program": None}, b"1. A").id
    for _ in range(working.MAX_TRIES):
        taken(opened)
        working.give_back(opened, job_id, "here:1", "the process ended with -9")
        clock.advance(hours=1)
    browser = logged_in("administrator")
    page = browser.get("/admin").text
    assert "the process ended with -9" in page
    assert "secret" not in page
    assert browser.post(f"/admin/jobs/{job_id}/put-back").status_code == 303
    assert taken(opened) == job_id


def test_the_figures_for_the_operators_count_jobs(talks, logged_in):
    browser = logged_in("kaz")
    browser.get(EXPORT)
    assert 'program_workflow_jobs{kind="export",state="waiting"} 1.0' in browser.get("/metrics").text

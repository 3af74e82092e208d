"""Long work as rows: asked for once, seen by its own person, done once, gone after a day."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from program_workflow.documents.transfer import understood_to_json
from program_workflow.domain import job
from program_workflow.domain.errors import (
    Invalid,
    NotFound,
    NotPermitted,
    StepNotAllowed,
    TooManyRequests,
)
from program_workflow.domain.terms import JobKind, JobState, JobStep, Role
from program_workflow.domain.understood import Understood
from program_workflow.storage import JobRow, UploadRow, UserRow
from program_workflow.usecases import exporting, importing, job_log, jobs, tidying, working
from program_workflow.usecases.exporting import Export, TableFile
from program_workflow.usecases.job_kinds import DOINGS, Made
from tests.negotiation import two_sections

FILE = Made({"name": "P1, version 1.pdf", "plain_name": "P1-v1-en.pdf", "media_type": "application/pdf"}, b"%PDF")


def ask(talks, by, **changes) -> str:
    asked = Export("P1", "pdf", 1, **changes)
    with talks.work(by) as w:
        return jobs.ask(w, JobKind.EXPORT, asked.to_json()).id


def ask_import(talks, by) -> str:
    with talks.work(by) as w:
        return jobs.ask(w, JobKind.IMPORT, {"name": "draft.txt", "program": None}, b"1. A").id


def take(talks, owner="one:1"):
    with talks.work() as w:
        return working.take(w, owner)


def state(talks, job_id):
    with talks.work() as w:
        return w.get(JobRow, job_id).state


def read_file() -> Made:
    return Made(understood_to_json(Understood(two_sections(), "en")))


def test_every_kind_says_how_it_is_done():
    assert set(job.KINDS) == set(DOINGS) == set(JobKind)


def test_the_same_request_is_one_job_while_it_is_under_way(talks, people):
    talks.circulated()
    first = ask(talks, people.kaz)
    assert ask(talks, people.kaz) == first
    assert ask(talks, people.blr) != first
    assert ask(talks, people.kaz, amendments=True) != first
    with talks.work(people.kaz) as w:
        jobs.cancel(w, first)
    assert ask(talks, people.kaz) != first


def test_a_person_has_so_many_under_way(talks, people):
    talks.circulated()
    for n in range(jobs.MOST_UNDER_WAY):
        ask(talks, people.kaz, chosen=(str(n),))
    with pytest.raises(TooManyRequests):
        ask(talks, people.kaz, chosen=("one more",))
    ask(talks, people.blr)


def test_a_job_is_its_own_persons(talks, people):
    talks.circulated()
    job_id = ask(talks, people.kaz)
    with talks.work(people.kaz_expert) as w:
        for act in (jobs.view_job, jobs.cancel, jobs.result_file):
            with pytest.raises(NotFound):
                act(w, job_id)
        assert jobs.list_jobs(w) == ()
    with talks.work(people.kaz) as w:
        assert [one.id for one in jobs.list_jobs(w)] == [job_id]


def test_asking_needs_what_the_kind_needs(talks, people):
    with talks.work(people.kaz) as w, pytest.raises(NotPermitted):
        jobs.ask(w, JobKind.IMPORT, {"name": "a.txt", "program": None}, b"1. A")
    with talks.work(people.observer) as w, pytest.raises(NotFound):
        jobs.ask(w, JobKind.TABLE, TableFile("P1", "docx", None, "en", "UTC").to_json())


def test_a_job_is_taken_by_one_and_ends_once(talks, people):
    job_id = ask_import(talks, people.coordinator)
    assert take(talks) == job_id
    assert take(talks, "two:2") is None
    working.finish(talks.work, job_id, "two:2", read_file())
    assert state(talks, job_id) is JobState.RUNNING
    working.finish(talks.work, job_id, "one:1", read_file())
    working.finish(talks.work, job_id, "one:1", read_file())
    with talks.work(people.coordinator) as w:
        assert w.session.scalar(select(func.count()).select_from(UploadRow)) == 1
        view = jobs.view_job(w, job_id)
        assert (view.state, view.done, view.total) == (JobState.DONE, 2, 2)
        assert importing.view_upload(w, view.result["upload"]).understood.clauses == two_sections()
        assert w.get(JobRow, job_id).content is None


def test_what_was_cancelled_while_it_was_done_keeps_nothing(talks, people):
    job_id = ask_import(talks, people.coordinator)
    take(talks)
    with talks.work(people.coordinator) as w:
        assert jobs.cancel(w, job_id).state is JobState.CANCELLED
        assert jobs.cancel(w, job_id).state is JobState.CANCELLED
    with talks.work() as w:
        assert not working.goes_on(w, job_id, "one:1")
    working.finish(talks.work, job_id, "one:1", read_file())
    with talks.work() as w:
        assert w.session.scalar(select(func.count()).select_from(UploadRow)) == 0
        assert w.get(JobRow, job_id).content is None


def test_a_cancelled_job_that_waits_is_not_taken(talks, people):
    job_id = ask_import(talks, people.coordinator)
    with talks.work(people.coordinator) as w:
        jobs.cancel(w, job_id)
    assert take(talks) is None


def test_what_has_ended_is_not_cancelled(talks, people):
    talks.circulated()
    job_id = ask(talks, people.kaz)
    take(talks)
    working.finish(talks.work, job_id, "one:1", FILE)
    with talks.work(people.kaz) as w, pytest.raises(StepNotAllowed):
        jobs.cancel(w, job_id)


def test_a_lease_that_ran_out_lets_another_one_take_it_so_many_times(talks, people):
    job_id = ask_import(talks, people.coordinator)
    for n in range(working.MAX_TRIES):
        assert take(talks, f"one:{n}") == job_id
        assert take(talks, "other:1") is None
        talks.clock.advance(seconds=working.LEASE.total_seconds())
    assert take(talks) is None
    with talks.work(people.administrator) as w:
        (lost,) = job_log.given_up(w)
        assert (lost.id, lost.attempts) == (job_id, working.MAX_TRIES)
        job_log.put_back(w, job_id)
    assert take(talks) == job_id
    working.finish(talks.work, job_id, "one:1", read_file())
    assert state(talks, job_id) is JobState.DONE


def test_noting_renews_the_lease(talks, people):
    job_id = ask_import(talks, people.coordinator)
    take(talks)
    talks.clock.advance(seconds=20)
    with talks.work() as w:
        working.note(w, job_id, "one:1", None, 0)
    talks.clock.advance(seconds=20)
    assert take(talks, "two:2") is None
    with talks.work() as w:
        working.note(w, job_id, "one:1", JobStep.KEEP, 7)
    with talks.work(people.coordinator) as w:
        view = jobs.view_job(w, job_id)
        assert (view.step, view.count, view.done) == (JobStep.KEEP, 7, 1)


def test_a_refusal_is_kept_as_a_sentence_and_is_no_case_for_the_administrator(talks, people):
    job_id = ask_import(talks, people.coordinator)
    take(talks)
    working.refuse(talks.work, job_id, "one:1", working.refused(Invalid("{name} is empty.", name="draft.txt")))
    with talks.work(people.coordinator) as w:
        refusal = jobs.view_job(w, job_id).refusal
        assert refusal is not None
        assert (refusal.code, refusal.params) == ("invalid", {"name": "draft.txt"})
    with talks.work(people.administrator) as w:
        assert job_log.given_up(w) == ()
        with pytest.raises(StepNotAllowed):
            job_log.put_back(w, job_id)


def test_an_effect_that_is_refused_leaves_nothing(talks, people):
    talks.begin()
    parameters = {"name": "a.txt", "code": "P1", "title": "", "period": "", "language": "en"}
    with talks.work(people.coordinator) as w:
        job_id = jobs.ask(w, JobKind.CREATE, parameters, b"1. A").id
    take(talks)
    working.finish(talks.work, job_id, "one:1", read_file())
    with talks.work(people.coordinator) as w:
        view = jobs.view_job(w, job_id)
        assert view.state is JobState.FAILED
        assert view.refusal is not None
        assert view.refusal.code == "conflict"


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"role": Role.OBSERVER}, {"delegation_id": "another"}],
    ids=["removed", "other role", "other delegation"],
)
def test_whoever_stands_elsewhere_meanwhile_gets_nothing(change, talks, people):
    talks.circulated()
    running, done = ask(talks, people.kaz), ask(talks, people.kaz, amendments=True)
    assert {take(talks), take(talks)} == {running, done}
    working.finish(talks.work, done, "one:1", FILE)
    with talks.work() as w:
        if "delegation_id" in change:
            change = {"delegation_id": people.blr.delegation_id}
        user = w.get(UserRow, people.kaz.user_id)
        for name, value in change.items():
            setattr(user, name, value)
        w.session.flush()
        assert not working.goes_on(w, running, "one:1")
        from program_workflow.usecases.work import actor_of

        actor = actor_of(user)
    working.finish(talks.work, running, "one:1", FILE)
    assert state(talks, running) is JobState.CANCELLED
    if user.is_active:  # whoever has no access does not come so far
        with talks.work(actor) as w, pytest.raises(NotPermitted):
            jobs.result_file(w, done)


def test_a_job_of_a_person_without_access_is_not_begun(talks, people):
    job_id = ask_import(talks, people.coordinator)
    with talks.work() as w:
        w.get(UserRow, people.coordinator.user_id).is_active = False
    assert take(talks) is None
    assert state(talks, job_id) is JobState.CANCELLED


def test_a_result_is_kept_for_a_day(talks, people):
    talks.circulated()
    job_id = ask(talks, people.kaz)
    take(talks)
    working.finish(talks.work, job_id, "one:1", FILE)
    talks.clock.advance(hours=23)
    with talks.work() as w:
        tidying.tidy(w)
    with talks.work(people.kaz) as w:
        file = jobs.result_file(w, job_id)
        assert (file.data, file.plain_name) == (b"%PDF", "P1-v1-en.pdf")
    waiting = ask(talks, people.kaz)
    talks.clock.advance(hours=2)
    with talks.work() as w:
        tidying.tidy(w)
        assert list(w.session.scalars(select(JobRow.id))) == [waiting]


def test_what_waits_too_long_is_counted(talks, people):
    ask_import(talks, people.coordinator)
    talks.clock.advance(minutes=11)
    with talks.work() as w:
        assert job_log.longest_wait(w) > job_log.LONGEST_WAIT
        assert job_log.count_jobs(w) == {(JobKind.IMPORT, JobState.WAITING): 1}
    take(talks)
    with talks.work() as w:
        assert job_log.longest_wait(w) == timedelta()


def test_the_file_shows_what_the_person_may_see_when_it_is_made(talks, people):
    talks.circulated()
    asked = Export("P1", "txt", 1, amendments=True)
    talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))

    def made_for(actor) -> bytes:
        row = JobRow(kind=JobKind.EXPORT, parameters=asked.to_json())
        return DOINGS[JobKind.EXPORT].make(lambda: talks.work(actor), row, lambda *_: None).data

    assert b"states" in made_for(people.arm)
    assert b"states" not in made_for(people.observer)


def test_a_long_export_is_told_from_a_short_one_before_it_begins(talks, people, monkeypatch):
    talks.circulated()
    with talks.work(people.kaz) as w:
        asked = exporting.settled(w, Export("P1", "pdf", "latest"))
        assert asked.version == 1
        assert not job.is_long(exporting.seconds_to_export(w, asked))
        monkeypatch.setattr(job, "AT_ONCE", 1.0)
        assert job.is_long(exporting.seconds_to_export(w, asked))
        word = exporting.settled(w, Export("P1", "docx", 1, amendments=True))
        assert not job.is_long(exporting.seconds_to_export(w, word))


@pytest.mark.parametrize(
    ("name", "size", "long"),
    [("a.docx", 100_000, False), ("a.docx", 2_000_000, True), ("a.TXT", 2_000_000, False), ("a.md", 9_000_000, True)],
)
def test_a_long_import_is_told_by_its_size(name, size, long):
    assert job.is_long(job.seconds_to_read(name, size)) is long

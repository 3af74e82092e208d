"""``table`` at the command line."""

import json

import pytest

from program_workflow.domain.actor import CONSOLE, SYSTEM
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation
from tests.people import Clock, make_people


@pytest.fixture
def talks(run):
    run("db", "upgrade")
    clock = Clock()
    with open_work(CONSOLE, clock=clock) as w:
        people = make_people(w)
    talks = Negotiation(lambda actor=SYSTEM: open_work(actor, clock=clock), people, clock)
    talks.circulated()
    clock.advance(hours=1)
    talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    talks.propose(people.blr, talks.modify("1.2", "A draft."))
    return talks


def test_it_writes_what_is_asked_for(run, talks, tmp_path):
    body = json.loads(run("table", "P1", "--as", "json").stdout)
    assert [row["number"] for row in body["items"]] == ["P1/1.1/KAZ/1"]
    for form in ("docx", "xlsx", "html"):
        done = run("table", "P1", "--as", form, "--language", "ru", "-o", str(tmp_path / f"t.{form}"))
        assert (done.exit_code, (tmp_path / f"t.{form}").stat().st_size > 1000) == (0, True)
    assert "Сводная таблица" in (tmp_path / "t.html").read_text()


def test_as_of_an_instant(run, talks):
    said = run("table", "P1", "--as", "json", "--as-of", "2011-03-01T09:30:00Z").stdout
    assert json.loads(said)["items"] == []


@pytest.mark.parametrize("said", ["2011-03-01T09:30:00", "soon"])
def test_an_instant_that_is_none_is_refused_in_a_line(run, talks, tmp_path, said):
    done = run("table", "P1", "--as", "json", "--as-of", said, "-o", str(tmp_path / "t.json"))
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert not (tmp_path / "t.json").exists()


def test_the_folder_of_a_file_that_cannot_be_written_is_named(run, talks, tmp_path):
    done = run("table", "P1", "--as", "json", "-o", str(tmp_path / "no" / "t.json"))
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert f"There is no {tmp_path / 'no'}." in done.stderr

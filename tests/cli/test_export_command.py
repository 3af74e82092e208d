"""``export`` at the command line."""

import zipfile

import pytest

from program_workflow.cli.exporting import FORMATS
from program_workflow.documents.writing import WRITERS
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
    talks.reviewed(people.kaz, talks.modify("1.1", "The states exchange information on threats."))
    return talks


def test_every_format_that_is_written_can_be_asked_for():
    assert list(WRITERS) == list(FORMATS)


def test_a_version_is_written_to_the_file_that_is_named(run, talks, tmp_path):
    clean, marked = tmp_path / "clean.docx", tmp_path / "marked.docx"
    assert run("export", "P1", "--as", "docx", "-o", str(clean)).exit_code == 0
    assert run("export", "P1", "--as", "docx", "--amendments", "-o", str(marked)).exit_code == 0
    bodies = [zipfile.ZipFile(file).read("word/document.xml").decode() for file in (clean, marked)]
    assert ["w:ins" in body for body in bodies] == [False, True]
    again = tmp_path / "again.docx"
    run("export", "P1", "--as", "docx", "--amendments", "-o", str(again))
    assert again.read_bytes() == marked.read_bytes()


@pytest.mark.parametrize("words", [["P9", "--as", "docx"], ["P1", "--as", "docx", "--version", "7"]])
def test_what_is_not_there_is_refused_in_a_line(words, run, talks, tmp_path):
    answer = run("export", *words, "-o", str(tmp_path / "out.docx"))
    assert answer.exit_code == 1
    assert answer.stderr.count("\n") == 1
    assert not list(tmp_path.glob("out*"))


def test_a_folder_that_is_not_there_is_named(run, talks, tmp_path):
    answer = run("export", "P1", "--as", "txt", "-o", str(tmp_path / "no" / "out.txt"))
    assert (answer.exit_code, answer.stderr) == (1, f"Error: There is no {tmp_path / 'no'}.\n")

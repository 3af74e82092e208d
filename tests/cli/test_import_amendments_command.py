"""``import-amendments`` at the command line."""

import pytest

from program_workflow.domain.actor import CONSOLE, SYSTEM
from program_workflow.wiring import open_work
from tests.documents.word_editing import Editor
from tests.negotiation import Negotiation
from tests.people import Clock, make_people


@pytest.fixture
def file(run, tmp_path):
    run("db", "upgrade")
    with open_work(CONSOLE) as w:
        people = make_people(w)
    clock = Clock()
    with open_work(CONSOLE) as w:
        clock.now = w.now
    Negotiation(lambda actor=SYSTEM: open_work(actor, clock=clock), people, clock).circulated()
    path = tmp_path / "draft.docx"
    assert run("export", "P1", "--as", "docx", "-o", str(path)).exit_code == 0
    kaz = Editor(path.read_bytes(), "Office").reword("every year", "twice a year").data
    path.write_bytes(Editor(kaz, "Belarus").reword("Training", "Schooling").data)
    return path


def test_it_lists_what_matched_and_the_same_file_twice_adds_nothing(run, file):
    command = ("import-amendments", str(file), "--program", "P1", "--delegation", "KAZ", "--rationale", "As agreed.")
    looked = run(*command, "--dry-run").stdout
    assert "KAZ · 1.2 · modify · new" in looked
    assert "not taken: 1 changes of other authors" in looked
    assert "Nothing was kept" in looked
    assert "Drafts created: 1." in run(*command).stdout
    assert "All 1 exist already; nothing was added." in run(*command).stdout
    assert "Drafts created: 2." not in run(*command).stdout


def test_an_author_nobody_knows_is_told_and_nothing_kept(run, file):
    done = run("import-amendments", str(file), "--program", "P1")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "changes by Office" in done.stderr
    assert "BLR · 2.1 · modify · new" in run("import-amendments", str(file), "--program", "P1", "--dry-run").stdout
    for wrong in (("--delegation", "XYZ"), ("--base-version", "5")):
        assert run("import-amendments", str(file), "--program", "P1", *wrong).exit_code == 1
    assert run("import-amendments", str(file), "--program", "NO").exit_code == 1

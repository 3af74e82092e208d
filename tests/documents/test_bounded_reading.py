"""Reading in a process of its own."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.programs import make_program_docx
from program_workflow.documents import bounded, read
from program_workflow.documents.bounded import read_bounded, read_revised_bounded
from program_workflow.documents.revisions import read_revised
from program_workflow.documents.transfer import understood_from_json, understood_to_json
from program_workflow.domain.clause import ClauseDraft, Fields
from program_workflow.domain.errors import FileRefused, TooLarge
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import Timeframe
from program_workflow.domain.understood import Doubt, Finding, Understood, walk
from tests.documents.word_files import paragraphs
from tests.repository import ROOT

texts = st.text(max_size=8)
fields = st.builds(
    Fields,
    executing_bodies=st.lists(texts, max_size=2).map(tuple),
    timeframe=st.none() | st.builds(Timeframe, texts, st.none() | texts, st.none() | texts),
    funding=st.none() | texts,
    label=st.none() | texts,
    other=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)
clauses = st.recursive(
    st.builds(ClauseDraft, st.sampled_from(ClauseKind), texts, texts, fields),
    lambda inner: st.builds(
        ClauseDraft, st.sampled_from(ClauseKind), texts, texts, fields, st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=8,
)


@given(st.lists(clauses, max_size=3).map(tuple), texts)
def test_what_is_understood_survives_the_way_between_processes(tree: tuple[ClauseDraft, ...], excerpt: str) -> None:
    whole = Understood(tree, "ru", "t", "2011–2013", 2, (), (Finding(Doubt.NUMBER_JUMP, "2.1", excerpt),))
    assert understood_from_json(json.loads(json.dumps(understood_to_json(whole)))) == whole


def test_both_ways_of_reading_agree(tmp_path: Path) -> None:
    data = make_program_docx(tmp_path / "p.docx", clauses=120, language="ru").read_bytes()
    assert read_bounded("p.docx", data) == read("p.docx", data)


@pytest.mark.parametrize("name", ["pt-RA001-Tracked-Revisions-01.docx", "docxodus-DD002-DenseComments.docx"])
def test_tracked_changes_survive_the_way_between_processes(name: str) -> None:
    data = (ROOT / "tests/data/tracked" / name).read_bytes()
    whole = read_revised(name, data)
    assert whole.changes or whole.comments
    assert read_revised_bounded(name, data) == whole


def test_a_refusal_crosses_with_its_sentence() -> None:
    with pytest.raises(FileRefused) as caught:
        read_bounded("note.docx", b"no package")
    assert caught.value.params == {"name": "note.docx"}
    assert str(caught.value) == "note.docx is not a Word document (.docx)."


def test_a_file_too_large_never_reaches_the_process() -> None:
    with pytest.raises(TooLarge):
        read_bounded("big.docx", b"PK" + b"\0" * (20 * 1024 * 1024))


def test_a_process_that_takes_too_long_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "WALL", 0.001)
    with pytest.raises(FileRefused, match="limits of memory and time"):
        read_bounded("slow.docx", paragraphs("1. The Center acts."))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_made_program_has_the_clauses_asked_for(tmp_path: Path, language: str) -> None:
    data = make_program_docx(tmp_path / "p.docx", clauses=500, language=language).read_bytes()
    found = read("p.docx", data)
    assert (len(walk(found.clauses)), found.language, found.period) == (500, language, "2011–2013")
    assert found.counts()[ClauseKind.MEASURE] == 100
    assert (found.left_out, found.doubts) == ((), ())

"""OpenDocument text: the same clauses and the same tracked changes as from Word, and the same gate."""

from pathlib import Path

import pytest

from program_workflow.documents import read
from program_workflow.documents.revisions import read_revised
from program_workflow.domain.errors import WorkflowError
from program_workflow.domain.revised import Story, Tracked
from program_workflow.domain.understood import Left, Understood, walk
from tests.documents.odt_files import TEXT, item, list_level, odt_file, odt_parts, p, put, region, table, taken
from tests.documents.word_files import zipped
from tests.repository import ROOT

DATA = ROOT / "tests/data"
PAIRED = sorted((DATA / "odt").glob("*.odt"))
#: What LibreOffice itself wrote otherwise than it had read.
WRITTEN_OTHERWISE = {"pt-TestDocument"}


def texts(understood: Understood) -> list[str]:
    return [clause.text for clause in walk(understood.clauses)]


def outline(understood: Understood) -> list[tuple[str, str, str]]:
    return [(clause.kind.value, clause.number, clause.text) for clause in walk(understood.clauses)]


@pytest.mark.parametrize("file", PAIRED, ids=lambda file: file.stem)
def test_a_file_says_the_same_in_both_formats(file: Path) -> None:
    if file.stem in WRITTEN_OTHERWISE:
        return
    word = DATA / "tracked" / f"{file.stem}.docx"
    mine, theirs = (read_revised(one.name, one.read_bytes()) for one in (file, word))
    assert outline(mine.original) == outline(theirs.original)
    assert outline(mine.final) == outline(theirs.final)
    assert set(mine.authors) == set(theirs.authors)


def test_lists_headings_and_tables_are_read() -> None:
    levels = list_level(1) + list_level(2, ' text:display-levels="2"')
    inner = f"<text:list>{item('First;')}</text:list>"
    tasks = item("The tasks are:").replace("</text:list-item>", f"{inner}</text:list-item>")
    data = odt_file(
        '<text:h text:outline-level="1">Tasks</text:h>',
        f'<text:list text:style-name="L">{tasks}</text:list>',
        f'<text:list text:style-name="L" text:continue-numbering="true">{item("The bodies meet.")}</text:list>',
        table([("Bodies", ""), ("What they do", "")], [("Center", ' table:number-rows-spanned="2"'), ("meets", "")]),
        styles=f'<text:list-style style:name="L">{levels}</text:list-style>',
    )
    found = read("draft.odt", data)
    assert [(c.number, c.text) for c in walk(found.clauses)][:4] == [
        ("", "Tasks"),
        ("1", "The tasks are:"),
        ("1.1", "First;"),
        ("2", "The bodies meet."),
    ]
    assert [(c.text, c.fields.other) for c in walk(found.clauses)][5:] == [
        ("Center", (("What they do", "meets"),)),
        ("Center", (("What they do", "reports"),)),
    ]


def test_what_was_taken_out_over_two_paragraphs_parts_them_again() -> None:
    data = odt_file(
        p("1. One", taken("a"), " end."),
        p("2. Two", put("b", " and more"), "."),
        regions=region("a", "deletion", p(" goes."), p("3. Gone")) + region("b", "insertion"),
    )
    found = read_revised("draft.odt", data)
    assert texts(found.original) == ["One goes.", "Gone end.", "Two."]
    assert texts(found.final) == ["One end.", "Two and more."]
    assert [(c.kind, c.old, c.new) for c in found.changes] == [
        (Tracked.PARAGRAPH_DELETED, "", ""),
        (Tracked.DELETED, " goes.", ""),
        (Tracked.DELETED, "3. Gone", ""),
        (Tracked.INSERTED, "", " and more"),
    ]


def test_words_taken_out_of_an_item_of_a_list_part_nothing() -> None:
    gone = f"<text:list>{item(' never')}</text:list>"
    found = read_revised(
        "draft.odt", odt_file(p("1. They", taken("a"), " pay."), regions=region("a", "deletion", gone))
    )
    assert (texts(found.original), texts(found.final)) == (["They never pay."], ["They pay."])


def test_paragraphs_put_in_have_marks_of_their_own() -> None:
    data = odt_file(
        p("1. One.", '<text:change-start text:change-id="a"/>'),
        p("2. New."),
        p('<text:change-end text:change-id="a"/>', "3. Three."),
        regions=region("a", "insertion"),
    )
    found = read_revised("draft.odt", data)
    assert texts(found.original) == ["One.3. Three."]
    assert texts(found.final) == ["One.", "New.", "Three."]


def test_notes_comments_and_contents_are_told_apart() -> None:
    body = f"<text:note-body>{p('See ', put('a', 'it'))}</text:note-body>"
    note = f'<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>{body}</text:note>'
    comment = f"<office:annotation><dc:creator>Representative of Belarus</dc:creator>{p('Why?')}</office:annotation>"
    contents = f"<text:table-of-content><text:index-body>{p('Tasks 1')}</text:index-body></text:table-of-content>"
    data = odt_file(contents, p("1. One", note, comment, "."), regions=region("a", "insertion"))
    found = read_revised("draft.odt", data)
    assert texts(found.final) == ["One."]
    assert {one.reason for one in found.final.left_out} >= {Left.FOOTNOTE, Left.COMMENT, Left.TABLE_OF_CONTENTS}
    assert [(c.story, c.new, c.final) for c in found.changes] == [(Story.NOTE, "it", 0)]
    assert [(c.author, c.text, c.final) for c in found.comments] == [("Representative of Belarus", "Why?", 0)]


def refusal(data: bytes) -> str:
    with pytest.raises(WorkflowError) as caught:
        read("draft.odt", data)
    return str(caught.value)


def test_only_open_document_text_passes() -> None:
    assert "not an OpenDocument text" in refusal(b"text")
    assert "another kind" in refusal(odt_file(p("x"), kind="application/vnd.oasis.opendocument.spreadsheet"))
    assert "no text" in refusal(zipped({"mimetype": TEXT, "content.xml": "<x/>"}))


def test_macros_passwords_and_document_types_are_refused() -> None:
    parts = odt_parts(p("1. One."))
    assert "macros" in refusal(zipped(parts | {"Basic/Standard/Module1.xml": "<x/>"}))
    assert "password" in refusal(zipped(parts | {"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}))
    assert "document type" in refusal(zipped(parts | {"styles.xml": "<!DOCTYPE x><x/>"}))


def test_lists_of_libraries_without_macros_pass() -> None:
    data = zipped(odt_parts(p("1. One.")) | {"Basic/script-lc.xml": "<x/>", "Basic/Standard/script-lb.xml": "<x/>"})
    assert texts(read("draft.odt", data)) == ["One."]

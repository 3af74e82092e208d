"""Tracked changes of every kind: the text before, the text after, the clause each stands in, who made it."""

from datetime import UTC, datetime

import pytest

from program_workflow.documents.revisions import read_revised
from program_workflow.domain.errors import FileRefused
from program_workflow.domain.revised import ClauseEdit, RevisedReading, Story, Tracked
from program_workflow.domain.understood import Understood, walk
from tests.documents.word_files import (
    W,
    by,
    cell,
    commented,
    comments,
    deleted,
    inserted,
    level,
    moved,
    numbering,
    paragraph,
    part,
    row,
    run,
    table,
    text_box,
    whole,
    word_file,
)

ARMENIA, BELARUS = "Representative of Armenia", "Representative of Belarus"


def texts(read: Understood) -> list[str]:
    return [clause.text for clause in walk(read.clauses)]


def revised(*blocks: str, **parts: str) -> RevisedReading:
    return read_revised("draft.docx", word_file(*blocks, **parts))


def both(*blocks: str) -> tuple[list[str], list[str]]:
    read = revised(*blocks)
    return texts(read.original), texts(read.final)


def kinds(read: RevisedReading) -> list[Tracked]:
    return [change.kind for change in read.changes]


def of(read: RevisedReading, author: str) -> list[tuple[int | None, str | None, bool]]:
    return [(edit.original, edit.clause.text if edit.clause else None, edit.moved) for edit in read.edits[author]]


def test_words_come_and_go() -> None:
    read = revised(paragraph("1. The bodies ", deleted("may"), inserted("shall"), " meet."))
    assert texts(read.original) == ["The bodies may meet."]
    assert texts(read.final) == ["The bodies shall meet."]
    assert [(c.kind, c.old, c.new, c.original, c.final) for c in read.changes] == [
        (Tracked.DELETED, "may", "", 0, 0),
        (Tracked.INSERTED, "", "shall", 0, 0),
    ]
    assert {(c.author, c.date) for c in read.changes} == {
        ("Representative of Kazakhstan", datetime(2026, 11, 1, 10, tzinfo=UTC))
    }


def test_a_deletion_within_an_insertion_stands_in_neither_text() -> None:
    inner = deleted("never ", by(BELARUS))
    read = revised(paragraph("1. They shall ", f"<w:ins {by(ARMENIA)}>{inner}{run('always ')}</w:ins>", "pay."))
    assert (texts(read.original), texts(read.final)) == (["They shall pay."], ["They shall always pay."])
    assert [(c.author, c.old, c.new) for c in read.changes] == [(ARMENIA, "", "always "), (BELARUS, "never ", "")]


def test_a_deleted_mark_joins_two_paragraphs_and_an_inserted_one_parts_them() -> None:
    assert both(paragraph("1. The Center", mark_deleted=True), paragraph(" acts."), paragraph("2. End.")) == (
        ["The Center", "acts.", "End."],
        ["The Center acts.", "End."],
    )
    parted = paragraph("1. The Center acts.").replace("</w:pPr>", f"<w:rPr><w:ins {by(ARMENIA)}/></w:rPr></w:pPr>")
    assert both(parted, paragraph("2. It reports.")) == (
        ["The Center acts.2. It reports."],
        ["The Center acts.", "It reports."],
    )


def test_a_deleted_mark_before_a_table_joins_nothing() -> None:
    before, after = both(
        paragraph("1. Measures:", mark_deleted=True), table(["a", "b"], ["c", "d"]), paragraph("2. End.")
    )
    assert before == after


def test_whole_paragraphs_come_and_go_without_a_trace() -> None:
    read = revised(paragraph("1. One."), whole("2. Two.", "del"), whole("2. New."), paragraph("3. Three."))
    assert texts(read.original) == ["One.", "Two.", "Three."]
    assert texts(read.final) == ["One.", "New.", "Three."]
    assert [(c.original, c.final) for c in read.changes] == [(1, None), (1, None), (None, 1), (None, 1)]


def test_a_move_is_linked_and_the_clause_known_again() -> None:
    taken, put = moved("1. The Center meets once a year.")
    read = revised(taken, paragraph("2. The bodies report."), put, paragraph("3. End."))
    assert texts(read.original) == ["The Center meets once a year.", "The bodies report.", "End."]
    assert texts(read.final) == ["The bodies report.", "The Center meets once a year.", "End."]
    words = [c for c in read.changes if c.kind in (Tracked.MOVED_FROM, Tracked.MOVED_TO)]
    assert [(c.kind, c.move, c.original, c.final) for c in words] == [
        (Tracked.MOVED_FROM, "move1", 0, None),
        (Tracked.MOVED_TO, "move1", None, 1),
    ]
    edit = ClauseEdit("0", 0, walk(read.final.clauses)[1], None, "1", True, (0, 1, 2, 3))
    assert read.edits["Representative of Kazakhstan"] == (edit,)


def test_rows_come_and_go() -> None:
    read = revised(
        paragraph("1. Plan"),
        table(
            ["No.", "Measure", "Funding"],
            row("1", "Meet", "own", removed=True),
            row("2", "Report", "own"),
            row("3", "Train", "own", added=True),
        ),
    )
    assert texts(read.original) == ["Plan", "No. | Measure | Funding", "Meet", "Report"]
    assert texts(read.final) == ["Plan", "No. | Measure | Funding", "Report", "Train"]
    assert [(c.kind, c.old, c.new, c.original, c.final) for c in read.changes] == [
        (Tracked.ROW_DELETED, "1 Meet own", "", 2, None),
        (Tracked.ROW_INSERTED, "", "3 Train own", None, 3),
    ]


def test_cells_come_go_and_merge() -> None:
    came = cell("new").replace("<w:tcPr>", f"<w:tcPr><w:cellIns {by(ARMENIA)}/>")
    went = cell("old").replace("<w:tcPr>", f"<w:tcPr><w:cellDel {by(ARMENIA)}/>")
    merged = cell("below").replace(
        "<w:tcPr>", f'<w:tcPr><w:cellMerge {by(ARMENIA)} w:vMerge="cont" w:vMergeOrig="rest"/>'
    )
    read = revised(table(row("Body", came), row("Center", went), row(merged, "x")), paragraph("1. End."))
    assert kinds(read) == [Tracked.CELL_INSERTED, Tracked.CELL_DELETED, Tracked.CELLS_MERGED]
    words = [" ".join((c.text, *(text for _, text in c.fields.other))) for c in walk(read.original.clauses)]
    assert "old" in " ".join(words)
    assert "new" not in " ".join(words)


def test_changes_of_format_are_kept_apart() -> None:
    change = f"<w:rPrChange {by(ARMENIA)}><w:rPr/></w:rPrChange>"
    read = revised(paragraph("1. The ", run("Center", f"<w:b/>{change}"), " acts."))
    assert kinds(read) == [Tracked.FORMATTED]
    assert read.original == read.final
    assert read.edits == {}


def test_a_number_taken_on_is_a_format_of_the_original() -> None:
    properties = f'<w:pPrChange {by(ARMENIA)}><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>'
    tasks = paragraph("tasks of the bodies").replace("</w:pPr>", f"{properties}</w:pPr>")
    read = revised(paragraph("1. The Center acts."), tasks, paragraph("2. The bodies meet."))
    assert [c.kind.value for c in walk(read.original.clauses)] == ["point", "heading", "point"]
    assert [c.kind.value for c in walk(read.final.clauses)] == ["point", "paragraph", "point"]


def test_notes_boxes_and_headers_are_told_apart() -> None:
    note = part("footnotes", f'<w:footnote w:id="2">{paragraph("See ", inserted("the Charter"))}</w:footnote>')
    box = text_box("beside").replace(run("beside"), inserted("beside"))
    read = revised(
        paragraph("1. One.", '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        paragraph("2. Two.", box),
        footnotes=note,
        header=part("hdr", paragraph(inserted("Draft"))),
    )
    assert [(c.story, c.new, c.final) for c in read.changes] == [
        (Story.TEXT_BOX, "beside", 1),
        (Story.NOTE, "the Charter", 0),
        (Story.HEADER_FOOTER, "Draft", None),
    ]


def test_codes_of_fields_that_were_deleted_are_no_words() -> None:
    code = f"<w:del {by(ARMENIA)}><w:r><w:delInstrText>REF x</w:delInstrText></w:r></w:del>"
    field = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{code}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert both(paragraph("1. See ", field, "the Charter.")) == (["See the Charter."], ["See the Charter."])


def test_comments_stand_on_the_changes_they_were_put_on() -> None:
    read = revised(
        paragraph("1. The bodies ", commented(0, deleted("may"), inserted("shall")), " meet."),
        paragraph("2. ", commented(1, "End.")),
        comments=comments((ARMENIA, "As in the Charter."), (BELARUS, "Why?")),
    )
    assert [c.comments for c in read.changes] == [(0,), (0,)]
    assert [(c.author, c.text, c.original, c.final) for c in read.comments] == [
        (ARMENIA, "As in the Charter.", 0, 0),
        (BELARUS, "Why?", 1, 1),
    ]


def test_each_author_is_read_alone() -> None:
    read = revised(
        paragraph(
            "1. The bodies ",
            deleted("may", by(ARMENIA)),
            inserted("shall", by(ARMENIA)),
            " meet",
            inserted(" twice", by(BELARUS)),
            ".",
        ),
        whole("2. New.", change=by(BELARUS)),
        paragraph("3. End."),
    )
    assert of(read, ARMENIA) == [(0, "The bodies shall meet.", False)]
    assert of(read, BELARUS) == [(0, "The bodies may meet twice.", False), (None, "New.", False)]
    assert read.counts() == {
        ARMENIA: {Tracked.INSERTED: 1, Tracked.DELETED: 1},
        BELARUS: {Tracked.INSERTED: 2, Tracked.PARAGRAPH_INSERTED: 1},
    }


def test_words_put_into_anothers_paragraph_do_not_run_on_into_the_next() -> None:
    mark = f"<w:rPr><w:ins {by(ARMENIA)}/></w:rPr></w:pPr>"
    new = paragraph(inserted("2. New ", by(ARMENIA)), inserted("indeed.", by(BELARUS))).replace("</w:pPr>", mark)
    read = revised(paragraph("1. One."), new, paragraph("3. End."))
    assert of(read, BELARUS) == []
    assert of(read, ARMENIA) == [(None, "New", False)]


def test_a_file_in_which_all_is_new_had_no_text() -> None:
    read = revised(whole("1. One."), whole("2. Two."))
    assert texts(read.original) == []
    assert texts(read.final) == ["One.", "Two."]


@pytest.mark.parametrize("name", ["draft.txt", "draft.md"])
def test_a_format_without_tracked_changes_says_the_same_twice(name: str) -> None:
    read = read_revised(name, b"1. The Center acts.\n\n2. It reports.")
    assert read.original == read.final
    assert read.changes == ()


def test_a_forbidden_sign_in_what_was_deleted_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"U\+202E"):
        revised(paragraph("1. Pay ", deleted("\u202e001"), "now."))


@pytest.mark.parametrize(
    ("said", "read"),
    [("2026-02-30T10:00:00Z", None), ("", None), ("2026-11-01T10:00:00+03:00", datetime(2026, 11, 1, 7, tzinfo=UTC))],
)
def test_a_date_is_an_instant_or_not_known(said: str, read: datetime | None) -> None:
    assert revised(paragraph("1. A", inserted("b", by(ARMENIA, said)))).changes[0].date == read


def test_a_part_that_calls_itself_a_cell_is_none() -> None:
    header = f'<w:tc xmlns:w="{W}"><w:tcPr><w:cellDel {by(ARMENIA)}/></w:tcPr>{paragraph("Draft")}</w:tc>'
    assert texts(revised(paragraph("1. One."), header=header).final) == ["One."]


def test_both_clauses_are_named_by_the_mark_that_joins_them() -> None:
    read = revised(paragraph("1. The Center", mark_deleted=True), paragraph(" acts at once."), paragraph("2. End."))
    assert of(read, "Representative of Kazakhstan") == [(1, "The Center acts at once.", False), (0, None, False)]
    assert {edit.changes for edit in read.edits["Representative of Kazakhstan"]} == {(0,)}


def test_a_number_that_counts_on_in_a_quotation_is_nobodys_change() -> None:
    lists = numbering({1: [level(0, "decimal", "%1.")]})
    quoted = [paragraph("1. To read:", style="B"), paragraph("«First;", listed=(1, 0))]
    new = whole("New;", change=by(ARMENIA)).replace(
        "<w:pPr>", '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    )
    read = revised(*quoted, new, paragraph("second».", listed=(1, 0)), paragraph("2. End."), numbering=lists)
    assert texts(read.original)[2] != texts(read.final)[3]
    assert [text for _, text, _ in of(read, ARMENIA)] == ["2. New;"]

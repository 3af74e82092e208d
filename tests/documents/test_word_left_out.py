"""Nothing of a Word file is dropped in silence."""

from program_workflow.documents import read
from program_workflow.domain.understood import Doubt, Finding, Left, walk
from tests.documents.outlines import reasons
from tests.documents.word_files import (
    deleted,
    field,
    hidden,
    inserted,
    package_parts,
    paragraph,
    paragraphs,
    part,
    raised,
    run,
    text_box,
    word_file,
    zipped,
)


def test_hidden_text_is_left_out_and_named_with_its_place() -> None:
    found = read(
        "a.docx", word_file(paragraph("1. The Center acts."), paragraph("2. The", hidden(" secret"), " bodies act."))
    )
    assert [clause.text for clause in found.clauses] == ["The Center acts.", "The bodies act."]
    assert found.left_out == (Finding(Left.HIDDEN_TEXT, "2", "secret"),)


def test_a_text_box_is_reported_once() -> None:
    found = read("a.docx", word_file(paragraph("1. The Center acts.", text_box("Beside the text"))))
    assert [(finding.reason, finding.excerpt) for finding in found.left_out] == [(Left.TEXT_BOX, "Beside the text")]


def test_footnotes_comments_and_headers_are_reported_with_their_words() -> None:
    found = read(
        "a.docx",
        word_file(
            paragraph("1. The Center acts.", '<w:r><w:footnoteReference w:id="2"/></w:r>'),
            footnotes=part("footnotes", f'<w:footnote w:id="2">{paragraph("See the charter.")}</w:footnote>'),
            comments=part("comments", f'<w:comment w:id="0">{paragraph("Is this so?")}</w:comment>'),
            header=part("hdr", paragraph("For official use")),
        ),
    )
    assert {(finding.reason, finding.excerpt) for finding in found.left_out} == {
        (Left.FOOTNOTE, "See the charter."),
        (Left.COMMENT, "Is this so?"),
        (Left.HEADER_FOOTER, "For official use"),
    }


def test_tracked_changes_give_the_final_text_and_are_reported() -> None:
    found = read("a.docx", word_file(paragraph("1. The Center shall ", deleted("not "), inserted("duly "), "pay.")))
    assert found.clauses[0].text == "The Center shall duly pay."
    assert reasons(found.left_out) == [Left.TRACKED_DELETION, Left.TRACKED_INSERTION]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    found = read("a.docx", word_file(paragraph("1. The Center ", mark_deleted=True), paragraph("coordinates.")))
    assert [clause.text for clause in found.clauses] == ["The Center coordinates."]


def test_a_field_shows_its_result_and_its_code_is_reported() -> None:
    found = read("a.docx", word_file(paragraph("1. See point ", field("REF _Ref1 \\h", "2.3"), ".")))
    assert found.clauses[0].text == "See point 2.3."
    assert found.left_out == (Finding(Left.FIELD_CODE, "1", "REF _Ref1 \\h"),)


def test_a_table_of_contents_is_left_out_as_one_thing() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
    shown = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    found = read(
        "a.docx",
        word_file(
            paragraph("PROGRAM", style="Title"),
            paragraph(begin, shown, run("1. Aims 3")),
            paragraph(run("2. Tasks 4"), end),
            paragraph("1. Aims"),
            paragraph("1.1. The aim is peace."),
        ),
    )
    assert [clause.text for clause in walk(found.clauses)] == ["PROGRAM", "Aims", "The aim is peace."]
    assert found.left_out == (Finding(Left.TABLE_OF_CONTENTS, "1", "1. Aims 3 · 2. Tasks 4"),)


def test_a_raised_word_stays_as_text_with_a_doubt() -> None:
    found = read("a.docx", word_file(paragraph("1. The 2", raised("nd"), " meeting decides.")))
    assert found.clauses[0].text == "The 2nd meeting decides."
    assert reasons(found.doubts) == [Doubt.SUPERSCRIPT_AS_TEXT]


def test_jumps_and_repetitions_of_numbers_are_doubts() -> None:
    found = read(
        "a.docx", paragraphs("1. One is done.", "2. Two is done.", "4. Four is done.", "4. Four again is done.")
    )
    assert [(finding.reason, finding.excerpt) for finding in found.doubts] == [
        (Doubt.NUMBER_JUMP, "2 → 4"),
        (Doubt.NUMBER_REPEATED, "4"),
    ]


def test_a_template_elsewhere_is_named_and_not_fetched() -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="https://example.org/template.dotm" TargetMode="External"/></Relationships>'
    )
    parts = package_parts(paragraph("1. The Center acts.")) | {"word/_rels/settings.xml.rels": relation}
    found = read("draft.docx", zipped(parts))
    assert [(one.reason, one.excerpt) for one in found.left_out] == [
        (Left.UNKNOWN, "https://example.org/template.dotm")
    ]

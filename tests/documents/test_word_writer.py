"""Publications as Word documents: what comes out when all changes are accepted or rejected, and what the file holds."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.documents.word_writer import write_word
from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.pieces import clean_pieces
from program_workflow.domain.proposed import Proposed, amended_pieces
from program_workflow.domain.publication import Proposal, Span
from program_workflow.domain.redline import Entry
from program_workflow.domain.terms import ClauseKind, OperationKind
from tests.documents.publications import clean, entries, publication, redline_of
from tests.documents.word_lines import W, lines, marks, part, plain

FILED = datetime(2011, 3, 2, 14, 30, tzinfo=UTC)


@given(entries())
def test_a_clean_version_says_every_clause_with_its_number(text):
    written = " ".join(lines(write_word(clean(text))))
    for one in text:
        assert plain(one.text) in written
        assert one.number in written


@given(entries(), entries())
def test_all_accepted_is_the_new_text_and_all_rejected_the_old(old, new):
    file = write_word(redline_of(old, new))
    for side, text in (("accept", new), ("reject", old)):
        assert lines(file, side, clauses_alone=True) == lines(write_word(clean(text)), clauses_alone=True)


@given(entries(), entries())
def test_every_mark_has_a_number_of_its_own_and_every_move_two_ends(old, new):
    body = part(write_word(redline_of(old, new)))
    tags = [W + tag for tag in ("ins", "del", "moveFrom", "moveTo", "bookmarkStart")]
    tags += [W + tag for tag in ("moveFromRangeStart", "moveToRangeStart")]
    numbers = [one.get(W + "id") for one in body.iter(*tags)]
    assert len(numbers) == len(set(numbers))
    names = {
        tag: [one.get(W + "name") for one in body.iter(W + tag)] for tag in ("moveFromRangeStart", "moveToRangeStart")
    }
    assert sorted(names["moveFromRangeStart"]) == sorted(set(names["moveToRangeStart"]))
    for tag in ("moveFromRange", "moveToRange", "bookmark"):
        starts, ends = ([one.get(W + "id") for one in body.iter(W + tag + end)] for end in ("Start", "End"))
        assert sorted(starts) == sorted(ends)
    bookmarks = [one.get(W + "name") for one in body.iter(W + "bookmarkStart")]
    assert len(bookmarks) == len(set(bookmarks))


@given(st.text(st.characters(codec=None), max_size=30))
def test_no_character_breaks_the_file(text):
    entry = Entry("a", "1", ClauseKind.POINT, text, Fields(), "h")
    file = write_word(publication(clean_pieces([entry]), title=text, marking=text))
    names = zipfile.ZipFile(BytesIO(file)).namelist()
    assert all(part(file, name) is not None for name in names)


@given(entries(), entries())
def test_the_same_publication_gives_the_same_bytes(old, new):
    made = redline_of(old, new)
    assert write_word(made) == write_word(replace(made, at=made.at + timedelta(days=9)))


# --- Amendments -------------------------------------------------------------------------------------

POINTS = [
    Entry(name, f"1.{at}", ClauseKind.POINT, f"Joint operations {name} once a year.", Fields(), name)
    for at, name in enumerate("pqrs", 1)
]
ROWS = [
    Entry(f"m{at}", f"2.{at}", ClauseKind.MEASURE, f"Measure {at}", Fields(executing_bodies=("Ministry",)), f"m{at}")
    for at in (1, 2, 3)
]


def amended(*proposed: tuple[str, str, Operation]) -> bytes:
    """(amendment, delegation, operation) on POINTS and ROWS, as a file."""
    operations = [Proposed(*one) for one in proposed]
    proposals = {
        one.amendment: Proposal(one.amendment, None, one.delegation, f"Because of {one.amendment}", FILED)
        for one in operations
    }
    names = {"KAZ": "Казахстан", "BLR": "Belarus & co"}
    pieces = amended_pieces([*POINTS, *ROWS], operations)
    return write_word(publication(pieces, proposals=proposals, delegations=names))


def modify(clause: str, text: str, fields: Fields = NO_FIELDS) -> Operation:
    return Operation(OperationKind.MODIFY, clause, text, fields)


def test_each_delegation_is_an_author_with_the_instant_of_filing():
    file = amended(
        ("k", "KAZ", modify("p", "Joint operations p twice a year.")),
        ("b", "BLR", modify("p", "Joint operations p once a month.")),
    )
    assert marks(file) == [
        ("del", "Казахстан", "once"),
        ("ins", "Казахстан", "twice"),
        ("del", "Belarus & co", "year"),
        ("ins", "Belarus & co", "month"),
    ]
    assert {one.get(W + "date") for one in part(file).iter(W + "ins", W + "del")} == {"2011-03-02T14:30:00Z"}


def test_the_rationale_is_a_comment_on_the_change():
    file = amended(("k", "KAZ", modify("p", "Joint operations p twice a year.")))
    (comment,) = part(file, "word/comments.xml")
    assert ("".join(comment.itertext()), comment.get(W + "author")) == ("Because of k", "Казахстан")
    body = part(file)
    start, end = body.find(f".//{W}commentRangeStart"), body.find(f".//{W}commentRangeEnd")
    assert start.getnext().tag == W + "del"
    assert end.getprevious() is start.getnext()
    assert body.find(f".//{W}commentReference").get(W + "id") == comment.get(W + "id")


def test_rows_come_and_go_as_rows():
    gone = Operation(OperationKind.DELETE, "m2")
    new = Operation(OperationKind.INSERT, "n", "New measure", after="m1", clause_kind=ClauseKind.MEASURE)
    file = amended(("k", "KAZ", gone), ("b", "BLR", new))
    rows = [
        [one.tag.removeprefix(W) for one in row.find(W + "trPr") if one.tag in (W + "ins", W + "del")]
        for row in part(file).iter(W + "tr")
    ]
    assert rows == [[], [], ["ins"], ["del"], []]
    before, after = lines(file, "reject"), lines(file, "accept")
    assert [line for line in before if line not in after] == ["2.2", "Measure 2"]
    assert [line for line in after if line not in before] == ["New measure"]


def test_a_move_is_shown_as_one_at_both_ends():
    file = amended(("k", "KAZ", Operation(OperationKind.MOVE, "p", after="r")))
    assert [one[:2] for one in marks(file)] == [("moveFrom", "Казахстан")] * 2 + [("moveTo", "Казахстан")] * 2
    assert [line[4:20] for line in lines(file, "accept")[:4]] == ["Joint operations"[:16]] * 4
    assert [line[:3] for line in lines(file, "accept")[:4]] == ["1.2", "1.3", "1.1", "1.4"]
    assert [line[:3] for line in lines(file, "reject")[:4]] == ["1.1", "1.2", "1.3", "1.4"]


def test_the_last_clause_can_go_and_come():
    gone = [(f"k{at}", "KAZ", Operation(OperationKind.DELETE, one.id)) for at, one in enumerate([*POINTS, *ROWS])]
    assert lines(amended(*gone), "accept") == []
    assert len(lines(amended(*gone), "reject")) == len(POINTS) + 4 + 3 * len(ROWS) + 1


def test_what_does_not_fit_is_named_in_the_file():
    proposals = {"k": Proposal("k", "P1/1/KAZ/1", "KAZ", "", FILED)}
    file = write_word(publication(clean_pieces(POINTS), proposals=proposals, delegations={}, unplaced=("k",)))
    (comment,) = part(file, "word/comments.xml")
    assert "P1/1/KAZ/1" in "".join(comment.itertext())


# --- What the file holds -----------------------------------------------------------------------------


def test_a_file_says_which_version_it_is_and_which_clause_is_which():
    file = write_word(clean([*POINTS, *ROWS]))
    said = {one.get("name"): "".join(one.itertext()) for one in part(file, "docProps/custom.xml")}
    assert said == {
        "ProgramWorkflow.Program": "P1",
        "ProgramWorkflow.Version": "2",
        "ProgramWorkflow.Language": "en",
        "ProgramWorkflow.TextHash": "ab" * 32,
    }
    names = [one.get(W + "name") for one in part(file).iter(W + "bookmarkStart")]
    assert names == [f"c_{one.id}" for one in (*POINTS, *ROWS)]


AT = datetime(2011, 3, 2, 9, tzinfo=UTC)


def test_every_page_says_what_it_is():
    file = write_word(clean(POINTS))
    footer = plain("".join(part(file, "word/footer1.xml").itertext()))
    assert footer.startswith("P1, version 2 · circulated 1 March 2011, 09:00 UTC · proposals until 14 March 2011")
    assert footer.endswith("page 1 of 1")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"closes_at": AT, "circulated_at": AT}, "laid before the meeting 2 March 2011, 09:00 UTC"),
        ({"finalised_at": AT}, "text agreed 2 March 2011, 09:00 UTC"),
        ({"finalised_at": AT, "adopted_at": AT}, "adopted 2 March 2011, 09:00 UTC"),
    ],
)
def test_every_page_says_what_became_of_the_text(more, said):
    footer = part(write_word(publication(clean_pieces(POINTS), **more)), "word/footer1.xml")
    assert plain("".join(footer.itertext())).split(" · ")[1].startswith(said)
    assert "proposals until" not in "".join(footer.itertext())


@pytest.mark.parametrize(
    ("more", "said"),
    [({"proposals": {}}, "P1, version 2 with amendments"), ({"is_rolling": True}, "P1, version 2, rolling text")],
)
def test_every_page_says_what_is_marked_in_it(more, said):
    footer = part(write_word(publication(clean_pieces(POINTS), **more)), "word/footer1.xml")
    assert plain("".join(footer.itertext())).startswith(said)


def test_a_text_that_does_not_begin_with_its_title_has_it_above():
    header = part(write_word(clean(POINTS)), "word/header1.xml")
    assert [plain("".join(one.itertext())) for one in header] == ["A program", "Draft"]
    titled = part(write_word(clean([replace(POINTS[0], kind=ClauseKind.TITLE)])), "word/header1.xml")
    assert [plain("".join(one.itertext())) for one in titled] == ["Draft"]


def test_a_heading_of_columns_heads_every_page_of_its_table():
    heading = Entry("h", "", ClauseKind.TABLE_HEADING, "No. | Measure | Executing bodies | Period", Fields(), "h")
    body = part(write_word(clean([heading, *ROWS])))
    rows = list(body.iter(W + "tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False]
    assert [plain("".join(cell.itertext())) for cell in rows[0].iter(W + "tc")] == [
        "No.",
        "Measure",
        "Executing bodies",
        "Period",
    ]
    assert [plain("".join(cell.itertext())) for cell in rows[1].iter(W + "tc")] == ["2.1", "Measure 1", "Ministry", ""]


def test_words_are_never_a_field_or_a_formula():
    entry = Entry("a", "", ClauseKind.PARAGRAPH, "{ HYPERLINK x } =SUM(A1) <w:fldSimple/>", Fields(), "h")
    body = part(write_word(clean([entry])))
    assert not list(body.iter(W + "fldSimple", W + "instrText", W + "hyperlink"))
    assert lines(write_word(clean([entry]))) == ["{ HYPERLINK x } =SUM(A1) <w:fldSimple/>"]


def test_python_docx_opens_it():
    document = docx.Document(BytesIO(write_word(clean([*POINTS, *ROWS]))))
    assert [one.text for one in document.paragraphs if one.text] == [f"{one.number}\t{one.text}" for one in POINTS]
    assert document.tables[0].cell(2, 1).text == "Measure 2"
    assert document.core_properties.title == "A program"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_text_in_any_language_is_written(language):
    assert lines(write_word(replace(clean(POINTS), language=language)))


def test_brackets_of_a_rolling_text_are_set_apart():
    by = ("KAZ",), ("k",)
    piece = replace(
        clean_pieces(POINTS)[0],
        spans=(
            Span("=", "[", *by, is_bracket=True),
            Span("=", "[words]", *by),
            Span("=", "] (KAZ)", *by, is_bracket=True),
        ),
    )
    body = part(write_word(publication([piece], is_rolling=True, proposals={}, delegations={"KAZ": "Kazakhstan"})))
    assert [one.get(W + "val") for one in body.iter(W + "rStyle")] == ["Bracket", "Bracket"]

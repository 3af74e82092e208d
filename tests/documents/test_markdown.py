"""Markdown: structure from the marks, text as typed."""

from program_workflow.documents import read
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import Timeframe
from program_workflow.domain.understood import Left, walk
from tests.documents.outlines import outline_of, reasons


def test_headings_paragraphs_and_lists_nest_as_marked() -> None:
    text = (
        "# Charter\n\n## Chapter 1. Aims\n\nFirst *aim*\nstays [typed](x).\n\n"
        "1. One:\n   1. inner;\n   - dash\n2. Two.\n\nAfter.\n"
    )
    assert outline_of(text.encode(), "a.md") == [
        "title: Charter",
        "heading Chapter 1: Aims",
        "  paragraph: First *aim*\nstays [typed](x).",
        "  point 1: One:",
        "    point 1(1): inner;",
        "    point: dash",
        "  point 2: Two.",
        "  paragraph: After.",
    ]


def test_front_matter_gives_the_title_and_is_reported() -> None:
    found = read("a.md", b"---\ntitle: Democracy\nlayout: page\n---\n\nText.\n\n## Voting\n\nMore text.\n")
    assert found.title == "Democracy"
    assert reasons(found.left_out) == [Left.MARKUP]
    assert [clause.kind for clause in found.clauses] == [ClauseKind.PREAMBLE, ClauseKind.HEADING]


def test_notes_are_clauses_of_their_own() -> None:
    found = read("a.md", b"Text[^1].\n\n[^1]: First note, [link](http://x.example).\n[^2]: Second note.\n")
    notes = [clause.text for clause in found.clauses if clause.kind is ClauseKind.NOTE]
    assert notes == ["[^1]: First note, [link](http://x.example).", "[^2]: Second note."]


def test_a_table_of_measures_is_understood_and_extra_cells_are_kept() -> None:
    header = "| No. | Measure | Executing bodies | Timeframe |\n|---|---|---|---|\n"
    text = f"{header}| 1 | Meet | Center, Parties | 2012 | extra |\n"
    measure = read("a.md", text.encode()).clauses[1]
    assert measure.fields.timeframe == Timeframe("2012", "2012", "2012")
    assert measure.fields.executing_bodies == ("Center", "Parties")
    assert measure.fields.other == (("", "extra"),)


def test_points_that_run_on_without_a_blank_line_are_cut() -> None:
    text = "Our view is that:\na) one should act;\nb) two should wait.\n"
    assert outline_of(text.encode(), "a.md") == [
        "preamble: Our view is that:",
        "point (a): one should act;",
        "point (b): two should wait.",
    ]


def test_reference_lines_and_indented_lines_are_not_swallowed() -> None:
    text = "Text [a].\n\n[a]: http://a.example\n\n    indented\n"
    assert [clause.text for clause in walk(read("a.md", text.encode()).clauses)] == [
        "Text [a].",
        "[a]: http://a.example",
        "indented",
    ]


def test_a_number_that_stands_alone_is_a_point_and_keeps_what_is_under_it() -> None:
    assert outline_of(b"Text.\n\n28.\n\na) one;\n\nb) two.\n\n29.\n    1. inner\n\n30.\n", "a.md") == [
        "preamble: Text.",
        "point 28: ",
        "  point 28(a): one;",
        "  point 28(b): two.",
        "point 29: ",
        "  point 29(1): inner",
        "point 30: ",
    ]


def test_a_list_goes_on_after_letters_that_markdown_takes_for_paragraphs() -> None:
    assert outline_of(b"28. One:\n\na) letter:\n\n1. inner;\n\n2. inner.\n\n29. Two.\n", "a.md") == [
        "point 28: One:",
        "  point 28(a): letter:",
        "    point 28(a)(1): inner;",
        "    point 28(a)(2): inner.",
        "point 29: Two.",
    ]

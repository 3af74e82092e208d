"""Minutes and outcome documents: lines read as blocks and back, their hash, redlines, and what a corrigendum says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.paper import (
    Block,
    corrections,
    heading,
    paper_hash,
    paragraph,
    pieces_of,
    point,
    read,
    title,
    written,
)
from program_workflow.domain.terms import Change, ClauseKind

_WORDS = st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x4FF), min_size=1, max_size=8)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join)
_BLOCKS = st.one_of(
    _TEXTS.map(heading),
    _TEXTS.map(paragraph),
    st.builds(point, _TEXTS, st.sampled_from(["1.", "2.1.", "3.12.4."])),
    st.builds(lambda a, b: paragraph(f"{a}\n{b}"), _TEXTS, _TEXTS),
)


def test_lines_are_read_as_title_heading_points_and_paragraphs():
    text = "# OUTCOME\n# of the Meeting\n\nOpening.\n## 1. Trends\n1.1. Noted.\n  And more.\n1) a subject;\n"
    assert read(text) == (
        Block(ClauseKind.TITLE, "OUTCOME\nof the Meeting"),
        paragraph("Opening."),
        heading("Trends", "1."),
        point("Noted.\nAnd more.", "1.1."),
        paragraph("1) a subject;"),
    )


@given(st.lists(_BLOCKS, max_size=8))
def test_what_is_written_is_read_back(blocks):
    found = [title("Title"), *blocks]
    assert list(read(written(found))) == found
    assert written(read(written(found))) == written(found)


def test_a_hash_tells_apart_what_stands_in_which_language():
    assert paper_hash({"en": "a", "ru": "b"}) != paper_hash({"en": "b", "ru": "a"})
    assert paper_hash({"en": "a", "ru": "b"}) == paper_hash({"ru": "b", "en": "a"})


@given(st.lists(_BLOCKS, min_size=1, max_size=6), st.lists(_BLOCKS, min_size=1, max_size=6))
def test_a_redline_gives_both_revisions(old, new):
    pieces = pieces_of(written(new), written(old))
    after = [one for one in pieces if one.whole not in ("-", "<")]
    said = ["".join(span.text for span in one.spans if span.op in "=+>") for one in after]
    assert said == [block.text for block in read(written(new))]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("1.1. On 20–21 March.", "1.1. On 20–22 March.", [("1.1.", "20–21", "20–22")]),
        ("A meeting of ten states.", "A meeting of ten member states.", [("", "ten", "ten member")]),
        ("The state and the states.", "The state or the states.", [("", "and", "or")]),
        ("One two one three.", "One two two three.", [("", "one", "two")]),
        ("a b a c", "a b d c", [("", "b a", "b d")]),
        ("Minsk, 3 March.", "In Minsk, 3 March.", [("", "Minsk", "In Minsk")]),
        ("1. The end of it.", "1. End of it.", [("1.", "The end", "End")]),
        ("The draft is agreed.", "draft is agreed.", [("", "The draft", "draft")]),
        ("Same.", "Same.", []),
    ],
    ids=[
        "whole words",
        "an insertion",
        "a change",
        "a word",
        "found only once",
        "begins with more",
        "begins otherwise",
        "begins with less",
        "nothing",
    ],
)
def test_a_corrigendum_quotes_whole_words_that_are_found_once(old, new, says):
    assert [(one.number, one.old, one.new) for one in corrections(old, new)] == says


def test_a_corrigendum_names_what_came_and_went():
    found = corrections(
        "1. One point of it.\n2. Quite another.\n", "1. One point of it.\n3. Entirely new words here.\n"
    )
    assert {one.change for one in found} <= {Change.INSERTED, Change.DELETED, Change.CHANGED}
    assert {one.old for one in found if one.change is Change.DELETED} == {"Quite another."}


@given(st.lists(_BLOCKS, min_size=1, max_size=6), st.lists(_BLOCKS, min_size=1, max_size=6))
def test_something_is_corrected_wherever_words_or_numbers_differ(old, new):
    same = [(one.number, one.text) for one in old] == [(one.number, one.text) for one in new]
    assert bool(corrections(written(old), written(new))) is not same

"""Texts read without differences of typography: what is folded, that it is told, and what never is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.redline import Entry, Folded, Run, compare_clauses, compare_fields, compare_folded
from program_workflow.domain.redline.typography import fold
from program_workflow.domain.terms import Change, ClauseKind
from program_workflow.domain.timeframe import read_timeframe
from tests.domain.redline.test_redline_properties import ANY, WORD, borders, side

SETS = [
    ["–", "—", "-", "―"],
    ["«", "»", "“", "”", "„", '"'],
    ["’", "'"],
    [" ", "  ", "\u00a0", "\u2009 ", "\t"],
    ["ё", "е"],
]
STRANGE = ["\u00ad", "\u200b", "\u2011", "и\u0306", "c", "с", "а\u0301", "1", "000", "а", "\n", "."]
#: Two texts of the same words, set differently; now and then with another word.
SET_TWICE = st.lists(
    st.one_of(
        st.sampled_from(SETS).flatmap(lambda each: st.tuples(st.sampled_from(each), st.sampled_from(each))),
        st.sampled_from(STRANGE).map(lambda piece: (piece, piece)),
        st.sampled_from(["слово", "word ", " "]).map(lambda piece: (piece, piece)),
        st.tuples(st.sampled_from(["", *STRANGE]), st.sampled_from(["", *STRANGE])),
    ),
    max_size=14,
).map(lambda pairs: ("".join(old for old, _ in pairs), "".join(new for _, new in pairs)))
TWO_TEXTS = st.one_of(SET_TWICE, SET_TWICE, st.tuples(ANY, ANY))


def put_back(runs: list[Run], folded: tuple[Folded, ...]) -> str:
    """The old text: what stays and what was deleted, with the old typography."""
    was = {one.position: one for one in folded}
    old, position = "", 0
    for op, text in runs:
        if op == "-":
            old += text
            continue
        at = 0
        while at < len(text) and op == "=":
            one = was.pop(position + at, None)
            old += one.was if one else text[at]
            at += len(one.now) if one else 1
        position += len(text)
    assert not was
    return old


@given(TWO_TEXTS)
def test_the_new_text_is_shown_and_the_old_one_can_be_had_back(texts: tuple[str, str]) -> None:
    old, new = texts
    runs, folded = compare_folded(old, new)
    assert side(runs, "-") == new
    assert put_back(runs, folded) == old
    for one in folded:
        assert new[one.position :].startswith(one.now)
        assert one.was != one.now


@given(TWO_TEXTS)
def test_texts_are_equal_exactly_if_they_differ_in_typography_alone(texts: tuple[str, str]) -> None:
    old, new = texts
    runs, _ = compare_folded(old, new)
    assert all(op == "=" for op, _ in runs) is (fold(old) == fold(new))


@given(TWO_TEXTS)
def test_no_word_is_cut_and_runs_keep_their_order(texts: tuple[str, str]) -> None:
    old, new = texts
    runs, _ = compare_folded(old, new)
    inside = {place for match in WORD.finditer(new) for place in range(match.start() + 1, match.end())}
    assert not borders(runs, "-") & inside
    assert all(text for _, text in runs)
    steps = {(first[0], second[0]) for first, second in pairwise(runs)}
    assert steps <= {("=", "-"), ("=", "+"), ("-", "+"), ("-", "="), ("+", "=")}


@given(SET_TWICE)
def test_nothing_without_a_shape_is_ever_folded(texts: tuple[str, str]) -> None:
    old, new = texts
    kept = str.maketrans("", "", "".join(map("".join, SETS)))
    runs, folded = compare_folded(old, new)
    assert not {*"".join(one.was + one.now for one in folded)} & {*"".join(STRANGE)}
    if all(op == "=" for op, _ in runs):
        assert old.translate(kept) == new.translate(kept)


@pytest.mark.parametrize(
    ("old", "new", "folded"),
    [
        ("2011-2013 гг.", "2011–2013 гг.", (Folded(4, "-", "–"),)),
        ('"Вестник"', "«Вестник»", (Folded(0, '"', "«"), Folded(8, '"', "»"))),
        ("state's", "state’s", (Folded(5, "'", "’"),)),
        ("на 2011 год", "на\u00a02011 год", (Folded(2, " ", "\u00a0"),)),
        ("1 000  руб.", "1\u00a0000 руб.", (Folded(1, " ", "\u00a0"), Folded(5, "  ", " "))),
        ("Еще учет", "Ещё учёт", (Folded(2, "е", "ё"), Folded(6, "е", "ё"))),
    ],
    ids=["dash", "quotes", "apostrophe", "space", "length", "yo"],
)
def test_typography_is_folded_and_told(old: str, new: str, folded: tuple[Folded, ...]) -> None:
    assert compare_folded(old, new) == ([("=", new)], folded)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("vice-chair", "vice\u2011chair"),
        ("vice-chair", "vice\u2010chair"),
        ("мир", "м\u00adир"),
        ("мир", "ми\u200bр"),
        ("Совет", "Cовет"),
        ("край", "краи\u0306"),
        ("учёт", "уче\u0308т"),
        ("a b", "ab"),
        ("a b", "a\u2028b"),
        ("a b", "a\u1680b"),
        ("5", "\u22125"),
    ],
    ids=lambda text: text.encode("unicode-escape").decode(),
)
def test_what_looks_the_same_but_is_another_sign_is_shown(old: str, new: str) -> None:
    runs, folded = compare_folded(old, new)
    assert any(op != "=" for op, _ in runs)
    assert folded == ()


def test_a_real_change_beside_typography_is_marked_alone() -> None:
    runs, folded = compare_folded('Издавать "Вестник" - раз в год', "Издавать «Вестник» – два раза в год")
    assert [run for run in runs if run[0] != "="] == [("-", "раз"), ("+", "два раза")]
    assert len(folded) == 3


def test_of_a_range_of_years_the_year_that_changed_is_marked_whatever_joins_them() -> None:
    runs, folded = compare_folded("в 2011-2013 годах", "в 2011–2014 годах")
    assert runs == [("=", "в 2011–"), ("-", "2013"), ("+", "2014"), ("=", " годах")]
    assert folded == (Folded(6, "-", "–"),)


def _entry(name: str, text: str, fields: Fields = NO_FIELDS) -> Entry:
    return Entry(name, name, ClauseKind.POINT, text, fields, f"{text}{fields}")


def test_a_clause_that_differs_in_typography_alone_is_equal_only_where_that_is_asked_for() -> None:
    old, new = (
        [_entry("1", 'В "Вестнике"'), _entry("2", "Еще раз")],
        [_entry("1", "В «Вестнике»"), _entry("2", "Ещё два")],
    )
    assert [one.change for one in compare_clauses(old, new)] == [Change.CHANGED, Change.CHANGED]
    found = compare_clauses(old, new, ignore_typography=True)
    assert [(one.change, len(one.all_folded)) for one in found] == [(Change.EQUAL, 2), (Change.CHANGED, 1)]


def test_clauses_without_identities_are_paired_by_their_words_alone() -> None:
    old = [_entry("a", '"Еще"'), _entry("b", "Иное")]
    new = [_entry("c", "«Ещё»"), _entry("d", "Иное")]
    found = compare_clauses(old, new, identities=False, ignore_typography=True)
    assert [(one.id_old, one.id_new, one.change) for one in found] == [("a", "c", "equal"), ("b", "d", "equal")]


def test_fields_are_read_without_their_typography_one_by_one() -> None:
    old = Fields(executing_bodies=('АТЦ "СНГ"', "Бюро"), timeframe=read_timeframe("2011-2013 годы"), funding="Учет")
    new = Fields(executing_bodies=("АТЦ «СНГ»", "Совет"), timeframe=read_timeframe("2011–2013 годы"), funding="Учёт")
    bodies, timeframe, funding = compare_fields(old, new, ignore_typography=True)
    assert [one.kind for one in (bodies, timeframe, funding)] == [Change.CHANGED, Change.EQUAL, Change.EQUAL]
    assert bodies.runs == (("=", "АТЦ «СНГ», "), ("-", "Бюро"), ("+", "Совет"))
    assert [one.position for one in bodies.folded] == [4, 8]
    assert timeframe.folded == (Folded(4, "-", "–"),)
    assert {one.kind for one in compare_fields(old, new)} == {Change.CHANGED}

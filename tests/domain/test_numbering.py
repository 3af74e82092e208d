"""Numbers follow from the place, or stay where letters quote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.numbering import Numbered, concordance, derived_number, infer_styles, place_of, renumber
from program_workflow.domain.terms import Numbering, NumberStyle

S = NumberStyle
D = S.DECIMAL


def clause(clause_id: str, parent: str | None, style: NumberStyle = D, number: str = "") -> Numbered:
    return Numbered(clause_id, parent, style, number)


@pytest.mark.parametrize(
    ("style", "parent", "ordinal", "said"),
    [
        (D, "2", 3, "2.3"),
        (D, "", 3, "3"),
        (S.LATIN, "2.3", 2, "2.3(b)"),
        (S.CYRILLIC, "2.3", 7, "2.3(ж)"),
        (S.LATIN, "1", 28, "1(bb)"),
        (S.ROMAN, "", 4, "IV"),
        (S.ROMAN, "", 49, "XLIX"),
        (S.ROMAN, "", 94, "XCIV"),
        (S.ORDINAL, "2", 3, "3"),
    ],
)
def test_a_number_follows_from_the_place(style, parent, ordinal, said):
    assert derived_number(style, parent, ordinal) == said


PRINTED = [
    ("1", None, "1"),
    ("1.1", "1", "1.1"),
    ("t", "1", ""),  # a heading inside a table
    ("1.2", "t", "1.2"),
    ("u", "1", ""),
    ("1.3", "u", "1.3"),
    ("a", "1.3", "1.3(а)"),
    ("b", "1.3", "1.3(б)"),
    ("fixed", "1", "2¹"),
    ("p", None, ""),
    ("p1", "p", "1"),
    ("p2", "p", "2"),
    ("2", None, "2"),
    ("2.1", "2", "2.1"),
]


def test_numbers_as_printed_come_back_from_their_styles():
    styled = infer_styles([clause(i, parent, S.NONE, number) for i, parent, number in PRINTED])
    assert renumber(styled, Numbering.RUNNING, quoted={}) == {i: number for i, _, number in PRINTED}
    assert [one.id for one in styled if one.style is S.FIXED] == ["fixed"]


def frozen(clauses, quoted, used=()):
    return renumber(clauses, Numbering.FROZEN, quoted=quoted, used=frozenset(used))


def test_an_inserted_clause_prints_the_number_before_it_with_a_small_figure():
    clauses = [clause("h", None), clause("n", "h"), clause("a", "h"), clause("b", "h"), clause("m", "h")]
    assert frozen(clauses, {"h": "2", "a": "2.1", "b": "2.3"}) == {
        "h": "2",
        "n": "2.0¹",
        "a": "2.1",
        "b": "2.3",
        "m": "2.3¹",
    }


def test_a_number_that_was_ever_given_is_not_given_again():
    clauses = [clause("h", None), clause("a", "h"), clause("n", "h"), clause("m", "h")]
    used = [(None, "2.1¹"), (None, "2.2")]
    assert frozen(clauses, {"h": "2", "a": "2.1"}, used) == {"h": "2", "a": "2.1", "n": "2.1²", "m": "2.1³"}


def test_bare_numbers_begin_anew_under_each_parent():
    clauses = [
        clause("h", None, S.NONE),
        clause("a", "h", S.ORDINAL),
        clause("b", "h", S.ORDINAL),
        clause("new", None, S.NONE),
        clause("first", "new", S.ORDINAL),
        clause("second", "new", S.ORDINAL),
        clause("top", None),
    ]
    found = frozen(clauses, {"a": "1", "b": "2", "top": "1"}, [("h", "3")])
    assert (found["first"], found["second"]) == ("1", "1¹")


def test_a_clause_beside_fixed_numbers_follows_them():
    clauses = [clause("h", None), clause("f", "h", S.FIXED, "312a"), clause("n", "h")]
    assert frozen(clauses, {"h": "1", "f": "312a"})["n"] == "312a¹"


def test_the_table_of_concordance_names_what_has_another_number():
    assert concordance({"a": "1", "b": "2.3¹", "c": "3"}, {"a": "1", "b": "2.4", "d": "5"}) == [("2.3¹", "2.4")]


@given(st.lists(st.tuples(st.sampled_from([D, S.ORDINAL, S.LATIN, S.NONE]), st.integers(0, 5)), max_size=25), st.data())
def test_under_the_frozen_rule_quoted_numbers_stay_and_none_is_given_twice(spec, data):
    clauses: list[Numbered] = []
    for index, (style, up) in enumerate(spec):
        chain = []
        at = clauses[-1].id if clauses else None
        while at is not None:
            chain.append(at)
            at = next(one.parent for one in clauses if one.id == at)
        clauses.append(clause(f"c{index}", [None, *chain][min(up, len(chain))], style))
    first = renumber(clauses, Numbering.RUNNING, quoted={})
    kept = [one for one in clauses if data.draw(st.booleans())]
    ids = {one.id for one in kept}
    quoted = {one.id: first[one.id] for one in kept if first[one.id]}
    whole = [one if one.parent is None or one.parent in ids else clause(one.id, None, one.style) for one in kept]
    new = [clause(f"n{i}", one.parent, one.style) for i, one in enumerate(whole) if data.draw(st.booleans())]
    places = [place_of(one.parent, one.style, number) for one in whole if (number := quoted.get(one.id))]
    found = frozen([*whole, *new], quoted)
    assert all(found[one] == number for one, number in quoted.items())
    fresh = [place_of(one.parent, one.style, found[one.id]) for one in new if found[one.id]]
    assert len(set(fresh)) == len(fresh)
    assert not set(fresh) & set(places)

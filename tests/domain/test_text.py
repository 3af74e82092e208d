"""The tree of a text: edits keep it whole, its hash says all of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.terms import ClauseKind, NumberStyle
from program_workflow.domain.text import Node, NoSuchPlace, Text, content


def node(clause_id: str, parent: str | None = None) -> Node:
    return Node(clause_id, parent, ClauseKind.POINT, NumberStyle.NONE, "", {"en": content("en", clause_id)})


#: a (b (c), d), e
TREE = Text((node("a"), node("b", "a"), node("c", "b"), node("d", "a"), node("e")))
EDITS = st.tuples(
    st.sampled_from(["insert", "delete", "move"]),
    st.sampled_from("abcde"),
    st.sampled_from([None, *"abcde"]),
    st.sampled_from([None, *"abcde"]),
)


@given(st.lists(EDITS, max_size=8))
def test_edits_keep_the_tree_whole_or_are_refused(edits):
    text = TREE
    for index, (edit, clause, parent, after) in enumerate(edits):
        before = {one.id for one in text.nodes}
        try:
            if edit == "insert":
                text = text.insert(node(f"n{index}", parent), after=after)
            elif edit == "delete":
                text = text.delete(clause)
            else:
                text = text.move(clause, parent=parent, after=after)
                assert {one.id for one in text.nodes} == before
        except NoSuchPlace:
            continue
    for one in text.nodes:
        assert one.parent is None or one.id in {inner.id for inner in text.subtree(one.parent)}
    assert [one.id for top in text.children(None) for one in text.subtree(top.id)] == [one.id for one in text.nodes]


def test_a_clause_goes_after_the_whole_of_the_one_it_follows_or_first_under_its_parent():
    assert [one.id for one in TREE.insert(node("n", "a"), after="b").nodes] == ["a", "b", "c", "n", "d", "e"]
    assert [one.id for one in TREE.insert(node("n", "a"), after=None).nodes] == ["a", "n", "b", "c", "d", "e"]
    assert [one.id for one in TREE.insert(node("n"), after=None).nodes] == ["n", "a", "b", "c", "d", "e"]
    assert (TREE.previous_sibling("d"), TREE.previous_sibling("b")) == ("b", None)


@pytest.mark.parametrize(("parent", "after"), [("b", None), ("c", None), ("a", "b"), ("nothing", None), (None, "d")])
def test_a_clause_goes_neither_into_itself_nor_to_a_place_that_is_not_there(parent, after):
    with pytest.raises(NoSuchPlace):
        TREE.move("b", parent=parent, after=after)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1"},
        {"kind": ClauseKind.NOTE},
        {"contents": {"en": content("en", "x")}},
        {"contents": {"ru": content("ru", "b")}},
        {"contents": {}},
        {"parent": None},
    ],
)
def test_the_hash_says_number_kind_words_language_and_place(change):
    changed = Text(tuple(replace(one, **change) if one.id == "d" else one for one in TREE.nodes))
    assert changed.hash() != TREE.hash()
    assert TREE.hash() == Text(TREE.nodes).hash()


def test_a_clause_without_a_number_is_called_by_kind_and_place_under_the_nearest_that_has_one():
    numbered = Text(tuple(replace(one, number="1") if one.id == "a" else one for one in TREE.nodes))
    assert dict(numbered.references) == {
        "a": "1",
        "b": "1-point-1",
        "c": "1-point-2",
        "d": "1-point-3",
        "e": "point-1",
    }

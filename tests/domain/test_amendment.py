"""Operations on a text: together, colliding, rebased, undone."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from program_workflow.domain.amendment import (
    Act,
    Operation,
    Unappliable,
    apply_operation,
    apply_operations,
    differs,
    leaves_blank,
    near,
    operations_collide,
    rebase_operation,
    rebase_operations,
    same_proposal,
    undo_operation,
)
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.terms import ClauseKind, NumberStyle, OperationKind, Rebase
from program_workflow.domain.text import Node, Text, content

K = OperationKind
WORDS = ["the", "parties", "hold", "joint", "exercises", "and", "send", "reports", "to", "the", "council"]


def node(clause_id: str, parent: str | None = None, text: str | None = None) -> Node:
    return Node(
        clause_id,
        parent,
        ClauseKind.POINT,
        NumberStyle.DECIMAL,
        "",
        {"en": content("en", text if text is not None else " ".join([*WORDS, clause_id]))},
    )


#: a (a1, a2 (a21, a22), a3), b (b1), c
TREE = Text(
    tuple(
        node(one, parent)
        for one, parent in (
            ("a", None),
            ("a1", "a"),
            ("a2", "a"),
            ("a21", "a2"),
            ("a22", "a2"),
            ("a3", "a"),
            ("b", None),
            ("b1", "b"),
            ("c", None),
        )
    )
)
IDS = [one.id for one in TREE.nodes]


def modify(clause_id: str, text: str, fields: Fields = NO_FIELDS, base: Text = TREE) -> Operation:
    return Operation(K.MODIFY, clause_id, text, fields, base.node(clause_id).content("en"))


def delete(clause_id: str) -> Operation:
    return Operation(K.DELETE, clause_id, base=TREE.node(clause_id).content("en"))


def insert(clause_id: str, parent: str | None, after: str | None) -> Operation:
    return Operation(K.INSERT, clause_id, "New.", parent=parent, after=after, clause_kind=ClauseKind.POINT)


def move(clause_id: str, parent: str | None, after: str | None) -> Operation:
    return Operation(K.MOVE, clause_id, parent=parent, after=after)


def order(text: Text) -> list[str]:
    return [one.id for one in text.nodes]


def together(text: Text, *operations: Operation) -> Text:
    return apply_operations(text, [Act(one, "en", TREE) for one in operations])


def sound(text: Text) -> None:
    """Every parent stands before its children, a subtree stands together, no clause twice."""
    path: list[str] = []
    for one in text.nodes:
        while path and path[-1] != one.parent:
            path.pop()
        assert one.parent is None or path
        path.append(one.id)
    assert len(set(order(text))) == len(text.nodes)


@st.composite
def an_operation(draw: st.DrawFn, index: int) -> Operation:
    clause = draw(st.sampled_from(IDS))
    match draw(st.sampled_from(list(K))):
        case K.MODIFY:
            words = TREE.node(clause).contents["en"].text.split()
            for _ in range(draw(st.integers(1, 3))):
                at = draw(st.integers(0, len(words) - 1))
                words[at : at + draw(st.integers(0, 2))] = draw(st.lists(st.sampled_from(["x", "y", "z"]), max_size=2))
                words = words or ["nothing"]
            bodies = draw(st.sampled_from([(), ("ATC",), ("ATC", "CSTO")]))
            return modify(clause, " ".join(words), Fields(executing_bodies=bodies))
        case K.DELETE:
            return delete(clause)
        case kind:
            after = draw(st.sampled_from([None, *IDS]))
            parent = TREE.node(after).parent if after else draw(st.sampled_from([None, *IDS]))
            if kind is K.INSERT:
                return insert(f"new{index}", parent, after)
            inside = {one.id for one in TREE.subtree(clause)}
            if parent in inside or after in inside:
                return move(clause, TREE.node(clause).parent, TREE.previous_sibling(clause))
            return move(clause, parent, after)


OPERATIONS = st.integers(2, 7).flatmap(lambda n: st.tuples(*(an_operation(i) for i in range(n))))


@settings(max_examples=400)
@given(OPERATIONS)
def test_what_does_not_collide_in_pairs_makes_one_text_in_any_order(operations):
    """Circles of three or more moves aside, which the guard of a decision finds by carrying all out."""
    agreed: list[Operation] = []
    for one in operations:
        if any(operations_collide(TREE, one, other) for other in agreed):
            continue
        if sum(other.kind is K.MOVE for other in agreed) >= 2 and one.kind is K.MOVE:
            continue
        agreed.append(one)
    made = together(TREE, *agreed)
    sound(made)
    gone = {n.id for one in agreed if one.kind is K.DELETE for n in TREE.subtree(one.clause_id)}
    for one in agreed:
        if one.kind is K.INSERT:
            assert one.clause_id in made
        if one.kind is K.DELETE:
            assert one.clause_id not in made
    assert {one for one in IDS if one not in made} == gone
    backwards = together(TREE, *reversed(agreed))
    assert {n.id: (n.parent, n.contents["en"].text) for n in backwards.nodes} == {
        n.id: (n.parent, n.contents["en"].text) for n in made.nodes
    }


@settings(max_examples=300)
@given(an_operation(1), an_operation(2))
def test_collision_is_symmetrical_and_near_finds_all_of_it(first, second):
    assert operations_collide(TREE, first, second) == operations_collide(TREE, second, first)
    if operations_collide(TREE, first, second):
        for one, other in ((first, second), (second, first)):
            assert near(TREE, [one]) & {other.clause_id, other.parent, other.anchor}


@settings(max_examples=300)
@given(an_operation(1), an_operation(2))
def test_a_rebased_operation_applies_to_the_new_text_as_it_is_offered(first, second):
    new = together(TREE, first)
    flag, offered = rebase_operation(new, second, "en", TREE)
    if flag in (Rebase.NONE, Rebase.CLEAN):
        sound(apply_operation(new, offered, "en"))
    else:
        assert offered == second
        with pytest.raises(Unappliable):
            apply_operation(new, second, "en", TREE)


@settings(max_examples=300)
@given(an_operation(1))
def test_an_operation_that_is_undone_leaves_the_text_as_it_was(operation):
    made = together(TREE, operation)
    back = undo_operation(made, operation, "en", TREE)
    assert [(n.id, n.parent, n.contents["en"].hash) for n in back.nodes] == [
        (n.id, n.parent, n.contents["en"].hash) for n in TREE.nodes
    ]


def test_what_is_inserted_at_one_place_stands_in_order_before_what_another_puts_there():
    chain = insert("n2", "a", "n1")
    assert order(together(TREE, insert("n1", "a", "a1"), chain, insert("m", "a", "a1")))[1:5] == ["a1", "n1", "n2", "m"]
    assert order(together(TREE, insert("n1", "a", None), insert("n2", "a", None)))[1:4] == ["n1", "n2", "a1"]


def test_three_moves_in_a_circle_do_not_apply_though_no_two_collide():
    moves = [move("a", "b", None), move("b", "c", None), move("c", "a", None)]
    assert not any(operations_collide(TREE, one, other) for one, other in combinations(moves, 2))
    with pytest.raises(Unappliable):
        together(TREE, *moves)


def test_two_moves_into_each_other_collide_and_a_move_beside_does_not():
    assert operations_collide(TREE, move("a", "b", None), move("b", "a2", None))
    assert not operations_collide(TREE, move("a", None, "c"), move("a2", "a", None))


def test_two_languages_of_one_clause_do_not_collide():
    one, other = modify("c", "x"), modify("c", "y")
    assert operations_collide(TREE, one, other)
    assert not operations_collide(TREE, one, other, same_language=False)


def test_modifications_written_against_different_texts_collide_only_in_the_same_words():
    later = together(TREE, modify("c", "the states hold joint exercises and send reports to the council c"))
    old = modify("c", "the parties hold joint exercises and send letters to the council c")
    for text, collides in (
        ("the states hold common exercises and send reports to the council c", False),
        ("the states hold joint exercises and send telegrams to the council c", True),
    ):
        new = modify("c", text, base=later)
        assert operations_collide(TREE, old, new) is operations_collide(TREE, new, old) is collides


def test_an_insertion_finds_the_nearest_earlier_neighbour_that_still_stands():
    new = together(TREE, delete("a2"), delete("a3"))
    flag, offered = rebase_operation(new, insert("n", "a", "a3"), "en", TREE)
    assert (flag, offered.after) == (Rebase.CLEAN, "a1")
    assert rebase_operation(new, insert("n", "a", "a3"), "en")[0] is Rebase.ORPHANED
    assert rebase_operation(together(TREE, delete("a")), insert("n", "a", "a3"), "en", TREE)[0] is Rebase.ORPHANED


def test_the_flag_of_several_operations_is_that_of_the_worst():
    new = together(TREE, delete("b"), modify("c", "wholly other words stand here"))
    operations = [insert("n", None, "b"), replace(insert("m", "n", None)), modify("c", "nothing but this")]
    flag, offered = rebase_operations(new, operations, "en", TREE)
    assert flag is Rebase.CONFLICT
    assert offered[0].after == "a"


def test_a_wording_that_says_what_stands_already_is_no_change():
    assert not differs(modify("c", TREE.node("c").contents["en"].text), TREE)
    assert differs(modify("c", "x"), TREE)
    assert not differs(move("a2", "a", "a1"), TREE)
    assert differs(move("a2", "a", None), TREE)
    assert not differs(replace(insert("n", None, None), text=" \n"), TREE)


def test_a_clause_that_had_words_or_is_new_needs_some():
    base = TREE.node("c").contents["en"]
    assert leaves_blank(replace(modify("c", " "), base=base))
    assert leaves_blank(replace(insert("n", None, None), text="\n"))
    assert leaves_blank(replace(modify("c", "\u200b \u00ad"), base=base))
    assert not leaves_blank(replace(modify("c", "…"), base=base))
    assert not leaves_blank(replace(modify("c", "x"), base=base))
    assert not leaves_blank(replace(modify("c", ""), base=content("en", "")))
    assert not leaves_blank(move("a2", "a", "a1"))


def test_insertions_of_several_clauses_and_deletions_are_the_same_by_what_they_do():
    """The second clause that an amendment inserts stands after its first, which is another one in each amendment."""
    mine = (replace(insert("x1", None, None), text="One."), replace(insert("x2", None, after="x1"), text="Two."))
    theirs = (replace(insert("y1", None, None), text="one"), replace(insert("y2", None, after="y1"), text="Two"))
    assert same_proposal(mine, theirs)
    assert not same_proposal(mine, (theirs[0], replace(theirs[1], after=None)))
    assert not same_proposal(mine, theirs[:1])
    first, other = [node.id for node in TREE.nodes][:2]
    assert same_proposal((delete(first),), (delete(first),))
    assert not same_proposal((delete(first),), (delete(other),))

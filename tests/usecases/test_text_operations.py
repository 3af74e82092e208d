"""Whatever two texts are, the operations between them turn the one into the other."""

from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.amendment import Act, apply_operations
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.text import Node, Text, content
from program_workflow.usecases.operations import read_operations
from program_workflow.usecases.text_operations import clauses_touched, operations_between, shape

KINDS = (ClauseKind.HEADING, ClauseKind.PARAGRAPH, ClauseKind.POINT)


@st.composite
def texts(draw, names):
    """A text of clauses with these identities, in any order and under any parents."""
    chosen = draw(st.permutations(names).flatmap(lambda order: st.integers(1, len(order)).map(lambda n: order[:n])))
    children = {None: []}
    for name in chosen:
        parent = draw(st.sampled_from([None, *(one for one in children if one)]))
        siblings = children[parent]
        siblings.insert(draw(st.integers(0, len(siblings))), name)
        children[name] = []
    said = {name: (draw(st.sampled_from(KINDS)), draw(st.sampled_from(["one", "two", "three"]))) for name in chosen}
    nodes = []

    def add(parent):
        for name in children[parent]:
            kind, words = said[name]
            nodes.append(Node(name, parent, kind, contents={"en": content("en", f"{words} {name}")}))
            add(name)

    add(None)
    return Text(tuple(nodes))


NAMES = tuple("abcdefgh")


@given(texts(NAMES), texts(NAMES))
def test_operations_between_two_texts_make_the_second(old, new):
    inputs = operations_between(old, new, "en")
    if not inputs:
        assert shape(old, "en") == shape(new, "en")
        return
    operations = read_operations(inputs, old, "en")
    made = apply_operations(old, [Act(one, "en", old) for one in operations])
    assert shape(made, "en") == shape(new, "en")


@given(texts(NAMES))
def test_nothing_is_to_be_done_to_an_equal_text(text):
    assert operations_between(text, text, "en") == ()


def plain(*names):
    return Text(tuple(Node(n, None, ClauseKind.PARAGRAPH, contents={"en": content("en", n)}) for n in names))


def test_a_moved_clause_is_moved_and_nothing_else():
    (only,) = operations_between(plain("a", "b", "c", "d"), plain("b", "c", "d", "a"), "en")
    assert (only.kind, only.clause_id, only.after_clause_id) == (OperationKind.MOVE, "a", "d")


def test_a_clause_of_another_kind_is_another_clause():
    heading = Text((Node("a", None, ClauseKind.HEADING, contents={"en": content("en", "a")}),))
    kinds = [one.kind for one in operations_between(plain("a"), heading, "en")]
    assert kinds == [OperationKind.INSERT, OperationKind.DELETE]


def test_a_section_is_inserted_with_its_clauses():
    new = Text(
        (
            *plain("a").nodes,
            Node("s", None, ClauseKind.HEADING, contents={"en": content("en", "s")}),
            Node("p", "s", ClauseKind.PARAGRAPH, contents={"en": content("en", "p")}),
        )
    )
    section, clause = operations_between(plain("a"), new, "en")
    assert (section.key, section.after_clause_id) == ("s", "a")
    assert clause.parent_id == "s"


def test_what_is_touched_are_the_changed_and_those_beside_them():
    old = plain("a", "b", "c")
    changed, anchors = clauses_touched(old, operations_between(old, plain("a", "x", "b"), "en"))
    assert changed == {"c"}
    assert anchors == {"a"}
